"""Entries: the models that become rows, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from launchbook.core.model import Model
from launchbook.core.problem import Message, Rejected, say
from launchbook.core.recurrence import Series
from launchbook.core.reference import OwnerRef, PersonRef
from launchbook.core.text import Word
from launchbook.core.time import Extent, Instant, Moment, Span

State = Literal["planned", "running", "done", "failed", "skipped", "cancelled"]
Trouble = Literal["at risk", "late", "blocked"]
"""What may be in the way of an entry: more than its state says."""
OVER: frozenset[State] = frozenset({"done", "skipped", "cancelled"})
"""States in which nothing is left to do."""
Origin = Literal["said", "derived", "inherited"]
"""Where a value comes from: written for the entry itself, computed, or taken over from what the entry stands in."""


@dataclass(frozen=True, slots=True)
class Timing:
    """A time of an entry: when it takes place, or is due."""

    start: Instant
    end: Instant | None = None
    """None where only a start is given, or the end is the same."""
    kind: str = ""
    """A msgid for what happens then: `step`, `item due`; empty where its parts take place then, and it says no time."""
    origin: Origin = "said"
    series: Series | None = None
    """The series, where it recurs."""

    def __post_init__(self) -> None:
        """Drop an end that equals the start, or is the same text of a span that hangs on an unknown day."""
        if self.end == self.start or (self.end and self.start.afloat == self.end.afloat != ""):
            object.__setattr__(self, "end", None)

    @property
    def extent(self) -> Extent:
        return Extent.of(self.start, self.end)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return self.extent.latest


def part_title(whole: str | Message, part: str) -> Message:
    """The title of a part where it is listed without what it stands in."""
    return say("{whole} · {part}", whole=whole, part=part)


class Entry(Model):
    """A model that becomes a row (see `core/rows.py`), if it has a `row_kind`; a section as a whole always does.

    The attributes and methods that begin with `row_` define how. They are read once, when the plan is linked: `plan` is
    the `Plan`, `parent` the `Row` of what the entry stands in, None for a section as a whole.
    """

    row_kind: ClassVar[str] = ""
    """The kind of its rows: `step`, `item`, `task`."""
    row_label: ClassVar[str] = "title"
    """The field with the words that name it."""
    row_times: ClassVar[Mapping[str, str]] = {}
    """The fields that hold its times, with the msgid for what happens then."""
    row_lasts: ClassVar[str] = ""
    """The field that says how long it takes, where a time of it says no end."""
    row_numbered: ClassVar[str] = ""
    """The series in which its rows are numbered; empty where they have no number. Each field of a parent that holds a
    list is a series of its own, unless the name is another than `list`."""
    row_letters: ClassVar[Mapping[str, str]] = {}
    """Of its lists, those whose numbers begin with a letter, so that a number says in which list it stands."""
    row_inherits: ClassVar[bool] = True
    """Whether the owner of what it stands in answers for it where it names none."""
    row_groups: ClassVar[bool] = False
    """Whether it only groups what stands in it: numbers run through."""
    row_rolls_up: ClassVar[bool] = False
    """Whether it is ticked: done when its parts are; where it states nothing, done when what it stands in is."""
    row_follows: ClassVar[bool] = False
    """Whether its steps are begun when those of the entry before it in its list are done."""
    row_leads: ClassVar[Mapping[str, str]] = {}
    """Of its lists of steps, those that lead to another one of it: a decision to what is then done."""
    row_expects: ClassVar[bool] = False
    """Whether a ticked entry in it that states nothing counts as open."""

    @property
    def label(self) -> str:
        """The words that name it; a link to it follows them where it has no `id`."""
        return getattr(self, self.row_label, None) or ""

    @property
    def heading(self) -> str:
        """Its title where it is listed elsewhere."""
        return self.label

    def row_title(self, plan: Any, parent: Any) -> str | Message:
        """What its row is called; what has no words but a metric is called as that is, with its threshold."""
        metric, limit = getattr(self, "metric", None), getattr(self, "when", None) or ""
        if metric and self.heading.strip() == f"{metric} {limit}".strip():
            return Word(f"{plan.name_of(metric)} {limit}".strip())
        return self.heading

    def row_owners(self, plan: Any, parent: Any) -> tuple[PersonRef, ...]:
        """Who answers for it, as the entry itself names them."""
        owners: list[PersonRef] = []
        for value in vars(self).values():
            if isinstance(value, OwnerRef):
                owners.append(value)
            elif isinstance(value, tuple):
                owners += [ref for ref in value if isinstance(ref, OwnerRef)]
        return tuple(dict.fromkeys(owners))

    def row_stand_ins(self, plan: Any, parent: Any) -> tuple[PersonRef, ...]:
        """Who answers for it without an owner, but for none of its parts: the decider of a playbook."""
        return ()

    def row_number(self, place: int, around: str) -> str:
        """Its number: its place in its list, behind the number of what it stands in."""
        return f"{around}.{place}" if around else str(place)

    def row_timings(self, plan: Any, parent: Any) -> Iterator[Timing]:
        """Its times, as written or computed from what is written."""
        for name, kind in self.row_times.items():
            written = getattr(self, name)
            if isinstance(written, (Moment, Span)):
                start, end = plan.resolve(written)
                yield Timing(start, end or self._until(plan, start), kind)

    def _until(self, plan: Any, start: Instant) -> Instant | None:
        """The end that follows from how long it takes; None where nothing says, or no end can be known."""
        length = getattr(self, self.row_lasts) if self.row_lasts else None
        if not length or start.afloat:
            return None
        try:
            end: Instant = plan.frame.after(start, length)
        except Rejected:  # by working days of a year that is not known, or behind the year 9999
            return None
        return end

    def completed(self, plan: Any) -> Entry:
        """The entry with what it takes from what it refers to, as tables list it."""
        return self

    def row_state(self, plan: Any) -> State | None:
        """Its state as written; None without one."""
        return None

    def row_trouble(self, plan: Any) -> Trouble | None:
        """What is in its way."""
        return None
