// Saves the curve as a picture: with the colours that it has on the screen, and nothing else.

(() => {
  const curve = document.querySelector("#curve svg");
  const SHOWN = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin",
    "font-size", "font-family", "font-weight", "text-anchor"];
  const SCALE = 2;

  const markup = () => {
    const copy = curve.cloneNode(true);
    const [nodes, copies] = [curve, copy].map((one) => [...one.querySelectorAll("*")]);
    nodes.forEach((node, at) => {
      const style = getComputedStyle(node);
      for (const property of SHOWN) copies[at].setAttribute(property, style.getPropertyValue(property));
      copies[at].removeAttribute("class");
    });
    const { width, height } = curve.viewBox.baseVal;
    const paper = document.createElementNS(curve.namespaceURI, "rect");
    const behind = { width, height, fill: getComputedStyle(curve.parentElement).backgroundColor };
    for (const [name, value] of Object.entries(behind)) paper.setAttribute(name, value);
    copy.prepend(paper);
    copy.setAttribute("width", width * SCALE);
    copy.setAttribute("height", height * SCALE);
    return new XMLSerializer().serializeToString(copy);
  };

  const save = (blob, ending) => {
    const link = el("a", { href: URL.createObjectURL(blob), download: `memory-size.${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    say(`Saved ${link.download}, ${blob.size} bytes.`);
  };

  const saveSvg = () => save(new Blob([markup()], { type: "image/svg+xml" }), "svg");

  const savePng = async () => {
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(markup());
    await image.decode();
    const canvas = el("canvas", { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    canvas.toBlob((blob) => save(blob, "png"), "image/png");
  };

  if (curve) {
    const button = (id, text, click) => el("button", { id, type: "button", class: "quiet", on: { click } }, text);
    curve.parentElement.after(el("div", { class: "save" },
      button("save-png", "Save as PNG", savePng), button("save-svg", "Save as SVG", saveSvg)));
  }
  document.documentElement.dataset.ready = "true";
})();
