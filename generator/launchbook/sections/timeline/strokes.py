"""Shapes as text: paths, boxes, flags, words. Sizes are pixels of a drawing's fixed scale."""

from __future__ import annotations

import re
from collections.abc import Sequence

from launchbook.core.text import escape

Extent = tuple[float, float]
"""What a shape takes of a row: its left and right edge."""

ROW, BAR, TOP = 26, 14, 5
"""Heights in pixels: of a row, of a bar, and from the upper edge of a row to its bar."""
MID, BELOW = TOP + BAR / 2, TOP + BAR + 3
"""From the upper edge of a row to the middle of its bar, and to its baseline."""
NAMES, WINDOW = 240, 700
"""Widths: of the column of names, and of the drawing; wider drawings are whole multiples, so that paper cuts them evenly."""
MAJOR, MINOR, TODAY, LANE = 22, 20, 16, 18
"""Heights within the head: its two rows, the line for today, and each line for labels of marks."""
LANES = 3
TALL = 44
"""More rows than this scroll within a frame, under an axis that stays."""
TEXT, INSET = 12, 6
FLAG = 8
"""The width of a flag."""
SHEET = 570
"""The height of a sheet: what is left on A4 and Letter, laid across, when its width fills the paper."""
NARROW = 2.5
"""Free time narrower than this is not drawn: it would be noise."""


def px(number: float) -> str:
    """A coordinate: one decimal, none where it is a whole pixel."""
    text = f"{number:.1f}"
    return text[:-2] if text.endswith(".0") else text


def box(left: float, top: float, right: float, bottom: float) -> str:
    width = px(max(right - left, 0))
    return f"M{px(left)} {px(top)}h{width}v{px(bottom - top)}h-{width}z"


def lines(places: Sequence[float], height: float) -> str:
    return "".join(f"M{px(x)} 0V{height:g}" for x in places)


def diamond(x: float, y: float, half: float) -> str:
    return f"M{px(x)} {px(y - half)}l{half:g} {half:g}-{half:g} {half:g}-{half:g}-{half:g}z"


def flag(x: float, top: float) -> str:
    """A flag whose pole stands where a time ends; it waves over what comes before."""
    return f"M{px(x)} {px(top + ROW - 4)}v{3 - ROW + 4}l-{FLAG} 3.5 {FLAG} 3.5"


def path(name: str, d: str, extra: str = "") -> str:
    return f'<path class="lb-timeline-{name}" d="{d}"{extra}/>' if d else ""


def group(name: str, shapes: Sequence[str]) -> str:
    return f'<g class="lb-timeline-{name}">' + "\n".join(shapes) + "</g>" if shapes else ""


_BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def safe(text: str) -> str:
    """Text for an element or an attribute, without what XML cannot hold."""
    return escape(_BAD.sub(" ", text))
