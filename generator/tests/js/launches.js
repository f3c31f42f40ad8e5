/* Plans and runs for tests: a launch of a few boxes, logs that are written by device, and any run at all. */

import fc from "fast-check";

export const MINUTE = 60e3;

/** A row; what is not said is made of its key. */
export const row = (key, does = "step", more = {}) => ({ key, kind: does, does, title: key, hash: `h-${key}`, ...more });

/** A time of the launch's day. */
export const on = (time, day = "2027-04-10") => `${day}T${time}:00+00:00`;
export const at = (time, day) => Date.parse(on(time, day));

/** Three boxes from 22:00 to 00:00; a gate before the second; two who sign; the third cannot be taken back. */
export const NIGHT = {
  format: 1, id: "night", title: "Night", build: "b1", language: "en", zone: "UTC", main: "runsheet", decider: "ann",
  people: { ann: { name: "Ann", initials: "AN" }, bob: { name: "Bob", initials: "BO", deputy: "ann" } },
  t: on("22:00"), from: on("22:00"), until: on("00:00", "2027-04-11"), rollback: { chapter: "rollback", minutes: 40, steps: ["rollback#r1", "rollback#r2"], verify: ["rollback#v1"] },
  rows: [
    row("runsheet#one", "group", { at: on("22:00"), end: on("22:30") }),
    row("runsheet#1.1", "step", { in: "runsheet#one", at: on("22:00"), minutes: 10 }),
    row("runsheet#1.2", "step", { in: "runsheet#one", at: on("22:10"), minutes: 15 }),
    row("runsheet#1.3", "step", { in: "runsheet#one", at: on("22:15"), minutes: 5, optional: true }),
    row("runsheet#two", "group", { at: on("22:30"), end: on("23:00") }),
    row("runsheet#gate", "gate", { in: "runsheet#two", at: on("22:30"), who: ["ann"], with: { second: ["bob"] }, place: "before" }),
    row("runsheet#limit", "criterion", { in: "runsheet#gate", limit: "≤ 1%" }),
    row("runsheet#alert", "criterion", { in: "runsheet#gate", closes: true }),
    row("runsheet#2.1", "step", { in: "runsheet#two", at: on("22:30"), minutes: 20, forks: "choose" }),
    row("runsheet#2.1A", "way", { in: "runsheet#2.1" }),
    row("runsheet#2.1B", "way", { in: "runsheet#2.1" }),
    row("runsheet#2.1B.1", "step", { in: "runsheet#2.1B" }),
    row("runsheet#2.2", "step", { in: "runsheet#two", at: on("22:50"), minutes: 10 }),
    row("runsheet#three", "group", { at: on("23:20"), end: on("00:00", "2027-04-11"), last: true }),
    row("runsheet#3.1", "step", { in: "runsheet#three", at: on("23:20"), minutes: 30 }),
    row("rollback#prepare", "step", { at: on("09:00") }),
    row("rollback#r1", "step", { minutes: 10 }),
    row("rollback#r2", "step", { minutes: 20 }),
    row("rollback#v1", "check", { limit: "≤ 2s" }),
    row("checklists#c1", "item", {}),
    row("risks#p1", "step", {}),
    row("variables#variable-tag", "event", { at: on("21:00") }),
  ],
};

/** A run that is written down act by act: `did("22:05", "done", "runsheet#1.1")`. */
export function log(kind = "live", plan = NIGHT) {
  const run = { run: `${kind}-1`, plan: plan.id, kind, version: "", build: plan.build, events: [] }, counts = {};
  const did = (time, act, key, more = {}, device = "a") => {
    const seq = (counts[device] = (counts[device] ?? 0) + 1);
    run.events.push({ id: `${device}-${seq}`, device, seq, at: time.length > 5 ? time : on(time), do: act, ...(key && { row: key }), ...more });
    return run.events.at(-1);
  };
  return { run, did };
}

const ACTS = ["begin", "pause", "resume", "end", "shift", "start", "done", "failed", "skipped", "na", "undo", "pass", "fail", "reading", "accepted", "go", "no-go",
  "ask again", "taken", "not taken", "roll back", "called off", "back", "confirm", "resolve", "set", "fill", "note", "told"];
const KEYS = [...NIGHT.rows.map(({ key }) => key), "runsheet#vanished", "__proto__", "nowhere"];
const DEVICES = ["a", "b", "toString"];

/** Events as devices write them: each counts its own, and has seen what anybody did before. */
export const events = (most = 40) =>
  fc.array(fc.record({ device: fc.constantFrom(...DEVICES), act: fc.constantFrom(...ACTS), key: fc.option(fc.constantFrom(...KEYS), { nil: undefined }),
    minute: fc.nat(240), offset: fc.option(fc.integer({ min: -4000, max: 4000 }), { nil: undefined }), seen: fc.array(fc.nat(most), { maxLength: 2 }), of: fc.nat(most),
    by: fc.constantFrom("ann", "bob", undefined), field: fc.constantFrom("one", "__proto__"), hash: fc.constantFrom(undefined, "other"), text: fc.constantFrom(undefined, "runsheet#1.1", "runsheet#vanishd"), closes: fc.constantFrom(undefined, "yes") }), { maxLength: most })
    .map((all) => {
      const counts = new Map(), ids = all.map(({ device }) => `${device}-${counts.set(device, (counts.get(device) ?? 0) + 1).get(device)}`);
      return all.map(({ device, act, key, minute, offset, seen, of, by, field, hash, text, closes }, i) => clean({
        id: ids[i], device, seq: Number(ids[i].split("-").at(-1)), at: new Date(at("21:00") + minute * MINUTE).toISOString().replace(".000Z", "+00:00"), do: act, row: key, offset, by, hash, text, closes, field: act === "fill" ? field : undefined,
        seen: [...new Set(seen.filter((j) => j < i).map((j) => ids[j]))].join(" ") || undefined,
        value: act === "undo" || act === "resolve" ? ids[of % all.length] : act === "shift" ? String((of % 30) - 10) : act === "reading" || act === "pass" ? String(of % 3) : undefined,
      }));
    });
const clean = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** The same events in another order, some of them twice, their keys in another order, too. */
export const shuffled = (list) =>
  fc.tuple(fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }), fc.subarray(list)).map(([all, again]) => [...all, ...again.map((event) => Object.fromEntries(Object.entries(event).reverse()))]);

export const runOf = (list, plan = NIGHT) => ({ run: "live-1", plan: plan.id, kind: "live", version: "", build: plan.build, events: list });
