/* The first view of the dialog: which run is on, what can be done with it, and which others this device keeps. */

import { aroundPage } from "./around.js";
import { field, form, line, notice, openDialog } from "./dialog.js";
import { button, element } from "./element.js";
import { conflictList, copyLink, exportButton, importView, offered, received, refusal, savedAs } from "./exchange.js";
import { isOver } from "./ending.js";
import { unsharedOf } from "./shared.js";
import { beginView, endView, inName, shiftView, whoField, whoView } from "./steer.js";
import { momentOf } from "./wall.js";
import { language, say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./dialog.js").Desk} Desk */
/** @typedef {import("./dialog.js").View} View */

/** @param {Session} session */
export function openRuns(session) { openDialog(session, homeView); }

/** Where a run is taken in. @param {Session} session */
export function openImport(session) { openDialog(session, importView, homeView); }

/** Where a run is ended. @param {Session} session */
export function openEnd(session) { openDialog(session, endView, homeView); }

/** Where a run is begun. @param {Session} session */
export function openBegin(session) { openDialog(session, beginView, homeView); }

/** Asks who reads here, and then goes on.
 * @param {Session} session @param {() => void} then */
export function askWho(session, then) { openDialog(session, whoView(then)); }

/** Opens the dialog with a run that stands in the address, and takes it out of there.
 * @param {Session} session */
export async function openLinked(session) {
  const { hash } = location;
  if (!hash.startsWith("#lb-run=")) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  try {
    openDialog(session, offered(await received(hash, session), say("import-link")), homeView);
  } catch (error) {
    const said = refusal(error);
    openDialog(session, () => ({ title: say("import-title"), body: [said] }), homeView);
  }
}

/** @type {View} */
export const homeView = (desk) => {
  const { session } = desk, { run, state } = session, on = state.status === "on" || state.status === "paused", over = isOver(session), again = () => desk.show(homeView);
  return { title: on ? say(`${state.kind}-on`) : say("run-title"), body: [
    ...keeping(session, again), ...savedAs(session), ...aroundPage(session), ...clocks(session), whoField(session, (who) => session.be(who))?.field, line(statusOf(session)),
    element("p", { class: "lb-dialog__acts" }, over && run && exportButton(session, again, "main"), endedHere(session) && button(say("go-on-run"), () => goOn(desk)),
      !on && button(say("begin-new"), () => desk.show(beginView), run ? "" : "main"),
      state.status === "on" && button(say("pause"), () => inName(desk, say("pause"), async (who) => { await session.record("pause", undefined, who); again(); })),
      state.status === "paused" && button(say("resume"), () => inName(desk, say("resume"), async (who) => { await session.record("resume", undefined, who); again(); }), "main"),
      on && button(say("shift-open"), () => desk.show(shiftView)), on && button(say("end-open"), () => desk.show(endView))),
    ...conflictList(desk, again), ...passing(desk, again), ...others(desk, again),
    run && button(say("remove-open"), () => desk.show(removeView(run)), "plain")] };
};

/** The word that ended the run, where it came from this device: it is taken back here. @param {Session} session */
const endedHere = ({ state, store }) => (state.status === "ended" && state.closing?.device === store.device ? state.closing : undefined);

/** A run that was ended too early goes on. @param {Desk} desk */
function goOn(desk) {
  const { session } = desk, end = endedHere(session);
  if (end) inName(desk, say("go-on-run"), async (who) => { await session.record("undo", undefined, { ...who, value: end.id }); desk.show(homeView); });
}

/** @param {Session} session */
function statusOf({ run, state, plan, place }) {
  if (!run || state.status === "none") return say("no-run");
  const when = (/** @type {number | undefined} */ at) => (at === undefined ? "" : momentOf(at, plan.zone, Date.now(), language(place)));
  const parts = [say("begun", { time: when(state.begun) }), state.paused !== undefined && say("paused-since", { time: when(state.paused) }), state.ended !== undefined && say("ended", { time: when(state.ended) }),
    state.shift !== 0 && say("shifted", { n: `${state.shift > 0 ? "+" : ""}${state.shift}` }), say("events", { n: run.events.length })];
  return parts.filter(Boolean).join(" · ");
}

/** What is in the way of keeping it: said first, with the way out.
 * @param {Session} session @param {() => void} again */
function keeping(session, again) {
  const { as, why = "broken", waiting, aside } = session.store.kept, save = session.run && exportButton(session, again, "main");
  return [as === "memory" && notice("stop", element("p", {}, element("b", {}, say(`memory-${why}`))), line(say("memory-means", { n: waiting })), save),
    aside > 0 && notice("warn", line(say("aside", { n: aside })), save)];
}

/** Clocks that are wrong, here and on other devices of the run.
 * @param {Session} session */
function clocks({ store, state }) {
  const off = store.offset, text = (/** @type {number} */ seconds) => (Math.abs(seconds) < 90 ? say("seconds", { n: Math.round(Math.abs(seconds)) }) : say("minutes", { n: Math.round(Math.abs(seconds) / 60) }));
  return [Math.abs(off) > 30 && notice("warn", line(say(off > 0 ? "clock-slow" : "clock-fast", { length: text(off) }))),
    ...state.skew.filter(({ device }) => device !== store.device).map(({ device, seconds }) => notice("warn", line(say("clock-other", { device, length: text(seconds) }))))];
}

/** Passing it on, and taking what others have.
 * @param {Desk} desk @param {() => void} again */
function passing(desk, again) {
  const { session } = desk, { run } = session, said = element("p", { role: "status" }), apart = run ? unsharedOf(run, session.store) : 0;
  return [element("h3", {}, say(run ? "pass-on" : "import-title")), run && apart > 0 && line(say("unshared-means", { n: apart }), "lb-muted"),
    element("p", { class: "lb-dialog__acts" }, run && !isOver(session) && exportButton(session, again),
      run && button(say("copy-link"), () => copyLink(session, said)), button(say("import"), () => desk.show(importView))), said];
}

/** Other runs of this plan on this device.
 * @param {Desk} desk @param {() => void} again */
function others({ session }, again) {
  if (session.runs.length < 2) return [];
  const choose = async (/** @type {string} */ name) => { await session.store.choose(name); await session.read(); again(); };
  return [element("fieldset", { class: "lb-dialog__runs" }, element("legend", {}, say("runs-here")), ...session.runs.map((run) => element("label", {},
    element("input", { type: "radio", name: "lb-run", checked: run.run === session.run?.run, onchange: () => choose(run.run) }), ` ${say(run.kind)} · ${run.run} · ${say("events", { n: run.events.length })}`)))];
}

/** A run is removed only when all of it was passed on, and its name is typed.
 * @param {Run} run
 * @returns {View} */
const removeView = (run) => ({ session, home }) => {
  const name = element("input", { autocomplete: "off", autocapitalize: "off", spellcheck: "false", required: true });
  name.addEventListener("input", () => name.setCustomValidity(""));
  return { title: say("remove-open"), body: [unsharedOf(run, session.store) ? line(say("remove-first")) : form([field(say("remove-type", { name: run.run }), name)], say("remove"), async () => {
    name.setCustomValidity(name.value.trim() === run.run ? "" : say("remove-differs"));
    if (!name.reportValidity()) return;
    await session.store.forget(run.run);
    await session.read();
    home();
  })] };
};
