"""What a platform asks for before a release: its review, and what is done with personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from launchbook.core.plan import Plan
from launchbook.core.platforms import any_asks, concerned, platforms_of
from launchbook.core.platforms.model import Platform
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.rows import Row
from launchbook.core.sayings import sayings
from launchbook.core.section import finding, part_of, rule
from launchbook.core.time import Instant
from launchbook.rules.weekdays import dates_in

_SUBMIT = re.compile(
    r"提审|送审|提交.{0,10}审核|提交(?:微信|平台|应用商店|商店)|审核提交"
    r"|\bsubmi(?:t\w*|ssion)\b.{0,40}(?:review|store|google play|apple|wechat)"
    r"|(?:hand|send|sent|goes|go|upload(?:s|ed)?)\b.{0,40} (?:for|to) (?:the |app )*(?:store )?review"
    r"|(?:store|apple|app|play|google|wechat|platform) review",
    re.IGNORECASE,
)
_ANY_REVIEW = re.compile(r"审核|提审|过审|送审|审查|\breview|submi(?:t|ssion)", re.IGNORECASE)
_HURRIED = re.compile(r"加急|expedit", re.IGNORECASE)
_AGAIN = re.compile(r"重新|再次|复审|\bagain\b|resubmi|re-submi", re.IGNORECASE)
_PRIVACY = re.compile(
    r"隐私(?:保护)?(?:指引|协议|政策|标签|声明|说明)|privacy (?:labels?|nutrition|details|policy|guide|questionnaire|form|manifest)"
    r"|app privacy|data[- ]safety",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"after (?:the )?(?:release|launch|review|go[- ]?live|approval|first)|post[- ]?launch|once (?:it is|we are) (?:live|out|released)"
    r"|(?:上线|发布|审核|过审|全量)(?:之|以)?后|later\b",
    re.IGNORECASE,
)
_SUBMITS = re.compile(
    r"提审(?!材料|表|说明|清单|前|账号|人|用)|送审|提交(?:.{0,8}(?:代码|版本|微信|平台|小程序|包|商店|苹果|程序|\d)).{0,8}审核|提交审核|审核提交"
    r"|\bsubmi(?:t\w*|ssion)\b.{0,40}(?:review|store|google play|apple|wechat)"
    r"|(?:hand|send|sent|goes|go|upload(?:s|ed)?)\b.{0,40} (?:for|to) (?:the |app )*(?:store )?review",
    re.IGNORECASE,
)
"""What submits a version, and does not only speak of its review."""
_VERSION = re.compile(
    r"[\u4e00-\u9fff]|\b(?:build|binary|app|version|bundle|package|apple|google|store|wechat|mini|it)\b", re.IGNORECASE
)
"""What is submitted to a store, of all that is reviewed."""
_PASSED = re.compile(r"通过|结果|状态|\bpassed\b|\bapproved\b|\baccepted\b|\bstate\b|\bstatus\b", re.IGNORECASE)
_ASIDE = frozenset({"review", "rollback", "monitoring", "communications", "variables"})
_NO = re.compile(r"\bnot\b|\bnever\b|n[’']t\b|avoid|不要|不能|不得|不再|不宜|避免|切勿|至少|at least", re.IGNORECASE)
_MARKS = re.compile(r"[。；;，,\n]|\.\s|\b(?:and|then)\b|，?然后")
_JUST_BEFORE = re.compile(
    r"\bT ?[-−–] ?(?:0|1|[1-9]h|[1-3]\dh|4[0-7]h)d?\b|(?:上线|发布|放量|灰度)(?:的)?前(?:的)?(?:一|1) ?[天日晚]"
    r"|(?:上线|发布|放量)(?:的)?当[天日晚]"
    r"|\b(?:day|night|evening|afternoon) before (?:the )?(?:launch|release|go[- ]live|roll-?out)"
    r"|\b(?:on )?(?:the )?(?:same day|morning|day) (?:of|as) (?:the )?(?:launch|release|go[- ]live)",
    re.IGNORECASE,
)
_DONE_THERE = frozenset({"task", "step", "item", "milestone", "key date", "time box", "procedure"})

Release = tuple[Message, Path, Instant]
"""What is released, where it stands, and when."""


@rule("PT007", "too little time for the review", "danger")
def time_for_review(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The version is submitted for the review of WeChat, the App Store or Google Play less than two days before the first stage, or
    before the launch.

    Reviews mostly take hours and now and then a week; one rejection, and the day is lost. Submit earlier, or write that an expedited
    review was asked for. The submission is found by its words (`提交审核`, `submit for review`) among tasks, steps and items, with the
    time of what they stand in; where there is none, in sentences that say a day: “we submit on 9 March”, “T-1 提审”.
    """
    if plan.head.status in OVER:
        return
    for platform in platforms_of(plan):
        release = _release(plan, platform)
        if release is None or not platform.review:
            continue
        submissions = [row for row in _dated(plan, release[2]) if platform in _on(plan, row)]
        first = min(submissions, key=lambda row: _start(row).at.timestamp(), default=None)
        if first is None:
            yield from _late_in_words(plan, platform, release)
            continue
        if _HURRIED.search(str(first.title)):
            continue
        start, (title, path, at) = _start(first), release
        least, most = platform.review.value
        if at.at - start.at < least and not first.over:
            yield finding(
                first.path,
                say("“{row}” leaves less than {least} before {release}; {platform} may take {most}", row=first.title,
                    least=f"{least.days}d", release=title, platform=platform.name, most=f"{most.days}d"),
                say("Submit earlier, or say that an expedited review was asked for."),
                related=((say("what is released first"), path),),
            )  # fmt: skip
            return


