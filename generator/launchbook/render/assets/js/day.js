/* Where the script of launch day begins: the run, the strip, the ticks. `wake.js` loads it; what else stands on a page comes with `later.js`. */

import { further } from "./further.js";
import { showHour } from "./hour.js";
import { openAsked, showLaunch, turnToNow } from "./opened.js";
import { isWanted, withdraw } from "./place.js";
import { heedPresses } from "./press.js";
import { recallHere, standHere, staying } from "./returning.js";
import { hourBySession } from "./rows.js";
import { openSession, session } from "./session.js";
import { tickRows } from "./ticks.js";

/** Pages that have their ticks. @type {WeakSet<HTMLElement>} */
const stands = new WeakSet();

/** A page is drawn on when its content was read to the end: `early.js` says so. */
const contentRead = document.readyState !== "loading" || document.querySelector("script[data-end]") ? undefined
  : new Promise((resolve) => { for (const event of ["launchbook-content", "DOMContentLoaded"]) document.addEventListener(event, resolve, { once: true }); });

/** The launch of this page's plan, where it is near or a run is kept. @param {boolean} [wanted] */
async function day(wanted = isWanted()) {
  const [opened] = await Promise.all([openSession(wanted), contentRead]);
  if (!opened) { withdraw(); return stood(); }
  openDay(opened);
  await openAsked(opened);
}

/** What is needed first, once; the rest when the browser has time for it, or at once where the address leads into the page.
 * @param {import("./session.js").Session} opened */
function openDay(opened) {
  const { place } = opened, rest = () => void showRest(opened);
  if (stands.has(place)) return;
  stands.add(place);
  const ticks = tickRows(opened);
  opened.subscribe(tellHour);
  opened.subscribe(showLaunch, opened.last);
  const turned = turnToNow(opened) ?? standHere();
  if (turned || scrollY === 0) ticks?.makeShown(turned);
  if (location.hash || !("requestIdleCallback" in window)) setTimeout(rest);
  else requestIdleCallback(rest, { timeout: 1000 });
}

/** Opens what comes later, once. @param {import("./session.js").Session} opened */
const showRest = (opened) => further((held) => {
  if (opened.place.dataset.open !== undefined || !opened.place.isConnected) return;
  staying(() => held.openRest(opened));
  standHere();
  opened.place.dataset.open = ""; // tests wait for it
}).finally(stood);

/** The theme, which `early.js` holds back, may begin: nothing of a launch waits for it any more. */
function stood() { document.dispatchEvent(new Event("launchbook-stands")); }

/** As time goes by, and when somebody comes back. What could not be loaded is tried again. */
function again() {
  const opened = session();
  opened?.tick();
  if (opened && opened.place.dataset.open === undefined) void showRest(opened);
}

/** What the hour asks for, as the run that is on says it.
 * @param {import("./session.js").Session} opened */
function tellHour(opened) {
  if (!opened.place.isConnected) return;
  opened.place.dataset.told = ""; // the page's own clock leaves it alone then
  showHour(opened.now(), hourBySession(opened));
}

if (!window.launchbookDay) {
  recallHere();
  heedPresses();
  window.launchbookDay = (wanted) => { void day(wanted); };
  setInterval(again, 15e3);
  for (const name of ["focus", "online", "offline"]) window.addEventListener(name, again);
  document.addEventListener("visibilitychange", again);
}
void day();
