// Flame graph of sampled stacks, of init or of invocations, by CPU or wall time.

const MACHINERY = /^<frozen (importlib|runpy)|importlib[/\\]_bootstrap|warmfront/;

function drawStacks() {
  const section = open("stacks", "Flame graph", "Sampled stacks of functions, callers above what they call. Width is time.");
  const { init, handler, native, n_inits: inits, n_invocations: handled } = profile.stacks;
  const phases = [["init", "Init", init, inits], ["handler", "Handler", handler, handled], ["native", "Handler, native frames", native, 1]].filter(([, , samples]) => samples.stack.length > 0);
  if (!phases.length) return add(section, el("p", { class: "empty" }, "No stack was sampled."));
  const state = { phase: phases.at(-1)[0], metric: "wall", whole: false, query: "" };
  let tree = null;
  const flame = makeFlame({
    label: "Sampled stacks. Arrow keys walk, Enter zooms in, Escape zooms out.",
    rootLabel: () => phases.find(([key]) => key === state.phase)[1],
    look: (i) => frameLook(tree.frame[i]),
    short: (i) => text(profile.stacks.name[tree.frame[i]]),
    measure: ms,
    about: (i, value, sum) => {
      const frame = tree.frame[i];
      return [el("b", {}, name(text(profile.stacks.name[frame]))), el("div", {}, ms(value) + " · " + percent(value / sum)), el("div", {}, ms(tree.own[i]) + " itself"), el("div", { class: "soft" }, name(framePlace(frame)))];
    },
    onSelect: (i) => show(about, i === null ? overview() : frameDetails(i)),
  });
  const legend = el("ul", { class: "legend" });
  const about = el("div", { class: "frame-about", "aria-live": "polite" });
  const overview = () => {
    const [, , samples, n] = phases.find(([key]) => key === state.phase);
    const total = samples.n.reduce((sum, each) => sum + each, 0);
    return el("p", { class: "soft" }, many(total, "sample") + " over " + many(n, state.phase === "init" ? "init" : "invocation") + "; times are per " + (state.phase === "init" ? "init" : "invocation") + ".");
  };
  const frameDetails = (i) => {
    const frame = tree.frame[i];
    return el("div", { class: "detail-grid" }, el("div", {}, el("h4", { class: "code" }, name(text(profile.stacks.name[frame]))), facts([["Itself", ms(tree.own[i])], ["At", name(framePlace(frame), { class: "name code" })]])), source(text(profile.stacks.file[frame]), profile.stacks.first_line[frame]));
  };
  const search = () => {
    const query = state.query;
    flame.highlight(query ? new Set([...tree.frame.keys()].filter((i) => text(profile.stacks.name[tree.frame[i]]).toLowerCase().includes(query) || framePlace(tree.frame[i]).toLowerCase().includes(query))) : null);
  };
  const build = () => {
    tree = stackTree(state);
    flame.setTree(layOut(tree.parent, tree.own));
    show(legend, frameLegend(new Set(tree.frame)));
    show(about, overview());
    search();
  };
  add(section, el("div", { class: "controls" },
    choice("Phase", phases.map(([key, title]) => [key, title]), state.phase, (phase) => {
      state.phase = phase;
      build();
    }),
    choice("Time", [["wall", "Wall time"], ["cpu", "CPU time"]], state.metric, (metric) => {
      state.metric = metric;
      build();
    }),
    el("label", { class: "check" }, el("input", { type: "checkbox", on: { change: (event) => {
      state.whole = event.target.checked;
      build();
    } } }), "import machinery"),
    searchField("Search functions", (query) => {
      state.query = query.trim().toLowerCase();
      search();
    })),
  el("div", { class: "card" }, flame.node,
    legend, about));
  build();
}

const framePlace = (frame) => place(text(profile.stacks.file[frame]), profile.stacks.first_line[frame]);

function frameLook(frame) {
  const file = text(profile.stacks.file[frame]);
  if (file.startsWith("<") || /\/lib\/python3\.\d+\/(?!(site|dist)-packages)/.test(file)) return { fill: "hue-std", ink: "ink-dark" };
  if (isInCode(file) && !packageOf(file)) return { fill: "own-code", ink: "ink-light" };
  return packageOf(file)?.look ?? { fill: "hue-other", ink: "ink-dark" };
}

// Packages may lie in the code folder itself: their top-level modules are known from the imports,
// and so are their colours.
const packageOf = (() => {
  const roots = new Map();
  for (let i = 0; i < modules.n; i++) {
    const root = modules.label(i).split(".")[0];
    if (modules.origin[i] === "third_party" && !roots.has(root)) roots.set(root, { look: packageLook(i), distribution: modules.distribution[i] });
  }
  return (file) => roots.get(shortPath(file).split("/")[0].replace(/\.(py|so|pyd)$/, ""));
})();

function frameLegend(frames) {
  const looks = new Map([["own-code", "your code"]]);
  for (const frame of frames) {
    const { fill } = frameLook(frame);
    const known = packageOf(text(profile.stacks.file[frame]));
    const title = fill.startsWith("hue-s") ? "standard library and interpreter" : profile.distributions[known?.distribution]?.name ?? "other packages";
    if (!looks.has(fill)) looks.set(fill, title);
  }
  return [...looks].map(([fill, title]) => el("li", {}, el("span", { class: "swatch", style: { background: `var(--${fill})` }, "aria-hidden": "true" }), name(title)));
}

// Stacks of one phase as a tree of functions: equal paths are one, whatever their lines.
function stackTree({ phase, metric, whole }) {
  const { parent, frame, name: names, file: files } = profile.stacks;
  const tree = { parent: [], frame: [], own: [] };
  const known = new Map();
  const nodes = new Int32Array(parent.length);
  const hidden = frame.map((each) => !whole && MACHINERY.test(text(files[each])));
  for (let i = 0; i < parent.length; i++) {
    const above = parent[i] === null ? -1 : nodes[parent[i]];
    if (hidden[i]) {
      nodes[i] = above;
      continue;
    }
    const key = above * (names.length + 1) + frame[i];
    if (!known.has(key)) {
      known.set(key, tree.parent.length);
      tree.parent.push(above);
      tree.frame.push(frame[i]);
      tree.own.push(0);
    }
    nodes[i] = known.get(key);
  }
  const samples = profile.stacks[phase];
  const n = Math.max(1, phase === "init" ? profile.stacks.n_inits : profile.stacks.n_invocations);
  samples.stack.forEach((stack, at) => {
    if (nodes[stack] >= 0) tree.own[nodes[stack]] += Math.max(0, samples[metric][at]) / n;
  });
  return tree;
}
