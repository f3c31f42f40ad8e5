"""Reviews of risks, against today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, rule
from launchbook.core.time import Extent
from launchbook.sections.risks.model import Risks


@rule("RK020", "risk review is past", "gap")
def review_is_late(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The day on which a risk, or the whole register, was to be looked at again is past, and the risk is still open.

    Either nobody looked, or nobody wrote down what came out. Look at it again: set a new `review:`, or its `status:` to
    `mitigated`, `accepted`, `transferred` or `closed`.
    """
    risks = plan.get(Risks)
    if risks is None or plan.head.status in ("closed", "rolled back"):
        return
    now = Extent.moment(as_of)
    if risks.review and plan.extent(risks.review).precedes(now) and any(risk.live for risk in risks.all):
        yield finding(
            ("risks", "review"),
            say("the register was to be gone through on {day}", day=plan.instant(risks.review).day),
            say("Go through it, and set the next `review:`."),
        )
    for risk in risks.all:
        if risk.review and risk.status in ("open", "occurred") and plan.extent(risk.review).precedes(now):
            yield finding(
                (*risk.path, "review"),
                say("“{title}” was to be looked at again on {day}", title=risk.title,
                    day=plan.instant(risk.review).day),
                say("Set a new `review:`, or another `status:`."),
            )  # fmt: skip
