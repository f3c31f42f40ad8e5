/* The launch on this page: its plan, the run that is on, who reads it, and what was done. Views listen; only `record` adds. */

import { fold } from "./fold.js";
import { unpressed } from "./press.js";
import { openStore } from "./store.js";
import { stand } from "./stand.js";
import { DAY, wallClock } from "./time.js";
import { bring } from "./words.js";

/** Stands for whoever reads on a screen that several people use: nobody is known there, and each is asked. */
export const SEVERAL = "*";

/** @typedef {(session: Session, changed: Set<string>) => void} Listener */

/** One plan on launch day. */
export class Session {
  /** @param {Plan} plan @param {Awaited<ReturnType<typeof openStore>>} store @param {HTMLElement} place */
  constructor(plan, store, place) {
    this.plan = plan;
    this.store = store;
    this.place = place;
    /** The chapter that this page shows; empty for the front page. */
    this.chapter = place.dataset.chapter ?? "";
    /** Addresses of the plan's pages by chapter. @type {Record<string, string>} */
    this.chapters = JSON.parse(place.dataset.chapters || "{}");
    this.rows = new Map(plan.rows.map((row) => [row.key, row]));
    /** @type {Map<string, Row[]>} */
    this.parts = new Map();
    for (const row of plan.rows) {
      const beside = this.parts.get(row.in ?? "");
      if (beside) beside.push(row);
      else this.parts.set(row.in ?? "", [row]);
    }
    /** @type {Run[]} */
    this.runs = [];
    /** @type {Run | undefined} */
    this.run = undefined;
    this.state = fold(plan);
    this.stand = stand(plan, this.state, this.now());
    /** Who listens before all others: what was pressed is painted first. @type {Set<Listener>} */
    this.first = new Set();
    /** @type {Set<Listener>} */
    this.listeners = new Set();
    /** Who listens after all others: what measures itself does so when nothing else on the page changes any more. @type {Set<Listener>} */
    this.last = new Set();
    /** Rows of which the others have still to be told, after the next frame. @type {Set<string> | undefined} */
    this.untold = undefined;
    /** When that is done. @type {Promise<void>} */
    this.told = Promise.resolve();
  }

  /** The time by the site's clock, where the device's is known to be wrong. */
  now() { return Date.now() + this.store.offset * 1000; }

  /** Who reads this page; undefined until somebody says so. */
  get me() { return this.several ? undefined : this.store.me(); }

  /** Whether several people use this screen. */
  get several() { return this.store.me() === SEVERAL; }

  /** @param {string} person or SEVERAL */
  be(person) {
    this.store.setMe(person);
    this.tell(new Set(this.rows.keys()));
  }

  /** The address of a row, or of a chapter.
   * @param {string} key */
  address(key) {
    const [chapter, anchor = ""] = key.split("#"), page = this.chapters[chapter] ?? "";
    return page === "#" ? `#${anchor}` : anchor ? `${page}#${anchor}` : page;
  }

  /** @param {Listener} listener @param {Set<Listener>} [among] */
  subscribe(listener, among = this.listeners) {
    among.add(listener);
    listener(this, new Set(this.rows.keys()));
  }

  /** Reads the runs again, and tells what came of it. */
  async read() {
    this.runs = await this.store.runs();
    const open = this.runs.filter((run) => !fold(this.plan, run).status.startsWith("ended"));
    const chosen = this.runs.find((run) => run.run === this.store.chosen()) ?? open.at(-1) ?? this.runs.at(-1);
    this.follow(chosen);
  }

  /** Shows a run. @param {Run | undefined} run */
  follow(run) {
    const changed = this.fold(run);
    unpressed(() => this.tell(changed));
  }

  /** What a run comes to; the rows of which something else is known then.
   * @param {Run | undefined} run */
  fold(run) {
    const before = this.state;
    this.run = run;
    this.state = fold(this.plan, run);
    const changed = changedRows(before, this.state);
    this.stand = stand(this.plan, this.state, this.now());
    return changed;
  }

  /** Another minute: what is late, and what is next.  */
  tick() {
    this.stand = stand(this.plan, this.state, this.now());
    unpressed(() => this.tell(new Set()));
  }

  /** Tells everybody at once. @param {Set<string>} changed */
  tell(changed) {
    const all = new Set([...changed, ...this.untold ?? []]);
    this.untold = undefined;
    for (const listener of [...this.first, ...this.listeners, ...this.last]) listener(this, all);
  }

  /** Tells the first at once, and the others when that is painted: of several presses together.
   * @param {Set<string>} changed */
  tellFirst(changed) {
    for (const listener of this.first) listener(this, changed);
    if (this.untold) { for (const key of changed) this.untold.add(key); return; }
    const untold = (this.untold = new Set(changed));
    this.told = painted().then(() => unpressed(() => {
      if (this.untold !== untold) return; // all were told meanwhile
      this.untold = undefined;
      for (const listener of [...this.listeners, ...this.last]) listener(this, untold);
    }));
  }

