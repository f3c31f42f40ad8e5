"""Prometheus alert rules, from the alerts of a plan and the thresholds of its metrics.

An alert's own query holds its comparison. A metric's does not: it is compared with the threshold, and must return its
value in the metric's `unit:`, or else in that of its first threshold (`> 1%` becomes `> 1`); thresholds in other units
are converted. What has no query, or one that is no PromQL, is named in a comment:
one bad expression would keep Prometheus from loading the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import promql_parser
import yaml

from launchbook.core.plan import Plan
from launchbook.core.quantity import Threshold, number
from launchbook.core.reference import MetricRef, PersonRef
from launchbook.core.units import unit_of
from launchbook.discovery.catalogues import translator
from launchbook.exports.export import Context, Export, Part
from launchbook.exports.words import clean, line, name_of, plain
from launchbook.render.model import Asset, Download
from launchbook.sections.metrics.model import Metric, Metrics
from launchbook.sections.monitoring.items import Alert
from launchbook.sections.monitoring.model import Monitoring

_OPERATORS = {"<": "<", "≤": "<=", ">": ">", "≥": ">=", "=": "==", "≠": "!="}
_RINGS = {"alert": "warning", "rollback": "critical"}
"""Rungs of a metric that ring, and how badly."""


@dataclass(frozen=True)
class Wanted:
    """An alert on its way to a rule."""

    name: str
    query: str
    """What it asks; without its comparison where that is the threshold's."""
    threshold: Threshold | None
    compared: bool
    """Whether the query holds its comparison."""
    severity: str
    owner: PersonRef | None
    section: str
    anchor: str
    window: timedelta | None = None
    said: str = ""
    action: str = ""
    channel: str = ""
    runbook: str = ""
    unit: str = ""
    """The unit in which the query returns its value."""

    @property
    def limit(self) -> Decimal | None:
        """The threshold's value in the query's unit; None where it does not convert."""
        return self.threshold.value_in(unit_of(self.unit)) if self.threshold else None

    def problem(self) -> str:
        """Why it cannot be a rule; empty where it can."""
        if not self.query:
            return "it has no query"
        if not self.threshold and not self.compared:
            return "it has no threshold"
        if not self.compared and self.limit is None:
            return f"its threshold does not convert into {self.unit}"
        try:
            promql_parser.parse(self.query)
            promql_parser.parse(self.expression)
        except ValueError:
            return "the query is no PromQL"
        return ""

    @property
    def expression(self) -> str:
        if self.compared or not self.threshold:
            return self.query
        inner = f"(\n{self.query}\n)" if "#" in self.query or "\n" in self.query else f"({self.query})"
        return f"{inner} {_OPERATORS[self.threshold.operator]} {number(f'{self.limit:f}')}"

    @property
    def lasting(self) -> str:
        """How long it must hold. A window that is counted over stands in the query already."""
        own = self.threshold.window.total if self.threshold and self.threshold.window else None
        length = own if self.threshold and self.threshold.mode == "for" and own else self.window
        return prometheus_duration(length) if length else ""


def prometheus_duration(length: timedelta) -> str:
    """`1h30m`, `2d`: whole numbers with units, the largest first."""
    rest = length // timedelta(milliseconds=1)
    parts = []
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def literal(text: str) -> str:
    """A text that Prometheus shows as it is: labels and annotations are templates there."""
    return clean(text).replace("{{", '{{"{{"}}')


def wanted_of(plan: Plan) -> Iterator[Wanted]:
    """The plan's alerts, then the rungs of metrics with a query that no alert stands for."""
    monitoring, metrics = plan.get(Monitoring), plan.get(Metrics)
    covered: set[tuple[str, str]] = set()
    for alert in monitoring.alerts if monitoring else ():
        metric = _metric(plan, alert.metric)
        threshold = alert.when or (metric.alert if metric else None)
        if metric:
            covered |= {(str(alert.metric), name) for name, rung in metric.rungs.items() if rung == threshold}
        yield _of_alert(plan, alert, metric, threshold)
    for name, metric in (metrics.root if metrics else {}).items():
        for rung, severity in _RINGS.items():
            threshold = metric.rungs.get(rung)
            if threshold and metric.query and (str(name), rung) not in covered:
                yield _of_rung(plan, str(name), metric, rung, threshold, severity)


