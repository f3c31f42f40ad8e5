/* What goes on around a page: a newer build of its plan, and whether its pages are kept for when there is no network. */

import { line, notice } from "./dialog.js";
import { button, element } from "./element.js";
import { watchBuild } from "./offline.js";
import { reloadHere } from "./returning.js";
import { rowsMeant } from "./reworded.js";
import { savePlan, watchSaved } from "./saved.js";
import { sign } from "./strip.js";
import { momentOf } from "./wall.js";
import { language, say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */

const MOST_TOLD = 20; // changes that are told one by one

/** What is known: of another build, what that says, and of the pages that are kept.
 * @type {{ news?: News, after?: Map<string, Row>, saved?: Saved, stops: (() => void)[] }} */
const watched = { stops: [] };

/** @param {Session} session */
const isOn = ({ state }) => state.status === "on" || state.status === "paused";

/** Follows what goes on around a page, until another one is opened.
 * @param {Session} session */
export function watchAround(session) {
  for (const stop of watched.stops) stop();
  [watched.news, watched.after] = [undefined, undefined];
  let asked = false;
  session.subscribe(() => {
    if (isOn(session) && !asked) { asked = true; void savePlan(true); }
  });
  watched.stops = [watchSaved(session.plan.id, (saved) => { watched.saved = saved; tellSaved(session); }), watchBuild(session.plan, (news, newer) => tellNews(session, news, newer), () => isOn(session))];
  if (!asked) void savePlan();
}

/** @param {Session} session @param {News | undefined} news @param {Plan} [newer] */
function tellNews(session, news, newer) {
  watched.after = new Map(newer?.rows.map((row) => [row.key, row]));
  watched.news = news && asOneChange(session, news, watched.after);
  sign("newer", news && { text: news.withdrawn ? say("withdrawn-short") : say(changesIn(watched.news) ? "newer" : "newer-same", { n: changesIn(watched.news) }), mark: news.withdrawn ? "✕" : "↑", ...(changesIn(watched.news) && { short: String(changesIn(watched.news)) }), tone: "warn", strong: true });
  session.tick();
}

/** @param {News} [news] */
const changesIn = (news) => (news ? news.changed.length + news.added.length + news.gone.length : 0);

/** What is only called otherwise is one change, and no row that went and another that came: `after` tells it by its former key then.
 * @param {Session} session @param {News} news @param {Map<string, Row>} after
 * @returns {News} */
function asOneChange(session, news, after) {
  const added = news.added.flatMap((key) => after.get(key) ?? []), before = news.gone.flatMap((key) => session.rows.get(key) ?? []);
  const meant = rowsMeant({ ...session.plan, rows: added }, before.map(({ key, no, title }, seq) => ({ id: key, device: "", seq, at: "", do: "done", row: key, text: title, no })));
  const renamed = news.gone.filter((key) => meant.has(key)), found = new Set(renamed.map((key) => meant.get(key)?.key));
  for (const key of renamed) after.set(key, /** @type {Row} */ (meant.get(key)));
  const otherwise = renamed.filter((key) => after.get(key)?.hash !== session.rows.get(key)?.hash); // an id alone that changed is none of the reader's business
  return { ...news, changed: [...news.changed, ...otherwise], added: news.added.filter((key) => !found.has(key)), gone: news.gone.filter((key) => !meant.has(key)) };
}

/** @param {Session} session */
function tellSaved(session) {
  const { saved } = watched;
  sign("saved", saved?.state === "saved" && saved.at !== undefined && !isOn(session) ? { text: say("saved-since", { time: momentOf(saved.at, session.plan.zone, session.now(), language(session.place)) }), mark: "✓", tone: "ok", short: "" } : undefined);
  session.tick();
}

/** What the dialog of runs says of it.
 * @param {Session} session
 * @returns {import("./element.js").Child[]} */
export function aroundPage(session) {
  const { news, saved } = watched, told = [];
  if (news?.withdrawn) told.push(notice("stop", line(say("withdrawn"))));
  else if (news) told.push(notice("warn", line(say(changesIn(news) ? "newer-title" : "newer-same-title", { n: changesIn(news) })), changeList(session, news), button(say("reload"), reloadHere, "main")));
  const at = saved?.at === undefined ? "" : momentOf(saved.at, session.plan.zone, Date.now(), language(session.place));
  if (saved?.state === "saved") told.push(line(say("saved-means", { time: at, size: ((saved.bytes ?? 0) / 1e6).toFixed(1) }), "lb-muted"));
  if (saved?.state === "failed") told.push(notice("warn", line(say("not-saved"))));
  return told;
}

/** What another build says otherwise: both wordings, and whether it was ticked here.
 * @param {Session} session @param {News} news */
function changeList(session, { changed, added, gone }) {
  const before = (/** @type {string} */ key) => session.rows.get(key), after = (/** @type {string} */ key) => watched.after?.get(key);
  const named = (/** @type {string} */ key) => [after(key)?.no ?? before(key)?.no, before(key)?.title].filter(Boolean).join(" ");
  const ticked = (/** @type {string} */ key) => (session.state.rows.get(key)?.event ? ` · ${say("was-ticked")}` : "");
  const items = [
    ...changed.map((key) => `${named(key)}${after(key) && after(key)?.title !== before(key)?.title ? ` → ${after(key)?.title}` : ""}${ticked(key)}`),
    ...added.flatMap((key) => after(key) ?? []).map(({ no, title }) => `+ ${[no, title].filter(Boolean).join(" ")}`),
    ...gone.map((key) => `− ${named(key)}${ticked(key)}`)];
  const more = items.length - MOST_TOLD;
  return element("ul", {}, ...items.slice(0, MOST_TOLD).map((text) => element("li", {}, text)), more > 0 && element("li", {}, say("and-more", { n: more })));
}
