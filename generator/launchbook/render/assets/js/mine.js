/* Mine: what others do is folded away, what is dangerous never is, and how much is folded is said. In the order of the plan, which is that of time. */

import { button, element } from "./element.js";
import { signers } from "./fold.js";
import { further } from "./further.js";
import { closes } from "./lines.js";
import { called } from "./names.js";
import { stateIn } from "./rows.js";
import { knowsNoRun } from "./saying.js";
import { all, announce, say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */

const DANGERS = new Set(["running", "failed", "unmet", "no-go", "signed"]);
const FOLDED = new Set(["step", "item", "check"]);

/** Rows that the reader unfolded on this page. @type {Set<string>} */
const unfolded = new Set();
/** Plans that are shown whole or in part, where the browser keeps nothing. @type {Map<string, boolean>} */
const wanted = new Map();

/** @param {Session} session */
const nameOfChoice = ({ plan }) => `launchbook mine ${plan.id}`;

/** Whether only what is the reader's own is shown.
 * @param {Session} session */
export function onlyMine(session) {
  const own = wanted.get(session.plan.id);
  try { return session.me !== undefined && (own ?? localStorage.getItem(nameOfChoice(session)) === "yes"); } catch { return session.me !== undefined && own === true; }
}

/** @param {Session} session @param {boolean} only */
function choose(session, only) {
  wanted.set(session.plan.id, only);
  try { localStorage.setItem(nameOfChoice(session), only ? "yes" : "no"); } catch { /* the browser forbids it: until the page is left */ }
  unfolded.clear();
  session.tell(new Set(session.rows.keys()));
  announce(only ? say("mine-on", { n: document.querySelectorAll(".lb-others").length }) : say("mine-off"));
}

/** Turns it on or off; asks who reads first, where that is not known.
 * @param {Session} session @param {boolean} [only] */
export function turnMine(session, only = !onlyMine(session)) {
  if (only && session.me === undefined) void further(({ askWho }) => askWho(session, () => choose(session, true)));
  else choose(session, only);
}

/** Unfolds a row that something leads to.
 * @param {Session} session @param {string} key */
export function unfoldRow(session, key) {
  if (!onlyMine(session) || unfolded.has(key)) return;
  unfolded.add(key);
  session.tell(new Set([key]));
}

/** What somebody has to do with a row: answers for it, has a part in it, or signs.
 * @param {Session} session @param {Row} row */
export const isMine = ({ me = "", plan }, row) => [...(row.who ?? []), ...Object.values(row.with ?? {}).flat(), ...(row.does === "gate" ? signers(plan, row) : [])].includes(me);

/** @param {Session} session @param {Row} row */
function isDangerous(session, row) {
  const own = session.state.rows.get(row.key);
  return own !== undefined && (DANGERS.has(own.state) || own.conflict !== undefined || (own.changed !== undefined && own.state !== "pending"));
}

/** @param {Session} session @param {Row} row @returns {boolean} */
function stays(session, row) {
  return !FOLDED.has(row.does) || isMine(session, row) || isDangerous(session, row) || unfolded.has(row.key)
    || (session.parts.get(row.key) ?? []).some((part) => FOLDED.has(part.does) || part.does === "way" ? stays(session, { ...part, does: FOLDED.has(part.does) ? part.does : "step" }) : false);
}

/** Folds and unfolds the rows of this page, and fills the bar at its head.
 * @param {Session} session @param {Set<string>} changed */
export function showMine(session, changed) {
  const place = document.querySelector(".lb-entry"), is = JSON.stringify([session.state.status, session.state.ended, session.me, session.several, knowsNoRun(session)]);
  if (!changed.size && place instanceof HTMLElement && place.firstElementChild && place.dataset.said === is) return;
  if (place instanceof HTMLElement) place.dataset.said = is;
  const rows = session.plan.rows.filter((row) => row.key.startsWith(`${session.chapter}#`) && FOLDED.has(row.does)), only = onlyMine(session);
  for (const old of all(".lb-mine")) old.remove();
  for (const node of all(".lb-others")) node.classList.remove("lb-others");
  if (only) {
    foldOthers(session, rows);
    chain(session, rows);
  }
  bar(session, rows, only);
}

/** The elements of a row: itself, and what continues it.
 * @param {Row} row */
function nodesOf(row) {
  const first = document.getElementById(row.key.split("#")[1]), nodes = first ? [first] : [];
  for (let next = first?.nextElementSibling; next instanceof HTMLElement && next.matches(".lb-step__run:not([id])"); next = next.nextElementSibling) nodes.push(next);
  return nodes;
}

/** @param {Session} session @param {Row[]} rows */
function foldOthers(session, rows) {
  /** @type {{ rows: Row[], last?: Element | null }} */
  let run = { rows: [] };
  const close = () => { if (run.rows.length) gap(session, run.rows); run = { rows: [] }; };
  for (const row of rows) {
    const nodes = stays(session, row) ? [] : nodesOf(row);
    if (run.rows.length && (!nodes.length || run.last?.nextElementSibling !== nodes[0])) close();
    if (!nodes.length) continue;
    for (const node of nodes) node.classList.add("lb-others");
    run = { rows: [...run.rows, row], last: nodes.at(-1) };
  }
  close();
}

/** Says how many are folded in a place, and unfolds them.
 * @param {Session} session @param {Row[]} rows */
function gap(session, rows) {
  const [first] = nodesOf(rows[0]), press = button(say("of-others", { n: rows.length }), () => {
    for (const row of rows) unfolded.add(row.key);
    session.tell(new Set(rows.map(({ key }) => key)));
    const link = nodesOf(rows[0])[0]?.querySelector("a, button");
    if (link instanceof HTMLElement) link.focus();
  }, "plain");
  first.before(first.matches("tr") ? element("tr", { class: "lb-mine", role: "row" }, element("td", { role: "cell", colspan: first.children.length }, press)) : element(first.matches("li") ? "li" : "div", { class: "lb-mine" }, press));
}

/** Beside what is one's own: what of others comes before it, and who waits for it.
 * @param {Session} session @param {Row[]} rows */
function chain(session, rows) {
  const steps = rows.filter((row) => row.does === "step");
  const name = (/** @type {Row} */ row) => [row.no ?? row.title, ...(row.who ?? []).map((id) => called(session.plan, id))].join(" ");
  steps.forEach((row, index) => {
    const before = steps[index - 1], after = steps[index + 1], place = document.getElementById(row.key.split("#")[1]);
    if (!place || !isMine(session, row) || closes(session.state.rows.get(row.key))) return;
    const said = [before && !isMine(session, before) && say(closes(session.state.rows.get(before.key)) ? "before-done" : "before-you", { what: name(before), state: stateIn(session, before) }), after && !isMine(session, after) && say("waits-for-you", { what: name(after) })].filter(Boolean);
    if (said.length) (place.querySelector(".lb-sheet__do") ?? place).append(element("small", { class: "lb-mine lb-mine__chain" }, said.join(" · ")));
  });
}

/** The bar at the head of a page: how to begin, all or mine, and who that is.
 * @param {Session} session @param {Row[]} rows @param {boolean} only */
function bar(session, rows, only) {
  const place = document.querySelector(".lb-entry"), focused = document.activeElement?.getAttribute("data-part");
  if (!(place instanceof HTMLElement)) return;
  const me = session.me ? session.plan.people[session.me]?.name ?? session.me : "", begins = session.chapter === "" || session.chapter === session.plan.main;
  const part = (/** @type {boolean} */ mine, n = 0) => button(mine ? say("mine", { n }) : say("everybody"), () => turnMine(session, mine), "", { "aria-pressed": String(only === mine), "data-part": mine ? "mine" : "all" });
  place.hidden = false;
  place.replaceChildren(...[
    knowsNoRun(session) && element("b", {}, say("import-or-begin")),
    begins && button(session.state.status === "none" || session.state.ended !== undefined ? say("rehearse-or-run") : say("run"), () => further(({ openRuns }) => openRuns(session)), "", { "aria-haspopup": "dialog" }),
    rows.length > 1 && element("span", { class: "lb-entry__seg", role: "group", "aria-label": say("whose") }, part(false), part(true, rows.filter((row) => isMine(session, row)).length)),
    (me || session.several) && element("span", { class: "lb-entry__me" }, session.several ? say("several") : say("ticks", { who: me }), " ", button(say("change"), () => further(({ openRuns }) => openRuns(session)), "plain")),
    only && document.querySelector(".lb-others") && element("span", { class: "lb-entry__me" }, say("hidden", { n: rows.filter((row) => !stays(session, row)).length }))].filter((node) => node instanceof Node));
  if (focused) /** @type {HTMLElement | null} */ (place.querySelector(`[data-part="${focused}"]`))?.focus();
}
