/* What has to be said before something is recorded, asked in its place: a sentence, who presses, and in which run. Nothing covers the page. */

import { button, element } from "./element.js";
import { says } from "./says.js";
import { SEVERAL } from "./session.js";
import { announce, say } from "./words.js";

/** @typedef {NonNullable<ReturnType<typeof import("./session.js").session>>} Pressed */
/** @typedef {{ question: string, act: string, kind?: string, above?: Node[], optional?: boolean, value?: string, label?: string }} Question */

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
    form.scrollIntoView({ block: "nearest" });
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
    form.append(...(what.above ?? []),
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

/** Whom something is recorded for, and who pressed where that is somebody else.
 * @typedef {{ by?: PersonId, heard?: PersonId }} Presser */
/** @typedef {{ of?: PersonId[], signs?: boolean, heard?: boolean, over?: boolean, title?: string }} Asking `of` says whose it is by the plan, of a signature too (`signs`),
 * or of one that was `heard` elsewhere; `over`: also in a run that has ended */

/** Who records what is whose, where that was said on this page. @type {Set<string>} */
const agreed = new Set();

/** @param {PersonId[]} of @param {PersonId | undefined} who */
const isOfAnother = (of, who) => of.length > 0 && who !== undefined && !of.includes(who);

/** Whether there is a run to record in, and who presses; asks for what is missing, at every signature, and once where it is somebody else's.
 * @param {Pressed} session @param {HTMLElement} host @param {Asking} [asking]
 * @returns {Promise<Presser | undefined>} */
export async function ready(session, host, asking = {}) {
  const { of = [], signs = false, heard = false, over = false, title = "" } = asking;
  const on = () => over || ["on", "paused"].includes(session.state.status), asks = Object.keys(session.plan.people).length > 0 && (signs || !session.me);
  let who = session.me, shared = false;
  if (on() && !asks && !(isOfAnother(of, who) && !agreed.has(`${who} ${of}`))) return presser(of, who);
  const answer = await inPlace(host, (form, done) => {
    const field = people(session, says(heard ? "who-heard" : signs ? "who-signs" : "who-are-you"), session.me), whose = element("p", { class: "lb-asked__whose", role: "status" });
    if (asks && !signs && !session.several) field.select.append(element("option", { value: SEVERAL }, say("several")));
    const tell = () => {
      if (field.select.value === SEVERAL) shared = share(field.select);
      who = asks ? field.select.value || undefined : who; whose.textContent = isOfAnother(of, who) ? whoseIs(session, of, who, signs && !heard) : shared && !who ? says("each-press") : "";
    };
    /** @param {string} kind */
    const answered = (kind) => () => { if (!asks || field.select.reportValidity()) done(kind); };
    if (title) form.append(element("p", {}, element("b", {}, title)));
    if (asks) form.append(field.field);
    form.append(whose);
    field.select.addEventListener("change", tell);
    tell();
    if (!on()) form.append(element("p", {}, element("b", {}, says(session.run ? "begin-again" : "begin-which"))));
    form.append(element("p", { class: "lb-acts" },
      ...(on() ? [button(says(signs ? "sign-it" : of.length ? "record-it" : "go-on"), answered("on"), "main")]
        : [button(says("rehearsal"), answered("rehearsal")), button(says("live"), answered("live"))]),
      button(says("cancel"), () => form.dispatchEvent(new Event("leave")), "plain")));
    form.addEventListener("submit", (event) => event.preventDefault());
  });
  if (answer === undefined) return undefined;
  agreed.add(`${who} ${of}`);
  if (asks && !signs && !session.several && who) session.be(shared ? SEVERAL : who);
  if (!on() && (answer === "rehearsal" || answer === "live")) await session.begin(answer, presser(of, who)); // unless one was begun meanwhile, elsewhere on the page
  announce("");
  return presser(of, who);
}

/** Several people use this screen: who of them presses is asked now, and at each press from now on. @param {HTMLSelectElement} select */
function share(select) {
  select.querySelector(`option[value="${SEVERAL}"]`)?.remove();
  select.value = "";
  return true;
}

/** @param {PersonId[]} of @param {PersonId | undefined} who @returns {Presser} */
const presser = (of, who) => (isOfAnother(of, who) ? { by: of[0], heard: who } : who ? { by: who } : {});

/** What is said before somebody records what is somebody else's. @param {Pressed} session @param {PersonId[]} of @param {PersonId | undefined} who @param {boolean} signs */
function whoseIs(session, [owner], who, signs) {
  const { people: all } = session.plan, name = (/** @type {string | undefined} */ id) => (id && all[id]?.name) || (id ?? "");
  return says(signs && all[owner]?.deputy === who ? "signs-for" : "is-of", { who: name(owner), me: name(who) });
}
