/* What the strip says, as values: where the launch is, how late, the gate, and what is kept. Draws nothing. */

import { signers } from "./fold.js";
import { closes } from "./lines.js";
import { called, calledAll } from "./names.js";
import { nextGate, rowsOf, stateIn, troubles, unfinished } from "./rows.js";
import { MINUTE } from "./time.js";
import { ahead, brief, hourOf, momentOf } from "./wall.js";
import { language, say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */

/** A piece of a line; `short` where there is little room, `cut` where it may be cut off, `wide` where it is left out on a telephone.
 * @typedef {{text: string, short?: string, mark?: string, tone?: "ok" | "warn" | "stop", strong?: true, cut?: true, wide?: true}} Part */
/** @typedef {{tone: "idle" | "run" | "warn" | "stop", now: Part[], sub?: Part[], gate?: Part[], gsub?: Part[], drift?: Part[], href: string, ends?: boolean}} Saying `ends`: nothing is left but to end the run */

/** Minutes by which a clock must be wrong to be the first trouble. */
const FAR_OFF = 5;

/** Whether this device's clock is far from the site's: whoever reads the time there is misled before all else. @param {Session} session */
export const isFarOff = ({ store }) => Math.abs(store.offset) >= FAR_OFF * 60;

/** @param {Session} session @returns {Part} */
export function clockOff({ store }) {
  const n = Math.ceil(Math.abs(store.offset) / 60);
  return { text: say("clock-off", { n }), short: say("clock-short", { n }), mark: "▲", tone: "warn", strong: true };
}

/** @param {Session} session @returns {Saying} */
export function sayingOf(session) {
  const lines = launchLines(session);
  return isFarOff(session) && !session.stand.rolling ? { ...lines, tone: lines.tone === "stop" ? "stop" : "warn", now: [clockOff(session), ...lines.now] } : lines;
}

/** @param {Session} session @returns {Saying} */
function launchLines(session) {
  const { state, stand } = session;
  if (state.rollback?.state === "on") return backLines(session, state.rollback);
  if (knowsNoRun(session)) return planLines(session);
  const lines = { ...workLines(session) };
  lines.drift ??= driftOf(session);
  lines.gate ??= gateOf(session);
  lines.gsub ??= stand.past && state.status !== "none" && nextGate(session) ? [beyondReturn()] : gateSub(session);
  return lines;
}

/** Whether it is the hour of the launch, and this device has no word of what was done.
 * @param {Session} session */
export const knowsNoRun = ({ state, stand }) => state.status === "none" && stand.phase === "during";

/** Without a run nobody knows here what was done: what the plan says is told as such.
 * @param {Session} session @returns {Saying} */
function planLines(session) {
  const { stand, plan } = session, row = stand.gate?.row ?? stand.now[0] ?? stand.boxes.at(-1) ?? stand.next, at = row?.at ? momentOf(Date.parse(row.at) + stand.moved, plan.zone, session.now(), language(session.place)) : "";
  const due = stand.gate && at ? say("was-due", { time: at }) : stand.next === row && at ? say("is-due", { time: at }) : "";
  return { tone: "idle", href: session.address(row?.key ?? plan.main ?? ""), now: [{ text: say("no-run-here"), short: say("no-run-short"), strong: true }], drift: [], sub: [], gsub: [],
    gate: row && [{ text: say("by-plan") }, ...(due ? [{ text: due }] : []), ...titled(row)] };
}

/** Where the work is: what is wrong first.
 * @param {Session} session @returns {Saying} */
function workLines(session) {
  const { state, stand } = session, { conflicts, failed, changed, refused } = troubles(session);
  if (state.status === "ended" || state.status === "rolled back") return endLines(session);
  if (refused.length) return refusedLines(session, refused[0]);
  const lines = stand.gate ? waitLines(session, stand.gate) : troubledLines(session, { conflicts, failed, changed });
  return state.status === "paused" ? pausedLines(lines) : lines;
}

/** What is on, beneath what is wrong; what only has to be looked at stands beneath what is on.
 * @param {Session} session @param {{ conflicts: Row[], failed: Row[], changed: Row[] }} wrong @returns {Saying} */
function troubledLines(session, { conflicts, failed, changed }) {
  const { stand, plan } = session;
  const work = onLines(session), sub = [inOne(work.now), ...(work.sub ?? [])];
  if (conflicts.length) return { ...work, tone: "warn", now: [{ text: say("conflicts", { n: conflicts.length }), mark: "⇄", tone: "warn", strong: true }], sub, href: session.address(conflicts[0].key) };
  const fail = failed.find((row) => !row.key.startsWith(`${plan.rollback?.chapter}#`));
  const told = fail ? failure(fail, session) : changed.length ? reworded(changed[0]) : undefined;
  if (!told) return work;
  const beneath = { ...work, tone: /** @type {Saying["tone"]} */ (fail ? "stop" : "warn"), gate: [told] };
  return stand.now.length ? beneath : { ...beneath, now: [told], sub: [inOne(work.now)], gate: undefined, href: session.address((fail ?? changed[0]).key) };
}

/** That nothing goes on; what else there is to say stands beneath. @param {Saying} lines @returns {Saying} */
function pausedLines(lines) {
  const { tone, now, sub = [], gate } = lines;
  return { ...lines, tone: tone === "stop" ? "stop" : "warn", now: [{ text: say("paused"), mark: "❚❚", tone: "warn", strong: true }], sub: [inOne(now), ...sub], gate: gate ?? (tone === "run" || tone === "idle" ? undefined : now) };
}

/** The pieces of a line as one. @param {Part[]} parts @returns {Part} */
const inOne = (parts) => ({ text: parts.map(({ text }) => text).join(" "), cut: true });

/** @param {Row} row @returns {Part} */
const reworded = (row) => ({ text: say("changed", { no: numbered(row) }), mark: "≠", tone: "warn", strong: true, cut: true });

/** What is on, or comes next, by the clock and by what was ticked.
 * @param {Session} session @returns {Saying} */
function onLines(session) {
  const { stand, plan, state } = session, box = stand.boxes.at(-1), row = stand.now[0] ?? (box && (openIn(session, box) ?? box)), next = stand.next, href = session.address((row ?? next)?.key ?? plan.main ?? "");
  const then = next && row && next !== row ? [{ text: say("then", { no: `${numbered(next)} ${owners(session, next)}`.trim() }) }] : [];
  if (row) {
    const late = stand.late.filter((each) => each.key === row.key || row.in === each.key), is = late.length > 0;
    return { tone: is ? "warn" : "run", href, ...(is && { drift: lateAs(session, late) }), now: [is ? { text: say("late"), mark: "▲", tone: "warn", strong: true } : { text: say("on"), strong: true }, ...titled(row)], sub: [{ text: owners(session, row) || say("nobody"), ...(!row.who && { mark: "▲", tone: /** @type {const} */ ("warn") }) }, ...then] };
  }
  const tone = stand.late.length ? "warn" : "idle", more = stand.late.length ? [{ text: say("late-count", { n: stand.late.length }), mark: "▲", tone: /** @type {const} */ ("warn"), strong: /** @type {const} */ (true) }] : [];
  if (next && stand.in !== undefined) return { tone, href, ...(more.length && { drift: lateAs(session, stand.late) }), now: [...more, { text: stand.in > 0 ? say("next-in", { length: ahead(stand.in) }) : say("up-next"), strong: true }, ...titled(next)], sub: [{ text: owners(session, next) || say("nobody") }] };
  const closed = state.status !== "none" && !unfinished(session, plan.main).length;
  return { tone, href, ends: closed && !more.length, ...(more.length && { drift: lateAs(session, stand.late) }), now: more.length ? more : closed ? [{ text: say("all-done"), short: say("all-done-short"), mark: "✓", tone: "ok", cut: true }] : [{ text: plan.title, cut: true }] };
}

/** What is still to be done in a box that is on; by the clock alone, what is not over there.
 * @param {Session} session @param {Row} box */
function openIn(session, box) {
  const { plan, stand, state } = session, { status } = state, now = session.now(), within = new Set([box.key]);
  for (const { key, in: above } of plan.rows) if (above !== undefined && within.has(above)) within.add(key);
  return stand.counted.find((row) => within.has(row.key) && (status === "none" ? row.end !== undefined && Date.parse(row.end) > now : !closes(state.rows.get(row.key))));
}

/** @param {Session} session @param {{row: Row, waits: string[]}} gate @returns {Saying} */
function waitLines(session, { row, waits }) {
  const past = session.stand.lateness.get(row.key) ?? 0, who = calledAll(session.plan, waits), late = past >= MINUTE, left = row.at ? Date.parse(row.at) + session.stand.moved - session.now() : 0;
  return {
    tone: "warn", href: session.address(row.key),
    now: [{ text: waits.length ? say("waits", { who: who.text }) : say("waits-nobody"), short: waits.length ? say("waits-short", { who: who.short.replaceAll(" ", "") }) : undefined, mark: "❚❚", tone: "warn", strong: true }],
    gate: [{ text: row.title, cut: true }], drift: late ? [lateBy(past)] : undefined,
    sub: [{ text: late ? say("past-time", { length: brief(past) }) : left > 0 ? say("in", { length: ahead(left) }) : say("due") }], gsub: [{ text: say("not-by-itself") }],
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
  const count = (/** @type {string} */ wanted) => session.stand.counted.filter((row) => { const own = state.rows.get(row.key); return own?.event && own.state === wanted; }).length;
  const over = session.stand.drift ?? 0;
  return { tone: "idle", href: session.address(""), now: [{ text: say(back ? "ended-back" : "ended", { time: at }), mark: back ? "↶" : "✓", tone: back ? "stop" : "ok", strong: true, cut: true }],
    gate: [{ text: say("ticked-count", { n: count("done") }), short: say("done-count", { n: count("done") }) }, ...(count("skipped") ? [{ text: say("skipped-count", { n: count("skipped") }) }] : []),
      ...(count("na") ? [{ text: say("na-count", { n: count("na") }), wide: /** @type {const} */ (true) }] : [])], gsub: [], drift: over >= MINUTE ? [lateBy(over)] : [] };
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
    if (stand.drift !== undefined && stand.drift >= MINUTE) return [{ ...lateBy(stand.drift), text: say("ends-late", { length: brief(stand.drift) }), short: `+${brief(stand.drift)}` }];
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

/** What is named as late carries its own lateness; of several, that of the worst.
 * @param {Session} session @param {Row[]} rows @returns {Part[] | undefined} */
function lateAs({ stand }, rows) {
  const late = Math.max(...rows.map(({ key }) => stand.lateness.get(key) ?? 0));
  return late >= MINUTE ? [lateBy(late)] : undefined;
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
