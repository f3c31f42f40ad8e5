"""Numbers that a list between brackets takes apart at their comma."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from launchbook.core.node import Node
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.section import finding, rule

_FIRST = re.compile(r"[1-9]\d{0,2}")
_REST = re.compile(r"\d{3}(?!\d)\s?[^\W\d_].*")


@rule("TX011", "number split at its comma", "contradiction")
def numbers_stay_whole(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """In a list between brackets a comma parts two entries, also the one within a number: `[2,340 pages]` is read as `2` and `340 pages`.

    Pages then show a smaller number, and check compares it. Put the entry in quotes, `["2,340 pages"]`, or write the number without
    its comma.
    """
    todo: list[tuple[Path, Node]] = [((name,), entry.value) for name, entry in plan.bundle.entries.items()]
    while todo:
        path, node = todo.pop()
        todo += [((*path, name), child) for name, child in node.items.items() if child.items]
        if node.kind == "sequence":
            for (_, one), (at, other) in pairwise(node.items.items()):
                if _is_split(one, other):
                    number = f"{one.text},{other.text}"
                    yield finding(
                        (*path, at),
                        say(
                            "`{number}` is read as `{first}` and `{rest}`",
                            number=number,
                            first=one.text,
                            rest=other.text,
                        ),
                        say("Put it in quotes: `{quoted}`.", quoted=f'"{number}"'),
                    )


def _is_split(one: Node, other: Node) -> bool:
    """Whether two entries stand at one comma without a space, and read as one number with what it counts."""
    beside = one.line == other.line and other.column == one.column + len(one.text) + 1
    scalars = one.kind == other.kind == "scalar"
    return bool(scalars and beside and _FIRST.fullmatch(one.text) and _REST.fullmatch(other.text))
