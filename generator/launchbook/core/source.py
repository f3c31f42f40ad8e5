"""Reading YAML: every scalar keeps its text and its position; the schema decides what it means.

YAML's implicit types (`10:30` is 630, `no` is False, `1.10` is 1.1) never apply here, because only libyaml's event
stream is used, not a resolver. Nesting, size and alias expansion are bounded while the events arrive, so a hostile
file costs no more than an honest one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, Literal

import yaml

from launchbook.core.malformed import NEVER_CLOSED, OPENED, WIDE_COLON, lesson_for
from launchbook.core.problem import Code, Location, Message, Problem, say

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml: slower, same events
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 60
MAX_ALIASED = 20_000
"""How many nodes all aliases of a file together may stand for."""
MAX_REPORTED = 100
"""How many problems of one file are reported; more say nothing more."""

MALFORMED = Code("YA001", "malformed YAML", "The file is not well-formed YAML, so nothing in it can be read.")
TAB = Code("YA002", "tab in indentation", "YAML indents with spaces only; a tab has no defined width.")
DUPLICATE_KEY = Code(
    "YA003",
    "duplicate key",
    "A mapping names a key twice. YAML readers keep the last one silently: a line of the plan would be lost.",
)
SECOND_DOCUMENT = Code(
    "YA004", "second document", "A file holds one plan. A second `---` would begin another document."
)
ALIAS = Code("YA005", "alias", "An alias (`*name`) is unknown, contains itself, or expands to too much.")
TAG = Code(
    "YA006",
    "tag",
    "Tags (`!name`) ask a reader to build other types. A plan has none: the schema says what a text means.",
)
MERGE_KEY = Code(
    "YA007", "merge key", "`<<` copies keys from elsewhere, so that a reader no longer sees what a step says."
)
EMPTY = Code("YA008", "empty file", "The file holds nothing but white space or comments.")
NOT_TEXT = Code("YA009", "not text", "The file is binary, or holds control characters.")
NOT_UTF8 = Code("YA010", "not UTF-8", "Plans are UTF-8. Other encodings show Chinese text wrongly on other machines.")
TOO_LARGE = Code(
    "YA011", "file too large", f"A file may have at most {MAX_BYTES:,} bytes. Split the plan into a folder."
)
TOO_DEEP = Code("YA012", "nested too deep", f"Mappings and lists may be nested {MAX_DEPTH} deep.")
OUTSIDE = Code("YA013", "outside the plans folder", "A symbolic link leads out of the plans folder, or nowhere.")
BAD_KEY = Code("YA014", "key is not a text", "A key must be a plain text: not a list, a mapping, or nothing.")
SWALLOWED = Code(
    "YA017",
    "list swallowed by a text",
    "A line that begins with `- ` goes on the plain text above it: YAML makes one text of `- Prepare` and a deeper "
    "`- Back up` below. Put a key above the inner list, as `{do: Prepare, steps: [...]}`, or quote the text.",
)
UNREADABLE = Code("YA015", "unreadable", "The file or folder could not be read.")

READING_CODES = (
    MALFORMED, TAB, SWALLOWED, DUPLICATE_KEY, SECOND_DOCUMENT, ALIAS, TAG, MERGE_KEY, EMPTY, NOT_TEXT, NOT_UTF8, TOO_LARGE,
    TOO_DEEP, OUTSIDE, BAD_KEY, UNREADABLE,
)  # fmt: skip

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_FOLD = re.compile(rf"(?<=[{_WIDE}]) (?=[{_WIDE}])")
"""The space that YAML puts where a text goes on on the next line; Chinese is written without."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Kind = Literal["scalar", "sequence", "mapping"]


class Node:
    """One value in a file. Line and column count from 1; `size` counts the nodes it stands for, itself included."""

    __slots__ = ("column", "depth", "items", "keys", "kind", "line", "null", "size", "text")

    def __init__(self, kind: Kind, mark: Any, text: str = "", null: bool = False) -> None:
        self.kind: Kind = kind
        self.line: int = mark.line + 1
        self.column: int = mark.column + 1
        self.text = text
        self.null = null
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
        return node

    def data(self) -> Any:
        """The value as dict, list, str or None, ready for validation."""
        if self.kind == "scalar":
            return None if self.null else self.text
        if self.kind == "mapping":
            return {key: node.data() for key, node in self.items.items()}
        return [node.data() for node in self.items.values()]


_NO_ITEMS: dict[str | int, Node] = {}
_NO_KEYS: dict[str, Node] = {}


