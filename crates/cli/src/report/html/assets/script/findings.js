// What is waste, by the money that it costs.

function drawFindings() {
  const worth = profile.findings.map((finding, number) => [finding, number]);
  const fix = worth.filter(([finding]) => finding.worth === "fix");
  const risks = worth.filter(([finding]) => finding.worth === "risk");
  const rest = worth.filter(([finding]) => finding.worth !== "fix" && finding.worth !== "risk");
  const section = open("findings", "What to change", fix.length ? "Ranked by money saved per million invocations." : null);
  if (!fix.length) add(section, el("p", { class: "empty" }, "Nothing was found whose fix would save a time that can be measured."));
  const most = Math.max(0, ...[...fix, ...risks].map(([finding]) => reach(finding)));
  add(section, el("ol", { class: "findings" }, fix.map(([finding, number], rank) => el("li", { class: "card finding", id: "finding-" + number }, findingBody(finding, number, rank + 1, most)))));
  if (risks.length) {
    add(section, el("h3", { class: "between" }, "Risks"), el("p", { class: "about" }, "Next to nothing on these events, and much once something fails or data grows."),
      el("ul", { class: "findings" }, risks.map(([finding, number]) => el("li", { class: "card finding", id: "finding-" + number }, findingBody(finding, number, "!", most)))));
  }
  if (rest.length) {
    add(section, el("details", { class: "card quiet-list" },
      el("summary", {}, "Not worth it: " + many(rest.length, "pattern") + " whose cost cannot be told from nothing"),
      el("ul", {}, rest.map(([finding]) => el("li", {}, sentence(finding.message), " ", el("span", { class: "soft" }, place(finding.file, finding.line) ?? ""), el("div", { class: "soft" }, sentence(finding.advice)))))));
  }
}

// How far a finding's bars and whiskers reach.
const reach = (finding) => Math.max(...["init_now_ms", "init_after_ms", "invocation_now_ms", "invocation_after_ms"]
  .map((field) => Math.max(0, finding[field]?.estimate ?? 0, finding[field]?.upper ?? 0)));

const MOST_EVIDENCE = 4;

function evidence(finding) {
  const lines = finding.evidence.map((line) => el("li", {}, sentence(line)));
  const rest = lines.slice(MOST_EVIDENCE);
  return lines.length > 0 && el("div", { class: "evidence" }, el("ul", {}, lines.slice(0, MOST_EVIDENCE)),
    rest.length > 0 && el("details", {}, el("summary", {}, rest.length + " more"), el("ul", {}, rest)));
}

function findingBody(finding, number, rank, most) {
  const excerpt = source(finding.file, finding.line);
  const where = !excerpt && finding.file && el("p", { class: "where" }, "At ", name(place(finding.file, finding.line), { class: "name code" }));
  return [
    el("div", { class: "finding-head" },
      el("span", { class: "rank", "aria-hidden": "true" }, String(rank)),
      el("div", { class: "finding-title" },
        el("h3", {}, sentence(finding.message)),
        el("p", { class: "advice" }, sentence(finding.advice))),
      finding.worth === "fix" && el("div", { class: "saves" }, el("b", {}, dollars(finding.saved_dollars_per_million)), el("span", {}, "saved per million"))),
    el("div", { class: "finding-body" },
      el("div", { class: "effects" },
        effect("Each invocation", finding.invocation_now_ms, finding.invocation_after_ms, most),
        effect("Each cold start", finding.init_now_ms, finding.init_after_ms, most),
        excerpt && evidence(finding),
        links(finding, number)),
      excerpt ?? el("div", { class: "beside" }, where, evidence(finding))),
  ];
}

// Two bars with whiskers, on a scale that all findings share.
function effect(title, before, then, most) {
  if (!before && !then) return null;
  const limit = most || 1;
  const row = (label, estimate, kind) => {
    const value = Math.max(0, estimate?.estimate ?? 0);
    const bounded = estimate && estimate.lower !== null && estimate.upper !== null && estimate.upper > estimate.lower;
    const share = (part) => (Math.min(Math.max(0, part), limit) / limit) * 100 + "%";
    return el("div", { class: "effect-row" },
      el("span", { class: "soft" }, label),
      el("span", { class: "effect-track", "aria-hidden": "true" },
        el("span", { class: "effect-bar " + kind, style: { width: share(value) } }),
        bounded && el("span", { class: "whisker", style: { left: share(estimate.lower), width: `calc(${share(estimate.upper)} - ${share(estimate.lower)})` } })),
      el("span", { class: "effect-figure" }, estimate ? ms(estimate.estimate) : "0" + THIN + "ms",
        bounded && el("small", { title: "95 % interval, " + many(estimate.n, "measurement") }, range(estimate))));
  };
  return el("div", { class: "effect" }, el("div", { class: "effect-title" }, title), row("now", before, "before"), row("after", then, "then"));
}

const range = (estimate) => digits(Math.max(0, estimate.lower)) + "–" + digits(Math.max(0, estimate.upper));

function links(finding, number) {
  const events = finding.events.length < subject.events.length || subject.events.length === 1 ? finding.events.map(eventShort) : ["every event"];
  const pressed = (text, act) => el("button", { type: "button", class: "link", on: { click: act } }, text);
  return el("div", { class: "links" },
    finding.calls.length > 0 && pressed("Show " + many(finding.calls.length, "call"), () => showCalls(finding.calls, number)),
    finding.modules.length > 0 && pressed("Show " + many(finding.modules.length, "module"), () => showModules(finding.modules, number)),
    el("span", { class: "soft" }, finding.pattern, events.length > 0 && [" · ", name(events.slice(0, 4).join(", ") + (events.length > 4 ? " and " + (events.length - 4) + " more" : ""))]));
}
