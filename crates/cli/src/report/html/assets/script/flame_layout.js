// Where the boxes of a tree lie: each as wide as its value, its children below it, the widest first.
// Positions are shares of the root's width, so that zooming moves a window and lays out nothing anew.

// `parent[i]` comes before `i` or is -1; `own[i]` is what belongs to the item alone, never negative.
function layOut(parent, own) {
  const n = parent.length;
  const value = Float64Array.from(own);
  for (let i = n - 1; i >= 0; i--) if (parent[i] >= 0) value[parent[i]] += value[i];
  const below = Array.from({ length: n }, () => []);
  const roots = [];
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (parent[i] >= 0) below[parent[i]].push(i);
    else {
      roots.push(i);
      sum += value[i];
    }
  }
  const wider = (a, b) => value[b] - value[a] || a - b;
  roots.sort(wider);
  for (const list of below) list.sort(wider);
  const left = new Float64Array(n);
  const depth = new Int32Array(n);
  const whole = sum || 1;
  const place = (list, from, row) => {
    let at = from;
    for (const i of list) {
      left[i] = at;
      depth[i] = row;
      at += value[i] / whole;
    }
  };
  place(roots, 0, 1);
  const waiting = roots.slice();
  while (waiting.length) {
    const i = waiting.pop();
    place(below[i], left[i], depth[i] + 1);
    for (const child of below[i]) waiting.push(child);
  }
  return { n, parent, value, below, roots, left, depth, sum, width: (i) => value[i] / whole };
}

// Boxes in the window [from, to], culled: children of what is too narrow to see are not visited.
// `-1` stands for the root.
function visibleBoxes(layout, from, to, pixels, least) {
  const scale = pixels / (to - from);
  const boxes = [{ item: -1, x: 0, width: pixels, row: 0 }];
  const crumbs = [];
  const visit = (list, row) => {
    let crumb = null;
    for (const i of list) {
      const x = (layout.left[i] - from) * scale;
      const width = layout.width(i) * scale;
      if (x >= pixels || x + width <= 0 || width <= 0) continue;
      if (width < least) {
        // Neighbours too narrow to draw share one grey box.
        if (crumb && x - crumb.x - crumb.width < 1) crumb.width = x + width - crumb.x;
        else crumbs.push((crumb = { x, width, row }));
        continue;
      }
      const clipped = Math.max(0, x);
      boxes.push({ item: i, x: clipped, width: Math.min(pixels, x + width) - clipped, row });
      waiting.push(i);
    }
  };
  const waiting = [];
  visit(layout.roots, 1);
  while (waiting.length) {
    const i = waiting.pop();
    visit(layout.below[i], layout.depth[i] + 1);
  }
  return { boxes, crumbs };
}
