"""Named facts and limits under topics."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import (
    BeforeValidator,
    GetJsonSchemaHandler,
    RootModel,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from launchbook.core.entry import State
from launchbook.core.headings import Listed
from launchbook.core.items import Anchored, Table
from launchbook.core.links import Link
from launchbook.core.model import Model
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path, Rejected
from launchbook.core.progress import Progress
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef, OwnerRef, PersonRef
from launchbook.core.rows import Row
from launchbook.core.text import Id, Prose, Text, Word
from launchbook.core.ticks import leading_tick
from launchbook.core.time import Moment

Level = Literal["must", "should", "may"]
Status = Literal["met", "not met", "unknown"]

_STATUS_OF: dict[str, Status] = {"done": "met", "failed": "not met", "open": "unknown"}
_OPTIONAL = re.compile(r"(?P<name>.*\S)\s*[(（](?:可[选選]|optional)[)）]", re.IGNORECASE | re.DOTALL)


def marked(text: str) -> tuple[str, Status | None]:
    """A text without its leading mark, and the status that the mark stands for."""
    tick, bare = leading_tick(text)
    status = _STATUS_OF.get(tick)
    return (bare, status) if status else (text, None)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Fact(Anchored):
    """A fact or a limit. Short form: a statement, with `✅`, `❌` or `□` before it where its status is known."""

    short: ClassVar[str | None] = "name"
    row_label: ClassVar[str] = "name"
    row_kind: ClassVar[str] = "fact"
    row_times: ClassVar[Mapping[str, str]] = {"until": "runs out"}

    name: Text
    """What is said something about: `Memory`. Alone, a statement: `Backups run every night`."""
    value: Annotated[
        tuple[Text, ...],
        BeforeValidator(_listed),
        WithJsonSchema({"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": "string"}}]}),
    ] = ()
    """What it is: a text, or a list of texts."""
    limit: Threshold | None = None
    """The limit it must keep: `≥ 16 GB`, `< 2MB`."""
    metric: MetricRef | None = None
    """The metric that is limited; without a `limit` of its own, the metric's target is shown."""
    level: Level | None = None
    """Whether it `must`, `should` or `may` be so; left out, what its topic says, or `must`.

    `(optional)` behind the name of a short form means `may`.
    """
    status: Status | None = None
    """Whether it is `met`, `not met` or `unknown`; left out, what its topic says, or unknown."""
    check: Text | None = None
    """How one sees that it is so."""
    command: Word | None = None
    """A command that shows it."""
    owner: OwnerRef | None = None
    """Who sees to it."""
    evidence: Text | None = None
    """What proved it: a screenshot, a report."""
    since: Moment | None = None
    """Since when it is so."""
    until: Moment | None = None
    """Until when it is so: the day a certificate runs out."""
    link: Link | None = None
    """Where it is laid down."""
    note: Text | None = None
    """What else one should know."""

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        name, status = marked(str(data))
        said: dict[str, Any] = {"name": name, "status": status} if status else {"name": name}
        if optional := _OPTIONAL.fullmatch(name):
            said |= {"name": optional["name"], "level": "may"}
        return said

    @model_validator(mode="before")
    @classmethod
    def _single(cls, data: Any) -> Any:
        """In a list, `Memory: 16 GB` stands for `{name: Memory, value: 16 GB}`."""
        if isinstance(data, dict) and len(data) == 1 and (key := next(iter(data))) not in cls.model_fields:
            return entitled(str(key), data[key])
        return data

    def row_owners(self, plan: Plan, parent: Row | None) -> tuple[PersonRef, ...]:
        line = _lines(plan).get(self.path)
        return (line.owner,) if line and line.owner else ()

    def row_state(self, plan: Plan) -> State | None:
        """Its status, or that of its topic; None for a mere fact."""
        line = _lines(plan).get(self.path)
        return _STATES[line.status] if line and line.status else None

    @property
    def says_value(self) -> bool:
        """Whether it says what it is, and not only that it is so."""
        return bool(self.limit or self.value or self.metric or self.note or self.since or self.until)

    def threshold(self, plan: Plan) -> Threshold | None:
        """Its limit, or the metric's target where it has neither a limit nor a value."""
        return self.limit if self.value else plan.limit(self, "limit")


def entitled(name: str, said: Any) -> Any:
    """The mapping of a fact that was said as a name with a value, a list of values, or the rest of its keys."""
    name, status = marked(name)
    level: dict[str, str] = {}
    if optional := _OPTIONAL.fullmatch(name):
        name, level = optional["name"], {"level": "may"}
    if isinstance(said, str):
        value, own = marked(said)
        key = "limit" if _is_threshold(value) else "value"
        return {"name": name, key: value, "status": own or status, **level}
    if isinstance(said, Mapping):
        return {"name": name, "status": status, **level, **said}
    return {"name": name, "value": said, "status": status, **level}


