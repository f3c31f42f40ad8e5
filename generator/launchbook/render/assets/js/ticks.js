/* Ticks: the number of a step or of an item is what is pressed. One press means done; everything else stands in the row. */

import { ready, sentence } from "./asks.js";
import { button, element } from "./element.js";
import { markOf, signOf } from "./marks.js";
import { bothOf } from "./order.js";
import { unpressed } from "./press.js";
import { readingForm } from "./readings.js";
import { atOf, clockOf, dotted, heldBack, initialsOf, isUndecided, lookOf, noteOf, placesOfRow, saidOf, SHUT, shutBy, signed, wordOf } from "./told.js";
import { says } from "./says.js";
import { dayOf } from "./wall.js";
import { all, announce, because, isSeen, say } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */
/** @typedef {import("./told.js").Look} Look */
/** Where a row stands on the page, and what was put there.
 * @typedef {{ row: Row, node: HTMLElement, run: HTMLElement | undefined, tick: HTMLButtonElement, said: HTMLElement, acts: HTMLElement,
 *   box: Element | null, pens: HTMLElement[], look: Look, shown: unknown[], more: boolean }} Line */

/** A long page makes its ticks as one comes near them. */
const NEAR = "1200px 0px";
/** @type {ReadonlySet<Look>} */
const OVER = new Set(/** @type {Look[]} */ (["done", "skipped", "na"]));
const PRESSED = new Set(["step", "item", "check"]);

/** The ticks of one page. */
class Ticks {
  /** @param {Pressed} session */
  constructor(session) {
    this.session = session;
    /** @type {Line[]} */
    this.lines = [];
    /** @type {WeakMap<HTMLElement, Line>} */
    this.of = new WeakMap();
    this.held = /** @type {Map<string, Row>} */ (new Map());
    this.first = /** @type {Set<string>} */ (new Set());
    this.late = /** @type {Set<Row>} */ (new Set());
    this.today = "";
    this.prepare();
    /** Places that nobody has come near yet. */
    this.waiting = new Map(placesOf(session));
    this.near = new IntersectionObserver((seen) => unpressed(() => { for (const { isIntersecting, target } of seen) if (isIntersecting) this.make(/** @type {HTMLElement} */ (target)); }), { rootMargin: NEAR });
    for (const node of this.waiting.keys()) this.near.observe(node);
  }

  /** Makes the line of a place that comes near. @param {HTMLElement} node */
  make(node) {
    const row = this.waiting.get(node);
    this.near.unobserve(node);
    if (!row || !this.waiting.delete(node)) return;
    const line = lineAt(row, node, this);
    this.lines.push(line);
    this.of.set(line.tick, line);
    this.show(line);
  }

  /** Makes what is in view around a place, or from the first on, at once: otherwise it waits for a frame.
   * @param {Element | null | undefined} place */
  makeShown(place) {
    const nodes = [...this.waiting.keys()];
    const at = place ? nodes.findIndex((node) => place.contains(node) || place.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) : 0;
    if (at < 0) return;
    const near = [...thoseInView(nodes.slice(0, at).reverse()), ...thoseInView(nodes.slice(at))]; // first all are measured, then some change
    for (const node of near) this.make(node);
  }

  /** Makes what is left: paper has no place to come near to. */
  makeAll() { for (const node of [...this.waiting.keys()]) this.make(node); }

  /** What all lines ask for is worked out once. */
  prepare() {
    const { session } = this;
    this.held = heldBack(session);
    this.first = new Set(startable(session, this.held));
    this.late = new Set(session.stand.late);
    this.today = dayOf(session.now(), session.plan.zone, "en");
  }

  /** After an event, or another minute: only what says something else is drawn. */
  tell() {
    this.prepare();
    for (const line of this.lines) this.show(line);
  }

