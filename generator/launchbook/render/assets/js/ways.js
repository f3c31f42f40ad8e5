/* Ways: of branches that exclude each other one is taken; the others close, and stay readable. */

import { ready, sentence } from "./asks.js";
import { button, element } from "./element.js";
import { refocused } from "./refocus.js";
import { says } from "./says.js";
import { passedOf } from "./lines.js";
import { heldBack, holders, leftBy, lookOf, placesOfRow, signed } from "./told.js";
import { MINUTE } from "./time.js";
import { because } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */
/** @typedef {{ row: Row, lane: HTMLElement, place: HTMLElement, shown: string, open: boolean }} Way */

/** Minutes that a row and all that stands in it takes. @param {Pressed} session @param {Row} row @returns {number} */
export function minutesIn(session, row) {
  const parts = (session.parts.get(row.key) ?? []).filter(({ does }) => does !== "way"), ways = (session.parts.get(row.key) ?? []).filter(({ does }) => does === "way");
  const taken = ways.find((way) => session.state.rows.get(way.key)?.state === "taken"), own = row.minutes ?? 0;
  const inside = parts.reduce((sum, part) => sum + minutesIn(session, part), 0);
  return taken && !inside ? Math.max(own, minutesIn(session, taken)) : own || inside;
}

/** The branches of one place.
 * @param {Pressed} session @param {Way[]} ways */
class Fork {
  /** @param {Pressed} session @param {Way[]} ways */
  constructor(session, ways) {
    this.session = session;
    this.ways = ways;
    const list = ways[0].lane.parentElement, asks = list?.previousElementSibling, legend = element("legend", {});
    const group = element("fieldset", { class: "lb-choose" }, legend);
    legend.append(list?.getAttribute("aria-label") ?? "");
    if (asks?.matches(".lb-fork-ask")) legend.replaceChildren(...asks.childNodes);
    list?.before(group);
    if (list) group.append(list);
    if (asks?.matches(".lb-fork-ask")) asks.remove();
  }

  /** @param {Map<string, Row>} held */
  show(held) {
    const taken = this.ways.find(({ row }) => this.session.state.rows.get(row.key)?.state === "taken");
    for (const way of this.ways) this.draw(way, taken, held.get(way.row.key));
  }

  /** @param {Way} way @param {Way | undefined} taken @param {Row | undefined} by what it waits for: a gate, another way around it, or to be taken */
  draw(way, taken, by) {
    const { session } = this, came = session.state.rows.get(way.row.key), locked = by !== undefined && by !== way.row, begun = Boolean(taken && this.begun(taken.row));
    const state = came?.conflict ? "conflict" : way === taken ? "taken" : taken || lookOf(session, way.row) === "left" ? "left" : "open";
    const shown = JSON.stringify([state, came?.event?.id, by?.key, begun, way.open, this.over(way.row)]);
    if (shown === way.shown) return;
    way.shown = shown;
    way.lane.dataset.way = state;
    way.lane.toggleAttribute("data-shut", by !== undefined);
    way.lane.classList.toggle("lb-lane--shown", way.open);
    refocused(way.place, () => way.place.replaceChildren(...this.told(way, state, locked, begun)));
  }

  /** Whether something of a way was begun: then the choice stands. @param {Row} row @returns {boolean} */
  begun(row) {
    return (this.session.parts.get(row.key) ?? []).some((part) => !["pending", "left"].includes(this.session.state.rows.get(part.key)?.state ?? "pending") || this.begun(part));
  }

  /** Minutes by which the rollback would take too long on this way. @param {Row} row */
  over(row) {
    const { session } = this, back = session.plan.rollback, limit = back?.minutes, on = session.state.rollback;
    if (!limit || !back.steps?.includes([row, ...holders(session, row)].at(-1)?.key ?? "")) return 0;
    const spent = on?.state === "on" ? (session.now() - on.at) / MINUTE : 0;
    return Math.max(0, Math.round(spent + restOfRollback(session, row) - limit));
  }

