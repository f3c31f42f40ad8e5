"""Dates in sentences against the dated thing that the sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.rows import Event
from launchbook.core.section import finding, part_of, rule
from launchbook.core.time import Extent
from launchbook.rules.weekdays import days_said

_HAPPENS = frozenset({"task", "key date", "time box", "stage", "meeting", "test phase", "freeze", "gate", "release"})
_PREFIX = 3
"""Titles are looked up by their first letters, so that the cost does not grow with the number of titles."""
_AROUND = 60
"""So many letters before and behind a date belong to its clause at most."""
_NEAR = 14
"""So many letters stand between a title and its date at most: `（`, ` of `, ` is on `."""
_ENDS = re.compile(r"[。；;！!？?\n]|\.\s")
_RELATIVE = re.compile(
    r"\b(?:before|after|by|until|till|since|from|instead|moved|was|were|not|earlier|later|than|between)\b"
    r"|[前后起至到原改]|截止|推迟|提早|延|不是|其间|期间",
    re.IGNORECASE,
)
"""What relates a date to a thing in another way than that it is on that day."""


@rule("CA015", "date in a sentence that its thing does not have", "contradiction")
def days_in_words(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence names something of the plan by its title, with a date, and the plan has it on another day.

    "The code freeze of 14 January", and the timeline says the 12th: each reader believes what is in front of them. Correct one of
    the two; better, leave the date out, or count it from the launch: `T-5d`. A sentence with several dates or things, or one that only
    relates the two (before, until, moved from), is not read.
    """
    titles = _titles(plan)
    for path, text, found in days_said(plan) if titles else ():
        for day, match in found:
            start, end = clause_of(text, match)
            beside = [other for _, other in found if other is not match and start <= other.start() < end]
            events = _beside_it(text, match, titles) if beside else ()
            if events and not any(_is_on(event, day) for event in events) and not _within(path, events[0]):
                yield _differs(plan, path, text, match, events[0])
            if beside or _RELATIVE.search(text[start : match.start()] + " " + text[match.end() : end]):
                continue
            events = _named(text[start:end], match.start() - start, match.end() - start, titles)
            if events and not any(_is_on(event, day) for event in events) and not _within(path, events[0]):
                yield _differs(plan, path, text, match, events[0])


def _within(path: Path, event: Event) -> bool:
    return path[: len(event.row.path)] == event.row.path


_BEHIND = re.compile(
    r"[)）]?\s*(?:[(（][^)）]{0,8}[)）]\s*)?(?:\d{1,2}[:：]\d{2}\s*)?起?\s*"
    r"(?P<title>[^\W\d_]{2,12})(?=[，,。；;、：:\n)）]|$)"
)


def _beside_it(text: str, match: re.Match[str], titles: Mapping[str, Mapping[str, Sequence[Event]]]) -> Sequence[Event]:
    """The events of the thing that is named at once behind a date and ends its clause: `11 月 18 日（周三）起全量，`."""
    named = _BEHIND.match(text, match.end())
    title = named["title"].casefold() if named else ""
    return titles.get(title[:_PREFIX], {}).get(title, ())


def _differs(plan: Plan, path: Path, text: str, match: re.Match[str], event: Event) -> Finding:
    said = match.group().strip()
    return finding(
        path,
        say("“{title}” is said to be on {said} here, and is on {at}", title=event.title, said=said, at=_days(event)),
        say("Correct one of the two; better, leave the date out here, or count it from the launch."),
        related=((say("where it stands"), event.row.path),),
        **part_of(text, text.index(said, match.start()), len(said)),
    )


def _days(event: Event) -> Extent | date:
    first, last = event.start.at.date(), event.extent.last_day
    return event.extent if first != last else first


def _is_on(event: Event, day: date) -> bool:
    return event.start.at.date() <= day <= event.extent.last_day


def clause_of(text: str, match: re.Match[str], ends: re.Pattern[str] = _ENDS) -> tuple[int, int]:
    """Where the clause around a date or a number begins and ends."""
    before = text[max(0, match.start() - _AROUND) : match.start()]
    after = text[match.end() : match.end() + _AROUND]
    begins = max((end.end() for end in ends.finditer(before)), default=0)
    end = ends.search(after)
    return match.start() - len(before) + begins, match.end() + (end.start() if end else len(after))


def _named(clause: str, start: int, end: int, titles: Mapping[str, Mapping[str, Sequence[Event]]]) -> Sequence[Event]:
    """The events of the one thing that a clause names beside its date; of a longer title that holds a shorter one, the longer."""
    plain = clause.casefold()
    if len(plain) != len(clause):  # a letter whose small form is two: places would no longer agree
        return ()
    found = {
        title: events
        for at in range(len(plain) - _PREFIX + 1)
        for title, events in titles.get(plain[at : at + _PREFIX], {}).items()
        if len(title) >= (8 if title.isascii() else 3)
        and plain.startswith(title, at)
        and _whole(plain, at, len(title))
        and _beside(plain[at + len(title) : start] if at < start else plain[end:at])
    }
    longest = [title for title in found if not any(title != other and title in other for other in found)]
    return found[longest[0]] if len(longest) == 1 else ()


def _beside(between: str) -> bool:
    """Whether what stands between a title and a date still lets the one be of the other."""
    return len(between) <= _NEAR and not re.search("[,，、:：]", between)


def _whole(plain: str, at: int, length: int) -> bool:
    """Whether a title stands there as whole words, where its script has words."""
    before, after = plain[at - 1 : at], plain[at + length : at + length + 1]
    begins = not (plain[at].isascii() and before.isascii() and before.isalnum())
    return begins and not (plain[at + length - 1].isascii() and after.isascii() and after.isalnum())


def _titles(plan: Plan) -> Mapping[str, Mapping[str, Sequence[Event]]]:
    """Events with a known day by the title of their row, below its first letters; short titles are words of the language."""
    found: dict[str, dict[str, list[Event]]] = {}
    for event in plan.rows.events:
        if event.row.kind in _HAPPENS and event.start.dated and event.series is None:
            title = str(getattr(event.row.value, "label", "")).casefold().strip()
            names = (
                (title, *_WHOLE_RELEASE)
                if getattr(getattr(event.row.value, "share", None), "low", 0) == 100
                else (title,)
            )
            for name in names:
                found.setdefault(name[:_PREFIX], {}).setdefault(name, []).append(event)
    return found


_WHOLE_RELEASE = ("全量", "全部放量")
"""What a stage for all is called, too."""
