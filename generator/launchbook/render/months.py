"""Months with the launches that lie in them."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio


@dataclass(frozen=True)
class Cell:
    """A day of a month: the plans that are launched on it."""

    day: date
    launches: tuple[Plan, ...]

    @property
    def weekend(self) -> bool:
        return self.day.weekday() > 4


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday; None stands for the days of its neighbours."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]

    @property
    def launches(self) -> tuple[Cell, ...]:
        """The days on which something is launched."""
        return tuple(cell for week in self.weeks for cell in week if cell and cell.launches)


def months_of(portfolio: Portfolio) -> Iterator[Month]:
    """The months in which a plan is launched that is not over, in time order."""
    launches = portfolio.launches
    wanted = {day.replace(day=1) for plan in portfolio.open if (day := plan.frame.day) in launches}
    for first in sorted(wanted):
        weeks = Calendar().monthdatescalendar(first.year, first.month)
        yield Month(
            first,
            tuple(
                tuple(Cell(day, launches.get(day, ())) if day.month == first.month else None for day in week)
                for week in weeks
            ),
        )
