"""The files of one plan as one tree, and the one place that resolves a path in a plan to file:line:column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from launchbook.core.problem import Finding, Location, Path, Problem
from launchbook.core.source import Node, Source


@dataclass(frozen=True)
class Entry:
    """A top-level key: the file it stands in, and its nodes."""

    source: Source
    key: Node
    value: Node


@dataclass
class Bundle:
    """A plan's sources, and its top-level keys in file order."""

    sources: tuple[Source, ...]
    entries: dict[str, Entry] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        return {name: entry.value.data() for name, entry in self.entries.items()}

    def locate(self, path: Path, on_key: bool = False) -> Location:
        """Where a path stands; never raises. What the file does not spell out (a default) is where it would be.

        A text part over a list or a scalar is skipped: that is a short form, `rollout: [...]` for `{stages: [...]}`. So is
        the first index over a mapping: one entry stands for a list of one.
        """
        entry = self.entries.get(str(path[0])) if path else None
        if entry is None:
            return self.sources[0].location(1, 1) if self.sources else Location("")
        key, node = entry.key, entry.value
        for part in path[1:]:
            child = node.items.get(str(part) if node.kind == "mapping" else part)
            if child is None:
                if (node.kind != "mapping" and isinstance(part, str)) or (node.kind == "mapping" and part == 0):
                    continue
                break
            key, node = (node.keys[str(part)], child) if node.kind == "mapping" else (child, child)
        return entry.source.locate(key if on_key or (node.null and node.kind == "scalar") else node)

    def place(self, finding: Finding) -> Problem:
        """The finding with its place."""
        related = tuple((message, self.locate(path, on_key=True)) for message, path in finding.related)
        severity = finding.severity or finding.code.severity
        location = self.locate(finding.path, finding.on_key)
        return Problem(finding.code, finding.message, location, finding.help, related, severity)

    def node(self, path: Path) -> Node | None:
        """The node at exactly this path, if the file spells it out."""
        entry = self.entries.get(str(path[0])) if path else None
        node = entry.value if entry else None
        for part in path[1:]:
            if node is None:
                return None
            node = node.items.get(str(part) if node.kind == "mapping" else part)
        return node
