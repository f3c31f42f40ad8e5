"""Scores of health: of the whole, and of its parts with their weights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from launchbook.core.headings import Listed
from launchbook.core.model import Model, refusal
from launchbook.core.problem import Message, say
from launchbook.core.quantity import number
from launchbook.core.text import Parsed, Text, Word
from launchbook.core.units import normal

_FIGURE = r"\d{1,6}(?:\.\d{1,4})?"
_SCORE = re.compile(
    rf"(?P<value>{_FIGURE})\s*(?:(?P<percent>%)|(?:/|分\s*/)\s*(?P<out_of>{_FIGURE}))?\s*(?:分|points?)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Weight(Parsed):
    """How much a part counts in the whole: a percentage, a fraction, or a number beside the other weights."""

    FORM: ClassVar[str] = "a weight"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("40%", "0.4", "3")
    HELP: ClassVar[Message] = say(
        "Write a percentage (`40%`), a fraction (`0.4`), or a number beside the others (`3`)."
    )

    text: str
    value: Decimal
    percent: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(rf"({_FIGURE})\s*(%)?", normal(text))
        if match is None or not Decimal(match[1]):
            raise cls.refuse(text)
        return cls(text.strip(), Decimal(match[1]), bool(match[2]))

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Points:
    """A score that is a number: `86 / 100`, `4.2 / 5`, `86%`; without what it is out of, `86`."""

    value: Decimal
    out_of: Decimal | None
    places: int
    """How many places it has behind the point."""

    @classmethod
    def read(cls, score: str | None) -> Self | None:
        """The number that a score is; None for `B+`. A remark in brackets behind it is left out."""
        match = _SCORE.fullmatch(re.sub(r"\s*[(（].*", "", normal(score or ""), flags=re.DOTALL))
        if match is None:
            return None
        out_of = Decimal(100) if match["percent"] else Decimal(match["out_of"]) if match["out_of"] else None
        return cls(Decimal(match["value"]), out_of, len(match["value"].partition(".")[2]))


class Scored(Model):
    """What is scored."""

    name: Word
    """What is scored."""
    target: Word | None = None
    """The score to reach."""
    state: Literal["good", "watch", "bad"] | None = None
    """The judgement on the score."""
    note: Text | None = None
    """What lowers it, or since when it holds."""


class HealthPart(Scored):
    """A part of a score."""

    score: Word
    """Its score, with what it is out of: `92 / 100`; without that, it is out of what the whole is."""
    weight: Weight | None = None
    """How much it counts in the whole: `40%`, `0.4`."""


class Health(Scored):
    """A score of the product's or the project's health."""

    score: Word | None = None
    """The score, with what it is out of: `92 / 100`, `B+`; left out, what its parts make."""
    parts: Listed[HealthPart] = ()
    """What it is made of, each with its weight; without weights, the scores are added up."""

    @model_validator(mode="after")
    def _has_score(self) -> Health:
        if not (self.score or self.parts):
            raise refusal(say("a score says no value"), say("Give it a `score`, or `parts` with their scores."))
        return self

    @property
    def weighed(self) -> tuple[HealthPart, ...]:
        """The parts with a weight."""
        return tuple(part for part in self.parts if part.weight)

    @property
    def weights(self) -> tuple[Decimal, Decimal] | None:
        """What the weights come to, and what they should: 100 of percentages, 1 of fractions. None where that is open."""
        weights = [part.weight for part in self.parts if part.weight]
        total = sum((weight.value for weight in weights), Decimal())
        if not weights or len(weights) < len(self.parts):
            return None
        if all(weight.percent for weight in weights):
            return total, Decimal(100)
        fractions = all(weight.value < 1 and not weight.percent for weight in weights)
        return (total, Decimal(1)) if fractions else None

    @property
    def out_of(self) -> Decimal | None:
        """What the whole is out of: what it says, else what all parts are out of alike, or together."""
        said, read = Points.read(self.score), [Points.read(part.score) for part in self.parts]
        if said:
            return said.out_of
        ends = [points.out_of for points in read if points and points.out_of]
        if not ends or len(ends) < len(read):
            return None
        return ends[0] if self.weighed and len(set(ends)) == 1 else None if self.weighed else sum(ends, Decimal())

    @property
    def computed(self) -> Decimal | None:
        """What the parts make of the whole; None where they are no numbers, or it is open how they count."""
        points = [Points.read(part.score) for part in self.parts]
        read = [each for each in points if each]
        if not read or len(read) < len(points) or 0 < len(self.weighed) < len(self.parts):
            return None
        return self._mean(read) if self.weighed else self._sum(read)

    def _mean(self, read: list[Points]) -> Decimal | None:
        """The weighted mean, on the scale of the whole."""
        weights = [part.weight.value for part in self.parts if part.weight]
        ends = {points.out_of or self.out_of for points in read}
        if len(ends) > 1 and (None in ends or not self.out_of):
            return None
        scale = self.out_of if None not in ends else None
        values = [points.value * scale / (points.out_of or scale) if scale else points.value for points in read]
        return sum((weight * value for weight, value in zip(weights, values, strict=True)), Decimal()) / sum(weights)

    def _sum(self, read: list[Points]) -> Decimal | None:
        """The sum, where what the parts are out of comes to what the whole is out of."""
        ends = [points.out_of for points in read]
        whole = sum((end for end in ends if end), Decimal())
        fits = None not in ends and self.out_of in (None, whole)
        return sum((points.value for points in read), Decimal()) if fits else None

    @property
    def result(self) -> str:
        """What the parts make of the whole, in words: `86.4 / 100`; empty where nothing can be computed."""
        if self.computed is None:
            return ""
        value = number(f"{self.computed:.2f}")
        return f"{value} / {number(str(self.out_of))}" if self.out_of else value

    @property
    def differs(self) -> bool:
        """Whether the score is another than what the parts make, rounded as it is."""
        said, computed = Points.read(self.score), self.computed
        if said is None or computed is None:
            return False
        return abs(said.value - computed) > Decimal(1).scaleb(-said.places) / 2
