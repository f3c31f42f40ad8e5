/* The strip: the one thing that stays on every page of a plan while its launch is near or a run is on. Its height is always the same. */

import { element } from "./element.js";
import { backStep, sayingOf } from "./saying.js";
import { reserve, withdraw } from "./place.js";
import { near } from "./session.js";
import { sharedOf } from "./shared.js";
import { DAY } from "./time.js";
import { aheadOf, dayOf, elsewhere, hourOf, sameDay, weekdayOf, zoneOf } from "./wall.js";
import { all, announce, language, say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./saying.js").Part} Part */

const SLOTS = /** @type {const} */ (["now", "sub", "gate", "gsub", "drift", "sync"]);
const TOLERATED = 30; // seconds by which a clock may be wrong before it is spoken

/** What other modules have to say beside it, by name: the first that is there is shown. @type {Map<string, Part>} */
const signs = new Map();
const RANK = ["memory", "newer", "offline", "clock", "saved"];

/** Says something in the strip, or no longer: that the page is offline, that a newer plan is published.
 * @param {string} name one of RANK
 * @param {Part} [part] */
export function sign(name, part) {
  if (part) signs.set(name, part);
  else signs.delete(name);
}

/** Whether the strip stands on the pages of a plan now.
 * @param {Session} session */
function belongsHere({ state, place }) {
  const recent = state.ended !== undefined && Date.now() - state.ended < DAY;
  return near(place, Date.now()) || state.status === "on" || state.status === "paused" || recent;
}

/** Draws what changed.
 * @param {Session} session
 * @param {Presses} presses what its buttons do @param {boolean} only whether only the reader's own is shown */
export function showStrip(session, presses, only) {
  if (!belongsHere(session)) return withdraw();
  const strip = reserve(), lines = sayingOf(session);
  if (!strip.firstChild || strip.dataset.plan !== session.plan.id) build(strip, session, presses);
  strip.className = `lb-strip lb-strip--${lines.tone}`;
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

/** @typedef {{ runs: () => void, mine: () => void }} Presses */

/** @param {HTMLElement} strip @param {Session} session @param {Presses} presses */
function build(strip, session, { runs, mine }) {
  strip.dataset.plan = session.plan.id;
  strip.setAttribute("aria-label", say("launch"));
  strip.lang = language(session.place);
  strip.replaceChildren(
    element("b", { class: "lb-strip__kind" }, say("rehearsal")),
    element("div", { class: "lb-strip__in" },
      element("button", { type: "button", class: "lb-strip__clock", "aria-haspopup": "dialog", onclick: runs }, element("b"), element("span"), element("small")),
      element("a", { class: "lb-strip__mid" }, ...SLOTS.map((slot) => element("span", { class: `lb-strip__${slot}` }))),
      element("span", { class: "lb-strip__more" },
        element("button", { type: "button", class: "lb-strip__mine", onclick: mine }, say("only-mine")),
        element("button", { type: "button", class: "lb-strip__run", "aria-haspopup": "dialog", onclick: runs }, say("run"))),
      element("a", { class: "lb-strip__back" }, element("span"))));
}

/** Saying, where they say something else than before; in short where they do not fit then.
 * @param {HTMLElement} strip @param {{ [slot in (typeof SLOTS)[number]]?: Part[] }} lines */
function write(strip, lines) {
  const changed = SLOTS.map((slot) => at(strip, slot)).filter((node, index) => {
    const parts = lines[SLOTS[index]] ?? [], said = JSON.stringify([innerWidth, parts]);
    if (node.dataset.said === said) return false;
    node.dataset.said = said;
    const gap = /sub/.test(SLOTS[index]) ? " · " : " ";
    node.replaceChildren(...parts.flatMap((part, place) => [...(place ? [gap] : []), piece(part)]));
    return true;
  });
  if (!changed.length) return;
  for (const pair of [["now", "drift"], ["gate", "sync"]].map((names) => names.map((name) => at(strip, name)))) {
    for (const node of pair) node.removeAttribute("data-short");
    const wide = pair.some((node) => node.scrollWidth > node.clientWidth);
    for (const node of pair) node.toggleAttribute("data-short", wide);
  }
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
  link.hidden = !chapter;
  const on = state.rollback?.state === "on", step = on ? backStep(session) : undefined, past = stand.past && state.status !== "none" && !on;
  const text = step ? say("to-step", { no: step.no ?? "" }) : say(past ? "no-return" : "roll-back");
  if (link.textContent !== text) all("span", link)[0].textContent = text;
  link.classList.toggle("lb-strip__back--past", past);
  link.setAttribute("href", session.address(step?.key ?? chapter ?? ""));
}

/** What is kept, and what is in the way of that.
 * @param {Session} session @returns {Part[]} */
function syncOf({ store, run, state }) {
  const apart = run && state.status !== "none" ? run.events.length - sharedOf(run) : 0;
  sign("memory", store.kept.as === "memory" ? { text: say("not-kept"), mark: "✕", tone: "stop", strong: true } : undefined);
  sign("clock", Math.abs(store.offset) > TOLERATED ? { text: say("clock-off", { n: Math.ceil(Math.abs(store.offset) / 60) }), mark: "▲", tone: "warn" } : undefined);
  if (!navigator.onLine && location.protocol !== "file:" && !signs.has("offline")) sign("offline", { text: say("offline"), mark: "⊘", tone: "warn", strong: true });
  const first = RANK.map((name) => signs.get(name)).find(Boolean);
  if (first) return [first];
  if (!run || state.status === "none") return [];
  return [{ text: say("kept"), mark: "✓", tone: "ok" }, ...(apart ? [{ text: say("unshared", { n: apart }), wide: /** @type {const} */ (true) }] : [])];
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
