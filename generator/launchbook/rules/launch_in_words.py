"""The launch in sentences: a day near it that nothing in the plan has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from launchbook.core.datewords import WEEKDAY_NAMES, weekday_of
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.sayings import Saying, sayings
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.weekdays import dates_in, days_said

_LAUNCHED = re.compile(
    r"上线|上線|发布|發佈|開放|开放|开服|启用|啟用|起可以|起可用|起能|割接|切换|切換"
    r"|\b(?:launch(?:es|ed|ing)?|go(?:es|ing)? live|went live|go-live|cut-?over|goes out|rolls? out|opens?|available)\b"
    r"|\b(?:switch(?:es)? over|move[sd]?)\b",
    re.IGNORECASE,
)
"""Words by which a sentence speaks of a launch."""
_ELSEWHERE = re.compile(
    r"\b(?:last|previous|next version|review(?:ed)?|before|until|by|since|freeze|deadline|rehears\w+|moved|instead|not|was)\b"
    r"|上次|上一|下一|下个版本|之前|以前|为止|截止|截至|至少|评审|复盘|演练|封网|冻结|推迟|改到|原定|提前[到至]",
    re.IGNORECASE,
)
"""Words by which it speaks of something else, or of another day than the one on which it happens."""
_NEAR = timedelta(days=10)
_ENDS = re.compile(r"[。！？!?\n；;]|\.\s")
_LEFT = ("review", "notes", "references", "approvals", "versions")
"""Chapters that tell of other days: what was, what is kept, what comes later."""


@rule("CA016", "day of the launch in a sentence, and not in the plan", "contradiction")
def launch_days_in_words(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence says that something is launched on a day near the launch, and the plan has nothing on that day.

    "From 18 March you can order together", and the launch is on the 16th: whoever reads the announcement comes on another day. Correct it;
    in a message or a summary `T` cannot go out of date. Only days within ten of the launch are compared, only sentences that speak of
    launching, opening or moving, and none that relate the day to something else (before, until, moved from).
    """
    launch = plan.frame.launch
    if not launch.dated or plan.frame.afloat(getattr(plan.head, "launch", None)):
        return
    day = launch.at.date()
    for path, text, dates in days_said(plan):
        if path[0] in _LEFT or path[0] in _HEAD_DATES:
            continue
        for said, match in dates:
            sentence = _around(text, match)
            if (
                said != day
                and abs(said - day) <= _NEAR
                and said not in _days(plan)
                and _LAUNCHED.search(sentence)
                and not _ELSEWHERE.search(sentence)
            ):
                yield _another_day(path, text, match, day)


_ANNOUNCED = ("summary", "communications")
"""What people are told of the launch."""
_CHANGED = re.compile(r"\bchanges?\b|\bdown\b|\bclosed\b|\bswitch|更新|停机|停機|升级|开场|开始", re.IGNORECASE)
_OTHER_DAY = re.compile(
    r"(?:\b(?:last|next|previous|every|each|not|before|after|until|since)\s+|[上下每前后])$", re.IGNORECASE
)
_CLOCK = re.compile(
    r"[)）:：*]*[,，]?\s{0,2}(?:(?:from|at|at about|starting)\s)?(?P<hour>\d{1,2})[:：](?P<minute>\d{2})"
    r"(?!\s?(?:[-–—~至到\d]|to\b|until\b)|:\d)"
)
_ENDING = re.compile(r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})$")
_WEEKDAYS = re.compile(
    rf"\b(?P<en>{'|'.join(WEEKDAY_NAMES)})\b|(?P<zh>(?:周|星期)[一二三四五六日])(?!\d)", re.IGNORECASE
)


