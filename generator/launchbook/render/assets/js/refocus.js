/* Where the focus goes when what has it is drawn anew. */

/** Draws something. What had the focus in it has it again, by its words, or else the place as a whole: never another button, which the next press of a key
 * would press. @param {HTMLElement} place @param {() => void} draw */
export function refocused(place, draw) {
  const had = place.contains(document.activeElement) ? document.activeElement : null, words = had?.textContent;
  draw();
  if (!had || had.isConnected) return;
  const same = [...place.querySelectorAll("button")].find(({ textContent }) => textContent === words);
  if (!same) place.tabIndex = -1;
  (same ?? place).focus({ preventScroll: true });
}
