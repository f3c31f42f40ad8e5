"""People with two entries at the same time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from launchbook.core.time import Extent


class Shift(NamedTuple):
    """People who are busy with one entry for an extent; `entry` is its index in the list."""

    extent: Extent
    entry: int
    people: Collection[str]


class DoubleBooking(NamedTuple):
    """The indexes of two entries that need the same person at the same time, and when the overlap begins."""

    earlier: int
    later: int
    at: datetime


def clashes(shifts: Iterable[Shift]) -> Iterator[DoubleBooking]:
    """Every overlap with the shift that ends last so far for that person: linear, where all pairs would be quadratic."""
    busy: dict[str, Shift] = {}
    for shift in sorted(shifts, key=lambda shift: shift.extent.start.timestamp()):
        for person in shift.people:
            held = busy.setdefault(person, shift)
            if held.entry != shift.entry and not held.extent.precedes(shift.extent):
                yield DoubleBooking(min(held.entry, shift.entry), max(held.entry, shift.entry), shift.extent.start)
            if held.extent.end.timestamp() < shift.extent.end.timestamp():
                busy[person] = shift
