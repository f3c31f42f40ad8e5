/* The events of a run, read from what anybody may have written. */

/** What stands in a run that cannot be read: `why` is a word that pages translate, `where` the place, `events[3].at`. */
export class RunRefused extends Error {
  /** @param {string} why @param {string} [where] @param {unknown} [found] */
  constructor(why, where = "", found) {
    super(`${where || "run"}: ${why}${found === undefined ? "" : `, found ${JSON.stringify(found)?.slice(0, 60)}`}`);
    this.name = "RunRefused";
    this.why = why;
    this.where = where;
  }
}

/** More events than any launch has: who sends that many means no launch. */
export const MOST_EVENTS = 20000;
const LONG = 8000, SHORT = 200;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)$/;

/** @type {ReadonlySet<string>} */
const ACTS = new Set(["begin", "pause", "resume", "end", "shift", "start", "done", "failed", "skipped", "na", "undo", "pass", "fail",
  "reading", "accepted", "go", "no-go", "ask again", "taken", "not taken", "roll back", "called off", "back", "confirm", "resolve", "set", "fill", "note", "told"]);

/** @typedef {(value: unknown, where: string) => any} Reader */

/** @param {number} most @param {boolean} [filled]
 * @returns {Reader} */
const letters = (most, filled = false) => (value, where) => {
  if (typeof value !== "string") throw new RunRefused("text", where, value);
  if (value.length > most) throw new RunRefused("long", where);
  if (filled && !value) throw new RunRefused("empty", where);
  return value;
};
const named = letters(SHORT, true), said = letters(LONG);

/** @type {Reader} */
const count = (value, where) => {
  if (!Number.isSafeInteger(value) || Number(value) < 1) throw new RunRefused("number", where, value);
  return value;
};
/** @type {Reader} */
const seconds = (value, where) => {
  if (typeof value !== "number" || !Number.isFinite(value) || Math.abs(value) > 1e9) throw new RunRefused("number", where, value);
  return value;
};
/** @type {Reader} */
const moment = (value, where) => {
  if (typeof value !== "string" || !TIME.test(value) || Number.isNaN(Date.parse(value))) throw new RunRefused("time", where, value);
  return value;
};
/** @param {ReadonlySet<string>} allowed @param {string} why
 * @returns {Reader} */
const oneOf = (allowed, why) => (value, where) => {
  if (typeof value !== "string" || !allowed.has(value)) throw new RunRefused(why, where, value);
  return value;
};
/** @type {Reader} */
const list = (value, where) => {
  if (!Array.isArray(value)) throw new RunRefused("shape", where, value);
  if (value.length > MOST_EVENTS) throw new RunRefused("many", where, value.length);
  return value.map((event, i) => fields(event, EVENT, NEEDED, `${where}[${i}]`));
};

/** @type {ReadonlyMap<string, Reader>} */
const EVENT = new Map(Object.entries({ id: named, device: named, seq: count, at: moment, offset: seconds, by: named, heard: named, do: oneOf(ACTS, "act"),
  row: named, text: said, no: letters(SHORT), hash: letters(SHORT), closes: oneOf(new Set(["yes"]), "closes"), seen: said, field: said, value: said, note: said }));
const NEEDED = ["id", "device", "seq", "at", "do"];
/** @type {ReadonlyMap<string, Reader>} */
const RUN = new Map(Object.entries({ run: named, plan: named, kind: oneOf(new Set(["live", "rehearsal"]), "kind"), version: letters(SHORT), build: letters(SHORT), events: list }));

/** A mapping that has the known keys alone; what a later edition adds is refused by name, since it would be lost.
 * @param {unknown} data @param {ReadonlyMap<string, Reader>} known @param {string[]} needed @param {string} where */
function fields(data, known, needed, where) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) throw new RunRefused("shape", where, data);
  /** @type {Record<string, unknown>} */
  const read = {};
  for (const [key, value] of Object.entries(data)) {
    const place = where ? `${where}.${key.slice(0, 40)}` : key.slice(0, 40), reader = known.get(key);
    if (!reader) throw new RunRefused("unknown", place);
    if (value !== undefined) read[key] = reader(value, place);
  }
  for (const key of needed) if (!(key in read)) throw new RunRefused("missing", where ? `${where}.${key}` : key);
  return read;
}

/** A run as it was written down. `plan` is the id of the plan that it has to be of.
 * @param {unknown} data @param {string} [plan]
 * @returns {Run}
 * @throws {RunRefused} */
export function readRun(data, plan) {
  const run = /** @type {Run} */ (/** @type {unknown} */ ({ version: "", build: "", .../** @type {object} */ (fields(data, RUN, ["run", "plan", "kind", "events"], "")) }));
  if (plan !== undefined && run.plan !== plan) throw new RunRefused("plan", "plan", run.plan);
  return run;
}
