"""Levels of severity: how a rollback or an incident is classed, and what follows from that."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from launchbook.core.headings import Listed
from launchbook.core.items import Anchored, Condition
from launchbook.core.links import Link
from launchbook.core.quantity import Duration
from launchbook.core.reference import People, PersonRef
from launchbook.core.text import Text


class SeverityLevel(Anchored):
    """A level of severity. Several levels may name one metric with different thresholds."""

    row_label: ClassVar[str] = "level"
    row_kind: ClassVar[str] = "severity level"

    level: Text
    """What it is called: `P0`, `SEV1`, `critical`."""
    conditions: Listed[Condition] = Field(default=(), alias="if")
    """By what one knows it: sentences, or metrics with a threshold; one is enough."""
    respond: Duration | None = None
    """Within how long somebody answers."""
    decider: PersonRef | None = None
    """The one person who decides at this level."""
    tell: People = ()
    """Who is told at this level."""
    within: Duration | None = None
    """Within how long it is over."""
    action: Text | None = None
    """What is done at this level."""
    link: Link | None = None
    """Where what is done is described: a chapter or entry of the plan (`rollback#restore`), or an address."""
    note: Text | None = None
    """What else one should know."""
