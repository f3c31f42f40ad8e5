/* What of a run has left this device: the number of the last event that was passed on, by device. Only a hint, so it may be lost. */

/** @type {Map<string, string>} */
const passed = new Map();

/** @param {Run} run */
const sharedName = (run) => `launchbook shared ${run.plan} ${run.run}`;

/** @param {Run} run
 * @returns {Record<string, number>} */
function passedOn(run) {
  try { return JSON.parse(localStorage.getItem(sharedName(run)) ?? passed.get(sharedName(run)) ?? "{}"); } catch { return JSON.parse(passed.get(sharedName(run)) ?? "{}"); }
}

/** The number of events that were made here and are nowhere else. What came from others is with them.
 * @param {Run} run @param {import("./store.js").Store} store */
export function unsharedOf(run, store) {
  const last = passedOn(run);
  return run.events.filter((event) => store.isOwn(event) && event.seq > (last[event.device] ?? 0)).length;
}

/** @param {Run} run @param {import("./store.js").Store} store */
export function markShared(run, store) {
  const last = passedOn(run);
  for (const event of run.events) if (store.isOwn(event)) last[event.device] = Math.max(event.seq, last[event.device] ?? 0);
  passed.set(sharedName(run), JSON.stringify(last));
  try { localStorage.setItem(sharedName(run), JSON.stringify(last)); } catch { /* the browser forbids it: known until the page is left */ }
}
