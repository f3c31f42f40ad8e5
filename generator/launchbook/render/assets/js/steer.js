/* What a run as a whole is: begun, paused, ended, and T moved. */

import { people } from "./asks.js";
import { field, form, line, notice } from "./dialog.js";
import { element } from "./element.js";
import { says } from "./says.js";
import { SEVERAL } from "./session.js";
import { unfinished } from "./rows.js";
import { DAY, MINUTE } from "./time.js";
import { brief, momentOf } from "./wall.js";
import { language, say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./dialog.js").View} View */

/** Who reads and ticks on this device; or that several people do.
 * @param {Session} session @param {(who: string) => void} [chosen] */
export function whoField(session, chosen) {
  const people = Object.entries(session.plan.people), select = element("select", { required: true, name: "who" }, element("option", { value: "" }, say("choose-who")),
    ...people.map(([id, { name, initials }]) => element("option", { value: id, selected: id === session.me }, initials === name ? name : `${name} (${initials})`)), element("option", { value: SEVERAL, selected: session.several }, say("several")));
  if (chosen) select.addEventListener("change", () => { if (select.value) chosen(select.value); });
  return people.length ? { select, field: field(say("ticks-as"), select) } : undefined;
}

/** Does something to the run in the name of whoever presses; on a screen that several people use, that is asked first.
 * @param {import("./dialog.js").Desk} desk @param {string} act @param {(who: Partial<RunEvent>) => unknown} done */
export function inName({ session, show }, act, done) {
  if (!session.several) { void done({}); return; }
  const who = people(session, says("who-are-you"));
  show(() => ({ title: act, body: [form([who.field], act, () => done({ by: who.select.value }))] }));
}

/** @type {View} */
export const beginView = (desk) => {
  const { session, close } = desk;
  const { plan } = session, now = session.now(), from = Date.parse(plan.from ?? ""), far = Number.isNaN(from) || now < from - DAY || now > Date.parse(plan.until ?? "");
  const who = whoField(session), kind = (/** @type {Run["kind"]} */ value, /** @type {boolean} */ checked) => element("label", { class: "lb-dialog__kind" },
    element("input", { type: "radio", name: "kind", value, required: true, checked }), element("b", {}, say(value)), element("small", {}, say(`${value}-means`)));
  const shift = element("input", { type: "number", name: "shift", step: 1, inputmode: "numeric", placeholder: "0" });
  const asked = form([
    element("fieldset", {}, element("legend", {}, say("which-kind")), kind("rehearsal", far), kind("live", false)),
    far && notice("warn", line(distance(session, from))),
    who?.field, field(say("shift-by"), shift, say("shift-none"))], say("begin"), () => {
    if (who) session.be(who.select.value);
    inName(desk, say("begin"), async (by) => {
      await session.begin(/** @type {Run["kind"]} */ (new FormData(asked).get("kind")), by);
      if (Number(shift.value)) await session.record("shift", undefined, { ...by, value: withSign(Number(shift.value)), note: say("at-begin") });
      close();
    });
  });
  return { title: say("begin-title"), body: [line(say("one-begins")), asked] };
};

/** How far from the launch it is, where nobody would expect a live one.
 * @param {Session} session @param {number} from */
function distance(session, from) {
  const { plan, place } = session, now = session.now(), told = (/** @type {number} */ at) => momentOf(at, plan.zone, now, language(place));
  if (Number.isNaN(from)) return say("no-time");
  return from > now ? say("far", { time: told(from), length: brief(from - now) }) : say("over-since", { time: told(Date.parse(plan.until ?? plan.from ?? "")) });
}

/** @param {number} n */
const withSign = (n) => `${n > 0 ? "+" : ""}${Math.trunc(n)}`;

/** @type {View} */
export const shiftView = (desk) => {
  const { session, close } = desk, { drift = 0 } = session.stand, late = Math.floor(drift / MINUTE), { shift } = session.state;
  const by = element("input", { type: "number", step: 1, required: true, inputmode: "numeric", value: late > 0 ? late : undefined }), why = element("input", { required: true, maxlength: 1000, autocomplete: "off" });
  return { title: say("shift-title"), body: [shift !== 0 && line(say("shifted", { n: withSign(shift) })),
    form([field(say("shift-by"), by, say("shift-hint")), field(say("reason"), why)], say("shift"), () => {
      if (!Number(by.value)) return;
      inName(desk, say("shift"), async (who) => {
        await session.record("shift", undefined, { ...who, value: withSign(Number(by.value)), note: why.value.trim() });
        close();
      });
    })] };
};

/** @type {View} */
export const endView = (desk) => {
  const { session, home } = desk, open = unfinished(session, session.plan.main).length, note = element("input", { maxlength: 1000, autocomplete: "off" });
  return { title: say("end-title"), body: [open > 0 && notice("warn", line(say("still-open", { n: open }))), session.state.rollback?.state === "on" && notice("stop", line(say("back-still-on"))),
    form([field(say("remark"), note)], say("end"), () => inName(desk, say("end"), async (who) => {
      await session.record("end", undefined, { ...who, ...(note.value.trim() && { note: note.value.trim() }) });
      home();
    }))] };
};

/** Who reads on this device, where that has to be known first.
 * @param {() => void} then @returns {View} */
export const whoView = (then) => ({ session, close }) => {
  const who = whoField(session);
  return { title: say("choose-who"), body: [line(say("who-means")), who && form([who.field], say("choose"), () => {
    session.be(who.select.value);
    close();
    if (session.me) then();
  })] };
};
