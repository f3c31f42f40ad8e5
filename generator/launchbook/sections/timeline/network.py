"""The network of tasks: what comes after what, forward to dates, backward to late dates. Pure, and numbers only.

Every task is two nodes, its beginning and its end. A part begins after its parent begins and ends before it ends, so
that a dependency on a parent is one on all its parts. Nothing here recurses: a chain may be as long as it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from launchbook.sections.timeline.clock import DAY, Clock, Length

MANY_CYCLES = 50
"""After so many cycles, what is left is one tangle: all its dependencies are left out."""
ROUNDS = 4
"""So often what was counted back dates what comes after it, and that, what comes before it."""
NONE = Length()
Ticks = list[int | None]
"""Of every task a time, where it has one."""


@dataclass(slots=True)
class Job:
    """A task, as far as its dates go. Ticks throughout; None where nothing is said."""

    parent: int | None = None
    start: int | None = None
    end: int | None = None
    length: Length | None = None
    milestone: bool = False
    deadline: int | None = None
    fixed: bool = False
    """It may not begin later than said: the launch."""
    floor: int | None = None
    """It does not begin earlier, though it may later (in a forecast)."""
    until: int | None = None
    """It does not end earlier, though it may later (in a forecast); without parts, where it begins at its floor."""
    day: bool = False
    """A milestone that is said as a day: it stands at the day's end, and covers the day."""
    parts: list[int] = field(default_factory=list)
    begun: bool = False
    """It has begun, and when it ends is open (in a forecast)."""
    afloat: bool = False
    """It hangs on a launch of which only the month is known: neither it nor what comes after it has dates."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A dependency: `target` begins, or ends, when `source` has ended, or begun, and the lag has passed."""

    source: int
    target: int
    sign: int = 1
    lag: Length = NONE
    from_start: bool = False
    to_end: bool = False

    @property
    def node(self) -> int:
        """The node of its source."""
        return 2 * self.source + (not self.from_start)


@dataclass(slots=True)
class Dates:
    """What the network comes to."""

    start: list[int | None]
    end: list[int | None]
    origin: list[str]
    """`said`, `forward`, `backward`, `parts`; empty where no date can be derived."""
    late: list[int | None]
    """When it has to be finished so that nothing behind it moves; None where nothing says."""
    broken: dict[int, int]
    """Ties, by number in the list, that the target's said dates do not keep, and by how many minutes."""
    driving: list[list[int]]
    """For every task the sources that determine its beginning, or its end."""
    cycles: list[tuple[int, ...]]
    """Tasks in a circle, and the tie that was left out to go on."""
    dropped: set[int]


