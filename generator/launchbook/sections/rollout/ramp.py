"""The rollout drawn as a ramp: stages along time, the share of users upwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from launchbook.core.time import Frame
from launchbook.sections.rollout.stages import TimedStage, share_height

TOP, DEPTH = 26, 168
"""Room above the ramp for labels, and its height, in pixels."""
BOTTOM = TOP + DEPTH
_NARROWEST = 0.62
"""Minimum width of a stage, as a part of the width that it would have if all were equal."""
_LABELLED = 40
"""Minimum height of a stage that contains its labels."""
_GRID = (("100%", 100), ("10%", 10), ("1%", 1))


@dataclass(frozen=True, slots=True)
class Tread:
    """A stage as a step of the ramp. Horizontal positions and widths are per cent of the drawing, vertical ones pixels."""

    timed: TimedStage
    x: float
    width: float
    kept: float
    """The width of its hold; for the rest, it waits for the next stage."""
    top: int
    low: int | None
    """The lower edge of a share that is a range."""
    over: float
    """The width by which its hold would go on after the next stage has begun."""
    following: int | None
    """The top of the next stage."""
    tick: str
    """The label of the axis at its beginning."""
    below: bool
    """Whether its label stands below its line, because the mark of the stage before is in the way."""

    @property
    def held_until(self) -> float:
        return round(self.x + self.kept, 2)

    @property
    def right(self) -> float:
        return round(self.x + self.width, 2)

    @property
    def overrun(self) -> float:
        """Where its hold would end."""
        return round(min(100.0, self.right + self.over), 2)

    @property
    def waits(self) -> bool:
        return self.width - self.kept > 0.5

    @property
    def height(self) -> int:
        return BOTTOM - self.top


@dataclass(frozen=True, slots=True)
class Ramp:
    """The drawing."""

    treads: tuple[Tread, ...]
    dated: bool
    """Whether it is drawn to the calendar; without dates every stage has the same width."""
    stretched: bool
    """Whether short stages are drawn wider than they last."""

    @property
    def gateless(self) -> bool:
        """Whether a stage is widened without a gate."""
        return any(tread.timed.following and not tread.timed.stage.gates for tread in self.treads)

    @property
    def overruns(self) -> bool:
        """Whether the hold of a stage is longer than the time until the next."""
        return any(tread.over for tread in self.treads)

    @property
    def bottom(self) -> int:
        return BOTTOM

    @property
    def grid(self) -> tuple[tuple[str, int], ...]:
        """The shares that are marked on the axis, with their positions."""
        return tuple((label, _down(share_height(share))) for label, share in _GRID)

    @property
    def shares(self) -> str:
        """The shares as text, for those who do not see the drawing."""
        return " → ".join(str(tread.timed.stage.share or tread.timed.stage.users or "–") for tread in self.treads)


def ramp(stages: Sequence[TimedStage], frame: Frame) -> Ramp:
    lengths = _lengths(stages)
    dated = bool(lengths)
    lengths = lengths or (timedelta(days=1),) * len(stages)
    widths, stretched = _widths(lengths)
    treads: list[Tread] = []
    x = 0.0
    for number, timed in enumerate(stages):
        top = _top(timed)
        following = _top(stages[number + 1]) if timed.following else None
        share = timed.stage.share
        low = _down(timed.stage.low_height) if share and share.low != share.high else None
        part = _kept(timed, lengths[number]) if dated else 1.0
        kept, over = widths[number] * min(1.0, part), widths[number] * max(0.0, part - 1)
        tick = _tick(timed, stages[number - 1].start if number else None, frame)
        below = bool(treads) and treads[-1].top <= top and BOTTOM - top >= _LABELLED
        treads.append(
            Tread(
                timed, round(x, 2), round(widths[number], 2), round(kept, 2), top, low, round(over, 2), following, tick,
                below,
            )
        )  # fmt: skip
        x += widths[number]
    return Ramp(tuple(treads), dated, stretched)


def _lengths(stages: Sequence[TimedStage]) -> tuple[timedelta, ...]:
    """The times from stage to stage; empty where a stage has no date, or the dates are out of order."""
    starts = [timed.start for timed in stages if timed.start]
    lengths = [later - earlier for earlier, later in pairwise(starts)]
    if len(starts) < len(stages) or any(length <= timedelta() for length in lengths):
        return ()
    last = stages[-1]
    own = last.end - last.start if last.end and last.start else timedelta()
    usual = sum(lengths, timedelta()) / len(lengths) if lengths else timedelta(days=1)
    return (*lengths, min(own, usual) or usual)


def _widths(lengths: Sequence[timedelta]) -> tuple[list[float], bool]:
    """Widths in per cent, in proportion to the lengths but at least the minimum; and whether any was widened."""
    count = len(lengths)
    least = 100 * _NARROWEST / count
    wanted = [100 * (length / sum(lengths, timedelta())) for length in lengths]
    narrow: set[int] = set()
    while fresh := {index for index, width in enumerate(wanted) if width < least} - narrow:
        narrow |= fresh
        wide = sum(lengths[index].total_seconds() for index in range(count) if index not in narrow)
        rest = 100 - least * len(narrow)
        wanted = [least if index in narrow else rest * lengths[index].total_seconds() / wide for index in range(count)]
    return wanted, bool(narrow)


def _kept(timed: TimedStage, length: timedelta) -> float:
    """The length of a stage as a part of the time until the next; greater than 1 where it lasts longer."""
    if timed.start is None or timed.end is None or timed.following is None or not length:
        return 1.0
    return max(0.0, (timed.end - timed.start) / length)


def _top(timed: TimedStage) -> int:
    return _down(timed.stage.height or 12)


def _down(height: int) -> int:
    return TOP + round(DEPTH * (100 - height) / 100)


def _tick(timed: TimedStage, before: datetime | None, frame: Frame) -> str:
    """The day, or the time of day where the stage before began on the same day; the words where the day is not known."""
    start = timed.start
    if start is None or timed.stage.at is None:
        return ""
    if not (said := timed.stage.at.start.resolve(frame)).dated:
        return str(said)
    return f"{start:%H:%M}" if before and before.date() == start.date() else frame.short(start)