  /** Begins a run, and makes it the one that pages show.
   * @param {Run["kind"]} kind @param {Partial<RunEvent>} [more] */
  async begin(kind, more) {
    const { id: plan, version = "", build } = this.plan;
    const run = await this.store.begin({ plan, kind, version, build }, new Date(wallClock(this.now(), this.plan.zone)).toISOString().slice(0, 10));
    this.store.choose(run.run);
    this.runs = [...this.runs.filter((each) => each.run !== run.run), run];
    this.run = run;
    await this.record("begin", undefined, more);
  }

  /** Adds what was done; a row remembers what it said.
   * @param {Act} act
   * @param {string} [key]
   * @param {Partial<RunEvent>} [more] */
  async record(act, key, more = {}) {
    const { run } = this;
    if (!run) return;
    const row = key ? this.rows.get(key) : undefined, came = key ? this.state.rows.get(key) : undefined, seen = came?.seen ?? came?.event?.id;
    const said = row ? { row: row.key, text: row.title, hash: row.hash, ...(row.no && { no: row.no }), ...(row.closes && { closes: "yes" }) } : {};
    const event = this.store.stamp(run.run, { do: act, ...(this.me && { by: this.me }), ...said, ...(seen && { seen }), ...more });
    run.events.push(event);
    const { id } = event, kept = JSON.stringify(this.store.kept);
    this.tellFirst(this.fold(run)); // what was pressed is seen at once, and kept a moment later
    await this.store.add(run.run, [event]);
    await this.told;
    if (this.run === run && (event.id !== id || JSON.stringify(this.store.kept) !== kept)) this.follow(run); // otherwise it was read anew meanwhile
  }
}

/** When the next frame is painted; where none is, a little later. */
const painted = () => new Promise((resolve) => {
  setTimeout(resolve, 200);
  requestAnimationFrame(() => setTimeout(resolve));
});

/** The rows of which something else is known than before. Those of which nothing is keep their state as an object, so that views need not look into it.
 * @param {RunState} before @param {RunState} state */
function changedRows(before, state) {
  const changed = new Set([...before.rows.keys()].filter((key) => !state.rows.has(key)));
  for (const [key, own] of state.rows) {
    const known = before.rows.get(key);
    if (known && JSON.stringify(known) === JSON.stringify(own)) state.rows.set(key, known);
    else changed.add(key);
  }
  return changed;
}

/** @type {Session | undefined} */
let current;
/** What is being opened: a page is told of more than once. @type {{ place: HTMLElement, wanted: boolean, session: Promise<Session | undefined> } | undefined} */
let opening;

export function session() { return current; }

/** The plan that a script has put on the page; loads it first.
 * @param {HTMLElement} place
 * @returns {Promise<Plan | undefined>} */
function planOf(place) {
  const { plan: id = "", src = "" } = place.dataset;
  const loaded = () => globalThis.launchbookPlans?.[id];
  if (loaded()) return Promise.resolve(loaded());
  return new Promise((resolve) => {
    const script = Object.assign(document.createElement("script"), { src });
    script.addEventListener("load", () => resolve(loaded()));
    script.addEventListener("error", () => resolve(undefined));
    document.head.append(script);
  });
}

/** Whether the launch is near, or was: from a day before its start to its end.
 * @param {HTMLElement} place @param {number} now */
export function near(place, now) {
  const { from = "", until = "" } = place.dataset;
  return Date.parse(from) - DAY <= now && now <= Date.parse(until);
}

/** Opens the launch of this page's plan where it is near or a run of it is kept; `wanted` where the reader asks for it.
 * @param {boolean} [wanted]
 * @returns {Promise<Session | undefined>} */
export async function openSession(wanted = false) {
  const place = document.querySelector(".lb-launch");
  if (!(place instanceof HTMLElement)) return (current = undefined);
  if (current?.place === place) return current;
  const before = opening?.place === place ? opening : undefined;
  if (before && (before.wanted || !wanted)) return before.session;
  opening = { place, wanted, session: before ? before.session.then((found) => found ?? opened(place, wanted)) : opened(place, wanted) }; // one for a page
  return opening.session;
}

/** @param {HTMLElement} place @param {boolean} wanted
 * @returns {Promise<Session | undefined>} */
async function opened(place, wanted) {
  const sure = wanted || near(place, Date.now()), loading = sure ? planOf(place) : undefined; // while the store is opened
  const store = await openStore(place.dataset.plan ?? "");
  if (!sure && !(await store.runs()).length) return (current = undefined);
  const plan = await (loading ?? planOf(place));
  if (!plan) return (current = undefined);
  bring(plan.words);
  const made = (current = new Session(plan, store, place));
  store.watch(() => { void made.read(); });
  await made.read();
  return made;
}
