"""From libyaml's events to nodes: every scalar keeps its text, and what a plan must not hold is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from launchbook.core import letters
from launchbook.core.malformed import report_malformed, report_tag
from launchbook.core.node import Kind, Node, Source
from launchbook.core.problem import Location, Problem, say
from launchbook.core.yaml_codes import (
    ALIAS,
    BAD_KEY,
    DECEIVING,
    DUPLICATE_KEY,
    EMPTY,
    MAX_DEPTH,
    MAX_REPORTED,
    MERGE_KEY,
    SECOND_DOCUMENT,
    SWALLOWED,
    TOO_DEEP,
)

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml: slower, same events
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_ALIASED = 20_000
"""How many nodes all aliases of a file together may stand for."""

_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_FOLD = re.compile(rf"(?<=[{_WIDE}]) (?=[{_WIDE}])")
"""The space that YAML puts where a text goes on on the next line; Chinese is written without."""
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_NAMED_ESCAPES = {"N": "\x85", "L": "\u2028", "P": "\u2029"}


class _Composer:
    """Builds nodes from libyaml's events, without recursion, within bounds of depth and size."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tagged = "!" in source.text
        self.open: list[tuple[Node, Node | None, str | None]] = []
        """Open collections: the node, the pending key (mappings), the anchor."""
        self.anchors: dict[str, Node] = {}
        self.aliased = 0
        self.root: Node | None = None

    def reject_tag(self, event: Any) -> bool:
        """Report a tag. Returns whether there is one."""
        bare = self.source.text.startswith("!", event.start_mark.index)  # libyaml swallows the lone `!` of `! text`
        if event.tag is not None or bare:
            name = str(event.tag or "!").replace("tag:yaml.org,2002:", "!!")
            report_tag(self.source, name, self.source.at(event.start_mark, len(name)))
            return True
        return False

    def unclosed(self) -> Location | None:
        """The innermost open bracket or brace."""
        for node, _, _ in reversed(self.open):
            opening = re.compile(r"(?:[&!]\S*\s+)*(?=[\[{])").match(self.source.lines[node.line - 1], node.column - 1)
            if opening:
                return self.source.location(node.line, opening.end() + 1)
        return None

    def enter(self, event: Any, kind: Kind) -> bool:
        """Open a collection; False when the file must not be read further."""
        tagged = self.reject_tag(event)
        if len(self.open) >= MAX_DEPTH:
            self.source.report(
                TOO_DEEP,
                say("nested more than {limit} deep", limit=MAX_DEPTH),
                self.source.at(event.start_mark),
                say("A plan needs fewer than ten levels. Look for a run of brackets that is never closed."),
            )
            return False
        node = Node(kind, event.start_mark)
        node.broken = tagged
        self.open.append((node, None, event.anchor))
        return True

    def leave(self) -> None:
        node, _, anchor = self.open.pop()
        if anchor:
            self.anchors[anchor] = node
        self.place(node)

    def scalar(self, event: Any) -> None:
        tagged = self.tagged and self.reject_tag(event)
        plain = event.style is None or event.style == ""
        value = event.value
        if event.style != "|" and event.end_mark.line > event.start_mark.line:
            if plain:
                self.reject_swallowed(event)
            value = _FOLD.sub("", value)
        if "\r" in value:  # only an escape brings it in; what a reader sees is a line break, as everywhere else
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        node = Node("scalar", event.start_mark, value, plain and value in _NULLS)
        before = len(self.source.problems)
        if event.style == '"':
            self.reject_escapes(event)
        elif plain and not value.isascii():
            self.reject_misplaced(event)
        node.broken = tagged or len(self.source.problems) > before
        if event.anchor:
            self.anchors[event.anchor] = node
        self.place(node)

    def reject_escapes(self, event: Any) -> None:
        """Report the letters that escapes bring in, which cannot be seen in the file."""
        start, end = event.start_mark.index, event.end_mark.index
        if "\\" not in self.source.text[start:end]:
            return
        if bad := letters.CONTROL.search(event.value):
            self.source.report_control(bad.group(), self.source.at(event.start_mark, end - start))
        suspects = {event.value[suspect.at]: suspect for suspect in letters.hidden(event.value)}
        for escape in _ESCAPE.finditer(self.source.text, start, end):
            code = escape[1] or escape[2] or escape[3]
            suspect = suspects.pop(chr(int(code, 16)) if code else _NAMED_ESCAPES.get(escape[4], ""), None)
            if suspect:
                at = self.source.place(escape.start(), len(escape.group()))
                self.source.report(DECEIVING, suspect.message, at, suspect.help)

    def reject_misplaced(self, event: Any) -> None:
        """Report full-width marks and blanks in a plain text, where YAML's own were meant."""
        first, last, column = event.start_mark.line, event.end_mark.line, event.start_mark.column
        lines = self.source.lines
        for number in range(first, last + 1):
            line = lines[number] if number < len(lines) else ""
            start = column if number == first else len(line) - len(line.lstrip(" "))
            text = line[start : event.end_mark.column] if number == last else line[start:]
            suspects = list(letters.misplaced(text, not line[:start].strip(" ")))
            for suspect in suspects:
                self.source.suspect(suspect, number + 1, start + 1)
            if not suspects:
                return

    def reject_swallowed(self, event: Any) -> None:
        """Report a plain text over several lines of which one was meant as an item of a list."""
        lines = self.source.lines[event.start_mark.line + 1 : event.end_mark.line + 1]
        for number, line in enumerate(lines, event.start_mark.line + 2):
            text = line.lstrip(" ")
            if text.startswith("- "):
                message = say("`{text}` is no item of a list, it goes on the text above", text=text.rstrip()[:40])
                help = say("Put a key above the inner list, as `{do: …, items: [...]}` or `steps:`; or quote the text.")
                self.source.report(SWALLOWED, message, self.source.location(number, len(line) - len(text) + 1), help)
                return

    def alias(self, event: Any) -> bool:
        """Place what an alias stands for; False when the file must not be read further."""
        name = event.anchor
        where = self.source.at(event.start_mark, len(name) + 1)
        target = self.anchors.get(name)
        if target is None:
            inside = any(anchor == name for _, _, anchor in self.open)
            message = (
                say("alias `*{name}` contains itself", name=name)
                if inside
                else say("unknown alias `*{name}`", name=name)
            )
            help = say(
                "An alias repeats a value that an anchor `&{name}` marked before. "
                "Text that begins with `*` needs quotes.",
                name=name,
            )
            self.source.report(ALIAS, message, where, help)
            unknown = Node("scalar", event.start_mark, f"*{name}")
            unknown.broken = True
            self.place(unknown)
            return True
        self.aliased += target.size
        if self.aliased > MAX_ALIASED or len(self.open) + target.depth >= MAX_DEPTH:
            self.source.report(
                ALIAS,
                say("aliases stand for more than {limit:,} values", limit=MAX_ALIASED)
                if self.aliased > MAX_ALIASED
                else say("alias `*{name}` nests more than {limit} deep", name=name, limit=MAX_DEPTH),
                where,
                say("Say a thing once and refer to it by its id."),
            )
            return False
        self.place(target.repeated(event.start_mark))
        return True

    def place(self, node: Node) -> None:
        """Put a finished node where it belongs: the root, a list, or a key or value of a mapping."""
        if not self.open:
            self.root = node
            return
        parent, key, anchor = self.open[-1]
        parent.size += node.size
        parent.depth = max(parent.depth, node.depth + 1)
        if parent.kind == "sequence":
            parent.items[len(parent.items)] = node
        elif key is None:
            self.open[-1] = (parent, node, anchor)
        else:
            self.open[-1] = (parent, None, anchor)
            self.add_entry(parent, key, node)

    def add_entry(self, parent: Node, key: Node, value: Node) -> None:
        if key.broken:
            _expect_echo(parent)
        if key.kind == "scalar" and not key.null and key.text != "<<" and key.text not in parent.items:
            parent.items[key.text] = value
            parent.keys[key.text] = key
            return
        self.source.lost.append(value)
        where = self.source.locate(key)
        parent.broken = parent.broken or key.text not in parent.items
        if key.kind != "scalar" or key.null:
            kind = say("nothing") if key.null else say("a list") if key.kind == "sequence" else say("a mapping")
            help = (
                say("Write a key before the `:`.")
                if key.null
                else say('Put a text that begins with a bracket or brace in quotes: `"{{version}}"`.')
            )
            self.source.report(BAD_KEY, say("a key must be a text, found {kind}", kind=kind), where, help)
        elif key.text == "<<":
            self.source.report(MERGE_KEY, say("merge key `<<` is not allowed"), where, say("Write the keys out."))
        else:
            first = parent.keys[key.text]
            self.source.problems.append(
                Problem(
                    DUPLICATE_KEY,
                    say("duplicate key `{key}`", key=key.text),
                    where,
                    (say("Keep one of the two."),),
                    ((say("first defined on line {line}", line=first.line), self.source.locate(first)),),
                )
            )


