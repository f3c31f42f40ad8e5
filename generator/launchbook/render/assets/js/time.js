/* Times and lengths of time in words, in the zones of the plan and of the reader. */

export const MINUTE = 60e3, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

/** Minutes that the zone of an ISO time lies ahead of UTC.
 * @param {string} iso */
export function offset(iso) {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(iso) || [];
  return sign ? (sign === "-" ? -1 : 1) * (+hours * 60 + +minutes) : 0;
}

/** A length of time in its two largest units.
 * @param {number} left milliseconds
 * @param {string} lang */
export function remaining(left, lang) {
  const parts = /** @type {[string, number][]} */ ([["day", Math.floor(left / DAY)], ["hour", Math.floor(left / HOUR) % 24], ["minute", Math.floor(left / MINUTE) % 60]]);
  const first = parts.findIndex(([, count]) => count);
  const shown = first < 0 ? [/** @type {const} */ (["minute", 1])] : parts.slice(first, first + 2).filter(([, count]) => count);
  return shown.map(([unit, count]) => new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(count)).join(" ");
}

/** Until the launch, as exactly as the plan said when that is: minutes, days, weeks, months or quarters.
 * @param {string} iso
 * @param {string} precision
 * @param {number} now
 * @param {string} lang */
export function until(iso, precision, now, lang) {
  const at = Date.parse(iso), relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const there = new Date(at + offset(iso) * MINUTE), here = new Date(now + offset(iso) * MINUTE);
  const months = (there.getUTCFullYear() - here.getUTCFullYear()) * 12 + there.getUTCMonth() - here.getUTCMonth();
  const days = Math.floor(+there / DAY) - Math.floor(+here / DAY);
  if (precision === "month") return relative.format(months, "month");
  if (precision === "quarter") return relative.format(Math.ceil(months / 3), "quarter");
  if (precision === "week") return relative.format(Math.ceil(days / 7), "week");
  if (precision === "day") return relative.format(days, "day");
  const left = at - now;
  if (left > 0) return remaining(left, lang);
  if (left > -HOUR) return relative.format(Math.ceil(left / MINUTE), "minute");
  return left > -DAY ? relative.format(Math.ceil(left / HOUR), "hour") : relative.format(Math.ceil(left / DAY), "day");
}

/** What an ISO time is on the reader's own clock; empty where that is the same.
 * @param {string} iso
 * @param {string} lang */
export function onOwnClock(iso, lang) {
  const at = new Date(iso);
  if (-at.getTimezoneOffset() === offset(iso)) return "";
  return new Intl.DateTimeFormat(lang, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** What a span of time is on the reader's own clock: `Sun 05:00–06:30`; empty where that is the same.
 * @param {string} start @param {string} end ISO times
 * @param {string} lang */
export function ownSpan(start, end, lang) {
  const first = onOwnClock(start, lang), second = onOwnClock(end, lang);
  if (!first || first === second) return first;
  const same = new Date(start).toDateString() === new Date(end).toDateString();
  return `${first}–${same ? second.slice(-5) : second}`;
}

/** The clock on a wall of a zone, as if that zone were UTC; no number where the browser does not know the zone.
 * @param {number} now
 * @param {string} zone */
export function wallClock(now, zone) {
  try {
    return Date.parse(`${new Date(now).toLocaleString("sv", { timeZone: zone }).replace(" ", "T")}Z`);
  } catch {
    return NaN;
  }
}
