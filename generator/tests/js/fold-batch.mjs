/* Folds the runs that come in as JSON, `[{plan, run}]`, and says what they came to, for the comparison with the fold of the command line. */

import { readFileSync } from "node:fs";
import { readRun } from "../../launchbook/render/assets/js/events.js";
import { fold } from "../../launchbook/render/assets/js/fold.js";

const id = (event) => event?.id ?? null, ids = (events) => (events ?? []).map(id);

const rowOf = ({ state, event, seen, started, ended, attempts, reading, notes, filled, signed, conflict, changed, undo }) => ({
  state, event: id(event), seen: seen ?? null, started: started ?? null, ended: ended ?? null, attempts, reading: reading ?? null,
  notes: ids(notes), filled: ids(filled), signed: ids(signed), conflict: ids(conflict), changed: changed?.before ?? null, undo: id(undo),
});

const stateOf = (state) => ({
  order: ids(state.events), doubled: state.doubled, status: state.status, begun: state.begun ?? null, ended: state.ended ?? null, paused: state.paused ?? null,
  shift: state.shift, skew: state.skew.map(({ device, seconds }) => [device, seconds]), gone: ids(state.gone), notes: ids(state.notes), told: ids(state.told),
  variables: Object.fromEntries([...state.variables].map(([name, event]) => [name, event.id])),
  rollback: state.rollback ? { state: state.rollback.state, event: state.rollback.event.id, at: state.rollback.at } : null,
  rows: Object.fromEntries([...state.rows].map(([key, row]) => [key, rowOf(row)])),
});

const batch = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(batch.map(({ plan, run }) => stateOf(fold(plan, readRun(run))))));
