"""A loaded plan: frozen, typed, its references and times resolved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from pydantic import BaseModel

from launchbook.core.bundle import Bundle
from launchbook.core.items import Anchored
from launchbook.core.ladder import Reading, readings_of, rungs_of
from launchbook.core.problem import Path
from launchbook.core.quantity import Threshold
from launchbook.core.reference import Ref
from launchbook.core.section import Event, Progress, Section
from launchbook.core.time import Extent, Frame, Instant, Moment, Span, Stretch

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Target:
    """What a reference leads to: the object, the section it stands in, and its anchor on that section's page."""

    value: object
    section: str
    anchor: str


@dataclass(frozen=True)
class Dated:
    """An event with its instants, and where it is on the site."""

    event: Event
    start: Instant
    end: Instant | None
    section: str
    anchor: str

    @property
    def extent(self) -> Extent:
        return Extent.of(self.start, self.end)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return self.extent.end


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a plan refers to something: the owner of a step, the metric of a gate."""

    path: Path
    section: str
    """The section's key; empty for the head."""
    holders: tuple[object, ...]
    """The objects with an anchor that it stands in, the innermost first; none at the top of a section."""
    role: str
    """The key by which it is named: `owner`, `decider`, `tell`."""
    anchor: str

    @property
    def title(self) -> str:
        """What the innermost holder calls itself that has words of its own; empty at the top of a section."""
        return next((title for holder in self.holders if (title := _title(holder))), "")


@dataclass(frozen=True, eq=False)
class Plan:
    """One plan. Equality is identity: two loads are two plans."""

    id: str
    head: Any
    """The model of the section with `top`; every plan has `title`, `status`, `language`, `launch` there."""
    sections: Mapping[str, BaseModel]
    """Section models by key, in file order, the head left out."""
    kinds: Mapping[str, Section]
    bundle: Bundle
    frame: Frame
    targets: Mapping[str, Mapping[str, Target]] = field(default_factory=dict)
    anchors: Mapping[int, str] = field(default_factory=dict)
    """Anchors by object identity."""
    values: Sequence[tuple[Path, object]] = ()
    """Every model and leaf with its path, the head's first, then those of the sections in file order."""
    digest: str = ""
    """A short hash of the plan's text: what was printed, and what was signed."""

    def get(self, model: type[M]) -> M | None:
        """The section of this model, if the plan has it."""
        for section in self.sections.values():
            if isinstance(section, model):
                return section
        return self.head if isinstance(self.head, model) else None

    def target(self, ref: Ref) -> Target | None:
        return self.targets.get(ref.kind, {}).get(str(ref))

    def rungs(self, ref: Ref) -> dict[str, Threshold]:
        """The thresholds that a metric says itself, from good to worst."""
        target = self.target(ref)
        return rungs_of(target.value) if target else {}

    def instant(self, moment: Moment) -> Instant:
        return moment.resolve(self.frame)

    def span(self, span: Span) -> tuple[Instant, Instant | None]:
        return span.resolve(self.frame)

    def resolve(self, when: Moment | Span | Stretch) -> tuple[Instant, Instant | None]:
        """Start and end of whatever an event says of its time; the end is None where only a start was said."""
        if isinstance(when, Stretch):
            return when.start, when.end
        return self.span(when) if isinstance(when, Span) else (self.instant(when), None)

    def extent(self, when: Moment | Span | Stretch) -> Extent:
        """What a time of the plan covers."""
        return Extent.of(*self.resolve(when))

    def anchor(self, value: object) -> str:
        """The anchor of an `Anchored` object on its section's page; empty if it has none."""
        return self.anchors.get(id(value), "")

    @cached_property
    def destinations(self) -> Mapping[str, Mapping[str, str]]:
        """Of every chapter the anchors of what has an id there."""
        found: dict[str, dict[str, str]] = {key: {} for key in self.sections}
        for path, value in self.values:
            if isinstance(value, Anchored) and value.id and path[0] in found:
                found[str(path[0])].setdefault(str(value.id), self.anchor(value))
        for targets in self.targets.values():
            for name, target in targets.items():
                found[target.section].setdefault(name, target.anchor)
        return found

    def destination(self, address: str) -> tuple[str, str] | None:
        """Chapter and anchor that `chapter`, `chapter#id` or `#id` lead to; None if to none, or to more than one."""
        chapter, _, name = address.partition("#")
        if chapter and not name:
            return (chapter, "") if chapter in self.sections else None
        fitting = [(key, ids[name]) for key, ids in self.destinations.items() if name in ids and chapter in ("", key)]
        return fitting[0] if len(fitting) == 1 else None

    def mentions(self, kind: str) -> Mapping[str, Sequence[Mention]]:
        """Where each target of a kind is referred to, by its id, in the plan's order."""
        return self._survey.mentions.get(kind, {})

    def readings(self, metric: str) -> tuple[tuple[Reading, Mention], ...]:
        """The thresholds that other sections set on a metric, each with where it is said."""
        return tuple(self._survey.readings.get(metric, ()))

    @cached_property
    def _survey(self) -> _Survey:
        return _survey(self)

    def dated(self) -> Sequence[Dated]:
        """All events of all sections in time order."""
        return self._dated

    @cached_property
    def _dated(self) -> Sequence[Dated]:
        out = []
        for key, model in (("", self.head), *self.sections.items()):
            kind = self.kinds[key] if key else next(kind for kind in self.kinds.values() if kind.top)
            for event in kind.events(model, self):
                start, end = self.resolve(event.when)
                out.append(Dated(event, start, end, key, self.anchor(event.source)))
        return sorted(out, key=lambda dated: (dated.start.at.timestamp(), dated.until.timestamp()))

    def progress(self) -> Progress:
        return sum((self.kinds[key].progress(model) for key, model in self.sections.items()), Progress())


@dataclass(frozen=True, slots=True)
class _Survey:
    """What one walk over a plan finds out about what refers to what."""

    mentions: Mapping[str, Mapping[str, Sequence[Mention]]]
    readings: Mapping[str, Sequence[tuple[Reading, Mention]]]


def _survey(plan: Plan) -> _Survey:
    mentions: dict[str, dict[str, list[Mention]]] = {}
    readings: dict[str, list[tuple[Reading, Mention]]] = {}
    above: list[tuple[Path, object]] = []
    said: dict[Path, list[Reading]] = {}
    for reading in readings_of(plan.values):
        said.setdefault(reading.path[:-1], []).append(reading)
    for path, value in plan.values:
        while above and path[: len(above[-1][0])] != above[-1][0]:
            above.pop()
        if id(value) in plan.anchors:
            above.append((path, value))
        if isinstance(value, Ref):
            holders = tuple(holder for _, holder in reversed(above))
            section = str(path[0]) if path[0] in plan.sections else ""
            mention = Mention(path, section, holders, _role(path), plan.anchor(holders[0]) if holders else "")
            mentions.setdefault(value.kind, {}).setdefault(str(value), []).append(mention)
            if path[-1] == "metric":
                found = [(reading, mention) for reading in said.get(path[:-1], ())]
                readings.setdefault(str(value), []).extend(found)
    return _Survey(mentions, readings)


def _title(holder: object) -> str:
    if getattr(holder, "metric", None) is not None and not getattr(holder, "text", None):
        return getattr(holder, "title", None) or ""  # a condition without words is named by what it stands in
    return getattr(holder, "heading", None) or getattr(holder, "name", "") or ""


def _role(path: Path) -> str:
    """The last key of a path: what a list holds is named by the list's key."""
    return next(str(part) for part in reversed(path) if isinstance(part, str))
