"""Watching the release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from launchbook.core.groups import grouped
from launchbook.core.headings import Items, Listed
from launchbook.core.ladder import Rung
from launchbook.core.links import Link
from launchbook.core.model import Model
from launchbook.core.plan import Plan
from launchbook.core.problem import Message
from launchbook.core.text import Text, Word
from launchbook.sections.monitoring.board import BoardRow, alarm_of, exporting, rows
from launchbook.sections.monitoring.items import (
    SEVERITIES,
    Alert,
    AlertChannel,
    Escalation,
    MonitoringTool,
    Severity,
    Watch,
    Watched,
)
from launchbook.sections.monitoring.observed import Collector, Indicators, Tracking


class Monitoring(Model):
    """What is watched after the launch. Short form: the list of metrics."""

    short: ClassVar[str | None] = "metrics"

    metrics: Listed[Watched] = ()
    """What is on the dashboard."""
    alerts: Annotated[Listed[Alert], Rung("alert", unless=Alert.apart)] = ()
    """What rings, and what is then done."""
    severities: dict[Word, Severity] = Field(default_factory=dict)
    """The team's own names of severities, and what they mean here: `{P1: critical, P2: warning, P3: info}`. They may be
    written for a severity, and pages show them."""
    watches: Items[Watch] = ()
    """Periods in which somebody looks on purpose, such as the first 72 hours."""
    escalation: Items[Escalation] = ()
    """Who is told next when nobody answers, in order of delay."""
    channels: Items[AlertChannel] = ()
    """By which ways alerts arrive."""
    message: Items[Text] = ()
    """What the message of an alert says: severity and title, time, readings."""
    indicators: Indicators | None = None
    """What else is measured, by layer and heading, with or without a limit."""
    collectors: Items[Collector] = ()
    """What in the product reports: measurements, errors, load times."""
    tracking: Tracking | None = None
    """What users do, as it is recorded."""
    tools: Items[MonitoringTool] = ()
    """Where it is watched."""
    dashboards: Listed[Link] = ()
    """Addresses to keep open on launch day."""

    @model_validator(mode="before")
    @classmethod
    def _own_names(cls, data: Any) -> Any:
        """Put what the team's names of severities mean where they stand."""
        names = data.get("severities") if isinstance(data, dict) else None
        if not isinstance(names, dict):
            return data
        alerts, channels = data.get("alerts"), data.get("channels")
        meant = {}
        if isinstance(alerts, list):
            meant["alerts"] = [_graded(alert, names) for alert in alerts]
        if isinstance(channels, list):
            meant["channels"] = [_sent(channel, names) for channel in channels]
        return data | meant

    def called(self, severity: Severity) -> str:
        """The team's names for a severity."""
        return " · ".join(name for name, meant in self.severities.items() if meant == severity)

    @property
    def by_severity(self) -> dict[Severity, tuple[Alert, ...]]:
        """Alerts, the worst first; severities without alerts are left out."""
        by_severity = grouped((alert.severity, alert) for alert in self.alerts)
        return {severity: tuple(by_severity[severity]) for severity in SEVERITIES if severity in by_severity}

    def left_out(self, plan: Plan) -> dict[str, Message]:
        """Why the export of rules leaves alerts out, by their anchors."""
        wanted = exporting(plan)
        alarms = ((plan.anchor(alert), alarm_of(alert, plan)) for alert in self.alerts)
        return {anchor: alarm.problem for anchor, alarm in alarms if alarm.problem and (alarm.text or wanted)}

    def ways(self, alert: Alert) -> tuple[AlertChannel, ...]:
        """The channels for an alert's severity."""
        return tuple(channel for channel in self.channels if alert.severity in channel.severities)

    def board(self, plan: Plan) -> dict[str, list[BoardRow]]:
        """Watched metrics by their heading, in the order of first mention; those without a heading are under ""."""
        return grouped((row.group, row) for row in rows(self.metrics, plan))


def _graded(alert: Any, names: Mapping[Any, Any]) -> Any:
    """An alert with the severity that the team's name for it means, and that name."""
    name = alert.get("severity") if isinstance(alert, dict) else None
    return {"called": name} | alert | {"severity": names[name]} if isinstance(name, str) and name in names else alert


def _sent(channel: Any, names: Mapping[Any, Any]) -> Any:
    """A channel with what the team's names of severities mean."""
    listed = channel.get("severities") if isinstance(channel, dict) else None
    if not isinstance(listed, list):
        return channel
    return channel | {"severities": [names.get(name, name) if isinstance(name, str) else name for name in listed]}
