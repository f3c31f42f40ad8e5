"""A plan's values as JSON, and the JSON Schema of that. Both follow the models, whatever their kind.

Values are given as written and as resolved: a moment with its instant, a reference with its name.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, RootModel

from launchbook.core.effort import Effort
from launchbook.core.entry import Entry, Origin, State, Trouble
from launchbook.core.headings import Headed, has_headings, headings_in, placed
from launchbook.core.model import Model, keys_of
from launchbook.core.plan import Plan
from launchbook.core.quantity import Duration, Share, Threshold
from launchbook.core.reference import PersonRef, Ref
from launchbook.core.rows import Row
from launchbook.core.text import Parsed, Phone
from launchbook.core.time import Instant, Moment, Precision, Span

Json = Any


def instant(at: Instant) -> Json:
    """An instant; of one that hangs on a launch whose day is not known, the words, as any date would be false."""
    return {**({"text": at.afloat} if at.afloat else {"at": moment_text(at.at)}), "precision": at.precision}


def moment_text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def seconds(length: timedelta) -> Json:
    return number(Decimal(length // timedelta(microseconds=1)) / 1_000_000)


def number(value: Decimal) -> Json:
    return int(value) if value == value.to_integral_value() else float(value)


class Encoder:
    """Encodes the values of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def encode(self, value: Any) -> Json:
        kind: type = type(value)
        if value is None or kind is str or kind is bool or kind is int:
            return value
        return _encoder_of(kind)(self, value)

    def model(self, value: BaseModel) -> Json:
        encoded = {}
        anchor = self.plan.anchor(value) if isinstance(value, Model) else ""
        if anchor:
            encoded["anchor"] = anchor
        if isinstance(value, Entry) and value.row_kind:
            encoded["row"] = self.row(self.plan.row(value))
        for name, key in keys_of(type(value)).items():
            child = getattr(value, name)
            if child is not None:
                encoded[key] = self.encode(child)
        return encoded

    def headed(self, value: Headed[Any]) -> Json:
        """A list with headings: a mapping of them to lists. What stands under no heading, or before the first below one,
        has the empty key."""
        tree: dict[str, Json] = {}
        for place, item in placed(value):
            below = tree
            for heading in headings_in(place):
                below = below.setdefault(str(heading), {})
            below.setdefault("", []).append(self.encode(item))
        return _without_empty_keys(tree)

    def row(self, row: Row) -> Json:
        """The resolved row of an entry, without empty values."""
        encoded: dict[str, Json] = {"kind": row.kind}
        if row.number:
            encoded["number"] = row.number
        if row.owners:
            encoded |= {"owners": [self.reference(owner) for owner in row.owners], "ownership": row.ownership}
        if row.state:
            encoded["state"] = row.state
        if row.trouble:
            encoded["trouble"] = row.trouble
        if when := row.when:
            end = {"end": instant(when.end)} if when.end else {}
            encoded |= {"start": instant(when.start), **end, "origin": when.origin}
        return encoded

    def reference(self, value: Ref) -> Json:
        target = self.plan.target(value)
        return {"id": str(value), "name": str(getattr(target.value, "name", value)) if target else str(value)}

    def moment(self, value: Moment) -> Json:
        return {"text": value.text, **instant(self.plan.instant(value))}

    def span(self, value: Span) -> Json:
        start, end = self.plan.span(value)
        return {"text": value.text, "start": instant(start), "end": instant(end) if end else None}

    def duration(self, value: Duration) -> Json:
        ends = [{"seconds": seconds(end.total), "workdays": end.workdays} for end in (value, value.shortest)]
        return {"text": value.text, **ends[0], **({"low": ends[1]} if value.low else {})}

    def threshold(self, value: Threshold) -> Json:
        return {
            "text": str(value),
            **{name: getattr(value, name) for name in ("aggregate", "operator", "unit", "dimension", "mode")},
            "value": number(value.value),
            "base": number(value.base),
            "window": seconds(value.window.total) if value.window else None,
        }


