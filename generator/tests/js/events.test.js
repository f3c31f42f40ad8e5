/* Events: what is read, how lists are merged, and in which order events count. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MOST_EVENTS, RunRefused, readRun } from "../../launchbook/render/assets/js/events.js";
import { inOrder, timeOf, union } from "../../launchbook/render/assets/js/order.js";
import { events, log, runOf, shuffled } from "./launches.js";

const ids = (list) => list.map(({ id }) => id);
const refused = (data, why, where, plan) => assert.throws(() => readRun(data, plan), (error) => error instanceof RunRefused && error.why === why && error.where === where);

function sample() {
  const { run, did } = log();
  did("22:00", "begin");
  did("22:05", "done", "runsheet#1.1", { text: "<b>bold</b>", by: "__proto__", note: "]]>" });
  return run;
}
const changed = (more) => ({ ...sample(), events: [{ ...sample().events[1], ...more }] });

test("a run is read as it was written", () => assert.deepEqual(readRun(JSON.parse(JSON.stringify(sample()))), sample()));

test("what is no run is refused with its place", () => {
  for (const data of [null, undefined, 1, "run", [], () => 0]) refused(data, "shape", "");
  refused({}, "missing", "run");
  refused({ ...sample(), kind: "party" }, "kind", "kind");
  refused({ ...sample(), format: 2 }, "unknown", "format");
  refused({ ...sample(), events: {} }, "shape", "events");
  refused({ ...sample(), events: [7] }, "shape", "events[0]");
  refused({ ...sample(), version: 7 }, "text", "version");
  refused(sample(), "plan", "plan", "another");
});

test("an event that is damaged is refused with its place", () => {
  refused(changed({ do: "explode" }), "act", "events[0].do");
  refused(changed({ do: "constructor" }), "act", "events[0].do");
  refused(changed({ later: 1 }), "unknown", "events[0].later");
  refused(JSON.parse(JSON.stringify(sample()).replace('"id"', '"__proto__"')), "unknown", "events[0].__proto__");
  for (const seq of [0, -1, 1.5, "1", NaN, null]) refused(changed({ seq }), "number", "events[0].seq");
  for (const at of ["", "yesterday", "2027-04-10", "2027-04-10T22:00", "2027-13-40T22:00:00+00:00", 5]) refused(changed({ at }), "time", "events[0].at");
  refused(changed({ offset: Infinity }), "number", "events[0].offset");
  refused(changed({ note: "x".repeat(9000) }), "long", "events[0].note");
  refused(changed({ row: "" }), "empty", "events[0].row");
  refused({ ...sample(), events: [{ ...sample().events[0], id: undefined }] }, "missing", "events[0].id");
});

test("a hundred thousand events are no launch", () => {
  const [event] = sample().events;
  refused({ ...sample(), events: Array.from({ length: 100000 }, () => event) }, "many", "events");
  assert.equal(readRun({ ...sample(), events: Array.from({ length: MOST_EVENTS }, () => event) }).events.length, MOST_EVENTS);
});

test("anything at all is read or refused, and what is read can be folded again", () => fc.assert(fc.property(fc.anything({ withNullPrototype: true, withBigInt: false }), (data) => {
  try {
    readRun(data);
  } catch (error) {
    assert.ok(error instanceof RunRefused);
  }
})));

test("one order, whatever the order, the doubles and the keys", () => fc.assert(fc.property(events().chain((list) => fc.tuple(fc.constant(list), shuffled(list))), ([list, other]) => {
  assert.deepEqual(inOrder(other), inOrder(list));
})));

test("none stands before what it has seen, or before an earlier one of its device", () => fc.assert(fc.property(events(), (list) => {
  const place = new Map(inOrder(list).map((event, i) => [event.id, i]));
  for (const event of list) {
    for (const id of event.seen?.split(" ") ?? []) assert.ok(place.get(id) < place.get(event.id));
    for (const other of list) if (other.device === event.device && other.seq < event.seq) assert.ok(place.get(other.id) < place.get(event.id));
  }
})));

test("where nobody saw another and clocks do not jump, time is the order", () => fc.assert(fc.property(events(), (list) => {
  const alone = list.map(({ seen, ...event }, i) => ({ ...event, device: `d${i}`, seq: 1 })), times = inOrder(alone).map(timeOf);
  assert.deepEqual(times, [...times].sort((a, b) => a - b));
})));

test("any cut of a list, merged again, is the list; a merge adds nothing twice", () => fc.assert(fc.property(events().chain((list) => fc.tuple(fc.constant(list), fc.subarray(list), fc.subarray(list))), ([list, a, b]) => {
  const rest = list.filter((event) => !a.includes(event));
  assert.deepEqual(union(a, rest), inOrder(list));
  assert.deepEqual(union(a, b), union(b, a));
  assert.deepEqual(union(union(a, b), rest), union(a, union(b, rest)));
  assert.deepEqual(union(list, list), inOrder(list));
})));

test("of two events with one id the same one counts on every device", () => fc.assert(fc.property(events(8).filter((list) => list.length > 1), fc.string(), (list, note) => {
  const double = { ...list[0], note };
  assert.deepEqual(union(list, [double]), union([double], list));
  assert.equal(union(list, [double]).length, list.length);
})));

test("circles and missing links end", () => {
  const { run, did } = log();
  for (let i = 0; i < 50; i++) did("22:00", "note", undefined, { seen: `b-${50 - i} x-1` }, i % 2 ? "a" : "b");
  assert.equal(inOrder(run.events).length, 50);
  assert.deepEqual(inOrder([...run.events].reverse()), inOrder(run.events));
  assert.deepEqual(ids(inOrder([{ ...run.events[0], seen: "b-1" }])), ["b-1"]);
});

test("many events, all at one time, of one device or of as many devices, are ordered in reasonable time", () => {
  const many = Array.from({ length: MOST_EVENTS }, (_, i) => ({ id: `a-${i + 1}`, device: "a", seq: i + 1, at: "3000-01-01T00:00:00Z", do: "note", seen: `a-${MOST_EVENTS - i}` }));
  assert.equal(inOrder(many).length, MOST_EVENTS);
  assert.equal(inOrder(many.map((event) => ({ ...event, device: event.id, seq: 1 }))).length, MOST_EVENTS);
  assert.equal(readRun(runOf(many)).events.length, MOST_EVENTS);
});
