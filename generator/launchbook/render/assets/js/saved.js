/* Pages that are kept on the device for when there is no network: asked of the service worker (`sw.js`), one plan at a time. */

import { besidePlan, launchNear, placeOfPlan } from "./near.js";

/** @type {Map<string, Saved>} */
const known = new Map();
/** @type {Set<(saved: Saved) => void>} */
const savers = new Set();

/** What is known of a plan's pages on this device, now and whenever that changes. Ends with what is returned.
 * @param {string} plan @param {(saved: Saved) => void} listener
 * @returns {() => void} */
export function watchSaved(plan, listener) {
  /** @param {Saved} saved */
  const heard = (saved) => { if (saved.plan === plan) listener(saved); };
  savers.add(heard);
  listener(known.get(plan) ?? { plan, state: "none", ...(cannot() && { why: cannot() }) });
  return () => { savers.delete(heard); };
}

/** Why nothing can be kept here; empty where it can.
 * @returns {string} */
const cannot = () => location.protocol === "file:" ? "disk" : !window.isSecureContext ? "insecure" : "serviceWorker" in navigator ? "" : "unknown";

/** @param {Saved} saved */
function heardOf(saved) {
  known.set(saved.plan, saved);
  for (const listener of savers) listener(saved);
}

/** Keeps the pages of this page's plan on the device where its launch is near, a run is on or the reader asks; does nothing else
    on other pages, and nothing from disk.
 * @param {boolean} [wanted] */
export async function savePlan(wanted = false) {
  const place = placeOfPlan();
  if (!place || place.dataset.authoring !== undefined || cannot() || !(wanted || launchNear(place, Date.now()))) return;
  const { plan = "" } = place.dataset;
  try {
    const worker = await registered(place);
    const loaded = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
    const also = loaded.filter(({ responseStatus }) => responseStatus === 200).map(({ name }) => name);
    worker?.postMessage({ keep: besidePlan(place, "offline.json"), plan, also });
  } catch (error) {
    heardOf({ plan, state: "failed", why: navigator.onLine ? String(error) : "offline" });
  }
}

/** Removes what is kept of a plan.
 * @param {string} plan */
export async function forgetSaved(plan) {
  (await navigator.serviceWorker?.ready)?.active?.postMessage({ forget: plan });
}

/** The worker of the site, whose root lies two folders above the plan's.
 * @param {HTMLElement} place */
async function registered(place) {
  navigator.serviceWorker.addEventListener("message", hear);
  navigator.serviceWorker.startMessages();
  const registration = await navigator.serviceWorker.register(besidePlan(place, "../../sw.js"));
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (!worker || worker.state === "activated") return worker;
  return new Promise((resolve) => worker.addEventListener("statechange", () => { if (worker.state === "activated") resolve(worker); }));
}

/** @param {MessageEvent} event */
function hear({ data }) {
  if (data?.launchbookSaved?.plan) heardOf(data.launchbookSaved);
}
