/* The rows that are followed, in order: those of the run sheet, or of the rollback while it is on; when each is planned, what holds it, and
   whether it is on. */

import { chapterOf } from "./reworded.js";
import { DAY, MINUTE } from "./time.js";

/** @type {ReadonlySet<State>} */
const CLOSED = new Set(/** @type {State[]} */ (["done", "skipped", "na", "met", "accepted", "go", "taken"]));
/** @type {ReadonlySet<State>} */
const BEGUN = new Set(/** @type {State[]} */ (["running", "done", "failed", "met", "unmet"]));

/** @type {ReadonlySet<Does>} */
const TICKED = new Set(/** @type {Does[]} */ (["step", "item", "check"]));

/** Whether what stands behind it may go on.
 * @param {RowState | undefined} own */
export const closes = (own) => own !== undefined && CLOSED.has(own.state) && !own.conflict;
/** @param {RowState | undefined} own */
export const isBegun = (own) => own !== undefined && BEGUN.has(own.state);

/** Milliseconds by which all planned times are moved: what T was shifted by; and a rehearsal on another day begins when it was begun.
 * @param {Plan} plan @param {Pick<RunState, "kind" | "begun" | "shift">} state */
export function movedBy({ from, until }, { kind, begun, shift }) {
  const first = Date.parse(from ?? ""), other = kind === "rehearsal" && begun !== undefined && (begun < first - DAY || begun > Date.parse(until ?? ""));
  return shift * MINUTE + (other ? Math.floor((begun - first) / MINUTE) * MINUTE : 0);
}

/** The same for each row: what is closed keeps the time that held then, and so does a box once all that counts in it is.
 * @param {Plan} plan @param {RunState} state
 * @returns {Map<Key | undefined, number>} */
export function movedRows(plan, state) {
  const moved = /** @type {Map<Key | undefined, number>} */ (new Map()), open = new Set(), inside = /** @type {Map<Key | undefined, number>} */ (new Map());
  const order = new Map(state.shifts.length ? state.events.map(({ id }, i) => [id, i]) : []), place = (/** @type {RunEvent | undefined} */ event) => order.get(event?.id ?? "") ?? -1;
  const until = (/** @type {number} */ last) => movedBy(plan, { ...state, shift: state.shifts.reduce((sum, { event, by }) => sum + (place(event) < last ? by : 0), 0) });
  for (const row of [...plan.rows].reverse()) {
    const { key, does, in: above } = row, own = state.rows.get(key), within = does === "group" ? inside.get(key) : undefined;
    const last = does === "group" ? (open.has(key) ? undefined : within) : closes(own) ? place(own?.event) : undefined;
    moved.set(key, until(last ?? Infinity));
    if (does === "criterion" || does === "event" || isShut(state, row)) continue;
    if (last !== undefined) inside.set(above, Math.max(inside.get(above) ?? -1, last));
    else if (!row.optional) open.add(above);
  }
  return moved;
}

/** The rows that are followed at a moment.
 * @param {Plan} plan @param {RunState} state @param {number} clock @param {boolean} rolling whether the rollback is on
 * @returns {Line[]} */
export function linesOf(plan, state, clock, rolling) {
  const byClock = !rolling && state.status === "none", lines = followed(plan, state, rolling).map((row) => lineOf(state, row, byClock));
  const known = new Map(lines.map((line) => [line.row.key, line])), outside = /** @type {{ newest?: Line }} */ ({});
  const ways = new Map(plan.rows.flatMap((row) => (row.does === "way" ? [[row.key, row.in]] : [])));
  if (rolling) lengthen(plan, state, known);
  let then = state.rollback?.at ?? 0;
  const moved = movedRows(plan, state);
  for (const line of lines) {
    place(line, known.get(ways.get(line.row.in ?? "") ?? line.row.in ?? ""), outside);
    if (rolling) then = inTurn(line, then);
    else atItsTime(line, moved.get(line.row.key) ?? 0);
  }
  for (const line of [...lines].reverse()) gather(line, clock);
  if (byClock) pass(lines, clock);
  hold(lines, state, clock);
  lines.reduce((done, line) => { turnOn(line, clock, rolling, done); return done && !(line.leaf && line.open); }, true);
  return lines;
}

/** @param {RunState} state @param {Row} row @param {boolean} byClock
 * @returns {Line} */
function lineOf(state, row, byClock) {
  const own = state.rows.get(row.key), length = row.minutes === undefined ? undefined : row.minutes * MINUTE;
  return { row, own, length, byClock, open: row.does !== "group" && !closes(own), leaf: row.does !== "group", begun: isBegun(own), on: false, waits: false, last: row.last === true };
}

