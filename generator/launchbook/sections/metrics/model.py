"""Metrics and their thresholds."""

from __future__ import annotations

from typing import ClassVar

from pydantic import RootModel

from launchbook.core.model import Model
from launchbook.core.quantity import Threshold
from launchbook.core.reference import PersonRef
from launchbook.core.text import Id, Text, Word

RUNGS = ("target", "gate", "alert", "rollback")
"""The rungs of the ladder, from good to worst."""


class Metric(Model):
    """A metric. Its thresholds are said here once, and drawn together on one ladder. Short form: the name."""

    short: ClassVar[str | None] = "name"

    name: Word
    """What it is called."""
    group: Word | None = None
    """A heading to list it under: system, interface, users."""
    unit: Word | None = None
    """The unit, where no threshold says it."""
    target: Threshold | None = None
    """Where it should stand."""
    gate: Threshold | None = None
    """Where it must stand for the release to be widened."""
    alert: Threshold | None = None
    """From where on somebody is woken."""
    rollback: Threshold | None = None
    """From where on the release is rolled back."""
    source: Text | None = None
    """Where it is read."""
    query: Word | None = None
    """The expression that reads it there."""
    owner: PersonRef | None = None
    """Who watches it."""
    why: Text | None = None
    """Why it matters."""

    @property
    def rungs(self) -> dict[str, Threshold]:
        """The thresholds that were said, from good to worst."""
        said = {name: getattr(self, name) for name in RUNGS}
        return {name: threshold for name, threshold in said.items() if threshold is not None}


class Metrics(RootModel[dict[Id, Metric]]):
    """Metrics by id."""

    model_config = {"frozen": True}

    @property
    def groups(self) -> dict[str, dict[str, Metric]]:
        """Metrics under their group headings, in the order of first mention; the empty heading is for those without."""
        found: dict[str, dict[str, Metric]] = {}
        for name, metric in self.root.items():
            found.setdefault(str(metric.group or ""), {})[str(name)] = metric
        return found
