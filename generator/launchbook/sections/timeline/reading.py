"""From the plan's words to numbers: what tasks say of their dates, and what they come after."""

from __future__ import annotations

from collections.abc import Iterator

from launchbook.core.problem import Path, Rejected
from launchbook.core.time import Frame, Instant, Moment, Span
from launchbook.sections.timeline.clock import DAY, Clock, Length
from launchbook.sections.timeline.network import Job, Tie
from launchbook.sections.timeline.rows import LAUNCH_AFTER, ShownLength, Stint, TaskLink
from launchbook.sections.timeline.tasks import Lag, Predecessor, Task, Work, is_done


class ScheduleInput:
    """Tasks and phases as jobs and ties."""

    def __init__(self, work: Work, frame: Frame) -> None:
        self.frame, self.clock = frame, Clock(frame)
        self.paths: list[Path] = []
        self.tasks: list[Task] = []
        for path, task in work.every_task():
            self.paths.append(path)
            self.tasks.append(task)
        self.launch_after = work.launch_after.root
        self.faults: list[tuple[Path, Rejected]] = []
        self.parents = self._parents()
        self.given_up = self._given_up()
        self.timed: list[tuple[bool, bool]] = [(False, False)] * len(self.tasks)
        self.launching = self._launching()
        if self.launch_after and True not in self.launching:
            self._add_launch()
        self.jobs = [self._job(index) for index in range(len(self.tasks))]
        for index, parent in enumerate(self.parents):
            if parent is not None:
                self.jobs[parent].parts.append(index)
        self.links, self.ties = self._ties()

    def _add_launch(self) -> None:
        """The launch as an implicit milestone."""
        self.paths.append(LAUNCH_AFTER)
        self.tasks.append(Task.model_validate({"title": "T", "at": "T", "milestone": True}))
        self.parents.append(None)
        self.timed.append((False, False))
        self.launching.append(True)
        self.given_up.append(False)

    def _parents(self) -> list[int | None]:
        places = {path: index for index, path in enumerate(self.paths)}
        return [places.get(path[:-2]) for path in self.paths]

    def _given_up(self) -> list[bool]:
        """Which tasks are cancelled: by their own word, or with what they are part of where they say nothing."""
        given_up: list[bool] = []
        for task, parent in zip(self.tasks, self.parents, strict=True):
            around = parent is not None and given_up[parent]
            given_up.append(task.status == "cancelled" or (around and task.status is None and not is_done(task)))
        return given_up

    def _launching(self) -> list[bool]:
        """Which tasks are the launch; work that begins at T is it only where nothing else says what T comes after."""
        at_launch = [self._launches(task) for task in self.tasks]
        points = [
            found and bool(task.milestone or task.releasing or not (task.duration or _lasts(task)))
            for found, task in zip(at_launch, self.tasks, strict=True)
        ]
        if True in points or self.launch_after:
            return points
        return [found and bool(task.after.root) for found, task in zip(at_launch, self.tasks, strict=True)]

    def _launches(self, task: Task) -> bool:
        """Whether a task is at the launch: said as `T`, or releasing at that moment."""
        first = task.at.start if task.at else task.start or (task.end if task.milestone else None)
        if first is None or task.tasks:
            return False
        if first.kind == "relative" and first.shift is None and first.clock is None:
            return True
        return bool(task.releasing) and str(first.resolve(self.frame)) == str(self.frame.launch)

    def _job(self, index: int) -> Job:
        task = self.tasks[index]
        job = Job(self.parents[index], milestone=bool(task.milestone) and not task.tasks, fixed=self.launching[index])
        deadline = self._resolved(task.deadline)
        job.deadline = self.clock.finish(deadline) if deadline else None
        job.length = Length.of(task.duration) if task.duration else None
        start, end, length = self._said(index, task)
        job.length = length or job.length
        if job.milestone:
            point = start or end
            job.start = self.clock.finish(point) if point else None
            self.timed[index] = (bool(point and point.precision == "minute"),) * 2
            job.day = not (point and point.precision == "minute")
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
            length = Length.of(task.at.duration) if task.at and task.at.duration else None
            if task.at and (length or self._afloat(task.at.start) or self._afloat(task.at.end)):
                return self._resolved(task.at.start), self._resolved(task.at.end), length
            if task.at:
                return *task.at.resolve(self.frame), None
            if task.start and task.end:
                span = Span(f"{task.start} .. {task.end}", task.start, task.end)
                return *span.resolve(self.frame), None
        except Rejected as rejected:
            self.faults.append(((*self.paths[index], "at" if task.at else "end"), rejected))
            return None, None, None
        return self._resolved(task.start), self._resolved(task.end), None

    def _afloat(self, moment: Moment | None) -> bool:
        """Whether it hangs on a launch of which only the month is known."""
        return moment is not None and bool(moment.resolve(self.frame).afloat)

    def _resolved(self, moment: Moment | None) -> Instant | None:
        return None if moment is None or self._afloat(moment) else moment.resolve(self.frame)

    def words(self, task: Task) -> str:
        """When a task is, as far as only words say it."""
        said = [task.at] if task.at else [each for each in (task.start, task.end) if each]
        bounds = [each for span in said for each in ((span.start, span.end) if isinstance(span, Span) else (span,))]
        unknown = any(self._afloat(bound) or (bound and self.at_some_launch(bound)) for bound in bounds)
        return " – ".join(map(str, said)) if unknown else task.when or ""

    def at_some_launch(self, moment: Moment) -> bool:
        """Whether it is a launch of which only the month is known."""
        return moment.kind == "relative" and moment.resolve(self.frame).precision == "month"

    def _ties(self) -> tuple[list[TaskLink], list[Tie]]:
        """Dependencies whose task exists and is not cancelled."""
        places: dict[str, int] = {}
        for index, task in enumerate(self.tasks):
            if task.id:
                places.setdefault(str(task.id), index)
        known: set[tuple[int, int, str]] = set()
        links: list[TaskLink] = []
        ties: list[Tie] = []
        for index, path, after in self._dependencies():
            source, lag = places.get(str(after.task)), after.lag
            if source is None or self.given_up[index] or self.given_up[source]:
                continue
            if (said := (source, index, f"{after.of} {lag or ''}")) in known:
                continue  # said twice
            known.add(said)
            sign, length = (lag.sign, Length.of(lag.length)) if lag else (1, Length())
            ties.append(Tie(source, index, sign, length, after.of == "start"))
            links.append(
                TaskLink(source, index, str(lag or ""), _wait(lag) if lag else None, path, after.of == "start")
            )
        return links, ties

    def _dependencies(self) -> Iterator[tuple[int, Path, Predecessor]]:
        """Every task that comes after another, and where that is said."""
        for index, task in enumerate(self.tasks):
            for number, after in enumerate(task.after.root):
                yield index, (*self.paths[index], "after", number), after
        for number, after in enumerate(self.launch_after):
            yield self.launching.index(True), (*LAUNCH_AFTER, number), after

    def stint(self, span: Span | None, milestone: bool) -> Stint | None:
        if span is None or self._afloat(span.start) or self._afloat(span.end):
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

    def below(self, index: int) -> list[int]:
        found, pending = [], list(self.jobs[index].parts)
        while pending:
            part = pending.pop()
            found.append(part)
            pending += self.jobs[part].parts
        return found


def _lasts(task: Task) -> bool:
    return bool(task.end or task.ongoing or (task.at and (task.at.end or task.at.duration)))


def _wait(lag: Lag) -> ShownLength | None:
    told = ShownLength.of(Length.of(lag.length))
    return ShownLength(lag.sign * told.count, told.unit) if told else None
