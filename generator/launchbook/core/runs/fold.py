"""What the events of a run come to: the state of every row, of its gates and branches, and of the run. No clock, nothing kept.

`render/assets/js/fold.js` does the same in browsers; both are held to `tests/runs/*.json`, and to each other.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from launchbook.core.launch import Json
from launchbook.core.runs.answers import Answer, Answers, Standing
from launchbook.core.runs.merge import union
from launchbook.core.runs.model import RunEvent
from launchbook.core.runs.reworded import chapter_of, rows_meant

FAR, SKEW = 366 * 1440, 30
"""Minutes by which a launch may be moved at once, and seconds by which clocks may differ untold."""
_MINUTES = re.compile(r"[+-]?[0-9]{1,6}(\.[0-9]+)?")
_VARIABLE = re.compile(r"^.*#(variable-)?")


@dataclass
class RowState:
    """What a row came to. Times are milliseconds since 1970."""

    state: str = "pending"
    event: RunEvent | None = None
    """What made it so."""
    seen: str | None = None
    started: float | None = None
    ended: float | None = None
    attempts: int = 0
    """How often it was begun anew after a failure."""
    reading: str | None = None
    notes: Sequence[RunEvent] = ()
    filled: Sequence[RunEvent] = ()
    """The last that was said of each of its lines to fill in, oldest first."""
    signed: Sequence[RunEvent] = ()
    """Signatures of a gate, newest last."""
    conflict: tuple[RunEvent, ...] = ()
    """Ends that had not seen each other and differ; the worst counts."""
    changed: str | None = None
    """What it said when it was ticked, where it says something else now."""
    undo: RunEvent | None = None


@dataclass
class Way:
    """The way back: decided at a time, called off, or gone to its end."""

    state: Literal["on", "called off", "back"]
    event: RunEvent
    at: float


@dataclass
class RunState:
    """What a run came to."""

    events: Sequence[RunEvent]
    """All events in the order in which they count."""
    undone: Container[str] = frozenset()
    """Ids of those that were taken back."""
    doubled: Sequence[str] = ()
    """Ids that stood for two different events."""
    status: Literal["none", "on", "paused", "ended", "rolled back"] = "none"
    begun: float | None = None
    ended: float | None = None
    closing: RunEvent | None = None
    """What ended it, with the note on how things stood."""
    paused: float | None = None
    shifts: list[tuple[RunEvent, float]] = field(default_factory=list)
    """By how many minutes T was moved each time, in order."""
    rows: dict[str, RowState] = field(default_factory=dict)
    """Rows about which something is known."""
    rollback: Way | None = None
    variables: dict[str, RunEvent] = field(default_factory=dict)
    meant: Mapping[str, Json] = field(default_factory=dict)
    """The row of the plan that a key of an event means today."""
    gone: list[RunEvent] = field(default_factory=list)
    notes: list[RunEvent] = field(default_factory=list)
    told: list[RunEvent] = field(default_factory=list)
    skew: Mapping[str, float] = field(default_factory=dict)
    """Seconds to add to the clocks of devices that differ."""

    @property
    def shift(self) -> float:
        """Minutes by which T was moved in all."""
        return sum(by for _, by in self.shifts)

    def shift_before(self, last: RunEvent) -> float:
        """Minutes by which T was moved before something was recorded."""
        known = set(map(id, self.events[: self.events.index(last)])) if self.shifts else set()
        return sum(by for event, by in self.shifts if id(event) in known)


def fold(plan: Json, events: Iterable[RunEvent], kind: str = "live") -> RunState:
    """What a run comes to, for the plan as browsers follow it (`launch_data`).

    What the plan says came of a row counts until something is recorded; in a rehearsal only that of rows which are prepared before.
    """
    order, doubled = union(events)
    undone, rows = _taken_back(order), plan["rows"]
    meant = rows_meant(rows, [event for event in order if event.do != "undo" and event.id not in undone])
    state = RunState(order, undone, doubled, meant=meant, skew=_skew(order))
    tracks: dict[str, Answers] = {}
    choices: dict[str, Answers] = {}
    for event in order:
        row = meant.get(event.row) if event.row is not None else None
        counts = event.id not in undone
        if counts:
            _of_run(state, event)
        if row is not None:
            _track_of(row, event, tracks, choices).read(row, event, counts)
        elif event.row is not None and counts and event.do not in ("undo", "set"):
            state.gone.append(event)
    _settle(plan, state, tracks, {key: track.standing() for key, track in choices.items()}, kind)
    return state


def _taken_back(events: Sequence[RunEvent]) -> set[str]:
    """Ids of events that their own device took back, as far as that was not taken back itself."""
    known = {str(event.id): at for at, event in enumerate(events)}
    back: set[str] = set()
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        of = known.get(event.value or "", at) if event.do == "undo" and event.id not in back else at
        if of < at and events[of].device == event.device:
            back.add(events[of].id)
    return back


def _skew(events: Sequence[RunEvent]) -> Mapping[str, float]:
    """Seconds to add to the clocks of devices: as they were compared, or as far as they must be behind to have seen what they saw."""
    times = {str(event.id): event.ms for event in events}
    skew: dict[str, float] = {}
    for event in events:
        behind = ((times.get(id, 0) - event.ms) / 1000 for id in event.knew)
        for by in (event.offset.count if event.offset else 0, *(max(0, seconds) for seconds in behind)):
            if abs(by) > SKEW and abs(by) > abs(skew.get(event.device, 0)):
                skew[event.device] = by
    return dict(sorted(skew.items()))


def _of_run(state: RunState, event: RunEvent) -> None:
    at, way = event.ms, state.rollback
    going = way is not None and way.state == "on"
    match event.do:
        case "begin":
            state.begun = at if state.begun is None else state.begun
            state.status = "on" if state.status == "none" else state.status
        case "pause" if state.status == "on":
            state.status, state.paused = "paused", at
        case "resume" if state.status == "paused":
            state.status, state.paused = "on", None
        case "end" if state.status in ("on", "paused"):
            state.status, state.ended, state.closing = "ended", at, event
        case "shift":
            state.shifts.append((event, _shift(event.value or "")))
        case "roll back" if not going:
            state.rollback = Way("on", event, at)
        case "called off" if way and going:
            way.state = "called off"
        case "back" if way and going:
            way.state, state.status, state.ended, state.closing = "back", "rolled back", at, event
        case "set" if event.row is not None:
            state.variables[_VARIABLE.sub("", event.row, count=1)] = event
        case "told":
            state.told.append(event)
        case "note" if event.row is None:
            state.notes.append(event)


def _shift(value: str) -> float:
    minutes = float(value) if _MINUTES.fullmatch(value) else 0
    return minutes if abs(minutes) <= FAR else 0


def _track_of(row: Json, event: RunEvent, tracks: dict[str, Answers], choices: dict[str, Answers]) -> Answers:
    """The track that an event belongs to: that of its row, or, where a way is taken, that of the row that forks."""
    key, own = row["key"], tracks.get(row["key"])
    way = (
        row["does"] == "way" and event.do == "resolve" and not (own and (event.value or "").split(" ")[0] in own.given)
    )
    if way or event.do in ("taken", "not taken"):
        return choices.setdefault(str(row.get("in", key)), Answers())
    return tracks.setdefault(key, Answers())


def _settle(
    plan: Json, state: RunState, tracks: Mapping[str, Answers], choices: Mapping[str, Standing], kind: str
) -> None:
    """Put what was read into the states of rows."""
    anew = _gone_through(plan) if kind == "rehearsal" else frozenset()
    for row in plan["rows"]:
        key, around = row["key"], row.get("in")
        choice = choices.get(row.get("in", key)) if row["does"] == "way" else None
        taken = choice.counts.way if choice and choice.counts and not choice.conflict else None
        left = taken not in (None, key) or (around in state.rows and state.rows[around].state == "left")
        track = tracks.get(key)
        said = None if key in anew or (track and track.asked) else row.get("is")
        if not (left or choice or track or said):
            continue
        own = _state_of(plan, row, track or Answers(), said or "pending")
        if choice and choice.counts and own.state == "pending":
            _of_choice(own, row, choice, choice.counts)
        if choice and choice.seen:
            own.seen = " ".join(filter(None, (choice.seen, own.seen)))
        own.state = "left" if left else own.state
        state.rows[key] = own
    _offer_undo(plan["rows"], state)


def _gone_through(plan: Json) -> frozenset[str]:
    """The rows that a rehearsal goes through anew: those of the run sheet and of the rollback, without what is prepared for it."""
    back = plan.get("rollback", {})
    prepared = set(back.get("preparation", ()))
    for row in plan["rows"]:
        if row.get("in") in prepared:
            prepared.add(row["key"])
    chapters = {plan.get("main"), back.get("chapter")}
    return frozenset(row["key"] for row in plan["rows"] if chapter_of(row["key"]) in chapters) - prepared


def _of_choice(own: RowState, row: Json, choice: Standing, counts: Answer) -> None:
    """What a choice among branches makes of one of them."""
    own.event = counts.event
    if choice.conflict:
        own.conflict = choice.conflict
    elif counts.way == row["key"]:
        own.state, own.changed = "taken", _changed(row, counts.of)


def _state_of(plan: Json, row: Json, track: Answers, said_by_plan: str) -> RowState:
    standing = track.standing()
    counts, signed = standing.counts, track.signed
    last = signed[-1] if signed else None
    state = RowState(
        counts.state if counts else said_by_plan, counts.event if counts else last, started=standing.started,
        ended=counts.ended if counts else None, attempts=track.attempts, reading=counts.reading if counts else None,
        notes=track.notes, filled=tuple(track.filled.values()), signed=signed, conflict=standing.conflict,
    )  # fmt: skip
    if state.event:
        state.seen = standing.seen or state.event.id
    if row["does"] == "gate":
        state.seen = track.newest
        if signed or said_by_plan == "pending":
            _decide(plan, row, state)
    said = track.confirmed or (counts.of if counts else last)
    if said and state.state != "pending":
        state.changed = _changed(row, said)
        if counts and _turned_round(row, counts.of):
            state.state, state.changed = "pending", counts.of.text or ""
            state.reading, state.ended, state.conflict = None, None, ()
    return state


def _turned_round(row: Json, said: RunEvent) -> bool:
    """Whether a criterion that had to hold must not be now, or the other way about: what was said then says the opposite."""
    known = row["does"] == "criterion" and (said.hash, said.text) != (None, None)
    return known and (said.closes is not None) != bool(row.get("closes"))


def _changed(row: Json, said: RunEvent) -> str | None:
    """What a row said when an event was recorded, where it says something else now."""
    same = said.text in (None, row["title"]) if said.hash is None else said.hash == row["hash"]
    return None if same else said.text or ""


def signers(plan: Json, gate: Json) -> list[str]:
    """Who has to sign a gate: who decides, and whoever must agree; without anybody named, the plan's decider."""
    named = dict.fromkeys([*gate.get("who", ()), *gate.get("with", {}).get("second", ())])
    return list(named) or ([plan["decider"]] if "decider" in plan else [])


