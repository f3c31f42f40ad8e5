"""The surroundings of a page: crumbs, contents, language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from markupsafe import Markup

from launchbook.core.plan import Plan
from launchbook.render.model import Options, href
from launchbook.render.view import Words

Crumb = tuple[str, object]
"""The address of a page above this one, and its title."""
_HEADING = re.compile(r"^## (.+?) \{#([^ }]+)[^}]*\}$", re.MULTILINE)
_PARTS = re.compile(r"^(?=#{2,3} )", re.MULTILINE)
_TAG = re.compile(r"</?([a-z]+)[^>]*>")
_EMPTY = ("br", "hr", "img", "input")
"""Elements that have no end."""
LONG = 4
"""Minimum number of headings at which a page begins with a list of them."""


def crumbs(path: str, words: Words, options: Options, *above: tuple[str, object]) -> list[Crumb]:
    """Links to the pages above `path`, from the home page down; `above` are paths and titles."""
    pages = ((options.home, words.translate("Launches")), *above)
    return [(href(path, page, options), title) for page, title in pages]


def headings(body: str) -> list[Crumb]:
    """The headings of a long page with their anchors; empty for a short page."""
    crumbs_of: list[Crumb] = [(anchor, Markup(title)) for title, anchor in _HEADING.findall(body)]
    return crumbs_of if len(crumbs_of) >= LONG else []


def filled(body: str, language: str) -> Markup:
    """A page without the headings that nothing stands below, and with its language where a part begins.

    An empty part is left out, and none opens what another closes. What stands in a part has the language of the part.
    """
    first, *parts = _PARTS.split(body)
    kept: list[str] = []
    for part in reversed(parts):
        holds = part.startswith("## ") and bool(kept) and kept[-1].startswith("### ")
        if holds or _has_content(part.partition("\n")[2]):
            kept.append(part)
    return Markup("".join(_spoken(part, language) for part in (first, *reversed(kept))))


def _spoken(part: str, language: str) -> str:
    """A part whose outermost elements say their language."""
    written, end, depth = [], 0, 0
    for tag in _TAG.finditer(part):
        if tag[0].startswith("</"):
            depth -= 1
        else:
            if not depth and " lang=" not in tag[0]:
                start = tag.end(1)
                written.append(f'{part[end:start]} lang="{language}"')
                end = start
            depth += tag[1] not in _EMPTY and not tag[0].endswith("/>")
    return "".join([*written, part[end:]])


def _has_content(part: str) -> bool:
    tags = [*_TAG.finditer(part)]
    balance = sum(-1 if tag[0].startswith("</") else 1 for tag in tags if tag[1] not in _EMPTY)
    return bool(balance or _TAG.sub("", part).strip() or any(tag[1] in ("i", "svg", "progress") for tag in tags))


def language_of(plans: Iterable[Plan], otherwise: str) -> str:
    """The language of most of the plans; of the first of them if several languages are equally frequent."""
    spoken = Counter(str(plan.head.language) for plan in plans)
    return max(spoken, key=spoken.__getitem__, default=otherwise)
