/* Runs of one plan on this device: events that are added and never changed, who reads, and which run. Never the plan itself. */

import { clockOffset, localIso } from "./clock.js";
import { countOf, Keeper, OWN } from "./keeper.js";
import { newId, nothing, runsOf } from "./records.js";
import { eventLine } from "./written.js";
import { Tabs } from "./tabs.js";

export class Store {
  /** @param {string} plan @param {string} name */
  constructor(plan, name) {
    this.plan = plan;
    this.keeper = new Keeper(name, () => this.changed(""));
    this.tabs = new Tabs(name, (message) => { if (message.startsWith(`${plan} `)) this.changed(message.slice(plan.length + 1)); });
    /** Seconds to be added to this device's clock: by the site's, where it is wrong by more than half a minute. */
    this.offset = 0;
    /** @type {number | undefined} when the site's clock is asked again */
    this.asking = undefined;
    /** @type {Set<(run: string) => void>} */
    this.watchers = new Set();
  }

  /** The name under which events are added now. */
  get device() { return this.keeper.device; }
  /** Whether an event was made on this device, also while nothing could be kept here.
   * @param {RunEvent} event */
  isOwn({ device }) { return device.startsWith(this.keeper.base); }
  /** @returns {Kept} */
  get kept() { return this.keeper.kept; }

  /** Who reads; undefined until somebody says so. */
  me() { return this.keeper.own.get(`me ${this.plan}`) || undefined; }
  /** The run that pages show. */
  chosen() { return this.keeper.own.get(`chosen ${this.plan}`) || undefined; }
  /** @param {string} person */
  setMe(person) { return this.set("me", person); }
  /** @param {string} run */
  choose(run) { return this.set("chosen", run); }

  /** @param {string} what @param {string} value */
  set(what, value) {
    const choice = { key: `${what} ${this.plan}`, value };
    this.keeper.own.set(choice.key, value);
    return this.keep({ own: [choice] });
  }

  /** All runs of the plan, in the order in which they began.
   * @returns {Promise<Run[]>} */
  async runs() {
    const { runs, events } = await this.keeper.read(this.plan);
    return runsOf(runs, events);
  }

  /** Begins a run, without an event yet, and asks the browser to keep it where room gets scarce.
   * @param {Omit<Run, "run" | "events">} head @param {string} [day] on which it begins, by the plan's clock: devices stand in other zones
   * @returns {Promise<Run>} */
  async begin(head, day = localIso(Date.now()).slice(0, 10)) {
    const known = new Set((await this.runs()).map(({ run }) => run)), name = `${head.kind}-${day}-${this.device}`;
    let run = name;
    const taken = () => known.has(run) || this.keeper.own.has(countOf({ plan: this.plan, run })); // also that of a run that was removed here
    for (let count = 2; taken(); count++) run = `${name}-${count}`;
    void navigator.storage?.persist?.().then((lasting) => { this.keeper.kept = { ...this.kept, lasting }; }, () => {});
    await this.keep({ runs: [{ ...head, run, from: [OWN] }] }, run);
    return { ...head, run, events: [] };
  }

  /** An event of this device, now. Its number is a proposal until it is added: adding may correct it, in the same object.
   * @param {string} run
   * @param {Partial<RunEvent> & Pick<RunEvent, "do">} what
   * @returns {RunEvent} */
  stamp(run, what) {
    const event = { at: localIso(Date.now()), ...(this.offset && { offset: this.offset }), ...what, ...this.keeper.propose(run) };
    this.keeper.proposed.add(event);
    return event;
  }

  /** Adds events for good; those that are there already change nothing.
   * @param {string} run
   * @param {RunEvent[]} events */
  add(run, events) { return this.keep({ events: events.map((event) => this.entry(run, event, OWN)) }, run); }

  /** Takes a run from elsewhere, so that it can be taken back; no id where nothing in it was new.
   * @param {Run} run
   * @param {string} label where it came from: the name of a file
   * @returns {Promise<{ id?: string, added: number }>} */
  async take({ events, ...head }, label) {
    const known = (await this.runs()).find(({ run }) => run === head.run), lines = new Set(known?.events.map(eventLine));
    const added = events.filter((event) => !lines.has(eventLine(event))).length, id = `${Date.now().toString(36)}${newId(4)}`, { plan } = this;
    if (known && !added) return { added };
    const about = { plan, run: head.run, id, at: localIso(Date.now()), label, added };
    await this.keep({ runs: [{ ...head, plan, from: [id] }], events: events.map((event) => this.entry(head.run, event, id)), imports: [about] }, head.run);
    return { id, added };
  }

  /** What was taken from elsewhere, the newest last: their ids begin with the time.
   * @returns {Promise<Import[]>} */
  async imports() { return (await this.keeper.imports(this.plan)).sort((a, b) => (a.id < b.id ? -1 : 1)); }

  /** Takes an import back: events that came by it alone are gone.
   * @param {string} id */
  async drop(id) {
    await this.keeper.remove(this.plan, ({ from }) => from.filter((one) => one !== id), (about) => about.id !== id);
    this.tell("");
  }

  /** Removes a run from this device.
   * @param {string} run */
  async forget(run) {
    await this.keeper.remove(this.plan, (record) => (record.run === run ? [] : record.from), (about) => about.run !== run);
    this.tell(run);
  }

  /** Calls when another tab changed something, this tab woke up, or the clock or what is kept turned out otherwise. The name of the run
   * is empty where it may be any.
   * @param {(run: string) => void} changed */
  watch(changed) {
    this.watchers.add(changed);
    if (this.watchers.size > 1) return;
    const wake = () => {
      if (document.hidden) return;
      this.changed("");
      void this.compare();
      if (this.kept.as !== "kept") void this.keep({});
    };
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("pageshow", ({ persisted }) => { if (persisted) wake(); });
    window.addEventListener("online", wake);
    void this.compare();
  }

  /** Compares this device's clock with the site's. A site that was too slow to tell is asked again, ever more rarely. */
  async compare(pause = 20e3) {
    clearTimeout(this.asking);
    const found = await clockOffset();
    if (found === undefined && navigator.onLine) this.asking = setTimeout(() => void this.compare(pause * 2), pause);
    if (found === undefined || found === this.offset) return;
    this.offset = found;
    this.changed("");
  }

  /** @param {string} run @param {RunEvent} event @param {string} from */
  entry(run, event, from) { return { plan: this.plan, run, key: event.id, event, from: [from] }; }

  /** @param {Partial<import("./records.js").Batch>} batch */
  async keep(batch, run = "") {
    await this.keeper.keep({ ...nothing(), ...batch });
    if (this.kept.as === "kept") this.tell(run);
  }

  /** @param {string} run */
  tell(run) { this.tabs.tell(`${this.plan} ${run}`); }

  /** @param {string} run */
  changed(run) { for (const watcher of this.watchers) watcher(run); }
}

/** The path of the site's root: a browser keeps one database for each site.
 * @returns {string} */
function siteOf() {
  const src = document.querySelector(".lb-launch")?.getAttribute("data-src");
  return src ? new URL("../../", new URL(src, document.baseURI)).pathname : "/";
}

/** The runs of a plan that this device keeps. Nothing is kept, and no database made, before something is recorded.
 * @param {string} plan its id
 * @param {string} [site]
 * @returns {Promise<Store>} */
export async function openStore(plan, site = siteOf()) {
  const store = new Store(plan, `launchbook ${site}`);
  await store.keeper.open();
  return store;
}
