/* Gates: what is read, by whom it is accepted, and who says go or no-go. The clock never opens one. */

import { ready, sentence } from "./asks.js";
import { button, element } from "./element.js";
import { signers } from "./fold.js";
import { markOf } from "./marks.js";
import { readingForm } from "./readings.js";
import { says } from "./says.js";
import { MINUTE } from "./time.js";
import { holders, atOf, clockOf, heldBack, lookOf, nameOf, noteOf, placesOfRow, signed } from "./told.js";
import { brief, hourOf, zoneOf } from "./wall.js";
import { all, announce } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */
/** @typedef {{ row: Row, place: HTMLElement, shown: string, again: boolean }} Criterion */

/** One gate on the page. */
class Gate {
  /** @param {Pressed} session @param {Row} row @param {HTMLElement} node */
  constructor(session, row, node) {
    this.session = session;
    this.row = row;
    this.node = node;
    this.head = element("span", { class: "lb-gate__state" });
    this.place = element("div", { class: "lb-decide lb-screen" });
    this.printed = node.querySelector(".lb-signs");
    this.shown = "";
    this.phone = "";
    node.querySelector(".lb-gate__head")?.append(this.head);
    node.insertBefore(this.place, this.printed);
    /** @type {Criterion[]} */
    this.criteria = (session.parts.get(row.key) ?? []).filter(({ does }) => does === "criterion").flatMap((criterion) => {
      const cell = placesOfRow(session, criterion, node)[0]?.firstElementChild, place = element("div", { class: "lb-crit", tabindex: "-1" });
      cell?.append(place);
      return cell ? [{ row: criterion, place, shown: "", again: false }] : [];
    });
  }

  get came() { return this.session.state.rows.get(this.row.key); }

  /** @param {Map<string, Row>} held */
  show(held) {
    const { session, row, came } = this, waits = held.get(row.key), decided = came?.state === "go" || came?.state === "no-go", open = !waits && !decided;
    for (const criterion of this.criteria) this.read(criterion, open);
    const shown = JSON.stringify([came?.state, came?.signed.length, waits?.key, session.me, this.phone, open && this.missing(), decided && this.since(), session.state.status, session.stand.gate?.row === row]);
    this.node.dataset.state = waits ? "locked" : came?.state ?? "pending";
    this.head.replaceChildren(...this.told(waits));
    for (const clock of all(".lb-decide__time", this.place)) clock.textContent = this.time();
    if (shown === this.shown) return;
    this.shown = shown;
    const focused = this.place.contains(document.activeElement);
    this.place.replaceChildren(...(waits ? [] : decided ? this.outcome() : this.asking()));
    if (focused) /** @type {HTMLElement | null} */ (this.place.querySelector("button"))?.focus({ preventScroll: true });
  }

  time() { return `${hourOf(this.session.now(), this.session.plan.zone)} ${zoneOf(this.session.now(), this.session.plan.zone)}`; }

  /** What stands in the gate's head. @param {Row | undefined} waits */
  *told(waits) {
    const { session, row, came } = this, past = session.now() - Date.parse(row.at ?? "") - session.stand.moved;
    if (came?.state === "go") yield pill("ok", "done", says("go"));
    else if (came?.state === "no-go") yield pill("stop", "failed", says("no-go"));
    else if (waits) yield pill("idle", "locked", says("after-gate", { gate: waits.title }));
    else if (past >= MINUTE) yield pill("warn", "late", says("past", { length: brief(past) }));
    if (came?.state === "go" || came?.state === "no-go") yield element("small", {}, came.signed.map((event) => this.signature(event)).join(", "));
  }

  /** @param {RunEvent} event */
  signature(event) {
    const { people } = this.session.plan, by = event.by ? people[event.by]?.initials ?? event.by : "", heard = event.heard ? people[event.heard]?.initials ?? event.heard : "";
    const time = clockOf(this.session, atOf(event));
    return event.value === "for" ? says("signed-for", { by, heard, time }) : event.heard ? says("signed-phone", { by, heard, time }) : `${by} ${time}`;
  }