def _decide(plan: Json, gate: Json, state: RowState) -> None:
    """A gate opens when all have said go, and stays shut as soon as one has said no-go. Where nobody is named, anybody's word counts."""
    wanted = signers(plan, gate)
    count = [event for event in state.signed if not wanted or event.by in wanted]
    stop = next((event for event in count if event.do == "no-go"), None)
    if stop:
        state.state, state.event, state.ended = "no-go", stop, stop.ms
    elif not count:
        state.state = "pending"
    else:
        open = {event.by for event in count} >= set(wanted)
        state.state, state.event = "go" if open else "signed", count[-1]
        state.ended = count[-1].ms if open else state.ended


def _offer_undo(rows: Sequence[Json], state: RunState) -> None:
    """What can be taken back: the last answer of each row, unless a gate behind it, or the gate that it belongs to, was signed since."""
    order = {event.id: at for at, event in enumerate(state.events)}
    signed: dict[str, int] = {}
    for row in reversed(rows):
        own, chapter = state.rows.get(row["key"]), chapter_of(row["key"])
        around = state.rows.get(row.get("in", ""))
        gate = order[around.signed[-1].id] if around and around.signed else -1
        if own and own.event and order[own.event.id] > max(signed.get(chapter, -1), gate):
            own.undo = own.event
        if own and own.signed:
            signed[chapter] = max(signed.get(chapter, -1), order[own.signed[-1].id])
