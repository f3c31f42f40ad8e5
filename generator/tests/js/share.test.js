import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import yaml from "js-yaml";
import { RunRefused } from "../../launchbook/render/assets/js/events.js";
import { fromFragment, parseRun, toFragment, writeRun } from "../../launchbook/render/assets/js/share.js";
import { aRun, whole } from "./runs.js";

const RUN = {
  run: "rehearsal-2027-03-28-k3f9", plan: "records-move", kind: "rehearsal", version: "7.4.2", build: "6ab46288",
  events: [
    { at: "2027-03-28T22:00:05-05:00", by: "nora", do: "begin", id: "k3f9-1", device: "k3f9", seq: 1 },
    { at: "2027-03-28T22:04:40-05:00", by: "dell", do: "done", row: "runsheet#i-22d021", no: "1.5", text: "Look through changes", hash: "1b04ad1240", id: "k3f9-2", device: "k3f9", seq: 2 },
  ],
};
const TEXT = `# launchbook run · The patient record moves to Fox River · rehearsal · 2027-03-28
run: rehearsal-2027-03-28-k3f9
plan: records-move
kind: rehearsal
version: "7.4.2"
build: "6ab46288"
events:
- {"at": "2027-03-28T22:00:05-05:00", "by": "nora", "do": "begin", "id": "k3f9-1", "device": "k3f9", "seq": 1}
- {"at": "2027-03-28T22:04:40-05:00", "by": "dell", "do": "done", "row": "runsheet#i-22d021", "no": "1.5", "text": "Look through changes", "hash": "1b04ad1240", "id": "k3f9-2", "device": "k3f9", "seq": 2}
`;

/** @param {string} text @param {string} why @param {string} [where] */
function refused(text, why, where) {
  assert.throws(() => parseRun(text, "records-move"), (error) => {
    assert.ok(error instanceof RunRefused, String(error));
    assert.deepEqual([error.why, where ?? error.where], [why, error.where], error.message);
    return true;
  });
}

test("a run has one form, and it is that of the description", () => {
  assert.equal(writeRun(RUN, "The patient record moves to Fox River"), TEXT);
  assert.deepEqual(parseRun(TEXT, "records-move"), RUN);
  assert.equal(writeRun({ ...RUN, events: [] }).split("\n").at(-2), "events: []");
});

test("what is written is read back, by us and by a YAML reader alike", () => {
  fc.assert(fc.property(aRun, fc.string({ unit: "binary" }), (run, title) => {
    const text = writeRun(run, title);
    assert.deepEqual(parseRun(text), whole(run));
    assert.deepEqual(yaml.load(text), whole(run));
    assert.equal(writeRun(parseRun(text), title), text);
  }), { numRuns: 500 });
});

test("JSON is read, too", () => {
  fc.assert(fc.property(aRun, (run) => assert.deepEqual(parseRun(`\ufeff ${JSON.stringify(run, null, 1)}\n`), JSON.parse(JSON.stringify(run)))));
});

test("ends of lines, blank lines, comments and indented lists do no harm", () => {
  const other = `\ufeff${TEXT.replace(/\n- /g, "\n\n  # seen\n  - ")}`.replace(/\n/g, "\r\n");
  assert.deepEqual(parseRun(other), RUN);
  assert.deepEqual(parseRun(TEXT.replace("run: rehearsal-2027-03-28-k3f9", "run: The_night")), { ...RUN, run: "The_night" });
});

test("what is no run is refused, and says why", () => {
  for (const text of ["", "\n\n", "hello", "<!doctype html>\n<p>404", "plan: records-move\ntitle: x\n", "[]", "null", "{}", "{\"plan\": \"records-move\"}", "\u0000\u0001PK\u0003"])
    refused(text, "no run", "");
  refused(TEXT.replace("\nrun:", "\nformat: 2\nrun:"), "format", "format");
  refused(JSON.stringify({ ...RUN, format: 7 }), "format");
  refused(TEXT.replace("plan: records-move", "plan: tea"), "plan", "plan");
  assert.deepEqual(parseRun(`format: 1\n${TEXT}`), RUN);
});

test("a damaged file names the line", () => {
  refused(TEXT.slice(0, -40), "damaged", "line 9");
  refused(TEXT.replace("events:", "run: other\nevents:"), "damaged", "line 7");
  refused(`${TEXT}<<<<<<< HEAD\n`, "merge", "line 10");
  refused("{\"run\": \"a\", \"plan\"", "damaged", "JSON");
});

test("a cut at the end of a line only loses what came after it", () => {
  fc.assert(fc.property(aRun, fc.nat(), (run, at) => {
    const lines = writeRun(run).split("\n"), head = lines.indexOf("events:") + 1, kept = head + at % (run.events.length + 1);
    if (run.events.length) assert.deepEqual(parseRun(lines.slice(0, kept).join("\n")), whole({ ...run, events: run.events.slice(0, kept - head) }));
  }));
});

test("another style of YAML is for the command that can read it", () => {
  refused(yaml.dump(RUN), "style", "line 4");
  refused(yaml.dump({ ...RUN, version: "v7", build: "beef" }, { flowLevel: 2 }), "style", "line 7");
  refused(TEXT.replace('"by": "nora"', "by: nora"), "style", "line 8");
  refused(TEXT.replace("rehearsal\nversion", "'rehearsal'\nversion"), "style", "line 4");
  refused(TEXT.replace("events:", "remark: none\nevents:"), "style", "line 7");
});

test("hostile keys stay keys", () => {
  const data = parseRun(TEXT.replace('"by": "nora"', '"__proto__": {"polluted": "yes"}'));
  assert.equal({}.polluted, undefined);
  assert.equal(data.polluted, undefined);
  refused(TEXT.replace("events:", "__proto__: x\nevents:"), "style");
});

test("a small run travels in an address", async () => {
  const fragment = await toFragment(RUN);
  assert.match(fragment, /^#lb-run=[\w-]+$/);
  assert.deepEqual(await fromFragment(fragment, "records-move"), RUN);
  assert.equal(await fromFragment("#step-1"), undefined);
  await assert.rejects(fromFragment(fragment, "tea"), { name: "RunRefused", why: "plan" });
  for (const broken of [fragment.slice(0, -9), `${fragment}AAAA%`, "#lb-run=", "#lb-run=!!", `#lb-run=${"A".repeat(9999)}`])
    await assert.rejects(fromFragment(broken), { name: "RunRefused", why: "damaged" });
});

test("every run that has a fragment comes back from it; a large one has none", async () => {
  await fc.assert(fc.asyncProperty(aRun, async (run) => {
    const fragment = await toFragment(run);
    if (fragment) assert.ok(fragment.length <= 4096) || assert.deepEqual(await fromFragment(fragment), whole(run));
  }), { numRuns: 50 });
  const events = Array.from({ length: 3000 }, (_, index) => ({ ...RUN.events[1], id: `k3f9-${index}`, seq: index, note: `${Math.sin(index)}` }));
  assert.equal(await toFragment({ ...RUN, events }), undefined);
});
