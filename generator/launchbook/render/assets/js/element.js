/* Elements that a script makes. Texts are set as texts: nothing of a plan or of a run is ever read as markup. */

/** @typedef {Node | string | false | undefined} Child */

/** An element with attributes, listeners (`onclick`) and children; what is false or undefined is left out.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[T]} */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...filled(children));
  return node;
}

/** A button that does something.
 * @param {string} text @param {() => unknown} press @param {string} [kind] `main`, `plain` or nothing
 * @param {Record<string, unknown>} [more] */
export const button = (text, press, kind = "", more = {}) =>
  element("button", { type: "button", class: `lb-button${kind && ` lb-button--${kind}`}`, onclick: () => { void press(); }, ...more }, text);

/** @param {Child[]} children */
export const filled = (children) => children.filter((child) => child !== false && child !== undefined && child !== "").map((child) => /** @type {Node | string} */ (child));
