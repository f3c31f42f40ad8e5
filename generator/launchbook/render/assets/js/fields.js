/* A field for a value that is kept in the run: what was typed is recorded with Enter, the button, or on leaving the field where nothing has to be asked first. */

import { element } from "./element.js";
import { says } from "./says.js";
import { signed } from "./told.js";

/** @typedef {import("./asks.js").Pressed} Pressed */

/** The form of one value, and what brings it up to date. What is being typed stays; what is kept is the field's default, so that a page that is loaded anew knows both.
 * @param {Pressed} session @param {{ label: string, about?: string, kept: () => RunEvent | undefined, keep: (value: string) => Promise<unknown> }} of
 * @returns {{ form: HTMLFormElement, show: () => void }} */
export function valueField(session, { label, about, kept, keep }) {
  const told = element("small", {}), button = element("button", { class: "lb-button" }, says("fill-in"));
  const input = element("input", { "aria-label": label, "aria-describedby": about, autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: 1000 });
  const form = element("form", { class: "lb-fill lb-screen" }, input, button, told);
  let keeping = false;
  const offer = () => { button.hidden = input.value.trim() === (kept()?.value ?? ""); };
  const save = async () => {
    if (keeping || button.hidden) return;
    keeping = true;
    try { await keep(input.value.trim()); } finally { keeping = false; }
    show();
  };
  function show() {
    const event = kept(), value = event?.value ?? "", typed = input.value !== input.defaultValue && input.value.trim() !== value;
    input.defaultValue = value;
    if (!typed) input.value = value;
    told.textContent = event ? signed(session, event) : "";
    offer();
  }
  input.addEventListener("input", offer);
  input.addEventListener("change", () => { if (session.me && ["on", "paused"].includes(session.state.status)) void save(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); void save(); });
  return { form, show };
}