  /** @param {Criterion} criterion @param {boolean} open whether this gate is the next one */
  read(criterion, open) {
    const { session } = this, came = session.state.rows.get(criterion.row.key), state = came?.state ?? "pending";
    const shown = JSON.stringify([state, came?.event?.id, came?.conflict?.length, came?.changed?.before, open, criterion.again, session.me, came?.notes.length]);
    if (shown === criterion.shown) return;
    criterion.shown = shown;
    criterion.place.dataset.state = came?.conflict ? "conflict" : came?.changed ? "changed" : state;
    const focused = criterion.place.contains(document.activeElement);
    criterion.place.replaceChildren(...this.reading(criterion, came, open));
    if (focused) (criterion.again ? criterion.place.querySelector("input") : criterion.place)?.focus({ preventScroll: true });
  }

  /** @param {Criterion} criterion @param {RowState | undefined} came @param {boolean} open @returns {Iterable<Node>} */
  *reading(criterion, came, open) {
    const { session } = this, { row } = criterion, good = came?.state === "met", event = came?.event, again = () => { criterion.again = !criterion.again; this.read(criterion, open); };
    if (came?.conflict) yield* this.answers(criterion, came.conflict);
    else if (event && came.state !== "pending") {
      yield element("p", { class: "lb-said" }, markOf(good ? "done" : "late"), " ", ...(came.reading ? [element("b", {}, came.reading), " "] : []),
        element("b", { class: `lb-tone--${good ? "ok" : "warn"}` }, says(came.state === "accepted" ? "accepted" : row.closes ? (good ? "is-not-seen" : "is-seen") : good ? "met" : "unmet")), ` ${signed(session, event)}`,
        ...(event.note ? [": ", noteOf(event.note)] : []));
      if (came.changed) yield element("p", { class: "lb-was" }, element("b", { class: "lb-tone--warn" }, says("changed")), " ", element("small", {}, says("was")), " ", element("del", {}, came.changed.before));
      if (open) yield element("p", { class: "lb-acts" }, button(says("read-again"), again, "plain"), ...this.accepting(criterion, came));
    }
    if (open && !came?.conflict && (!event || came?.state === "pending" || criterion.again)) yield readingForm(row, (act, more) => this.record(criterion, act, more));
  }

  /** @param {Criterion} criterion @param {RunEvent[]} events */
  *answers(criterion, events) {
    yield element("p", {}, says("two-answers"));
    yield element("p", { class: "lb-acts" }, ...events.map((event) =>
      button(`${says(event.do)} ${event.value ?? ""} · ${signed(this.session, event)}`, () => this.record(criterion, "resolve", { value: event.id }))));
  }

  /** Only who decides takes something as it is. @param {Criterion} criterion @param {RowState} came */
  *accepting(criterion, came) {
    const { session } = this, wanted = signers(session.plan, this.row), deciders = wanted.slice(0, 1);
    if (came.state !== "unmet") return;
    const may = !deciders.length || deciders.some((id) => id === session.me || session.plan.people[id]?.deputy === session.me);
    if (may) yield button(says("accept"), async () => {
      const note = await sentence(criterion.place, { question: says("why-accepted"), act: says("accept-it") });
      if (note) await this.record(criterion, "accepted", { note, ...(deciders[0] && session.me !== deciders[0] && { by: deciders[0], heard: session.me }) });
    });
    else yield element("small", {}, says("only-accepts", { who: nameOf(session, deciders[0]) }));
  }

  /** @param {Criterion} criterion @param {Act} act @param {Partial<RunEvent>} more */
  async record(criterion, act, more) {
    if (!(await ready(this.session, criterion.place))) return;
    criterion.again = false;
    await this.session.record(act, criterion.row.key, more);
  }

