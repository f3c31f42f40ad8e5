"""The schedule of a timeline: from what it says to rows with dates, slack, and what slipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from launchbook.core.problem import Rejected, say
from launchbook.core.quantity import Duration
from launchbook.core.reference import PersonRef
from launchbook.core.time import Frame, Instant, Span
from launchbook.core.workdays import OUTSIDE
from launchbook.sections.timeline.clock import DAY, Length
from launchbook.sections.timeline.network import Dates, Job, Network
from launchbook.sections.timeline.reading import ScheduleInput
from launchbook.sections.timeline.rows import (
    LAUNCH_AFTER,
    Outside,
    Schedule,
    ScheduledTask,
    ShownLength,
    Stint,
    TaskLink,
)
from launchbook.sections.timeline.states import add_states
from launchbook.sections.timeline.tasks import Task, Work, is_done
from launchbook.sections.timeline.ways import Ways


def compute(work: Work, frame: Frame, leads: Mapping[str, PersonRef | None] | None = None) -> Schedule:
    """The schedule of tasks and phases. Pure: the same work and frame give the same schedule.

    `leads` are the owners of tracks, for tasks that name nobody.
    """
    return _ScheduleBuilder(ScheduleInput(work, frame), leads or {}).schedule()


class _ScheduleBuilder:
    """One computation, from the plan's words to numbers and back."""

    def __init__(self, reading: ScheduleInput, leads: Mapping[str, PersonRef | None]) -> None:
        self.reading, self.leads = reading, leads
        self.frame, self.clock, self.tasks, self.paths = reading.frame, reading.clock, reading.tasks, reading.paths
        self.parents, self.jobs, self.faults = reading.parents, reading.jobs, list(reading.faults)

    def schedule(self) -> Schedule:
        launch = self.clock.begin(self.frame.launch)
        try:
            return self._computed(launch)
        except (Rejected, OverflowError) as error:
            fault = error if isinstance(error, Rejected) else _outside()
        faults = (*self.faults, (("timeline",), fault))
        rows = [ScheduledTask(**self._bare(index)) for index in range(len(self.tasks))]
        day = launch // DAY * DAY
        return Schedule(tuple(rows), (), day, day + DAY, launch, faults=faults)

    def _computed(self, launch: int) -> Schedule:
        network = Network(self.jobs, self.reading.ties, self.clock, self.clock.finish(self.frame.launch))
        dates = network.dates()
        forecast = self._forecast(network, dates)
        critical = Ways(self.reading, dates).critical(network.linked)
        rows = self._rows(network, dates, forecast, critical)
        links = [
            link if number not in dates.broken and not (link.source in critical and link.target in critical)
            else replace(
                link, critical=link.source in dates.driving[link.target], broken=dates.broken.get(number, 0)
            )
            for number, link in enumerate(self.reading.links)
        ]  # fmt: skip
        return self._whole(rows, tuple(links), dates, critical, launch)

    def _whole(
        self, rows: list[ScheduledTask], links: tuple[TaskLink, ...], dates: Dates, critical: set[int], launch: int
    ) -> Schedule:
        stints = [each for row in rows for each in (row.stint, row.baseline, row.forecast, row.actual) if each]
        start = min((each.start for each in stints), default=launch) // DAY * DAY
        end = -(-max((each.end for each in stints), default=launch + DAY) // DAY) * DAY
        last = max((row.stint.end for row in rows if row.stint), default=None)
        ready, margin = Ways(self.reading, dates).ready()
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

    def _moved(self, row: ScheduledTask) -> Instant | None:
        """When the launch can take place; one that is said as a day, on the day on which all is done."""
        if row.forecast is None:
            return None
        whole = row.milestone and not row.timed_end
        return self.clock.end_of(row.forecast.end, False) if whole else self.clock.start_of(row.forecast.start, False)

    def _unknown_years(self, start: int, end: int) -> tuple[int, ...]:
        first, last = self.clock.start_of(start, False).at.year, self.clock.end_of(end, False).at.year
        return tuple(year for year in range(first, min(last, first + 50) + 1) if not self.frame.calendar.known(year))

    # from numbers to rows

    def _bare(self, index: int) -> dict[str, Any]:
        """What a row has before anything is computed."""
        task, parent, path, job = self.tasks[index], self.parents[index], self.paths[index], self.jobs[index]
        numbers = [str(int(part) + 1) for part in path[2::2]] if path[1] == "tasks" else []
        numbers = ["T"] if path == LAUNCH_AFTER else numbers
        track, above = task.track, parent
        while track is None and above is not None:
            track, above = self.tasks[above].track, self.parents[above]
        lead = self.leads.get(str(track)) if track else None
        return {
            "index": index, "task": task, "path": path, "parent": parent, "depth": (len(path) - (3 if path[1] == "phases" else 2)) // 2,
            "group": bool(task.tasks), "number": ".".join(numbers), "owners": task.everyone or ((lead,) if lead else ()),
            "track": str(track or ""),
            "status": "cancelled" if self.reading.given_up[index] else task.status or ("done" if is_done(task) else "planned"),
            "length": ShownLength.of(job.length) if job.length else None,
            "words": self.reading.words(task),
        }  # fmt: skip

    def _rows(self, network: Network, dates: Dates, forecast: Dates | None, critical: set[int]) -> list[ScheduledTask]:
        horizon = max((end for end in dates.end if end is not None), default=0)
        rows = [self._row(index, network, dates, forecast, horizon) for index in range(len(self.tasks))]
        for row, linked in zip(rows, network.linked, strict=True):
            row["linked"] = linked
        for index in critical:
            rows[index]["critical"] = True
        add_states(rows, self.jobs)
        return [ScheduledTask(**row) for row in rows]

    def _row(self, index: int, network: Network, dates: Dates, forecast: Dates | None, horizon: int) -> dict[str, Any]:
        row, task, job, clock = self._bare(index), self.tasks[index], self.jobs[index], self.clock
        baseline = self.reading.stint(task.baseline, bool(task.milestone))
        row |= {
            "origin": dates.origin[index],
            "deadline": job.deadline,
            "baseline": baseline,
            "launches": self.reading.launching[index],
        }
        start, end, late = dates.start[index], dates.end[index], dates.late[index]
        if start is None or end is None or self._afloat(index, dates):
            row["actual"] = self.reading.stint(task.actual, bool(task.milestone))
            return row
        timed_start, timed_end = self.reading.timed[index]
        stint = Stint(start, max(end, horizon) if task.ongoing else end)
        length = network.length_of(index, start, end)
        moved = None
        if forecast and (since := forecast.start[index]) is not None and (until := forecast.end[index]) is not None:
            moved = Stint(since, until)
        point = start == end
        workdays = bool(length.workdays)
        if point and (job.milestone or job.start is None):  # the end of the day on which it is reached
            first = clock.end_of(start, timed_start or timed_end)
        else:
            first = clock.start_of(start, timed_start)
        row |= {
            "stint": stint,
            "start": first,
            "end": first if point else self._last(start, end, timed_start, timed_end, length),
            "timed_start": timed_start or start % DAY != 0,
            "timed_end": timed_end or (end % DAY != 0 and not _in_days(start, timed_start, length)),
            "said": None if point else self._said(task, start, end),
            "length": None if point or task.ongoing else self._length(start, end, length, job),
            "late": late,
            "slack": None
            if late is None or task.ongoing or job.fixed or row["origin"] == "backward"
            else self.reading.amount(end, late, workdays),
            "actual": self._actual(task, moved),
            "forecast": moved,
            "forecast_start": self._begins(task, moved, timed_start, point) if moved else None,
            "forecast_end": clock.end_of(moved.end, timed_end) if moved else None,
            "planned_end": clock.end_of(baseline.end if baseline else end, timed_end and not baseline),
            "slip": self._slip(stint, baseline, moved, workdays),
        }
        return row

    def _afloat(self, index: int, dates: Dates) -> bool:
        """Whether its dates would be those of a launch of which only the month is known."""
        counted = dates.origin[index] == "backward" and self.jobs[index].deadline is None
        words = self.reading.words(self.tasks[index]) != str(self.tasks[index].when or "")
        return self.frame.launch.precision == "month" and (counted or words)

    def _said(self, task: Task, start: int, end: int) -> Duration | None:
        """Its length as it is written, where that is not what it comes to."""
        said = task.length
        return said if said and self.clock.after(start, Length.of(said)) != end else None

    def _last(self, start: int, end: int, timed_start: bool, timed_end: bool, length: Length) -> Instant:
        """Its end; the day of it, where it begins with a day and its length is part of one."""
        if not timed_end and _in_days(start, timed_start, length):
            return self.clock.end_of(-(-end // DAY) * DAY, False)
        return self.clock.end_of(end, timed_end)

    def _actual(self, task: Task, moved: Stint | None) -> Stint | None:
        found = self.reading.stint(task.actual, bool(task.milestone))
        if found and moved and task.actual and not _is_over(task.actual, task):
            return Stint(found.start, max(found.start, moved.end))
        return found

    def _begins(self, task: Task, moved: Stint, timed: bool, point: bool) -> Instant:
        """When it begins with what happened so far, as exactly as that is said."""
        if point and moved.start == moved.end:
            return self.clock.end_of(moved.end, timed)
        happened = task.actual.start.resolve(self.frame) if task.actual else None
        return self.clock.start_of(moved.start, happened.precision == "minute" if happened else timed)

    def _slip(self, stint: Stint, baseline: Stint | None, moved: Stint | None, workdays: bool) -> ShownLength | None:
        now = moved or stint
        planned = baseline or (stint if moved else None)
        return self.reading.amount(planned.end, now.end, workdays) if planned else None

    def _length(self, start: int, end: int, length: Length, job: Job) -> ShownLength:
        """How long a row takes: as it says, or as its plan counts."""
        if job.length and not job.parts and job.end is None and (said := ShownLength.of(job.length)):
            return said
        if length.minutes or start % DAY or end % DAY:
            whole = not (end - start) % DAY and not (length.minutes and start % DAY)
            return ShownLength((end - start) // DAY, "d") if whole else ShownLength(end - start, "min")
        if length.workdays and not length.days:
            return ShownLength(length.workdays, "wd")
        return ShownLength((end - start) // DAY, "d")

    def _delay(self, start: int, end: int) -> ShownLength:
        """How much later the launch is: in days, unless it is the same day."""
        if start // DAY == end // DAY:
            return ShownLength(end - start, "min")
        return self.reading.amount(start // DAY * DAY, end, False)

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
            expected.start, expected.length = job.start, None
            whole = all(is_done(self.tasks[part]) for part in self.reading.below(index))
            expected.until = None if whole else self._written_end(index) or None
            return expected
        if start is not None and end is not None:
            expected.length = None if job.milestone else network.length_of(index, start, end)
            if dates.origin[index] != "forward":
                expected.floor, expected.until = start, end
        if task.actual and (happened := self.reading.stint(task.actual, bool(task.milestone))):
            expected.start = happened.start
            if job.milestone and self.reading.timed[index][1] and not happened.start % DAY:
                expected.start = happened.start - DAY  # some time on that day
            if _is_over(task.actual, task):
                expected.end = happened.end
        return expected


def _outside() -> Rejected:
    return Rejected(OUTSIDE, say("the dates lie outside the calendar"), say("Years run from 1 to 9999."))


def replace_jobs(network: Network, jobs: list[Job]) -> Network:
    """The same network over other dates."""
    return Network(jobs, network.ties, network.clock)


def _in_days(start: int, timed: bool, length: Length) -> bool:
    """Whether a time of day would say more than the plan: half a day of a day, four hours of it."""
    return not timed and start % DAY == 0 and (length.in_days or 0 < length.minutes < DAY)


def _is_over(actual: Span, task: Task) -> bool:
    return bool(actual.end or actual.duration or task.milestone)
