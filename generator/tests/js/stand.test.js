/* Where a launch stands at a moment: by the clock alone, during a run, behind a gate, in a rollback, and after. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fold } from "../../launchbook/render/assets/js/fold.js";
import { stand } from "../../launchbook/render/assets/js/stand.js";
import { MINUTE, NIGHT, at, events, log, on, row, runOf } from "./launches.js";

const keys = (rows) => rows.map(({ key }) => key.replace("runsheet#", ""));
const at2 = (time) => at(time, "2027-04-11");
const standAt = (time, run, plan = NIGHT) => stand(plan, fold(plan, run), typeof time === "number" ? time : at(time));
const without = (plan, ...names) => ({ ...plan, rows: plan.rows.map((each) => Object.fromEntries(Object.entries(each).filter(([name]) => !names.includes(name)))) });
const GO = (did, time) => { did(time, "go", "runsheet#gate", { by: "ann" }); did(time, "go", "runsheet#gate", { by: "bob" }); };
const DONE_ONE = (did) => { did("22:00", "begin"); did("22:10", "done", "runsheet#1.1"); did("22:25", "done", "runsheet#1.2"); };

test("by the clock alone: before, during, after", () => {
  const before = standAt("21:00"), during = standAt("22:12"), after = standAt(at2("01:00"));
  assert.deepEqual([before.phase, during.phase, after.phase], ["before", "during", "after"]);
  assert.deepEqual([keys(before.now), before.next.key, before.in], [[], "runsheet#1.1", 60 * MINUTE]);
  assert.deepEqual([keys(during.boxes), keys(during.now), during.next.key], [["one"], ["1.2"], "runsheet#1.3"]);
  assert.deepEqual([after.now, after.late, after.gate, after.next], [[], [], undefined, undefined]);
  for (const each of [before, during, after]) assert.deepEqual([each.late, each.drift, each.quiet, each.expected.size], [[], undefined, undefined, 0]);
});

test("by the clock alone, now does not run through a gate: it waits for its signers", () => {
  const { now, gate, late } = standAt("22:45");
  assert.deepEqual([now, gate.waits, gate.since, keys(late)], [[], ["ann", "bob"], at("22:30"), ["gate"]]);
  assert.equal(standAt("22:29").gate, undefined);
});

test("the point of no return: by the clock, and once something was begun there", () => {
  const free = { ...NIGHT, rows: NIGHT.rows.filter(({ does }) => does !== "gate") };
  assert.deepEqual(["23:19", "23:21"].map((time) => standAt(time, undefined, free).past), [false, true]);
  const { run, did } = log();
  DONE_ONE(did); GO(did, "22:30");
  assert.equal(standAt("23:21", run).past, false);
  did("23:22", "start", "runsheet#3.1");
  assert.equal(standAt("23:23", run).past, true);
});

test("the last moment to turn back is the window's end without the rollback", () => assert.equal(standAt("22:00").turnBack, at("23:20")));

test("what is on, next and late while a box is worked through", () => {
  const { run, did } = log();
  did("21:58", "begin");
  assert.deepEqual([standAt("21:59", run).phase, keys(standAt("21:59", run).now), standAt("21:59", run).in], ["during", [], MINUTE]);
  did("22:01", "start", "runsheet#1.1");
  assert.deepEqual([keys(standAt("22:05", run).now), keys(standAt("22:05", run).late), standAt("22:05", run).next.key], [["1.1"], [], "runsheet#1.2"]);
  assert.deepEqual([keys(standAt("22:13", run).late), standAt("22:13", run).drift], [["1.1"], 3 * MINUTE]);
  did("22:14", "done", "runsheet#1.1");
  assert.deepEqual([keys(standAt("22:15", run).now), standAt("22:15", run).drift], [["1.2", "1.3"], 5 * MINUTE]);
});

test("what is late is so by its own time, whatever it still takes; a gate by when it was due", () => {
  const { run, did } = log(), lateness = (time) => [...standAt(time, run).lateness].map(([key, late]) => [key.replace("runsheet#", ""), late / MINUTE]);
  did("21:58", "begin"); did("22:00", "start", "runsheet#1.1");
  assert.deepEqual([lateness("22:10"), lateness("22:13")], [[], [["1.1", 3]]]);
  did("22:14", "done", "runsheet#1.1"); did("22:14", "start", "runsheet#1.2");
  assert.deepEqual([lateness("22:24"), standAt("22:24", run).drift], [[], 4 * MINUTE], "not late yet, though it will be");
  did("22:25", "done", "runsheet#1.2");
  const early = standAt("22:29", run), late = standAt("22:34", run);
  assert.deepEqual([early.gate.row.key, early.late, early.lateness.size, early.drift], ["runsheet#gate", [], 0, 0], "it waits, and is not due");
  assert.deepEqual([lateness("22:34"), late.drift], [[["gate", 4]], 4 * MINUTE]);
});

test("what is optional is never late, and holds nothing up", () => {
  const { run, did } = log();
  DONE_ONE(did);
  const { late, gate, next } = standAt("22:28", run);
  assert.deepEqual([late, gate.row.key, gate.since, next.key], [[], "runsheet#gate", at("22:25"), "runsheet#gate"]);
});

test("a failed step closes nothing and counts from now", () => {
  const { run, did } = log();
  did("22:00", "begin"); did("22:10", "done", "runsheet#1.1"); did("22:20", "failed", "runsheet#1.2");
  const { now, late, drift, gate } = standAt("22:29", run);
  assert.deepEqual([keys(now), keys(late), drift, gate], [["1.2", "1.3"], ["1.2"], 4 * MINUTE, undefined]);
  did("22:29", "failed", "runsheet#1.2", {}, "b"); did("22:29", "done", "runsheet#1.2", {}, "c");
  assert.equal(standAt("22:29", run).progress.get("runsheet#one").done, 1, "two answers close nothing, either");
});

test("an open gate: for whom, late alone, and counted", () => {
  const { run, did } = log();
  DONE_ONE(did);
  did("22:31", "go", "runsheet#gate", { by: "ann" });
  const { now, gate, late, drift, expected, end } = standAt("22:40", run);
  assert.deepEqual([now, gate.waits, keys(late), drift], [[], ["bob"], ["gate"], 10 * MINUTE]);
  assert.deepEqual([expected.get("runsheet#2.1").start, expected.get("runsheet#2.2").start], [at("22:40"), at("23:00")]);
  assert.deepEqual(expected.get("runsheet#3.1"), { start: at("23:20"), end: at("23:50") }, "the pause before the third box takes it up");
  assert.deepEqual(end, { planned: at2("00:00"), expected: at2("00:00") });
  assert.deepEqual(standAt("23:00", run).end.expected - at2("00:00"), 0);
  assert.deepEqual(standAt("23:30", run).end, { planned: at2("00:00"), expected: at2("00:30") }, "30 minutes from 00:00 on");
  did("22:41", "no-go", "runsheet#gate", { by: "bob" });
  assert.deepEqual([standAt("22:45", run).gate.waits, standAt("22:45", run).now], [[], []]);
});

test("behind a gate that says go: the way that is taken, and none of the others", () => {
  const { run, did } = log();
  DONE_ONE(did); GO(did, "22:32");
  assert.deepEqual(keys(standAt("22:33", run).now), ["2.1"]);
  did("22:33", "taken", "runsheet#2.1A");
  assert.ok(!keys(standAt("22:59", run).late).includes("2.1B.1"));
  did("22:34", "taken", "runsheet#2.1B");
  assert.deepEqual(keys(standAt("22:35", run).now), ["2.1", "2.1B.1"]);
});

test("a branch that leads past steps leads past them", () => {
  const plan = { ...NIGHT, rows: NIGHT.rows.map((each) => (each.key === "runsheet#2.1A" ? { ...each, then: "runsheet#three" } : each)) }, { run, did } = log();
  DONE_ONE(did); GO(did, "22:30"); did("22:31", "taken", "runsheet#2.1A"); did("22:40", "done", "runsheet#2.1");
  assert.deepEqual([standAt("23:10", run, plan).late, standAt("23:10", run, plan).next.key], [[], "runsheet#3.1"]);
});

test("what is led past is not needed anywhere: it does not count, is not left to do, and says what led past it", () => {
  const lists = { decision: ["rollback#d1", "rollback#d2"], preparation: ["rollback#prepare"], steps: ["rollback#r1", "rollback#r2", "rollback#r3"], verify: ["rollback#v1"] };
  const rows = [...NIGHT.rows.filter(({ key }) => !key.startsWith("rollback#")), row("rollback#d1", "step", { forks: "outcomes" }), row("rollback#d1A", "way", { in: "rollback#d1", then: "rollback#r1" }),
    row("rollback#d2"), row("rollback#prepare"), row("rollback#r1", "step", { forks: "choose" }), row("rollback#r1A", "way", { in: "rollback#r1", then: "rollback#r3" }),
    row("rollback#r1B", "way", { in: "rollback#r1" }), row("rollback#r1B.1", "step", { in: "rollback#r1B" }), row("rollback#r2"), row("rollback#r3"), row("rollback#v1", "check")];
  const plan = { ...NIGHT, rollback: { ...NIGHT.rollback, ...lists }, rows }, { run, did } = log();
  did("22:00", "begin"); did("22:01", "roll back");
  assert.deepEqual(standAt("22:02", run, plan).progress.get("rollback"), { done: 0, total: 7 });
  did("22:02", "taken", "rollback#d1A"); did("22:03", "taken", "rollback#r1A");
  const { passed, progress, rest } = standAt("22:04", run, plan);
  assert.deepEqual([...passed].map(([key, by]) => [key, by.key]), [["rollback#d2", "rollback#d1A"], ["rollback#r2", "rollback#r1A"]], "what prepares it is another list");
  assert.deepEqual(progress.get("rollback"), { done: 0, total: 5 });
  assert.deepEqual(rest.map(({ key }) => key), lists.steps.filter((key) => key !== "rollback#r2").concat(lists.verify));
  const ends = { ...plan, rows: rows.map((each) => (each.key === "runsheet#1.1" ? { ...each, then: "end" } : each)) };
  did("22:05", "done", "runsheet#1.1");
  assert.deepEqual([...standAt("22:06", run, ends).passed.keys()].slice(0, 2), ["runsheet#1.2", "runsheet#1.3"], "the end is that of its list");
});

test("who never says when a step begins is not late before its time is over", () => {
  const { run, did } = log();
  DONE_ONE(did); GO(did, "22:30");
  assert.equal(standAt("22:45", run).drift, 0);
  assert.equal(standAt("22:55", run).drift, 5 * MINUTE);
  did("22:00", "start", "runsheet#1.1", {}, "b");
  assert.equal(standAt("22:45", run).drift, 15 * MINUTE, "where beginnings are said, this one has not begun");
});

test("silence is told when it is longer than what is on may take", () => {
  const { run, did } = log();
  did("22:00", "begin"); did("22:01", "start", "runsheet#1.1");
  assert.equal(standAt("22:10", run).quiet, undefined);
  assert.equal(standAt("22:12", run).quiet, 11 * MINUTE);
  did("22:13", "note", undefined, { note: "still here" });
  assert.equal(standAt("22:14", run).quiet, undefined);
});

test("a pause stops drift; a shift of T moves all planned times", () => {
  const { run, did } = log();
  did("22:00", "begin"); did("22:01", "start", "runsheet#1.1"); did("22:13", "pause");
  assert.deepEqual(["22:13", "23:00"].map((time) => standAt(time, run).drift), [3 * MINUTE, 3 * MINUTE]);
  did("23:00", "resume"); did("23:00", "shift", undefined, { value: "60" });
  const { drift, moved, late, turnBack, phase } = standAt("23:05", run);
  assert.deepEqual([drift, moved, late.length, turnBack, phase], [0, 60 * MINUTE, 1, at2("00:20"), "during"]);
  assert.equal(standAt("23:05", run).end.planned, at2("01:00"));
});

test("what was closed before T is moved keeps the time that it had, and so does its box once all of it is", () => {
  const { run, did } = log(), moves = (/** @type {string} */ time) => ["1.1", "1.2", "one", "gate", "3.1"].map((key) => standAt(time, run).moves.get(`runsheet#${key}`) / MINUTE);
  did("22:00", "begin"); did("22:10", "done", "runsheet#1.1"); did("22:11", "shift", undefined, { value: "15" });
  assert.deepEqual(moves("22:12"), [0, 15, 15, 15, 15]);
  did("22:25", "done", "runsheet#1.2"); GO(did, "22:30"); did("22:40", "shift", undefined, { value: "5" });
  assert.deepEqual([moves("22:41"), standAt("22:41", run).moved / MINUTE], [[0, 15, 15, 15, 20], 20]);
});

