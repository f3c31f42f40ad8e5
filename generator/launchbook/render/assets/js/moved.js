/* Planned times that T was moved from: the new one stands beside the old, which is crossed out. */

import { element } from "./element.js";
import { momentOf } from "./wall.js";
import { all, language } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */

/** Times on a page that the plan has for its launch; those of people's hours are none.
 * @param {Pressed} session @returns {{ time: HTMLElement, at: number, head: boolean, said: Node[] }[]} */
function plannedTimes({ plan, chapter }) {
  const known = new Set([plan.t, plan.from, plan.until, ...plan.rows.flatMap(({ key, at, end }) => (key.startsWith(`${plan.main}#`) ? [at, end] : []))].map((at) => Date.parse(at ?? "")));
  const within = [plan.main, plan.rollback?.chapter, ""].includes(chapter) ? "article" : "article :is(.lb-lead, [data-row])";
  return all(`${within} time[datetime*="T"]`).filter((time) => !time.closest(".lb-turns")).flatMap((time) => {
    const at = Date.parse(time.getAttribute("datetime") ?? "");
    return known.has(at) ? [{ time, at, head: time.closest(".lb-lead") !== null, said: [...time.childNodes] }] : [];
  });
}

/** What a page tells the hour by: when boxes begin and end, and from when on they are past.
 * @param {Pressed} session @returns {{ node: HTMLElement, name: "start" | "end" | "over", at: number }[]} */
function hoursOf({ plan, chapter }) {
  const names = /** @type {const} */ (["start", "end", "over"]);
  return ![plan.main, ""].includes(chapter) ? [] : names.flatMap((name) => all(`article [data-${name}*="T"]`).map((node) => ({ node, name, at: Date.parse(node.dataset[name] ?? "") })));
}

/** By how much the times of a page are moved: those of its rows, and T in its head, which stays where only a rehearsal takes place on another day.
 * @param {Pressed} session @returns {[rows: number, head: number]} */
function movedHere({ state, stand }) {
  const counts = state.status === "on" || state.status === "paused" || state.kind === "live";
  return counts ? [stand.moved, state.shift ? stand.moved : 0] : [0, 0];
}

/** Crosses out what no longer holds. @param {Pressed} session */
export function openMoved(session) {
  const times = plannedTimes(session), hours = hoursOf(session), lang = language(session.place);
  let shown = "0,0";
  session.subscribe(() => {
    const [rows, head] = movedHere(session);
    if (shown === `${rows},${head}`) return;
    shown = `${rows},${head}`;
    for (const { node, name, at } of hours) node.dataset[name] = new Date(at + rows).toISOString();
    for (const { time, at, head: stays, said } of times) {
      const by = stays ? head : rows;
      time.classList.toggle("lb-moved", by !== 0);
      time.replaceChildren(...(by ? [element("del", {}, ...said), " ", element("ins", {}, momentOf(at + by, session.plan.zone, at, lang))] : said));
    }
  });
}
