"""The stages of a rollout, against the pace that a platform sets itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from launchbook.core.plan import Plan
from launchbook.core.platforms import any_asks, concerned, platforms_staged
from launchbook.core.platforms.model import Platform
from launchbook.core.problem import Finding, say, say_count
from launchbook.core.quantity import Share
from launchbook.core.rows import Row
from launchbook.core.sayings import sayings
from launchbook.core.section import finding, part_of, rule

_TRIAL = re.compile(r"test ?flight|\bbeta\b|internal|dogfood|closed test|tester|内测|内部|体验版|测试", re.IGNORECASE)
_PHASE = re.compile(r"phased (?:release|rollout)", re.IGNORECASE)
_PERCENT = re.compile(r"(?<![\d.])(?P<share>\d{1,3}(?:\.\d{1,6})?)\s?%")
_PHASED = re.compile(rf"{_PHASE.pattern}[^.;。；\n%\d]{{0,30}}?{_PERCENT.pattern}", re.IGNORECASE)
"""The App Store calls it a phased release, and Google Play a staged one."""
_DAY = timedelta(days=1)


@rule("PT001", "share that the platform does not give", "contradiction")
def given_shares(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A stage on the App Store has a share that a phased release does not have.

    It goes 1, 2, 5, 10, 20, 50 and 100 % on seven days in a row; nobody can enter another share. Write one of these, or leave
    `share:` out where only testers (TestFlight) have it. A stage of an app in several stores is in
    all of them, unless its title or audience names one.
    """
    for row, share, platform in _paced(plan):
        shares = platform.pace.value if platform.pace else {}
        if not any(share.low <= given <= share.high for given in shares):
            yield finding(
                (*row.path, "share"),
                say("{platform} does not release to {share}", platform=platform.name, share=share),
                *((platform.pace.says,) if platform.pace else ()),
            )
    for saying in sayings(plan) if any_asks(plan, "pace") else ():
        about = next((each for each in concerned(plan, saying.about) if each.pace), None)
        seen = saying.path[-1] == "expect" and _PHASE.search(str(saying.row.title))
        found = (_PERCENT if seen else _PHASED).search(saying.text) if about and saying.path[0] != "review" else None
        if about and about.pace and found and float(found["share"]) not in about.pace.value:
            yield finding(
                saying.path,
                say("{platform} does not release to {share}", platform=about.name, share=found["share"] + "%"),
                about.pace.says,
                **part_of(saying.text, found.start("share"), len(found["share"])),
            )


@rule("PT002", "wider sooner than the platform goes", "contradiction")
def given_pace(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A stage on the App Store has a share on a day on which the phased release cannot have reached it.

    From 1 % to 50 % it takes five days; only everyone at once is possible sooner. Whoever reads the gates on that day reads them for
    fewer users than the plan says. Move the stage.
    """
    stages = staged_by_the_platform(plan)
    for row, share, platform in stages[1:]:
        first, least, _ = stages[0]
        days = day_of(platform, share) - day_of(platform, least)
        gap = row.timings[0].start.at.date() - first.timings[0].start.at.date()
        if share.high < 100 and gap < days * _DAY:
            yield finding(
                (*row.path, "at"),
                say_count(
                    "{platform} reaches {share} no sooner than {count} day after {least}",
                    "{platform} reaches {share} no sooner than {count} days after {least}",
                    days,
                    platform=platform.name,
                    share=share,
                    least=least,
                ),
                say("Move the stage."),
                related=((say("where it begins"), (*first.path, "at")),),
            )


def _begins(row: Row) -> bool:
    return bool(row.timings) and row.timings[0].start.dated


def staged_by_the_platform(plan: Plan) -> Sequence[tuple[Row, Share, Platform]]:
    """The dated stages on a platform with a pace of its own, in their order."""
    return [(row, share, platform) for row, share, platform in _paced(plan) if row.kind == "stage" and _begins(row)]


def day_of(platform: Platform, share: Share, last: bool = False) -> int:
    """The day on which a share is reached: of a range the earliest, or the last; the first day for a share that is not given."""
    pace = platform.pace.value if platform.pace else {}
    days = [day for given, day in pace.items() if share.low <= given <= share.high]
    return (max if last else min)(days, default=0)


@rule("PT003", "staged for longer than the platform does", "danger")
def in_time(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A staged release takes longer than the platform lets it: 15 days on WeChat, 7 days on the App Store and 30 of pause.

    Then it reaches everyone by itself, whatever the gates say. Shorten the stages, or cancel and release anew.
    """
    stages = [(row, share) for row, share in _staged(plan) if row.kind == "stage" and row.timings]
    part = [row for row, share in stages if share.high < 100]
    if not part or not part[0].timings[0].start.dated:
        return
    first = part[0]
    for platform in concerned(plan, str(first.title), platforms_staged(plan)):
        longest = platform.ends.value if platform.ends else None
        if longest is None and platform.pauses:
            longest = platform.pauses.value + 6 * _DAY
        late = [row for row, _ in stages if row.timings[0].start.dated and longest and
                row.timings[0].start.at - first.timings[0].start.at > longest]  # fmt: skip
        known = platform.ends or platform.pauses
        if late and known:
            yield finding(
                (*late[0].path, "at"),
                say("“{title}” comes {days} days after “{first}”; {platform} releases to everyone before that", title=late[0].title,
                    days=(late[0].timings[0].start.at - first.timings[0].start.at).days, first=first.title, platform=platform.name),
                known.says,
                related=((say("where it begins"), (*first.path, "at")),),
            )  # fmt: skip
            return


def _staged(plan: Plan) -> Sequence[tuple[Row, Share]]:
    """The stages and steps that say a share of users."""
    rows: Sequence[Row] = plan.rows.in_section("rollout")
    shares: list[tuple[Row, Any]] = [(row, getattr(row.value, "share", None)) for row in rows]
    return [(row, share) for row, share in shares if share and share.high and not _TRIAL.search(str(row.title))]


def _paced(plan: Plan) -> Iterator[tuple[Row, Share, Platform]]:
    """Those that are on a platform with a pace of its own; of an app in several stores that one, too, unless another is named."""
    for row, share in _staged(plan):
        platforms = concerned(plan, f"{row.title} {getattr(row.value, 'audience', '') or ''}", platforms_staged(plan))
        paced = next((platform for platform in platforms if platform.pace), None)
        if paced and all(platform.no_return for platform in platforms):
            yield row, share, paced
