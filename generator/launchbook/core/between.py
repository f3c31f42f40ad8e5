"""What rules over several plans find: it stands in two plans, and is reported in both."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, TypeVar

from launchbook.core.plan import Plan
from launchbook.core.problem import Message, Path
from launchbook.core.time import Extent

T = TypeVar("T")
L = TypeVar("L")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class Place:
    """A place in a plan, and what it is to whoever stands at the other one: "the freeze"."""

    plan: Plan
    path: Path
    label: Message


@dataclass(frozen=True, eq=False)
class Between:
    """A finding over plans. At each of its places it is reported, with the others beside it."""

    message: Message
    places: Sequence[Place]
    help: tuple[Message, ...] = ()


def meeting(lefts: Iterable[tuple[Extent, L]], rights: Iterable[tuple[Extent, R]]) -> Iterator[tuple[L, R]]:
    """The pairs, one of each, whose extents meet. It costs what sorting them costs, and the pairs of those that are on at one time."""
    entries: list[tuple[Extent, bool, Any]] = [(extent, True, left) for extent, left in lefts]
    entries += [(extent, False, right) for extent, right in rights]
    entries.sort(key=lambda entry: entry[0].start.timestamp())
    on: dict[bool, list[tuple[float, int, Extent, Any]]] = {True: [], False: []}
    for number, (extent, is_left, value) in enumerate(entries):
        others = on[not is_left]
        while others and others[0][0] < extent.start.timestamp():
            heappop(others)
        for _, _, other, beside in sorted(others, key=lambda entry: entry[1]):
            if extent.meets(other):
                yield (value, beside) if is_left else (beside, value)
        heappush(on[is_left], (extent.end.timestamp(), number, extent, value))


def first_of(found: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[tuple[T, int]]:
    """Of what is alike, the first, and how many more there are; in the order of the first ones."""
    alike: dict[Hashable, list[T]] = {}
    for each in found:
        alike.setdefault(key(each), []).append(each)
    yield from ((several[0], len(several) - 1) for several in alike.values())
