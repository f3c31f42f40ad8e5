/* A row that something leads to: opened, unfolded and in view. */

import { unfoldRow } from "./mine.js";
import { isReloaded } from "./returning.js";
import { placesOfRow } from "./told.js";

/** @typedef {import("./asks.js").Pressed} Pressed */

/** Brings a row into view; false where it does not stand on this page, or only in what is not shown now.
 * @param {Pressed} session @param {string} key */
export function reveal(session, key) {
  const row = session.rows.get(key), node = row && placesOfRow(session, row).find((place) => !place.closest("[hidden]"));
  if (!node) return false;
  unfoldRow(session, key);
  for (let around = node.closest("details"); around; around = around.parentElement?.closest("details") ?? null) around.open = true;
  const head = row.does === "gate" ? node.querySelector(".lb-gate__head") ?? node : node; // what it asks for may be longer than a screen
  head.scrollIntoView({ block: head === node ? "center" : "start" });
  const press = node.querySelector(row.does === "gate" ? ".lb-gate__head" : ".lb-tick, .lb-crit") ?? node;
  if (press instanceof HTMLElement && !press.matches("button, [tabindex]")) press.tabIndex = -1;
  if (press instanceof HTMLElement) press.focus({ preventScroll: true });
  return true;
}

/** The row that the address leads to; not where a page is only read again, and stands where it stood. @param {Pressed} session */
export function revealLinked(session) {
  const show = () => { if (session.place.isConnected && location.hash.length > 1) reveal(session, `${session.chapter}#${decodeURIComponent(location.hash.slice(1))}`); };
  if (!isReloaded()) show();
  window.addEventListener("hashchange", show);
}
