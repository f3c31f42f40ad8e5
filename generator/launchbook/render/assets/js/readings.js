/* A reading: what is read, held against its limit, and PASS or FAIL. */

import { element } from "./element.js";
import { keeps } from "./limits.js";
import { markOf } from "./marks.js";
import { says } from "./says.js";

/** A field for what is read, and both verdicts; where the reading can be compared, the limit decides which of them can be pressed.
 * @param {Row} row @param {(act: "pass" | "fail", more: Partial<RunEvent>) => unknown} record */
export function readingForm(row, record) {
  const asked = says(row.limit ? "reading-wants" : "what-seen", { limit: row.limit ?? "" }), input = element("input", { autocomplete: "off", maxlength: 200, required: Boolean(row.limit), placeholder: asked, "aria-label": asked });
  const verdict = element("span", { class: "lb-read__verdict", role: "status" });
  /** @param {"pass" | "fail"} act */
  const choice = (act) => {
    const made = element("button", { type: "button", class: `lb-button lb-verdict--${act}`, onclick: () => {
      if (made.getAttribute("aria-disabled")) return;
      input.required = Boolean(row.limit) || act === "fail";
      const value = input.value.trim();
      if (input.required && !value) { input.value = ""; input.reportValidity(); return; }
      void record(act, value ? { value } : {});
    } }, markOf(act === "pass" ? "done" : "failed"), " ", says(row.closes ? (act === "pass" ? "not-seen" : "seen") : act));
    return made;
  };
  const pass = choice("pass"), fail = choice("fail");
  input.addEventListener("input", () => {
    const kept = keeps(row.limit, input.value), good = kept === undefined ? undefined : kept !== Boolean(row.closes);
    verdict.textContent = kept === undefined ? "" : says(kept ? "keeps" : "breaks", { limit: row.limit ?? "" });
    for (const [made, is] of /** @type {[HTMLElement, boolean][]} */ ([[pass, true], [fail, false]])) {
      if (good === undefined || good === is) made.removeAttribute("aria-disabled");
      else made.setAttribute("aria-disabled", "true");
    }
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const kept = keeps(row.limit, input.value);
    if (kept !== undefined) (kept !== Boolean(row.closes) ? pass : fail).click();
    else pass.focus();
  });
  return element("div", { class: "lb-read" }, input, pass, fail, verdict);
}
