/* What lies on the shelves of this device: heads of runs, events with where they came from, imports, and choices of its reader. */

import { eventLine } from "./written.js";

/** An event, and where it came from: `own`, or the ids of imports. Nothing is left of it when that is empty.
 * @typedef {{ plan: string, run: string, key: string, event: RunEvent, from: string[] }} Entry */
/** @typedef {Omit<Run, "events"> & { from: string[] }} Head */
/** @typedef {{ runs: Head[], events: Entry[], imports: Import[], own: { key: string, value: string }[] }} Batch */

const SIGNS = "bcdfghjkmnpqrstvwxz23456789";

/** A new name, which begins with a letter and is no word.
 * @param {number} length */
export function newId(length) { return [...crypto.getRandomValues(new Uint8Array(length))].map((byte, i) => SIGNS[byte % (i ? SIGNS.length : 19)]).join(""); }

/** @returns {Batch} */
export function nothing() { return { runs: [], events: [], imports: [], own: [] }; }

/** @param {Batch} one @param {Batch} other
 * @returns {Batch} */
export function both(one, other) {
  return { runs: [...one.runs, ...other.runs], events: [...one.events, ...other.events], imports: [...one.imports, ...other.imports], own: [...one.own, ...other.own] };
}

/** The number of an event of a device, by its key; 0 of others.
 * @param {string} key @param {string} device */
export function numberOf(key, device) { return key.startsWith(`${device}-`) ? Number(key.slice(device.length + 1)) || 0 : 0; }

/** The largest number that a device gave.
 * @param {Iterable<string>} keys @param {string} device */
export function lastNumber(keys, device) {
  let last = 0;
  for (const key of keys) last = Math.max(last, numberOf(key, device));
  return last;
}

/** What waits, with what may already be there left out.
 * @param {Entry[]} kept @param {Entry[]} waiting */
export function withWaiting(kept, waiting) {
  if (!waiting.length) return kept;
  const known = new Set(kept.map(({ run, event }) => `${run} ${eventLine(event)}`));
  return [...kept, ...waiting.filter(({ run, event }) => !known.has(`${run} ${eventLine(event)}`))];
}

/** Entries by their run.
 * @param {Entry[]} entries */
export function byRun(entries) {
  /** @type {Map<string, Entry[]>} */
  const found = new Map();
  for (const entry of entries) {
    const name = JSON.stringify([entry.plan, entry.run]), group = found.get(name);
    if (group) group.push(entry);
    else found.set(name, [entry]);
  }
  return found.values();
}

/** Runs in the order in which they began. One whose head is lost is known by its events.
 * @param {Head[]} heads @param {Entry[]} entries
 * @returns {Run[]} */
export function runsOf(heads, entries) {
  /** @type {Map<string, { run: Run, begun: number }>} */
  const found = new Map();
  for (const { from: _, ...head } of heads) if (!found.has(head.run)) found.set(head.run, { run: { ...head, events: [] }, begun: Infinity });
  for (const { plan, run, event } of entries) {
    const kind = run.startsWith("live") ? "live" : "rehearsal";
    const of = found.get(run) ?? { run: { run, plan, kind, version: "", build: "", events: [] }, begun: Infinity };
    of.run.events.push(event);
    of.begun = Math.min(of.begun, Date.parse(event.at) || Infinity);
    found.set(run, of);
  }
  return [...found.values()].sort((a, b) => (a.begun < b.begun ? -1 : a.begun > b.begun ? 1 : 0)).map(({ run }) => run);
}

/** @param {any} record @returns {record is Head} */
export function isHead(record) { return Array.isArray(record.from) && ["live", "rehearsal"].includes(record.kind) && texts(record.version, record.build); }

/** @param {any} record @returns {record is Entry} */
export function isEntry({ event, from }) {
  return Array.isArray(from) && typeof event === "object" && event !== null && Number.isSafeInteger(event.seq) && texts(event.id, event.device, event.at, event.do);
}

/** @param {unknown[]} values */
function texts(...values) { return values.every((value) => typeof value === "string"); }

/** What waited in this tab when its last page was left.
 * @param {string} name
 * @returns {Batch} */
export function recall(name) {
  try { return { ...nothing(), ...JSON.parse(sessionStorage.getItem(name) ?? "{}") }; } catch { return nothing(); }
}

/** Lets what waits outlast the page. @param {string} name @param {Batch} batch */
export function remember(name, batch) {
  try {
    if (Object.values(batch).some((list) => list.length)) sessionStorage.setItem(name, JSON.stringify(batch));
    else sessionStorage.removeItem(name);
  } catch { /* it stays as long as the page does */ }
}
