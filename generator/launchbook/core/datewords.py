"""Words in dates: names of weekdays, and the other spellings of dates, months, quarters and weeks."""

from __future__ import annotations

import re

from launchbook.core.problem import say

WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = {
    **{name[:length]: day for day, name in enumerate(WEEKDAY_NAMES) for length in range(3, len(name) + 1)},
    **{f"{name}s": day for day, name in enumerate(WEEKDAY_NAMES)},
    **{name: day for day, name in enumerate("一二三四五六日")},
    "天": 6,
}
"""Weekdays by their names; Chinese ones without 周."""
SHOWN_WEEKDAYS = (say("Mon"), say("Tue"), say("Wed"), say("Thu"), say("Fri"), say("Sat"), say("Sun"))
WEEKDAY = r"(?:(?:周|星期|礼拜)(?:[一二三四五六日天])|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b)"
_BESIDE = re.compile(
    rf"(?:(?P<before>{WEEKDAY})[,\s]*)?(?P<day>\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}|\d{{1,2}}-\d{{1,2}})"
    rf"(?P<after>\s*[,(]?\s*(?P<name>{WEEKDAY})\s*\)?)?(?P<rest>(?:[\sT].*)?)",
    re.IGNORECASE,
)
_DIGITS = {name: number for number, name in enumerate("一二三四五六七八九", 1)}
_SPELLINGS = (
    (re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]\s*"), r"\1-\2-\3 "),
    (re.compile(r"(?<!\d)(\d{4})\s*年\s*(\d{1,2})\s*月"), r"\1-\2"),
    (re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]\s*"), r"\1-\2 "),
    (re.compile(r"(\d{4})\s*年?\s*第?\s*([1-4])\s*季度"), r"\1-Q\2"),
    (re.compile(r"(\d{4})\s*-?\s*[Qq]([1-4])"), r"\1-Q\2"),
    (re.compile(r"[Qq]([1-4])[\s/-]*(\d{4})"), r"\2-Q\1"),
    (re.compile(r"(\d{4})\s*年\s*第?\s*(\d{1,2})\s*周\s*"), r"\1-W\2 "),
    (re.compile(r"第\s*(\d{1,3})\s*周\s*"), r"W\1 "),
)


def respelt(plain: str) -> str:
    """A text with dates, months, quarters and weeks as the plan language spells them: `2027-03-12`, `2027-Q2`, `W3`."""
    text = re.sub(r"(?<=第)\s*[一二三四五六七八九十]+(?=\s*(?:周|季))|(?<=年)\s*[一二三四](?=\s*季)", _number, plain)
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return text.strip()


def _number(match: re.Match[str]) -> str:
    """Chinese numerals below a hundred in figures."""
    tens, ten, ones = match[0].strip().rpartition("十")
    return str((_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0))


def weekday_of(name: str) -> int | None:
    """The number of a weekday by its name, from Monday: `Fri`, `周五`."""
    return WEEKDAYS.get(re.sub("^(?:周|星期|礼拜)", "", name.strip().lower().rstrip(".")))


def weekday_in(text: str) -> re.Match[str] | None:
    """The first weekday that a text names."""
    return re.search(WEEKDAY, text, re.IGNORECASE)


def in_style_of(written: str, weekday: int) -> str:
    """Another weekday, from Monday as 0, as one is written: `Fri` gives `Tue`, `FRIDAY` gives `TUESDAY`, `星期五` gives `星期二`."""
    chinese = re.match("周|星期|礼拜", written)
    if chinese:
        return chinese.group() + "一二三四五六日"[weekday]
    name = WEEKDAY_NAMES[weekday]
    whole = written.lower().rstrip("s") in (WEEKDAY_NAMES) or written.lower() in WEEKDAY_NAMES
    plural = "s" if whole and written.lower() not in WEEKDAY_NAMES else ""
    new = (name if whole else name[:3]) + plural
    return new.upper() if written.isupper() else new.capitalize() if written[:1].isupper() else new


def without_weekday(plain: str) -> tuple[str, int | None]:
    """A date without the weekday beside it, and that weekday: `2027-03-12 Fri 18:00`, `Fri 03-12`."""
    match = _BESIDE.fullmatch(plain)
    name = match and (match["before"] or match["name"])
    day = weekday_of(name) if name else None
    if match is None or day is None:
        return plain, None
    return f"{match['day']}{match['rest']}", day
