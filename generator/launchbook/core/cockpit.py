"""What a plan's front page says first: what is open and by whom, what is missing, and what is done in each box of the launch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from launchbook.core.launch import follows, span_of
from launchbook.core.plan import Plan, per_plan
from launchbook.core.portfolio import OVER
from launchbook.core.rows import Row
from launchbook.core.time import Extent

Phase = Literal["before", "during", "after"]
_MANY = 200


@dataclass(frozen=True, eq=False)
class Open:
    """Something that is not done yet."""

    row: Row
    due: datetime | None
    """The first moment at which it is late; None where no day is known for it."""
    followed: bool
    """Whether it can be ticked on launch day."""

    def late(self, now: datetime) -> bool:
        return self.due is not None and self.due <= now


@dataclass(frozen=True, eq=False)
class Box:
    """A time box of the launch, with the boxes around it."""

    row: Row
    extent: Extent | None


@dataclass(frozen=True, eq=False)
class Cockpit:
    """A plan as whoever runs it sees it."""

    plan: Plan

    def phase(self, now: datetime) -> Phase:
        """Where the launch stands at a moment, by the plan's dates; its status says only that it is over."""
        span = span_of(self.plan)
        if span and span.start <= now < span.end:
            return "during"
        return "after" if self.over or (span and span.end <= now) else "before"

    @property
    def over(self) -> bool:
        """Whether the plan says that its launch lies behind it, whatever the clock says."""
        return self.plan.head.status in OVER

    @cached_property
    def open(self) -> Sequence[Open]:
        """What is not done, by when it is due, and last what has no day."""
        rows = (row for key in self.plan.sections for row in self.plan.rows.in_section(key))
        counted = (row for row in rows if self._counts(row) and not row.over)
        leaves = [row for row in counted if not any(self._counts(part) for part in row.parts)]
        listed = [Open(row, _due(row), follows(row)) for row in leaves]
        return sorted(listed, key=lambda each: (each.due is None, each.due.timestamp() if each.due else 0))

    def _counts(self, row: Row) -> bool:
        return self.plan.kinds[row.section].counts(row)

    @cached_property
    def by_person(self) -> Sequence[tuple[str, int]]:
        """How much is open by the id of whoever answers for it, most first; the empty id is nobody."""
        names = Counter(str(ref) for each in self.open for ref in each.row.owners or ("",))
        return names.most_common()

    @cached_property
    def boxes(self) -> Sequence[Box]:
        """The time boxes in the order of the plan, each with the time that it takes."""
        boxes: list[Box] = []
        following: datetime | None = None
        for row in reversed([row for row in self.plan.rows if row.kind == "time box"]):
            boxes.append(Box(row, row.value.extent(self.plan.frame, following)))
            following = row.timings[0].start.at if row.timings else following
        return boxes[::-1]

    @property
    def large(self) -> bool:
        """Whether it has so many steps that a page should not repeat all that is said of each."""
        return sum(1 for box in self.boxes for _ in box.row.below("step")) > _MANY

    @cached_property
    def gates(self) -> Sequence[Row]:
        """The decisions of the launch, in the order of the plan."""
        return [row for row in self.plan.rows if row.kind == "gate"]

    @cached_property
    def awaited(self) -> Sequence[Row]:
        """The decisions that are not made."""
        return [row for row in self.gates if row.state is None]

    @cached_property
    def back(self) -> str:
        """The chapter by which the launch is taken back; empty without one."""
        kinds = self.plan.kinds
        return next((key for key in self.plan.sections if kinds[key].takes_back and self.plan.has(key)), "")

    @cached_property
    def on_duty(self) -> Sequence[str]:
        """The ids of those who do, decide or sign something in the boxes, at the gates and in the rollback; who decides first."""
        head = self.plan.head
        named = [str(ref) for ref in (head.decider, head.owner) if ref]
        for row in self._followed:
            named += [str(mention.ref) for mention in row.named("person")]
            named += map(str, row.owners)
        return tuple(dict.fromkeys(named))

    @property
    def _followed(self) -> Iterator[Row]:
        holders = {box.row.section for box in self.boxes} | {self.back} - {""}
        return (row for row in self.plan.rows if row.section in holders)

    # what is missing

    @cached_property
    def without_number(self) -> Sequence[str]:
        """Those on duty who cannot be called."""
        people: Mapping[str, Any] = self.plan.targets.get("person", {})
        return [id for id in self.on_duty if id in people and not people[id].value.phone]

    @cached_property
    def undecided(self) -> Sequence[Row]:
        """Decisions for which nobody is named."""
        return [row for row in self.gates if not row.owners]

    @cached_property
    def without_criteria(self) -> Sequence[Row]:
        return [row for row in self.gates if not row.parts]

    @cached_property
    def ownerless(self) -> Sequence[Row]:
        """Steps that nobody is named for."""
        steps = (row for row in self._followed if row.kind == "step" and not any(p.kind == "step" for p in row.parts))
        return [row for row in steps if not row.owners and not getattr(row.value, "actor", None)]

    @property
    def never_rehearsed(self) -> bool:
        """Whether there is a rollback that nobody has tried."""
        return bool(self.back) and getattr(self.plan.sections[self.back], "rehearsed", None) is None


def unread(gate: Row) -> Sequence[Row]:
    """What a gate waits for: the conditions without a result."""
    return [part for part in gate.parts if getattr(part.value, "result", None) is None]


def _due(row: Row) -> datetime | None:
    when = row.around
    return when.until if when and when.start.dated and when.start.drift is None else None


@per_plan
def cockpit_of(plan: Plan) -> Cockpit:
    return Cockpit(plan)


def went_otherwise(plan: Plan) -> Mapping[str, Sequence[Row]]:
    """What failed, was skipped or cancelled, by that word."""
    found: dict[str, list[Row]] = {}
    for row in plan.rows:
        if row.state in ("failed", "skipped", "cancelled") and row.kind != "section":
            found.setdefault(row.state, []).append(row)
    return found
