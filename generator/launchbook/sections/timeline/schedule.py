"""The schedule of a timeline: from what it says to rows with dates, slack, and what slipped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from launchbook.core.problem import Rejected, say
from launchbook.core.time import Frame, Instant, Span
from launchbook.core.workdays import OUTSIDE
from launchbook.sections.timeline.clock import DAY, Length
from launchbook.sections.timeline.network import Dates, Job, Network
from launchbook.sections.timeline.reading import ScheduleInput
from launchbook.sections.timeline.rows import Outside, Schedule, ScheduledTask, ShownLength, Stint, TaskLink
from launchbook.sections.timeline.states import add_states
from launchbook.sections.timeline.tasks import Task, Work, is_done
from launchbook.sections.timeline.ways import Ways


def compute(work: Work, frame: Frame) -> Schedule:
    """The schedule of tasks and phases. Pure: the same work and frame give the same schedule."""
    reading = ScheduleInput(work, frame)
    launch = reading.clock.begin(frame.launch)
    try:
        return _ScheduleBuilder(reading).schedule(launch)
    except (Rejected, OverflowError) as error:
        fault = error if isinstance(error, Rejected) else _outside()
    bare = ScheduleInput(work, frame)
    day = launch // DAY * DAY
    return Schedule(tuple(bare.rows), (), day, day + DAY, launch, faults=(*bare.faults, (("timeline",), fault)))


def with_distances(schedule: Schedule, work: Work, frame: Frame) -> Schedule:
    """The schedule of a plan whose launch day is not known, with what is known of it all the same."""
    if not any(row.afloat for row in schedule.rows):
        return schedule
    counted = compute(work, frame.around_some_day)
    path = [schedule.by_path[row.path] for row in counted.path if row.path in schedule.by_path]
    critical = {row.index for row in path}
    for row in schedule.rows:
        row.critical = row.index in critical
    return replace(schedule, counted=counted, critical=tuple(row.index for row in path))


def _outside() -> Rejected:
    return Rejected(OUTSIDE, say("the dates lie outside the calendar"), say("Years run from 1 to 9999."))


class _ScheduleBuilder:
    """One computation, from the plan's words to numbers and back."""

    def __init__(self, reading: ScheduleInput) -> None:
        self.reading, self.frame, self.clock = reading, reading.frame, reading.clock
        self.rows, self.jobs = reading.rows, reading.jobs
        launch = None if self.frame.undated else self.clock.finish(self.frame.launch)
        self.network = Network(self.jobs, reading.ties, self.clock, launch)
        self.dates = self.network.dates()

    def schedule(self, launch: int) -> Schedule:
        dates, rows, clock = self.dates, self.rows, self.clock
        ways = Ways(self.reading, dates)
        critical = ways.critical(self.network.linked)
        self._fill_rows(self._forecast(), critical)
        stints = [stint for row in rows for stint in (row.stint, row.baseline, row.forecast, row.actual) if stint]
        start = min((stint.start for stint in stints), default=launch) // DAY * DAY
        end = -(-max((stint.end for stint in stints), default=launch + DAY) // DAY) * DAY
        last = max((row.stint.end for row in rows if row.stint), default=None)
        later = max((row.forecast.end for row in rows if row.forecast), default=None)
        ready, margin = ways.ready()
        forecast_launch, delay = self._delayed_launch()
        return Schedule(
            tuple(rows), tuple(self._links(critical)), start, end, launch,
            critical=tuple(sorted(critical, key=lambda task: (dates.end[task] is None, dates.end[task], dates.start[task], task))),
            ready=None if ready is None else clock.end_of(ready),
            margin=margin,
            finish=None if last is None else clock.end_of(last),
            forecast_launch=forecast_launch,
            delay=delay,
            forecast_finish=None if later is None or later == last else clock.end_of(later),
            cycles=tuple(dates.cycles),
            outside=tuple(self._outside()),
            faults=tuple(self.reading.faults),
            unknown_years=self._unknown_years(start, end),
            leads=ways.leads,
        )  # fmt: skip

    def _links(self, critical: set[int]) -> Iterable[TaskLink]:
        for number, link in enumerate(self.reading.links):
            drives = {link.source, link.target} <= critical and link.source in self.dates.driving[link.target]
            yield replace(link, critical=drives, broken=self.dates.broken.get(number, 0))

    def _delayed_launch(self) -> tuple[Instant | None, ShownLength | None]:
        """When the launch can take place, where that is later than T, and how much later."""
        launches = [(row, row.stint, row.forecast) for row in self.rows if row.launches and row.stint and row.forecast]
        delayed = [launch for launch in launches if launch[2].start > launch[1].start]
        if not delayed:
            return None, None
        row, stint, forecast = max(delayed, key=lambda launch: launch[2].start)
        clock, whole = self.clock, row.milestone and row.end is not None and row.end.precision != "minute"
        at = clock.end_of(forecast.end) if whole else clock.start_of(forecast.start)
        if stint.start // DAY == forecast.start // DAY:
            return at, ShownLength(forecast.start - stint.start, "min")
        return at, self.reading.amount(stint.start // DAY * DAY, forecast.start, False)

    def _unknown_years(self, start: int, end: int) -> tuple[int, ...]:
        first, last = self.clock.start_of(start).at.year, self.clock.end_of(end).at.year
        return tuple(year for year in range(first, min(last, first + 50) + 1) if not self.frame.calendar.known(year))

    # from numbers to rows

    def _fill_rows(self, forecast: Dates | None, critical: set[int]) -> None:
        horizon = max((end for end in self.dates.end if end is not None), default=0)
        self._keep_clocks()
        for row in self.rows:
            index = row.index
            row.linked, row.critical = self.network.linked[index], index in critical
            row.origin = self.dates.origin[index]
            row.baseline = self.reading.stint(row.task.baseline, bool(row.task.milestone))
            row.actual = self.reading.stint(row.task.actual, bool(row.task.milestone))
            start, end = self.dates.start[index], self.dates.end[index]
            if start is not None and end is not None:
                self._fill(row, start, end, horizon, _stint_of(forecast, index))
        add_states(self.rows)

    def _keep_clocks(self) -> None:
        """Tell as a time of day what hours lead to from one, also where it falls on midnight."""
        for node in self.network.order:
            index, is_end = divmod(node, 2)
            row, job, start = self.rows[index], self.jobs[index], self.dates.start[index] or 0
            if row.group:
                if is_end and job.end is None and self._ends_by_the_clock(job.parts, self.dates.end[index]):
                    row.end_as = "minute"
            elif (
                job.length
                and job.length.by_the_clock
                and not job.length.in_days
                and self.dates.origin[index] in ("forward", "backward")
            ):
                if row.start_as == "minute" or start % DAY:
                    row.end_as = "minute"
                elif self._ends_by_the_clock(self.dates.driving[index], start):
                    row.start_as = row.end_as = "minute"

    def _ends_by_the_clock(self, tasks: Iterable[int], tick: int | None) -> bool:
        """Whether one of these tasks ends then, at a time of day."""
        return any(self.rows[task].end_as == "minute" and self.dates.end[task] == tick for task in tasks)

    def _fill(self, row: ScheduledTask, start: int, end: int, horizon: int, moved: Stint | None) -> None:
        """The dates of a row, and what they come to."""
        job, clock = self.jobs[row.index], self.clock
        length = self.network.length_of(row.index, start, end)
        point, workdays = start == end, bool(length.workdays)
        row.stint = Stint(start, max(end, horizon) if row.ongoing else end)
        reached = point and (job.milestone or job.start is None)  # at the end of the day on which it is reached
        row.start = clock.end_of(start, row.end_as) if reached else clock.start_of(start, row.start_as)
        row.end = row.start if point else self._ends(row, start, end, length)
        written = row.task.length
        row.said = written if written and not point and clock.after(start, Length.of(written)) != end else None
        row.length = None if point or row.ongoing else self._length(start, end, length, job)
        row.late = self.dates.late[row.index]
        if row.late is not None and not (row.ongoing or job.fixed or row.origin == "backward"):
            row.slack = self.reading.amount(end, row.late, workdays)
        baseline = row.baseline
        row.planned_end = clock.end_of(baseline.end) if baseline else row.end
        if moved:
            row.forecast, row.forecast_start = moved, self._begins(row, moved, point)
            row.forecast_end = self._ends(row, moved.start, moved.end, length)
            if row.actual and row.task.actual and not _is_over(row.task.actual, row.task):
                row.actual = Stint(row.actual.start, max(row.actual.start, moved.end))
        if baseline or moved:
            row.slip = self.reading.amount((baseline or row.stint).end, (moved or row.stint).end, workdays)

    def _length(self, start: int, end: int, length: Length, job: Job) -> ShownLength:
        """How long a row takes: as it says, or as its dates come to, in working days where it says such or the plan has them."""
        said = ShownLength.of(job.length) if job.length else None
        if said and not job.parts and job.end is None:
            return said
        worked = self.clock.workdays_between(start, end) if said and said.unit == "wd" else 0
        if worked and (not (start % DAY or end % DAY) or self.clock.after(start, Length(workdays=worked)) == end):
            return ShownLength(worked, "wd")
        if length.minutes or start % DAY or end % DAY:
            whole = not (end - start) % DAY and not (length.minutes and start % DAY)
            return ShownLength((end - start) // DAY, "d") if whole else ShownLength(end - start, "min")
        if length.workdays and not length.days:
            return ShownLength(length.workdays, "wd")
        return ShownLength((end - start) // DAY, "d")

    def _begins(self, row: ScheduledTask, moved: Stint, point: bool) -> Instant:
        """When it begins with what happened so far, as exactly as that is said."""
        if point and moved.start == moved.end:
            return self.clock.end_of(moved.end, row.start_as)
        happened = row.task.actual.start.resolve(self.frame) if row.task.actual else None
        return self.clock.start_of(moved.start, happened.precision if happened else row.start_as)

    def _ends(self, row: ScheduledTask, start: int, end: int, length: Length) -> Instant:
        """When it ends: with a day, where a time of day would say more than the plan, half a day of a day or four hours."""
        whole = (
            row.start_as == row.end_as == "day" and start % DAY == 0 and (length.in_days or 0 < length.minutes < DAY)
        )
        return self.clock.end_of(-(-end // DAY) * DAY if whole else end, row.end_as)

    def _outside(self) -> Iterable[Outside]:
        """Parts that leave the dates which are written around them; the nearest written ones count."""
        for row in self.rows:
            start, end, whole = self.dates.start[row.index], self.dates.end[row.index], row.parent
            if start is None or end is None or whole is None or row.ongoing:
                continue
            begin, limit = self.jobs[whole.index].start, self._written_end(whole.index)
            if begin is not None and start < begin:
                yield Outside(row, whole, True)
            elif limit and end > limit:
                yield Outside(row, whole, False)

    def _written_end(self, index: int) -> int:
        job = self.jobs[index]
        if job.end is None and job.start is not None and job.length is not None:
            return self.clock.after(job.start, job.length)
        return job.end or 0

    # what happened so far

    def _forecast(self) -> Dates | None:
        """The dates with what really happened, and everything behind it pushed on; None where nothing happened yet."""
        if not any(row.task.actual for row in self.rows):
            return None
        return Network([self._expected(row) for row in self.rows], self.network.ties, self.clock).forward()

    def _expected(self, row: ScheduledTask) -> Job:
        task, index, job = row.task, row.index, self.jobs[row.index]
        start, end = self.dates.start[index], self.dates.end[index]
        expected = Job(job.parent, milestone=job.milestone, length=job.length, parts=job.parts, afloat=job.afloat)
        if job.parts:
            expected.start, expected.length = job.start, None
            whole = all(is_done(part.task) for part in row.below())
            expected.until = None if whole else self._written_end(index) or None
            return expected
        if start is not None and end is not None:
            open_length = job.milestone or self.network.stretches(index)
            expected.length = None if open_length else self.network.length_of(index, start, end)
            if self.dates.origin[index] != "forward":
                expected.floor, expected.until = start, end
        if task.actual and (happened := self.reading.stint(task.actual, bool(task.milestone))):
            expected.start, expected.begun = happened.start, True
            if job.milestone and row.end_as == "minute" and not happened.start % DAY:
                expected.start = happened.start - DAY  # some time on that day
            if _is_over(task.actual, task):
                expected.end = happened.end
        return expected


def _stint_of(dates: Dates | None, index: int) -> Stint | None:
    start, end = (dates.start[index], dates.end[index]) if dates else (None, None)
    return Stint(start, end) if start is not None and end is not None else None


def _is_over(actual: Span, task: Task) -> bool:
    return bool(actual.end or actual.duration or task.milestone)
