/* What every page of a plan says of the run that is on, at its head; and what its front page begins with while a rollback is. */

import { backClock } from "./back.js";
import { isOver } from "./ending.js";
import { element } from "./element.js";
import { backStep } from "./saying.js";
import { says } from "./says.js";
import { clockOf, nameOf } from "./told.js";
import { all, say } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */

/** The status of the plan as its run has it, with its tone; undefined where the plan alone says it. @param {Pressed} session @returns {[string, string] | undefined} */
function statusByRun(session) {
  const { state, run } = session, live = run?.kind === "live";
  if (isOver(session)) return live ? [state.status === "ended" ? "ok" : "stop", say(state.status === "ended" ? "ended" : "ended-back", { time: "" }).trim()] : undefined;
  if (state.status !== "on" && state.status !== "paused") return undefined;
  if (state.rollback?.state === "on") return ["stop", say("back-on")];
  const is = live ? say("on-since", { time: clockOf(session, state.begun ?? 0) }) : say("rehearsal");
  return [live ? "ok" : "idle", state.shift ? `${is} · ${say("shifted", { n: `${state.shift > 0 ? "+" : ""}${state.shift}` })}` : is];
}

/** Since when, how long, who decided and why, and the way to the next step. @param {Pressed} session @param {NonNullable<RunState["rollback"]>} back */
function* rolling(session, { at, event }) {
  const { count, left, over } = backClock(session, at), step = backStep(session), { rest } = session.stand, to = step ?? rest[0];
  yield element("p", {}, element("b", {}, say("back-since", { time: clockOf(session, at) })), " · ", element("b", { class: over ? "lb-tone--stop" : "" }, count));
  if (left.length) yield element("p", {}, ...left);
  yield element("p", {}, say("decided-by", { who: nameOf(session, event.by) }), say("colon"), element("em", {}, event.note ?? "–"));
  yield element("p", { class: "lb-acts" }, element("a", { class: "lb-button lb-button--main", href: session.address(to?.key ?? session.plan.rollback?.chapter ?? "") },
    step ? `${say("to-step", { no: step.no ?? "" })}${say("colon")}${step.title}` : say("back-verify")));
}

/** Says it. @param {Pressed} session */
export function openStatus(session) {
  const pills = all(".lb-lead .lb-pill").map((node) => ({ node, text: node.textContent, kind: node.className })), lead = document.querySelector(".lb-head-lead");
  const card = element("section", { class: "lb-back-on lb-screen", "aria-label": says("rollback") });
  session.subscribe(() => {
    const { rollback: back } = session.state, is = statusByRun(session);
    for (const { node, text, kind } of pills) [node.textContent, node.className] = is ? [is[1], `lb-pill lb-pill--${is[0]}`] : [text, kind];
    if (!lead) return;
    if (!session.stand.rolling || !back || isOver(session)) { card.remove(); return; }
    const focused = card.contains(document.activeElement);
    card.replaceChildren(...rolling(session, back));
    if (focused) card.querySelector("a")?.focus({ preventScroll: true });
    if (card.isConnected) return;
    lead.after(card);
    for (const folded of all(".lb-cockpit details.lb-back")) folded.toggleAttribute("open", true);
  });
}
