/* The launch on this page: its plan, the run that is on, who reads it, and what was done. Views listen; only `record` adds. */

import { fold } from "./fold.js";
import { openStore } from "./store.js";
import { stand } from "./stand.js";
import { DAY } from "./time.js";
import { bring } from "./words.js";

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
    for (const row of plan.rows) this.parts.set(row.in ?? "", [...(this.parts.get(row.in ?? "") ?? []), row]);
    /** @type {Run[]} */
    this.runs = [];
    /** @type {Run | undefined} */
    this.run = undefined;
    this.state = fold(plan);
    this.stand = stand(plan, this.state, this.now());
    /** @type {Set<Listener>} */
    this.listeners = new Set();
  }

  /** The time by the site's clock, where the device's is known to be wrong. */
  now() { return Date.now() + this.store.offset * 1000; }

  /** Who reads this page; undefined until somebody says so. */
  get me() { return this.store.me(); }

  /** @param {string} person */
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

  /** @param {Listener} listener */
  subscribe(listener) {
    this.listeners.add(listener);
    listener(this, new Set(this.rows.keys()));
  }

  /** Reads the runs again, and tells what came of it. */
  async read() {
    this.runs = await this.store.runs();
    const open = this.runs.filter((run) => !fold(this.plan, run).status.startsWith("ended"));
    const chosen = this.runs.find((run) => run.run === this.store.chosen()) ?? open.at(-1) ?? this.runs.at(-1);
    this.follow(chosen);
  }

  /** Shows a run.
   * @param {Run | undefined} run */
  follow(run) {
    const before = this.state;
    this.run = run;
    this.state = fold(this.plan, run);
    this.stand = stand(this.plan, this.state, this.now());
    this.tell(new Set([...this.rows.keys()].filter((key) => !alike(before.rows.get(key), this.state.rows.get(key)))));
  }

  /** Another minute: what is late, and what is next.  */
  tick() {
    this.stand = stand(this.plan, this.state, this.now());
    this.tell(new Set());
  }

  /** @param {Set<string>} changed */
  tell(changed) { for (const listener of this.listeners) listener(this, changed); }

  /** Begins a run, and makes it the one that pages show.
   * @param {Run["kind"]} kind */
  async begin(kind) {
    const { id: plan, version = "", build } = this.plan;
    const run = await this.store.begin({ plan, kind, version, build });
    this.store.choose(run.run);
    this.runs = [...this.runs.filter((each) => each.run !== run.run), run];
    this.run = run;
    await this.record("begin");
  }

  /** Adds what was done; a row remembers what it said.
   * @param {Act} act
   * @param {string} [key]
   * @param {Partial<RunEvent>} [more] */
  async record(act, key, more = {}) {
    const { run } = this;
    if (!run) return;
    const row = key ? this.rows.get(key) : undefined, came = key ? this.state.rows.get(key) : undefined, seen = came?.seen ?? came?.event?.id;
    const said = row ? { row: row.key, text: row.title, hash: row.hash, ...(row.no && { no: row.no }) } : {};
    const event = this.store.stamp(run.run, { do: act, ...(this.me && { by: this.me }), ...said, ...(seen && { seen }), ...more });
    run.events.push(event);
    this.follow(run); // what was pressed is seen at once, and kept a moment later
    await this.store.add(run.run, [event]);
    this.tick();
  }
}

/** @param {RowState | undefined} one @param {RowState | undefined} other */
function alike(one, other) { return one === other || JSON.stringify(one) === JSON.stringify(other); }

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
  if (opening?.place === place && opening.wanted === wanted) return opening.session;
  opening = { place, wanted, session: opened(place, wanted) };
  return opening.session;
}

/** @param {HTMLElement} place @param {boolean} wanted
 * @returns {Promise<Session | undefined>} */
async function opened(place, wanted) {
  const store = await openStore(place.dataset.plan ?? "");
  const kept = (await store.runs()).length > 0;
  if (!wanted && !kept && !near(place, Date.now())) return (current = undefined);
  const plan = await planOf(place);
  if (!plan) return (current = undefined);
  bring(plan.words);
  const made = (current = new Session(plan, store, place));
  store.watch(() => { void made.read(); });
  await made.read();
  place.dataset.open = ""; // tests wait for it
  return made;
}
