"""How many there are of one thing, in several sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from launchbook.core.engaged import is_one
from launchbook.core.numberwords import ENGLISH, NUMBERS
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.sayings import sayings
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.weekdays import texts_with_digits

_FEW = 10
"""Small numbers are parts as often as wholes: two of eighteen hotels."""
_CLOSE = 4 / 3
"""A number that is so near to another one is meant to be it; one that is further away is of something else."""
_UNITS = frozenset((
    "seconds", "minutes", "hours", "days", "weeks", "months", "years", "percent", "euros", "dollars", "pounds", "characters",
    "letters", "lines", "times", "points", "bytes", "pixels", "persons", "users", "requests", "steps", "items", "places",
))  # fmt: skip
"""What is measured, or counted anew at every place."""
_LINKS = (
    "of|in|on|at|to|the|and|or|for|from|with|are|is|was|were|per|who|that|than|by|as|has|have|more|most|first|times"
)
"""Words that cannot stand between a number and what it counts."""
_IN_WORDS = {word: NUMBERS[word] for word in ENGLISH[2:]}
_IN_WORDS |= {word.capitalize(): number for word, number in _IN_WORDS.items()}
_COUNT = re.compile(
    r"(?P<all>\b(?:[Aa]ll(?: of)?(?: the)?|[Ee]ach of the|[Ee]very one of the) |(?:全部|所有|全体|共|一共|总共)\s?)?"
    rf"(?<![\w.:%/+<>=≤≥-])(?<![<>=≤≥] )(?<!\d,)(?P<count>\d{{1,3}}(?:,\d{{3}})+|\d{{2,6}}|(?:{'|'.join(_IN_WORDS)})(?= ))"
    r"(?:\s?(?P<zh>万[个张家条项台套份座间名位组批件册部]|[个张家条项台套份座间名位组批所款只辆](?!月|小时|人|工作|自然|字|步|用户|请求)[\u4e00-\u9fff])(?P<rest>[\u4e00-\u9fff]?)"
    rf"| (?:(?!(?:{_LINKS})\b)[a-z]+ ){{0,2}}?(?P<en>[a-z]{{4,}}s|people)\b)"
)
"""A number with what it counts: a noun in the plural; in Chinese a measure word and the first sign of the noun."""
_WHOLES = frozenset({"scope", "audience"})
"""Keys of a text that says how many there are in all."""


_WORDED = re.compile(rf"\b(?:{'|'.join(_IN_WORDS)})\b")


def _worded(plan: Plan) -> list[tuple[Path, str]]:
    """The texts without a digit that have a number in words."""
    return [
        (saying.path, saying.text)
        for saying in sayings(plan)
        if _WORDED.search(saying.text) and not any(map(str.isdigit, saying.text))
    ]


def _read(count: str) -> int:
    return _IN_WORDS.get(count) or int(count.replace(",", ""))


@dataclass(frozen=True)
class Counted:
    """A number of things that a text says."""

    path: Path
    text: str
    start: int
    count: int
    words: str
    whole: bool
    """Whether it is of all that there are."""


@rule("TX008", "another number than elsewhere", "contradiction")
def one_number_of_things(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A text says how many there are of something, "50 tables", and at least two others say another number that is close to it, "48
    tables". Or it gives a number of all, "all 24 boats", that is less than another one.

    One of them was changed and the others were not. Compare them. Only numbers from ten on are read, in words from
    three on, and only where all others agree; units of time and money, and people, who are counted anew at each place, are not.
    """
    things: dict[str, list[Counted]] = {}
    for path, text in (*texts_with_digits(plan), *_worded(plan)):
        yield from _roll_call(plan, path, text)
        for match in _COUNT.finditer(text):
            thing, count = match["en"] or match["zh"], _read(match["count"])
            if (count >= _FEW or (match["all"] and count > 2) or match["count"].isalpha()) and thing not in _UNITS:
                whole = bool(match["all"]) or _WHOLES.intersection(map(str, path[-2:])) != frozenset()
                words = text[match.start("count") : match.end()]
                things.setdefault(thing, []).append(Counted(path, text, match.start("count"), count, words, whole))
    for thing, said in things.items():
        found = () if thing in _COUNTED_ANEW else _odd_one(said)
        yield from found or _two_wholes(said)


_COUNTED_ANEW = frozenset({"people"})
"""What is another number at each place, unless it is of all."""


_ROLL_CALL = re.compile(
    r"(?P<zh>\d{1,3})\s?人(?:都|全|已全?)到|\b[Aa]ll (?P<en>\d{1,3}) (?:people )?(?:are here|are present|answer)"
)


def _roll_call(plan: Plan, path: Path, text: str) -> Iterator[Finding]:
    """How many answer a call, against those whom the plan names."""
    for match in _ROLL_CALL.finditer(text):
        people = [target.value for target in plan.targets.get("person", {}).values()]
        said, named = int(match["zh"] or match["en"]), len(people)
        if said != named and 1 / _CLOSE <= said / max(1, named) <= _CLOSE and all(map(is_one, people)):
            yield finding(
                path,
                say("{said} people are called here, and `people:` names {named}", said=said, named=named),
                say("Compare them, and correct what is no longer so."),
                related=((say("elsewhere"), ("people",)),),
                **part_of(text, match.start(), len(match.group())),
            )


def _two_wholes(said: list[Counted]) -> tuple[Finding, ...]:
    """A number of all that is less than one of some, or than another one of all."""
    counts = Counter(each.count for each in said)
    least = min((each for each in said if each.whole), key=lambda each: each.count, default=None)
    if least is None or len(counts) != 2:
        return ()
    other = next((each for each in said if each.count != least.count), least)
    if other.path == least.path or not least.count < other.count <= least.count * _CLOSE:
        return ()
    if counts[least.count] > 1 and counts[other.count] > 1:
        return ()
    one, usual = sorted((least, other), key=lambda each: counts[each.count])
    return (_differs(one, usual, 1),)


def _odd_one(said: list[Counted]) -> tuple[Finding, ...]:
    counts = Counter(each.count for each in said)
    (usual, often), *others = counts.most_common()
    odd = [count for count, times in others if times == 1 and 1 / _CLOSE <= count / usual <= _CLOSE]
    if often < 2 or len(odd) != 1 or len(others) > 2:
        return ()
    one, first = (next(each for each in said if each.count == count) for count in (odd[0], usual))
    return (_differs(one, first, often),)


def _differs(one: Counted, other: Counted, often: int) -> Finding:
    return finding(
        one.path,
        say("`{words}` here, and `{usual}` at {count} other places", words=one.words, usual=other.words, count=often)
        if often > 1
        else say("`{words}` here, and `{usual}` elsewhere", words=one.words, usual=other.words),
        say("Compare them, and correct what is no longer so."),
        related=((say("elsewhere"), other.path),),
        **part_of(one.text, one.start, len(one.words)),
    )
