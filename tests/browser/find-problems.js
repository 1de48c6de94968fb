// Runs in the page, before its own scripts: what a user with weak eyes or without a mouse would stumble over.

/** WCAG 2.2, 1.4.3: of text against what is behind it. */
const LEAST_CONTRAST = 4.5;

/** Texts in `root` that are hard to read, and controls and pictures without a name. */
globalThis.findProblems = (root) => {
  const visible = [root, ...root.querySelectorAll("*")].filter((element) => element.checkVisibility());
  const faint = visible
    .filter(hasOwnText)
    .filter((element) => contrast(textColour(element), backgroundOf(element)) < LEAST_CONTRAST)
    .map((element) => describe("faint text", element));
  const nameless = visible
    .filter((element) => element.matches("button, input, a[href], summary, svg[role=img], section, nav, aside"))
    .filter((element) => nameOf(element) === "")
    .map((element) => describe("no name", element));
  return [...faint, ...nameless];
};

/** How bright an element's background is, from 0 to 1. */
globalThis.measureBrightness = (element) => luminance(backgroundOf(element));

function describe(what, element) {
  return { what, element: element.outerHTML.slice(0, 120) };
}

function hasOwnText(element) {
  return [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
}

function textColour(element) {
  const style = getComputedStyle(element);
  return readColour(element instanceof SVGElement ? style.fill : style.color);
}

function backgroundOf(element) {
  if (element instanceof SVGElement) {
    const box = element.closest(".card")?.querySelector(".box");
    if (box) return readColour(getComputedStyle(box).fill);
  }
  for (let behind = element; behind !== null; behind = behind.parentElement) {
    const colour = getComputedStyle(behind).backgroundColor;
    if (!/^rgba\(.*, 0\)$/.test(colour)) return readColour(colour);
  }
  return [255, 255, 255];
}

function readColour(text) {
  return text
    .match(/[\d.]+/g)
    .slice(0, 3)
    .map(Number);
}

function contrast(one, other) {
  const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function nameOf(element) {
  const labels = [...(element.labels ?? [])].map((label) => label.textContent);
  const referred = element.getAttribute("aria-labelledby")?.split(" ") ?? [];
  const texts = [
    element.getAttribute("aria-label"),
    ...referred.map((id) => document.getElementById(id)?.textContent),
    ...labels,
    element.matches("section, nav, aside, svg, input") ? "" : element.textContent,
  ];
  return texts.map((text) => text?.trim() ?? "").join("");
}
