"""Dates in sentences against the dated thing that the sentence names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.rows import Event
from launchbook.core.sayings import sentences
from launchbook.core.section import finding, part_of, rule
from launchbook.core.time import Extent
from launchbook.rules.weekdays import dates_in, days_said, texts_with_digits

_HAPPENS = frozenset({"task", "key date", "time box", "stage", "meeting", "test phase", "freeze", "gate", "release"})
_PREFIX = 3
"""Titles are looked up by their first letters, so that the cost does not grow with the number of titles."""
_AROUND = 60
"""So many letters before and behind a date belong to its clause at most."""
_NEAR = 14
"""So many letters stand between a title and its date at most: `（`, ` of `, ` is on `."""
_ENDS = re.compile(r"[。；;！!？?\n]|\.\s")
_OTHERWISE = frozenset({"no_go", "on_breach", "contingency"})
"""Keys of what is done instead: another day or hour is what they are for."""
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
        if path[-1] in _OTHERWISE:
            continue
        for day, match in found:
            start, end = clause_of(text, match)
            beside = [other for _, other in found if other is not match and start <= other.start() < end]
            events = _beside_it(text, match, titles) if beside else ()
            if events and not any(_is_on(event, day) for event in events) and not _within(path, events[0]):
                yield _differs(plan, path, text, match, events[0])
            if beside:  # where each of several dates has a part of the sentence of its own, that part is read
                start, end = clause_of(text, match, _CLAUSES)
                beside = [other for _, other in found if other is not match and start <= other.start() < end]
            other = _begun(text, match, start, titles) or _over(plan, text, match, start, end)
            if other:
                if not _within(path, other[0][0]) and not _is_near(other[0], day, other[1]):
                    yield _differs(plan, path, text, match, other[0][0])
                continue
            if beside or _RELATIVE.search(text[start : match.start()] + " " + text[match.end() : end]):
                continue
            events = _named(text[start:end], match.start() - start, match.end() - start, titles)
            if events and not any(_is_on(event, day) for event in events) and not _within(path, events[0]):
                yield _differs(plan, path, text, match, events[0])


_BEGINS = re.compile(r"\b(?:starts|begins|is held|takes place)\s(?:on\s)?(?:\w+day,?\s)?$", re.IGNORECASE)
_SINCE = re.compile(r"(?P<title>[\u4e00-\u9fff]{3,12})[自从從]\s?$")
_UNTIL = re.compile(r"(?:[到至]|\buntil|\btill)\s?(?:\w+day,?\s)?$", re.IGNORECASE)
_STOPS = "结束|結束|截止|关闭|關閉|下线|下線|关停|關停"
_OVER = re.compile(rf"\s?(?P<verb>{_STOPS})")
_ENDING = re.compile(
    rf"(?:the )?(?P<thing>.{{2,40}}?)\s?(?:{_STOPS}|(?:is |are )?(?:turned off|switched off|over|closed|closes|ends))",
    re.IGNORECASE,
)


def _begun(
    text: str, match: re.Match[str], start: int, titles: Mapping[str, Mapping[str, Sequence[Event]]]
) -> tuple[Sequence[Event], int] | None:
    """The events of the one thing of which a clause says that it begins on a date, with how many days may differ."""
    before = text[start : match.start()]
    since = _SINCE.search(before) if _FROM_THEN.match(text, match.end()) else None
    if since:
        found = (_titled(titles, since["title"][at:], 3) for at in range(len(since["title"])))
        events = next(filter(None, found), ())
        return (events, 0) if events else None
    if not _BEGINS.search(before):
        return None
    words = frozenset(_LONG_WORD.findall(before.casefold()))
    fitting = [events for below in titles.values() for title, events in below.items() if _all_words(title, words)]
    return ([event for events in fitting for event in events], 0) if fitting else None


_LONG_WORD = re.compile("[a-z]{4,}")
_FROM_THEN = re.compile(r"\s?起")


def _all_words(title: str, words: frozenset[str]) -> bool:
    own = _LONG_WORD.findall(title)
    return title.isascii() and len(own) > 1 and words.issuperset(own)


def _is_near(events: Sequence[Event], day: date, days: int) -> bool:
    return any(abs((event.start.at.date() - day).days) <= days for event in events)


def _over(plan: Plan, text: str, match: re.Match[str], start: int, end: int) -> tuple[Sequence[Event], int] | None:
    """What a clause says to go on until a date and the plan says to end, with how many days may differ."""
    if not _UNTIL.search(text[start : match.start()]):
        return None
    verb, clause = _OVER.match(text, match.end()), text[start:end].casefold()
    ends = _endings(plan)
    named = [event for thing, _, event in ends if thing in clause]
    if not named and verb:
        named = [event for _, last, event in ends if last == verb["verb"]]
    return (named, 1) if named and len({event.start.at.date() for event in named}) == 1 else None


@per_plan
def _endings(plan: Plan) -> Sequence[tuple[str, str, Event]]:
    """What ends on one known day, by what it is and by the last word of its title."""
    events = [event for event in plan.rows.events if event.row.kind in ("key date", "task") and event.start.dated]
    matches = ((event, str(event.title).strip(), _ENDING.fullmatch(str(event.title).strip())) for event in events)
    return [
        (match["thing"].casefold(), title[-2:], event)
        for event, title, match in matches
        if match and event.start.at.date() == event.extent.last_day
    ]


_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d)(?!\d|:\d|\s?[ap]\.?m\b)", re.IGNORECASE
)
_JOINS = re.compile(
    r"\s*(?:[(（][^)）]{0,6}[)）])?\s*(?:(?:is|are|begins?|starts?|opens?|will be|is held|on)\s)?\s*(?:(?:at|from|on)\s)?\s*"
    r"(?:于|在|从|定于)?\s*",
    re.IGNORECASE,
)
"""What stands between a title and its hour where the one is of the other."""
_RECURS = re.compile(r"\b(?:every|each|usual(?:ly)?|always|until|before|after)\b|[每仍前后]|平时", re.IGNORECASE)
_CLAUSES = re.compile(r"[。；;，,、！!？?\n]|\.\s")


@rule("CA022", "hour in a sentence that its thing does not have", "contradiction")
def hours_in_words(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence names something of the plan by its title, with an hour directly beside it, and the plan has it at another hour.

    "The opening speech is at 12:00", and the run sheet has it at 11:30: some of the guests come too late. Correct one of the two; better,
    leave the hour out, or say `T+90m`. A title of several words is also known by its last one, where no other title has it. What recurs,
    or is only before or after it, is not read.
    """
    for each in untimely(plan):
        yield _at_another_hour(each)


