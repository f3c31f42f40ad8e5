"""A Gantt chart as SVG: a pure function from a `Chart` to HTML that needs no script.

    Chart(rows, links, marks, shades, …)  ─draw▶  a frame for the screen, a legend, and sheets for paper

Time is an `int`: wall-clock minutes of the plan's zone (`date.toordinal() * 1440 + minute of the day`); every stretch is
half-open, so a task "to 5 November" ends at 0:00 of the 6th. Links name rows by their position.

On the screen the names of the rows stand in a column that stays while the drawing scrolls inside its frame; it is drawn
to a fixed scale of pixels. On paper the same drawing is shown again through windows (rows × time), each with its names and
its axis, by `<use>`: nothing is drawn twice. Colours are tokens, set by the classes of a few groups that the shapes inherit
them from. What only the reader's browser knows, where today is, the script places (`data-today-…`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from launchbook.sections.timeline.arrows import Arrows
from launchbook.sections.timeline.axis import DAY, Axis, Scale, make_axis, moment_of, shorten, text_width
from launchbook.sections.timeline.bars import Bars
from launchbook.sections.timeline.figure import (
    Chart,
    ChartArrow,
    ChartRow,
    GuideLine,
    Shade,
    Span,
    merged,
    outline_of,
    stretch_of,
    windows_for,
)
from launchbook.sections.timeline.strokes import (
    BAR,
    LANE,
    LANES,
    MAJOR,
    MID,
    MINOR,
    NAMES,
    NARROW,
    ROW,
    SHEET,
    TALL,
    TEXT,
    TODAY,
    TOP,
    WINDOW,
    Extent,
    box,
    diamond,
    flag,
    lines,
    path,
    px,
    safe,
)

__all__ = ["Chart", "ChartArrow", "ChartRow", "Drawing", "GuideLine", "Shade", "draw"]


FIRST_SHEET = 12
"""Rows of a long chart that stand on the sheet on which the page begins."""
PAPER = 60
"""A chart of more rows is printed without its deepest ones."""


class Drawing(str):
    """HTML made of escaped parts: templates show it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def draw(chart: Chart, translate: Callable[[str], str], prefix: str = "gantt") -> Drawing:
    """The chart as HTML. The prefix begins each id, so that a page may hold several charts."""
    plot = _Plot(chart, translate, safe(prefix))
    tall = " lb-timeline-chart--tall" if len(chart.rows) > TALL else ""
    outline = outline_of(chart, PAPER)
    paper = plot if len(outline.rows) == len(chart.rows) else _Plot(outline, translate, f"{safe(prefix)}-o")
    parts = (
        f'<figure class="lb-timeline-chart{tall}" data-search-exclude="">',
        plot.definitions(sheets=paper is plot),
        plot.frame(),
        paper.drawn() if paper is not plot else "",
        paper.sheets(),
        "</figure>",
    )
    return Drawing("\n".join(part for part in parts if part))


