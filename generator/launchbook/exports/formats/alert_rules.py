"""Prometheus alert rules, from the alerts of a plan and the thresholds of its metrics.

A rule keeps the name of its alert or metric; labels distinguish rules with the same name. An alarm that cannot be a rule
is named in a comment (and in a remark of `check`): one bad expression would keep Prometheus from loading the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml

from launchbook.core.alarm import Alarm
from launchbook.core.plan import Plan
from launchbook.core.reference import PersonRef
from launchbook.discovery.catalogues import translator
from launchbook.exports.export import Context, Export, Part
from launchbook.exports.words import line, name_of, plain, title
from launchbook.render.model import Asset, Download
from launchbook.sections.metrics.model import Metric, Metrics
from launchbook.sections.monitoring.board import alarm_of
from launchbook.sections.monitoring.items import Alert
from launchbook.sections.monitoring.model import Monitoring

_RINGS = {"alert": "warning", "rollback": "critical"}
"""The severities of the rungs that raise an alarm."""


@dataclass(frozen=True)
class Wanted:
    """An alarm with the values for its rule."""

    name: str
    alarm: Alarm
    labels: dict[str, str]
    section: str
    anchor: str
    description: str = ""
    action: str = ""
    channel: str = ""
    runbook: str = ""


def literal(text: str) -> str:
    """Escape a text for labels and annotations, which are templates to Prometheus."""
    return text.replace("{{", '{{"{{"}}')


def wanted_of(plan: Plan) -> Iterator[Wanted]:
    """The plan's alerts, then the rungs of metrics with a query that no alert covers."""
    monitoring, metrics = plan.get(Monitoring), plan.get(Metrics)
    covered: set[tuple[str, str]] = set()
    for alert in monitoring.alerts if monitoring else ():
        alarm, rungs = alarm_of(alert, plan), plan.rungs(alert.metric) if alert.metric else {}
        stands_for = [rung for rung, own in rungs.items() if alarm.threshold and own.same(alarm.threshold)]
        covered |= {(str(alert.metric), rung) for rung in stands_for}
        yield _of_alert(plan, alert, alarm, next((rung for rung in stands_for if rung in _RINGS), ""))
    for name, metric in (metrics.root if metrics else {}).items():
        for rung, severity in _RINGS.items():
            if rung in metric.rungs and metric.query and (str(name), rung) not in covered:
                yield _of_rung(plan, str(name), metric, rung, severity)


def _of_alert(plan: Plan, alert: Alert, alarm: Alarm, rung: str) -> Wanted:
    target = plan.target(alert.metric) if alert.metric else None
    metric = target.value if target and isinstance(target.value, Metric) else None
    translate = translator(str(plan.head.language))
    limit = f"{metric.name} {alarm.threshold.render(translate) if alarm.threshold else ''}" if metric else ""
    owner = alert.owner or (metric.owner if metric else None)
    return Wanted(
        line(alert.title),
        alarm,
        _labels(plan, alert.severity, owner, str(alert.metric or ""), rung),
        "monitoring",
        plan.anchor(alert),
        plain(alert.text) if alert.text else limit.strip(),
        plain(alert.action) if alert.action else "",
        plain(alert.channel) if alert.channel else "",
        str(alert.runbook.url) if alert.runbook and alert.runbook.url.startswith(("http:", "https:")) else "",
    )


def _of_rung(plan: Plan, name: str, metric: Metric, rung: str, severity: str) -> Wanted:
    translate = translator(str(plan.head.language))
    rollback = rung == "rollback" and "rollback" in plan.sections
    return Wanted(
        line(metric.name),
        metric.alarm(rung),
        _labels(plan, severity, metric.owner, name, rung),
        "rollback" if rollback else "metrics",
        "" if rollback else f"metric-{name}",
        f"{metric.name} {metric.rungs[rung].render(translate)}",
    )


def _labels(plan: Plan, severity: str, owner: PersonRef | None, metric: str, rung: str) -> dict[str, str]:
    labels = {
        "severity": severity,
        "rung": rung,
        "metric": metric,
        "plan": plan.id,
        "owner": literal(name_of(plan, owner)),
    }
    return {name: text for name, text in labels.items() if text}


def rules_of(plan: Plan, context: Context) -> tuple[list[dict[str, Any]], list[str]]:
    """The rules, and the names of alarms that cannot be rules, with the reason."""
    translate = translator(str(plan.head.language))
    rules: list[dict[str, Any]] = []
    left: list[str] = []
    uses: Counter[str] = Counter()
    for wanted in wanted_of(plan):
        if wanted.alarm.problem:
            left.append(f"{wanted.name}: {line(wanted.alarm.problem.render(translate))}")
            continue
        key = repr((wanted.name, wanted.labels))
        uses[key] += 1
        apart = {"entry": wanted.anchor or str(uses[key])} if uses[key] > 1 else {}
        rules.append(_rule(plan, replace(wanted, labels=wanted.labels | apart), context))
    return rules, left


def _rule(plan: Plan, wanted: Wanted, context: Context) -> dict[str, Any]:
    notes = {
        "summary": literal(f"{title(plan.head.title)}: {wanted.name}"),
        "description": literal(wanted.description),
        "action": literal(wanted.action),
        "channel": literal(wanted.channel),
        "runbook": literal(wanted.runbook),
        "runbook_url": literal(context.place(plan, wanted.section, wanted.anchor)),
    }
    rule: dict[str, Any] = {"alert": wanted.name, "expr": wanted.alarm.expression}
    if wanted.alarm.lasting:
        rule["for"] = wanted.alarm.lasting
    return rule | {"labels": wanted.labels, "annotations": {key: text for key, text in notes.items() if text}}


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
