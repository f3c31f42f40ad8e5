import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { changesSince, isBuild } from "../../launchbook/render/assets/js/offline.js";

const hashes = fc.dictionary(fc.constantFrom("a#1", "a#2", "a#3", "b#1", "toString"), fc.constantFrom("x", "y"));
const planOf = (rows) => ({ rows: Object.entries(rows).map(([key, hash]) => ({ key, hash })) });

test("every row of two builds is unchanged, or told once", () => {
  fc.assert(fc.property(hashes, hashes, (before, after) => {
    const { changed, added, gone } = changesSince(planOf(before), { build: "b", rows: after });
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const had = Object.hasOwn(before, key), has = Object.hasOwn(after, key);
      assert.equal(changed.includes(key), had && has && before[key] !== after[key]);
      assert.equal(added.includes(key), !had && has);
      assert.equal(gone.includes(key), had && !has);
    }
  }));
});

test("what is no build is refused", () => {
  for (const other of [undefined, null, 1, "x", [], {}, { build: 1, rows: {} }, { build: "b" }, { build: "b", rows: [] }]) assert.equal(isBuild(other), false);
  assert.equal(isBuild({ build: "b", rows: {} }), true);
});
