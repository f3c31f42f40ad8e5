"""Watching the release."""

from __future__ import annotations

from typing import Annotated, ClassVar

from launchbook.core.groups import grouped
from launchbook.core.items import Link
from launchbook.core.ladder import Rung
from launchbook.core.model import Model
from launchbook.core.plan import Plan
from launchbook.core.problem import Message
from launchbook.core.text import Text
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

    metrics: tuple[Watched, ...] = ()
    """What is on the dashboard."""
    alerts: Annotated[tuple[Alert, ...], Rung("alert", unless=Alert.apart)] = ()
    """What rings, and what is then done."""
    watches: tuple[Watch, ...] = ()
    """Periods in which somebody looks on purpose, such as the first 72 hours."""
    escalation: tuple[Escalation, ...] = ()
    """Who is told next when nobody answers, in order of delay."""
    channels: tuple[AlertChannel, ...] = ()
    """By which ways alerts arrive."""
    message: tuple[Text, ...] = ()
    """What the message of an alert says: severity and title, time, readings."""
    indicators: Indicators | None = None
    """What else is measured, by layer and heading, with or without a limit."""
    collectors: tuple[Collector, ...] = ()
    """What in the product reports: measurements, errors, load times."""
    tracking: Tracking | None = None
    """What users do, as it is recorded."""
    tools: tuple[MonitoringTool, ...] = ()
    """Where it is watched."""
    dashboards: tuple[Link, ...] = ()
    """Addresses to keep open on launch day."""

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
