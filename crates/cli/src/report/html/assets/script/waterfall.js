// The calls of one invocation, one below the other in the order of time.

function drawWaterfall(invocation) {
  const list = timelineCalls(invocation).sort((a, b) => calls.start[a] - calls.start[b] || a - b);
  if (!list.length) return el("p", { class: "empty" }, "No call to another service was seen.");
  const inList = new Set(list);
  const depth = new Map();
  for (const call of list) {
    const parent = calls.parent[call];
    depth.set(call, parent !== null && inList.has(parent) ? (depth.get(parent) ?? 0) + 1 : 0);
  }
  const details = el("div", { class: "call-details", "aria-live": "polite" });
  let chosen = null;
  let position = null;
  const table = makeTable({
    label: "Calls of this invocation", rows: list, sortBy: null, most: Math.min(13, list.length), isChosen: (call) => call === chosen,
    columns: [
      { key: "call", title: "Call", width: "var(--lane)", value: (call) => calls.operation(call), cell: (call) => callTitle(call, depth.get(call)) },
      { key: "time", title: "Time", width: "minmax(0, 1fr)", value: (call) => calls.start[call], cell: (call) => callTrack(call, position) },
    ],
    onOpen(call) {
      chosen = call;
      show(details, callDetails(call));
    },
  });
  onWindow((next) => {
    position = next;
    table.redraw();
  });
  return el("div", { class: "waterfall" }, table.node, details);
}

function kindMark(kind) {
  return el("span", { class: "kind", title: KINDS[kind][0], style: { background: `var(--call-${kind})` }, "aria-label": KINDS[kind][0] }, KINDS[kind][1]);
}

function callTitle(call, depth) {
  return el("span", { class: "call-title", style: { "padding-left": Math.min(depth, 6) * 14 + "px" } },
    kindMark(calls.kind[call]), name(calls.operation(call)), calls.target(call) && name(calls.target(call), { class: "name soft" }), calls.error(call) && el("span", { class: "bad", title: calls.error(call) }, "✕"));
}

function callTrack(call, position) {
  if (!position) return null;
  const [left, right] = [position(calls.start[call]), position(calls.start[call] + calls.duration[call])];
  if (right < 0 || left > 100) return el("span", { class: "beyond soft" }, left > 100 ? "later →" : "← earlier");
  const [from, to] = [Math.max(0, left), Math.min(100, right)];
  const connect = calls.connect[call];
  const bar = el("span", { class: "call-bar" + (KINDS[calls.kind[call]] && calls.kind[call] !== "client" ? "" : " solid"), style: { left: from + "%", width: Math.max(0.15, to - from) + "%", background: `var(--call-${calls.kind[call]})` } },
    connect > 0 && el("span", { class: "connect", style: { width: Math.min(100, (connect / calls.duration[call]) * 100) + "%" } }));
  // The figure stands where there is room for it.
  const beside = to < 82 ? { left: `calc(${to}% + 6px)` } : from > 14 ? { right: `calc(${100 - from}% + 6px)` } : null;
  const figure = el("span", { class: beside ? "call-figure" : "call-figure within", style: beside ?? { right: `calc(${100 - to}% + 6px)` } }, ms(calls.duration[call]));
  return tipped(el("span", { class: "call-track" }, bar, figure), () => [
    el("b", {}, name(calls.operation(call)), " ", name(calls.target(call))),
    el("div", {}, ms(calls.duration[call]), connect > 0 && " · " + ms(connect) + " connecting"),
    place(calls.file(call), calls.line[call]) && el("div", { class: "soft" }, name(place(calls.file(call), calls.line[call]))),
  ]);
}

const timeoutText = (timeout) => (timeout === "unlimited" ? "none: may wait for ever" : timeout === "unknown" ? null : digits(timeout.seconds) + THIN + "s");

function callDetails(call) {
  const detail = calls.details.get(call);
  const others = { process: calls.process[call] > 0 && "process " + calls.process[call], thread: calls.thread[call] > 0 && "thread " + calls.thread[call] };
  const connection = { new: "new", reused: "reused" }[calls.connection[call]];
  return el("div", { class: "detail-grid" },
    el("div", {},
      el("h4", {}, kindMark(calls.kind[call]), " ", name(calls.operation(call)), " ", name(calls.target(call), { class: "name soft" })),
      facts([
        ["Duration", ms(calls.duration[call])], ["Began", ms(calls.start[call]) + " after the process"],
        ["Library", name(calls.library(call))], ["From", calls.file(call) && name(place(calls.file(call), calls.line[call]), { class: "name code" })],
        ["In", calls.function(call) && name(calls.function(call), { class: "name code" })],
        ["Failed with", calls.error(call) && el("span", { class: "bad" }, "✕ ", name(calls.error(call)))],
        ["Attempts", calls.attempts[call] > 1 && count(calls.attempts[call])], ["Status", calls.status[call] && String(calls.status[call])],
        ["Sent", calls.sent[call] !== null && bytes(calls.sent[call])], ["Received", calls.received[call] !== null && bytes(calls.received[call])],
        ["Rows or items", calls.rows[call] !== null && count(calls.rows[call])], ["Looked at", detail?.scanned !== null && detail?.scanned !== undefined && count(detail.scanned)],
        ["Connection", connection && connection + (calls.connect[call] > 0 ? ", " + ms(calls.connect[call]) : "")],
        ["Time limit", timeoutText(calls.timeout[call])], ["Where", [others.process, others.thread].filter(Boolean).join(", ")],
        ["Fields", detail?.fields.length > 0 && name(detail.fields.slice(0, 12).map(([field, size]) => field + " " + bytes(size)).join(", ") + (detail.fields.length > 12 ? ", …" : ""))],
      ]),
      calls.statement(call) && el("pre", { class: "statement", tabindex: "0" }, calls.statement(call)),
      detail?.plan && el("pre", { class: "statement", tabindex: "0" }, detail.plan)),
    source(calls.file(call), calls.line[call]));
}
