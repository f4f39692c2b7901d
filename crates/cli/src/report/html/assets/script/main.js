// Draws the page from top to bottom: what is in sight first, the rest when the browser is idle.

const SECTIONS = [
  ["summary", "Time", drawSummary],
  ["findings", "Findings", drawFindings],
  ["timeline", "Timeline", drawTimeline],
  ["imports", "Imports", drawImports],
  ["stacks", "Flame graph", drawStacks],
  ["calls", "Calls", drawCalls],
  ["functions", "Functions", drawFunctions],
  ["account", "Account", drawAccount],
];

show(byId("nav"), SECTIONS.map(([id, title]) => el("a", { href: "#" + id }, title)));
drawMasthead();
drawSummary();
drawFindings();

const waiting = SECTIONS.slice(2);
function drawNext() {
  const [, , draw] = waiting.shift();
  draw();
  if (waiting.length) return setTimeout(drawNext, 0);
  document.documentElement.dataset.ready = "true";
  // A link into the page was followed before its target was there.
  if (location.hash.length > 1) byId(location.hash.slice(1))?.scrollIntoView();
}
setTimeout(drawNext, 0);

const links_ = new Map([...byId("nav").children].map((link) => [link.hash.slice(1), link]));
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    for (const [id, link] of links_) link.toggleAttribute("data-here", id === entry.target.id);
  }
}, { rootMargin: "-20% 0px -70% 0px" });
for (const [id] of SECTIONS) watcher.observe(byId(id));

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = [...document.querySelectorAll("input.search")].find((each) => each.getBoundingClientRect().bottom > 0) ?? byId("imports-search");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});
addEventListener("scroll", () => tip.hide(), { passive: true });
