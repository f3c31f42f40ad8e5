"""Levels of severity whose limits in words leave a gap, or overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import inf

from launchbook.core.groups import grouped
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.sayings import Saying, sayings
from launchbook.core.section import finding, part_of, rule

_UNIT = r"[%％‰]|ms\b|s\b|seconds?\b|min\b|minutes?\b|h\b|hours?\b|users?\b|orders?\b|customers?\b|毫秒|秒|分钟|小时|[人名单条件笔家台]"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_ABOVE = r"more than|over|above|at least|from|>=?|≥|＞|超过|高于|大于|不低于|至少"
_BELOW = r"less than|fewer than|under|below|up to|at most|<=?|≤|＜|低于|小于|少于|不足|不超过"
_RANGE = re.compile(
    rf"(?:between\s)?(?<![\d.])(?P<low>{_NUMBER})\s?(?P<first>{_UNIT})?\s?(?:-|–|—|~|～|to|and|至|到)\s?(?P<high>{_NUMBER})\s?(?P<unit>{_UNIT})"
    rf"|(?P<op>{_ABOVE}|{_BELOW})\s?(?P<limit>{_NUMBER})\s?(?P<of>{_UNIT})"
    rf"|(?<![\d.])(?P<least>{_NUMBER})\s?(?P<each>{_UNIT})\s?(?P<open>or more|and more|以上|以下|or less)",
    re.IGNORECASE,
)
_KEYS = frozenset(
    {"title", "name", "level", "when", "what", "note", "text", "meaning", "example", "examples", "criteria"}
)


@dataclass(frozen=True, eq=False)
class WordedLevel:
    """The part of a scale that a level is for."""

    saying: Saying
    match: re.Match[str]
    low: float
    high: float
    unit: str

    @property
    def bounded(self) -> bool:
        return -inf < self.low and self.high < inf


@rule("ST013", "levels that leave a gap, or overlap", "contradiction")
def levels_meet(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Two levels of severity give numbers of one kind in words, and the one does not begin where the other ends.

    "P1: more than 5 % fail", "P2: 1 % to 3 %": nobody knows which one 4 % is, and how fast somebody answers. Let each begin where the one
    beside it ends. Compared are levels that stand one behind the other, and one of which says from where to where; "more than 5 %" above
    "more than 1 %" leaves no gap, since the first that fits counts.
    """
    for levels in grouped((_list(saying.path), saying) for saying in sayings(plan) if _list(saying.path)).values():
        scales = [level for saying in levels if saying.path[-1] in _KEYS for level in _levels(saying)]
        for one, other in pairwise(scales):
            if one.unit != other.unit or _place(one) + 1 != _place(other):
                continue
            low, high = sorted((one, other), key=lambda level: (level.low, level.high))
            if low.high == high.low or not (one.bounded or other.bounded) or low.low == high.low:
                continue
            yield finding(
                other.saying.path,
                say("“{here}” follows “{there}”, and {gap}", here=other.match.group().strip(), there=one.match.group().strip(),
                    gap=_what(low, high)),
                say("Let each level begin where the one beside it ends."),
                related=((say("the other level"), one.saying.path),),
                **part_of(other.saying.text, other.match.start(), len(other.match.group())),
            )  # fmt: skip


def _what(low: WordedLevel, high: WordedLevel) -> Message:
    first, last = sorted((low.high, high.low))
    from_, to = f"{first:g}{low.unit}", f"{last:g}{low.unit}"
    if low.high < high.low:
        return say("no level is for {first} to {last}", first=from_, last=to)
    return say("both are for {first} to {last}", first=from_, last=to)


def _list(path: Path) -> Path:
    """The list of levels that a text stands in."""
    at = next((at for at, part in enumerate(path[:-1]) if part == "levels" and isinstance(path[at + 1], int)), None)
    return () if at is None else path[: at + 1]


def _place(level: WordedLevel) -> int:
    at = level.saying.path.index("levels")
    place = level.saying.path[at + 1]
    return place if isinstance(place, int) else 0


def _levels(saying: Saying) -> Iterator[WordedLevel]:
    """The one range of a text; of a text with several, nothing is said."""
    found = list(_RANGE.finditer(saying.text))
    if len(found) != 1:
        return
    match = found[0]
    if match["low"]:
        yield WordedLevel(saying, match, _read(match["low"]), _read(match["high"]), _plain(match["unit"]))
        return
    number, unit = _read(match["limit"] or match["least"]), _plain(match["of"] or match["each"])
    above = bool(re.fullmatch(_ABOVE, match["op"] or "", re.IGNORECASE)) or (match["open"] or "") in (
        "or more",
        "and more",
        "以上",
    )
    yield WordedLevel(saying, match, number, inf, unit) if above else WordedLevel(saying, match, -inf, number, unit)


def _read(number: str) -> float:
    return float(number.replace(",", ""))


def _plain(unit: str) -> str:
    return {"％": "%", "second": "s", "seconds": "s", "minutes": "min", "minute": "min", "hours": "h", "hour": "h"}.get(
        unit.lower(), unit.lower()
    )
