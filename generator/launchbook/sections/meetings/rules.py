"""Rules that read meetings alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from launchbook.core.busy import Shift, clashes
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Names, Path, say
from launchbook.core.recurrence import LONGEST, MOST, shifted
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.core.steps import minutes
from launchbook.core.time import Extent, Stretch
from launchbook.sections.meetings.model import Meeting, Meetings

ASSUMED = timedelta(minutes=30)
"""The length of a meeting without one."""


def _when(meeting: Meeting) -> Path:
    """The path of the meeting's time."""
    return (*meeting.path, "cadence" if meeting.cadence else "at")


@rule("MT001", "one person in two meetings at once", "contradiction", folded=True)
def clashing(meetings: Meetings, plan: Plan) -> Iterator[Finding]:
    """Two meetings are held at the same time, and one person takes part in both.

    One of the two is held without that person, or begins late every time. Move one, or take the person off it. A
    meeting that does not say how long it takes counts as half an hour.
    """
    for earlier, later, at in _clashes(meetings, plan):
        both = sorted(earlier.people(plan) & later.people(plan))
        yield finding(
            _when(later),
            say(
                "{names}: in “{title}” at the same time, first on {day}",
                names=Names(both, 6),
                title=str(earlier.title),
                day=f"{at:%Y-%m-%d %H:%M}",
            ),
            say("Move one of the two meetings, or take somebody off one."),
            related=((say("the other meeting"), _when(earlier)),),
        )


def _clashes(meetings: Meetings, plan: Plan) -> list[tuple[Meeting, Meeting, datetime]]:
    """Pairs of meetings that share a person and a time, with the first such time."""
    launch = plan.frame.launch.at
    shifts = []
    for index, meeting in enumerate(meetings.meetings):
        often = meeting.cadence is not None and meeting.cadence.frequency == "minutes"  # a call of a minute or two
        if (people := meeting.people(plan)) and not often:
            held = meeting.occurrences(plan, shifted(launch, -LONGEST), shifted(launch, LONGEST), MOST)
            shifts += [Shift(clock, index, people) for stretch in held if (clock := _clock(stretch))]
    first: dict[tuple[int, int], datetime] = {}
    for clash in clashes(shifts):
        first.setdefault((clash.earlier, clash.later), clash.at)
    every = meetings.meetings
    return [(every[one], every[other], at) for (one, other), at in sorted(first.items())]


def _clock(stretch: Stretch) -> Extent | None:
    if stretch.start.precision != "minute":
        return None
    return Extent(stretch.start.at, stretch.end.at if stretch.end else shifted(stretch.start.at, ASSUMED))


@rule("MT002", "meeting without participants", "gap", folded=True)
@reports(
    say("“{title}” does not say who takes part"),
    say("Add `participants:` with ids from `people:`, or `all`; or `group:` in words."),
)
def attended(meetings: Meetings, plan: Plan) -> Iterable[Placed]:
    """A meeting does not say who takes part.

    Nobody can be missed, so nobody comes. Write `participants:` with ids from `people:` or `all`, or `group:` in words.
    """
    return (meeting for meeting in meetings.meetings if not (meeting.participants or meeting.group))


@rule("MT003", "meeting takes no time", "error")
def takes_time(meetings: Meetings, plan: Plan) -> Iterator[Finding]:
    """A meeting ends when it begins.

    One of the two clocks is a slip. Correct it, or write only when it begins.
    """
    for meeting in meetings.meetings:
        if meeting.length(plan) == timedelta():
            clock = "cadence" if meeting.cadence and meeting.cadence.length is not None else "at"
            yield finding(
                (*meeting.path, clock),
                say("“{title}” ends when it begins", title=str(meeting.title)),
                say("Correct one of the clocks, or leave the end out."),
            )


@rule("MT004", "agenda longer than the meeting", "contradiction")
def agenda_fits(meetings: Meetings, plan: Plan) -> Iterator[Finding]:
    """The items of an agenda take longer than the meeting.

    What stands last is never talked about. Lengthen the meeting, or shorten the agenda.
    """
    for meeting in meetings.meetings:
        room = meeting.length(plan)
        if room and (need := meeting.agenda_length) and need.shortest.total > room:
            yield finding(
                (*meeting.path, "agenda"),
                say(
                    "the agenda takes {need} min, the meeting has {room} min",
                    need=minutes(need),
                    room=minutes(room),
                ),
                say("Lengthen the meeting, or shorten the agenda."),
                related=((say("how long it is"), _when(meeting)),),
            )


