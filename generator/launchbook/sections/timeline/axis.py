"""A time axis: how wide a minute is, which units the two header rows count in, what each of their cells says.

Time is an `int` throughout: wall-clock minutes of the plan's zone, `date.toordinal() * 1440 + minute of the day`.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from babel.dates import format_skeleton

from launchbook.core.locale import locale_of
from launchbook.core.time import MOST_WEEKS

HOUR, DAY = 60, 1440
FIRST, LAST = DAY, date.max.toordinal() * DAY
"""The calendar runs from year 1 to year 9999."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of time laid out over a width in pixels."""

    start: int
    end: int
    width: float

    def x(self, tick: float) -> float:
        """Where a time stands; outside the stretch, at its edge."""
        return min(max((tick - self.start) * self.width / (self.end - self.start), 0.0), self.width)

    @property
    def minute(self) -> float:
        return self.width / (self.end - self.start)


@dataclass(frozen=True, slots=True)
class HeaderUnit:
    """What a header row counts in: so many of a base unit."""

    base: Literal["minute", "month"]
    count: int
    need: float
    """The pixels of its narrowest label; narrower cells take the next coarser unit."""
    forms: tuple[str, ...]
    """How a cell may be labelled, the longest first."""
    above: tuple[str, int, tuple[str, ...]]
    """The unit of the row above it, and how that is labelled."""

    @property
    def minutes(self) -> float:
        return self.count * (1 if self.base == "minute" else 365.2425 * DAY / 12)


_DAYS = ("minute", DAY, ("yMMMEd", "MMMEd", "MMMd", "day"))
_MONTHS = ("month", 1, ("yMMM", "MMM", "month"))
_YEARS = ("month", 12, ("y", "year"))
UNITS = (
    *(HeaderUnit("minute", count, 42, ("clock",), _DAYS) for count in (1, 5, 15, 30, 60, 120, 180, 360, 720)),
    HeaderUnit("minute", DAY, 22, ("Ed", "day"), _MONTHS),
    HeaderUnit("minute", 7 * DAY, 24, ("day",), _MONTHS),
    HeaderUnit("month", 1, 24, ("MMM", "month"), _YEARS),
    HeaderUnit("month", 3, 28, ("quarter",), _YEARS),
    *(
        HeaderUnit("month", 12 * count, 44, ("y", "year"), ("month", 120 * count, ("year",)))
        for count in (1, 5, 10, 50, 100)
    ),
    HeaderUnit("month", 12000, 0, ("year",), ("month", 120000, ("year",))),
)
"""From the finest; weeks begin on Monday, as in ISO 8601."""
WEEK = 7 * DAY
_NUMBERED = {
    DAY: HeaderUnit("minute", DAY, 22, ("Ed", "day"), ("minute", WEEK, ("WyMMM", "WMMM", "W"))),
    WEEK: HeaderUnit("minute", WEEK, 24, ("Wday", "W"), _MONTHS),
}
"""Days and weeks where the plan numbers its weeks."""


_COUNTED = (
    *(HeaderUnit("minute", count, 42, ("T",), ("minute", DAY, ("T",))) for count in (15, 30, 60, 120, 180, 360, 720)),
    *(HeaderUnit("minute", count, 42, ("T",), ("minute", WEEK, ("T",))) for count in (DAY,)),
    *(
        HeaderUnit("minute", count * WEEK, 42, ("T",), ("minute", 8 * count * WEEK, ()))
        for count in (1, 2, 4, 13, 52, 520)
    ),
)
"""Where time is counted from a launch whose day is not known."""


NUMBERS = ("day", "month", "year")
"""Forms that are a plain number, for cells that have room for no more."""


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of a header row, cut to what is visible; the label is empty where none fits."""

    x: float
    width: float
    label: str
    begins: bool
    """Its unit begins here: a line is drawn. The first cell may be the rest of one that began earlier."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Two header rows."""

    unit: HeaderUnit
    major: tuple[HeaderCell, ...]
    minor: tuple[HeaderCell, ...]


def tick_of(moment: datetime) -> int:
    """The wall-clock minute of a datetime."""
    return moment.toordinal() * DAY + moment.hour * HOUR + moment.minute


