"""Who is asked to be in two places at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from launchbook.core.time import Extent


class Shift(NamedTuple):
    """Some people are busy for a while with one entry, which is named by its place."""

    extent: Extent
    entry: int
    people: Collection[str]


class DoubleBooking(NamedTuple):
    """Two entries, as they are written, that ask for a person at the same time, and from when."""

    one: int
    other: int
    at: datetime


def clashes(shifts: Iterable[Shift]) -> Iterator[DoubleBooking]:
    """Each person's shift against the one that keeps them longest, so that a thousand at once are not a million pairs."""
    busy: dict[str, Shift] = {}
    for shift in sorted(shifts, key=lambda each: each.extent.start.timestamp()):
        for person in shift.people:
            held = busy.setdefault(person, shift)
            if held.entry != shift.entry and not held.extent.precedes(shift.extent):
                yield DoubleBooking(min(held.entry, shift.entry), max(held.entry, shift.entry), shift.extent.start)
            if held.extent.end.timestamp() < shift.extent.end.timestamp():
                busy[person] = shift
