/* Where the script of a page begins. What only the reader's browser knows: the time, the zone, the clipboard, the printer, and
   what was done. Asks no other host; nothing moves. Every part can run any number of times, and does nothing where its elements are missing. */

import { copy } from "./commands.js";
import { showHour, todayOnTop } from "./hour.js";
import { refold, stamp, unfold } from "./paper.js";
import { askForRun, isWanted, keepPlace } from "./place.js";
import { tell, today, translateTimes, turnToToday } from "./present.js";
import { quieten, reach } from "./reach.js";
import { leaveHere, markEntry, recallHere, returnHere } from "./returning.js";
import { wake } from "./wake.js";

/** What changes as time goes by. */
function passTime() {
  tell();
  showHour(Date.now());
  today();
  if (keepPlace()) void wake();
}
function start() { passTime(); translateTimes(); turnToToday(); todayOnTop(Date.now()); reach(); void wake(isWanted()); }

/** The theme's own signal, also after its instant navigation. */
function follow() { window.document$?.subscribe(start); }

/** @param {Event} event */
function press(event) {
  const button = event.target instanceof Element && event.target.closest(".lb-copy, .lb-print, .lb-begin");
  if (!(button instanceof HTMLElement)) return;
  if (button.matches(".lb-copy")) copy(button);
  else if (button.matches(".lb-begin")) askForRun(wake);
  else window.print();
}

if (!window.launchbookRuns) {
  window.launchbookRuns = true;
  document.addEventListener("click", press);
  document.addEventListener("visibilitychange", passTime);
  window.addEventListener("beforeprint", () => { stamp(); unfold(); });
  window.addEventListener("afterprint", refold);
  setInterval(passTime, 15e3);
  quieten();
  window.addEventListener("hashchange", () => { markEntry(); if (isWanted()) void wake(true); }); // a link with a run, opened where its page is open
  recallHere();
  window.addEventListener("load", returnHere, { once: true });
  window.addEventListener("pagehide", leaveHere);
  follow();
  document.addEventListener("launchbook-theme", follow, { once: true }); // where `early.js` held it back
}
if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", start, { once: true });
  void wake(isWanted()); // the plan stands above this script, and what the theme does meanwhile takes long
} else start();
