"""Steps: what they take in, what limits them, the alternatives to choose from, and how they may come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from string import ascii_uppercase
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from launchbook.core.headings import Items, Listed
from launchbook.core.inputs import Input, also
from launchbook.core.items import Anchored, Condition, Prohibition
from launchbook.core.ladder import Rung
from launchbook.core.links import Link
from launchbook.core.model import Flag, Model
from launchbook.core.quantity import Duration, Threshold
from launchbook.core.reference import OwnerRef
from launchbook.core.text import Text, Word
from launchbook.core.time import Moment

Tone = Literal["good", "bad", "neutral"]
_BAD = re.compile(
    r"reject|fail|abnormal|unhealthy|unsuccessful|worse|missing|incomplete|broken|error|breach|not |refus|declin|\bno\b|timeout"
    r"|停止|中止|终止|^abort|^stop\b|不(?:通过|正常|合格|达标|成功|一致|可用|行|足|健康)|未|没|失败|异常|驳回|拒绝|超时|退回|报错|^否",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"approv|pass|normal|healthy|success|accept|\bok\b|\byes\b|done|fine|^go\b(?! (?:back|on|to))"
    r"|通过|正常|成功|合格|达标|^是|完成|一致|放行|^允许",
    re.I,
)


class Goto(Word):
    """Where to go on: a step, a procedure, a time box, a section or an entry of it, `next` or `end`."""

    FORM = "a step, a procedure, a section or an entry of it, `next` or `end`"
    EXAMPLES = ("resubmit", "step 7", "R7", "rollback", "next", "end")


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


def _rungs(branch: Outcome) -> tuple[str, ...]:
    return ("target",) if branch.marked == "good" else ("rollback",)


def branch_number(place: int, around: str) -> str:
    """`7A`, `7B` … `7Z`, `7AA`: a letter behind the number of the step."""
    letters = ""
    while place:
        place, letter = divmod(place - 1, 26)
        letters = ascii_uppercase[letter] + letters
    return around + letters


class Outcome(Anchored):
    """One way in which a step may come out. Short form: where to go on, or the list of its steps."""

    short: ClassVar[str | None] = "goto"
    row_kind: ClassVar[str] = "outcome"
    row_numbered: ClassVar[str] = "branches"

    title: Text | None = None
    """What it is called; its key where left out."""
    conditions: Annotated[Listed[Condition], Rung("", chosen=_rungs)] = Field(default=(), alias="if")
    """By what one knows it: sentences, or metrics with a threshold; a single sentence may stand alone."""
    match: Literal["any", "all"] | None = None
    """Whether `all` of several conditions must hold, or `any` one does; left out, all for a good outcome, else any."""
    meaning: Text | None = None
    """What it means, and what is then true."""
    reasons: Items[Text] = ()
    """The usual reasons for it: of a rejection, what is often found missing."""
    within: Duration | None = None
    """Until when this branch is done, or takes effect."""
    steps: Items[Step] = ()
    """What is done in this branch, in order."""
    goto: Goto | None = None
    """Where to go on afterwards: the id of a step or its number (`step 7`, `R7`), a procedure, a time box, a section of the plan
    (`rollback`) or an entry of it (`rollback#restore`), `next` or `end`. Left out, the step behind the branches."""
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
        return also(full, handler, {"type": "null"}, {key: steps[key] for key in ("type", "items") if key in steps})

    @property
    def label(self) -> Text:
        return Text(self.title or self.meaning or self.goto or "")

    def row_number(self, place: int, around: str) -> str:
        return branch_number(place, around)

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


class Step(Anchored):
    """Something to do. Short form: the action itself."""

    short: ClassVar[str | None] = "do"
    row_label: ClassVar[str] = "do"
    row_kind: ClassVar[str] = "step"
    row_times: ClassVar[Mapping[str, str]] = {"at": "step"}
    row_numbered: ClassVar[str] = "list"

    do: Text
    """The action, in the imperative."""
    points: Items[Text] = ()
    """Lines that explain it, drawn below it. They are no steps: without a box, not numbered, not counted."""
    owner: OwnerRef | None = None
    """The one person or role who does it."""
    actor: Text | None = None
    """Who does it, where they stand in no `people:`: `the platform's reviewers`."""
    at: Moment | None = None
    """When it begins, if not simply after the step before."""
    duration: Duration | None = None
    """How long it takes."""
    takes: Text | None = None
    """How long it usually takes, in words: `1–3 working days`."""
    within: Duration | None = None
    """Until when it is done, or takes effect: `1h`. In a playbook, counted from the beginning of the incident."""
    condition: Text | None = Field(default=None, alias="if")
    """Do this step only if this holds, or when this happens."""
    no: Word | None = None
    """Its number in the team's own document: `T3`; left out, it is counted."""
    optional: Flag | None = None
    """Whether it may be left out."""
    do_not: Items[Prohibition] = ()
    """What must not be done: `restart the service`. Drawn behind a sign and the words “do not”."""
    inputs: dict[Text, Input] = Field(default_factory=dict)
    """What is filled in or handed over, by name."""
    limits: dict[Text, Limit] = Field(default_factory=dict)
    """Limits that must be kept, by name: `package: "< 2MB"`."""
    command: Word | None = None
    """The command to run, shown with a copy button. Several lines with `|`."""
    verify: Text | None = None
    """How to see whether it worked."""
    expect: Text | None = None
    """What is then seen."""
    link: Link | None = None
    """Where it is done or described."""
    links: Listed[Link] = ()
    """Further places where it is done or described."""
    note: Text | None = None
    """What else the doer should know."""
    steps: Items[Step] = ()
    """Smaller steps; they come before the alternatives and the outcomes."""
    choose: Listed[Alternative] = ()
    """Alternatives, of which one is carried out: methods, plan A and plan B. Drawn as branches behind the step."""
    outcomes: Outcomes = Field(default_factory=dict)
    """How it may come out, by name (`approved`, `rejected`); drawn as branches behind the step."""
    goto: Goto | None = None
    """Where to go on after this step, and after each branch that says nothing else; left out, the next step."""

    @property
    def length(self) -> Duration | None:
        """How long it takes: its duration, or the sum of its smaller steps and of any one of its alternatives."""
        if self.duration:
            return self.duration
        ways = Duration.any_of(length for way in self.choose if (length := way.length))
        return Duration.sum(length for length in (length_of(self.steps), ways) if length)


class Alternative(Step):
    """One of several ways to do something. Short form: what is done."""

    row_numbered: ClassVar[str] = "branches"

    def row_number(self, place: int, around: str) -> str:
        return branch_number(place, around)


Outcome.model_rebuild(force=True)  # it was defined before the steps that stand in it
Step.model_rebuild(force=True)
Alternative.model_rebuild(force=True)


def length_of(steps: Iterable[Step]) -> Duration | None:
    """The sum of the durations that steps have; a range where one of them is."""
    return Duration.sum(length for step in steps if (length := step.length))


class SumOfSteps(NamedTuple):
    """What steps take together, as far as they say how long they take."""

    length: Duration
    said: int
    """How many of them say so."""
    steps: int


def minutes(length: Duration | timedelta) -> str:
    """A length of time in minutes, for messages: `40`, `40–60`."""
    minute = timedelta(minutes=1)
    return length.count(minute) if isinstance(length, Duration) else f"{length / minute:g}"
