/* What the launch of a page shows around it: the strip, what is one's own, and the dialog where it was asked for. */

import { further } from "./further.js";
import { isReloaded } from "./returning.js";
import { onlyMine, showMine, turnMine } from "./mine.js";
import { isWanted } from "./place.js";
import { showStrip } from "./strip.js";

/** @param {import("./session.js").Session} opened @param {Set<string>} changed */
export function showLaunch(opened, changed) {
  if (!opened.place.isConnected) return; // the theme has put another page here
  showMine(opened, changed);
  /** @param {"openRuns" | "openImport" | "openBegin" | "openEnd"} view */
  const dialog = (view) => () => void further((held) => held[view](opened));
  showStrip(opened, { runs: dialog("openRuns"), mine: () => turnMine(opened), bring: dialog("openImport"), begin: dialog("openBegin"), end: dialog("openEnd") }, onlyMine(opened));
}

/** A page that is opened while the launch is on begins at what waits or is on. One that is loaded again stands where it stood, and one that
 * was moved stays. The place that it was turned to.
 * @param {import("./session.js").Session} opened */
export function turnToNow({ stand, state, chapter }) {
  if (stand.phase !== "during" || isReloaded() || location.hash || scrollY > 0) return undefined;
  const row = [stand.gate?.row, ...stand.now, ...stand.boxes, state.status === "none" ? undefined : stand.next].find((each) => each?.key.startsWith(`${chapter}#`));
  const node = row && document.getElementById(row.key.slice(chapter.length + 1));
  for (let fold = node?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  node?.scrollIntoView({ block: node.offsetHeight > innerHeight / 2 ? "start" : "center", behavior: "instant" });
  return node;
}

/** The dialog, where a button or a link asked for it before the script was there.
 * @param {import("./session.js").Session} opened */
export async function openAsked(opened) {
  const wanted = opened.place.dataset.wanted !== undefined;
  delete opened.place.dataset.wanted;
  if (!isWanted() && !wanted) return;
  await further(async ({ openLinked, openRuns }) => {
    if (wanted) openRuns(opened);
    await openLinked(opened);
  });
}
