"""The schema: one model of a whole plan, made from the sections found, and pydantic's errors as located problems."""

from __future__ import annotations

import types
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Field, RootModel, ValidationError, create_model
from pydantic_core import ErrorDetails

from launchbook.core.bundle import Bundle
from launchbook.core.discovery import find_sections
from launchbook.core.problem import Code, Finding, Message, Path, Problem, Rejected, say
from launchbook.core.text import BAD_TEXT, WRONG_TYPE, Parsed

UNKNOWN_KEY = Code("PL001", "unknown key", "The plan language has no such key here. Nothing is dropped silently: prose goes to `notes:`.")
MISSING = Code("PL002", "missing key", "A key that everything else builds on is not there.")
LOADING_CODES = (UNKNOWN_KEY, MISSING, WRONG_TYPE, BAD_TEXT)


@lru_cache(maxsize=None)
def plan_model() -> type[BaseModel]:
    """The model of a whole plan: the head's fields, then one optional field per section kind."""
    sections = find_sections()
    top = next(section for section in sections.values() if section.top)
    fields: dict[str, Any] = {
        key: (section.model | None, Field(default=None, description=section.purpose))
        for key, section in sections.items()
        if not section.top
    }
    return create_model("Plan", __base__=top.model, **fields)


def validate_plan(bundle: Bundle) -> tuple[BaseModel | None, list[Problem]]:
    """The typed plan, or every problem of the schema."""
    model = plan_model()
    try:
        return model.model_validate(bundle.data()), []
    except ValidationError as error:
        findings = [_finding(model, detail) for detail in error.errors(include_url=False)]
    return None, [bundle.place(finding) for finding in _without_echoes(findings)]


def _finding(model: type[BaseModel], detail: ErrorDetails) -> Finding:
    path, on_key = _path(detail["loc"])
    context = detail.get("ctx", {})
    kind = detail["type"]
    rejected = context.get("rejected")
    if isinstance(rejected, Rejected):
        return Finding(rejected.code, rejected.message, path, rejected.help, on_key=on_key)
    if kind == "extra_forbidden":
        return _unknown_key(model, path)
    if kind == "missing":
        help = (_describe_field(model, path), say("Write `{key}:`.", key=path[-1]))
        return Finding(MISSING, say("`{key}` is missing", key=path[-1]), path[:-1], tuple(h for h in help if h), on_key=True)
    if kind in ("literal_error", "enum"):
        return _not_a_choice(detail, model, path)
    if kind in ("int_parsing", "int_type", "int_from_float", "int_parsing_size", "greater_than_equal", "less_than_equal", "greater_than"):
        low = say("Write digits only.") if kind.startswith("int") else say("{bound}", bound=detail["msg"])
        return Finding(BAD_TEXT, say("expected a whole number, found {found}", found=_shown(detail["input"])), path, (low,))
    if kind in ("bool_parsing", "bool_type"):
        return Finding(BAD_TEXT, say("expected yes or no, found {found}", found=_shown(detail["input"])), path)
    if kind == "too_short":
        return Finding(BAD_TEXT, say("the list is empty"), path, (say("Write at least one item, or remove the key."),))
    return _wrong_type(detail, path, context)


def _path(loc: Iterable[int | str]) -> tuple[Path, bool]:
    parts = tuple(loc)
    if parts and parts[-1] == "[key]":
        return parts[:-1], True
    return parts, False


_EXPECTED = {
    "tuple_type": say("a list: each item on a line of its own, behind `- `"),
    "list_type": say("a list: each item on a line of its own, behind `- `"),
    "dict_type": say("a mapping of keys: `key: value`"),
    "model_type": say("a mapping of keys: `key: value`"),
    "model_attributes_type": say("a mapping of keys: `key: value`"),
}


def _wrong_type(detail: ErrorDetails, path: Path, context: dict[str, Any]) -> Finding:
    if detail["type"] == "scalar_expected":
        expected = say("{form}", form=say(str(context["form"])))
    else:
        expected = _EXPECTED.get(detail["type"], say("{reason}", reason=detail["msg"]))
    return Finding(WRONG_TYPE, say("expected {expected}, found {found}", expected=expected, found=_shown(detail["input"])), path)