class Network:
    """Jobs and ties, in the order in which they can be computed."""

    def __init__(self, jobs: Sequence[Job], ties: Sequence[Tie], clock: Clock, launch: int | None = None) -> None:
        self.jobs, self.ties, self.clock, self.launch = jobs, ties, clock, launch
        self.into: list[list[int]] = [[] for _ in jobs]
        self.out: list[list[int]] = [[] for _ in jobs]
        for number, tie in enumerate(ties):
            self.into[tie.target].append(number)
            self.out[tie.source].append(number)
        self.enters = [self._enters(tie) for tie in ties]
        self.cycles: list[tuple[int, ...]] = []
        self.dropped: set[int] = set()
        self.order = self._sorted()
        self.afloat = self._afloat()

    def _enters(self, tie: Tie) -> int:
        """The node that a tie holds back. An end that has to wait moves the beginning, unless that is said, or may stay
        behind."""
        job = self.jobs[tie.target]
        moves = not (job.parts or self.stretches(tie.target)) and job.start is None and job.end is None
        return 2 * tie.target + (tie.to_end and not moves)

    def stretches(self, task: int) -> bool:
        """Whether something says when a task begins, and only what its end waits for says how long it takes."""
        job, ties = self.jobs[task], [self.ties[number] for number in self.into[task]]
        open_end = job.end is None and job.length is None and not (job.milestone or job.parts)
        begins = job.start is not None or job.floor is not None or any(not tie.to_end for tie in ties)
        return open_end and begins and any(tie.to_end for tie in ties)

    # order

    def _following(self, node: int) -> list[int]:
        """The nodes that wait for a node: even ones are beginnings, odd ones ends."""
        task, is_end = divmod(node, 2)
        ties = (number for number in self.out[task] if number not in self.dropped)
        nodes = [self.enters[number] for number in ties if self.ties[number].node == node]
        if is_end:
            parent = self.jobs[task].parent
            return nodes if parent is None else [*nodes, 2 * parent + 1]
        return [*nodes, node + 1, *(2 * part for part in self.jobs[task].parts)]

    def _sorted(self) -> list[int]:
        count = 2 * len(self.jobs)
        waiting = [0] * count
        for node in range(count):
            for following in self._following(node):
                waiting[following] += 1
        ready = [node for node in range(count) if not waiting[node]]
        order: list[int] = []
        done = bytearray(count)
        lowest = 0
        while True:
            while ready:
                node = ready.pop()
                order.append(node)
                done[node] = 1
                for following in self._following(node):
                    waiting[following] -= 1
                    if not waiting[following]:
                        ready.append(following)
            if len(order) == count:
                return order
            while done[lowest]:
                lowest += 1
            for number in self._cut(lowest, done):
                self.dropped.add(number)
                target = self.enters[number]
                waiting[target] -= 1
                if not waiting[target]:
                    ready.append(target)

    def _cut(self, node: int, done: bytearray) -> list[int]:
        """The ties to leave out, so that the order can go on: one of a cycle, or all that are left."""
        if len(self.cycles) >= MANY_CYCLES:
            return [
                number for number, tie in enumerate(self.ties)
                if number not in self.dropped and not done[tie.node] and not done[self.enters[number]]
            ]  # fmt: skip
        seen: dict[int, int] = {}
        trail: list[tuple[int, int]] = []
        while node not in seen:
            seen[node] = len(trail)
            before, number = self._waits_for(node, done)
            trail.append((node, number))
            node = before
        circle = trail[seen[node] :]
        ties = [number for _, number in circle if number >= 0]
        tasks = [node // 2 for node, _ in reversed(circle)]
        tasks = [task for at, task in enumerate(tasks) if task != tasks[at - 1]] or tasks[:1]
        first = tasks.index(min(tasks))
        self.cycles.append((*tasks[first:], *tasks[:first]))
        return [min(ties, key=lambda number: (self.ties[number].target != min(tasks), number))]

    def _waits_for(self, node: int, done: bytearray) -> tuple[int, int]:
        """A node that has to come before and has not been ordered, and the tie that says so (-1: the shape of tasks)."""
        task, is_end = divmod(node, 2)
        job = self.jobs[task]
        if is_end and not done[node - 1]:
            return node - 1, -1
        for number in self.into[task]:
            source = self.ties[number].node
            if number not in self.dropped and not done[source] and self.enters[number] == node:
                return source, number
        if is_end:
            return next((2 * part + 1, -1) for part in job.parts if not done[2 * part + 1])
        assert job.parent is not None
        return 2 * job.parent, -1

    def _afloat(self) -> set[int]:
        """The tasks without dates because a launch of which only the month is known comes before them or their parts."""
        afloat: set[int] = set()
        for node in self.order:
            task, is_end = divmod(node, 2)
            job = self.jobs[task]
            ties = (number for number in self.into[task] if number not in self.dropped and self.enters[number] == node)
            waits_for = (*(job.parts if is_end else (job.parent,)), *(self.ties[number].source for number in ties))
            if job.afloat or (job.start is None and job.end is None and not afloat.isdisjoint(waits_for)):
                afloat.add(task)
        return afloat

    # dates

    def dates(self) -> Dates:
        """Forward from what is said, then backward for what only has something behind it, then the late dates."""
        dates = self.forward()
        for _ in range(ROUNDS):
            if not self._place_backward(dates):
                break
            self._summarise(dates)
            if not self._place_forward(dates):
                break
        self._late(dates)
        self._drive(dates)
        return dates

    def forward(self) -> Dates:
        count = len(self.jobs)
        dates = Dates(
            [None] * count, [None] * count, [""] * count, [None] * count, {}, [[] for _ in range(count)],
            self.cycles, self.dropped,
        )  # fmt: skip
        self.begin: list[int | None] = [None] * count
        for node in self.order:
            task, is_end = divmod(node, 2)
            if is_end:
                self._end(task, dates)
            else:
                self._begin(task, dates)
        return dates

    def bound_of(self, number: int, dates: Dates) -> int | None:
        """The earliest beginning, or end, that a tie allows; None while its source has no date."""
        tie = self.ties[number]
        if tie.source in self.afloat:
            return None
        edge = (self.begin if tie.from_start else dates.end)[tie.source]
        if tie.from_start and dates.start[tie.source] is not None:
            edge = dates.start[tie.source]
        return None if edge is None else self.clock.with_lag(edge, tie.sign, tie.lag)

    def _begin(self, task: int, dates: Dates) -> None:
        job = self.jobs[task]
        bound = None if job.parent is None else self.begin[job.parent]
        tied = self.stretches(task)
        for number in self.into[task]:
            if number in self.dropped or self.enters[number] % 2:
                continue
            allowed = self.bound_of(number, dates)
            if allowed is None:
                continue
            if self.ties[number].to_end:
                allowed = self.clock.reaching(allowed, job.length or NONE)
            tied = True
            if job.start is not None and allowed > job.start:
                dates.broken[number] = allowed - job.start
            if bound is None or allowed > bound:
                bound = allowed
        self.begin[task] = bound if job.start is None else job.start
        if not job.parts:
            self._place(task, bound, tied, dates)

    def _place(self, task: int, bound: int | None, tied: bool, dates: Dates) -> None:
        """The dates of a task without parts."""
        if task in self.afloat:
            return
        job = self.jobs[task]
        length = job.length or NONE
        if job.start is not None:
            free = job.end is None and length.workdays and not length.days  # work on working days begins on one
            dates.start[task] = self.clock.opening(job.start, length) if free else job.start
            dates.origin[task] = "said"
        elif job.end is not None:
            self._place_before(task, job.end, bound if tied else None, dates)
        elif (bound is not None and (tied or job.length or job.milestone)) or job.floor is not None:
            earliest = max(tick for tick in (bound, job.floor) if tick is not None)
            kept = earliest == job.floor  # said dates hold on free days too
            dates.start[task] = earliest if kept else self.clock.opening(earliest, length)
            dates.origin[task] = "forward"

    def _place_before(self, task: int, end: int, bound: int | None, dates: Dates) -> None:
        """A task of which the end is said: from its length, or from what comes before it."""
        job = self.jobs[task]
        if job.milestone:
            start = end
        elif job.length:
            start = self.clock.before(end, job.length)
        else:
            start = bound if bound is not None and bound < end else end - (DAY if end % DAY == 0 else 0)
        for number in self.into[task]:
            skipped = number in self.dropped or self.ties[number].to_end
            allowed = None if skipped else self.bound_of(number, dates)
            if allowed is not None and allowed > start:
                dates.broken[number] = allowed - start
        dates.start[task], dates.origin[task] = start, "said"

    def _end(self, task: int, dates: Dates) -> None:
        job = self.jobs[task]
        if job.parts:
            self._gather(task, dates)
            return
        start = dates.start[task]
        if start is None:
            return
        if job.end is not None:
            end = job.end
        elif job.until is not None and start == job.floor:
            end = job.until
        elif job.milestone or job.length is None:
            end = start
        else:
            end = self.clock.after(start, job.length)
        dates.end[task] = self._held(task, end, dates)

    def _held(self, task: int, end: int, dates: Dates) -> int:
        """The end of a task, put off to what it may not end before; a said one stays, and what it does not keep is noted."""
        job, held = self.jobs[task], end
        said = job.end is not None or (job.start is not None and (job.milestone or job.length is not None))
        for number in self.into[task]:
            wanted = self.ties[number].to_end and number not in self.dropped
            allowed = self.bound_of(number, dates) if wanted else None
            if allowed is not None and allowed > end:
                held = max(held, allowed)
                if said and not job.begun:
                    dates.broken[number] = allowed - end
        return end if said and not job.begun else held

    def _gather(self, task: int, dates: Dates) -> None:
        """A task with parts lasts as it says, or from the first to the last of them."""
        if task in self.afloat:
            return
        job = self.jobs[task]
        starts = [self._covers(part, start) for part in job.parts if (start := dates.start[part]) is not None]
        ends = [end for part in job.parts if (end := dates.end[part]) is not None]
        start = job.start if job.start is not None else min(starts, default=None)
        ends += [job.until] if job.until is not None else []
        end = job.end if job.end is not None else max(ends, default=None)
        if job.end is None and job.start is not None and job.length is not None:
            end = self.clock.after(job.start, job.length)
        if start is None and end is not None:
            start = end if job.milestone else end - DAY
        if end is None and start is not None:
            end = start if job.length is None else self.clock.after(start, job.length)
        if start is not None and end is not None and end < start:  # parts beside what is said of the whole
            start, end = (start, start + DAY) if job.start is not None else (end - DAY, end)
        dates.start[task], dates.end[task] = start, None if end is None else self._held(task, end, dates)
        dates.origin[task] = "said" if job.start is not None or job.end is not None else "parts" if starts else ""

    def _covers(self, task: int, start: int) -> int:
        """Where what a task covers begins: a milestone that is said as a day covers the day at whose end it stands."""
        return start - DAY if self.jobs[task].day and start % DAY == 0 else start

    def _place_forward(self, dates: Dates) -> bool:
        """Place what comes after something that was counted back."""
        placed = False
        for node in self.order:
            task, is_end = divmod(node, 2)
            if is_end:
                if self.jobs[task].parts or dates.end[task] is None:
                    self._end(task, dates)
            elif self.jobs[task].parts or dates.start[task] is None:
                self._begin(task, dates)
                placed = placed or (dates.start[task] is not None and not self.jobs[task].parts)
        return placed

    # backward

    def _place_backward(self, dates: Dates) -> bool:
        """Place what has no date in front of it, but one behind it: a deadline, or what comes after it."""
        if all(dates.start[task] is not None or job.parts for task, job in enumerate(self.jobs)):
            return False
        by: list[int | None] = [None] * len(self.jobs)
        latest, ends = list(dates.start), list(dates.end)
        placed = False
        for node in reversed(self.order):
            task, is_end = divmod(node, 2)
            job = self.jobs[task]
            if is_end:
                by[task] = self._latest_end(task, by, latest, ends, job.end)
                if job.parts or dates.start[task] is not None or by[task] is None:
                    continue
                if task in self.afloat or (job.length is None and not job.milestone):
                    continue
                limit = by[task] or 0
                if job.length and not job.length.minutes:
                    limit = limit // DAY * DAY  # whole days end with the day
                end = self.clock.closing(limit, job.length or NONE)
                start = end if job.length is None else self.clock.before(end, job.length)
                dates.start[task], dates.end[task], dates.origin[task] = start, end, "backward"
                latest[task], ends[task], placed = start, end, True
            elif not job.parts and dates.start[task] is None and (job.length or job.milestone):
                begin, length = self._behind(task, latest, ends, True), job.length or NONE
                if begin is not None:
                    first = self.clock.before(self.clock.closing(self.clock.after(begin, length), length), length)
                    dates.start[task], dates.end[task] = first, self.clock.after(first, length)
                    dates.origin[task], latest[task], ends[task], placed = "backward", first, dates.end[task], True
            elif job.parts and job.start is None:
                latest[task] = min((tick for part in job.parts if (tick := latest[part]) is not None), default=None)
        return placed

    def _latest_end(self, task: int, by: Ticks, latest: Ticks, ends: Ticks, hard: int | None) -> int | None:
        """The earliest of its deadline and of what its parent and its followers leave it."""
        job = self.jobs[task]
        limits = [job.deadline, hard, by[job.parent] if job.parent is not None else None]
        limits.append(self._behind(task, latest, ends, False))
        return min((limit for limit in limits if limit is not None), default=None)

    def _behind(self, task: int, latest: Ticks, ends: Ticks, from_start: bool) -> int | None:
        """What the beginnings and ends of followers leave a task: the latest end, or the latest beginning."""
        limits = [
            self.clock.without_lag(start, tie.sign, tie.lag)
            for number in self.out[task]
            if number not in self.dropped and (tie := self.ties[number]).from_start == from_start
            and (start := (ends if tie.to_end else latest)[tie.target]) is not None
        ]  # fmt: skip
        return min(limits, default=None)

    def _summarise(self, dates: Dates) -> None:
        for node in self.order:
            if node % 2 and self.jobs[node // 2].parts:
                self._gather(node // 2, dates)

    def _late(self, dates: Dates) -> None:
        """Late dates against deadlines and the launch; where nothing leads to the launch, against the last end of all."""
        open_end = self._open_end(dates)
        latest: list[int | None] = [None] * len(self.jobs)
        for node in reversed(self.order):
            task, is_end = divmod(node, 2)
            job, start, end = self.jobs[task], dates.start[task], dates.end[task]
            if not is_end:
                by = None if job.parts else self._behind(task, latest, dates.late, True)
                if by is not None and start is not None and end is not None:
                    done = self.clock.after(by, self.length_of(task, start, end)) if end > start else by
                    dates.late[task] = min(tick for tick in (done, dates.late[task]) if tick is not None)
                    latest[task] = min(tick for tick in (by, latest[task]) if tick is not None)
                if job.parts:
                    within = (tick for part in job.parts if (tick := latest[part]) is not None)
                    latest[task] = min(within, default=start)
                continue
            if start is None or end is None:
                continue
            length = self.length_of(task, start, end)
            limit = self._latest_end(task, dates.late, latest, dates.late, None)
            limit = open_end(task, end, limit)
            if limit is None:
                continue
            if end % DAY == 0 and end != start:
                limit = limit // DAY * DAY  # whole days end with the day
            late = self.clock.closing(limit, length)
            dates.late[task] = late
            if not job.parts:
                begin = late if end == start else self.clock.before(late, length)
                latest[task] = min(begin, start) if job.fixed else begin
        for node in self.order:
            task, is_end = divmod(node, 2)
            last = [tick for part in self.jobs[task].parts
                    if dates.end[part] == dates.end[task] and (tick := dates.late[part]) is not None]  # fmt: skip
            if is_end and last:  # what is around them lasts as long as its last parts
                own = dates.late[task]
                dates.late[task] = min(last if own is None else [own, *last])

    def _open_end(self, dates: Dates) -> Callable[[int, int, int | None], int | None]:
        """By when a task must end, beside what limits it: behind which nothing comes, before the launch; where nothing
        leads to the launch, by the end of all that is linked. None for any time.
        """
        linked, followed = self.linked, self._followed()
        horizon = max(
            (end for end, counts in zip(dates.end, linked, strict=True) if counts and end is not None), default=0
        )
        leads = any(job.fixed and self.into[task] for task, job in enumerate(self.jobs))

        def limit(task: int, end: int, known: int | None) -> int | None:
            if self.jobs[task].fixed and known is None:
                return end
            if known is None and linked[task] and not followed[task] and self.launch is not None and end <= self.launch:
                return self.launch
            if leads or not linked[task]:
                return known
            return horizon if known is None else min(horizon, known)

        return limit

    @cached_property
    def linked(self) -> list[bool]:
        """Whether tasks, or those around them, come after something or have something come after them."""
        return self._handed_down(bool(into or out) for into, out in zip(self.into, self.out, strict=True))

    def _followed(self) -> list[bool]:
        """Whether something comes after tasks, or after those around them."""
        return self._handed_down(any(number not in self.dropped for number in out) for out in self.out)

    def _handed_down(self, own: Iterable[bool]) -> list[bool]:
        """What holds for tasks, or for those around them."""
        holds = list(own)
        for node in self.order:
            task, is_end = divmod(node, 2)
            parent = self.jobs[task].parent
            if parent is not None and not is_end:
                holds[task] = holds[task] or holds[parent]
        return holds

    def length_of(self, task: int, start: int, end: int) -> Length:
        """How long a task takes: as said, unless its dates say otherwise; in working days where the plan has a calendar."""
        job = self.jobs[task]
        if job.length is not None and not job.parts and (job.start is None or job.end is None):
            return job.length
        if start % DAY or end % DAY:
            return Length(minutes=end - start)
        if self.clock.calendar.declared and (count := self.clock.calendar.between(start // DAY, end // DAY)):
            return Length(workdays=count)
        return Length(days=(end - start) // DAY)

    def _drive(self, dates: Dates) -> None:
        """For every task the sources that determine its beginning, or its end."""
        for number, tie in enumerate(self.ties):
            start = dates.start[tie.target]
            if number in self.dropped or start is None:
                continue
            bound = self.bound_of(number, dates)
            if bound is None:
                continue
            end = dates.end[tie.target] or start
            length = self.length_of(tie.target, start, end)
            if tie.to_end:
                drives = bound >= end or (self.enters[number] % 2 == 0 and self.clock.reaching(bound, length) >= start)
            else:
                drives = bound >= start or self.clock.opening(bound, length) >= start
            if drives:
                dates.driving[tie.target].append(tie.source)
