"""What a platform asks for before a release: its review, and what is done with personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.platforms import concerned, platforms_of
from launchbook.core.platforms.model import Platform
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.rows import Row
from launchbook.core.sayings import sayings
from launchbook.core.section import finding, rule
from launchbook.core.time import Instant

_SUBMIT = re.compile(
    r"提审|送审|提交.{0,10}审核|提交(?:微信|平台|应用商店|商店)|审核提交"
    r"|\bsubmi(?:t\w*|ssion)\b.{0,40}(?:review|store|google play|apple|wechat)"
    r"|(?:hand|send|sent|goes|go)\b.{0,30} (?:for|to) (?:the |app )*(?:store )?review"
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
_DONE_THERE = frozenset({"task", "step", "item", "milestone", "key date", "time box", "procedure"})


@rule("PT007", "too little time for the review", "danger")
def time_for_review(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The version is submitted for the review of WeChat, the App Store or Google Play less than two days before the first stage, or
    before the launch.

    Reviews mostly take hours and now and then a week; one rejection, and the day is lost. Submit earlier, or write that an expedited
    review was asked for. The submission is found by its words (`提交审核`, `submit for review`) among tasks, steps and items.
    """
    if plan.head.status in OVER:
        return
    for platform in platforms_of(plan):
        submissions = [row for row in _dated(plan) if _SUBMIT.search(str(row.title)) and platform in _on(plan, row)]
        first = min(submissions, key=lambda row: _start(row).at.timestamp(), default=None)
        release = _release(plan, platform)
        if first is None or release is None or _HURRIED.search(str(first.title)) or not platform.review:
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
    if plan.head.status in OVER:
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


def _dated(plan: Plan) -> Sequence[Row]:
    """What is done on a day that is known."""
    return [row for row in plan.rows if row.kind in _DONE_THERE and row.timings and row.timings[0].start.dated]


def _start(row: Row) -> Instant:
    return row.timings[0].start


def _release(plan: Plan, platform: Platform) -> tuple[Message, Path, Instant] | None:
    """What reaches users of a platform first: a stage, or the launch."""
    stages = [
        (say("“{title}”", title=row.title), (*row.path, "at"), row.timings[0].start)
        for row in plan.rows.in_section("rollout")
        if row.kind == "stage" and row.value.share and row.timings and row.timings[0].start.dated
        and platform in concerned(plan, str(row.title))
    ]  # fmt: skip
    launch = [] if plan.frame.undated else [(say("the launch"), ("launch",), plan.frame.launch)]
    found: list[tuple[Message, Path, Instant]] = [*stages, *launch]
    return min(found, key=lambda each: each[2].at.timestamp(), default=None)
