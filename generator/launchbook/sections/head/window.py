"""The length of the launch window as a range: `4-6h`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Self

from launchbook.core.problem import Rejected, say
from launchbook.core.quantity import Duration
from launchbook.core.text import BAD_TEXT, Parsed
from launchbook.core.units import normal

_RANGE = re.compile(
    r"(?P<low>\d[\d.]*)\s*(?P<unit>[^\W\d]+)?\s*(?:-|–|—|~|\.\.+|\bto\b|至|到)\s*(?P<high>\d[\d.]*\s*[^\W\d]+)"
)


@dataclass(frozen=True, slots=True)
class Between(Parsed):
    """A length of time between two durations."""

    FORM: ClassVar[str] = "a range of durations"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("4-6h", "90m-2h")

    text: str
    low: Duration
    high: Duration

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _RANGE.fullmatch(normal(text))
        if not match:
            raise Rejected(
                BAD_TEXT, say("`{text}` is not a range of durations", text=text[:80]), say("Write `4-6h` or `90m-2h`.")
            )
        high = Duration.parse(match["high"])
        low = Duration.parse(match["low"] + (match["unit"] or re.sub(r"[\d.\s]", "", match["high"])))
        if low.total >= high.total:
            raise Rejected(
                BAD_TEXT, say("`{text}` runs backwards", text=text[:80]), say("Write the shorter one first: `4-6h`.")
            )
        return cls(text.strip(), low, high)

    @property
    def bare(self) -> str:
        """The number of the shorter duration, where both are shown in one unit: the 4 of `4-6h`. Empty in other cases."""
        if self.low.days and self.high.days and not (self.low.rest or self.high.rest):
            return str(self.low.days)
        low, high = self.low.total, self.high.total
        for unit, next_unit in ((timedelta(hours=1), timedelta(days=1)), (timedelta(minutes=1), timedelta(hours=1))):
            if unit <= low and high < next_unit and not (low % unit or high % unit):
                return str(low // unit)
        return ""

    def __str__(self) -> str:
        return self.text
