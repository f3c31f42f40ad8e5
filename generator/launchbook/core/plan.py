"""A loaded plan: frozen, typed, its references and times resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from pydantic import BaseModel

from launchbook.core.bundle import Bundle
from launchbook.core.cases import Limit
from launchbook.core.ladder import limits_of, own_limits, rungs_of
from launchbook.core.model import Model
from launchbook.core.problem import Path
from launchbook.core.progress import Progress
from launchbook.core.quantity import Threshold
from launchbook.core.reference import Ref
from launchbook.core.rows import Row, Rows, rows_of
from launchbook.core.runs.model import RunFile
from launchbook.core.section import Section
from launchbook.core.text import Word
from launchbook.core.time import Extent, Frame, Instant, Moment, Span, Stretch

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


@dataclass(frozen=True)
class Referent:
    """The target of a reference: the model, its section, and its anchor on that section's page."""

    value: Model
    section: str
    anchor: str


@dataclass(frozen=True, eq=False)
class Plan:
    """One plan. Equality is identity: two loads are two plans."""

    id: str
    head: Any
    """The model of the section with `top`; every plan has `title`, `status`, `language`, `launch` there."""
    sections: Mapping[str, BaseModel]
    """Section models by key, in file order, the head left out."""
    kinds: Mapping[str, Section]
    """All section kinds by key, as this plan's sections are presented."""
    bundle: Bundle
    frame: Frame
    targets: Mapping[str, Mapping[str, Referent]] = field(default_factory=dict)
    anchors: Mapping[Path, str] = field(default_factory=dict)
    """The anchor of every entry on its section's page, by the entry's path."""
    values: Sequence[tuple[Path, object]] = ()
    """Every model and leaf with its path, the head's first, then those of the sections in file order."""
    digest: str = ""
    """A short hash of the plan's text: what was printed, and what was signed."""
    runs: Sequence[RunFile] = ()
    """What was recorded while it was gone through, in the order of the files' names."""
    derived: dict[str, Any] = field(default_factory=dict, repr=False)
    """What was computed from the plan, by the name of the function; see `per_plan`."""

    def get(self, model: type[M]) -> M | None:
        """The section of this model, if the plan has it."""
        for section in self.sections.values():
            if isinstance(section, model):
                return section
        return self.head if isinstance(self.head, model) else None

    def has(self, key: str) -> bool:
        """Whether it has a section that says what its kind is for."""
        return key in self.sections and not self.kinds[key].partial

    def target(self, ref: Ref) -> Referent | None:
        return self.targets.get(ref.kind, {}).get(str(ref))

    def name_of(self, ref: Ref) -> Word:
        """The name of what an id refers to, to the letter; the id itself where it has none."""
        target = self.target(ref)
        return Word((getattr(target.value, "name", None) if target else None) or ref)

    def rungs(self, ref: Ref, case: str = "") -> dict[str, Threshold]:
        """The thresholds of a metric itself, from good to worst: those that always hold, and those of a case."""
        target = self.target(ref)
        return rungs_of(target.value, case) if target else {}

    def limits(self, ref: Ref) -> dict[str, Limit]:
        """What a metric itself says for its rungs, by case where they differ."""
        target = self.target(ref)
        return limits_of(target.value) if target else {}

    def said_limit(self, entry: Model, key: str = "when") -> Limit | None:
        """What holds for an entry, by case where that differs: what it says, or what it leaves to its metric."""
        own: Limit | None = getattr(entry, key)
        return own or left_limits(self).get(entry.path, {}).get(key)

    def limit(self, entry: Model, key: str = "when") -> Threshold | None:
        """The threshold of an entry: its own, or the one that it leaves to its metric. None where it differs by case."""
        limit = self.said_limit(entry, key)
        return limit if isinstance(limit, Threshold) else None

    def instant(self, moment: Moment) -> Instant:
        return moment.resolve(self.frame)

    def span(self, span: Span) -> tuple[Instant, Instant | None]:
        return span.resolve(self.frame)

    def resolve(self, when: Moment | Span | Stretch) -> tuple[Instant, Instant | None]:
        """Start and end of a time; the end is None where only a start is given."""
        if isinstance(when, Stretch):
            return when.start, when.end
        return self.span(when) if isinstance(when, Span) else (self.instant(when), None)

    def extent(self, when: Moment | Span | Stretch) -> Extent:
        """The extent of a time of the plan."""
        return Extent.of(*self.resolve(when))

    def anchor(self, value: Model) -> str:
        """The anchor of an entry on its section's page; empty if it has none."""
        return self.anchors.get(value.path, "")

    @property
    def rows(self) -> Rows:
        """The rows of all entries, in page order."""
        return _rows(self)

    def destination(self, address: str) -> tuple[str, str] | None:
        """Chapter and anchor for `chapter`, `chapter#id` or `#id`; None if it leads nowhere, or to several places."""
        chapter, _, name = address.partition("#")
        if chapter and not name:
            return (chapter, "") if chapter in self.sections else None
        fitting = [(key, ids[name]) for key, ids in destinations(self).items() if name in ids and chapter in ("", key)]
        return fitting[0] if len(fitting) == 1 else None

    def row(self, value: Model) -> Row:
        """The row of an entry."""
        return self.rows.of(value)

    def nested(self, values: Iterable[Model]) -> Iterator[Row]:
        """The rows of entries, each followed by the rows below it."""
        for value in values:
            row = self.row(value)
            yield row
            yield from row.below()

    def progress(self) -> Progress:
        """The progress of all sections together."""
        return sum((kind.progress(self.rows.in_section(key)) for key, kind in self._own_kinds()), Progress())

    def _own_kinds(self) -> Iterator[tuple[str, Section]]:
        return ((key, self.kinds[key]) for key in self.sections)


def per_plan(compute: Callable[[Plan], T]) -> Callable[[Plan], T]:
    """Make a function of a plan compute its value once for every plan, and keep it with the plan."""
    name = f"{compute.__module__}.{compute.__qualname__}"

    @wraps(compute)
    def kept(plan: Plan) -> T:
        if name not in plan.derived:
            plan.derived[name] = compute(plan)
        value: T = plan.derived[name]
        return value

    return kept


@per_plan
def left_limits(plan: Plan) -> Mapping[Path, Mapping[str, Limit]]:
    """The thresholds that entries leave to their metrics, by path and field."""
    return dict(own_limits(plan.values, plan.limits))


_rows = per_plan(rows_of)


@per_plan
def destinations(plan: Plan) -> Mapping[str, Mapping[str, str]]:
    """By chapter and name, the anchors of entries with an id or a number of their own."""
    anchors: dict[str, dict[str, str]] = {key: {} for key in plan.sections}
    for row in plan.rows:
        named = (getattr(row.value, "id", None), getattr(row.value, "no", None)) if row.section else ()
        for name in filter(None, named):
            anchors[row.section].setdefault(str(name), row.anchor)
    for key, model in plan.sections.items():
        anchors[key].update(getattr(model, "anchors", {}))  # of parts that are no entries
    for targets in plan.targets.values():
        for name, target in targets.items():
            anchors[target.section].setdefault(name, target.anchor)
    for old, new in plan.head.renamed.items():
        chapter, _, name = old.partition("#")
        if new in anchors.get(chapter, {}):
            anchors[chapter].setdefault(name, anchors[chapter][new])
    return anchors