  /** @param {Line} line */
  show(line) {
    const { session } = this, { row } = line, look = lookOf(session, row, this.held), came = session.state.rows.get(row.key);
    const gate = this.held.get(row.key), mine = mineOf(session, came), shut = this.isShut({ row, look }, "done"), next = this.first.has(row.key), goesOn = look === "running" || this.late.has(row);
    const shown = [look, came, gate, shut, session.stand.passed.get(row.key), mine?.id, next, line.more, session.me, session.stand.moved, this.today, goesOn && textOf(saidOf(session, row, look, gate))];
    if (shown.length === line.shown.length && shown.every((part, index) => part === line.shown[index])) return;
    Object.assign(line, { shown, look });
    const said = saidOf(session, row, look, gate);
    for (const node of [line.node, line.run]) {
      if (node) node.dataset.state = look;
      node?.toggleAttribute("data-shut", SHUT.has(look));
    }
    line.tick.dataset.state = look;
    line.tick.replaceChildren(...[signOf(look), element("span", {}, row.no ?? "")].filter((part) => part !== undefined));
    line.tick.setAttribute("aria-pressed", String(look === "done"));
    line.tick.removeAttribute("aria-disabled");
    if (shut) line.tick.setAttribute("aria-disabled", "true");
    line.tick.setAttribute("aria-label", `${row.no ?? ""} ${row.title}. ${look === "locked" ? shutBy(session, row, look, gate) : wordOf(row, look, came?.state)}. ${shut ? "" : hintOf(row, look, mine)}`.trim());
    const more = [...moreOf(this, line)];
    line.said.replaceChildren(...dotted(said), ...more);
    line.said.classList.toggle("lb-said--more", more.length > 0);
    const focused = line.acts.contains(document.activeElement) && !line.acts.querySelector("form:focus-within");
    const open = line.acts.querySelector("form.lb-asked");
    line.acts.replaceChildren(...beneath(this, line, mine, next));
    if (open) line.acts.append(open);
    if (focused) line.tick.focus({ preventScroll: true });
    onPaper(session, line, look);
  }

  /** Records something about a row, once there is a run and somebody who signs.
   * @param {Line} line @param {Act} act @param {Partial<RunEvent>} [more] */
  async record(line, act, more) {
    const who = await ready(this.session, line.acts, { of: line.row.does === "check" && !["note", "undo"].includes(act) ? line.row.who : [] });
    if (!who) return;
    if (this.isShut(line, act)) { this.tellShut(line); return; }
    line.more = false;
    line.shown = [];
    const back = line.acts.contains(document.activeElement);
    await this.session.record(act, line.row.key, { ...who, ...more });
    if (back || document.activeElement === document.body) line.tick.focus({ preventScroll: true });
    announce(`${line.row.no ?? ""} ${says(line.look)}`);
  }

  /** @param {Line} line @param {Act} act @param {string} question @param {string} go @param {boolean} [optional] */
  async because(line, act, question, go, optional) {
    if (this.isShut(line, act)) return;
    const note = await sentence(line.acts, { question: says(question), act: says(go), optional });
    if (note) await this.record(line, act, { note });
  }

  /** Whether an act waits for something: a row that is shut is only remarked on, and a fork is done by a way. @param {Pick<Line, "look" | "row">} line @param {Act} act */
  isShut({ look, row }, act) {
    return (SHUT.has(look) && act !== "note" && act !== "undo") || (act === "done" && !OVER.has(look) && isUndecided(this.session, row));
  }

  /** Says what a row waits for; a fork leads to its ways. @param {Line} line */
  tellShut({ row, look }) {
    const { session } = this, shut = SHUT.has(look), [way] = session.parts.get(row.key) ?? [];
    announce(shut ? shutBy(session, row, look, this.held.get(row.key)) : says("take-first"));
    if (!shut) for (const place of placesOfRow(session, way)) /** @type {HTMLElement | null} */ (place.querySelector(".lb-way button"))?.focus();
  }

  /** The number is pressed. @param {Line} line */
  async press(line) {
    const mine = mineOf(this.session, this.session.state.rows.get(line.row.key));
    if (this.isShut(line, "done")) this.tellShut(line);
    else if (line.look === "changed" || line.look === "conflict") /** @type {HTMLElement | null} */ (line.acts.querySelector("button"))?.focus();
    else if (OVER.has(line.look) && mine) await this.record(line, "undo", { value: mine.id });
    else if (OVER.has(line.look)) this.open(line);
    else if (line.row.does === "check") this.open(line, true);
    else await this.record(line, "done");
  }

  /** Shows what else can be said about a row. @param {Line} line @param {boolean} [stay] */
  open(line, stay = false) {
    line.more = stay || !line.more;
    this.show(line);
    /** @type {HTMLElement | null} */ (line.acts.querySelector("input, button"))?.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const tick = event.target instanceof HTMLElement ? event.target.closest(".lb-tick") : null, line = tick instanceof HTMLElement && this.of.get(tick);
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase(), done = this.keys(line)[key];
    if (key === "arrowdown" || key === "arrowup") this.move(line.tick, key === "arrowdown" ? 1 : -1);
    else if (done) void done();
    else return;
    event.preventDefault();
    event.stopPropagation(); // the theme goes to its search at `s` and `f`
  }

