/* What a row has come to, in words: who, when, why; how it looks, and what holds it back. */

import { element } from "./element.js";
import { MINUTE } from "./time.js";
import { brief, momentOf } from "./wall.js";
import { all } from "./words.js";
import { says } from "./says.js";

/** @typedef {import("./asks.js").Pressed} Pressed */
/** @typedef {"pending" | "locked" | "left" | "running" | "done" | "failed" | "skipped" | "na" | "changed" | "conflict"} Look */

/** @type {Partial<Record<State, Look>>} */
const LOOKS = { met: "done", accepted: "done", unmet: "failed", go: "done", "no-go": "failed", taken: "done", signed: "running", left: "left" };

/** How a row looks: its state, or what lies over that.
 * @param {Pressed} session @param {Row} row @param {Map<string, Row>} [held]
 * @returns {Look} */
export function lookOf(session, row, held) {
  const came = session.state.rows.get(row.key);
  if (came?.conflict) return "conflict";
  if (came?.changed) return "changed";
  if (came && came.state !== "pending") return LOOKS[came.state] ?? /** @type {Look} */ (came.state);
  return sidelined(session, row) ? "left" : held?.has(row.key) ? "locked" : "pending";
}

/** What a row stands in, from the inside out. @param {Pressed} session @param {Row} row */
export function* holders(session, row) {
  for (let above = row.in && session.rows.get(row.in); above; above = above.in && session.rows.get(above.in)) yield above;
}

/** It stands in a branch of which another was taken. @param {Pressed} session @param {Row} row */
function sidelined(session, row) {
  for (const above of holders(session, row)) if (session.state.rows.get(above.key)?.state === "left") return true;
  return false;
}

/** Where a row stands on this page: in its own chapter, or as a copy.
 * @param {Pressed} session @param {Row} row @param {ParentNode} [within] */
export function placesOfRow(session, row, within = document) {
  const [chapter, anchor] = row.key.split("#"), own = chapter === session.chapter ? `#${CSS.escape(anchor)}, ` : "";
  return all(`${own}[data-row="${CSS.escape(row.key)}"]`, within);
}

/** What waits for which gate: what follows it in the launch's own chapter, elsewhere what follows it in the piece of work that it stands in.
 * @param {Pressed} session @param {boolean} [always] also without a run, when nothing has to wait
 * @returns {Map<string, Row>} */
export function heldBack(session, always = false) {
  if (!always && session.state.status === "none") return new Map();
  /** @type {Map<string, Row>} */
  const held = new Map(), shut = new Map();
  for (const row of session.plan.rows) {
    const chapter = row.key.split("#")[0], within = [...holders(session, row)].map((above) => shut.get(above.key)).find(Boolean);
    const gate = shut.get(chapter) ?? within;
    if (gate && row.in !== gate.key) held.set(row.key, gate);
    if (row.does === "gate" && !gate && session.state.rows.get(row.key)?.state !== "go") shut.set(chapter === session.plan.main ? chapter : row.in ?? row.key, row);
  }
  return held;
}

/** Initials of who did something; with who took it down, where that is somebody else.
 * @param {Pressed} session @param {RunEvent | undefined} event */
export function initialsOf(session, event) {
  /** @param {string | undefined} id */
  const short = (id) => (id ? session.plan.people[id]?.initials ?? id : "");
  return event?.heard && event.heard !== event.by ? says("heard", { by: short(event.by), heard: short(event.heard) }) : short(event?.by);
}

/** @param {Pressed} session @param {string | undefined} id */
export const nameOf = (session, id) => (id ? session.plan.people[id]?.name ?? id : says("nobody"));

/** When something was done, by the plan's clock.
 * @param {RunEvent} event */
export const atOf = (event) => Date.parse(event.at) + (event.offset ?? 0) * 1000;

/** A moment on the plan's clock, with its day where that is not today.
 * @param {Pressed} session @param {number} at */
export const clockOf = (session, at) => momentOf(at, session.plan.zone, session.now(), session.plan.language);

/** @param {Pressed} session @param {RunEvent} event */
export const signed = (session, event) => `${clockOf(session, atOf(event))} ${initialsOf(session, event)}`.trim();

/** When a row is planned: `planned 13:10–13:20`, with the launch shifted as it was.
 * @param {Pressed} session @param {Row} row */
