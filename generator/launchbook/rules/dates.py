"""The plan's status against the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, rule

GRACE = timedelta(days=1)


@rule("CA003", "launch is past", "contradiction")
def status_is_late(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The launch lies more than a day back, and the status still speaks of it as to come.

    Whoever opens the plan cannot tell whether it was launched. Set `status:` to `launched`, `rolled back` or `closed`,
    or move `launch:` if it was put off.
    """
    launch, status = plan.frame.launch, plan.head.status
    if status not in ("draft", "open", "preparing", "in review", "approved") or as_of - launch.extent.latest <= GRACE:
        return
    written = "status" in plan.bundle.entries
    yield finding(
        ("status",) if written else ("launch",),
        say("the launch was on {day}, but the status is still `{status}`", day=launch.day, status=status),
        say("Set `status: launched`, `rolled back` or `closed`, or move `launch:`."),
        related=((say("the launch"), ("launch",)),) if written else (),
    )
