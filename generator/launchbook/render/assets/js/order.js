/* The events of a run: merged, and put in the order in which they count. */

/** An event as one text, whatever the order of its keys.
 * @param {RunEvent} event */
const canonical = (event) => JSON.stringify(Object.fromEntries(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1))));

/** Events by their id. Of two that have one id and differ, the first as text is kept, and the id told.
 * @param {readonly RunEvent[]} events */
export function unique(events) {
  /** @type {Map<string, RunEvent>} */
  const kept = new Map();
  /** @type {Set<string>} */
  const doubled = new Set();
  for (const event of events) {
    const other = kept.get(event.id);
    if (!other) kept.set(event.id, event);
    else if (other !== event) {
      const [one, two] = [canonical(other), canonical(event)];
      if (one !== two) doubled.add(event.id);
      if (two < one) kept.set(event.id, event);
    }
  }
  return { events: [...kept.values()], doubled: [...doubled].sort() };
}

/** Two lists as one, each event once, in the order in which they count.
 * @param {readonly RunEvent[]} a @param {readonly RunEvent[]} b */
export function union(a, b) { return inOrder([...a, ...b]); }

/** @type {WeakMap<RunEvent, number>} */
const times = new WeakMap();

/** When it was by the site's clock, as far as the device knew; milliseconds.
 * @param {RunEvent} event */
export function timeOf(event) {
  let at = times.get(event);
  if (at === undefined) times.set(event, (at = Date.parse(event.at) + (event.offset ?? 0) * 1000));
  return at;
}

/** @type {string[]} */
const NOTHING = [];

/** The ids that an event has seen: one, or several with blanks between where there were two answers.
 * @param {RunEvent} event */
export const seenBy = ({ seen }) => (seen ? (seen.includes(" ") ? [...new Set(seen.split(" "))] : [seen]) : NOTHING);

/** Events in the order in which they count: by time, device and its count, but none before one that it has seen, or before an earlier one of
 * its device. Again and again the least of those is taken whose predecessors are all taken; where a circle leaves none, the least that is left.
 * @param {readonly RunEvent[]} list
 * @returns {RunEvent[]} */
export function inOrder(list) { return ordered(unique(list).events); }

/** The same of events that are unique.
 * @param {readonly RunEvent[]} list
 * @returns {RunEvent[]} */
export function ordered(list) {
  const sorted = list.map((event) => ({ event, at: timeOf(event) })).sort((a, b) => a.at - b.at || earlier(a.event, b.event)).map(({ event }) => event);
  const rank = new Map(sorted.map((event, i) => [event.id, i]));
  /** @type {number[][]} */
  const after = sorted.map(() => []);
  const waits = sorted.map(() => 0);
  const follows = (/** @type {number} */ one, /** @type {number | undefined} */ other) => {
    if (other === undefined || other === one) return;
    after[other].push(one);
    waits[one]++;
  };
  sorted.forEach((event, i) => { for (const id of seenBy(event)) follows(i, rank.get(id)); });
  for (const own of byDevice(sorted)) for (let i = 1; i < own.length; i++) follows(own[i], own[i - 1]);
  return taken(after, waits).map((i) => sorted[i]);
}

/** @param {RunEvent} a @param {RunEvent} b */
const earlier = (a, b) => compare(a.device, b.device) || a.seq - b.seq || compare(a.id, b.id);
/** @param {string} a @param {string} b */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The places of each device's events, in its own order.
 * @param {RunEvent[]} events */
function byDevice(events) {
  /** @type {Map<string, number[]>} */
  const devices = new Map();
  events.forEach(({ device }, i) => { const own = devices.get(device); if (own) own.push(i); else devices.set(device, [i]); });
  return [...devices.values()].map((own) => own.sort((a, b) => events[a].seq - events[b].seq || compare(events[a].id, events[b].id)));
}

/** Numbers from 0 on, the least free one first.
 * @param {number[][]} after @param {number[]} waits */
function taken(after, waits) {
  const order = /** @type {number[]} */ ([]), free = /** @type {number[]} */ ([]), done = waits.map(() => false);
  const take = (/** @type {number} */ i) => {
    if (done[i]) return;
    done[i] = true;
    order.push(i);
    for (const next of after[i]) if (--waits[next] === 0 && !done[next]) put(free, next);
  };
  waits.forEach((count, i) => { if (!count) put(free, i); });
  for (let i = 0; i < waits.length; i++) {
    while (free.length) take(least(free));
    take(i); // a circle: nothing is free, and this is the least that is left
  }
  return order;
}

/** Puts a number into a heap.
 * @param {number[]} heap @param {number} value */
function put(heap, value) {
  let i = heap.push(value) - 1;
  for (let up = (i - 1) >> 1; i && heap[up] > value; up = (i - 1) >> 1) { heap[i] = heap[up]; heap[(i = up)] = value; }
}

/** Takes the least number out of a heap.
 * @param {number[]} heap */
function least(heap) {
  const first = heap[0], last = /** @type {number} */ (heap.pop());
  if (!heap.length) return first;
  let i = 0;
  for (let down = 1; down < heap.length; down = 2 * i + 1) {
    if (heap[down + 1] < heap[down]) down++;
    if (heap[down] >= last) break;
    heap[i] = heap[down];
    i = down;
  }
  heap[i] = last;
  return first;
}

/** The choice of several answers, one after the other: the last counts, and those before it were attempts.
 * @param {RunEvent[]} events in their order */
export const bothOf = (events) => events.map(({ id }) => id).join(" ");
