/* Keeps records in the database of the site; what the browser will not keep waits in the tab, is said, and is tried again.

   An event is numbered when it is kept, in the transaction that keeps it: so no two tabs give the same number, however long one slept.
   An event that waits belongs to a device of its own. Events are added and never changed. */

import { answered, below, Database, isAbsent, reasonOf } from "./database.js";
import { both, byRun, isEntry, isHead, lastNumber, newId, nothing, recall, remember, withWaiting } from "./records.js";
import { eventLine } from "./written.js";

/** @typedef {import("./records.js").Batch} Batch */
/** @typedef {import("./records.js").Entry} Entry */
/** @typedef {import("./records.js").Head} Head */

/** What was recorded on this device, or given to it for good. */
export const OWN = "own";
/** Letters in the name of a device. */
const NAME = 6;
/** Milliseconds until what waits is tried again. */
const RETRY = 30e3;

export class Keeper {
  /** @param {string} name of the database @param {() => void} turned is called when what was kept no longer is, or is again */
  constructor(name, turned) {
    this.name = name;
    this.turned = turned;
    this.database = new Database(name);
    this.waiting = recall(name);
    this.base = this.waiting.events.find(({ from }) => from.includes(OWN))?.event.device.slice(0, NAME) ?? newId(NAME);
    this.spare = this.base + newId(3);
    /** @type {Kept} */
    this.kept = { as: "kept", waiting: 0, aside: 0 };
    /** @type {Map<string, string>} */
    this.own = new Map(this.waiting.own.map(({ key, value }) => [key, value]));
    /** The last number given in a run, as far as this tab knows. @type {Map<string, number>} */
    this.last = new Map();
    /** Events whose number is a proposal. @type {WeakSet<RunEvent>} */
    this.proposed = new WeakSet();
    /** @type {Promise<unknown>} */
    this.queue = Promise.resolve();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** The name under which events are added now. */
  get device() { return this.kept.as === "kept" ? this.base : this.spare; }

  /** Whether something is only in this tab. */
  get waits() { return Object.values(this.waiting).some((list) => list.length > 0); }

  /** The next number of this device in a run: a proposal.
   * @param {string} run */
  propose(run) {
    const seq = (this.last.get(run) ?? 0) + 1, device = this.device;
    this.last.set(run, seq);
    return { id: `${device}-${seq}`, device, seq };
  }

  /** One after the other, so that what one cannot keep is not lost by the next.
   * @template T @param {() => Promise<T>} work
   * @returns {Promise<T>} */
  next(work) {
    const done = this.queue.then(work);
    this.queue = done.catch(() => {});
    return done;
  }

  /** Reads the choices of the reader, and the name of this device. */
  async open() {
    if (this.waits) return this.keep(nothing());
    await this.database.within("readonly", async (shelf) => this.choices(await answered(shelf("own").getAll()))).catch((error) => this.fail(error));
  }

  /** Heads and events of a plan, with all that was given to keep until now. What cannot be read is set aside, and counted.
   * @param {string} plan
   * @returns {Promise<{ runs: Head[], events: Entry[] }>} */
  async read(plan) {
    const ofPlan = (/** @type {{ plan: string }} */ record) => record.plan === plan;
    let kept, before;
    do {
      await (before = this.queue);
      kept = await this.readKept(plan).catch((error) => { this.fail(error); return { runs: [], events: [] }; });
    } while (before !== this.queue); // something was recorded meanwhile
    const events = withWaiting(kept.events, this.waiting.events.filter(ofPlan));
    this.last.clear();
    for (const entries of byRun(events)) this.last.set(entries[0].run, lastNumber(entries.map(({ key }) => key), this.device));
    return { runs: [...kept.runs, ...this.waiting.runs.filter(ofPlan)], events };
  }

  /** @param {string} plan */
  async readKept(plan) {
    const [runs, events, own, aside] = await this.database.within("readonly", (shelf) => Promise.all([
      answered(shelf("runs").getAll(below(plan))), answered(shelf("events").getAll(below(plan))), answered(shelf("own").getAll()), answered(shelf("aside").count(below(plan)))]));
    this.choices(own);
    const lame = { runs: runs.filter((/** @type {any} */ head) => !isHead(head)), events: events.filter((/** @type {any} */ entry) => !isEntry(entry)) };
    this.kept = { ...this.kept, aside: aside + lame.runs.length + lame.events.length };
    if (lame.runs.length || lame.events.length) await this.setAside(lame).catch(() => {}); // they stay where they are, and are left out
    return { runs: runs.filter(isHead), events: events.filter(isEntry) };
  }

  /** @param {{ key: string, value: string }[]} own */
  choices(own) {
    for (const { key, value } of [...own, ...this.waiting.own]) this.own.set(key, value);
    this.named(this.own.get("device") ?? this.base);
  }

  /** @param {string} base */
  named(base) { if (base !== this.base) [this.base, this.spare] = [base, base + newId(3)]; }

  /** @param {{ runs: any[], events: any[] }} lame */
  setAside(lame) {
    return this.database.within("readwrite", async (shelf) => {
      for (const { plan, run } of lame.runs) shelf("runs").delete([plan, run]);
      for (const { plan, run, key } of lame.events) shelf("events").delete([plan, run, key]);
      for (const record of [...lame.runs, ...lame.events]) shelf("aside").put({ plan: record.plan, run: record.run, key: `${record.key ?? ""} ${newId(6)}`, record });
    });
  }

  /** Imports of a plan.
   * @param {string} plan
   * @returns {Promise<Import[]>} */
  async imports(plan) {
    await this.queue;
    const kept = await this.database.within("readonly", (shelf) => answered(shelf("imports").getAll(below(plan)))).catch(() => []);
    return [...kept, ...this.waiting.imports.filter((about) => about.plan === plan)];
  }

  /** Keeps a batch with what waits, or lets it wait, too.
   * @param {Batch} batch */
  keep(batch) {
    return this.next(async () => {
      const before = this.kept.as;
      try {
        await this.database.within("readwrite", (shelf) => this.write(shelf, both(this.waiting, batch)));
        for (const { event } of batch.events) this.proposed.delete(event);
        if (this.waiting.events.length) this.spare = this.base + newId(3);
        this.waiting = nothing();
        if (before !== "kept") this.last.clear();
        this.kept = { ...this.kept, as: "kept", why: undefined, waiting: 0 };
      } catch (error) {
        this.hold(batch);
        this.fail(error);
      }
      remember(this.name, this.waiting);
      if (before !== this.kept.as) this.turned();
    });
  }

  /** @param {(name: "runs" | "events" | "imports" | "own") => IDBObjectStore} shelf @param {Batch} batch */
  async write(shelf, batch) {
    const device = await answered(shelf("own").get("device"));
    this.named(device?.value ?? this.base);
    if (!device) shelf("own").put({ key: "device", value: this.base });
    for (const choice of batch.own) shelf("own").put(choice);
    for (const about of batch.imports) shelf("imports").put(about);
    for (const head of batch.runs) {
      const known = await answered(shelf("runs").get([head.plan, head.run]));
      shelf("runs").put(joined(known ?? head, head));
    }
    for (const entries of byRun(batch.events)) {
      await this.number(shelf, entries.filter(({ event }) => this.proposed.has(event)));
      await this.writeEvents(shelf("events"), entries);
    }
  }

  /** Numbers own events of a run from the last number on, which outlives even the run: no number is ever given again.
   * @param {(name: "own") => IDBObjectStore} shelf @param {Entry[]} entries */
  async number(shelf, entries) {
    if (!entries.length) return;
    const key = countOf(entries[0]), count = await answered(shelf("own").get(key));
    let seq = Number(count?.value ?? 0);
    for (const entry of entries) this.settle(entry, this.base, ++seq);
    shelf("own").put({ key, value: String(seq) });
  }

  /** Events of one run. An event of another content under a known id lies beside it: who reads them decides, alike on every device.
   * @param {IDBObjectStore} shelf @param {Entry[]} entries */
  async writeEvents(shelf, entries) {
    const [{ plan, run }] = entries, keys = entries.length > 1 ? /** @type {string[][]} */ (await answered(shelf.getAllKeys(below(plan, run)))).map(([, , key]) => key) : undefined;
    const taken = new Set(keys), known = async (/** @type {string} */ key) => (!keys || taken.has(key) ? answered(shelf.get([plan, run, key])) : undefined);
    for (const entry of entries) {
      let there = await known(entry.key);
      if (there && eventLine(there.event) !== eventLine(entry.event)) there = await known((entry.key = `${entry.event.id} ${eventLine(entry.event)}`));
      taken.add(entry.key);
      shelf.put(joined(there ?? entry, entry));
    }
  }

  /** @param {Entry} entry @param {string} device @param {number} seq */
  settle(entry, device, seq) {
    Object.assign(entry.event, { id: `${device}-${seq}`, device, seq });
    entry.key = entry.event.id;
    this.last.set(entry.run, seq);
  }

  /** @param {Batch} batch */
  hold(batch) {
    for (const entry of batch.events) {
      const own = this.waiting.events.filter(({ plan, run }) => plan === entry.plan && run === entry.run);
      if (this.proposed.delete(entry.event)) this.settle(entry, this.spare, 1 + lastNumber(own.map(({ key }) => key), this.spare));
      this.waiting = { ...this.waiting, events: withWaiting(this.waiting.events, [entry]) };
    }
    this.waiting = both(this.waiting, { ...batch, events: [] });
  }

  /** @param {unknown} error */
  fail(error) {
    if (isAbsent(error)) return;
    this.kept = { ...this.kept, as: "memory", why: reasonOf(error), waiting: this.waiting.events.length };
    clearTimeout(this.timer);
    if (this.waits) this.timer = setTimeout(() => { void this.keep(nothing()); }, RETRY);
  }

  /** Removes records of a plan that nothing holds any longer.
   * @param {string} plan
   * @param {(record: Head | Entry) => string[]} left where it still comes from
   * @param {(about: Import) => boolean} stays */
  remove(plan, left, stays) {
    const rest = (/** @type {any} */ record) => (record.plan === plan ? { ...record, from: left(record) } : record);
    const held = (/** @type {any} */ record) => record.from.length > 0;
    return this.next(async () => {
      const { runs, events, imports, own } = this.waiting;
      this.waiting = { own, runs: runs.map(rest).filter(held), events: events.map(rest).filter(held), imports: imports.filter((about) => about.plan !== plan || stays(about)) };
      remember(this.name, this.waiting);
      await this.database.within("readwrite", async (shelf) => {
        for (const name of /** @type {const} */ (["events", "runs"])) await sieve(shelf(name), plan, (record) => (held(rest(record)) ? rest(record) : undefined));
        await sieve(shelf("imports"), plan, (about) => (stays(about) ? about : undefined));
      }).catch((error) => this.fail(error));
    });
  }
}

/** Where the last number of this device in a run is kept.
 * @param {{ plan: string, run: string }} run */
export function countOf({ plan, run }) { return `count ${plan} ${run}`; }

/** A record that comes from two sides.
 * @template {{ from: string[] }} T @param {T} record @param {T} other
 * @returns {T} */
function joined(record, other) { return { ...record, from: [...new Set([...record.from, ...other.from])] }; }

/** Puts back what is left of each record of a plan, or deletes it.
 * @param {IDBObjectStore} shelf @param {string} plan @param {(record: any) => any} left */
async function sieve(shelf, plan, left) {
  const [keys, records] = await Promise.all([answered(shelf.getAllKeys(below(plan))), answered(shelf.getAll(below(plan)))]);
  records.forEach((record, i) => {
    const rest = left(record);
    if (!rest) shelf.delete(keys[i]);
    else if (rest.from?.length !== record.from?.length) shelf.put(rest);
  });
}
