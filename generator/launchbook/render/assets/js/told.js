/* What a row has come to, in words: who, when, why; how it looks, and what holds it back. */

import { actOf } from "./acts.js";
import { element } from "./element.js";
import { isShut } from "./lines.js";
import { seenBy } from "./order.js";
import { MINUTE } from "./time.js";
import { brief, momentOf } from "./wall.js";
import { all, say } from "./words.js";
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
  return session.stand.passed.has(row.key) || sidelined(session, row) ? "left" : held?.has(row.key) ? "locked" : "pending";
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

/** What waits for which gate or way, and can be neither ticked nor copied until then: what follows a gate in the launch's own chapter, elsewhere in the
 * piece of work that it stands in; and a way that is not taken, with all that stands in it.
 * @param {Pressed} session @param {boolean} [always] also without a run, when nothing has to wait
 * @returns {Map<string, Row>} */
export function heldBack(session, always = false) {
  if (!always && session.state.status === "none") return new Map();
  /** @type {Map<string, Row>} */
  const held = new Map(), shut = new Map();
  for (const row of session.plan.rows) {
    const chapter = row.key.split("#")[0];
    let gate = shut.get(chapter);
    for (let above = row.in; !gate && above; above = session.rows.get(above)?.in) gate = shut.get(above);
    if (!gate && row.does === "way" && isShut(session.state, row)) shut.set(row.key, gate = row);
    if (gate && (gate.does === "way" || row.in !== gate.key)) held.set(row.key, gate);
    if (row.does === "gate" && !gate && session.state.rows.get(row.key)?.state !== "go") shut.set(chapter === session.plan.main ? chapter : row.in ?? row.key, row);
  }
  return held;
}

/** Looks of what can be neither ticked nor copied. @type {ReadonlySet<string>} */
export const SHUT = new Set(["locked", "left"]);

/** Whether a row forks, and none of its ways is taken: it is done by one of them. @param {Pressed} session @param {Row} row */
export function isUndecided({ parts, state }, row) {
  const ways = (parts.get(row.key) ?? []).filter(({ does }) => does === "way");
  return state.status !== "none" && ways.length > 0 && ways.every((way) => isShut(state, way));
}

