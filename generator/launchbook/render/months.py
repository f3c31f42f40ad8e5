"""Months with the launches that lie in them."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio


@dataclass(frozen=True)
class MonthDay:
    """A day of a month: the plans that are launched on it."""

    day: date
    launches: tuple[Plan, ...]

    @property
    def weekend(self) -> bool:
        return self.day.weekday() > 4


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday; days of other months are None."""

    first: date
    weeks: tuple[tuple[MonthDay | None, ...], ...]

    @property
    def launches(self) -> tuple[MonthDay, ...]:
        """The days on which something is launched."""
        return tuple(cell for week in self.weeks for cell in week if cell and cell.launches)


def months_of(portfolio: Portfolio) -> Iterator[Month]:
    """The months with the launch of a plan that is not over, in time order."""
    launches = portfolio.launches
    wanted = {day.replace(day=1) for plan in portfolio.open if (day := plan.frame.day) in launches}
    for first in sorted(wanted):
        weeks = Calendar().monthdayscalendar(first.year, first.month)  # a day is 0 in the months beside it
        yield Month(
            first,
            tuple(tuple(_cell(first, day, launches) for day in week) for week in weeks),
        )


def _cell(first: date, day: int, launches: Mapping[date, tuple[Plan, ...]]) -> MonthDay | None:
    if not day:
        return None
    at = first.replace(day=day)
    return MonthDay(at, launches.get(at, ()))
