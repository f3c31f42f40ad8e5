"""The ladder of a metric: its rungs from good to worst, and which rung a threshold anywhere in a plan is.

A field of a model marks which rung its thresholds are: `Annotated[tuple[Gate, ...], Rung("gate")]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from launchbook.core.cases import Cases, Limit
from launchbook.core.problem import Path
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef
from launchbook.core.text import Text

RUNGS = ("target", "gate", "alert", "rollback")
"""From good to worst. A metric should meet its target and gate, and should not meet its alert and rollback threshold."""
RINGING = ("alert", "rollback")
"""The rungs that raise an alarm when they hold."""


def _never(holder: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Rung:
    """Marks a field: the thresholds in and below it are this rung of the metrics they are set on."""

    name: str
    """Empty where they are no rung."""
    unless: Callable[[Any], bool] = _never
    """Whether a model that holds a threshold is exempt, by its other fields."""
    takes: tuple[str, ...] = ()
    """From which rungs of its metric a model takes a threshold that it does not name: the first that the metric has. Left
    out, from its own."""
    chosen: Callable[[Any], tuple[str, ...]] | None = None
    """These rungs by the model with the field, where they depend on it."""

    def of(self, holder: object) -> Rung:
        """The mark of a field in a model."""
        return replace(self, takes=self.chosen(holder)) if self.chosen else self


OWN = Rung("", takes=("",))
"""Marks a threshold that is no rung, and for which none of its metric stands in."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A threshold that a section sets on a metric, beside the metric's own."""

    path: Path
    metric: MetricRef
    threshold: Threshold
    rung: str
    """Its rung on the metric's ladder; empty for none."""
    case: str = ""
    """The case in which it holds; empty where it always does."""

    @property
    def holder(self) -> Path:
        """The path of what says it."""
        return self.path[:-2] if self.case else self.path[:-1]


@cache
def _marks(model: type[BaseModel]) -> Mapping[str, tuple[str, Rung | None]]:
    """The key and the mark of every field."""
    return {
        name: (info.alias or name, next((mark for mark in info.metadata if isinstance(mark, Rung)), None))
        for name, info in model.model_fields.items()
    }


def marked(values: Iterable[tuple[Path, object]]) -> Iterator[tuple[Path, BaseModel, Mapping[str, Rung | None]]]:
    """Every model of a walk, with the marks of its keys: their own, or that of a field around the model."""
    above: list[tuple[Path, Mapping[str, Rung | None]]] = []
    for path, value in values:
        while above and path[: len(above[-1][0])] != above[-1][0]:
            above.pop()
        if isinstance(value, BaseModel):
            outer = above[-1][1].get(str(path[len(above[-1][0])])) if above else None
            marks = {key: mark.of(value) if mark else outer for key, mark in _marks(type(value)).values()}
            above.append((path, marks))
            yield path, value, marks


def readings_of(values: Iterable[tuple[Path, object]]) -> Iterator[Reading]:
    """Every threshold of a walk that stands beside a reference to its metric."""
    for path, value, marks in marked(values):
        metric = vars(value).get("metric")
        if not isinstance(metric, MetricRef):
            continue
        for name, (key, _) in _marks(type(value)).items():
            said, rung = getattr(value, name), rung_of(marks[key], value)
            if isinstance(said, Threshold):
                yield Reading((*path, key), metric, said, rung)
            elif isinstance(said, Cases):
                for case, threshold in said.root.items():
                    yield Reading((*path, key, str(case)), metric, threshold, rung, case)


_TAKES = {"": ("target", "gate"), "gate": ("gate", "target")}
"""From which rungs thresholds are taken, where these are not just the one."""


@cache
def _limits(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields that hold one threshold."""
    return tuple(name for name, info in model.model_fields.items() if Threshold in get_args(info.annotation))


def own_limits(
    values: Iterable[tuple[Path, object]], limits: Callable[[Any], Mapping[str, Limit]]
) -> Iterator[tuple[Path, dict[str, Limit]]]:
    """The thresholds that entries leave to their metric, by field: those of the field's mark, without one its target."""
    for path, value, marks in marked(values):
        metric = vars(value).get("metric")
        if not isinstance(metric, MetricRef):
            continue
        known, taken = limits(metric), {}
        for field in _limits(type(value)):
            mark = marks[_marks(type(value))[field][0]]
            rung = mark.name if mark else ""
            takes = mark.takes if mark and mark.takes else _TAKES.get(rung, (rung,))
            limit = next((known[name] for name in takes if name in known), None)
            if limit and getattr(value, field) is None:
                taken[field] = limit
        if taken:
            yield path, taken


def rung_of(mark: Rung | None, holder: object) -> str:
    """The rung that a mark gives to what stands in a model; empty for none."""
    return mark.name if mark and not mark.unless(holder) else ""


def _said(metric: object) -> dict[str, Limit]:
    """What a metric says for its rungs, from good to worst."""
    if not isinstance(metric, BaseModel):
        return {}
    own = {mark.name: getattr(metric, name) for name, (_, mark) in _marks(type(metric)).items() if mark}
    return {name: own[name] for name in RUNGS if own.get(name) is not None}


def cases_of(metric: object) -> tuple[Text, ...]:
    """The cases by which thresholds of a metric differ, in the order of first mention."""
    said = (limit.root for limit in _said(metric).values() if isinstance(limit, Cases))
    return tuple(dict.fromkeys(case for cases in said for case in cases))


def limits_of(metric: object) -> dict[str, Limit]:
    """What a metric says for its rungs: one threshold, or one for each case."""
    return {**_said(metric), **rungs_of(metric)}


def rungs_of(metric: object, case: str = "") -> dict[str, Threshold]:
    """The thresholds of a metric itself, from good to worst, whatever section defines metrics: those that always hold, and
    those of a case.

    A bare number gets the metric's `unit:`; beside percentages without one, it is a ratio.
    """
    limits = {
        name: limit.root.get(Text(case)) if isinstance(limit, Cases) else limit for name, limit in _said(metric).items()
    }
    written = {name: limit for name, limit in limits.items() if limit}
    unit = str(vars(metric).get("unit") or "")
    share = next((threshold for threshold in written.values() if threshold.dimension == "ratio"), None)
    return {
        name: replace(threshold, implied=unit) if unit else threshold.beside(share or threshold)
        for name, threshold in written.items()
    }


def worse_is_lower(rungs: Mapping[str, Threshold]) -> bool | None:
    """Whether the metric gets worse as it falls; None where its operators leave that open."""
    for name, threshold in rungs.items():
        if threshold.upper is not None:
            return threshold.upper if name in RINGING else not threshold.upper
    return None


def beyond(threshold: Threshold, other: Threshold, falls: bool) -> bool:
    """Whether a metric that gets worse crosses a threshold later than another; `falls` if it gets worse as it falls."""
    limit, limit_of_other = threshold.beside(other).base, other.beside(threshold).base
    return limit < limit_of_other if falls else limit > limit_of_other
