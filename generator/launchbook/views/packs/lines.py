"""Lines that are called and are nobody's own: the conference in which everybody is, the desk of a company, a group's number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from launchbook.core.engaged import digits_of
from launchbook.core.launch import said_of
from launchbook.core.model import Model
from launchbook.core.plan import Plan, per_plan
from launchbook.core.rows import Row
from launchbook.core.text import Phone, Text, Word

_NUMBER = re.compile(r"\+?\d[\d\s()\-./]{5,}\d")
_NONE = Word("")
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line with its numbers."""

    name: Word
    phone: Sequence[Phone]
    about: Text | None = None
    company: Word = _NONE
    members: frozenset[str] = frozenset()
    """Who talks on it; empty for everybody, and where it is called."""
    row: Row | None = None

    def is_needed(self, id: str, text: str) -> bool:
        """Whether somebody calls it by their card: the plan's own line, that of a group they are in, or one that a text names."""
        own = id in self.members if self.members else not self.company
        return own or any(_names(name, text) for name in (self.name, self.company))


@per_plan
def lines_of(plan: Plan) -> Sequence[Line]:
    """The lines of a plan, each number once."""
    found: dict[str, Line] = {}
    for value in (value for _, value in plan.values if isinstance(value, Model)):
        for line in _lines(value):
            found.setdefault(digits_of(line.phone[0]), replace(line, row=plan.rows.by_path.get(value.path)))
    return list(found.values())


def lines_for(plan: Plan, id: str, rows: Iterable[Row]) -> list[Line]:
    """The lines that somebody calls by what they have to do."""
    lines = lines_of(plan)
    text = "\n".join(_said(plan, rows)) if lines else ""
    return [line for line in lines if line.is_needed(id, text)]


def _lines(value: Model) -> Iterator[Line]:
    """The line that an entry is: with a number of its own, or one in the words for what a group runs on."""
    name, company = (getattr(value, key, None) or _NONE for key in ("name", "company"))
    about: Text | None = getattr(value, "purpose", None)
    members = getattr(value, "members", None)
    if members is not None:
        if found := _NUMBER.search(str(getattr(value, "channel", None) or "")):
            yield Line(
                name, (Phone(found[0]),), about, members=frozenset(() if members == "all" else map(str, members))
            )
    elif hasattr(value, "person") and not value.person and (phone := getattr(value, "phone", ())):
        yield Line(name or company, phone, about, company)


def _said(plan: Plan, rows: Iterable[Row]) -> Iterator[str]:
    """What is said of rows, and of what must hold at a gate."""
    said = said_of(plan)
    for row in rows:
        for each in (row, *row.parts) if row.kind == "gate" else (row,):
            yield from (value for value in said[each.path].values() if isinstance(value, str))


def _names(name: str, text: str) -> bool:
    words = _ARTICLE.sub("", name)
    return bool(words) and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None
