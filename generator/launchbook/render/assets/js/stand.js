/* Where a launch stands at a moment: what is on, what is late, who is waited for, and when the rest is expected. Computed from the plan,
   from what was recorded, and from a time that is handed in. */

import { timeOf } from "./order.js";
import { forecast } from "./forecast.js";
import { signers } from "./fold.js";
import { closes, countedOf, isBegun, linesOf, movedBy, movedRows, passedOf } from "./lines.js";
import { MINUTE } from "./time.js";

/** How long nobody need say anything where nothing is planned. */
const CALM = 15 * MINUTE;

/** @param {Plan} plan @param {RunState} state @param {number} now milliseconds
 * @returns {Stand} */
export function stand(plan, state, now) {
  const moved = movedBy(plan, state), rolling = state.rollback?.state === "on" && plan.rollback !== undefined, phase = phaseOf(plan, state, now, moved, rolling), over = phase === "after";
  const clock = rolling ? now : state.ended ?? state.paused ?? now, lines = linesOf(plan, state, clock, rolling);
  const waiting = over ? undefined : lines.find((line) => line.waits), next = over ? undefined : nextOf(lines, clock);
  const { expected, drift, end } = forecast(lines, state, clock), window = plan.until === undefined ? undefined : Date.parse(plan.until) + moved;
  const back = plan.rollback?.minutes, behind = over ? [] : lines.filter((line) => isLate(line, clock)), on = over ? [] : lines.filter((line) => line.on), steps = on.filter(({ row }) => row.does !== "group"), quiet = quietOf(steps, state, clock);
  const passed = passedOf(plan, state), counted = countedOf(plan, state, passed), around = new Set(counted.map((row) => row.in));
  return {
    phase, now: [...steps.filter(({ begun }) => begun), ...steps.filter(({ begun }) => !begun)].map(({ row }) => row), boxes: on.filter(({ row }) => row.does === "group").map(({ row }) => row), late: behind.map(({ row }) => row),
    lateness: new Map(behind.map((line) => [line.row.key, latenessOf(line, clock)])), expected, past: isPast(rolling ? linesOf(plan, state, clock, false) : lines, clock), progress: progressOf(plan, state, counted), counted, passed, moved, moves: movedRows(plan, state), rolling,
    rest: rolling ? lines.filter(({ leaf, open, row }) => leaf && open && row.optional !== true && !around.has(row.key)).map(({ row }) => row) : [],
    ...(next && { next: next.row, ...(next.at !== undefined && { in: next.at - clock }) }),
    ...(waiting && { gate: { row: waiting.row, since: waiting.since ?? clock, waits: waitsFor(plan, waiting) } }),
    ...(drift !== undefined && !rolling && { drift }), ...(end && !rolling && { end }), ...(quiet !== undefined && { quiet }),
    gates: gatesNear(lines), ...(window !== undefined && back !== undefined && { turnBack: window - back * MINUTE }),
  };
}

/** The gate that holds what stands behind it, and the one before it, which was decided last, until something behind that was begun.
 * @param {Line[]} lines */
function gatesNear(lines) {
  const gates = lines.filter(({ row }) => row.does === "gate"), at = gates.findIndex(({ open }) => open), next = at < 0 ? [] : [gates[at]], last = gates[at < 0 ? gates.length - 1 : at - 1];
  const goesOn = last && lines.slice(lines.indexOf(last) + 1).some(({ leaf, row, own }) => leaf && row.does !== "gate" && isBegun(own));
  return [...(last && !goesOn ? [last] : []), ...next].map(({ row }) => row);
}

/** @param {RunState} state */
const hasEnded = ({ status }) => status === "ended" || status === "rolled back";

/** @param {Plan} plan @param {RunState} state @param {number} now @param {number} moved @param {boolean} rolling
 * @returns {Stand["phase"]} */
function phaseOf(plan, state, now, moved, rolling) {
  if (rolling || state.status === "on" || state.status === "paused") return "during";
  if (hasEnded(state)) return "after";
  const from = Date.parse(plan.from ?? "") + moved, until = Date.parse(plan.until ?? "") + moved;
  return now > until ? "after" : now >= from ? "during" : "before";
}