  /** What is not as it should be for a go. */
  missing() {
    const { session } = this, worst = { unread: 0, unmet: 0 };
    for (const { row } of this.criteria) {
      const came = session.state.rows.get(row.key);
      if (!came || came.state === "pending" || came.changed) worst.unread += 1;
      else if (came.conflict || came.state === "unmet") worst.unmet += 1;
    }
    const before = this.before().map((row) => ({ row, look: lookOf(session, row) }));
    /** @param {string[]} looks */
    const with_ = (...looks) => before.filter(({ look }) => looks.includes(look)).map(({ row }) => row);
    return { ...worst, failed: with_("failed", "conflict").map(({ no, title }) => `${no ?? ""} ${title}`), open: with_("pending", "running").length, changed: with_("changed").map(({ no }) => no),
      skipped: with_("skipped").map((row) => `${row.no ?? ""} ${row.title}: ${session.state.rows.get(row.key)?.event?.note ?? ""}`) };
  }

  /** The steps between this gate and the one before it. */
  before() {
    const { session, row } = this, { rows, main } = session.plan, chapter = row.key.split("#")[0], all = rows.filter(({ key }) => key.startsWith(`${chapter}#`));
    const at = row.place === "after" ? all.length : all.indexOf(row), last = row.place === "after" ? all.findLastIndex((each) => [...holders(session, each)].some(({ key }) => key === row.in)) + 1 : at;
    const gate = all.slice(0, all.indexOf(row)).findLastIndex(({ does }) => does === "gate");
    return all.slice(gate + 1, last).filter((each) => ["step", "item", "check"].includes(each.does) && (chapter === main || [...holders(session, each)].some(({ key }) => key === row.in)));
  }

  /** The signatures that are asked for, and what speaks against a go. */
  *asking() {
    const missing = this.missing(), wanted = signers(this.session.plan, this.row), stops = missing.unread + missing.unmet + missing.failed.length > 0;
    const told = [missing.unread && says("unread", { n: missing.unread }), missing.unmet && says("not-met", { n: missing.unmet }), ...missing.failed.map((row) => says("is-failed", { row })),
      missing.open && says("steps-open", { n: missing.open }), ...missing.changed.map((no) => says("has-changed", { no: no ?? "" })), ...missing.skipped.map((row) => says("was-skipped", { row }))].filter((one) => one !== 0);
    if (told.length) yield element("ul", { class: "lb-decide__against" }, ...told.map((text) => element("li", {}, /** @type {string} */ (text))));
    yield element("div", { class: "lb-decide__signs" }, ...(wanted.length ? wanted : [""]).map((person) => this.card(person, stops)));
  }

  /** @param {string} person empty where nobody is named: then anybody's word counts @param {boolean} stops */
  card(person, stops) {
    const { session } = this, { me } = session, event = this.came?.signed.findLast(({ by }) => by === person);
    if (event) return element("div", { class: "lb-sign" }, element("p", {}, element("b", {}, nameOf(session, person)), pill("ok", "done", says("go"))), element("small", {}, this.signature(event)));
    const deputy = Boolean(person && me && person !== me && session.plan.people[person]?.deputy === me), may = !person || me === person || deputy;
    const twice = deputy && this.came?.signed.some(({ by, heard, value }) => (value === "for" ? heard : by) === me);
    const title = element("p", {}, element("b", {}, person ? nameOf(session, person) : says("anybody")), this.session.stand.gate?.row === this.row || !this.row.at ? pill("warn", "wait", says("awaited")) : pill("idle", "pending", says("signs-at", { time: clockOf(session, Date.parse(this.row.at) + session.stand.moved) })));
    if (this.phone === person && person) return element("div", { class: "lb-sign lb-sign--wait" }, title, ...this.both(person, stops, { heard: me, value: "phone" }, says("said-to", { who: nameOf(session, person), me: nameOf(session, me) })), button(says("cancel"), () => this.call(""), "plain"));
    if (may && !twice) return element("div", { class: "lb-sign lb-sign--wait" }, title, ...this.both(person, stops, deputy ? { heard: me, value: "for" } : {}, deputy ? says("signs-for", { who: nameOf(session, person), me: nameOf(session, me) }) : says("signs-named", { me: nameOf(session, me) })));
    return element("div", { class: "lb-sign lb-sign--wait" }, title, ...(twice ? [element("small", {}, says("twice"))] : []), element("p", { class: "lb-acts" }, ...this.reach(person)));
  }

