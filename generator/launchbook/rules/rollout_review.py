"""The rollout, against the review of the platform that it waits for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.platforms import platforms_staged
from launchbook.core.problem import Finding, say
from launchbook.core.rows import Event
from launchbook.core.section import finding, rule
from launchbook.sections.rollout.model import Rollout

_REVIEW = re.compile(
    r"(?:微信|平台|小程序|应用|上架|提交|版本).{0,6}审核|审核(?:通过|结果)|过审|提审|\b(?:wechat|platform|store|app)\b.{0,10}\breview\b",
    re.IGNORECASE,
)
_HAPPENS = frozenset({"key date", "milestone", "task", "procedure"})


@rule("RO014", "rolled out before the review is passed", "contradiction")
def reviewed_first(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A stage with a share of users begins before the review of the platform (WeChat, App Store, Google Play) ends.

    Before a version has passed the review, nobody but named testers can open it: the stage cannot begin on its day.
    Move the stage behind the review, or leave `share:` out and call it a test with the trial version. The review is
    found by its name (`微信审核`, `平台审核`, `WeChat review`) among tasks, milestones, procedures and key dates.
    """
    rollout = plan.get(Rollout)
    review = _review(plan) if any(each.review for each in platforms_staged(plan)) else None
    if rollout is None or review is None:
        return
    ends = (review.end or review.start).extent
    early = rollout.reaching_users_before(ends, plan.frame)
    if early:
        stage = early[0]
        yield finding(
            (*stage.path, "at"),
            say("“{title}” reaches {share} of users before “{review}” ends on {day}", title=stage.title,
                share=stage.share or "", review=review.title, day=ends.last_day),
            say("Move the stage behind the review, or leave `share:` out where only testers have it."),
            related=(
                (say("the review"), review.row.path),
                *((say("this stage, too"), (*further.path, "at")) for further in early[1:]),
            ),
        )  # fmt: skip


def _review(plan: Plan) -> Event | None:
    """The review that ends last."""
    titled = ((event, event.title) for event in plan.rows.events if event.kind in _HAPPENS)
    reviews = [event for event, title in titled if isinstance(title, str) and _REVIEW.search(title)]
    return max(reviews, key=lambda event: event.until.timestamp(), default=None)
