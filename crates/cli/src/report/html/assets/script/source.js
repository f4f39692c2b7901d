// Source lines around the one that something is about.

function source(file, line, span = 3) {
  const lines = file && profile.excerpts[file];
  if (!lines || !line) return null;
  const rows = [];
  for (let number = Math.max(1, line - span); number <= line + span; number++) {
    const code = lines[number];
    if (code === undefined) continue;
    rows.push(el("div", { class: number === line ? "line marked" : "line" },
      el("span", { class: "number", "aria-hidden": "true" }, String(number)),
      el("code", {}, number === line && el("span", { class: "unseen" }, "this line: "), code.replaceAll("\t", "    ") || " ")));
  }
  if (!rows.length) return null;
  // Blank lines at the ends say nothing.
  const isBlank = (row) => !row.classList.contains("marked") && row.lastChild.textContent.trim() === "";
  while (rows.length && isBlank(rows[0])) rows.shift();
  while (rows.length && isBlank(rows.at(-1))) rows.pop();
  return el("figure", { class: "source" },
    el("figcaption", {}, name(place(file, line))),
    el("div", { class: "lines", tabindex: "0", role: "group", "aria-label": "Source of " + place(file, line) }, rows));
}
