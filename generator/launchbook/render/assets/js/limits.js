/* A reading held against a limit, as far as both are one number of one kind. */

/** @type {Record<string, [string, number]>} */
const UNITS = {
  ms: ["time", 1e-3], s: ["time", 1], sec: ["time", 1], m: ["time", 60], min: ["time", 60], h: ["time", 3600], d: ["time", 86400],
  "秒": ["time", 1], "分": ["time", 60], "分钟": ["time", 60], "小时": ["time", 3600], "%": ["share", 1], "％": ["share", 1],
  b: ["bytes", 1], kb: ["bytes", 1e3], mb: ["bytes", 1e6], gb: ["bytes", 1e9], tb: ["bytes", 1e12],
};
const NUMBER = String.raw`(-?\d[\d,]*(?:\.\d+)?)\s*([^\s\d,;。，；]*)`;
const BOUND = new RegExp(String.raw`^[^<>=≤≥]*(≤|≥|<=|>=|<|>|=)\s*${NUMBER}[^<>=≤≥\d]*$`), READ = new RegExp(`^\\s*=?\\s*${NUMBER}`);

/** @param {string} number @param {string} unit @returns {[string, number]} */
function sized(number, unit) {
  const [kind, size] = UNITS[unit.toLowerCase()] ?? [unit.toLowerCase(), 1];
  return [kind, Number(number.replaceAll(",", "")) * size];
}

/** Whether a reading keeps a limit; undefined where that cannot be told from the two texts.
 * @param {string | undefined} limit `≤ 30s`, `p95 < 2s`, `= 86 packs`
 * @param {string} reading `12 s`, `86`
 * @returns {boolean | undefined} */
export function keeps(limit, reading) {
  const bound = BOUND.exec(limit ?? ""), read = READ.exec(reading);
  if (!bound || !read) return undefined;
  const [kind, most] = sized(bound[2], bound[3]), [of, value] = read[2] ? sized(read[1], read[2]) : sized(read[1], bound[3]);
  if (kind !== of) return undefined;
  return { "≤": value <= most, "<=": value <= most, "<": value < most, "≥": value >= most, ">=": value >= most, ">": value > most, "=": value === most }[bound[1]];
}
