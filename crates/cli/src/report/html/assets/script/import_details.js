// Everything known of one module or one package.

function moduleDetails(i, go) {
  const usage = modules.usage[i];
  const step = (m) => el("button", { type: "button", class: "link", on: { click: () => go(m) } }, name(modules.label(m)));
  const path = ancestors(i);
  const also = importersOf(i).filter(([from]) => from !== null && from !== modules.parent[i] && from !== i);
  const statement = place(modules.file(i), modules.line[i]);
  return [
    el("h3", { class: "code" }, name(modules.label(i))),
    el("p", { class: "verdicts" },
      verdict(i),
      compiledAnew(i) && el("span", { class: "verdict bad-verdict" }, "▲ bytecode " + modules.bytecode[i]),
      modules.failed[i] && el("span", { class: "verdict bad-verdict" }, "✕ import failed")),
    el("div", { class: "trio" },
      figure("Total", ms(modules.total[i])), figure("Self", ms(modules.own[i])), figure("Saved if gone", ms(modules.retained[i]), "good")),
    facts([
      ["Memory", bytes(modules.memory[i]) + " itself, " + bytes(modules.retained_memory[i]) + " saved if gone"],
      ["CPU, itself", ms(modules.cpu[i])],
      ["Package", distributionName(modules.distribution[i]) && name(distributionName(modules.distribution[i]))],
      ["Origin", ORIGINS[modules.origin[i]]],
      ["Bytecode", BYTECODES[modules.bytecode[i]]],
      ["Read", bytes(modules.bytes[i]) + ", " + many(modules.stats[i], "file") + " asked for"],
      ["Loaded in", modules.invocation[i] !== null && "invocation #" + (modules.invocation[i] + 1)],
      ["File", modules.path(i) && name(shortPath(modules.path(i)), { class: "name code" })],
      ["Imported at", statement && name(statement, { class: "name code" })],
      ["Needed by", usage && (usage.events.length ? name(usage.events.slice(0, 6).map(eventShort).join(", ") + (usage.events.length > 6 ? ", …" : "")) : "no event")],
      ["At init, by", usage?.at_init && (usage.needed_by?.length ? [usage.needed_by.slice(0, 6).map((m, at) => [at > 0 && ", ", step(m)]), usage.needed_by.length > 6 && " and " + (usage.needed_by.length - 6) + " more"] : "other modules")],
      ["Native libraries", modules.libraries[i].length > 0 && name(modules.libraries[i].map(shortPath).slice(0, 8).join(", "))],
    ]),
    source(modules.file(i), modules.line[i], 1),
    path.length > 0 && el("div", { class: "chain" }, el("h4", {}, "Imported through"), el("ol", {}, path.slice(-12).map((m) => el("li", {}, step(m))))),
    also.length > 0 && el("details", {}, el("summary", {}, "Also asked for by " + many(also.length, "statement")),
      el("ul", { class: "also" }, also.slice(0, 40).map(([from, line]) => el("li", {}, step(from), el("span", { class: "soft" }, " line " + line))), also.length > 40 && el("li", { class: "soft" }, "and " + (also.length - 40) + " more"))),
  ];
}

function verdict(i) {
  const need = neededBy(i);
  if (need === null) return null;
  if (need === "events") return el("span", { class: "verdict good-verdict" }, "● needed by " + neededText(i));
  return el("span", { class: "verdict never-verdict" }, need === "init" ? "◐ needed at init only" : "◇ never needed");
}

function neededText(i) {
  const n = modules.usage[i].events.length;
  return n === subject.events.length ? "every event" : many(n, "event");
}

function figure(title, value, kind) {
  return el("div", { class: kind ?? null }, el("b", {}, value), el("span", {}, title));
}

function importsOverview() {
  const never = [...Array(modules.n).keys()].filter((i) => neverNeeded(i) === true);
  const own = (list) => list.reduce((sum, i) => sum + modules.own[i], 0);
  const stale = [...Array(modules.n).keys()].filter(compiledAnew);
  const late = [...Array(modules.n).keys()].filter((i) => modules.invocation[i] !== null);
  const looked = modules.usage.some((usage) => usage !== null);
  return [
    el("h3", {}, many(modules.n, "module")),
    el("div", { class: "trio" }, figure("Time", ms(importTotals.time)), figure("Memory", bytes(importTotals.memory)), figure("Packages", count(profile.distributions.length))),
    looked && el("p", {}, el("b", {}, many(never.length, "module")), " were needed by no event. Their own time is ", el("b", {}, ms(own(never))), "."),
    stale.length > 0 && el("p", {}, el("b", {}, many(stale.length, "module")), " had no valid bytecode and were compiled."),
    late.length > 0 && el("p", {}, el("b", {}, many(late.length, "module")), " were loaded in an invocation, not at init, and took ", el("b", {}, ms(own(late))), "."),
    el("p", { class: "soft" }, "Choose a module to see who imports it, what it costs, and what would be saved without it."),
  ];
}
