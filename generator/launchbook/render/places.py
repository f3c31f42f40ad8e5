"""Where a page stands: what is above it, and what is on it."""

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
LONG = 4
"""Minimum number of headings at which a page begins with a list of them."""


def crumbs(path: str, words: Words, options: Options, *above: tuple[str, object]) -> list[Crumb]:
    """From the home page down: each page above `path`, by its own path and title."""
    pages = ((options.home, words.translate("Launches")), *above)
    return [(href(path, page, options), title) for page, title in pages]


def headings(body: str) -> list[Crumb]:
    """The headings of a long page with their anchors; none of a short one."""
    crumbs_of: list[Crumb] = [(anchor, Markup(title)) for title, anchor in _HEADING.findall(body)]
    return crumbs_of if len(crumbs_of) >= LONG else []


def filled(body: str) -> Markup:
    """A page without the headings that nothing stands below: an empty part is left out, and none opens what another closes."""
    first, *parts = _PARTS.split(body)
    kept: list[str] = []
    for part in reversed(parts):
        holds = part.startswith("## ") and bool(kept) and kept[-1].startswith("### ")
        if holds or _says_something(part.partition("\n")[2]):
            kept.append(part)
    return Markup("".join([first, *reversed(kept)]))


def _says_something(part: str) -> bool:
    tags = [*_TAG.finditer(part)]
    balance = sum(-1 if tag[0].startswith("</") else 1 for tag in tags if tag[1] not in ("br", "hr", "img", "input"))
    return bool(balance or _TAG.sub("", part).strip() or any(tag[1] in ("i", "svg", "progress") for tag in tags))


def language_of(plans: Iterable[Plan], otherwise: str) -> str:
    """The language of most of the plans, of the first of them where as many speak another."""
    spoken = Counter(str(plan.head.language) for plan in plans)
    return max(spoken, key=spoken.__getitem__, default=otherwise)
