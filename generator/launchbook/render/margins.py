"""What stands in the margins of printed pages, as style sheets of their own: a page may carry no style within itself.

All pages of a plan share one file, in which each has a named `@page`; a page over all plans has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import splitext

from launchbook.core.groups import grouped
from launchbook.render.formats import css_string
from launchbook.render.model import Asset, Page


@dataclass(frozen=True)
class Margins:
    """The texts around a page. `counted` has a `#` each for the page's number and the number of pages."""

    title: str
    content: str
    """What says which edition it is; may be empty."""
    counted: str
    landscape: bool = False
    times: str = ""
    """Whose times those on the page are."""

    def rule(self, name: str) -> str:
        """The rule for the page that a link with this name marks."""
        before, between, after = map(css_string, self.counted.split("#"))
        boxes = [
            f"@top-left {{ content: {css_string(self.title)} }}",
            f"@top-right {{ content: {css_string(self.times)} }}" if self.times else "",
            f"@bottom-left {{ content: {css_string(self.content)} }}" if self.content else "",
            f"@bottom-right {{ content: {before} counter(page) {between} counter(pages) {after} }}",
        ]
        size = "size: landscape; " if self.landscape else ""
        return (
            f'body:has(link[data-paper="{name}"]) {{ page: lb-{name} }}\n'
            f"@page lb-{name} {{ {size}{' '.join(filter(None, boxes))} }}\n"
        )


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
