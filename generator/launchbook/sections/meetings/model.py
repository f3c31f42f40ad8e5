"""Meetings with their rhythm, and coordination before, during and after a stretch of the launch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate
from typing import ClassVar

from pydantic import Field, field_validator

from launchbook.core.entry import Entry, Timing
from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored, ChecklistItem, Phase
from launchbook.core.links import Link
from launchbook.core.model import Model, refusal
from launchbook.core.plan import Plan
from launchbook.core.problem import Message, say
from launchbook.core.quantity import Duration
from launchbook.core.recurrence import Recurrence, Series, shifted, taken_out
from launchbook.core.reference import OwnerRef, People
from launchbook.core.rows import Row
from launchbook.core.text import Text
from launchbook.core.time import Extent, Moment, Span, Stretch

REPORTS = 48
"""Maximum number of lines of a log of reports."""


class AgendaItem(Anchored):
    """Something that is talked about. Short form: the topic."""

    short: ClassVar[str | None] = "topic"
    row_label: ClassVar[str] = "topic"

    topic: Text
    """What is talked about."""
    duration: Duration | None = None
    """How long: `5m`. Where every item says it, the agenda shows at which time each begins."""
    owner: OwnerRef | None = None
    """Who brings it up."""
    note: Text | None = None
    """What should be decided, or brought along."""


class Meeting(Anchored):
    """A meeting that recurs, or is held once. Short form: its title."""

    short: ClassVar[str | None] = "title"
    row_kind: ClassVar[str] = "meeting"

    title: Text
    """What the meeting is called."""
    purpose: Text | None = None
    """What it is for, in a sentence."""
    cadence: Recurrence | None = None
    """How often, with its clock: `every day 9:00 – 9:15`, `weekly Fri 17:00 – 18:00`, `monthly 1 10:00`, `every 30m`.
    Left out, it is held once, at `at`."""
    at: Span | None = None
    """When a meeting is held once: `T-1d 16:00 – 17:00`. Of one that recurs the clock alone, where `cadence` lacks it."""
    since: Moment | None = Field(default=None, alias="from")
    """From when it recurs; left out, from the day on which the plan was `created`, or four weeks before the launch."""
    until: Moment | None = None
    """Until when it recurs; left out, until the launch. A meeting that begins after the launch then goes on."""
    left_out: Listed[Span] = Field(default=(), alias="except")
    """Days on which it is not held, though it would be: a day, or a list of days and spans: `2026-10-02 .. 2026-10-07`."""
    participants: People = ()
    """Who takes part, by their ids, or `all` for everyone in `people:`."""
    group: Text | None = None
    """Who takes part, in words: `the module leads`."""
    owner: OwnerRef | None = None
    """Who chairs it; takes part without being listed."""
    place: Text | None = None
    """Where: a room, a group, a telephone line."""
    link: Link | None = None
    """The address of the video meeting, or of the document that is filled in."""
    agenda: Items[AgendaItem] = ()
    """What is talked about, in order."""
    report: Items[Text] = ()
    """What every participant reports, as prompts: `Done yesterday`, `Planned today`, `In the way`."""
    minutes: Text | None = None
    """Where the minutes are kept, and who writes them."""
    outputs: Items[Text] = ()
    """What exists afterwards: a decision, a list, an updated plan."""
    note: Text | None = None
    """What else the participants should know."""

    @field_validator("at")
    @classmethod
    def _begins_on_its_day(cls, at: Span | None) -> Span | None:
        if at and at.start.kind == "clock" and at.start.day_end:
            raise refusal(say("a day ends at 24:00, and nothing begins then"), say("Write `00:00` of the day after."))
        return at

    @property
    def repeats(self) -> bool:
        return self.cadence is not None and self.cadence.repeats

    def row_timings(self, plan: Plan, parent: Row | None) -> Iterator[Timing]:
        """The time of a meeting held once, or all times of its series."""
        if not self.repeats:
            if self.at:
                yield Timing(*plan.span(self.at), "meeting")
            return
        series = self.series(plan)
        for stretch in series.listed if series else ():
            yield Timing(stretch.start, stretch.end, "meeting", "derived", series)

    @property
    def rhythm(self) -> Recurrence | None:
        """The cadence, with the clock of `at` if it has none itself."""
        if self.cadence is None or self.cadence.start or not (self.at and self.at.start.kind == "clock"):
            return self.cadence
        day_end = self.at.end is not None and self.at.end.day_end
        return replace(self.cadence, start=self.at.start.clock, length=_clock_length(self.at), day_end=day_end)

    def length(self, plan: Plan) -> timedelta | None:
        """Its length; None where it is not known."""
        if self.repeats:
            return self.rhythm.length if self.rhythm else None
        start, end = plan.span(self.at) if self.at else (None, None)
        return end.at - start.at if start and end and start.precision == end.precision == "minute" else None

    @property
    def agenda_length(self) -> Duration | None:
        return Duration.sum(item.duration for item in self.agenda if item.duration)

    def agenda_clocks(self, plan: Plan) -> tuple[str, ...]:
        """The clocks at which the items of the agenda begin; empty texts if the start or an exact length is not known."""
        exact = all(item.duration and not item.duration.low for item in self.agenda)
        start = self._clock(plan) if exact else None
        ends = accumulate((item.duration.total for item in self.agenda if item.duration), initial=timedelta())
        return tuple(f"{start + end:%H:%M}" for end in ends) if start else ("",) * len(self.agenda)

    def _clock(self, plan: Plan) -> datetime | None:
        if self.repeats:
            clock = self.rhythm.start if self.rhythm else None
            return datetime.combine(datetime(2000, 1, 1), clock) if clock else None
        start = plan.instant(self.at.start) if self.at else None
        return start.at.replace(year=2000) if start and start.precision == "minute" else None

    def bounds(self, plan: Plan) -> tuple[datetime, datetime | None]:
        """Start and end of its series; the end is None where it goes on."""
        launch = plan.frame.launch
        since = self.since or getattr(plan.head, "created", None)
        first = plan.instant(since).at if since else shifted(launch.at, timedelta(days=-28))
        if self.until:
            return first, plan.instant(self.until).end
        before = Extent.moment(first).precedes(Extent.moment(launch.end))
        return first, launch.end if before else None

    def series(self, plan: Plan) -> Series | None:
        """Its series; None for a meeting held once, or where a bound hangs on a launch whose day is not known."""
        bounds = self.since or getattr(plan.head, "created", None), self.until
        if not (self.rhythm and self.repeats) or any(map(plan.frame.afloat, bounds)):
            return None
        return Series(self.rhythm, *self.bounds(plan), plan.frame.calendar, taken_out(self.left_out, plan.frame))

    def occurrences(self, plan: Plan, first: datetime, last: datetime, most: int) -> tuple[Stretch, ...]:
        """The times in [first, last) at which it takes place."""
        series = self.series(plan)
        return series.between(first, last, most) if series else _held_once(self, plan, first, last)

    def first(self, plan: Plan) -> Stretch | None:
        """The first time of its series; None without one."""
        series = self.series(plan)
        return series.first if series else None

    def people(self, plan: Plan) -> frozenset[str]:
        """The ids of all who take part, the chair included."""
        listed = plan.targets.get("person", {}) if self.participants == "all" else self.participants
        return frozenset(map(str, (*listed, *((self.owner,) if self.owner else ()))))

    def days(self, plan: Plan) -> tuple[bool, ...]:
        """For Monday to Sunday, whether it is held on the day; empty where it does not recur weekly."""
        rhythm = self.rhythm
        week = rhythm.week(plan.frame.calendar.week(plan.frame.day)) if rhythm and rhythm.interval == 1 else ()
        return week if len(week) == 7 else ()


def _clock_length(at: Span) -> timedelta | None:
    if at.duration:
        return at.duration.total
    if at.end is None or at.end.clock is None or at.start.clock is None:
        return None
    day = datetime(2000, 1, 1)
    length = (
        datetime.combine(day, at.end.clock) + timedelta(days=at.end.day_end) - datetime.combine(day, at.start.clock)
    )
    return length if length >= timedelta() else length + timedelta(days=1)


def _held_once(meeting: Meeting, plan: Plan, first: datetime, last: datetime) -> tuple[Stretch, ...]:
    if meeting.at is None:
        return ()
    start, end = plan.span(meeting.at)
    return (Stretch(start, end),) if Extent.moment(start.at).within(Extent(first, last)) else ()


class StageTasks(Entry):
    """What is done in one stage. Short form: the list of what is done."""

    short: ClassVar[str | None] = "items"
    row_kind: ClassVar[str] = "coordination"
    row_times: ClassVar[Mapping[str, str]] = {"at": "coordination"}

    at: Span | None = None
    """When this stage runs."""
    owner: OwnerRef | None = None
    """Who sees to it, where an item names nobody."""
    every: Duration | None = None
    """How often it is reported: `30m`. With `at`, the page has a log with a line for every report."""
    report: Items[Text] = ()
    """What each report says."""
    items: Items[ChecklistItem] = ()
    """What is done or confirmed."""
    note: Text | None = None
    """What else one should know."""

    def row_title(self, plan: Plan, parent: Row) -> str | Message:
        titles = {
            "before": say("{title}: before", title=parent.title),
            "during": say("{title}: during", title=parent.title),
            "after": say("{title}: after", title=parent.title),
        }
        return titles[str(self.path[-1])]

    def reports(self, plan: Plan) -> tuple[datetime, ...]:
        """The times of its reports; empty where it has no start, end or exact
        interval, or for more than `REPORTS`."""
        if not (self.at and self.every and self.every.total >= timedelta(minutes=1)) or self.every.low:
            return ()
        start, end = plan.span(self.at)
        if end is None or start.precision != "minute":
            return ()
        count = (end.end - start.at) // self.every.total
        return tuple(start.at + number * self.every.total for number in range(1, count + 1)) if count <= REPORTS else ()


class Coordination(Anchored):
    """How a stretch of the launch is coordinated: what is done before, during and after it."""

    title: Text
    """What is coordinated: `Staged release`."""
    owner: OwnerRef | None = None
    """Who coordinates."""
    channel: Text | None = None
    """Where it is talked about and reported."""
    participants: People = ()
    """Who is told, by their ids, or `all` for everyone in `people:`."""
    group: Text | None = None
    """Who is told, in words."""
    before: StageTasks | None = None
    """What is done before. Short form: the list."""
    during: StageTasks | None = None
    """What is done meanwhile, and how often it is reported."""
    after: StageTasks | None = None
    """What is done afterwards."""
    note: Text | None = None
    """What holds for all three."""

    @property
    def stages(self) -> dict[Phase, StageTasks]:
        """The stages that it has, in their order."""
        stages: dict[Phase, StageTasks | None] = {"before": self.before, "during": self.during, "after": self.after}
        return {phase: stage for phase, stage in stages.items() if stage}


class Meetings(Model):
    """Meetings and coordination. Short form: the list of meetings."""

    short: ClassVar[str | None] = "meetings"

    meetings: Items[Meeting] = ()
    """The meetings."""
    coordination: Items[Coordination] = ()
    """What is done before, during and after a stretch of the launch, such as a staged release."""
    note: Text | None = None
    """What holds for all of them."""

    def weekly(self, plan: Plan) -> timedelta:
        """The time that all meetings together take in an ordinary week, in whole minutes."""
        week = plan.frame.calendar.week(plan.frame.day)
        rhythms = [meeting.rhythm for meeting in self.meetings if meeting.rhythm and meeting.rhythm.length]
        together = sum(
            ((rhythm.length or timedelta()) * sum(rhythm.week(week)) / rhythm.interval for rhythm in rhythms),
            timedelta(),
        )
        minute = timedelta(minutes=1)
        return round(together / minute) * minute
