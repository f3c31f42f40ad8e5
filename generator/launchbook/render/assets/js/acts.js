/* What happened, in a line: which act, by whom, when. */

import { hourOf } from "./wall.js";
import { say, word } from "./words.js";

/** What a row has come to by an act, by the words that stand beside its number. @type {Partial<Record<Act, string>>} */
const STATES = { start: "running", done: "done", failed: "failed", skipped: "skipped", na: "na", pass: "pass", fail: "fail", go: "go", "no-go": "no-go", accepted: "accepted", taken: "taken" };

/** @param {RunEvent} event */
export function actOf({ do: act, value }) {
  const state = STATES[act], said = (state && word(`do-${state}`)) || word(`act-${act.replace(" ", "-")}`) || act;
  return value !== undefined && (act === "reading" || act === "shift" || act === "set" || act === "pass" || act === "fail") ? `${said} ${value}` : said;
}

/** `Done 02:27 KA: note`.
 * @param {Plan} plan @param {RunEvent} event */
export function happened(plan, event) {
  const at = Date.parse(event.at) + (event.offset ?? 0) * 1000, who = event.by && (plan.people[event.by]?.initials ?? event.by);
  return [actOf(event), hourOf(at, plan.zone), who].filter(Boolean).join(" ") + (event.note ? `: ${event.note}` : "");
}

/** @param {Session} session @param {RunEvent} event */
export const about = ({ rows }, event) => (event.row ? `${event.no ?? ""} ${rows.get(event.row)?.title ?? event.text ?? ""}`.trim() : say("the-run"));

/** @typedef {import("./session.js").Session} Session */
