"""When people are bound: boxes, steps, meetings, gates, watches and duty that have a time of day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from launchbook.core.plan import Plan, per_plan
from launchbook.core.portfolio import ENDED, Assignment, duties_of
from launchbook.core.time import Extent

_BINDING = frozenset({"time box", "step", "meeting", "gate", "duty", "watch", "coordination"})
_THERE = frozenset({"owner", "who", "decider", "chair", "participants"})
"""The roles that have to be there; a backup or a deputy need not."""
_LONGEST = timedelta(hours=24)
"""What is longer is no place at which somebody is."""


@dataclass(frozen=True, eq=False)
class Engaged:
    """A person, bound in a plan for a time."""

    plan: Plan
    person: str
    duty: Assignment
    extent: Extent


@per_plan
def engagements(plan: Plan) -> Mapping[str, Sequence[Engaged]]:
    """Where each person of a plan has to be at a time of day, by id; of what is at one time, the first. Not those who stand for
    several people."""
    if plan.head.status in ENDED:
        return {}
    people = ((id, target.value) for id, target in plan.targets.get("person", {}).items())
    return {
        id: list({each.extent: each for each in reversed(list(_of(plan, id)))}.values())
        for id, person in people
        if is_one(person)
    }


def _of(plan: Plan, id: str) -> Iterator[Engaged]:
    for duty in duties_of(plan, id):
        timing = duty.timing
        if duty.row.kind not in _BINDING or not duty.own or duty.row.over or not _THERE.intersection(duty.roles):
            continue
        if timing is None or timing.start.drift is not None or timing.start.precision != "minute" or timing.series:
            continue
        if timing.extent.end - timing.extent.start <= _LONGEST:
            yield Engaged(plan, id, duty, timing.extent)


def is_one(person: Any) -> bool:
    """Whether it is a person, and no team or role that several fill."""
    return person.count is None or str(person.count).strip() == "1"


def digits_of(phone: object) -> str:
    """The digits of a telephone number that tell it from others: without separators, and without what stands for a country before it."""
    digits = re.sub(r"\D", "", str(phone))
    return digits[-10:] if len(digits) >= 10 else digits


def person_keys(id: str, person: Any) -> Iterator[tuple[str, str]]:
    """By what a person is known in another plan: id and name, or telephone number and name. A name alone may be that of two."""
    name = str(person.name).casefold()
    yield id, name
    yield from ((digits_of(phone), name) for phone in person.phone)