  /** @param {Way} way @param {string} state @param {boolean} locked @param {boolean} begun @returns {Iterable<Node>} */
  *told(way, state, locked, begun) {
    const { session } = this, { row } = way, minutes = minutesIn(session, row), over = state === "left" ? 0 : this.over(row), event = session.state.rows.get(row.key)?.event;
    if (minutes && minutes !== row.minutes) yield element("span", {}, says("about", { n: minutes }), " ");
    if (over) yield element("b", { class: "lb-tone--warn" }, `▲ ${says("over-limit", { n: over })} `);
    if (state === "taken" && event) yield element("span", {}, element("b", { class: "lb-tone--ok" }, `✓ ${says("taken")}`), ` ${signed(session, event)}${because(event.note)}`);
    if (state === "conflict") yield element("b", { class: "lb-tone--warn" }, says("two-answers"));
    if (state === "left") {
      yield element("span", {}, leftBy(session, row));
      yield button(says(way.open ? "hide" : "show"), () => { way.open = !way.open; this.show(heldBack(session)); }, "plain", { "aria-expanded": String(way.open) });
    }
    if (state !== "taken" && !locked && !begun) yield button(says(state === "left" ? "take-instead" : "take"), () => this.take(way, state));
  }

  /** @param {Way} way @param {string} state */
  async take(way, state) {
    const { session } = this, note = state === "left" ? await sentence(way.place, { question: says("why-instead"), act: says("take") }) : "";
    const who = note === undefined ? undefined : await ready(session, way.place);
    if (!who) return;
    if (state === "conflict") {
      const event = session.state.rows.get(way.row.key)?.conflict?.find(({ row }) => row === way.row.key);
      await (event ? session.record("resolve", way.row.key, { ...who, value: event.id }) : session.record("taken", way.row.key, who));
    } else await session.record("taken", way.row.key, { ...who, ...(note && { note }) });
  }
}

/** The steps of the rollback itself: neither what decides it nor what prepares it. @param {Pressed} session */
export const stepsOfRollback = ({ plan, rows }) => (plan.rollback?.steps ?? []).flatMap((key) => rows.get(key) ?? []);

/** Minutes of what is left to do in the rollback, on the ways that are taken; with a way as if it were taken too. Of a fork that is open the shortest
 * way counts: never several ways together. @param {Pressed} session @param {Row} [way] @returns {number} */
export function restOfRollback(session, way) {
  const { plan, state, parts } = session, rows = new Map(state.rows), stateIn = (/** @type {Row} */ row) => rows.get(row.key)?.state ?? "pending";
  for (const one of way ? (parts.get(way.in ?? "") ?? []).filter(({ does }) => does === "way") : []) rows.set(one.key, { state: one === way ? "taken" : "left", attempts: 0, notes: [], signed: [] });
  const passed = passedOf(plan, { rows }), left = stepsOfRollback(session).filter((step) => !passed.has(step.key) && ["pending", "running", "failed"].includes(stateIn(step)));
  const waysOf = (/** @type {Row} */ step) => (parts.get(step.key) ?? []).filter(({ does }) => does === "way"), isTaken = (/** @type {Row} */ one) => stateIn(one) === "taken";
  const fork = way ? undefined : left.find((step) => waysOf(step).length && !waysOf(step).some(isTaken));
  if (fork) return Math.min(...waysOf(fork).map((one) => restOfRollback(session, one)));
  return left.reduce((rest, step) => {
    const own = waysOf(step).find(isTaken);
    return rest + (own ? Math.max(minutesIn(session, own), step.minutes ?? 0) : minutesIn(session, step));
  }, 0);
}

/** Makes fieldsets of the forks on this page. @param {Pressed} session */
export function openWays(session) {
  /** @type {Map<Element | null, Way[]>} */
  const forks = new Map();
  for (const row of session.plan.rows.filter(({ does }) => does === "way")) {
    for (const lane of placesOfRow(session, row).filter((node) => node.matches(".lb-lane"))) {
      const place = element("p", { class: "lb-way lb-screen" }), list = lane.parentElement;
      (lane.querySelector(".lb-lane__way .lb-sheet__do > b") ?? lane.querySelector(".lb-lane__head"))?.after(place);
      forks.set(list, [...(forks.get(list) ?? []), { row, lane, place, shown: "", open: false }]);
    }
  }
  const made = [...forks.values()].map((ways) => new Fork(session, ways));
  if (made.length) session.subscribe(() => { const held = heldBack(session); for (const fork of made) fork.show(held); });
}
