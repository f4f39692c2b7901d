// Makes elements from text, never from markup.

// `about` holds attributes; `on` listeners by event, `style` properties, `data` data attributes.
function el(tag, about, ...children) {
  return fill(document.createElement(tag), about, children);
}

function fill(node, about, children) {
  for (const [name, value] of Object.entries(about ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "style") {
      for (const [property, setting] of Object.entries(value)) node.style.setProperty(property, setting);
    } else if (name === "data") {
      for (const [key, setting] of Object.entries(value)) node.dataset[key] = setting;
    } else if (name === "title" || name === "aria-label" || name === "placeholder") {
      node.setAttribute(name, plain(value));
    } else {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  add(node, children);
  return node;
}

function add(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(plain(child)));
  }
  return node;
}

function show(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

const byId = (id) => document.getElementById(id);

// A name out of the profile: whichever way it is written, what surrounds it stays in place.
function name(text, about) {
  return el("bdi", { class: "name", ...about }, text);
}

// A sentence in which `such` words are code; paths among them are shortened.
function sentence(text) {
  return String(text).split("`").map((part, at) => (at % 2 ? name(shortPath(part), { class: "name code" }) : part));
}

function say(text) {
  byId("said").textContent = plain(text);
}

// Opens a section with its heading; what stands below it is for the caller.
function open(id, title, about) {
  const section = byId(id);
  section.setAttribute("aria-labelledby", id + "-title");
  show(section, el("div", { class: "head" }, el("h2", { id: id + "-title" }, title), about && el("p", { class: "about" }, about)));
  return section;
}

// A row of buttons of which one is pressed.
function choice(label, options, chosen, choose) {
  const buttons = options.map(([value, text, title]) =>
    el("button", {
      type: "button",
      "aria-pressed": String(value === chosen),
      title,
      data: { value: String(value) },
      on: {
        click(event) {
          for (const button of buttons) button.setAttribute("aria-pressed", String(button === event.currentTarget));
          choose(value);
        },
      },
    }, text));
  return el("div", { class: "choice", role: "group", "aria-label": label }, buttons);
}

function searchField(label, change) {
  let late = 0;
  const input = el("input", {
    type: "search", class: "search", placeholder: label, "aria-label": label, autocomplete: "off", spellcheck: "false",
    on: {
      input() {
        clearTimeout(late);
        late = setTimeout(() => change(input.value), 60);
      },
      keydown(event) {
        if (event.key !== "Escape" || input.value === "") return;
        event.stopPropagation();
        input.value = "";
        change("");
      },
    },
  });
  return input;
}

function pick(label, options, chosen, choose) {
  const select = el("select", { "aria-label": label, on: { change: () => choose(select.value) } },
    options.map(([value, text]) => el("option", { value: String(value), selected: String(value) === String(chosen) }, shortened(text, 60))));
  return select;
}

// A list of facts; what is absent is left out.
function facts(list, kind) {
  return el("dl", { class: kind ? "facts " + kind : "facts" }, list
    .filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false)
    .map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))));
}

const tip = {
  node: null,
  show(x, y, children) {
    this.node ??= byId("tip");
    show(this.node, children);
    this.node.hidden = false;
    const { width, height } = this.node.getBoundingClientRect();
    const left = Math.max(8, Math.min(x + 14, innerWidth - width - 8));
    const top = y + 18 + height > innerHeight ? y - height - 12 : y + 18;
    this.node.style.setProperty("transform", `translate(${left}px, ${Math.max(8, top)}px)`);
  },
  hide() {
    if (this.node) this.node.hidden = true;
  },
};

// Shows a tip while the pointer is on an element or the keyboard is in it.
function tipped(node, children) {
  node.addEventListener("pointermove", (event) => tip.show(event.clientX, event.clientY, children()));
  node.addEventListener("pointerleave", () => tip.hide());
  node.addEventListener("focus", () => {
    const box = node.getBoundingClientRect();
    if (node.matches(":focus-visible")) tip.show(box.left, box.bottom - 12, children());
  });
  node.addEventListener("blur", () => tip.hide());
  return node;
}
