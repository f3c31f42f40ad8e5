"""Time boxes of steps, with go / no-go decisions and the point of no return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar

from launchbook.core.gates import GoNoGo
from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored, Prohibition
from launchbook.core.model import Filled, Flag, Model
from launchbook.core.plan import Plan
from launchbook.core.reference import OwnerRef, PersonRef
from launchbook.core.rows import Row
from launchbook.core.steps import Step
from launchbook.core.stops import Stops
from launchbook.core.text import Text
from launchbook.core.time import Extent, Frame, Span
from launchbook.core.walk import walk


class TimeBox(Anchored):
    """A stretch of launch day, or of the preparation for it, with its steps."""

    row_kind: ClassVar[str] = "time box"
    row_times: ClassVar[Mapping[str, str]] = {"at": "time box"}
    row_numbered: ClassVar[str] = "list"
    row_follows: ClassVar[bool] = True
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
    """From this box on, nothing can be taken back without the rollback plan; and not at all where `rollback:` says in words after
    what there is no way back (`point_of_no_return:`)."""
    do_not: Items[Prohibition] = ()
    """What must not be done: `restart the service`. Drawn behind a sign and the words “do not”."""
    stop_if: Stops = ()
    """On what everything is stopped at once, and who is then called: sentences, or metrics with a threshold."""
    steps: Items[Step] = ()
    """The steps, in order."""
    exit_gate: GoNoGo | None = None
    """A go / no-go decision behind its last step: what follows is begun on a go."""
    note: Text | None = None
    """What the reader should know before the first step."""

    def extent(self, frame: Frame, following: datetime | None) -> Extent | None:
        """When it runs. Without an end it lasts until its steps are done, or else until `following`, the start of the next
        box; None without a start or any end."""
        if self.at is None:
            return None
        start, end = self.at.resolve(frame)
        until = (
            end.end if end else start.end if start.precision != "minute" else self._done(start.at, frame) or following
        )
        return Extent(start.at, until, start.drift) if until and start.at < until else None

    def _done(self, start: datetime, frame: Frame) -> datetime | None:
        done = self.done(start, frame, shortest=False)
        return done if done and done > start else None

    def done(self, start: datetime, frame: Frame, *, shortest: bool = True) -> datetime | None:
        """When its steps are done, at the soonest or the latest. A step begins at its own time, or else when the one above it
        is done: so steps with a time may run side by side. None behind the year 9999."""
        done = now = start
        with suppress(OverflowError):
            for step in self.steps:
                begun = step.at.resolve(frame) if step.at else None
                now = begun.at if begun and begun.precision == "minute" else now
                length = step.length
                now += (length.shortest if shortest else length).total if length else timedelta()
                done = max(done, now)
            return done
        return None

    def timed_steps(self, frame: Frame) -> Iterator[tuple[Step, Extent]]:
        """Its steps with a time of day of their own, each with the shortest time that it takes."""
        for step in self.steps:
            begun = step.at.resolve(frame) if step.at else None
            if begun is None or begun.precision != "minute":
                continue
            with suppress(OverflowError):
                length = step.length.shortest.total if step.length else timedelta()
                yield step, Extent(begun.at, begun.at + length, begun.drift)

    def day(self, frame: Frame) -> date | None:
        """The day on which it begins; None where that is not known."""
        start = self.at.resolve(frame)[0] if self.at else None
        return start.at.date() if start and start.dated else None

    @property
    def owners(self) -> tuple[PersonRef, ...]:
        """The owner and the owners of its steps, without repetition."""
        named = (self.owner, *(step.owner for _, step in walk(self.steps) if isinstance(step, Step)))
        return tuple(dict.fromkeys(owner for owner in named if owner))

    def row_stand_ins(self, plan: Plan, parent: Row | None) -> tuple[PersonRef, ...]:
        """The only person with something to do in it; nobody where there are several."""
        return self.owners if len(self.owners) == 1 else ()


class Runsheet(Model):
    """The run sheet. Short form: the list of time boxes."""

    short: ClassVar[str | None] = "boxes"

    boxes: Annotated[Listed[TimeBox], Filled]
    """Time boxes in the order in which they are worked through."""
    note: Text | None = None
    """What everyone should know before the first box."""

    @property
    def gates(self) -> tuple[GoNoGo, ...]:
        return tuple(gate for box in self.boxes for gate in (box.gate, box.exit_gate) if gate)

    @property
    def point_of_no_return(self) -> TimeBox | None:
        """The first box from which nothing can be taken back."""
        return next((box for box in self.boxes if box.point_of_no_return), None)

    def days(self, frame: Frame) -> list[date]:
        """The days on which boxes begin, as far as they are known."""
        return list(dict.fromkeys(day for box in self.boxes if (day := box.day(frame))))

    def timed(self, frame: Frame) -> tuple[tuple[TimeBox, Extent | None], ...]:
        """Every box, and when it runs."""
        timed: list[tuple[TimeBox, Extent | None]] = []
        following: datetime | None = None
        for box in reversed(self.boxes):
            timed.append((box, box.extent(frame, following)))
            following = box.at.resolve(frame)[0].at if box.at else following
        return tuple(reversed(timed))