  /** @param {Line} line @returns {Record<string, () => unknown>} */
  keys(line) {
    const mine = mineOf(this.session, this.session.state.rows.get(line.row.key)), step = line.row.does === "step";
    const copied = (line.run ?? line.node).querySelector(".lb-copy");
    return {
      ...(step && { s: () => this.record(line, "start") }),
      f: () => (line.row.does === "check" ? this.open(line, true) : this.because(line, "failed", "why-failed", "record-failed")),
      k: () => this.because(line, "skipped", "why-skipped", "skip-it"),
      ...(copied instanceof HTMLElement && !SHUT.has(line.look) && { c: () => copied.click() }),
      ...(mine && { u: () => this.record(line, "undo", { value: mine.id }) }),
    };
  }

  /** @param {HTMLElement} from @param {number} by */
  move(from, by) {
    const ticks = all(".lb-tick").filter((tick) => tick.offsetParent), next = ticks[ticks.indexOf(from) + by];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  }
}

/** So many places are looked at; those that are folded are passed over. */
const LOOKED_AT = 40;

/** Of places in their order those in view, as far as they go. @param {HTMLElement[]} nodes @returns {Iterable<HTMLElement>} */
function* thoseInView(nodes) {
  for (const node of nodes.slice(0, LOOKED_AT)) {
    const { top, bottom, height } = node.getBoundingClientRect();
    if (!height || !isSeen(node)) continue;
    if (bottom < 0 || top > innerHeight) return;
    yield node;
  }
}

/** Rows of the plan that stand on this page, or copies of them. @param {Pressed} session @returns {Iterable<[HTMLElement, Row]>} */
function* placesOf(session) {
  for (const row of session.plan.rows) {
    const [chapter, anchor] = row.key.split("#");
    const own = PRESSED.has(row.does) && chapter === session.chapter ? document.getElementById(anchor) : null;
    if (own) yield [own, row];
  }
  for (const node of all("[data-row]")) {
    const row = session.rows.get(node.dataset.row ?? "");
    if (row && PRESSED.has(row.does)) yield [node, row];
  }
}

/** @param {Row} row @param {HTMLElement} node @param {Ticks} ticks @returns {Line} */
function lineAt(row, node, ticks) {
  const below = node.nextElementSibling, run = below instanceof HTMLElement && below.matches(".lb-step__run") ? below : undefined;
  const no = node.querySelector(":scope > .lb-sheet__no, :scope > .lb-step__no") ?? node.insertBefore(element("span", { class: "lb-ticked__no" }), node.firstChild);
  const body = node.querySelector(":scope > .lb-sheet__do, :scope > .lb-item__what, :scope > div") ?? node;
  const tick = element("button", { type: "button", class: "lb-tick" }), said = element("p", { class: "lb-said" }), acts = element("div", { class: "lb-acted" });
  const pens = /** @type {HTMLElement[]} */ ([...node.querySelectorAll(":scope > .lb-pen")]);
  const after = [...body.children].find((part) => part.matches("p, ul, ol, dl, div, table") && !part.matches(".lb-item__call, .lb-item__stop"));
  node.classList.add("lb-ticked");
  node.closest("table")?.classList.add("lb-ticked-sheet");
  no.append(tick);
  body.insertBefore(said, after ?? null);
  (run?.firstElementChild ?? body).append(acts);
  const line = /** @type {Line} */ ({ row, node, run, tick, said, acts, box: node.querySelector(".lb-box"), pens, look: "pending", shown: [], more: false });
  for (const pen of pens) pen.dataset.printed = pen.textContent ?? "";
  tick.addEventListener("click", () => { void ticks.press(line); });
  return line;
}

/** My last event, as long as it is the last of this device: it can be taken back where it was made.
 * @param {Pressed} session @param {RowState | undefined} came */
export function mineOf(session, came) {
  const last = session.state.events.findLast((event) => event.device === session.store.device);
  return came?.undo && last && (last.id === came.undo.id || ((last.do === "note" || last.do === "fill") && last.row === came.undo.row)) ? came.undo : undefined;
}

/** The steps that begin now or next: as it stands in the chapter that is followed, elsewhere the first of every list.
 * @param {Pressed} session @param {Map<string, Row>} held */
