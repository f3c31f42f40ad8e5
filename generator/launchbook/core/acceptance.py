"""What is wrong and was accepted: said in the plan under `accept:`, or in a comment beside its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from launchbook.core.comments import Comment, comments_in
from launchbook.core.model import Model
from launchbook.core.node import Source
from launchbook.core.problem import Location, Problem
from launchbook.core.reference import PersonRef
from launchbook.core.text import Id, Text
from launchbook.core.time import Moment


class Acceptance(Model):
    """Warnings that stay as they are, with the reason. Pages show them apart."""

    code: Id
    """The code of the warning: `RB003`."""
    at: Text | None = None
    """The place: a section (`rollback`), keys below it (`rollback.steps`), an entry's id, or its title. Left out, all places of the
    code."""
    why: Text
    """The reason. Readers of the plan see it."""
    by: PersonRef | None = None
    """Who accepted it."""
    until: Moment | None = None
    """The last day on which it is accepted: `2027-03-01`, `T-1d`. Afterwards the warning is back."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A problem that was accepted."""

    problem: Problem
    why: Text | str
    by: PersonRef | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """An acceptance in a comment: `# launchbook: accept=RB003 rehearsed with the vendor`."""

    code: str
    why: str
    place: Location
    line: int
    """The line that it is about: its own, or where it stands alone the next one that says something."""


_REMARK = re.compile(r"#\s*launchbook:\s*accept\s*=\s*(?P<code>[^\s,;，；]+)[\s,;:，；：]*(?P<why>.*)", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"\s*(?:#.*)?$")


def remarks_in(source: Source) -> Iterator[Remark]:
    """The acceptances in the comments of a file. What looks like one within a text is text."""
    if "launchbook:" not in source.text.lower():
        return
    for comment in comments_in(source):
        if match := _REMARK.fullmatch(comment.text):
            place = source.location(comment.line, comment.column, len(comment.text))
            yield Remark(match["code"].upper(), match["why"], place, _line_of(source, comment))


def _line_of(source: Source, comment: Comment) -> int:
    if source.lines[comment.line - 1][: comment.column - 1].strip():
        return comment.line
    following = range(comment.line, len(source.lines))
    return next((at + 1 for at in following if not _SAYS_NOTHING.match(source.lines[at])), comment.line)
