"""Hours in which users cannot go on, wherever a plan announces them: notes, messages, the run sheet, the launch window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from launchbook.core.numberwords import NUMBERS
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.recurrence import shifted
from launchbook.core.sayings import Saying, sayings, sentences
from launchbook.core.section import finding, part_of, rule
from launchbook.core.time import Extent
from launchbook.rules.weekdays import dates_in

_CLOSED = re.compile(
    r"\bdown ?time\b|\b(?:down|offline|closed|unavailable|read[- ]only|maintenance|out of service|suspended)\b"
    r"|\bno (?:orders?|bookings?|payments?|changes?|sign-?ins?|sales?|tickets?)\b"
    r"|\bcannot (?:be )?(?:use|order|book|pay|sign|buy|log|chang|edit)\w*"
    r"|停机|停服|停写|停止(?:对外)?(?:服务|营业|办理|受理|借还|售票|预约|下单)|暂停(?:服务|使用|写入)|只读|维护|不可用|无法(?:使用|登录|下单|访问)|不能(?:使用|修改|登录|下单|提交|访问|写)",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\bgets? (?:the |a |its )?(?:new|update)\w*|\b(?:is|are) (?:updated|upgraded|switched)\b|更新|升级|升級|切换|切換",
    re.IGNORECASE,
)
"""What a message says of the day itself, beside its date."""
_CLOCK = r"(?<![\d:])([01]?\d|2[0-4])[:：]([0-5]\d)(?!\d)"
_FROM_TO = re.compile(
    rf"{_CLOCK}\s*(?:on \w+day\s)?(?:开始)?[,，]?\s*(?:-|–|—|~|～|至|到|\bto\b|\buntil\b|\btill\b|\band\b"
    r"|停[服机機](?:维护|維護)?[，,])\s*"
    rf"(?:次日|第二天|当日|凌晨|the next day|on \w+day at)?\s*{_CLOCK}",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"(?<![\d.:])(?P<amount>\d{1,3}(?:\.\d)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|sixteen|twenty))"
    r"[ -]?个?(?P<unit>minutes?|mins?|hours?|h|分钟|分鐘|小时|小時)(?![A-Za-z])",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:every|each|weekly|monthly|rehears\w+|drill|instead of|was|were|opening hours)\b|每[天周日月晚]|演练|原定|改为|营业",
    re.IGNORECASE,
)
"""Words of a time that recurs, or was, or is only rehearsed."""
_READ = frozenset(
    {"summary", "communications", "notes", "overview", "runsheet", "rollout", "meetings", "procedures", "monitoring"}
)
"""Chapters whose texts say what users meet on the day."""
_BESIDE = 16
"""So many letters stand between a length and its hours at most."""


@dataclass(frozen=True, eq=False)
class ClosedHours:
    """From which hour to which a text says that something is closed."""

    path: Path
    text: str
    match: re.Match[str]

    @property
    def start(self) -> timedelta:
        return timedelta(hours=int(self.match[1]), minutes=int(self.match[2])) % timedelta(days=1)

    @property
    def length(self) -> timedelta:
        return (timedelta(hours=int(self.match[3]), minutes=int(self.match[4])) - self.start) % timedelta(days=1)

    @property
    def said(self) -> str:
        return " ".join(self.match.group().split())

    def on(self, midnight: datetime) -> Extent:
        """On the day of the launch, or the next where they begin before noon and the launch is after it."""
        return Extent(shifted(midnight, self.start), shifted(midnight, self.start + self.length))


def _announced(plan: Plan) -> Iterator[ClosedHours]:
    """Closed hours of the day of the launch: of sentences with one range of hours, and no other day."""
    launch = plan.frame.launch
    near = {launch.at.date(), shifted(launch.at, timedelta(days=1)).date()}
    for said in sayings(plan):
        if said.path[0] not in _READ or not _FROM_TO.search(said.text):
            continue
        for begin, end in sentences(said.text):
            sentence = said.text[begin:end]
            ranges = list(_FROM_TO.finditer(said.text, begin, end))
            dates = [day for day, _ in dates_in(sentence, plan)]
            announced = _CLOSED.search(sentence) or (
                dates and said.path[0] == "communications" and _UPDATED.search(sentence)
            )
            if len(ranges) != 1 or not announced or _OTHERWISE.search(sentence):
                continue
            if all(day in near for day in dates):
                yield ClosedHours(said.path, said.text, ranges[0])


def _pointed(hours: ClosedHours, match: re.Match[str] | None = None) -> dict[str, Any]:
    found = match or hours.match
    return part_of(hours.text, found.start(), len(found.group()))


@rule("EV009", "closed at other hours than elsewhere", "contradiction")
def closed_alike(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Two texts say from which hour to which something is closed on the day of the launch, and say different hours.

    Users read the message, the team reads the sheet; one of them waits in vain. Give all texts the same hours. Hours that do not touch
    each other may be of two things, and are not compared; nor are texts of other days.
    """
    if plan.frame.undated:
        return
    announced = list(_announced(plan))
    for place, each in enumerate(announced):
        other = next((first for first in announced[:place] if _overlap(first, each)), None)
        if other and (other.start, other.length) != (each.start, each.length):
            yield finding(
                each.path,
                say("closed {here} here, and {there} elsewhere", here=each.said, there=other.said),
                say("Compare them, and give all texts the same hours."),
                related=((say("elsewhere"), other.path),),
                **_pointed(each),
            )


