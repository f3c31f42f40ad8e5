/* Runs for properties: whatever a person or a hostile file may put into them. */

import fc from "fast-check";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom("no", "null", "1.10", "10:30", "- a: b", "# none", "{", "'", '"', "\\", "\n---\n", "\u2028", "\u0085", "\ud800", "\ufeff", "<img src=x onerror=alert(1)>", "\u202eexe", ""),
);
const name = text.filter(Boolean);
const maybe = (arbitrary) => fc.option(arbitrary, { nil: undefined });

export const anEvent = fc.record({
  id: text, device: text, seq: fc.integer({ min: 1, max: 1e6 }), do: fc.constantFrom("done", "failed", "note", "no-go", "roll back"),
  at: fc.constantFrom("2027-03-28T22:00:05-05:00", "3000-01-01T00:00:00+00:00"),
  offset: maybe(fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), fc.constantFrom(0.001, -61.25))), by: maybe(text), heard: maybe(text), row: maybe(text), no: maybe(text),
  text: maybe(text), hash: maybe(text), closes: maybe(fc.constant("yes")), seen: maybe(text), value: maybe(text), note: maybe(text),
}).map((event) => Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)));

export const aRun = fc.record({
  run: name, plan: name, kind: fc.constantFrom("live", "rehearsal"), version: text, build: text, events: fc.array(anEvent, { maxLength: 6 }),
});

const said = ([, value]) => value !== undefined && value !== "";
const filled = (object) => Object.fromEntries(Object.entries(object).filter(said).map(([key, value]) => [key, typeof value === "string" ? value.toWellFormed() : value]));

/** A run as a file holds it: without what is empty, and without half a character. */
export const whole = ({ events, ...head }) => ({ ...filled(head), events: events.map(filled) });
