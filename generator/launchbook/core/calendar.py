"""The plan's calendar: whose public holidays hold, and the plan's own free and working days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from launchbook.core.headings import Listed
from launchbook.core.locale import locale_of
from launchbook.core.model import Model, refusal
from launchbook.core.problem import Message, Names, Rejected, say
from launchbook.core.text import BAD_TEXT, Parsed, Text, Word
from launchbook.core.time import Extent, Frame, Span
from launchbook.core.units import normal, plain_words
from launchbook.core.workdays import Country, WorkingDays, country_codes, country_names, regions_of

LONGEST = 366
"""Maximum number of days of one entry."""


class CountryCode(Word):
    """A country by its code of two letters (ISO 3166)."""

    FORM = "the code of a country"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("CN", "DE", "US")

    @classmethod
    def parse(cls, text: str) -> Self:
        code = normal(text).upper()
        if code in country_codes():
            return cls(code)
        names = country_names()
        near = next((names[name] for name in get_close_matches(normal(text).casefold(), names, 1, 0.7)), "")
        raise Rejected(
            BAD_TEXT,
            say("no public holidays are known for `{text}`", text=text[:80]),
            *((say("Did you mean `{name}`?", name=near),) if near else ()),
            say("Write the code of two letters, as `CN` or `DE`; or leave it out and list the free days in `free:`."),
        )


class Hours(Parsed):
    """The working hours of a day."""

    FORM: ClassVar[str] = "working hours"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("09:00-18:00", "10:00 – 19:30")
    HELP: ClassVar[Message] = say("Write `09:00-18:00`.")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"(\d{1,2}):(\d{2})\s*(?:-|–|—|~|至|到|to|\.\.)\s*(\d{1,2}):(\d{2})", plain_words(text))
        start, end = (int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])) if match else (0, 0)
        if not match or not 0 <= start < end <= 1440 or int(match[2]) > 59 or int(match[4]) > 59:
            raise cls.refuse(text)
        return cls(text.strip(), start, end)

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}–{self.end // 60:02}:{self.end % 60:02}"


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _year(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}", value):
        return int(value)
    raise refusal(say("expected a year of four digits"), say("Write `2027`."))


CalendarYear = Annotated[int, BeforeValidator(_year), WithJsonSchema({"type": ["integer", "string"]})]


class OwnDays(Model):
    """Days that this plan's team has free, or works on. Short form: the day, or from when to when."""

    short: ClassVar[str | None] = "at"

    at: Span
    """The day or days: `2026-02-13`, `2026-02-14 .. 2026-02-16`."""
    title: Text | None = None
    """Why: `Company day`, `Moved from Friday`."""

    def days(self, frame: Frame) -> Iterator[date]:
        """The days, at most `LONGEST`."""
        extent = Extent.of(*self.at.resolve(frame))
        first = extent.start.date()
        for count in range(min((extent.last_day - first).days, LONGEST) + 1):
            yield first + timedelta(days=count)


class Calendar(Model):
    """Which days are worked. Short form: the code of a country, whose public holidays and make-up days then hold."""

    short: ClassVar[str | None] = "country"

    country: CountryCode | None = None
    """The country whose public holidays hold: `CN`, `DE`. Left out, only weekends and the days below are free."""
    region: Word | None = None
    """The part of the country, where it has holidays of its own: `BY` for Bavaria."""
    free: Listed[OwnDays] = ()
    """Days that are free for this plan's team, beside weekends and public holidays."""
    working: Listed[OwnDays] = ()
    """Days that are worked though they would be free."""
    weekend: Listed[Weekday] | None = None
    """The days of the weekend, where they are not the country's: `[fri, sat]`; `[]` where every weekday is worked."""
    hours: Hours | None = None
    """Working hours: a task of some hours that follows a whole day begins with them."""
    checked: Listed[CalendarYear] = ()
    """Years that the holiday data does not know yet, and whose announced days stand in `free` and `working`."""

    @model_validator(mode="after")
    def _can_be_counted(self) -> Calendar:
        if self.region and not self.country:
            _reject(say("`region` needs `country`"), say("Name the country, too."))
        if self.region and self.country and str(self.region) not in (regions := regions_of(str(self.country))):
            near = get_close_matches(str(self.region), regions, 1, 0.5)
            help = say("Leave `region:` out.")
            if regions:
                help = say("Defined: {names}.", names=Names(regions, 20))
            if near:
                help = say("Did you mean `{name}`?", name=near[0])
            _reject(
                say("`{text}` has no holidays of its own in {country}", text=self.region, country=self.country), help
            )
        if self.weekend is not None and len(set(self.weekend)) == 7:
            _reject(
                say("a weekend of seven days leaves nothing to work on"), say("Leave out the days that are worked.")
            )
        return self

    def country_name(self, language: str) -> str:
        """The country's name in a language, with its region; empty without a country."""
        if self.country is None:
            return ""
        name = str(locale_of(str(language)).territories.get(str(self.country), str(self.country)))
        return f"{name} ({self.region})" if self.region else name

    def weekend_names(self, language: str) -> list[str]:
        """The abbreviated names of the days of its own weekend."""
        names = locale_of(str(language)).days["format"]["abbreviated"]
        return [str(names[_WEEKDAYS.index(day)]) for day in self.weekend or ()]

    def working_days(self, frame: Frame, language: str) -> WorkingDays:
        """The calendar to count by, without own days that do not resolve: these are reported elsewhere."""
        return WorkingDays(
            Country(str(self.country), str(self.region or ""), language) if self.country else None,
            _named(self.free, frame),
            _named(self.working, frame),
            None if self.weekend is None else frozenset(_WEEKDAYS.index(day) for day in self.weekend),
            frozenset(self.checked),
            (self.hours.start, self.hours.end) if self.hours else None,
        )


def _named(entries: tuple[OwnDays, ...], frame: Frame) -> dict[date, str]:
    names: dict[date, str] = {}
    for entry in entries:
        try:
            names |= dict.fromkeys(entry.days(frame), entry.title or "")
        except Rejected:
            continue
    return names


def _reject(message: Any, help: Any) -> None:
    raise refusal(message, help)
