/* Where the script of launch day begins: what is pressed, and what is told of the launch. `wake.js` loads it. */

import { openPage } from "./pressed.js";
import { openSession, session } from "./session.js";

/** The launch of this page's plan, where it is near or a run is kept. @param {boolean} [wanted] */
async function day(wanted) {
  const before = session(), opened = await openSession(wanted);
  if (opened && opened !== before) openPage(opened);
}

if (!window.launchbookDay) {
  window.launchbookDay = (wanted) => { void day(wanted); };
  setInterval(() => session()?.tick(), 15e3);
  window.addEventListener("focus", () => session()?.tick());
}
void day();
