"""From the plan's words to numbers: what tasks say of their dates, and what they come after."""

from __future__ import annotations

from collections.abc import Iterator

from launchbook.core.problem import Path, Rejected
from launchbook.core.time import Frame, Instant, Span
from launchbook.sections.timeline.clock import DAY, Clock, Length
from launchbook.sections.timeline.network import Job, Tie
from launchbook.sections.timeline.rows import LAUNCH_AFTER, ScheduledTask, ShownLength, Stint, TaskLink
from launchbook.sections.timeline.tasks import Lag, Predecessor, Task, Work, is_done, says_standing


class ScheduleInput:
    """Tasks and phases as rows, jobs and ties."""

    def __init__(self, work: Work, frame: Frame) -> None:
        self.frame, self.clock = frame, Clock(frame)
        self.launch_after = work.launch_after.root
        self.faults: list[tuple[Path, Rejected]] = []
        self.rows: list[ScheduledTask] = []
        rows_by_path: dict[Path, ScheduledTask] = {}
        for path, task in work.every_task():
            rows_by_path[path] = self._add(path, task, rows_by_path.get(path[:-2]))
        for row in reversed(self.rows):
            if row.parts and all(part.cancelled for part in row.parts) and not says_standing(row.task):
                row.status = "cancelled"
        self._mark_launches()
        self.jobs = [self._job(row) for row in self.rows]
        self.links, self.ties = self._ties()

    def _add(self, path: Path, task: Task, parent: ScheduledTask | None) -> ScheduledTask:
        """Cancelled is a task by its own word, or with what it is part of where it says nothing."""
        status = task.status or ("done" if is_done(task) else "cancelled" if parent and parent.cancelled else "planned")
        row = ScheduledTask(len(self.rows), path, task, parent, status, words=task.when or "")
        if task.said and self.frame.afloat(task.said):
            row.afloat, row.words = True, str(task.said)
        self.rows.append(row)
        if parent:
            parent.parts.append(row)
        return row

    def _mark_launches(self) -> None:
        """Find the tasks that are the launch; work that begins at T is it only where nothing else says what T comes after.

        Where none is, and `launch_after` names what the launch comes after, it is added as an implicit milestone.
        """
        at_launch = [row for row in self.rows if self._launches(row.task)]
        points = [row for row in at_launch if row.task.milestone or row.task.releasing or not _lasts(row.task)]
        if not points and self.launch_after:
            launch = Task.model_validate({"title": "T", "at": "T", "milestone": True})
            points = [self._add(LAUNCH_AFTER, launch, None)]
        for row in points or [row for row in at_launch if row.task.after.root]:
            row.launches = True

    def _launches(self, task: Task) -> bool:
        """Whether a task is at the launch: said as `T`, or releasing at that moment."""
        first = task.at.start if task.at else task.start or (task.end if task.milestone else None)
        if first is None or task.tasks:
            return False
        if first.kind == "relative" and first.shift is None and first.clock is None:
            return True
        return bool(task.releasing) and str(first.resolve(self.frame)) == str(self.frame.launch)

    def _job(self, row: ScheduledTask) -> Job:
        task = row.task
        parent, parts = row.parent.index if row.parent else None, [part.index for part in row.parts]
        job = Job(parent, milestone=row.milestone, fixed=row.launches, parts=parts, afloat=row.afloat)
        if task.deadline and not self.frame.afloat(task.deadline):
            job.deadline = row.deadline = self.clock.finish(task.deadline.resolve(self.frame))
        if row.afloat:
            row.length = ShownLength.of(Length.of(task.length)) if task.length else None
            if row.launches and self.frame.launch.precision != "none":
                job.start = self.clock.finish(self.frame.launch)  # at the latest
            return job
        start, end, length = self._said(row)
        if job.milestone:
            point = start or end
            job.start = self.clock.finish(point) if point else None
            row.start_as = row.end_as = point.precision if point else "day"
            job.day = row.end_as != "minute"
            return job
        job.length = length or (Length.of(task.duration) if task.duration else None)
        row.length = ShownLength.of(job.length) if job.length else None
        job.start = self.clock.begin(start) if start else None
        job.end = self.clock.finish(end) if end else None
        one_day = task.at and start and start.precision != "minute"  # what says only its start lasts as its parts do
        lasts = row.group or task.ends_after.root
        if start and job.end is None and job.length is None and (one_day or not lasts):
            job.end = self.clock.finish(start)
        row.start_as = start.precision if start else "day"
        row.end_as = end.precision if end else row.start_as if job.end is not None or job.length else "day"
        return job

    def _said(self, row: ScheduledTask) -> tuple[Instant | None, Instant | None, Length | None]:
        """The dates that a task says itself. An end may lean on the start: `12-30` to `01-05`."""
        said = row.task.said
        if not isinstance(said, Span):
            instant = said.resolve(self.frame) if said else None
            return (instant, None, None) if row.task.start else (None, instant, None)
        if said.duration:
            return said.start.resolve(self.frame), None, Length.of(said.duration)
        try:
            return *said.resolve(self.frame), None
        except Rejected as rejected:
            self.faults.append(((*row.path, "at" if row.task.at else "end"), rejected))
            return None, None, None

    def _ties(self) -> tuple[list[TaskLink], list[Tie]]:
        """Dependencies whose task exists and is not cancelled, each once."""
        rows_by_id = {str(row.task.id): row for row in reversed(self.rows) if row.task.id}
        links: dict[tuple[int, int, str], TaskLink] = {}
        ties: list[Tie] = []
        for row, path, after, to_end in self._dependencies():
            source, lag = rows_by_id.get(str(after.task)), after.lag
            if source is None or row.cancelled or source.cancelled:
                continue
            key = source.index, row.index, f"{after.of} {to_end} {lag or ''}"
            if key not in links:
                sign, length = (lag.sign, Length.of(lag.counted)) if lag else (1, Length())
                from_start = after.of == "start"
                ties.append(Tie(source.index, row.index, sign, length, from_start, to_end))
                wait = _wait(lag) if lag else None
                links[key] = TaskLink(source.index, row.index, lag, wait, path, from_start, to_end)
        return list(links.values()), ties

    def _dependencies(self) -> Iterator[tuple[ScheduledTask, Path, Predecessor, bool]]:
        """Every task that comes after another, where that is said, and whether it is its end that does."""
        for row in self.rows:
            for key, root in (("after", row.task.after.root), ("ends_after", row.task.ends_after.root)):
                for number, after in enumerate(root):
                    yield row, (*row.path, key, number), after, key == "ends_after"
        for number, after in enumerate(self.launch_after):
            yield next(row for row in self.rows if row.launches), (*LAUNCH_AFTER, number), after, False

    def stint(self, span: Span | None, milestone: bool) -> Stint | None:
        if span is None or self.frame.afloat(span):
            return None
        start, end = span.resolve(self.frame)
        last = self.clock.finish(end or start)
        if span.duration:
            last = self.clock.after(self.clock.begin(start), Length.of(span.duration))
        return Stint(last if milestone else self.clock.begin(start), last)

    def amount(self, start: int, end: int, workdays: bool) -> ShownLength:
        """From one tick to another. From the end of a day it is told in whole days, from a time of day in minutes."""
        if start % DAY:
            return ShownLength(end - start, "min")
        end = end // DAY * DAY
        if workdays or self.clock.calendar.declared:
            return ShownLength(self.clock.workdays_between(start, end), "wd")
        return ShownLength((end - start) // DAY, "d")


def _lasts(task: Task) -> bool:
    return bool(task.duration or task.end or task.ongoing or (task.at and (task.at.end or task.at.duration)))


def _wait(lag: Lag) -> ShownLength | None:
    told = None if lag.length.low else ShownLength.of(Length.of(lag.length))
    return ShownLength(lag.sign * told.count, told.unit) if told else None
