"""The timeline computed: its rows with dates, slack and delay, the links between them, and what they come to.

Time is a number: minutes on the wall clock of the plan's zone (see `clock.py`), every stretch half-open. A task said as
`11-06 .. 11-20` ends at midnight of the 21st. A milestone's beginning is its end; said as a day, it is the day's end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from launchbook.core.effort import Effort
from launchbook.core.problem import Message, Path, Rejected, say, say_count
from launchbook.core.quantity import Duration
from launchbook.core.text import Text
from launchbook.core.time import Extent, Instant, Precision
from launchbook.sections.timeline.clock import DAY, Length
from launchbook.sections.timeline.tasks import Lag, Task

LAUNCH_AFTER: Path = ("timeline", "launch_after")


@dataclass(frozen=True, slots=True)
class Stint:
    """A stretch [start, end) in ticks."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ShownLength:
    """A length as it is told: working days, or days, or minutes. Below zero it is too late, or earlier than planned."""

    count: float
    unit: str
    """`wd`, `w`, `d` or `min`."""

    @classmethod
    def of(cls, length: Length) -> ShownLength | None:
        """A length as it was said; None where it mixes working days with others."""
        if length.workdays:
            return cls(length.workdays, "wd") if not (length.days or length.minutes) else None
        if length.in_days:
            return cls((length.days * DAY + length.minutes) / DAY, "d")
        if length.minutes:
            return cls(length.days * DAY + length.minutes, "min")
        return cls(length.days // 7, "w") if length.days % 7 == 0 else cls(length.days, "d")

    @property
    def days(self) -> float:
        """In days, working or not."""
        return self.count * {"wd": 1, "d": 1, "w": 7, "min": 1 / DAY}[self.unit]

    @property
    def elapsed(self) -> timedelta:
        """Minutes as a length of time."""
        return timedelta(minutes=abs(self.count))

    @property
    def words(self) -> Message:
        """How it is told, without its sign."""
        count = abs(self.count)
        if self.unit == "min":
            days, minutes = divmod(count, DAY)
            if days:
                return say("{days} d {hours} h", days=days, hours=minutes // 60)
            hours, minutes = divmod(minutes, 60)
            whole = say("{hours} h", hours=hours)
            return say("{hours} h {minutes} min", hours=hours, minutes=minutes) if minutes else whole
        return {
            "wd": say_count("{count} working day", "{count} working days", count),
            "d": say_count("{count} day", "{count} days", count),
            "w": say_count("{count} week", "{count} weeks", count),
        }[self.unit]

    def __bool__(self) -> bool:
        return self.count != 0


@dataclass(slots=True, eq=False)
class ScheduledTask:
    """A task with what is computed for it."""

    index: int
    """Its place in `Schedule.rows`; rows stand in the order of the file, parts behind what they are part of."""
    path: Path
    task: Task
    parent: ScheduledTask | None
    status: str
    parts: list[ScheduledTask] = field(default_factory=list)
    words: str = ""
    """When it is, where no date is known: in words, or as far from a launch of which only the month is known."""
    afloat: bool = False
    """It hangs on a launch of which only the month is known."""
    launches: bool = False
    """It is the launch itself."""
    start_as: Precision = "day"
    end_as: Precision = "day"
    """How exactly its bounds are said: a day, unless the time of day matters, or only the month is known."""
    length: ShownLength | None = None
    stint: Stint | None = None
    """None where no date can be derived."""
    start: Instant | None = None
    end: Instant | None = None
    """The last day of it, or the time of day at which it ends."""
    origin: str = ""
    """`said`, `forward`, `backward`, `parts`, or empty."""
    late: int | None = None
    """The tick by which it must have ended, so that nothing behind it moves."""
    slack: ShownLength | None = None
    critical: bool = False
    progress: float | None = None
    """From 0 to 1."""
    begun: bool = False
    """Something of it is done, or under way. What is late or blocked may have begun or not."""
    deadline: int | None = None
    baseline: Stint | None = None
    actual: Stint | None = None
    """What happened; while it goes on, until its forecast end."""
    forecast: Stint | None = None
    """Where it comes to lie with what happened so far."""
    forecast_start: Instant | None = None
    forecast_end: Instant | None = None
    planned_end: Instant | None = None
    """When it was to end: by the baseline, or by its dates."""
    said: Duration | None = None
    """Its length as it is written, where that is not what it comes to."""
    slip: ShownLength | None = None
    """How much later it ends than in the baseline, or than its dates say."""
    linked: bool = False
    """It comes after something, or something after it, or a task around it does."""

    @property
    def range(self) -> Duration | None:
        """Its length as it is written, where that is a range by which its end is counted."""
        length = self.task.length
        return length if length and length.low and self.length and not self.said else None

    @property
    def shortest(self) -> ShownLength | None:
        """Its length, of a range the low end."""
        return ShownLength.of(Length.of(self.range.shortest)) if self.range else self.length

    @property
    def effort(self) -> Effort | None:
        """The work in it, as it says, or the sum of its parts that are not cancelled."""
        return self.task.effort or self.effort_of_parts

    @property
    def effort_of_parts(self) -> Effort | None:
        return Effort.sum(part.effort for part in self.parts if not part.cancelled)

    @property
    def group(self) -> bool:
        """Whether it has parts."""
        return bool(self.task.tasks)

    @property
    def milestone(self) -> bool:
        return bool(self.task.milestone) and not self.group

    @property
    def implicit(self) -> bool:
        """Whether it is the implicit milestone of the launch, which comes after what `launch_after` names."""
        return self.path == LAUNCH_AFTER

    @property
    def in_outline(self) -> bool:
        """Whether it belongs to the phases, which need no dates."""
        return self.path[1] == "phases"

    @property
    def number(self) -> str:
        """`8.1`; empty in the outline of phases; `T` for a launch that is no task."""
        if self.implicit:
            return "T"
        return "" if self.in_outline else ".".join(str(int(place) + 1) for place in self.path[2::2])

    @property
    def depth(self) -> int:
        return (len(self.path) - (3 if self.in_outline else 2)) // 2

    @property
    def cancelled(self) -> bool:
        return self.status == "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.status in ("done", "cancelled")

    @property
    def state(self) -> str:
        """Its status, as far as there is one: of what goes on and says none, that it goes on."""
        quiet = self.ongoing and self.status == "planned" and self.task.status is None
        return "" if self.implicit else "ongoing" if quiet else self.status

    @property
    def ongoing(self) -> bool:
        return bool(self.task.ongoing)

    @property
    def moved(self) -> bool:
        """Whether it comes to end at another time than its dates say."""
        return bool(self.forecast and self.stint and self.forecast.end != self.stint.end)

    @property
    def now(self) -> tuple[Instant | None, Instant | None]:
        """When it begins and ends with what happened so far. What is over and says nothing of it was as planned, and the
        launch stays where the plan says it."""
        as_planned = self.cancelled or (self.status == "done" and not self.task.actual)
        if as_planned or self.launches or self.forecast in (None, self.stint):
            return self.start, self.end
        return self.forecast_start, self.forecast_end

    @property
    def extent(self) -> Extent | None:
        """What it covers with what happened so far."""
        start, end = self.now
        return Extent.of(start, end) if start else None

    @property
    def title(self) -> Text:
        return self.task.title

    @property
    def within(self) -> bool:
        """Whether something around it has a date, which it has too where it has none of its own."""
        around = self.parent
        while around is not None and around.stint is None:
            around = around.parent
        return around is not None

    def below(self) -> Iterator[ScheduledTask]:
        """Its parts and theirs. No recursion: nesting may be deep."""
        pending = list(self.parts)
        while pending:
            part = pending.pop()
            yield part
            pending += part.parts

    def place_of(self, *keys: str) -> Path:
        """Where the first of these keys is said, or the task."""
        return next(((*self.path, key) for key in keys if getattr(self.task, key)), self.path)


@dataclass(frozen=True, slots=True)
class TaskLink:
    """A dependency: `target` begins, or ends, after `source` has ended, or begun, plus lag."""

    source: int
    target: int
    lag: Lag | None
    wait: ShownLength | None
    """The lag as it is told, where it is one number; below zero they overlap."""
    path: Path
    """Where it is said."""
    from_start: bool = False
    """It waits for the beginning of its source."""
    to_end: bool = False
    """It is the end of its target that waits."""
    critical: bool = False
    broken: int = 0
    """By how many minutes the target's said dates come too early."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A part whose dates leave those of what it is part of."""

    part: ScheduledTask
    whole: ScheduledTask
    early: bool


@dataclass(frozen=True)
class Schedule:
    """The whole timeline, computed."""

    rows: tuple[ScheduledTask, ...]
    links: tuple[TaskLink, ...]
    start: int
    end: int
    """The first and the last tick of all rows, in whole days; both the launch where no row has a date."""
    launch: int
    """T; for a launch said as a day, its beginning."""
    critical: tuple[int, ...] = ()
    """The rows of the critical path in the order of time."""
    ready: Instant | None = None
    """When everything is finished that the launch comes after; None where nothing leads to it."""
    margin: ShownLength | None = None
    """From then to the launch; below zero the launch cannot be kept."""
    finish: Instant | None = None
    """The end of the last task."""
    forecast_launch: Instant | None = None
    """When the launch can take place with what happened so far, where that is later than T."""
    delay: ShownLength | None = None
    forecast_finish: Instant | None = None
    cycles: tuple[tuple[int, ...], ...] = ()
    outside: tuple[Outside, ...] = ()
    faults: tuple[tuple[Path, Rejected], ...] = ()
    """Dates that cannot be read together, or that leave the calendar."""
    unknown_years: tuple[int, ...] = ()
    leads: bool = False
    """Whether something leads to the launch."""
    counted: Schedule | None = None
    """The same around a launch on some day, where its day is not known and dates hang on it: its distances and its
    critical path are right, its dates are not."""

    @property
    def afloat(self) -> list[ScheduledTask]:
        """The tasks without dates whose distance from the launch is known."""
        placed = self.counted.by_path if self.counted else {}
        return [row for row in self.rows if row.stint is None and row.path in placed and placed[row.path].stint]

    @cached_property
    def by_path(self) -> Mapping[Path, ScheduledTask]:
        return {row.path: row for row in self.rows}

    @property
    def effort(self) -> Effort | None:
        """The work in all tasks, or where these say none, in all phases."""
        whole = [row for row in self.rows if row.parent is None and not row.cancelled]
        by_outline = ([row.effort for row in whole if row.in_outline is outline] for outline in (False, True))
        return next(filter(None, map(Effort.sum, by_outline)), None)

    @cached_property
    def cancelled(self) -> frozenset[str]:
        """The ids of cancelled tasks."""
        return frozenset(str(row.task.id) for row in self.rows if row.cancelled and row.task.id)

    @property
    def dated(self) -> list[ScheduledTask]:
        return [row for row in self.rows if row.stint]

    @property
    def slipped(self) -> list[ScheduledTask]:
        """What ends later than planned, the worst first; parts speak for what they are part of."""
        late = [row for row in self.rows if row.slip and row.slip.count > 0 and not row.group]
        return sorted(late, key=lambda row: (-row.slip.days if row.slip else 0, row.index))

    @property
    def leaves(self) -> list[ScheduledTask]:
        """The tasks of the schedule that have no parts, are not given up, and do not happen outside."""
        ours = (row for row in self.rows if row.path[1] == "tasks" and not row.task.external)
        return [row for row in ours if not row.group and not row.cancelled]

    @property
    def loose(self) -> int:
        """How many of them are linked to nothing."""
        return sum(not row.linked for row in self.leaves)

    @property
    def tells_slack(self) -> bool:
        """Whether any row has slack to tell."""
        return any(row.slack is not None for row in self.rows) or bool(self.critical)

    @property
    def path(self) -> list[ScheduledTask]:
        """The critical path in the order of time."""
        return [self.rows[index] for index in self.critical]

    @cached_property
    def _into(self) -> Mapping[int, Sequence[TaskLink]]:
        links: dict[int, list[TaskLink]] = {}
        for link in self.links:
            links.setdefault(link.target, []).append(link)
        return links

    def into(self, row: ScheduledTask) -> Iterable[TaskLink]:
        """What a row comes after."""
        return self._into.get(row.index, ())
