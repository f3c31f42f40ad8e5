/* How much of a run has left this device: the number of its events when it was last passed on. Only a hint, so it may be lost. */

/** @type {Map<string, number>} */
const passed = new Map();

/** @param {Run} run */
const sharedName = (run) => `launchbook shared ${run.plan} ${run.run}`;

/** @param {Run} run */
export function sharedOf(run) {
  try { return Math.min(run.events.length, Number(localStorage.getItem(sharedName(run)) ?? passed.get(sharedName(run)) ?? 0)); } catch { return passed.get(sharedName(run)) ?? 0; }
}

/** @param {Run} run */
export function markShared(run) {
  passed.set(sharedName(run), run.events.length);
  try { localStorage.setItem(sharedName(run), String(run.events.length)); } catch { /* the browser forbids it: known until the page is left */ }
}
