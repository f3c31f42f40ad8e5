/* How much is done: in headings, in the lists of chapters, in the navigation; and what was ticked and is no longer in the plan. */

import { element } from "./element.js";
import { closes } from "./lines.js";
import { tell } from "./present.js";
import { says } from "./says.js";
import { signed } from "./told.js";
import { all, because } from "./words.js";

/** @typedef {import("./asks.js").Pressed} Pressed */

/** Where a count stands on this page: what the page has already, or a place behind a heading or a link. @param {Pressed} session @param {string} key */
function* placesFor(session, key) {
  const [chapter, anchor] = key.split("#"), own = all(`[data-progress="${CSS.escape(key)}"]`);
  yield* own;
  const heading = anchor && chapter === session.chapter ? document.getElementById(anchor) : null;
  if (heading?.matches("h2, h3, h4") && !own.length) yield heading.appendChild(element("span", { class: "lb-count" }));
  if (anchor || !key) return;
  const address = new URL(session.address(key) || ".", location.href).pathname;
  for (const link of all(".md-nav a.md-nav__link, .md-nav a")) {
    if (link instanceof HTMLAnchorElement && link.matches(".md-nav__link") && link.pathname === address && !link.hash) yield link.appendChild(element("span", { class: "lb-count" }));
  }
}

/** Puts the counts where they belong. @param {Pressed} session */
export function openCounts(session) {
  /** @type {Map<string, HTMLElement[]>} */
  let places;
  session.subscribe(() => {
    if (session.state.status === "none") return;
    const counts = session.stand.progress;
    places ??= new Map([...counts.keys()].map((key) => [key, [...placesFor(session, key)]]));
    for (const [key, { done, total }] of counts) for (const place of places.get(key) ?? []) tally(place, done, total);
    sayWhatCounts(counts);
    record(session);
    showAhead(session);
    showNext(session);
  });
}

/** What the numbers of a front page count while there is a run; what that does not count is told as the plan's. @param {ReadonlyMap<string, unknown>} counts */
function sayWhatCounts(counts) {
  for (const place of all("[data-counts]")) place.textContent = says(`counts-${place.dataset.counts}`);
  for (const place of all(".lb-contents__progress:not([hidden], [data-by-plan])")) {
    if (counts.has(place.dataset.progress ?? "")) continue;
    place.dataset.byPlan = "";
    place.textContent = says("by-plan", { n: (place.textContent ?? "").trim() });
  }
}

/** Decisions that a live run has made, or has left behind at its end, lie no longer ahead; what others wait for is told by their count.
 * @param {Pressed} session */
function showAhead({ state }) {
  if (state.kind !== "live") return;
  const over = state.status === "ended" || state.status === "rolled back", decided = (/** @type {string} */ key) => ["go", "no-go"].includes(state.rows.get(key)?.state ?? "");
  for (const list of all(".lb-ahead")) {
    const gates = all("[data-ahead]", list);
    for (const gate of gates) gate.hidden = over || decided(gate.dataset.ahead ?? "");
    list.hidden = gates.every((gate) => gate.hidden);
    if (list.previousElementSibling instanceof HTMLElement) list.previousElementSibling.hidden = list.hidden;
  }
  for (const waits of all(".lb-ahead [data-waits]")) waits.hidden = true;
}

/** What a live run has done is next no longer: an entry by its state, a box by what is counted in it; nothing is once the run has ended.
 * @param {Pressed} session */
function showNext({ state, stand }) {
  if (state.kind !== "live") return;
  const over = state.status === "ended" || state.status === "rolled back";
  const rows = all("[data-follows]"), before = rows.filter((row) => row.hasAttribute("data-done")).length;
  for (const row of rows) {
    const count = stand.progress.get(row.dataset.follows ?? "");
    row.toggleAttribute("data-done", over || (count ? count.done === count.total && count.total > 0 : closes(state.rows.get(row.dataset.follows ?? ""))));
  }
  if (rows.filter((row) => row.hasAttribute("data-done")).length !== before) tell();
}

/** @param {HTMLElement} place @param {number} done @param {number} total */
function tally(place, done, total) {
  const bar = place.querySelector("progress"), text = `${done} / ${total}`, first = place.firstChild;
  place.hidden = false;
  if (bar) [bar.max, bar.value] = [total, done];
  if (first instanceof Text) { if (first.data.trim() !== text) first.data = bar ? `${text} ` : text; }
  else place.prepend(text);
}

/** What was ticked, and stands no longer in the plan, at the foot of its page. @param {Pressed} session */
function record(session) {
  const gone = session.state.gone.filter(({ row }) => row?.startsWith(`${session.chapter}#`)), article = document.querySelector(".md-content__inner");
  let place = article?.querySelector(".lb-gone");
  if (!gone.length) { place?.remove(); return; }
  if (!place) article?.insertBefore((place = element("section", { class: "lb-gone" })), article.querySelector(".lb-keys, .lb-turn, .lb-foot"));
  if (place?.childElementCount === gone.length + 2) return;
  place?.replaceChildren(element("p", {}, element("b", {}, says("gone"))), ...gone.map((event) =>
    element("p", {}, element("del", {}, `${event.no ?? ""} ${event.text ?? event.row ?? ""}`.trim()), ` · ${says(event.do)} ${signed(session, event)}${because(event.note)}`)), element("p", {}, element("small", {}, says("gone-counts"))));
}
