"""What the head of a table says behind its first sheet: which list goes on."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from markupsafe import Markup, escape

from launchbook.render.formats import plain

BESIDE = 34
"""Letters of a line beside the titles of columns, of which there is room for two."""
LINE = 80
"""Letters of a line over the whole width of a table, on A4 and Letter alike."""
MOST = 190
"""Letters of a title on two lines; a longer one, which nobody would call ordinary, ends behind a word."""


@dataclass(frozen=True)
class Running:
    """What goes on, in words, and on how many lines: beside the titles of columns, or else below them."""

    words: Markup
    lines: int
    below: bool


def running(caption: object, told: object, narrow: bool = False) -> Running:
    """What goes on; `narrow` where there is no room beside the titles of columns."""
    text = str(told).format(title=_ended(plain(caption), MOST - _width(str(told).format(title=""))))
    length = _width(text)
    below = narrow or length > 2 * BESIDE - 6
    return Running(escape(text), 2 if length > (LINE if below else BESIDE) else 1, below)


def _ended(title: str, most: int) -> str:
    """A title, or its beginning, at a word or between Chinese letters."""
    if _width(title) <= most:
        return title
    end = next(place for place in range(len(title)) if _width(title[: place + 1]) > most - 2)
    kept = title[:end]
    parted = title[end].isspace() or _width(title[end]) == 2
    return f"{(kept if parted else kept.rpartition(' ')[0] or kept).rstrip()} …"


def _width(text: str) -> int:
    """Chinese letters are as wide as two others."""
    wide = (unicodedata.east_asian_width(letter) in "WF" for letter in text if not unicodedata.combining(letter))
    return sum(2 if each else 1 for each in wide)