@dataclass
class Source:
    """A file as read: its display path, its text, its tree (if it has one) and the problems met while reading."""

    path: str
    text: str = ""
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def lines(self) -> list[str]:
        return _BREAK.split(self.text)

    def location(self, line: int, column: int, length: int = 1) -> Location:
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Location(self.path, line, column, text, max(1, min(length, len(text) - column + 1)))

    def locate(self, node: Node) -> Location:
        length = len(node.text) if node.kind == "scalar" and "\n" not in node.text else 1
        return self.location(node.line, node.column, length)

    def report(self, code: Code, message: Message, location: Location, *help: Message) -> Problem:
        problem = Problem(code, message, location, help)
        self.problems.append(problem)
        return problem


def read_source(path: str, data: bytes) -> Source:
    """Read the bytes of one file. Never raises: what is wrong stands in `problems`, and `root` is then None."""
    source = Source(path)
    text = _decode(source, data)
    if text is None:
        return source
    source.text = text
    for bad in islice(_CONTROL.finditer(text), MAX_REPORTED):
        _report_control(source, bad.group(), source.location(*position_of(text, bad.start())))
    if not source.problems:
        _compose(source)
    if source.problems:
        source.root = None
        source.problems.sort(key=lambda problem: problem.sort_key)
    return source


def _report_control(source: Source, letter: str, location: Location) -> None:
    source.report(
        NOT_TEXT,
        say("invisible control character U+{code:04X}", code=ord(letter)),
        location,
        say("Remove it, or type the line again. A text in a plan holds nothing that cannot be seen or printed."),
    )