def _is_threshold(text: str) -> bool:
    try:
        Threshold.parse(text)
    except Rejected:
        return False
    return True


def _facts(data: Any) -> dict[Text, Fact] | tuple[Fact, ...]:
    """Choose by form and not by trial, so that a mistake is reported for the form that was written."""
    if isinstance(data, dict):
        return _BY_NAME.validate_python({name: entitled(str(name), said) for name, said in data.items()})
    return _LISTED.validate_python(data)


_BY_NAME, _LISTED = TypeAdapter(dict[Text, Fact]), TypeAdapter(tuple[Fact, ...])
_ANYTHING = {"anyOf": [{"type": ["string", "number", "boolean", "null"]}, {"type": "array"}, {"type": "object"}]}
"""What may stand behind a free name: a value, values, or further keys."""


def _wide(schema: JsonSchemaValue) -> JsonSchemaValue:
    """Names are free, so a schema cannot tell the keys of a fact from the names of facts: it takes either."""
    for form in cast(list[dict[str, Any]], schema["anyOf"]):
        if form.get("type") == "object":
            form["additionalProperties"] = _ANYTHING
        elif form.get("type") == "array":
            form["items"] = _ANYTHING
    return schema


class FactList(RootModel[Annotated[dict[Text, Fact] | tuple[Fact, ...], WrapValidator(lambda data, _: _facts(data))]]):
    """Facts by name, or a list of facts."""

    model_config = {"frozen": True}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = handler(schema)
        _wide(handler.resolve_ref_schema(full))
        return full


class TopicDetails(Model):
    """A topic with more than its facts."""

    id: Id | None = None
    """A stable name for links to this topic; without it the link follows the title."""
    title: Text | None = None
    """What the topic is; in a mapping of topics, the key where left out."""
    owner: OwnerRef | None = None
    """Who sees to each of its facts that names nobody else."""
    level: Level | None = None
    """Whether its facts `must`, `should` or `may` be so, where they do not say so themselves."""
    status: Status | None = None
    """Where its facts stand, where they do not say so themselves."""
    text: Prose | None = None
    """What should be known before the facts, in Markdown."""
    facts: FactList | None = None
    """The facts: by name, `Memory: 16 GB`, or a list."""
    tables: Listed[Table] = ()
    """Tables below the facts."""
    link: Link | None = None
    """Where the topic is laid down."""


class Topic(TopicDetails):
    """A topic in a list of topics."""

    title: Text
    """What the topic is: `Servers`. A leading `✅` says that its facts are met."""


_DETAILS, _TOPICS = TypeAdapter(TopicDetails), TypeAdapter(tuple[Topic, ...])
_OWN_KEYS = frozenset(("facts", "tables", "text"))
"""A mapping with one of these is a topic with more than its facts; any other holds facts by name."""


def _topic(data: Any, _: ValidatorFunctionWrapHandler) -> dict[Text, Fact] | tuple[Fact, ...] | TopicDetails:
    if isinstance(data, str):
        return _DETAILS.validate_python({"text": data})
    if isinstance(data, dict) and _OWN_KEYS & data.keys():
        return _DETAILS.validate_python(data)
    return _facts(data)


class TopicFacts(RootModel[Annotated[dict[Text, Fact] | tuple[Fact, ...] | TopicDetails, WrapValidator(_topic)]]):
    """What stands under a topic's title: facts by name, a list of facts, or a mapping with `facts`, `text` or `tables`."""

    model_config = {"frozen": True}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = handler(schema)
        forms = _wide(handler.resolve_ref_schema(full))["anyOf"]
        forms.append({"type": "string"})
        return full


@dataclass(frozen=True, slots=True)
class DrawnFact:
    """A fact as it is drawn, with what its topic says for it."""

    fact: Fact
    path: Path
    level: Level
    status: Status | None
    """None for a mere fact, of which nobody asks whether it is so."""
    owner: PersonRef | None

    @property
    def open(self) -> bool:
        return self.status in ("unknown", "not met")


