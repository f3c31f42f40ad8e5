/* Nothing moves under a finger: what is drawn between press and release puts another button in its place, and the press is lost. */

/** A press, with what is drawn when it is over. @typedef {{ drawn: (() => void)[] }} Press */

/** The press that is on. */
let pressing = /** @type {Press | undefined} */ (undefined);

/** @param {Press | undefined} press */
function over(press) {
  if (!press || pressing !== press) return;
  pressing = undefined;
  for (const draw of press.drawn) draw();
}

/** Draws now, or as soon as the press that is on is over. @param {() => void} draw */
export function unpressed(draw) {
  if (pressing) pressing.drawn.push(draw);
  else draw();
}

/** What is pressed. Whoever drags the page's scroll bar is told of no release, and wants to see what comes near. */
const PRESSABLE = "a, button, input, label, select, summary, textarea";

/** Listens to presses from now on. A press is over with its click, which may come late on glass, and with a wait at the latest. */
export function heedPresses() {
  for (const [name, wait] of /** @type {const} */ ([["pointerdown", 30e3], ["pointerup", 300], ["pointercancel", 0], ["click", 0]]))
    window.addEventListener(name, ({ target }) => {
      if (name === "pointerdown" && !(target instanceof Element && target.closest(PRESSABLE))) return;
      const press = name === "pointerdown" ? (pressing = { drawn: pressing?.drawn ?? [] }) : pressing;
      setTimeout(() => over(press), wait);
    }, { capture: true, passive: true });
}
