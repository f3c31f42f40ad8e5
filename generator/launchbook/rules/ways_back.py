"""Whether there is a way back, and somebody who opens it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from launchbook.core.plan import Plan
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, rule
from launchbook.sections.rollback.model import Rollback
from launchbook.sections.rollout.model import Rollout


@rule("RB014", "no way back", "danger")
def there_is_a_way_back(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A release is rolled out in stages, and nothing says how it is taken back.

    Stages are there to stop at one; without a way back, what was widened stays. Add `rollback:` with who decides, from when on, and
    the steps. Nothing is said of a plan that is over.
    """
    rollout, rollback = plan.get(Rollout), plan.get(Rollback)
    if rollout and rollout.stages and (rollback is None or rollback.keeps_only) and plan.head.status not in OVER:
        yield finding(
            ("rollout",),
            say("the release is widened in stages, and nothing says how it is taken back"),
            say("Add `rollback:` with `decider:`, `triggers:` and `steps:`."),
            on_key=True,
        )


@rule("RB015", "nobody decides in the decider's place", "danger")
def somebody_decides(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Whoever decides the rollback has no deputy.

    At the hour when it is needed, one person may be asleep, on the way, or on another call. Write `deputy:` with the person in
    `people:`. Nothing is said of whoever stands for several people (`count:`), nor of a plan that is over.
    """
    rollback = plan.get(Rollback)
    target = plan.target(rollback.decider) if rollback and rollback.decider else None
    if rollback is None or target is None or plan.head.status in OVER:
        return
    person: Any = target.value
    if person.deputy is None and not person.count:
        yield finding(
            (*rollback.path, "decider"),
            say("{name} decides the rollback, and nobody does in their place", name=person.name),
            say("Write `deputy:` with the person in `people:`."),
            related=((say("the person"), person.path),),
        )
