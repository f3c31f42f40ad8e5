"""Texts for dates, times, durations, titles and headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import (
    format_datetime,
    format_interval,
    format_skeleton,
    get_day_names,
    get_timezone_location,
    get_timezone_name,
)
from babel.units import format_unit
from markupsafe import Markup

from launchbook.core.locale import locale_of
from launchbook.core.problem import say, say_count
from launchbook.core.quantity import Duration
from launchbook.core.text import Text, Word, escape, render_title, shown
from launchbook.core.time import PERIODS, Instant
from launchbook.core.zones import elsewhere
from launchbook.discovery.catalogues import translator


@lru_cache(maxsize=65536)
def day_text(day: datetime, language: str, year: bool) -> str:
    """A day without zone: `1月17日周六`, `Sat 17 Jan`; with the year `2026年1月17日周六`, `Sat, 17 Jan 2026`."""
    return str(format_skeleton("yMMMEd" if year else "MMMEd", day, locale=locale_of(language)))


def instant_text(instant: Instant, language: str, year: bool) -> str:
    """`1月17日周六 10:00`, `Sat 17 Jan 10:00`; the day, week, month or quarter alone without a time; `T-7d` where it is afloat."""
    if instant.afloat:
        return instant.afloat
    if instant.precision in PERIODS:
        return period_text(instant, language, year)
    written, clock = instant.written
    day = day_text(datetime.combine(written, time()), language, year)
    return day if instant.precision == "day" else f"{day} {clock}"


def month_text(day: date, language: str) -> str:
    """`2026年1月`, `January 2026`."""
    at = datetime(day.year, day.month, day.day)
    return str(format_skeleton("yMMMM", at, locale=locale_of(language)))


def period_text(instant: Instant, language: str, year: bool) -> str:
    """A month as `January 2026`, a quarter as `1st quarter 2026`, a week by its days, `22–28 Mar`."""
    locale = locale_of(language)
    first = datetime.combine(instant.at, time())
    if instant.precision == "month":
        return month_text(first, language)
    if instant.precision == "quarter":
        return str(format_skeleton("yQQQQ", first, locale=locale))
    return str(
        format_interval(first.date(), first.date() + timedelta(days=6), "yMMMd" if year else "MMMd", locale=locale)
    )


def weekday_texts(language: str) -> list[str]:
    """Short names of the weekdays, from Monday."""
    names = get_day_names("abbreviated", locale=locale_of(language))
    return [str(names[index]) for index in range(7)]


def machine_time(instant: Instant) -> str:
    """The value of a `datetime` attribute."""
    if instant.precision == "quarter":
        return f"{instant.at:%Y}"  # there is no other form for it
    if instant.precision != "minute":
        return str(instant)
    return instant.at.isoformat(timespec="minutes")


def full_text(instant: Instant, language: str) -> str:
    """The full date with zone, for a tooltip."""
    if instant.precision != "minute":
        return instant_text(instant, language, True)
    return _full_text(instant.at, instant.at.tzinfo, instant.at.utcoffset(), language)


def zone_text(moment: datetime, language: str) -> str:
    """The zone's long name: 中国标准时间, China Standard Time."""
    return _zone_text(moment, moment.tzinfo, moment.utcoffset(), language)


