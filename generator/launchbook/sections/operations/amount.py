"""Numbers of users: `500-1000`, `5,000+`, `1万-5万`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from launchbook.core.problem import Rejected, say
from launchbook.core.text import BAD_TEXT, Parsed
from launchbook.core.units import NUMBER, SCALE, plain_words, scaled

_SCALE = rf"{SCALE}|w|m"
_COUNTED = {"w": "万", "m": "M"}
"""Scale words of amounts alone: elsewhere they are weeks and minutes."""


def _number(name: str) -> str:
    return rf"(?P<{name}>{NUMBER})\s*(?P<{name}_scale>{_SCALE})?"


_AMOUNT = re.compile(
    rf"(?P<least>(?:≥|>=?|over|至少|超过)\s*)?{_number('low')}"
    rf"(?:\s*(?:-|–|—|~|〜|\.\.+|\bto\b|至|到)\s*{_number('high')}|\s*(?P<more>\+|以上))?"
    r"\s*(?:users?|people|人|名?用户|名|位|家|个|台|套|所)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount(Parsed):
    """A number of users, a range of them, or at least so many."""

    FORM: ClassVar[str] = "a number of users"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("500-1000", "5,000", "10k+", "1万-5万")

    text: str
    low: int
    high: int
    open: bool = False
    """Whether it is a lower bound."""

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _AMOUNT.fullmatch(plain_words(text))
        if not match or (match["least"] and (match["high"] or match["more"])):
            raise Rejected(
                BAD_TEXT,
                say("`{text}` is not a number of users", text=text[:80]),
                say("Write `500-1000`, `5,000`, `10k+` or `1万-5万`."),
            )
        low = _value(match["low"], match["low_scale"])
        high = _value(match["high"], match["high_scale"]) if match["high"] else None
        if high is not None and not match["low_scale"]:
            shared = _value(match["low"], match["high_scale"])  # `1-5万` is ten to fifty thousand
            low = shared if shared <= high else low
        if high is not None and low > high:
            raise Rejected(
                BAD_TEXT,
                say("`{text}` runs backwards", text=text[:80]),
                say("Write the smaller number first: `500-1000`."),
            )
        return cls(text.strip(), low, low if high is None else high, bool(match["least"] or match["more"]))

    def __str__(self) -> str:
        if self.open:
            return f"{self.low:,}+"
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,}–{self.high:,}"


def _value(digits: str, scale: str | None) -> int:
    return int(scaled(digits, _COUNTED.get((scale or "").lower(), scale)))