@dataclass(frozen=True, eq=False)
class Untimely:
    """An hour that a sentence says of a thing that is at another one."""

    path: Path
    text: str
    clock: re.Match[str]
    event: Event


@per_plan
def untimely(plan: Plan) -> Sequence[Untimely]:
    """The hours in sentences that the things beside them do not have."""
    titles = _titles(plan)
    if not any(
        event.start.precision == "minute" for events in titles.values() for each in events.values() for event in each
    ):
        return ()
    lasts, found = _by_last_word(titles), []
    for path, text in texts_with_digits(plan):
        if path[-1] in _FIELDS | _OTHERWISE or path[0] in _PAST or (":" not in text and "：" not in text):
            continue
        for clock in _CLOCK.finditer(text):
            start, end = clause_of(text, clock, _CLAUSES)
            clause = text[start:end]
            if _RECURS.search(clause) or len(_CLOCK.findall(clause)) > 1:
                continue
            events = _at_hour(text, start, end, clock, titles, lasts)
            if (
                events
                and not _within(path, events[0])
                and not _fits(events, clock, [day for day, _ in dates_in(clause, plan)])
            ):
                found.append(Untimely(path, text, clock, events[0]))
    return found


def _fits(events: Sequence[Event], clock: re.Match[str], days: Sequence[date]) -> bool:
    """Whether something is at that hour, or has none, or is on another day than the clause says."""
    said = int(clock["hour"]), int(clock["minute"])
    hours = {(at.hour, at.minute) for event in events for at in (event.start.at, event.extent.end)}
    return (
        said in hours
        or any(event.start.precision != "minute" for event in events)
        or (bool(days) and not any(_is_on(event, day) for event in events for day in days))
    )


_FIELDS = frozenset(
    {"at", "start", "end", "from", "until", "due", "cadence", "launch", "window", "held", "hours", "result"}
)
_PAST = frozenset({"review", "versions", "references", "approvals", "calendar"})


def _at_hour(
    text: str,
    start: int,
    end: int,
    clock: re.Match[str],
    titles: Mapping[str, Mapping[str, Sequence[Event]]],
    lasts: Mapping[str, Sequence[Event]],
) -> Sequence[Event]:
    """The events of the one thing that stands directly before an hour, or directly behind it at the end of the clause."""
    before, behind = text[start : clock.start()].casefold(), text[clock.end() : end].strip().casefold()
    events = _titled(titles, behind, 2)
    if events or len(before) != clock.start() - start:
        return events
    for until in (
        until for until in range(len(before), max(-1, len(before) - _APART), -1) if _JOINS.fullmatch(before, until)
    ):
        for at in range(until - _PREFIX + 1):
            events = _titled(titles, before[at:until], 3)
            if events and _whole(before, at, until - at):
                return events
    word = _LAST_WORD.search(before)
    return lasts.get(word[1], ()) if word else ()


