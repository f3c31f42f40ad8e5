"""A file as read: its text, its tree with the position of every node, and its problems."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, Literal

from launchbook.core.letters import Suspect
from launchbook.core.problem import Code, Location, Message, Problem, say
from launchbook.core.yaml_codes import DECEIVING, NOT_TEXT

_WORD = re.compile(r"\w[\w.-]*")
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")

_FOLDED = 20
"""Maximum number of lines of a file that are searched for one line of a text."""

Kind = Literal["scalar", "sequence", "mapping"]


class Node:
    """One value in a file. Line and column count from 1; `size` counts the nodes it stands for, itself included."""

    __slots__ = ("broken", "column", "depth", "items", "keys", "kind", "line", "null", "size", "text")

    def __init__(self, kind: Kind, mark: Any, text: str = "", null: bool = False) -> None:
        self.kind: Kind = kind
        self.line: int = mark.line + 1
        self.column: int = mark.column + 1
        self.text = text
        self.null = null
        self.broken = False
        """Whether a problem was reported here while reading: further problems at it may follow from that one."""
        self.size = 1
        self.depth = 0
        """How many levels lie below: an alias may not be used to nest deeper than a file may."""
        collection = kind != "scalar"  # most nodes are scalars, and share two empty mappings
        self.items: dict[str | int, Node] = {} if collection else _NO_ITEMS
        self.keys: dict[str, Node] = {} if collection else _NO_KEYS

    def repeated(self, mark: Any) -> Node:
        """The same value where an alias repeats it."""
        node = Node(self.kind, mark, self.text, self.null)
        node.size, node.depth, node.items, node.keys = self.size, self.depth, self.items, self.keys
        node.broken = self.broken
        return node

    def data(self) -> Any:
        """The value as dict, list, str or None, ready for validation."""
        if self.kind == "scalar":
            return None if self.null else self.text
        if self.kind == "mapping":
            return {key: node.data() for key, node in self.items.items()}
        return [node.data() for node in self.items.values()]

    def without(self, lost: Container[int]) -> Node:
        """A copy at the same place that lacks some of the nodes below, which are told by their `id()`."""
        left = copy(self)
        items = {key: node.without(lost) for key, node in self.items.items() if id(node) not in lost}
        left.items = dict(enumerate(items.values())) if self.kind == "sequence" else items
        return left

    def every(self) -> Iterator[Node]:
        """The node itself, and all keys and values below."""
        yield self
        yield from self.keys.values()
        for node in self.items.values():
            yield from node.every()

    def names(self) -> Iterator[str]:
        """Whatever it may define: its keys, the ids below, and the words of a text."""
        yield from (self.text, *_WORD.findall(self.text))
        for key, node in self.items.items():
            yield str(key)
            if node.items or key == "id":
                yield from node.names()


class Filled(Node):
    """A scalar in whose text variables stand. `text` has their values; errors still point at what is `written`."""

    __slots__ = ("variables", "written")

    def __init__(self, node: Node, text: str, variables: frozenset[str]) -> None:
        for name in Node.__slots__:
            setattr(self, name, getattr(node, name))
        self.written, self.text, self.variables = node.text, text, variables


_NO_ITEMS: dict[str | int, Node] = {}
_NO_KEYS: dict[str, Node] = {}


@dataclass
class Source:
    """A file as read: its display path, text, tree (if it has one), and problems."""

    path: str
    text: str = ""
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    lost: list[Node] = field(default_factory=list)
    """Values that the tree has no place for, because their keys are wrong."""

    @cached_property
    def lines(self) -> list[str]:
        return _BREAK.split(self.text)

    def location(self, line: int, column: int, length: int = 1) -> Location:
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Location(self.path, line, column, text, max(1, min(length, len(text) - column + 1)))

    @cached_property
    def _starts(self) -> list[int]:
        return starts_of_lines(self.text)

    def place(self, index: int, length: int = 1) -> Location:
        """The location of a character of the text."""
        line = bisect_right(self._starts, index)
        return self.location(line, index - self._starts[line - 1] + 1, length)

    def at(self, mark: Any, length: int = 1) -> Location:
        """The location of a mark of libyaml."""
        if mark.line >= len(self.lines):  # it ends a last line that has no line break
            return self.location(len(self.lines), len(self.lines[-1]) + 1)
        return self.location(mark.line + 1, mark.column + 1, length)

    def locate(self, node: Node) -> Location:
        text = node.written if isinstance(node, Filled) else node.text
        length = len(text) if node.kind == "scalar" and "\n" not in text else 1
        return self.location(node.line, node.column, length)

    def report(self, code: Code, message: Message, location: Location, *help: Message) -> Problem:
        problem = Problem(code, message, location, help)
        self.problems.append(problem)
        return problem

    def suspect(self, suspect: Suspect, line: int, column: int) -> None:
        """Report letters that deceive, in a text that begins at a line and column."""
        self.problems.append(self.deception(suspect, line, column))

    def deception(self, suspect: Suspect, line: int, column: int) -> Problem:
        at = self.location(line, column + suspect.at, suspect.length)
        return Problem(DECEIVING, suspect.message, at, (suspect.help,))

    def report_control(self, letter: str, location: Location) -> None:
        self.report(
            NOT_TEXT,
            say("invisible control character U+{code:04X}", code=ord(letter)),
            location,
            say("Remove it, or type the line again. A text in a plan holds nothing that cannot be seen or printed."),
        )

    def find(self, part: str, node: Node, before: int = 0) -> Location | None:
        """The location of a part of a scalar's text, if the file has it verbatim: behind as many others of its kind."""
        first = node.line - 1
        lines = enumerate(self.lines[first : first + 1 + _FOLDED * (1 + node.text.count("\n"))], first)
        places = (
            (number + 1, match.start() + 1)
            for number, line in lines
            for match in re.compile(re.escape(part)).finditer(line, node.column - 1 if number == first else 0)
        )
        place = next(islice(places, before, None), None)
        return self.location(*place, len(part)) if place else None

    def start_of(self, node: Node) -> int | None:
        """The column of a scalar's text, behind its quote; None where the file does not have it verbatim."""
        line = self.lines[node.line - 1] if node.line <= len(self.lines) else ""
        starts = (column for column in (node.column, node.column + 1) if line.startswith(node.text, column - 1))
        return next(starts, None) if node.text else None


def starts_of_lines(text: str) -> list[int]:
    """The indexes of the characters at which lines begin."""
    return [0, *(line_break.end() for line_break in _BREAK.finditer(text))]
