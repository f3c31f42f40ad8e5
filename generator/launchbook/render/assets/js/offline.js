/* A newer build of the plan, noticed by a page that stays open. It asks when the page comes to the front, and every minute while the
   launch is near; at other times, and from disk, never. */

import { besidePlan, launchNear, noteReached, placeOfPlan } from "./near.js";
import { MINUTE } from "./time.js";

/** So often the words of a newer build are waited for: a server is filled file by file. */
const PATIENCE = 3;

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
    noteReached();
    if (answer.status === 404 || answer.status === 410) return null;
    const read = answer.ok ? await answer.json() : undefined;
    return isBuild(read) ? read : undefined;
  } catch { return undefined; }
}

/** The published plan in full, for its wording; undefined where it cannot be had.
 * @param {Plan} plan
 * @returns {Promise<Plan | undefined>} */
async function newerPlan(plan) {
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
 * @param {(news: News | undefined, newer?: Plan) => void} listener
 * @param {() => boolean} [wanted] whether to ask each minute also at other times than near the launch: while a run is on
 * @returns {() => void} */
export function watchBuild(plan, listener, wanted = () => false) {
  if (location.protocol === "file:") return () => {};
  const mine = placeOfPlan()?.dataset.build ?? plan.build;
  let told = mine, missed = 0, last = -Infinity, waited = 0;
  const look = async () => {
    const place = placeOfPlan();
    if (document.hidden || place?.dataset.plan !== plan.id || performance.now() - last < 5e3) return;
    last = performance.now();
    const build = await published(place);
    missed = build === null ? missed + 1 : 0;
    if (build === undefined || missed === 1) return; // one answer alone may be a server that is being filled
    const now = build?.build ?? "";
    if (now === told) return;
    const newer = build && now !== mine ? await newerPlan(plan) : undefined;
    if (build && now !== mine && newer?.build !== now && waited++ < PATIENCE) return; // its words are still those of another build
    [told, waited] = [now, 0];
    listener(now === mine ? undefined : build ? { build: now, ...changesSince(plan, build) } : { build: "", changed: [], added: [], gone: [], withdrawn: true }, newer);
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
