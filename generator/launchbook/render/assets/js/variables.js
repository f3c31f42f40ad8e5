/* What was filled in: a variable is said once in a run, and stands in every text and command. Secrets are neither kept nor sent on. */

import { ready } from "./asks.js";
import { element } from "./element.js";
import { says } from "./says.js";
import { signed } from "./told.js";
import { all } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */

/** @type {Pressed | undefined} */
let onPage;

/** Keeps what was typed for a variable in the run, where one is on. @param {string} name @param {string} value */
async function keepVariable(name, value) {
  if (!onPage || onPage.state.variables.get(name)?.value === value || !["on", "paused"].includes(onPage.state.status)) return;
  const key = [...onPage.rows.keys()].find((each) => each.endsWith(`#variable-${name}`)) ?? `variables#variable-${name}`;
  await onPage.record("set", key, { row: key, value });
}

/** Puts values into texts and commands, and a field beside each variable on their own page. @param {Pressed} session */
export function openVariables(session) {
  if (!onPage) document.addEventListener("launchbook-filled", (event) => {
    if (event instanceof CustomEvent && event.target instanceof HTMLElement) void keepVariable(event.target.dataset.blank ?? "", String(event.detail));
  });
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
  });
}

/** @param {Pressed} session */
function fieldsOf(session) {
  return all("tr[data-fills]").map((line) => {
    const name = line.dataset.fills ?? "", input = element("input", { "aria-label": name, autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: 1000 }), told = element("small", {});
    const form = element("form", { class: "lb-fill lb-screen" }, input, element("button", { class: "lb-button" }, says("fill-in")), told);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (input.value.trim() && (await ready(session, form.parentElement ?? form))) await keepVariable(name, input.value.trim());
    });
    line.querySelector(".lb-variables-value")?.append(form);
    return () => {
      const event = session.state.variables.get(name);
      if (event && document.activeElement !== input) input.value = event.value ?? "";
      told.textContent = event ? signed(session, event) : "";
    };
  });
}
