/* Whether a printed sheet is still true: pure, from its code and what the site knows of the plan's sheets. */

/** @typedef {import("./sheets.d.ts").Sheets} Sheets */
/** @typedef {import("./sheets.d.ts").Answer} Answer */

/** A code as it was meant: blanks and case do not count, and letters that look like digits are digits.
 * @param {string} typed */
export const codeOf = (typed) => typed.toLowerCase().replace(/[^0-9a-z]/g, "").replace(/o/g, "0").replace(/[il]/g, "1");

/** Name and code from the fragment of an address: `runsheet.3f2ac1d0`.
 * @param {string} fragment */
export function fromAddress(fragment) {
  const text = safelyDecoded(fragment.replace(/^#/, "")), dot = text.lastIndexOf(".");
  return { name: dot > 0 ? text.slice(0, dot) : "", code: codeOf(text.slice(dot + 1)) };
}

/** @param {string} text */
function safelyDecoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

/** What is to be said of a sheet. The name of its page tells apart sheets with one code; without it any of them answers.
 * @param {Sheets} sheets @param {string} code @param {string} name @param {number} now
 * @returns {Answer} */
export function answerTo(sheets, code, name, now) {
  const all = [
    ...Object.entries(sheets.sheets).map(([each, { code: own }]) => ({ name: each, code: own, old: undefined })),
    ...sheets.earlier.map((old) => ({ name: old.name, code: old.code, old })),
  ];
  const same = all.filter((each) => each.code === code), found = same.find((each) => each.name === name) ?? same[0];
  if (sheets.over || (sheets.until && now > Date.parse(sheets.until) + 864e5)) return { is: "over", name: found?.name };
  if (!found) {
    const near = all.find((each) => slips(each.code, code));
    return near ? { is: "slip", name: near.name, code: near.code } : { is: "unknown" };
  }
  if (!found.old) return { is: "current", name: found.name };
  return found.old.gone ? { is: "removed", name: found.name } : { is: "older", name: found.name, old: found.old };
}

/** Whether two codes differ by one slip: a digit that is wrong, missing, too many, or two that changed places.
 * @param {string} one @param {string} other */
export function slips(one, other) {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1 || short.length < 6) return false;
  let start = 0, end = 0;
  while (start < short.length && short[start] === long[start]) start++;
  while (end < short.length - start && short[short.length - 1 - end] === long[long.length - 1 - end]) end++;
  const left = short.slice(start, short.length - end), right = long.slice(start, long.length - end);
  return right.length === 1 || (left.length === 2 && left === [...right].reverse().join(""));
}
