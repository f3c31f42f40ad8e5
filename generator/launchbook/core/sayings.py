"""What a plan says in words, each text with what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from launchbook.core.groups import grouped
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path
from launchbook.core.rows import Row
from launchbook.core.text import Prose, Text, Url, Word

LINE_ENDS = r"\n(?![^\W\d_])|(?<![^\n]{40})\n"
"""The end of a line that is one of a sentence: a longer line is broken, and goes on in the next one."""
_ENDS = re.compile(rf"[。！？!?；;]|\.\s|{LINE_ENDS}")
_DIGIT = re.compile(r"\d")
_NAMES = frozenset({"title", "name", "what", "text", "do"})


@dataclass(frozen=True, slots=True, eq=False)
class Saying:
    """A text of a plan."""

    path: Path
    text: str
    name: str
    """What the text is said of: the name or title beside it, and the key that it stands under."""
    row: Row
    """The entry that it stands in."""
    about: str
    """The text, its name, and the titles of the entries around it."""


@per_plan
def sayings(plan: Plan) -> Sequence[Saying]:
    """The texts of a plan, in its order."""
    texts = [
        (path, value)
        for path, value in plan.values
        if isinstance(value, (Text, Prose, Word)) and not isinstance(value, Url)
    ]
    named = grouped((path[:-1], str(value)) for path, value in texts if path[-1] in _NAMES)
    titles: dict[int, tuple[str, ...]] = {}
    return [_saying(path, str(value), named, row_at(plan, path), titles) for path, value in texts]


@per_plan
def with_digits(plan: Plan) -> Sequence[Saying]:
    """The texts of a plan that have a digit."""
    return [saying for saying in sayings(plan) if _DIGIT.search(saying.text)]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text begin and end."""
    begin = 0
    for end in _ENDS.finditer(text):
        if end.start() > begin:
            yield begin, end.start()
        begin = end.end()
    if begin < len(text):
        yield begin, len(text)


def _saying(
    path: Path, text: str, named: Mapping[Path, Sequence[str]], row: Row, titles: dict[int, tuple[str, ...]]
) -> Saying:
    name = " ".join((*named.get(_holder(path), ()), _key(path)))
    return Saying(path, text, name, row, " · ".join((text, name, *_titles(row, titles))))


def _titles(row: Row, known: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    """The titles of a row and those above it; each is read once."""
    if id(row) not in known:
        known[id(row)] = () if row.parent is None else (str(row.title), *_titles(row.parent, known))
    return known[id(row)]


def row_at(plan: Plan, path: Path) -> Row:
    """The row of the entry that something stands in; that of the head for what stands in none."""
    rows = plan.rows.by_path
    return next((rows[path[:end]] for end in range(len(path), 0, -1) if path[:end] in rows), plan.rows[0])


def _holder(path: Path) -> Path:
    return path[:-2] if isinstance(path[-1], int) else path[:-1]


def _key(path: Path) -> str:
    """The words of the keys that it stands under, which may be a name: `inputs: {Subtitle: …}`."""
    return " ".join(str(part) for part in path[-2:] if isinstance(part, str))
