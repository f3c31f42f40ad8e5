/* Commands: copied as they are typed, with their blanks filled in. */

import { all, announce } from "./words.js";

/** @param {HTMLElement} button */
export async function copy(button) {
  const code = button.closest(".lb-command")?.querySelector("code");
  if (!code) return;
  const typed = /** @type {HTMLElement} */ (code.cloneNode(true));
  typed.querySelectorAll("[data-prompt], samp").forEach((printed) => printed.remove());
  const blanks = all("[data-blank]:not(.lb-blank--filled)", typed);
  if (blanks.length && !(await filledIn(blanks))) return;
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

/** Asks for the blanks of a command and puts what is typed in their places; false where that is cancelled. Secrets are not kept.
 * @param {HTMLElement[]} blanks
 * @returns {Promise<boolean>} */
function filledIn(blanks) {
  const dialog = document.querySelector(".lb-ask dialog");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(false);
  const fields = all("[data-asks]", dialog).map((field) => {
    const input = /** @type {HTMLInputElement} */ (field.querySelector("input"));
    const own = blanks.filter((blank) => blank.dataset.blank === field.dataset.asks);
    field.hidden = input.disabled = !own.length;
    input.value = own.length && input.type !== "password" ? kept(own[0]) : "";
    return { input, own };
  });
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => {
    const copied = dialog.returnValue === "copy";
    for (const { input, own } of fields) {
      for (const blank of copied ? own : []) blank.textContent = input.value;
      if (copied && own.length && input.type !== "password") {
        kept(own[0], input.value);
        own[0].dispatchEvent(new CustomEvent("launchbook-filled", { bubbles: true, detail: input.value }));
      }
      input.value = "";
    }
    resolve(copied);
  }, { once: true }));
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
