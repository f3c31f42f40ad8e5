/* What the strip asks of a plan's rows as they stand. */

import { closes } from "./lines.js";

/** @typedef {import("./session.js").Session} Session */

/** @param {Session} session @param {Row} row */
export const stateIn = (session, row) => session.state.rows.get(row.key)?.state ?? "pending";

/** What is left to do of a chapter.
 * @param {Session} session @param {string | undefined} chapter */
export const unfinished = ({ stand, state }, chapter) => stand.counted.filter(({ key }) => chapter !== undefined && key.startsWith(`${chapter}#`) && !closes(state.rows.get(key)));

/** The rows of a chapter.
 * @param {Plan} plan @param {string | undefined} chapter */
export const rowsOf = (plan, chapter) => plan.rows.filter((row) => chapter !== undefined && row.key.startsWith(`${chapter}#`));

/** The next gate: the first that is not decided; without a run the first that is still ahead.
 * @param {Session} session */
export function nextGate(session) {
  const { plan, state } = session, now = session.now();
  return plan.rows.find((row) => row.does === "gate" && !["go", "no-go"].includes(stateIn(session, row))
    && (state.status !== "none" || (row.at !== undefined && Date.parse(row.at) >= now)));
}

/** Rows in which something is wrong, in the order of the plan.
 * @param {Session} session */
export function troubles({ plan, state }) {
  const of = (/** @type {(found: RowState) => unknown} */ wanted) => plan.rows.filter((row) => { const found = state.rows.get(row.key); return found && wanted(found); });
  return {
    conflicts: of((found) => found.conflict),
    failed: of((found) => found.state === "failed"),
    changed: of((found) => found.changed && found.state !== "pending"),
    refused: of((found) => found.state === "no-go"),
  };
}

/** @type {ReadonlySet<State>} */
const TROUBLED = new Set(/** @type {State[]} */ (["running", "failed", "unmet", "signed", "no-go"]));

/** What a run says of the hour; without one the gate that waits stays in sight.
 * @param {Session} session
 * @returns {import("./hour.js").Told} */
export function hourBySession(session) {
  const { state, stand: { phase, boxes, gate, gates, next, progress } } = session, open = new Set(), on = new Set(boxes.map(({ key }) => key));
  /** @param {Row} row */
  const keep = ({ in: above }) => { for (; above; above = session.rows.get(above)?.in) open.add(above); };
  if (gate) keep(gate.row);
  if (state.status === "none" || (state.kind === "rehearsal" && phase === "after")) return { open }; // the launch is still ahead then
  if (gate?.row.in) on.add(gate.row.in);
  if (!on.size && next) for (let above = next.in; above; above = session.rows.get(above)?.in) on.add(above);
  for (const [key, { done, total }] of progress) if (done < total) open.add(key);
  for (const row of session.plan.rows) if (mustBeSeen(session, row)) keep(row);
  for (const row of gates) if (!closes(state.rows.get(row.key))) keep(row);
  return { phase, boxes: on, gates: new Set(gates.map(({ key }) => key)), open, rolling: session.stand.rolling };
}

/** Something is wrong with it. @param {Session} session @param {Row} row */
function mustBeSeen(session, row) {
  const own = session.state.rows.get(row.key);
  return own !== undefined && (TROUBLED.has(own.state) || own.conflict !== undefined || own.changed !== undefined);
}
