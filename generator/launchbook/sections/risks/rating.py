"""The scale on which probability and impact are rated: five steps, written as words or numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from launchbook.core.problem import Rejected, say
from launchbook.core.text import BAD_TEXT, Parsed
from launchbook.core.units import plain_words

Severity = Literal["low", "medium", "high", "very high"]

_WORDS = {
    1: ("very low", "negligible", "rare", "极低", "很低", "非常低", "可忽略", "罕见", "几乎不可能"),
    2: ("low", "minor", "small", "unlikely", "低", "较低", "小", "轻微", "较小", "不太可能"),
    3: ("medium", "moderate", "mid", "average", "possible", "中", "中等", "一般", "可能"),
    4: ("high", "major", "serious", "likely", "高", "较高", "大", "较大", "严重", "很可能"),
    5: (
        "very high", "extreme", "critical", "severe", "catastrophic", "almost certain",
        "极高", "很高", "非常高", "特别严重", "致命", "灾难", "灾难性", "几乎必然", "几乎肯定",
    ),
}  # fmt: skip
_LEVEL = {word: level for level, words in _WORDS.items() for word in words}
_SHARES = ((5, 1), (25, 2), (50, 3), (75, 4), (100, 5))
_BEHIND = re.compile(r"\s*\([^()]*\)$")
_AROUND = re.compile(r"^[^\w]+|[^\w%]+$")
_BETWEEN = re.compile(r"\s*(?:–|—|-|~|/|\bto\b|至|到)\s*")


@dataclass(frozen=True, slots=True)
class Rating(Parsed):
    """How likely or how bad, on five steps: very low, low, medium, high, very high. Of a range, the higher counts."""

    FORM: ClassVar[str] = "a rating from very low to very high"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("low", "medium", "high", "very high", "中", "极高", "3", "30%")

    text: str
    level: int

    @classmethod
    def parse(cls, text: str) -> Self:
        plain = _AROUND.sub("", _BEHIND.sub("", plain_words(text).casefold()))
        whole = _level(plain)
        levels = [whole] if whole else [_level(part) or 0 for part in _parts(plain)]
        if not all(levels):
            raise Rejected(
                BAD_TEXT,
                say("`{text}` is not a rating", text=text[:80]),
                say("Write `very low`, `low`, `medium`, `high` or `very high` (极低 低 中 高 极高), or 1 to 5."),
            )
        return cls(text.strip(), max(levels))

    def __str__(self) -> str:
        return self.text


def _level(word: str) -> int | None:
    """The step that a single word, number or percentage stands for."""
    word = re.sub(r"[\s_-]+", " ", word).strip()
    if word in _LEVEL:
        return _LEVEL[word]
    if match := re.fullmatch(r"([1-5])(?:\s*/\s*5)?", word):
        return int(match[1])
    if match := re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*%", word):
        return next((level for most, level in _SHARES if float(match[1]) <= most), None)
    return None


def _parts(text: str) -> list[str]:
    """The ends of a range: `medium-high`, `20–40%`, `中高`."""
    if re.fullmatch("[低中高]{2}", text):
        return list(text)
    parts = _BETWEEN.split(text)
    return [part if not text.endswith("%") or part.endswith("%") else f"{part}%" for part in parts]


def severity_of(probability: int, impact: int) -> Severity:
    """How serious a risk is: likely and bad together."""
    product = probability * impact
    return "low" if product < 5 else "medium" if product < 10 else "high" if product < 16 else "very high"
