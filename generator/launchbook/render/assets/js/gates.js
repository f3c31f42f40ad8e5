/* Gates: what is read, by whom it is accepted, and who says go or no-go. The clock never opens one. */

import { actOf } from "./acts.js";
import { ready, sentence } from "./asks.js";
import { button, element } from "./element.js";
import { signers } from "./fold.js";
import { markOf } from "./marks.js";
import { bothOf } from "./order.js";
import { readingForm } from "./readings.js";
import { reveal } from "./reveal.js";
import { refocused } from "./refocus.js";
import { says } from "./says.js";
import { mineOf } from "./ticks.js";
import { MINUTE } from "./time.js";
import { holders, atOf, chosenOf, clockOf, dotted, heldBack, lookOf, nameOf, noteIn, noteOf, placesOfRow, signed } from "./told.js";
import { brief } from "./wall.js";
import { all, announce, because, say } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */
/** @typedef {{ row: Row, place: HTMLElement, shown: string, again: boolean }} Criterion */

/** So many rows are named; of more their number is said. */
export const MOST_NAMED = 12;

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
    /** Whose signature is taken down as it was heard, and whose deputy has signed already. */
    this.phone = "";
    this.twice = "";
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
    const shown = JSON.stringify([came?.state, came?.signed.length, waits?.key, session.me, this.phone, this.twice, open && this.missing(), decided && this.since(), session.state.status, session.stand.gate?.row === row, mineOf(session, came)?.id, this.again()?.id]);
    this.node.dataset.state = waits ? "locked" : came?.state ?? "pending";
    this.head.replaceChildren(...this.told(waits));
    if (shown === this.shown) return;
    this.shown = shown;
    const form = this.place.querySelector("form.lb-asked"), asks = /** @type {HTMLElement | null} */ (form?.closest("[data-signer]") ?? null)?.dataset.signer;
    refocused(this.place, () => {
      this.place.replaceChildren(...(waits ? [] : decided ? this.outcome() : this.asking()));
      if (form) this.cardOf(asks).append(form);
    });
    this.node.classList.toggle("lb-gate--waits", this.place.querySelector(".lb-sign--wait") !== null);
  }

  /** Who asked again last, and why. */
  again() { return this.session.state.events.findLast((event) => event.do === "ask again" && event.row === this.row.key); }

  /** What stands in the gate's head. @param {Row | undefined} waits */
  *told(waits) {
    const { session, row, came } = this, past = session.now() - Date.parse(row.at ?? "") - session.stand.moved;
    if (came?.state === "go") yield pill("ok", "done", says("go"));
    else if (came?.state === "no-go") yield pill("stop", "failed", says("no-go"));
    else if (waits) yield pill("idle", "locked", says("after-gate", { gate: waits.title }));
    else if (past >= MINUTE && session.state.status === "none") yield pill("idle", "pending", `${say("by-plan")} ${say("was-due", { time: clockOf(session, Date.parse(row.at ?? "")) })}`);
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
    criterion.place.parentElement?.classList.toggle("lb-crit-met", criterion.place.dataset.state === "met");
    const focused = criterion.place.contains(document.activeElement);
    const form = criterion.place.querySelector("form.lb-asked");
    criterion.place.replaceChildren(...this.reading(criterion, came, open), ...(form ? [form] : []));
    if (focused && !form) (criterion.again ? criterion.place.querySelector("input") : criterion.place)?.focus({ preventScroll: true });
  }

  /** @param {Criterion} criterion @param {RowState | undefined} came @param {boolean} open @returns {Iterable<Node>} */
  *reading(criterion, came, open) {
    const { session } = this, { row } = criterion, good = came?.state === "met", event = came?.event, again = () => { criterion.again = !criterion.again; this.read(criterion, open); };
    if (came?.conflict) yield* this.answers(criterion, came.conflict);
    else if (event && came.state !== "pending") {
      const several = chosenOf(session, event);
      if (several.length) yield element("p", { class: "lb-said" }, markOf(good ? "done" : "late"), " ", ...dotted(several));
      else yield element("p", { class: "lb-said" }, markOf(good ? "done" : "late"), " ", ...(came.reading ? [element("b", {}, came.reading), " "] : []),
        element("b", { class: `lb-tone--${good ? "ok" : "warn"}` }, says(came.state === "accepted" ? "accepted" : row.closes ? (good ? "is-not-seen" : "is-seen") : good ? "met" : "unmet")), ` ${signed(session, event)}`,
        ...(noteIn(session, event) ? [say("colon"), noteOf(noteIn(session, event))] : []));
      if (open) yield element("p", { class: "lb-acts" }, button(says("read-again"), again, "plain"), ...this.accepting(criterion, came));
    }
    if (came?.changed) yield element("p", { class: "lb-was" }, element("b", { class: "lb-tone--warn" }, says("changed")), " ", element("small", {}, says("was")), " ", element("del", {}, came.changed.before));
    if (open && !came?.conflict && (!event || came?.state === "pending" || criterion.again)) yield readingForm(row, (act, more) => this.record(criterion, act, more));
  }

  /** @param {Criterion} criterion @param {RunEvent[]} events */
  *answers(criterion, events) {
    yield element("p", {}, says("two-answers"));
    yield element("p", { class: "lb-acts" }, ...events.map((event) =>
      button(`${actOf(event)} · ${signed(this.session, event)}`, () => this.record(criterion, "resolve", { value: event.id }))),
      button(say("both"), () => this.record(criterion, "resolve", { value: bothOf(events) })));
  }

  /** Who decides takes something as it is. @param {Criterion} criterion @param {RowState} came */
  *accepting(criterion, came) {
    if (came.state !== "unmet") return;
    yield button(says("accept"), async () => {
      const note = await sentence(criterion.place, { question: says("why-accepted"), act: says("accept-it") });
      if (note) await this.record(criterion, "accepted", { note }, { of: signers(this.session.plan, this.row).slice(0, 1), signs: true });
    });
  }

  /** @param {Criterion} criterion @param {Act} act @param {Partial<RunEvent>} more @param {import("./asks.js").Asking} [asking] */
  async record(criterion, act, more, asking) {
    const who = await ready(this.session, criterion.place, asking);
    if (!who) return;
    criterion.again = false;
    await this.session.record(act, criterion.row.key, { ...who, ...more });
  }

  /** What is not as it should be for a go. */
  missing() {
    const { session } = this, came = (/** @type {Row} */ { key }) => session.state.rows.get(key), criteria = this.criteria.map(({ row }) => row);
    const isUnread = (/** @type {Row} */ row) => { const own = came(row); return !own || own.state === "pending" || own.changed !== undefined; };
    const before = this.before().map((row) => ({ row, look: lookOf(session, row) }));
    /** @param {string[]} looks */
    const with_ = (...looks) => before.filter(({ look }) => looks.includes(look)).map(({ row }) => row);
    return { unread: criteria.filter(isUnread), unmet: criteria.filter((row) => !isUnread(row) && (came(row)?.conflict || came(row)?.state === "unmet")),
      failed: with_("failed", "conflict"), open: with_("pending", "running"), changed: with_("changed"), skipped: with_("skipped") };
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
    const { session, came } = this, { unread, unmet, failed, open, changed, skipped } = this.missing(), wanted = signers(session.plan, this.row), again = this.again();
    const stops = unread.length + unmet.length + failed.length > 0;
    const against = [this.named("unread", "n", unread), this.named("not-met", "n", unmet), this.named("is-failed", "row", failed), this.named("steps-open", "n", open),
      this.named("has-changed", "no", changed), this.named("was-skipped", "row", skipped)].filter((item) => item !== undefined);
    if (again) yield element("p", { class: "lb-was" }, element("small", {}, `${says("asked")} ${signed(session, again)}${because(again.note)}`));
    if (against.length) yield element("ul", { class: "lb-decide__against" }, ...against);
    if (stops) yield element("p", {}, element("small", { class: "lb-tone--warn" }, says("go-waits")));
    yield element("div", { class: "lb-decide__signs" }, ...(wanted.length ? wanted : [""]).map((person) => this.card(person, stops)));
    if (came?.signed.length) yield element("p", { class: "lb-acts" }, this.askAgain());
  }

  /** Rows of one kind, each a way to it. @param {string} word @param {string} slot @param {Row[]} rows */
  named(word, slot, rows) {
    const { session } = this, [before, after] = says(word, { [slot]: "\0" }).split("\0"), brief = rows.length > 3;
    const links = rows.slice(0, MOST_NAMED).map((row) => {
      const title = `${row.no ?? ""} ${row.title}`.trim(), note = word === "was-skipped" && session.state.rows.get(row.key)?.event?.note;
      const link = element("a", { href: session.address(row.key), "aria-label": title, onclick: (/** @type {Event} */ event) => { if (reveal(session, row.key)) event.preventDefault(); } }, brief && row.no ? row.no : title);
      return note ? [link, because(note)] : [link];
    });
    const more = rows.length > MOST_NAMED ? ` ${say("and-more", { n: rows.length - MOST_NAMED })}` : "";
    return rows.length ? element("li", {}, before, ...links.flatMap((link, at) => (at ? [" · ", ...link] : link)), more, after) : undefined;
  }

  /** @param {string} person empty where nobody is named: then anybody's word counts @param {boolean} stops */
  card(person, stops) {
    const { session, came, row } = this, event = came?.signed.findLast(({ by }) => by === person);
    if (event) return element("div", { class: "lb-sign" }, element("p", {}, element("b", {}, nameOf(session, person)), pill("ok", "done", says("go"))), element("small", {}, this.signature(event)), element("p", { class: "lb-acts" }, ...this.undo(event)));
    const awaited = session.stand.gate?.row === row || !row.at, phone = this.phone === person && person !== "";
    return element("div", { class: "lb-sign lb-sign--wait", "data-signer": person },
      element("p", {}, element("b", {}, person ? nameOf(session, person) : says("anybody")), awaited ? pill("warn", "wait", says("awaited")) : pill("idle", "pending", says("signs-at", { time: clockOf(session, Date.parse(row.at ?? "") + session.stand.moved) }))),
      ...(phone ? [element("small", {}, says("said-elsewhere", { who: nameOf(session, person) }))] : []), ...this.both(person, stops, phone),
      ...(this.twice === person && person ? [element("small", { class: "lb-tone--warn" }, says("twice"))] : []),
      ...(person ? [element("p", { class: "lb-acts" }, ...this.reach(person, phone))] : []));
  }

  /** Where a signer is asked; without one, or once nobody is asked any more, below all. @param {string} [person] */
  cardOf(person) { return all(".lb-sign--wait", this.place).find((card) => card.dataset.signer === person) ?? this.place; }

  /** Calling somebody who is not here. @param {string} person @param {boolean} phone */
  *reach(person, phone) {
    const number = this.session.plan.people[person]?.phone?.[0];
    if (number) yield element("a", { class: "lb-button", href: `tel:${number.replace(/[^+\d]/g, "")}` }, says("call", { phone: number }));
    else yield element("span", { class: "lb-missing" }, says("no-number"));
    yield button(says(phone ? "cancel" : "by-phone"), () => this.call(phone ? "" : person), "plain");
  }

  /** @param {string} person */
  call(person) {
    [this.phone, this.twice] = [person, ""];
    this.session.tell(new Set([this.row.key]));
    /** @type {HTMLElement | null} */ (this.place.querySelector(person ? ".lb-sign--wait small ~ .lb-gonogo button" : ".lb-gonogo button"))?.focus({ preventScroll: true });
  }

  /** GO and NO-GO are no twins: one is filled, the other outlined. @param {string} person @param {boolean} stops @param {boolean} phone */
  *both(person, stops, phone) {
    const go = element("button", { type: "button", class: "lb-go", "aria-disabled": stops && "true", onclick: () => (stops ? announce(says("go-waits")) : void this.sign("go", person, phone)) }, markOf("done"), " ", says("go"));
    yield element("p", { class: "lb-gonogo" }, go, element("button", { type: "button", class: "lb-nogo", onclick: () => { void this.sign("no-go", person, phone); } }, markOf("failed"), " ", says("no-go")));
  }

  /** Asked is who signs, every time: whoever signs here is not who ticks here. @param {"go" | "no-go"} act @param {string} person @param {boolean} phone */
  async sign(act, person, phone) {
    const { session, row } = this, title = [says(act), person && nameOf(session, person)].filter(Boolean).join(" · ");
    for (const open of this.place.querySelectorAll("form.lb-asked")) open.dispatchEvent(new Event("leave"));
    const who = await ready(session, this.cardOf(person), { of: person ? [person] : [], signs: true, heard: phone, title });
    if (!who) return;
    const deputy = !phone && who.heard !== undefined && session.plan.people[person]?.deputy === who.heard;
    this.twice = deputy && this.came?.signed.some(({ by, heard, value }) => (value === "for" ? heard : by) === who.heard) ? person : "";
    if (this.twice) { announce(says("twice")); session.tell(new Set([row.key])); return; }
    this.phone = "";
    await session.record(act, row.key, { ...who, ...(who.heard && { value: deputy ? "for" : "phone" }) });
    if (["go", "no-go"].includes(this.came?.state ?? "")) for (const part of [this.node.querySelector(".lb-gate__head"), this.place]) part?.scrollIntoView({ block: "nearest" }); // the cards have gone, and the page has moved
  }

  /** As long as nothing else was done on this device, whoever pressed takes it back. @param {RunEvent | undefined} event */
  *undo(event) {
    const mine = mineOf(this.session, this.came);
    if (mine && mine.id === event?.id) yield button(says("undo"), async () => {
      const who = await ready(this.session, this.place);
      if (who) await this.session.record("undo", this.row.key, { ...who, value: mine.id });
    });
  }

  /** Later a decision is corrected by asking again: who did that, and why, stays in the record. */
  askAgain() {
    const { session, row } = this;
    return button(says("ask-again"), async () => {
      const note = await sentence(this.place, { question: says("why-again"), act: says("ask-it-again") }), who = note ? await ready(session, this.place) : undefined;
      if (who) await session.record("ask again", row.key, { ...who, note });
    }, "plain");
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
    yield element("p", { class: "lb-acts" }, ...this.told(undefined), ...this.undo(came?.event), this.askAgain(), ...(came?.state === "no-go" && back ? [element("a", { class: "lb-button lb-button--back", href: session.address(back.chapter) }, says("to-rollback"))] : []));
  }
}

/** @param {string} tone @param {Parameters<typeof markOf>[0]} sign @param {string} text */
export const pill = (tone, sign, text) => element("span", { class: `lb-pill lb-pill--${tone} lb-pill--signed` }, markOf(sign), text);

/** Puts the gates of this page into their hands. @param {Pressed} session */
export function openGates(session) {
  const gates = session.plan.rows.filter(({ does }) => does === "gate").flatMap((row) => placesOfRow(session, row).filter((node) => node.matches(".lb-gate")).map((node) => new Gate(session, row, node)));
  if (gates.length) session.subscribe(() => { const held = heldBack(session, true); for (const gate of gates) gate.show(held); });
}
