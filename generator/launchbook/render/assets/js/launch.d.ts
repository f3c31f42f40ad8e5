/* The launch as data: what a plan publishes in `launch.js`, what a run records, and what its events come to.
   `core/launch.py` writes Plan; `docs/architecture.md`, "Launch day", says what each state means. */

/** An id of a person in `people:` of the plan. */
type PersonId = string;
/** A row of a plan: the key of its chapter and its anchor there, `runsheet#freeze`. */
type Key = string;
/** An ISO 8601 time with the offset of its zone. */
type Iso = string;

interface Person {
  name: string;
  initials: string;
  phone?: string[];
  role?: string;
  deputy?: PersonId;
}

/** What a press on it does: a step or an item is ticked; a check has PASS, FAIL or a reading; a way is one of several branches; a
    group only holds others; an event takes place by itself (a meeting, a duty). */
type Does = "step" | "item" | "check" | "criterion" | "gate" | "way" | "group" | "event";

interface Row {
  key: Key;
  /** The row's kind in the plan: `time box`, `checklist`, `procedure`, `gate`, … */
  kind: string;
  does: Does;
  /** The number that is printed before it. */
  no?: string;
  title: string;
  /** A digest of what it says and means; another where its wording, command, threshold, … changed. */
  hash: string;
  /** The row that it stands in. */
  in?: Key;
  /** Who answers for it; of a gate, who decides. */
  who?: PersonId[];
  /** Others with a part in it, by their role there: `second`, `tell`. */
  with?: Record<string, PersonId[]>;
  /** When it is planned to begin and to end. */
  at?: Iso;
  end?: Iso;
  /** How long it takes at least, in minutes. */
  minutes?: number;
  /** The condition under which it is done, or a way is taken. */
  if?: string;
  optional?: true;
  /** The threshold that a reading is held against, as the plan says it (`≤ 5s`). */
  limit?: string;
  /** Of a gate: it stands before the first step of its parent (`before`) or after the last (`after`); what a no-go leads to. */
  place?: "before" | "after";
  noGo?: string;
  /** Of a criterion: it must not be. Where it is seen, or its reading crosses its limit, the gate is a no-go. */
  closes?: true;
  /** Of a group: from here on nothing can be taken back. */
  last?: true;
  /** Its branches exclude each other: exactly one is taken (`choose`), or it comes out as one of them (`outcomes`). */
  forks?: "choose" | "outcomes";
  /** Of a step or a way: the row that comes next, where that is not simply the next one; `end` where nothing follows. */
  then?: Key | "end";
  /** Of an outcome: good or bad news. */
  mark?: "good" | "bad" | "neutral";
  /** What the plan itself says came of it. It counts until something is recorded, and not in a rehearsal. */
  is?: "done" | "failed" | "skipped" | "met" | "unmet" | "go" | "no-go";
  /** What it was called before, by key: ticks made then count for it. */
  was?: Key[];
}

interface Plan {
  format: 1;
  id: string;
  title: string;
  version?: string;
  /** The digest of the plan's text. */
  build: string;
  language: string;
  zone: string;
  /** Further zones of the plan. */
  also?: string[];
  /** T, where it is a time of day; `day` says how exactly T is known otherwise. */
  t?: Iso;
  /** What the launch takes: the window, or from the first to the last of its boxes. Without them no strip stands by itself. */
  from?: Iso;
  until?: Iso;
  decider?: PersonId;
  people: Record<PersonId, Person>;
  /** The rollback: its chapter, the minutes that it may take from the decision, and of its rows the outermost of each list: those of
      its steps and of what is verified are followed then; whom one tells. */
  rollback?: { chapter: string; minutes?: number; decision?: Key[]; preparation?: Key[]; steps?: Key[]; verify?: Key[]; tell?: PersonId[] };
  /** The chapter of the launch's own steps: the run sheet. */
  main?: string;
  /** What the script says, in the plan's language, by name. */
  words: Record<string, string>;
  /** In the order of the plan. */
  rows: Row[];
}

/** What a plan's rows say in a build: `build.json`, small enough to be asked for each minute. */
interface Build {
  build: string;
  /** The digest of each row. */
  rows: Record<Key, string>;
}

/** What a build says otherwise than another. */
interface Changes {
  changed: Key[];
  added: Key[];
  gone: Key[];
}

/** Another build than the page's was published. */
interface News extends Changes {
  build: string;
  /** The plan is no longer there. */
  withdrawn?: true;
}

