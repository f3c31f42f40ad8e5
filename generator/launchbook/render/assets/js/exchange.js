/* A run leaves this device and comes to it: as a file, as a link, and merged with what is here. */

import { happened, sentenceOf } from "./acts.js";
import { calledAll } from "./names.js";
import { field, form, line, notice } from "./dialog.js";
import { button, element } from "./element.js";
import { MOST_EVENTS, readRun, RunRefused } from "./events.js";
import { bothOf, inOrder } from "./order.js";
import { download, fromFragment, parseRun, toFragment, writeRun } from "./share.js";
import { markShared, unsharedOf } from "./shared.js";
import { inName } from "./steer.js";
import { troubles } from "./rows.js";
import { announce, say } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./dialog.js").View} View */
/** @typedef {import("./dialog.js").Desk} Desk */

/** Bytes that the largest run may have. */
const MOST_BYTES = 20e6, LISTED = 12;

/** @param {Session} session */
function exportRun({ run, plan, store }) {
  if (!run) return;
  download(`${run.run}.yml`, writeRun({ ...run, events: inOrder(run.events) }, plan.title)); // people read it
  exported.add(run.run);
  markShared(run, store);
}

/** Runs that were exported while this page is open. @type {Set<string>} */
const exported = new Set();

/** @param {Session} session @param {() => unknown} then what shows `savedAs` @param {string} [kind] */
export const exportButton = (session, then, kind) => button(say("export"), () => { exportRun(session); then(); }, kind);

/** That a file was saved, under which name, and where; until something is done that does not stand in it. @param {Session} session @returns {Iterable<HTMLElement>} */
export function* savedAs({ run, store }) {
  if (run && exported.has(run.run) && !unsharedOf(run, store)) yield element("p", { class: "lb-exported", role: "status" }, element("span", { class: "lb-tone--ok" }, "✓ "), say("exported", { name: `${run.run}.yml` }));
}

/** Copies the address of the plan with the run in it; without a clipboard the address is shown.
 * @param {Session} session @param {HTMLElement} said */
export async function copyLink(session, said) {
  const { run } = session, fragment = run && await toFragment(run);
  if (!run || !fragment) return said.replaceChildren(say("link-large"));
  const address = new URL(session.address("") || ".", location.href).href.replace(/#.*$/, "") + fragment;
  try {
    await navigator.clipboard.writeText(address);
    said.replaceChildren(say("link-copied"));
  } catch {
    const input = element("input", { readonly: true, value: address, "aria-label": say("copy-link") });
    said.replaceChildren(say("link-here"), input);
    input.select();
  }
  markShared(run, session.store);
  announce(said.textContent ?? "");
}

/** Why a run cannot be read, and what to do.
 * @param {unknown} error */
export function refusal(error) {
  if (!(error instanceof RunRefused)) throw error;
  const { why, where } = error, more = /** @type {{ found?: unknown }} */ (error).found;
  const text = say(`refused-${why.replace(" ", "-")}`, { most: MOST_EVENTS, found: String(more ?? "").slice(0, 80) }) || say("refused");
  return notice("stop", element("p", {}, element("b", {}, text)), where ? line(say("refused-where", { where })) : undefined, line(say("nothing-changed")));
}

/** Where a file is chosen, or a link or the text of a run pasted.
 * @type {View} */
export const importView = (desk) => {
  const file = element("input", { type: "file", accept: ".yml,.yaml,.json,.txt,text/yaml,application/json" }), text = element("textarea", { rows: 3, spellcheck: "false", required: true }), said = element("div", { role: "alert" });
  const read = async (/** @type {string} */ source, /** @type {string} */ label) => {
    try { desk.show(offered(await received(source, desk.session), label)); } catch (error) { said.replaceChildren(refusal(error)); }
  };
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    if (chosen.size > MOST_BYTES) said.replaceChildren(refusal(new RunRefused("many")));
    else await read(await chosen.text(), chosen.name);
  });
  return { title: say("import-title"), body: [line(say("import-means")), field(say("import-file"), file),
    form([field(say("import-paste"), text)], say("import-read"), () => text.value.trim() && read(text.value.trim(), say("import-pasted"))), said] };
};

/** A run from a text: a link with a fragment, or a file.
 * @param {string} source @param {Session} session */
export async function received(source, { plan }) {
  const at = /^\S+$/.test(source) ? source.indexOf("#lb-run=") : -1;
  return readRun(at < 0 ? parseRun(source, plan.id) : await fromFragment(source.slice(at), plan.id), plan.id);
}

/** Another run than the one that is on here: asks once whether it is the same launch.
 * @param {Run} run @param {string} label
 * @returns {View} */
