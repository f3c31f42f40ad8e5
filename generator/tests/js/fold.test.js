/* The fold: what events come to, by the vectors that the fold of the command line shares, and by properties. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { readRun } from "../../launchbook/render/assets/js/events.js";
import { fold } from "../../launchbook/render/assets/js/fold.js";

const VECTORS = new URL("../runs/", import.meta.url);
const id = (event) => event.id, at = (time) => Date.parse(time);

/** What a vector says, of what came out: only what it names. */
const SHOWN = {
  event: id, undo: id, conflict: (events) => events?.map(id), signed: (events) => events.map(id), notes: (events) => events.map(id),
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
