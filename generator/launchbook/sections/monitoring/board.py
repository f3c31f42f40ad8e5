"""The dashboard's rows: watched metrics, completed from the metric itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from launchbook.core.alarm import Alarm
from launchbook.core.cases import Limit
from launchbook.core.plan import Plan
from launchbook.core.reference import MetricRef, PersonRef
from launchbook.core.text import Text
from launchbook.sections.monitoring.items import Alert, Watched


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A watched metric as the dashboard shows it."""

    watched: Watched
    group: str
    target: Limit | None
    limit: Limit | None
    rollback: Limit | None
    owner: PersonRef | None
    source: Text | None


def rows(metrics: Iterable[Watched], plan: Plan) -> Iterator[BoardRow]:
    for watched in metrics:
        ref = watched.metric
        yield BoardRow(
            watched=watched,
            group=str(watched.group or metric_field(plan, ref, "group") or ""),
            target=plan.limits(ref).get("target"),
            limit=plan.said_limit(watched, "limit"),
            rollback=plan.limits(ref).get("rollback"),
            owner=watched.owner or metric_field(plan, ref, "owner"),
            source=metric_field(plan, ref, "source"),
        )


def metric_field(plan: Plan, ref: MetricRef, name: str) -> Any:
    """A field of the metric, whatever section defines it; None without a value."""
    target = plan.target(ref)
    return getattr(target.value, name, None) if target else None


def alarm_of(alert: Alert, plan: Plan) -> Alarm:
    """The alarm of an alert, with its own query and threshold, or those of its metric."""
    ref = alert.metric
    query = alert.query or (metric_field(plan, ref, "query") if ref else None)
    unit = metric_field(plan, ref, "unit") if ref else None
    window = alert.window.total if alert.window else None
    return Alarm(str(query or "").strip(), plan.limit(alert), str(unit or ""), window, in_words=alert.in_words)


def exporting(plan: Plan) -> bool:
    """Whether alert rules are exported: whether any entry of the plan has a query."""
    return any(isinstance(value, BaseModel) and vars(value).get("query") for _, value in plan.values)
