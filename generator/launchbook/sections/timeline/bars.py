"""The rows of a chart: bars, brackets, diamonds, and what stands with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from launchbook.sections.timeline.axis import Scale, text_width
from launchbook.sections.timeline.figure import ChartRow
from launchbook.sections.timeline.strokes import (
    BAR,
    BELOW,
    FLAG,
    INSET,
    MID,
    ROW,
    TEXT,
    TOP,
    WINDOW,
    Extent,
    box,
    diamond,
    flag,
    group,
    path,
    px,
    safe,
)


@dataclass
class Bars:
    """The shapes of some rows, gathered by kind: a group each, and one path where shapes need not be told apart."""

    scale: Scale
    reach: Mapping[int, float]
    """How far the arrows of a row reach out behind it."""
    hatch: str
    """The attribute that fills with the hatch of the critical path."""
    plain: list[str] = field(default_factory=list)
    critical: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    others: dict[str, list[str]] = field(default_factory=dict)
    """Brackets and diamonds, by their classes."""
    paths: dict[str, list[str]] = field(default_factory=dict)
    inside: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def add(self, index: int, row: ChartRow) -> None:
        if row.span is None:
            return
        scale, top = self.scale, index * ROW
        left, right = scale.x(row.span[0]), scale.x(row.span[1])
        if row.kind == "milestone":
            left, right = self._milestone(row, left, top)
        elif row.kind == "summary":
            left, right = self._summary(row, left, right, top)
        else:
            left, right = self._bar(row, left, right, top)
        low, high = self._extras(row, left, right, top)
        used = low, max(high, right + self.reach.get(index, 0.0))
        if row.note:
            self._note(row, (left, right), used, top)

    def _put(self, kind: str, d: str) -> None:
        self.paths.setdefault(kind, []).append(d)

    def _bar(self, row: ChartRow, left: float, right: float, top: int) -> Extent:
        width = max(right - left - 1, 2)
        left = min(left + 0.5, self.scale.width - width)
        right, y = left + width, top + TOP
        point = 7 if row.open and width > 16 else 0
        if point:
            d = f"M{px(left)} {y}H{px(right - point)}l{point} {BAR / 2:g}-{point} {BAR / 2:g}H{px(left)}z"
            shape = _told("path", f'd="{d}"', row)
        else:
            corners = "" if row.critical else ' rx="3"'
            shape = _told("rect", f'x="{px(left)}" y="{y}" width="{px(width)}" height="{BAR}"{corners}', row)
        kinds = self.cancelled if row.cancelled else self.critical if row.critical else self.plain
        kinds.append(shape)
        if not row.cancelled and width > 3:
            middle = left + 1 + (width - 2 - point) * row.done
            if row.done:
                self._put("done--critical" if row.critical else "done", box(left + 1, y + 1, middle, y + BAR - 1))
            if row.critical and row.done < 1:
                self._put("hatched", box(middle, y, right - point, y + BAR))
        return left, right

    def _summary(self, row: ChartRow, left: float, right: float, top: int) -> Extent:
        width = max(right - left, 2)
        left = min(left, self.scale.width - width)
        y, foot = top + TOP + 2, min(5.0, width / 2)
        d = f"M{px(left)} {y}h{px(width)}v11l{px(-foot)}-5h{px(2 * foot - width)}l{px(-foot)} 5z"
        name = "summary lb-timeline-summary--critical" if row.critical else "summary"
        self.others.setdefault(name, []).append(_told("path", f'd="{d}"', row))
        if row.done:
            self._put("done--summary", box(left, y, left + width * row.done, y + 6))
        return left, left + width

    def _milestone(self, row: ChartRow, x: float, top: int) -> Extent:
        x = min(max(x, 7), self.scale.width - 7)
        name = "milestone"
        if row.critical:
            name += " lb-timeline-milestone--critical"
        if row.done == 1:
            name += " lb-timeline-milestone--reached"
        d = diamond(x, top + MID, 6.5) + (diamond(x, top + MID, 2.5) if row.critical else "")
        self.others.setdefault(name, []).append(_told("path", f'd="{d}"', row))
        return x - 7, x + 7

    def _extras(self, row: ChartRow, left: float, right: float, top: int) -> Extent:
        """Slack, baseline and deadline; what they take of the row beside the bar."""
        scale, low, high = self.scale, left, right
        if row.slack is not None and row.span and row.slack > row.span[1] and scale.x(row.slack) - right > 3:
            end, y = scale.x(row.slack) - 0.5, top + MID
            self._put("slack", f"M{px(right + 1)} {px(y)}H{px(end)}")
            self._put("slack--end", f"M{px(end)} {px(y - 3.5)}v7")
            high = max(high, end)
        if row.baseline:
            start, end = (scale.x(tick) for tick in row.baseline)
            if row.kind == "milestone":
                end = (left + right) / 2  # how far it moved
            else:
                start, end = min(start, scale.width - 2), max(end, start + 2)
            if start != end:
                self._put("baseline", f"M{px(start)} {top + BELOW}H{px(end)}")
        if row.deadline is not None:
            x = min(max(scale.x(row.deadline), FLAG + 1), scale.width - 1)
            self._put("deadline--missed" if row.missed else "deadline", flag(x, top))
            low, high = min(low, x - FLAG - 1), max(high, x + 1)
        return low, high

    def _note(self, row: ChartRow, bar: Extent, used: Extent, top: int) -> None:
        """In the bar, behind it or before it, wherever there is room; not over the edge of a sheet."""
        wide = text_width(row.note, TEXT)
        y = px(top + MID + 4.7)
        room = bar[1] - bar[0] - 2 * INSET - (0 if row.deadline is None else FLAG)
        if row.kind == "task" and wide <= room:
            self.inside.append(f'<text x="{px(bar[0] + INSET)}" y="{y}">{safe(row.note)}</text>')
        elif used[1] + INSET + wide <= self.scale.width:
            x = used[1] + INSET
            if x // WINDOW != (x + wide) // WINDOW and used[0] - INSET - wide > used[0] // WINDOW * WINDOW:
                x = used[0] - INSET - wide
            self.beside.append(f'<text x="{px(x)}" y="{y}">{safe(row.note)}</text>')
        elif used[0] - INSET - wide >= 0:
            self.beside.append(f'<text x="{px(used[0] - INSET - wide)}" y="{y}">{safe(row.note)}</text>')

    def bars(self) -> str:
        """Everything but words."""

        def joined(kind: str, extra: str = "") -> str:
            base = kind.partition("--")[0]
            name = f"{base} lb-timeline-{kind}" if "--" in kind else kind
            return path(name, "".join(self.paths.get(kind, ())), extra)

        return (
            joined("baseline")
            + joined("slack")
            + joined("slack--end")
            + group("bar", self.plain)
            + group("bar lb-timeline-bar--critical", self.critical)
            + group("bar lb-timeline-bar--cancelled", self.cancelled)
            + joined("hatched", self.hatch)
            + joined("done")
            + joined("done--critical")
            + "".join(group(name, shapes) for name, shapes in sorted(self.others.items()))
            + joined("done--summary")
            + joined("deadline")
            + joined("deadline--missed")
        )

    def notes(self) -> str:
        return group("note lb-timeline-note--inside", self.inside) + group("note", self.beside)


def _told(element: str, attributes: str, row: ChartRow) -> str:
    """A shape that says what it is to a mouse that rests on it."""
    return (
        f"<{element} {attributes}><title>{safe(row.tip)}</title></{element}>"
        if row.tip
        else f"<{element} {attributes}/>"
    )