/** Without branches that are not taken, and what a branch or a step leads past.
 * @param {Plan} plan @param {RunState} state @param {boolean} rolling */
function followed(plan, state, rolling) {
  const chapter = rolling ? plan.rollback?.chapter : plan.main, { steps = [], verify = [] } = plan.rollback ?? {}, first = new Set([...steps, ...verify]);
  const rows = plan.rows.filter(({ key }) => chapter !== undefined && chapterOf(key) === chapter), here = new Set(rows.map(({ key }) => key));
  const passed = passedOf(plan, state), inside = /** @type {Set<Key>} */ (new Set());
  return rows.filter((row) => {
    const outermost = rolling && first.size ? first.has(row.key) : row.in === undefined || !here.has(row.in);
    if (isShut(state, row) || (!outermost && !inside.has(row.in ?? ""))) return false;
    inside.add(row.key);
    return !passed.has(row.key) && row.does !== "criterion" && row.does !== "event" && row.does !== "way";
  });
}

/** It is a branch that is not taken, or stands in one of which another is.
 * @param {RunState} state @param {Row} row */
export function isShut(state, row) {
  const own = state.rows.get(row.key);
  return own?.state === "left" || (row.does === "way" && own?.state !== "taken" && !isBegun(own));
}

/** What is not needed, by what leads past it: a branch that is taken, or a step that is closed, and leads on to a later row or to the end of its
 * list. A gate stays, and so does a row of which something is known.
 * @param {Plan} plan @param {Pick<RunState, "rows">} state
 * @returns {Map<Key, Row>} */
export function passedOf(plan, state) {
  const passed = /** @type {Map<Key, Row>} */ (new Map()), place = new Map(plan.rows.map(({ key }, i) => [key, i])), lists = listsOf(plan);
  plan.rows.forEach((row, i) => {
    const { then } = row, to = then === "end" ? plan.rows.length : place.get(then ?? "") ?? -1;
    if (to <= i || (then !== "end" && chapterOf(then ?? "") !== chapterOf(row.key)) || passed.has(row.key) || !closes(state.rows.get(row.key))) return;
    const from = row.does === "way" ? plan.rows[place.get(row.in ?? "") ?? i] : row, within = new Set([from.key]), around = new Set([from.in]);
    const both = [lists.get(from.key), then === undefined ? "" : lists.get(then)];
    for (const other of plan.rows.slice(place.get(from.key) ?? i, to)) {
      if (within.has(other.in ?? "")) within.add(other.key);
      const inSame = then !== "end" || around.has(other.in);
      if (inSame) around.add(other.key);
      if (!inSame || within.has(other.key) || !both.includes(lists.get(other.key)) || other.does === "gate" || state.rows.has(other.key)) continue;
      passed.set(other.key, row);
    }
  });
  return passed;
}

/** The list in which each row stands: its chapter, or in the rollback how it is decided, prepared, done, verified.
 * @param {Plan} plan */
const listsOf = once((/** @type {Plan} */ plan) => {
  const { decision, preparation, steps, verify } = plan.rollback ?? {}, lists = /** @type {Map<Key, string>} */ (new Map());
  for (const [name, keys] of Object.entries({ decision, preparation, steps, verify })) for (const key of keys ?? []) lists.set(key, name);
  for (const { key, in: above } of plan.rows) if (!lists.has(key)) lists.set(key, lists.get(above ?? "") ?? chapterOf(key));
  return lists;
});

/** Works something out once for each plan. @template {object} T @template R @param {(of: T) => R} work @returns {(of: T) => R} */
function once(work) {
  /** @type {WeakMap<T, R>} */
  const known = new WeakMap();
  return (of) => {
    const found = known.get(of) ?? work(of);
    known.set(of, found);
    return found;
  };
}

/** What is counted: the rows that are ticked on the way that is gone, of those within each other the smallest. Headings, gates and their criteria are
 * none, and neither is what stands in a branch that is not taken or was led past; what is optional counts once it is done.
 * @param {Plan} plan @param {RunState} state @param {Map<Key, Row>} passed
 * @returns {Row[]} */
export function countedOf(plan, state, passed) {
  const shut = /** @type {Set<Key | undefined>} */ (new Set());
  const ticked = plan.rows.filter((row) => {
    if (shut.has(row.in) || isShut(state, row)) shut.add(row.key);
    return TICKED.has(row.does) && !shut.has(row.key) && !passed.has(row.key) && (!row.optional || closes(state.rows.get(row.key)));
  });
  const around = new Set(ticked.map((row) => row.in));
  return ticked.filter(({ key }) => !around.has(key));
}

