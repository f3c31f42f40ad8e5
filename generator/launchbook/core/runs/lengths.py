"""Runs against their plan: when each row was planned on the day of the run, and how long it really took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from statistics import median

from launchbook.core.groups import grouped
from launchbook.core.launch import Json
from launchbook.core.plan import Plan, per_plan
from launchbook.core.runs.fold import RowState, RunState, fold
from launchbook.core.runs.followed import followed
from launchbook.core.runs.model import EPOCH, RunEvent, RunFile, RunRecord
from launchbook.core.runs.reworded import chapter_of

DAY = timedelta(days=1)
TOLERATED = 1.1
"""How much longer than planned a step may take before it is said."""
LEAST = 2
"""Minutes below which no difference is said."""
_DONE = frozenset(("done", "met", "accepted"))
_CLOSED = _DONE | {"skipped", "na", "go", "taken"}


def moment(ms: float, plan: Plan) -> datetime:
    """Milliseconds since 1970 on the clock of the plan's zone."""
    return (EPOCH + timedelta(milliseconds=ms)).astimezone(plan.frame.zone)


@dataclass(frozen=True, eq=False)
class RunAccount:
    """A run folded over its plan."""

    plan: Plan
    file: RunFile
    state: RunState

    @property
    def record(self) -> RunRecord:
        return self.file.record

    @cached_property
    def rows(self) -> Sequence[Json]:
        rows: Sequence[Json] = followed(self.plan)["rows"]
        return rows

    def of(self, row: Json) -> RowState | None:
        """What the run says of a row; None where it says nothing, whatever the plan says."""
        own = self.state.rows.get(row["key"])
        return own if own and (own.event or own.notes or own.filled or own.seen) else None

    @cached_property
    def said(self) -> Mapping[str, list[RunEvent]]:
        """The events that say something in words, by the key of the row that they mean today."""
        meant = self.state.meant
        worded = (event for event in self.state.events if event.note and event.row in meant)
        return grouped((str(meant[str(event.row)]["key"]), event) for event in worded)

    @cached_property
    def told(self) -> Mapping[str, list[RunEvent]]:
        """What was recorded of each row and not taken back, in order, by the key that the row has today."""
        meant, undone = self.state.meant, self.state.undone
        counting = (event for event in self.state.events if event.row in meant and event.id not in undone)
        return grouped((str(meant[str(event.row)]["key"]), event) for event in counting)

    @cached_property
    def days(self) -> int:
        """Whole days between the plan and the run: a rehearsal takes place on another day, at the same hours."""
        for row in self.rows:
            own = self.of(row)
            first = own and (own.started or own.ended)
            if "at" in row and first and chapter_of(row["key"]) != self._back:
                planned = datetime.fromisoformat(row["at"]).replace(tzinfo=None)
                return round((moment(first, self.plan).replace(tzinfo=None) - planned) / DAY)
        return 0

    def planned(self, row: Json, key: str) -> datetime | None:
        """When it was planned to begin (`at`) or to end (`end`), on the day of the run. What was closed before T was
        moved keeps the time that it had."""
        if key not in row or chapter_of(row["key"]) == self._back:
            return None
        wall = datetime.fromisoformat(row[key]).replace(tzinfo=None) + self.days * DAY
        return wall.replace(tzinfo=self.plan.frame.zone) + timedelta(minutes=self._shift(self.of(row)))

    @cached_property
    def _back(self) -> str | None:
        """The chapter of the way back, which hangs on no clock but its own."""
        chapter: str | None = followed(self.plan).get("rollback", {}).get("chapter")
        return chapter

    def _shift(self, own: RowState | None) -> float:
        """Minutes by which T was moved, as far as that is not the day of the run itself."""
        closed = own.event if own and own.state in _CLOSED and not own.conflict else None
        shift = self.state.shift_before(closed) if closed else self.state.shift
        return shift if abs(shift) < 720 else 0

    def began(self, row: Json) -> datetime | None:
        own = self.of(row)
        return moment(own.started, self.plan) if own and own.started is not None else None

    def ended(self, row: Json) -> datetime | None:
        own = self.of(row)
        return moment(own.ended, self.plan) if own and own.ended is not None else None

    def took(self, row: Json) -> float | None:
        """Minutes from start to end, where both are known and it came to a good end at the first attempt, in the words of today."""
        own = self.of(row)
        if own is None or own.started is None or own.ended is None or own.state not in _DONE:
            return None
        return (own.ended - own.started) / 60_000 if own.ended >= own.started and own.changed is None else None


@per_plan
def accounts(plan: Plan) -> Sequence[RunAccount]:
    """The runs of a plan, each once, the earliest first."""
    own = {file.record.run.casefold(): file for file in reversed(plan.runs) if file.record.plan == plan.id}
    folded = [RunAccount(plan, file, fold(followed(plan), file.record.events)) for file in own.values()]
    return sorted(
        folded, key=lambda account: (account.state.events[0].ms if account.state.events else 0, account.record.run)
    )


@dataclass(frozen=True)
class Lengths:
    """How long a row really took, in minutes, by the name of the run, beside what is planned."""

    row: Json
    took: Mapping[str, float]
    branches: bool = False
    """Whether its length depends on the branch that is taken, so that the plan's says little."""

    @property
    def median(self) -> float:
        return median(self.took.values())

    @property
    def longest(self) -> float:
        return max(self.took.values())

    @property
    def planned(self) -> float | None:
        """Minutes that the plan gives it: what is said, or from its beginning to its end."""
        if "minutes" in self.row or "at" not in self.row or "end" not in self.row:
            return self.row.get("minutes")
        return (datetime.fromisoformat(self.row["end"]) - datetime.fromisoformat(self.row["at"])) / timedelta(minutes=1)

    @property
    def short(self) -> bool:
        """Whether the plan gives it less than it took."""
        planned = self.planned
        return planned is not None and not self.branches and self.longest > max(planned * TOLERATED, planned + LEAST)


@per_plan
def rehearsed_lengths(plan: Plan) -> Sequence[Lengths]:
    """The rows that rehearsals timed, in the order of the plan."""
    rehearsals = [account for account in accounts(plan) if account.record.kind == "rehearsal"]
    if not rehearsals:
        return []
    rows = followed(plan)["rows"]
    branching = {row.get("in") for row in rows if row["does"] == "way" and "minutes" in row}
    found = []
    for row in rows:
        took = {str(account.record.run): length for account in rehearsals if (length := account.took(row)) is not None}
        if took:
            found.append(Lengths(row, took, row["key"] in branching))
    return found
