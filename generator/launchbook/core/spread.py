"""What was measured several times: the least, the average, the greatest."""

from __future__ import annotations

from typing import TypeAlias

from pydantic import model_validator

from launchbook.core.model import Model, refusal
from launchbook.core.problem import say
from launchbook.core.quantity import Threshold, Verdict
from launchbook.core.text import Word

_EQUAL = {"mean": "avg", "p50": "median"}


class Spread(Model):
    """What was measured, as its least, average and greatest value."""

    min: Word | None = None
    """The least value: `120ms`."""
    avg: Word | None = None
    """The average."""
    median: Word | None = None
    """The value that half of them do not exceed."""
    p95: Word | None = None
    """The value that 95 of 100 do not exceed."""
    p99: Word | None = None
    """The value that 99 of 100 do not exceed."""
    max: Word | None = None
    """The greatest value."""

    @model_validator(mode="after")
    def _has_values(self) -> Spread:
        if not self.values:
            raise refusal(say("nothing was measured"), say("Write `min`, `avg` or `max` with its value."))
        return self

    @property
    def values(self) -> dict[str, Word]:
        """The values that are given, by name."""
        return {name: value for name in type(self).model_fields if (value := getattr(self, name)) is not None}

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.values.items())

    def verdict(self, limit: Threshold) -> Verdict:
        """Whether it fulfils a limit: by the value that the limit names (`p95 < 500ms`). A limit that names none is fulfilled by
        all values, missed by the average or the median, and else undecided."""
        if limit.aggregate:
            named = self.values.get(_EQUAL.get(limit.aggregate, limit.aggregate))
            return limit.verdict(str(named)) if named else ""
        verdicts = {name: limit.verdict(str(value)) for name, value in self.values.items()}
        if "missed" in (verdicts.get("avg"), verdicts.get("median")) or set(verdicts.values()) == {"missed"}:
            return "missed"
        return "met" if set(verdicts.values()) == {"met"} else ""

    def undecided(self, limit: Threshold | None) -> bool:
        """Whether some of its values fulfil a limit and some do not, and the limit does not name which is meant."""
        if limit is None or self.verdict(limit):
            return False
        return {limit.verdict(str(value)) for value in self.values.values()} == {
            "met",
            "missed",
        } and not limit.aggregate


Measured: TypeAlias = Word | Spread
"""What was measured: a value, or several by name."""


def verdict_on(limit: Threshold | None, measured: Measured | None) -> Verdict:
    """Whether what was measured fulfils a limit; empty where that cannot be decided."""
    if limit is None or measured is None:
        return ""
    return measured.verdict(limit) if isinstance(measured, Spread) else limit.verdict(measured)
