"""Lists of the plan language: one entry alone stands for a list of one, and entries may stand under headings.

`Listed[X]` is a list of which one entry may stand alone. `Items[X]` may have headings, too, and headings below those:

    acceptance:                    acceptance:
      Backend: [...]                 - Everything is tested
      App:                           - Backend: [...]
        iOS: [...]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Generic, Protocol, TypeVar, get_args

from pydantic import (
    BaseModel,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from launchbook.core.choices import members
from launchbook.core.model import former_keys, keys_of
from launchbook.core.problem import Code, Path, Rejected, say
from launchbook.core.text import Phone, Text, refused

EMPTY_HEADING = Code(
    "PL011",
    "heading without items",
    "A heading stands in a list, and nothing below it. A heading is no item, so it says nothing alone. Write its items below it, "
    "each behind `- `; or remove it.",
)

T = TypeVar("T")
E = TypeVar("E", bound="Drawn")
_WRITTEN = re.compile(r"^\s*[-*•] .*\n\s*[-*•] ", re.MULTILINE)
"""A list that was written as one text, behind `|`."""
_KNOWN = frozenset(get_args(core_schema.ErrorType))


class Drawn(Protocol):
    """Whatever is drawn in a list and has a path in the plan: a model, a row, a line of a sheet."""

    @property
    def path(self) -> Path: ...


class Heading(Text):
    """A heading in a list, as a part of the paths of the items below it."""


class Headed(tuple[T, ...], Generic[T]):
    """A list with headings: its items in one row, and the place of each below the list's own path."""

    places: tuple[Path, ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[Path, T]]) -> Headed[T]:
        placed = list(pairs)
        made = cls(item for _, item in placed)
        made.places = tuple(place for place, _ in placed)
        return made


Begins = tuple[tuple[int, Heading], ...]
"""Headings that begin somewhere, each with its level from 0. An empty one ends those of its level: what follows stands under none."""


@dataclass(frozen=True, slots=True)
class Run(Generic[T]):
    """Items that follow each other below the same headings."""

    begins: Begins
    items: tuple[T, ...]


def placed(items: tuple[T, ...]) -> Iterator[tuple[Path, T]]:
    """The items of a list, each with its place below the path of the list."""
    return zip(items.places if isinstance(items, Headed) else ((at,) for at in range(len(items))), items, strict=True)


def headings_in(place: Path) -> tuple[Heading, ...]:
    """The headings in a place below the path of a list."""
    return tuple(part for part in place if isinstance(part, Heading))


def list_path(path: Path) -> Path:
    """The path of the list that an item of it stands in, whatever headings stand between."""
    path = path[:-1]
    while path and isinstance(path[-1], Heading):
        path = path[:-1]
        if path and isinstance(path[-1], int):
            path = path[:-1]
    return path


def runs(items: tuple[T, ...]) -> list[Run[T]]:
    """A list in runs of items below the same headings; a list without headings is one run."""
    found: list[tuple[tuple[Heading, ...], list[T]]] = []
    for place, item in placed(items):
        if not found or found[-1][0] != headings_in(place):
            found.append((headings_in(place), []))
        found[-1][1].append(item)
    above = ((), *(headings for headings, _ in found))
    return [
        Run(_begins(before, headings), tuple(alike)) for before, (headings, alike) in zip(above, found, strict=False)
    ]


def under(entries: Iterable[E]) -> list[tuple[Begins, E]]:
    """Entries in the order in which they are drawn, each with the headings that begin before it in its list."""
    last: dict[Path, tuple[Heading, ...]] = {}
    drawn = []
    for entry in entries:
        home = list_path(entry.path)
        headings = headings_in(entry.path[len(home) :])
        drawn.append((_begins(last.get(home, ()), headings), entry))
        last[home] = headings
    return drawn


def _begins(before: tuple[Heading, ...], headings: tuple[Heading, ...]) -> Begins:
    """The headings that begin where some headings follow others."""
    pairs = zip(before, headings, strict=False)
    same = next((level for level, (one, other) in enumerate(pairs) if one != other), min(len(before), len(headings)))
    begun = tuple((level, headings[level]) for level in range(same, len(headings)))
    return begun or (((same, Heading()),) if len(before) > same else ())


