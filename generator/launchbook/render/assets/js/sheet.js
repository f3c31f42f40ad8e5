/* The page that says whether a printed sheet is still true. The code comes with the address (the square in the foot of the sheet), or is typed. */

import { answerTo, codeOf, fromAddress } from "./asked.js";
import { element } from "./element.js";
import { all } from "./words.js";

/** @typedef {import("./sheets.d.ts").Sheets} Sheets */

const page = /** @type {HTMLElement | null} */ (document.querySelector(".lb-truth"));

/** @param {HTMLElement} asked @param {Sheets} sheets */
function ask(asked, sheets) {
  const field = /** @type {HTMLInputElement} */ (asked.querySelector("input")), { name, code } = fromAddress(location.hash);
  if (code) field.value = code.replace(/(.{4})(?=.)/g, "$1 ");
  if (code) tellOf(asked, sheets, code, name);
}

/** @param {HTMLElement} asked @param {Sheets} sheets @param {string} code @param {string} name */
function tellOf(asked, sheets, code, name) {
  const found = answerTo(sheets, code, name, Date.now());
  for (const section of all("[data-answer]", asked)) {
    section.hidden = section.dataset.answer !== found.is;
    if (section.hidden) continue;
    const sheet = "name" in found && found.name !== undefined ? sheets.sheets[found.name] : undefined;
    fill(section, "over", sheets.over);
    if (sheet) link(section, "sheet", sheet.title, sheet.page);
    if (sheet) link(section, "print", "", sheet.page);
    if (found.is === "slip") link(section, "near", found.code.replace(/(.{4})(?=.)/g, "$1 "), `#${found.name}.${found.code}`);
    if (found.is === "older") tellChanges(asked, section, found.old);
  }
}

/** @param {HTMLElement} asked @param {HTMLElement} section @param {import("./sheets.d.ts").Older} old */
function tellChanges(asked, section, old) {
  const at = new Date(old.at), lang = asked.lang || "en";
  fill(section, "at", at.toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" }));
  const changes = old.changes.map((change) => element("li", {},
    element("b", {}, change.page ? element("a", { href: change.page }, change.title) : change.title), ` · ${asked.dataset[change.how] ?? ""}`,
    ...change.says.map(([what, was, is]) => element("p", {}, `${what}: `, was && element("del", {}, was), was && is && " → ", is && element("ins", {}, is)))));
  section.querySelector('[data-fill="changes"]')?.replaceChildren(...changes);
  show(section, "more", old.more > 0);
  show(section, "order", !old.changes.length);
}

/** @param {HTMLElement} section @param {string} name @param {string} text */
function fill(section, name, text) {
  for (const node of all(`[data-fill="${name}"]`, section)) node.textContent = text;
}
/** @param {HTMLElement} section @param {string} name @param {string} text @param {string} href */
function link(section, name, text, href) {
  for (const node of all(`[data-fill="${name}"]`, section)) { node.setAttribute("href", href); if (text) node.textContent = text; }
}
/** @param {HTMLElement} section @param {string} name @param {boolean} is */
function show(section, name, is) {
  for (const node of all(`[data-fill="${name}"]`, section)) node.hidden = !is;
}

const sheets = page && window.launchbookSheets?.[page.dataset.plan ?? ""];
if (page && sheets) {
  page.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = codeOf(/** @type {HTMLInputElement} */ (page.querySelector("input")).value);
    if (code) tellOf(page, sheets, code, fromAddress(location.hash).name);
  });
  window.addEventListener("hashchange", () => ask(page, sheets));
  ask(page, sheets);
}
