"""The ladder of a metric: its rungs from good to worst, and which of them a threshold is, wherever it stands.

A field of a model says which rung its thresholds are: `Annotated[tuple[Gate, ...], Rung("gate")]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from launchbook.core.problem import Path
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef

RUNGS = ("target", "gate", "alert", "rollback")
"""The rungs, from good to worst. Target and gate say where the metric should be, alert and rollback where it should not."""
RINGING = ("alert", "rollback")
"""Those that ring when they hold."""


def _never(holder: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Rung:
    """Marks a field: the thresholds in and below it are this rung of the metrics they are set on."""

    name: str
    unless: Callable[[Any], bool] = _never
    """Whether a holder of a threshold is no rung, by what else it says."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A threshold that a section sets on a metric, beside what the metric says of itself."""

    path: Path
    metric: MetricRef
    threshold: Threshold
    rung: str
    """The rung of the metric's ladder that it is; empty if it is none."""


@cache
def _marks(model: type[BaseModel]) -> Mapping[str, tuple[str, Rung | None]]:
    """The key and the mark of every field."""
    return {
        name: (info.alias or name, next((mark for mark in info.metadata if isinstance(mark, Rung)), None))
        for name, info in model.model_fields.items()
    }


def marked(values: Iterable[tuple[Path, object]]) -> Iterator[tuple[Path, BaseModel, Mapping[str, Rung | None]]]:
    """Every model of a walk, with the mark that holds for each of its keys: its own, or that of a field around it."""
    above: list[tuple[Path, Mapping[str, Rung | None]]] = []
    for path, value in values:
        while above and path[: len(above[-1][0])] != above[-1][0]:
            above.pop()
        if isinstance(value, BaseModel):
            outer = above[-1][1].get(str(path[len(above[-1][0])])) if above else None
            marks = {key: mark or outer for key, mark in _marks(type(value)).values()}
            above.append((path, marks))
            yield path, value, marks


def readings_of(values: Iterable[tuple[Path, object]]) -> Iterator[Reading]:
    """Every threshold of a walk that stands beside a reference to its metric."""
    for path, value, marks in marked(values):
        metric = vars(value).get("metric")
        if not isinstance(metric, MetricRef):
            continue
        for name, (key, _) in _marks(type(value)).items():
            threshold = getattr(value, name)
            if isinstance(threshold, Threshold):
                yield Reading((*path, key), metric, threshold, rung_of(marks[key], value))


@cache
def _limits(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields that hold one threshold."""
    return tuple(name for name, info in model.model_fields.items() if Threshold in get_args(info.annotation))


def own_limits(
    values: Iterable[tuple[Path, object]], rungs: Callable[[Any], Mapping[str, Threshold]]
) -> Iterator[tuple[Path, dict[str, Threshold]]]:
    """The thresholds that entries leave to their metric, by field: its rung of the field's mark, without one its target."""
    for path, value, marks in marked(values):
        metric = vars(value).get("metric")
        if not isinstance(metric, MetricRef):
            continue
        known = rungs(metric)
        for name in _limits(type(value)):
            mark = marks[_marks(type(value))[name][0]]
            limit = known.get(mark.name if mark else "target") or (
                known.get("target") if mark and mark.name == "gate" else None
            )
            if limit and getattr(value, name) is None:
                yield path, {name: limit}


def rung_of(mark: Rung | None, holder: object) -> str:
    """The rung that a mark gives to what stands in a model; empty for none."""
    return mark.name if mark and not mark.unless(holder) else ""


def rungs_of(metric: object) -> dict[str, Threshold]:
    """The thresholds that a metric says, from good to worst, whatever section defines metrics.

    Each knows what a bare number means there: the metric's `unit:`, or a part of one beside percentages.
    """
    if not isinstance(metric, BaseModel):
        return {}
    own = {mark.name: getattr(metric, name) for name, (_, mark) in _marks(type(metric)).items() if mark}
    said = {name: own[name] for name in RUNGS if isinstance(own.get(name), Threshold)}
    unit = str(vars(metric).get("unit") or "")
    share = next((threshold for threshold in said.values() if threshold.dimension == "ratio"), None)
    return {
        name: replace(threshold, implied=unit) if unit else threshold.beside(share or threshold)
        for name, threshold in said.items()
    }


def worse_is_lower(rungs: Mapping[str, Threshold]) -> bool | None:
    """Whether the metric gets worse downwards; None if its operators do not tell."""
    for name, threshold in rungs.items():
        if threshold.upper is not None:
            return threshold.upper if name in RINGING else not threshold.upper
    return None


def beyond(one: Threshold, other: Threshold, falls: bool) -> bool:
    """Whether one of two limits is crossed later than the other on the way to the worse."""
    first, second = one.beside(other).base, other.beside(one).base
    return first < second if falls else first > second