  /** Calling somebody who is not here. @param {string} person */
  *reach(person) {
    const { session } = this, phone = session.plan.people[person]?.phone?.[0];
    if (phone) yield element("a", { class: "lb-button", href: `tel:${phone.replace(/[^+\d]/g, "")}` }, says("call", { phone }));
    else yield element("span", { class: "lb-missing" }, says("no-number"));
    if (!session.me) yield button(says("i-am", { who: nameOf(session, person) }), () => session.be(person));
    yield button(says("by-phone"), () => this.call(person), "plain");
  }

  /** @param {string} person */
  async call(person) {
    if (person && !this.session.me && !(await this.named())) return;
    this.phone = person;
    this.session.tell(new Set([this.row.key]));
    /** @type {HTMLElement | null} */ (this.place.querySelector(".lb-gonogo button"))?.focus({ preventScroll: true });
  }

  async named() {
    await ready(this.session, this.place);
    return Boolean(this.session.me);
  }

  /** GO and NO-GO are no twins: one is filled, the other outlined.
   * @param {string} person @param {boolean} stops @param {Partial<RunEvent>} more @param {string} as */
  *both(person, stops, more, as) {
    /** @param {"go" | "no-go"} act */
    const sign = async (act) => {
      if (act === "go" && stops) { announce(says("go-waits")); return; }
      if (!(await ready(this.session, this.place))) return;
      this.phone = "";
      await this.session.record(act, this.row.key, { ...(person && { by: person }), ...more });
    };
    const go = element("button", { type: "button", class: "lb-go", "aria-disabled": stops && "true", onclick: () => { void sign("go"); } }, markOf("done"), " ", says("go"));
    yield element("p", { class: "lb-gonogo" }, go, element("button", { type: "button", class: "lb-nogo", onclick: () => { void sign("no-go"); } }, markOf("failed"), " ", says("no-go")));
    yield element("small", {}, as, ", ", element("span", { class: "lb-decide__time" }, this.time()));
    if (stops) yield element("small", { class: "lb-tone--warn" }, ` ${says("go-waits")}`);
  }

  /** Whether what must hold has changed since it was signed. */
  since() {
    const last = this.came?.signed.at(-1), events = this.session.state.events;
    return Boolean(last && (this.came?.changed || this.criteria.some(({ row }) => {
      const came = this.session.state.rows.get(row.key);
      return came?.changed || (came?.event && events.indexOf(came.event) > events.indexOf(last));
    })));
  }

  /** What was decided, and where a no-go leads. */
  *outcome() {
    const { session, row, came } = this, back = session.plan.rollback;
    if (this.since()) yield element("p", { class: "lb-tone--warn" }, says("criteria-changed"));
    if (came?.state === "no-go" && !row.noGo) yield element("p", {}, says("not-begun"));
    if (!["on", "paused"].includes(session.state.status)) return;
    const again = button(says("ask-again"), async () => { if (await ready(session, this.place)) await session.record("ask again", row.key); }, came?.state === "go" ? "plain" : "");
    if (came?.state === "no-go" || this.since()) yield element("p", { class: "lb-acts" }, again, ...(came?.state === "no-go" && back ? [element("a", { class: "lb-button lb-button--back", href: session.address(back.chapter) }, says("to-rollback"))] : []));
  }
}

/** @param {string} tone @param {Parameters<typeof markOf>[0]} sign @param {string} text */
export const pill = (tone, sign, text) => element("span", { class: `lb-pill lb-pill--${tone} lb-pill--signed` }, markOf(sign), text);

/** Puts the gates of this page into their hands. @param {Pressed} session */
export function openGates(session) {
  const gates = session.plan.rows.filter(({ does }) => does === "gate").flatMap((row) => placesOfRow(session, row).filter((node) => node.matches(".lb-gate")).map((node) => new Gate(session, row, node)));
  if (gates.length) session.subscribe(() => { const held = heldBack(session, true); for (const gate of gates) gate.show(held); });
}
