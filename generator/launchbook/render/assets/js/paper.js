/* Printing: the time of it on every page, and nothing folded. */

import { all, word } from "./words.js";

/** The time of printing, in the foot of every page. A CSS string: what is not a letter or digit becomes an escape. */
export function stamp() {
  /** @param {number} number */
  const pad = (number) => String(number).padStart(2, "0");
  const now = new Date();
  const time = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())} ${pad(now.getHours())}:${pad(now.getMinutes())}`;
  const text = `${word("printed")} ${time}`.replace(/[^\p{L}\p{N} ]/gu, (mark) => `\\${(mark.codePointAt(0) ?? 0).toString(16).padStart(6, "0")} `);
  const style = document.querySelector("style.lb-stamp") || document.head.appendChild(document.createElement("style"));
  style.className = "lb-stamp";
  style.textContent = `@page { @bottom-center { content: "${text}" } }`;
}

export const unfold = () => all("details:not([open])").forEach((node) => { node.setAttribute("open", ""); node.classList.add("lb-unfolded"); });
export const refold = () => all(".lb-unfolded").forEach((node) => { node.removeAttribute("open"); node.classList.remove("lb-unfolded"); });