/** What is known of a plan's pages on this device. */
interface Saved {
  plan: string;
  state: "none" | "saving" | "saved" | "failed";
  /** When they were kept, in milliseconds; how many bytes they are, or are so far, and the number that is expected. */
  at?: number;
  bytes?: number;
  total?: number;
  /** The build that is kept. */
  build?: string;
  /** Why not: `disk` (opened from disk), `insecure` (plain http), `unknown` (no such browser), `full`, `offline`, or an error's own words. */
  why?: string;
}

/* A run ------------------------------------------------------------------------------------------------------------------ */

type Act =
  | "begin" | "pause" | "resume" | "end" | "shift"                 // of the run
  | "start" | "done" | "failed" | "skipped" | "na" | "undo"        // of a step or an item
  | "pass" | "fail" | "reading" | "accepted"                       // of a check or a criterion
  | "go" | "no-go" | "ask again"                                   // of a gate, by one of its signers
  | "taken" | "not taken"                                          // of a way
  | "roll back" | "called off" | "back"                            // decided; not done after all; verified and signed
  | "confirm"                                                      // still done, though it changed since
  | "resolve"                                                      // one of two answers is taken
  | "set" | "fill" | "note" | "told";                              // a variable; a line to fill in at a row; a remark; somebody was told

/** Something that happened. Events are only ever added. */
interface RunEvent {
  /** The device and its count: unique. */
  id: string;
  device: string;
  /** Counts the events of a device from 1, without a gap. */
  seq: number;
  /** When, by the device's own clock. */
  at: Iso;
  /** Seconds that have to be added to the device's clock, as far as it was compared with the site's. */
  offset?: number;
  by?: PersonId;
  /** Who pressed, where that is somebody else than `by`: said by telephone, or for an absent person. */
  heard?: PersonId;
  do: Act;
  /** What it is about; missing where it is about the run. */
  row?: Key;
  /** What that said then, with its number and hash. */
  text?: string;
  no?: string;
  hash?: string;
  /** It was a criterion that must not be: PASS then said that it was not seen. */
  closes?: "yes";
  /** The id of the last event on the same row that the device knew; several with blanks between where two answers stood (`RowState.seen`). */
  seen?: string;
  /** The line of a row that is filled in (`fill`), by its name. */
  field?: string;
  /** A reading, the value of a variable or of a line (without one it is empty again), minutes of a shift, the id of the event that is taken (`resolve`; several with blanks between:
      one after the other, so that the last counts) or taken back (`undo`). */
  value?: string;
  /** A reason, a remark, a link to evidence. */
  note?: string;
}

/** A run as it is kept, exported and committed: `plans/<plan>/runs/<name>.yml`. */
interface Run {
  run: string;
  plan: string;
  kind: "live" | "rehearsal";
  /** The version and the digest of the plan when it began. */
  version: string;
  build: string;
  events: RunEvent[];
}

/** How a run is kept on this device. */
interface Kept {
  /** In the browser's database, or only in this tab as long as it is open. */
  as: "kept" | "memory";
  /** Why only in the tab: a later version of the site was here, no room is left, the browser forbids it, or its database fails. */
  why?: "later" | "full" | "blocked" | "broken";
  /** The number of events that are only in this tab. */
  waiting: number;
  /** The number of records that could not be read: they are set aside, not deleted. */
  aside: number;
  /** Whether the browser promised to keep it when room gets scarce; missing where it was not asked. */
  lasting?: boolean;
}

/** A run that was taken from a file or an address, and can be taken back by its id. */
interface Import {
  plan: string;
  run: string;
  id: string;
  at: Iso;
  /** Where it came from: the name of the file. */
  label: string;
  /** The number of events that were new. */
  added: number;
}

/* What events come to ---------------------------------------------------------------------------------------------------- */

type State = "pending" | "running" | "done" | "failed" | "skipped" | "na" | "met" | "unmet" | "accepted" | "go" | "no-go" | "signed" | "taken" | "left";

interface RowState {
  state: State;
  /** The event that made it so. */
  event?: RunEvent;
  /** What an event that follows has seen: the ids of all answers that stand. */
  seen?: string;
  started?: number;
  ended?: number;
  /** The number of times that it was begun anew after a failure. */
  attempts: number;
  reading?: string;
  notes: RunEvent[];
  /** The last that was said of each of its lines to fill in, oldest first; none where nothing was. */
  filled?: RunEvent[];
  /** Signatures of a gate, newest last. */
  signed: RunEvent[];
  /** Two ends that had not seen each other and differ, until one is chosen; the worse one counts. */
  conflict?: RunEvent[];
  /** It says something else now than when it was ticked. */
  changed?: { before: string };
  /** The last answer, if it can still be taken back: by the device that gave it, and until a gate over it is signed. */
  undo?: RunEvent;
}

