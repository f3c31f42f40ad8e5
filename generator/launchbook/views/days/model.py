"""The days around a launch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from launchbook.core.plan import Plan
from launchbook.core.reference import PersonRef
from launchbook.core.rows import Event
from launchbook.core.sheet import Sheet

AROUND = timedelta(days=7)
"""How far from the launch a day has a page of its own."""


@dataclass(frozen=True)
class Day:
    """A day of a plan."""

    day: date
    offset: int
    """Days after the launch; negative before."""
    hours: tuple[Event, ...]
    """Events that begin at a time of this day, in order."""
    untimed: tuple[Event, ...]
    """Events that begin, or are due, on this day without a time."""
    ending: tuple[Event, ...]
    """Events that began earlier and end on this day."""
    running: tuple[Event, ...]
    """Events that began earlier and go on."""

    @property
    def path(self) -> str:
        return f"day/{self.day.isoformat()}"

    @property
    def t(self) -> str:
        """Its distance from the launch, as plans write it."""
        return f"T{self.offset:+d}d" if self.offset else "T"

    @property
    def events(self) -> tuple[Event, ...]:
        return (*self.hours, *self.untimed, *self.ending, *self.running)

    @property
    def people(self) -> tuple[PersonRef, ...]:
        """Everybody who has something to do, in the order of the day."""
        return tuple(dict.fromkeys(owner for event in self.events for owner in event.row.owners))

    @property
    def busy(self) -> bool:
        return bool(self.hours or self.untimed or self.ending)


def days_of(plan: Plan) -> tuple[Day, ...]:
    """The launch day, and every day around it on which something begins or ends."""
    if plan.frame.undated:
        return ()
    dated = [event for event in plan.rows.events if event.start.dated]
    launch = plan.frame.day
    days = []
    for offset in range(-AROUND.days, AROUND.days + 1):
        try:
            day = _day(dated, launch + timedelta(days=offset), offset)
        except OverflowError:  # beyond the calendar
            continue
        if day.busy or offset == 0:
            days.append(day)
    return tuple(days)


def _day(dated: list[Event], day: date, offset: int) -> Day:
    begins = [event for event in dated if event.start.at.date() == day]
    earlier = [event for event in dated if event.start.at.date() < day]
    return Day(
        day,
        offset,
        tuple(event for event in begins if event.start.precision == "minute"),
        tuple(event for event in begins if event.start.precision != "minute"),
        tuple(event for event in earlier if event.extent.last_day == day),
        tuple(event for event in earlier if event.extent.last_day > day),
    )


def day_sheets(plan: Plan) -> Iterator[Sheet]:
    days = days_of(plan)
    for index, day in enumerate(days):
        values = {
            "day": day,
            "days": days,
            "before": days[index - 1] if index else None,
            "after": days[index + 1] if index + 1 < len(days) else None,
        }
        title = f"{day.day.isoformat()} · {day.t}"
        rows = [event.row for event in day.events]
        yield Sheet(f"plans/{plan.id}/{day.path}.md", title, "page.md.j2", values, rows=rows)
