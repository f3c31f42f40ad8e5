"""The ladder of a metric: its thresholds from good to worst, and how two of them compare."""

from __future__ import annotations

from datetime import timedelta

from launchbook.core.quantity import Threshold

RUNGS = ("target", "gate", "alert", "rollback")
"""The rungs, from good to worst. Target and gate say where the metric should be, alert and rollback where it should not."""


def rungs_of(metric: object) -> dict[str, Threshold]:
    """The thresholds that a metric says, from good to worst, whatever section defines metrics."""
    said = {name: getattr(metric, name, None) for name in RUNGS}
    return {name: threshold for name, threshold in said.items() if isinstance(threshold, Threshold)}


def worse_is_lower(rungs: dict[str, Threshold]) -> bool | None:
    """Whether the metric gets worse downwards; None if its operators do not tell."""
    for name, threshold in rungs.items():
        if threshold.upper is not None:
            return threshold.upper if name in ("alert", "rollback") else not threshold.upper
    return None


def comparable(one: Threshold, other: Threshold) -> bool:
    """Values of one aggregate and dimension; a count within an hour says nothing about a count within a day."""
    counted = "in" in (one.mode, other.mode) and lasting(one) != lasting(other)
    return one.dimension == other.dimension and one.aggregate.lower() == other.aggregate.lower() and not counted


def lasting(threshold: Threshold) -> timedelta:
    """How long it must hold, or over what it is counted; zero where it does not say."""
    return threshold.window.total if threshold.window else timedelta()
