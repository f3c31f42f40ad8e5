/* The rollback: its clock from the decision, what is left to do, who was told, and whether it is back. */

import { people, ready, sentence } from "./asks.js";
import { button, element } from "./element.js";
import { pill } from "./gates.js";
import { says } from "./says.js";
import { MINUTE } from "./time.js";
import { clockOf, initialsOf, lookOf, nameOf, signed } from "./told.js";
import { restOfRollback, stepsOfRollback } from "./ways.js";
import { hourOf, zoneOf } from "./wall.js";

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
    const shown = JSON.stringify([back?.state, back?.event.id, checks, steps, state.told.length, session.me, session.stand.past, state.status]);
    if (back?.state === "on") this.tick(back.at);
    if (shown === this.shown || this.panel.querySelector("form.lb-asked")) return;
    this.shown = shown;
    this.panel.dataset.state = back?.state ?? "none";
    const focused = this.panel.contains(document.activeElement);
    this.panel.replaceChildren(...(back?.state === "on" ? this.running(back, checks, steps) : back?.state === "back" ? this.ended() : this.offered(back)));
    if (focused) /** @type {HTMLElement | null} */ (this.panel.querySelector("button"))?.focus({ preventScroll: true });
  }

  /** The clock; it goes on beyond its limit. @param {number} since */
  tick(since) {
    const { session, limit } = this, spent = Math.floor((session.now() - since) / MINUTE), left = limit - spent, until = since + limit * MINUTE;
    this.count.textContent = limit ? says("of-limit", { n: spent, limit }) : says("long", { n: spent });
    this.panel.classList.toggle("lb-back--over", Boolean(limit) && left < 0);
    if (!limit) return;
    const rest = restOfRollback(session);
    const time = `${hourOf(until, session.plan.zone)} ${zoneOf(until, session.plan.zone)}`;
    this.left.replaceChildren(element("b", { class: left < 0 ? "lb-tone--stop" : "" }, left < 0 ? says("over-by", { n: -left }) : says("min-left", { n: left, time })),
      ...(rest ? [" · ", element("span", { class: rest > left ? "lb-tone--warn" : "" }, `${rest > left ? "▲ " : ""}${says("rest-takes", { n: rest })}`)] : []));
    this.bar.style.width = `${Math.min(100, (spent / limit) * 100)}%`;
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
    if (!note || !(await ready(session, panel))) { this.again(); return; }
    await session.record("roll back", undefined, { note, ...(by && { by, ...(session.me && session.me !== by && { heard: session.me }) }) });
    this.again();
  }

  /** @param {NonNullable<RunState["rollback"]>} back @param {string[]} checks @param {string[]} steps @returns {Iterable<Node>} */
  *running(back, checks, steps) {
    const { session, limit } = this, open = checks.filter((look) => look !== "done"), failed = checks.filter((look) => look === "failed").length;
    yield element("p", {}, pill("stop", "running", says("decided")), " ", signed(session, back.event), ": ", element("em", {}, back.event.note ?? ""));
    yield this.count;
    if (limit) yield element("div", { class: "lb-back__bar", "aria-hidden": "true" }, this.bar);
    yield this.left;
    yield* this.telling();
    if (checks.length) yield element("p", {}, says("verified", { pass: checks.length - open.length, fail: failed, open: open.length - failed }));
    if (failed) yield* this.repeat();
    const rest = session.stand.rest, may = !rest.length;
    yield element("p", { class: "lb-acts" },
      button(says("sign-back", { who: nameOf(session, session.me ?? session.plan.decider) }), () => this.sign(may), may ? "main" : "", { "aria-disabled": may ? undefined : "true" }),
      ...(steps.every((state) => state === "pending") ? [button(says("call-off"), () => this.callOff())] : []));
    if (may) return;
    yield element("small", {}, says("back-when"));
    yield element("p", { class: "lb-back__rest" }, ...rest.slice(0, 8).flatMap((row, place) => [place ? " · " : "", element("a", { href: session.address(row.key) }, [row.no, row.title].filter(Boolean).join(" "))]));
  }

  /** Who is told, one by one. @returns {Iterable<Node>} */
  *telling() {
    const { session } = this, told = new Map(session.state.told.map((event) => [event.value, event])), tell = session.plan.rollback?.tell ?? [];
    if (!tell.length) return;
    yield element("p", { class: "lb-back__tell" }, element("span", {}, says("tell")), ...tell.map((person) => {
      const event = told.get(person), name = nameOf(session, person);
      return element("button", { type: "button", class: "lb-told", "aria-pressed": String(Boolean(event)), onclick: () => { if (!event) void this.told(person); } },
        event ? `✓ ${name} ${clockOf(session, Date.parse(event.at))} ${initialsOf(session, event)}` : name);
    }));
  }

  /** @param {string} person */
  async told(person) { if (await ready(this.session, this.panel)) await this.session.record("told", undefined, { value: person }); }

  /** A check has failed: which step is done again. */
  *repeat() {
    const { session } = this, done = stepsOfRollback(session).filter((row) => lookOf(session, row) === "done");
    if (!done.length) return;
    const select = element("select", { "aria-label": says("which-again") }, ...done.map(({ key, no, title }) => element("option", { value: key }, `${no ?? ""} ${title}`)));
    yield element("p", {}, element("b", { class: "lb-tone--stop" }, says("not-back")), " ", says("which-again"));
    yield element("p", { class: "lb-acts" }, select, button(says("do-again"), async () => { if (await ready(session, this.panel)) await session.record("start", select.value); }, "main"));
  }

  /** @param {boolean} may */
  async sign(may) {
    const { session } = this;
    if (may && (await ready(session, this.panel))) await session.record("back"); // signed by whoever presses
  }

  async callOff() {
    const note = await sentence(this.panel, { question: says("why-off"), act: says("call-off") });
    if (note && (await ready(this.session, this.panel))) await this.session.record("called off", undefined, { note });
    this.again();
  }

  again() { this.shown = ""; this.show(); }

  *ended() {
    const { session } = this, back = session.state.rollback, end = session.state.events.findLast((event) => event.do === "back");
    if (!back || !end) return;
    const took = Math.round(((session.state.ended ?? 0) - back.at) / MINUTE);
    yield element("p", {}, pill("ok", "done", says("is-back")), ` ${signed(session, end)} · ${says("took", { n: took, limit: this.limit || "–" })}`);
  }
}

/** Puts the rollback's clock on its page. @param {Pressed} session */
export function openBack(session) {
  const before = document.querySelector(".lb-rollback--card");
  if (!session.plan.rollback || session.chapter !== session.plan.rollback.chapter || !(before instanceof HTMLElement)) return;
  const back = new Back(session, before);
  session.subscribe(() => back.show());
}
