"""The timeline: tasks and phases with their tracks, and the weekly grid of teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import ClassVar

from pydantic import Field

from launchbook.core.entry import Entry
from launchbook.core.headings import Listed
from launchbook.core.items import Anchored
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Translate
from launchbook.core.reference import OwnerRef
from launchbook.core.rows import Event
from launchbook.core.text import Id, Text, Word
from launchbook.core.time import Instant, Span, Stretch
from launchbook.sections.timeline.chart import Drawing, draw
from launchbook.sections.timeline.clock import DAY
from launchbook.sections.timeline.picture import counted_picture, picture
from launchbook.sections.timeline.rows import Schedule, ScheduledTask
from launchbook.sections.timeline.schedule import compute, with_distances
from launchbook.sections.timeline.tasks import Task, Work


class Track(Entry):
    """A row of work that runs beside others: a team, a discipline. Short form: its name."""

    short: ClassVar[str | None] = "name"
    row_label: ClassVar[str] = "name"
    row_kind: ClassVar[str] = "track"

    name: Word
    """What it is called."""
    owner: OwnerRef | None = None
    """Who leads it, and owns every task in it that names nobody else."""
    note: Text | None = None
    """What belongs to it."""


class Week(Anchored):
    """A row of the weekly grid."""

    title: Text
    """What the row is called: `W1`."""
    at: Span | None = None
    """From when to when."""
    work: dict[Word, Text] = Field(default={})
    """What each team works on: the id of a track, or the name of a team, and the work."""
    focus: Text | None = None
    """What matters most in it."""

    def cell(self, name: str) -> Text | str:
        """What a team works on; empty where nothing is said."""
        return next((text for team, text in self.work.items() if str(team) == name), "")


@dataclass(frozen=True, slots=True)
class FreeRun:
    """Free days on end with a holiday among them, or a day of the weekend that is worked."""

    when: Stretch
    names: tuple[str, ...]
    days: int


class Timeline(Work):
    """The schedule. Short form: the list of tasks."""

    short: ClassVar[str | None] = "tasks"

    tracks: dict[Id, Track] = Field(default={})
    """Tracks by id: teams or disciplines whose work runs side by side."""
    weeks: Listed[Week] = ()
    """The weekly grid: what each team works on, week by week."""
    note: Text | None = None
    """What everybody should know who reads the dates."""

    def schedule(self, plan: Plan) -> Schedule:
        """What it comes to."""
        return schedule_of(plan)

    def drawing(self, plan: Plan, translate: Translate, zone: str = "") -> Drawing:
        """The Gantt chart; its corner says in which zone it is drawn."""
        return draw(picture(self.schedule(plan), plan, translate, zone), translate)

    def counted_drawing(self, plan: Plan, translate: Translate) -> Drawing | None:
        """The Gantt chart of what hangs on a launch whose day is not known; None where nothing does."""
        schedule = self.schedule(plan)
        return draw(counted_picture(schedule, plan, translate), translate, "counted") if schedule.afloat else None

    def coming(self, plan: Plan) -> list[Event]:
        """Milestones and deadlines that are not reached, for the reader's browser to choose from."""
        wanted = ("milestone", "deadline")
        events = (event for event in plan.rows.events if event.section == "timeline" and event.kind in wanted)
        return [event for event in events if event.start.drift is None and not event.over][:40]

    def days(self, plan: Plan) -> list[date]:
        """Every day from the first date to the last, at most ten years, where the plan has a calendar."""
        schedule = self.schedule(plan)
        first = max(1, schedule.start // DAY)
        last = min(schedule.end // DAY, first + 3660, date.max.toordinal())
        return [date.fromordinal(day) for day in range(first, last)] if plan.frame.calendar.declared else []

    @property
    def columns(self) -> dict[str, str]:
        """The titles of the teams of the weekly grid, in the order in which they are first named."""
        return {str(name): self.column_title(str(name)) for week in self.weeks for name in week.work}

    def column_title(self, name: str) -> str:
        """The name of a track, or what was written."""
        track = next((track for key, track in self.tracks.items() if str(key) == name), None)
        return str(track.name) if track else name

    def blocks(self, plan: Plan) -> list[ScheduledTask]:
        """Tasks with lists or outputs, in the order of the file."""
        return [row for row in self.schedule(plan).rows if row.task.is_block]

    def outline(self, plan: Plan) -> list[tuple[str, list[ScheduledTask]]]:
        """The phases by heading."""
        rows = [row for row in self.schedule(plan).rows if row.in_outline and row.depth == 0]
        return [(heading, [row for row in rows if row.path[2] == heading]) for heading in self.phases.root]

    @property
    def counts_workdays(self) -> bool:
        """Whether a length or a lag is told in working days."""
        lengths = [task.length for _, task in self.every_task()]
        befores = [self.launch_after, *(task.after for _, task in self.every_task())]
        befores += [task.ends_after for _, task in self.every_task()]
        lags = [after.lag.length for before in befores for after in before.root if after.lag]
        return any(length and length.workdays for length in (*lengths, *lags))

    def free_runs(self, plan: Plan) -> list[FreeRun]:
        """The holidays between the first and the last date, each with the free days around it."""
        calendar = plan.frame.calendar
        free = [day for day in self.days(plan) if not calendar.is_working(day)]
        runs = [
            [day for _, day in run] for _, run in groupby(enumerate(free), lambda pair: pair[1].toordinal() - pair[0])
        ]
        return [
            _run(plan, run, named) for run in runs
            if (named := [day for day in run if day in calendar.free or calendar.name(day)])
        ]  # fmt: skip

    def made_up(self, plan: Plan) -> list[FreeRun]:
        """Days of the weekend that are worked."""
        calendar = plan.frame.calendar
        return [_run(plan, [day], [day]) for day in self.days(plan) if calendar.is_made_up(day)]


@per_plan
def schedule_of(plan: Plan) -> Schedule:
    """The schedule of a plan with a timeline."""
    timeline = plan.get(Timeline)
    assert timeline is not None
    schedule = compute(timeline, plan.frame)
    return with_distances(schedule, timeline, plan.frame) if plan.frame.undated and plan.head.launch else schedule


def task_ids(timeline: Timeline) -> dict[str, Task]:
    """The targets of references to tasks; of two with one id the first, since the second is reported."""
    return {str(task.id): task for _, task in reversed(list(timeline.every_task())) if task.id}


def _run(plan: Plan, days: list[date], named: list[date]) -> FreeRun:
    """Days on end, with what the calendar calls some of them."""
    first, last = (Instant(datetime.combine(day, time(), plan.frame.zone), "day") for day in (days[0], days[-1]))
    names = dict.fromkeys(_short(plan.frame.calendar.name(day)) for day in named)
    return FreeRun(Stretch(first, last if last != first else None), tuple(filter(None, names)), len(days))


def _short(name: str) -> str:
    """A public holiday without what is said of it in brackets; of a day in exchange, nothing; the plan's own as written."""
    if isinstance(name, Text):
        return name
    return "" if name.startswith(("休息日", "Day off")) else name.split("（", maxsplit=1)[0].split(" (", maxsplit=1)[0]
