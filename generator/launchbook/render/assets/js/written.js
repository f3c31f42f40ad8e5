/* How an event is written down: in one line of JSON that is YAML, too. Equal events have equal lines. */

/** Fields of an event in the order in which they are written, as the command line does. @type {Record<keyof RunEvent, true>} */
const EVENT_FIELDS = {
  at: true, by: true, heard: true, do: true, row: true, no: true, text: true, hash: true, closes: true, field: true, value: true, note: true,
  seen: true, offset: true, id: true, device: true, seq: true,
};
const EVENT_ORDER = /** @type {(keyof RunEvent)[]} */ (Object.keys(EVENT_FIELDS));

/** Stands between quotes as it is. */
const HARMLESS = /^[ !#-[\]-~]*$/;
/** Readers of YAML 1.1 refuse these characters or take them for the end of a line; some turn the direction of what is read. */
const UNSEEN = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffc\ufffe\uffff]/g;

/** A string in JSON that is YAML, too. Half a character becomes �: no file can hold it.
 * @param {string} text */
export function quoted(text) {
  if (HARMLESS.test(text)) return `"${text}"`;
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(UNSEEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** An event in one line, always with its fields in the same order: equal events have equal lines. What is empty says nothing.
 * @param {RunEvent} event */
export function eventLine(event) {
  const said = EVENT_ORDER.filter((field) => event[field] !== undefined && event[field] !== "");
  return `{${said.map((field) => `"${field}": ${scalarText(event[field])}`).join(", ")}}`;
}

/** Numbers without an exponent, which YAML 1.1 takes for a word.
 * @param {unknown} value */
function scalarText(value) { return typeof value === "number" ? String(Math.round(value * 1000) / 1000) : quoted(String(value)); }
