/* A page that is loaded anew stands where it stood; where that was on purpose, what was being typed is in its field again. */

import { isSeen } from "./words.js";

const RETURNS = "launchbook returns";

/** @typedef {{ near: string, label: string, value: string }} Typed */
/** @typedef {{ page: string, near: [string, number][], typed: Typed[] }} Left */

/** So many places are remembered: after another build the first may no longer be there; and of so many pages, for the way back. */
const PLACES = 8, PAGES = 20;

/** What a field asks, and what it stands in: found again on a page that was built anew.
 * @param {HTMLInputElement | HTMLTextAreaElement} field */
const labelOf = (field) => field.labels?.[0]?.textContent?.trim() || field.getAttribute("aria-label") || field.name || field.placeholder;
/** @param {Element} node */
const anchorOf = (node) => node.closest("article [id]:not(input, textarea, form)")?.id ?? "";

/** @param {ParentNode} within */
const fieldsIn = (within) =>
  /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */ ([...within.querySelectorAll("textarea, input:is([type=text], [type=number], [type=url], :not([type]))")]);

/** What was being typed when the page was loaded anew on purpose. @type {Typed[]} */
let leaving = [];

/** Loads the page again. What was typed and not sent comes back in the same field, also where that is opened later. */
export function reloadHere() {
  leaving = fieldsIn(document).filter((field) => field.value && field.value !== field.defaultValue && !field.readOnly)
    .map((field) => ({ near: anchorOf(field), label: labelOf(field), value: field.value }));
  location.reload();
}

/** What can be led to and stands first in the window, where that was moved; each with its distance from the top. @returns {Iterable<[Element, number]>} */
function* shown() {
  if (scrollY > 0) for (const node of document.querySelectorAll("article [id]")) {
    const { height, top } = node.getBoundingClientRect();
    if (height && top >= 0 && isSeen(node)) yield [node, top];
  }
}

/** @template T @param {Iterable<T>} all @param {number} most @returns {Iterable<T>} */
function* upTo(all, most) {
  let count = 0;
  for (const each of all) {
    yield each;
    if (++count === most) return;
  }
}

/** Draws something, and leaves the page where it stands. @param {() => void} draw */
export function staying(draw) {
  const [first, top] = [...upTo(shown(), 1)][0] ?? [];
  draw();
  if (first && top !== undefined) window.scrollBy({ top: first.getBoundingClientRect().top - top, behavior: "instant" });
}

/** Remembers where a page stands when it is left: it may be loaded again. */
export function leaveHere() {
  /** @type {Left} */
  const left = { page: location.pathname, near: [...upTo(shown(), PLACES)].map(([node, top]) => [node.id, top]), typed: leaving };
  history.scrollRestoration = "auto";
  const others = leftBefore().filter(({ page }) => page !== left.page).slice(0, PAGES - 1);
  try { sessionStorage.setItem(RETURNS, JSON.stringify([left, ...others])); } catch { /* then the browser's own memory has to do */ }
}

/** How the pages of this tab were left, the last one first. @returns {Left[]} */
function leftBefore() {
  try {
    const all = JSON.parse(sessionStorage.getItem(RETURNS) ?? "[]");
    return Array.isArray(all) ? all : [];
  } catch { return []; }
}

/** Marks this entry of the tab's history: whoever comes back to it was here before. */
export function markEntry() { history.replaceState({ ...history.state, launchbook: true }, ""); }

/** Whether one came back to this page, and not by a link. The first script that asks finds that out. */
function isBack() {
  const { dataset } = document.documentElement;
  dataset.back ??= String(history.state?.launchbook === true);
  return dataset.back === "true";
}

/** How this page stood when it was left, where it was the last one in this tab, or one came back to it. @type {Left | undefined} */
let last;

/** Whether the reader has moved the page since: it is left alone then. */
let moved = false;
const MOVES = ["wheel", "touchmove", "pointerdown", "keydown"];

/** Whether this page was loaded again where it was open. Its first script marks that: the script of launch day comes later. */
export const isReloaded = () => document.documentElement.hasAttribute("data-again");

/** Reads, before anything else, how this page was left. */
export function recallHere() {
  const all = leftBefore();
  last = (isBack() ? all : all.slice(0, 1)).find(({ page }) => page === location.pathname);
  markEntry();
  if (last) history.scrollRestoration = "manual"; // the browser knows a distance alone, and the page still grows
  for (const name of MOVES) window.addEventListener(name, () => { moved = true; }, { once: true, capture: true, passive: true });
  document.documentElement.toggleAttribute("data-again", last !== undefined);
}

/** Puts back what was typed, and the page where it stood; once after a reload. */
export function returnHere() {
  standHere();
  refill(last?.typed ?? []);
}

/** Puts a page that was loaded again where it stood, unless the reader has moved it: each time that much was drawn on it.
 * @returns {HTMLElement | undefined} what it stands at */
export function standHere() {
  if (!last || moved) return undefined;
  const [id = "", top = 0] = last.near.find(([each]) => document.getElementById(each)) ?? [], node = document.getElementById(id);
  if (node) window.scrollBy({ top: node.getBoundingClientRect().top - top, behavior: "instant" });
  return node ?? undefined;
}

/** Fills fields that are there, and waits for those that are opened later.
 * @param {Typed[]} typed */
function refill(typed) {
  if (!typed.length) return;
  const fill = () => {
    for (const field of fieldsIn(document)) {
      const index = typed.findIndex(({ near, label }) => near === anchorOf(field) && label === labelOf(field));
      if (index < 0 || field.value !== field.defaultValue) continue;
      field.value = typed.splice(index, 1)[0].value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (!typed.length) waiting.disconnect();
  };
  const waiting = new MutationObserver(fill);
  waiting.observe(document.body, { childList: true, subtree: true });
  fill();
}