@dataclass(frozen=True, slots=True)
class ListOf:
    """Accepts one entry in place of a list; with `headed`, headings in and around lists."""

    headed: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        read = partial(_read_headed if self.headed else _read, get_args(source)[0])
        return core_schema.no_info_wrap_validator_function(read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        listed = handler(schema)
        forms = [listed, {"type": ["string", "number"]}, listed["items"]]
        if not self.headed:
            return {"anyOf": forms}
        below = {"type": "object", "additionalProperties": {"anyOf": [*forms, {"type": "object"}]}}
        within = {**listed, "items": {"anyOf": [listed["items"], {**below, "maxProperties": 1}]}}
        return {"anyOf": [within, *forms[1:], below]}


def has_headings(info: FieldInfo) -> bool:
    """Whether a field is a list that may have headings."""
    return any(isinstance(mark, ListOf) and mark.headed for mark in info.metadata)


Listed = Annotated[tuple[T, ...], ListOf()]
"""A list; one entry may stand alone."""
Items = Annotated[tuple[T, ...], ListOf(headed=True)]
"""A list; one entry may stand alone, and entries may stand under headings."""
Phones = Listed[Phone]
"""Telephone numbers, in the order in which they are called; a single one may be written without a list."""


def _read(kind: Any, data: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    alone = not _WRITTEN.search(data) if isinstance(data, str) else isinstance(data, dict) and bool(_keys(kind))
    return handler([data] if alone else data)


def _read_headed(kind: Any, data: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    keys = _keys(kind)
    if not (_heads(data, keys) or (isinstance(data, list) and any(_is_heading(entry, keys) for entry in data))):
        return _read(kind, data, handler)
    read: list[tuple[Path, Any]] = []
    errors: list[InitErrorDetails] = []
    for place, entries in _pieces(data, keys, (), errors):
        try:
            read += (((*place, at), item) for at, item in zip(entries, handler([*entries.values()]), strict=True))
        except ValidationError as error:
            errors += (_moved(detail, place, [*entries]) for detail in error.errors(include_url=False))
    if errors:
        raise ValidationError.from_exception_data("list", errors)
    return Headed.of(read)


def _pieces(
    data: Any, keys: frozenset[str] | None, place: Path, errors: list[InitErrorDetails]
) -> Iterator[tuple[Path, Mapping[int, Any]]]:
    """The parts of a list between headings: the place of each, and its entries by their number there."""
    if _heads(data, keys):
        for name, below in data.items():
            yield from _below(str(name), below, keys, place, errors)
        return
    entries: dict[int, Any] = {}
    for at, entry in enumerate(data if isinstance(data, list) else [data]):
        if _is_heading(entry, keys):
            if entries:
                yield place, entries
            entries = {}
            ((name, below),) = entry.items()
            yield from _below(str(name), below, keys, (*place, at), errors)
        else:
            entries[at] = entry
    if entries:
        yield place, entries


def _below(
    name: str, below: Any, keys: frozenset[str] | None, place: Path, errors: list[InitErrorDetails]
) -> Iterator[tuple[Path, Mapping[int, Any]]]:
    """The parts below a heading; what is wrong with the heading itself is added to the errors."""
    try:
        heading = Heading(Text.parse(name))
    except Rejected as rejected:
        errors.append({"type": refused(rejected), "loc": (*place, name, "[key]"), "input": name})
        return
    if below is None or below in ([], {}, ""):
        errors.append({"type": refused(_empty(name)), "loc": (*place, name, "[key]"), "input": below})
    else:
        yield from _pieces(below, keys, (*place, heading), errors)


def _empty(name: str) -> Rejected:
    message = say("nothing stands below the heading “{heading}”", heading=name[:80])
    return Rejected(EMPTY_HEADING, message, say("Write its items below it, each behind `- `; or remove the heading."))


def _keys(kind: Any) -> frozenset[str] | None:
    """The keys that an entry of this type may have, the former ones included; None where it is no mapping."""
    models = [member for member in members(kind) if isinstance(member, type) and issubclass(member, BaseModel)]
    return frozenset(key for model in models for key in (*keys_of(model).values(), *former_keys(model))) or None


def _heads(data: Any, keys: frozenset[str] | None) -> bool:
    """Whether a mapping is one of headings: none is a key of an entry, and a list or further headings stand below one."""
    if not isinstance(data, dict) or not data or (keys and not keys.isdisjoint(map(str, data))):
        return False
    return any(below is None or isinstance(below, (list, dict)) for below in data.values())


def _is_heading(entry: Any, keys: frozenset[str] | None) -> bool:
    """Whether an entry of a list is a heading with a list, or further headings, below it."""
    return isinstance(entry, dict) and len(entry) == 1 and _heads(entry, keys)


def _moved(detail: Any, place: Path, numbers: list[int]) -> InitErrorDetails:
    """An error of a part of a list, at its place in the whole."""
    at, *inside = detail["loc"] or (0,)
    kind, context = detail["type"], detail.get("ctx", {})
    error = kind if kind in _KNOWN else PydanticCustomError(kind, detail["msg"], context)
    here = (numbers[at],) if isinstance(at, int) and at < len(numbers) else ()
    return {"type": error, "loc": (*map(_plain, place), *here, *inside), "input": detail["input"], "ctx": context}


def _plain(part: int | str) -> int | str:
    return str(part) if isinstance(part, str) else part
