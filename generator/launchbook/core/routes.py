"""What a list of steps takes, whichever way one goes through it: of alternatives one is done, and what it leads past is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from typing import Any, NamedTuple

from launchbook.core.flow import Destination, Lane, flow_of
from launchbook.core.headings import list_path
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path
from launchbook.core.quantity import Duration
from launchbook.core.rows import Row
from launchbook.core.steps import Step, SumOfSteps, length_of


class Route(NamedTuple):
    """Steps that are done one after the other, added up: a long list costs no more for each of its steps than a short one."""

    length: Duration | None = None
    conditional: Duration | None = None
    """How much of it is done only under a condition."""
    said: int = 0
    """How many of the steps say how long they take."""
    steps: int = 0

    @classmethod
    def of(cls, length: Duration | None, conditional: bool) -> Route:
        """A single step, which is done only if something holds or in any case."""
        return cls(length, length if conditional else None, int(length is not None), 1)

    def then(self, other: Route) -> Route:
        lengths, conditional = _added(self.length, other.length), _added(self.conditional, other.conditional)
        return Route(lengths, conditional, self.said + other.said, self.steps + other.steps)


def _added(one: Duration | None, other: Duration | None) -> Duration | None:
    """Both lengths, without the words in which each was said: these would grow with every step."""
    if one is None or other is None:
        return one or other
    found = Duration.sum((one, other))
    return found and replace(found, text="", low=found.low and replace(found.low, text=""))


class WayThrough(NamedTuple):
    """A list of steps as one of its alternatives is carried out: what all of it takes, with the steps before and behind it."""

    sum: SumOfSteps
    conditional: Duration | None
    """How much of that is done only under a condition."""
    limit: Duration | None
    """How long it may take."""


class _Turn(NamedTuple):
    """One way to do a step and to leave it."""

    done: Route
    then: int | None
    """The step of the list with which one goes on; None where it stands above, since nobody knows how often that is done."""
    way: Row | None
    """The alternative that is carried out."""


class _Network:
    """The routes through a list. Of all that lead to a step, or from it, the shortest and the longest are kept."""

    def __init__(self, plan: Plan, steps: Sequence[Step]) -> None:
        self.steps = steps
        self.places = {step.path: place for place, step in enumerate(steps)}
        rows: dict[Path, list[Any]] = {}
        for row in flow_of(plan).sheets[list_path(steps[0].path)].rows:
            rows.setdefault(row.path, []).append(row)
        self.turns = [list(self._turns(place, rows.get(step.path, ()))) for place, step in enumerate(steps)]
        self.behind: list[list[Route]] = [[] for _ in steps] + [[Route()]]
        """From each step to the end."""
        for place in reversed(range(len(steps))):
            self.behind[place] = _ends(route for turn in self.turns[place] for route in self._on(turn))

    def _turns(self, place: int, rows: Sequence[Any]) -> Iterator[_Turn]:
        step, then = self.steps[place], next((row.then for row in rows if row.then), None)
        ways: Sequence[Lane | None] = [lane for row in rows if row.forks and row.chooses for lane in row.lanes] or [
            None
        ]
        outcomes: Sequence[Lane | None] = [
            lane for row in rows if row.forks and not row.chooses for lane in row.lanes
        ] or [None]
        for way in ways:
            head = Route.of(_length(step, way), step.condition is not None)
            leaves = way is not None and way.then is not None and way.then.kind != "next"
            for came in [None] if leaves else outcomes:
                inside = (
                    Route.of(each.length, each.condition is not None) for each in (came.branch.steps if came else ())
                )
                to = came.then if came else way.then if way else then
                yield _Turn(reduce(Route.then, inside, head), self._place(to, place), way.row if way else None)

    def _place(self, to: Destination | None, place: int) -> int | None:
        if to is None or to.kind == "next":
            return place + 1
        if to.kind == "step" and to.row is not None:
            path = to.row.path
            index = next(
                (self.places[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.places), None
            )
            if index is not None:
                return index if index > place else None
        return len(self.steps)

    def _on(self, turn: _Turn) -> list[Route]:
        return [turn.done.then(route) for route in self.behind[turn.then]] if turn.then is not None else []

    def by_way(self) -> Iterator[tuple[Row, list[Route]]]:
        """The routes on which each alternative is carried out."""
        before: list[list[Route]] = [[Route()], *([] for _ in self.steps)]
        for place, turns in enumerate(self.turns):
            here = _ends(before[place])
            for row in {turn.way.path: turn.way for turn in turns if turn.way}.values():
                on = [route for turn in turns if turn.way is row for route in self._on(turn)]
                yield row, _ends(first.then(rest) for first in here for rest in on)
            for turn in turns:
                if turn.then is not None:
                    before[turn.then] += [route.then(turn.done) for route in here]


def _length(step: Step, way: Lane | None) -> Duration | None:
    """How long a step takes, if it is done that way."""
    if way is None or not isinstance(way.branch, Step):
        return step.length
    inside = Duration.sum(length for length in (length_of(step.steps), way.branch.length) if length)
    return max((length for length in (step.duration, inside) if length), key=lambda length: length.total, default=None)


def _ends(routes: Iterable[Route]) -> list[Route]:
    """The shortest of routes and the longest."""
    known = list(routes)
    if not known:
        return []
    shortest = min(known, key=lambda route: _total(route.length and route.length.shortest))
    return list(dict.fromkeys((shortest, max(known, key=lambda route: _total(route.length)))))


def _total(length: Duration | None) -> timedelta:
    return length.total if length else timedelta()


def _sum(routes: Sequence[Route]) -> SumOfSteps | None:
    length = Duration.any_of(route.length for route in routes if route.length)
    return SumOfSteps(length, routes[-1].said, routes[-1].steps) if length else None


def sum_of(plan: Plan, steps: Sequence[Step]) -> SumOfSteps | None:
    """What a list of steps takes together: from the shortest way through it to the longest. None where nothing says how long
    it takes, and where some have a time of their own, since they may run side by side."""
    if not steps or any(step.at for step in steps):
        return None
    return _sum(_Network(plan, steps).behind[0])


def ways_of(plan: Plan, steps: Sequence[Step]) -> list[tuple[Row, WayThrough]]:
    """The alternatives of a list of steps of which one is carried out, each with what all of it then takes."""
    ways = ways_through(plan)
    found = (plan.row(way) for step in steps for way in step.choose)
    return [(row, ways[row.path]) for row in found if row.path in ways]


@per_plan
def ways_through(plan: Plan) -> Mapping[Path, WayThrough]:
    """What is taken in all with an alternative, by its path: for those that part the whole of what is carried out."""
    return dict(_ways_through(plan))


def _ways_through(plan: Plan) -> Iterator[tuple[Path, WayThrough]]:
    for each in flow_of(plan).lists:
        if each.main and any(step.choose for step in each.steps) and not any(step.at for step in each.steps):
            for row, routes in _Network(plan, each.steps).by_way():
                if sum := _sum(routes):
                    yield row.path, WayThrough(sum, routes[-1].conditional, getattr(each.holder.value, "limit", None))
