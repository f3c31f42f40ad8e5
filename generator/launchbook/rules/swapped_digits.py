"""A number with two digits exchanged: it stands once, and the right one at several places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.weekdays import texts_with_digits

_NUMBER = re.compile(
    r"(?<![\w.:/=+#-])(?P<digits>\d{1,3}(?:,\d{3})+|\d{3,9})(?![\w:/-]|[.,]\d|\s?[%％年月])\s?(?P<noun>[a-z]{4,}|[\u4e00-\u9fff])?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIELDS = frozenset({
    "command", "commands", "phone", "contract", "url", "link", "at", "start", "end", "launch", "date", "query", "version",
    "mail", "messenger", "code", "no", "redirect", "examples", "secret", "account",
})  # fmt: skip
"""Keys of what is no count of anything."""
_SILENT = frozenset({"review", "versions", "references", "variables"})
_ALONE = 4
"""Numbers with fewer digits are compared only where the same word follows them."""
_SIGNIFICANT = 3


@dataclass(frozen=True)
class Figure:
    """A number in a text."""

    path: Path
    text: str
    start: int
    said: str
    digits: str
    noun: str


@rule("TX015", "two digits exchanged", "contradiction")
def digits_in_order(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A number stands once, and with two of its digits exchanged at least twice elsewhere: 421,000 customers, and else 412,000.

    It was mistyped, and whoever copies it goes on with the wrong one. Compare them. Read are numbers of four digits and more, and those of
    three before the same word; round ones, telephone numbers, commands and years are not.
    """
    figures = list(_figures(plan))
    counts = Counter(each.digits for each in figures)
    for each in figures if max(counts.values(), default=0) > 1 else ():
        if counts[each.digits] > 1:
            continue
        other = next((swapped for swapped in _swapped(each.digits) if counts[swapped] > 1), None)
        usual = [one for one in figures if one.digits == other] if other else []
        if usual and len({one.path for one in usual}) > 1 and _is_of(each, {one.noun for one in usual if one.noun}):
            yield _differs(each, usual)


def _is_of(one: Figure, nouns: set[str]) -> bool:
    """Whether a number can be of the same things: longer ones are hardly alike by chance."""
    if len(one.digits) > _ALONE:
        return True
    return one.noun in nouns or (len(one.digits) == _ALONE and not nouns)


def _differs(one: Figure, others: Sequence[Figure]) -> Finding:
    return finding(
        one.path,
        say(
            "`{words}` here, and `{usual}` at {count} other places",
            words=one.said,
            usual=others[0].said,
            count=len(others),
        ),
        say("Compare them, and correct what is no longer so."),
        related=((say("elsewhere"), others[0].path),),
        **part_of(one.text, one.start, len(one.said)),
    )


def _figures(plan: Plan) -> Iterator[Figure]:
    for path, text in texts_with_digits(plan):
        if path[0] in _SILENT or _FIELDS.intersection(map(str, path[-2:])):
            continue
        for match in _NUMBER.finditer(text):
            digits = match["digits"].replace(",", "")
            if len(digits.rstrip("0")) >= _SIGNIFICANT and not _YEAR.fullmatch(digits):
                yield Figure(path, text, match.start(), match["digits"], digits, match["noun"] or "")


def _swapped(digits: str) -> Iterator[str]:
    """A number with two of its digits exchanged."""
    for one, other in combinations(range(len(digits)), 2):
        if digits[one] != digits[other]:
            letters = list(digits)
            letters[one], letters[other] = letters[other], letters[one]
            yield "".join(letters)
