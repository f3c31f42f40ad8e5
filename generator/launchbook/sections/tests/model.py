"""Test phases, coverage, devices and defects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from launchbook.core.entry import State as StateOf
from launchbook.core.entry import Trouble, part_title
from launchbook.core.groups import grouped
from launchbook.core.headings import Items, Listed
from launchbook.core.items import Acceptable, Anchored, ChecklistItem, Condition
from launchbook.core.ladder import Rung
from launchbook.core.links import Link
from launchbook.core.model import Count, Flag, Model, refusal
from launchbook.core.plan import Plan
from launchbook.core.problem import Message, Path, say
from launchbook.core.progress import Progress
from launchbook.core.quantity import Duration, Share, Threshold, Verdict
from launchbook.core.reference import ChecklistRef, OwnerRef, People, PersonRef
from launchbook.core.rows import Row
from launchbook.core.spread import Measured, verdict_on
from launchbook.core.text import Prose, Text, Url, Word
from launchbook.core.time import Instant, Moment, Span
from launchbook.sections.tests.matrix import Matrices, Matrix

Status = Literal["planned", "running", "done", "blocked", "skipped"]
State = Literal["planned", "running", "done", "blocked", "skipped", "over"]

_TITLED = re.compile(r"(?P<text>.*?)\s*(?P<when>(?:<=|>=|=<|=>|==|!=|[<>=≤≥≠]).*)", re.DOTALL)
_QUANTILE = re.compile(r"(?P<text>.*?)[\s(（]*(?<![A-Za-z])(?P<aggregate>p\d{1,2}(?:\.\d)?)[)）]?", re.IGNORECASE)
_CROWD = re.compile(
    r"(\d[\d,]*\+?(?:\s*[-–—~至到]\s*\d[\d,]*)?\+?)\s*(?:people|persons?|users?|人|名|位)?", re.IGNORECASE
)
_BRACKETED = re.compile(r"(?P<name>.*\S)\s*[(（](?P<purpose>[^()（）]+)[)）]", re.DOTALL)


class Resource(Anchored):
    """What tests use: a tool, an environment, data or accounts. Short form: its name, with its use in brackets."""

    short: ClassVar[str | None] = "name"
    row_label: ClassVar[str] = "name"

    name: Text
    """What it is called: `Jest`, `Staging`, `Test accounts`."""
    purpose: Text | None = Field(default=None, alias="for")
    """What it is used for."""
    url: Url | None = None
    """Where it is found."""
    where: Text | None = None
    """Where it is kept, in words; for accounts the place in the password store, never the password."""
    owner: OwnerRef | None = None
    """Who looks after it."""
    note: Text | None = None
    """What else one should know."""

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        match = _BRACKETED.fullmatch(str(data))
        return {"name": match["name"], "for": match["purpose"]} if match else {"name": data}


class TestTarget(Condition):
    """What a phase must reach. Short form: the name with its threshold, `First screen < 2000ms`."""

    actual: Measured | None = None
    """The value that was measured: `1.7s`; or several: `{min: 120ms, avg: 180ms, max: 430ms}`."""

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        match = _TITLED.fullmatch(str(data).strip())
        if not match or not match["text"]:
            return {"text": data}
        text, when = match["text"], match["when"]
        if quantile := _QUANTILE.fullmatch(text):
            text, when = quantile["text"] or text, f"{quantile['aggregate']} {when}"
        return {"text": text, "when": when} if Threshold.read(when) else {"text": data}

    def verdict(self, plan: Plan) -> Verdict:
        """Whether the measured value meets the target; empty where that cannot be told."""
        return verdict_on(plan.limit(self), self.actual)


@dataclass(frozen=True, slots=True)
class DrawnCriterion:
    """A target or an exit criterion as it is drawn."""

    item: Condition
    limit: Threshold | None
    actual: Measured | None = None
    verdict: Verdict = ""

    @property
    def path(self) -> Path:
        return self.item.path


class TestStage(Anchored):
    """A step by which a phase widens: 100 users for a day, then 500. Short form: a text."""

    short: ClassVar[str | None] = "title"
    row_kind: ClassVar[str] = "test stage"
    row_times: ClassVar[Mapping[str, str]] = {"at": "test stage"}

    title: Text
    """What the stage is called, or all of it in words."""
    users: Word | None = None
    """How many take part: `100`, `100–500`, `5%`. A bare number counts people."""
    at: Span | None = None
    """When it runs."""
    hold: Duration | None = None
    """How long it lasts before the next: `24h`."""
    criteria: Items[Condition] = ()
    """What must hold before the next stage."""
    note: Text | None = None
    """What else one should know."""

    def row_title(self, plan: Plan, parent: Row) -> str | Message:
        return part_title(parent.title, self.title)


class TestResults(Model):
    """How the cases came out. Short form: passed of all, `148 / 150`, or the share that passed, `98%`."""

    recorded: ClassVar[tuple[str, ...]] = ("at",)
    short: ClassVar[str | None] = "passed"

    passed: Count | None = Field(default=None, ge=0)
    """Cases that passed."""
    failed: Count | None = Field(default=None, ge=0)
    """Cases that failed."""
    blocked: Count | None = Field(default=None, ge=0)
    """Cases that could not be run because something else is broken."""
    not_run: Count | None = Field(default=None, ge=0)
    """Cases that are still to be run."""
    total: Count | None = Field(default=None, ge=0)
    """All cases; left out, the sum of the others."""
    share: Share | None = None
    """The share of cases that passed, where they are not counted here: `98%`."""
    at: Moment | None = None
    """When this was counted."""
    report: Link | None = None
    """The report."""

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        if str(data).strip().endswith(("%", "％")):
            return {"share": data}
        passed, slash, total = str(data).partition("/")
        return {"passed": passed.strip(), "total": total.strip()} if slash else {"passed": data}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = super().__get_pydantic_json_schema__(schema, handler)
        forms = cast(list[dict[str, Any]], handler.resolve_ref_schema(full)["anyOf"])
        forms.append({"type": "string", "pattern": "^[0-9]{1,9} */ *[0-9]{1,9}$|%\\s*$"})
        return full

    @model_validator(mode="after")
    def _is_said_once(self) -> TestResults:
        if self.share and (self.counted or self.total is not None):
            raise refusal(say("`share` says again what the counts say"), say("Keep the counts, or the share."))
        return self

    @property
    def complete(self) -> bool:
        """Whether all cases passed."""
        return self.share.low == 100 if self.share else bool(self.all) and self.passed == self.all

    @property
    def sum(self) -> int:
        """The sum of the counts that are given."""
        return sum(self.counted.values())

    @property
    def all(self) -> int:
        return self.sum if self.total is None else self.total

    @property
    def progress(self) -> Progress:
        """Passed of all."""
        return Progress(self.passed or 0, self.all)

    @property
    def counted(self) -> dict[str, int]:
        """The counts that are given, by the names of the results."""
        counts = {"passed": self.passed, "failed": self.failed, "blocked": self.blocked, "not run": self.not_run}
        return {name: count for name, count in counts.items() if count is not None}


class Defects(Model):
    """Defects of one severity. Short form: how many are open."""

    short: ClassVar[str | None] = "open"

    open: Count | None = Field(default=None, ge=0)
    """How many are open; left out, those that were found and are not fixed."""
    found: Count | None = Field(default=None, ge=0)
    """How many were found."""
    fixed: Count | None = Field(default=None, ge=0)
    """How many are fixed."""

    @property
    def left(self) -> int | None:
        """How many are open; None where nothing says so."""
        if self.open is not None:
            return self.open
        return None if self.found is None else max(0, self.found - (self.fixed or 0))


class TestPhase(Acceptable):
    """A test phase. Short form: its title."""

    short: ClassVar[str | None] = "title"
    row_kind: ClassVar[str] = "test phase"
    row_lasts: ClassVar[str] = "duration"
    row_times: ClassVar[Mapping[str, str]] = {"at": "test phase"}
    row_rolls_up: ClassVar[bool] = False

    title: Text
    """What is tested: `System test`."""
    goal: Text | None = None
    """What it shall show."""
    at: Span | None = None
    """When it runs: `11-24 .. 12-04`."""
    duration: Duration | None = None
    """How long it takes, where its dates are not fixed yet, or `at:` says only when it begins."""
    continuous: Flag = False
    """Whether it goes on all the time: from the start of `at`, until its end or the launch."""
    when: Text | None = None
    """The time as the team says it: `W5–W6`, `all through development`."""
    owner: OwnerRef | None = None
    """The one person or role who runs it."""
    people: People = ()
    """Who takes part, by their ids, or `all`."""
    who: Text | None = None
    """Who executes it, in words: `QA team`, `core users`."""
    count: Word | None = None
    """How many people they are: `2`, `100–500`. A bare number counts people."""
    content: Items[ChecklistItem] = ()
    """What is tested: texts, or items that can be ticked off."""
    checklists: Listed[ChecklistRef] = ()
    """The checklists that it works through, by id or title."""
    tools: Items[Resource] = ()
    """What it is tested with: `Jest (JavaScript)`."""
    environment: Text | None = None
    """Where it runs: staging, devices, network."""
    cases: Threshold | Count | None = None
    """How many cases it has: `180`, or at least: `"> 150"`."""
    targets: Annotated[Items[TestTarget], Rung("target")] = ()
    """What must be reached: a metric or a name, with a threshold."""
    entry: Items[Condition] = ()
    """What must hold before it begins."""
    exit: Items[Condition] = ()
    """What must hold before it counts as done."""
    stages: Items[TestStage] = ()
    """How it widens, step by step, where more and more people take part."""
    status: Status | None = None
    """Where it stands; left out, `done` where all cases passed, else taken from `at`."""
    progress: Share | None = None
    """How far it is: `70%`."""
    results: TestResults | None = None
    """How its cases came out."""
    defects: dict[Word, Defects] = Field(default_factory=dict)
    """The defects it found, by severity: `{P0: 0, P1: {found: 6, fixed: 5}}`."""
    note: Text | None = None
    """What else one should know."""

    def row_owners(self, plan: Plan, parent: Row | None) -> tuple[PersonRef, ...]:
        """Who runs it; where nobody is named, the one who takes part."""
        return super().row_owners(plan, parent) or (
            self.people if self.people != "all" and len(self.people) == 1 else ()
        )

    def row_state(self, plan: Plan) -> StateOf | None:
        """What it says; of what is blocked, whether it had begun; else whether all of its cases passed."""
        if self.status == "blocked":
            run = self.results and (self.results.passed or self.results.failed or self.results.share)
            return "running" if run or (self.progress and self.progress.high) else "planned"
        if self.status is None and self.results and self.results.complete:
            return "planned" if self.continuous else "done"
        return self.status or "planned"

    def row_trouble(self, plan: Plan) -> Trouble | None:
        return "blocked" if self.status == "blocked" else None

    def times(self, plan: Plan) -> tuple[Instant, Instant | None]:
        """When it begins and ends, if it says `at:`."""
        timing = plan.row(self).timings[0]
        return timing.start, timing.end

    @property
    def others(self) -> People:
        """Everyone it names but the owner."""
        if self.people == "all":
            return self.people
        owner: PersonRef | None = self.owner
        return tuple(ref for ref in dict.fromkeys(self.people) if ref != owner)

    @property
    def measured(self) -> bool:
        """Whether any of its targets says what was measured."""
        return any(target.actual for target in self.targets)

    def criteria(self, plan: Plan) -> tuple[DrawnCriterion, ...]:
        """What is looked at before it counts as done: targets, then exit criteria."""
        targets = (
            DrawnCriterion(target, plan.limit(target), target.actual, target.verdict(plan)) for target in self.targets
        )
        return (*targets, *(DrawnCriterion(condition, plan.limit(condition)) for condition in self.exit))

    @property
    def held(self) -> Duration | None:
        """How long its stages last together."""
        return Duration.sum(stage.hold for stage in self.stages if stage.hold)

    def state(self, plan: Plan, as_of: datetime) -> State:
        """Where it stands: what it says, else by its results and the time.

        `over` if its time has passed without a status.
        """
        if self.status:
            return self.status
        if self.results and self.results.complete and not self.continuous:
            return "done"
        if self.at is None:
            return "running" if self.continuous else "planned"
        start, end = self.times(plan)
        if start.at > as_of:
            return "planned"
        last = end.end if end else plan.frame.launch.extent.latest if self.continuous else start.end
        return "over" if last <= as_of else "running"


class Device(Anchored):
    """A device or browser that is tested on. Short form: its name."""

    short: ClassVar[str | None] = "name"

    name: Text
    """What it is: `Huawei Mate 60`, `Chrome`."""
    system: Word | None = None
    """Its system: `HarmonyOS 4.2`."""
    version: Word | None = None
    """The version of the app or browser on it."""
    screen: Word | None = None
    """Its screen: `1260 × 2720`, `6.7 in`."""
    count: Count | None = Field(default=None, ge=0)
    """How many there are."""
    owner: OwnerRef | None = None
    """Who has it."""
    note: Text | None = None
    """What else one should know: network, special settings."""

    @property
    def label(self) -> str:
        return " ".join(str(part) for part in (self.name, self.system, self.version) if part)

    def row_title(self, plan: Plan, parent: Row) -> str | Message:
        system = " ".join(part for part in (self.system, self.version) if part)
        return part_title(self.name, Word(system)) if system else self.name


@dataclass(frozen=True, slots=True)
class Severity:
    """Defects of one severity, and how many of them the launch bears."""

    name: str
    found: int | None
    fixed: int | None
    open: int | None
    limit: Threshold | int | None

    @property
    def verdict(self) -> Verdict:
        if self.limit is None or self.open is None:
            return ""
        if isinstance(self.limit, int):
            return "met" if self.open <= self.limit else "missed"
        return "met" if self.limit.holds(replace(self.limit, operator="=", value=Decimal(self.open))) else "missed"


class Tests(Model):
    """How the release is tested. Short form: the list of phases."""

    short: ClassVar[str | None] = "phases"

    owner: OwnerRef | None = None
    """Who answers for the tests as a whole."""
    strategy: Prose | None = None
    """How it is tested, in a few sentences."""
    cases: Threshold | Count | None = None
    """How many cases there are in all; left out, the sum over the phases."""
    phases: Listed[TestPhase] = ()
    """Test phases; the page shows them in the order of their times."""
    coverage: Matrices | None = None
    """What is tested how: a matrix of modules against kinds of test, or a list of several matrices."""
    defects: dict[Word, Defects] = Field(default_factory=dict)
    """Defects of all phases, by severity; left out, the sum over the phases."""
    defect_limits: dict[Word, Threshold | Count] = Field(default_factory=dict)
    """How many open defects of each severity the launch bears: `{P0: 0, P1: "≤ 2"}`."""
    devices: Items[Device] = ()
    """Devices and browsers that are tested on."""
    environments: Items[Resource] = ()
    """Where it is tested."""
    tools: Items[Resource] = ()
    """Tools that several phases use."""
    data: Items[Resource] = ()
    """Test data and accounts: what there is, and where it is kept. Never a password."""
    note: Prose | None = None
    """What else one should know."""

    @property
    def matrices(self) -> tuple[Matrix, ...]:
        return self.coverage.all if self.coverage else ()

    @property
    def resources(self) -> dict[str, tuple[Resource, ...]]:
        """What tests use, by kind; kinds without any are left out."""
        kinds = {"environments": self.environments, "tools": self.tools, "data": self.data}
        return {kind: resources for kind, resources in kinds.items() if resources}

    @property
    def device_columns(self) -> tuple[str, ...]:
        """The fields that any device has, for the columns of their table."""
        names = ("system", "version", "screen", "count", "owner")
        return tuple(name for name in names if any(getattr(device, name) is not None for device in self.devices))

    @property
    def open_defects(self) -> tuple[Severity, ...]:
        """Severities of which one knows how many are open."""
        return tuple(severity for severity in self.severities if severity.open is not None)

    def people_in(self, count: Word) -> str:
        """The number, or range of numbers, in `100` or `100 people`; empty for any other text."""
        match = _CROWD.fullmatch(str(count).strip())
        return match[1] if match else ""

    def in_time(self, plan: Plan) -> tuple[TestPhase, ...]:
        """Phases by their start; those that go on all the time and name no start come first, the undated last."""

        def start(phase: TestPhase) -> float:
            if phase.at:
                return plan.span(phase.at)[0].at.timestamp()
            return float("-inf") if phase.continuous else float("inf")

        return tuple(sorted(self.phases, key=start))

    def states(self, plan: Plan, as_of: datetime) -> dict[State, int]:
        """The number of phases by state."""
        states = [phase.state(plan, as_of) for phase in self.phases]
        order: tuple[State, ...] = ("done", "over", "running", "blocked", "planned", "skipped")
        return {state: states.count(state) for state in order if state in states}

    @property
    def case_count(self) -> Threshold | int | None:
        """All cases: `cases`, or the sum over the phases, which is a lower bound where a phase gives one."""
        if self.cases is not None:
            return self.cases
        counts = [phase.cases for phase in self.phases if phase.cases is not None]
        if len(counts) <= 1:
            return counts[0] if counts else None
        total = sum(int(count.value) if isinstance(count, Threshold) else count for count in counts)
        bound = next((count.operator for count in counts if isinstance(count, Threshold)), None)
        return Threshold.read(f"{bound} {total}") if bound else total

    @property
    def progress(self) -> Progress:
        """Cases passed of all, over the phases that say so."""
        return sum((phase.results.progress for phase in self.phases if phase.results), Progress())

    @property
    def severities(self) -> tuple[Severity, ...]:
        """Defects by severity, with what the launch bears; in the order of their limits, then of first mention."""
        counted = [self.defects] if self.defects else [phase.defects for phase in self.phases]
        defects = grouped((name, counts) for counts_by_name in counted for name, counts in counts_by_name.items())
        by_name = ((name, defects.get(name, [])) for name in dict.fromkeys([*self.defect_limits, *defects]))
        return tuple(
            Severity(
                str(name),
                _sum(counts, "found"),
                _sum(counts, "fixed"),
                _sum(counts, "left"),
                self.defect_limits.get(name),
            )
            for name, counts in by_name
        )


def _sum(defects: list[Defects], name: str) -> int | None:
    """The sum of a field; None where no entry has it."""
    counts = [getattr(entry, name) for entry in defects if getattr(entry, name) is not None]
    return sum(counts) if counts else None
