"""Pages of plans past Python-Markdown: but for their headings they are HTML, which its parser reads twice and leaves as it is.

The HTML between two headings is set aside before a page is converted, and put back after. What other extensions or plugins could
change in it goes the long way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import unescape
from itertools import chain, count
from typing import Any

from markdown import Markdown

_HEADING = re.compile(r"^(#{1,6} [^\n]*)$", re.MULTILINE)
_FRONT = re.compile(r"\s*---\n.*?\n---\s*", re.DOTALL)
_PLACE = re.compile(r'<div data-lb-aside="(\d+)"></div>')
_ID = re.compile(r'<[a-z][^<>]*? id="([^"]*)"')
_KNOWN = ("markdown.", "pymdownx.highlight", "pymdownx.superfences")
"""Where processors are from that leave the HTML of a page as it is."""


def is_left_alone(extensions: Collection[Any], options: Mapping[str, Any]) -> bool:
    """Whether no extension of Markdown changes the HTML of a page. Those that read blocks, words or the tree never see it."""
    md = Markdown(extensions=[*extensions], extension_configs=dict(options))
    modules = {type(each).__module__ for each in chain(md.preprocessors, md.postprocessors)}
    return all(module.startswith(_KNOWN) for module in modules)


class Aside:
    """The HTML of pages that are being converted, by their paths."""

    def __init__(self) -> None:
        self.kept: dict[str, list[str]] = {}

    def take(self, path: str, text: str, markdown: str) -> str:
        """The Markdown of a page with a mark for each part of HTML; as it is where another plugin has changed it.

        `text` is the page as it was generated, with its front matter."""
        front = text.removesuffix(markdown)
        if not markdown or len(front) == len(text) or not _FRONT.fullmatch(front):
            return markdown
        parts = [part.strip() for part in _HEADING.split(markdown)]
        asides = parts[::2]
        if any(aside and not (aside[0] == "<" and aside[-1] == ">") for aside in asides):
            return markdown
        self.kept[path] = asides
        numbers = count()
        return "\n\n".join(
            part if n % 2 else f'<div data-lb-aside="{next(numbers)}"></div>' for n, part in enumerate(parts)
        )

    def put_back(self, path: str, html: str) -> tuple[str, set[str]]:
        """The HTML of a page with its parts, and the anchors in them."""
        asides = self.kept.pop(path, [])
        anchors = {unescape(id) for aside in asides for id in _ID.findall(aside)}
        return _PLACE.sub(lambda mark: asides[int(mark[1])], html) if asides else html, anchors
