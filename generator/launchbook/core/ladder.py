"""The ladder of a metric: its thresholds from good to worst, and how two of them compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from pydantic import BaseModel

from launchbook.core.problem import Path
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef

RUNGS = ("target", "gate", "alert", "rollback")
"""The rungs, from good to worst. Target and gate say where the metric should be, alert and rollback where it should not."""


_MEANING = {
    "targets": "target",
    "success": "target",
    "gates": "gate",
    "alerts": "alert",
    "limit": "alert",
    "triggers": "rollback",
}
"""What a threshold is for, by the key of the list or field that it stands in."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A threshold that a section sets on a metric, beside what the metric says of itself."""

    path: Path
    metric: MetricRef
    threshold: Threshold
    rung: str
    """The rung of the metric's ladder that it speaks of; empty if that cannot be told."""


def readings_of(value: object, path: Path) -> Iterator[Reading]:
    """The thresholds that a model sets on the metric it names."""
    metric = vars(value).get("metric") if isinstance(value, BaseModel) else None
    if not isinstance(value, BaseModel) or not isinstance(metric, MetricRef):
        return
    for name, info in type(value).model_fields.items():
        threshold = getattr(value, name)
        if isinstance(threshold, Threshold):
            key = info.alias or name
            rung = name if name in RUNGS else _meaning((*path, key), value)
            yield Reading((*path, key), metric, threshold, rung)


def _meaning(path: Path, value: BaseModel) -> str:
    keys = [_MEANING[part] for part in path if isinstance(part, str) and part in _MEANING]
    rung = keys[-1] if keys else "gate" if path[0] == "checklists" else ""
    if rung == "rollback" and path[0] != "rollback":
        return "alert" if "playbooks" in path else ""  # triggers of risks are not those of the rollback
    if rung == "alert" and _apart(path, value):
        return ""
    return rung


def _apart(path: Path, value: BaseModel) -> bool:
    """Whether a limit is no alert of its metric: elsewhere it wakes nobody, `info` may tell of something good, and in
    a phase of the launch other limits hold."""
    said = vars(value)
    return path[0] != "monitoring" or said.get("severity") == "info" or said.get("during") is not None


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
    """Values of one aggregate and dimension; a count within an hour says nothing about a count within a day.

    A rate does: whether it is taken over five minutes or ten, it is a share of what happens.
    """
    counts = one.dimension not in ("ratio", "time")
    counted = counts and "in" in (one.mode, other.mode) and lasting(one) != lasting(other)
    return one.dimension == other.dimension and one.aggregate.lower() == other.aggregate.lower() and not counted


def lasting(threshold: Threshold) -> timedelta:
    """How long it must hold, or over what it is counted; zero where it does not say."""
    return threshold.window.total if threshold.window else timedelta()