export function plannedOf(session, row) {
  const length = row.minutes ? says("long", { n: row.minutes }) : "";
  if (!row.at || row.key.startsWith(`${session.plan.rollback?.chapter}#`)) return row.does === "step" ? length : "";
  const start = Date.parse(row.at) + session.stand.moved, end = endOf(session, row);
  return says("planned", { time: end > start ? `${clockOf(session, start)}–${clockOf(session, end).slice(-5)}` : clockOf(session, start) });
}

/** The planned end of a row. @param {Pressed} session @param {Row} row */
export function endOf(session, row) {
  const end = row.end ? Date.parse(row.end) : Date.parse(row.at ?? "") + (row.minutes ?? 0) * MINUTE;
  return end + session.stand.moved;
}

/** @param {string} kind @param {string} text */
const strong = (kind, text) => element("b", { class: `lb-tone--${kind}` }, text);

const TONES = { running: "accent", done: "ok", failed: "stop", changed: "warn", conflict: "warn" };

/** What stands below the title of a row.
 * @param {Pressed} session @param {Row} row @param {Look} look @param {Row | undefined} gate the one that it waits for
 * @returns {(Node | string)[][]} parts that are parted by a dot */
export function saidOf(session, row, look, gate) {
  const came = session.state.rows.get(row.key), planned = plannedOf(session, row);
  if (look === "locked") return [[gate ? says("after-gate", { gate: gate.title }) : says("locked")], ...(planned ? [[planned]] : [])];
  if (look === "left") return [[says("not-taken")]];
  if (came && !came.event && look !== "pending") return [[strong(TONES[/** @type {keyof typeof TONES} */ (look)] ?? "idle", wordOf(row, look, came.state)), ` ${says("in-plan")}`]];
  if (look === "pending" || !came?.event) return pendingOf(session, row, look, planned);
  const tone = TONES[/** @type {keyof typeof TONES} */ (look)] ?? "idle", event = came.event, note = event.note && event.do !== "note" ? event.note : "";
  const first = [strong(tone, wordOf(row, look, came.state)), ...(came.reading ? [" ", element("b", {}, came.reading)] : []), whenOf(session, came, look, event)];
  if (note) first.push(": ", noteOf(note));
  return [first, ...lateOf(session, row, look), ...(planned && look !== "failed" ? [[planned]] : [])];
}

/** @param {Pressed} session @param {Row} row @param {Look} look @param {string} planned */
function pendingOf(session, row, look, planned) {
  return [...(planned ? [[planned]] : []), ...lateOf(session, row, look)];
}

/** @param {Row} row @param {Look} look @param {State} state */
function wordOf(row, look, state) {
  if (row.does === "check" && (look === "done" || look === "failed")) return says(look === "done" ? "pass" : "fail");
  return says(state === "accepted" ? "accepted" : look);
}

/** @param {Pressed} session @param {RowState} came @param {Look} look @param {RunEvent} event */
function whenOf(session, came, look, event) {
  const who = initialsOf(session, event), start = came.started, end = came.ended ?? atOf(event);
  if (look === "running") return ` ${says("since", { time: clockOf(session, start ?? end) })} ${who}, ${brief(session.now() - (start ?? end))}`;
  const time = start && end - start >= MINUTE ? `${clockOf(session, start)}–${clockOf(session, end).slice(-5)}` : clockOf(session, end);
  return element("span", { class: "lb-said__pen" }, ` ${time} ${who}`);
}

/** How late it is: a running one since its planned end, one that has not begun since its start.
 * @param {Pressed} session @param {Row} row @param {Look} look
 * @returns {(Node | string)[][]} */
function lateOf(session, row, look) {
  if (session.state.status !== "on" || !session.stand.late.includes(row) || (look !== "running" && look !== "pending")) return [];
  const late = session.now() - endOf(session, row);
  return late >= MINUTE ? [[strong("warn", `▲ ${says("late-by", { length: brief(late) })}`)]] : [];
}

/** A remark; a link where it is an address.
 * @param {string} text */
export function noteOf(text) {
  const [address = ""] = /https?:\/\/[^\s<>"'）】]+/.exec(text) ?? [];
  if (!address) return element("em", {}, text);
  const [before, ...after] = text.split(address);
  return element("em", {}, before, element("a", { href: address, rel: "noreferrer" }, address), after.join(address));
}
