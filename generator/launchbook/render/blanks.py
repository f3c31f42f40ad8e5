"""Blanks: where a variable without a value stands in a text, a page shows a gap to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from launchbook.core.plan import Plan, Referent
from launchbook.core.text import escape
from launchbook.core.variables import PLACE, blanks_of

_PART = re.compile(
    r"(?P<inert>\A\s*---\n.*?\n---\n)|(?P<tag><[^>]*>)"
    rf"|{PLACE.pattern}|&#36;&#123;(?P<titled>[^<>{{}}\s]{{1,400}}?)&#125;",
    re.DOTALL,
)
"""What a page consists of here: `titled` is a place in a heading, whose punctuation is escaped."""
_OPENED = re.compile(r"<(/?)(?:a|button|summary|option)\b")
_ESCAPED = re.compile(r"&#95;")


class Blanks:
    """The blanks of the plans that a page shows. `link` gives the address of a blank's place on the page of variables."""

    def __init__(self, plans: Iterable[Plan], link: Mapping[str, str] | None = None) -> None:
        self.link = link or {}
        self.of: dict[str, tuple[Plan, Referent]] = {}
        for plan in plans:
            for name, target in blanks_of(plan).items():
                self.of.setdefault(name, (plan, target))
        self.shown: dict[str, Referent] = {}
        """Those that stand on the page, in its order."""
        self._linked = 0

    def drawn(self, rendered: str) -> str:
        """The page with its blanks marked. Tags, and what is not HTML, stay as they are."""
        if not self.of or ("${" not in rendered and "&#36;&#123;" not in rendered):
            return rendered
        return _PART.sub(self._part, rendered)

    def _part(self, part: re.Match[str]) -> str:
        if part["tag"] and (opened := _OPENED.match(part["tag"])):
            self._linked += -1 if opened[1] else 1
        name = part["name"] or _ESCAPED.sub("_", part["titled"] or "")
        if name not in self.of:
            return part[0]
        if part["literal"]:
            return part[0][1:]
        return self._blank(name, plain=bool(part["titled"]) or self._linked > 0)

    def _blank(self, name: str, plain: bool) -> str:
        plan, target = self.of[name]
        self.shown[name] = target
        secret = (
            " lb-blank--secret" if getattr(target.value, "secret", None) else ""
        )  # nobody is asked to write it on paper
        data = f'class="lb-blank{secret}" data-blank="{escape(name)}" data-of="{escape(plan.id)}"'
        if plain or name not in self.link:
            return f"<span {data}>‹{escape(name)}›</span>"
        return f'<a {data} href="{escape(self.link[name])}">‹{escape(name)}›</a>'