Encode = Callable[[Encoder, Any], Json]
_INSTANT = {"at": {"type": "string", "format": "date-time"}, "precision": {"enum": [*get_args(Precision)]}}
_TEXT = {"text": {"type": "string"}}
_NUMBER = {"type": "number"}
_LENGTH = {"seconds": _NUMBER, "workdays": {"type": "integer"}}


def _object(properties: Mapping[str, Json], **more: Json) -> Json:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
        **more,
    }


INSTANT = _object(
    {**_INSTANT, **_TEXT},
    required=["precision"],
    description="A point in time. Where it hangs on a launch whose day is not known, there is no `at`, and `text` has the "
    "words that pages show. Of a week, month or quarter, `at` is the beginning.",
)
ORIGIN = {"enum": [*get_args(Origin)]}
STATE = {"enum": [*get_args(State)]}
_KINDS: tuple[tuple[type, str, Encode, Json], ...] = (
    (
        Phone,
        "phone",
        lambda plan, phone: {"text": str(phone), "dial": phone.dial},
        _object({**_TEXT, "dial": {"type": "string"}}, description="A telephone number."),
    ),
    (
        Ref,
        "reference",
        Encoder.reference,
        _object({"id": {"type": "string"}, "name": {"type": "string"}}, description="A reference."),
    ),
    (
        Moment,
        "moment",
        Encoder.moment,
        _object({**_TEXT, **_INSTANT}, description="A moment, as written and as an instant."),
    ),
    (
        Span,
        "span",
        Encoder.span,
        _object(
            {**_TEXT, "start": INSTANT, "end": {"anyOf": [INSTANT, {"type": "null"}]}},
            description="A stretch of time. `end` is null where only a start was said.",
        ),
    ),
    (
        Duration,
        "duration",
        Encoder.duration,
        _object(
            {**_TEXT, **_LENGTH, "low": _object(_LENGTH, description="The low end of a range.")},
            description="A length of time. Working days are counted by the plan's calendar; in `seconds` each is a day. Of a "
            "range both are those of its high end, beside `low`.",
            required=["text", "seconds", "workdays"],
        ),
    ),
    (
        Effort,
        "effort",
        lambda plan, effort: {
            "text": effort.text,
            **({} if not effort.high else {"low": number(effort.low), "high": number(effort.high)}),
        },
        _object(
            {**_TEXT, "low": _NUMBER, "high": _NUMBER},
            required=["text"],
            description="Work. `low` and `high` are days of one person, where it is said in numbers.",
        ),
    ),
    (
        Share,
        "share",
        lambda plan, share: {"text": share.text, "low": number(share.low), "high": number(share.high)},
        _object({**_TEXT, "low": _NUMBER, "high": _NUMBER}, description="A share of users in per cent."),
    ),
    (
        Threshold,
        "threshold",
        Encoder.threshold,
        _object(
            {
                **_TEXT,
                "aggregate": {"type": "string"},
                "operator": {"enum": ["<", "≤", ">", "≥", "=", "≠"]},
                "value": _NUMBER,
                "unit": {"type": "string"},
                "dimension": {"type": "string"},
                "base": _NUMBER,
                "mode": {"enum": ["", "for", "in"]},
                "window": {"type": ["number", "null"]},
            },
            description="A limit. `base` is the value in the base unit of its dimension: seconds, bytes, parts of one. "
            "`window` is in seconds.",
        ),
    ),
    (str, "word", lambda plan, word: str(word), {"type": "string"}),
    (Decimal, "decimal", lambda plan, value: number(value), _NUMBER),
    (bool, "word", lambda plan, value: value, {"type": "boolean"}),
    (int, "word", lambda plan, value: value, {"type": "integer"}),
    (Parsed, "other", lambda plan, value: {"text": str(value)}, _object(_TEXT)),
)
"""Field types, the narrower first: the name of the shape, how to encode a value, and the schema."""
_CONTAINERS: tuple[tuple[type, Encode], ...] = (
    (RootModel, lambda plan, value: plan.encode(value.root)),
    (BaseModel, Encoder.model),
    (Headed, Encoder.headed),
    (Mapping, lambda plan, value: {str(key): plan.encode(item) for key, item in value.items()}),
    (tuple, lambda plan, value: [plan.encode(item) for item in value]),
)


