"""Which days are worked, and counting by them: weekends, a country's public holidays and make-up days, the plan's own.

The library `holidays` computes holidays by rule for any year. Some states also move days of work by decree, a year
ahead: China's make-up days are in no rule. A year after the last decree that the library has is reported as unknown,
never guessed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

import holidays
from holidays.registry import COUNTRIES, EntityLoader

from launchbook.core.locale import locale_of
from launchbook.core.problem import Code, Rejected, say

UNKNOWN_YEAR = Code(
    "WD001",
    "calendar year not known",
    "Working days are counted in a year whose public holidays and make-up days are not in the holiday data. They are "
    "announced about a year ahead. Write the days under `free:` and `working:` of `calendar:` and name the year in "
    "`checked:`, or update the holiday data.",
)
OUTSIDE = Code("WD002", "working days over centuries", "Working days are counted over centuries: a year is wrong.")
NEVER_WORKED = Code("WD003", "no working day", "The calendar leaves no day of a whole year to work on.")

STILL_DECREED = 2024
"""A state whose last decree is older does not move days any more (Bulgaria, Ukraine): there the rules suffice."""

MOST_YEARS = 400
"""Maximum number of years of a calendar. No plan is longer; more would only cost time."""


@dataclass(frozen=True, slots=True)
class Country:
    """Whose holidays: a country or a region of it. `language` is that of their names, where the library has it."""

    code: str
    region: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a country: which days are free, and which days of a weekend are worked."""

    known: bool
    names: Mapping[date, str]
    """Public holidays, days off in exchange included."""
    working: frozenset[date]
    """Days of a weekend that are worked."""
    estimated: frozenset[date]
    """Holidays that hang on the sight of the moon, and may fall a day earlier or later."""


def country_codes() -> frozenset[str]:
    """The codes of two letters that the library knows."""
    return frozenset(code for code in EntityLoader.get_country_codes() if len(code) == 2)


@cache
def country_names() -> Mapping[str, str]:
    """The codes by the countries' English names and by their codes of three letters, for those who write these."""
    by_name = {name.replace("_", " "): codes[1] for name, codes in COUNTRIES.items()}
    return by_name | {codes[2].casefold(): codes[1] for codes in COUNTRIES.values()} | {"中国": "CN"}


@cache
def regions_of(code: str) -> tuple[str, ...]:
    """The parts of a country that have holidays of their own, by code and by name."""
    country = _shared(code)
    return (*country.subdivisions, *country.subdivisions_aliases)


@lru_cache(maxsize=512)
def year_of(country: Country, year: int) -> Year:
    """A year of a country as the library knows it."""
    holidays_of_year = _library(country, year)
    names = {day: str(name) for day, name in holidays_of_year.items() if day.year == year}
    mark = (
        holidays_of_year.tr(holidays_of_year.estimated_label).replace("%s", "").strip()
        if getattr(holidays_of_year, "estimated_label", "")
        else ""
    )
    working = frozenset(day for day in holidays_of_year.weekend_workdays if day.year == year)
    estimated = frozenset(day for day, name in names.items() if mark and mark in name)
    return Year(_is_known(holidays_of_year, year), names, working, estimated)


def _is_traditional(language: str) -> bool:
    return locale_of(language).script == "Hant"


def _library(country: Country, year: int) -> Any:
    supported = sorted(_shared(country.code).supported_languages)
    wanted = locale_of(country.language)
    fitting = [name for name in supported if name.split("_")[0] == wanted.language]
    script = next((name for name in fitting if _is_traditional(name) == _is_traditional(country.language)), None)
    language = script or next(iter(fitting), None)
    return holidays.country_holidays(country.code, country.region or None, years=year, language=language)


def _is_known(holidays_of_year: Any, year: int) -> bool:
    """Whether the library has all holidays of a year: it is within its range, and not after the last decree."""
    if not holidays_of_year.start_year <= year <= holidays_of_year.end_year:
        return False
    if not getattr(holidays_of_year, "has_substituted_holidays", False):
        return True
    decreed = max((year for year, days in holidays_of_year.special_public_holidays.items() if _moves(days)), default=0)
    return year <= decreed or decreed < STILL_DECREED


def _moves(days: Any) -> bool:
    """Whether a year's special days move a day of work: `(month, day, from month, from day[, from year])`."""
    entries = days if isinstance(days[0], tuple) else (days,)
    return any(len(entry) > 3 for entry in entries)


