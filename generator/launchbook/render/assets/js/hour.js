/* What the hour asks for: the face of a front page, the box that is on, what is late, and "now" on the run sheet. */

import { DAY, HOUR, MINUTE, remaining } from "./time.js";
import { all, language, word } from "./words.js";

/** Told by keys: the boxes that are on, the gates that are near, and what is not folded, whatever the hour; the rest the clock alone says.
 * @typedef {{ phase?: Stand["phase"], boxes?: Set<string>, gates?: Set<string>, open?: Set<string>, rolling?: boolean }} Told */

/** Shows what is wanted before, during or after the launch, and the box that is on; `told` where a run says it otherwise.
 * @param {number} now milliseconds
 * @param {Told} [told] */
export function showHour(now, told) {
  const place = document.querySelector(".lb-launch");
  if (!(place instanceof HTMLElement) || (!told && place.dataset.told !== undefined)) return;
  const phase = told?.phase ?? phaseByClock(place, now);
  for (const part of all("[data-phase]")) part.hidden = !(part.dataset.phase ?? "").split(" ").includes(phase);
  showBoxes(now, told?.boxes);
  showGates(now, told?.gates);
  if (told?.rolling) for (const part of all("[data-box], [data-gate]")) part.hidden = true; // none of it applies any more
  tellLate(now);
  foldPast(now, phase, `${place.dataset.chapter}#`, told?.open);
}

/** @param {HTMLElement} place @param {number} now
 * @returns {Stand["phase"]} */
function phaseByClock(place, now) {
  const from = Date.parse(place.dataset.from ?? ""), until = Date.parse(place.dataset.until ?? "");
  if (now >= from && now < until) return "during";
  return now >= until || document.querySelector(".lb-phases[data-over]") ? "after" : "before";
}

/** @param {HTMLElement} box */
const begins = (box) => Date.parse(box.dataset.start ?? "");
/** @param {HTMLElement} box */
const ends = (box) => Date.parse(box.dataset.end ?? "");

/** Of the boxes of a front page those that are on; by the clock or else the next one, or else the last.
 * @param {number} now
 * @param {Set<string>} [told] keys of boxes */
function showBoxes(now, told) {
  const boxes = all("[data-box]");
  const timed = boxes.filter((box) => !Number.isNaN(begins(box)));
  let shown = told ? boxes.filter((box) => told.has(box.dataset.box ?? "")) : timed.filter((box) => begins(box) <= now && now < ends(box));
  if (!told && !shown.length) shown = [timed.find((box) => begins(box) > now) ?? timed[timed.length - 1] ?? boxes[0]].filter(Boolean);
  for (const box of boxes) {
    box.hidden = !shown.includes(box);
    const told = box.querySelector("[data-is]");
    if (told && !box.hidden) told.textContent = begins(box) > now ? `${word("next")} · ${remaining(Math.ceil((begins(box) - now) / MINUTE) * MINUTE, language(box))}` : ends(box) <= now ? word("over") : word("now");
  }
}

/** Of the gates of a front page those that are near; by the clock those of a box that is on, or else the next one.
 * @param {number} now
 * @param {Set<string>} [told] keys of gates */
function showGates(now, told) {
  const gates = all("[data-gate]"), on = new Set(all("[data-box]").filter((box) => !box.hidden).map((box) => box.dataset.box));
  let shown = told ? gates.filter((gate) => told.has(gate.dataset.gate ?? "")) : gates.filter((gate) => on.has(gate.dataset.in));
  if (!told && !shown.length) shown = [gates.find((gate) => ends(gate) > now)].filter((gate) => gate !== undefined);
  for (const gate of gates) gate.hidden = !shown.includes(gate);
}

/** What should be done by now says by how much it is late.
 * @param {number} now */
function tellLate(now) {
  let count = 0;
  for (const row of all("[data-due]")) {
    const left = now - Date.parse(row.dataset.due ?? ""), told = row.querySelector("[data-late-by]");
    row.classList.toggle("lb-open--late", left >= 0);
    if (left >= 0) count++;
    if (!(told instanceof HTMLElement)) continue;
    told.hidden = left < 0;
    told.textContent = left < 0 ? "" : (told.dataset.lateBy ?? "").replace("{length}", remaining(left > 2 * DAY ? left - (left % DAY) : left, language(row)));
  }
  for (const sum of all("[data-late]")) {
    sum.hidden = !count;
    sum.textContent = (sum.dataset.late ?? "").replace("{count}", String(count));
  }
}

/** While the launch is on, boxes that are past are a line; each opens and stays open at a press. What has to be seen stays open,
 * or is opened again where the clock alone had folded it.
 * @param {number} now @param {string} phase @param {string} chapter @param {Set<string>} [open] */
function foldPast(now, phase, chapter, open) {
  for (const box of all("details[data-over]")) {
    const folded = box.dataset.folded !== undefined, stays = open?.has(chapter + box.previousElementSibling?.id) || box.querySelector(":target") !== null;
    if (folded ? !stays : stays || phase !== "during" || Date.parse(box.dataset.over ?? "") > now) continue;
    if (folded) delete box.dataset.folded;
    else box.dataset.folded = "";
    box.toggleAttribute("open", folded);
  }
}

/** A person's page begins with today: days that are past stand folded behind the others.
 * @param {number} now */
export function todayOnTop(now) {
  const mark = document.querySelector(".lb-agenda-days:not([data-told])");
  if (!(mark instanceof HTMLElement)) return;
  mark.dataset.told = "";
  const days = all("h2[id^='day-']"), past = days.filter((day) => isPastDay(day, now));
  if (!past.length || past.length === days.length || past.some((day) => `#${day.id}` === location.hash)) return;
  const earlier = document.createElement("details");
  earlier.className = "lb-agenda-past";
  earlier.append(Object.assign(document.createElement("summary"), { textContent: `${mark.dataset.earlier} (${past.length})` }));
  const last = partOf(days[days.length - 1]);
  last[last.length - 1].after(earlier);
  for (const day of past) earlier.append(...partOf(day));
}

/** Whether nothing of a day lies ahead: it is over in every zone, or over for the reader and all of its times are past.
 * @param {HTMLElement} day @param {number} now */
function isPastDay(day, now) {
  const date = day.id.slice(4), here = new Date(now - new Date(now).getTimezoneOffset() * MINUTE);
  if (date < new Date(now - 12 * HOUR).toISOString().slice(0, 10)) return true;
  const times = partOf(day).flatMap((part) => all("time[datetime*='T']", part)).map((time) => Date.parse(time.getAttribute("datetime") ?? ""));
  return date < here.toISOString().slice(0, 10) && times.every((time) => time < now);
}

/** A heading with what stands below it.
 * @param {Element} heading */
function partOf(heading) {
  const part = [heading];
  for (let next = heading.nextElementSibling; next && !next.matches("h2, .lb-files, footer, .lb-foot, aside"); next = next.nextElementSibling) part.push(next);
  return part;
}
