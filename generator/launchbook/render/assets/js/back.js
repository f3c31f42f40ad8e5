/* The rollback: its clock from the decision, what is left to do, who was told, and whether it is back. */

import { people, ready, sentence } from "./asks.js";
import { button, element } from "./element.js";
import { howEnded } from "./ending.js";
import { exportButton, savedAs } from "./exchange.js";
import { MOST_NAMED, pill } from "./gates.js";
import { refocused } from "./refocus.js";
import { reveal } from "./reveal.js";
import { says } from "./says.js";
import { MINUTE } from "./time.js";
import { lookOf, nameOf, signed } from "./told.js";
import { restOfRollback, stepsOfRollback } from "./ways.js";
import { hourOf, zoneOf } from "./wall.js";
import { announce, say } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */

/** The panel at the head of the rollback page. */
class Back {
  /** @param {Pressed} session @param {HTMLElement} before */
  constructor(session, before) {
    this.session = session;
    this.panel = element("section", { class: "lb-back lb-screen", "aria-label": says("rollback") });
    this.shown = "";
    before.before(this.panel);
    this.bar = element("i", {});
    this.left = element("p", { class: "lb-back__left" });
    this.count = element("p", { class: "lb-back__count" });
  }

  get limit() { return this.session.plan.rollback?.minutes ?? 0; }

  /** What is verified. */
  get checks() { return (this.session.plan.rollback?.verify ?? []).flatMap((key) => this.session.rows.get(key) ?? []); }

  show() {
    const { session } = this, { state } = session, back = state.rollback, checks = this.checks.map((row) => lookOf(session, row));
    const steps = stepsOfRollback(session).map((row) => state.rows.get(row.key)?.state ?? "pending");
    const shown = JSON.stringify([back?.state, back?.event.id, checks, steps, session.stand.rest.map(({ key }) => key), state.told.length, session.me, session.stand.past, state.status]);
    if (back?.state === "on") this.tick(back.at);
    if (shown === this.shown || this.panel.querySelector("form.lb-asked")) return;
    this.shown = shown;
    this.panel.dataset.state = back?.state ?? "none";
    refocused(this.panel, () => this.panel.replaceChildren(...(back?.state === "on" ? this.running(back, checks) : back?.state === "back" ? this.ended() : this.offered(back))));
  }

  /** The clock; it goes on beyond its limit. @param {number} since */
  tick(since) {
    const { count, over, left, share } = backClock(this.session, since);
    this.count.textContent = count;
    this.panel.classList.toggle("lb-back--over", over);
    this.left.replaceChildren(...left);
    this.bar.style.width = `${share}%`;
  }

  /** Not begun, or called off. @param {RunState["rollback"]} back */
  *offered(back) {
    const { session } = this;
    if (back) yield element("p", {}, element("b", {}, says("called-off")), " ", signed(session, back.event));
    yield element("p", {}, says("back-offer"), ...(session.stand.past ? [" ", element("b", { class: "lb-tone--stop" }, says("no-return"))] : []));
    yield element("p", { class: "lb-acts" }, button(says("start-back"), () => this.decide(), "back"));
  }

  async decide() {
    const { session, panel } = this, who = people(session, says("who-decided"));
    const asked = sentence(panel, { question: says("why-back"), act: says("start-clock"), kind: "back" }), form = panel.querySelector("form.lb-asked");
    if (Object.keys(session.plan.people).length) form?.querySelector(".lb-acts")?.before(who.field);
    const note = await asked, by = who.select.value;
    const pressed = note ? await ready(session, panel) : undefined;
    if (pressed) await session.record("roll back", undefined, { ...pressed, note, ...(by && { by, ...(pressed.by !== by && { heard: pressed.by }) }) });
    this.again();
    const [first] = session.stand.rolling && pressed ? session.stand.rest : [];
    if (!first) return;
    reveal(session, first.key);
    announce(says("clock-on"));
  }

