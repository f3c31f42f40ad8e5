import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { localIso, wrongBy } from "../../launchbook/render/assets/js/clock.js";

const T = Date.parse("2027-03-28T22:00:05Z");
const answer = (ahead, age) => new Map([["Date", new Date(T + ahead * 1000).toUTCString()], ...(age === undefined ? [] : [["Age", String(age)]])]);

test("a local time is the same moment, in the zone of the device", () => {
  fc.assert(fc.property(fc.date({ min: new Date("1971-01-01"), max: new Date("3000-01-01"), noInvalidDate: true }), (date) => {
    const text = localIso(+date);
    assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
    assert.equal(Date.parse(text), Math.floor(+date / 1000) * 1000);
  }));
});

test("a clock is wrong from half a minute on", () => {
  for (const [ahead, wrong] of [[0, 0], [20, 0], [-20, 0], [61 * 60, 3660], [-45, -45]]) assert.ok(Math.abs(wrongBy(answer(ahead), T, T + 400) - wrong) <= 1, String(ahead));
});

test("an old answer is no other clock", () => {
  assert.equal(wrongBy(answer(-3000, 3000), T, T), 0);
  assert.equal(wrongBy(answer(0, 3000), T, T), 0);
});

test("an answer that says nothing, or came late, says nothing", () => {
  assert.equal(wrongBy(new Map(), T, T), undefined);
  assert.equal(wrongBy(new Map([["Date", "noon"]]), T, T), undefined);
  assert.equal(wrongBy(answer(3600), T, T + 3 * 3600e3), undefined);
  assert.equal(wrongBy(answer(3600), T, T - 5), undefined);
});
