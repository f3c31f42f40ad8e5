/* Elements and words of the page. */

/** Every element that a selector finds.
 * @param {string} selector
 * @param {ParentNode} within
 * @returns {HTMLElement[]} */
export const all = (selector, within = document) => [...within.querySelectorAll(selector)].map((node) => /** @type {HTMLElement} */ (node));

/** @param {Element} node */
export const language = (node) => /** @type {HTMLElement} */ (node.closest("[lang]") || document.documentElement).lang || "en";

/** The elements that say words; looked up once for a page. @type {HTMLElement[]} */
let speaking = [];

/** A word in the page's language: templates put them into `data-word-…` attributes, since only they can translate.
 * @param {string} name */
export function word(name) {
  if (!speaking[0]?.isConnected) speaking = all(".lb-launch, [data-word-now]");
  const found = speaking.find((node) => node.hasAttribute(`data-word-${name}`)) ?? document.querySelector(`[data-word-${name}]`);
  return found?.getAttribute(`data-word-${name}`) || "";
}

/** A sentence in the page's language with its blanks filled: `Waits for {who}`.
 * @param {string} name
 * @param {Record<string, string | number>} [values] */
export const say = (name, values = {}) => word(name).replace(/\{(\w+)\}/g, (blank, key) => String(values[key] ?? blank));

/** Says something to those who listen to the page.
 * @param {string} text */
export function announce(text) {
  let node = document.querySelector(".lb-status");
  if (!node) {
    node = document.createElement("p");
    node.className = "lb-status lb-hidden";
    node.setAttribute("role", "status");
    document.body.append(node);
  }
  node.textContent = text;
}
