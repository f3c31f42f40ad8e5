"""How many days a sentence says that a date is before or after something, against the two dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from launchbook.core.numberwords import ENGLISH, number_of
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.rows import Event
from launchbook.core.sayings import sentences
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.weekdays import days_said

_EN = re.compile(
    rf"\b(?P<amount>\d{{1,3}}|{'|'.join(ENGLISH)})\s(?P<unit>days?|weeks?)\s"
    r"(?P<side>before|after)\s(?:the|our|its)\s(?P<thing>[a-z]{4,}(?:-[a-z]+)?)",
    re.IGNORECASE,
)
_N = r"(?P<amount>\d{1,3}|[一两兩三四五六七八九十])\s?天"
_ZH_FROM = re.compile(rf"(?:离|離|距离?|距離?)(?P<thing>[\u4e00-\u9fff]{{2,6}}?)(?:还有|還有|只有|仅)?\s?{_N}")
_ZH_SIDE = re.compile(rf"(?P<thing>[\u4e00-\u9fff]{{2}})(?P<side>前|后|後)(?:还有|還有|仅)?\s?{_N}")
_LAUNCH = re.compile(r"launch|go-live|release|上线|上線|发布|發佈|开服|開服|切换|切換|割接", re.IGNORECASE)
_LOOSE = re.compile(
    r"(?:\b(?:about|around|at least|at most|more than|less than|up to|within|some)\s|[约約近]|至少\s?|不超过\s?)$",
    re.IGNORECASE,
)
_SILENT = frozenset({"review", "approvals", "versions", "references"})
_BEHIND, _AHEAD = 30, 14
"""So many letters behind a date, and before one, its number of days stands at most."""
_KINDS = frozenset({"task", "key date", "stage", "meeting", "test phase", "release"})


@rule("CA025", "number of days that a date is not away", "contradiction")
def days_away(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence says beside a date how many days it is before or after the launch, or something else of the plan, and it is
    another number.

    "On 18 January, five days before the pilot", and the pilot begins on the 20th: one of the three is wrong. Correct it. Read are the
    launch and what a title of the plan names; about so many days, and working days, are not.
    """
    if not plan.frame.launch.dated or plan.frame.afloat(getattr(plan.head, "launch", None)):
        return
    for path, text, found in days_said(plan):
        for start, end in sentences(text) if path[0] not in _SILENT else ():
            dates = [(day, match) for day, match in found if start <= match.start() < end]
            if dates:
                yield from _in_sentence(plan, path, text, start, end, dates)


def _in_sentence(
    plan: Plan, path: Path, text: str, start: int, end: int, dates: Sequence[tuple[date, re.Match[str]]]
) -> Iterator[Finding]:
    for match in (each for pattern in (_EN, _ZH_FROM, _ZH_SIDE) for each in pattern.finditer(text, start, end)):
        day = _beside(match, dates)
        if day is None or _LOOSE.search(text[start : match.start("amount")]):
            continue
        at = _days_of(plan, match["thing"])
        if at and not _is_so(match, day, at):
            first, last = sorted((day, min(at, key=lambda each: abs(each - day))))
            yield finding(
                path,
                say("“{said}” is said here, and from {first} to {last} it is {days} days", said=match.group(), first=first,
                    last=last, days=(last - first).days),
                say("Correct the number, or one of the two dates."),
                **part_of(text, match.start(), len(match.group())),
            )  # fmt: skip


def _beside(match: re.Match[str], dates: Sequence[tuple[date, re.Match[str]]]) -> date | None:
    """The date directly before a number of days, or behind it."""
    before = [day for day, each in dates if 0 <= match.start() - each.end() <= _BEHIND]
    behind = [day for day, each in dates if 0 <= each.start() - match.end() <= _AHEAD]
    return before[-1] if before else behind[0] if behind else None


def _days_of(plan: Plan, thing: str) -> Sequence[date]:
    """The days on which the thing is."""
    if _LAUNCH.search(thing):
        return (plan.frame.launch.at.date(),)
    return sorted({event.start.at.date() for title, event in _titled(plan) if thing.casefold() in title})


@per_plan
def _titled(plan: Plan) -> Sequence[tuple[str, Event]]:
    return [
        (str(event.title).casefold(), event)
        for event in plan.rows.events
        if event.row.kind in _KINDS and event.start.dated and event.series is None
    ]


def _is_so(match: re.Match[str], day: date, at: Sequence[date]) -> bool:
    """Whether one of the days is so far away, on that side; Chinese may count the first day, too."""
    parts = match.groupdict()
    weeks = (parts.get("unit") or "").lower().startswith("week")
    said = number_of(match["amount"]) * (7 if weeks else 1)
    sign = {"before": -1, "前": -1, "after": 1, "后": 1, "後": 1}.get((parts.get("side") or "").lower(), 0)
    loose = 0 if match["thing"].isascii() else 1
    away = [(day - each).days for each in at]
    return any(abs((sign * days if sign else abs(days)) - said) <= loose for days in away)