test("a rehearsal on another day begins when it is begun", () => {
  const { run, did } = log("rehearsal");
  did(on("09:00", "2027-03-28"), "begin");
  const { now, moved, drift, next, in: left } = standAt(at("09:05", "2027-03-28"), run);
  assert.deepEqual([keys(now), moved, drift], [["1.1"], at("09:00", "2027-03-28") - at("22:00"), 0]);
  assert.deepEqual([next.key, left], ["runsheet#1.2", 5 * MINUTE]);
});

test("a rollback: its own steps from the decision on, in turn, then what is verified", () => {
  const { run, did } = log();
  DONE_ONE(did);
  did("22:31", "roll back", undefined, { by: "ann" });
  const first = standAt("22:35", run);
  assert.deepEqual([first.phase, first.rolling, keys(first.now), first.next.key, first.in, first.gate, first.drift], ["during", true, ["rollback#r1"], "rollback#r2", 6 * MINUTE, undefined, undefined]);
  assert.deepEqual(keys(standAt("22:45", run).late), ["rollback#r1"]);
  did("22:46", "done", "rollback#r1"); did("22:50", "done", "rollback#r2");
  assert.deepEqual(keys(standAt("22:51", run).now), ["rollback#v1"]);
  did("22:52", "pass", "rollback#v1"); did("22:53", "back");
  assert.deepEqual([standAt("22:54", run).phase, standAt("22:54", run).now, standAt("22:54", run).rolling], ["after", [], false]);
});