def _titled(titles: Mapping[str, Mapping[str, Sequence[Event]]], title: str, least: int) -> Sequence[Event]:
    """The events of a title; of one that is no word of the language."""
    return titles.get(title[:_PREFIX], {}).get(title, ()) if len(title) >= (8 if title.isascii() else least) else ()


def _by_last_word(titles: Mapping[str, Mapping[str, Sequence[Event]]]) -> Mapping[str, Sequence[Event]]:
    """The events whose title ends with a word that no other title has."""
    found: dict[str, list[Sequence[Event]]] = {}
    for below in titles.values():
        for title, events in below.items():
            words = title.split()
            if len(words) > 1:
                found.setdefault(words[-1], []).append(events)
    everywhere = Counter(word for below in titles.values() for title in below for word in title.split())
    return {word: each[0] for word, each in found.items() if len(each) == 1 and everywhere[word] == 1}


def _at_another_hour(each: Untimely) -> Finding:
    return finding(
        each.path,
        say("“{title}” is said to be at {said} here, and is at {at}", title=each.event.title, said=each.clock.group(),
            at=f"{each.event.start.at:%H:%M}"),
        say("Correct one of the two; better, leave the hour out here, or count it from the launch."),
        related=((say("where it stands"), each.event.row.path),),
        **part_of(each.text, each.clock.start(), len(each.clock.group())),
    )  # fmt: skip


_FOR_ALL = re.compile(
    r"\b(?:everybody|everyone|all (?:of )?(?:the |our )?(?:users|guests|customers"
    r"|visitors|members|readers|patients|players|drivers|shops|stores|clients))\b"
    r"|所有人|全部(?:用户|读者|会员|客户|门店)|所有(?:用户|读者|会员|客户|门店)|全体用户|全员可",
    re.IGNORECASE,
)
_GETS = re.compile(
    r"\b(?:get|have|has|use|see|book|buy|order|open|roll|releas|launch|switch|mov|live|available|new)\w*"
    r"|看到|使用|用上|开放|可用|可以|能|上线|放量|放开|发布|全量",
    re.IGNORECASE,
)
_NOT_IT = re.compile(
    r"\b(?:until|till|before|after|except|mails?|letters?|told|inform\w*"
    r"|invit\w*|train\w*|password|survey|vaccin\w*|check\w*|review\w*)\b"
    r"|通知|邮件|之前|截止|培训|问卷|此前|原定|上次|去年",
    re.IGNORECASE,
)


@rule("CA023", "day for all that no stage has", "contradiction")
def all_in_words(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A sentence says on which day all users have the release, and the stage for all of them begins on another day.

    "From 20 April everybody books in the new checkout", and `share: 100%` is on the 19th: what is announced and what is done differ.
    Correct one of the two. Read are summaries, the overview and messages, and only days near that stage.
    """
    full = [
        event
        for event in plan.rows.events
        if event.row.kind == "stage"
        and getattr(getattr(event.row.value, "share", None), "low", 0) == 100
        and event.start.dated
    ]
    if not full or full[0].start.afloat:
        return
    days = {event.start.at.date() for event in full}
    for path, text, found in days_said(plan):
        if path[0] not in ("summary", "overview", "communications") or path[-1] in _FIELDS:
            continue
        for begin, end in sentences(text):
            said = [(day, match) for day, match in found if begin <= match.start() < end]
            for users in _FOR_ALL.finditer(text, begin, end) if said else ():
                day, match = min(said, key=lambda each: _gap(each[1], users))
                until = clause_of(text, max(match, users, key=re.Match.end), _CLAUSES)[1]
                clause = text[max(begin, min(match.start(), users.start()) - 10) : until]
                if (
                    _gap(match, users) <= _APART
                    and day not in days
                    and abs((day - min(days)).days) <= _CLOSE_BY
                    and _GETS.search(text, begin, end)
                    and not _NOT_IT.search(clause)
                ):
                    yield _differs(plan, path, text, match, full[0])
                    break


def _gap(one: re.Match[str], other: re.Match[str]) -> int:
    return max(one.start() - other.end(), other.start() - one.end())


_LAST_WORD = re.compile(r"([a-z]{6,})(?=\s(?:(?:is|begins|starts)\s)?(?:at|from)\s$)")
_APART = 24
"""So many letters stand between the day and those who get it then at most."""
_CLOSE_BY = 10


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
    said = match.group().strip(" .,，")
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
    between = _HOUR.sub("", between)
    return len(between) <= _NEAR and not re.search("[,，、:：]", between)


_HOUR = re.compile(r"(?<!\d)\d{1,2}[:：]\d{2}(?!\d)")


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
