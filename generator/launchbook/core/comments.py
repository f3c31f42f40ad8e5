"""The comments of a file: what stands between the marks of YAML, as libyaml reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from launchbook.core.node import Source, starts_of_lines

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its `#`. Line and column count from 1."""

    line: int
    column: int
    text: str


def comments_in(source: Source) -> Iterator[Comment]:
    """The comments of a file that can be read, in their order. A `#` within a text is none."""
    starts = starts_of_lines(source.text)
    end = 0
    for start, stop in (*_tokens(source.text, starts), (len(source.text), len(source.text))):
        if start > end:
            yield from _between(source, starts, end, start)
        end = max(end, stop)


def _tokens(text: str, starts: list[int]) -> Iterator[tuple[int, int]]:
    """Where the tokens begin and end, as indexes of the text."""
    for token in yaml.scan(text, _Loader):
        marks = (token.start_mark, token.end_mark)
        yield tuple(starts[mark.line] + mark.column if mark.line < len(starts) else len(text) for mark in marks)  # type: ignore[misc]


def _between(source: Source, starts: list[int], begin: int, end: int) -> Iterator[Comment]:
    """The comments in a part of the text that holds nothing else."""
    at = source.text.find("#", begin, end)
    while at >= 0:
        place = source.place(at)
        stop = next((stop - 1 for stop in starts[place.line : place.line + 1]), len(source.text))
        yield Comment(place.line, place.column, source.text[at : min(stop, end)].rstrip())
        at = source.text.find("#", max(stop, at + 1), end)
