"""What several sections share: checklist items, tables, conditions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Literal, Self, TypeVar

from pydantic import Field, model_validator

from launchbook.core.effort import Effort, Priority
from launchbook.core.entry import Entry, State
from launchbook.core.headings import Items, Listed
from launchbook.core.inputs import Input
from launchbook.core.links import Link
from launchbook.core.model import Flag, Model, refusal
from launchbook.core.problem import Message, say, say_count
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef, OwnerRef
from launchbook.core.results import CheckResult, Sighting
from launchbook.core.text import Id, Text, Word
from launchbook.core.time import Moment


class Anchored(Entry):
    """An entry that may have an `id`. A link to it follows the id, or a digest of `label`, so that it survives
    insertions."""

    row_kind: ClassVar[str] = "entry"

    id: Id | None = None
    """A stable name for links to this entry; without it the anchor follows the wording."""


def by_name(entries: Iterable[A]) -> dict[str, A]:
    """Entries by id; those without one by a label that no other has."""
    listed = tuple(entries)
    labels = Counter(entry.label for entry in listed)
    return {str(entry.id or entry.label): entry for entry in listed if entry.id or labels[entry.label] == 1}


A = TypeVar("A", bound=Anchored)


class Acceptable(Anchored):
    """An entry with a flaw that somebody may accept. A `note:` accepts nothing."""

    accepted: Text | None = None
    """Who accepted that it is not as it should be, and why; nothing more is then said of it."""


class Condition(Anchored):
    """Something that can be observed: a sentence, or a metric crossing a threshold. Short form: the sentence."""

    short: ClassVar[str | None] = "text"
    row_kind: ClassVar[str] = "condition"

    text: Text | None = None
    """The condition in words."""
    metric: MetricRef | None = None
    """The metric it reads."""
    when: Threshold | None = None
    """The threshold; left out, the metric's own: in a gate its `gate` or `target`, in an alert its `alert`, where an
    incident begins or a gate is closed its `alert` or `rollback`, in a trigger of the rollback or an outcome that is not
    good its `rollback`, elsewhere its `target`."""

    @model_validator(mode="after")
    def _check_not_empty(self) -> Condition:
        if not (self.text or self.metric):
            raise refusal(say("a condition needs `text` or `metric`"), say("Write what would be seen."))
        return self

    @property
    def label(self) -> str:
        return str(self.text or f"{self.metric} {self.when or ''}")

    def row_title(self, plan: Any, parent: Any) -> str | Message:
        """Its words; one without words is named by what it stands in, or by its metric."""
        return super().row_title(plan, parent) if self.text or not parent.anchor else parent.title


class GateCriterion(Condition):
    """Something that must hold, and what was found. Short form: the sentence."""

    result: CheckResult | None = None
    """What was found: `pass`, `fail`, or what was read (`430ms`)."""


class NoGoCondition(Condition):
    """Something that must not be, and whether it was seen. Short form: the sentence."""

    result: Sighting | None = None
    """What was found: `no`, `yes`, or what was read (`0.4%`), which is held against the threshold."""


_FORBIDS = re.compile(
    r"(?:do not|don[’']t|never|禁止|严禁|不得|不要|不准|不可|切勿|请勿|勿)(?=\s|[^\x00-\x7f])[::,,\s]*",
    re.IGNORECASE,
)


class Prohibition(Text):
    """What must not be done. The words that forbid it are drawn; where they are written as well, they are left out."""

    @classmethod
    def parse(cls, text: str) -> Self:
        return super().parse(_FORBIDS.sub("", text.strip(), count=1) if _FORBIDS.match(text.strip()) else text)


class ChecklistItem(Anchored):
    """Something to check or confirm. Short form: the sentence; a leading `✅` or `□` says whether it is done."""

    short: ClassVar[str | None] = "do"
    row_label: ClassVar[str] = "do"
    row_kind: ClassVar[str] = "item"
    row_times: ClassVar[Mapping[str, str]] = {"due": "item due"}
    ticks = ("done", {"done": "yes", "open": "no"})
    row_numbered: ClassVar[str] = "list"
    row_rolls_up: ClassVar[bool] = True

    do: Text
    """What is checked, as a statement that is true when the item is done."""
    points: Items[Text] = ()
    """Lines that explain it, drawn below it. They are no items: without a box, not numbered, not counted."""
    owner: OwnerRef | None = None
    """Who confirms it."""
    due: Moment | None = None
    """When it must be done."""
    priority: Priority | None = None
    """How much it matters: `P0`, `high`."""
    effort: Effort | None = None
    """The work in it: `2-3d`, `4h`."""
    done: Flag | None = None
    """Whether it is done; left out, what its list says."""
    no: Word | None = None
    """Its number in the team's own document: `T3`; left out, it is counted."""
    optional: Flag | None = None
    """Whether it may be left out."""
    condition: Text | None = Field(default=None, alias="if")
    """It is checked only if this holds."""
    expect: Text | None = None
    """What is then seen."""
    links: Listed[Link] = ()
    """Where it is done or described."""
    evidence: Text | None = None
    """What proves it: a screenshot, a report."""
    why: Text | None = None
    """Why it matters."""
    metric: MetricRef | None = None
    """The metric that it reads."""
    when: Threshold | None = None
    """The threshold that holds for this item; left out, the metric's own target or gate."""
    command: Word | None = None
    """A command that checks it."""
    inputs: dict[Text, Input] = Field(default_factory=dict)
    """What is filled in, by name: `time taken`, `signed by`."""
    result: CheckResult | None = None
    """What was found: `pass`, `fail`, or what was read (`430ms`)."""
    pause: Flag = False
    """A pause point: nothing further is done until the owner lifts it."""
    items: Items[ChecklistItem] = ()
    """Smaller items."""

    def row_state(self, plan: Any) -> State | None:
        """Done or not as it says; otherwise as its result is."""
        passed = self.result.passed(plan.limit(self)) if self.result and self.done is None else None
        return done_state(self.done) if passed is None else "done" if passed else "failed"


def done_state(done: bool | None) -> State | None:
    """The state that a `done:` stands for; None without one."""
    return None if done is None else "done" if done else "planned"


class Table(Model):
    """A plain table: column titles and rows of texts."""

    title: Text | None = None
    """What the table says."""
    columns: tuple[Text, ...] = Field(min_length=1)
    """Column titles."""
    rows: tuple[tuple[Text | None, ...], ...] = ()
    """Rows, each with one text per column."""

    @model_validator(mode="after")
    def _rows_fit(self) -> Table:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise refusal(
                    say_count(
                        "row {row} has {count} cell, the table {columns}",
                        "row {row} has {count} cells, the table {columns}",
                        len(row),
                        row=number,
                        columns=say_count("{count} column", "{count} columns", len(self.columns)),
                    ),
                    say("Give every row one text per column; an empty cell is `~`."),
                )
        return self


Phase = Literal["before", "during", "after"]