class WorkingDays:
    """A calendar of working days. Years are computed when they are first asked for, and remembered."""

    def __init__(
        self,
        country: Country | None = None,
        free: Mapping[date, str] | None = None,
        working: Mapping[date, str] | None = None,
        weekend: frozenset[int] | None = None,
        checked: frozenset[int] = frozenset(),
        hours: tuple[int, int] | None = None,
        declared: bool = True,
    ) -> None:
        self.country, self.free, self.working, self.checked = country, dict(free or {}), dict(working or {}), checked
        self.weekend = weekend
        self.hours = hours
        """The minutes of a day at which work begins and ends."""
        self.declared = declared
        """Whether the plan has a `calendar:`; otherwise Monday to Friday are worked."""
        self._first, self._last = 1, 0
        self._days: list[int] = []
        self._offset = 0
        self._low, self._high = 1, 0

    # single days

    def known(self, year: int) -> bool:
        """Whether all holidays of a year are known."""
        return self.country is None or year in self.checked or year_of(self.country, year).known

    def is_working(self, day: date) -> bool:
        """Whether a day is worked; in an unknown year, by the rules alone."""
        if day in self.working:
            return True
        if day in self.free:
            return False
        if self.country is None:
            return not self.is_weekend(day)
        year = year_of(self.country, day.year)
        return day in year.working or not (self.is_weekend(day) or day in year.names)

    def is_weekend(self, day: date) -> bool:
        if self.weekend is not None or self.country is None:
            return day.weekday() in (_SATURDAY_SUNDAY if self.weekend is None else self.weekend)
        return bool(_weekend_of(self.country, day))

    def name(self, day: date) -> str:
        """The name of a free day, or of a day of a weekend that is worked; empty without one."""
        own = self.working.get(day) or self.free.get(day)
        if own is not None or self.country is None:
            return own or ""
        return year_of(self.country, day.year).names.get(day, "")

    def is_holiday(self, day: date) -> bool:
        """Whether a day is free as a holiday or by the plan, not only as a day of the weekend."""
        return not self.is_working(day) and (day in self.free or bool(self.name(day)))

    def week(self, day: date) -> tuple[bool, ...]:
        """For Monday to Sunday of a day's week, whether the day is worked in an ordinary week."""
        sunday = min(max(day, date.min + _WEEK), date.max - _WEEK)
        sunday -= timedelta(days=sunday.isoweekday())
        return tuple(not self.is_weekend(sunday + timedelta(days=count)) for count in range(1, 8))

    def is_made_up(self, day: date) -> bool:
        """Whether a day of the weekend is worked."""
        return self.is_weekend(day) and self.is_working(day)

    def is_estimated(self, day: date) -> bool:
        """Whether a holiday may still fall a day earlier or later."""
        if self.country is None or day in self.free or day in self.working or day.year in self.checked:
            return False
        return day in year_of(self.country, day.year).estimated

    # counting, by the ordinals of days

    def before(self, day: int) -> int:
        """A running number of the working days before a day. Only differences between two are meaningful."""
        self._reach(day)
        return self._offset + bisect_left(self._days, day)

    def between(self, start: int, end: int) -> int:
        """How many working days lie in [start, end)."""
        self._reach(start)
        self._reach(end)
        return bisect_left(self._days, end) - bisect_left(self._days, start)

    def nth_from(self, day: int, count: int) -> int:
        """The `count`th working day from a day on, the day itself included; below zero, backwards from the day before."""
        self._reach(day)
        while True:
            at = bisect_left(self._days, day) + (count - 1 if count > 0 else count)
            if at < 0:
                self._grow(self._first - 1)
            elif at >= len(self._days):
                self._grow(self._last + 1)
            else:
                return self._days[at]

    def shift(self, day: date, count: int, text: str = "") -> date:
        """The `count`th working day after (below zero: before) a day. Raises `Rejected` for an unknown year."""
        if count == 0:
            return day
        shifted = date.fromordinal(self.nth_from(day.toordinal() + (1 if count > 0 else 0), count))
        self.require(min(day, shifted), max(day, shifted), text)
        return shifted

    def require(self, start: date, end: date, text: str = "") -> None:
        """Raise `Rejected` if a year between two days is unknown."""
        for year in range(start.year, end.year + 1):
            if not self.known(year):
                raise unknown_year(self, year, text)

    def _reach(self, day: int) -> None:
        """Compute the years up to that of a day, if they are not."""
        if self._low <= day <= self._high:
            return
        year = date.fromordinal(max(1, min(day, date.max.toordinal()))).year
        if not self._days and self._first > self._last:
            self._first, self._last = year, year - 1
            self._grow(year)
        while year < self._first:
            self._grow(self._first - 1)
        while year > self._last:
            self._grow(self._last + 1)

    def _grow(self, year: int) -> None:
        if not 1 <= year <= 9999 or self._last - self._first > MOST_YEARS:
            raise Rejected(
                OUTSIDE, say("working days are counted over centuries"), say("Check the dates and the counts.")
            )
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        days = [day for day in range(first, last + 1) if self.is_working(date.fromordinal(day))]
        if not days:
            raise Rejected(
                NEVER_WORKED,
                say("{year} has no working day in this calendar", year=year),
                say("Correct `free:` or `weekend:`."),
            )
        if year < self._first:
            self._days[:0] = days
            self._offset -= len(days)
            self._first = year
        else:
            self._days += days
            self._last, self._high = year, last
        self._low = date(self._first, 1, 1).toordinal()


_SATURDAY_SUNDAY = frozenset({5, 6})
_WEEK = timedelta(days=7)


def weekdays() -> WorkingDays:
    """The working days without a calendar: Monday to Friday. A new object, since it remembers computed years."""
    return WorkingDays(declared=False)


@lru_cache(maxsize=4096)
def _weekend_of(country: Country, day: date) -> bool:
    return bool(_shared(country.code).is_weekend(day))


@cache
def _shared(code: str) -> Any:
    return holidays.country_holidays(code)


def unknown_year(calendar: WorkingDays, year: int, text: str = "") -> Rejected:
    """The refusal of a year that is not in the holiday data."""
    assert calendar.country
    code = calendar.country.code
    message = (
        say("`{text}` counts working days in {year}, whose holidays are not known for {country} yet", text=text,
            year=year, country=code)
        if text
        else say("the holidays of {year} are not known for {country} yet", year=year, country=code)
    )  # fmt: skip
    return Rejected(
        UNKNOWN_YEAR,
        message,
        say(
            "Write the announced days under `free:` and `working:` of `calendar:`, and `checked: [{year}]`; "
            "or update the holiday data.",
            year=year,
        ),
    )
