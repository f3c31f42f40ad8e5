/* What the events of a run come to: the state of every row, of its gates and branches, and of the run. No clock, nothing kept. */

import { ordered, seenBy, timeOf, unique } from "./order.js";
import { chapterOf, rowsMeant } from "./reworded.js";

/** What each answer makes of a row. @type {Partial<Record<Act, State>>} */
const ANSWERS = { start: "running", done: "done", failed: "failed", skipped: "skipped", na: "na", pass: "met", fail: "unmet", reading: "pending",
  accepted: "accepted", set: "done", taken: "taken", "not taken": "pending" };
/** Ends from good to bad: of two that contradict each other the worse one counts. */
const WORSE = ["done", "met", "taken", "accepted", "na", "skipped", "pending", "unmet", "failed"];
/** Acts by which something is tried. @type {ReadonlySet<Act>} */
const TRIES = new Set(/** @type {Act[]} */ (["start", "done", "failed", "pass", "fail"]));
/** Minutes by which a launch may be moved at once, and seconds by which clocks may differ untold. */
const FAR = 366 * 1440, SKEW = 30;
/** Answers that one event may know: more contradict each other on no launch. */
const MOST_KNOWN = 20;

/** An answer that nobody who knew it has replaced; `of` is the event that gave it, where `event` is one that chose it.
 * @typedef {{ event: RunEvent, of: RunEvent, state: State, started?: number, ended?: number, reading?: string, way?: Key }} Answer */
/** What is known of a row while its events are read. `answers` are those that stand, `given` all; `stands` says which answers an event knew
 * that is none itself; `last` is the last event of each device, and `newest` that of all.
 * @typedef {{ answers: Map<string, Answer>, given: Map<string, Answer>, stands: Map<string, string[]>, last: Map<string, string>,
 *   newest?: string, attempts: number, notes: RunEvent[], filled: Map<string, RunEvent>, signed: RunEvent[], asked: boolean, confirmed?: RunEvent }} Track */

/** What a run comes to.
 * @param {Plan} plan @param {Run} [run]
 * @returns {RunState} */
export function fold(plan, run) {
  const { events: each, doubled } = unique(run?.events ?? []), events = ordered(each), undone = takenBack(events);
  const meant = rowsMeant(plan, events.filter(({ id, do: act }) => act !== "undo" && !undone.has(id)));
  /** @type {RunState} */
  const state = { status: "none", shift: 0, shifts: [], rows: new Map(), variables: new Map(), gone: [], notes: [], told: [], skew: skewOf(events), doubled, events };
  if (run) state.kind = run.kind;
  const tracks = /** @type {Tracks} */ ({ rows: new Map(), choices: new Map() });
  for (const event of events) {
    const row = event.row === undefined ? undefined : meant.get(event.row), counts = !undone.has(event.id);
    if (counts) ofRun(state, event);
    if (row) ofRow(tracks, row, event, counts);
    else if (event.row !== undefined && counts && event.do !== "undo" && event.do !== "set") state.gone.push(event);
  }
  settle(plan, state, tracks);
  return state;
}

/** The tracks of rows, and those of choices by the row that forks.
 * @typedef {{ rows: Map<Key, Track>, choices: Map<Key, Track> }} Tracks */

/** Ids of events that were taken back by their own device, as far as that was not taken back itself.
 * @param {RunEvent[]} events */
function takenBack(events) {
  const known = new Map(events.map((event, i) => [event.id, i])), back = new Set();
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i], of = event.do === "undo" && !back.has(event.id) ? known.get(event.value ?? "") : undefined;
    if (of !== undefined && of < i && events[of].device === event.device) back.add(events[of].id);
  }
  return back;
}

/** Seconds that have to be added to the clocks of devices: as they were compared, or as far as they must be behind to have seen what they saw.
 * @param {RunEvent[]} events */
function skewOf(events) {
  const times = new Map(events.map((event) => [event.id, timeOf(event)]));
  /** @type {Map<string, number>} */
  const skew = new Map();
  const say = (/** @type {string} */ device, /** @type {number} */ by) => { if (Math.abs(by) > SKEW && Math.abs(by) > Math.abs(skew.get(device) ?? 0)) skew.set(device, by); };
  for (const event of events) {
    say(event.device, event.offset ?? 0);
    for (const id of seenBy(event)) say(event.device, Math.max(0, ((times.get(id) ?? 0) - timeOf(event)) / 1000));
  }
  return [...skew].sort(([a], [b]) => (a < b ? -1 : 1)).map(([device, seconds]) => ({ device, seconds }));
}

