"""The share of a staged release where the platform sets it itself, and how long its own pace takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain

from launchbook.core.numberwords import number_of
from launchbook.core.plan import Plan
from launchbook.core.platforms import any_asks, concerned, platforms_of
from launchbook.core.platforms.model import Platform
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, say, say_count
from launchbook.core.sayings import Saying, sayings
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.platform_stages import day_of, staged_by_the_platform

_TO = r"\d{1,3}(?:\.\d{1,4})? ?[%％]"
_SHARE = r"(?:(?:灰度|放量|分阶段发布|发布)(?:的)?(?:比例|范围|占比)|灰度|放量|(?<![\u4e00-\u9fff])(?:用户)?比例)"
_FROM = rf"(?: ?从? ?{_TO})? ?(?:手动|再|先|立即|马上|重新|直接)? ?"
_DOWN = r"(?:调回|调低|降低|降回|降到|降至|下调|回调|缩小|缩到|缩回|减少|减到|收回)[到至为回]?"
_UP = r"(?:调到|调至|调整到|调整为|改为|改成|设为|设成|填|扩到|扩大到|提高到|提到|增加到|升到)"
_PHASED = r"phased (?:release|roll-?out)"
_RELEASE = (
    rf"(?:{_PHASED}|roll-?out|(?:staged |canary |gr[ae]y )?release(?= (?:back|down|from|to)\b)"
    r"|(?:share|percentage)(?! (?:shown|in)\b)(?: of (?=(?:the |all )?(?:phased|staged|release|roll|users|customers|devices))"
    r"[\w -]{3,24}?(?= (?:back|down|from|to)\b))?(?! of\b))"
)
_ENGLISH_FROM = r"(?: from \d{1,3} ?%)?"
_LOWERS = re.compile(
    rf"{_SHARE}{_FROM}{_DOWN} ?{_TO}|{_DOWN}{_SHARE}(?:[到至为] ?)?{_TO}"
    rf"|\b(?:lower|reduc|decreas|cut|drop|shrink)\w* (?:\w+ ){{0,3}}?{_RELEASE}(?: back| down)?{_ENGLISH_FROM} to {_TO}"
    rf"|\b(?:set|bring|take|put|turn|dial|scale)\w* (?:\w+ ){{0,3}}?{_RELEASE} (?:back|down)(?: down)?{_ENGLISH_FROM} to {_TO}"
    rf"|\bset\w* (?:\w+ ){{0,3}}?{_RELEASE} to 0 ?%",
    re.IGNORECASE,
)
"""What makes the share of a staged release smaller."""
_SETS = re.compile(
    rf"{_SHARE}{_FROM}{_UP}\s?{_TO}"
    rf"|\b(?:rais|increas|widen|set|chang|adjust|mov|bump|ramp)\w* (?:\w+ ){{0,3}}?{_RELEASE}(?: up)?{_ENGLISH_FROM} to {_TO}",
    re.IGNORECASE,
)
"""What gives the staged release another share by hand."""
_PERCENT = re.compile(r"\d ?[%％]")
_FLAGS = re.compile(
    r"\bflags?\b|config|gateway|toggle|experiment|\ba/b\b|load balanc|traffic|server|开关|配置|网关|流量|实验|后端|服务端",
    re.IGNORECASE,
)
"""What has a share that the platform does not know of."""
_UNABLE = re.compile(r"\bcannot\b|can[’']t|\bnever\b|\bnot\b|不能|无法|不支持|不可|不要|不得|只能", re.IGNORECASE)
_PAST = frozenset({"review", "references", "versions"})

_NAMED = rf"(?:{_PHASED}|分阶段发布|分阶段上架)"
_COUNT = r"(?P<count>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|fourteen|[一两二三四五六七八九十])"
_LENGTH = re.compile(
    rf"{_NAMED}[^.;,。；，\n\d]{{0,16}}?(?:\b(?:takes?|lasts?|over|within|in|runs? for|of)\s"
    rf"|[:：(（，]|(?<=[布架])|持续|历时|共|为期|用时|需要?)\s?"
    rf"{_COUNT}[- ]?(?P<unit>days?|weeks?|天|周)(?![后前])"
    rf"|(?<![\d第–-]){_COUNT.replace('count', 'first')}[- ]?(?P<of>days?|weeks?|天|周)[- ]?(?:的)?{_NAMED}",
    re.IGNORECASE,
)
_ON_APPLE = re.compile(r"(?:\bios|app ?store|苹果|蘋果)[^，,。;；.\n]{0,8}$", re.IGNORECASE)
_PAUSES = re.compile(
    r"paus|暂停|first|last|remain|each|every|per day|longer|extra|首|头|前|第|最后|剩余|每|余下", re.IGNORECASE
)
"""What speaks of a pause, or of a part of the phased release."""
_PAUSE = re.compile(r"\bpaus|暂停", re.IGNORECASE)
_PLANNED = frozenset({"rollout", "summary", "timeline", "procedures", "runsheet", "overview"})
_AT_BREACH = frozenset({"on_breach", "stop_if", "no_go_if"})
_DAY = timedelta(days=1)


@rule("PT016", "share that nobody can set so", "danger")
def shares_by_hand(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A text lowers the share of a staged release on WeChat or the App Store, or sets that of a phased release by hand.

    On WeChat the share may only rise: cancel the staged release instead. On the App Store nobody sets a share: it goes by its own
    pace, and can be paused, or released to everyone. Whoever is to press it on the day looks for a field that is not there. Shares of
    flags, gateways and servers are not meant.
    """
    if plan.head.status in OVER or not (any_asks(plan, "rises") or any_asks(plan, "pace")):
        return
    for saying in sayings(plan):
        if (
            not _PERCENT.search(saying.text)
            or _PAST.intersection(map(str, saying.path))
            or _UNABLE.search(saying.text)
            or _FLAGS.search(saying.about)
        ):
            continue
        lowers = _lowered(saying)
        sets = lowers or _SETS.search(saying.text)
        platforms = concerned(plan, saying.about) if sets else ()
        if not sets or not platforms or not all(each.pace or (each.rises and lowers) for each in platforms):
            continue
        platform = platforms[0]
        if not lowers and _shares(sets)[-1] == "100":
            continue
        known = platform.pace or platform.rises
        yield finding(
            saying.path,
            say("“{text}” lowers the share, which nobody can do on {platform}", text=sets.group().strip(), platform=platform.name)
            if lowers
            else say("“{text}” sets the share, which nobody can do on {platform}", text=sets.group().strip(), platform=platform.name),
            *((known.says,) if known else ()),
            **part_of(saying.text, sets.start(), len(sets.group())),
        )  # fmt: skip


