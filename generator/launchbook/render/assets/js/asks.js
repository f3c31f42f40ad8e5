/* What has to be said before something is recorded, asked in its place: a sentence, who presses, and in which run. Nothing covers the page. */

import { button, element } from "./element.js";
import { says } from "./says.js";
import { announce } from "./words.js";

/** @typedef {NonNullable<ReturnType<typeof import("./session.js").session>>} Pressed */
/** @typedef {{ question: string, act: string, kind?: string, optional?: boolean, value?: string, label?: string }} Question */

let asked = 0;

/** Puts a form behind what is asked about; resolves with what the pressed button stands for, or undefined where it is left.
 * @param {HTMLElement} host @param {(form: HTMLFormElement, done: (value: string) => void) => void} fill
 * @returns {Promise<string | undefined>} */
function inPlace(host, fill) {
  for (const open of host.querySelectorAll("form.lb-asked")) open.dispatchEvent(new Event("leave"));
  const before = document.activeElement;
  return new Promise((resolve) => {
    const form = element("form", { class: "lb-asked" });
    /** @param {string} [value] */
    const leave = (value) => {
      form.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      resolve(value);
    };
    fill(form, leave);
    form.addEventListener("leave", () => leave());
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
    host.append(form);
    form.querySelector("input, select, button")?.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement | null} */ (form.querySelector("input, select, button"))?.focus({ preventScroll: true });
  });
}

/** A sentence: why something failed, was skipped, is accepted.
 * @param {HTMLElement} host @param {Question} what
 * @returns {Promise<string | undefined>} */
export function sentence(host, what) {
  return inPlace(host, (form, done) => {
    const id = `lb-asked-${++asked}`, input = element("input", { id, required: !what.optional, maxlength: 1000, autocomplete: "off", value: what.value });
    form.append(
      element("label", { for: id }, what.question), input,
      element("p", { class: "lb-acts" },
        element("button", { class: `lb-button lb-button--${what.kind ?? "main"}` }, what.act),
        button(says("cancel"), () => form.dispatchEvent(new Event("leave")), "plain")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (text || what.optional) done(text);
      else { input.value = ""; input.reportValidity(); }
    });
  });
}

/** A choice among people, as a field.
 * @param {Pressed} session @param {string} label @param {string} [chosen] */
export function people(session, label, chosen = "") {
  const id = `lb-asked-${++asked}`;
  const select = element("select", { id, required: true }, element("option", { value: "" }, says("choose")),
    ...Object.entries(session.plan.people).map(([key, { name }]) => element("option", { value: key, selected: key === chosen }, name)));
  return { select, field: element("p", { class: "lb-asked__who" }, element("label", { for: id }, label), select) };
}

/** Whether there is a run to record in, and somebody who signs; asks for what is missing.
 * @param {Pressed} session @param {HTMLElement} host
 * @returns {Promise<boolean>} */
export async function ready(session, host) {
  const on = ["on", "paused"].includes(session.state.status), named = session.me || !Object.keys(session.plan.people).length;
  if (on && named) return true;
  const answer = await inPlace(host, (form, done) => {
    const who = people(session, says("signs-as"), session.me);
    /** @param {string} kind */
    const answered = (kind) => () => {
      if (!named && !who.select.reportValidity()) return;
      if (!named) session.be(who.select.value);
      done(kind);
    };
    if (!named) form.append(who.field);
    if (!on) form.append(element("p", {}, element("b", {}, says(session.run ? "begin-again" : "begin-which"))));
    form.append(element("p", { class: "lb-acts" },
      ...(on ? [button(says("go-on"), answered("on"), "main")]
        : [button(says("rehearsal"), answered("rehearsal")), button(says("live"), answered("live"))]),
      button(says("cancel"), () => form.dispatchEvent(new Event("leave")), "plain")));
    form.addEventListener("submit", (event) => event.preventDefault());
  });
  const begun = ["on", "paused"].includes(session.state.status); // meanwhile, elsewhere on the page
  if (!begun && (answer === "rehearsal" || answer === "live")) await session.begin(answer);
  if (answer) announce("");
  return answer !== undefined;
}
