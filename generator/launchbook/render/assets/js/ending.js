/* How a run ended: on the front page and on that of runs. It is on this device alone until it is exported and committed. */

import { element } from "./element.js";
import { exportButton, savedAs } from "./exchange.js";
import { says } from "./says.js";
import { unsharedOf } from "./shared.js";
import { clockOf, nameOf } from "./told.js";
import { DAY, MINUTE } from "./time.js";
import { brief, spanOf } from "./wall.js";
import { say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */

/** @param {Session} session */
export const isOver = ({ state }) => state.status === "ended" || state.status === "rolled back";

/** When it ended, by whom; where it was rolled back, who decided that, why, who said that it is back, and how long that took. @param {Session} session */
export function howEnded(session) {
  const { rollback: back, ended = 0, closing, status } = session.state, limit = session.plan.rollback?.minutes, n = back ? Math.round((ended - back.at) / MINUTE) : 0;
  const values = { time: clockOf(session, ended), who: nameOf(session, closing?.by), decided: nameOf(session, back?.event.by), reason: back?.event.note ?? "–", n, limit: limit ?? "" };
  return says(status !== "rolled back" ? "ended-by" : limit ? "went-back" : "went-back-long", values);
}

/** What was planned, and what came of it. @param {Session} session @returns {Iterable<Node>} */
function* outcome(session) {
  const { plan, state, stand } = session, { begun = 0, ended = 0 } = state, late = stand.drift ?? 0, count = stand.progress.get(plan.main ?? "");
  const span = (/** @type {number} */ from, /** @type {number} */ until) => spanOf(from, until, plan.zone, session.now(), plan.language);
  if (plan.from && stand.end) yield element("span", {}, says("planned", { time: span(Date.parse(plan.from) + stand.moved, stand.end.planned) }), " · ");
  yield element("span", {}, says("really", { time: span(begun, ended) }));
  if (late >= MINUTE) yield element("b", { class: "lb-tone--warn" }, ` ▲ ${says("late-by", { length: brief(late) })}`);
  if (count) yield element("span", {}, " · ", says("steps-done", { n: count.done, total: count.total }));
}

/** The end of the run, with its way to the others. @param {Session} session @param {Run} run @returns {Iterable<Node>} */
function* ending(session, run) {
  const { state, plan } = session, apart = unsharedOf(run, session.store), note = state.closing?.note;
  yield element("p", {}, element("b", {}, say(`${run.kind}`)), ` · ${howEnded(session)}`);
  if (note) yield element("p", {}, says("state-was"), " ", element("em", {}, note));
  yield element("p", {}, ...outcome(session));
  yield element("p", {}, says(apart ? "only-here" : "to-commit", { folder: `plans/${plan.id}/runs/` }));
  if (apart) yield element("p", { class: "lb-acts" }, exportButton(session, () => session.tick(), "main"));
  yield* savedAs(session);
}

/** Says how the run ended, beneath the status of a plan. @param {Session} session */
export function openEnding(session) {
  const lead = document.querySelector(".lb-head-lead, .lb-runs-how"), pill = lead?.querySelector(".lb-pill"), place = element("section", { class: "lb-ended lb-screen", "aria-label": say("run") });
  if (!lead) return;
  if (pill) lead.after(place);
  else lead.before(place);
  let shown = "";
  session.subscribe(() => {
    const { run, state } = session, over = run && isOver(session), apart = over ? unsharedOf(run, session.store) : 0;
    const here = over && (run.kind === "live" || apart > 0 || Date.now() - (state.ended ?? 0) < DAY), now = JSON.stringify([here, apart, run?.run, state.closing?.id]);
    if (now === shown) return;
    shown = now;
    place.replaceChildren(...(here ? ending(session, run) : []));
    place.hidden = !here;
  });
}