def _lowered(saying: Saying) -> re.Match[str] | None:
    """What makes the share smaller; of two shares, the first must be the larger."""
    found = _LOWERS.search(saying.text)
    shares = _shares(found) if found else []
    return found if len(shares) < 2 or int(shares[0]) > int(shares[-1]) else None


def _shares(found: re.Match[str]) -> Sequence[str]:
    return re.findall(r"(\d{1,3})(?:\.\d{1,4})? ?[%％]", found.group())


@rule("PT017", "phased release of another length", "contradiction")
def own_length(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A phased release on the App Store is to take another time than the seven days that it takes, or a stage comes when it has gone on
    by itself.

    It goes from 1 % to everyone in seven days, no faster, and slower only while it is paused. Whoever counts on fourteen days has everyone
    on the seventh. Correct the time, or plan the pauses. Sentences, tasks with that title, and stages are read; where the plan speaks of
    pauses elsewhere than at a breach, stages are left alone.
    """
    paced = next((each for each in platforms_of(plan) if each.pace), None)
    if paced is None or not paced.pace or plan.head.status in OVER:
        return
    length = max(paced.pace.value.values()) + 1
    said = chain(_in_words(plan, length), _in_tasks(plan, length), _too_late(plan))
    yield from (found for found in said)


def _in_words(plan: Plan, length: int) -> Iterator[Finding]:
    for saying in sayings(plan):
        found = None if _PAST.intersection(map(str, saying.path)) else _LENGTH.search(saying.text)
        platforms = concerned(plan, saying.about) if found else ()
        if found and _ON_APPLE.search(saying.text[: found.start()]):
            platforms = [each for each in platforms_of(plan) if each.pace]
        if not found or not all(each.pace for each in platforms) or _PAUSES.search(_clause(saying.text, found)):
            continue
        if re.search(r"begin|start|开始", found.group(), re.IGNORECASE):
            continue
        word = (found["count"] or found["first"]).casefold()
        unit = (found["unit"] or found["of"]).casefold()
        days = number_of(word) * (7 if unit[0] in "w周" else 1)
        if days != length:
            yield _other_length(
                platforms[0],
                saying.path,
                found.group().strip(),
                days,
                **part_of(saying.text, found.start(), len(found.group())),
            )


def _clause(text: str, found: re.Match[str]) -> str:
    """What stands around a match in its sentence."""
    before, after = re.split(r"[.;。；\n]", text[: found.start()])[-1], re.split(r"[.;。；\n]", text[found.end() :])[0]
    return before[-40:] + after[:40]


def _in_tasks(plan: Plan, length: int) -> Iterator[Finding]:
    """Tasks and boxes that are the phased release; two days more are no other length."""
    for row in plan.rows:
        title = str(row.title) if row.kind in ("task", "time box", "key date", "stage") else ""
        if not re.fullmatch(rf"\W*(?:.{{0,24}}\W)??{_NAMED}(?:\W.{{0,24}})?", title, re.IGNORECASE) or not row.timings:
            continue
        platforms, timing = concerned(plan, title), row.timings[0]
        if (
            not timing.end
            or not timing.start.dated
            or not all(each.pace for each in platforms)
            or _paused(plan)
            or _PAUSES.search(title)
        ):
            continue
        days = (timing.end.end - timing.start.at) / _DAY
        if days > length + 2 or days < length - 2:
            yield _other_length(platforms[0], row.path, f"{title}", round(days))


def _other_length(platform: Platform, path: tuple[str | int, ...], words: str, days: int, **part: object) -> Finding:
    return finding(
        path,
        say_count(
            "“{words}” is {count} day; a phased release on {platform} reaches everyone on the seventh",
            "“{words}” is {count} days; a phased release on {platform} reaches everyone on the seventh",
            days,
            words=words,
            platform=platform.name,
        ),
        say("Correct the time, or plan the pauses."),
        **part,  # type: ignore[arg-type]
    )


def _too_late(plan: Plan) -> Iterator[Finding]:
    """The first stage that comes days after the phased release has gone on by itself."""
    stages = [] if _paused(plan) else list(staged_by_the_platform(plan))
    for row, share, platform in stages[1:]:
        first, least, _ = stages[0]
        begins = day_of(platform, share, last=True) - day_of(platform, least)
        gap = (row.timings[0].start.at.date() - first.timings[0].start.at.date()).days
        if gap > begins + 2:
            yield finding(
                (*row.path, "at"),
                say("“{title}” comes {gap} days after “{first}”; {platform} has then gone on from {share} by itself", title=row.title,
                    gap=gap, first=first.title, platform=platform.name, share=share)
                if share.high < 100
                else say("“{title}” comes {gap} days after “{first}”; {platform} releases to everyone before that", title=row.title,
                         gap=gap, first=first.title, platform=platform.name),
                say("Correct the time, or plan the pauses."),
                related=((say("where it begins"), (*first.path, "at")),),
            )  # fmt: skip
            return


def _paused(plan: Plan) -> bool:
    """Whether the plan pauses a release on purpose, and not only at a breach."""
    return any(
        saying.path[0] in _PLANNED and _PAUSE.search(saying.text) and not _AT_BREACH.intersection(map(str, saying.path))
        for saying in sayings(plan)
    )
