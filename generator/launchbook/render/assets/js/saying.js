/* What the strip says, as values: where the launch is, how late, the gate, and what is kept. Draws nothing. */

import { signers } from "./fold.js";
import { called, calledAll } from "./names.js";
import { nextGate, rowsOf, stateIn, troubles, unfinished } from "./rows.js";
import { MINUTE } from "./time.js";
import { ahead, brief, hourOf, momentOf } from "./wall.js";
import { language, say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */

/** A piece of a line; `short` where there is little room, `cut` where it may be cut off, `wide` where it is left out on a telephone.
 * @typedef {{text: string, short?: string, mark?: string, tone?: "ok" | "warn" | "stop", strong?: true, cut?: true, wide?: true}} Part */
/** @typedef {{tone: "idle" | "run" | "warn" | "stop", now: Part[], sub?: Part[], gate?: Part[], gsub?: Part[], drift?: Part[], href: string}} Saying */

/** @param {Session} session @returns {Saying} */
export function sayingOf(session) {
  const { state, stand } = session;
  if (state.rollback?.state === "on") return backLines(session, state.rollback);
  const lines = { ...workLines(session) };
  lines.drift ??= driftOf(session);
  lines.gate ??= gateOf(session);
  lines.gsub ??= stand.past && state.status !== "none" && nextGate(session) ? [beyondReturn()] : gateSub(session);
  return lines;
}

/** Where the work is: what is wrong first.
 * @param {Session} session @returns {Saying} */
function workLines(session) {
  const { state, stand, plan } = session, { conflicts, failed, changed, refused } = troubles(session);
  if (state.status === "ended" || state.status === "rolled back") return endLines(session);
  if (refused.length) return refusedLines(session, refused[0]);
  if (stand.gate) return waitLines(session, stand.gate);
  const work = onLines(session), sub = [...work.now, ...(work.sub ?? [])];
  if (conflicts.length) return { ...work, tone: "warn", now: [{ text: say("conflicts", { n: conflicts.length }), mark: "⇄", tone: "warn", strong: true }], sub, href: session.address(conflicts[0].key) };
  const fail = failed.find((row) => !row.key.startsWith(`${plan.rollback?.chapter}#`));
  if (fail) return { ...work, tone: "stop", gate: [failure(fail, session)], ...(!stand.now.length && { now: [failure(fail, session)], sub: work.now, gate: undefined, href: session.address(fail.key) }) };
  if (changed.length) return { ...work, tone: "warn", now: [{ text: say("changed", { no: numbered(changed[0]) }), mark: "≠", tone: "warn", strong: true }], sub, href: session.address(changed[0].key) };
  return state.status === "paused" ? { ...work, tone: "warn", now: [{ text: say("paused"), mark: "❚❚", tone: "warn", strong: true }], sub } : work;
}

/** What is on, or comes next, by the clock and by what was ticked.
 * @param {Session} session @returns {Saying} */
function onLines(session) {
  const { stand, plan, state } = session, row = stand.now[0] ?? stand.boxes.at(-1), next = stand.next, href = session.address((row ?? next)?.key ?? plan.main ?? "");
  const then = next && row ? [{ text: say("then", { no: `${numbered(next)} ${owners(session, next)}`.trim() }) }] : [];
  if (row) {
    const late = stand.late.some((each) => each.key === row.key || row.in === each.key);
    return { tone: late ? "warn" : "run", href, now: [late ? { text: say("late"), mark: "▲", tone: "warn", strong: true } : { text: say("on"), strong: true }, ...titled(row)], sub: [{ text: owners(session, row) || say("nobody"), ...(!row.who && { mark: "▲", tone: /** @type {const} */ ("warn") }) }, ...then] };
  }
  const tone = stand.late.length ? "warn" : "idle", more = stand.late.length ? [{ text: say("late-count", { n: stand.late.length }), mark: "▲", tone: /** @type {const} */ ("warn"), strong: /** @type {const} */ (true) }] : [];
  if (next && stand.in !== undefined) return { tone, href, now: [...more, { text: stand.in > 0 ? say("next-in", { length: ahead(stand.in) }) : say("up-next"), strong: true }, ...titled(next)], sub: [{ text: owners(session, next) || say("nobody") }] };
  const closed = state.status !== "none" && !plan.rows.some((each) => each.key.startsWith(`${plan.main}#`) && unfinished(session, each));
  return { tone, href, now: more.length ? more : closed ? [{ text: say("all-done"), mark: "✓", tone: "ok", cut: true }] : [{ text: plan.title, cut: true }] };
}

/** @param {Session} session @param {{row: Row, since: number, waits: string[]}} gate @returns {Saying} */
function waitLines(session, { row, since, waits }) {
  const past = session.now() - since, who = calledAll(session.plan, waits), late = past >= MINUTE;
  return {
    tone: "warn", href: session.address(row.key),
    now: [{ text: waits.length ? say("waits", { who: who.text }) : say("waits-nobody"), short: waits.length ? say("waits-short", { who: who.short.replaceAll(" ", "") }) : undefined, mark: "❚❚", tone: "warn", strong: true }],
    gate: [{ text: row.title, cut: true }], drift: late ? [lateBy(past)] : undefined,
    sub: [{ text: late ? say("past-time", { length: brief(past) }) : say("due") }], gsub: [{ text: say("not-by-itself") }],
  };
}

/** @param {Session} session @param {Row} row @returns {Saying} */
function refusedLines(session, row) {
  const event = session.state.rows.get(row.key)?.event, who = event?.by ? session.plan.people[event.by]?.initials ?? event.by : "";
  return { tone: "stop", href: session.address(row.key), now: [{ text: `${say("no-go")} ${who} ${event ? hourOf(Date.parse(event.at), session.plan.zone) : ""}`, short: `${say("no-go")} ${who}`, mark: "✕", tone: "stop", strong: true }],
    gate: [{ text: row.noGo ?? row.title, cut: true }], sub: [{ text: row.title, cut: true }], gsub: [{ text: say("decide") }] };
}

/** @param {Session} session @returns {Saying} */
function endLines(session) {
  const { plan, state } = session, back = state.status === "rolled back", at = state.ended === undefined ? "" : momentOf(state.ended, plan.zone, session.now(), language(session.place));
  const count = (/** @type {string} */ wanted) => [...state.rows.values()].filter((each) => each.state === wanted).length;
  const over = state.ended !== undefined && plan.until ? state.ended - Date.parse(plan.until) - state.shift * MINUTE : 0;
  return { tone: "idle", href: session.address(""), now: [{ text: say(back ? "ended-back" : "ended", { time: at }), mark: back ? "↶" : "✓", tone: back ? "stop" : "ok", strong: true, cut: true }],
    gate: [{ text: say("done-count", { n: count("done") }) }, ...(count("skipped") ? [{ text: say("skipped-count", { n: count("skipped") }) }] : [])], gsub: [], drift: over >= MINUTE ? [lateBy(over)] : [] };
}

/** Its own clock, from the decision; the step at which it is, and what was found not to be back.
 * @param {Session} session @param {NonNullable<RunState["rollback"]>} back @returns {Saying} */
function backLines(session, back) {
  const chapter = session.plan.rollback?.chapter, limit = session.plan.rollback?.minutes, spent = Math.floor((session.now() - back.at) / MINUTE);
  const step = backStep(session), failed = rowsOf(session.plan, chapter).find((row) => ["unmet", "failed"].includes(stateIn(session, row)));
  const length = (/** @type {number} */ n) => say("minutes", { n: Math.abs(n) }), left = (limit ?? 0) - spent;
  return {
    tone: "stop", href: session.address(step?.key ?? chapter ?? ""),
    now: [{ text: say("back-on"), tone: "stop", strong: true, ...(limit !== undefined && { wide: true }) }, { text: limit === undefined ? length(spent) : say("of", { n: spent, length: length(limit) }), short: limit === undefined ? length(spent) : `${spent}/${length(limit)}`, tone: "stop", strong: true }],
    drift: limit === undefined ? [] : [{ text: say(left >= 0 ? "left" : "over-by", { length: length(left) }), short: `${left < 0 ? "+" : "−"}${length(left)}`, tone: "stop", strong: true, ...(left < 0 && { mark: "▲" }) }],
    gate: failed ? [failure(failed, session)] : step ? [{ text: numbered(step), strong: true }, { text: step.title, cut: true }] : [{ text: say("back-verify") }],
    sub: step && [{ text: owners(session, step) }, ...(failed ? titled(step) : [])],
    gsub: back.event.note ? [{ text: back.event.note, cut: true }] : [],
  };
}

/** The step of the rollback that comes next.
 * @param {Session} session */
export function backStep(session) {
  const open = session.stand.rest.filter((row) => row.does === "step");
  return open.find((row) => stateIn(session, row) === "running") ?? open[0];
}

/** Late, on time, quiet; without a run the time until T.
 * @param {Session} session @returns {Part[]} */
function driftOf(session) {
  const { state, stand, plan } = session, now = session.now();
  if (state.status !== "none") {
    if (stand.drift !== undefined && stand.drift >= MINUTE) return [lateBy(stand.drift)];
    if (stand.quiet) return [{ text: say("quiet", { length: brief(stand.quiet) }), short: say("quiet-short", { length: brief(stand.quiet) }), mark: "▲", tone: "warn" }];
    return stand.drift === undefined ? [] : [{ text: say("on-time"), tone: "ok" }];
  }
  const t = Date.parse(plan.t ?? plan.from ?? "");
  return Number.isNaN(t) ? [] : [{ text: t >= now ? `T−${ahead(t - now)}` : `T+${brief(now - t)}`, strong: true }];
}

/** @param {Session} session @returns {Part[]} */
function gateOf(session) {
  const row = nextGate(session);
  if (!row) return session.stand.past ? [beyondReturn()] : [];
  const at = row.at ? momentOf(Date.parse(row.at) + session.stand.moved, session.plan.zone, session.now(), language(session.place)) : "";
  const who = calledAll(session.plan, signers(session.plan, row));
  return [{ text: at, mark: "◇" }, who.text ? { ...who } : { text: say("nobody"), mark: "▲", tone: "warn" }];
}

/** @returns {Part} */
const beyondReturn = () => ({ text: say("past"), mark: "▲", tone: "warn", cut: true });

/** @param {Session} session @returns {Part[]} */
function gateSub(session) {
  const row = nextGate(session), left = row?.at ? Date.parse(row.at) + session.stand.moved - session.now() : 0;
  return row ? [{ text: row.title, cut: true }, ...(left > 0 ? [{ text: say("in", { length: ahead(left) }) }] : [])] : [];
}

/** @param {number} length @returns {Part} */
const lateBy = (length) => ({ text: `+${brief(length)}`, mark: "▲", tone: "warn", strong: true });

/** @param {Row} row @param {Session} session @returns {Part} */
const failure = (row, session) => ({ text: say(stateIn(session, row) === "unmet" ? "unmet" : "failed", { no: numbered(row) }), mark: "✕", tone: "stop", strong: true });

/** @param {Row} row */
const numbered = (row) => row.no ?? row.title;

/** @param {Row} row @returns {Part[]} */
const titled = (row) => [...(row.no ? [{ text: row.no }] : []), { text: row.title, cut: true }];

/** @param {Session} session @param {Row} row */
const owners = (session, row) => (row.who ?? []).map((id) => called(session.plan, id)).join(", ");
