"""All plans of a site together: who is the same person in several plans, and everybody's duties."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from launchbook.core.entry import Timing
from launchbook.core.plan import Plan
from launchbook.core.rows import Event, Row

OVER = ("launched", "rolled back", "closed")
"""Statuses of a plan whose launch lies behind it."""
ENDED = ("rolled back", "closed")
"""Statuses of a plan of which nothing lies ahead; of one that is launched, stages, watches and meetings may."""


def person_slug(id: str, person: object) -> str:
    """The file name of a person's page. The same id with the same name is the same person, in whichever plan.

    It depends on one plan alone, so that a plan's pages do not change when another plan does.
    """
    return f"{id}-{hashlib.sha256(str(getattr(person, 'name', '')).encode()).hexdigest()[:6]}"


@dataclass(frozen=True)
class Assignment:
    """A row of a plan that concerns a person, with the person's roles (`owner`, `decider`, `deputy`)."""

    plan: Plan
    row: Row
    roles: tuple[str, ...]
    event: Event | None = None
    """One of the row's events, or the nearest of an entry around it; None without any."""

    @property
    def timing(self) -> Timing | None:
        return self.event

    @property
    def own(self) -> bool:
        """Whether the row itself is dated, and not only its parts or what it stands in."""
        return self.event is not None and self.event.row is self.row and bool(self.event.kind)

    @property
    def order(self) -> tuple[float, float, str]:
        if self.timing is None:
            return float("inf"), 0.0, self.plan.id
        return self.timing.start.at.timestamp(), self.timing.until.timestamp(), self.plan.id

    @property
    def day(self) -> date | None:
        """The day on which it begins, or is due; None where that is not known."""
        known = self.timing is not None and self.timing.start.dated
        return self.timing.start.at.date() if self.timing and known else None


@dataclass(frozen=True)
class Somebody:
    """A person over all plans."""

    slug: str
    name: str
    places: tuple[tuple[Plan, str], ...]
    """The plans that name the person, with the person's id there."""

    @cached_property
    def duties(self) -> tuple[Assignment, ...]:
        """In time order; undated ones last, in the order of the plans."""
        return tuple(sorted((duty for plan, id in self.places for duty in duties_of(plan, id)), key=lambda d: d.order))

    def persons(self) -> Iterator[tuple[Plan, Any]]:
        """The plans with their `Person`."""
        for plan, id in self.places:
            yield plan, plan.targets["person"][id].value


@dataclass(frozen=True)
class Clash:
    """A person with duties in several plans on the same day, on which one of these is launched."""

    day: date
    somebody: Somebody
    duties: tuple[tuple[Plan, tuple[Assignment, ...]], ...]


@dataclass(frozen=True, eq=False)
class Portfolio:
    """The plans of a site, and the time it is built for."""

    plans: Sequence[Plan]
    as_of: datetime
    whole: bool = True
    """Whether these are all plans of the site, so that what is not among them is nowhere."""

    @cached_property
    def people(self) -> Mapping[str, Somebody]:
        """Everybody by the name of their page, in the plans' order."""
        places: dict[str, list[tuple[Plan, str]]] = {}
        names: dict[str, str] = {}
        for plan in self.plans:
            for id, target in plan.targets.get("person", {}).items():
                slug = person_slug(id, target.value)
                places.setdefault(slug, []).append((plan, id))
                names.setdefault(slug, str(getattr(target.value, "name", id)))
        return {slug: Somebody(slug, names[slug], tuple(places_of)) for slug, places_of in places.items()}

    @cached_property
    def open(self) -> tuple[Plan, ...]:
        """Plans whose status is before the launch, in order of launch."""
        ahead = (plan for plan in self.plans if plan.head.status not in OVER)
        return tuple(sorted(ahead, key=lambda plan: (plan.frame.launch.at.timestamp(), plan.id)))

    @cached_property
    def launches(self) -> Mapping[date, tuple[Plan, ...]]:
        """Plans by the day of their launch, in time order; those that are over as well."""
        by_day: dict[date, tuple[Plan, ...]] = {}
        for plan in sorted(self.plans, key=lambda plan: (plan.frame.launch.at.timestamp(), plan.id)):
            if not plan.frame.undated:
                by_day[plan.frame.day] = (*by_day.get(plan.frame.day, ()), plan)
        return by_day

    @cached_property
    def clashes(self) -> tuple[Clash, ...]:
        """The clashes from the day of `as_of` on, by day and name."""
        today = self.as_of.date()
        launching = {plan.frame.day for plan in self.open if not plan.frame.undated}
        days = sorted(day for day in launching if day >= today)
        clashes: list[Clash] = []
        for somebody in self.people.values():
            if len(somebody.places) > 1:
                clashes += _clashes_of(somebody, days)
        return tuple(sorted(clashes, key=lambda clash: (clash.day, clash.somebody.name)))


def _clashes_of(somebody: Somebody, days: list[date]) -> Iterator[Clash]:
    by_day: dict[date, dict[str, list[Assignment]]] = {}
    for duty in somebody.duties:
        if duty.timing and duty.day and not duty.row.over and duty.plan.head.status not in OVER:
            for day in days[bisect_left(days, duty.day) : bisect_right(days, duty.timing.extent.last_day)]:
                by_day.setdefault(day, {}).setdefault(duty.plan.id, []).append(duty)
    for day, plans in by_day.items():
        if len(plans) > 1:
            yield Clash(day, somebody, tuple((duties[0].plan, tuple(duties)) for duties in plans.values()))


def apart(duties: Sequence[Assignment], among: Sequence[Assignment] = ()) -> list[Assignment]:
    """Duties without those that are said by steps of the same person that stand in them: a box is theirs by its steps."""
    held = {above for duty in among or duties if duty.row.kind == "step" for above in _around(duty.row)}
    return [d for d in duties if d.row not in held or d.row.kind == "step" or not set(d.roles) <= {"owner"}]


def _around(row: Row) -> Iterator[Row]:
    while row.parent:
        row = row.parent
        yield row


def duties_of(plan: Plan, id: str) -> Iterator[Assignment]:
    """The rows of a plan that name a person or are theirs, once for every event of a row."""
    for row in plan.rows.concerning(id):
        roles = tuple(dict.fromkeys(m.role for m in row.named("person") if str(m.ref) == id and m.role))
        for event in row.events or (row.around,):
            yield Assignment(plan, row, roles or ("owner",), event)
