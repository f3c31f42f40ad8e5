/* What happened, in a line: which act, by whom, when. */

import { called } from "./names.js";
import { hourOf, momentOf } from "./wall.js";
import { because, language, say, word } from "./words.js";

/** What a row has come to by an act, by the words that stand beside its number. @type {Partial<Record<Act, string>>} */
const STATES = { start: "running", done: "done", failed: "failed", skipped: "skipped", na: "na", pass: "pass", fail: "fail", accepted: "accepted", taken: "taken" };

/** Of what must not be: PASS says that it is not seen. */
const SEEN = { pass: "is-not-seen", fail: "is-seen" };

/** @param {RunEvent} event */
export function actOf({ do: act, field, value, closes }) {
  if (act === "fill") return [word("act-fill"), field, value].filter(Boolean).join(" ");
  const state = closes && (act === "pass" || act === "fail") ? SEEN[act] : STATES[act], said = (state && word(`do-${state}`)) || word(`act-${act.replace(" ", "-")}`) || act;
  return value !== undefined && (act === "reading" || act === "set" || act === "pass" || act === "fail") ? `${said} ${value}` : said;
}

/** @param {RunEvent} event */
const toldAt = (event) => Date.parse(event.at) + (event.offset ?? 0) * 1000;

/** `Done 02:27 KA: note`.
 * @param {Plan} plan @param {RunEvent} event */
export function happened(plan, event) {
  const who = event.by && (plan.people[event.by]?.initials ?? event.by);
  return [actOf(event), hourOf(toldAt(event), plan.zone), who].filter(Boolean).join(" ") + because(event.note);
}

/** `02:27 Kai did 1.3 Freeze the catalogue: note`.
 * @param {import("./session.js").Session} session @param {RunEvent} event */
export function sentenceOf({ rows, plan, place }, event) {
  const who = event.by ? called(plan, event.by) : say("somebody"), row = `${event.no ?? ""} ${rows.get(event.row ?? "")?.title ?? event.text ?? ""}`.trim();
  const { field = "" } = event, value = event.do === "told" ? called(plan, event.value ?? "") : event.value ?? "", heard = event.heard && event.heard !== event.by ? say("taken-down", { who: called(plan, event.heard) }) : "";
  const said = say(`told-${event.closes && (event.do === "pass" || event.do === "fail") ? SEEN[event.do] : event.do === "fill" && !event.value ? "emptied" : event.do.replace(" ", "-")}`, { who, row, field, value }), at = momentOf(toldAt(event), plan.zone, Date.now(), language(place));
  return [at, said, heard, (event.do === "pass" || event.do === "fail") && value && `(${value})`].filter(Boolean).join(" ") + because(event.note);
}
