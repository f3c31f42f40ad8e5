"""Inputs: what is filled in or to be at hand, by name; and how long it may be."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from launchbook.core.links import Link
from launchbook.core.model import Flag, Model, refusal
from launchbook.core.problem import say
from launchbook.core.quantity import BAD_THRESHOLD, Threshold
from launchbook.core.reference import OwnerRef
from launchbook.core.text import Text

_CHARACTERS = re.compile(r"chars?|characters?|字符|个字符", re.IGNORECASE)
_LETTERS = re.compile(r"letters?|字|个字|汉字", re.IGNORECASE)


def also(full: JsonSchemaValue, handler: GetJsonSchemaHandler, *forms: JsonSchemaValue) -> JsonSchemaValue:
    """A schema that takes further forms as well."""
    target = handler.resolve_ref_schema(full)
    target["anyOf"] = [*target.get("anyOf", ()), *forms]
    return full


_SIZE = re.compile(r"\d\s*(?:px|mm|cm|像素)?\s*[x×*✕]\s*\d", re.IGNORECASE)


def _one_dimension(data: Any) -> Any:
    """A limit that is compared has one number: `1024 × 1024 px` is how something must look."""
    if isinstance(data, str) and _SIZE.search(data):
        raise refusal(
            say("`{text}` is no limit that can be compared", text=data[:80]),
            say("Write it in `form:`."),
            code=BAD_THRESHOLD,
        )
    return data


class Input(Model):
    """Something to fill in or to have at hand. Short form: its value."""

    short: ClassVar[str | None] = "value"

    value: Text | None = None
    """What is filled in: `v1.0.0`. Left out, a line to write on."""
    form: Text | None = None
    """How it must look: `PNG, 1024 × 1024 px, no background`."""
    limit: Annotated[Threshold, BeforeValidator(_one_dimension)] | None = None
    """How long, large or many: `≤ 30 characters`, `≤ 2MB`, `= 5 pictures`. Width by height, a file format and the like
    are no limits: they stand in `form`."""
    optional: Flag = False
    """Whether it may be left out."""
    owner: OwnerRef | None = None
    """Who provides it."""
    link: Link | None = None
    """Where it lies."""
    note: Text | None = None
    """What else one should know."""

    @model_validator(mode="before")
    @classmethod
    def _blank(cls, data: Any) -> Any:
        return {} if data is None else data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return also(super().__get_pydantic_json_schema__(schema, handler), handler, {"type": "null"})

    @property
    def length(self) -> int | None:
        """How many characters or letters the value has, where its limit counts them; a space is a character, no letter."""
        if self.value is None or self.limit is None:
            return None
        text = str(self.value).strip()
        if _LETTERS.fullmatch(self.limit.unit):
            return len(re.sub(r"\s", "", text))
        return len(text) if _CHARACTERS.fullmatch(self.limit.unit) else None
