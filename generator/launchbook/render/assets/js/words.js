/* Elements and words of the page. */

/** Every element that a selector finds.
 * @param {string} selector
 * @param {ParentNode} within
 * @returns {HTMLElement[]} */
export const all = (selector, within = document) => [...within.querySelectorAll(selector)].map((node) => /** @type {HTMLElement} */ (node));

/** Whether something is drawn: what stands in a folded part has a place, and is not seen. @param {Element} node */
export const isSeen = (node) => node.checkVisibility?.() ?? true;

/** @param {Element} node */
export const language = (node) => /** @type {HTMLElement} */ (node.closest("[lang]") || document.documentElement).lang || "en";


/** What the script of launch day says, as it came with the plan. @type {Record<string, string>} */
let brought = {};

/** @param {Record<string, string>} words */
export function bring(words) { brought = words; }

/** A word in the page's language: it came with the plan, or templates put it into a `data-word-…` attribute, since only they can translate.
 * @param {string} name */
export const word = (name) => brought[name] ?? (document.querySelector(`[data-word-${name}]`)?.getAttribute(`data-word-${name}`) || "");

/** A sentence in the page's language with its blanks filled: `Waits for {who}`.
 * @param {string} name
 * @param {Record<string, string | number>} [values] */
export const say = (name, values = {}) => word(name).replace(/\{(\w+)\}/g, (blank, key) => String(values[key] ?? blank));

/** A remark behind what it explains, with the colon of the page's language; nothing without one. @param {string | undefined} note */
export const because = (note) => (note ? say("colon") + note : "");

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
