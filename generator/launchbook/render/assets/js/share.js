/* A run on its way between devices: as a file that people and YAML readers can read, and as the fragment of an address.

   A browser has no reader for YAML. What it writes has one line for each event, in JSON, which every YAML reader reads alike, and it
   reads back only that form: what somebody wrote in another style goes through `launchbook run merge`. */

import { RunRefused } from "./events.js";
import { eventLine, quoted } from "./written.js";

const RUN_HEAD = /** @type {const} */ (["run", "plan", "kind", "version", "build"]);
const HEAD_KEYS = new Set(["format", ...RUN_HEAD]);
const RUN_FORMAT = 1;

/** YAML would take some plain words for a truth value or for nothing. */
const PLAIN = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][a-z0-9_-]*$/i;

/** The file of a run. Its first line is for those who open it: the title of the plan, the kind, the day.
 * @param {Run} run
 * @param {string} [title] */
export function writeRun(run, title = run.plan) {
  const about = ["launchbook run", title, run.kind, run.events[0]?.at.slice(0, 10)].filter(Boolean).join(" · ");
  const head = RUN_HEAD.filter((key) => run[key]).map((key) => `${key}: ${PLAIN.test(run[key]) ? run[key] : quoted(run[key])}`);
  const events = run.events.length ? ["events:", ...run.events.map((event) => `- ${eventLine(event)}`)] : ["events: []"];
  return [`# ${about.replace(/[\s\p{C}]+/gu, " ")}`, ...head, ...events, ""].join("\n");
}

/** What a file or a fragment says, not checked any further: `readRun` does. Refused are, by `why`: "no run", "format" (a later one),
 * "plan" (another one), "damaged", "merge" (two versions, not put together), and "style": YAML that only `launchbook run merge` reads.
 * @param {string} text
 * @param {string} [plan] the only plan that it may belong to
 * @returns {unknown} */
export function parseRun(text, plan) {
  const bare = text.replace(/^\ufeff/, "");
  const { format = RUN_FORMAT, ...data } = /** @type {Record<string, unknown>} */ ((/^\s*[{[]/.test(bare) ? fromJson(bare) : fromLines(bare)) ?? {});
  if (typeof data.run !== "string" || typeof data.plan !== "string" || !Array.isArray(data.events)) throw new RunRefused("no run");
  if (format !== RUN_FORMAT) throw new RunRefused("format", "format", format);
  if (plan !== undefined && data.plan !== plan) throw new RunRefused("plan", "plan", data.plan);
  return data;
}

/** @param {string} text */
function fromJson(text) {
  try { return JSON.parse(text); } catch { throw new RunRefused("damaged", "JSON"); }
}

/** @param {string} text */
function fromLines(text) {
  if (!/^(?:run|events):/m.test(text)) throw new RunRefused("no run");
  /** @type {Record<string, unknown>} */
  const data = {};
  /** @type {unknown[] | undefined} */
  let events;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const where = `line ${index + 1}`, [, key, value = ""] = /^([a-z]+):(?: +(.*\S))? *$/.exec(line) ?? [];
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    if (key in data) throw new RunRefused("damaged", where, line);
    if (key === "events" && /^(?:\[ *\])?$/.test(value)) events = data.events = [];
    else if (HEAD_KEYS.has(key)) data[key] = scalar(value, where);
    else if (events && /^ *- *\{ *"/.test(line)) events.push(eventOf(line, where));
    else throw new RunRefused(/^(?:<{7}|={7}|>{7})/.test(line) ? "merge" : "style", where, line);
  }
  return data;
}

/** @param {string} value @param {string} where */
function scalar(value, where) {
  if (/^[A-Za-z][\w-]*$/.test(value)) return value;
  try { return JSON.parse(/^(?:".*"|\d+)$/.test(value) ? value : ""); } catch { throw new RunRefused("style", where, value); }
}

/** @param {string} line @param {string} where */
function eventOf(line, where) {
  try { return JSON.parse(line.replace(/^ *- */, "")); } catch { throw new RunRefused(/\}\s*$/.test(line) ? "style" : "damaged", where, line.slice(-40)); }
}

/* In the address --------------------------------------------------------------------------------------------------------- */

const RUN_FRAGMENT = "#lb-run=";
/** Characters of a fragment that every messenger lets pass. */
const FRAGMENT_LIMIT = 4096;

/** The fragment by which a small run travels; undefined where it is too large, or the browser cannot compress.
 * @param {Run} run
 * @returns {Promise<string | undefined>} */
export async function toFragment(run) {
  if (typeof CompressionStream === "undefined") return undefined;
  const bytes = new Uint8Array(await through(new TextEncoder().encode(writeRun(run, "")), new CompressionStream("deflate-raw")));
  if (bytes.length > FRAGMENT_LIMIT) return undefined;
  const fragment = RUN_FRAGMENT + btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  return fragment.length > FRAGMENT_LIMIT ? undefined : fragment;
}

/** What the fragment of an address says of a run, as `parseRun`; undefined where there is none.
 * @param {string} fragment
 * @param {string} [plan]
 * @returns {Promise<unknown>} */
export async function fromFragment(fragment, plan) {
  if (!fragment.startsWith(RUN_FRAGMENT)) return undefined;
  let text = "";
  try {
    if (fragment.length > FRAGMENT_LIMIT) throw RangeError();
    const bytes = Uint8Array.from(atob(fragment.slice(RUN_FRAGMENT.length).replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
    text = new TextDecoder("utf-8", { fatal: true }).decode(await through(bytes, new DecompressionStream("deflate-raw")));
  } catch {
    throw new RunRefused("damaged", "address");
  }
  return parseRun(text, plan);
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {ReadableWritablePair<Uint8Array<ArrayBuffer>, BufferSource>} stream */
function through(bytes, stream) { return new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer(); }

/** Hands a text to the reader as a file.
 * @param {string} name
 * @param {string} text */
export function download(name, text) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([text], { type: "text/plain" })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
}
