"""How long the way back, and the time without service, may take at most, wherever a text says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.sayings import Saying, sentences, with_digits
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.dates_in_words import clause_of
from launchbook.sections.rollback.model import Rollback

_CLAUSE = re.compile(r"[。；;，,！!？?\n]|\.\s")
_LENGTH = r"(?P<{0}>\d{{1,3}}(?:\.\d)?)\s?(?:个)?(?P<{0}_unit>minutes?\b|mins?\b|hours?\b|h\b|分钟|小时)"
_AT_MOST = re.compile(
    rf"(?:\bwithin|\bless than|\bunder|\bat most|\bno more than|\bno longer than"
    rf"|\bup to|≤|<|不超过|小于|最多|最长|至多|控制在)\s?{_LENGTH.format('most')}"
    rf"|(?<![\d.]){_LENGTH.format('inside')}\s?(?:以内|之内|内)",
    re.IGNORECASE,
)
_TAKES = re.compile(
    rf"(?:\b(?:which|that|it|this|all of it)(?: then)? takes (?:about )?|需要?约?|需要?約?|耗时约?|用时约?){_LENGTH.format('most')}",
    re.IGNORECASE,
)
"""How long it takes, behind what is done."""
_LASTS = re.compile(r"\d\s?(?:个)?(?:[mh]|分|小)")
_BACK = re.compile(
    r"\breturn(?:s|ed|ing)? to (?:the|our|what)\b"
    r"|\brevert\w*\b|切回|退到|回復|\bways? back\b|\broll(?:ed|ing)?[- ]?backs?\b|\b(?:go|be|are|is) back\b|回滚|回退|退回",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\bdown ?time\b|\b(?:down|closed|offline|unavailable|interrupted)\b|\bwithout (?:service"
    r"|bookings?|orders?|payments?|the system)\b|停机|停服|中断|停止服务",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:answer\w*|decid\w*|call\w*|repl(?:y|ies)|tell|told|inform\w*"
    r"|notif\w*|rehears\w*|took|each|every|per|step|data|lose|lost)\b"
    r"|决定|响应|通知|告知|演练|用时|每|丢失|数据|单步|发现",
    re.IGNORECASE,
)
_SILENT = frozenset({"review", "rollback", "references", "approvals", "metrics", "versions", "contacts", "people"})
_STRICT = frozenset({"tests"})
"""Chapters that may ask for less than what is promised."""


@dataclass(frozen=True, eq=False)
class AtMost:
    """A length that something may take at most, as a text says it."""

    saying: Saying
    match: re.Match[str]
    length: timedelta


@rule("RB022", "limit of the way back in a sentence", "contradiction")
def limits_of_return(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence says within how long the release is taken back, or how long that takes, and `within:` of the rollback is
    another limit; or two sentences say for
    how long the service may be down at most, and say different lengths.

    "Back within 30 minutes" in the exit of a test, and `within: 15m`: the test passes what the night does not allow. Compare them, and
    correct one. What tests ask for may be stricter, and what only takes
    shorter is content. Sentences about answering, deciding and single steps are not read.
    """
    rollback = plan.get(Rollback)
    limit = rollback.limit.total if rollback and rollback.limit else None
    if rollback and rollback.limit and limit:
        for each in _said(plan, _BACK):
            if each.length > limit or (each.length < limit and each.saying.path[0] not in _STRICT):
                yield _differs(each, say("“{said}” is said of the way back here, and the rollback has `{limit}`", said=each.match.group(),
                                         limit=rollback.limit), (*rollback.path, "within" if rollback.within else "rto"))  # fmt: skip
        yield from _too_long(plan, rollback, limit)
    first: AtMost | None = None
    for each in _said(plan, _DOWN):
        first = first or each
        if each.length != first.length and not (each.length < first.length and each.saying.path[0] in _STRICT):
            yield _differs(each, say("“{here}” is said of the time without service, and “{there}” elsewhere", here=each.match.group(),
                                     there=first.match.group()),
                           first.saying.path)  # fmt: skip


def _too_long(plan: Plan, rollback: Rollback, limit: timedelta) -> Iterator[Finding]:
    """The way back that takes longer, as a sentence says, than it may."""
    for saying in with_digits(plan):
        for begin, end in sentences(saying.text) if saying.path[0] not in _SILENT else ():
            match = _TAKES.search(saying.text, begin, end) if _BACK.search(saying.text, begin, end) else None
            if match and timedelta_of(match["most"], match["most_unit"]) > limit:
                each = AtMost(saying, match, limit)
                yield _differs(each, say("“{said}” is said of the way back here, and the rollback has `{limit}`",
                                         said=match.group(), limit=rollback.limit or ""),
                               (*rollback.path, "within" if rollback.within else "rto"))  # fmt: skip


def _said(plan: Plan, of: re.Pattern[str]) -> Iterator[AtMost]:
    for saying in with_digits(plan):
        if saying.path[0] in _SILENT or not _LASTS.search(saying.text) or not of.search(saying.text):
            continue
        for match in _AT_MOST.finditer(saying.text):
            begin, end = clause_of(saying.text, match, _CLAUSE)
            clause = saying.text[begin:end]
            other = _DOWN if of is _BACK else _BACK
            if of.search(clause) and not other.search(clause) and not _OTHER.search(clause):
                yield AtMost(saying, match, _length(match))


def _length(match: re.Match[str]) -> timedelta:
    return timedelta_of(match["most"] or match["inside"], match["most_unit"] or match["inside_unit"])


def timedelta_of(amount: str, unit: str) -> timedelta:
    unit = unit.lower()
    hours = unit.startswith("h") or unit == "小时"
    return timedelta(hours=float(amount)) if hours else timedelta(minutes=float(amount))


def _differs(each: AtMost, message: Message, path: Path) -> Finding:
    return finding(
        each.saying.path,
        message,
        say("Compare the two, and correct one."),
        related=((say("elsewhere"), path),),
        **part_of(each.saying.text, each.match.start(), len(each.match.group())),
    )