@rule("CA020", "weekday or time of the launch in a message, and not in the plan", "contradiction")
def announced_otherwise(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A summary or a message says a weekday or a time of the launch, and nothing in the plan is then.

    "The website changes on Thursday", and the launch is on a Tuesday; "down on 13 January from 11:00", and the run sheet begins at 10:00:
    people come when there is nothing. Compare the two; in a message `T` cannot go out of date. Only what speaks of launching, opening,
    changing or closing is read, and a weekday only without a date.
    """
    launch = plan.frame.launch
    if not launch.dated or plan.frame.afloat(getattr(plan.head, "launch", None)):
        return
    clocks = _clocks(plan)
    weekdays = _weekdays(plan)
    for saying in sayings(plan):
        if saying.path[0] not in _ANNOUNCED or "title" in saying.path[-1:]:
            continue
        for said, match, of_week in _said(plan, saying, tuple(dates_in(saying.text, plan))):
            sentence = _around(saying.text, match)
            if not (_LAUNCHED.search(sentence) or _CHANGED.search(sentence)):
                continue
            clock = _CLOCK.match(saying.text, match.end()) or _ENDING.search(saying.text, match.start(), match.end())
            clock = clock if clock and _CLOCK.match(saying.text, clock.start("hour")) else None
            if of_week and said.weekday() not in weekdays:
                yield _untold(saying, match.start(), match.end(), launch.at.date())
            elif (
                clock
                and len(clocks.get(said, ())) > 1
                and (int(clock["hour"]), int(clock["minute"])) not in clocks[said]
            ):
                yield _untold(saying, clock.start("hour"), clock.end(), launch.at.date())


def _said(
    plan: Plan, saying: Saying, dates: Sequence[tuple[date, re.Match[str]]]
) -> Iterator[tuple[date, re.Match[str], bool]]:
    """The days that a text names: by date, or by a weekday without one, which is that at the launch."""
    yield from ((day, match, False) for day, match in dates)
    near = sorted(_clocks(plan), key=lambda day: abs(day - plan.frame.launch.at.date()))
    for match in _WEEKDAYS.finditer(saying.text):
        beside = any(date.start() - 8 <= match.start() <= date.end() + 8 for _, date in dates)
        number = weekday_of(match.group())
        if number is None or beside or _OTHER_DAY.search(saying.text[max(0, match.start() - 10) : match.start()]):
            continue
        day = next((day for day in near if day.weekday() == number), plan.frame.launch.at.date())
        yield day + timedelta(days=(number - day.weekday()) % 7), match, True


def _untold(saying: Saying, start: int, end: int, launch: date) -> Finding:
    said = saying.text[start:end]
    return finding(
        saying.path,
        say("“{said}” is said of the launch on {day}; nothing in the plan is then", said=said, day=launch),
        say("Compare the two, and correct one; where something else is meant, name it as the plan does."),
        related=((say("the launch"), ("launch",)),),
        **part_of(saying.text, start, len(said)),
    )


def _weekdays(plan: Plan) -> frozenset[int]:
    """The weekdays on which something is released, or stands in the run sheet."""
    released = (
        event.start.at for event in plan.rows.events if event.row.kind in ("stage", "time box") and event.start.dated
    )
    return frozenset(at.weekday() for at in (plan.frame.launch.at, *released))


@per_plan
def _clocks(plan: Plan) -> Mapping[date, frozenset[tuple[int, int]]]:
    """By day near the launch on which something is, the times at which something begins or ends."""
    launch = plan.frame.launch.at.date()
    times: dict[date, set[tuple[int, int]]] = {launch: {(plan.frame.launch.at.hour, plan.frame.launch.at.minute)}}
    for event in plan.rows.events:
        if event.start.dated and event.row.kind not in ("message", "task", "duty", "meeting"):
            for at in (event.start.at, event.extent.end):
                if abs(at.date() - launch) <= _NEAR:
                    times.setdefault(at.date(), set()).add((at.hour, at.minute))
    return {day: frozenset(clocks) for day, clocks in times.items()}


def _another_day(path: Path, text: str, match: re.Match[str], day: date) -> Finding:
    said = match.group().strip(" .,，")
    return finding(
        path,
        say(
            "“{said}” is said of the launch, which is on {day}; nothing in the plan is on that day", said=said, day=day
        ),
        say("Compare the two, and correct one; where something else is meant, name it as the plan does."),
        related=((say("the launch"), ("launch",)),),
        **part_of(text, text.index(said, match.start()), len(said)),
    )


_HEAD_DATES = ("launch", "created", "updated", "freeze", "calendar", "window", "weeks_from", "accept")


def _around(text: str, match: re.Match[str]) -> str:
    """The sentence in which a date stands."""
    begins = max((end.end() for end in _ENDS.finditer(text, 0, match.start())), default=0)
    ends = _ENDS.search(text, match.end() - 1)
    return text[begins : ends.start() if ends else len(text)]


@per_plan
def _days(plan: Plan) -> frozenset[date]:
    """All days on which something in the plan is, begins, or goes on."""
    days: set[date] = set()
    for event in plan.rows.events:
        if event.start.dated:
            first, last = event.start.at.date(), event.extent.last_day
            days |= {first, last}
            if (last - first).days <= 31:
                days |= {first + timedelta(days=at) for at in range((last - first).days + 1)}
    return frozenset(days)
