// Cold beside warm: where the time of an invocation goes, over all events and for each.

// Parts in the order in which they are drawn: name, colour, ink, whether striped, what it is.
const PARTS = [
  ["spawn", "Spawn", "spawn", "ink-dark", false, "until the interpreter was executing"],
  ["runtime", "Runtime init", "runtime", "ink-dark", false, "interpreter and runtime client"],
  ["function", "Function init", "function", "ink-light", false, "import of your handler’s module"],
  ["rest", "Rest of init", "rest", "ink-dark", false, "what of init is neither"],
  ["cpu", "Handler CPU", "cpu", "ink-dark", false, "your handler, computing"],
  ["waiting", "Waiting on calls", "waiting", "ink-dark", true, "calls to other services, overlaps counted once"],
  ["gc", "Garbage collection", "gc", "ink-light", false, "inside the handler"],
  ["paused", "Not running", "paused", "ink-dark", true, "throttled by the CPU share, or blocked"],
  ["json", "Event and response", "json", "ink-dark", false, "JSON parsed and written by the runtime"],
  ["exchange", "Runtime exchange", "exchange", "ink-dark", false, "taking the event, handing over the response"],
];

const PART = Object.fromEntries(PARTS.map(([key, title, fill, ink, hatched, about]) => [key, { title, fill, ink, hatched, about }]));

const MOST_EVENTS = 8;

function drawSummary() {
  const section = open("summary", "Where the time goes", "Each bar is one that was measured, the one of median duration; a cold start joins such an init and such a first invocation.");
  const overall = [barOf(null, true), barOf(null, false)].filter(Boolean);
  if (!overall.length) return add(section, el("p", { class: "empty" }, "No invocation was measured."));
  const longest = Math.max(...profile.bars.map((bar) => bar.total));
  const events = subject.events.map((_, event) => event).filter((event) => barOf(event, true) || barOf(event, false));
  const panel = el("div", {});
  const draw = (filled) => {
    const scale = (bar) => (filled ? bar.total : longest) || 1;
    show(panel, el("div", { class: "card" },
      el("div", { class: "bars big" }, overall.map((bar) => barRow(bar, scale(bar), bar.cold ? "Cold start" : "Warm"))),
      partsTable(overall)), events.length > 1 && byEvent(events, scale));
  };
  section.querySelector(".head").append(choice("Length of bars", [["time", "To scale"], ["share", "Filled"]], "time", (which) => draw(which === "share")));
  add(section, panel);
  draw(false);
}

function barRow(bar, scale, title) {
  const order = PARTS.filter(([key]) => bar.parts[key] > 0);
  const track = el("div", { class: "track", role: "img", "aria-label": title + ", " + ms(bar.total) + ": " + order.map(([key]) => PART[key].title + " " + ms(bar.parts[key])).join(", ") },
    order.map(([key]) => segment(key, bar.parts[key], bar.parts[key] / scale, bar.total)));
  return el("div", { class: "bar-row" },
    el("div", { class: "bar-title" }, title),
    track,
    el("div", { class: "bar-total" }, ms(bar.total)));
}

// The label shows itself where there is room for it; the style decides by the segment's own width.
function segment(key, value, share, total) {
  const part = PART[key];
  const node = el("div", { class: "segment" + (part.hatched ? " hatched" : ""), style: { width: share * 100 + "%", background: `var(--${part.fill})`, color: `var(--${part.ink})` }, data: { part: key } },
    el("span", { class: "inside" }, el("b", {}, part.title), el("i", {}, ms(value))));
  return tipped(node, () => [el("b", {}, part.title), el("div", {}, ms(value), " · ", percent(value / total)), el("div", { class: "soft" }, part.about)]);
}

function swatch(key) {
  return el("span", { class: "swatch" + (PART[key].hatched ? " hatched" : ""), style: { background: `var(--${PART[key].fill})` }, "aria-hidden": "true" });
}

// The same in figures, which is the legend too.
function partsTable(bars) {
  const rows = PARTS.filter(([key]) => bars.some((bar) => bar.parts[key] >= 0.005));
  const share = (text) => el("span", { class: "share soft" }, text);
  const cell = (bar, key) => bar.parts[key] >= 0.005
    ? el("td", {}, ms(bar.parts[key]), share(percent(bar.parts[key] / bar.total)))
    : el("td", { class: "soft" }, "–", share(""));
  return el("table", { class: "parts" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, el("span", { class: "unseen" }, "Part")), bars.map((bar) => el("th", { scope: "col" }, bar.cold ? "Cold" : "Warm", share(""))), el("th", { class: "what" }))),
    el("tbody", {}, rows.map(([key]) => el("tr", {},
      el("th", { scope: "row" }, swatch(key), PART[key].title),
      bars.map((bar) => cell(bar, key)),
      el("td", { class: "what soft" }, PART[key].about)))),
    el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "Together"), bars.map((bar) => el("td", {}, ms(bar.total), share(""))), el("td", { class: "what" }))));
}

function byEvent(events, scale) {
  const block = (event) => {
    const [cold, warm] = [barOf(event, true), barOf(event, false)];
    return el("div", { class: "event" },
      el("div", { class: "event-head" }, name(eventName(event), { class: "name code" }),
        el("span", { class: "soft" }, bytes(subject.events[event].bytes), warm ? " · " + dollars(warm.dollars) + " per million warm" : "")),
      el("div", { class: "bars" }, cold && barRow(cold, scale(cold), "Cold"), warm && barRow(warm, scale(warm), "Warm")));
  };
  const rest = events.slice(MOST_EVENTS);
  return el("div", { class: "card" }, el("h3", {}, "By event"), events.slice(0, MOST_EVENTS).map(block),
    rest.length > 0 && el("details", {}, el("summary", {}, many(rest.length, "more event")), rest.map(block)));
}
