// Calls to other services: alike ones together, or each by itself.

const callList = { mode: "groups", query: "", only: null, from: null };

function drawCalls() {
  const section = open("calls", "Calls", calls.n ? "What the function asks of others, over every invocation that was looked into." : null);
  if (!calls.n) return add(section, el("p", { class: "empty" }, "No call to another service was seen."));
  const panel = el("div", { class: "card flush" });
  const details = el("div", { class: "call-details" });
  const tally = el("p", { class: "tally soft", role: "status" });
  let chosen = null;
  const open_ = (call) => {
    chosen = call;
    show(details, callDetails(call), calls.invocation[call] !== null && el("button", { type: "button", class: "link", on: { click: () => showInvocation(calls.invocation[call]) } }, "Show its invocation in the timeline"));
  };
  const draw = () => {
    const kept = [...Array(calls.n).keys()].filter((call) => (!callList.only || callList.only.has(call)) && (!callList.query || callText(call).includes(callList.query)));
    const table = callList.mode === "groups" ? groupTable(kept, (group) => {
      callList.only = new Set(group.calls);
      callList.mode = "each";
      callList.from = group.title;
      mode.replaceWith((mode = modes()));
      draw();
    }) : eachTable(kept, open_, () => chosen);
    show(panel, table.node, details);
    show(details);
    show(tally, kept.length === calls.n ? many(calls.n, "call") : many(kept.length, "call") + " of " + count(calls.n),
      callList.from && [": ", name(callList.from)],
      callList.only && [" ", el("button", { type: "button", class: "link", on: { click: () => {
        callList.only = null;
        callList.from = null;
        callList.mode = "groups";
        mode.replaceWith((mode = modes()));
        draw();
      } } }, "Show all")]);
    table.redraw();
  };
  const modes = () => choice("Rows", [["groups", "Alike together"], ["each", "Each call"]], callList.mode, (value) => {
    callList.mode = value;
    draw();
  });
  let mode = modes();
  callList.show = (list, from) => {
    Object.assign(callList, { only: new Set(list), mode: "groups", from });
    mode.replaceWith((mode = modes()));
    draw();
  };
  add(section, el("div", { class: "controls" }, mode, searchField("Search calls", (query) => {
    callList.query = query.trim().toLowerCase();
    draw();
  }), tally), panel);
  draw();
}

const callText = (call) => [calls.operation(call), calls.target(call), calls.library(call), place(calls.file(call), calls.line[call]), calls.statement(call), calls.error(call)].join(" ").toLowerCase();

function groupsOf(list) {
  const groups = new Map();
  for (const call of list) {
    const key = [calls.kind[call], profile.calls.operation[call], profile.calls.target[call], profile.calls.file[call], calls.line[call], calls.invocation[call] === null].join(" ");
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(call);
  }
  return [...groups.values()].map((members) => {
    const durations = members.map((call) => calls.duration[call]).sort((a, b) => a - b);
    const visits = new Set(members.map((call) => calls.invocation[call] ?? "init " + calls.environment[call]));
    const [first] = members;
    return {
      calls: members, first, title: calls.operation(first) + (calls.target(first) ? " " + calls.target(first) : ""),
      init: calls.invocation[first] === null, n: members.length, each: members.length / visits.size,
      sum: durations.reduce((sum, each) => sum + each, 0) / visits.size,
      median: durations[(durations.length - 1) >> 1], worst: durations[Math.min(durations.length - 1, Math.ceil(durations.length * 0.95) - 1)],
      errors: members.filter((call) => calls.error(call)).length, fresh: members.filter((call) => calls.connection[call] === "new").length,
    };
  });
}

function groupTable(list, onOpen) {
  const groups = groupsOf(list);
  const figureColumn = (key, title, about, written = ms) => ({ key, title, about, width: "82px", right: true, value: (i) => groups[i][key], cell: (i) => written(groups[i][key]) });
  return makeTable({
    label: "Calls, alike ones together", rows: groups.map((_, i) => i), sortBy: "sum", minWidth: "860px", onOpen: (i) => onOpen(groups[i]), most: Math.max(3, Math.min(13, groups.length)),
    columns: [
      { key: "title", title: "Call", width: "minmax(220px, 1fr)", value: (i) => groups[i].title.toLowerCase(), cell: (i) => callTitle(groups[i].first, 0) },
      { key: "place", title: "From", width: "minmax(110px, .5fr)", value: (i) => place(calls.file(groups[i].first), calls.line[groups[i].first]), cell: (i) => [name(place(calls.file(groups[i].first), calls.line[groups[i].first]) ?? "–", { class: "name code soft" }), groups[i].init && " at init"] },
      figureColumn("each", "Per visit", "Calls per invocation that makes any, or per init", (n) => digits(n, 1)),
      figureColumn("sum", "Sum", "Their time per invocation that makes any, or per init"),
      figureColumn("median", "Median", "Median duration of one call"),
      figureColumn("worst", "p95", "95th percentile of the duration of one call"),
      figureColumn("fresh", "New conn.", "Calls that opened a connection", count),
      { key: "errors", title: "Errors", width: "70px", right: true, value: (i) => groups[i].errors, cell: (i) => (groups[i].errors ? el("span", { class: "bad" }, "✕ " + count(groups[i].errors)) : "–") },
    ],
  });
}

function eachTable(list, onOpen, chosen) {
  return makeTable({
    label: "Calls", rows: list, sortBy: "duration", minWidth: "860px", onOpen, isChosen: (call) => call === chosen(),
    columns: [
      { key: "title", title: "Call", width: "minmax(220px, 1fr)", value: (i) => calls.operation(i), cell: (i) => callTitle(i, 0) },
      { key: "place", title: "From", width: "minmax(110px, .5fr)", value: (i) => place(calls.file(i), calls.line[i]), cell: (i) => name(place(calls.file(i), calls.line[i]) ?? "–", { class: "name code soft" }) },
      { key: "invocation", title: "Invocation", width: "100px", right: true, value: (i) => calls.invocation[i] ?? -1, cell: (i) => (calls.invocation[i] === null ? "init" : "#" + (calls.invocation[i] + 1)) },
      { key: "start", title: "Began", width: "90px", right: true, value: (i) => calls.start[i], cell: (i) => ms(calls.start[i]) },
      { key: "duration", title: "Duration", width: "90px", right: true, value: (i) => calls.duration[i], cell: (i) => ms(calls.duration[i]) },
      { key: "received", title: "Received", width: "90px", right: true, value: (i) => calls.received[i], cell: (i) => bytes(calls.received[i]) },
    ],
  });
}

function showCalls(list, number) {
  callList.show(list, "finding " + (number + 1));
  goTo("calls");
}

function showInvocation(i) {
  timeline.choose?.(i);
  goTo("timeline");
}
