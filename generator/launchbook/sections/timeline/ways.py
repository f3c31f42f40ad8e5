"""The ways to the launch: what has to be finished before it, and which of them is the critical one."""

from __future__ import annotations

from collections.abc import Sequence

from launchbook.sections.timeline.network import Dates
from launchbook.sections.timeline.reading import ScheduleInput
from launchbook.sections.timeline.rows import ShownLength


class Ways:
    """Dates, seen from the launch; where no task is the launch, from the last end."""

    def __init__(self, reading: ScheduleInput, dates: Dates) -> None:
        self.reading, self.dates = reading, dates
        self.tasks, self.jobs, self.ties = reading.tasks, reading.jobs, reading.ties
        self.launching, self.clock = reading.launching, reading.clock

    def ready(self) -> tuple[int | None, ShownLength | None]:
        """When everything before the launch is finished, and how long before it."""
        launches = [index for index, launching in enumerate(self.launching) if launching]
        before = self._before(launches)
        forward = [index for index in before if self.dates.origin[index] != "backward"]
        ends = [end for index in forward or before if (end := self.dates.end[index]) is not None]
        starts = [start for index in launches if (start := self.dates.start[index]) is not None]
        if not ends or not starts:
            return None, None
        launch, ready = min(*starts, self.clock.begin(self.reading.frame.launch)), max(ends)
        return ready, self.reading.amount(ready, launch if ready <= launch else min(starts), False)

    def _before(self, targets: Sequence[int]) -> set[int]:
        """Everything that tasks come after, parts and what is around them included, themselves left out."""
        sources: list[list[int]] = [[] for _ in self.jobs]
        for number, tie in enumerate(self.ties):
            if number not in self.dates.dropped:
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

    def critical(self, linked: Sequence[bool]) -> set[int]:
        """From the launch, or the last end, back along what determines each beginning; nothing without dependencies."""
        if not self.ties:
            return set()
        goals = self._goals(linked)
        found: set[int] = set()
        pending = list(goals)
        while pending:
            task = pending.pop()
            if task in found:
                continue
            found.add(task)
            pending += self._drivers(task)
            if self.jobs[task].parts:
                pending += [part for part in self.jobs[task].parts if self.dates.end[part] == self.dates.end[task]]
        return found

    def _drivers(self, task: int) -> list[int]:
        drivers = list(self.dates.driving[task])
        if self.dates.origin[task] != "backward":  # what was counted back determines nothing in front of it
            drivers = [each for each in drivers if self.dates.origin[each] != "backward"]
        if self.launching[task]:
            drivers += self._tightest(task)
        above = self.jobs[task].parent
        while above is not None and self.dates.start[above] == self.dates.start[task]:
            drivers += self.dates.driving[above]
            above = self.jobs[above].parent
        return drivers

    def _goals(self, linked: Sequence[bool]) -> list[int]:
        tied = {tie.target for tie in self.ties}
        launches = [index for index, launching in enumerate(self.launching) if launching and index in tied]
        if launches:
            return launches
        ends = [end if each else None for end, each in zip(self.dates.end, linked, strict=True)]
        last = max((end for end in ends if end is not None), default=0)
        return [
            index for index, end in enumerate(ends)
            if end == last and not self.jobs[index].parts and not self.tasks[index].ongoing
        ]  # fmt: skip

    def _tightest(self, task: int) -> list[int]:
        """Of what the launch comes after, that which leaves it the least time."""
        gaps: dict[int, int] = {}
        for number, tie in enumerate(self.ties):
            end = (self.dates.start if tie.from_start else self.dates.end)[tie.source]
            if tie.target == task and number not in self.dates.dropped and end is not None:
                gaps[tie.source] = self.clock.with_lag(end, tie.sign, tie.lag)
        gaps = {each: end for each, end in gaps.items() if self.dates.origin[each] != "backward"} or gaps
        return [source for source, end in gaps.items() if end == max(gaps.values())]