@rule("PT008", "no time for a review", "gap")
def asks_for_review(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The platform reviews each version before it is released, and the plan does not speak of a review.

    Nobody submits it, and the launch waits for days. Add a task or a step that submits it, at least two days, better a week before the
    first stage.
    """
    if plan.head.status in OVER or any(_ANY_REVIEW.search(saying.text) for saying in sayings(plan)):
        return
    rollout = getattr(plan.sections.get("rollout"), "platform", None)
    for platform in [
        each for each in platforms_of(plan) if each.review and each.key in (*(plan.head.platforms or ()), rollout)
    ][:1]:
        in_head = platform.key in (plan.head.platforms or ())
        yield finding(
            ("platforms",) if in_head else ("rollout", "platform"),
            say("{platform} reviews each version, and nothing says when it is submitted", platform=platform.name),
            say("Add a task or a step that submits it for review, days before the release."),
        )


@rule("PT009", "privacy declared too late", "danger")
def privacy_first(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """What is done with personal data is to be declared after the release, or on a day behind it.

    WeChat, the App Store and Google Play ask for it before they review a version (privacy guide, privacy details, data safety), and
    refuse the version without it. Do it before the version is submitted.
    """
    if plan.head.status in OVER or not any_asks(plan, "privacy"):
        return
    for saying in sayings(plan):
        if saying.row.kind not in _DONE_THERE or not _PRIVACY.search(saying.text):
            continue
        platform = next((each for each in concerned(plan, saying.about) if each.privacy), None)
        release = _release(plan, platform) if platform else None
        if platform is None or not platform.privacy:
            continue
        after = saying.row.when and release and release[2].extent.precedes(saying.row.when.start.extent)
        words = _AFTERWARDS.search(saying.text)
        if (words and not re.search(r"before|之前|前\b", saying.text)) or after:
            yield finding(
                saying.path,
                say("{platform} asks for it before the review, not after the release", platform=platform.name),
                platform.privacy.says,
            )


def _on(plan: Plan, row: Row) -> Sequence[Platform]:
    return concerned(plan, str(row.title))


def _dated(plan: Plan, release: Instant) -> Sequence[Row]:
    """The submissions on a day that is known: their own, or, before the release, that of what they stand in."""
    rows = [row for row in plan.rows if row.kind in _DONE_THERE and row.when and _SUBMIT.search(str(row.title))]
    return [row for row in rows if _start(row).dated and (row.timings or _in_time_of_another(row, release))]


def _in_time_of_another(row: Row, release: Instant) -> bool:
    title = str(row.title)
    first = bool(_SUBMITS.search(title) and _VERSION.search(title)) and not (
        _AGAIN.search(title) or _PASSED.search(title)
    )
    return first and _start(row).at < release.at


def _start(row: Row) -> Instant:
    timing = row.timings[0] if row.timings else row.when
    return timing.start if timing else row.timings[0].start


def _late_in_words(plan: Plan, platform: Platform, release: Release) -> Iterator[Finding]:
    """The first sentence that submits the version on the day of the release, or the day before."""
    title, path, at = release
    least, most = platform.review.value if platform.review else (timedelta(), timedelta())
    for saying in sayings(plan):
        said = _SUBMITS.search(saying.text) or (
            saying.path[-1] == "when" and saying.row.kind == "procedure" and _SUBMITS.search(str(saying.row.title))
        )
        if not said or saying.path[0] in _ASIDE or platform not in concerned(plan, saying.about):
            continue
        for start, clause in _clauses(saying.text):
            late = _late_day(clause, at, plan) if saying.path[-1] == "when" or _SUBMITS.search(clause) else None
            if (
                late
                and _VERSION.search(saying.text)
                and not (_NO.search(clause) or _AGAIN.search(clause) or _HURRIED.search(saying.text))
            ):
                yield finding(
                    saying.path,
                    say("a review from `{day}` on has less than {least} before {release}; {platform} may take {most}",
                        day=late, least=f"{least.days}d", release=title, platform=platform.name,
                        most=f"{most.days}d"),
                    say("Submit earlier, or say that an expedited review was asked for."),
                    related=((say("what is released first"), path),),
                    **part_of(saying.text, start + clause.index(late), len(late)),
                )  # fmt: skip
                return


def _clauses(text: str) -> Iterator[tuple[int, str]]:
    """The parts of a text between its marks, each with the place where it begins."""
    start = 0
    for mark in (*_MARKS.finditer(text), None):
        yield start, text[start : mark.start() if mark else len(text)]
        start = mark.end() if mark else start


def _late_day(clause: str, release: Instant, plan: Plan) -> str | None:
    """The words that put something on the day of the release, or the day before it; None where they put it earlier or nowhere."""
    relative = _JUST_BEFORE.search(clause)
    if relative:
        return relative.group()
    days = [
        (day, found) for day, found in dates_in(clause, plan) if timedelta() <= release.at.date() - day < timedelta(2)
    ]
    return days[0][1].group().strip() if len(days) == 1 else None


def _release(plan: Plan, platform: Platform) -> Release | None:
    """What reaches users of a platform first: a stage, or the launch."""
    stages = [
        (say("“{title}”", title=row.title), (*row.path, "at"), row.timings[0].start)
        for row in plan.rows.in_section("rollout")
        if row.kind == "stage" and row.value.share and row.timings and row.timings[0].start.dated
        and platform in concerned(plan, str(row.title))
    ]  # fmt: skip
    launch = [] if plan.frame.undated else [(say("the launch"), ("launch",), plan.frame.launch)]
    found: list[Release] = [*stages, *launch]
    return min(found, key=lambda each: each[2].at.timestamp(), default=None)
