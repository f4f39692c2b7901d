// Imports: an icicle by time or memory, the chosen module beside it, and everything as a table.

const imports = { metric: "time", colouring: "package", query: "", never: false, stale: false, origin: "", distribution: "", only: null, chosen: null };

function drawImports() {
  const section = open("imports", "Imports", "What is loaded, and what asked for it. Width is cost; click to zoom, Escape to step back, / to search.");
  if (!modules.n) return add(section, el("p", { class: "empty" }, "No import was timed."));
  const aside = el("aside", { class: "details", "aria-label": "Module" });
  const flame = makeFlame({
    label: "Imports. Arrow keys walk, Enter zooms in, Escape zooms out.",
    rootLabel: () => "all imports",
    look: (i) => LOOKS[imports.colouring](i),
    short: shortName,
    measure: (value) => (imports.metric === "time" ? ms(value) : bytes(value)),
    about: (i, value, sum) => [
      el("b", {}, name(modules.label(i))),
      el("div", {}, (imports.metric === "time" ? ms(value) : bytes(value)) + " with what it loads · " + percent(value / sum)),
      el("div", {}, (imports.metric === "time" ? ms(modules.own[i]) : bytes(modules.memory[i])) + " itself"),
      el("div", { class: "soft" }, name(distributionName(modules.distribution[i]) ?? ORIGINS[modules.origin[i]]), neverNeeded(i) === true && " · no event needed it"),
    ],
    onSelect: (item) => choose(item, false),
  });
  const legend = el("ul", { class: "legend" });
  const tally = el("p", { class: "tally soft", role: "status" });
  const table = moduleTable((i) => choose(i, true));

  function setTree() {
    const own = imports.metric === "time" ? modules.own : modules.memory;
    flame.setTree(layOut(parents, own.map((value) => Math.max(0, value))));
    if (imports.chosen !== null) flame.select(imports.chosen, true);
  }

  function choose(item, reveal) {
    imports.chosen = item;
    show(aside, item === null ? importsOverview() : moduleDetails(item, (m) => choose(m, true)));
    aside.scrollTop = 0;
    if (reveal) {
      flame.zoom(item === null ? -1 : item);
      return;
    }
    table.redraw();
  }

  function filter() {
    const kept = matching();
    const isAll = kept.length === modules.n;
    flame.highlight(isAll ? null : new Set(kept));
    table.setRows(kept);
    const sum = kept.reduce((total, i) => total + modules.own[i], 0);
    show(tally, isAll ? many(modules.n, "module") : many(kept.length, "module") + " of " + count(modules.n) + ", " + ms(sum) + " themselves",
      imports.only && [" ", el("button", { type: "button", class: "link", on: { click: () => set({ only: null }) } }, "Show all")]);
  }

  function set(change) {
    Object.assign(imports, change);
    filter();
  }

  function colour() {
    show(legend, legendOf(imports.colouring));
    flame.redraw();
  }

  const field = searchField("Search modules", (query) => set({ query: query.trim().toLowerCase() }));
  field.id = "imports-search";
  imports.show = (list, reveal) => {
    set({ only: new Set(list) });
    choose(reveal, true);
  };
  imports.open = (i) => choose(i, true);
  add(section,
    el("div", { class: "controls" },
      choice("Width is", [["time", "Time"], ["memory", "Memory"]], imports.metric, (metric) => {
        imports.metric = metric;
        setTree();
      }),
      choice("Colour by", [["package", "Package"], ["need", "Need"], ["bytecode", "Bytecode"]], imports.colouring, (colouring) => {
        imports.colouring = colouring;
        colour();
      }),
      field),
    el("div", { class: "controls" }, filterControls(set), tally),
    el("div", { class: "card imports" }, el("div", {}, flame.node, legend), aside),
    modulesAndPackages(table, (number) => {
      set({ distribution: String(number) });
      section.querySelector(".by-distribution").value = String(number);
    }));
  setTree();
  colour();
  choose(null, false);
  filter();
}

function matching() {
  const { query, never, stale, origin, distribution, only } = imports;
  return [...Array(modules.n).keys()].filter((i) =>
    (!query || modules.label(i).toLowerCase().includes(query))
    && (!never || neverNeeded(i) === true)
    && (!stale || compiledAnew(i))
    && (!origin || modules.origin[i] === origin)
    && (distribution === "" || String(modules.distribution[i]) === distribution)
    && (!only || only.has(i)));
}

