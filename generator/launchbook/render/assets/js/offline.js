/* A newer build of the plan, noticed by a page that stays open. It asks when the page comes to the front, and every minute while the
   launch is near; at other times, and from disk, never. */

import { DAY, MINUTE } from "./time.js";

/** What this page was made from, beside its plan.
 * @returns {HTMLElement | undefined} */
export function placeOfPlan() {
  const place = document.querySelector(".lb-launch");
  return place instanceof HTMLElement && place.dataset.src ? place : undefined;
}

/** The address of a file of the plan, by its name.
 * @param {HTMLElement} place @param {string} name */
export const besidePlan = (place, name) => new URL(name, new URL(place.dataset.src ?? "", document.baseURI)).href;

/** Whether the launch is near by the page's own data: from a day before its start to its end.
 * @param {HTMLElement} place @param {number} now */
export const launchNear = (place, now) => Date.parse(place.dataset.from ?? "") - DAY <= now && now <= Date.parse(place.dataset.until ?? "");

/** What another build says otherwise than the plan at hand, by key.
 * @param {Plan} plan @param {Build} build
 * @returns {Changes} */
export function changesSince(plan, build) {
  const before = new Map(plan.rows.map(({ key, hash }) => [key, hash])), after = Object.entries(build.rows);
  return {
    changed: after.filter(([key, hash]) => before.has(key) && before.get(key) !== hash).map(([key]) => key),
    added: after.filter(([key]) => !before.has(key)).map(([key]) => key),
    gone: plan.rows.filter(({ key }) => !Object.hasOwn(build.rows, key)).map(({ key }) => key),
  };
}

/** Whether something that was read is a build; a sign-in page in its place is none.
 * @param {any} read
 * @returns {read is Build} */
export const isBuild = (read) => typeof read?.build === "string" && !!read.rows && typeof read.rows === "object" && !Array.isArray(read.rows);

/** The published build; null where the plan is no longer there, undefined where nothing could be learned.
 * @param {HTMLElement} place
 * @returns {Promise<Build | null | undefined>} */
async function published(place) {
  try {
    const answer = await fetch(besidePlan(place, "build.json"), { cache: "no-store", signal: AbortSignal.timeout(15e3) });
    if (answer.status === 404 || answer.status === 410) return null;
    const read = answer.ok ? await answer.json() : undefined;
    return isBuild(read) ? read : undefined;
  } catch { return undefined; }
}

/** The published plan in full, for its wording; undefined where it cannot be had.
 * @param {Plan} plan
 * @returns {Promise<Plan | undefined>} */
export async function newerPlan(plan) {
  const place = placeOfPlan();
  if (!place || place.dataset.plan !== plan.id) return undefined;
  try {
    const answer = await fetch(besidePlan(place, "launch.js"), { cache: "no-store", signal: AbortSignal.timeout(15e3) });
    const text = answer.ok ? await answer.text() : "";
    return JSON.parse(text.slice(text.indexOf("]=") + 2));
  } catch { return undefined; }
}

/** Tells of every other build that is published while the page is open, and when it is this page's again (undefined). Ends with
    what is returned.
 * @param {Plan} plan the plan that the page shows
 * @param {(news: News | undefined) => void} listener
 * @param {() => boolean} [wanted] whether to ask each minute also at other times than near the launch: while a run is on
 * @returns {() => void} */
export function watchBuild(plan, listener, wanted = () => false) {
  if (location.protocol === "file:") return () => {};
  const mine = placeOfPlan()?.dataset.build ?? plan.build;
  let told = mine, missed = 0, last = -Infinity;
  const look = async () => {
    const place = placeOfPlan();
    if (document.hidden || place?.dataset.plan !== plan.id || performance.now() - last < 5e3) return;
    last = performance.now();
    const build = await published(place);
    missed = build === null ? missed + 1 : 0;
    if (build === undefined || missed === 1) return; // one answer alone may be a server that is being filled
    const now = build?.build ?? "";
    if (now === told) return;
    told = now;
    listener(now === mine ? undefined : build ? { build: now, ...changesSince(plan, build) } : { build: "", changed: [], added: [], gone: [], withdrawn: true });
  };
  const minutely = () => {
    const place = placeOfPlan();
    if (place && (wanted() || launchNear(place, Date.now()))) void look();
  };
  const timer = setInterval(minutely, MINUTE), front = /** @type {const} */ (["focus", "online"]);
  const shown = () => void look();
  for (const event of front) window.addEventListener(event, shown);
  document.addEventListener("visibilitychange", shown);
  return () => {
    clearInterval(timer);
    for (const event of front) window.removeEventListener(event, shown);
    document.removeEventListener("visibilitychange", shown);
  };
}
