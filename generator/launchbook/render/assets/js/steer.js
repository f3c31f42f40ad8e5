/* What a run as a whole is: begun, paused, ended, and T moved. */

import { field, form, line, notice } from "./dialog.js";
import { element } from "./element.js";
import { rowsOf, unfinished } from "./rows.js";
import { DAY, MINUTE } from "./time.js";
import { brief, momentOf } from "./wall.js";
import { language, say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./dialog.js").View} View */

/** Who reads and signs on this device.
 * @param {Session} session @param {(who: string) => void} [chosen] */
export function whoField(session, chosen) {
  const people = Object.entries(session.plan.people), select = element("select", { required: true, name: "who" }, element("option", { value: "" }, say("choose-who")),
    ...people.map(([id, { name, initials }]) => element("option", { value: id, selected: id === session.me }, `${name} (${initials})`)));
  if (chosen) select.addEventListener("change", () => { if (select.value) chosen(select.value); });
  return people.length ? { select, field: field(say("signs-as"), select) } : undefined;
}

/** @type {View} */
export const beginView = ({ session, close }) => {
  const { plan } = session, now = session.now(), from = Date.parse(plan.from ?? ""), far = Number.isNaN(from) || now < from - DAY || now > Date.parse(plan.until ?? "");
  const who = whoField(session), kind = (/** @type {Run["kind"]} */ value, /** @type {boolean} */ checked) => element("label", { class: "lb-dialog__kind" },
    element("input", { type: "radio", name: "kind", value, required: true, checked }), element("b", {}, say(value)), element("small", {}, say(`${value}-means`)));
  const shift = element("input", { type: "number", name: "shift", step: 1, inputmode: "numeric", placeholder: "0" });
  const asked = form([
    element("fieldset", {}, element("legend", {}, say("which-kind")), kind("rehearsal", far), kind("live", false)),
    far && notice("warn", line(distance(session, from))),
    who?.field, field(say("shift-by"), shift, say("shift-none"))], say("begin"), async () => {
    if (who) session.be(who.select.value);
    await session.begin(/** @type {Run["kind"]} */ (new FormData(asked).get("kind")));
    if (Number(shift.value)) await session.record("shift", undefined, { value: withSign(Number(shift.value)), note: say("at-begin") });
    close();
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
export const shiftView = ({ session, close }) => {
  const { drift = 0 } = session.stand, late = Math.floor(drift / MINUTE), { shift } = session.state;
  const by = element("input", { type: "number", step: 1, required: true, inputmode: "numeric", value: late > 0 ? late : undefined }), why = element("input", { required: true, maxlength: 1000, autocomplete: "off" });
  return { title: say("shift-title"), body: [shift !== 0 && line(say("shifted", { n: withSign(shift) })),
    form([field(say("shift-by"), by, say("shift-hint")), field(say("reason"), why)], say("shift"), async () => {
      if (!Number(by.value)) return;
      await session.record("shift", undefined, { value: withSign(Number(by.value)), note: why.value.trim() });
      close();
    })] };
};

/** @type {View} */
export const endView = ({ session, home }) => {
  const open = rowsOf(session.plan, session.plan.main).filter((row) => unfinished(session, row)).length, note = element("input", { maxlength: 1000, autocomplete: "off" });
  return { title: say("end-title"), body: [open > 0 && notice("warn", line(say("still-open", { n: open }))), session.state.rollback?.state === "on" && notice("stop", line(say("back-still-on"))),
    form([field(say("remark"), note)], say("end"), async () => {
      await session.record("end", undefined, note.value.trim() ? { note: note.value.trim() } : {});
      home();
    })] };
};

/** Who reads on this device, where that has to be known first.
 * @param {() => void} then @returns {View} */
export const whoView = (then) => ({ session, close }) => {
  const who = whoField(session);
  return { title: say("choose-who"), body: [line(say("who-means")), who && form([who.field], say("choose"), () => {
    session.be(who.select.value);
    close();
    then();
  })] };
};
