/* What was filled in: a variable is said once in a run, and stands in every text and command. Secrets are neither kept nor sent on. */

import { ready } from "./asks.js";
import { element } from "./element.js";
import { valueField } from "./fields.js";
import { all } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */

/** @type {Pressed | undefined} */
let onPage;

/** Keeps what was typed for a variable in the run, in the name of whoever ticks. @param {Pressed} session @param {string} name @param {string} value @param {HTMLElement} host */
async function keepVariable(session, name, value, host) {
  if (session.state.variables.get(name)?.value === value) return;
  const key = [...session.rows.keys()].find((each) => each.endsWith(`#variable-${name}`)) ?? `variables#variable-${name}`, who = await ready(session, host);
  if (who) await session.record("set", key, { ...who, row: key, value });
}

/** A command was copied with a blank filled in: where a run is on, it is known from then on. @param {Event} event */
function hearFilled(event) {
  if (!(event instanceof CustomEvent) || !(event.target instanceof HTMLElement) || event.detail.of !== onPage?.plan.id) return;
  if (onPage && ["on", "paused"].includes(onPage.state.status)) void keepVariable(onPage, event.detail.blank, event.detail.value, event.target.parentElement ?? event.target);
}

/** Puts values into texts and commands, and a field beside each variable on their own page. @param {Pressed} session */
export function openVariables(session) {
  if (!onPage) document.addEventListener("launchbook-filled", hearFilled);
  onPage = session;
  const blanks = all("[data-blank]").filter((blank) => blank.dataset.of === session.plan.id), fields = fieldsOf(session);
  if (!blanks.length && !fields.length) return;
  session.subscribe(() => {
    for (const blank of blanks) {
      const name = blank.dataset.blank ?? "", value = session.state.variables.get(name)?.value ?? "", text = value || `‹${name}›`;
      blank.classList.toggle("lb-blank--filled", Boolean(value));
      if (blank.textContent !== text) blank.textContent = text;
    }
    for (const field of fields) field();
    const open = document.querySelector("[data-open-blanks]"), left = fields.length - all("tr[data-fills] .lb-variables-gap[hidden]").length;
    if (open instanceof HTMLElement) open.replaceChildren(left ? element("span", { class: "lb-pill lb-pill--warn" }, String(left)) : "0");
  });
}

/** @param {Pressed} session */
function fieldsOf(session) {
  return all("tr[data-fills]").map((line) => {
    const name = line.dataset.fills ?? "", gap = line.querySelector(".lb-variables-gap"), about = line.querySelector(".lb-variables-form")?.id, kept = () => session.state.variables.get(name);
    const { form, show } = valueField(session, { label: name, about, kept, keep: async (value) => { if (value) await keepVariable(session, name, value, form.parentElement ?? form); } });
    gap?.after(form);
    return () => {
      gap?.toggleAttribute("hidden", kept() !== undefined);
      show();
    };
  });
}
