"""Weekdays in prose against the dates beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache

from launchbook.core.datewords import WEEKDAY_NAMES, weekday_of
from launchbook.core.locale import locale_of
from launchbook.core.node import Node
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Path, Rejected, say
from launchbook.core.section import finding, rule
from launchbook.core.time import Frame, Moment

_DATES = (
    r"(?P<year1>\d{{4}})[-/.](?P<month1>\d{{1,2}})[-/.](?P<day1>\d{{1,2}})",
    r"(?P<month2>\d\d)-(?P<day2>\d\d)",
    r"(?:(?P<year3>\d{{4}})\s?年\s?)?(?P<month3>\d{{1,2}})\s?月\s?(?P<day3>\d{{1,2}})\s?[日号]?",
    r"(?P<day4>\d{{1,2}})\.?\s(?P<month4>{months})\.?(?:\s(?P<year4>\d{{4}}))?",
    r"(?P<month5>{months})\.?\s(?P<day5>\d{{1,2}})(?:,?\s(?P<year5>\d{{4}}))?",
)
_CLOCK = r"(?:[ T]\d{1,2}[:：]\d{2})?"
_RANGE = r"(?!\s{0,2}(?:[-–—~/、]|[至到]|(?:to|until|bis|and|or)\b))"


@rule("CA013", "weekday does not fit its date", "contradiction", folded=True)
def wrong_weekday(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A text names a date and a weekday beside it, and the date is another day of the week.

    One of the two is wrong, mostly after a launch was moved. Correct it; or leave the weekday out: pages write it beside
    every date of the plan.
    """
    languages = tuple(dict.fromkeys((str(plan.head.language), "en", "zh")))
    for path, text in texts_with_digits(plan):
        for match in _pattern(languages).finditer(text):
            name = match["before"] or match["after"] or match["boxed"]
            week = next((week for week in _weeks(languages) if name in week), ())
            day = _day(match, languages, plan.frame) if week else None
            if day and week.index(name) != day.weekday():
                yield finding(
                    path,
                    say("`{text}`: {day} is {weekday}", text=match.group(), day=day, weekday=week[day.weekday()]),
                    say("Correct the date or the weekday."),
                    part=match.group(),
                )

    yield from _without_month(plan)


_ORDINAL = re.compile(
    rf"\b(?P<en>{'|'.join(WEEKDAY_NAMES)}),? the (?P<day>\d{{1,2}})(?:st|nd|rd|th)\b(?! of)"
    r"|(?<![月\d年])(?<![月年] )(?P<day2>\d{1,2})\s?[日号號]\s?[（(]?(?P<zh>(?:周|星期|週)[一二三四五六日])",
    re.IGNORECASE,
)


def _without_month(plan: Plan) -> Iterator[Finding]:
    """A day of the month with a weekday, `Saturday the 21st`, which it is in no month around the launch."""
    launch = plan.frame.launch
    if not launch.dated or plan.frame.afloat(getattr(plan.head, "launch", None)):
        return
    for path, text in texts_with_digits(plan):
        for match in _ORDINAL.finditer(text):
            number, name = int(match["day"] or match["day2"]), (match["en"] or match["zh"]).replace("週", "周")
            near = [day for day in _around(launch.at.date()) if day.day == number]
            if near and not any(day.weekday() == weekday_of(name) for day in near):
                yield finding(
                    path,
                    say("`{text}` is in no month around the launch", text=match.group()),
                    say("Correct the date or the weekday."),
                    part=match.group(),
                )


def _around(launch: date) -> Iterator[date]:
    """The days of six weeks before the launch, and of six behind it."""
    return (launch + timedelta(days=days) for days in range(-45, 46))


def dates_in(text: str, plan: Plan) -> Iterator[tuple[date, re.Match[str]]]:
    """The dates that a text names, each with the place; those of no calendar are left out."""
    languages = tuple(dict.fromkeys((str(plan.head.language), "en", "zh")))
    for match in _pattern(languages).finditer(text):
        day = _day(match, languages, plan.frame)
        if day is not None:
            yield day, match


@per_plan
def days_said(plan: Plan) -> Sequence[tuple[Path, str, Sequence[tuple[date, re.Match[str]]]]]:
    """The texts of the plan that name dates, with these."""
    read = ((path, text, tuple(dates_in(text, plan))) for path, text in texts_with_digits(plan))
    return [(path, text, found) for path, text, found in read if found]


@per_plan
def texts_with_digits(plan: Plan) -> Sequence[tuple[Path, str]]:
    """The texts of the plan with a digit."""
    texts: list[tuple[Path, str]] = []
    todo: list[tuple[Path, Node]] = [((name,), entry.value) for name, entry in plan.bundle.entries.items()]
    while todo:
        path, node = todo.pop()
        todo += [((*path, name), child) for name, child in node.items.items()]
        if node.kind == "scalar" and any(map(str.isdigit, node.text)):
            texts.append((path, node.text))
    return texts


def _day(match: re.Match[str], languages: Sequence[str], frame: Frame) -> date | None:
    """The date of a match; without a year, the date nearest to the launch."""
    parts = {name.rstrip("12345"): part for name, part in match.groupdict().items() if part}
    month = _months(languages).get(parts["month"]) or int(parts["month"])
    text = f"{month:02}-{int(parts['day']):02}"
    try:
        return Moment.parse(f"{parts['year']}-{text}" if "year" in parts else text).resolve(frame).at.date()
    except Rejected:
        return None


@cache
def _months(languages: Sequence[str]) -> dict[str, int]:
    """The numbers of the months by their names, without names that are numbers."""
    forms = [form for language in languages for form in locale_of(language).months["format"].values()]
    return {
        name.rstrip("."): number
        for form in forms
        for number, name in form.items()
        if len(name) > 1 and not name[0].isdigit()
    }


@cache
def _weeks(languages: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The names of the weekdays from Monday, in every form with seven different names."""
    forms = [
        form for language in languages for context in locale_of(language).days.values() for form in context.values()
    ]
    weeks = dict.fromkeys(tuple(form[day].rstrip(".") for day in range(7)) for form in forms)
    return tuple(week for week in weeks if len(set(week)) == len(week))


@cache
def _pattern(languages: Sequence[str]) -> re.Pattern[str]:
    """A date with a weekday before it, after it, or in brackets after it. Short names count only in brackets."""
    names = sorted((name for week in _weeks(languages) for name in week), key=len, reverse=True)
    boxed = "|".join(map(re.escape, names))
    bare = "|".join(re.escape(name) for name in names if len(name) > (2 if name.isascii() else 1))
    months = "|".join(map(re.escape, sorted(_months(languages), key=len, reverse=True)))
    dates = "|".join(_DATES).format(months=months)
    return re.compile(
        rf"(?:(?<![A-Za-zÀ-ÿ])(?P<before>{bare})\.?[,，]?\s{{0,2}}[(（]?)?(?<![A-Za-z0-9_.:/-])(?:{dates})(?![-/.:]?\d){_CLOCK}"
        rf"(?:\s?[(（\[【](?P<boxed>{boxed})\.?[)）\]】]|[,，]?\s{{0,2}}(?P<after>{bare})(?![A-Za-zÀ-ÿ]){_RANGE})?"
    )
