"""What comes before a step and what waits for it: the steps and decisions of a plan, each list in its order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from launchbook.core.groups import grouped
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path
from launchbook.core.rows import Row
from launchbook.core.steps import Alternative, Outcome


@per_plan
def neighbours(plan: Plan) -> Mapping[Path, tuple[Row | None, Row | None]]:
    """The step or decision before each step or decision, and the one after it, by path."""
    found: dict[Path, tuple[Row | None, Row | None]] = {}
    for chain in _chains(plan):
        for before, after in pairwise([None, *chain]):
            if after is not None:
                found[after.path] = (before, None)
            if before is not None:
                found[before.path] = (found[before.path][0], after)
    return found


def _chains(plan: Plan) -> Iterator[list[Row]]:
    """The time boxes one after another; every other list of steps by itself: what prepares a rollback does not lead into it."""
    yield [link for row in plan.rows if row.kind == "time box" for link in _links(row)]
    for row in plan.rows:
        inside = isinstance(row.value, (Alternative, Outcome)) or row.kind == "step"
        if row.kind != "time box" and not inside and any(part.kind == "step" for part in row.parts):
            lists = grouped((part.path[:-1], part) for part in row.parts if part.kind == "step")
            yield from (map(list, map(_smallest, lists.values())) if len(lists) > 1 else [list(_links(row))])


def _links(row: Row) -> Iterator[Row]:
    """The decision before it, its smallest steps, the decision at its end."""
    gates = [part for part in row.parts if part.kind == "gate"]
    yield from (gate for gate in gates if not gate.value.at_end)
    yield from _smallest(row.parts)
    yield from (gate for gate in gates if gate.value.at_end)


def _smallest(parts: Iterable[Row]) -> Iterator[Row]:
    for part in parts:
        if part.kind == "step" and not isinstance(part.value, Alternative):
            smaller = list(_smallest(part.parts))
            yield from smaller or [part]