def _overlap(one: ClosedHours, other: ClosedHours) -> bool:
    midnight = datetime(2000, 1, 2)
    return any(one.on(midnight + timedelta(days=day)).meets(other.on(midnight)) for day in (-1, 0, 1))


@rule("EV003", "closed outside the launch window", "contradiction")
def closed_in_window(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A text says from which hour to which something is closed on the day of the launch, and that is neither within the launch
    window nor what boxes of the run sheet cover.

    Users are told one time, and the team has agreed on another. Correct the text, or `window:`. Only a window with a clock is compared.
    """
    window = plan.frame.window(getattr(plan.head, "window", None))
    if plan.frame.undated or plan.frame.launch.precision != "minute" or window.end <= window.start:
        return
    midnight = window.start.replace(hour=0, minute=0, second=0, microsecond=0)
    for each in _announced(plan):
        days = [each.on(shifted(midnight, timedelta(days=day))) for day in (0, 1)]
        if not any(hours.within(window) or _in_boxes(plan, hours) for hours in days):
            yield finding(
                each.path,
                say("closed {said}, and the launch window is {window}", said=each.said, window=str(window)),
                say("Correct the text, or `window:`."),
                related=((say("the launch window"), ("window",)),),
                **_pointed(each),
            )


def _in_boxes(plan: Plan, hours: Extent) -> bool:
    """Whether the boxes of the run sheet begin and end with these hours: what is closed before T is planned so."""
    boxes = [event.extent for event in plan.rows.events if event.row.kind == "time box" and event.start.dated]
    return any(box.start == hours.start for box in boxes) and any(box.end == hours.end for box in boxes)


@rule("EV010", "length that its hours do not have", "contradiction")
def as_long_as_said(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence gives a length beside two hours, and from the one to the other is another length.

    "Closed for 2 hours, from 01:00 to 04:00": one of the three numbers is wrong. Correct it. Only a length directly before or behind the
    hours is read, and only where the sentence has one of each.
    """
    for said in sayings(plan):
        yield from (each for begin, end in sentences(said.text) for each in _other_length(said, begin, end))


def _other_length(said: Saying, begin: int, end: int) -> Iterator[Finding]:
    ranges, lengths = list(_FROM_TO.finditer(said.text, begin, end)), list(_LENGTH.finditer(said.text, begin, end))
    if len(ranges) == len(lengths) == 1 and _CLOSED.search(said.text, begin, end):
        hours, length = ClosedHours(said.path, said.text, ranges[0]), lengths[0]
        between = max(hours.match.start() - length.end(), length.start() - hours.match.end())
        if 0 <= between <= _BESIDE and _as_time(length) != hours.length:
            yield finding(
                said.path,
                say("`{length}`, and {said} is {real} min", length=length.group(), said=hours.said,
                    real=int(hours.length.total_seconds()) // 60),
                say("Correct the length, or the hours."),
                **_pointed(hours, length),
            )  # fmt: skip


def _as_time(match: re.Match[str]) -> timedelta:
    unit, amount = match["unit"].lower(), match["amount"].lower()
    number = float(NUMBERS.get(amount, 0) or amount)
    return timedelta(hours=number) if unit.startswith("h") or unit in ("小时", "小時") else timedelta(minutes=number)
