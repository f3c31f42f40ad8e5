"""The ways to the launch: what has to be finished before it, and which of them is the critical one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from launchbook.sections.timeline.network import Dates
from launchbook.sections.timeline.reading import ScheduleInput
from launchbook.sections.timeline.rows import ShownLength


class Ways:
    """Dates, seen from the launch; where no task is the launch, from the last end."""

    def __init__(self, reading: ScheduleInput, dates: Dates) -> None:
        self.reading, self.dates, self.clock = reading, dates, reading.clock
        self.jobs, self.ties = reading.jobs, reading.ties
        self.launches = [row.index for row in reading.rows if row.launches]

    @property
    def leads(self) -> bool:
        """Whether the launch comes after anything."""
        return bool(self._before())

    def ready(self) -> tuple[int | None, ShownLength | None]:
        """When everything before the launch is finished, and how long before it, where its day is known."""
        before = self._before()
        ends = [end for index in self._unless_backward(before) if (end := self.dates.end[index]) is not None]
        starts = [start for index in self.launches if (start := self.dates.start[index]) is not None]
        if not ends or not starts:
            return max(ends) if ends and self.reading.frame.undated else None, None
        launch, ready = min(*starts, self.clock.begin(self.reading.frame.launch)), max(ends)
        return ready, self.reading.amount(ready, launch if ready <= launch else min(starts), False)

    def _unless_backward(self, tasks: Iterable[int]) -> list[int]:
        """Tasks without those that were counted back, unless there are no others."""
        tasks = list(tasks)
        return [task for task in tasks if self.dates.origin[task] != "backward"] or tasks

    def _around(self, task: int) -> Iterable[int]:
        """A task and what it is part of."""
        around: int | None = task
        while around is not None:
            yield around
            around = self.jobs[around].parent

    def _before(self) -> set[int]:
        """Everything that the launch comes after, parts and what is around them included."""
        sources: list[list[int]] = [[] for _ in self.jobs]
        for number, tie in enumerate(self.ties):
            if number not in self.dates.dropped:
                sources[tie.target].append(tie.source)

        def following(task: int) -> list[int]:
            return [*self.jobs[task].parts, *(source for around in self._around(task) for source in sources[around])]

        return _reached(self.launches, following) - set(self.launches)

    def critical(self, linked: Sequence[bool]) -> set[int]:
        """From the launch, or the last end, back along what determines each beginning; nothing without dependencies."""
        return _reached(self._goals(linked), self._drivers) if self.ties else set()

    def _drivers(self, task: int) -> list[int]:
        drivers = self.dates.driving[task]
        if self.dates.origin[task] != "backward":  # what was counted back determines nothing in front of it
            drivers = [driver for driver in drivers if self.dates.origin[driver] != "backward"]
        drivers = [*drivers, *(self._tightest(task) if task in self.launches else ())]
        for around in list(self._around(task))[1:]:
            if self.dates.start[around] != self.dates.start[task]:
                break
            drivers += self.dates.driving[around]
        return drivers + [part for part in self.jobs[task].parts if self.dates.end[part] == self.dates.end[task]]

    def _goals(self, linked: Sequence[bool]) -> list[int]:
        tied = {tie.target for tie in self.ties}
        launches = [index for index in self.launches if index in tied]
        if launches:
            return launches
        ends = [end if counts else None for end, counts in zip(self.dates.end, linked, strict=True)]
        last = max((end for end in ends if end is not None), default=0)
        rows = self.reading.rows
        return [row.index for row in rows if ends[row.index] == last and not row.group and not row.ongoing]

    def _tightest(self, task: int) -> list[int]:
        """Of what the launch comes after, that which leaves it the least time."""
        gaps: dict[int, int] = {}
        for number, tie in enumerate(self.ties):
            end = (self.dates.start if tie.from_start else self.dates.end)[tie.source]
            if tie.target == task and number not in self.dates.dropped and end is not None:
                gaps[tie.source] = self.clock.with_lag(end, tie.sign, tie.lag)
        sources = self._unless_backward(gaps)
        return [source for source in sources if gaps[source] == max(gaps[other] for other in sources)]


def _reached(starts: Iterable[int], following: Callable[[int], Iterable[int]]) -> set[int]:
    """Everything that can be reached from some tasks. No recursion: a chain may be long."""
    reached: set[int] = set()
    pending = list(starts)
    while pending:
        task = pending.pop()
        if task not in reached:
            reached.add(task)
            pending += following(task)
    return reached
