// The user's own functions: how often each was called, and its time with what it called.

function drawFunctions() {
  const list = profile.functions;
  const section = open("functions", "Your functions", list.length ? "Counted and timed in environments whose times are true; wall time with what they call." : null);
  if (!list.length) return add(section, el("p", { class: "empty" }, /^3\.([89]|1[01])\./.test(subject.python) ? "Your functions were not timed: that takes Python 3.12 or later." : "None of your functions was timed."));
  const n = Math.max(1, invocations.filter((each) => hasMarks(each) && !isSurvey(each.environment)).length);
  const perCall = (i) => (list[i].stopped || !list[i].n_handler ? null : list[i].handler_ms / list[i].n_handler);
  const details = el("div", { class: "call-details" });
  let chosen = null;
  const stopped = el("span", { class: "soft", title: "Too short and too frequent to time: counting stopped" }, "stopped");
  add(section, el("div", { class: "card flush" }, makeTable({
    label: "Functions", rows: list.map((_, i) => i), sortBy: "handler", minWidth: "760px", most: Math.max(3, Math.min(13, list.length)), isChosen: (i) => i === chosen,
    onOpen(i) {
      chosen = i;
      show(details, source(list[i].file, list[i].first_line));
    },
    columns: [
      { key: "name", title: "Function", width: "minmax(180px, 1fr)", value: (i) => list[i].name.toLowerCase(), cell: (i) => name(list[i].name, { class: "name code" }) },
      { key: "place", title: "At", width: "minmax(130px, .7fr)", value: (i) => place(list[i].file, list[i].first_line), cell: (i) => name(place(list[i].file, list[i].first_line), { class: "name code soft" }) },
      { key: "handler", title: "Per invocation", width: "108px", right: true, value: (i) => list[i].handler_ms / n, cell: (i) => ms(list[i].handler_ms / n) },
      { key: "calls", title: "Calls", width: "90px", right: true, about: "Calls during invocations", value: (i) => list[i].n_handler, cell: (i) => count(list[i].n_handler) },
      { key: "each", title: "Each", width: "90px", right: true, value: perCall, cell: (i) => (list[i].stopped ? stopped.cloneNode(true) : ms(perCall(i))) },
      { key: "init", title: "In all inits", width: "100px", right: true, value: (i) => list[i].init_ms, cell: (i) => (list[i].n_init ? ms(list[i].init_ms) : "–") },
    ],
  }).node, details));
}
