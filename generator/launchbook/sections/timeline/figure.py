"""What a chart is drawn from. Whoever knows a plan's dates writes them as one of these; nothing here knows plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from launchbook.sections.timeline.axis import CALENDAR, DAY, FIRST, LAST, Counting

Span = tuple[int, int]
"""A stretch: its start, and the first minute after it."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A line of the chart. Rows stand in tree order, children behind their parent."""

    title: str
    kind: Literal["task", "summary", "milestone"] = "task"
    span: Span | None = None
    """None: its dates are not known, and only its name is shown. A milestone stands at the start of its span."""
    number: str = ""
    """`8.1`"""
    depth: int = 0
    href: str = ""
    """Where its name leads: `#task-8-1`."""
    open: bool = False
    """Has no end: drawn as pointing onwards."""
    critical: bool = False
    cancelled: bool = False
    progress: float | None = None
    """From 0 to 1; a milestone is reached at 1."""
    slack: int | None = None
    """The latest time at which it may end."""
    baseline: Span | None = None
    deadline: int | None = None
    note: str = ""
    """A few words in or beside the bar: who does it, `70 %`. Left out where there is no room."""
    tip: str = ""
    """What a mouse that rests on the bar is told, as `8.1 Load test: 24 – 27 Nov, slack 2 d`."""

    @property
    def full_name(self) -> str:
        return " ".join(f"{self.number} {self.title}".split())

    @property
    def done(self) -> float:
        """The progress, within its bounds."""
        return min(max(self.progress or 0.0, 0.0), 1.0)

    @property
    def missed(self) -> bool:
        """Ends behind its deadline."""
        return self.deadline is not None and self.span is not None and self.span[1] > self.deadline

    @property
    def ticks(self) -> list[int]:
        """All times that are drawn of it; none without a span."""
        if self.span is None:
            return []
        single = (tick for tick in (self.slack, self.deadline) if tick is not None)
        return [*self.span, *(self.baseline or ()), *single]


@dataclass(frozen=True, slots=True)
class ChartArrow:
    """The target begins, or ends, after the source has ended, or begun."""

    source: int
    target: int
    critical: bool = False
    broken: bool = False
    """The target begins too early."""
    from_start: bool = False
    to_end: bool = False


@dataclass(frozen=True, slots=True)
class GuideLine:
    """A line across all rows."""

    at: int
    label: str
    launch: bool = False


@dataclass(frozen=True, slots=True)
class Shade:
    """Free days, or a freeze, which is hatched and named."""

    start: int
    end: int
    freeze: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn."""

    rows: tuple[ChartRow, ...]
    links: tuple[ChartArrow, ...] = ()
    marks: tuple[GuideLine, ...] = ()
    shades: tuple[Shade, ...] = ()
    title: str = ""
    """Names the frame that scrolls, and the sheets."""
    label: str = ""
    """The drawing in one or two sentences, for those who do not see it."""
    language: str = "en"
    zone: str = ""
    """The plan's zone (`Asia/Shanghai`), in which the reader's today is found."""
    counting: Counting = CALENDAR
    """What its axis counts from."""
    corner: str = ""
    """Words over the names: the zone, as people say it."""


def stretch_of(chart: Chart) -> Span:
    """The time that a chart shows: all that happens in it with a little room, in whole days unless it is short."""
    ticks = [mark.at for mark in chart.marks] + [tick for row in chart.rows for tick in row.ticks]
    if not ticks:
        ticks = [tick for shade in chart.shades for tick in (shade.start, shade.end)] or [FIRST]
    start, end = min(ticks), max(ticks)
    length = end - start
    step, share = (DAY, 0.025) if length > 3 * DAY or not length else (5, 0.04)
    pad = max(step, round(length * share))
    start, end = (start - pad) // step * step, -(-(end + pad) // step) * step
    start = min(max(start, FIRST), LAST - DAY)
    return start, min(max(end, start + 60), LAST)


def outline_of(chart: Chart, most: int) -> Chart:
    """The chart without its deepest rows, until so many are left: what fits on a few sheets. The list says the rest."""
    depth = max((row.depth for row in chart.rows), default=0)
    while sum(row.depth <= depth for row in chart.rows) > most and sum(row.depth < depth for row in chart.rows) > 4:
        depth -= 1
    kept = [index for index, row in enumerate(chart.rows) if row.depth <= depth]
    places = {index: place for place, index in enumerate(kept)}
    links = tuple(
        replace(link, source=places[link.source], target=places[link.target])
        for link in chart.links
        if link.source in places and link.target in places
    )
    return replace(chart, rows=tuple(chart.rows[index] for index in kept), links=links)


def windows_for(chart: Chart, span: Span, width: float) -> int:
    """How many windows wide: so that most bars can be seen, and no more sheets than a person would print."""
    lengths = sorted(row.span[1] - row.span[0] for row in chart.rows if row.span and row.kind == "task")
    lengths = [length for length in lengths if length > 0]
    if not lengths:
        return 1
    short = lengths[len(lengths) // 4] * width / (span[1] - span[0])
    sheets = max(1, len(chart.rows) // 20)
    return max(1, min(ceil(6 / max(short, 0.1)), 4, 100 // sheets))


def merged(shades: Iterable[Shade]) -> list[Span]:
    """Free time, with neighbours as one."""
    merged: list[Span] = []
    for shade in sorted(shades, key=lambda shade: (shade.start, shade.end)):
        if shade.end <= shade.start:
            continue
        if merged and shade.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], shade.end))
        else:
            merged.append((shade.start, shade.end))
    return merged