function filterControls(set) {
  const toggle = (title, key) => el("label", { class: "check" },
    el("input", { type: "checkbox", data: { filter: key }, on: { change: (event) => set({ [key]: event.target.checked }) } }), title);
  const origins = [...new Set(modules.origin)];
  const packages = pick("Package", [["", "every package"], ...profile.distributions.map((each, number) => [number, plain(each.name)])], "", (value) => set({ distribution: value }));
  packages.classList.add("by-distribution");
  return [
    modules.usage.some((usage) => usage !== null) && toggle("no event needed it", "never"),
    modules.bytecode.some((state) => state === "stale" || state === "absent") && toggle("no valid bytecode", "stale"),
    origins.length > 1 && pick("Origin", [["", "every origin"], ...origins.map((origin) => [origin, ORIGINS[origin]])], "", (origin) => set({ origin })),
    profile.distributions.length > 0 && packages,
  ];
}

function moduleTable(onOpen) {
  const time = (key, title, about) => ({ key, title, about, width: "84px", right: true, value: (i) => modules[key][i], cell: (i) => ms(modules[key][i]) });
  // Those that nobody needed come last, after those that only init needed.
  const needed = (i) => (modules.usage[i] === null ? null : modules.usage[i].events.length + (modules.usage[i].at_init ? 0.5 : 0));
  return makeTable({
    label: "Modules", rows: [...Array(modules.n).keys()], sortBy: "retained", minWidth: "780px", isChosen: (i) => i === imports.chosen, onOpen,
    columns: [
      { key: "name", title: "Module", width: "minmax(200px, 1fr)", value: (i) => modules.label(i).toLowerCase(), cell: (i) => name(modules.label(i), { class: "name code" }) },
      { key: "package", title: "Package", width: "130px", value: (i) => distributionName(modules.distribution[i]), cell: (i) => name(distributionName(modules.distribution[i]) ?? ORIGINS[modules.origin[i]], { class: "name soft" }) },
      time("own", "Self", "Time of the module itself"),
      time("total", "Total", "Time with all that it loaded"),
      time("retained", "If gone", "Time that would be saved if it were never imported"),
      { key: "memory", title: "Memory", width: "84px", right: true, about: "Growth of resident memory by the module itself", value: (i) => modules.memory[i], cell: (i) => bytes(modules.memory[i]) },
      { key: "needed", title: "Needed", width: "112px", about: "Events that needed something of it", value: needed, cell: neededCell },
    ],
  });
}

function neededCell(i) {
  const need = neededBy(i);
  if (need === null) return "–";
  if (need === "events") return "● " + neededText(i);
  return el("span", { class: need === "nobody" ? "never-text" : "soft" }, NEEDS[need].join(" "));
}

function modulesAndPackages(table, openPackage) {
  const list = profile.distributions;
  const figureColumn = (key, title, written) => ({ key, title, width: "96px", right: true, value: (i) => list[i][key], cell: (i) => written(list[i][key]) });
  const packages = list.length > 0 && makeTable({
    label: "Packages", rows: list.map((_, i) => i), sortBy: "retained_ms", minWidth: "640px", onOpen: openPackage, most: Math.min(13, list.length),
    columns: [
      { key: "name", title: "Package", width: "minmax(150px, 1fr)", value: (i) => list[i].name.toLowerCase(), cell: (i) => [name(list[i].name, { class: "name code" }), " ", name(list[i].version ?? "", { class: "name soft" })] },
      figureColumn("n_modules", "Modules", count), figureColumn("self_ms", "Self", ms), figureColumn("retained_ms", "If gone", ms), figureColumn("self_resident", "Memory", bytes),
      { key: "needed", title: "Needed", width: "100px", value: (i) => (list[i].needed === null ? null : Number(list[i].needed)), cell: (i) => (list[i].needed === null ? "–" : list[i].needed ? "● yes" : el("span", { class: "never-text" }, "◇ never")) },
    ],
  });
  const panel = el("div", { class: "card flush" }, table.node);
  return [
    el("div", { class: "controls" }, choice("Table of", [["modules", "Modules"], ["packages", "Packages"]].slice(0, packages ? 2 : 1), "modules", (which) => {
      const next = which === "modules" ? table : packages;
      show(panel, next.node);
      next.redraw();
    })), panel];
}

function goTo(id) {
  byId(id).scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function showModule(i) {
  imports.open(i);
  goTo("imports");
}

function showModules(list) {
  const widest = list.reduce((best, i) => (best === null || modules.total[i] > modules.total[best] ? i : best), null);
  imports.show(list, widest);
  goTo("imports");
}
