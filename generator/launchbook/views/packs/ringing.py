"""When an alert can ring: somebody who stands in for its owner by the clock alone needs no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from launchbook.core.entry import Timing
from launchbook.core.plan import Plan
from launchbook.core.rows import Row
from launchbook.core.time import Extent, Span


def can_ring(plan: Plan, row: Row, hours: Sequence[Timing]) -> bool:
    """Whether what an entry waits for may happen in any of these hours; also where the plan does not say when it may."""
    if row.kind != "condition":
        return True
    at, begins = getattr(row.value, "at", None), list(_stages_begin(plan, row))
    within = Extent.of(*at.resolve(plan.frame)) if isinstance(at, Span) else None
    in_time = within is None or any(timing.extent.meets(within) for timing in hours)
    return in_time and (
        not begins or any(begin is None or timing.until > begin for begin in begins for timing in hours)
    )


def _stages_begin(plan: Plan, row: Row) -> Iterator[datetime | None]:
    """When the stages begin that it belongs to; None where that is not known."""
    for ref in getattr(row.value, "stage", ()):
        target = plan.target(ref)
        when = plan.rows.by_path[target.value.path].when if target else None
        yield when.extent.start if when and when.start.drift is None else None
