// Whether the parts add up to the whole, and what a reader should know of the figures.

function drawAccount() {
  const section = open("account", "Do the parts add up?");
  const { init_ms: init, runtime_init_ms: runtime, imports_ms: own, agent_ms: agent, unattributed_ms: rest, plain_init_ms: without, observed_init_ms: seen } = profile.account;
  const parts = [["Runtime init", runtime, "runtime"], ["Imports", own, "function"], ["Profiler’s own start", agent, "exchange"], ["Unattributed", rest, "paused"]];
  const whole = Math.max(init, parts.reduce((sum, [, value]) => sum + Math.max(0, value), 0)) || 1;
  const share = init > 0 ? Math.abs(rest) / init : 0;
  if (init > 0) {
    add(section, el("div", { class: "card" },
      el("p", { class: "statement-line" }, share <= 0.03
        ? [el("span", { class: "verdict good-verdict" }, "● yes"), " What was measured piece by piece equals the init measured from outside within " + percent(share) + "."]
        : [el("span", { class: "verdict never-verdict" }, "◇ not all"), " " + percent(share) + " of init belongs to nothing that was measured."]),
      el("div", { class: "track flat", role: "img", "aria-label": parts.map(([title, value]) => title + " " + ms(value)).join(", ") },
        parts.filter(([, value]) => value > 0).map(([title, value, fill]) => tipped(el("div", { class: "segment" + (fill === "paused" ? " hatched" : ""), style: { width: (value / whole) * 100 + "%", background: `var(--${fill})` } }), () => [el("b", {}, title), el("div", {}, ms(value))]))),
      facts([["Init, from outside", ms(init)], ...parts.map(([title, value, fill]) => [[el("span", { class: "swatch" + (fill === "paused" ? " hatched" : ""), style: { background: `var(--${fill})` }, "aria-hidden": "true" }), title], ms(value)]),
        ["Init without profiler", without && ms(without)], ["Init with profiler", seen && ms(seen)]], "wide")));
  }
  if (subject.notes.length) add(section, el("div", { class: "card" }, el("h3", {}, "Notes"), el("ul", { class: "notes" }, subject.notes.map((note) => el("li", {}, sentence(note))))));
  const modes = (mode) => environments.filter((each) => each.mode === mode).length;
  show(byId("foot"), "Made by ", el("b", {}, "warmfront profile"), ` from ${many(modes(null), "plain environment")}, ${modes("timed")} timed and ${modes("survey")} surveyed, ${many(invocations.length, "invocation")}. `, el("span", { class: "soft" }, profile.schema));
}
