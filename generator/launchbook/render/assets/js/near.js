/* What a page says of its plan by its own data: where that lies, and when the launch is near. */

import { DAY } from "./time.js";

/** What this page was made from, beside its plan.
 * @returns {HTMLElement | undefined} */
export function placeOfPlan() {
  const place = document.querySelector(".lb-launch");
  return place instanceof HTMLElement && place.dataset.src ? place : undefined;
}

/** The address of a file of the plan, by its name.
 * @param {HTMLElement} place @param {string} name */
export const besidePlan = (place, name) => new URL(name, new URL(place.dataset.src ?? "", document.baseURI)).href;

/** Whether the launch is near by the page's own data: from a day before its start to its end.
 * @param {HTMLElement} place @param {number} now */
export const launchNear = (place, now) => Date.parse(place.dataset.from ?? "") - DAY <= now && now <= Date.parse(place.dataset.until ?? "");

/** Since when the page that is shown is kept, where it did not come from the network.
 * @returns {number | undefined} milliseconds */
export function shownSince() {
  const saved = Date.parse(document.documentElement.dataset.saved ?? "");
  return Number.isNaN(saved) ? undefined : saved;
}

/** Whether the site was reached since this page was opened, or the browser has said that the network is back. */
let reached = false;
export const isReached = () => reached;
export function noteReached() { reached = true; }
globalThis.addEventListener?.("online", noteReached); // modules are tested alone, too
