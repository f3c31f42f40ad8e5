"""What runs out while the release is still being watched: certificates, licences, registrations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from launchbook.core.plan import Plan
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, Path, say
from launchbook.core.sayings import sayings
from launchbook.core.section import finding, rule
from launchbook.rules.weekdays import dates_in

_LASTS = re.compile(r"certificat|\bcert\b|licen[cs]e|registration|subscription|证书|许可证|授权|域名", re.IGNORECASE)
_ENDS = re.compile(
    r"expir|valid (?:until|till|to|through)|runs? out|\bends on\b|\blapses?\b|renew(?:al)? (?:is )?due|到期|过期|失效|有效期至|有效至|截止",
    re.IGNORECASE,
)
_RENEWED = re.compile(
    r"\brenewed\b|\bnew (?:one|certificate)|replaced|no longer|auto\w*[- ]renew|已续|已更新|已更换|自动续|新证书",
    re.IGNORECASE,
)
_SOON = timedelta(days=14)
_PAST = frozenset({"review", "references"})


@rule("SD008", "runs out soon after the launch", "danger")
def outlasts_the_launch(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A certificate, a licence or a registration runs out within two weeks after the launch, or before the last stage of the rollout.

    Then users see a warning in the very days in which all look at the release. Renew it before, and write the new date. Read are
    `until:` of standards, and sentences with a certificate, that it expires, and a date; nothing is said of what is renewed by itself.
    """
    if plan.frame.undated or plan.head.status in OVER:
        return
    launch = plan.frame.launch.at.date()
    stages = [row.timings[0].start for row in plan.rows if row.kind == "stage" and row.timings]
    staged = max((start.at.date() for start in stages if start.dated), default=launch)
    for path, name, day in _ends(plan):
        if launch <= day and (day - launch <= _SOON or day <= staged):
            yield finding(
                path,
                say("“{name}” runs out on {day}, {count} days after the launch", name=name, day=day, count=(day - launch).days),
                say("Renew it before the launch, and write the new date."),
                related=((say("the launch"), ("launch",)),),
            )  # fmt: skip


def _ends(plan: Plan) -> Iterator[tuple[Path, str, date]]:
    """What runs out, with its place, its name and its last day."""
    for row in plan.rows:
        until = getattr(row.value, "until", None) if row.kind == "fact" else None
        if until is not None and plan.instant(until).dated:
            yield (*row.path, "until"), str(row.title), plan.instant(until).at.date()
    for saying in sayings(plan):
        about = f"{saying.text} {saying.name}"
        if (
            not (_LASTS.search(about) and _ENDS.search(about))
            or _RENEWED.search(about)
            or _PAST.intersection(map(str, saying.path))
        ):
            continue
        days = list(dates_in(saying.text, plan))
        if len(days) == 1:
            yield saying.path, saying.text[:60], days[0][0]
