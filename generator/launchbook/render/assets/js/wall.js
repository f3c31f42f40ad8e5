/* What a clock on the wall says: in the zone of the plan, and where the reader is. */

import { DAY, MINUTE } from "./time.js";
import { say, word } from "./words.js";

/** Making one takes longer than using it a hundred times. @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {number} at @param {string | undefined} zone undefined: where the reader is @param {Intl.DateTimeFormatOptions} options @param {string} lang */
function told(at, zone, options, lang) {
  const key = JSON.stringify([lang, zone, options]), format = formats.get(key) ?? formatOf(zone, options, lang);
  formats.set(key, format);
  return format.format(at);
}

/** @param {string | undefined} zone @param {Intl.DateTimeFormatOptions} options @param {string} lang */
function formatOf(zone, options, lang) {
  try {
    return new Intl.DateTimeFormat(lang, { ...options, timeZone: zone });
  } catch { // a zone that this browser does not know
    return new Intl.DateTimeFormat(lang, { ...options, timeZone: "UTC" });
  }
}

/** @param {number} at @param {string} [zone] */
export const hourOf = (at, zone) => told(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, "en");

/** `Sat 10 Apr`, `4月10日周六`.
 * @param {number} at @param {string | undefined} zone @param {string} lang */
export const dayOf = (at, zone, lang) => told(at, zone, { weekday: "short", day: "numeric", month: "short" }, lang === "en" ? "en-GB" : lang).replace(",", "");

/** @param {number} at @param {string} lang @param {string} [zone] */
export const weekdayOf = (at, lang, zone) => told(at, zone, { weekday: "short" }, lang);

/** A time, with its day where that is not today: by the weekday in the days around it.
 * @param {number} at @param {string} zone @param {number} now @param {string} lang */
export function momentOf(at, zone, now, lang) {
  if (dayOf(at, zone, "en") === dayOf(now, zone, "en")) return hourOf(at, zone);
  return `${Math.abs(at - now) < 5 * DAY ? weekdayOf(at, lang, zone) : dayOf(at, zone, lang)} ${hourOf(at, zone)}`;
}

/** From one moment until another: its end says its own day where that is another one.
 * @param {number} from @param {number} until @param {string} zone @param {number} now @param {string} lang */
export function spanOf(from, until, zone, now, lang) {
  const same = dayOf(from, zone, "en") === dayOf(until, zone, "en"), day = Math.abs(until - now) < 5 * DAY ? weekdayOf(until, lang, zone) : dayOf(until, zone, lang);
  return `${momentOf(from, zone, now, lang)} – ${same ? "" : `${day} `}${hourOf(until, zone)}`;
}

/** Whether the reader's day is the plan's.
 * @param {number} at @param {string} zone */
export const sameDay = (at, zone) => dayOf(at, undefined, "en") === dayOf(at, zone, "en");

/** The zone as people write it: `CDT`, `UTC+8`.
 * @param {number} at @param {string} [zone] */
export const zoneOf = (at, zone) => (zone === "Asia/Shanghai" && word("zone-beijing")) || (/[^ ]+$/.exec(told(at, zone, { hour: "numeric", timeZoneName: "short" }, "en-US"))?.[0] ?? "UTC").replace("GMT", "UTC").replace(/^UTC$/, zone === "Europe/London" ? "GMT" : "UTC");

/** How far a zone is from UTC: `UTC−5`.
 * @param {number} at @param {string} [zone] */
export const aheadOf = (at, zone) => (/[^ ]+$/.exec(told(at, zone, { hour: "numeric", timeZoneName: "shortOffset" }, "en-US"))?.[0] ?? "").replace("GMT", "UTC").replace("-", "−");

/** Whether the reader's clock says something else than the plan's.
 * @param {number} at @param {string} zone */
export const elsewhere = (at, zone) => aheadOf(at) !== aheadOf(at, zone);

/** A length of time in few letters: `12 min`, `3 h 05`, `2 d 4 h`.
 * @param {number} length milliseconds; its sign does not count */
export function brief(length) {
  const minutes = Math.floor(Math.abs(length) / MINUTE + 1e-6), hours = Math.floor(minutes / 60), n = String(minutes % 60);
  if (hours < 1) return say("minutes", { n });
  if (hours < 10 && minutes % 60) return say("hours-minutes", { h: String(hours), n });
  return hours < 48 ? say("hours", { h: String(hours) }) : say("days", { n: String(Math.floor(hours / 24)) });
}

/** Whole minutes up to a moment, so that a countdown of 11 min 30 s says 12.
 * @param {number} length */
export const ahead = (length) => brief(Math.ceil(length / MINUTE) * MINUTE);
