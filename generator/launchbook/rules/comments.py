"""Text that YAML takes for a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from launchbook.core.node import Node, Source
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, rule

_LOST = re.compile(r"\s(#[^\s#!][^#]*)$")


@rule("YA016", "text lost as a comment", "danger")
def nothing_is_lost(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """What stands behind ` #` is a comment to YAML, so a text that goes on there loses its end.

    `- Close issue #12 first` is read as `Close issue`. Put the text in quotes: `- "Close issue #12 first"`. A remark that
    is meant as one has a space behind its `#`, and is not reported.
    """
    for name, entry in plan.bundle.entries.items():
        if not any(_LOST.search(line) for line in entry.source.lines if "#" in line):
            continue
        for path, node in _scalars(entry.value, (name,)):
            if lost := _lost_behind(entry.source, node):
                yield finding(
                    path,
                    say("`{lost}` is taken for a comment", lost=lost[:60]),
                    say("Put the whole text in quotes; a remark has a space behind its `#`."),
                )


def _scalars(node: Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    if node.kind == "scalar":
        yield path, node
    for key, child in node.items.items():
        yield from _scalars(child, (*path, key))


def _lost_behind(source: Source, node: Node) -> str:
    """The comment behind a plain scalar that looks like the rest of its text; empty without one."""
    line = source.lines[node.line - 1] if node.line <= len(source.lines) else ""
    if "#" not in line:
        return ""
    start = node.column - 1
    if not node.text or not line.startswith(node.text, start):
        return ""  # quoted, folded or a block
    match = _LOST.match(line, start + len(node.text))
    return match[1].strip() if match else ""
