"""Time as one number, for the scheduler: minutes on the wall clock of the plan's zone, and adding lengths to it.

A stretch is half-open: a task whose last day is the 5th ends at midnight of the 6th. So days and times of day are one
thing, and an end can be compared with a beginning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from launchbook.core.quantity import Duration
from launchbook.core.time import PERIODS, Extent, Frame, Instant, Precision, period_start

DAY = 1440
_IN_DAYS = re.compile(r"[\d.\s]+(?:d|days?|w|weeks?|天|日|周|星期)", re.IGNORECASE)
_LAST = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: working days, calendar days, and minutes that elapse."""

    workdays: int = 0
    days: int = 0
    minutes: int = 0
    in_days: bool = False
    """Its minutes are a part of a day, said in days: `1.5d`."""

    @classmethod
    def of(cls, duration: Duration) -> Length:
        minutes = int(duration.rest.total_seconds() // 60)
        return cls(
            duration.workdays, duration.days, minutes, bool(minutes and _IN_DAYS.fullmatch(duration.longest.text))
        )

    @property
    def by_the_clock(self) -> bool:
        """Whether it is told in hours and minutes alone."""
        return bool(self.minutes) and not (self.workdays or self.days)


class Clock:
    """Instants to numbers and back, and the arithmetic of working days, days and hours between them."""

    def __init__(self, frame: Frame) -> None:
        self.zone, self.calendar = frame.zone, frame.calendar
        year = frame.launch.at.year
        probes = [datetime(min(9998, max(2, near)), month, 1, tzinfo=UTC) for near in (year - 1, year, year + 1)
                  for month in range(1, 13)]  # fmt: skip
        self._steady = len({probe.astimezone(frame.zone).utcoffset() for probe in probes}) == 1

    # to numbers

    def begin(self, instant: Instant) -> int:
        at = instant.at
        return at.toordinal() * DAY + at.hour * 60 + at.minute

    def finish(self, instant: Instant) -> int:
        """Where it ends: what is said as a day ends with the day."""
        if instant.precision == "minute":
            return self.begin(instant)
        return (Extent(instant.at, instant.extent.latest).last_day.toordinal() + 1) * DAY

    # and back

    def start_of(self, tick: int, precision: Precision = "day") -> Instant:
        """A beginning: a day, unless the time of day matters, or only a week, month or quarter is said."""
        return self._instant(tick, "minute" if precision == "day" and tick % DAY else precision)

    def end_of(self, tick: int, precision: Precision = "day") -> Instant:
        """An end: the last day, unless the time of day matters, or only a week, month or quarter is said."""
        precision = "minute" if precision == "day" and tick % DAY else precision
        return self._instant(tick if precision == "minute" else tick - DAY, precision)

    def _instant(self, tick: int, precision: Precision) -> Instant:
        day, minute = divmod(tick, DAY)
        there, clock = date.fromordinal(min(max(day, 1), _LAST)), time(minute // 60, minute % 60)
        if precision in PERIODS:
            there, clock = period_start(there, precision), time()
        return Instant(datetime.combine(there, clock, self.zone), precision)

    # arithmetic

    def after(self, tick: int, length: Length) -> int:
        """The end of a length that begins at a tick."""
        tick += length.days * DAY
        if length.workdays:
            day, minute = divmod(tick, DAY)
            nth = self.calendar.nth_from
            tick = nth(day + 1, length.workdays) * DAY + minute if minute else (nth(day, length.workdays) + 1) * DAY
        return self._elapse(tick, length.minutes) if length.minutes else tick

    def before(self, tick: int, length: Length) -> int:
        """The latest beginning of a length that ends by a tick."""
        if length.minutes:
            tick = self._elapse(tick, -length.minutes)
        if length.workdays:
            day, minute = divmod(tick, DAY)
            tick = self.calendar.nth_from(day, -length.workdays) * DAY + minute
        return tick - length.days * DAY

    def with_lag(self, end: int, sign: int, length: Length) -> int:
        """The earliest beginning behind an end and a lag."""
        return self.after(end, length) if sign > 0 else self.before(end, length)

    def without_lag(self, start: int, sign: int, length: Length) -> int:
        """The latest end before a beginning and a lag."""
        if sign > 0:
            return self.before(start, length)
        tick = start + length.days * DAY
        if length.workdays:
            tick = self.calendar.nth_from(tick // DAY + 1, length.workdays) * DAY
        return self._elapse(tick, length.minutes) if length.minutes else tick

    def opening(self, tick: int, length: Length) -> int:
        """The first moment from a tick on at which work of a length can begin: a working day, or working hours."""
        day, minute = divmod(tick, DAY)
        if length.workdays and not length.days:
            first = self.calendar.nth_from(day, 1)
            return tick if first == day else first * DAY
        if length.by_the_clock and not minute and self.calendar.declared:
            return self.calendar.nth_from(day, 1) * DAY + (self.calendar.hours or (0,))[0]
        return tick

    def reaching(self, end: int, length: Length) -> int:
        """The earliest beginning of work of a length that does not end before a tick."""
        start = self.opening(self.before(end, length), length)
        while self.after(start, length) < end:
            start = self.opening((start // DAY + 1) * DAY, length)
        return start

    def closing(self, tick: int, length: Length) -> int:
        """The last moment up to a tick at which work of a length can end."""
        day, minute = divmod(tick, DAY)
        if length.workdays and not length.days and not minute:
            return (self.calendar.nth_from(day, -1) + 1) * DAY
        if length.by_the_clock and not minute and self.calendar.hours:
            return self.calendar.nth_from(day, -1) * DAY + self.calendar.hours[1]
        return tick

    def workdays_between(self, start: int, end: int) -> int:
        """Working days between two ticks, below zero where the second comes first."""
        if start <= end:
            return self.calendar.between(-(-start // DAY), -(-end // DAY))
        return -self.calendar.between(-(-end // DAY), -(-start // DAY))

    def _elapse(self, tick: int, minutes: int) -> int:
        """Minutes pass also where the clock is changed."""
        if self._steady:
            return tick + minutes
        start = self._instant(tick, "minute").at
        end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(self.zone)
        return end.toordinal() * DAY + end.hour * 60 + end.minute