@dataclass(frozen=True, slots=True)
class DrawnTopic:
    """A topic as it is drawn."""

    title: Text
    anchor: str
    path: Path
    details: TopicDetails
    lines: tuple[DrawnFact, ...]

    @property
    def confirmed(self) -> Progress:
        """Facts that are met, of those of which it is asked."""
        asked = [line.status for line in self.lines if line.status]
        return Progress(asked.count("met"), len(asked))

    @property
    def checks(self) -> bool:
        """Whether any of its facts says how it is checked, or where it is laid down."""
        return any(line.fact.check or line.fact.command or line.fact.evidence or line.fact.link for line in self.lines)

    @property
    def valued(self) -> bool:
        """Whether any of its facts says more than that it is so."""
        return any(line.fact.says_value for line in self.lines)

    @property
    def owned(self) -> bool:
        """Whether any of its facts names an owner of its own."""
        return any(line.fact.owner for line in self.lines)

    @property
    def plain(self) -> bool:
        """Whether it is a mere list of names: tools, channels."""
        return bool(self.lines) and not any(_says_more(line) for line in self.lines)

    @property
    def empty(self) -> bool:
        return not (self.lines or self.details.text or self.details.tables)


def _says_more(line: DrawnFact) -> bool:
    fact = line.fact
    return bool(line.status or line.owner or fact.model_fields_set - {"id", "name", "level"})


def _standards(data: Any, _: ValidatorFunctionWrapHandler) -> dict[Text, TopicFacts] | tuple[Topic, ...]:
    return _TOPICS.validate_python(data) if isinstance(data, (list, tuple)) else _BY_TOPIC.validate_python(data)


_BY_TOPIC = TypeAdapter(dict[Text, TopicFacts])


class Standards(RootModel[Annotated[dict[Text, TopicFacts] | tuple[Topic, ...], WrapValidator(_standards)]]):
    """Facts under topics, or a list of topics."""

    model_config = {"frozen": True}

    @property
    def sheets(self) -> tuple[DrawnTopic, ...]:
        """The topics as they are drawn."""
        sheets: list[DrawnTopic] = []
        for place, title, details, facts, where in self._topics:
            bare, status = marked(str(title))
            name = str(details.id or "")
            free = f"t-{name or hashlib.sha256(bare.encode()).hexdigest()[:6]}"
            while any(sheet.anchor == free for sheet in sheets):
                free += "-2"
            path = ("standards", place)
            lines = tuple(_line(fact, (*path, *where, key), details, status) for key, fact in _keyed(facts))
            sheets.append(DrawnTopic(Text(bare), free, path, details, lines))
        return tuple(sheets)

    @property
    def anchors(self) -> dict[str, str]:
        """The anchors of topics with an id, for links to them."""
        return {str(sheet.details.id): sheet.anchor for sheet in self.sheets if sheet.details.id}

    @property
    def _topics(self) -> Iterator[tuple[str | int, Text, TopicDetails, _Facts, Path]]:
        """Where each topic stands, its title, what is said of it, its facts, and the way to them from there."""
        if isinstance(self.root, tuple):
            for index, topic in enumerate(self.root):
                yield index, topic.title, topic, topic.facts.root if topic.facts else (), ("facts",)
            return
        for title, below in self.root.items():
            if isinstance(below.root, TopicDetails):
                facts = below.root.facts
                yield str(title), below.root.title or title, below.root, facts.root if facts else (), ("facts",)
            else:
                yield str(title), title, TopicDetails(), below.root, ()

    @property
    def lines(self) -> tuple[DrawnFact, ...]:
        return tuple(line for sheet in self.sheets for line in sheet.lines)

    @property
    def confirmed(self) -> Progress:
        return sum((sheet.confirmed for sheet in self.sheets), Progress())

    @property
    def not_met(self) -> tuple[DrawnFact, ...]:
        """Facts that are not met, those that must be first."""
        found = [line for line in self.lines if line.status == "not met"]
        return tuple(sorted(found, key=lambda line: ("must", "should", "may").index(line.level)))

    @property
    def unconfirmed(self) -> int:
        """How many facts that must be so nobody has looked at."""
        return sum(line.level == "must" and line.status == "unknown" for line in self.lines)


_Facts = dict[Text, Fact] | tuple[Fact, ...]


def _keyed(facts: _Facts) -> Iterator[tuple[str | int, Fact]]:
    if isinstance(facts, dict):
        yield from ((str(name), fact) for name, fact in facts.items())
    else:
        yield from enumerate(facts)


def _line(fact: Fact, path: Path, details: TopicDetails, marked: Status | None) -> DrawnFact:
    status = fact.status or details.status or marked
    if status is None and (fact.check or fact.command):
        status = "unknown"
    return DrawnFact(fact, path, fact.level or details.level or "must", status, fact.owner or details.owner)


_STATES: dict[Status, State] = {"met": "done", "not met": "failed", "unknown": "planned"}


@per_plan
def _lines(plan: Plan) -> dict[Path, DrawnFact]:
    """Facts with what their topics say for them, by their paths."""
    standards = plan.get(Standards)
    return {line.path: line for line in standards.lines} if standards else {}