/** A step takes as long as the way that is taken there.
 * @param {Plan} plan @param {RunState} state @param {Map<Key, Line>} known */
function lengthen(plan, state, known) {
  for (const { does, key, minutes, in: fork } of plan.rows) {
    const line = does === "way" && minutes !== undefined && state.rows.get(key)?.state === "taken" && fork !== undefined ? known.get(fork) : undefined;
    if (line && minutes !== undefined) line.length = minutes * MINUTE;
  }
}

/** @param {Line} line @param {Line | undefined} up @param {{ newest?: Line }} outside */
function place(line, up, outside) {
  line.up = up;
  line.last ||= up?.last === true;
  if (line.row.does === "gate") return;
  line.before = (up ?? outside).newest;
  (up ?? outside).newest = line;
}

/** @param {Line} line @param {number} moved */
function atItsTime(line, moved) {
  const { row, length, up } = line;
  if (row.at === undefined) return;
  line.at = Date.parse(row.at) + moved;
  line.end = row.end !== undefined ? Date.parse(row.end) + moved : length !== undefined ? line.at + length : row.does === "gate" ? line.at : up?.end ?? line.at;
}

/** In a rollback each step is planned behind the one before it, from the decision on.
 * @param {Line} line @param {number} then */
function inTurn(line, then) {
  if (line.up) return then;
  line.at = then;
  return (line.end = then + (line.length ?? 0));
}

/** What is in it, from the inside out. A box that holds nothing is open until its time is over.
 * @param {Line} line @param {number} clock */
function gather(line, clock) {
  const { up, row } = line;
  if (row.does === "group" && !line.newest) [line.leaf, line.open] = [true, line.end !== undefined && clock < line.end];
  if (!up) return;
  if (up.row.does === "group") up.open ||= line.open && !row.optional;
  up.begun ||= line.begun;
}

/** Without a run the clock alone says what is over: what has ended, and every gate but the last whose time has come.
 * @param {Line[]} lines @param {number} clock */
function pass(lines, clock) {
  const due = lines.filter(({ row, at }) => row.does === "gate" && at !== undefined && at <= clock), last = due.at(-1);
  for (const line of lines) {
    const over = line.at === undefined || (line.end !== undefined && line.end <= clock);
    line.open = line.row.does === "gate" ? line.at !== undefined && (line === last || line.at > clock) : !over;
  }
}

/** The first gate that is not passed holds all that stands behind it, and waits as soon as its time has come or all before it is done.
 * @param {Line[]} lines @param {RunState} state @param {number} clock */
function hold(lines, state, clock) {
  const gate = lines.findIndex(({ row, open }) => row.does === "gate" && open), line = lines[gate];
  if (!line) return;
  const before = lines.slice(0, gate).filter(({ leaf, row }) => leaf && row.does !== "gate"), left = before.some(({ open, row }) => open && !row.optional);
  const reached = line.byClock || left ? undefined : before.reduce((last, { own }) => Math.max(last, own?.ended ?? -Infinity), state.begun ?? -Infinity);
  const due = line.at !== undefined && line.at <= clock ? line.at : undefined;
  line.waits = due !== undefined || reached !== undefined;
  if (line.waits) line.since = [due, reached].filter((at) => at !== undefined && Number.isFinite(at)).reduce((a, b) => Math.min(a ?? Infinity, b ?? Infinity), undefined);
  for (const behind of lines.slice(gate)) behind.held = line;
  if (line.row.place !== "after" && line.up) line.up.held = line;
}

/** @param {Line} line @param {number} clock @param {boolean} rolling @param {boolean} done whether all before it is */
function turnOn(line, clock, rolling, done) {
  const { row, own, at, end, up, before } = line;
  if (row.does === "gate" || line.held || !line.open) return;
  const due = at !== undefined && at <= clock;
  if (line.byClock) line.on = due && end !== undefined && clock < end;
  else if (!line.leaf) line.on = line.begun || (at === undefined ? done : due);
  else if (own && (own.state === "running" || own.state === "failed" || own.state === "unmet")) line.on = true;
  else line.on = (!up || up.on) && (due || rolling || (at === undefined && (up !== undefined || done))) && isFree(line, before, done);
}

/** Whether what stands before it in the same box is closed, or was planned to go on beside it.
 * @param {Line} line @param {Line | undefined} before @param {boolean} done */
function isFree({ at, up }, before, done) {
  if (!before) return up !== undefined || done || at !== undefined;
  return !before.open || before.row.optional === true || (before.length !== undefined && at !== undefined && before.end !== undefined && at < before.end);
}
