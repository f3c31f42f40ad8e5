/* What the hour changes on a page: countdowns, what is next, the box that is on, today on a chart. */

import { onOwnClock, ownSpan, until, wallClock } from "./time.js";
import { all, language, word } from "./words.js";

/** @param {string} iso @param {string} lang */
function ownTime(iso, lang) {
  const text = onOwnClock(iso, lang);
  return text && `${word("local")} ${text}`;
}

/** Times by which people act say in a second line what they are on the reader's own clock, where that differs. */
export function translateTimes() {
  for (const node of all("[data-own]:not([data-own-told])")) {
    node.dataset.ownTold = "";
    const times = [...node.querySelectorAll("time")].map((time) => time.dateTime).filter((text) => text.includes("T"));
    const text = times.length ? ownSpan(times[0], times[times.length - 1], language(node)) : "";
    const told = node.querySelector(".lb-also")?.textContent ?? ""; // the reader's zone may be one of the plan's own
    if (!text || told.includes(/\d\d:\d\d/.exec(text)?.[0] ?? text)) continue;
    node.append(Object.assign(document.createElement("small"), { className: "lb-own", textContent: `${word("local")} ${text}` }));
  }
}

export function tell() {
  const now = Date.now();
  for (const node of all(".lb-countdown[data-launch]")) node.textContent = until(node.dataset.launch ?? "", node.dataset.precision ?? "", now, language(node));
  for (const node of all(".lb-local[data-launch]")) node.textContent = ownTime(node.dataset.launch ?? "", language(node));
  for (const list of all(".lb-next[data-count]")) chooseNext(list, now);
  for (const box of all("[data-start][data-end]")) {
    const on = Date.parse(box.dataset.start ?? "") <= now && now < Date.parse(box.dataset.end ?? "");
    if (on === box.classList.contains("lb-now")) continue;
    box.classList.toggle("lb-now", on);
    if (on) [box.dataset.now, box.ariaCurrent] = [word("now"), "time"];
    else box.removeAttribute("aria-current");
  }
}

/** @param {HTMLElement} list @param {number} now */
function chooseNext(list, now) {
  /** @param {HTMLElement} row */
  const from = (row) => Date.parse(row.dataset.from ?? "");
  const rows = all("[data-until]", list).filter((row) => { row.hidden = true; return !row.hasAttribute("data-done") && Date.parse(row.dataset.until ?? "") >= now; });
  const running = rows.filter((row) => from(row) <= now).slice(-2); // what began last; a day's duty is no news
  const ahead = rows.filter((row) => from(row) > now).slice(0, Number(list.dataset.count));
  for (const row of [...running, ...ahead]) row.hidden = false;
  for (const row of rows) row.dataset.now = running.includes(row) ? word("now") : "";
  list.hidden = !running.length && !ahead.length;
}

/** Today on charts: a line where the plan's clock stands, between the two ends of a drawing; none outside of them. */
export function today() {
  const now = Date.now();
  for (const line of all("[data-today-zone]")) {
    const { todayZone = "", todayFrom, todayUntil, todayWidth } = line.dataset;
    const start = Date.parse(`${todayFrom}Z`), end = Date.parse(`${todayUntil}Z`), width = Number(todayWidth);
    const share = (wallClock(now, todayZone) - start) / (end - start);
    line.setAttribute("display", share >= 0 && share <= 1 ? "inline" : "none");
    if (!(share >= 0 && share <= 1)) continue;
    const x = share * width, half = Number(line.querySelector("rect")?.getAttribute("width") ?? 0) / 2;
    const inside = Math.min(Math.max(x, half), width - half) - x; // the label stays whole at either end
    line.setAttribute("transform", `translate(${x.toFixed(1)})`);
    for (const part of line.querySelectorAll("rect, text")) part.setAttribute("transform", `translate(${inside.toFixed(1)})`);
  }
}

/** A chart that is larger than its frame begins at today, and at what is on today; once, then it stays where it is moved. */
export function turnToToday() {
  for (const frame of all("[data-today-frame]:not([data-today-turned])")) {
    frame.dataset.todayTurned = "";
    const edge = frame.getBoundingClientRect();
    const line = frame.querySelector('[role="img"] [data-today-zone][display="inline"]');
    if (!line || !edge.width) continue;
    const x = line.getBoundingClientRect().left;
    const on = all('[role="img"] rect', frame).map((bar) => bar.getBoundingClientRect()).find((bar) => bar.left <= x && x <= bar.right);
    if (on) frame.scrollTop += on.top - edge.top - frame.clientHeight * 0.4;
    frame.scrollLeft += x - edge.left - frame.clientWidth * 0.6;
  }
}
