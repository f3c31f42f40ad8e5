/* What the strip asks of a plan's rows as they stand. */

import { closes } from "./lines.js";

/** @typedef {import("./session.js").Session} Session */

/** @param {Session} session @param {Row} row */
export const stateIn = (session, row) => session.state.rows.get(row.key)?.state ?? "pending";

/** Whether something is left to do there.
 * @param {Session} session @param {Row} row */
export const unfinished = (session, row) => ["step", "item", "check"].includes(row.does) && !closes(session.state.rows.get(row.key)) && !leftOut(session, row);

/** It stands in a branch that was not taken.
 * @param {Session} session @param {Row} row @returns {boolean} */
function leftOut(session, row) {
  const above = row.in ? session.rows.get(row.in) : undefined;
  return stateIn(session, row) === "left" || (above !== undefined && leftOut(session, above));
}

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
