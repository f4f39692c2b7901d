// One invocation from left to right: phases, imports, garbage collections, and its calls below.

const timeline = { invocation: null, window: null, whole: null, tracks: [], body: null };

function drawTimeline() {
  const section = open("timeline", "Timeline", "One invocation as it happened. Click a phase or drag across the time axis to look closer, Escape to step back.");
  const list = invocations.map((_, i) => i).filter((i) => hasMarks(invocations[i]) && !isSurvey(invocations[i].environment));
  if (!list.length) return add(section, el("p", { class: "empty" }, "No invocation was looked into."));
  const body = el("div", { class: "card timeline", tabindex: "-1", on: { keydown: escapeWindow } });
  const title = (i) => {
    const { event, cold, duration_ms: duration, error } = invocations[i];
    return `${cold ? "cold" : "warm"} · ${eventShort(event)} · ${ms(duration)}${error ? " · " + error : ""} · #${i + 1}`;
  };
  const select = pick("Invocation", list.map((i) => [i, plain(title(i))]), null, (value) => choose(Number(value)));
  const choose = (i) => {
    select.value = String(i);
    timeline.invocation = i;
    timeline.whole = span(i);
    timeline.window = timeline.whole;
    drawInvocation(body);
  };
  Object.assign(timeline, { choose, body });
  // The cold start whose imports are known is the one to show.
  const typical = (cold) => (cold ? list.find((i) => invocations[i].cold && invocations[i].environment === profile.imports_of) : undefined)
    ?? barOf(null, cold)?.invocation ?? list.find((i) => invocations[i].cold === cold);
  const kinds = [[true, "A cold start"], [false, "A warm invocation"]].filter(([cold]) => list.includes(typical(cold)));
  const step = (by) => choose(list[(list.indexOf(timeline.invocation) + by + list.length) % list.length]);
  add(section, el("div", { class: "controls" },
    choice("Kind of invocation", kinds, kinds[0]?.[0], (cold) => choose(typical(cold))),
    el("div", { class: "stepper" },
      el("button", { type: "button", "aria-label": "Previous invocation", on: { click: () => step(-1) } }, "‹"), select,
      el("button", { type: "button", "aria-label": "Next invocation", on: { click: () => step(1) } }, "›"))), body);
  choose(kinds.length ? typical(kinds[0][0]) : list[0]);
}

// Stretches of an invocation in milliseconds from the start of its process.
function stretches(i) {
  const invocation = invocations[i];
  const environment = environments[invocation.environment];
  const list = [];
  const push = (key, from, to, title) => to > from && list.push({ key, from, to, title: title ?? PART[key].title });
  if (invocation.cold) {
    const agent = environment.agent_ms ?? 0;
    const runtime = environment.runtime_init_ms ?? 0;
    const own = runtime + (environment.function_init_ms ?? 0);
    push("spawn", -environment.spawn_ms, 0);
    push("exchange", 0, agent, "Profiler’s own start");
    push("runtime", agent, runtime);
    push("function", runtime, own);
    push("rest", own, Math.min(environment.init_ms - environment.spawn_ms, invocation.start_ms));
  }
  const at = Object.fromEntries(invocation.marks.map((mark) => [mark.name, mark.at_ms]));
  const end = invocation.start_ms + invocation.duration_ms;
  push("json", at.received, at.called, "Event parsed");
  push("cpu", at.called, at.returned, "Handler");
  push("json", at.returned, at.serialised, "Response written");
  push("exchange", at.serialised ?? at.returned, end);
  return list;
}

function span(i) {
  const list = stretches(i);
  const ofCalls = timelineCalls(i).map((call) => calls.start[call] + calls.duration[call]);
  const ends = [...list.map((each) => each.to), invocations[i].start_ms + invocations[i].duration_ms];
  const from = Math.min(invocations[i].start_ms, ...list.map((each) => each.from));
  return [from, Math.max(from + 0.001, ofCalls.reduce((most, end) => Math.max(most, end), Math.max(...ends)))];
}

function timelineCalls(i) {
  const own = callsOf.invocation(i);
  return invocations[i].cold ? [...callsOf.init(invocations[i].environment), ...own] : own;
}

function drawInvocation(body) {
  const i = timeline.invocation;
  timeline.tracks = [];
  const environment = environments[invocations[i].environment];
  const collections = environment.collections.filter((each) => each.invocation === i || (each.invocation === null && invocations[i].cold));
  const reset = el("button", { type: "button", class: "link reset", on: { click: () => setWindow(timeline.whole) } }, "Whole invocation");
  timeline.reset = reset;
  show(body,
    lane("", axis(), "axis-lane"),
    lane("Phases", track(stretches(i).map((each) => ({ ...each, kind: "phase" })), "phases")),
    importTrack(i),
    collections.length > 0 && lane("GC", track(collections.map((each) => ({
      from: each.start_ms, to: each.start_ms + each.duration_ms, key: "gc", kind: "gc", title: "Collection, generation " + each.generation,
    })), "thin")),
    el("div", { class: "lane-foot" }, el("span", { class: "soft" }, facing(i)), reset),
    drawWaterfall(i));
  setWindow(timeline.window);
}

function facing(i) {
  const { error, max_memory_used_mb: memory, response_bytes: response, log_bytes: log, waiting_ms: waiting } = invocations[i];
  return [name(eventName(invocations[i].event)), " · waiting " + ms(waiting), " · response " + bytes(response), " · log " + bytes(log), " · " + count(memory) + " MB used", error && [" · failed with ", name(error)]];
}

