/* Commands: copied as they are typed, with their blanks filled in. */

import { all, announce } from "./words.js";

/** @param {HTMLElement} button */
export async function copy(button) {
  const command = button.closest(".lb-command"), code = command?.querySelector("code");
  if (!(command instanceof HTMLElement) || !code) return;
  const typed = /** @type {HTMLElement} */ (code.cloneNode(true));
  typed.querySelectorAll("[data-prompt], samp").forEach((printed) => printed.remove());
  const blanks = all("[data-blank]:not(.lb-blank--filled)", typed);
  if (blanks.length && !(await filledIn(command, blanks))) return button.focus({ preventScroll: true });
  const text = typed.textContent ?? "";
  if (!(await toClipboard(text)) && !byCommand(code, blanks.length ? text : "")) return;
  const before = button.dataset.before || button.textContent || "";
  button.dataset.before = before;
  button.textContent = button.dataset.copied ?? "";
  announce(button.dataset.copied ?? "");
  setTimeout(() => { button.textContent = before; announce(""); }, 2000);
}

/** What was typed for a blank before, as long as this tab is open. Where nothing can be kept, nothing is.
 * @param {HTMLElement} blank
 * @param {string} [value] */
function kept(blank, value) {
  const key = `launchbook ${blank.dataset.of} ${blank.dataset.blank}`;
  try {
    if (value !== undefined) sessionStorage.setItem(key, value);
    return sessionStorage.getItem(key) || "";
  } catch { return ""; }
}

/** Asks for the blanks of a command beneath it, so that it stays in sight, and puts what is typed in their places; false where that is
    cancelled, or another command asks. Secrets are not kept.
 * @param {HTMLElement} command @param {HTMLElement[]} blanks
 * @returns {Promise<boolean>} */
function filledIn(command, blanks) {
  const ask = document.querySelector(".lb-ask"), form = ask?.querySelector("form");
  if (!(ask instanceof HTMLElement) || !form) return Promise.resolve(false);
  form.reset();
  const fields = all("[data-asks]", form).map((field) => {
    const input = /** @type {HTMLInputElement} */ (field.querySelector("input"));
    const own = blanks.filter((blank) => blank.dataset.blank === field.dataset.asks);
    field.hidden = input.disabled = !own.length;
    input.value = own.length && input.type !== "password" ? kept(own[0]) : "";
    return { input, own };
  });
  command.after(ask);
  ask.hidden = false;
  fields.find(({ own }) => own.length)?.input.focus();
  return new Promise((resolve) => {
    const asking = new AbortController(), { signal } = asking;
    /** @param {boolean} copied */
    const leave = (copied) => {
      asking.abort();
      for (const { input, own } of fields) {
        if (copied) fillIn(command, input, own);
        input.value = "";
      }
      ask.hidden = true;
      resolve(copied);
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); leave(true); }, { signal });
    form.addEventListener("reset", () => leave(false), { signal });
    form.addEventListener("keydown", ({ key }) => { if (key === "Escape") form.reset(); }, { signal });
  });
}

/** Told from the command, which stands on the page: its blanks are those of a copy.
 * @param {HTMLElement} command @param {HTMLInputElement} input @param {HTMLElement[]} own the places of a blank */
function fillIn(command, input, own) {
  for (const blank of own) blank.textContent = input.value;
  if (!own.length || input.type === "password") return;
  kept(own[0], input.value);
  command.dispatchEvent(new CustomEvent("launchbook-filled", { bubbles: true, detail: { ...own[0].dataset, value: input.value } }));
}

/** @param {string} text */
async function toClipboard(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { return false; }
}

/** Without the clipboard API (plain http): select and copy; where that fails too, the text is left selected. What was filled in
    stands nowhere on the page, and is selected in a field of its own.
 * @param {Element} code
 * @param {string} text */
function byCommand(code, text) {
  const field = text ? document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text, className: "lb-hidden" })) : null;
  if (field) field.select();
  else getSelection()?.selectAllChildren(code);
  const done = document.execCommand("copy");
  if (done) getSelection()?.removeAllRanges();
  field?.remove();
  return done;
}
