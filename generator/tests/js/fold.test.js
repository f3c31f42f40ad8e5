/* The fold: what events come to, by the vectors that the fold of the command line shares, and by properties. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { readRun } from "../../launchbook/render/assets/js/events.js";
import { fold } from "../../launchbook/render/assets/js/fold.js";
import { union } from "../../launchbook/render/assets/js/order.js";
import { NIGHT, events, on, row, runOf, shuffled } from "./launches.js";

const VECTORS = new URL("../runs/", import.meta.url);
const id = (event) => event.id, at = (time) => Date.parse(time);

/** What a vector says, of what came out: only what it names. */
const SHOWN = {
  event: id, undo: id, conflict: (events) => events?.map(id), signed: (events) => events.map(id), notes: (events) => events.map(id), filled: (events) => events?.map(id),
  told: (events) => events.map(id), gone: (events) => events.map(id), variables: (map) => Object.fromEntries([...map].map(([name, event]) => [name, event.value])),
};
function shown(found, wanted) {
  if (wanted === null) return found ?? null;
  const one = (key) => (found?.[key] === undefined ? null : typeof wanted[key] === "string" && /^\d{4}-/.test(wanted[key]) ? found[key] : SHOWN[key] ? SHOWN[key](found[key]) : found[key]);
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, one(key)]));
}
const meant = (wanted) => wanted && Object.fromEntries(Object.entries(wanted).map(([key, value]) => [key, typeof value === "string" && /^\d{4}-/.test(value) ? at(value) : value]));

for (const name of readdirSync(VECTORS).sort()) {
  const { about, plan, run, state: { rows = {}, order, rollback, ...rest } } = JSON.parse(readFileSync(new URL(name, VECTORS), "utf8"));
  test(`${name}: ${about}`, () => {
    const state = fold(plan, readRun(run));
    for (const [key, wanted] of Object.entries(rows)) assert.deepEqual(shown(state.rows.get(key), wanted), meant(wanted), key);
    if (order) assert.deepEqual(state.events.map(id), order);
    if (rollback) assert.deepEqual(shown(state.rollback, rollback), meant(rollback));
    assert.deepEqual(shown(state, rest), meant(rest));
  });
}

/* Properties */

const states = (state) => ({ ...state, rows: [...state.rows], variables: [...state.variables] });
const of = (list) => states(fold(NIGHT, runOf(list)));

test("any order, any duplication, any cut of two lists gives the same state", () => fc.assert(fc.property(events().chain((list) => fc.tuple(fc.constant(list), shuffled(list), fc.subarray(list))), ([list, other, part]) => {
  assert.deepEqual(of(other), of(list));
  assert.deepEqual(of(union(part, union(list.filter((event) => !part.includes(event)), part))), of(list));
})));

test("nothing is lost: every event is kept, and what is in no plan is told", () => fc.assert(fc.property(events(), (list) => {
  const state = fold(NIGHT, runOf(list));
  assert.deepEqual(new Set(state.events), new Set(list));
  assert.ok(state.gone.every(({ row: key }) => !NIGHT.rows.some((each) => each.key === key)));
})));

test("undo of the last thing that a device did is as if it had not been done", () => fc.assert(fc.property(events(), fc.constantFrom("start", "done", "failed", "go", "no-go", "taken", "pass"), fc.constantFrom(...NIGHT.rows), (list, act, { key }) => {
  const seen = fold(NIGHT, runOf(list)).rows.get(key)?.seen, last = { device: "z", at: on("23:59", "2027-04-11"), row: key };
  const done = { ...last, id: "z-1", seq: 1, do: act, by: "ann", ...(seen && { seen }) }, undo = { ...last, id: "z-2", seq: 2, do: "undo", value: "z-1", seen: "z-1" };
  const rows = (state) => [...state.rows].filter(([, own]) => own.event).map(([name, { seen: _, undo: __, ...own }]) => [name, own]);
  assert.deepEqual(rows(fold(NIGHT, runOf([...list, done, undo]))), rows(fold(NIGHT, runOf(list))));
})));

test("an undo that is offered is one, and moves its row", () => fc.assert(fc.property(events(), (list) => {
  const state = fold(NIGHT, runOf(list));
  for (const [key, { undo }] of state.rows) {
    if (!undo || list.some((event) => event.do === "undo")) continue;
    const seq = 1 + Math.max(...list.filter(({ device }) => device === undo.device).map((event) => event.seq));
    const after = fold(NIGHT, runOf([...list, { id: `${undo.device}-${seq}`, device: undo.device, seq, at: on("23:59", "2027-04-11"), do: "undo", row: key, value: undo.id }]));
    assert.notEqual(after.rows.get(key)?.event?.id, undo.id);
  }
})));

test("who has seen all answers ends every contradiction, by any answer", () => fc.assert(fc.property(events(), (list) => {
  const state = fold(NIGHT, runOf(list));
  for (const [key, { conflict, seen }] of state.rows) {
    if (!conflict) continue;
    const event = { id: "z-1", device: "z", seq: 1, at: on("23:59", "2027-04-11"), do: "resolve", row: key, value: conflict[0].id, seen };
    assert.equal(fold(NIGHT, runOf([...list, event])).rows.get(key)?.conflict, undefined);
  }
})));

test("a gate is never open without its signers", () => fc.assert(fc.property(events(), (list) => {
  const own = fold(NIGHT, runOf(list)).rows.get("runsheet#gate");
  if (own?.state === "go") assert.deepEqual(new Set(own.signed.map(({ by }) => by).filter(Boolean)), new Set(["ann", "bob"]));
  if (own?.signed.some((event) => event.do === "no-go" && event.by)) assert.equal(own.state, "no-go");
})));

test("at most one way of a choice is taken", () => fc.assert(fc.property(events(), (list) => {
  const state = fold(NIGHT, runOf(list));
  assert.ok(["runsheet#2.1A", "runsheet#2.1B"].filter((key) => state.rows.get(key)?.state === "taken").length < 2);
})));

test("a plan is not changed, and nothing without a run", () => {
  const before = JSON.stringify(NIGHT), state = fold(NIGHT);
  assert.deepEqual([state.status, state.rows.size, state.events.length, state.kind], ["none", 0, 0, undefined]);
  fold(NIGHT, runOf([{ id: "a-1", device: "a", seq: 1, at: on("22:00"), do: "done", row: "runsheet#1.1" }]));
  assert.equal(JSON.stringify(NIGHT), before);
});

test("five thousand events on five hundred rows, and what is hostile, come to an end", () => {
  const rows = Array.from({ length: 500 }, (_, i) => row(`runsheet#s${i}`, "step", { no: `1.${i}`, title: `Step number ${i} of a long night` })), plan = { ...NIGHT, rows };
  const list = (key, count, text) => Array.from({ length: count }, (_, i) => ({ id: `d${i % 9}-${i}`, device: `d${i % 9}`, seq: i + 1, at: on("22:00"), do: i % 2 ? "done" : "start", row: key(i), text: text(i), seen: `d${(i - 1) % 9}-${i - 1}` }));
  assert.equal(fold(plan, runOf(list((i) => `runsheet#s${i % 500}`, 5000, () => "x"))).rows.size, 500);
  assert.equal(fold(plan, runOf(list(() => "runsheet#s1", 20000, () => "x"))).rows.size, 1);
  assert.equal(fold(plan, runOf(list((i) => `runsheet#gone${i}`, 20000, (i) => `Step number ${i} of a quite different morning`))).events.length, 20000);
});