def _shown(value: object) -> Message:
    if value is None:
        return say("nothing")
    if isinstance(value, dict):
        return say("a mapping")
    if isinstance(value, (list, tuple)):
        return say("a list")
    text = str(value)
    return say("`{text}`", text=text if len(text) <= 60 else text[:59] + "…")


def _unknown_key(model: type[BaseModel], path: Path) -> Finding:
    key = str(path[-1])
    known = _keys_at(model, path[:-1])
    help: list[Message] = []
    if near := _near(key, known):
        help.append(say("Did you mean `{name}`?", name=near))
    if known:
        help.append(say("Allowed here: {names}.", names=", ".join(f"`{name}`" for name in known)))
    return Finding(UNKNOWN_KEY, say("unknown key `{key}`", key=key), path, tuple(help), on_key=True)


def _near(word: str, known: Iterable[str]) -> str | None:
    by_fold = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold().replace("-", "_").replace(" ", "_"), by_fold, 1, 0.6)
    return by_fold[found[0]] if found else None


def _not_a_choice(detail: ErrorDetails, model: type[BaseModel], path: Path) -> Finding:
    field = _type_at(model, path)
    choices = [str(choice) for choice in get_args(field)] if field is not None else []
    help = []
    if near := _near(str(detail["input"]), choices):
        help.append(say("Did you mean `{name}`?", name=near))
    if choices:
        help.append(say("Allowed: {names}.", names=", ".join(f"`{name}`" for name in choices)))
    return Finding(BAD_TEXT, say("{found} is not allowed here", found=_shown(detail["input"])), path, tuple(help))


def _describe_field(model: type[BaseModel], path: Path) -> Message | None:
    parent = _type_at(model, path[:-1])
    if isinstance(parent, type) and issubclass(parent, BaseModel):
        for name, info in parent.model_fields.items():
            if (info.alias or name) == path[-1] and info.description:
                return say(info.description.strip().splitlines()[0])
    return None


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    found = _type_at(model, path)
    if isinstance(found, type) and issubclass(found, BaseModel) and not issubclass(found, RootModel):
        return [info.alias or name for name, info in found.model_fields.items()]
    return []


def _type_at(model: Any, path: Path) -> Any:
    """The annotation that a path of the plan leads to; None if it leads nowhere."""
    found = _plain(model)
    for part in path:
        found = _step(found, part)
        if found is None:
            return None
    return found


def _step(found: Any, part: int | str) -> Any:
    if isinstance(found, type) and issubclass(found, RootModel):
        found = _plain(found.model_fields["root"].annotation)
    if isinstance(found, type) and issubclass(found, BaseModel):
        for name, info in found.model_fields.items():
            if (info.alias or name) == part:
                return _plain(info.annotation)
        return None
    arguments = get_args(found)
    if get_origin(found) is dict:
        return _plain(arguments[1])
    if get_origin(found) in (tuple, list) and isinstance(part, int):
        return _plain(arguments[0])
    return None


def _plain(annotation: Any) -> Any:
    """Without Optional and Annotated; a RootModel's own type stays."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            rest = [choice for choice in get_args(annotation) if choice is not type(None)]
            models = [choice for choice in rest if isinstance(choice, type) and issubclass(choice, BaseModel)]
            annotation = (models or rest)[0]
        elif isinstance(annotation, type) and issubclass(annotation, RootModel) and not issubclass(annotation, Parsed):
            return annotation
        else:
            return annotation


def _without_echoes(findings: list[Finding]) -> list[Finding]:
    """A misspelt required key is one mistake, not an unknown key and a missing one."""
    suggested = {
        (finding.path[:-1], str(finding.help[0].params.get("name")))
        for finding in findings
        if finding.code is UNKNOWN_KEY and finding.help
    }
    return [
        finding
        for finding in findings
        if not (finding.code is MISSING and (finding.path, str(finding.message.params["key"])) in suggested)
    ]
