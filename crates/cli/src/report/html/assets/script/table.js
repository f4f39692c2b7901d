// A table of any length: only the rows in sight exist. Sorted by a click on a column's head, moved
// through with the arrow keys.

const ROW = 30;
// Rows of a table that are printed.
const PRINTED = 60;

// `columns`: { key, title, width, value(i), cell(i), right, about }; `rows`: numbers of items.
function makeTable({ label, columns, rows, sortBy, descending = true, most = 13, onOpen, isChosen, minWidth }) {
  let sorted = sortBy;
  let down = descending;
  let order = [];
  let active = 0;
  let printing = false;

  const heads = columns.map((column) =>
    el("div", { role: "columnheader", class: column.right ? "right" : null, "aria-sort": "none" },
      el("button", { type: "button", title: column.about, on: { click: () => sort(column.key) } }, column.title)));
  const head = el("div", { role: "row", class: "row header" }, heads);
  const space = el("div", { class: "space", role: "rowgroup" });
  const empty = el("p", { class: "empty", hidden: true }, "Nothing here.");
  const beyond = el("p", { class: "beyond soft", hidden: true });
  const scroll = el("div", { class: "scroll", on: { scroll: draw } }, el("div", { role: "rowgroup", class: "heads" }, head), space, empty, beyond);
  const node = el("div", {
    class: "table", role: "table", "aria-label": label, "aria-colcount": columns.length,
    style: { "--columns": columns.map((column) => column.width).join(" "), "--least": minWidth ?? "0px" },
  }, scroll);

  function sort(key) {
    const column = columns.find((each) => each.key === key);
    down = key === sorted ? !down : column.right === true;
    sorted = key;
    arrange();
  }

  function arrange() {
    const column = columns.find((each) => each.key === sorted);
    heads.forEach((each, at) => each.setAttribute("aria-sort", columns[at] === column ? (down ? "descending" : "ascending") : "none"));
    order = Array.from(rows);
    if (column) {
      const values = new Map(order.map((i) => [i, column.value(i)]));
      const sign = down ? -1 : 1;
      order.sort((a, b) => {
        const [one, other] = [values.get(a), values.get(b)];
        if (one === other) return a - b;
        // What is absent stands last, whichever way.
        if (one === null || one === undefined) return 1;
        if (other === null || other === undefined) return -1;
        return one < other ? -sign : sign;
      });
    }
    active = 0;
    empty.hidden = order.length > 0;
    node.setAttribute("aria-rowcount", order.length + 1);
    scroll.style.setProperty("max-height", (most + 1) * ROW + 14 + "px");
    scroll.scrollTop = 0;
    draw();
  }

  function draw() {
    const first = printing ? 0 : Math.max(0, Math.floor(scroll.scrollTop / ROW) - 6);
    const height = scroll.clientHeight || (most + 1) * ROW;
    const last = printing ? Math.min(order.length, PRINTED) : Math.min(order.length, first + Math.ceil(height / ROW) + 12);
    if (active < first || active >= last) active = first;
    const focused = document.activeElement?.closest?.(".row")?.parentNode === space;
    space.style.setProperty("height", (printing ? last : order.length) * ROW + "px");
    const cut = printing && last < order.length;
    beyond.hidden = !cut;
    if (cut) show(beyond, "and " + count(order.length - last) + " more");
    const made = [];
    for (let at = first; at < last; at++) made.push(makeRow(at));
    space.replaceChildren(...made);
    if (focused) made[active - first]?.focus({ preventScroll: true });
  }

  function makeRow(at) {
    const item = order[at];
    return el("div", {
      role: "row", class: "row" + (isChosen?.(item) ? " chosen" : "") + (onOpen ? " opens" : ""),
      tabindex: at === active ? "0" : "-1", "aria-rowindex": at + 2, "aria-selected": isChosen ? String(isChosen(item)) : null,
      data: { item: String(item) }, style: { top: at * ROW + "px" },
      on: { click: () => openRow(at), keydown: (event) => key(event, at) },
    }, columns.map((column) => el("div", { role: "cell", class: column.right ? "right" : null }, column.cell(item))));
  }

  function openRow(at) {
    active = at;
    onOpen?.(order[at]);
    draw();
  }

  function key(event, at) {
    if (event.target !== event.currentTarget) return;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: most, PageUp: -most, Home: -order.length, End: order.length };
    if (event.key in steps) {
      event.preventDefault();
      active = Math.max(0, Math.min(order.length - 1, at + steps[event.key]));
      const top = active * ROW;
      if (top < scroll.scrollTop) scroll.scrollTop = top;
      else if (top + 2 * ROW > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top + 2 * ROW - scroll.clientHeight;
      draw();
      space.querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      openRow(at);
    }
  }

  addEventListener("beforeprint", () => {
    printing = true;
    draw();
  });
  addEventListener("afterprint", () => {
    printing = false;
    draw();
  });
  arrange();
  return {
    node,
    setRows(next) {
      rows = next;
      arrange();
    },
    redraw: draw,
    // Brings an item into sight.
    reveal(item) {
      const at = order.indexOf(item);
      if (at < 0) return;
      active = at;
      scroll.scrollTop = Math.max(0, at * ROW - scroll.clientHeight / 2);
      draw();
    },
  };
}
