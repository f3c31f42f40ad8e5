"""Time boxes of steps, with go / no-go decisions and the point of no return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from launchbook.core.entry import Timing
from launchbook.core.items import Anchored, Condition, Step
from launchbook.core.model import Filled, Flag, Model
from launchbook.core.plan import Plan
from launchbook.core.problem import Message
from launchbook.core.reference import OwnerRef, PersonRef
from launchbook.core.rows import Row
from launchbook.core.text import Text
from launchbook.core.time import Extent, Frame, Instant, Span


class GoNoGo(Anchored):
    """A decision before a time box. Short form: the list of its criteria."""

    short: ClassVar[str | None] = "criteria"
    row_kind: ClassVar[str] = "gate"
    row_inherits: ClassVar[bool] = False

    title: Text | None = None
    """What is decided."""
    decider: OwnerRef | None = None
    """The one person who says go or no-go."""
    criteria: tuple[Condition, ...] = ()
    """What must hold for a go: sentences, or metrics with a threshold."""
    no_go: Text | None = None
    """What happens on a no-go; left out, the box is not begun."""

    @property
    def label(self) -> str:
        return str(self.title or "go / no-go")

    def row_title(self, plan: Plan, parent: Row) -> str | Message:
        return str(self.title) if self.title else parent.title

    def row_timings(self, plan: Plan, parent: Row | None) -> Iterator[Timing]:
        """It is decided when its box begins."""
        if parent is not None and parent.timings:
            yield Timing(parent.timings[0].start, None, "go / no-go", "inherited")


class TimeBox(Anchored):
    """A stretch of launch day, or of the preparation for it, with its steps."""

    row_kind: ClassVar[str] = "time box"
    row_times: ClassVar[Mapping[str, str]] = {"at": "time box"}
    row_numbered: ClassVar[str] = "list"
    title: Text
    """What this stretch achieves."""
    at: Span | None = None
    """When it runs; left out for steps outside the clock, such as preparation."""
    owner: OwnerRef | None = None
    """Who runs it, and does every step that names nobody else."""
    phase: Text | None = None
    """The larger phase it belongs to."""
    gate: GoNoGo | None = None
    """A go / no-go decision before its first step."""
    point_of_no_return: Flag = False
    """From this box on, nothing can be taken back without the rollback plan."""
    steps: tuple[Step, ...] = ()
    """The steps, in order."""
    note: Text | None = None
    """What the reader should know before the first step."""

    @property
    def work(self) -> timedelta:
        """How long the steps take together, as far as they say."""
        return _work(self.steps)

    @property
    def owners(self) -> tuple[PersonRef, ...]:
        """Everyone with something to do in it, each once."""
        named = (self.owner, *(step.owner for step in every_step(self.steps)))
        return tuple(dict.fromkeys(owner for owner in named if owner))

    def row_owners(self, plan: Plan, parent: Row | None) -> tuple[PersonRef, ...]:
        """Whoever runs it; where it names nobody, the one who does all of its steps."""
        return super().row_owners(plan, parent) or (self.owners if len(self.owners) == 1 else ())

    @property
    def count(self) -> int:
        """How many steps there are to do, counting the smallest."""
        return sum(1 for step in every_step(self.steps) if not step.steps)


@dataclass(frozen=True, slots=True)
class BoxSlot:
    """A time box with its number and its place on the clock."""

    number: int
    box: TimeBox
    start: datetime | None = None
    end: datetime | None = None
    """When it ends; where the box does not say, after its steps, or when the next begins."""

    @property
    def extent(self) -> Extent | None:
        """From when to when; None where it does not say enough."""
        return Extent(self.start, self.end) if self.start and self.end and self.start < self.end else None

    @property
    def heading(self) -> Text:
        """Its number, which its steps repeat, and its title."""
        return Text(f"{self.number}. {self.box.title}")


class Runsheet(Model):
    """The run sheet. Short form: the list of time boxes."""

    short: ClassVar[str | None] = "boxes"

    boxes: Annotated[tuple[TimeBox, ...], Filled]
    """Time boxes in the order in which they are worked through."""
    note: Text | None = None
    """What everyone should know before the first box."""

    @property
    def count(self) -> int:
        return sum(box.count for box in self.boxes)

    @property
    def gates(self) -> tuple[GoNoGo, ...]:
        return tuple(box.gate for box in self.boxes if box.gate)

    @property
    def last_return(self) -> TimeBox | None:
        """The box with which the way back ends."""
        return next((box for box in self.boxes if box.point_of_no_return), None)

    def slots(self, frame: Frame) -> tuple[BoxSlot, ...]:
        """Every box on the clock."""
        slots: list[BoxSlot] = []
        following: datetime | None = None
        for number, box in reversed(list(enumerate(self.boxes, 1))):
            if box.at is None:
                slots.append(BoxSlot(number, box))
                continue
            start, end = box.at.resolve(frame)
            slots.append(BoxSlot(number, box, start.at, _end(box, start, end, following)))
            following = start.at
        return tuple(reversed(slots))


def _end(box: TimeBox, start: Instant, end: Instant | None, following: datetime | None) -> datetime | None:
    if end:
        return end.end
    if start.precision != "minute":
        return start.end
    if box.work:
        with suppress(OverflowError):  # behind the year 9999
            return start.at + box.work
    return following if following and following > start.at else None


def _work(steps: Iterable[Step]) -> timedelta:
    return sum((step.duration.total if step.duration else _work(step.steps) for step in steps), timedelta())


def every_step(steps: Iterable[Step]) -> Iterator[Step]:
    """Steps and the smaller steps below them."""
    for step in steps:
        yield step
        yield from every_step(step.steps)
