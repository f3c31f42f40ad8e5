"""What a fact or a criterion of success says, in other sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.sayings import Saying, with_digits
from launchbook.core.section import finding, part_of, rule

_NUMBER = re.compile(
    r"(?<![\d.,:/-])(?P<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?(?P<unit>[万亿]?[\u4e00-\u9fff]|[%％‰€£]|[A-Za-z]{1,12})(?![:.]?\d)"
)
_CLAUSE = re.compile(r"[。；;，,！!？?\n]|\.\s|\band\b|\bbut\b")
_NEAR, _PREFIX = 24, 3
_SILENT = frozenset({"review", "references", "approvals", "versions", "metrics", "result"})
_OTHERWISE = re.compile(
    r"\b(?:was|were|had|instead|last|previous|before|more than|less than|at least|at most|up to|over|each|per|of (?:the|our|them)|more)\b"
    r"|去年|上次|曾|原来|以前|超过|低于|至少|至多|不超过|其中|每|再|另",
    re.IGNORECASE,
)
_NAMED = re.compile(r"[:：]\s?")
_MOST = 200


@dataclass(frozen=True, eq=False)
class KnownNumber:
    """A number that a fact or a criterion gives to what it names."""

    name: str
    path: Path
    values: frozenset[tuple[float, str]]
    said: str


@rule("SD009", "number in a sentence that the fact does not have", "contradiction")
def facts_in_words(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence names a fact of the standards, or a criterion of success, with a number of the same kind, and the number is another one.

    "Coupon servers: 24 machines", and the summary says "coupon servers … 20 machines": half of the team prepares the one, half the other.
    Correct one of the two. Read is the number behind the name, in the same part of a sentence; parts of it, earlier numbers and limits
    are not.
    """
    known = _known(plan)
    by_first: dict[str, list[KnownNumber]] = {}
    for each in known:
        by_first.setdefault(each.name[:_PREFIX], []).append(each)
    firsts = _beginnings(tuple(by_first))
    for saying in with_digits(plan) if known else ():
        if _SILENT.intersection(map(str, saying.path)):
            continue
        plain = saying.text.casefold()
        if len(plain) != len(saying.text):
            continue
        for first in firsts.finditer(plain):
            at = first.start()
            for each in by_first.get(plain[at : at + _PREFIX], ()):
                if plain.startswith(each.name, at) and saying.path[: len(each.path)] != each.path:
                    yield from _compare(saying, at + len(each.name), each)


@lru_cache(maxsize=64)
def _beginnings(firsts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?={re.escape(first)})" for first in firsts))


def _compare(saying: Saying, behind: int, known: KnownNumber) -> Iterator[Finding]:
    text = saying.text
    end = _CLAUSE.search(text, behind)
    clause = text[behind : end.start() if end else len(text)]
    before = text[max(0, behind - len(known.name) - _NEAR) : behind - len(known.name)]
    units = {unit for _, unit in known.values}
    numbers = [match for match in _NUMBER.finditer(clause) if match["unit"].casefold() in units]
    if not numbers or numbers[0].start() > _NEAR or _OTHERWISE.search(_CLAUSE.split(before)[-1] + clause):
        return
    if any(_value(match) in known.values for match in numbers):
        return
    last = numbers[-1]
    yield finding(
        saying.path,
        say(
            "“{name}” has {here} here, and {there} elsewhere",
            name=known.name,
            here=last.group().strip(),
            there=known.said,
        ),
        say("Compare the two, and correct one."),
        related=((say("elsewhere"), known.path),),
        **part_of(text, behind + last.start(), len(last.group())),
    )


def _known(plan: Plan) -> Sequence[KnownNumber]:
    """The facts and criteria with a name of several words and one number."""
    found: dict[str, KnownNumber | None] = {}
    for row in plan.rows:
        if (
            len(found) < _MOST
            and row.section in ("standards", "overview")
            and row.kind in ("fact", "criterion", "condition", "success")
        ):
            name, _, behind = _NAMED.sub(
                ":", str(getattr(row.value, "name", "") or getattr(row.value, "text", "") or "")
            ).partition(":")
            name = name.strip().casefold()
            value = (
                behind
                or getattr(row.value, "value", None)
                or getattr(row.value, "limit", None)
                or getattr(row.value, "when", None)
            )
            numbers = frozenset(_value(match) for match in _NUMBER.finditer(str(value or "")))
            long = len(name) >= 4 if not name.isascii() else " " in name and len(name) >= 8
            if long and len(numbers) == 1:
                found[name] = None if name in found else KnownNumber(name, row.path, numbers, str(value))
    return [each for each in found.values() if each]


def _value(match: re.Match[str]) -> tuple[float, str]:
    return float(match["value"].replace(",", "")), match["unit"].casefold()