function* startable(session, held) {
  const { plan, stand } = session, followed = stand.rolling ? plan.rollback?.chapter : plan.main, near = new Set([...stand.now, stand.next]);
  /** @type {Set<string>} */
  const seen = new Set();
  for (const row of plan.rows) {
    const chapter = row.key.split("#")[0], list = row.in ?? chapter;
    if (row.does !== "step") continue;
    if (near.has(row)) yield row.key;
    if (chapter === followed || seen.has(list)) continue;
    const look = lookOf(session, row, held);
    if (look === "pending" || look === "running" || look === "failed") seen.add(list);
    if (look === "pending") yield row.key;
  }
}

/** @param {(Node | string)[][]} parts */
const textOf = (parts) => parts.map((part) => part.map((one) => (typeof one === "string" ? one : one.textContent)).join("")).join("·");

/** What a press does. @param {Row} row @param {Look} look @param {RunEvent | undefined} mine */
function hintOf(row, look, mine) {
  if (look === "changed" || look === "conflict") return says("press-choose");
  if (OVER.has(look)) return says(mine ? "press-undo" : "press-more");
  return says(row.does === "check" ? "press-read" : "press-done");
}

/** The button that shows what else can be said. @param {Ticks} ticks @param {Line} line */
function* moreOf(ticks, line) {
  if (SHUT.has(line.look) || line.look === "changed" || line.look === "conflict") return;
  yield element("button", { type: "button", class: "lb-more", "aria-expanded": String(line.more), "aria-label": `${says("more")}: ${line.row.no ?? line.row.title}`,
    onclick: () => ticks.open(line) }, "⋯");
}

/** What stands beneath a row: both answers, both wordings, remarks, and the buttons. @param {Ticks} ticks @param {Line} line
 * @param {RunEvent | undefined} mine @param {boolean} next @returns {Iterable<Node>} */
function* beneath(ticks, line, mine, next) {
  const came = ticks.session.state.rows.get(line.row.key);
  if (came?.changed && line.look === "changed") yield* wordings(line, came.changed.before);
  if (came?.conflict) yield* answers(ticks, line, came.conflict);
  for (const note of came?.notes ?? []) yield element("p", { class: "lb-noted" }, element("small", {}, signed(ticks.session, note)), " ", noteOf(note.note ?? ""));
  if (line.look === "failed") yield* onward(ticks.session, line.row);
  const asks = line.row.does === "check" && (line.look === "pending" || line.look === "failed" || line.more) && !SHUT.has(line.look);
  if (asks) yield readingForm(line.row, (act, more) => ticks.record(line, act, more));
  const buttons = [...buttonsOf(ticks, line, mine, next)];
  if (buttons.length) yield element("p", { class: "lb-acts" }, ...buttons);
}

/** @param {Line} line @param {string} before */
function* wordings(line, before) {
  yield element("p", { class: "lb-was" }, element("small", {}, says("was")), " ", element("del", {}, before));
  yield element("p", { class: "lb-was" }, element("small", {}, says("is-now")), " ", element("ins", {}, line.row.title));
}

/** Two answers, with as much weight each. @param {Ticks} ticks @param {Line} line @param {RunEvent[]} events */
function* answers(ticks, line, events) {
  yield element("p", {}, says("two-answers"));
  yield element("p", { class: "lb-acts" }, ...events.map((event) =>
    button(`${says(event.do)} · ${signed(ticks.session, event)}${because(event.note || event.value)}`, () => ticks.record(line, "resolve", { value: event.id }))),
    button(say("both"), () => ticks.record(line, "resolve", { value: bothOf(events) })));
}

/** Where the plan leads after a failure. @param {Pressed} session @param {Row} row */
function* onward(session, row) {
  const ways = (session.parts.get(row.key) ?? []).filter((way) => way.mark === "bad"), then = row.then && row.then !== "end" ? session.rows.get(row.then) : undefined;
  const links = [...ways, ...(then && !ways.length ? [then] : [])];
  for (const to of links) yield element("p", { class: "lb-onward" }, "↘ ", element("a", { href: session.address(to.key) }, `${to.no ?? ""} ${to.title}`.trim()));
}

/** What this device said last of a row: behind the dots also that is taken back, whatever came after it elsewhere.
 * @param {Pressed} session @param {RowState | undefined} came */
const ownOf = (session, came) => (came?.undo?.device === session.store.device ? came.undo : undefined);

