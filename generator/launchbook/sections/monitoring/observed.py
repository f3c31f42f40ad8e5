"""What is observed without an alarm: indicators by layer, events that are tracked, errors that are collected."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, RootModel, model_validator

from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored
from launchbook.core.ladder import Rung
from launchbook.core.model import Flag, Grouped, Model, refusal
from launchbook.core.problem import say
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef, OwnerRef
from launchbook.core.text import Text, Word

Kind = Literal["gauge", "counter", "rate", "histogram", "summary"]


class Indicator(Anchored):
    """Something that is measured and looked at, with or without a limit. Short form: its name."""

    short: ClassVar[str | None] = "name"

    name: Word | None = None
    """What it is called; left out, the metric's own name."""
    metric: MetricRef | None = None
    """The metric that it is, where `metrics` has it."""
    kind: Kind | None = None
    """How it is counted: `gauge` a level, `counter` a sum, `rate` per time, `histogram` or `summary` a distribution."""
    code: Word | None = None
    """Its name in the code or in the monitoring system: `record.create.duration`."""
    readings: Listed[Word] = ()
    """The values that are read off it: average, P50, P90, D1, D7."""
    target: Annotated[Threshold | None, Rung("target")] = None
    """Where it should stand; left out, the metric's own target."""
    note: Text | None = None
    """What to know when reading it."""

    @model_validator(mode="after")
    def _names_something(self) -> Indicator:
        if not (self.name or self.metric):
            raise refusal(say("an indicator needs `name` or `metric`"), say("Say what is measured."))
        return self

    @property
    def label(self) -> str:
        return self.name or self.metric or ""


class Layer(Grouped[Indicator]):
    """Indicators of a layer, under headings or as a plain list."""


class Indicators(RootModel[dict[Text, Layer]]):
    """Indicators by layer (application, system), in each a list, or lists under headings."""

    model_config = ConfigDict(frozen=True)


class Property(Model):
    """A value that is sent along. Short form: its name."""

    short: ClassVar[str | None] = "name"

    name: Word
    """Its name, as it is sent: `sessionId`."""
    means: Text | None = None
    """What it holds."""


class TrackedEvent(Anchored):
    """Something that users do, and that is recorded. Short form: its name."""

    short: ClassVar[str | None] = "event"
    row_label: ClassVar[str] = "event"

    event: Word
    """Its name, as it is recorded: `page_view`."""
    means: Text | None = None
    """When it is recorded."""
    properties: Listed[Property] = ()
    """What is recorded with it."""
    verified: Flag | None = None
    """Whether somebody has seen it arrive."""
    note: Text | None = None
    """What else to know."""


class Tracking(Model):
    """What users do, as it is recorded. Short form: the events."""

    short: ClassVar[str | None] = "events"

    events: Items[TrackedEvent] = ()
    """What is recorded."""
    common: Listed[Property] = ()
    """What is recorded with every event."""
    sent_to: Items[Text] = ()
    """Where events go: an analytics platform, a local log."""
    owner: OwnerRef | None = None
    """Who sees to it that they arrive."""
    note: Text | None = None
    """What else to know: consent, what is not recorded."""


class Collector(Anchored):
    """Something in the product that reports: measurements, errors, load times. Short form: its name."""

    short: ClassVar[str | None] = "title"

    title: Word
    """What it is called."""
    collects: Items[Text] = ()
    """What it reports."""
    attached: Listed[Property] = ()
    """What it reports with everything: tags, context."""
    settings: Listed[Word] = ()
    """The settings that it needs, by name, never by value: `ERROR_DSN`."""
    sent_to: Text | None = None
    """Where it reports to."""
    note: Text | None = None
    """What else to know."""
