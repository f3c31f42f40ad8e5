/* Loads what only launch day needs: a second script, where the launch of a page's plan is near or a run was kept on this device. Other pages
   stay as light as they are. */

import { launchNear, placeOfPlan } from "./near.js";

/** Whether something was kept on this device; where the browser does not say, it may have been. */
async function anythingKept() {
  try {
    const kept = await indexedDB.databases?.();
    return !kept || kept.some(({ name }) => name?.startsWith("launchbook"));
  } catch { return false; }
}

/** Opens the launch of this page's plan; `wanted` where the reader asks for it.
 * @param {boolean} [wanted] */
export async function wake(wanted = false) {
  const place = placeOfPlan();
  if (!place || !(wanted || launchNear(place, Date.now()) || (await anythingKept()))) return;
  if (window.launchbookDay) { window.launchbookDay(wanted); return; }
  if (document.querySelector("script[data-launchbook-day]")) return;
  const script = Object.assign(document.createElement("script"), { src: place.dataset.day ?? "" });
  script.dataset.launchbookDay = "";
  document.head.append(script);
}
