/* Signs of what was done: each has a shape of its own, and stands beside its word. */

/** Paths in a square of 16; `!` fills, everything else is a line. */
const SHAPES = {
  pending: "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0",
  running: "!M3 1.5 14 8 3 14.5z",
  done: "M2 8.5 6.2 13 14 3.5",
  failed: "m3 3 10 10M13 3 3 13",
  skipped: "M1 8h14",
  na: "M1 8h14",
  late: "!M8 1 15.5 15H.5z",
  wait: "!M4 2h3v12H4zM9.5 2h3v12h-3z",
  changed: "M2 5.5h12M2 10.5h12M11 1.5 5 14.5",
  conflict: "M1 5h12M9.5 1.5 13 5 9.5 8.5M15 11H3m3.5-3.5L3 11l3.5 3.5",
  locked: "M3 7h10v8H3zM5 7V5a3 3 0 0 1 6 0v2",
};

/** @param {keyof typeof SHAPES} name */
export function markOf(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS(svg.namespaceURI, "path");
  const shape = SHAPES[name], full = shape.startsWith("!");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `lb-mark${full ? " lb-mark--full" : ""}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", full ? shape.slice(1) : shape);
  svg.append(path);
  return svg;
}

/** The sign of a state of a row. @param {string} look */
export const signOf = (look) => (look in SHAPES && look !== "pending" ? markOf(/** @type {keyof typeof SHAPES} */ (look)) : undefined);
