"""The arrows of a chart: from the end of one row, or its start, to the start of another, or its end."""

from __future__ import annotations

from collections.abc import Sequence

from launchbook.sections.timeline.axis import Scale
from launchbook.sections.timeline.figure import Chart, ChartArrow
from launchbook.sections.timeline.strokes import BAR, MID, ROW, TOP, path, px


class Arrows:
    """The arrows, one path for each kind and group of rows, and how far they reach out behind the rows they come from."""

    def __init__(self, chart: Chart, scale: Scale, groups: Sequence[range]) -> None:
        self.chart, self.scale, self.groups = chart, scale, groups
        self.reach: dict[int, float] = {}
        self.paths = self._paths()

    def _paths(self) -> dict[int, str]:
        """By group; -1 for arrows that lead from one group to another."""
        count = len(self.chart.rows)
        group_of = {index: number for number, rows in enumerate(self.groups) for index in rows}
        paths: dict[tuple[int, str], list[str]] = {}
        for link in self.chart.links:
            if link.source == link.target or not (0 <= link.source < count and 0 <= link.target < count):
                continue
            d = self._arrow(link)
            if d:
                home = group_of[link.source] if group_of[link.source] == group_of[link.target] else -1
                kind = "broken" if link.broken else "critical" if link.critical else ""
                paths.setdefault((home, kind), []).append(d)
        drawn: dict[int, str] = {}
        for (home, kind), parts in sorted(paths.items()):
            name = f"link lb-timeline-link--{kind}" if kind else "link"
            drawn[home] = drawn.get(home, "") + path(name, "".join(parts))
        return drawn

    def _ends(self, index: int) -> tuple[float, float, float, float, float] | None:
        """Of a row's shape: left, right, upper and lower edge, and the height at which arrows meet it from the side."""
        row, top, scale = self.chart.rows[index], index * ROW, self.scale
        if row.span is None:
            return None
        left, right = scale.x(row.span[0]), scale.x(row.span[1])
        if row.kind == "milestone":
            left = min(max(left, 7), scale.width - 7)
            return left - 7, left + 7, top + TOP, top + TOP + BAR, top + MID
        if row.kind == "summary":
            return left, max(right, left + 2), top + TOP + 2, top + TOP + 8, top + TOP + 5
        return left, max(right - 0.5, left + 2), top + TOP, top + TOP + BAR, top + MID

    def _arrow(self, link: ChartArrow) -> str:
        """From the end of one row, or its start, to the start of another, or its end, at right angles, with an open head."""
        source, target = self._ends(link.source), self._ends(link.target)
        if source is None or target is None:
            return ""
        x1, y1 = source[0 if link.from_start else 1], source[4]
        x2, right, upper, lower, y2 = target
        down = 1 if link.target > link.source else -1
        if link.to_end:
            return self._arrow_to_end(link, x1, y1, right, y2)
        if x2 - x1 >= 14:  # down behind the source, then along the target's row
            reach = 5.0
            corner, fall = 3 * down, y2 - y1 - 6 * down
            d = f"h2q3 0 3 {corner}v{px(fall)}q0 {corner} 3 {corner}H{px(x2 - 1)}m-4-4l4 4-4 4"
        elif (turn := self._entry(link.target, x2, right)) >= x1 + 1:  # close by: a step, then into its edge
            reach = turn - x1
            fall = (upper - 1 if down > 0 else lower + 1) - y1
            d = f"H{px(turn)}v{px(fall)}m-4 {-4 * down}l4 {4 * down} 4 {-4 * down}"
        else:  # the target begins before: back between the rows
            reach = min(6.0, int(self.scale.width - x1))
            lane = link.target * ROW if down > 0 else (link.target + 1) * ROW
            d = f"h{reach:g}v{px(lane - y1)}H{px(max(x2 - 8, 0))}v{px(y2 - lane)}H{px(max(x2 - 1, 4))}m-4-4l4 4-4 4"
        self.reach[link.source] = max(self.reach.get(link.source, 0.0), reach)
        return f"M{px(x1)} {px(y1)}{d}"

    def _arrow_to_end(self, link: ChartArrow, x1: float, y1: float, right: float, y2: float) -> str:
        """Around both rows on the right, then back into the end of the target; from a start, on its left first."""
        turn = min(max(right, right if link.from_start else x1) + 9, self.scale.width)
        for row, edge in ((link.source, turn if link.from_start else x1), (link.target, right)):
            self.reach[row] = max(self.reach.get(row, 0.0), turn - edge)
        start = f"M{px(x1)} {px(y1)}"
        if link.from_start:
            lane = (link.source + (1 if y2 > y1 else 0)) * ROW
            start += f"h-5V{px(lane)}"
        return f"{start}H{px(turn)}V{px(y2)}H{px(right + 1)}m4-4l-4 4 4 4"

    def _entry(self, index: int, left: float, right: float) -> float:
        """Where an arrow from above or below enters a shape."""
        return (left + right) / 2 if self.chart.rows[index].kind == "milestone" else min(left + 5, (left + right) / 2)
