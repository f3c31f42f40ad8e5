"""The parts of a procedure: its steps, what they take in, what limits them, and how they may come out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import ascii_uppercase
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from launchbook.core.items import Anchored, ChecklistItem, Condition, Link, Step
from launchbook.core.ladder import Rung
from launchbook.core.model import AsList, Flag, Model, refusal
from launchbook.core.problem import say
from launchbook.core.quantity import BAD_THRESHOLD, Duration, Threshold
from launchbook.core.reference import OwnerRef
from launchbook.core.text import Prose, Text, Word
from launchbook.core.time import Span

Tone = Literal["good", "bad", "neutral"]
_CHARACTERS = re.compile(r"chars?|characters?|letters?|字|个字|字符|汉字|个字符", re.IGNORECASE)
_BAD = re.compile(
    r"reject|fail|abnormal|unhealthy|unsuccessful|worse|missing|incomplete|broken|error|breach|not |refus|declin|\bno\b|timeout"
    r"|不(?:通过|正常|合格|达标|成功|一致|可用|行|足|健康)|未|没|失败|异常|驳回|拒绝|超时|退回|报错|^否",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"approv|pass|normal|healthy|success|accept|\bok\b|\byes\b|done|fine|通过|正常|成功|合格|达标|^是|完成|一致", re.I
)


def _also(full: JsonSchemaValue, handler: GetJsonSchemaHandler, *forms: JsonSchemaValue) -> JsonSchemaValue:
    """A schema that takes further forms as well."""
    target = handler.resolve_ref_schema(full)
    target["anyOf"] = [*target.get("anyOf", ()), *forms]
    return full


class Goto(Word):
    """Where to go on: a step (its id, or its number as `step 7`), a procedure, a section (`rollback`), `next` or `end`."""

    FORM = "a step, a procedure, a section, `next` or `end`"
    EXAMPLES = ("resubmit", "step 7", "rollback", "next", "end")


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
        return _also(super().__get_pydantic_json_schema__(schema, handler), handler, {"type": "null"})

    @property
    def length(self) -> int | None:
        """How many characters the value has, where its limit counts characters."""
        if self.value is None or self.limit is None or not _CHARACTERS.fullmatch(self.limit.unit):
            return None
        return len(re.sub(r"\s", "", str(self.value)))


class Limit(Model):
    """A limit that must be kept. Short form: the threshold."""

    short: ClassVar[str | None] = "limit"

    limit: Threshold
    """What must hold: `< 2MB`."""
    now: Word | None = None
    """What it is at present, in the same unit: `1.6MB`."""
    command: Word | None = None
    """The command that measures it."""
    note: Text | None = None
    """What is done when it is not kept."""

    @property
    def measured(self) -> Threshold | None:
        """The present value, for comparison; None where it cannot be compared."""
        return Threshold.measured(self.now)

    @property
    def kept(self) -> bool | None:
        """Whether the present value keeps the limit; None without one that compares."""
        return None if self.measured is None else self.limit.holds(self.measured)


def _rungs(outcome: Outcome) -> tuple[str, ...]:
    return ("target",) if outcome.marked == "good" else ("rollback",)


class Outcome(Anchored):
    """One way in which a step may come out. Short form: where to go on, or the list of its steps."""

    short: ClassVar[str | None] = "goto"
    row_kind: ClassVar[str] = "outcome"
    row_numbered: ClassVar[str] = "outcomes"

    title: Text | None = None
    """What it is called; its key where left out."""
    conditions: Annotated[tuple[Condition, ...], AsList, Rung("", chosen=_rungs)] = Field(default=(), alias="if")
    """By what one knows it: sentences, or metrics with a threshold; a single sentence may stand alone."""
    match: Literal["any", "all"] | None = None
    """Whether `all` of several conditions must hold, or `any` one does; left out, all for a good outcome, else any."""
    meaning: Text | None = None
    """What it means, and what is then true."""
    reasons: Annotated[tuple[Text, ...], AsList] = ()
    """The usual reasons for it: of a rejection, what is often found missing."""
    within: Duration | None = None
    """Until when this branch is done, or takes effect."""
    steps: tuple[ProcedureStep, ...] = ()
    """What is done in this branch, in order."""
    goto: Goto | None = None
    """Where to go on afterwards: the id of a step or its number (`step 7`), a procedure, a section of the plan
    (`rollback`), `next` or `end`. Left out, the step behind the branches."""
    tone: Tone | None = None
    """How the branch is marked; left out, as its words say and where it leads."""
    note: Text | None = None
    """What else one should know."""

    @model_validator(mode="before")
    @classmethod
    def _bare_list(cls, data: Any) -> Any:
        return {"steps": data} if isinstance(data, list) else data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = super().__get_pydantic_json_schema__(schema, handler)
        forms = handler.resolve_ref_schema(full).get("anyOf", [{}])
        steps = forms[-1].get("properties", {}).get("steps", {"type": "array"})
        return _also(full, handler, {"type": "null"}, {key: steps[key] for key in ("type", "items") if key in steps})

    @property
    def label(self) -> Text:
        return Text(self.title or self.meaning or self.goto or "")

    def row_number(self, place: int, around: str) -> str:
        """`7A`, `7B` … `7Z`, `7AA`: a letter behind the number of the step."""
        letters = ""
        while place:
            place, letter = divmod(place - 1, 26)
            letters = ascii_uppercase[letter] + letters
        return around + letters

    @property
    def matched(self) -> Literal["any", "all"]:
        """How many of its conditions must hold: `match`, or what follows from the tone."""
        return self.match or ("all" if self.marked == "good" else "any")

    @property
    def marked(self) -> Tone:
        """Its `tone`, or the tone of its words and of where it leads."""
        if self.tone:
            return self.tone
        if self.goto == "rollback" or _BAD.search(self.label):
            return "bad"
        return "good" if _GOOD.search(self.label) else "neutral"


def _titled(data: Any) -> Any:
    """Outcomes with their keys as titles, unless they have a title."""
    return {name: _with_title(name, outcome) for name, outcome in data.items()} if isinstance(data, dict) else data


def _with_title(name: Any, outcome: Any) -> Any:
    if outcome is None:
        return {"title": name}
    if isinstance(outcome, dict):
        return {"title": name, **outcome}
    if isinstance(outcome, list):
        return {"title": name, "steps": outcome}
    return {"title": name, "goto": outcome} if isinstance(outcome, str) else outcome


Outcomes = Annotated[dict[Text, Outcome], BeforeValidator(_titled)]
"""Outcomes by name."""


class ProcedureStep(Step):
    """A step of a procedure. Short form: the action itself."""

    actor: Text | None = None
    """Who does it, where they stand in no `people:`: `the platform's reviewers`."""
    within: Duration | None = None
    """Until when it is done, or takes effect: `1h`."""
    takes: Text | None = None
    """How long it usually takes, in words: `1–3 working days`."""
    inputs: dict[Text, Input] = Field(default_factory=dict)
    """What is filled in or handed over, by name."""
    limits: dict[Text, Limit] = Field(default_factory=dict)
    """Limits that must be kept, by name: `package: "< 2MB"`."""
    steps: tuple[ProcedureStep, ...] = ()
    """Smaller steps; they come before the outcomes."""
    outcomes: Outcomes = Field(default_factory=dict)
    """How it may come out, by name (`approved`, `rejected`); drawn as branches behind the step."""
    goto: Goto | None = None
    """Where to go on after this step, and after each outcome that says nothing else; left out, the next step."""


class Procedure(Anchored):
    """A procedure. Short form: the list of its steps."""

    short: ClassVar[str | None] = "steps"
    row_kind: ClassVar[str] = "procedure"
    row_expects: ClassVar[bool] = True
    row_times: ClassVar[Mapping[str, str]] = {"at": "procedure"}

    title: Text | None = None
    """What it does; in a mapping of procedures, the key where left out."""
    purpose: Text | None = None
    """What it is for, and what is true at its end."""
    when: Text | None = None
    """In which case it is used."""
    at: Span | None = None
    """When it is carried out, where that is known."""
    owner: OwnerRef | None = None
    """Who carries it out, and does every step that names nobody else."""
    takes: Text | None = None
    """How long it usually takes, in words: `1–3 working days`."""
    within: Duration | None = None
    """How long it may take from the first step to the last."""
    prerequisites: tuple[ChecklistItem, ...] = ()
    """What must be true before the first step."""
    inputs: dict[Text, Input] = Field(default_factory=dict)
    """What is to be at hand or filled in, by name: `version: v1.0.0`."""
    limits: dict[Text, Limit] = Field(default_factory=dict)
    """Limits that must be kept, by name: `package: "< 2MB"`."""
    steps: tuple[ProcedureStep, ...] = ()
    """The steps, in order."""
    outcomes: Outcomes = Field(default_factory=dict)
    """How the whole may come out, by name; drawn as branches behind its last step."""
    goto: Goto | None = None
    """Where to go on after the last step: another procedure, or a section of the plan; left out, it ends."""
    link: Link | None = None
    """Where it is done, or described in full."""
    note: Prose | None = None
    """What else one should know."""

    @property
    def label(self) -> Text:
        return Text(self.title or self.purpose or "")

    @property
    def key(self) -> str:
        """Its key in a mapping of procedures; empty in a list."""
        return str(self.path[-1]) if isinstance(self.path[-1], str) else ""

    @property
    def filled(self) -> bool:
        """Whether there is anything to do: steps, or things to have at hand, to make true or to keep."""
        return bool(self.steps or self.outcomes or self.inputs or self.prerequisites or self.limits)

    @property
    def provided(self) -> bool:
        """Whether any of its inputs says who provides it."""
        return any(input.owner for input in self.inputs.values())


Outcome.model_rebuild(force=True)  # it was defined before the steps that stand in it


class ListedProcedure(Procedure):
    """A procedure in a list, where no key gives it a title."""

    short: ClassVar[str | None] = None

    title: Text
    """What it does."""