def moment_of(tick: int) -> datetime:
    tick = min(max(tick, FIRST), LAST)
    return datetime.fromordinal(tick // DAY) + timedelta(minutes=tick % DAY)


def choose_unit(scale: Scale, units: tuple[HeaderUnit, ...] = UNITS) -> HeaderUnit:
    """The finest unit whose cells have room for a label."""
    return next((unit for unit in units if unit.minutes * scale.minute >= unit.need), units[-1])


@dataclass(frozen=True, slots=True)
class Counting:
    """What an axis counts from."""

    weeks: int = 0
    """The beginning of week W1, where the plan numbers its weeks."""
    launch: int = 0
    """The launch, where its day is not known, and all time is told by its distance."""

    def unit(self, scale: Scale) -> HeaderUnit:
        if self.launch:
            return choose_unit(scale, _COUNTED)
        unit = choose_unit(scale)
        return _NUMBERED.get(unit.count, unit) if self.weeks and unit.base == "minute" else unit


CALENDAR = Counting()
"""Days, months and years alone."""


def make_axis(scale: Scale, language: str, size: float = 12, counting: Counting = CALENDAR) -> Axis:
    """The header rows of a scale, with labels of `size` pixels in a language."""
    unit = counting.unit(scale)
    base, count, forms = unit.above
    return Axis(
        unit,
        tuple(_major(scale, base, count, forms, language, size, counting)),
        tuple(_minor(scale, unit, language, size, counting)),
    )


def edges(base: str, count: int, start: int, end: int, origin: int = FIRST) -> Iterator[int]:
    """Where units begin, from the one that holds `start` to the first that is not before `end`."""
    if base == "minute":
        first = (start - origin) // count * count + origin  # the first day of the calendar is a Monday
        yield from range(first, end + count, count)
        return
    moment = moment_of(start)
    month = (moment.year * 12 + moment.month - 1) // count * count
    while True:
        tick = _month_tick(month)
        yield tick
        if tick >= end:
            return
        month += count


def _month_tick(month: int) -> int:
    if month < 12:
        return FIRST
    return date(month // 12, month % 12 + 1, 1).toordinal() * DAY if month < 120000 else LAST


def _cells(scale: Scale, base: str, count: int, counting: Counting) -> Iterator[tuple[int, float, float, bool]]:
    for begin, end in pairwise(edges(base, count, scale.start, scale.end, counting.launch or FIRST)):
        left, right = scale.x(begin), scale.x(end)
        if right > left:
            yield max(begin, scale.start), left, right - left, begin >= scale.start


def _minor(scale: Scale, unit: HeaderUnit, language: str, size: float, counting: Counting) -> Iterator[HeaderCell]:
    """All cells in one form, the longest that fits."""
    cells = list(_cells(scale, unit.base, unit.count, counting))
    room = unit.minutes * scale.minute
    form = unit.forms[-1]
    for longer in unit.forms[:-1]:
        if all(
            text_width(written(tick, longer, language, counting), size) + 6 <= room * 0.97 for tick, *_ in cells[:80]
        ):
            form = longer
            break
    for tick, x, width, begins in cells:
        label = written(tick, form, language, counting)
        fits = begins and text_width(label, size) + 3 <= width
        yield HeaderCell(x, width, label if fits else "", begins)


def _major(
    scale: Scale, base: str, count: int, forms: tuple[str, ...], language: str, size: float, counting: Counting
) -> Iterator[HeaderCell]:
    """Each cell in the longest form that fits; the year only where it is new."""
    told = 0
    for tick, x, width, begins in _cells(scale, base, count, counting):
        year = moment_of(tick).year
        label = ""
        for form in forms:
            if (form in NUMBERS and not begins) or (form.lstrip("W").startswith("yM") and year == told):
                continue  # a bare number tells little of a cell that is cut
            text = written(tick, form, language, counting)
            if text_width(text, size) + 8 <= width:
                label = text
                told = year if form.lstrip("W").startswith("y") else told
                break
        yield HeaderCell(x, width, label, begins)


@lru_cache(maxsize=8192)
def written(tick: int, form: str, language: str, counting: Counting = CALENDAR) -> str:
    """A time in one of the forms: a CLDR skeleton, or a plain number; behind the number of its week where the form begins
    with W; its distance from the launch, `T-3w`, where that is T."""
    if form == "T":
        return _distance(tick - counting.launch)
    if form.startswith("W"):
        number = (tick - counting.weeks) // WEEK + 1
        rest = written(tick, form[1:], language) if form[1:] else ""
        return " · ".join(part for part in (f"W{number}" if 1 <= number <= MOST_WEEKS else "", rest) if part)
    moment = moment_of(tick)
    if form == "clock":
        return f"{moment:%H:%M}"
    if form in NUMBERS:
        return str(getattr(moment, form))
    if form == "quarter":
        return f"Q{(moment.month + 2) // 3}"
    return str(format_skeleton(form, moment, locale=locale_of(language)))


def _distance(minutes: int) -> str:
    size, unit = next(
        (size, unit) for size, unit in ((WEEK, "w"), (DAY, "d"), (HOUR, "h"), (1, "m")) if minutes % size == 0
    )
    return f"T{minutes // size:+d}{unit}" if minutes else "T"


_WIDTHS = ((" .,:;!'|()[]ijl·", 0.34), ("0123456789-+–frtI/", 0.58), ("mwMW@%", 0.92), ("ABCDEFGHKNOPQRSTUVXYZ", 0.7))
_WIDTH_OF = {letter: width for letters, width in _WIDTHS for letter in letters}


@lru_cache(maxsize=16384)
def text_width(text: str, size: float) -> float:
    """About how wide a text is in a sans-serif face: rather too wide than too narrow."""
    return size * sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> float:
    known = _WIDTH_OF.get(letter)
    if known is not None:
        return known
    if letter < "\u0300":
        return 0.6
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0.0
    return 1.05 if unicodedata.east_asian_width(letter) in "WFA" else 0.75


def shorten(text: str, size: float, room: float) -> str:
    """A text cut to a width, with an ellipsis where something is missing."""
    if text_width(text, size) <= room:
        return text
    room -= text_width("…", size)
    total, widths = 0.0, []
    for letter in text:
        total += size * _letter_width(letter)
        widths.append(total)
    return text[: bisect_right(widths, room)].rstrip() + "…"
