"""An alarm on its way to a rule of the alarm system: a query, and the threshold in the unit that the query returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Context, Decimal

from launchbook.core.problem import Message, Names, say
from launchbook.core.quantity import Threshold, number
from launchbook.core.query import COMPARISONS, Query, read_query
from launchbook.core.units import Unit, metric_unit

_ROUND = Context(prec=12)
_BASES = {
    "ratio": say("parts of one"), "time": say("seconds"), "data": say("bytes"), "data/time": say("bytes per second"),
    "/time": say("a count per second"), "": say("a plain count"),
}  # fmt: skip
"""What a query returns, in words, by dimension."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A query, with the threshold that it is compared with unless it is a comparison already."""

    text: str
    """The query as the plan has it; empty without one."""
    threshold: Threshold | None = None
    unit: str = ""
    """The unit of the metric; used where the unit does not follow from the query."""
    window: timedelta | None = None
    """How long it must hold, where the threshold has no window."""
    in_words: bool = False
    """Whether only a sentence says when it rings."""

    @property
    def query(self) -> Query:
        return read_query(self.text)

    @property
    def returned(self) -> Unit | None:
        """The unit in which the query returns its value, None where it is not known."""
        of_query, of_metric = self.query.unit, metric_unit(self.unit) if self.unit else None
        if of_query and (of_query.dimension or of_metric is None):
            return of_query
        if of_metric or of_query or self.threshold is None:
            return of_metric or of_query
        own = self.threshold.dimension
        convertible = (own in _BASES and own) or own.endswith("/time")
        return None if convertible else Unit(own)

    @property
    def limit(self) -> Decimal | None:
        """The threshold's value in that unit, None where it does not convert."""
        return self.threshold.value_in(self.returned) if self.threshold and self.returned else None

    @property
    def problem(self) -> Message | None:
        """Why there can be no rule."""
        flaw = self._flaw()
        return flaw[0] if flaw else None

    def _flaw(self) -> tuple[Message, Message] | None:
        """Why there can be no rule, and what to write for one."""
        if self.in_words:
            return say("it is described in words"), say("Add `query:` if the alarm system can measure it.")
        if not self.text:
            return say("it has no query"), say("Add `query:` to the metric, or to the alert.")
        if self.query.problem:
            return self.query.problem, self.query.help or say("Correct the query.")
        if self.query.condition:
            return self._disagreement()
        if self.threshold is None:
            no_threshold = say("the query compares with nothing, and no threshold is given")
            return no_threshold, say("Write the comparison into the query, or add a threshold.")
        if self.returned is None:
            no_unit = say("it cannot be told in which unit the query returns its value")
            return no_unit, say("Say the unit in `unit:` of the metric, or write the comparison into the query.")
        if self.limit is None:
            base = _BASES.get(self.returned.dimension, self.returned.dimension)
            return (
                say(
                    "`{limit}` does not convert into what the query returns: {unit}",
                    limit=self.threshold.limit,
                    unit=base,
                ),
                say("Correct the query or the threshold: both must have one unit."),
            )
        return None

    def _disagreement(self) -> tuple[Message, Message] | None:
        """Why a query that is a condition contradicts the threshold; None where it agrees or cannot be compared."""
        if self.threshold is None or self.query.bound is None or self.limit is None:
            return None
        if self.query.bound == (COMPARISONS[self.threshold.operator], self.limit):
            return None
        own = "{} {}".format(self.query.bound[0], number(f"{self.query.bound[1]:f}"))
        return (
            say(
                "the query compares for itself (`{words}`), and not with `{limit}`",
                words=own,
                limit=self.threshold.limit,
            ),
            say("Write one and the same limit in both."),
        )

    def remarks(self) -> Iterator[tuple[Message, Message]]:
        """Why there is no rule, or what the rule cannot keep; each with what to write instead."""
        if flaw := self._flaw():
            yield say("not exported as an alert rule: {reason}", reason=flaw[0]), flaw[1]
        elif self.threshold and self.threshold.mode == "in" and self.threshold.window:
            ranges = self.query.ranges
            if ranges and self.threshold.lasting not in ranges:
                read = Names(sorted(prometheus_duration(length) for length in ranges))
                window = self.threshold.window
                yield (
                    say("counted in {window}, but the query reads over {ranges}", window=window, ranges=read),
                    say("Let the query read over the time that the threshold names."),
                )

    @property
    def expression(self) -> str:
        """The condition in PromQL."""
        if self.query.condition or self.threshold is None or self.limit is None:
            return self.text
        inner = f"(\n{self.text}\n)" if "#" in self.text or "\n" in self.text else f"({self.text})"
        return f"{inner} {COMPARISONS[self.threshold.operator]} {number(f'{_ROUND.plus(self.limit):f}')}"

    @property
    def lasting(self) -> str:
        """How long it must hold. A window that is counted over stands in the query already."""
        own = self.threshold.lasting if self.threshold and self.threshold.mode == "for" else None
        length = own or self.window
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
