"""What the plan language allows at a path, read from the annotations of the models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, RootModel

from launchbook.core.choices import Choice, choices_of, members
from launchbook.core.entry import Entry
from launchbook.core.model import Model, keys_of
from launchbook.core.problem import Message, Names, Path, say
from launchbook.core.text import Parsed

A_LIST = say("a list: each item on a line of its own, behind `- `")
A_MAPPING = say("a mapping of keys: `key: value`")


@dataclass(frozen=True, slots=True)
class ErrorPlace:
    """The place of an error of pydantic: the path in the plan; within a union, the union's path and the member tried."""

    path: Path
    on_key: bool = False
    union: Path | None = None
    member: str = ""


def place_of(model: type[BaseModel], loc: Sequence[int | str], unknown_key: bool = False) -> ErrorPlace:
    """The place that pydantic's `loc` means: without the names of union members, which are no keys of the plan.

    Behind a key, a last `[key]` means the key itself; the name of an unknown key is what somebody wrote, be it `[key]`.
    """
    path: list[str | int] = []
    annotation: Any = model
    union: Path | None = None
    member = ""
    for place, part in enumerate(loc, 1):
        kinds = members(annotation)
        if part == "[key]" and place == len(loc) and path and not unknown_key:
            return ErrorPlace(tuple(path), True, union, member)
        if len(kinds) > 1:
            if union is None:
                union, member = tuple(path), str(part)
            annotation = next((choice for choice in kinds if getattr(choice, "__name__", "") == part), None)
        else:
            path.append(part)
            annotation = _step(_plain(annotation), part)
    return ErrorPlace(tuple(path), False, union, member)


def type_at(model: Any, path: Path) -> Any:
    """The annotation that a path of the plan leads to, without Optional; None if it leads nowhere."""
    annotation = _plain(model)
    for part in path:
        annotation = _plain(_step(annotation, part))
        if annotation is None:
            return None
    return annotation


def keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that are allowed in the mapping at a path; empty where any id is a key."""
    annotation = type_at(model, path)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and not issubclass(annotation, RootModel):
        return list(keys_of(annotation).values())
    return []


def word_keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys for the words of the mapping at a path: what names an entry, and its short form; what must be said first."""
    annotation = type_at(model, path)
    if not (isinstance(annotation, type) and issubclass(annotation, Model)):
        return []
    label = annotation.row_label if issubclass(annotation, Entry) else None
    names = [name for name in (label, annotation.short) if name in annotation.model_fields]
    names.sort(key=lambda name: not annotation.model_fields[name].is_required())
    return [keys_of(annotation)[name] for name in names]


def choices_at(model: type[BaseModel], path: Path) -> list[str]:
    """The words that are allowed at a path; empty where any text is."""
    annotation = type_at(model, path)
    return [str(choice) for choice in get_args(annotation)] if get_origin(annotation) is Literal else []


def choice_at(model: type[BaseModel], path: Path) -> Choice | None:
    """The enumeration at a path: a field that takes one of a few words, or a list of them."""
    if path and isinstance(path[-1], int):
        path = path[:-1]
    parent = type_at(model, path[:-1])
    is_model = isinstance(parent, type) and issubclass(parent, BaseModel)
    return choices_of(parent).get(str(path[-1])) if is_model else None


def description_at(model: type[BaseModel], path: Path) -> Message | None:
    """The first line of the documentation of a key."""
    parent = type_at(model, path[:-1])
    if isinstance(parent, type) and issubclass(parent, BaseModel):
        for name, key in keys_of(parent).items():
            info = parent.model_fields[name]
            if key == path[-1] and info.description:
                return say(info.description.strip().splitlines()[0])
    return None


def form_at(model: type[BaseModel], path: Path) -> Message:
    """What may be written at a path, in words."""
    annotation: Any = model
    for part in path:
        annotation = _step(_plain(annotation), part)
    return form_of(annotation)


def form_of(annotation: Any) -> Message:
    """What an annotation allows, in words."""
    forms = [_form(choice) for choice in members(annotation)]
    return (
        reduce(lambda form, other: say("{one} or {other}", one=form, other=other), forms)
        if forms
        else say("another value")
    )


def _form(annotation: Any) -> Message:
    origin = get_origin(annotation)
    if origin in (tuple, list):
        return A_LIST
    if origin is dict:
        return A_MAPPING
    if origin is Literal:
        choices = get_args(annotation)
        return say("one of {names}", names=Names(choices)) if choices[1:] else say("`{text}`", text=choices[0])
    if not isinstance(annotation, type):
        return say("another value")
    if issubclass(annotation, Parsed):
        return say(annotation.FORM)
    if issubclass(annotation, RootModel):
        return _form(_plain(annotation.model_fields["root"].annotation))
    if issubclass(annotation, Model) and annotation.short:
        short = _plain(annotation.model_fields[annotation.short].annotation)
        text = say("a list") if get_origin(short) in (tuple, list) else say("a text")
        return say("{one} or {other}", one=text, other=A_MAPPING)
    if issubclass(annotation, BaseModel):
        return A_MAPPING
    return say("yes or no") if annotation is bool else say("a whole number") if annotation is int else say("a text")


def _step(annotation: Any, part: int | str) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        root = annotation.model_fields["root"].annotation
        fitting = (choice for choice in members(root) if (get_origin(choice) in (tuple, list)) is isinstance(part, int))
        annotation = next(fitting, _plain(root))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = next((name for name, key in keys_of(annotation).items() if key == part), None)
        return annotation.model_fields[field].annotation if field else None
    arguments = get_args(annotation)
    if get_origin(annotation) is dict:
        return arguments[1]
    if get_origin(annotation) in (tuple, list):
        return arguments[0] if isinstance(part, int) else annotation  # below a heading stands a list again
    return None


def _plain(annotation: Any) -> Any:
    """A single type that an annotation allows; of several, preferably a model, whose keys can be named."""
    kinds = members(annotation)
    models = [choice for choice in kinds if isinstance(choice, type) and issubclass(choice, BaseModel)]
    return next(iter(models or kinds), None)
