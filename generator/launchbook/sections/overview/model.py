"""Goals, scope, targets, key dates, criteria of success and acceptance, and what is next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from launchbook.core.items import Anchored, ChecklistItem, Condition
from launchbook.core.model import Model
from launchbook.core.plan import Plan
from launchbook.core.problem import Rejected, say
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef
from launchbook.core.section import Event, Progress
from launchbook.core.text import BAD_TEXT, Prose, Text, Word
from launchbook.core.time import Instant, Span


class Target(Anchored):
    """A number that the launch is to reach. Short form: the target in words."""

    short: ClassVar[str | None] = "text"

    name: Word | None = None
    """What is measured, where no metric says it: `First users`."""
    text: Text | None = None
    """The target in words."""
    metric: MetricRef | None = None
    """The metric it reads."""
    when: Threshold | None = None
    """The value to reach; left out, the metric's own target."""

    @model_validator(mode="after")
    def _says_something(self) -> Target:
        if not (self.text or self.metric or (self.name and self.when)):
            rejected = Rejected(
                BAD_TEXT, say("a target says no value"), say("Give it a `text`, a `metric`, or a `name` with `when`.")
            )
            raise PydanticCustomError("rejected", "{message}", {"message": str(rejected), "rejected": rejected})
        return self

    @property
    def label(self) -> str:
        return str(self.name or self.text or f"{self.metric} {self.when or ''}")


class Health(Model):
    """A score of the product's or the project's health."""

    name: Word
    """What is scored."""
    score: Word
    """The score, with what it is out of: `92 / 100`, `B+`."""
    note: Text | None = None
    """What drags it down, or since when it holds."""


class KeyDate(Anchored):
    """A date that everybody should know."""

    title: Text
    """What happens."""
    at: Span
    """When: a moment, or from when to when."""
    condition: Text | None = Field(default=None, alias="if")
    """What must hold for it to happen: `if the canary is stable`."""

    @property
    def label(self) -> str:
        return str(self.title)


class Overview(Model):
    """What the launch is for and what belongs to it. Short form: its goals."""

    short: ClassVar[str | None] = "goals"

    goals: tuple[Text, ...] = ()
    """What is true for users or the business when the launch has succeeded, the most important first."""
    background: Prose | None = None
    """How it came to this launch."""
    targets: tuple[Target, ...] = ()
    """The numbers to reach."""
    health: tuple[Health, ...] = ()
    """Health scores as they stand."""
    focus: tuple[Text, ...] = ()
    """What the team is working on now."""
    scope: tuple[Text, ...] = ()
    """What is launched."""
    out_of_scope: tuple[Text, ...] = ()
    """What is not, though somebody might expect it."""
    dates: tuple[KeyDate, ...] = ()
    """Key dates."""
    success: tuple[Condition, ...] = ()
    """How success is seen afterwards: each a metric with its threshold, or a sentence with a number in it."""
    acceptance: tuple[ChecklistItem, ...] = ()
    """What must be true for the work to be accepted."""
    deliverables: tuple[ChecklistItem, ...] = ()
    """What is handed over."""
    next: tuple[ChecklistItem, ...] = ()
    """The next actions, each with an owner."""
    highlights: tuple[Text, ...] = ()
    """What is worth telling others about this launch."""

    def dates_in_order(self, resolve: Callable[[Span], tuple[Instant, Instant | None]]) -> list[KeyDate]:
        """Key dates by the time they begin."""
        return sorted(self.dates, key=lambda date: resolve(date.at)[0].at)


def overview_events(overview: Overview, plan: Plan) -> Iterator[Event]:
    for date in overview.dates:
        yield Event(date.at, str(date.title), None, date, kind="key date")
    for item in _every((*overview.next, *overview.acceptance, *overview.deliverables)):
        if item.due:
            yield Event(item.due, str(item.do), item.owner, item, kind="due", done=bool(item.done))


def overview_progress(overview: Overview) -> Progress:
    lists = (overview.acceptance, overview.deliverables, overview.next)
    return sum((_tally(items) for items in lists), Progress())


def _every(items: tuple[ChecklistItem, ...]) -> Iterator[ChecklistItem]:
    for item in items:
        yield item
        yield from _every(item.items)


def _tally(items: tuple[ChecklistItem, ...], above: bool = False) -> Progress:
    """Items without smaller items count; what is said of an item holds for those below that say nothing themselves."""
    total = Progress()
    for item in items:
        done = above if item.done is None else item.done
        total += _tally(item.items, done) if item.items else Progress(int(done), 1)
    return total
