"""Work and its priority: days of one person, and what comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar, Self

from launchbook.core.problem import Message, Rejected, say, say_count
from launchbook.core.quantity import Backwards, Duration
from launchbook.core.text import BAD_TEXT, Parsed, Word
from launchbook.core.units import plain_words

HOURS, WEEK = 8, 5
"""How much a person works: hours a day, and days a week."""
_PERSONS = re.compile(
    r"(?P<amount>\d[\d.\s\-–—~至到]*?|\d[\d.]* to \d[\d.]*)\s*"
    r"(?:person[ -]?|man[ -]?|staff[ -]?|个?人|p(?=d\b))(?P<unit>hours?|days?|weeks?|d|小时|时|天|日|周)"
)
_UNITS = {"h": "h", "小": "h", "时": "h", "w": "w", "周": "w"}
_WHOLE = re.compile(r"[\d.\s]+(?:(?P<week>w|weeks?|周|星期)|d|days?|天|日)", re.IGNORECASE)
"""A number of days or weeks, with its fraction."""


@dataclass(frozen=True, slots=True)
class Effort(Parsed):
    """Work in days of one person, or words.

    `6d`, `2-3d` and `12 person-days` are counted, a week as five days and a day as eight hours; words, `half a sprint`, are
    only shown.
    """

    FORM: ClassVar[str] = "an effort"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("6d", "2-3d", "4h", "12 person-days")

    text: str
    low: Decimal = Decimal()
    high: Decimal = Decimal()
    """In days; none where it is said in words."""

    @classmethod
    def parse(cls, text: str) -> Self:
        if not text.strip():
            raise Rejected(BAD_TEXT, say("empty text"), say("Write a text, or remove the key."))
        persons = _PERSONS.fullmatch(plain_words(text).lower())
        plain = persons["amount"] + _UNITS.get(persons["unit"][0], "d") if persons else text
        try:
            length = Duration.parse(plain)
        except Backwards:
            raise
        except Rejected:
            return cls(text.strip())
        return cls(text.strip(), _days(length.shortest), _days(length.longest))

    @classmethod
    def sum(cls, efforts: Iterable[Effort | None]) -> Self | None:
        """All that is said in numbers; None where nothing is."""
        counted = [effort for effort in efforts if effort and effort.high]
        if not counted:
            return None
        low, high = (sum((getattr(each, end) for each in counted), Decimal()) for end in ("low", "high"))
        return cls("", low, high)

    @property
    def days(self) -> Message:
        """In days of one person: `12 person-days`, `12–15 person-days`."""
        low, high = (float(f"{end:.4g}") for end in (self.low, self.high))
        if low == high:
            return say_count("{count} person-day", "{count} person-days", high)
        return say("{low}–{high} person-days", low=f"{low:g}", high=f"{high:g}")

    def contradicts(self, other: Effort) -> bool:
        """Whether no number of days is within both; words contradict nothing."""
        return bool(self.high and other.high) and (self.low > other.high or other.low > self.high)

    def __str__(self) -> str:
        return self.text


def _days(length: Duration) -> Decimal:
    whole = _WHOLE.fullmatch(length.text)
    days = length.days + Decimal(length.rest / timedelta(hours=1)) / (24 if whole else HOURS)
    return (days * WEEK / 7 if whole and whole["week"] else days) + length.workdays


_RANKS = (
    {"urgent", "critical", "highest", "must", "must have", "紧急", "最高", "必须"},
    {"high", "should", "should have", "高", "应该"},
    {"medium", "normal", "middle", "could", "could have", "nice to have", "中", "普通", "一般", "可以"},
    {"low", "won't", "won't have", "低", "不做"},
    {"lowest", "最低"},
)


class Priority(Word):
    """How much it matters: `P0` to `P4`, or in words; shown as it is said."""

    FORM = "a priority"
    EXAMPLES = ("P0", "high", "中")
    HELP: ClassVar[Message] = say(
        "Write `P0` to `P4`, `urgent`, `high`, `medium`, `low`, `must`, `should`, `could`, or 紧急, 高, 中, 低."
    )

    @classmethod
    def parse(cls, text: str) -> Self:
        said = cls(text.strip())
        if said.rank is None:
            raise cls.refuse(text)
        return said

    @property
    def rank(self) -> int | None:
        """Its place in the order, from 0 for what comes first."""
        plain = plain_words(self).lower()
        if match := re.fullmatch(r"p\s?([0-4])", plain):
            return int(match[1])
        return next(
            (rank for rank, words in enumerate(_RANKS) if plain in words or plain.removesuffix("优先级") in words), None
        )