test("a rollback after the end is on, too", () => {
  const { run, did } = log();
  DONE_ONE(did); did("23:00", "end"); did(on("03:00", "2027-04-11"), "roll back");
  assert.deepEqual([standAt(at2("03:01"), run).phase, keys(standAt(at2("03:01"), run).now)], ["during", ["rollback#r1"]]);
});

test("after the end nothing is on or late; what it took too long is told", () => {
  const { run, did } = log();
  DONE_ONE(did); did(on("00:20", "2027-04-11"), "end");
  const { phase, now, late, gate, drift } = standAt(at2("09:00"), run);
  assert.deepEqual([phase, now, late, gate, drift], ["after", [], [], undefined, 20 * MINUTE]);
});

test("progress: of boxes, chapters and the plan, without what is left, optional, or an instruction", () => {
  const { run, did } = log();
  DONE_ONE(did); did("22:27", "skipped", "checklists#c1", { note: "no" });
  const { progress } = standAt("22:30", run);
  assert.deepEqual([progress.get("runsheet#one"), progress.get("runsheet#two"), progress.get("runsheet#gate"), progress.get("runsheet"), progress.get("")],
    [{ done: 2, total: 2 }, { done: 0, total: 2 }, { done: 0, total: 2 }, { done: 2, total: 5 }, { done: 3, total: 6 }]);
  did("22:31", "taken", "runsheet#2.1B");
  assert.deepEqual(standAt("22:32", run).progress.get("runsheet#2.1"), { done: 0, total: 1 });
});

