"""Text for programs that know no Markdown, and the names of people."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from launchbook.core.plan import Plan
from launchbook.core.problem import Message, Translate
from launchbook.core.reference import Ref
from launchbook.core.text import INSIDE, render_inline, render_message, shown, without_tags

_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_MARKS = re.compile(r"[`*_\[\]<>&\\!\n]|https?://")


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Inline Markdown as plain text, with the addresses of links in brackets."""
    if not _MARKS.search(text):
        return text
    rendered = _LINK.sub(_link, render_inline(text).replace("<br>", "\n"))
    return html.unescape(_TAG.sub("", rendered))


def _link(match: re.Match[str]) -> str:
    return match[2] if match[1] == match[2] or match[1].startswith(INSIDE) else f"{match[2]} ({match[1]})"


def line(text: str) -> str:
    """A text without Markdown on a single line."""
    return " ".join(text.split())


def title(text: str | Message, translate: Translate | None = None) -> str:
    """Inline Markdown or a message as plain text on a single line, without the addresses of links."""
    return line(without_tags(render_message(text, translate)) if isinstance(text, Message) else shown(text))


def name_of(plan: Plan, ref: Ref | None) -> str:
    """The name of a reference's target; empty without one."""
    return line(plan.name_of(ref)) if ref is not None and plan.target(ref) else ""
