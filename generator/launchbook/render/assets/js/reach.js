/* What the theme leaves open for those who use a keyboard or listen. */

import { all } from "./words.js";

/** Regions that scroll sideways are reached by keyboard, the search and nested navigation have names. */
export function reach() {
  for (const nav of all(".md-nav[aria-labelledby]")) {
    if (document.getElementById(nav.getAttribute("aria-labelledby") ?? "")?.textContent?.trim()) continue;
    nav.setAttribute("aria-label", nav.querySelector(".md-nav__title")?.textContent?.trim() ?? "");
    nav.removeAttribute("aria-labelledby");
  }
  const input = document.querySelector(".md-search__input");
  if (input instanceof HTMLInputElement) document.querySelector(".md-search[role]")?.setAttribute("aria-label", input.placeholder);
  for (const node of all(".md-typeset__scrollwrap, .lb-prose pre, .highlight pre > code")) node.tabIndex = 0;
}

/** The theme makes a landmark of every copy button that it adds to a code block; a page has many. */
export function quieten() {
  new MutationObserver(() => all(".md-code__nav:not([role])").forEach((node) => node.setAttribute("role", "none")))
    .observe(document.body, { childList: true, subtree: true });
}