test("a plan without dates has neither late nor drift, and still has a next", () => {
  const plan = without({ ...NIGHT, t: undefined, from: undefined, until: undefined }, "at", "end"), { run, did } = log();
  assert.deepEqual([standAt("22:00", undefined, plan).phase, standAt("22:00", undefined, plan).now], ["before", []]);
  did("22:00", "begin"); did("22:01", "start", "runsheet#1.1");
  const { phase, now, late, drift, end, in: left, next, turnBack } = standAt("22:05", run, plan);
  assert.deepEqual([phase, keys(now), late, drift, end, left, next.key, turnBack], ["during", ["1.1"], [], undefined, undefined, undefined, "runsheet#1.2", undefined]);
  did("22:06", "done", "runsheet#1.1"); did("22:07", "done", "runsheet#1.2");
  assert.equal(standAt("22:08", run, plan).gate.row.key, "runsheet#gate", "it is reached");
});

test("steps without lengths share the time of their box, one after the other", () => {
  const box = row("runsheet#b", "group", { at: on("22:00"), end: on("22:30") }), steps = ["x", "y"].map((name) => row(`runsheet#${name}`, "step", { in: "runsheet#b", at: on("22:00") }));
  const plan = { ...NIGHT, rows: [box, ...steps] }, { run, did } = log();
  did("22:00", "begin");
  const { now, late, drift } = standAt("22:20", run, plan);
  assert.deepEqual([keys(now), late, drift], [["x"], [], 0]);
  assert.deepEqual([keys(standAt("22:35", run, plan).late), standAt("22:35", run, plan).drift], [["x", "y"], 5 * MINUTE]);
  assert.deepEqual(keys(standAt("22:20", undefined, plan).now), ["x", "y"]);
});