export const offered = (run, label) => (desk) => {
  const { session } = desk, mine = session.run, known = session.runs.some((each) => each.run === run.run);
  if (known || !mine || mine.kind !== run.kind || !["on", "paused"].includes(session.state.status)) return taking(desk, run, label);
  return { title: say("same-title"), body: [line(say("same-asked", { theirs: run.run, mine: mine.run })),
    element("p", { class: "lb-dialog__acts" }, button(say("same"), () => desk.show((each) => taking(each, { ...run, run: mine.run }, label)), "main"),
      button(say("another"), () => desk.show((each) => taking(each, run, label))))] };
};

/** @param {Desk} desk @param {Run} run @param {string} label @returns {ReturnType<View>} */
function taking(desk, run, label) {
  const { session } = desk, before = new Set(session.runs.find((each) => each.run === run.run)?.events.map(({ id }) => id));
  void (async () => {
    const { id } = await session.store.take(run, label);
    await session.store.choose(run.run);
    await session.read();
    desk.show(merged(run, label, before, id));
  })();
  return { title: say("import-title"), body: [line(say("reading"))] };
}

/** What came in, in sentences: how much of it is new, and whose; what was known already; what disagrees.
 * @param {Session} session @param {RunEvent[]} added @param {number} known */
function* broughtIn(session, added, known) {
  const who = calledAll(session.plan, [...new Set(added.flatMap(({ by }) => by ?? []))]).text || say("another-device"), n = added.length, { conflicts } = troubles(session);
  if (n) yield say(n === 1 ? "taken-one" : "taken-in", { n, who });
  if (known) yield say(!n ? "known-all" : known === 1 ? "known-one" : "known-too", { n: known });
  if (conflicts.length) yield say("merged-conflicts", { n: conflicts.length });
}

/** What weighs most when it is news: that one goes back or has ended, what was decided, what failed. @type {Partial<Record<Act, number>>} */
const WEIGHT = { "roll back": 3, back: 3, "called off": 3, end: 3, go: 2, "no-go": 2, "ask again": 2, accepted: 2, failed: 1, fail: 1 };

/** The weightiest first, of those of one weight the newest.
 * @param {RunEvent[]} events */
function byWeight(events) {
  const weight = (/** @type {RunEvent} */ event) => WEIGHT[event.do] ?? 0;
  return inOrder(events).reverse().sort((a, b) => weight(b) - weight(a));
}

/** What came in: what of it is new, what disagrees, and the way to take it back.
 * @param {Run} run @param {string} label @param {Set<string>} before @param {string} [id]
 * @returns {View} */
const merged = (run, label, before, id) => (desk) => {
  const { session } = desk, added = run.events.filter((event) => !before.has(event.id)), other = run.build !== "" && run.build !== session.plan.build;
  const theirs = new Set(run.events.map((event) => event.id)), lacks = session.run?.run === run.run && session.run.events.some((event) => session.store.isOwn(event) && !theirs.has(event.id));
  return { title: say("merged-title"), body: [
    element("p", {}, element("b", {}, [...broughtIn(session, added, run.events.length - added.length)].join(" "))),
    line(`${label} · ${run.run}`, "lb-muted"), other && line(say("other-edition"), "lb-muted"), ...conflictList(desk, () => desk.show(merged(run, label, before, id))),
    added.length > 0 && element("h3", {}, say("taken-over")),
    element("ul", { class: "lb-dialog__list" }, ...byWeight(added).slice(0, LISTED).map((event) => element("li", {}, sentenceOf(session, event))), added.length > LISTED && element("li", {}, say("and-more", { n: added.length - LISTED }))),
    element("p", { class: "lb-dialog__acts" }, button(say("go-on"), desk.close, "main"),
      id && button(say("take-back"), async () => { await session.store.drop(id); await session.read(); desk.show(() => ({ title: say("taken-back"), body: [line(say("nothing-changed"))] })); })),
    lacks && line(say("send-yours"), "lb-muted")] };
};

/** Where two disagree: both answers, and until one is chosen the worse counts.
 * @param {Desk} desk @param {() => void} again
 * @returns {import("./element.js").Child[]} */
export function conflictList(desk, again) {
  const { session } = desk, { conflicts } = troubles(session);
  return conflicts.length === 0 ? [] : [element("h3", { class: "lb-strip--is-warn" }, `⇄ ${say("conflicts-title", { n: conflicts.length })}`), line(say("worse-counts")),
    ...conflicts.map((row) => element("fieldset", { class: "lb-dialog__conflict" }, element("legend", {}, `${row.no ?? ""} ${row.title}`.trim()),
      ...answersTo(session, row).map(([text, value]) => button(text, () => inName(desk, text, async (who) => {
        await session.record("resolve", row.key, { ...who, value, seen: session.state.rows.get(row.key)?.seen });
        again();
      })))))];
}

/** Each of two answers, and both in their order: what is said, and the value that chooses it.
 * @param {Session} session @param {Row} row
 * @returns {[string, string][]} */
function answersTo(session, row) {
  const events = session.state.rows.get(row.key)?.conflict ?? [];
  return [...events.map((event) => /** @type {[string, string]} */ ([happened(session.plan, event), event.id])), [say("both"), bothOf(events)]];
}
