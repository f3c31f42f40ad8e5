"""The base of all models: frozen, no unknown keys, and a short form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, TypeVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    PrivateAttr,
    RootModel,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from launchbook.core.choices import CHOICE, choices_of, with_choices_read
from launchbook.core.groups import grouped
from launchbook.core.problem import Code, Message, Path, Rejected, say
from launchbook.core.text import BAD_TEXT, refused
from launchbook.core.ticks import read_tick
from launchbook.core.yaml_codes import DUPLICATE_KEY

RENAMED = Code(
    "PL008",
    "renamed key",
    "The key has a new name. The old one still loads; `launchbook migrate` writes the new one into the files and changes "
    "nothing else.",
    grade="gap",
)


@dataclass(frozen=True, slots=True)
class Formerly:
    """Marks a field whose key had another name: `Annotated[Text, Formerly("whom")]`. The old key still loads."""

    key: str


class Model(BaseModel):
    """A mapping of the plan language.

    A model with a `short` form may be written as a bare text or list, which then is the value of that field:
    `- Cache is configured` for `- {do: Cache is configured}`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    short: ClassVar[str | None] = None
    """The field that a bare text (or list) stands for."""

    recorded: ClassVar[tuple[str, ...]] = ()
    """The fields that say when something happened: what they say cannot lie ahead."""

    ticks: ClassVar[tuple[str, Mapping[str, str]]] = ("", {})
    """The field that a mark before the text of the short form's field fills, and with what: `("done", {"done": "yes"})`."""

    roles: ClassVar[Mapping[str, str]] = {}
    """The role that a field gives to the person it refers to, where that is not the field's name: `{"person": "signs"}`.
    With an empty role, the reference does not concern the person."""

    _path: Path = PrivateAttr(default=())

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """What a model does not have is asked for often; pydantic looks for it in four places more, and takes five times as long.

            Nor is a sentence made of it each time: the exception has the name and the object."""
            if name[0] == "_":
                return super().__getattr__(name)
            raise AttributeError(name)

    @property
    def path(self) -> Path:
        """Its path in the plan, once that is linked; empty before, and for defaults."""
        private = self.__pydantic_private__  # asked for by its name, it takes thirty times as long
        path: Path = private["_path"] if private else ()
        return path

    def put_at(self, path: Path) -> None:
        """Remember its path. Called once, when the plan is linked."""
        self._path = path

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, data: Any) -> Any:
        if isinstance(data, dict):
            keys = keys_of(cls).values()
            data = _with_new_keys(cls, data)
            data = {key: value for key, value in data.items() if value is not None or key not in keys}
            data = with_choices_read(cls, data)
            return read_tick(data, cls.short, *cls.ticks) if cls.short else data
        if data is not None and cls.short and not isinstance(data, BaseModel):
            wants_list = _takes_list(cls, cls.short)
            if wants_list == isinstance(data, list):
                return read_tick(with_choices_read(cls, cls.expand_short(data)), cls.short, *cls.ticks)
        return data

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        """The mapping that a short form stands for."""
        assert cls.short
        return {cls.short: data}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = handler(schema)
        target = handler.resolve_ref_schema(full)
        if handler.mode == "validation":
            for old, new in former_keys(cls).items():
                target["properties"][old] = {"deprecated": True, **target["properties"][new]}
            for key, choice in choices_of(cls).items():
                target["properties"][key][CHOICE] = choice
        if cls.short is None:
            return full
        short = target.get("properties", {}).get(cls.short)
        if short is None:
            return full
        form = {key: value for key, value in cast(dict[str, Any], short).items() if key not in ("default", "title")}
        mapping = dict(target)
        target.clear()
        target.update({"anyOf": [form, mapping]})
        if "description" in mapping:
            target["description"] = mapping["description"]
        return full


@cache
def keys_of(model: type[BaseModel]) -> Mapping[str, str]:
    """The keys of a model by field name, in the order of the fields."""
    return {name: info.alias or name for name, info in model.model_fields.items()}


@cache
def former_keys(model: type[BaseModel]) -> Mapping[str, str]:
    """The present keys of a model by their former names."""
    return {
        mark.key: key
        for name, key in keys_of(model).items()
        for mark in model.model_fields[name].metadata
        if isinstance(mark, Formerly)
    }


def former_names() -> Mapping[str, list[str]]:
    """The former names of every key of the language that was renamed."""
    models: list[type[BaseModel]] = [Model]
    for model in models:  # grows on the way
        models += model.__subclasses__()
    return grouped((new, old) for model in models for old, new in former_keys(model).items())


def _with_new_keys(model: type[BaseModel], data: dict[Any, Any]) -> dict[Any, Any]:
    """The mapping with new keys for former ones, in the same order."""
    former = former_keys(model)
    for old, new in former.items():
        if old in data and new in data:
            message = say("`{old}` is the former name of `{new}`, and both stand here", old=old, new=new)
            rejected = Rejected(DUPLICATE_KEY, message, say("Keep `{new}`, and remove `{old}`.", old=old, new=new))
            raise refused(rejected, at=(old,), on_key=True)
    return {former.get(key, key): value for key, value in data.items()} if former else data


@cache
def _takes_list(cls: type[Model], name: str) -> bool:
    text = str(cls.model_fields[name].annotation)
    return text.startswith(("tuple", "typing.Optional[tuple"))


def refusal(message: Message, *help: Message, code: Code = BAD_TEXT) -> PydanticCustomError:
    """The error that a validator raises to refuse a value; it becomes a located problem."""
    return refused(Rejected(code, message, *help))


def _not_empty(value: tuple[object, ...]) -> tuple[object, ...]:
    # Not `min_length`: pydantic counts items that were refused as missing, and would report the list as well.
    if not value:
        raise refusal(say("the list is empty"), say("Write at least one item, or remove the key."))
    return value


Filled = AfterValidator(_not_empty)
"""Marks a list that has at least one item."""

Flag = Annotated[bool, WithJsonSchema({"enum": [True, False, "yes", "no", "on", "off"]})]
"""Yes or no."""


def _digits(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch("[0-9]{1,9}", value):
        raise PydanticCustomError("int_parsing", "not a whole number")
    return value


Count = Annotated[
    int, BeforeValidator(_digits), WithJsonSchema({"type": ["integer", "string"], "pattern": "^[0-9]{1,9}$"})
]
"""A whole number, zero or more."""


Item = TypeVar("Item")


class Grouped(RootModel[dict[str, tuple[Item, ...]]], Generic[Item]):
    """Items under headings, or a plain list of them, which then stand under the empty heading."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _under_headings(cls, data: Any) -> Any:
        return {"": data} if isinstance(data, list) else data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = handler(schema)
        target = handler.resolve_ref_schema(full)
        mapping = dict(target)
        target.clear()
        target.update({"anyOf": [mapping, cast(dict[str, Any], mapping["additionalProperties"])]})
        return full
