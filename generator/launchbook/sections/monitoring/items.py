"""The parts of monitoring: a watched metric, an alert, a watch period, an escalation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field, WithJsonSchema, model_validator

from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored, Condition
from launchbook.core.ladder import Rung
from launchbook.core.links import Link
from launchbook.core.model import Flag, Formerly, Model, refusal
from launchbook.core.problem import say
from launchbook.core.quantity import Duration, Threshold
from launchbook.core.reference import MetricRef, OwnerRef, StageRef
from launchbook.core.text import Text, Url, Word
from launchbook.core.time import Span

Severity = Literal["critical", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From the one that wakes somebody to the one that is read the next day."""
NamedSeverity = Annotated[Severity, WithJsonSchema({"type": "string", "examples": [*SEVERITIES]})]
"""A severity, or the team's own name for one."""


class Watched(Anchored):
    """A metric on the dashboard. Short form: the metric's id."""

    short: ClassVar[str | None] = "metric"
    row_label: ClassVar[str] = "metric"

    metric: MetricRef
    """The metric that is watched."""
    limit: Annotated[Threshold | None, Rung("alert")] = None
    """Where the dashboard alarms; left out, the metric's own `alert`."""
    group: Word | None = None
    """A heading to list it under; left out, the metric's own `group`."""
    owner: OwnerRef | None = None
    """Who watches it; left out, the metric's own `owner`."""
    note: Text | None = None
    """What to know when reading it."""


class Alert(Condition):
    """What rings, and what is then done.

    Says what it watches in words (`text`), as a `metric` with `when`, or as the `query` that the alarm system runs.
    """

    short: ClassVar[str | None] = None

    title: Word
    """What the alert is called where it rings."""
    severity: NamedSeverity = "warning"
    """How bad it is: `critical` wakes somebody, `warning` is dealt with today, `info` is only recorded."""
    called: Word | None = None
    """What the team calls its severity: `P1`. Left out, the name that `severity:` has in `severities:` of the section."""
    query: Word | None = None
    """The expression that the alarm system evaluates, its comparison included: `up == 0`, `error_rate > 0.05`."""
    during: Text | None = None
    """When it holds, where that is not always: `the rollout`, `the first 24 hours`. Its threshold may then differ from
    the metric's own."""
    at: Span | None = None
    """From when to when it can ring, where it cannot always. Who stands in for its owner at other hours does not have it on their
    duty card."""
    stage: Listed[StageRef] = ()
    """The stage of the rollout that it belongs to, or several, by id or title; it stands there, too. Its threshold may then
    differ as well."""
    window: Duration | None = None
    """How long the condition must hold before it rings, unless its threshold says so."""
    automatic: Text | None = None
    """What happens by itself when it rings: the group is told, the rollback is prepared."""
    action: Text | None = None
    """What is done first, in the imperative."""
    owner: OwnerRef | None = None
    """Who answers it."""
    channel: Text | None = None
    """Where it rings: a group, mail, a text message; left out, the `channels` for its severity."""
    runbook: Link | None = None
    """Where it is described how to deal with it."""
    escalate: Text | None = None
    """When and to whom it goes next, where that differs from `escalation`."""

    @model_validator(mode="after")
    def _check_not_empty(self) -> Alert:
        if not (self.text or self.metric or self.query):
            raise refusal(say("an alert needs `text`, `metric` or `query`"), say("Write what makes it ring."))
        return self

    @property
    def in_words(self) -> bool:
        """Whether only a sentence says when it rings."""
        return not (self.metric or self.query)

    def apart(self) -> bool:
        """Whether its limit is not the alert of its metric: `info` may report something good, and a phase of the launch
        may have limits of its own."""
        return self.severity == "info" or self.during is not None or self.at is not None or bool(self.stage)

    @property
    def label(self) -> str:
        return self.title


class Look(Condition):
    """What to look at during a watch: a sentence, or a metric. Short form: the sentence."""


class Watch(Anchored):
    """A period after the launch in which somebody looks on purpose."""

    row_kind: ClassVar[str] = "watch"
    row_times: ClassVar[Mapping[str, str]] = {"at": "watch"}
    title: Word
    """What the period is for: `First hour: core functions`."""
    at: Span
    """When it begins and ends."""
    owner: OwnerRef | None = None
    """Who is on watch."""
    look_at: Items[Look] = ()
    """What is looked at."""
    every: Duration | None = None
    """How often."""
    note: Text | None = None
    """What is done with what is seen."""


class MonitoringTool(Model):
    """A tool that shows how the release is doing. Short form: its name, with `✅` or `□` before it where it is known
    whether it is ready."""

    short: ClassVar[str | None] = "name"
    ticks = ("ready", {"done": "yes", "failed": "no", "open": "no"})

    name: Word
    """What it is called."""
    purpose: Text | None = Field(default=None, alias="for")
    """What is seen in it."""
    url: Url | None = None
    """Where it is."""
    ready: Flag | None = None
    """Whether it is set up and shows data; a leading `✅` or `□` of the name says the same."""


class Escalation(Model):
    """Who is told next when nobody has answered."""

    after: Duration | None = None
    """How long after the alert rang; left out, when the one before does not answer."""
    to: OwnerRef | None = None
    """The person or role that is told."""
    outside: Annotated[Text | None, Formerly("whom")] = None
    """A body outside `people` that is then informed, in words: a vendor, the group's duty desk."""
    how: Text | None = None
    """By which means: telephone, group, text message."""

    @model_validator(mode="after")
    def _names_somebody(self) -> Escalation:
        if not (self.to or self.outside):
            raise refusal(say("an escalation needs `to`"), say("Write an id from `people:`, or `outside:` in words."))
        return self


class AlertChannel(Model):
    """A way by which alerts arrive. Short form: its name."""

    short: ClassVar[str | None] = "name"

    name: Word
    """What it is called."""
    severities: Listed[NamedSeverity] = ()
    """The severities whose alerts arrive there; left out, `when` says it."""
    condition: Text | None = Field(default=None, alias="if")
    """What else must hold for an alert to arrive there: `nobody has answered`."""
    when: Text | None = None
    """Which alerts arrive there, in words."""