/** What comes next: by the clock alone the row whose time comes first, else the first one in order that is open and may be begun.
 * @param {Line[]} lines @param {number} clock */
function nextOf(lines, clock) {
  const open = lines.filter((line) => line.leaf && line.open && !line.on && !(line.held && line.held !== line));
  const byClock = lines.some((line) => line.byClock);
  if (!byClock) return open.find(({ row, end }) => !row.optional || end === undefined || end > clock);
  return open.filter(({ at }) => at !== undefined && at > clock).sort((a, b) => Number(a.at) - Number(b.at))[0];
}

/** Whether it should have ended: past its planned time, or begun and longer than planned. What stands behind a gate waits for that.
 * @param {Line} line @param {number} clock */
function isLate({ leaf, open, held, row, own, at, end, length, byClock, waits }, clock) {
  if (row.does === "gate") return waits && at !== undefined && at < clock;
  if (!leaf || !open || held || byClock || row.optional) return false;
  const long = own?.state === "running" && length !== undefined && own.started !== undefined && own.started + length < clock;
  return long || (end !== undefined && end < clock);
}

/** By how much that is, the one number that rows and the strip tell of it: since its planned end, or since its length was over. A gate ends when it is due.
 * @param {Line} line @param {number} clock */
function latenessOf({ own, end, length }, clock) {
  const over = own?.state === "running" && length !== undefined && own.started !== undefined ? clock - own.started - length : 0;
  return Math.max(over, end === undefined ? 0 : clock - end);
}

/** @param {Plan} plan @param {Line} line */
function waitsFor(plan, { row, own }) {
  if (own?.state === "no-go") return [];
  return signers(plan, row).filter((person) => !own?.signed.some(({ by }) => by === person));
}

/** How long nobody has said anything, where that is longer than what is on may take.
 * @param {Line[]} steps @param {RunState} state @param {number} clock */
function quietOf(steps, state, clock) {
  const last = state.events.findLast((event) => timeOf(event) <= clock);
  if (!steps.length || !last || state.status !== "on") return undefined;
  const allowed = Math.max(...steps.map(({ length, at, end }) => length ?? (at !== undefined && end !== undefined && end > at ? end - at : CALM)));
  const silent = clock - timeOf(last);
  return silent > allowed ? silent : undefined;
}

/** Whether something was begun from which nothing leads back; without a run, whether the time of that has come.
 * @param {Line[]} lines @param {number} clock */
function isPast(lines, clock) {
  return lines.some((line) => line.last && (line.byClock ? line.leaf && !line.held && line.at !== undefined && line.at <= clock : isBegun(line.own)));
}

/** How much is done of what is counted: of each row that holds others, of each chapter, and of the plan (under the empty key). Steps outside the run
 * sheet are instructions for the case: they count in their own chapter alone. Criteria count in their gate.
 * @param {Plan} plan @param {RunState} state @param {Row[]} counted */
function progressOf(plan, state, counted) {
  /** @type {Map<string, { done: number, total: number }>} */
  const progress = new Map(), rows = new Map(plan.rows.map((row) => [row.key, row]));
  const add = (/** @type {string} */ key, /** @type {boolean} */ done) => {
    const count = progress.get(key) ?? { done: 0, total: 0 };
    progress.set(key, { done: count.done + Number(done), total: count.total + 1 });
  };
  for (const row of counted) {
    const done = closes(state.rows.get(row.key)), chapter = row.key.split("#")[0];
    for (const key of inPlan(plan, row, chapter) ? [chapter, ""] : [chapter]) add(key, done);
    for (let key = row.in; key !== undefined; key = rows.get(key)?.in) add(key, done);
  }
  for (const row of plan.rows) if (row.does === "criterion" && row.in !== undefined) add(row.in, closes(state.rows.get(row.key)));
  return progress;
}

/** @param {Plan} plan @param {Row} row @param {string} chapter */
const inPlan = (plan, row, chapter) => chapter !== plan.rollback?.chapter && (row.does !== "step" || plan.main === undefined || chapter === plan.main);
