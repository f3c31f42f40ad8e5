/* What the launch of a page shows around it: the strip, what is one's own, and the dialog where it was asked for. */

import { onlyMine, showMine, turnMine } from "./mine.js";
import { openLinked, openRuns } from "./runs.js";
import { showStrip } from "./strip.js";

/** @param {import("./session.js").Session} opened @param {Set<string>} changed */
export function showLaunch(opened, changed) {
  if (!opened.place.isConnected) return; // the theme has put another page here
  showStrip(opened, { runs: () => openRuns(opened), mine: () => turnMine(opened) }, onlyMine(opened));
  showMine(opened, changed);
}

/** The dialog, where a button or a link asked for it before the script was there.
 * @param {import("./session.js").Session} opened */
export async function openAsked(opened) {
  if (opened.place.dataset.wanted !== undefined) openRuns(opened);
  delete opened.place.dataset.wanted;
  await openLinked(opened);
}
