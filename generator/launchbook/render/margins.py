"""What stands in the margins of printed pages, as style sheets of their own: a page may carry no style within itself.

All pages of a plan share one file, in which each has a named `@page`; a page over all plans has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from posixpath import splitext
from urllib.parse import quote

from launchbook.core.groups import grouped
from launchbook.render.formats import css_string
from launchbook.render.model import Asset, Page

_STRIPES = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='5mm' height='226mm'><defs><pattern id='h' width='10' height='10' "
    "patternUnits='userSpaceOnUse' patternTransform='rotate(45)'><path d='M0 0h5v10h-5z'/></pattern></defs>"
    "<path d='M0 0h20v900h-20z' fill='url(#h)'/></svg>"
)
_HATCH = f'content: url("data:image/svg+xml,{quote(_STRIPES)}")'
"""Hatching, as long as both A4 and Letter allow. It is a picture within the style sheet: browsers drop backgrounds on
paper, and load no other picture in time."""


@dataclass(frozen=True)
class Margins:
    """The texts around a page. `counted` has a `#` each for the page's number and the number of pages."""

    title: str
    check: tuple[str, ...]
    """Where it can be asked whether the sheet is still true, and the code to ask with; may be empty."""
    counted: str
    landscape: bool = False
    paper: str = ""
    """The format of the paper; the printer's where left out."""
    times: str = ""
    """Whose times those on the page are."""
    square: str = ""
    """The picture that leads there, by its path from the style sheet; may be empty."""
    emergency: bool = False
    """Whether it is hatched at its edges, so that it is found in a stack."""
    piece: str = ""
    """The name of a piece whose sheets are counted by themselves; how many they are is known once they are printed
    (`site/numbering.py`)."""
    number: int = 0
    """The number of the piece."""
    pack: str = ""
    """What the page is bound into: two packs hold the same chapter on sheets of other numbers."""

    def rule(self, name: str, marked: str = "", parts: bool = False) -> str:
        """The rule for what is marked, by default the page that holds a link with this name; and for its `parts` that are printed apart:
        the emergencies on a page that is none, what is read before and after on one that is."""
        page = marked or f'body:has(link[data-paper="{name}"])'
        rules = f"{page} {{ page: lb-{name} }}\n{self._page(name)}"
        if not parts:
            return rules
        other = replace(self, emergency=not self.emergency)
        part = ":is(.lb-later, .lb-later ~ *)" if self.emergency else ":is(.lb-emergency, h2:has(+ .lb-emergency))"
        return f"{rules}{page} {part} {{ page: lb-{name}-part }}\n{other._page(f'{name}-part')}"

    def blank(self, name: str) -> str:
        """The rule for the back of a piece that is left empty, so that the next one begins on a front."""
        before, between, after = map(css_string, self.counted.split("#"))
        size = f"size: {self.paper}; " if self.paper else ""
        counted = f"content: {before} counter(page) {between} counter(pages) {after}"
        here = f'body:has(link[data-paper="{name}"]) .lb-empty-side'
        return f"{here} {{ page: lb-{name}-blank }}\n@page lb-{name}-blank {{ {size}@bottom-right {{ {counted} }} }}\n"

    def _page(self, name: str) -> str:
        before, between, after = map(css_string, self.counted.split("#"))
        boxes = [
            f"size: {size};" if (size := f"{self.paper} {'landscape' if self.landscape else ''}".strip()) else "",
            "margin-bottom: 22mm;" if self.square else "",
            "margin-inline: 10mm; @top-left { font-size: 7pt } @top-right { font-size: 7pt }"
            if self.paper == "A5"
            else "",
            f"@top-left {{ content: {css_string(self.title)} }}",
            f"counter-increment: lb-sheet-{self.number};" if self.piece else "",
            f"@top-right {{ content: {css_string(self.times)} }}" if self.times else "",
            f'@bottom-left {{ content: url("{self.square}") }}' if self.square else "",
            f"@bottom-center {{ content: {self._foot()} }}",
            f"@bottom-center {{ width: {72 if self.piece else 82}mm; font-size: 7pt }}" if self.paper == "A5" else "",
            f"@left-middle {{ {_HATCH} }} @right-middle {{ {_HATCH} }}" if self.emergency else "",
            f"@bottom-right {{ content: {self._counted()} {before} counter(page) {between} counter(pages) {after} }}",
            "@bottom-right { white-space: pre-line; text-align: right }" if self.piece or self.pack else "",
        ]
        return f"@page lb-{name} {{ {' '.join(filter(None, boxes))} }}\n"

    def _counted(self) -> str:
        """Which sheet it is of a piece, or of which pack, on a line of its own."""
        if self.pack:
            return f"{css_string(self.pack)} {css_string(chr(10))}"
        own = f'counter(lb-sheet-{self.number}) var(--lb-sheets-{self.number}, "")'
        return f"{css_string(f'{self.piece} ')} {own} {css_string(chr(10))}" if self.piece else ""

    def _foot(self) -> str:
        """The lines in the middle; the script sets when it was printed."""
        lines = [*map(css_string, self.check), 'var(--lb-printed, "")']
        return f" {css_string(chr(10))} ".join(lines)


def sheet_of(path: str, plan: str | None) -> tuple[str, str]:
    """The style sheet that holds a page's margins, and the page's name in it."""
    stem = splitext(path)[0]
    if plan is None:
        return f"{stem}.paper.css", "page"
    return f"plans/{plan}/paper.css", re.sub(r"\W", "-", stem.removeprefix(f"plans/{plan}/"))


def margin_sheets(pages: Iterable[Page]) -> list[Asset]:
    """The style sheets of pages, by what each says of its margins."""
    files = grouped((sheet_of(page.path, page.plan)[0], page.margins) for page in pages if page.margins)
    return [Asset(path, "".join(rules).encode()) for path, rules in files.items()]
