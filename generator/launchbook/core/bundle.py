"""The files of one plan as one tree, and the one place that resolves a path in a plan to file:line:column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from launchbook.core import letters
from launchbook.core.model import former_names
from launchbook.core.node import Node, Source
from launchbook.core.problem import Finding, Location, Path, Problem


@dataclass(frozen=True, slots=True)
class Resolved:
    """The place that a path leads to: its file, its key (in a list, the value again) and its value."""

    source: Source
    key: Node
    value: Node
    spelt: bool = True
    """False where the file has nothing at the path: key and value are then those of what would hold it."""

    def location(self, on_key: bool = False) -> Location:
        empty = self.value.null and self.value.kind == "scalar"
        return self.source.locate(self.key if on_key or empty else self.value)


@dataclass
class Bundle:
    """A plan's sources, and its top-level keys in file order."""

    sources: tuple[Source, ...]
    entries: dict[str, Resolved] = field(default_factory=dict)
    former: Mapping[str, Sequence[str]] = field(default_factory=former_names)
    """The former names of keys."""
    lost: frozenset[str] = frozenset()
    """The names that stand in what was left out because it is wrong: no more is known of what they refer to."""

    @property
    def complete(self) -> bool:
        """Whether every file could be read, so that what is missing is missing."""
        return all(source.root and source.root.kind == "mapping" and not source.root.broken for source in self.sources)

    def data(self) -> dict[str, Any]:
        return {name: entry.value.data() for name, entry in self.entries.items()}

    def without(self, places: Iterable[Resolved]) -> Bundle:
        """What is left without some values: positions stay, the indexes of items do not."""
        wrong = {id(at.value): at for at in places}
        entries = {
            name: replace(entry, value=entry.value.without(wrong))
            for name, entry in self.entries.items()
            if id(entry.value) not in wrong
        }
        names = {name for at in wrong.values() for node in (at.key, at.value) for name in node.names()}
        return replace(self, entries=entries, lost=self.lost | _meant(names))

    def resolve(self, path: Path) -> Resolved | None:
        """The place of a path; None if the files hold nothing of its section.

        A value that is not spelt out (a default) is placed where it would be. A key over a list or a scalar is skipped:
        that is a short form, `rollout: [...]` for `{stages: [...]}`. So is the index 0 over anything but a list: a single
        entry may be written instead of a list.
        """
        names = (str(path[0]), *self.former.get(str(path[0]), ())) if path else ()
        entry = next((self.entries[name] for name in names if name in self.entries), None)
        if entry is None:
            return None
        key, node = entry.key, entry.value
        for part in path[1:]:
            name = self._written(node, str(part)) if node.kind == "mapping" else part
            if (child := node.items.get(name)) is not None:
                key, node = (node.keys[str(name)], child) if node.kind == "mapping" else (child, child)
            elif not (
                part == 0 if node.kind == "mapping" else isinstance(part, str) or (part == 0 and node.kind == "scalar")
            ):
                return Resolved(entry.source, key, node, spelt=False)
        return Resolved(entry.source, key, node)

    def _written(self, node: Node, key: str) -> str:
        """The name under which a mapping has a key: the present one, or a former one."""
        return key if key in node.items else next((old for old in self.former.get(key, ()) if old in node.items), key)

    def locate(self, path: Path, on_key: bool = False) -> Location:
        """The position of a path in its file; never raises."""
        resolved = self.resolve(path)
        return (
            resolved.location(on_key) if resolved else self.sources[0].location(1, 1) if self.sources else Location("")
        )

    def place(self, finding: Finding) -> Problem:
        """The finding with its place."""
        related = tuple((message, self.locate(path, on_key=True)) for message, path in finding.related)
        location = self.locate(finding.path, finding.on_key)
        if finding.part and (resolved := self.resolve(finding.path)):
            location = resolved.source.find(finding.part, resolved.value, finding.before) or location
        grade = finding.grade or finding.code.grade
        return Problem(finding.code, finding.message, location, finding.help, related, grade, path=finding.path)


def names_lost(sources: Iterable[Source]) -> frozenset[str]:
    """The names in whatever a problem was met at while reading."""
    nodes = [node for source in sources for node in source.lost]
    for source in sources:
        if source.problems and source.root:
            nodes += [node for node in source.root.every() if node.broken or any(letters.hidden(node.text))]
    return _meant(name for node in nodes for name in node.names())


def _meant(names: Iterable[str]) -> frozenset[str]:
    return frozenset(letters.plain(name) for name in names)
