"""What something costs, in several texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from launchbook.core.groups import grouped
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.sayings import Saying, with_digits
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.dates_in_words import clause_of

_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d\d?)?|\d+(?:\.\d\d?)?"
_MONEY = re.compile(
    rf"(?P<sign>[¥￥€£$])\s?(?P<first>{_AMOUNT})(?![\d.]*\s?(?:[万亿kKmM%]|million|thousand))"
    rf"|(?<![\d.,])(?P<amount>{_AMOUNT})\s?(?P<unit>元|块钱|€|£|(?:kr"
    rf"|euros?|dollars?|pounds?|USD|EUR|GBP|CNY|RMB|SEK|NOK|CHF)\b)"
    r"|满\s?(?P<over>\d{1,6})\s?(?:元)?\s?减\s?(?P<less>\d{1,6})"
)
_SIGN = re.compile(r"[¥￥€£$元块减]|\bkr\b|(?i:euro|dollar|pound)|[A-Z]{3}\b")
_CLAUSE = re.compile(r"[。；;，,、！!？?\n：:]|\.\s|\band\b|\bwhile\b|\bbut\b")
_SILENT = frozenset({"review", "references", "approvals", "metrics", "versions", "risks"})
_OTHERWISE = re.compile(
    r"\b(?:was|were|had|instead of|last|previous|before|until|per|year|month|fine"
    r"|budget|costs? us|fee|more than|less than|at least|over|up to|test)\b"
    r"|原价|平时|去年|上次|曾|预算|罚|以上|超过|低于|至少|不超过|每[月年]|成本|测试|押金",
    re.IGNORECASE,
)
"""Words of another price: an earlier one, a limit, one that is paid for something else."""
_WEAK = frozenset(
    ["only", "just", "with", "from", "this", "that", "they", "them", "their", "your", "have", "price", "prices", "costs", "cost", "pays",
     "stays", "will", "about", "each", "like", "alike", "whoever", "once"]
)  # fmt: skip
_LATIN, _CHINESE = re.compile("[a-zà-ÿ]{4,}"), re.compile("[\u4e00-\u9fff]+")
_LAST, _FIRST = re.compile(r"([a-z]{4,})\s?$"), re.compile(r"\s?([a-z]{4,})")
_CLOSE = 1.7
"""A price so many times as large as another one is of something else."""


@dataclass(frozen=True, eq=False)
class Price:
    """A price that a text says, with what it is of."""

    path: Path
    text: str
    start: int
    words: str
    unit: str
    amount: float
    of: frozenset[str]


@rule("TX013", "another price than elsewhere", "contradiction")
def one_price(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Two texts say what the same thing costs, and say different amounts.

    "Students pay 80 kr" in the summary, and "students pay 90 kr" in the message: whoever pays believes the message. Compare the two, and
    correct one; better, write the price once under `variables:`. Two prices are of the same thing where the clauses around them share
    words; texts that name both prices, earlier prices, limits and budgets are not compared.
    """
    prices = [
        price
        for saying in with_digits(plan)
        if saying.path[0] not in _SILENT and _SIGN.search(saying.text)
        for price in _prices(saying)
    ]
    amounts = grouped((price.path, (price.unit, price.amount)) for price in prices)
    told: set[Path] = set()
    for same in grouped(((price.unit, word), price) for price in prices for word in price.of).values():
        odd = _odd(same) if len({price.path for price in same}) > 1 else None
        if odd is None or any(price.path in told for price in odd):
            continue
        one, other = odd
        if one.path[:2] == other.path[:2] and one.path[0] != "communications":
            continue  # two entries of one list are meant to differ
        if (other.unit, other.amount) in amounts[one.path] or (one.unit, one.amount) in amounts[other.path]:
            continue
        told |= {one.path, other.path}
        yield finding(
            one.path,
            say("`{words}` here, and `{usual}` elsewhere", words=one.words, usual=other.words),
            say("Compare them, and correct what is no longer so."),
            related=((say("elsewhere"), other.path),),
            **part_of(one.text, one.start, len(one.words)),
        )


def _odd(same: Sequence[Price]) -> tuple[Price, Price] | None:
    """The price that one text alone says, and one that others say of the same."""
    counts = Counter(price.amount for price in same)
    once = [price for price in same if counts[price.amount] == 1]
    if len(once) == 1 and 1 < len(counts) <= (2 if same[0].unit != "满减" else 3):
        others = [price for price in same if price is not once[0] and _near(price, once[0])]
        return (once[0], others[0]) if others else None
    if len(same) == 2 and len(once) == 2 and _near(*same) and _of_one_thing(*same):
        return same[1], same[0]
    return None


def _near(one: Price, other: Price) -> bool:
    low, high = sorted((one.amount, other.amount))
    return 0 < low < high <= low * _CLOSE


def _of_one_thing(one: Price, other: Price) -> bool:
    """Whether two clauses share enough words that they speak of the same thing."""
    shared = one.of & other.of
    return len(shared) > 1 or any(word.isascii() and (len(word) >= 6 or word.startswith(("«", "»"))) for word in shared)


def _prices(saying: Saying) -> Iterator[Price]:
    for match in _MONEY.finditer(saying.text):
        begin, end = clause_of(saying.text, match, _CLAUSE)
        clause = saying.text[begin:end]
        if _OTHERWISE.search(clause):
            continue
        if match["less"]:
            unit, amount, of = "满减", match["less"], frozenset({f"满 {match['over']}"})
        else:
            unit, amount = match["sign"] or match["unit"], match["first"] or match["amount"]
            of = _words(saying.text[begin : match.start()] + " " + saying.text[match.end() : end], saying.name)
            of |= _beside(saying.text[begin : match.start()], saying.text[match.end() : end])
        yield Price(saying.path, saying.text, match.start(), match.group(), unit, float(amount.replace(",", "")), of)


def _words(around: str, name: str) -> frozenset[str]:
    """The words of a clause, and of the fact that it is the value of; where words are not parted, each two letters."""
    plain = f"{around} {name}".casefold()
    words = {word.rstrip("s") for word in _LATIN.findall(plain) if word not in _WEAK}
    runs = _CHINESE.findall(plain)
    return frozenset(words | {run[at : at + 2] for run in runs for at in range(len(run) - 1)})


def _beside(before: str, behind: str) -> frozenset[str]:
    """The words directly before and behind a price, which are marked as such: `4.99 £ once`."""
    last = _LAST.search(before.casefold())
    first = _FIRST.match(behind.casefold())
    return frozenset([f"«{last[1]}"] if last else []) | frozenset([f"»{first[1]}"] if first else [])
