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
"""How much of an even share of the width the shortest stage is given."""
_LABELLED = 40
"""How high a stage must be to hold its share and its number."""
_GRID = (("100%", 100), ("10%", 10), ("1%", 1))


@dataclass(frozen=True, slots=True)
class Tread:
    """A stage as a step of the ramp. Widths and places across are per cent of the drawing, those downwards pixels."""

    timed: TimedStage
    x: float
    width: float
    kept: float
    """The part of the width in which it is held or watched; behind it, it waits for the next stage."""
    top: int
    low: int | None
    """The lower edge of a share that is a range."""
    over: float
    """How much further than its width it would be held, had the next stage not begun."""
    following: int | None
    """The top of the next stage."""
    tick: str
    """What stands on the axis where it begins."""
    below: bool
    """Whether its share stands below its line: where it falls, the mark of the stage before is in the way."""

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
    """The whole drawing."""

    treads: tuple[Tread, ...]
    dated: bool
    """Whether it is drawn to the calendar; without dates every stage has the same width."""
    stretched: bool
    """Whether short stages are drawn wider than they last."""

    @property
    def gateless(self) -> bool:
        """Whether some stage is widened with nothing checked."""
        return any(tread.timed.following and not tread.timed.stage.gates for tread in self.treads)

    @property
    def overruns(self) -> bool:
        """Whether some stage would be held longer than the time there is."""
        return any(tread.over for tread in self.treads)

    @property
    def bottom(self) -> int:
        return BOTTOM

    @property
    def grid(self) -> tuple[tuple[str, int], ...]:
        """Shares that are marked on the axis, with their place."""
        return tuple((label, _down(share_height(share))) for label, share in _GRID)

    @property
    def shares(self) -> str:
        """The shares in one line, for those who do not see the drawing."""
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
        tick = _tick(timed.start, stages[number - 1].start if number else None, frame)
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
    """How long each stage lasts until the next; none at all where a stage has no date, or they run backwards."""
    starts = [timed.start for timed in stages]
    known = [start for start in starts if start]
    if len(known) < len(starts) or any(later <= earlier for earlier, later in pairwise(known)):
        return ()
    lengths = [later - earlier for earlier, later in pairwise(known)]
    last = stages[-1]
    own = last.end - last.start if last.end and last.start else timedelta()
    usual = sum(lengths, timedelta()) / len(lengths) if lengths else timedelta(days=1)
    return (*lengths, min(own, usual) or usual)


def _widths(lengths: Sequence[timedelta]) -> tuple[list[float], bool]:
    """Widths in per cent, to the calendar as far as every stage can still be read."""
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
    """The part of the time until the next stage in which this one is held or lasts; more than one where it lasts longer."""
    if timed.start is None or timed.end is None or timed.following is None or not length:
        return 1.0
    return max(0.0, (timed.end - timed.start) / length)


def _top(timed: TimedStage) -> int:
    return _down(timed.stage.height or 12)


def _down(height: int) -> int:
    return TOP + round(DEPTH * (100 - height) / 100)


def _tick(start: datetime | None, before: datetime | None, frame: Frame) -> str:
    """The day, or the time of day where the stage before began on the same day."""
    if start is None:
        return ""
    return f"{start:%H:%M}" if before and before.date() == start.date() else frame.short(start)
