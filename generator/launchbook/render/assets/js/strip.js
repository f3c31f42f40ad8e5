/* The strip: the one thing that stays on every page of a plan while its launch is near or a run is on. Its height is always the same. */

import { element } from "./element.js";
import { isReached, shownSince } from "./near.js";
import { backStep, clockOff, isFarOff, knowsNoRun, sayingOf } from "./saying.js";
import { reserve, withdraw } from "./place.js";
import { near } from "./session.js";
import { unsharedOf } from "./shared.js";
import { DAY } from "./time.js";
import { aheadOf, dayOf, elsewhere, hourOf, momentOf, sameDay, weekdayOf, zoneOf } from "./wall.js";
import { all, announce, language, say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./saying.js").Part} Part */

const SLOTS = /** @type {const} */ (["now", "sub", "gate", "gsub", "drift", "sync"]);

/** What other modules have to say beside it, by name: the first that is there is shown. @type {Map<string, Part>} */
const signs = new Map();
const RANK = ["memory", "clock", "newer", "offline", "skew", "saved"];

/** Says something in the strip, or no longer: that the page is offline, that a newer plan is published.
 * @param {string} name one of RANK
 * @param {Part} [part] */
export function sign(name, part) {
  if (part) signs.set(name, part);
  else signs.delete(name);
}

/** Whether the strip stands on the pages of a plan now.
 * @param {Session} session */
function belongsHere(session) {
  const { state, place } = session, now = session.now(), recent = state.ended !== undefined && now - state.ended < DAY;
  return near(place, now) || state.status === "on" || state.status === "paused" || recent;
}

/** Draws what changed.
 * @param {Session} session
 * @param {Presses} presses what its buttons do @param {boolean} only whether only the reader's own is shown */
export function showStrip(session, presses, only) {
  if (!belongsHere(session)) return withdraw();
  const strip = reserve(), lines = sayingOf(session);
  if (!strip.firstChild || strip.dataset.plan !== session.plan.id) build(strip, session, presses);
  strip.className = `lb-strip lb-strip--${lines.tone}`;
  strip.toggleAttribute("data-unknown", knowsNoRun(session));
  strip.toggleAttribute("data-ends", lines.ends === true);
  strip.toggleAttribute("data-rehearsal", session.state.kind === "rehearsal" && session.state.status !== "none");
  at(strip, "mine").setAttribute("aria-pressed", String(only));
  clock(strip, session);
  back(strip, session);
  write(strip, { ...lines, sync: syncOf(session) });
  const middle = at(strip, "mid");
  if (middle.getAttribute("href") !== lines.href) middle.setAttribute("href", lines.href);
  tellChange(session, lines);
}

/** @param {HTMLElement} strip @param {string} name */
const at = (strip, name) => /** @type {HTMLElement} */ (strip.querySelector(`.lb-strip__${name}`));

/** @typedef {{ runs: () => void, mine: () => void, bring: () => void, begin: () => void, end: () => void }} Presses */

/** @param {HTMLElement} strip @param {Session} session @param {Presses} presses */
function build(strip, session, { runs, mine, bring, begin, end }) {
  strip.dataset.plan = session.plan.id;
  strip.setAttribute("aria-label", say("launch"));
  strip.lang = language(session.place);
  strip.replaceChildren(
    element("b", { class: "lb-strip__kind" }, say("rehearsal")),
    element("div", { class: "lb-strip__in" },
      element("button", { type: "button", class: "lb-strip__clock", "aria-haspopup": "dialog", onclick: runs }, element("b"), element("span"), element("small")),
      element("a", { class: "lb-strip__mid", onclick: (/** @type {Event} */ event) => { if (strip.dataset.ends !== undefined) { event.preventDefault(); end(); } } }, ...SLOTS.map((slot) => element("span", { class: `lb-strip__${slot}` }))),
      element("span", { class: "lb-strip__more" },
        element("button", { type: "button", class: "lb-strip__mine", onclick: mine }, say("only-mine")),
        element("button", { type: "button", class: "lb-strip__run", "aria-haspopup": "dialog", onclick: runs }, say("run"))),
      element("span", { class: "lb-strip__none" }, ...[[say("import"), bring], [say("begin-open"), begin]].map(([text, press]) => element("button", { type: "button", "aria-haspopup": "dialog", onclick: press }, /** @type {string} */ (text)))),
      element("a", { class: "lb-strip__back" }, element("span"))));
}

/** How often the window got another size. */
let resized = 0;
window.addEventListener("resize", () => { resized++; });

/** Saying, where they say something else than before; in short where they do not fit then.
 * @param {HTMLElement} strip @param {{ [slot in (typeof SLOTS)[number]]?: Part[] }} lines */
function write(strip, lines) {
  const changed = SLOTS.map((slot) => at(strip, slot)).filter((node, index) => {
    const parts = lines[SLOTS[index]] ?? [], said = JSON.stringify([resized, parts]);
    if (node.dataset.said === said) return false;
    node.dataset.said = said;
    const gap = /sub/.test(SLOTS[index]) ? " · " : " ";
    node.replaceChildren(...parts.flatMap((part, place) => [...(place ? [gap] : []), piece(part)]));
    return true;
  });
  if (changed.length) requestAnimationFrame(() => shorten(strip)); // with the layout of the frame: it needs none of its own
}

/** In short what does not fit. @param {HTMLElement} strip */
function shorten(strip) {
  const pairs = [["now", "drift"], ["gate", "sync"]].map((names) => names.map((name) => at(strip, name)));
  for (const node of pairs.flat()) node.removeAttribute("data-short");
  const wide = pairs.map((pair) => pair.some((node) => node.scrollWidth > node.clientWidth));
  pairs.forEach((pair, index) => { for (const node of pair) node.toggleAttribute("data-short", wide[index]); });
}

/** @param {Part} part */
function piece({ text, short, mark, tone, strong, cut, wide }) {
  const kinds = [tone && `lb-strip--is-${tone}`, strong && "lb-strip__strong", cut && "lb-strip__cut", wide && "lb-strip__wide"].filter(Boolean).join(" ");
  return element("span", { class: kinds || undefined }, mark !== undefined && element("i", { "aria-hidden": "true" }, mark),
    short !== undefined ? element("span", { class: "lb-strip__long" }, text) : text, short !== undefined && element("span", { class: "lb-strip__short" }, short));
}

/** The plan's clock with its zone, and the reader's where it differs.
 * @param {HTMLElement} strip @param {Session} session */
function clock(strip, session) {
  const { zone } = session.plan, now = session.now(), lang = strip.lang, day = dayOf(now, zone, lang);
  const other = elsewhere(now, zone), own = `${sameDay(now, zone) ? "" : `${weekdayOf(now, lang)} `}${hourOf(now)}`;
  const texts = [hourOf(now, zone), zoneOf(now, zone), other ? say("yours", { time: hourOf(now) }) : day];
  [...at(strip, "clock").children].forEach((node, index) => { if (node.textContent !== texts[index]) node.textContent = texts[index]; });
  at(strip, "clock").title = [day, `${zone} ${aheadOf(now, zone)}`, other && say("yours", { time: own })].filter(Boolean).join(" · ");
}

/** The way back: one touch from everywhere. It opens the rollback, and starts nothing.
 * @param {HTMLElement} strip @param {Session} session */
function back(strip, session) {
  const { plan, state, stand } = session, link = at(strip, "in").querySelector(".lb-strip__back"), chapter = plan.rollback?.chapter;
  if (!(link instanceof HTMLElement)) return;
  const on = state.rollback?.state === "on", step = on ? backStep(session) : undefined, past = stand.past && state.status !== "none" && !on;
  link.hidden = !chapter || state.rollback?.state === "back"; // once it was gone
  const text = step ? say("to-step", { no: step.no ?? "" }) : say(on ? "verify" : past ? "no-return" : "roll-back");
  if (link.textContent !== text) all("span", link)[0].textContent = text;
  link.classList.toggle("lb-strip__back--past", past);
  link.setAttribute("href", session.address(step?.key ?? chapter ?? ""));
}

/** What is kept, and what is in the way of that.
 * @param {Session} session @returns {Part[]} */
function syncOf(session) {
  const { store, run, state } = session;
  const apart = run && state.status !== "none" ? unsharedOf(run, store) : 0;
  sign("memory", store.kept.as === "memory" ? { text: say("not-kept"), mark: "✕", tone: "stop", strong: true } : undefined);
  sign("clock", isFarOff(session) && session.stand.rolling ? clockOff(session) : undefined);
  sign("skew", store.offset && !isFarOff(session) ? clockOff(session) : undefined);
  sign("offline", away(session));
  const first = RANK.map((name) => signs.get(name)).find(Boolean);
  if (first) return [first];
  if (!run || state.status === "none") return [];
  const kept = /** @type {const} */ ({ text: say("kept"), mark: "✓", tone: "ok" });
  return apart ? [{ ...kept, wide: true }, { text: say("unshared", { n: apart }), short: say("unshared-short", { n: apart }) }] : [kept];
}

/** Without a network now, or not since this page came from what is kept. @param {Session} session @returns {Part | undefined} */
function away(session) {
  const since = shownSince();
  if (location.protocol === "file:" || (navigator.onLine && (since === undefined || isReached()))) return undefined;
  const kept = since !== undefined && { text: say("shown-since", { time: momentOf(since, session.plan.zone, session.now(), language(session.place)) }), short: say("offline") };
  return { text: say("offline"), ...kept, mark: "⊘", tone: "warn", strong: true };
}

let spoken = "", spokenAt = 0;

/** Says aloud that something else is on or waited for; minutes that pass are not news.
 * @param {Session} session @param {import("./saying.js").Saying} lines */
function tellChange(session, lines) {
  const words = lines.now.map(({ text }) => text).join(" "), key = `${session.plan.id} ${lines.tone} ${lines.href} ${words.replace(/\d+/g, "")}`;
  if (key === spoken || Date.now() - spokenAt < 10e3) return;
  if (spoken.startsWith(session.plan.id)) announce(words);
  [spoken, spokenAt] = [key, Date.now()];
}