test("a plan without a run sheet, without anything, stands somewhere", () => {
  const bare = { ...NIGHT, main: undefined, rollback: undefined, rows: [] }, { now, late, next, progress, phase } = standAt("22:30", undefined, bare);
  assert.deepEqual([now, late, next, progress.size, phase], [[], [], undefined, 0, "during"]);
});

/* Properties */

const moments = fc.integer({ min: at("20:00"), max: at2("03:00") });

test("now never runs through an open gate, whatever was recorded", () => fc.assert(fc.property(events(), moments, (list, now) => {
  const state = fold(NIGHT, runOf(list)), { now: steps, boxes, late, rolling, gate } = stand(NIGHT, state, now), rows = [...steps, ...boxes];
  const behind = rolling || state.rows.get("runsheet#gate")?.state === "go" ? [] : NIGHT.rows.slice(5).map(({ key }) => key);
  assert.deepEqual(rows.filter(({ key }) => behind.includes(key)), []);
  assert.deepEqual(late.filter(({ key }) => behind.includes(key) && key !== gate?.row.key), []);
})));

test("numbers are numbers, rows are rows of the plan, and nothing is changed", () => fc.assert(fc.property(events(), moments, (list, now) => {
  const state = fold(NIGHT, runOf(list)), before = JSON.stringify([...state.rows]), it = stand(NIGHT, state, now);
  for (const each of [it.in, it.drift, it.quiet, it.turnBack, it.moved, it.end?.planned, it.end?.expected, it.gate?.since]) assert.ok(each === undefined || Number.isFinite(each));
  for (const { start, end } of it.expected.values()) assert.ok(Number.isFinite(start) && Number.isFinite(end));
  for (const each of [...it.now, ...it.boxes, ...it.late, ...(it.next ? [it.next] : []), ...(it.gate ? [it.gate.row] : [])]) assert.ok(NIGHT.rows.includes(each));
  for (const { done, total } of it.progress.values()) assert.ok(done >= 0 && done <= total);
  assert.ok((it.drift ?? 0) >= 0);
  assert.equal(JSON.stringify([...state.rows]), before);
})));

test("nothing is expected before its time, nor to end before it begins", () => fc.assert(fc.property(fc.nat(7), moments, (done, now) => {
  const { run, did } = log();
  did("22:00", "begin");
  for (const key of ["1.1", "1.2", "2.1", "2.2"].slice(0, done)) did("22:20", "done", `runsheet#${key}`);
  const { expected } = standAt(now, run);
  for (const { key, at: planned, does } of NIGHT.rows) {
    const here = expected.get(key);
    if (!here || fold(NIGHT, run).rows.has(key) || does === "group") continue;
    assert.ok(here.start >= Date.parse(planned) && here.end >= here.start);
  }
})));

test("later is never earlier: as time goes by, drift and the expected end only grow", () => fc.assert(fc.property(moments, fc.nat(90), (now, minutes) => {
  const { run, did } = log();
  did("22:00", "begin"); did("22:02", "start", "runsheet#1.1");
  const one = standAt(now, run), later = standAt(now + minutes * MINUTE, run);
  assert.ok(later.drift >= one.drift && later.end.expected >= one.end.expected);
})));
