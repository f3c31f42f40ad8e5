"""Time zones as iCalendar describes them (RFC 5545, 3.6.5): every change of the clock in a stretch of years.

Read from the system's own zone, change by change. A rule for all years would be shorter, but some zones follow none
(Morocco's clock follows the moon).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from launchbook.exports.lines import block, fold

_STEP = timedelta(days=7)
"""No zone changes its clock twice within this time."""


@lru_cache(maxsize=256)
def timezone_block(zone: ZoneInfo, first: int, last: int) -> str:
    """The VTIMEZONE of a zone for a range of years, both included."""
    start = datetime(first, 1, 1, tzinfo=UTC)
    changes: dict[tuple[str, str, str, str], list[str]] = {}
    for before, after in [(start.astimezone(zone), start.astimezone(zone)), *_changes(zone, first, last)]:
        onset = _wall(after, before)
        changes.setdefault(_kind(before, after), []).append(f"{onset:%Y%m%dT%H%M%S}".rjust(15, "0"))
    parts = [
        block(
            f"BEGIN:{kind}",
            f"DTSTART:{onsets[0]}",
            fold(f"RDATE:{','.join(onsets[1:])}") if onsets[1:] else "",
            f"TZOFFSETFROM:{from_}",
            f"TZOFFSETTO:{to}",
            f"TZNAME:{name}",
            f"END:{kind}",
        )
        for (kind, from_, to, name), onsets in changes.items()
    ]
    return block("BEGIN:VTIMEZONE", f"TZID:{zone.key}") + "".join(parts) + "END:VTIMEZONE\r\n"


def _changes(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[datetime, datetime]]:
    """The moments around each change of the clock, the second being the first with the new one."""
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


def _wall(at: datetime, like: datetime) -> datetime:
    """A moment by the clock that another one stands by."""
    return (at.astimezone(UTC) + _offset(like)).replace(tzinfo=None)


def _kind(before: datetime, after: datetime) -> tuple[str, str, str, str]:
    kind = "DAYLIGHT" if after.dst() else "STANDARD"
    return kind, _written(_offset(before)), _written(_offset(after)), str(after.tzname())


def _offset(at: datetime) -> timedelta:
    return at.utcoffset() or timedelta()


def _written(offset: timedelta) -> str:
    sign, seconds = ("-" if offset < timedelta() else "+"), abs(int(offset.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    return f"{sign}{hours:02}{rest // 60:02}" + (f"{rest % 60:02}" if rest % 60 else "")