  /** @param {NonNullable<RunState["rollback"]>} back @param {string[]} checks @returns {Iterable<Node>} */
  *running(back, checks) {
    const { session, limit } = this, open = checks.filter((look) => look !== "done"), failed = checks.filter((look) => look === "failed").length;
    yield element("p", {}, pill("stop", "running", says("decided")), " ", signed(session, back.event), say("colon"), element("em", {}, back.event.note ?? ""));
    yield this.count;
    if (limit) yield element("div", { class: "lb-back__bar", "aria-hidden": "true" }, this.bar);
    yield this.left;
    if (checks.length) yield element("p", {}, says("verified", { pass: checks.length - open.length, fail: failed, open: open.length - failed }));
    if (failed) yield* this.repeat();
    const { rest } = session.stand, { tell = [] } = session.plan.rollback ?? {};
    yield element("p", { class: "lb-acts" },
      button(says("sign-back", { who: nameOf(session, session.me ?? session.plan.decider) }), () => this.sign(), rest.length ? "" : "main"),
      button(says("call-off"), () => this.callOff()));
    if (tell.length) yield element("p", {}, element("a", { href: "#tell" }, says("told-of", { n: toldOf(session).size, total: tell.length })));
    if (!rest.length) return;
    yield element("small", {}, says("back-when"));
    yield linksTo(session, rest);
  }

  /** A check has failed: which step is done again. */
  *repeat() {
    const { session } = this, done = stepsOfRollback(session).filter((row) => lookOf(session, row) === "done");
    if (!done.length) return;
    const select = element("select", { "aria-label": says("which-again") }, ...done.map(({ key, no, title }) => element("option", { value: key }, `${no ?? ""} ${title}`)));
    yield element("p", {}, element("b", { class: "lb-tone--stop" }, says("not-back")), " ", says("which-again"));
    yield element("p", { class: "lb-acts" }, select, button(says("do-again"), async () => { const who = await ready(session, this.panel); if (who) await session.record("start", select.value, who); }, "main"));
  }

  /** It is back: what is still open and why one went back is shown, and what the state is now is asked. */
  async sign() {
    const { session } = this, { rest } = session.stand, reason = session.state.rollback?.event.note, total = session.plan.rollback?.tell?.length ?? 0, untold = total - toldOf(session).size;
    const above = [...(rest.length ? [element("p", { class: "lb-tone--warn" }, element("b", {}, `▲ ${says("back-open", { n: rest.length })}`)), linksTo(session, rest)] : []),
      ...(untold ? [element("p", { class: "lb-tone--warn" }, element("b", {}, `▲ ${says("not-told", { n: untold, total })}`))] : []),
      ...(reason ? [element("p", {}, says("back-reason"), " ", element("em", {}, reason))] : [])];
    const note = await sentence(this.panel, { question: says("state-now"), act: says(rest.length ? "back-anyway" : "back-sign"), kind: rest.length ? "back" : "main", above });
    const who = note ? await ready(session, this.panel) : undefined;
    if (who) await session.record("back", undefined, { ...who, note }); // signed by whoever presses
    this.again();
  }

  async callOff() {
    const note = await sentence(this.panel, { question: says("why-off"), act: says("call-off") });
    const who = note ? await ready(this.session, this.panel) : undefined;
    if (!who) { this.again(); return; }
    const before = this.panel.getBoundingClientRect().top;
    await this.session.record("called off", undefined, { ...who, note });
    this.again();
    window.scrollBy({ top: this.panel.getBoundingClientRect().top - before, behavior: "instant" }); // what stood above it has gone
    this.panel.tabIndex = -1;
    this.panel.focus({ preventScroll: true });
    announce(says("called-off"));
  }

  again() { this.shown = ""; this.show(); }

  *ended() {
    const { session } = this, end = session.state.closing;
    if (!end) return;
    yield element("p", {}, pill("stop", "done", says("is-back")), ` ${howEnded(session)}`);
    if (end.note) yield element("p", {}, says("state-was"), " ", element("em", {}, end.note));
    yield element("p", { class: "lb-acts" }, exportButton(session, () => this.again(), "main"),
      ...(end.device === session.store.device ? [button(says("undo"), async () => { const who = await ready(session, this.panel, { over: true }); if (who) await session.record("undo", undefined, { ...who, value: end.id }); }, "plain")] : []));
    yield* savedAs(session);
  }
}