interface RunState {
  status: "none" | "on" | "paused" | "ended" | "rolled back";
  kind?: "live" | "rehearsal";
  begun?: number;
  ended?: number;
  /** What ended it, with the note on how things stood. */
  closing?: RunEvent;
  /** Since when it is paused. */
  paused?: number;
  /** Minutes by which T was moved in all. */
  shift: number;
  /** By how many minutes each time, in order. */
  shifts: { event: RunEvent; by: number }[];
  /** Rows about which something is known; all others are pending. */
  rows: Map<Key, RowState>;
  /** The clock runs from the decision. */
  rollback?: { state: "on" | "called off" | "back"; event: RunEvent; at: number };
  /** What was filled in, by the variable's name. */
  variables: Map<string, RunEvent>;
  /** Ticks of what is no longer in the plan. */
  gone: RunEvent[];
  notes: RunEvent[];
  told: RunEvent[];
  /** Devices whose clocks differ by more than half a minute, and the seconds that have to be added to them, as far as is known. */
  skew: { device: string; seconds: number }[];
  /** Ids that stood for two different events; the first of them as text counts. */
  doubled: string[];
  /** All events in the order in which they count. */
  events: RunEvent[];
}

/** Where a launch stands at a moment. Nothing of it is kept. */
interface Stand {
  phase: "before" | "during" | "after";
  /** Steps that are on, first those that were begun; nothing that stands behind an open gate. While a rollback is on: its steps. */
  now: Row[];
  /** The boxes in which they stand, and those that hold nothing. */
  boxes: Row[];
  /** What comes then, and milliseconds until its time; less than none where that has passed. */
  next?: Row;
  in?: number;
  /** Begun and longer than planned; past its time and not ended. Nothing that stands behind an open gate: there only the gate is late. */
  late: Row[];
  /** Milliseconds by which each of those is late. */
  lateness: Map<Key, number>;
  /** The gate that waits, since when, and for whom: since its time came, or since all before it is done. After a no-go it waits for nobody. */
  gate?: { row: Row; since: number; waits: PersonId[] };
  /** The gate that holds what stands behind it, and before it the one that was decided last. */
  gates: Row[];
  /** Milliseconds by which the work in hand is expected to end after its plan, at least 0; after the end, by which the whole did. Only with a run. */
  drift?: number;
  /** When the last row is planned to end, and expected to. Only with a run. */
  end?: { planned: number; expected: number };
  /** Milliseconds since the last event, where that is longer than what is on now may take. */
  quiet?: number;
  /** When each row that has a time is expected, or was done. Only with a run. */
  expected: Map<Key, { start: number; end: number }>;
  /** The last moment at which a rollback would still end inside the window. */
  turnBack?: number;
  /** While a rollback is on: what is still to be done or verified for it, on the ways that were taken. */
  rest: Row[];
  /** What is counted, and what is not needed by what led past it. */
  counted: Row[];
  passed: Map<Key, Row>;
  /** The point of no return is passed. */
  past: boolean;
  /** The rollback is on: now, next and late are of its steps, planned from the decision on. */
  rolling: boolean;
  /** Milliseconds by which all planned times are moved: T was shifted, or it is a rehearsal on another day. */
  moved: number;
  /** The same for each row: what was closed before T was moved keeps the time that it had. */
  moves: Map<Key | undefined, number>;
  /** By the key of whatever holds other rows, by chapter, and under the empty key of the plan. */
  progress: Map<Key, { done: number; total: number }>;
}

/** A row that is followed at a moment, with what is planned for it; times in milliseconds. */
interface Line {
  row: Row;
  own?: RowState;
  at?: number;
  end?: number;
  length?: number;
  /** What it stands in, what stands before it there, and the last that stands in it. */
  up?: Line;
  before?: Line;
  newest?: Line;
  /** It is ticked or decided, or is a box that holds nothing. */
  leaf: boolean;
  /** What stands behind it cannot go on yet. */
  open: boolean;
  begun: boolean;
  on: boolean;
  /** The open gate before which it waits; a gate is held by itself. */
  held?: Line;
  /** Of a gate: its turn has come, since when. */
  waits: boolean;
  since?: number;
  /** From here on nothing can be taken back. */
  last: boolean;
  /** Nothing was recorded: the clock alone says where the launch stands. */
  byClock: boolean;
}