/** What a row that is shut waits for, or was left out by. @param {Pressed} session @param {Row} row @param {Look} look @param {Row | undefined} by */
export function shutBy(session, row, look, by) {
  if (look === "left") return leftBy(session, row);
  return by?.does === "way" ? says("after-way", { no: by.no ?? by.title }) : by ? says("after-gate", { gate: by.title }) : says("locked");
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

/** When a row is planned: `planned 13:10–13:20`, with the launch shifted as it was until it was closed. Empty where it has no time, as in a rollback: how long it takes, the page says.
 * @param {Pressed} session @param {Row} row */
export function plannedOf(session, row) {
  if (!row.at || row.key.startsWith(`${session.plan.rollback?.chapter}#`)) return "";
  const start = Date.parse(row.at) + movedOf(session, row), end = endOf(session, row);
  return says("planned", { time: end > start ? `${clockOf(session, start)}–${clockOf(session, end).slice(-5)}` : clockOf(session, start) });
}

/** The planned end of a row. @param {Pressed} session @param {Row} row */
export function endOf(session, row) {
  const end = row.end ? Date.parse(row.end) : Date.parse(row.at ?? "") + (row.minutes ?? 0) * MINUTE;
  return end + movedOf(session, row);
}

/** @param {Pressed} session @param {Row} row */
const movedOf = ({ stand }, { key }) => stand.moves.get(key) ?? stand.moved;

/** @param {string} kind @param {string} text */
const strong = (kind, text) => element("b", { class: `lb-tone--${kind}` }, text);

const TONES = { running: "accent", done: "ok", pass: "ok", failed: "stop", fail: "stop", changed: "warn", conflict: "warn" };

/** What stands below the title of a row.
 * @param {Pressed} session @param {Row} row @param {Look} look @param {Row | undefined} gate the one that it waits for
 * @returns {(Node | string)[][]} parts that are parted by a dot */
export function saidOf(session, row, look, gate) {
  const came = session.state.rows.get(row.key), planned = plannedOf(session, row);
  if (SHUT.has(look)) return [[shutBy(session, row, look, gate)], ...(planned && look === "locked" ? [[planned]] : [])];
  if (came && !came.event && look !== "pending") return [[strong(TONES[/** @type {keyof typeof TONES} */ (look)] ?? "idle", wordOf(row, look, came.state)), ` ${says("in-plan")}`]];
  if (look === "pending" || !came?.event) return pendingOf(session, row, look, planned);
  const several = chosenOf(session, came.event);
  if (several.length) return several;
  const tone = TONES[/** @type {keyof typeof TONES} */ (look)] ?? "idle", event = came.event, note = event.do === "note" ? "" : noteIn(session, event);
  const first = [strong(tone, wordOf(row, look, came.state)), ...(came.reading ? [" ", element("b", {}, came.reading)] : []), whenOf(session, came, look, event)];
  if (note) first.push(say("colon"), noteOf(note));
  const before = TRIED.has(look) ? failedBefore(session, row, came) : [];
  if (before.length) first.unshift(say("then", { no: "" }));
  return [...before, first, ...lateOf(session, row, look), ...(planned && look !== "failed" ? [[planned]] : [])];
}

/** Looks of what may have failed before. @type {ReadonlySet<string>} */
const TRIED = new Set(["done", "running", "changed"]);

/** How a row failed before it was tried again, also under the key and the words that it had then: whoever tried again has seen it.
 * @param {Pressed} session @param {Row} row @param {RowState} came @returns {(Node | string)[][]} */
function failedBefore(session, row, came) {
  if (!came.attempts) return [];
  const { events } = session.state, undone = new Set(events.map(({ do: act, value }) => (act === "undo" ? value : undefined))), known = new Set([came.event?.id]);
  for (const event of [...events].reverse()) if (known.has(event.id)) for (const id of seenBy(event)) known.add(id);
  const event = events.findLast((each) => (each.row === row.key || known.has(each.id)) && (each.do === "failed" || each.do === "fail") && !undone.has(each.id));
  if (!event) return [];
  const otherwise = event.text !== undefined && event.text !== row.title;
  return [[strong("stop", actOf(event)), ` ${signed(session, event)}`, ...(event.note ? [say("colon"), noteOf(event.note)] : []),
    ...(otherwise ? [` (${says("was")} `, element("del", {}, event.text), ")"] : [])]];
}

/** Answers that were chosen as both true, one after the other: `Failed 13:38 CR: reason`, `then Done 13:41 NL`. None where one alone was chosen.
 * @param {Pressed} session @param {RunEvent | undefined} event
 * @returns {(Node | string)[][]} */
export function chosenOf(session, event) {
  const ids = event?.do === "resolve" ? (event.value ?? "").split(" ") : [], several = ids.length > 1 ? session.state.events.filter(({ id }) => ids.includes(id)) : [];
  return several.map((each, index) => [index ? say("then", { no: "" }) : "", strong(TONES[/** @type {keyof typeof TONES} */ (each.do)] ?? "idle", actOf(each)), ` ${signed(session, each)}`, ...(each.note ? [say("colon"), noteOf(each.note)] : [])]);
}

/** Why something is as it is: of two answers the reason stands in the one that was chosen. @param {Pressed} session @param {RunEvent} event */
export const noteIn = ({ state }, event) => (event.do === "resolve" ? state.events.find(({ id }) => id === event.value) ?? event : event).note ?? "";

/** Parts with dots between them. @param {(Node | string)[][]} parts */
export function* dotted(parts) {
  for (const [index, part] of parts.entries()) {
    if (index) yield " · ";
    yield element("span", {}, ...part);
  }
}

/** Why a row is left out: another way was taken, or one leads past it. @param {Pressed} session @param {Row} row */
export function leftBy({ stand }, row) {
  const by = stand.passed.get(row.key);
  return by ? says(by.does === "way" ? "passed-way" : "passed-step", { no: by.no ?? by.title }) : says("not-taken");
}

/** @param {Pressed} session @param {Row} row @param {Look} look @param {string} planned */
function pendingOf(session, row, look, planned) {
  return [...(planned ? [[planned]] : []), ...lateOf(session, row, look)];
}

/** What a row came to, in a word. @param {Row} row @param {Look} look @param {State} [state] */
export function wordOf(row, look, state) {
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

/** How late it is.
 * @param {Pressed} session @param {Row} row @param {Look} look
 * @returns {(Node | string)[][]} */
function lateOf(session, row, look) {
  if (session.state.status !== "on" || session.stand.rolling || (look !== "running" && look !== "pending")) return [];
  const late = session.stand.lateness.get(row.key) ?? 0;
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
