/* Elements and words of the page. */

/** Every element that a selector finds.
 * @param {string} selector
 * @param {ParentNode} within
 * @returns {HTMLElement[]} */
export const all = (selector, within = document) => [...within.querySelectorAll(selector)].map((node) => /** @type {HTMLElement} */ (node));

/** @param {Element} node */
export const language = (node) => /** @type {HTMLElement} */ (node.closest("[lang]") || document.documentElement).lang || "en";

/** A word in the page's language: templates put them into `data-word-…` attributes, since only they can translate.
 * @param {string} name */
export const word = (name) => document.querySelector(`[data-word-${name}]`)?.getAttribute(`data-word-${name}`) || "";

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
