/* What a page does for its launch before the script of launch day is there: it keeps the strip's place, and remembers what was asked for. */

import { launchNear, placeOfPlan } from "./near.js";
import { all } from "./words.js";

/** Its place is kept from the first moment on, so that nothing moves when it is filled.
 * @returns {HTMLElement} */
export function reserve() {
  const found = document.querySelector(".lb-strip");
  if (found instanceof HTMLElement) return found;
  const strip = Object.assign(document.createElement("section"), { className: "lb-strip lb-strip--idle" });
  document.querySelector(".md-container")?.before(strip);
  document.documentElement.classList.add("lb-on");
  return strip;
}

export function withdraw() {
  document.querySelector(".lb-strip")?.remove();
  document.documentElement.classList.remove("lb-on");
}

/** Keeps the place where the launch is near; true where it was not kept before.
 * @returns {boolean} */
export function keepPlace() {
  const place = placeOfPlan();
  for (const entry of all(".lb-entry")) entry.hidden = false;
  if (!place || !launchNear(place, Date.now()) || document.querySelector(".lb-strip")) return false;
  reserve();
  return true;
}

/** Whether somebody asks for a run: by a button, or by a link that brings one.
 * @returns {boolean} */
export const isWanted = () => location.hash.startsWith("#lb-run=") || placeOfPlan()?.dataset.wanted !== undefined;

/** A run is begun, where none is near either.
 * @param {(wanted: boolean) => unknown} wake */
export function askForRun(wake) {
  const place = placeOfPlan();
  if (!place) return;
  place.dataset.wanted = "";
  wake(true);
}
