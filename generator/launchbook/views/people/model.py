"""Everybody's duties, by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Assignment, Portfolio, Somebody, apart
from launchbook.core.problem import say
from launchbook.core.recurrence import shifted
from launchbook.core.rows import Row
from launchbook.core.sheet import Sheet
from launchbook.core.text import shown
from launchbook.core.time import Extent


@dataclass(frozen=True)
class Agenda:
    """A person's duties: by the day on which they begin or are due, and those without a time by plan and section."""

    somebody: Somebody
    days: tuple[tuple[date, tuple[Assignment, ...]], ...]
    open: tuple[tuple[Plan, str, tuple[Assignment, ...]], ...]
    dated: tuple[Assignment, ...]
    """All with a day, also boxes whose steps say that they are theirs."""

    @property
    def count(self) -> int:
        return sum(len(duties) for _, duties in self.days) + sum(len(duties) for *_, duties in self.open)

    @property
    def next(self) -> tuple[Assignment, ...]:
        """Dated duties that are not done, for the reader's browser to choose from by its own clock."""
        return tuple(duty for duty in self.dated if duty.own and not duty.row.over)[:40]


NEAR = timedelta(days=14)
"""How far from the launch a person's page lists every time of a series; exports list all."""


def agenda_of(somebody: Somebody) -> Agenda:
    dated = tuple(_near(somebody))
    told = apart(dated, somebody.duties)
    bare = [duty for duty in apart(somebody.duties) if not duty.day]
    days = tuple((day, tuple(duties)) for day, duties in groupby(told, lambda duty: duty.day or date.min))
    places = groupby(bare, lambda duty: (duty.plan.id, duty.row.section))
    groups = tuple((duties[0].plan, key, tuple(duties)) for (_, key), group in places if (duties := list(group)))
    return Agenda(somebody, days, groups, dated)


def _near(somebody: Somebody) -> Iterator[Assignment]:
    """Dated duties; of a series those around the launch, or else the first."""
    listed: set[Row] = set()
    for duty in somebody.duties:
        series = duty.timing.series if duty.timing else None
        launch = duty.plan.frame.launch.extent
        near = Extent(shifted(launch.start, -NEAR), shifted(launch.end, NEAR))
        held = series.between(near.start, near.end, 1) if series else ()
        if (
            duty.timing
            and duty.day
            and (series is None or duty.timing.extent.meets(near) or not (held or duty.row in listed))
        ):
            listed.add(duty.row)
            yield duty


def _said(somebody: Somebody) -> Iterator[str]:
    """By what a person is asked for, each once: role, numbers, addresses and id in every plan."""
    said = dict.fromkeys(
        part
        for (plan, id), (_, person) in zip(somebody.places, somebody.persons(), strict=True)
        for part in (person.role, *person.phone, person.mail, person.messenger, id, shown(plan.head.title))
    )
    return (part for part in said if part and part != somebody.name)


def people_sheets(portfolio: Portfolio) -> Iterator[Sheet]:
    """A page per person, and the list of all people."""
    agendas = [agenda_of(somebody) for somebody in portfolio.people.values()]
    for agenda in agendas:
        plans = tuple(plan for plan, _ in agenda.somebody.places)
        yield Sheet(
            f"people/{agenda.somebody.slug}.md",
            agenda.somebody.name,
            "page.md.j2",
            {"agenda": agenda},
            plans,
            said=tuple(_said(agenda.somebody)),
        )
    if agendas:
        agendas.sort(key=lambda agenda: (-agenda.count, agenda.somebody.name))
        yield Sheet("people/index.md", say("Everybody"), "index.md.j2", {"agendas": agendas})
