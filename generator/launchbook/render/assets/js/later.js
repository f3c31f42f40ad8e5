/* The second script of launch day: what is not needed for a first tick. `further.js` loads it. It draws the rest of a page, and holds all that
   only a press opens. */

import { watchAround } from "./around.js";
import { openBack } from "./back.js";
import { openCounts } from "./counts.js";
import { openEnding } from "./ending.js";
import { openGates } from "./gates.js";
import { openInputs } from "./inputs.js";
import { openMoved } from "./moved.js";
import { revealLinked } from "./reveal.js";
import { askWho, openBegin, openEnd, openImport, openLinked, openRuns } from "./runs.js";
import { openStatus } from "./status.js";
import { openVariables } from "./variables.js";
import { openWays } from "./ways.js";

/** What stands on a page beside its ticks; then the row that the address leads to. @param {import("./asks.js").Pressed} session */
function openRest(session) {
  openWays(session);
  openGates(session);
  openBack(session);
  openCounts(session);
  openEnding(session);
  openStatus(session);
  openVariables(session);
  openInputs(session);
  openMoved(session);
  watchAround(session);
  revealLinked(session);
}

/** @typedef {typeof held} Later */
const held = { askWho, openBegin, openEnd, openImport, openLinked, openRest, openRuns };
window.launchbookLater = held;
