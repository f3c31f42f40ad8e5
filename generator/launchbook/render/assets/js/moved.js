/* Planned times that T was moved from: the new one stands beside the old, which is crossed out. What was closed before keeps the time that it had. */

import { element } from "./element.js";
import { dayOf, hourOf, momentOf, weekdayOf } from "./wall.js";
import { all, language } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */

/** A time on a page: the row that it is of, whether it stands in the head, and what it said.
 * @typedef {{ time: HTMLElement, at: number, head: boolean, row?: Row, said: Node[] }} Told */
/** What is said behind times of their clocks in further zones. @typedef {{ also: HTMLElement, of: Told[], text: string }} Further */

/** Times on a page that the plan has for its launch; those of people's hours are none.
 * @param {Pressed} session @returns {Told[]} */
function plannedTimes(session) {
  const { plan, chapter } = session;
  const known = new Set([plan.t, plan.from, plan.until, ...plan.rows.flatMap(({ key, at, end }) => (key.startsWith(`${plan.main}#`) ? [at, end] : []))].map((at) => Date.parse(at ?? "")));
  const within = [plan.main, plan.rollback?.chapter, ""].includes(chapter) ? "article" : "article :is(.lb-lead, [data-row])";
  return all(`${within} time[datetime*="T"]`).filter((time) => !time.closest(".lb-turns")).flatMap((time) => {
    const at = Date.parse(time.getAttribute("datetime") ?? "");
    return known.has(at) ? [{ time, at, head: time.closest(".lb-lead") !== null, row: rowOf(session, time), said: [...time.childNodes] }] : [];
  });
}

/** The row that a part of a page belongs to: that in which it stands, to which its line of a list leads, or whose heading stands before it.
 * @param {Pressed} session @param {Element} part @returns {Row | undefined} */
function rowOf({ rows, chapter, plan }, part) {
  const named = (/** @type {Element | null | undefined} */ of) => (of ? rows.get(of.getAttribute("data-row") ?? `${chapter}#${of.id}`) : undefined);
  for (let node = /** @type {Element | null} */ (part); node && node.localName !== "article"; node = node.parentElement) {
    const before = node.previousElementSibling, found = named(node) ?? (/^h[2-4]$/.test(before?.localName ?? "") ? named(before) : undefined);
    if (found) return found;
    const link = node.matches("li, a") ? node.closest("a") ?? node.querySelector('a[href*="#"]') : null;
    if (link) return rows.get(`${plan.main}#${(link.getAttribute("href") ?? "").split("#")[1]}`);
  }
  return undefined;
}

/** What is said of the same times in further zones, right behind them.
 * @param {Told[]} times @returns {Further[]} */
function furtherZones(times) {
  const known = new Map(times.map((told) => [/** @type {Element} */ (told.time), told]));
  return all("article .lb-also").flatMap((also) => {
    const of = /** @type {Told[]} */ ([]);
    for (let node = also.previousElementSibling; node && !node.matches(".lb-also"); node = node.previousElementSibling) of.unshift(...[known.get(node)].filter((told) => told !== undefined));
    return of.length ? [{ also, of, text: also.textContent ?? "" }] : [];
  });
}

/** The same in further zones once the times are moved; empty where a zone is not known to the plan.
 * @param {Pressed} session @param {Further} further @param {number} by @param {string} lang */
function furtherClocks({ plan }, { of, text }, by, lang) {
  const first = of[0].at, last = of[of.length - 1].at;
  const parts = text.slice(1, -1).split(", ").map((part) => {
    const [, clock, places] = /(\d\d:\d\d)(?:.*\d\d:\d\d)?(.*)$/.exec(part) ?? [], zone = plan.also?.find((each) => hourOf(first, each) === clock);
    return zone && `${spanIn(zone, plan.zone, first + by, last + by, lang)}${places}`;
  });
  return parts.every(Boolean) ? `(${parts.join(", ")})` : "";
}

/** @param {string} zone @param {string} home the plan's @param {number} from @param {number} until @param {string} lang */
function spanIn(zone, home, from, until, lang) {
  const day = (/** @type {number} */ at, /** @type {string} */ known) => (dayOf(at, zone, "en") === known ? "" : `${weekdayOf(at, lang, zone)} `);
  const start = `${day(from, dayOf(from, home, "en"))}${hourOf(from, zone)}`, then = day(until, dayOf(from, zone, "en"));
  return until === from ? start : `${start}${then ? " – " : "–"}${then}${hourOf(until, zone)}`;
}

/** What a page tells the hour by: when boxes begin and end, and from when on they are past.
 * @param {Pressed} session @returns {{ node: HTMLElement, name: "start" | "end" | "over", at: number, row?: Row }[]} */
function hoursOf(session) {
  const { plan, chapter } = session, names = /** @type {const} */ (["start", "end", "over"]);
  return ![plan.main, ""].includes(chapter) ? [] : names.flatMap((name) => all(`article [data-${name}*="T"]`).map((node) => ({ node, name, at: Date.parse(node.dataset[name] ?? ""), row: rowOf(session, node) })));
}

/** Whether the times of a page are moved: those of its rows, and T in its head, which stays where only a rehearsal takes place on another day.
 * @param {Pressed} session @returns {[rows: boolean, head: boolean]} */
function movedHere({ state, stand }) {
  const counts = state.status === "on" || state.status === "paused" || state.kind === "live";
  return [counts && stand.moved !== 0, counts && stand.moved !== 0 && state.shift !== 0];
}

/** Puts something new beside what is crossed out, or what was there back. @param {HTMLElement} node @param {Iterable<Node | string>} said @param {string} now */
function crossOut(node, said, now) {
  node.classList.toggle("lb-moved", now !== "");
  node.replaceChildren(...(now ? [element("del", {}, ...said), " ", element("ins", {}, now)] : said));
}

/** Crosses out what no longer holds. @param {Pressed} session */
export function openMoved(session) {
  const times = plannedTimes(session), hours = hoursOf(session), zones = furtherZones(times), lang = language(session.place);
  let shown = "";
  session.subscribe(() => {
    const [rows, head] = movedHere(session), { moved: whole, moves } = session.stand;
    const by = (/** @type {Row | undefined} */ row) => (rows ? moves.get(row?.key) ?? whole : 0);
    const moved = times.map((told) => (told.head ? (head ? whole : 0) : by(told.row))), known = moved.join();
    if (shown === known || (!shown && !rows)) return;
    shown = known;
    for (const { node, name, at, row } of hours) node.dataset[name] = new Date(at + by(row)).toISOString();
    times.forEach(({ time, at, said }, i) => crossOut(time, said, moved[i] ? momentOf(at + moved[i], session.plan.zone, at, lang) : ""));
    for (const further of zones) {
      const each = moved[times.indexOf(further.of[0])];
      crossOut(further.also, [further.text], each ? furtherClocks(session, further, each, lang) : "");
    }
  });
}
