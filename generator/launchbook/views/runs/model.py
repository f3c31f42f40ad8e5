"""A run as its page shows it: what was planned and what happened, box by box; what was done otherwise; who signed what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from launchbook.core.groups import grouped
from launchbook.core.launch import Json
from launchbook.core.reference import PersonRef
from launchbook.core.rows import Row
from launchbook.core.runs.fold import RowState, RunState, signers
from launchbook.core.runs.followed import followed
from launchbook.core.runs.lengths import RunAccount, moment
from launchbook.core.runs.model import OF_GATE, RunEvent, RunRecord
from launchbook.core.runs.reworded import chapter_of
from launchbook.core.time import Instant
from launchbook.views.runs.bars import RunBar, RunScale, scale_of

MOST = 400
"""How many remarks a page shows; a record that somebody filled by a program has more."""
OTHERWISE = frozenset(("failed", "unmet", "accepted", "skipped", "na", "no-go"))
VERDICTS = frozenset(("pass", "fail", "reading"))
COURSE = frozenset(("pause", "resume", "shift", "roll back", "called off"))
TICKED = frozenset(("step", "item", "check"))


@dataclass(frozen=True, eq=False)
class RunLine:
    """A row of the plan in a run."""

    account: RunAccount
    row: Json
    state: RowState | None

    @property
    def of_plan(self) -> Row | None:
        chapter, _, anchor = self.row["key"].partition("#")
        return self.account.plan.rows.at(chapter, anchor)

    @property
    def does(self) -> str:
        return str(self.row["does"])

    @property
    def word(self) -> str:
        """What it came to, in a word of the page."""
        return self.state.state if self.state else "pending"

    @property
    def planned(self) -> Instant | None:
        return _instant(self.account.planned(self.row, "at"))

    @cached_property
    def began(self) -> datetime | None:
        return self.account.began(self.row)

    @cached_property
    def ended(self) -> datetime | None:
        return self.account.ended(self.row)

    @property
    def started_at(self) -> Instant | None:
        return _instant(self.began)

    @property
    def ended_at(self) -> Instant | None:
        return _instant(self.ended)

    @property
    def minutes(self) -> int | None:
        """How long it took."""
        return round((self.ended - self.began) / timedelta(minutes=1)) if self.began and self.ended else None

    @property
    def late(self) -> int | None:
        """Minutes by which it ended, or else was done, behind the plan."""
        due = self.account.planned(self.row, "end") or self.account.planned(self.row, "at")
        return round((self.ended - due) / timedelta(minutes=1)) if self.ended and due else None

    @property
    def otherwise(self) -> bool:
        """Whether it did not go as the plan says."""
        own = self.state
        return own is not None and (
            own.state in OTHERWISE or bool(own.conflict) or own.attempts > 0 or own.changed is not None
        )

    @property
    def said(self) -> list[RunEvent]:
        """What was said about it: reasons and remarks, in order."""
        return self.account.said.get(self.row["key"], [])

    @cached_property
    def readings(self) -> Sequence[RunEvent]:
        """What was read before the reading that counts, in order."""
        read = [event for event in self._told if event.do in VERDICTS]
        event = self.state.event if self.state else None
        if event is None or (self.word == "pending" and event.do != "reading"):
            return read
        if event.do == "resolve":
            counts = (event.value or "").split(" ")
        else:
            counts = [str((event if event.do in VERDICTS or not read else read[-1]).id)]
        return [each for each in read if each.id not in counts]

    @cached_property
    def revoked(self) -> Sequence[RunEvent]:
        """Of a gate: signatures that no longer stand, and who asked again, in order."""
        stands = {str(event.id) for event in self.state.signed} if self.state else ()
        return [event for event in self._told if event.do in OF_GATE and event.id not in stands]

    @property
    def _told(self) -> Sequence[RunEvent]:
        return self.account.told.get(self.row["key"], ())

    @cached_property
    def bar(self) -> RunBar:
        planned, due = self.account.planned(self.row, "at"), self.account.planned(self.row, "end")
        return RunBar(planned, due, self.began or self.ended, self.ended, self.word)


@dataclass(frozen=True, eq=False)
class RunBox:
    """What stands in one box of the run sheet, or in another chapter, with the line of the box itself."""

    title: RunLine | None
    lines: Sequence[RunLine]
    chapter: str

    @cached_property
    def bar(self) -> RunBar:
        """From the first start to the last end in it, beside its plan."""
        begun = [time for line in self.lines for time in (line.began, line.ended) if time]
        ended = [line.ended for line in self.lines if line.ended]
        own = self.title.bar if self.title else RunBar()
        bars = [line.bar for line in self.lines]
        starts = [bar.planned for bar in bars if bar.planned]
        ends = [bar.due for bar in bars if bar.due]
        word = "failed" if any(line.word == "failed" for line in self.lines) else "done"
        return RunBar(
            own.planned or min(starts, default=None),
            own.due or max(ends, default=None),
            min(begun, default=None),
            max(ended, default=None),
            word,
        )

    @property
    def scale(self) -> RunScale | None:
        return scale_of([self.bar, *(line.bar for line in self.lines)])

    @property
    def planned_minutes(self) -> int | None:
        return _between(self.bar.planned, self.bar.due)

    @property
    def minutes(self) -> int | None:
        """How long it took; nobody knows that where the first of it was ticked without a start."""
        known = any(line.began == self.bar.began for line in self.lines)
        return _between(self.bar.began, self.bar.ended) if known else None


def _between(start: datetime | None, end: datetime | None) -> int | None:
    return round((end - start) / timedelta(minutes=1)) if start and end else None


def _instant(time: datetime | None) -> Instant | None:
    return Instant(time) if time else None


@dataclass(frozen=True, eq=False)
class RunPage:
    """What the page of a run shows."""

    account: RunAccount

    @property
    def path(self) -> str:
        name = str(self.account.record.run)
        return f"runs/{name}" if name.casefold() != "index" else "runs/index-run"

    @property
    def record(self) -> RunRecord:
        return self.account.record

    @property
    def state(self) -> RunState:
        return self.account.state

    @cached_property
    def lines(self) -> Sequence[RunLine]:
        return [RunLine(self.account, row, self.account.of(row)) for row in self.account.rows]

    @property
    def begun(self) -> Instant | None:
        return self._at(self.state.begun)

    @property
    def ended(self) -> Instant | None:
        return self._at(self.state.ended)

    def _at(self, ms: float | None) -> Instant | None:
        return _instant(moment(ms, self.account.plan)) if ms is not None else None

    def at(self, event: RunEvent) -> Instant:
        return Instant(moment(event.ms, self.account.plan))

    @property
    def last(self) -> Instant | None:
        """The last thing that was recorded."""
        return self.at(self.state.events[-1]) if self.state.events else None

    @cached_property
    def counts(self) -> Counter[str]:
        """How many steps and items came to what."""
        return Counter(line.word for line in self.lines if line.does in TICKED and line.state)

    @cached_property
    def people(self) -> Sequence[str]:
        """Everybody who did something, by id."""
        return list(dict.fromkeys(str(event.by) for event in self.state.events if event.by))

    def ref(self, id: str | None) -> PersonRef | None:
        """The person of the plan that an id means."""
        return PersonRef(id) if id and id in self.account.plan.targets.get("person", {}) else None

    @property
    def devices(self) -> int:
        return len({event.device for event in self.state.events})

    @cached_property
    def boxes(self) -> Sequence[RunBox]:
        """What was worked on, by the boxes of the run sheet, then by chapter."""
        around = {row["key"]: row.get("in") for row in self.account.rows}
        titles = {line.row["key"]: line for line in self.lines if line.does == "group"}
        worked = [line for line in self.lines if line.state and line.does in TICKED]
        by_box = grouped((_box_of(line.row["key"], around, titles), line) for line in worked)
        return [RunBox(titles.get(key), lines, chapter_of(lines[0].row["key"])) for key, lines in by_box.items()]

    @property
    def scale(self) -> RunScale | None:
        return scale_of([box.bar for box in self.boxes])

    @cached_property
    def gates(self) -> Sequence[tuple[RunLine, Sequence[RunLine]]]:
        """The gates that were reached, each with its criteria."""
        parts: dict[str, list[RunLine]] = {}
        for line in self.lines:
            parts.setdefault(line.row.get("in", ""), []).append(line)
        reached = [line for line in self.lines if line.does == "gate" and line.state]
        return [
            (gate, [part for part in parts.get(gate.row["key"], ()) if part.does == "criterion"]) for gate in reached
        ]

    def signers(self, gate: RunLine) -> Sequence[str]:
        return signers(followed(self.account.plan), gate.row)

    @property
    def deviations(self) -> Sequence[RunLine]:
        return [line for line in self.lines if line.otherwise and line.does != "way"][:MOST]

    @property
    def chosen(self) -> Sequence[RunLine]:
        return [line for line in self.lines if line.word == "taken"]

    @property
    def filled(self) -> Sequence[tuple[str, RunEvent]]:
        """What was filled in for the variables of the plan, by name."""
        return list(self.state.variables.items())[:MOST]

    @property
    def filled_at_rows(self) -> Sequence[tuple[RunLine, RunEvent]]:
        """What was filled in at steps and items, in the order of the plan; without what was emptied again."""
        return [(line, event) for line in self.lines if line.state for event in line.state.filled if event.value][:MOST]

    @property
    def notes(self) -> Sequence[RunEvent]:
        """What was said and done of the run as a whole, in order: pauses, a moved T, ways back, remarks, who was told."""
        closing = self.state.closing if self.state.closing and self.state.closing.note else None
        course = (event for event in self.state.events if event.do in COURSE and event.id not in self.state.undone)
        notes = (*self.state.notes, *self.state.told, *course, *([closing] if closing else []))
        return sorted(notes, key=lambda event: event.ms)[:MOST]

    @property
    def gone(self) -> Sequence[RunEvent]:
        return self.state.gone[:MOST]

    @property
    def way_back(self) -> tuple[int | None, float | None]:
        """Minutes from the decision to the end of the way back, and the limit."""
        way, limit = self.state.rollback, followed(self.account.plan).get("rollback", {}).get("minutes")
        done = way and way.state == "back" and self.state.ended is not None
        return (round(((self.state.ended or 0) - way.at) / 60_000) if way and done else None, limit)

    @property
    def drift(self) -> int | None:
        """Minutes by which the last box of the plan that was gone through ended behind its plan."""
        main = followed(self.account.plan).get("main")
        timed = [box.bar for box in self.boxes if box.bar.due and box.bar.ended and main in (None, box.chapter)]
        return _between(timed[-1].due, timed[-1].ended) if timed else None


def _box_of(key: str, around: Mapping[str, str | None], titles: Container[str]) -> str:
    """The outermost group that a row stands in; its chapter where it stands in none."""
    above: str | None = key
    box = ""
    while above:
        box = above if above in titles else box
        above = around.get(above)
    return box or chapter_of(key)
