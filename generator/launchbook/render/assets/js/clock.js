/* The device's own clock: how a time is written, and how far it is from the site's. */

/** What a clock may be wrong before it is said. */
const MOST_WRONG = 30;

/** A time in the zone of the device, to the second, as events carry it.
 * @param {number} now */
export function localIso(now) {
  const ahead = -new Date(now).getTimezoneOffset(), two = (/** @type {number} */ count) => String(Math.trunc(count)).padStart(2, "0");
  return `${new Date(now + ahead * 60e3).toISOString().slice(0, 19)}${ahead < 0 ? "-" : "+"}${two(Math.abs(ahead) / 60)}:${two(Math.abs(ahead) % 60)}`;
}

/** Seconds that have to be added to the device's clock, by the clock of the site; 0 where it is right, undefined where the site was not reached.
 * @returns {Promise<number | undefined>} */
export async function clockOffset() {
  if (!/^http/.test(location.protocol) || !navigator.onLine) return undefined;
  try {
    const sent = Date.now(), address = new URL(location.href);
    address.search = `clock=${sent}`; // what lies between this page and the site has no old answer to that
    const { headers } = await fetch(address, { method: "HEAD", cache: "no-store" });
    return wrongBy(headers, sent, Date.now());
  } catch { return undefined; }
}

/** What an answer says of the clock. Some that lie in between leave `Date` as it was, and some renew it: the nearer one counts.
 * @param {{ get(name: string): string | null }} headers
 * @param {number} sent
 * @param {number} came milliseconds, by the device's clock */
export function wrongBy(headers, sent, came) {
  const date = Date.parse(headers.get("Date") ?? ""), age = Number(headers.get("Age") ?? 0) * 1000;
  if (Number.isNaN(date) || came < sent || came - sent > 10e3) return undefined;
  const [nearer] = [date, date + (age || 0)].map((there) => Math.round((there + 500 - (sent + came) / 2) / 1000)).sort((a, b) => Math.abs(a) - Math.abs(b));
  return Math.abs(nearer) > MOST_WRONG ? nearer : 0;
}
