"""All plans of a site together: who is the same person in two of them, and what everybody has to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from launchbook.core.plan import Dated, Mention, Plan

OVER = ("launched", "rolled back", "closed")
"""Statuses of a plan whose launch lies behind it."""


def person_slug(id: str, person: object) -> str:
    """The name of a person's page. The same id with the same name is the same person, in whichever plan.

    It can be told from one plan alone, so that a plan's pages do not change when another plan does.
    """
    return f"{id}-{hashlib.sha256(str(getattr(person, 'name', '')).encode()).hexdigest()[:6]}"


@dataclass(frozen=True)
class Duty:
    """Something of a plan that is a person's: dated where it is, and what they are to it (`owner`, `decider`, `deputy`)."""

    plan: Plan
    section: str
    anchor: str
    role: str
    dated: Dated | None = None
    mention: Mention | None = None

    @property
    def order(self) -> tuple[float, float, str]:
        if self.dated is None:
            return float("inf"), 0.0, self.plan.id
        return self.dated.start.at.timestamp(), self.dated.until.timestamp(), self.plan.id

    @property
    def day(self) -> date | None:
        """The day on which it begins, or is due."""
        return self.dated.start.at.date() if self.dated else None


@dataclass(frozen=True)
class Somebody:
    """A person over all plans: each plan with the id's person there, and everything that is theirs."""

    slug: str
    name: str
    places: tuple[tuple[Plan, str], ...]
    """Plans with the person's id there."""

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """In time order, what has no time at the end in the plans' order."""
        return tuple(sorted((duty for plan, id in self.places for duty in duties_of(plan, id)), key=lambda d: d.order))

    def persons(self) -> Iterator[tuple[Plan, Any]]:
        """What each plan says of the person."""
        for plan, id in self.places:
            yield plan, plan.targets["person"][id].value


@dataclass(frozen=True)
class Clash:
    """One person with something to do on one day in several plans, one of which is launched that day."""

    day: date
    somebody: Somebody
    duties: tuple[tuple[Plan, tuple[Duty, ...]], ...]


@dataclass(frozen=True, eq=False)
class Portfolio:
    """The plans of a site, and the time it is built for."""

    plans: Sequence[Plan]
    as_of: datetime

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
        return {slug: Somebody(slug, names[slug], tuple(found)) for slug, found in places.items()}

    @cached_property
    def open(self) -> tuple[Plan, ...]:
        """Plans whose launch lies ahead, or is not said to be over, the next first."""
        found = (plan for plan in self.plans if plan.head.status not in OVER)
        return tuple(sorted(found, key=lambda plan: (plan.frame.launch.at.timestamp(), plan.id)))

    @cached_property
    def launches(self) -> Mapping[date, tuple[Plan, ...]]:
        """Plans by the day of their launch, in time order; those that are over as well."""
        found: dict[date, tuple[Plan, ...]] = {}
        for plan in sorted(self.plans, key=lambda plan: (plan.frame.launch.at.timestamp(), plan.id)):
            if plan.frame.launch.precision != "month":
                found[plan.frame.day] = (*found.get(plan.frame.day, ()), plan)
        return found

    @cached_property
    def clashes(self) -> tuple[Clash, ...]:
        """From the day of `as_of` on, by day and person."""
        today = self.as_of.date()
        launching = {plan.frame.day for plan in self.open if plan.frame.launch.precision != "month"}
        days = {day for day in launching if day >= today}
        found: list[Clash] = []
        for somebody in self.people.values():
            if len(somebody.places) > 1:
                found += _clashes_of(somebody, days)
        return tuple(sorted(found, key=lambda clash: (clash.day, clash.somebody.name)))


def _clashes_of(somebody: Somebody, days: set[date]) -> Iterator[Clash]:
    by_day: dict[date, dict[str, list[Duty]]] = {}
    for duty in somebody.duties:
        if duty.dated is None or duty.dated.start.precision == "month":
            continue
        busy = not duty.dated.event.done and duty.plan.head.status not in OVER
        if busy and duty.day in days:
            by_day.setdefault(duty.day, {}).setdefault(duty.plan.id, []).append(duty)
    for day, plans in by_day.items():
        if len(plans) > 1:
            yield Clash(day, somebody, tuple((duties[0].plan, tuple(duties)) for duties in plans.values()))


_LISTED = ("reports_to", "person")
"""Roles that make nobody responsible for anything."""


def duties_of(plan: Plan, id: str) -> Iterator[Duty]:
    """What is a person's in a plan: every dated event of theirs, and every other place that names them.

    What has no time of its own has that of what it stands in: a step, that of its time box.
    """
    events: dict[object, Dated] = {}
    for dated in plan.dated():
        events.setdefault(_place(dated.section, dated.event.source), dated)
        if dated.event.owner is not None and str(dated.event.owner) == id:
            yield Duty(plan, dated.section, dated.anchor, "owner", dated)
    for mention in plan.mentions("person").get(id, ()):
        places = [_place(mention.section, holder) for holder in mention.holders or (None,)]
        own = events.get(places[0])
        theirs = own is not None and own.event.owner is not None and str(own.event.owner) == id
        if mention.role in _LISTED or (theirs and mention.role in ("owner", "owners")):
            continue
        within = next((events[place] for place in places if place in events), None)
        yield Duty(plan, mention.section, mention.anchor, mention.role, within, mention)


def _place(section: str, value: object) -> object:
    """What an event or a mention stands at: an object by its identity, or a section as a whole."""
    return section if value is None else id(value)