@dataclass
class _Plot:
    """One drawing: where everything stands, and the texts of its parts."""

    chart: Chart
    translate: Callable[[str], str]
    prefix: str

    @cached_property
    def scale(self) -> Scale:
        start, end = stretch_of(self.chart)
        return Scale(start, end, WINDOW * windows_for(self.chart, (start, end), WINDOW))

    @cached_property
    def axis(self) -> Axis:
        return make_axis(self.scale, self.chart.language, TEXT, self.chart.counting)

    @property
    def height(self) -> int:
        return ROW * max(len(self.chart.rows), 1)

    @cached_property
    def lanes(self) -> int:
        return max((lane for lane, *_ in place_labels(self.chart, self.scale, LANES)), default=-1) + 1

    @property
    def head(self) -> int:
        return MAJOR + MINOR + TODAY + LANE * self.lanes

    @cached_property
    def groups(self) -> tuple[range, ...]:
        """Rows that stand together on a sheet: as many as fit below the head of the page, then parts of about one size."""
        count = len(self.chart.rows)
        most = max((SHEET - self.head) // ROW, 1)
        first = count if count <= most else min(FIRST_SHEET, most)
        parts = -(-(count - first) // most)
        cuts = [first + (count - first) * part // parts for part in range(parts + 1)] if parts else [first]
        return tuple(range(a, b) for a, b in pairwise([0, *cuts]))

    @cached_property
    def arrows(self) -> Arrows:
        return Arrows(self.chart, self.scale, self.groups)

    @cached_property
    def free(self) -> list[Extent]:
        """Free time that can be seen."""
        free = merged(shade for shade in self.chart.shades if not shade.freeze)
        return [(a, b) for a, b in self._visible(free) if b - a >= NARROW]

    @cached_property
    def frozen(self) -> list[Extent]:
        frozen = ((shade.start, shade.end) for shade in self.chart.shades if shade.freeze)
        return [(a, max(b, a + 3)) for a, b in self._visible(frozen)]

    def _visible(self, spans: Iterable[Span]) -> Iterator[Extent]:
        for start, end in spans:
            if start < self.scale.end and end > self.scale.start and end > start:
                yield self.scale.x(start), self.scale.x(end)

    # the screen

    def definitions(self, sheets: bool = True) -> str:
        """What is drawn by reference; never hidden, since browsers do not paint with patterns of hidden drawings."""
        groups, windows = (self.groups, self._windows()) if sheets else ((), ())
        names = "\n".join(self._names_on_paper(number, rows) for number, rows in enumerate(groups))
        heads = "\n".join(self._head(window, f"h{number}") for number, window in enumerate(windows))
        return (
            '<svg class="lb-timeline-defs" width="0" height="0" aria-hidden="true"><defs>\n'
            f'<pattern id="{self.prefix}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><path class="lb-timeline-hatch" d="M1 0V5"/></pattern>\n'
            f'<pattern id="{self.prefix}-freeze" width="9" height="9" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(-45)"><path class="lb-timeline-hatch lb-timeline-hatch--freeze" d="M1 0V9"/>'
            f"</pattern>\n{names}\n{heads}</defs></svg>"
        )

    def frame(self) -> str:
        names = "\n".join(map(name_of, self.chart.rows))
        width, head, height = px(self.scale.width), self.head, self.height
        label = safe(self.chart.label or self.chart.title)
        return (
            f'<div class="lb-screen lb-timeline-frame" tabindex="0" role="region" data-today-frame="" '
            f'aria-label="{safe(self.chart.title)}">\n'
            f'<div class="lb-timeline-corner">{safe(self.chart.corner)}</div>\n'
            f'<svg class="lb-timeline-axis" width="{width}" height="{head}" viewBox="0 0 {width} {head}" '
            f'aria-hidden="true">{self._head(self.scale, "h")}</svg>\n'
            f'<ul class="lb-timeline-names">\n{names}\n</ul>\n'
            f'<svg class="lb-timeline-plot" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            f'role="img" aria-label="{label}">\n{self._layers()}</svg>\n</div>\n<div class="lb-screen">{self.legend()}</div>'
        )

    def drawn(self) -> str:
        """What only sheets show, drawn where no reader sees it."""
        layers = (
            f'<svg class="lb-timeline-defs" width="0" height="0" aria-hidden="true"><defs>{self._layers()}</defs></svg>'
        )
        return self.definitions() + layers + ("" if self._windows() else self._whole_head())

    def _whole_head(self) -> str:
        head = self._head(self.scale, "h")
        return f'<svg class="lb-timeline-defs" width="0" height="0" aria-hidden="true"><defs>{head}</defs></svg>'

    def _layers(self) -> str:
        bars, notes = [], []
        links = self.arrows.paths
        for number, rows in enumerate(self.groups):
            layer = Bars(self.scale, self.arrows.reach, self._fill("hatch"))
            for index in rows:
                layer.add(index, self.chart.rows[index])
            bars.append(f'<g id="{self.prefix}-b{number}">{links.get(number, "")}{layer.bars()}</g>')
            notes.append(f'<g id="{self.prefix}-n{number}">{layer.notes()}</g>')
        parts = (
            f'<g id="{self.prefix}-back">{self._back()}{links.get(-1, "")}</g>',
            *bars,
            self._today(self.scale, "today", f'<path d="M0 0V{self.height}"/>'),
            *notes,
        )
        return "\n".join(parts)

    def _back(self) -> str:
        """Free time, freezes, the grid, and the lines of marks."""
        scale, height = self.scale, self.height
        fine = [cell.x for cell in self.axis.minor if cell.begins and cell.width > 12]
        coarse = [cell.x for cell in self.axis.major if cell.begins]
        rows = "".join(f"M0 {ROW * row - 0.5}h{px(scale.width)}" for row in range(1, len(self.chart.rows) + 1))
        marks = [scale.x(mark.at) for mark in self.chart.marks if not mark.launch]
        launches = [scale.x(mark.at) for mark in self.chart.marks if mark.launch]
        return (
            path("free", "".join(box(a, 0, b, height) for a, b in self.free))
            + path("grid", rows + lines(fine, height))
            + path("grid lb-timeline-grid--major", lines(coarse, height))
            + path("freeze", "".join(box(a, 0, b, height) for a, b in self.frozen), self._fill("freeze"))
            + path("line", lines(marks, height))
            + path("line lb-timeline-line--launch", lines(launches, height))
        )

    def _fill(self, pattern: str) -> str:
        return f' fill="url(#{self.prefix}-{pattern})"'

    def _head(self, scale: Scale, name: str) -> str:
        """The axis of a stretch of time, with the labels of marks beneath it."""
        axis = self.axis if scale is self.scale else make_axis(scale, self.chart.language, TEXT, self.chart.counting)
        width, foot = px(scale.width), self.head - 0.5
        marks = "".join(
            f'<text class="lb-timeline-label{kind}" x="{px(x)}" y="{MAJOR + MINOR + TODAY + LANE * lane + 13}">'
            f"{safe(text)}</text>"
            for lane, x, text, kind in place_labels(self.chart, scale, self.lanes)
        )
        major = "".join(f'<text x="{px(cell.x + 5)}" y="15.5">{cell.label}</text>' for cell in axis.major if cell.label)
        minor = "".join(
            f'<text x="{px(cell.x + 3.5)}" y="{MAJOR + 14.5}">{cell.label}</text>' for cell in axis.minor if cell.label
        )
        ticks = "".join(f"M{px(cell.x)} {MAJOR}v{MINOR}" for cell in axis.minor if cell.begins and cell.width > 12)
        walls = "".join(f"M{px(cell.x)} 0v{MAJOR + MINOR}" for cell in axis.major if cell.begins)
        return (
            f'<g id="{self.prefix}-{name}">{self._today(scale, "", self._flag_of_today())}'
            f"{path('grid', ticks)}{path('grid lb-timeline-grid--major', f'{walls}M0 {MAJOR + MINOR - 0.5}h{width}')}"
            f'<g class="lb-timeline-axis__major">{major}</g><g class="lb-timeline-axis__minor">{minor}</g>{marks}'
            f"{path('edge', f'M0 {foot}h{width}')}</g>"
        )

    def _flag_of_today(self) -> str:
        today = self.translate("today") if self.axis.unit.minutes >= DAY else self.translate("right now")
        half, top = px(text_width(today, TEXT) / 2 + 5), MAJOR + MINOR
        return (
            f'<path d="M0 {top + 8}V{self.head}"/><rect x="-{half}" y="{top + 1}" width="{px(2 * float(half))}" '
            f'height="{TODAY - 1}" rx="3"/><text y="{top + 12.5}">{safe(today)}</text>'
        )

    def _today(self, scale: Scale, name: str, shapes: str) -> str:
        """What the script moves to where the reader's clock stands; hidden without one."""
        if not self.chart.zone:
            return ""
        start, end = (moment_of(tick).isoformat(timespec="minutes") for tick in (scale.start, scale.end))
        named = f' id="{self.prefix}-{name}"' if name else ""
        return (
            f'<g{named} class="lb-timeline-today" display="none" data-today-zone="{safe(self.chart.zone)}" '
            f'data-today-from="{start}" data-today-until="{end}" data-today-width="{px(scale.width)}">{shapes}</g>'
        )

    def legend(self) -> str:
        """What the shapes mean, of those that are drawn."""
        items = "".join(
            f'<li><svg width="30" height="{ROW - 4}" viewBox="0 2 30 {ROW - 4}" aria-hidden="true">{shape}</svg>'
            f"{safe(word)}</li>"
            for shape, word in self._meanings()
        )
        return f'<ul class="lb-timeline-legend">{items}</ul>' if items else ""

    def _meanings(self) -> Iterator[tuple[str, str]]:
        rows, translate = self.chart.rows, self.translate
        bar = f'<rect x="1" y="{TOP}" width="28" height="{BAR}"/>'
        whole = box(1, TOP, 29, TOP + BAR)
        if any(row.critical for row in rows):
            hatch = path("hatched", whole, self._fill("hatch"))
            yield f'<g class="lb-timeline-bar lb-timeline-bar--critical">{bar}</g>{hatch}', translate("critical path")
        if any(row.progress and row.kind == "task" for row in rows):
            done = path("done", box(2, TOP + 1, 16, TOP + BAR - 1))
            yield f'<g class="lb-timeline-bar">{bar}</g>{done}', translate("done part")
        if any(row.slack is not None and row.span and row.slack > row.span[1] for row in rows):
            tail, end = path("slack", f"M1 {MID}H28"), path("slack lb-timeline-slack--end", f"M28 {MID - 3.5}v7")
            yield tail + end, translate("slack")
        if any(row.baseline for row in rows):
            yield path("baseline", f"M1 {MID}H29"), translate("baseline")
        if any(row.kind == "milestone" for row in rows):
            yield path("milestone", diamond(15, MID, 6)), translate("milestone")
        deadlines = [row for row in rows if row.deadline is not None and row.span]
        if deadlines:
            yield path("deadline", flag(16, 0)), translate("deadline")
        if any(row.missed for row in deadlines):
            yield path("deadline lb-timeline-deadline--missed", flag(16, 0)), translate("deadline missed")
        if any(link.broken for link in self.chart.links):
            line = f"M1 {MID}H28m-5-4l5 4-5 4"
            yield path("link lb-timeline-link--broken", line), translate("begins too early")
        if self.free:
            yield path("free", box(1, 2, 29, ROW - 2)), translate("free days")
        if self.frozen:
            yield path("freeze", box(1, 2, 29, ROW - 2), self._fill("freeze")), translate("freeze")

    # paper

    def _windows(self) -> tuple[Scale, ...]:
        """The windows of time that sheets show; none where one shows it all."""
        count = round(self.scale.width / WINDOW)
        if count == 1:
            return ()
        start, length = self.scale.start, self.scale.end - self.scale.start
        cuts = [start + length * part / count for part in range(count + 1)]
        return tuple(Scale(round(a), round(b), WINDOW) for a, b in pairwise(cuts))

    def _names_on_paper(self, number: int, rows: range) -> str:
        names = []
        for place, index in enumerate(rows):
            row = self.chart.rows[index]
            indent = 2 + 12 * min(row.depth, 6)
            name = shorten(row.full_name, TEXT, NAMES - 8 - indent)
            bold = ' class="lb-timeline-rowname--summary"' if row.kind == "summary" else ""
            names.append(f'<text{bold} x="{indent}" y="{px(ROW * place + MID + 4.7)}">{safe(name)}</text>')
        lines = "".join(f"M0 {ROW * place - 0.5}h{NAMES}" for place in range(1, len(rows) + 1))
        return f'<g id="{self.prefix}-p{number}" class="lb-timeline-rowname">{path("grid", lines)}{"".join(names)}</g>'

    def sheets(self) -> str:
        """Each part of the drawing on a sheet of its own; parts with nothing in them are left out."""
        wanted = [(number, window) for number, rows in enumerate(self.groups) for window in self._windows_used(rows)]
        pages = [self._sheet(place, len(wanted), *part) for place, part in enumerate(wanted, 1)]
        return '<div class="lb-paper lb-timeline-sheets">\n' + "\n".join(pages) + "\n</div>" if pages else ""

    def _windows_used(self, rows: range) -> list[int]:
        used: set[int] = set()
        last = round(self.scale.width / WINDOW) - 1
        for index in rows:
            if ticks := self.chart.rows[index].ticks:
                first, final = (int(self.scale.x(tick) // WINDOW) for tick in (min(ticks), max(ticks)))
                used.update(range(first, min(final, last) + 1))
        return sorted(min(window, last) for window in used) or [0]

    def _sheet(self, place: int, count: int, group: int, window: int) -> str:
        rows, at, prefix = self.groups[group], window * WINDOW, self.prefix
        top, height = rows.start * ROW, max(len(rows), 1) * ROW
        whole = self.head + height
        head = f"{prefix}-h{window}" if self._windows() else f"{prefix}-h"
        layers = "".join(
            f'<use href="#{prefix}-{name}"/>'
            for name in ("back", f"b{group}", *(("today",) if self.chart.zone else ()), f"n{group}")
        )
        title = f"<b>{safe(self.chart.title)}</b>"
        if count > 1:
            part = self.translate("sheet {number} of {count}").format(number=place, count=count)
            title = f"{title} <span>{safe(part)}</span>"
        legend = self.legend() if place == 1 else ""
        return (
            f'<div class="lb-timeline-sheet"><div class="lb-timeline-sheet__head">{title}{legend}</div>'
            f'<svg viewBox="0 0 {NAMES + WINDOW} {whole}" aria-hidden="true">'
            f'<svg x="{NAMES}" width="{WINDOW}" height="{self.head}" viewBox="0 0 {WINDOW} {self.head}">'
            f'<use href="#{head}"/></svg><use href="#{prefix}-p{group}" y="{self.head}"/>'
            f'<svg x="{NAMES}" y="{self.head}" width="{WINDOW}" height="{height}" '
            f'viewBox="{at} {top} {WINDOW} {height}">{layers}</svg>'
            f"{path('edge', f'M0 {self.head - 0.5}h{NAMES}M{NAMES - 0.5} 0V{whole}M0 {whole - 0.5}H{NAMES + WINDOW}')}"
            "</svg></div>"
        )


# labels of marks


def place_labels(chart: Chart, scale: Scale, limit: int) -> list[tuple[int, float, str, str]]:
    """Lane, middle, text and kind of each label of a mark or freeze; the launch first, so that it always has one."""
    wanted = [
        (not mark.launch, scale.x(mark.at), mark.label, " lb-timeline-label--launch" if mark.launch else "")
        for mark in chart.marks
        if scale.start <= mark.at <= scale.end and mark.label
    ]
    wanted += [
        (True, (scale.x(shade.start) + scale.x(shade.end)) / 2, shade.label, " lb-timeline-label--freeze")
        for shade in chart.shades
        if shade.freeze and shade.label and shade.start < scale.end and shade.end > scale.start
    ]
    taken: list[list[Extent]] = []
    placed = []
    for _, x, label, kind in sorted(wanted):
        text = shorten(" ".join(label.split()), TEXT, 150)
        half = text_width(text, TEXT) / 2 + 4
        x = min(max(x, half), scale.width - half)
        for lane in range(limit):
            if lane == len(taken):
                taken.append([])
            if all(x + half <= low or x - half >= high for low, high in taken[lane]):
                taken[lane].append((x - half, x + half))
                placed.append((lane, x, text, kind))
                break
    return placed


_HREF = re.compile(r"(?i)(https?:|mailto:|[#/.?]|[^:]*$)")


def name_of(row: ChartRow) -> str:
    """A row's name beside the drawing, linked to where the row is told in full."""
    text = safe(row.full_name)
    indent = f' data-number="{min(row.depth, 6)}"' if row.depth else ""
    kind = ' class="lb-timeline-rowname--summary"' if row.kind == "summary" else ""
    if row.href and _HREF.match(row.href):
        return f'<li{kind}{indent}><a href="{safe(row.href)}">{text}</a></li>'
    return f"<li{kind}{indent}><span>{text}</span></li>"