def _expect_echo(parent: Node) -> None:
    """Mark the empty value before a key indented with look-alike blanks: the key was meant to stand in it."""
    last = parent
    while last.items:
        last = next(reversed(last.items.values()))
    last.broken = last.broken or last.null


def compose(source: Source) -> None:
    """Read a source's text into its tree; problems are reported to the source."""
    composer = _Composer(source)
    try:
        for event in _events(letters.CONTROL.sub("\ufffd", source.text)):
            if not _take(composer, event) or len(source.problems) >= MAX_REPORTED:
                break
    except yaml.MarkedYAMLError as error:
        report_malformed(source, error, composer.unclosed())
        return
    if composer.open:
        return
    source.root = composer.root
    if composer.root is None or composer.root.null:
        source.root = None
        source.report(
            EMPTY,
            say("the file is empty"),
            Location(source.path),
            say("Run `launchbook new NAME` for a commented starter plan."),
        )


def _events(text: str) -> Iterator[Any]:
    loader = _Loader(text)
    try:
        yield from iter(loader.get_event, None)
    finally:
        loader.dispose()


def _take(composer: _Composer, event: Any) -> bool:
    """Handle an event; False when reading must stop."""
    kind = type(event)  # compared by identity: a plan has tens of thousands of events
    if kind is yaml.ScalarEvent:
        composer.scalar(event)
    elif kind is yaml.MappingStartEvent:
        return composer.enter(event, "mapping")
    elif kind is yaml.SequenceStartEvent:
        return composer.enter(event, "sequence")
    elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
        composer.leave()
    elif kind is yaml.AliasEvent:
        return composer.alias(event)
    elif kind is yaml.DocumentStartEvent and composer.root is not None:
        composer.root.broken = True
        composer.source.report(
            SECOND_DOCUMENT,
            say("a second document begins here"),
            composer.source.at(event.start_mark, 3),
            say("Remove the `---`, or put the second plan in a file of its own."),
        )
        return False
    return True
