/* Everything that is pressed on the pages of a plan on launch day. */

import { openBack } from "./back.js";
import { openCounts } from "./counts.js";
import { openGates } from "./gates.js";
import { tickRows } from "./ticks.js";
import { openVariables } from "./variables.js";
import { openWays } from "./ways.js";

/** Pages on which it stands. @type {WeakSet<HTMLElement>} */
const stands = new WeakSet();

/** Puts what can be pressed on a page, once. @param {import("./asks.js").Pressed} session */
export function openPage(session) {
  if (stands.has(session.place)) return;
  stands.add(session.place);
  openWays(session);
  tickRows(session);
  openGates(session);
  openBack(session);
  openCounts(session);
  openVariables(session);
}