def _metric(plan: Plan, ref: MetricRef | None) -> Metric | None:
    target = plan.target(ref) if ref else None
    return target.value if target and isinstance(target.value, Metric) else None


def _of_alert(plan: Plan, alert: Alert, metric: Metric | None, threshold: Threshold | None) -> Wanted:
    query = alert.query or (metric.query if metric else None)
    translate = translator(str(plan.head.language))
    limit = f"{metric.name} {threshold.render(translate) if threshold else ''}" if metric else ""
    return Wanted(
        line(alert.title),
        str(query or "").strip(),
        threshold,
        alert.query is not None,
        alert.severity,
        alert.owner or (metric.owner if metric else None),
        "monitoring",
        plan.anchor(alert),
        alert.window.total if alert.window else None,
        plain(alert.text) if alert.text else limit.strip(),
        plain(alert.action) if alert.action else "",
        plain(alert.channel) if alert.channel else "",
        str(alert.runbook.url) if alert.runbook and alert.runbook.url.startswith(("http:", "https:")) else "",
        _unit(metric, threshold),
    )


def _of_rung(plan: Plan, name: str, metric: Metric, rung: str, threshold: Threshold, severity: str) -> Wanted:
    translate = translator(str(plan.head.language))
    rollback = rung == "rollback" and "rollback" in plan.sections
    return Wanted(
        f"{line(metric.name)} ({translate('rung alert') if rung == 'alert' else translate('rung rollback')})",
        str(metric.query or "").strip(),
        threshold,
        False,
        severity,
        metric.owner,
        "rollback" if rollback else "metrics",
        "" if rollback else f"metric-{name}",
        said=f"{metric.name} {threshold.render(translate)}",
        unit=_unit(metric, threshold),
    )


def _unit(metric: Metric | None, threshold: Threshold | None) -> str:
    """The unit in which a metric's query returns its value."""
    if metric is None:
        return threshold.unit if threshold else ""
    said = (rung.unit for rung in metric.rungs.values())
    return str(metric.unit or next((unit for unit in said if unit), threshold.unit if threshold else ""))


def rules_of(plan: Plan, context: Context) -> tuple[list[dict[str, Any]], list[str]]:
    """The rules, and what could be none with the reason."""
    rules: list[dict[str, Any]] = []
    left: list[str] = []
    names: set[str] = set()
    for wanted in wanted_of(plan):
        reason = wanted.problem()
        if reason:
            left.append(f"{wanted.name}: {reason}")
        else:
            name = _unique(wanted.name, names)
            rules.append(_rule(plan, wanted, name, context))
    return rules, left


def _unique(name: str, names: set[str]) -> str:
    free, number = name, 1
    while free in names:
        number += 1
        free = f"{name} ({number})"
    names.add(free)
    return free


def _rule(plan: Plan, wanted: Wanted, name: str, context: Context) -> dict[str, Any]:
    owner = name_of(plan, wanted.owner)
    labels = {"severity": wanted.severity, "plan": plan.id, "owner": literal(owner)}
    notes = {
        "summary": literal(f"{line(str(plan.head.title))}: {wanted.name}"),
        "description": literal(wanted.said),
        "action": literal(wanted.action),
        "channel": literal(wanted.channel),
        "runbook": literal(wanted.runbook),
        "runbook_url": literal(context.place(plan, wanted.section, wanted.anchor)),
    }
    rule: dict[str, Any] = {"alert": name, "expr": wanted.expression}
    if wanted.lasting:
        rule["for"] = wanted.lasting
    return rule | {
        "labels": {key: text for key, text in labels.items() if text},
        "annotations": {key: text for key, text in notes.items() if text},
    }


def _of_plan(plan: Plan, context: Context) -> Part:
    rules, left = rules_of(plan, context)
    if not rules:
        return Part()
    comments = "".join(f"# not exported: {reason}\n" for reason in left)
    text = yaml.dump(
        {"groups": [{"name": plan.id, "rules": rules}]}, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=1000
    )
    translate = translator(str(plan.head.language))
    file = Download(
        Asset(f"plans/{plan.id}/alerts.rules.yml", (comments + text).encode()),
        translate("Alert rules for Prometheus"),
        "monitoring" if "monitoring" in plan.sections else "metrics",
    )
    return Part((file,))


_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

EXPORT = Export("alert_rules", _of_plan)
