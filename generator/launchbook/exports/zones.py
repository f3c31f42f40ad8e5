"""Time zones as iCalendar describes them (RFC 5545, 3.6.5): every change of the clock in a stretch of years.

Read from the system's own zone, change by change. A rule for all years would be shorter, but some zones follow none
(Morocco's clock follows the moon), and the library's own function misses a month with such a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from launchbook.core.groups import grouped

_STEP = timedelta(days=7)
"""No zone changes its clock twice within this time."""


@lru_cache(maxsize=256)
def timezone(zone: ZoneInfo, first: int, last: int) -> Timezone:
    """The VTIMEZONE of a zone for a range of years, both included.

    The first and the last year of Python's dates are left out: in some zones, their ends lie outside of the range.
    """
    first, last = max(2, first), min(9998, max(2, last))
    first = min(first, last)
    start = datetime(first, 1, 1, tzinfo=UTC).astimezone(zone)
    changes = grouped(
        (
            (_offset(before), _offset(after), str(after.tzname()), bool(after.dst())),
            (after.astimezone(UTC) + _offset(before)).replace(tzinfo=None),  # by the clock that it ends
        )
        for before, after in [(start, start), *_changes(zone, first, last)]
    )
    component = Timezone()
    component.add("TZID", zone.key)
    for (old, new, name, daylight), onsets in changes.items():
        part = TimezoneDaylight() if daylight else TimezoneStandard()
        part.add("DTSTART", onsets[0])
        if onsets[1:]:
            part.add("RDATE", onsets[1:])
        part.add("TZOFFSETFROM", old)
        part.add("TZOFFSETTO", new)
        part.add("TZNAME", name)
        component.add_component(part)
    return component


def _changes(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[datetime, datetime]]:
    """The changes of the clock: the moment before a change, and the first moment after it."""
    now, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 12, 31, 23, 59, 59, tzinfo=UTC)
    while now < end:
        following = min(now + _STEP, end)
        if now.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            low, high = now, following
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                if middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset():
                    low = middle
                else:
                    high = middle
            yield low.astimezone(zone), high.astimezone(zone)
        now = following


def _offset(at: datetime) -> timedelta:
    return at.utcoffset() or timedelta()
