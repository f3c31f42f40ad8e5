/* The dialog of runs: one at a time, made when it is opened; each view is a function that says what stands in it. */

import { button, element, filled } from "./element.js";
import { language, say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** What a view may do: show another one, or leave.
 * @typedef {{ session: Session, show: (view: View) => void, home: () => void, close: () => void }} Desk */
/** @typedef {(desk: Desk) => { title: string, body: import("./element.js").Child[] }} View */

/** Opens a view; the way back from there leads to `home`.
 * @param {Session} session @param {View} first @param {View} [home] */
export function openDialog(session, first, home = first) {
  document.querySelector("dialog.lb-dialog")?.remove();
  const dialog = element("dialog", { class: "lb-dialog md-typeset", lang: language(session.place), "aria-labelledby": "lb-dialog" });
  /** @type {Desk} */
  const desk = { session, show, home: () => show(home), close: () => dialog.close() };
  /** @param {View} view */
  function show(view) {
    const { title, body } = view(desk), head = element("h2", { id: "lb-dialog", tabindex: -1 }, title);
    dialog.replaceChildren(
      element("header", {}, view === home ? undefined : button("←", desk.home, "plain", { "aria-label": say("back-to-run") }), head,
        button("✕", desk.close, "plain", { "aria-label": say("close") })),
      ...filled(body));
    head.focus();
  }
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  show(first);
}

/** A field with its label; texts are short.
 * @param {string} label @param {HTMLElement} input @param {string} [hint] */
export const field = (label, input, hint) => element("label", { class: "lb-dialog__field" }, element("span", {}, label), input, hint && element("small", {}, hint));

/** A form: what is asked, the button, and what happens when all that is needed was said.
 * @param {import("./element.js").Child[]} fields @param {string} act @param {() => unknown} done */
export function form(fields, act, done) {
  const submit = element("button", { class: "lb-button lb-button--main" }, act);
  return element("form", { onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); void done(); } }, ...fields, element("p", { class: "lb-dialog__acts" }, submit));
}

/** @param {string} tone @param {import("./element.js").Child[]} children */
export const notice = (tone, ...children) => element("div", { class: `lb-dialog__note lb-dialog__note--${tone}` }, ...children);

/** A sentence. @param {string} text @param {string} [kind] */
export const line = (text, kind) => element("p", { class: kind }, text);
