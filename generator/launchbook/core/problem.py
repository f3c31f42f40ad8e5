"""Problems, their codes, and the places they point at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import Formatter
from typing import Literal, Protocol, TypeGuard, cast, get_args, runtime_checkable

Severity = Literal["error", "warning", "hint"]
Grade = Literal["error", "contradiction", "danger", "gap", "hint"]
"""How bad a problem is. An error stops the build; of warnings, a contradiction is two places that disagree, a danger is what will hurt on
the day (nobody decides, no way back), a gap is what is not there yet; a hint is for the author alone."""
GRADES: tuple[Grade, ...] = get_args(Grade)
"""The worst first."""
Path = tuple[str | int, ...]


class Translate(Protocol):
    """Looks up the translation of a msgid; with a plural, the form for a count."""

    def __call__(self, msgid: str, plural: str = "", count: float = 1) -> str: ...


@runtime_checkable
class Worded(Protocol):
    """A value that is worded only when its reader's language is known."""

    def render(self, translate: Translate | None = None) -> str: ...


def severity_of(grade: Grade) -> Severity:
    return grade if grade in ("error", "hint") else "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem. `doc` is its documentation: what, why, an example, what to write instead."""

    id: str
    title: str
    doc: str = ""
    grade: Grade = "error"
    context: str = ""
    """The section whose words it uses, where a word has another meaning there."""


def _is_worded(value: object) -> TypeGuard[Worded]:
    """`isinstance` asks a protocol for all its attributes each time; messages are made by the thousand."""
    return hasattr(value, "render")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that is translated late: an English `msgid` with `{named}` places and their values.

    A value that has a `render` of its own is worded late, too.
    """

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""
    """The English for any `{count}` but 1; empty where the sentence depends on no count."""

    def template(self, translate: Translate | None = None) -> str:
        """The translated sentence with its placeholders."""
        translate = translate or untranslated
        return (
            translate(self.msgid, self.plural, cast(float, self.params["count"]))
            if self.plural
            else translate(self.msgid)
        )

    def of(self, entry: object) -> Message:
        """The same sentence, with the attributes of an entry as its values."""
        names = [name for _, name, _, _ in Formatter().parse(self.msgid) if name]
        return replace(self, params={name: getattr(entry, name) for name in names})

    def render(self, translate: Translate | None = None) -> str:
        template = self.template(translate)
        values = {name: value.render(translate) if _is_worded(value) else value for name, value in self.params.items()}
        return template.format_map(values) if values else template

    def __str__(self) -> str:
        return self.render()


@dataclass(frozen=True, slots=True)
class Names:
    """Names as code, with the commas of the reader's language."""

    names: Sequence[str]
    most: int | None = None
    """How many are shown; all where left out."""

    def render(self, translate: Translate | None = None) -> str:
        shown = [_code(name) for name in self.names[: self.most]]
        return _COMMA.render(translate).join([*shown, "…"] if len(shown) < len(self.names) else shown)

    def __str__(self) -> str:
        return self.render()


def say(msgid: str, /, **params: object) -> Message:
    """A translatable sentence. The name is what gettext extraction looks for."""
    return Message(msgid, params)


def say_count(msgid: str, plural: str, /, count: float, **params: object) -> Message:
    """A translatable sentence with a `{count}`, in singular and plural; a language may have more forms."""
    return Message(msgid, {"count": int(count) if count == int(count) else count, **params}, plural)


def untranslated(msgid: str, plural: str = "", count: float = 1) -> str:
    """The English of the code."""
    return plural if plural and count != 1 else msgid


_COMMA = say(", ")


def _code(name: str) -> str:
    """Markdown that shows a name as code, whatever backticks are in it."""
    longest = max((len(run) for run in re.findall("`+", name)), default=0)
    return f"`{name}`" if not longest else f"{'`' * (longest + 1)} {name} {'`' * (longest + 1)}"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file. Line and column count from 1, columns in characters."""

    path: str
    line: int = 1
    column: int = 1
    text: str = ""
    """The source line, without its line break."""
    length: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place in a file, with what to do about it."""

    code: Code
    message: Message
    location: Location
    help: tuple[Message, ...] = ()
    related: tuple[tuple[Message, Location], ...] = ()
    grade: Grade = "error"
    count: int = 1
    """How many problems it stands for."""
    path: Path = ()
    """The path of what it is about in the plan; empty where a file could not be read so far."""

    @property
    def severity(self) -> Severity:
        """The grade in the words of other tools."""
        return severity_of(self.grade)

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        at = self.location
        return (at.path, at.line, at.column, self.code.id)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with its path in the plan, whose place in a file is not resolved yet."""

    code: Code
    message: Message
    path: Path
    help: tuple[Message, ...] = ()
    related: tuple[tuple[Message, Path], ...] = ()
    on_key: bool = False
    """Point at the key of the last path part, not at its value."""
    grade: Grade | None = None
    """Another than that of its code."""
    part: str = ""
    """Point at this part of the value's text, if the file has it verbatim."""
    before: int = 0
    """How often the part stands in the text before the place that is meant."""


class Rejected(Exception):
    """A text that a field type cannot read; becomes a located problem where the field is validated."""

    def __init__(self, code: Code, message: Message, *help: Message) -> None:
        super().__init__(str(message))
        self.code, self.message, self.help = code, message, help
