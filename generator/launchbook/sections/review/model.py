"""What is written down after the launch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from launchbook.core.entry import Entry, State
from launchbook.core.headings import Items
from launchbook.core.items import Acceptable, Anchored, ChecklistItem
from launchbook.core.model import Count, Grouped, Model, refusal
from launchbook.core.plan import Plan
from launchbook.core.problem import say
from launchbook.core.quantity import Duration, Threshold, Verdict
from launchbook.core.reference import MetricRef, OwnerRef, People
from launchbook.core.spread import Measured, verdict_on
from launchbook.core.text import Text, Word
from launchbook.core.time import Moment, Span


class MetricResult(Acceptable):
    """A metric after the launch: what was planned, what was measured."""

    metric: MetricRef | None = None
    """The metric, if the plan defines it."""
    name: Word | None = None
    """What was measured, where the plan defines no metric for it."""
    case: Text | None = None
    """Which of the cases of its threshold was measured: `after 1 month`, `new users`."""
    planned: Word | None = None
    """The planned value or threshold; left out, the metric's target, or what success was to be seen by."""
    before: Word | None = None
    """The value before the launch."""
    actual: Measured | None = None
    """The value that was measured, or several: `{min: 120ms, avg: 180ms, max: 430ms}`."""
    note: Text | None = None
    """When and how it was measured, or why it differs."""

    @model_validator(mode="after")
    def _names_something(self) -> MetricResult:
        if not (self.metric or self.name):
            raise refusal(say("a measurement needs `metric` or `name`"), say("Say what was measured."))
        return self

    @property
    def label(self) -> str:
        return self.name or self.metric or ""

    def target(self, plan: Plan) -> Threshold | None:
        """The metric's own target, or a target that another section sets on it."""
        if self.metric is None:
            return None
        case, readings = self.case or "", plan.rows.readings(str(self.metric))
        targets = (reading.threshold for reading, _ in readings if (reading.rung, reading.case) == ("target", case))
        return plan.rungs(self.metric, case).get("target") or next(targets, None)

    def verdict(self, plan: Plan) -> Verdict:
        """Whether the actual value meets the planned one; empty where that cannot be decided."""
        limit = Threshold.read(self.planned) if self.planned else self.target(plan)
        return verdict_on(limit, self.actual)


class Measurements(Grouped[MetricResult]):
    """Measurements under headings, or a plain list of them."""


class Issue(Anchored):
    """Something that went wrong. Short form: what was seen."""

    recorded: ClassVar[tuple[str, ...]] = ("at",)
    short: ClassVar[str | None] = "title"
    row_kind: ClassVar[str] = "issue"
    row_times: ClassVar[Mapping[str, str]] = {"due": "issue due"}

    title: Text
    """What was seen."""
    at: Moment | None = None
    """When it was seen."""
    severity: Word | None = None
    """How bad it was: `P0`, `P1`."""
    cause: Text | None = None
    """Why it happened."""
    fix: Text | None = None
    """What was or will be done about it."""
    owner: OwnerRef | None = None
    """Who sees to it."""
    due: Moment | None = None
    """When it must be fixed."""
    status: Literal["open", "fixed", "wont-fix"] = "open"
    """Where it stands."""

    def row_state(self, plan: Plan) -> State | None:
        states: dict[str, State] = {"open": "planned", "fixed": "done", "wont-fix": "skipped"}
        return states[self.status]


class IssueCounts(Model):
    """How many issues the launch had, where they are listed elsewhere."""

    total: Count = Field(ge=0)
    """All issues."""
    resolved: Count | None = Field(default=None, ge=0)
    """Those that are resolved."""
    pending: Count | None = Field(default=None, ge=0)
    """Those that are not."""
    average_resolution: Duration | None = None
    """How long it took on average to resolve one."""
    by: dict[Word, Count] = Field(default_factory=dict)
    """How many of each kind: `{P0: 0, P1: 3}`."""


class Feedback(Model):
    """What users said."""

    satisfaction: Word | None = None
    """How content they are: `4.2/5.0`."""
    positive: Word | None = None
    """The share of favourable feedback: `78%`."""
    complaints: Items[Text] = ()
    """What they complain about most."""
    requests: Items[Text] = ()
    """What they ask for."""
    note: Text | None = None
    """Where and when it was gathered."""


class Result(ChecklistItem):
    """Something that the launch was to achieve. Short form: the sentence; a leading `✅` or `□` says whether it did."""

    def row_state(self, plan: Plan) -> State | None:
        return "failed" if self.done is False else super().row_state(plan)


class Review(Entry):
    """The review afterwards. Before the launch its page is a form to fill."""

    row_times: ClassVar[Mapping[str, str]] = {"held": "review meeting"}
    row_expects: ClassVar[bool] = True

    outcome: Text | None = None
    """What came out, in one sentence."""
    period: Span | None = None
    """The time that its numbers are of: `T+0 .. T+3d`."""
    held: Moment | None = None
    """When the review meeting is, or was."""
    participants: People = ()
    """Who takes part in it, by their ids, or `all`."""
    to_record: Items[Text] = ()
    """What has to be written down while the launch runs, so that the review has something to read."""
    results: Items[Result] = ()
    """What the launch was to achieve; `✅` or `done: yes` where it did."""
    measured: Measurements | None = None
    """Planned against actual values: a list, or lists under headings."""
    went_well: Items[Text] = ()
    """What went well, and is to be kept."""
    issues: Items[Issue] = ()
    """What went wrong."""
    issue_counts: IssueCounts | None = None
    """How many issues there were, where they are listed elsewhere."""
    lessons: Items[Text] = ()
    """What was learned."""
    improvements: Items[ChecklistItem] = ()
    """What will be done differently, by whom, until when."""
    feedback: Feedback | None = None
    """What users said."""

    @property
    def compared(self) -> tuple[MetricResult, ...]:
        """All measurements."""
        return tuple(result for group in self.groups.values() for result in group)

    def verdicts(self, plan: Plan) -> Counter[Verdict]:
        """The numbers of measurements that met or missed their target, or cannot be decided."""
        return Counter(result.verdict(plan) for result in self.compared)

    @property
    def groups(self) -> dict[Word, tuple[MetricResult, ...]]:
        """Measurements by heading; the empty heading is for a plain list."""
        return {Word(title): group for title, group in self.measured.root.items()} if self.measured else {}
