// What a module is part of, what asked for it, and how a box of it looks.

const importTotals = { time: 0, memory: 0 };
for (let i = 0; i < modules.n; i++) {
  importTotals.time += Math.max(0, modules.own[i]);
  importTotals.memory += Math.max(0, modules.memory[i]);
}

// Who asked for a module besides the one that it was loaded under.
const importersOf = (() => {
  const map = new Map();
  const { from, to, line } = profile.edges;
  for (let e = 0; e < to.length; e++) {
    if (!map.has(to[e])) map.set(to[e], []);
    map.get(to[e]).push([from[e], line[e]]);
  }
  return (i) => map.get(i) ?? [];
})();

const parents = Int32Array.from(modules.parent, (parent) => parent ?? -1);

// Colours go to the packages that cost most; the rest share one.
const PACKAGE_HUES = 6;
const hueOfDistribution = new Map(profile.distributions
  .map((distribution, number) => [number, distribution.self_ms])
  .sort((a, b) => b[1] - a[1]).slice(0, PACKAGE_HUES).map(([number], at) => [number, at]));

function packageLook(i) {
  const distribution = modules.distribution[i];
  if (modules.origin[i] === "first_party") return { fill: "own-code", ink: "ink-light" };
  if (distribution !== null && hueOfDistribution.has(distribution)) return { fill: "hue-" + hueOfDistribution.get(distribution), ink: "ink-dark" };
  return distribution === null ? { fill: "hue-std", ink: "ink-dark" } : { fill: "hue-other", ink: "ink-dark" };
}

// A box is striped where no event needed the module, so that the waste shows in every colouring.
const LOOKS = {
  package: (i) => ({ ...packageLook(i), hatched: neverNeeded(i) === true }),
  need(i) {
    const need = neededBy(i);
    if (need === null) return { fill: "hue-std", ink: "ink-dark" };
    if (need === "events") return { fill: "needed", ink: "ink-light" };
    return { fill: need === "init" ? "import-2" : "never", ink: "ink-dark", hatched: true };
  },
  bytecode(i) {
    if (compiledAnew(i)) return { fill: "never", ink: "ink-dark", hatched: true };
    return { fill: modules.bytecode[i] === "none" ? "hue-std" : "needed", ink: modules.bytecode[i] === "none" ? "ink-dark" : "ink-light" };
  },
};

function legendOf(colouring) {
  const entry = (fill, title, hatched) => el("li", {}, el("span", { class: "swatch" + (hatched ? " hatched" : ""), style: { background: `var(--${fill})` }, "aria-hidden": "true" }), name(title));
  const looked = modules.usage.some((usage) => usage !== null);
  if (colouring === "need") return [entry("needed", "needed by an event"), entry("import-2", "at init only, by other modules", true), entry("never", "never needed", true)];
  if (colouring === "bytecode") return [entry("needed", "bytecode was used"), entry("never", "compiled at import", true), entry("hue-std", "native or built in")];
  const named = [...hueOfDistribution].filter(([number]) => profile.distributions[number].n_modules > 0);
  return [entry("own-code", "your code"), named.map(([number, hue]) => entry("hue-" + hue, profile.distributions[number].name)),
    profile.distributions.length > PACKAGE_HUES && entry("hue-other", "other packages"), entry("hue-std", "standard library"), looked && entry("crumb", "striped: no event needed it", true)];
}

// The part of a name that its parent does not say.
function shortName(i, parent) {
  const whole = modules.label(i);
  if (parent < 0) return whole;
  const base = modules.label(parent);
  if (whole.startsWith(base + ".")) return whole.slice(base.length);
  const root = base.split(".")[0];
  return whole.startsWith(root + ".") ? whole.slice(root.length) : whole;
}

function ancestors(i) {
  const path = [];
  for (let at = parents[i]; at >= 0; at = parents[at]) path.unshift(at);
  return path;
}