/** @param {RunState} state @param {RunEvent} event */
function ofRun(state, event) {
  const at = timeOf(event), { status, rollback } = state, running = status === "on" || status === "paused";
  switch (event.do) {
    case "begin": state.begun ??= at; if (status === "none") state.status = "on"; break;
    case "pause": if (status === "on") { state.status = "paused"; state.paused = at; } break;
    case "resume": if (status === "paused") { state.status = "on"; delete state.paused; } break;
    case "end": if (running) Object.assign(state, { status: "ended", ended: at, closing: event }); break;
    case "shift": state.shifts.push({ event, by: shiftBy(event.value) }); state.shift += shiftBy(event.value); break;
    case "roll back": if (rollback?.state !== "on") state.rollback = { state: "on", event, at }; break;
    case "called off": if (rollback?.state === "on") rollback.state = "called off"; break;
    case "back": if (rollback?.state === "on") { rollback.state = "back"; Object.assign(state, { status: "rolled back", ended: at, closing: event }); } break;
    case "set": if (event.row !== undefined) state.variables.set(event.row.replace(/^.*#(variable-)?/, ""), event); break;
    case "told": state.told.push(event); break;
    case "note": if (event.row === undefined) state.notes.push(event); break;
  }
}

/** @param {string} [value] */
function shiftBy(value = "") {
  const minutes = /^[+-]?\d{1,6}(\.\d+)?$/.test(value) ? Number(value) : 0;
  return Math.abs(minutes) <= FAR ? minutes : 0;
}

/** @param {Map<Key, Track>} tracks @param {Key} key */
function trackOf(tracks, key) {
  let track = tracks.get(key);
  if (!track) tracks.set(key, (track = { answers: new Map(), given: new Map(), stands: new Map(), last: new Map(), attempts: 0, notes: [], filled: new Map(), signed: [], asked: false, newest: undefined, confirmed: undefined }));
  return track;
}

/** @param {Tracks} tracks @param {Row} row @param {RunEvent} event @param {boolean} counts whether it was not taken back */
function ofRow(tracks, row, event, counts) {
  const chooses = event.do === "taken" || event.do === "not taken" || (row.does === "way" && event.do === "resolve" && !tracks.rows.get(row.key)?.given.has((event.value ?? "").split(" ")[0]));
  const track = chooses ? trackOf(tracks.choices, row.in ?? row.key) : trackOf(tracks.rows, row.key), known = knownTo(track, event);
  track.last.set(event.device, (track.newest = event.id));
  if (counts && (ANSWERS[event.do] || event.do === "resolve") && answer(track, row, event, known)) return;
  track.stands.set(event.id, known);
  if (!counts) return;
  if (event.do === "confirm") track.confirmed = event;
  if (event.do === "note") track.notes.push(event);
  if (event.do === "fill" && event.field !== undefined) { track.filled.delete(event.field); track.filled.set(event.field, event); }
  if (event.do === "ask again") [track.signed, track.asked] = [[], true];
  if (event.do === "go" || event.do === "no-go") track.signed.push(event);
}

/** Ids of the answers that the device knew: those that the event has seen, and what the device said or saw before.
 * @param {Track} track @param {RunEvent} event */
function knownTo(track, event) {
  const ids = seenBy(event), own = track.last.get(event.device), known = /** @type {string[]} */ ([]);
  for (const id of own === undefined ? ids : [...ids, own]) {
    for (const other of track.stands.get(id) ?? [id]) if (known.length < MOST_KNOWN && !known.includes(other)) known.push(other);
  }
  return known;
}

/** Puts an answer in the place of those that it knew. False where it chooses one that was never given.
 * @param {Track} track @param {Row} row @param {RunEvent} event @param {string[]} known */
function answer(track, row, event, known) {
  const earlier = event.do === "resolve" ? chosenBy(track, event) : [], chosen = earlier.pop();
  if (event.do === "resolve" && !chosen) return false;
  const before = /** @type {Answer[]} */ ([]);
  for (const id of known) {
    const other = track.answers.get(id);
    if (other) before.push(other);
    if (other) track.answers.delete(id);
  }
  if (chosen) for (const [id, { of }] of track.answers) if ([...earlier, chosen].some((each) => each.of === of)) track.answers.delete(id);
  if (chosen && TRIES.has(chosen.of.do) && earlier.some(isBad)) track.attempts++;
  const given = chosen ? { ...chosen, event } : newAnswer(track, row, event, before);
  track.answers.set(event.id, given);
  track.given.set(event.id, given);
  track.confirmed = undefined;
  return true;
}

/** The answers that an event chooses, in the order in which they were given: of several, one after the other, the last counts. None where one of
 * them was never given.
 * @param {Track} track @param {RunEvent} event */
function chosenBy(track, event) {
  const ids = new Set((event.value ?? "").split(" ")), chosen = [...track.given].filter(([id]) => ids.has(id)).map(([, answer]) => answer);
  return chosen.length === ids.size ? chosen : [];
}

/** @param {Track} track @param {Row} row @param {RunEvent} event @param {Answer[]} before
 * @returns {Answer} */
function newAnswer(track, row, event, before) {
  const state = /** @type {State} */ (ANSWERS[event.do]), at = timeOf(event), tries = TRIES.has(event.do), failed = before.some(isBad);
  const same = before.filter((other) => (state === "running" ? other.state === "running" : !(tries && isBad(other))));
  const started = Math.min(...same.map((other) => other.started ?? Infinity), state === "running" ? at : Infinity);
  const read = event.value ?? before.find((other) => other.state === "pending" || event.do === "accepted")?.reading;
  if (tries && failed) track.attempts++;
  const ended = state !== "running" && state !== "pending" ? at : undefined, way = event.do === "taken" ? row.key : undefined;
  return { event, of: event, state, started: started < Infinity ? started : undefined, ended, reading: read, way };
}

/** @param {Answer} answer */
const isBad = ({ state }) => state === "failed" || state === "unmet";

/** The answer that counts, and those that contradict each other. Two answers of one kind are none: the earlier counts.
 * @param {Track | undefined} track */
function verdict(track) {
  const answers = [...(track?.answers.values() ?? [])], ends = answers.filter(({ state }) => state !== "running");
  const worst = ends.reduce((found, each) => Math.max(found, WORSE.indexOf(each.state)), -1);
  const counts = ends.find(({ state }) => state === WORSE[worst]) ?? answers[0];
  const conflict = ends.some((each) => contradict(each, ends[0]) || contradict(each, counts)) ? ends.map(({ event }) => event) : undefined;
  const started = Math.min(...answers.map((each) => each.started ?? Infinity));
  return { counts, conflict, started: started < Infinity ? started : undefined, seen: answers.map(({ event }) => event.id).join(" ") };
}

/** @param {Answer} one @param {Answer} other */
const contradict = (one, other) => one.state !== other.state || one.way !== other.way || (one.reading !== undefined && other.reading !== undefined && one.reading !== other.reading);

/** Puts what was read into the states of rows.
 * @param {Plan} plan @param {RunState} state @param {Tracks} tracks */
function settle(plan, state, tracks) {
  const anew = state.kind === "rehearsal" ? goneThrough(plan) : new Set();
  const choices = new Map([...tracks.choices].map(([key, track]) => [key, verdict(track)]));
  for (const row of plan.rows) {
    const choice = row.does === "way" ? choices.get(row.in ?? row.key) : undefined, taken = choice && !choice.conflict ? choice.counts?.way : undefined;
    const left = (taken !== undefined && taken !== row.key) || (row.in !== undefined && state.rows.get(row.in)?.state === "left"), track = tracks.rows.get(row.key);
    const is = anew.has(row.key) || track?.asked ? undefined : row.is;
    if (!left && !choice && !track && !is) continue;
    const own = stateOf(plan, row, track, is);
    if (choice?.counts && own.state === "pending") Object.assign(own, ofChoice(row, choice.counts, choice.conflict));
    if (choice?.seen) own.seen = [choice.seen, own.seen].filter(Boolean).join(" ");
    state.rows.set(row.key, left ? { ...own, state: "left" } : own);
  }
  offerUndo(plan, state);
}

/** The rows that a rehearsal goes through anew: those of the run sheet and of the rollback, without what is prepared for it.
 * @param {Plan} plan */
function goneThrough({ main, rollback, rows }) {
  const prepared = new Set(rollback?.preparation);
  for (const row of rows) if (row.in !== undefined && prepared.has(row.in)) prepared.add(row.key);
  return new Set(rows.map(({ key }) => key).filter((key) => [main, rollback?.chapter].includes(chapterOf(key)) && !prepared.has(key)));
}

/** What a choice among branches makes of one of them.
 * @param {Row} row @param {Answer} counts @param {RunEvent[]} [conflict]
 * @returns {Partial<RowState>} */
function ofChoice(row, { event, of, way }, conflict) {
  if (conflict) return { conflict, event };
  return way === row.key ? { state: "taken", event, ...changed(row, of) } : { event };
}

/** @param {Plan} plan @param {Row} row @param {Track | undefined} track @param {State} [is] what the plan says, until something is recorded
 * @returns {RowState} */
function stateOf(plan, row, track, is = "pending") {
  const { counts, conflict, started, seen } = verdict(track), signed = track?.signed ?? [];
  /** @type {RowState} */
  const state = { state: counts?.state ?? is, attempts: track?.attempts ?? 0, notes: track?.notes ?? [], signed };
  const event = counts?.event ?? signed.at(-1), said = track?.confirmed ?? counts?.of ?? signed.at(-1);
  if (event) Object.assign(state, { event, seen: seen || event.id });
  if (started !== undefined) state.started = started;
  if (track?.filled.size) state.filled = [...track.filled.values()];
  if (counts?.ended !== undefined) state.ended = counts.ended;
  if (counts?.reading !== undefined) state.reading = counts.reading;
  if (conflict) state.conflict = conflict;
  if (row.does === "gate") Object.assign(state, { seen: track?.newest }, signed.length || is === "pending" ? decided(plan, row, signed) : {});
  if (!said || state.state === "pending") return state;
  return counts && turnedRound(row, counts.of) ? { ...state, state: "pending", reading: undefined, ended: undefined, conflict: undefined, changed: { before: counts.of.text ?? "" } } : Object.assign(state, changed(row, said));
}

/** Whether a criterion that must hold is one that must not be now, or the other way about: what was said of it then says the opposite.
 * @param {Row} row @param {RunEvent} said */
const turnedRound = (row, { hash, text, closes }) => row.does === "criterion" && (hash ?? text) !== undefined && (closes === "yes") !== (row.closes === true);

/** Whether a row says something else today than when an event was recorded.
 * @param {Row} row @param {RunEvent} said
 * @returns {Partial<RowState>} */
function changed(row, { hash, text }) {
  const same = hash === undefined ? text === undefined || text === row.title : hash === row.hash;
  return same ? {} : { changed: { before: text ?? "" } };
}

/** Who has to sign a gate: who decides, and whoever must agree; without anybody named, the plan's decider.
 * @param {Plan} plan @param {Row} gate
 * @returns {PersonId[]} */
export function signers(plan, gate) {
  const named = new Set([...(gate.who ?? []), ...(gate.with?.second ?? [])]);
  return named.size ? [...named] : plan.decider === undefined ? [] : [plan.decider];
}

/** A gate opens when all have said go, and stays shut as soon as one has said no-go. Where nobody is named, anybody's word counts.
 * @param {Plan} plan @param {Row} gate @param {RunEvent[]} signed
 * @returns {Partial<RowState>} */
function decided(plan, gate, signed) {
  const wanted = signers(plan, gate), count = signed.filter(({ by }) => !wanted.length || (by !== undefined && wanted.includes(by)));
  const stop = count.find((event) => event.do === "no-go"), last = count.at(-1);
  if (stop) return { state: "no-go", event: stop, ended: timeOf(stop) };
  if (!last) return { state: "pending" };
  const all = wanted.every((person) => count.some(({ by }) => by === person));
  return { state: all ? "go" : "signed", event: last, ...(all && { ended: timeOf(last) }) };
}

/** What can be taken back: the last answer of each row, unless a gate behind it, or the gate that it belongs to, was signed since.
 * @param {Plan} plan @param {RunState} state */
function offerUndo(plan, state) {
  const order = new Map(state.events.map((event, i) => [event, i])), place = (/** @type {RunEvent | undefined} */ event) => (event && order.get(event)) ?? -1;
  /** @type {Map<string, number>} */
  const signed = new Map();
  for (const row of [...plan.rows].reverse()) {
    const own = state.rows.get(row.key), chapter = chapterOf(row.key), around = row.in === undefined ? undefined : state.rows.get(row.in);
    if (own?.event && place(own.event) > Math.max(signed.get(chapter) ?? -1, place(around?.signed.at(-1)))) own.undo = own.event;
    if (own?.signed.length) signed.set(chapter, Math.max(signed.get(chapter) ?? -1, place(own.signed.at(-1))));
  }
}
