"""Planned against actual as bars of SVG on one axis. Positions are shares of the axis, so that a bar is as wide as its cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from launchbook.core.text import escape

TONES = {"failed": "bad", "unmet": "bad", "no-go": "bad", "skipped": "off", "na": "off", "left": "off"}
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440)
"""Minutes between two marks of an axis."""
MARKS = 6
LEAST = 0.4
"""The least width of a bar, in percent: what is short is still seen."""


@dataclass(frozen=True)
class RunBar:
    """When something was planned, and when it took place."""

    planned: datetime | None = None
    due: datetime | None = None
    began: datetime | None = None
    ended: datetime | None = None
    word: str = ""

    @property
    def late(self) -> bool:
        return self.due is not None and self.ended is not None and self.ended > self.due + timedelta(minutes=1)


@dataclass(frozen=True)
class RunScale:
    """An axis from a time to another."""

    start: datetime
    end: datetime

    def at(self, time: datetime) -> float:
        """Where a time stands, in percent."""
        return 100 * (time - self.start) / (self.end - self.start)

    @property
    def marks(self) -> list[datetime]:
        """Round times on the axis."""
        length = (self.end - self.start) / timedelta(minutes=1)
        step = next(
            (step for step in STEPS if length / step <= MARKS), STEPS[-1] * (1 + int(length / STEPS[-1] / MARKS))
        )
        midnight = self.start.replace(hour=0, minute=0, second=0, microsecond=0)
        first = -((midnight - self.start) // timedelta(minutes=step))
        last = (self.end - midnight) // timedelta(minutes=step)
        return [midnight + timedelta(minutes=step * count) for count in range(first, last + 1)]

    def axis(self) -> Svg:
        """The times of the axis."""
        shown = ((time, self.at(time)) for time in self.marks)
        texts = [
            f'<line x1="{x:.2f}%" x2="{x:.2f}%" y1="70%" y2="100%"/><text x="{x:.2f}%" y="60%"'
            f' text-anchor="{"start" if x < 6 else "end" if x > 94 else "middle"}">{time:%H:%M}</text>'
            for time, x in shown
        ]
        return Svg(f'<svg class="lb-runs-axis" aria-hidden="true">{"".join(texts)}</svg>')

    def draw(self, bar: RunBar, label: str) -> Svg:
        """A bar: above what was planned, beneath what took place."""
        lines = "".join(
            f'<line class="lb-runs-bar__mark" x1="{self.at(time):.2f}%" x2="{self.at(time):.2f}%" y1="0" y2="100%"/>'
            for time in self.marks
        )
        planned = self._box(bar.planned, bar.due, "planned", 15)
        tone = TONES.get(bar.word, "late" if bar.late else "done")
        actual = self._box(bar.began, bar.ended, tone, 52)
        return Svg(f'<svg class="lb-runs-bar" role="img" aria-label="{escape(label)}">{lines}{planned}{actual}</svg>')

    def _box(self, start: datetime | None, end: datetime | None, tone: str, y: int) -> str:
        if start is None:
            return ""
        x = min(max(self.at(start), 0), 100 - LEAST)
        width = max(LEAST, min(self.at(end or start), 100) - x)
        return f'<rect class="lb-runs-bar__{tone}" x="{x:.2f}%" width="{width:.2f}%" y="{y}%" height="33%"/>'


class Svg(str):
    """SVG made of numbers and escaped parts: templates show it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def scale_of(bars: Iterable[RunBar]) -> RunScale | None:
    """The axis that holds all bars; None where nothing has a time."""
    times = [time for bar in bars for time in (bar.planned, bar.due, bar.began, bar.ended) if time]
    if not times or min(times) == max(times):
        return None
    return RunScale(min(times), max(times))
