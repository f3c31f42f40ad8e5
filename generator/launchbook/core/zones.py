"""Time zones: by their IANA names, and as they stand beside a time: `12:00 UTC`, `18:00 America/Los_Angeles`, `AoE`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from launchbook.core.problem import Code, Message, Rejected, say
from launchbook.core.text import BAD_TEXT, Parsed
from launchbook.core.units import normal

BAD_ZONE = Code(
    "TM010",
    "which time zone is not clear",
    "The word beside the time is no time zone, or an abbreviation that several zones use: CST is a time of Chicago and of "
    "Shanghai. Write the IANA name: `18:00 Asia/Shanghai`.",
)

ANYWHERE_ON_EARTH = "AoE"
"""The zone in which a day ends last, UTC-12; deadlines of conferences stand in it."""
_CHINA = dict.fromkeys(
    ("beijing", "asia/beijing", "北京", "北京时间", "北京时間", "中国标准时间", "中国时间"), "Asia/Shanghai"
)


class Zone(Parsed, str):
    """A time zone by its IANA name."""

    FORM = "a time zone"
    EXAMPLES = ("Asia/Shanghai", "Europe/Berlin", "UTC")

    @classmethod
    def parse(cls, text: str) -> Self:
        if text not in _zones():
            raise Rejected(
                BAD_TEXT,
                say("unknown time zone `{text}`", text=text[:80]),
                *(_of_offset(text) or _bearing(text) or _near(text)),
                say("Write its IANA name, as `Asia/Shanghai`; an abbreviation such as CST names several zones."),
            )
        return cls(text)

    @property
    def info(self) -> ZoneInfo:
        return ZoneInfo(self)


@cache
def zone_info(name: str) -> tzinfo:
    """The zone of a name from `split_zone`, or of an IANA name."""
    if match := _BY_OFFSET.fullmatch(name):
        ahead = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        return timezone(-ahead if match["sign"] == "-" else ahead, name)
    return timezone(timedelta(hours=-12), name) if name == ANYWHERE_ON_EARTH else ZoneInfo(name)


def split_zone(plain: str) -> tuple[str, str]:
    """A time without the zone beside it, and the name of that zone: an IANA name, `UTC+8`, `AoE`, or empty.

    Raises `Rejected` for an abbreviation, and for a name that looks like a zone and is none.
    """
    match = _BESIDE.fullmatch(plain) or _BEFORE.fullmatch(plain)
    if match is None:
        return plain, ""
    word, rest = match["zone"].strip(), match["time"].rstrip(" ,")
    if (word[0] in "+-" or word in "Zz") and not _DATED.search(rest):
        return plain, ""  # `10:00-12:00` is a span
    name = _name_of(word)
    if name is None and (_like_a_name(word) or _is_abbreviation(word)):
        raise Rejected(
            BAD_ZONE,
            say("`{text}`: `{zone}` is not the name of a time zone", text=plain[:80], zone=word),
            *(_bearing(word) or _near(word)),
            say(
                "Write the IANA name of the zone behind the time: `18:00 America/Los_Angeles`, `12:00 UTC`, `2026-02-04 AoE`."
            ),
        )
    return (plain, "") if name is None else (rest, name)


def _name_of(word: str) -> str | None:
    """The name of the zone that a word stands for; None where it stands for none, or for several."""
    if word.casefold() in _CHINA:
        return _CHINA[word.casefold()]
    if word.upper() in ("UTC", "GMT", "Z"):
        return "UTC"
    if word.casefold() == "aoe":
        return ANYWHERE_ON_EARTH
    match = _BY_OFFSET.fullmatch(word)
    if match and int(match["hours"]) <= 14:
        minutes = f":{match['minutes']}" if int(match["minutes"] or 0) else ""
        ahead = f"{int(match['hours'])}{minutes}"
        return "UTC" if ahead == "0" else f"UTC{match['sign']}{ahead}"
    return word if "/" in word and word in _zones() else None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory", "posixrules"})  # the machine's own


def _near(text: str) -> list[Message]:
    """The zone with the nearest name, also by its city alone."""
    cities = {city: name for name in _zones() for city in (name.casefold(), name.rpartition("/")[2].casefold())}
    near = get_close_matches(text.casefold().replace(" ", "_"), cities | _CHINA, 1, 0.8)
    return [say("Did you mean `{name}`?", name=(cities | _CHINA)[city]) for city in near]


def _of_offset(text: str) -> list[Message]:
    """What to write for `GMT+8`, `UTC+8` or `+08:00`: zones by their offset count the other way round."""
    match = _BY_OFFSET.fullmatch(normal(text).upper())
    if not match:
        return []
    hours = f"{match['sign']}{int(match['hours'])}"
    name = _BY_HOURS.get(hours + (f":{match['minutes']}" if int(match["minutes"] or 0) else ""))
    hints = [say("`{name}` is a zone of that offset.", name=name)] if name else []
    other = ("-" if hours[0] == "+" else "+") + hours[1:]
    trap = say("Zones by their offset count the other way: `Etc/GMT{hours}` is UTC{other}.", hours=hours, other=other)
    return [*hints, *([] if match["minutes"] else [trap])]


def _bearing(word: str) -> list[Message]:
    """The zones that an abbreviation stands for, one for each distance from UTC."""
    zones = _abbreviations().get(word.upper(), ())
    if not zones:
        return []
    names = ", ".join(f"`{name}`" for name in zones)
    if len(zones) == 1:
        return [say("{zone} is a time of {names}.", zone=word, names=names)]
    return [say("{zone} is a time of several zones: {names}. Name the one that is meant.", zone=word, names=names)]


def _like_a_name(word: str) -> bool:
    """Whether a word is meant as an IANA name; `Mon/Wed/Fri` is not."""
    area, slash, _ = word.partition("/")
    return bool(slash) and (f"{area}/".startswith(_CONTINENTS) or bool(_near(word)))


def _is_abbreviation(word: str) -> bool:
    return word.isupper() and word in _abbreviations()


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    """For each abbreviation the zones that use it now, in winter or in summer: one for each distance from UTC."""
    found: dict[str, dict[timedelta, str]] = {}
    for name in sorted(_zones(), key=_obscurity):
        for month in (1, 7):
            at = datetime(2026, month, 1, tzinfo=ZoneInfo(name))
            short, distance = at.tzname() or "", at.utcoffset() or timedelta()
            if short.isalpha() and short not in ("UTC", "GMT"):
                found.setdefault(short, {}).setdefault(distance, name)
    return {short: tuple(zones.values()) for short, zones in found.items()}


def _obscurity(name: str) -> tuple[bool, bool, str]:
    """A sort key: zones of many people first, then those that are named for a city."""
    return name not in (*_BY_HOURS.values(), "Europe/London"), not name.startswith(_CONTINENTS), name


def elsewhere(at: datetime, names: Iterable[str]) -> list[tuple[str, datetime]]:
    """A moment in other zones, each zone by its name; those whose clocks show the same are left out."""
    there = [(name, _at(at, name)) for name in dict.fromkeys(names)]
    return [(name, moment) for name, moment in there if moment and moment.utcoffset() != at.utcoffset()]


def _at(at: datetime, name: str) -> datetime | None:
    try:
        return at.astimezone(UTC).astimezone(zone_info(name))
    except OverflowError:  # at the ends of the calendar
        return None


_BY_OFFSET = re.compile(r"(?:GMT|UTC)?\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?", re.IGNORECASE)
_WORD = (
    r"(?:UTC|GMT)\s*[+-]\s*\d{1,2}(?::?[0-5]\d)?|[A-Za-z]+(?:/[A-Za-z0-9_+-]+)*|北京时[间間]|中国标准时间|中国时间|北京"
)
_BESIDE = re.compile(
    rf"(?P<time>.*(?:[\d点时分],?|\S,?\s))\s*(?P<open>\()?(?P<zone>{_WORD}|(?<=:\d\d)\s?[+-](?:0\d|1[0-4]):?[0-5]\d)"
    r"(?(open)\))",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(?P<zone>{_WORD})\s+(?P<time>\d.*)", re.IGNORECASE)
_DATED = re.compile(r"\d[-/]\d{1,2}[ Tt]+\d{1,2}:\d\d(?::\d\d)?$")
_CONTINENTS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
_BY_HOURS = {
    "-10": "Pacific/Honolulu", "-9": "America/Anchorage", "-8": "America/Los_Angeles", "-7": "America/Denver",
    "-6": "America/Chicago", "-5": "America/New_York", "-4": "America/Halifax", "-3": "America/Sao_Paulo",
    "+0": "UTC", "-0": "UTC", "+1": "Europe/Berlin", "+2": "Europe/Athens", "+3": "Europe/Moscow", "+4": "Asia/Dubai",
    "+5": "Asia/Karachi", "+5:30": "Asia/Kolkata", "+6": "Asia/Dhaka", "+7": "Asia/Bangkok", "+8": "Asia/Shanghai",
    "+9": "Asia/Tokyo", "+10": "Australia/Brisbane", "+12": "Pacific/Auckland",
}  # fmt: skip
"""A zone of many people for an offset, in winter where it has a summer time."""
