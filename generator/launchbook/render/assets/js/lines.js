/* The rows that are followed, in order: those of the run sheet, or of the rollback while it is on; when each is planned, what holds it, and
   whether it is on. */

import { chapterOf } from "./reworded.js";
import { DAY, MINUTE } from "./time.js";

/** @type {ReadonlySet<State>} */
const CLOSED = new Set(/** @type {State[]} */ (["done", "skipped", "na", "met", "accepted", "go", "taken"]));
/** @type {ReadonlySet<State>} */
const BEGUN = new Set(/** @type {State[]} */ (["running", "done", "failed", "met", "unmet"]));

/** Whether what stands behind it may go on.
 * @param {RowState | undefined} own */
export const closes = (own) => own !== undefined && CLOSED.has(own.state) && !own.conflict;
/** @param {RowState | undefined} own */
export const isBegun = (own) => own !== undefined && BEGUN.has(own.state);

/** Milliseconds by which all planned times are moved: what T was shifted by; and a rehearsal on another day begins when it was begun.
 * @param {Plan} plan @param {RunState} state */
export function movedBy({ from, until }, { kind, begun, shift }) {
  const first = Date.parse(from ?? ""), other = kind === "rehearsal" && begun !== undefined && (begun < first - DAY || begun > Date.parse(until ?? ""));
  return shift * MINUTE + (other ? Math.floor((begun - first) / MINUTE) * MINUTE : 0);
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
  const moved = movedBy(plan, state);
  for (const line of lines) {
    place(line, known.get(ways.get(line.row.in ?? "") ?? line.row.in ?? ""), outside);
    if (rolling) then = inTurn(line, then);
    else atItsTime(line, moved);
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
  const rows = plan.rows.filter(({ key }) => chapter !== undefined && chapterOf(key) === chapter), place = new Map(rows.map(({ key }, i) => [key, i]));
  /** @type {Set<Key>} */
  const inside = new Set(), kept = /** @type {Row[]} */ ([]);
  /** What leads past others, with what stands in it. @type {Set<Key>} */
  const leading = new Set();
  let past = -1;
  rows.forEach((row, i) => {
    const own = state.rows.get(row.key), shut = own?.state === "left" || (row.does === "way" && own?.state !== "taken" && !isBegun(own));
    const outermost = rolling && first.size ? first.has(row.key) : row.in === undefined || !place.has(row.in);
    if (shut || (!outermost && !inside.has(row.in ?? ""))) return;
    inside.add(row.key);
    if (row.in !== undefined && leading.has(row.in)) leading.add(row.key);
    if (i < past && !own && row.does !== "gate" && !leading.has(row.key)) return;
    const to = row.then !== undefined && closes(own) ? place.get(row.then) ?? -1 : -1;
    if (to > i) {
      past = Math.max(past, to);
      leading.add(row.key);
    }
    if (row.does !== "criterion" && row.does !== "event" && row.does !== "way") kept.push(row);
  });
  return kept;
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