def position_of(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a character index."""
    line, start = 1, 0
    for found in _BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return line, index - start + 1


def _decode(source: Source, data: bytes) -> str | None:
    if len(data) > MAX_BYTES:
        source.report(
            TOO_LARGE,
            say("{size:,} bytes; at most {limit:,} are read", size=len(data), limit=MAX_BYTES),
            Location(source.path),
            say("Split the plan into a folder with one file per section."),
        )
        return None
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        source.report(NOT_UTF8, say("the file is UTF-16, not UTF-8"), Location(source.path), say("Save it as UTF-8."))
        return None
    if b"\0" in data:
        before = data[: data.index(b"\0")].decode("utf-8", "replace")
        at = position_of(before, len(before))
        help = say("Plans are text in UTF-8. Pictures and documents belong elsewhere; link to them.")
        source.report(
            NOT_TEXT, say("the file is binary or UTF-16, not text in UTF-8"), Location(source.path, *at), help
        )
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        source.text = before
        at = position_of(before, len(before))
        source.report(
            NOT_UTF8,
            say("byte 0x{byte:02X} is not UTF-8", byte=data[error.start]),
            source.location(*at),
            say("Save the file as UTF-8. GBK and Big5 files need to be converted."),
        )
        return None


class _Composer:
    """Builds nodes from libyaml's events, iteratively, and bounds what they may cost."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tagged = "!" in source.text
        self.open: list[tuple[Node, Node | None, str | None]] = []
        """Open collections: the node, the pending key (mappings), the anchor."""
        self.anchors: dict[str, Node] = {}
        self.aliased = 0
        self.root: Node | None = None

    def at(self, mark: Any, length: int = 1) -> Location:
        lines = self.source.lines
        if mark.line >= len(lines):  # libyaml ends a last line that has no line break
            return self.source.location(len(lines), len(lines[-1]) + 1)
        return self.source.location(mark.line + 1, mark.column + 1, length)

    def reject_tag(self, event: Any) -> None:
        bare = self.source.text.startswith("!", event.start_mark.index)  # libyaml swallows the lone `!` of `! text`
        if event.tag is not None or bare:
            name = str(event.tag or "!").replace("tag:yaml.org,2002:", "!!")
            _report_tag(self.source, name, self.at(event.start_mark, len(name)))

    def unclosed(self) -> Location | None:
        """The innermost open bracket or brace."""
        for node, _, _ in reversed(self.open):
            opening = re.compile(r"(?:[&!]\S*\s+)*(?=[\[{])").match(self.source.lines[node.line - 1], node.column - 1)
            if opening:
                return self.source.location(node.line, opening.end() + 1)
        return None

    def enter(self, event: Any, kind: Kind) -> bool:
        """Open a collection; False when the file must not be read further."""
        self.reject_tag(event)
        if len(self.open) >= MAX_DEPTH:
            self.source.report(
                TOO_DEEP,
                say("nested more than {limit} deep", limit=MAX_DEPTH),
                self.at(event.start_mark),
                say("A plan needs fewer than ten levels. Look for a run of brackets that is never closed."),
            )
            return False
        self.open.append((Node(kind, event.start_mark), None, event.anchor))
        return True

    def leave(self) -> None:
        node, _, anchor = self.open.pop()
        if anchor:
            self.anchors[anchor] = node
        self.place(node)

    def scalar(self, event: Any) -> None:
        if self.tagged:
            self.reject_tag(event)
        plain = event.style is None or event.style == ""
        value = event.value
        if event.style != "|" and event.end_mark.line > event.start_mark.line:
            if plain:
                self.reject_swallowed(event)
            value = _FOLD.sub("", value)
        node = Node("scalar", event.start_mark, value, plain and value in _NULLS)
        if event.style == '"' and (bad := _CONTROL.search(event.value)):  # an escape brought it in
            _report_control(self.source, bad.group(), self.source.locate(node))
        if event.anchor:
            self.anchors[event.anchor] = node
        self.place(node)

    def reject_swallowed(self, event: Any) -> None:
        """A plain text over several lines, one of which was meant as an item of a list."""
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
        where = self.at(event.start_mark, len(name) + 1)
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
            self.place(Node("scalar", event.start_mark, f"*{name}"))
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
        if key.kind == "scalar" and not key.null and key.text != "<<" and key.text not in parent.items:
            parent.items[key.text] = value
            parent.keys[key.text] = key
            return
        where = self.source.locate(key)
        if key.kind != "scalar" or key.null:
            kind = say("nothing") if key.null else say("a list") if key.kind == "sequence" else say("a mapping")
            help = (
                say("Write a key before the `:`.")
                if key.null
                else say("Put a key that begins with a bracket or brace in quotes.")
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


def _compose(source: Source) -> None:
    composer = _Composer(source)
    try:
        for event in _events(source.text):
            if not _take(composer, event) or len(source.problems) >= MAX_REPORTED:
                return
    except yaml.MarkedYAMLError as error:
        _report_malformed(composer, error)
        return
    source.root = composer.root
    if composer.root is None or composer.root.null:
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
    """Feed one event; False when reading stops."""
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
        composer.source.report(
            SECOND_DOCUMENT,
            say("a second document begins here"),
            composer.at(event.start_mark, 3),
            say("Remove the `---`, or put the second plan in a file of its own."),
        )
        return False
    return True


def _report_malformed(composer: _Composer, error: yaml.MarkedYAMLError) -> None:
    """Say what libyaml stumbled over, pointing to what a reader would mend."""
    source = composer.source
    mark = error.problem_mark or error.context_mark
    assert mark is not None, error  # a reader error has none; what the reader refuses was found before
    at = composer.at(mark)
    problem, context = error.problem or "", error.context or ""
    indent = at.text[: len(at.text) - len(at.text.lstrip())]
    here = at.text[at.column - 1 : at.column]
    if "\t" in indent or here == "\t":
        _report_tab(source, at.line, indent.index("\t") + 1 if "\t" in indent else at.column)
        return
    if "tag" in context or "tag handle" in problem:
        place = composer.at(error.context_mark or mark)
        _report_tag(source, place.text[place.column - 1 :].split()[0], place)
        return
    lesson = lesson_for(problem, context, at.text, at.column)
    bracket = composer.unclosed()
    never_closed = bracket is not None and mark.index >= len(source.text.rstrip())
    if bracket and never_closed:
        at = bracket
    elif lesson.at_start and error.context_mark:
        at = composer.at(error.context_mark)
    message = NEVER_CLOSED if never_closed else lesson.message
    char = at.text[at.column - 1 : at.column]
    wide = any("：" in line and ": " not in line for line in source.lines[max(0, at.line - 2) : at.line])
    help = (lesson.help, WIDE_COLON) if wide else (lesson.help,)
    related = ((OPENED, bracket),) if bracket and not never_closed else ()
    source.problems.append(Problem(MALFORMED, Message(message.msgid, {"char": char}), at, help, related))


def _report_tab(source: Source, line: int, column: int) -> None:
    source.report(
        TAB,
        say("a tab where only spaces may stand"),
        source.location(line, column),
        say("Indent with spaces. Most editors can be told to: `expandtab`, `insertSpaces`."),
    )


def _report_tag(source: Source, name: str, location: Location) -> None:
    source.report(
        TAG,
        say("tag `{tag}` is not allowed", tag=name),
        location,
        say(
            "Put a text that begins with `!` in quotes; otherwise remove the tag. "
            "The plan language decides what a text means."
        ),
    )