@cache
def _encoder_of(kind: type) -> Encode:
    encoders = (*_CONTAINERS, *((base, encode) for base, _, encode, _ in _KINDS))
    return next((encode for base, encode in encoders if issubclass(kind, base)), _KINDS[-1][2])


def _without_empty_keys(tree: Json) -> Json:
    """The tree with a list in place of a mapping that has nothing but one."""
    if not isinstance(tree, dict):
        return tree
    return tree[""] if tree.keys() == {""} else {key: _without_empty_keys(below) for key, below in tree.items()}


def _without_none(annotation: Any) -> Any:
    """A field's type without None: fields without a value are left out."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation
    choices = tuple(choice for choice in get_args(annotation) if choice is not type(None))
    return Union[choices]  # noqa: UP007 - of as many as there are


def _headed(listed: Json) -> Json:
    """The schema of a list that may have headings: then a mapping of them to lists, or to further headings."""
    return {"anyOf": [listed, {"type": "object", "additionalProperties": {"anyOf": [listed, {"type": "object"}]}}]}


class Shapes:
    """The schema of types, and the definitions that they need."""

    def __init__(self) -> None:
        self.definitions: dict[str, Json] = {}

    def of(self, annotation: Any) -> Json:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self.of(arguments[0])
        if origin in (Union, types.UnionType):
            choices = [self.of(choice) for choice in arguments]
            return choices[0] if len(choices) == 1 else {"anyOf": choices}
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin is tuple:
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        return self.named(annotation)

    def named(self, kind: Any) -> Json:
        if not isinstance(kind, type):
            return {}
        if kind is type(None):
            return {"type": "null"}
        if issubclass(kind, RootModel):
            return self.of(kind.model_fields["root"].annotation)
        if issubclass(kind, BaseModel):
            return self.model(kind)
        nothing: tuple[str, dict[str, Json]] = ("", {})
        name, shape = next(((name, shape) for base, name, _, shape in _KINDS if issubclass(kind, base)), nothing)
        if shape.get("type") != "object":
            return shape
        self.definitions.setdefault(name, shape)
        return {"$ref": f"#/$defs/{name}"}

    def model(self, kind: type[BaseModel]) -> Json:
        parts = kind.__module__.split(".")
        name = f"{parts[2]}.{kind.__name__}" if parts[1:2] == ["sections"] else kind.__name__
        if name not in self.definitions:
            self.definitions[name] = {}  # a model may hold itself
            self.definitions[name] = self.properties(kind, kind.model_fields)
        return {"$ref": f"#/$defs/{name}"}

    def properties(self, kind: type[BaseModel], fields: Mapping[str, Any]) -> Json:
        """The schema of an object with these fields; those that may be None are not required."""
        properties: dict[str, Json] = {"anchor": {"type": "string"}}
        if issubclass(kind, Entry) and kind.row_kind:
            properties["row"] = self.row()
        required = []
        for field, info in fields.items():
            key = info.alias or field
            shape = self.of(_without_none(info.annotation))
            if has_headings(info):
                shape = _headed(shape)
            documentation = " ".join((info.description or "").split())
            properties[key] = {**shape, "description": documentation} if documentation else shape
            if info.is_required() or (info.default is not None):
                required.append(key)
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

    def row(self) -> Json:
        text = {"type": "string"}
        owners = {"type": "array", "items": self.of(PersonRef)}
        shape = _object(
            {
                "kind": text, "number": text, "owners": owners, "ownership": ORIGIN, "state": STATE,
                "trouble": {"enum": [*get_args(Trouble)]},
                "start": INSTANT, "end": INSTANT, "origin": ORIGIN,
            },
            required=["kind"],
            description="What an entry comes to: its printed number, who answers for it, its state and what is in its way, when "
            "it is. `ownership` and `origin` say whether it says that itself, or it was computed, or is that of what it stands in.",
        )  # fmt: skip
        self.definitions.setdefault("row", shape)
        return {"$ref": "#/$defs/row"}
