// What is waste, by the money that it costs.

function drawFindings() {
  const worth = profile.findings.map((finding, number) => [finding, number]);
  const fix = worth.filter(([finding]) => finding.worth === "fix");
  const risks = worth.filter(([finding]) => finding.worth === "risk");
  const rest = worth.filter(([finding]) => finding.worth !== "fix" && finding.worth !== "risk");
  const section = open("findings", "What to change", fix.length ? "Ranked by money saved per million invocations." : null);
  if (!fix.length) add(section, el("p", { class: "empty" }, "Nothing was found whose fix would save a time that can be measured."));
  const most = Math.max(...fix.map(([finding]) => Math.max(now(finding), after(finding))), 0);
  add(section, el("ol", { class: "findings" }, fix.map(([finding, number], rank) => el("li", { class: "card finding", id: "finding-" + number }, findingBody(finding, number, rank + 1, most)))));
  if (risks.length) {
    add(section, el("h3", { class: "between" }, "Risks"), el("p", { class: "about" }, "Next to nothing on these events, and much once something fails or data grows."),
      el("ul", { class: "findings" }, risks.map(([finding, number]) => el("li", { class: "card finding", id: "finding-" + number }, findingBody(finding, number, "!", most)))));
  }
  if (rest.length) {
    add(section, el("details", { class: "card quiet-list" },
      el("summary", {}, "Not worth it: " + many(rest.length, "pattern") + " whose cost cannot be told from nothing"),
      el("ul", {}, rest.map(([finding]) => el("li", {}, el("b", {}, finding.message), " ", el("span", { class: "soft" }, place(finding.file, finding.line) ?? ""), el("div", { class: "soft" }, finding.advice))))));
  }
}

const now = (finding) => Math.max(finding.init_now_ms?.estimate ?? 0, finding.invocation_now_ms?.estimate ?? 0);
const after = (finding) => Math.max(finding.init_after_ms?.estimate ?? 0, finding.invocation_after_ms?.estimate ?? 0);

function findingBody(finding, number, rank, most) {
  return [
    el("div", { class: "finding-head" },
      el("span", { class: "rank", "aria-hidden": "true" }, String(rank)),
      el("div", { class: "finding-title" },
        el("h3", {}, finding.message),
        el("p", { class: "advice" }, finding.advice)),
      finding.worth === "fix" && el("div", { class: "saves" }, el("b", {}, dollars(finding.saved_dollars_per_million)), el("span", {}, "saved per million"))),
    el("div", { class: "finding-body" },
      el("div", { class: "effects" },
        effect("Each invocation", finding.invocation_now_ms, finding.invocation_after_ms, most),
        effect("Each cold start", finding.init_now_ms, finding.init_after_ms, most),
        finding.evidence.length > 0 && el("ul", { class: "evidence" }, finding.evidence.map((line) => el("li", {}, line))),
        links(finding, number)),
      source(finding.file, finding.line) ?? (finding.file && el("p", { class: "soft code" }, name(place(finding.file, finding.line))))),
  ];
}

// Two bars with whiskers, on a scale that all findings share.
function effect(title, before, then, most) {
  if (!before && !then) return null;
  const limit = Math.max(most, before?.upper ?? 0, then?.upper ?? 0) || 1;
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
