"""What everybody has to do, by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Duty, Portfolio, Somebody
from launchbook.core.problem import say
from launchbook.core.sheet import Sheet


@dataclass(frozen=True)
class Agenda:
    """A person's duties: by the day on which they begin or are due, and those without a time by plan and section."""

    somebody: Somebody
    days: tuple[tuple[date, tuple[Duty, ...]], ...]
    open: tuple[tuple[Plan, str, tuple[Duty, ...]], ...]

    @property
    def count(self) -> int:
        return len(self.somebody.duties)

    @property
    def next(self) -> tuple[Duty, ...]:
        """Dated duties that are not done, for the reader's browser to choose from by its own clock."""
        dated = (duty for _, duties in self.days for duty in duties)
        return tuple(duty for duty in dated if duty.mention is None and duty.dated and not duty.dated.event.done)[:40]


def agenda_of(somebody: Somebody) -> Agenda:
    dated = [duty for duty in somebody.duties if duty.day]
    bare = [duty for duty in somebody.duties if not duty.day]
    days = tuple((day, tuple(duties)) for day, duties in groupby(dated, lambda duty: duty.day or date.min))
    places = groupby(bare, lambda duty: (duty.plan.id, duty.section))
    groups = tuple((duties[0].plan, key, tuple(duties)) for (_, key), found in places if (duties := list(found)))
    return Agenda(somebody, days, groups)


def people_sheets(portfolio: Portfolio) -> Iterator[Sheet]:
    """A page per person, and one that lists them."""
    agendas = [agenda_of(somebody) for somebody in portfolio.people.values()]
    for agenda in agendas:
        yield Sheet(f"people/{agenda.somebody.slug}.md", agenda.somebody.name, "page.md.j2", {"agenda": agenda})
    if agendas:
        agendas.sort(key=lambda agenda: (-agenda.count, agenda.somebody.name))
        yield Sheet("people/index.md", say("Everybody"), "index.md.j2", {"agendas": agendas})
