// An icicle on a canvas: a click zooms, Escape zooms out, arrow keys walk through the boxes.

const BOX = 22;

// `look(i)`: { fill, ink, hatched } as names of colours; `label(i, parent)`; `about(i)`: lines of the tip.
function makeFlame({ label, rootLabel, look, short, measure, about, onSelect, onZoom, tallest = 560 }) {
  let layout = layOut([], []);
  let view = [0, 1];
  let zoomed = -1;
  let chosen = null;
  let hovered = null;
  let found = null;
  let drawn = [];
  let running = 0;

  const canvas = el("canvas", { tabindex: "0", role: "application", "aria-label": label, "aria-roledescription": "icicle chart" });
  const frame = el("div", { class: "flame-frame" }, canvas);
  const trail = el("div", { class: "trail", role: "navigation", "aria-label": "Zoomed to" });
  const node = el("div", { class: "flame" }, trail, frame);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  function setTree(next) {
    layout = next;
    zoomed = -1;
    chosen = null;
    hovered = null;
    view = [0, 1];
    trace();
    draw();
  }

  const windowOf = (item) => (item < 0 ? [0, 1] : [layout.left[item], layout.left[item] + Math.max(layout.width(item), 1e-12)]);

  function zoom(item) {
    zoomed = item;
    trace();
    onZoom?.(item);
    const [from, to] = [view, windowOf(item)];
    cancelAnimationFrame(running);
    if (calm.matches || document.hidden) {
      view = to;
      return draw();
    }
    const begun = performance.now();
    const step = (now) => {
      const t = Math.min(1, Math.max(0, (now - begun) / 220));
      const eased = 1 - (1 - t) ** 3;
      // The width shrinks by factors, so that it looks steady however far the way is.
      const width = Math.exp(Math.log(from[1] - from[0]) * (1 - eased) + Math.log(to[1] - to[0]) * eased);
      const gone = from[1] - from[0] === to[1] - to[0] ? eased : (from[1] - from[0] - width) / (from[1] - from[0] - (to[1] - to[0]));
      const left = from[0] + (to[0] - from[0]) * gone;
      view = t < 1 ? [left, left + width] : to;
      draw();
      if (t < 1) running = requestAnimationFrame(step);
    };
    running = requestAnimationFrame(step);
  }

  function trace() {
    const path = [];
    for (let i = zoomed; i >= 0; i = layout.parent[i]) path.unshift(i);
    const step = (item, text) => el("button", { type: "button", "aria-current": item === zoomed ? "true" : null, on: { click: () => go(item) } }, name(shortened(text, 40)));
    show(trail, step(-1, rootLabel()), path.map((item) => [el("span", { "aria-hidden": "true" }, "›"), step(item, short(item, -1))]));
  }

  function go(item) {
    select(item < 0 ? null : item);
    zoom(item);
  }

  function select(item, quiet) {
    chosen = item;
    draw();
    if (!quiet) onSelect?.(item);
  }

  function draw() {
    const width = Math.max(1, frame.clientWidth);
    const { boxes, crumbs } = visibleBoxes(layout, view[0], view[1], width, 1.5);
    const rows = boxes.reduce((most, box) => Math.max(most, box.row), 0) + 1;
    const height = rows * BOX + 1;
    const ratio = Math.min(devicePixelRatio || 1, 3);
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.setProperty("height", height + "px");
    }
    frame.style.setProperty("max-height", tallest + "px");
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = getComputedStyle(canvas).font;
    pen.textBaseline = "middle";
    pen.fillStyle = theme.colour("crumb");
    for (const crumb of crumbs) pen.fillRect(crumb.x, crumb.row * BOX + 0.5, Math.max(0.5, crumb.width - 0.5), BOX - 1.5);
    for (const box of boxes) paint(pen, box);
    drawn = boxes;
  }

  function paint(pen, box) {
    const { item, row } = box;
    const y = row * BOX + 0.5;
    const width = Math.max(0.5, box.width - 1);
    const dim = found && item >= 0 && !found.has(item);
    const { fill, ink, hatched } = item < 0 ? { fill: "crumb", ink: "ink" } : look(item);
    pen.globalAlpha = dim ? 0.22 : 1;
    pen.fillStyle = theme.colour(fill);
    pen.beginPath();
    pen.roundRect(box.x, y, width, BOX - 1.5, width > 6 ? 3 : 0);
    pen.fill();
    if (hatched && width > 3) hatch(pen, box.x, y, width);
    if (width > 26) write(pen, box, y, width, ink, hatched ? fill : null);
    pen.globalAlpha = 1;
    if (item >= 0 && (item === chosen || item === hovered)) {
      pen.strokeStyle = theme.colour("ink");
      pen.lineWidth = item === chosen ? 2 : 1.2;
      pen.beginPath();
      pen.roundRect(box.x + 0.8, y + 0.8, Math.max(1, width - 1.6), BOX - 3.1, 3);
      pen.stroke();
    }
  }

  // Stripes, so that colour is not all that tells.
  function hatch(pen, x, y, width) {
    pen.save();
    pen.clip();
    pen.strokeStyle = theme.colour("hatch");
    pen.lineWidth = 2;
    pen.beginPath();
    for (let at = x - BOX; at < x + width; at += 7) {
      pen.moveTo(at, y + BOX);
      pen.lineTo(at + BOX, y);
    }
    pen.stroke();
    pen.restore();
  }

  function write(pen, box, y, width, ink, behind) {
    const room = width - 12;
    const title = plain(box.item < 0 ? rootLabel() : short(box.item, layout.parent[box.item]));
    const value = measure(box.item < 0 ? layout.sum : layout.value[box.item]);
    const fitted = fit(pen, title, room);
    if (!fitted) return;
    if (behind) {
      // Letters on stripes are hard to read.
      pen.fillStyle = theme.colour(behind);
      pen.fillRect(box.x + 3, y + 3, Math.min(width - 6, pen.measureText(fitted === title ? title + "  " + value : fitted).width + 9), BOX - 7.5);
    }
    pen.fillStyle = theme.colour(ink);
    pen.fillText(fitted, box.x + 6, y + BOX / 2 - 0.2);
    const used = pen.measureText(fitted).width;
    if (fitted === title && room - used > pen.measureText(value).width + 10) {
      const alpha = pen.globalAlpha;
      pen.globalAlpha = alpha * 0.72;
      pen.fillText(value, box.x + 6 + used + 8, y + BOX / 2 - 0.2);
      pen.globalAlpha = alpha;
    }
  }

  function fit(pen, title, room) {
    if (pen.measureText(title).width <= room) return title;
    const characters = Array.from(title);
    let [low, high] = [0, characters.length];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pen.measureText(characters.slice(0, middle).join("") + "…").width <= room) low = middle;
      else high = middle - 1;
    }
    return low < 2 ? "" : characters.slice(0, low).join("") + "…";
  }

  function at(event) {
    const box = canvas.getBoundingClientRect();
    const [x, row] = [event.clientX - box.left, Math.floor((event.clientY - box.top) / BOX)];
    return drawn.find((each) => each.row === row && x >= each.x && x < each.x + each.width)?.item ?? null;
  }

  canvas.addEventListener("pointermove", (event) => {
    const item = at(event);
    if (item !== hovered) {
      hovered = item;
      draw();
    }
    canvas.style.setProperty("cursor", item === null ? "default" : "pointer");
    if (item === null || item < 0) tip.hide();
    else tip.show(event.clientX, event.clientY, about(item, layout.value[item], layout.sum));
  });
  canvas.addEventListener("pointerleave", () => {
    hovered = null;
    tip.hide();
    draw();
  });
  canvas.addEventListener("click", (event) => {
    const item = at(event);
    if (item !== null) go(item);
  });
  canvas.addEventListener("keydown", (event) => {
    const next = neighbour(event.key);
    if (event.key === "Escape") {
      if (zoomed < 0) return;
      go(layout.parent[zoomed]);
    } else if (event.key === "Enter" || event.key === " ") {
      if (chosen !== null) go(chosen);
    } else if (next !== undefined) {
      if (next !== null) {
        const [from, to] = windowOf(next);
        if (from < view[0] - 1e-12 || to > view[1] + 1e-12) zoom(layout.parent[next]);
        select(next);
        frame.scrollTop = Math.max(0, (layout.depth[next] + 2) * BOX - frame.clientHeight);
        say(short(next, -1) + ", " + measure(layout.value[next]));
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function neighbour(key) {
    const siblings = chosen === null || layout.parent[chosen] < 0 ? layout.roots : layout.below[layout.parent[chosen]];
    const here = chosen === null ? -1 : siblings.indexOf(chosen);
    switch (key) {
      case "ArrowDown": return chosen === null ? layout.roots[0] ?? null : layout.below[chosen][0] ?? null;
      case "ArrowUp": return chosen === null || layout.parent[chosen] < 0 ? null : layout.parent[chosen];
      case "ArrowRight": return siblings[here + 1] ?? null;
      case "ArrowLeft": return here > 0 ? siblings[here - 1] : null;
      case "Home": return layout.roots[0] ?? null;
      default: return undefined;
    }
  }

  theme.onChange(draw);
  new ResizeObserver(() => requestAnimationFrame(draw)).observe(frame);
  return {
    node,
    setTree,
    select,
    zoom: go,
    redraw: draw,
    // Items to leave bright; null for all.
    highlight(items) {
      found = items;
      draw();
    },
    sum: () => layout.sum,
  };
}
