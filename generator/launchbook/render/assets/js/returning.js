/* A page that is loaded anew on purpose: it stands where it stood, and what was being typed is in its field again. */

const RETURNS = "launchbook returns";

/** @typedef {{ near: string, label: string, value: string }} Typed */
/** @typedef {{ page: string, near: string, top: number, typed: Typed[] }} Left */

/** What a field asks, and what it stands in: found again on a page that was built anew.
 * @param {HTMLInputElement | HTMLTextAreaElement} field */
const labelOf = (field) => field.labels?.[0]?.textContent?.trim() || field.getAttribute("aria-label") || field.name || field.placeholder;
/** @param {Element} node */
const anchorOf = (node) => node.closest("article [id]:not(input, textarea, form)")?.id ?? "";

/** @param {ParentNode} within */
const fieldsIn = (within) =>
  /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */ ([...within.querySelectorAll("textarea, input:is([type=text], [type=number], [type=url], :not([type]))")]);

/** Loads the page again. What was typed and not sent comes back in the same field, also where that is opened later. */
export function reloadHere() {
  const typed = fieldsIn(document).filter((field) => field.value && field.value !== field.defaultValue && !field.readOnly)
    .map((field) => ({ near: anchorOf(field), label: labelOf(field), value: field.value }));
  const first = [...document.querySelectorAll("article [id]")].find((node) => node.getBoundingClientRect().height && node.getBoundingClientRect().top >= 0);
  /** @type {Left} */
  const left = { page: location.pathname, near: first?.id ?? "", top: first?.getBoundingClientRect().top ?? 0, typed };
  try { sessionStorage.setItem(RETURNS, JSON.stringify(left)); } catch { /* then the browser's own memory has to do */ }
  location.reload();
}

/** Puts back what was typed, and the page where it stood; once after a reload. */
export function returnHere() {
  /** @type {Left | undefined} */
  let left;
  try {
    left = JSON.parse(sessionStorage.getItem(RETURNS) ?? "null") ?? undefined;
    sessionStorage.removeItem(RETURNS);
  } catch { return; }
  if (left?.page !== location.pathname) return;
  const node = left.near && document.getElementById(left.near);
  if (node) window.scrollBy({ top: node.getBoundingClientRect().top - left.top, behavior: "instant" });
  refill(left.typed);
}

/** Fills fields that are there, and waits for those that are opened later.
 * @param {Typed[]} typed */
function refill(typed) {
  if (!typed.length) return;
  const fill = () => {
    for (const field of fieldsIn(document)) {
      const index = typed.findIndex(({ near, label }) => near === anchorOf(field) && label === labelOf(field));
      if (index < 0 || field.value !== field.defaultValue) continue;
      field.value = typed.splice(index, 1)[0].value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (!typed.length) waiting.disconnect();
  };
  const waiting = new MutationObserver(fill);
  waiting.observe(document.body, { childList: true, subtree: true });
  fill();
}