@rule("MT005", "meeting without a time", "gap", folded=True)
@reports(
    say("“{title}” does not say when it is held"),
    say("Add `cadence: weekly Fri 17:00 – 18:00`, or `at:` for a meeting that is held once."),
)
def timed(meetings: Meetings, plan: Plan) -> Iterable[Placed]:
    """A meeting says neither how often it is held nor when.

    It is called together when somebody thinks of it. Write `cadence:` for one that recurs, `at:` for one held once.
    """
    return (meeting for meeting in meetings.meetings if not meeting.repeats and meeting.at is None)


@rule("MT006", "meeting that is never held", "error")
def held(meetings: Meetings, plan: Plan) -> Iterator[Finding]:
    """A meeting that recurs has no day between its `from` and its `until`.

    The stretch is too short for its cadence, or ends before it begins. Where `from` is left out, it is the day on which
    the plan was `created`; where `until` is left out, the launch.
    """
    for meeting in meetings.meetings:
        if meeting.series(plan) is None or meeting.first(plan):
            continue
        since, until = meeting.bounds(plan)
        key = "until" if meeting.until else "from" if meeting.since else "cadence"
        yield finding(
            (*meeting.path, key),
            say(
                "“{title}” is never held between {since} and {until}",
                title=str(meeting.title),
                since=f"{since:%Y-%m-%d}",
                until=Extent(since, until).last_day if until else "…",
            ),
            say("Correct `from:`, `until:` or the cadence."),
        )


@rule("MT007", "day that not every month has", "gap")
def day_exists(meetings: Meetings, plan: Plan) -> Iterator[Finding]:
    """A meeting is held on the 29th, 30th or 31st of every month.

    In months that lack the day it is not held at all. Write `monthly last day`, or an earlier day.
    """
    for meeting in meetings.meetings:
        late = [day for day in meeting.cadence.days if day > 28] if meeting.cadence else []
        if late:
            yield finding(
                (*meeting.path, "cadence"),
                say("not every month has a day {day}; there it is left out", day=late[0]),
                say("Write `monthly last day`, or an earlier day."),
            )


@rule("MT008", "date of a meeting that recurs", "error")
def once_or_often(meetings: Meetings, plan: Plan) -> Iterator[Finding]:
    """A meeting has a cadence that recurs, and a date of its own in `at`.

    It is either held on that date or with that cadence. Write `from:` for its first day, or `cadence: once`.
    """
    for meeting in meetings.meetings:
        if meeting.repeats and meeting.at and meeting.rhythm is meeting.cadence:
            yield finding(
                (*meeting.path, "at"),
                say("“{title}” recurs, and is held on one date", title=str(meeting.title)),
                say("Write `from:` for the first day, or remove `cadence:`."),
                related=((say("the cadence"), (*meeting.path, "cadence")),),
            )


@rule("MT009", "meeting without a chair", "gap", folded=True, lacks="owner")
@reports(say("nobody chairs “{title}”"), say("Add `owner:` with an id from `people:`."))
def chaired(meetings: Meetings, plan: Plan) -> Iterable[Placed]:
    """Nobody chairs a meeting.

    It begins late, runs over, and ends without anybody knowing what was decided. Write `owner:`.
    """
    return (meeting for meeting in meetings.meetings if meeting.owner is None)


@rule("MT010", "coordination that nobody sees to", "gap", folded=True, lacks="owner")
def coordinated(meetings: Meetings, plan: Plan) -> Iterator[Finding]:
    """A coordination has items that nobody owns: neither they, nor their stage, nor the whole names anybody.

    Everybody takes it that somebody else has told the others. Write `owner:` on the coordination.
    """
    for coordination in meetings.coordination:
        bare = [
            phase
            for phase, stage in coordination.stages.items()
            if not (coordination.owner or stage.owner) and any(item.owner is None for item in stage.items)
        ]
        if bare:
            yield finding(
                (*coordination.path, bare[0] if len(bare) < len(coordination.stages) else "title"),
                say("nobody sees to “{title}”", title=str(coordination.title)),
                say("Add `owner:` with an id from `people:`."),
                on_key=len(bare) < len(coordination.stages),
            )
