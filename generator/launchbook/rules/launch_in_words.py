"""The launch in sentences: a day near it that nothing in the plan has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from launchbook.core.datewords import WEEKDAY_NAMES, weekday_of
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.sayings import Saying, sayings, sentences
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.dates_in_words import clause_of, untimely
from launchbook.rules.weekdays import dates_in, days_said

_LAUNCHED = re.compile(
    r"上线|上線|发布|發佈|開放|开放|开服|启用|啟用|起可以|起可用|起能|割接|切换|切換"
    r"|\b(?:launch(?:es|ed|ing)?|go(?:es|ing)? live|went live|go-live"
    r"|cut-?over|goes out|comes|rolls? out|(?:re-?)?opens?|available)\b"
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
_STOPS = re.compile(
    r"\b(?:closed|down|unavailable|back|resumes?|paused)\b|停止|恢复|停机|停機|暂停|中断", re.IGNORECASE
)
"""Words by which a message speaks of it."""
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
                and (_LAUNCHED.search(sentence) or (path[0] == "communications" and _STOPS.search(sentence)))
                and not _ELSEWHERE.search(sentence)
            ):
                yield _another_day(path, text, match, day)


_ANNOUNCED = ("summary", "communications")
"""What people are told of the launch."""
_CHANGED = re.compile(
    r"\bchanges?\b|\bdown\b|\bclosed\b|\bswitch|\bsees?\b|更新|停机|停機"
    r"|升级|开场|开始|开售|放给|放量|全量|灰度|看到|停止|恢复",
    re.IGNORECASE,
)
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
    changing or closing is read, and a weekday only without a date. An hour without a day is taken for one of the launch; what is so on
    every day is not read.
    """
    launch = plan.frame.launch
    if not launch.dated or plan.frame.afloat(getattr(plan.head, "launch", None)):
        return
    clocks = _clocks(plan)
    weekdays = _weekdays(plan)
    timed = {(each.path, each.clock.start()) for each in untimely(plan)}
    for saying in sayings(plan):
        if saying.path[0] not in _ANNOUNCED or "title" in saying.path[-1:]:
            continue
        told = -1
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
                and (saying.path, clock.start("hour")) not in timed
                and len(clocks.get(said, ())) > 1
                and (int(clock["hour"]), int(clock["minute"])) not in clocks[said]
            ):
                told = clock.start("hour")
                yield _untold(saying, told, clock.end(), launch.at.date())
        for clock in _undated(plan, saying) if len(clocks.get(launch.at.date(), ())) > 1 else ():
            if clock.start() != told and (saying.path, clock.start()) not in timed:
                yield _untold(saying, clock.start(), clock.end(), launch.at.date())


_BY_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-4])[:：](?P<minute>[0-5]\d)(?!\d|:\d|\s?[ap]\.?m)", re.IGNORECASE
)
_HAPPENS = re.compile(
    r"\b(?:launch(?:es|ed)?|go(?:es)? live|goes out|(?:doors?|sales?|bookings?|orders?"
    r"|registration) (?:re-?)?opens?|(?:closed?s?|down|offline|unavailable)"
    r"|cannot|can (?:again )?(?:be used|book|order|buy|sign|log)\b|open again|back online"
    r"|begins?|starts?|is back|are back|(?:switch|mov|chang)es)\b"
    r"|上线|上線|开售|开服|开放|启用|割接|切换|切換|停机|停服|停止|恢复|放量|全量|灰度|发布|看到|开抢|起可",
    re.IGNORECASE,
)
"""Words by which a sentence says what users meet at an hour."""
_HABIT = re.compile(
    r"\b(?:every|each|daily|always|usual(?:ly)?|as before|last|previous|was|were|had"
    r"|until|till|before|by|after|about|instead|for example|e\.g|call|phone"
    r"|hours|media[nl]|mornings|evenings|nights|weekdays|review|meeting|rehears\w+|train\w*|deliver\w*|arriv\w*|ask|reach)\b"
    r"|每[天日晚周月]|平时|照常|照旧|仍|去年|上次|上一|曾|当时|例如|比如|之前|以前|前(?!两|三"
    r"|半|一|几)|截止|截至|电话|热线|客服时间|营业|会议|演练|开讲|值班|彩排|左右|后",
    re.IGNORECASE,
)
"""Words of what recurs, was, or is only related to an hour."""
_ALWAYS = re.compile(r"\bas (?:always|usual|ever)\b|\bopening hours\b|照常|照旧|平时|每[天日周]|营业", re.IGNORECASE)
"""Words by which a whole sentence speaks of what is so on every day."""


_OF_THE_TEAM = ("meeting", "message", "duty")
"""Kinds of what only the team is told of: users meet nothing at their hours."""


@per_plan
def _hours(plan: Plan) -> frozenset[tuple[int, int]]:
    """All hours at which something in the plan begins or ends near the launch, on the day of the launch and the two beside it."""
    launch = plan.frame.launch.at
    window = plan.frame.window(getattr(plan.head, "window", None))
    ats = [launch, window.start, window.end]
    for event in plan.rows.events:
        if event.start.dated and event.start.precision == "minute" and event.row.kind not in _OF_THE_TEAM:
            ats += [event.start.at, event.extent.end]
    return frozenset((at.hour, at.minute) for at in ats)


_TO = r"\s*(?:-|–|—|~|～|至|到|to|until|till|and)\s*"
_RANGE = re.compile(rf"{_TO}(?:次日|第二天|凌晨|the next day\s)?\s*\d{{1,2}}[:：]\d{{2}}")
_IN_RANGE = re.compile(rf"\d{{1,2}}[:：]\d{{2}}{_TO}(?:次日|第二天|凌晨)?\s*$")


def _undated(plan: Plan, saying: Saying) -> Iterator[re.Match[str]]:
    """Hours that a sentence without another day says of what users meet, and at which nothing in the plan is."""
    launch = plan.frame.launch
    if launch.precision != "minute" or not _BY_CLOCK.search(saying.text):
        return
    near = {launch.at.date() + timedelta(days=days) for days in (0, 1)}
    for begin, end in sentences(saying.text):
        sentence = saying.text[begin:end]
        if (
            not _HAPPENS.search(sentence)
            or _ALWAYS.search(sentence)
            or any(day not in near for day, _ in dates_in(sentence, plan))
        ):
            continue
        for clock in _BY_CLOCK.finditer(saying.text, begin, end):
            first, last = clause_of(saying.text, clock, _CLAUSE)
            clause = saying.text[max(begin, first) : min(end, last)]
            if clause.endswith("起"):
                clause = saying.text[max(begin, first) : end]
            hour = int(clock["hour"]) % 24, int(clock["minute"])
            if _RANGE.match(saying.text, clock.end()) or _IN_RANGE.search(saying.text[begin : clock.start()]):
                continue  # hours from and to which something is closed are compared with each other, and with the window
            if _HAPPENS.search(clause) and not _HABIT.search(clause) and hour not in _hours(plan):
                yield clock


_CLAUSE = re.compile(r"[。；;，,、！!？?\n]|\.\s")


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
    """All days on which something in the plan is, begins, or goes on; watching and telling others launches nothing."""
    days: set[date] = set()
    for event in plan.rows.events:
        if event.start.dated and event.row.kind not in ("watch", "duty", "message", "report"):
            first, last = event.start.at.date(), event.extent.last_day
            days |= {first, last}
            if (last - first).days <= 31:
                days |= {first + timedelta(days=at) for at in range((last - first).days + 1)}
    return frozenset(days)