const lane = (title, content, kind) => el("div", { class: "lane " + (kind ?? "") }, el("div", { class: "lane-title" }, title), content);

// What shares the axis: `draw(position)` is called when the window moves.
function onWindow(draw) {
  timeline.tracks.push(draw);
}

function setWindow(next) {
  timeline.window = next;
  timeline.reset.hidden = next === timeline.whole || (next[0] === timeline.whole[0] && next[1] === timeline.whole[1]);
  const [from, to] = next;
  const position = (time) => ((time - from) / (to - from)) * 100;
  const held = timeline.body.contains(document.activeElement);
  for (const draw of timeline.tracks) draw(position, from, to);
  // The box that was pressed is gone; keys still mean this timeline.
  if (held && !timeline.body.contains(document.activeElement)) timeline.body.focus({ preventScroll: true });
}

function escapeWindow(event) {
  if (event.key !== "Escape" || timeline.window === timeline.whole) return;
  event.stopPropagation();
  setWindow(timeline.whole);
}

// Boxes on the axis. Those too narrow to see are left out, but for collections, which are ticks.
function track(items, kind) {
  const node = el("div", { class: "time-track " + kind });
  onWindow((position, from, to) => {
    const least = (to - from) / 1400;
    node.replaceChildren(...items
      .filter((item) => item.to > from && item.from < to && (item.kind === "gc" || item.to - item.from >= least))
      .slice(0, 1500)
      .map((item) => timeBox(item, Math.max(0, position(item.from)), Math.min(100, position(item.to)))));
  });
  return node;
}

function timeBox(item, left, right) {
  const part = PART[item.key];
  const about = () => [el("b", {}, name(item.title)), el("div", {}, ms(item.to - item.from)), el("div", { class: "soft" }, "from " + ms(item.from - timeline.whole[0]) + " on")];
  const node = el("button", {
    type: "button", class: "time-box" + (part?.hatched ? " hatched" : ""), "aria-label": item.title + ", " + ms(item.to - item.from),
    style: { left: left + "%", width: right - left + "%", background: `var(--${item.fill ?? part.fill})`, color: `var(--${item.ink ?? part.ink})`, ...item.style },
    on: { click: () => (item.open ? item.open() : item.kind === "phase" && setWindow([item.from, item.to])) },
  }, el("span", { class: "inside" }, name(item.short ?? item.title)));
  return tipped(node, about);
}

// The imports of the environment that they were timed in, in the order of time, three deep; those of
// init belong to the cold start.
function importTrack(i) {
  const known = invocations[i].environment === profile.imports_of;
  if (invocations[i].cold && modules.n > 0 && !known) {
    return lane("Imports", el("p", { class: "soft lane-note" }, "timed in another cold start; see below"));
  }
  const depth = [];
  const items = [];
  for (let m = 0; m < modules.n; m++) {
    const parent = modules.parent[m];
    depth[m] = parent === null ? 0 : depth[parent] + 1;
    const during = modules.invocation[m];
    if (depth[m] > 2 || !(during === i || (during === null && invocations[i].cold))) continue;
    items.push({
      from: modules.start[m], to: modules.start[m] + modules.total[m], kind: "import", title: modules.label(m), short: modules.label(m).split(".").at(-1),
      fill: "import-" + depth[m], ink: depth[m] === 0 ? "ink-light" : "ink-dark", style: { top: depth[m] * 19 + "px" }, open: () => showModule(m),
    });
  }
  return known && items.length > 0 && lane("Imports", track(items, "imports"));
}

function axis() {
  const node = el("div", { class: "time-track axis" });
  const brush = el("div", { class: "brush", hidden: true });
  let start = null;
  const timeAt = (event) => {
    const box = node.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    return timeline.window[0] + share * (timeline.window[1] - timeline.window[0]);
  };
  const share = (time) => ((time - timeline.window[0]) / (timeline.window[1] - timeline.window[0])) * 100;
  node.addEventListener("pointerdown", (event) => {
    start = timeAt(event);
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const [from, to] = [start, timeAt(event)].sort((a, b) => a - b);
    brush.hidden = false;
    brush.style.setProperty("left", share(from) + "%");
    brush.style.setProperty("width", share(to) - share(from) + "%");
  });
  node.addEventListener("pointerup", (event) => {
    const [from, to] = [start ?? 0, timeAt(event)].sort((a, b) => a - b);
    start = null;
    brush.hidden = true;
    if (to - from > (timeline.window[1] - timeline.window[0]) / 200) setWindow([from, to]);
  });
  node.addEventListener("pointercancel", () => {
    start = null;
    brush.hidden = true;
  });
  onWindow((position, from, to) => {
    const zero = timeline.whole[0];
    const step = tickStep((to - from) / Math.max(3, Math.min(9, (node.clientWidth || 700) / 90)));
    const ticks = [];
    for (let t = Math.ceil((from - zero) / step) * step; t <= to - zero; t += step) {
      ticks.push(el("span", { class: "tick", style: { left: position(t + zero) + "%" } }, t < step / 2 ? "0" : ms(Number(t.toPrecision(6)))));
    }
    node.replaceChildren(...ticks, brush);
  });
  return node;
}

function tickStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].find((each) => each * power >= rough) * power;
}
