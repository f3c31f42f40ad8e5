import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { answerTo, codeOf, fromAddress, slips } from "../../launchbook/render/assets/js/asked.js";

const NOW = Date.parse("2027-04-09T12:00:00Z");
const SHEETS = {
  format: 1, plan: "shop", over: "", until: "2027-04-10T04:00:00+00:00",
  sheets: { index: { code: "00000001", title: "Overview", page: "../" }, runsheet: { code: "3f2ac1d0", title: "Run sheet", page: "../runsheet/" } },
  earlier: [
    { name: "runsheet", code: "a1b2c3d4", at: "2027-04-01T08:00:00Z", gone: false, changes: [], more: 0 },
    { name: "day/2027-04-09", code: "55667788", at: "2027-04-01T08:00:00Z", gone: true, changes: [], more: 0 },
  ],
};
const ask = (code, name = "", sheets = SHEETS, now = NOW) => answerTo(sheets, code, name, now);

test("a code is read as it was meant", () => {
  assert.equal(codeOf(" 3F2A c1d0 "), "3f2ac1d0");
  assert.equal(codeOf("3f2a-clDO"), "3f2ac1d0");
});

test("the address tells the page and the code", () => {
  assert.deepEqual(fromAddress("#runsheet.3f2ac1d0"), { name: "runsheet", code: "3f2ac1d0" });
  assert.deepEqual(fromAddress("#day/2027-04-09.3f2a%20c1d0"), { name: "day/2027-04-09", code: "3f2ac1d0" });
  assert.deepEqual(fromAddress("#3f2ac1d0"), { name: "", code: "3f2ac1d0" });
  assert.deepEqual(fromAddress("#%"), { name: "", code: "" });
});

test("current, older, removed, unknown, over", () => {
  assert.deepEqual(ask("3f2ac1d0", "runsheet"), { is: "current", name: "runsheet" });
  assert.deepEqual(ask("3f2ac1d0"), { is: "current", name: "runsheet" });
  assert.equal(ask("a1b2c3d4", "runsheet").is, "older");
  assert.equal(ask("55667788").is, "removed");
  assert.deepEqual(ask("deadbeef", "runsheet"), { is: "unknown" });
  assert.deepEqual(ask("3f2ac1d0", "", { ...SHEETS, over: "Launched" }), { is: "over", name: "runsheet" });
  assert.equal(ask("3f2ac1d0", "", SHEETS, Date.parse("2027-04-11T05:00:00Z")).is, "over");
  assert.equal(ask("3f2ac1d0", "", SHEETS, Date.parse("2027-04-11T03:00:00Z")).is, "current");
  assert.equal(ask("3f2ac1d0", "", { ...SHEETS, until: "" }, Date.parse("2040-01-01T00:00:00Z")).is, "current");
});

test("a slip in a code is told, with what was meant", () => {
  assert.deepEqual(ask("3f2ac1d1"), { is: "slip", name: "runsheet", code: "3f2ac1d0" });
  assert.deepEqual(ask("32fac1d0"), { is: "slip", name: "runsheet", code: "3f2ac1d0" });
  assert.equal(ask("3f2ac1").is, "unknown");
});

const code = fc.array(fc.constantFrom(..."0123456789abcdef"), { minLength: 8, maxLength: 8 }).map((digits) => digits.join(""));
test("one wrong, missing, further or swapped digit is a slip, and nothing else than one", () => {
  fc.assert(fc.property(code, fc.nat(7), fc.constantFrom(..."0123456789abcdef"), (right, at, digit) => {
    const cut = right.slice(0, at) + right.slice(at + 1), more = right.slice(0, at) + digit + right.slice(at);
    const wrong = right.slice(0, at) + digit + right.slice(at + 1);
    assert.ok(slips(right, cut) && slips(cut, right) && slips(right, more));
    assert.equal(slips(right, wrong), wrong !== right);
  }));
  fc.assert(fc.property(code, fc.nat(6), (right, at) => {
    const swapped = right.slice(0, at) + right[at + 1] + right[at] + right.slice(at + 2);
    assert.equal(slips(right, swapped), swapped !== right);
  }));
  assert.ok(!slips("3f2ac1d0", "3f2ab2d0"));
});
