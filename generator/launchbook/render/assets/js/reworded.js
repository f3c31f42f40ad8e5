/* Rows that are called otherwise than when they were ticked: by their former key, because they say nearly the same, or because somebody went on there. */

import { seenBy } from "./order.js";

const ALIKE = 0.6;
/** Of a text so many letters are compared, and of a run so many rows that are no longer in the plan: more is no launch. */
const LETTERS = 200, MOST_GONE = 200;

/** @param {Key} key */
export const chapterOf = (key) => key.slice(0, key.indexOf("#"));

/** The number of what a row stands in: `7.3B` of `7.3B.1`, `3` of `R3.1`, which earlier runs call `3.1`.
 * @param {string} [no] */
const above = (no = "") => no.slice(0, Math.max(no.lastIndexOf("."), 0)).replace(/^[A-Z](?=\d)/, "");

/** How often each pair of neighbouring letters stands in a text.
 * @param {string} text */
function pairs(text) {
  const letters = [...text.slice(0, 2 * LETTERS)].slice(0, LETTERS);
  /** @type {Map<string, number>} */
  const counted = new Map();
  for (let i = 1; i < letters.length; i++) counted.set(letters[i - 1] + letters[i], (counted.get(letters[i - 1] + letters[i]) ?? 0) + 1);
  return { counted, size: Math.max(letters.length - 1, 0), text };
}

/** From 0 to 1: pairs that both have, of all pairs.
 * @param {ReturnType<typeof pairs>} a @param {ReturnType<typeof pairs>} b */
function likeness(a, b) {
  if (!a.size || !b.size) return a.text === b.text ? 1 : 0;
  if (2 * Math.min(a.size, b.size) < ALIKE * (a.size + b.size)) return 0;
  let both = 0;
  for (const [pair, count] of a.counted) both += Math.min(count, b.counted.get(pair) ?? 0);
  return (2 * both) / (a.size + b.size);
}

/** What picks one of several ways knows of the others, and says nothing of what they are called. @type {ReadonlySet<Act>} */
const PICKS = new Set(/** @type {Act[]} */ (["taken", "not taken", "resolve"]));

/** For keys that mean no row, the key at which somebody went on who saw what was said there: `Still done` stands at the new words.
 * @param {ReadonlyMap<Key, unknown>} meant @param {readonly RunEvent[]} events
 * @returns {Map<Key, Key>} */
function heirsOf(meant, events) {
  const heirs = /** @type {Map<Key, Key>} */ (new Map()), rows = new Map(events.map(({ id, row }) => [id, row]));
  for (const event of events) {
    if (event.row === undefined || PICKS.has(event.do)) continue;
    for (const id of seenBy(event)) {
      const before = rows.get(id);
      if (before !== undefined && before !== event.row && !meant.has(before) && chapterOf(before) === chapterOf(event.row)) heirs.set(before, event.row);
    }
  }
  return heirs;
}

/** Where one gets by going on from heir to heir; nowhere where they go round.
 * @param {ReadonlyMap<Key, Key>} heirs @param {Key} key */
function lastOf(heirs, key) {
  let last = /** @type {Key | undefined} */ (key);
  for (let steps = 0; last !== undefined && heirs.has(last); steps++) last = steps < MOST_GONE ? heirs.get(last) : undefined;
  return last;
}

/** The row of the plan that a key of an event means today; keys that mean none are missing. What has a row of its own means that. Else it is
 * the row that had the key before; else that of the key at which somebody went on; else, of the rows without events in the same chapter and parent,
 * the one that says nearly the same.
 * @param {Plan} plan @param {readonly RunEvent[]} events in their order, without those that were taken back
 * @returns {Map<Key, Row>} */
export function rowsMeant(plan, events) {
  const meant = new Map(plan.rows.map((row) => [row.key, row]));
  for (const row of plan.rows) for (const was of row.was ?? []) if (!meant.has(was)) meant.set(was, row);
  const ticked = new Set(events.map(({ row }) => row !== undefined && meant.get(row)));
  /** @type {Map<Key, RunEvent>} */
  const gone = new Map();
  const heirs = heirsOf(meant, events);
  for (const event of events) if (event.row !== undefined && event.text && !meant.has(event.row) && !heirs.has(event.row)) gone.set(event.row, event);
  if (!gone.size && !heirs.size) return meant;
  /** @type {Map<string, { row: Row, said: ReturnType<typeof pairs> }[]>} */
  const free = new Map();
  const place = (/** @type {Key} */ key, /** @type {string | undefined} */ no) => `${chapterOf(key)}#${above(no)}`;
  for (const row of plan.rows) if (!ticked.has(row)) free.set(place(row.key, row.no), [...(free.get(place(row.key, row.no)) ?? []), { row, said: pairs(row.title) }]);
  for (const [key, { no, text = "" }] of [...gone].slice(0, MOST_GONE)) {
    const here = free.get(place(key, no)) ?? [], said = pairs(text), alike = here.map((other) => likeness(said, other.said));
    const best = alike.reduce((found, each, i) => (each >= ALIKE && each > (alike[found] ?? 0) ? i : found), -1);
    if (best >= 0) meant.set(key, here.splice(best, 1)[0].row);
  }
  for (const key of [...heirs.keys()].slice(0, MOST_GONE)) {
    const row = meant.get(lastOf(heirs, key) ?? "");
    if (row) meant.set(key, row);
  }
  return meant;
}
