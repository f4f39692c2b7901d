// Light or dark: the system's choice until the reader makes one. Canvases ask here for colours.

const theme = (() => {
  const KEY = "warmfront-theme";
  const root = document.documentElement;
  const listeners = [];
  const system = matchMedia("(prefers-color-scheme: dark)");
  let known = new Map();

  // A page opened from a file may have no storage.
  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const store = (value) => {
    try {
      localStorage.setItem(KEY, value);
    } catch {
      // The choice then lasts as long as the page.
    }
  };

  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  // A variable of the style, as a colour that a canvas understands.
  const probe = el("i", { class: "unseen" });
  document.body.append(probe);
  const colour = (variable) => {
    if (!known.has(variable)) {
      probe.style.setProperty("color", `var(--${variable})`);
      known.set(variable, getComputedStyle(probe).color);
    }
    return known.get(variable);
  };

  const button = byId("theme");
  const changed = () => {
    known = new Map();
    const next = isDark() ? "light" : "dark";
    show(button, isDark() ? "☀ Light" : "☾ Dark");
    button.setAttribute("aria-label", `Switch to the ${next} theme`);
    for (const listener of listeners) listener();
  };

  const before = stored();
  if (before === "dark" || before === "light") root.dataset.theme = before;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    store(root.dataset.theme);
    changed();
  });
  system.addEventListener("change", changed);
  changed();
  return { colour, isDark, onChange: (listener) => listeners.push(listener) };
})();
