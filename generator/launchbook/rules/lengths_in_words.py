"""Numbers of days in sentences: against the dates of what the sentence names, and against the same words elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.rows import Event
from launchbook.core.sayings import sentences
from launchbook.core.section import finding, part_of, rule
from launchbook.rules.dates_in_words import clause_of
from launchbook.rules.weekdays import days_said, texts_with_digits

_DAYS = re.compile(
    r"(?<![\d.,:–-])(?P<days>\d{1,3})\s?(?:天|days?\b)(?!\s?(?:before|after|earlier|later|内|前|后|以上|以内))",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"提前\s?(?P<days>\d{1,3})\s?天(?P<verb>[\u4e00-\u9fff]{2,4})")
_ENDS = re.compile(
    r"(?:the )?(?P<thing>.+?)\s?(?:结束|結束|截止|关闭|關閉|下线|下線|关停"
    r"|\s(?:is|are) (?:turned off|switched off|over|closed|removed|deleted)|\sends?)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[。；;，,、！!？?\n]|\.\s")
"""Where what is said of a number ends; at a comma, too."""
_SILENT = frozenset({"review", "notes", "references", "approvals", "versions", "people", "contacts"})
_HAPPENS = frozenset({"key date", "task", "stage"})
_WORDS = frozenset(
    ["the", "and", "for", "that", "with", "their", "they", "its", "our", "you", "your", "this", "are", "was"]
)


@rule("CA021", "number of days that its dates do not have", "contradiction")
def days_that_dates_have(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence says for how many days something goes on from the launch, or how many days before it something is done, and the
    dates of the plan make it another number.

    "The festival lasts 14 days", and it ends 21 days after the launch; "sent in 12 days before", and that is 8. Most often the one was
    moved and the other was not. Compare them; better, say the date alone. A day more or less is a way of counting.
    """
    launch = plan.frame.launch
    if not launch.dated or plan.frame.afloat(getattr(plan.head, "launch", None)):
        return
    ends, before = _endings(plan), _before(plan)
    for path, text in texts_with_digits(plan) if ends or before else ():
        if path[0] in _SILENT or path[-1] in ("result", "rehearsal", "actual"):
            continue
        for match in _DAYS.finditer(text):
            begin, end = clause_of(text, match, _CLAUSE)
            words = _tokens(text[begin:end])
            fitting = [event for tokens, event in ends if tokens <= words]
            yield from _unlike(plan, path, text, match, fitting, match.end())
        for match in _EARLIER.finditer(text):
            yield from _unlike(plan, path, text, match, _done_before(match["verb"], before), match.start("verb"))


_FROM_TO_DAYS = re.compile(
    r"(?P<word>共|为期|為期|历时|歷時|持续|持續|\b(?:for|lasts?|in all|takes)|[:：,，(（])\s?(?P<days>\d{1,3})\s?(?:天|days?\b)"
    r"(?!\s?(?:前|后|後|内|內|before|after|later|earlier|ago|each|notice|free))",
    re.IGNORECASE,
)
_WHOLE = re.compile("共|为期|為期|历时|歷時")
"""Words of a length that is one of all that the sentence says before."""
_SPAN = re.compile(r"[到至~～–—-]|\b(?:to|until|till|through)\b", re.IGNORECASE)


