/* Printing: the time of it on every page, and nothing folded. */

import { all, word } from "./words.js";

/** Made by the script, since a site may forbid styles that stand in pages. */
const stamped = new CSSStyleSheet();

/** The time of printing, in the foot of every page. A CSS string: what is not a letter or digit becomes an escape. */
export function stamp() {
  /** @param {number} number */
  const pad = (number) => String(number).padStart(2, "0");
  const now = new Date();
  const time = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())} ${pad(now.getHours())}:${pad(now.getMinutes())}`;
  const text = `${word("printed")} ${time}`.replace(/[^\p{L}\p{N} ]/gu, (mark) => `\\${(mark.codePointAt(0) ?? 0).toString(16).padStart(6, "0")} `);
  stamped.replaceSync(`:root { --lb-printed: "${text}" }`);
  if (!document.adoptedStyleSheets.includes(stamped)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, stamped];
}

export const unfold = () => all("details:not([open])").forEach((node) => { node.setAttribute("open", ""); node.classList.add("lb-unfolded"); });
export const refold = () => all(".lb-unfolded").forEach((node) => { node.removeAttribute("open"); node.classList.remove("lb-unfolded"); });
