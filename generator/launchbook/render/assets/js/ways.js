/* Ways: of branches that exclude each other one is taken; the others close, and stay readable. */

import { ready, sentence } from "./asks.js";
import { button, element } from "./element.js";
import { says } from "./says.js";
import { heldBack, lookOf, placesOfRow, signed } from "./told.js";
import { MINUTE } from "./time.js";

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
    for (const way of this.ways) this.draw(way, taken, held);
  }

  /** @param {Way} way @param {Way | undefined} taken @param {Map<string, Row>} held */
  draw(way, taken, held) {
    const { session } = this, came = session.state.rows.get(way.row.key), locked = held.has(way.row.key), begun = Boolean(taken && this.begun(taken.row));
    const state = came?.conflict ? "conflict" : way === taken ? "taken" : taken || lookOf(session, way.row) === "left" ? "left" : "open";
    const shown = JSON.stringify([state, came?.event?.id, locked, begun, way.open, this.over(way.row)]);
    if (shown === way.shown) return;
    way.shown = shown;
    way.lane.dataset.way = state;
    way.lane.classList.toggle("lb-lane--shown", way.open);
    const focused = way.place.contains(document.activeElement);
    way.place.replaceChildren(...this.told(way, state, locked, begun));
    if (focused) /** @type {HTMLElement | null} */ (way.place.querySelector("button"))?.focus({ preventScroll: true });
  }

  /** Whether something of a way was begun: then the choice stands. @param {Row} row @returns {boolean} */
  begun(row) {
    return (this.session.parts.get(row.key) ?? []).some((part) => !["pending", "left"].includes(this.session.state.rows.get(part.key)?.state ?? "pending") || this.begun(part));
  }

  /** Minutes by which the rollback would take too long on this way. @param {Row} row */
  over(row) {
    const { session } = this, back = session.plan.rollback, limit = back?.minutes, on = session.state.rollback;
    if (!limit || !row.key.startsWith(`${back.chapter}#`)) return 0;
    const spent = on?.state === "on" ? (session.now() - on.at) / MINUTE : 0;
    return Math.max(0, Math.round(spent + restOfRollback(session, row) - limit));
  }

  /** @param {Way} way @param {string} state @param {boolean} locked @param {boolean} begun @returns {Iterable<Node>} */
  *told(way, state, locked, begun) {
    const { session } = this, { row } = way, minutes = minutesIn(session, row), over = state === "left" ? 0 : this.over(row), event = session.state.rows.get(row.key)?.event;
    if (minutes) yield element("span", {}, says("about", { n: minutes }), " ");
    if (over) yield element("b", { class: "lb-tone--warn" }, `▲ ${says("over-limit", { n: over })} `);
    if (state === "taken" && event) yield element("span", {}, element("b", { class: "lb-tone--ok" }, `✓ ${says("taken")}`), ` ${signed(session, event)}${event.note ? `: ${event.note}` : ""}`);
    if (state === "conflict") yield element("b", { class: "lb-tone--warn" }, says("two-answers"));
    if (state === "left") {
      yield element("span", {}, says("not-taken"));
      yield button(says(way.open ? "hide" : "show"), () => { way.open = !way.open; this.draw(way, this.ways.find((one) => one.lane.dataset.way === "taken"), new Map()); }, "plain", { "aria-expanded": String(way.open) });
    }
    if (state !== "taken" && !locked && !begun && lookOf(session, row) !== "locked") yield button(says(state === "left" ? "take-instead" : "take"), () => this.take(way, state));
  }

  /** @param {Way} way @param {string} state */
  async take(way, state) {
    const { session } = this, note = state === "left" ? await sentence(way.place, { question: says("why-instead"), act: says("take") }) : "";
    if (note === undefined || !(await ready(session, way.place))) return;
    if (state === "conflict") {
      const event = session.state.rows.get(way.row.key)?.conflict?.find(({ row }) => row === way.row.key);
      await (event ? session.record("resolve", way.row.key, { value: event.id }) : session.record("taken", way.row.key));
    } else await session.record("taken", way.row.key, note ? { note } : {});
  }
}

/** The steps of the rollback itself: neither what decides it nor what prepares it. @param {Pressed} session */
export const stepsOfRollback = ({ plan, rows }) => (plan.rollback?.steps ?? []).flatMap((key) => rows.get(key) ?? []);

/** Minutes of what is left to do in the rollback, without what the ways that are taken lead past; with a way as if it were taken.
 * @param {Pressed} session @param {Row} [way] */
export function restOfRollback(session, way) {
  const steps = stepsOfRollback(session), stateIs = (/** @type {Row} */ row) => session.state.rows.get(row.key)?.state ?? "pending";
  let rest = 0, past = "";
  for (const step of steps) {
    if (past && step.key !== past) continue;
    const own = way?.in === step.key ? way : (session.parts.get(step.key) ?? []).find((part) => part.does === "way" && stateIs(part) === "taken"), then = own?.then ?? "";
    if (["pending", "running", "failed"].includes(stateIs(step))) rest += Math.max(own ? minutesIn(session, own) : 0, minutesIn(session, step));
    past = steps.some(({ key }) => key === then) ? then : "";
  }
  return rest;
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