/** @param {Ticks} ticks @param {Line} line @param {RunEvent | undefined} mine @param {boolean} next @returns {Iterable<HTMLElement>} */
function* buttonsOf(ticks, line, mine, next) {
  const { look, row, more } = line, step = row.does === "step", record = (/** @type {Act} */ act) => () => ticks.record(line, act);
  const skip = () => button(says("skip"), () => ticks.because(line, "skipped", "why-skipped", "skip-it"));
  const fail = () => button(says("fail-it"), () => ticks.because(line, "failed", "why-failed", "record-failed"));
  if (look === "changed") yield* [button(says("still-done"), record("confirm")), button(says("do-again"), record("start"))];
  if (look === "conflict" || look === "changed" || SHUT.has(look)) return;
  if (look === "running") yield* [...(ticks.isShut(line, "done") ? [] : [marked("done", says("done"), record("done"), "main")]), fail(), skip()];
  if (look === "failed" && row.does !== "check") yield* [button(says("again"), record("start"), "main"), skip()];
  if (look === "pending" && step && (next || more)) yield* [marked("running", says("start"), record("start")), skip()];
  if (more && look === "pending" && row.does !== "check") yield* [...(step ? [] : [skip()]), fail()];
  if (more && look === "pending") yield button(says("not-applicable"), () => ticks.because(line, "na", "why-na", "not-applicable-it"));
  if (more && ["done", "skipped", "na"].includes(look) && row.does !== "check") yield button(says("do-again"), record("start"));
  if (more) yield button(says("note"), () => ticks.because(line, "note", "which-note", "keep"));
  const back = mine ?? (more ? ownOf(ticks.session, ticks.session.state.rows.get(row.key)) : undefined);
  if (back) yield button(says("undo"), () => ticks.record(line, "undo", { value: back.id }), "plain");
}

/** @param {"done" | "running"} sign @param {string} text @param {() => unknown} press @param {string} [kind] */
function marked(sign, text, press, kind) {
  const made = button(text, press, kind);
  made.prepend(markOf(sign), " ");
  return made;
}

/** What a printed page says: the box with its tick, time and initials in their columns. @param {Pressed} session @param {Line} line @param {Look} look */
function onPaper(session, line, look) {
  const came = session.state.rows.get(line.row.key), event = came?.event, over = event && !["pending", "running"].includes(came.state);
  if (line.box && event) line.box.className = `lb-box lb-box--${{ na: "skipped", changed: "done", conflict: "failed" }[/** @type {string} */ (look)] ?? look}`;
  else if (line.box && !came) line.box.className = "lb-box";
  if (line.pens.length < 2) return;
  const [time, who] = line.pens.slice(-2), reading = line.pens.length >= 4 ? line.pens[0] : undefined; // counted from the last: a new time may stand before them
  const initials = over ? initialsOf(session, event) : "";
  who.textContent = initials || (who.dataset.printed ?? "");
  if (!reading) time.replaceChildren(over ? clockOf(session, came.ended ?? atOf(event)) : time.dataset.printed ?? "", element("b", { class: "lb-screen" }, initials));
  if (reading) reading.textContent = over ? [came.reading, clockOf(session, came.ended ?? atOf(event))].filter(Boolean).join(" ") : reading.dataset.printed ?? "";
}

/** The last line of a page with ticks: which keys there are, and when. */
function help() {
  const article = document.querySelector(".md-content__inner"), foot = article?.querySelector(".lb-turn, .lb-foot");
  const line = element("p", { class: "lb-keys lb-screen" }), names = ["next-number", "tick", "start", "failed", "skip", "copy", "undo"];
  for (const [index, keys] of ["↑ ↓", "Space", "S", "F", "K", "C", "U"].entries()) line.append(...keys.split(" ").map((key) => element("kbd", {}, key)), ` ${says(`key-${names[index]}`)} `);
  line.append(element("small", {}, says("key-when")));
  article?.insertBefore(line, foot ?? null);
}

/** Puts ticks on the page. @param {Pressed} session */
export function tickRows(session) {
  const ticks = new Ticks(session);
  if (!ticks.waiting.size) return undefined;
  document.documentElement.classList.add("lb-ticks"); // where `early.js` knew it, no style is worked out anew
  help();
  session.subscribe(() => ticks.tell(), session.first);
  document.addEventListener("keydown", (event) => ticks.key(event));
  window.addEventListener("beforeprint", () => ticks.makeAll());
  return ticks;
}