_ABBREVIATIONS: dict[str, int] = {
    "UTC": 0, "GMT": 0, "BST": 60, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "SAST": 120,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "AKST": -540, "AKDT": -480, "HST": -600, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
"""Abbreviations that mean one zone to their readers, with the minutes ahead of UTC: CST is that of Chicago, not of Shanghai."""
_SPOKEN = {"Asia/Shanghai": say("UTC+8")}
"""Zones that have a name in everyday speech."""


def zone_short(moment: datetime, language: str) -> str:
    """The zone of a time of day, as one says it beside that: `CDT`, `UTC+8`, `北京时间`; both, `CDT UTC-5`, within half a day of
    a change of clocks, when the abbreviation alone is easily misread."""
    minutes, name = _ahead(moment), moment.tzname() or ""
    if zone := _SPOKEN.get(str(moment.tzinfo)):
        return zone.render(translator(language))
    if _ABBREVIATIONS.get(name) != minutes:
        return zone_offset(moment) if minutes else "UTC"
    return f"{name} {zone_offset(moment)}" if _changes(moment) else name


def zone_offset(moment: datetime) -> str:
    """How far a time of day is from UTC: `UTC+8`, `UTC−3:30`."""
    minutes = _ahead(moment)
    rest = f":{abs(minutes) % 60:02}" if minutes % 60 else ""
    return f"UTC{'−' if minutes < 0 else '+'}{abs(minutes) // 60}{rest}"


def _ahead(moment: datetime) -> int:
    return int((moment.utcoffset() or timedelta()) / timedelta(minutes=1))


def _changes(moment: datetime) -> bool:
    """Whether clocks are changed less than half a day before or after a moment."""
    half = timedelta(hours=12)
    at = moment.timestamp()
    around = (
        datetime.fromtimestamp(at + shift, moment.tzinfo) for shift in (-half.total_seconds(), half.total_seconds())
    )
    return len({each.utcoffset() for each in around}) > 1


@lru_cache(maxsize=1024)
def zone_place(name: str, language: str) -> str:
    """A zone in short, by its city: `Los Angeles`, `洛杉矶`; by its name where it is that of no place: `UTC`, `UTC+8`, `AoE`."""
    if "/" not in name or name.startswith("Etc/"):
        return name
    return str(get_timezone_location(ZoneInfo(name), locale=locale_of(language), return_city=True))


def elsewhere_texts(start: Instant, end: Instant | None, zones: Iterable[str], language: str) -> list[str]:
    """A time in other zones: `12:00–14:00 London / UTC`, `Sun 04:00 Berlin`; the weekday where it is another there."""
    ends = dict(elsewhere(end.at, zones)) if end and end.precision == "minute" and end.at != start.at else {}
    places: dict[str, list[str]] = {}
    for name, there in elsewhere(start.at, zones):
        text = _beside(there, start.written[0], language)
        if name in ends:
            end_there = ends[name]
            same_day = end_there.date() == there.date()
            text += f"–{end_there:%H:%M}" if same_day else f" – {_beside(end_there, there.date(), language)}"
        places.setdefault(text, []).append(zone_place(name, language))
    return [f"{text} {' / '.join(names)}" for text, names in places.items()]


def _beside(there: datetime, known: date, language: str) -> str:
    """The clock of a moment, with the weekday, or the day where it is far, unless that is the day known from before."""
    days = abs((there.date() - known).days)
    if days > 1:
        return instant_text(Instant(there), language, year=False)
    return f"{weekday_texts(language)[there.weekday()]} {there:%H:%M}" if days else f"{there:%H:%M}"


# Zone and offset are part of the cache's key: to Python, a moment equals the same moment in another zone or fold.


@lru_cache(maxsize=65536)
def _full_text(moment: datetime, zone: tzinfo | None, offset: timedelta | None, language: str) -> str:
    return format_datetime(moment, "full", locale=locale_of(language))


@lru_cache(maxsize=1024)
def _zone_text(moment: datetime, zone: tzinfo | None, offset: timedelta | None, language: str) -> str:
    return str(get_timezone_name(moment, "long", locale=locale_of(language)))


_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


def duration_text(length: Duration | timedelta, language: str) -> str:
    """`2小时 30分钟`, `2 h 30 min`; working days and weeks as written: `5 个工作日`, `6 wks`. A range says its unit once:
    `1–2 wks`, `30 min – 1 h`."""
    if isinstance(length, Duration) and length.low:
        low, high = duration_text(length.low, language), duration_text(length.longest, language)
        first, second = _AMOUNT.fullmatch(low), _AMOUNT.fullmatch(high)
        once = first and second and first["unit"].removesuffix("s") == second["unit"].removesuffix("s")
        return low if low == high else f"{first['count']}–{high}" if first and once else f"{low} – {high}"
    if isinstance(length, Duration) and (text := _days_or_weeks(length, language)):
        return text
    total = length.total if isinstance(length, Duration) else length
    seconds = int(total.total_seconds())
    units: Sequence[tuple[str, int]] = _UNITS
    if 86400 < seconds < 3 * 86400 and seconds % 86400:
        units = units[1:]  # 36 hours read better than 1 day 12 hours
    elif seconds in (86400, 48 * 3600, 72 * 3600) and not (isinstance(length, Duration) and length.days):
        units = units[1:]
    parts = []
    for name, size in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(_unit_text(count, name, language))
    return " ".join(parts) or _unit_text(0, "minute", language)


_EACH = {
    "minute": say("every minute"), "hour": say("every hour"), "day": say("every day"), "week": say("every week"),
}  # fmt: skip


def every_text(length: Duration, language: str) -> str:
    """How often: `every 4 h`, `每4小时`; of a single unit without the number: `every day`, `每天`."""
    text = duration_text(length, language)
    if length.workdays == 1 == length.total.days and not length.low:
        return say("on workdays").render(translator(language))
    units = (message for unit, message in _EACH.items() if text == _unit_text(1, unit, language))
    return next(units, say("every {length}", length=text)).render(translator(language))


_SHORT = re.compile(r"(?<= )(?:(min)|(?:(h)r))s?$")
"""`15 min` and `2 h`, as the strip and every other text say it."""


@lru_cache(maxsize=4096)
def _unit_text(count: int, unit: str, language: str) -> str:
    text = str(format_unit(count, f"duration-{unit}", "short", locale=locale_of(language)))
    return _SHORT.sub(lambda found: found[1] or found[2], text) if language == "en" else text


_WEEKS = re.compile(r"[\d.\s]+(?:w|weeks?|周|星期)", re.IGNORECASE)


def _days_or_weeks(length: Duration, language: str) -> str:
    """A length of working days alone, or written in weeks; empty for any other."""
    if length.workdays and not (length.days or length.rest):
        days = say_count("{count} working day", "{count} working days", length.workdays)
        return days.render(translator(language))
    if length.days and not (length.days % 7 or length.workdays or length.rest) and _WEEKS.fullmatch(length.text):
        return _unit_text(length.days // 7, "week", language)
    return ""


_AMOUNT = re.compile(r"(?P<count>\d+)\s*(?P<unit>\D+)")
_PUNCTUATION = re.compile(r"<[^>]*>|&[#\w]+;|[!-/:-@\[-`{-~]")


def named(title: str) -> Markup:
    """A title for a link: inline Markdown, or verbatim for a `Word`."""
    return title_text(title if isinstance(title, Word) else Text(title))


def title_text(text: str) -> Markup:
    """A title on a single line and without links; a `Text` with its inline Markdown."""
    verbatim = text if isinstance(text, Markup) else escape(" ".join(text.split()))
    return Markup(render_title(text) if isinstance(text, Text) else verbatim)


def heading_text(text: str) -> Markup:
    """A title for a Markdown heading, with ASCII punctuation as character references: none is Markdown or HTML."""
    rendered = title_text(text)
    return Markup(_PUNCTUATION.sub(lambda mark: mark[0] if mark[0][1:] else f"&#{ord(mark[0])};", rendered))


def plain(text: object) -> str:
    """A title without markup, for attributes, window titles and the navigation."""
    if isinstance(text, Markup):
        return str(text.striptags())
    return shown(text) if isinstance(text, Text) else str(text)


@lru_cache(maxsize=4096)
def css_string(text: str) -> Markup:
    """A CSS string with all characters but letters and digits escaped, so that the text cannot end the string or style.

    The space behind an escape belongs to it: otherwise a space of the text would be lost.
    """
    letters = (letter if letter.isalnum() or letter == " " else f"\\{ord(letter):06x} " for letter in text)
    return Markup('"' + "".join(letters) + '"')
