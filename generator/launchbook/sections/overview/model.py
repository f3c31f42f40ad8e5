"""Goals, scope, targets, key dates, criteria of success and acceptance, and what is next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from launchbook.core.cases import Limit
from launchbook.core.entry import Entry, Timing
from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored, ChecklistItem, Condition
from launchbook.core.ladder import Rung
from launchbook.core.links import Link
from launchbook.core.model import Flag, Grouped, refusal
from launchbook.core.plan import Plan
from launchbook.core.problem import Message, say
from launchbook.core.reference import MetricRef, OwnerRef, TaskRef
from launchbook.core.rows import Row
from launchbook.core.text import Prose, Text, Word
from launchbook.core.time import Span
from launchbook.sections.overview.scores import Health


class Target(Anchored):
    """A number that the launch is to reach. Short form: the target in words."""

    short: ClassVar[str | None] = "text"

    name: Word | None = None
    """What is measured, where no metric is named: `First users`."""
    text: Text | None = None
    """The target in words."""
    metric: MetricRef | None = None
    """The metric it reads."""
    when: Limit | None = None
    """The value to reach, or one for each case: `{after 1 month: "≥ 60%", after 3 months: "≥ 70%"}`; left out, the metric's own
    target."""

    @model_validator(mode="after")
    def _has_value(self) -> Target:
        if not (self.text or self.metric or (self.name and self.when)):
            raise refusal(say("a target says no value"), say("Give it a `text`, a `metric`, or a `name` with `when`."))
        return self

    @property
    def label(self) -> str:
        return str(self.name or self.text or f"{self.metric} {self.when or ''}")


class Criterion(Condition):
    """A criterion of success. Short form: the sentence; a leading `✅`, `❌` or `□` says whether it is met."""

    ticks = ("met", {"done": "yes", "failed": "no", "open": ""})

    when: Limit | None = None  # type: ignore[assignment]
    """The threshold, or one for each case: `{after 1 month: "≥ 60%", new users: "≥ 50%"}`; left out, the metric's own target."""
    met: Flag | None = None
    """Whether it is met; left out while nobody can tell."""
    note: Text | None = None
    """When and by whom it is measured."""


class ScopeItem(Anchored):
    """Something that is launched: a feature, a component. Short form: what it is."""

    short: ClassVar[str | None] = "text"
    row_label: ClassVar[str] = "text"

    text: Text
    """What it is."""
    priority: Word | None = None
    """How much it matters: `P0`, `must`."""
    owner: OwnerRef | None = None
    """Who answers for it."""
    link: Link | None = None
    """The requirement or the design."""
    note: Text | None = None
    """What else to know."""


class Scope(Grouped[ScopeItem]):
    """What is launched, under headings or as a plain list."""

    @property
    def every(self) -> tuple[ScopeItem, ...]:
        return tuple(item for group in self.root.values() for item in group)


class Dependency(ChecklistItem):
    """Something that must be there first. Short form: what it is; a leading `✅` or `□` says whether it is there."""

    task: Word | None = None
    """The number or id of the task, issue or plan that brings it: `029`."""
    link: Link | None = None
    """An address of that task."""


class KeyDate(Anchored):
    """A date that everybody should know. Short form: the id of the task or milestone whose date it is."""

    short: ClassVar[str | None] = "task"
    row_kind: ClassVar[str] = "key date"
    row_times: ClassVar[Mapping[str, str]] = {"at": "key date"}
    title: Text | None = None
    """What happens; left out, what the task is called."""
    at: Span | None = None
    """When: a moment, or from when to when."""
    task: TaskRef | None = None
    """The task or milestone in `timeline` that it is; it then has its date."""
    condition: Text | None = Field(default=None, alias="if")
    """What must hold for it to happen: `if the canary is stable`."""
    note: Text | None = None
    """What else to know about the date: where it comes from, why it cannot be moved."""

    @model_validator(mode="after")
    def _is_dated_once(self) -> KeyDate:
        if self.task and self.at:
            raise refusal(
                say("`at` and `task` both say when"), say("Keep one: a date that follows a task has no other.")
            )
        if not (self.task or (self.title and self.at)):
            raise refusal(
                say("a key date says no date") if self.title else say("a key date says nothing"),
                say("Give it `title` and `at`, or the `task` of the timeline whose date it is."),
            )
        return self

    @property
    def label(self) -> str:
        return str(self.title or self.task)

    def row_title(self, plan: Plan, parent: Row) -> str | Message:
        title: str = self.title or self._followed(plan).label
        return title

    def row_timings(self, plan: Plan, parent: Row) -> Iterator[Timing]:
        """Its own, or that of its task, which is an event already."""
        yield from super().row_timings(plan, parent)
        if self.task and (timing := next(self._followed(plan).row_timings(plan, None), None)):
            yield replace(timing, kind="", origin="derived")

    def _followed(self, plan: Plan) -> Any:
        """The task that it is."""
        target = plan.target(self.task) if self.task else None
        assert target
        return target.value


class Overview(Entry):
    """What the launch is for and what belongs to it. Short form: its goals."""

    short: ClassVar[str | None] = "goals"
    row_expects: ClassVar[bool] = True

    goals: Items[Text] = ()
    """What is true for users or the business when the launch has succeeded, the most important first."""
    background: Prose | None = None
    """The reasons for this launch."""
    targets: Annotated[Items[Target], Rung("target")] = ()
    """The numbers to reach."""
    health: Items[Health] = ()
    """Health scores as they stand."""
    focus: Items[Text] = ()
    """What the team is working on now."""
    principles: Items[Text] = ()
    """What holds in every decision on the way: `users' data before dates`."""
    scope: Scope | None = None
    """What is launched: a list, or lists under headings."""
    out_of_scope: Items[Text] = ()
    """What is not, though somebody might expect it."""
    dates: Listed[KeyDate] = ()
    """Key dates."""
    dependencies: Items[Dependency] = ()
    """What must be there before the launch, and what brings it."""
    assumptions: Items[Text] = ()
    """What the plan takes for granted, and is wrong without."""
    constraints: Items[Text] = ()
    """What cannot be moved: a budget, a platform's rule, a date."""
    success: Annotated[Items[Criterion], Rung("target")] = ()
    """The criteria of success afterwards: metrics with their thresholds, or sentences with a number in them."""
    acceptance: Items[ChecklistItem] = ()
    """What must be true for the work to be accepted."""
    definition_of_done: Items[ChecklistItem] = ()
    """What must be true for the launch as a whole to be over."""
    deliverables: Items[ChecklistItem] = ()
    """Results that are handed over."""
    next: Items[ChecklistItem] = ()
    """The next actions, each with an owner."""
    highlights: Items[Text] = ()
    """News about this launch for others."""

    def dates_in_order(self, plan: Plan) -> list[KeyDate]:
        """The key dates by the time they begin."""
        times = [(when.start.at if (when := plan.row(date).when) else None, date) for date in self.dates]
        latest = max((at for at, _ in times if at), default=None)
        return [date for _, date in sorted(times, key=lambda time: (time[0] is None, time[0] or latest))]
