"""Fields that take one of a few words, and how the words of a reader's language are read there."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from inspect import get_annotations
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from launchbook.core.problem import Rejected
from launchbook.core.text import refused


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that takes one of a few words. `section` is the folder whose catalogue has the words for it; core has none."""

    section: str
    key: str
    values: tuple[str, ...]
    open: bool = False
    """Whether something else may stand there as well: the ids of people beside `all`."""


CHOICE = "x-choice"
"""Where the schema of a field holds its `Choice`, until the words of all languages are put in."""
Reading = Callable[[Choice, str], str]
"""The value that a text stands for; a text that stands for none is returned as it is. May raise a refusal."""
reading: ContextVar[Reading] = ContextVar("reading", default=lambda choice, text: text)
"""How the words of the plan that is being validated are read."""


def members(annotation: Any) -> list[Any]:
    """The types that an annotation allows, without Annotated and None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return members(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [member for choice in get_args(annotation) for member in members(choice)]
    return [] if annotation in (None, type(None)) else [annotation]


def _values(annotation: Any) -> tuple[str, ...]:
    """The words of an enumeration, or of the items of a list of them; empty for other types."""
    found: tuple[str, ...] = ()
    for member in members(annotation):
        if member is bool:
            found += ("yes", "no")
        elif get_origin(member) is Literal:
            found += tuple(str(value) for value in get_args(member))
        elif get_origin(member) is tuple and is_literal(get_args(member)[0]):
            found += _values(get_args(member)[0])
    return found


def is_literal(annotation: Any) -> bool:
    """Whether an annotation allows only words."""
    return all(get_origin(member) is Literal for member in members(annotation))


@cache
def choices_of(model: type[BaseModel]) -> Mapping[str, Choice]:
    """The fields of a model that take one of a few words, by their keys."""
    found = {}
    for name, info in model.model_fields.items():
        if values := _values(info.annotation):
            declaring = next(kind for kind in model.__mro__ if name in get_annotations(kind))
            room, _, section = declaring.__module__.removeprefix("launchbook.").partition(".")
            key = info.alias or name
            section = section.split(".")[0] if room == "sections" else ""
            one = re.sub("ies$", "y", key)  # the words for each of `severities` are those of `severity`
            found[key] = Choice(section, one, values, len(members(info.annotation)) > 1)
    return found


def with_choices_read(model: type[BaseModel], data: dict[Any, Any]) -> dict[Any, Any]:
    """The mapping with the values for the words that stand for them."""
    found: dict[Any, Any] = {}
    for key, choice in choices_of(model).items():
        written = data.get(key)
        if isinstance(written, str):
            found[key] = _read(choice, written, key)
        elif isinstance(written, list) and not choice.open:
            found[key] = [
                _read(choice, each, key, place) if isinstance(each, str) else each for place, each in enumerate(written)
            ]
    return data | found if found else data


def read_as(model: type[BaseModel], key: str, text: str) -> str:
    """The value of a field that a text stands for, where anything else may stand as well: that is returned as it is."""
    return _read(replace(choices_of(model)[key], open=True), text, key)


def _read(choice: Choice, text: str, *at: str | int) -> str:
    try:
        return text if text in choice.values else reading.get()(choice, text)
    except Rejected as rejected:
        raise refused(rejected, at=at) from None
