// What was profiled, and the four figures that matter.

const barOf = (event, cold) => profile.bars.find((bar) => bar.event === event && bar.cold === cold);

function drawMasthead() {
  document.title = plain(subject.function) + " – Warmfront profile";
  const [cold, warm] = [barOf(null, true), barOf(null, false)];
  const worth = profile.findings.filter((finding) => finding.worth === "fix");
  const saved = worth.reduce((sum, finding) => sum + Math.max(0, finding.saved_dollars_per_million), 0);
  const known = [[cold, subject.cold_share], [warm, 1 - subject.cold_share]].filter(([bar]) => Number.isFinite(bar?.dollars));
  const share = known.reduce((sum, [, part]) => sum + part, 0);
  const mixed = share > 0 ? known.reduce((sum, [bar, part]) => sum + bar.dollars * part, 0) / share : null;
  show(byId("masthead"),
    el("p", { class: "eyebrow" }, "Profile"),
    el("h1", {}, name(subject.function)),
    el("ul", { class: "chips", "aria-label": "Configuration" },
      [["handler", subject.handler, true], ["memory", subject.memory_size_mb + " MB"], ["architecture", subject.architecture],
        ["python", subject.python], ["limits", subject.limits], ["events", count(subject.events.length)], ["profiler", overhead()]]
        .filter(([, value]) => value)
        .map(([term, value, code]) => el("li", {}, el("span", { class: "term" }, term), " ", name(value, { class: code ? "name code" : "name" })))),
    el("div", { class: "tiles" },
      tile("Cold start", cold ? ms(cold.total) : "–", cold ? "init and first invocation, median of " + cold.n : "none was run", "cold"),
      tile("Warm invocation", warm ? ms(warm.total) : "–", warm ? "duration, median of " + warm.n : "none was run", "warm"),
      tile("A million invocations", dollars(mixed), "at " + percent(subject.cold_share) + " cold starts", "plain"),
      tile("Could be saved", dollars(saved), worth.length ? "per million, by " + many(worth.length, "finding") : "nothing found that pays", "good")));
}

function overhead() {
  const { plain_init_ms: without, observed_init_ms: seen } = profile.account;
  if (!without || !seen) return null;
  const more = seen / without - 1;
  if (Math.abs(more) < 0.001) return "±0" + THIN + "% on init";
  return (more < 0 ? "−" : "+") + percent(Math.abs(more)) + " on init";
}

function tile(title, figure, about, kind) {
  return el("div", { class: "tile " + kind },
    el("div", { class: "tile-title" }, title),
    el("div", { class: "figure" }, figure),
    el("div", { class: "tile-about" }, about));
}
