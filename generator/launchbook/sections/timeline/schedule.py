"""What the timeline comes to: dates, slack, the critical path, what slipped, and what that does to the launch.

Time is a number: minutes on the wall clock of the plan's zone (see `clock.py`), every stretch half-open. A task said as
`11-06 .. 11-20` ends at midnight of the 21st. A milestone's beginning is its end; said as a day, it is the day's end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from launchbook.core.problem import Path, Rejected
from launchbook.core.reference import PersonRef
from launchbook.core.time import Frame, Instant, Moment, Span
from launchbook.sections.timeline.clock import DAY, Clock, Length
from launchbook.sections.timeline.network import Dates, Job, Network, Tie
from launchbook.sections.timeline.tasks import Lag, Task, Work, is_done


@dataclass(frozen=True, slots=True)
class Stint:
    """A stretch [start, end) in ticks."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A length as it is told: working days, or days, or minutes. Below zero it is too late, or earlier than planned."""

    count: int
    unit: str
    """`wd`, `w`, `d` or `min`."""

    @classmethod
    def of(cls, length: Length) -> Amount | None:
        """A length as it was said; None where it mixes working days with others."""
        if length.workdays:
            return cls(length.workdays, "wd") if not (length.days or length.minutes) else None
        if length.minutes:
            return cls(length.days * DAY + length.minutes, "min")
        return cls(length.days // 7, "w") if length.days % 7 == 0 else cls(length.days, "d")

    @property
    def elapsed(self) -> timedelta:
        """Minutes as a length of time."""
        return timedelta(minutes=abs(self.count))

    def __bool__(self) -> bool:
        return self.count != 0


@dataclass(frozen=True, slots=True)
class Row:
    """A task with what was computed for it."""

    index: int
    """Its place in `Schedule.rows`; rows stand in the order of the file, parts behind what they are part of."""
    task: Task
    path: Path
    parent: int | None
    depth: int
    group: bool
    """It has parts."""
    number: str
    """`8.1`; empty in the outline of phases."""
    owners: tuple[PersonRef, ...]
    track: str
    stint: Stint | None = None
    """None where no date can be derived."""
    start: Instant | None = None
    end: Instant | None = None
    """The last day of it, or the time of day at which it ends."""
    timed_start: bool = False
    timed_end: bool = False
    """The time of day matters; otherwise days."""
    origin: str = ""
    """`said`, `forward`, `backward`, `parts`, or empty."""
    length: Amount | None = None
    late: int | None = None
    """The tick by which it must have ended, so that nothing behind it moves."""
    slack: Amount | None = None
    critical: bool = False
    progress: float | None = None
    """From 0 to 1."""
    status: str = "planned"
    deadline: int | None = None
    baseline: Stint | None = None
    actual: Stint | None = None
    """What happened; while it goes on, until its forecast end."""
    forecast: Stint | None = None
    """Where it comes to lie with what happened so far."""
    forecast_end: Instant | None = None
    planned_end: Instant | None = None
    """When it was to end: by the baseline, or by its dates."""
    slip: Amount | None = None
    """How much later it ends than in the baseline, or than its dates say."""
    launches: bool = False
    """It is the launch itself."""

    @property
    def milestone(self) -> bool:
        return bool(self.task.milestone) and not self.group

    @property
    def ongoing(self) -> bool:
        return bool(self.task.ongoing)

    @property
    def moved(self) -> bool:
        """Whether it comes to end at another time than its dates say."""
        return bool(self.forecast and self.stint and self.forecast.end != self.stint.end)

    @property
    def releasing(self) -> bool:
        return bool(self.task.releasing)

    @property
    def title(self) -> str:
        return str(self.task.title)


@dataclass(frozen=True, slots=True)
class Link:
    """A dependency: `target` begins after `source` has ended, plus lag."""

    source: int
    target: int
    lag: str
    wait: Amount | None
    """The lag as it is told; below zero they overlap."""
    number: int
    """Which of the target's dependencies it is."""
    critical: bool = False
    broken: int = 0
    """By how many minutes the target's said dates come too early."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A part whose dates leave those of what it is part of."""

    index: int
    parent: int
    early: bool


@dataclass(frozen=True)
class Schedule:
    """The whole timeline, computed."""

    rows: tuple[Row, ...]
    links: tuple[Link, ...]
    start: int
    end: int
    """The first and the last tick of all rows, in whole days; both the launch where no row has a date."""
    launch: int
    """T; for a launch said as a day, its beginning."""
    critical: tuple[int, ...] = ()
    """The rows of the critical path in the order of time."""
    ready: Instant | None = None
    """When everything is finished that the launch comes after; None where nothing leads to it."""
    margin: Amount | None = None
    """From then to the launch; below zero the launch cannot be kept."""
    finish: Instant | None = None
    """The end of the last task."""
    forecast_launch: Instant | None = None
    """When the launch can take place with what happened so far, where that is later than T."""
    delay: Amount | None = None
    forecast_finish: Instant | None = None
    cycles: tuple[tuple[int, ...], ...] = ()
    outside: tuple[Outside, ...] = ()
    faults: tuple[tuple[Path, Rejected], ...] = ()
    """Dates that cannot be read together, or that leave the calendar."""
    unknown_years: tuple[int, ...] = ()

    @property
    def dated(self) -> list[Row]:
        return [row for row in self.rows if row.stint]

    @property
    def slipped(self) -> list[Row]:
        """What ends later than planned, the worst first; parts speak for what they are part of."""
        late = [row for row in self.rows if row.slip and row.slip.count > 0 and not row.group]
        return sorted(late, key=lambda row: (-_minutes(row.slip), row.index))

    @property
    def path(self) -> list[Row]:
        """The critical path in the order of time."""
        return [self.rows[index] for index in self.critical]

    def into(self, row: Row) -> list[Link]:
        """What a row comes after."""
        return self._into.get(row.index, [])

    def parts_of(self, row: Row) -> list[Row]:
        """The parts of a row."""
        return self._parts.get(row.index, [])

    @cached_property
    def _into(self) -> dict[int, list[Link]]:
        found: dict[int, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.target, []).append(link)
        return found

    @cached_property
    def _parts(self) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {}
        for row in self.rows:
            if row.parent is not None:
                found.setdefault(row.parent, []).append(row)
        return found


def compute(work: Work, frame: Frame, leads: Mapping[str, PersonRef | None] | None = None) -> Schedule:
    """The schedule of tasks and phases. Pure: the same work and frame give the same schedule.

    `leads` are the owners of tracks, for tasks that name nobody.
    """
    return _Builder(work, frame, leads or {}).schedule()


class _Builder:
    """One computation, from the plan's words to numbers and back."""

    def __init__(self, work: Work, frame: Frame, leads: Mapping[str, PersonRef | None]) -> None:
        self.frame, self.clock, self.leads = frame, Clock(frame), leads
        self.paths: list[Path] = []
        self.tasks: list[Task] = []
        for path, task in work.every_task():
            self.paths.append(path)
            self.tasks.append(task)
        self.faults: list[tuple[Path, Rejected]] = []
        self.parents = self._parents()
        self.timed: list[tuple[bool, bool]] = [(False, False)] * len(self.tasks)
        self.launching = [self._launches(task) for task in self.tasks]
        self.jobs = [self._job(index) for index in range(len(self.tasks))]
        for index, parent in enumerate(self.parents):
            if parent is not None:
                self.jobs[parent].parts.append(index)
        self.links, self.ties = self._ties()

    def schedule(self) -> Schedule:
        launch = self.clock.begin(self.frame.launch)
        try:
            network = Network(self.jobs, self.ties, self.clock)
            dates = network.dates()
            forecast = self._forecast(network, dates)
            critical = self._critical(dates)
            rows = self._rows(network, dates, forecast, critical)
        except (Rejected, OverflowError) as error:
            fault = error if isinstance(error, Rejected) else None
            self.faults += [(("timeline",), fault)] if fault else []
            rows = [Row(**self._bare(index)) for index in range(len(self.tasks))]
            day = launch // DAY * DAY
            return Schedule(tuple(rows), (), day, day + DAY, launch, faults=tuple(self.faults))
        links = [
            link if number not in dates.broken and not (link.source in critical and link.target in critical)
            else replace(
                link, critical=link.source in dates.driving[link.target], broken=dates.broken.get(number, 0)
            )
            for number, link in enumerate(self.links)
        ]  # fmt: skip
        return self._whole(rows, tuple(links), dates, critical, launch)

    def _whole(
        self, rows: list[Row], links: tuple[Link, ...], dates: Dates, critical: set[int], launch: int
    ) -> Schedule:
        stints = [each for row in rows for each in (row.stint, row.baseline, row.forecast, row.actual) if each]
        start = min((each.start for each in stints), default=launch) // DAY * DAY
        end = -(-max((each.end for each in stints), default=launch + DAY) // DAY) * DAY
        last = max((row.stint.end for row in rows if row.stint), default=None)
        ready, margin = self._ready(dates)
        delayed = [
            row for row in rows if row.launches and row.forecast and row.stint and row.forecast.start > row.stint.start
        ]
        later = max((row.forecast.end for row in rows if row.forecast), default=None)
        moved = max(delayed, key=lambda row: row.forecast.start if row.forecast else 0, default=None)
        return Schedule(
            tuple(rows), links, start, end, launch,
            critical=tuple(sorted(critical, key=lambda task: (dates.end[task] or 0, dates.start[task] or 0, task))),
            ready=None if ready is None else self.clock.end_of(ready, False),
            margin=margin,
            finish=None if last is None else self.clock.end_of(last, False),
            forecast_launch=self._moved(moved) if moved else None,
            delay=self._delay(moved.stint.start, moved.forecast.start) if moved and moved.forecast and moved.stint
            else None,
            forecast_finish=None if later is None or later == last else self.clock.end_of(later, False),
            cycles=tuple(dates.cycles),
            outside=tuple(self._outside(dates)),
            faults=tuple(self.faults),
            unknown_years=self._unknown_years(start, end) if stints else (),
        )  # fmt: skip

    def _moved(self, row: Row) -> Instant | None:
        """When the launch can take place; one that is said as a day, on the day on which all is done."""
        if row.forecast is None:
            return None
        whole = row.milestone and not row.timed_end
        return self.clock.end_of(row.forecast.end, False) if whole else self.clock.start_of(row.forecast.start, False)

    def _unknown_years(self, start: int, end: int) -> tuple[int, ...]:
        first, last = self.clock.start_of(start, False).at.year, self.clock.end_of(end, False).at.year
        return tuple(year for year in range(first, min(last, first + 50) + 1) if not self.frame.calendar.known(year))

    # from words to numbers

    def _parents(self) -> list[int | None]:
        places = {path: index for index, path in enumerate(self.paths)}
        return [places.get(path[:-2]) for path in self.paths]

    def _launches(self, task: Task) -> bool:
        """Whether a task is the launch: said as `T`, or releasing at that moment."""
        first = task.at.start if task.at else task.start or (task.end if task.milestone else None)
        if first is None or task.tasks:
            return False
        if first.kind == "relative" and first.shift is None and first.clock is None:
            return True
        return bool(task.releasing) and str(first.resolve(self.frame)) == str(self.frame.launch)

    def _job(self, index: int) -> Job:
        task = self.tasks[index]
        job = Job(self.parents[index], milestone=bool(task.milestone) and not task.tasks, fixed=self.launching[index])
        job.deadline = self.clock.finish(task.deadline.resolve(self.frame)) if task.deadline else None
        job.length = Length.of(task.duration) if task.duration else None
        start, end, length = self._said(index, task)
        job.length = length or job.length
        if job.milestone:
            point = start or end
            job.start = self.clock.finish(point) if point else None
            self.timed[index] = (bool(point and point.precision == "minute"),) * 2
            job.length = None
            return job
        job.start = self.clock.begin(start) if start else None
        job.end = self.clock.finish(end) if end else None
        if start and job.end is None and job.length is None and not task.tasks:
            job.end = self.clock.finish(start)
        self.timed[index] = (
            bool(start and start.precision == "minute"),
            bool(end and end.precision == "minute" and job.end and job.end % DAY),
        )
        return job

    def _said(self, index: int, task: Task) -> tuple[Instant | None, Instant | None, Length | None]:
        """The dates that a task says itself. An end may lean on the start: `12-30` to `01-05`."""
        try:
            if task.at and task.at.duration:
                return task.at.start.resolve(self.frame), None, Length.of(task.at.duration)
            if task.at:
                return *task.at.resolve(self.frame), None
            if task.start and task.end:
                span = Span(f"{task.start} .. {task.end}", task.start, task.end)
                return *span.resolve(self.frame), None
        except Rejected as rejected:
            self.faults.append(((*self.paths[index], "at" if task.at else "end"), rejected))
            return None, None, None
        return self._resolved(task.start), self._resolved(task.end), None

    def _resolved(self, moment: Moment | None) -> Instant | None:
        return moment.resolve(self.frame) if moment else None

    def _ties(self) -> tuple[list[Link], list[Tie]]:
        """Dependencies whose task exists and is not cancelled."""
        places: dict[str, int] = {}
        for index, task in enumerate(self.tasks):
            if task.id:
                places.setdefault(str(task.id), index)
        links: list[Link] = []
        ties: list[Tie] = []
        for index, task in enumerate(self.tasks):
            for number, after in enumerate(task.after.root):
                source = places.get(str(after.task))
                if source is None or "cancelled" in (task.status, self.tasks[source].status):
                    continue
                lag = after.lag
                ties.append(
                    Tie(source, index, lag.sign, Length.of(lag.length), number)
                    if lag
                    else Tie(source, index, number=number)
                )
                links.append(Link(source, index, str(lag or ""), _wait(lag) if lag else None, number))
        return links, ties

    # from numbers to rows

    def _bare(self, index: int) -> dict[str, Any]:
        """What a row has before anything is computed."""
        task, parent, path, job = self.tasks[index], self.parents[index], self.paths[index], self.jobs[index]
        numbers = [str(int(part) + 1) for part in path[2::2]] if path[1] == "tasks" else []
        track, above = task.track, parent
        while track is None and above is not None:
            track, above = self.tasks[above].track, self.parents[above]
        lead = self.leads.get(str(track)) if track else None
        return {
            "index": index, "task": task, "path": path, "parent": parent, "depth": len(path) // 2 - 1,
            "group": bool(task.tasks), "number": ".".join(numbers), "owners": task.everyone or ((lead,) if lead else ()),
            "track": str(track or ""),
            "status": task.status or ("done" if is_done(task) else "planned"),
            "length": Amount.of(job.length) if job.length else None,
        }  # fmt: skip

    def _rows(self, network: Network, dates: Dates, forecast: Dates | None, critical: set[int]) -> list[Row]:
        horizon = max((end for end in dates.end if end is not None), default=0)
        rows = [self._row(index, network, dates, forecast, horizon) for index in range(len(self.tasks))]
        for index in critical:
            rows[index]["critical"] = True
        _add_states(rows, self.jobs)
        return [Row(**row) for row in rows]

    def _row(self, index: int, network: Network, dates: Dates, forecast: Dates | None, horizon: int) -> dict[str, Any]:
        row, task, job, clock = self._bare(index), self.tasks[index], self.jobs[index], self.clock
        baseline = self._stint(task.baseline, bool(task.milestone))
        row |= {
            "origin": dates.origin[index],
            "deadline": job.deadline,
            "baseline": baseline,
            "launches": self.launching[index],
        }
        start, end, late = dates.start[index], dates.end[index], dates.late[index]
        if start is None or end is None:
            row["actual"] = self._stint(task.actual, bool(task.milestone))
            return row
        timed_start, timed_end = self.timed[index]
        stint = Stint(start, max(end, horizon) if task.ongoing else end)
        length = network.length_of(index, start, end)
        moved = None
        if forecast and (first := forecast.start[index]) is not None and (last := forecast.end[index]) is not None:
            moved = Stint(first, last)
        point = start == end
        workdays = bool(length.workdays)
        row |= {
            "stint": stint,
            "start": clock.end_of(start, timed_start) if point else clock.start_of(start, timed_start),
            "end": clock.end_of(end, timed_end),
            "timed_start": timed_start or start % DAY != 0,
            "timed_end": timed_end or end % DAY != 0,
            "length": None if point or task.ongoing else self._length(start, end, length, job),
            "late": late,
            "slack": None
            if late is None or task.ongoing or job.fixed or row["origin"] == "backward"
            else self._amount(end, late, workdays),
            "actual": self._actual(task, moved),
            "forecast": moved,
            "forecast_end": clock.end_of(moved.end, timed_end) if moved else None,
            "planned_end": clock.end_of(baseline.end if baseline else end, timed_end and not baseline),
            "slip": self._slip(stint, baseline, moved, workdays),
        }
        return row

    def _actual(self, task: Task, moved: Stint | None) -> Stint | None:
        found = self._stint(task.actual, bool(task.milestone))
        if found and moved and task.actual and not _is_over(task.actual, task):
            return Stint(found.start, max(found.start, moved.end))
        return found

    def _slip(self, stint: Stint, baseline: Stint | None, moved: Stint | None, workdays: bool) -> Amount | None:
        now = moved or stint
        planned = baseline or (stint if moved else None)
        return self._amount(planned.end, now.end, workdays) if planned else None

    def _stint(self, span: Span | None, milestone: bool) -> Stint | None:
        if span is None:
            return None
        start, end = span.resolve(self.frame)
        last = self.clock.finish(end or start)
        if span.duration:
            last = self.clock.after(self.clock.begin(start), Length.of(span.duration))
        return Stint(last if milestone else self.clock.begin(start), last)

    def _length(self, start: int, end: int, length: Length, job: Job) -> Amount:
        """How long a row takes: as it says, or as its plan counts."""
        if job.length and not job.parts and job.end is None and (said := Amount.of(job.length)):
            return said
        if length.minutes or start % DAY or end % DAY:
            whole = not length.minutes and not (end - start) % DAY
            return Amount((end - start) // DAY, "d") if whole else Amount(end - start, "min")
        if length.workdays and not length.days:
            return Amount(length.workdays, "wd")
        return Amount((end - start) // DAY, "d")

    def _amount(self, start: int, end: int, workdays: bool) -> Amount:
        """From one tick to another. From the end of a day it is told in whole days, from a time of day in minutes."""
        if start % DAY:
            return Amount(end - start, "min")
        end = end // DAY * DAY
        if workdays or self.clock.calendar.declared:
            return Amount(self.clock.workdays_between(start, end), "wd")
        return Amount((end - start) // DAY, "d")

    def _delay(self, start: int, end: int) -> Amount:
        """How much later the launch is: in days, unless it is the same day."""
        if start // DAY == end // DAY:
            return Amount(end - start, "min")
        return self._amount(start // DAY * DAY, end, False)

    def _outside(self, dates: Dates) -> Iterable[Outside]:
        """Parts that leave the dates which are written around them; the nearest written ones count."""
        for index, job in enumerate(self.jobs):
            start, end, parent = dates.start[index], dates.end[index], job.parent
            if start is None or end is None or parent is None or self.tasks[index].ongoing:
                continue
            above = self.jobs[parent]
            if above.start is not None and start < above.start:
                yield Outside(index, parent, True)
            elif end > (limit := self._written_end(parent)) and limit:
                yield Outside(index, parent, False)

    def _written_end(self, index: int) -> int:
        job = self.jobs[index]
        if job.end is None and job.start is not None and job.length is not None:
            return self.clock.after(job.start, job.length)
        return job.end or 0

    # what it means for the launch

    def _ready(self, dates: Dates) -> tuple[int | None, Amount | None]:
        """When everything before the launch is finished, and how long before it."""
        launches = [index for index, launching in enumerate(self.launching) if launching]
        before = self._before(launches, dates)
        forward = [index for index in before if dates.origin[index] != "backward"]
        ends = [end for index in forward or before if (end := dates.end[index]) is not None]
        starts = [start for index in launches if (start := dates.start[index]) is not None]
        if not ends or not starts:
            return None, None
        launch, ready = min(*starts, self.clock.begin(self.frame.launch)), max(ends)
        return ready, self._amount(ready, launch if ready <= launch else min(starts), False)

    def _before(self, targets: Sequence[int], dates: Dates) -> set[int]:
        """Everything that tasks come after, parts and what is around them included, themselves left out."""
        sources: list[list[int]] = [[] for _ in self.jobs]
        for number, tie in enumerate(self.ties):
            if number not in dates.dropped:
                sources[tie.target].append(tie.source)
        seen: set[int] = set()
        pending = list(targets)
        while pending:
            task = pending.pop()
            if task in seen:
                continue
            seen.add(task)
            pending += self.jobs[task].parts
            above: int | None = task
            while above is not None:
                pending += sources[above]
                above = self.jobs[above].parent
        return seen - set(targets)

    def _below(self, index: int) -> list[int]:
        found, pending = [], list(self.jobs[index].parts)
        while pending:
            part = pending.pop()
            found.append(part)
            pending += self.jobs[part].parts
        return found

    def _critical(self, dates: Dates) -> set[int]:
        """From the launch, or the last end, back along what determines each beginning; nothing without dependencies."""
        if not self.ties:
            return set()
        goals = self._goals(dates)
        found: set[int] = set()
        pending = list(goals)
        while pending:
            task = pending.pop()
            if task in found:
                continue
            found.add(task)
            pending += self._drivers(task, dates)
            if self.jobs[task].parts:
                pending += [part for part in self.jobs[task].parts if dates.end[part] == dates.end[task]]
        return found

    def _drivers(self, task: int, dates: Dates) -> list[int]:
        drivers = list(dates.driving[task])
        if dates.origin[task] != "backward":  # what was counted back determines nothing in front of it
            drivers = [each for each in drivers if dates.origin[each] != "backward"]
        if self.launching[task]:
            drivers += self._tightest(task, dates)
        above = self.jobs[task].parent
        while above is not None and dates.start[above] == dates.start[task]:
            drivers += dates.driving[above]
            above = self.jobs[above].parent
        return drivers

    def _goals(self, dates: Dates) -> list[int]:
        tied = {tie.target for tie in self.ties}
        launches = [index for index, launching in enumerate(self.launching) if launching and index in tied]
        if launches:
            return launches
        last = max((end for end in dates.end if end is not None), default=0)
        return [
            index for index, end in enumerate(dates.end)
            if end == last and not self.jobs[index].parts and not self.tasks[index].ongoing
        ]  # fmt: skip

    def _tightest(self, task: int, dates: Dates) -> list[int]:
        """Of what the launch comes after, that which leaves it the least time."""
        gaps: dict[int, int] = {}
        for number, tie in enumerate(self.ties):
            end = dates.end[tie.source]
            if tie.target == task and number not in dates.dropped and end is not None:
                gaps[tie.source] = self.clock.with_lag(end, tie.sign, tie.lag)
        gaps = {each: end for each, end in gaps.items() if dates.origin[each] != "backward"} or gaps
        return [source for source, end in gaps.items() if end == max(gaps.values())]

    # what happened so far

    def _forecast(self, network: Network, dates: Dates) -> Dates | None:
        """The dates with what really happened, and everything behind it pushed on; None where nothing happened yet."""
        if not any(task.actual for task in self.tasks):
            return None
        jobs = [self._expected(index, network, dates) for index in range(len(self.jobs))]
        return replace_jobs(network, jobs).forward()

    def _expected(self, index: int, network: Network, dates: Dates) -> Job:
        task, job, start, end = self.tasks[index], self.jobs[index], dates.start[index], dates.end[index]
        expected = Job(job.parent, milestone=job.milestone, length=job.length, parts=job.parts)
        if job.parts:
            expected.start = job.start
            whole = all(is_done(self.tasks[part]) for part in self._below(index))
            expected.until = None if whole else job.end
            return expected
        if start is not None and end is not None:
            expected.length = None if job.milestone else network.length_of(index, start, end)
            expected.floor = start if dates.origin[index] != "forward" else None
        if task.actual and (happened := self._stint(task.actual, bool(task.milestone))):
            expected.start = happened.start
            if _is_over(task.actual, task):
                expected.end = happened.end
        return expected


def replace_jobs(network: Network, jobs: list[Job]) -> Network:
    """The same network over other dates."""
    return Network(jobs, network.ties, network.clock)


def _is_over(actual: Span, task: Task) -> bool:
    return bool(actual.end or actual.duration or task.milestone)


def _wait(lag: Lag) -> Amount | None:
    told = Amount.of(Length.of(lag.length))
    return Amount(lag.sign * told.count, told.unit) if told else None


def _minutes(amount: Amount | None) -> int:
    return amount.count * {"wd": DAY, "d": DAY, "w": 7 * DAY, "min": 1}[amount.unit] if amount else 0


def _add_states(rows: list[dict[str, Any]], jobs: Sequence[Job]) -> None:
    """Progress and status, from the parts up: a row's parts stand behind it."""
    for row in reversed(rows):
        task = row["task"]
        parts = [rows[part] for part in jobs[row["index"]].parts if rows[part]["status"] != "cancelled"]
        row["progress"] = _progress(task, parts)
        if task.status is None:
            row["status"] = _status(task, [part["status"] for part in parts], row["progress"])


def _progress(task: Task, parts: list[dict[str, Any]]) -> float | None:
    if task.progress:
        return task.progress.value / 100
    if task.status == "done" or (not task.tasks and is_done(task)):
        return 1.0
    if task.items.root and not parts and (tally := task.tally).total:
        return tally.done / tally.total
    if not parts or all(part["progress"] is None for part in parts):
        return None
    weights = [max(1, each.end - each.start) if (each := part.get("stint")) else 1 for part in parts]
    done = sum((part["progress"] or 0) * weight for part, weight in zip(parts, weights, strict=True))
    return float(done / sum(weights))


def _status(task: Task, parts: list[str], progress: float | None) -> str:
    if (parts and all(part == "done" for part in parts)) or (not parts and (is_done(task) or progress == 1)):
        return "done"
    begun = bool(progress) or bool(task.actual) or any(part in ("done", "in progress", "late") for part in parts)
    return "in progress" if begun else "planned"