@rule("CA024", "number of days that its two dates do not have", "contradiction")
def days_between(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence says from which day to which something goes on, and for how many days, and the two days are further apart, or nearer.

    "From 17 to 21 March, for 7 days": one of the three is wrong. Correct it. Counted are the days with and without the last one; sentences
    with more than two dates are not read.
    """
    for path, text, found in days_said(plan):
        for begin, end in sentences(text) if len(found) > 1 else ():
            dates = [(day, match) for day, match in found if begin <= match.start() < end]
            lengths = list(_FROM_TO_DAYS.finditer(text, begin, end))
            if len(dates) != 2 or len(lengths) != 1:
                continue
            whole = _WHOLE.match(lengths[0]["word"]) and lengths[0].start() > dates[1][1].start()
            if not whole and not _SPAN.search(text, dates[0][1].end(), dates[1][1].start()):
                continue
            days = (dates[1][0] - dates[0][0]).days
            if days > 0 and int(lengths[0]["days"]) not in (days, days + 1):
                yield finding(
                    path,
                    say("“{said}” is said here, and from {first} to {last} it is {days} days", said=lengths[0].group(),
                        first=dates[0][0], last=dates[1][0], days=days + 1),
                    say("Correct the number, or one of the two dates."),
                    **part_of(text, lengths[0].start(), len(lengths[0].group())),
                )  # fmt: skip


def _unlike(
    plan: Plan, path: Path, text: str, match: re.Match[str], events: Sequence[Event], end: int
) -> Iterator[Finding]:
    launch = plan.frame.launch.at.date()
    lengths = {abs((event.start.at.date() - launch).days): event for event in events}
    said = int(match["days"])
    if lengths and not any(abs(said - days) <= 1 for days in lengths):
        days, event = next(iter(lengths.items()))
        start = match.start("days")
        yield finding(
            path,
            say(
                "{said} days are said here, and “{title}” is {days} days from the launch",
                said=said,
                title=event.title,
                days=days,
            ),
            say("Compare the two, and correct one; better, say the date alone."),
            related=((say("where it stands"), event.row.path), (say("the launch"), ("launch",))),
            **part_of(text, start, end - start),
        )


@per_plan
def _endings(plan: Plan) -> Sequence[tuple[frozenset[str], Event]]:
    """What ends on a day after the launch, by the words of what it is."""
    launch = plan.frame.launch.at.date()
    found = ((event, _ENDS.fullmatch(str(event.title))) for event in _dated(plan) if event.start.at.date() > launch)
    return [(words, event) for event, match in found if match and (words := _tokens(match["thing"]))][:_MOST]


@per_plan
def _before(plan: Plan) -> Sequence[Event]:
    launch = plan.frame.launch.at.date()
    return [event for event in _dated(plan) if event.start.at.date() < launch and len(str(event.title)) <= _SHORT][
        :_MOST
    ]


_MOST, _SHORT = 40, 12


def _dated(plan: Plan) -> Iterator[Event]:
    return (event for event in plan.rows.events if event.row.kind in _HAPPENS and event.start.dated)


def _done_before(verb: str, events: Sequence[Event]) -> Sequence[Event]:
    """The events whose title says what is done, be it in more letters: 提审 is 提交审核."""
    pattern = re.compile(".{0,6}".join(map(re.escape, verb[:2])))
    return [event for event in events if pattern.search(str(event.title))]


@dataclass(frozen=True)
class Lasting:
    """A length that a text says of something."""

    path: Path
    text: str
    start: int
    words: str
    amount: int


_LENGTH = re.compile(
    r"(?<![\d.,:–-])(?P<amount>\d{1,4})\s?(?P<unit>days?\b|weeks?\b|months?\b|years?\b|天|个月|年(?!\s?\d))",
    re.IGNORECASE,
)


@rule("TX010", "another length than elsewhere", "contradiction")
def one_length(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A text says for how long something is, "keeps its price for 6 months", and at least two others say it in the same words with
    another number.

    What customers are told must be what the plan does. Compare them, and correct the one that was not changed.
    """
    said: dict[tuple[str, ...], list[Lasting]] = {}
    for path, text in texts_with_digits(plan):
        if path[0] in _SILENT:
            continue
        for match in _LENGTH.finditer(text):
            begin, end = clause_of(text, match, _CLAUSE)
            near = [*_ordered(text[begin : match.start()])[-5:], *_ordered(text[match.end() : end])[:3]]
            each = Lasting(path, text, match.start(), match.group(), int(match["amount"]))
            for pair in combinations(sorted(set(near)), 2):
                said.setdefault((match["unit"].lower().rstrip("s"), *pair), []).append(each)
    told: set[Path] = set()
    for same in said.values():
        counts = Counter(each.amount for each in same)
        if len(counts) != 2 or len(same) < 3 or min(counts.values()) != 1:
            continue
        odd, usual = (
            next(each for each in same if counts[each.amount] == times) for times in (1, max(counts.values()))
        )
        if odd.path not in told:
            told.add(odd.path)
            yield finding(
                odd.path,
                say(
                    "`{words}` here, and `{usual}` at {count} other places",
                    words=odd.words,
                    usual=usual.words,
                    count=max(counts.values()),
                ),
                say("Compare them, and correct what is no longer so."),
                related=((say("elsewhere"), usual.path),),
                **part_of(odd.text, odd.start, len(odd.words)),
            )


def _tokens(text: str) -> frozenset[str]:
    return frozenset(_ordered(text))


def _ordered(text: str) -> list[str]:
    """The words of a text, and the pairs of letters where words are not parted."""
    words = []
    for word in re.findall(r"[a-z]{3,}|[\u4e00-\u9fff]+", text.casefold()):
        if word.isascii():
            words += [] if word in _WORDS else [word]
        else:
            words += [word[at : at + 2] for at in range(len(word) - 1)]
    return words
