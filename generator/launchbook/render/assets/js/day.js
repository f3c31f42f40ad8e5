/* Where the script of launch day begins: what is pressed, and what is told of the launch. `wake.js` loads it. */

import { watchAround } from "./around.js";
import { hourByRun, showHour } from "./hour.js";
import { openAsked, showLaunch } from "./opened.js";
import { isWanted, withdraw } from "./place.js";
import { openPage } from "./pressed.js";
import { openSession, session } from "./session.js";

/** The launch of this page's plan, where it is near or a run is kept. @param {boolean} [wanted] */
async function day(wanted = isWanted()) {
  const before = session(), opened = await openSession(wanted);
  if (!opened) return withdraw();
  if (opened !== before) {
    openPage(opened);
    opened.subscribe(showLaunch);
    opened.subscribe(tellHour);
    watchAround(opened);
  }
  await openAsked(opened);
}

/** What the hour asks for, as the run that is on says it.
 * @param {import("./session.js").Session} opened */
function tellHour({ state, stand, place }) {
  if (!place.isConnected) return;
  const told = state.status !== "none";
  document.documentElement.toggleAttribute("data-told", told); // the page's own clock leaves it alone then
  if (told) showHour(Date.now(), hourByRun(stand));
}

if (!window.launchbookDay) {
  window.launchbookDay = (wanted) => { void day(wanted); };
  setInterval(() => session()?.tick(), 15e3);
  for (const name of ["focus", "online", "offline"]) window.addEventListener(name, () => session()?.tick());
  document.addEventListener("visibilitychange", () => session()?.tick());
}
void day();
