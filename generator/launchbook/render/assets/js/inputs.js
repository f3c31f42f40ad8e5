/* Lines to fill in: what a step, an item or a procedure asks for is typed where paper has a line, and stands in the run. */

import { ready } from "./asks.js";
import { valueField } from "./fields.js";
import { all } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */

/** A field at a line of a row; beside it the line itself, which paper shows with what was typed. @param {Pressed} session @param {HTMLElement} line @param {Row} row @param {string} name */
function fieldAt(session, line, row, name) {
  const kept = () => session.state.rows.get(row.key)?.filled?.find(({ field }) => field === name);
  const { form, show } = valueField(session, { label: name, kept, keep: async (value) => {
    const who = await ready(session, form.parentElement ?? form);
    if (who) await session.record("fill", row.key, { ...who, field: name, ...(value && { value }) });
  } });
  line.classList.add("lb-inputs__line--typed");
  line.after(form);
  return () => {
    show();
    line.textContent = kept()?.value ?? "";
  };
}

/** Puts a field at each line that a row of the plan leaves open. @param {Pressed} session */
export function openInputs(session) {
  const shown = all("[data-field]").flatMap((line) => {
    const { of = "", field = "" } = line.dataset, row = session.rows.get(of);
    return row ? fieldAt(session, line, row, field) : [];
  });
  if (shown.length) session.subscribe(() => { for (const show of shown) show(); });
}