/** How long a rollback is on, what is left of its limit, and what its remaining steps take; it goes on beyond the limit. @param {Pressed} session @param {number} since */
export function backClock(session, since) {
  const { plan } = session, limit = plan.rollback?.minutes ?? 0, spent = Math.floor((session.now() - since) / MINUTE), left = limit - spent, until = since + limit * MINUTE;
  if (!limit) return { count: says("long", { n: spent }), over: false, left: [], share: 0 };
  const rest = restOfRollback(session), time = `${hourOf(until, plan.zone)} ${zoneOf(until, plan.zone)}`, over = left < 0;
  return { count: says("of-limit", { n: spent, limit }), over, share: Math.min(100, (spent / limit) * 100), left: [
    element("b", { class: over ? "lb-tone--stop" : "" }, over ? says("over-by", { n: -left }) : says("min-left", { n: left, time })),
    ...(rest ? [" · ", element("span", { class: rest > left ? "lb-tone--warn" : "" }, `${rest > left ? "▲ " : ""}${says("rest-takes", { n: rest })}`)] : [])] };
}

/** Rows by their numbers and titles, as links. @param {Pressed} session @param {Row[]} rows */
function linksTo(session, rows) {
  return element("p", { class: "lb-back__rest" }, ...rows.slice(0, MOST_NAMED).flatMap((row, place) => [place ? " · " : "",
    element("a", { href: session.address(row.key) }, [row.no, row.title].filter(Boolean).join(" "))]), rows.length > MOST_NAMED ? ` ${say("and-more", { n: rows.length - MOST_NAMED })}` : "");
}

/** Who was told, by the event that says so. @param {Pressed} session */
const toldOf = ({ state, plan }) => new Map(state.told.filter(({ value }) => plan.rollback?.tell?.includes(value ?? "")).map((event) => [event.value, event]));

/** Whom one tells, below all that is done and verified: names one after the other, first those who can be called; a press says that it is done.
 * @param {Pressed} session @param {HTMLElement} place */
function showTold(session, place) {
  const { people, rollback: back } = session.plan, done = toldOf(session), shown = [...done.keys()].join(" ");
  if (!session.state.rollback || place.dataset.told === shown) return;
  place.dataset.told = shown;
  const focused = document.activeElement instanceof HTMLElement && place.contains(document.activeElement) ? document.activeElement.dataset.person : undefined;
  const names = [...(back?.tell ?? [])].sort((a, b) => Number(!people[a]?.phone?.length) - Number(!people[b]?.phone?.length)).map((person) => {
    const event = done.get(person), name = nameOf(session, person), phone = people[person]?.phone?.[0];
    return element("span", {}, element("button", { type: "button", class: "lb-told", "data-person": person, "aria-pressed": String(Boolean(event)),
      onclick: async () => {
        if (event && event.device !== session.store.device) return; // whoever said it takes it back
        const who = session.state.closing && session.me ? {} : await ready(session, place);
        if (who) await session.record(event ? "undo" : "told", undefined, { ...who, value: event?.id ?? person });
      } },
    event ? `✓ ${name} ${signed(session, event)}` : name), phone && element("a", { href: `tel:${phone.replace(/[^+\d]/g, "")}`, "aria-label": says("call", { phone }) }, phone));
  });
  place.replaceChildren(element("b", {}, says("tell")), " ", element("small", {}, says("told-of", { n: done.size, total: names.length })), element("span", { class: "lb-told-names" }, ...names));
  if (focused) /** @type {HTMLElement | null} */ (place.querySelector(`[data-person="${CSS.escape(focused)}"]`))?.focus({ preventScroll: true });
}

/** Puts the rollback's clock on its page. @param {Pressed} session */
export function openBack(session) {
  const before = document.querySelector(".lb-rollback--card");
  if (!session.plan.rollback || session.chapter !== session.plan.rollback.chapter || !(before instanceof HTMLElement)) return;
  const back = new Back(session, before);
  const place = document.getElementById("tell");
  session.subscribe(() => { back.show(); if (place) showTold(session, place); });
}
