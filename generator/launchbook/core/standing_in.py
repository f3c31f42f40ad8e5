"""Who does the work of somebody else: whoever has the same duty at other hours, and the deputy of whoever is absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from launchbook.core.deciding import by_role, deputy_of, roster_of
from launchbook.core.entry import Timing
from launchbook.core.groups import grouped
from launchbook.core.plan import Plan, per_plan
from launchbook.core.reference import PersonRef


class StandIn(NamedTuple):
    """For whom somebody steps in, and when."""

    of: PersonRef
    timings: Sequence[Timing]
    """The stretches of the roster in which they have the same duty; empty where they step in for whoever is absent alone."""
    absent: bool
    """Whether they step in whenever the other is absent."""


@per_plan
def stand_ins(plan: Plan) -> Mapping[str, Sequence[StandIn]]:
    """For whom each person steps in, by their id, in the order of the plan."""
    relieved = grouped(_relieved(plan))
    deputies = set(_deputies(plan))
    order = {id: place for place, id in enumerate(plan.targets.get("person", {}))}
    pairs = sorted({*relieved, *deputies}, key=lambda pair: order.get(str(pair[1]), len(order)))
    return grouped((str(one), StandIn(of, relieved.get((one, of), ()), (one, of) in deputies)) for one, of in pairs)


def _relieved(plan: Plan) -> Iterator[tuple[tuple[PersonRef, PersonRef], Timing]]:
    """Two who have the same duty at different hours, each time that the first of them has it."""
    for duties in by_role(roster_of(plan)).values():
        holders = dict.fromkeys(row.owners[0] for _, row in duties)
        for timing, row in duties:
            yield from (((row.owners[0], other), timing) for other in holders if other != row.owners[0])


def _deputies(plan: Plan) -> Iterator[tuple[PersonRef, PersonRef]]:
    """Two of whom the first steps in where the second is absent: as the deputy, or by the roster."""
    for id in plan.targets.get("person", {}):
        if deputy := deputy_of(plan, PersonRef(id)):
            yield deputy, PersonRef(id)
    for _, row in roster_of(plan):
        if isinstance(backup := getattr(row.value, "backup", None), PersonRef):
            yield backup, row.owners[0]
