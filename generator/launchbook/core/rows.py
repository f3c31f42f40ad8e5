"""Rows: every entry of a plan with its owner, times, number and state, resolved once at the end of linking.

Pages, events, exports, progress and rules read rows. Nobody else walks a model to find out whose an entry is, when it
is, what its number is, or whether it is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from launchbook.core.entry import OVER, Entry, Origin, State, Timing, Trouble
from launchbook.core.groups import grouped
from launchbook.core.headings import Heading
from launchbook.core.ladder import Reading, readings_of
from launchbook.core.model import Model
from launchbook.core.problem import Message, Path, say
from launchbook.core.progress import Progress, progress_of
from launchbook.core.reference import PersonRef, Ref


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """A place where a row refers to something: the owner of a step, the metric of a gate."""

    ref: Ref
    path: Path
    role: str
    """The part that the target has there: the key that names it (`owner`, `decider`, `tell`), or the model's word for it."""
    row: Row


@dataclass(frozen=True, eq=False)
class Row:
    """An entry of a plan, or a section as a whole, with what was resolved for it."""

    kind: str
    """What it is: `step`, `item`, `task`, `stage`; `section` for a section as a whole."""
    path: Path
    section: str
    """The section's key; empty for the head."""
    anchor: str
    """Its anchor on the page of its section; empty for the page itself."""
    number: str
    """The number that is printed before it; empty where it has none."""
    title: str | Message
    value: Any
    """The model that it was made from."""
    parent: Row | None
    owners: tuple[PersonRef, ...]
    """Who answers for it: named there, inherited from its parent, or the stand-in where nobody is named."""
    ownership: Origin
    timings: tuple[Timing, ...]
    """Its own times."""
    stated: State | None
    """Its state as written or inherited, whatever that of its parts."""
    trouble: Trouble | None = None
    """What is in its way, in the plan's word."""
    mentions: list[Mention] = field(default_factory=list)
    """Everything that it refers to itself, in the order of the plan."""
    readings: list[Reading] = field(default_factory=list)
    """The thresholds that it sets on metrics, each with its rung."""
    parts: list[Row] = field(default_factory=list)
    """The rows directly below it."""

    @property
    def owner(self) -> PersonRef | None:
        return self.owners[0] if self.owners else None

    @property
    def own_owners(self) -> tuple[PersonRef, ...]:
        """Its owners, unless they are only those of its parent."""
        return () if self.ownership == "inherited" else self.owners

    @cached_property
    def state(self) -> State | None:
        """Its state. What rolls up is done when all of its parts are; skipped and cancelled ones do not count."""
        if not (isinstance(self.value, Entry) and self.value.row_rolls_up):
            return self.stated
        counted = [part.state for part in self.parts if part.state not in (None, "skipped", "cancelled")]
        if not counted:
            return self.stated
        if all(state == "done" for state in counted):
            return "done"
        return "running" if any(state in ("done", "running") for state in counted) else "planned"

    @property
    def standing(self) -> str:
        """Where it stands, in one word; empty without a state."""
        return self.trouble or self.state or ""

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in OVER

    @cached_property
    def progress(self) -> Progress:
        """How much of what stands in it is done."""
        return progress_of(self.below())

    @cached_property
    def around(self) -> Event | None:
        """Its time, or that of the nearest entry around it that has one."""
        if self.timings:
            return self._at(self.timings[0])
        return self.parent.around if self.parent is not None and self.parent.anchor else None

    @property
    def when(self) -> Timing | None:
        """Its time; inherited where it has only one around it."""
        around = self.around
        return around if around is None or around.row is self else replace(around, origin="inherited")

    @property
    def depth(self) -> int:
        """How many rows of its own kind it stands in."""
        return self.parent.depth + 1 if self.parent is not None and self.parent.kind == self.kind else 0

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Its times, except when its parts take place: those have events of their own."""
        return tuple(self._at(timing) for timing in self.timings if timing.kind)

    def _at(self, timing: Timing) -> Event:
        return Event(timing.start, timing.end, timing.kind, timing.origin, timing.series, row=self)

    def below(self, kind: str = "") -> Iterator[Row]:
        """All rows below it, or those of a kind, in the order of the plan."""
        for part in self.parts:
            if kind in ("", part.kind):
                yield part
            yield from part.below(kind)

    def smallest(self, kind: str) -> list[Row]:
        """The rows of a kind below it that have no parts of that kind."""
        return [row for row in self.below(kind) if not any(part.kind == kind for part in row.parts)]

    def named(self, kind: str) -> Iterator[Mention]:
        """Its references to a kind of target: `person`, `metric`."""
        return (mention for mention in self.mentions if mention.ref.kind == kind)


@dataclass(frozen=True, slots=True, eq=False)
class Event(Timing):
    """A row at one of its times: for "what is next", calendars, and the pages of days and people."""

    row: Row = field(kw_only=True)

    __eq__, __hash__ = object.__eq__, object.__hash__

    @property
    def title(self) -> str | Message:
        return self.row.title

    @property
    def owner(self) -> PersonRef | None:
        return self.row.owner

    @property
    def state(self) -> State | None:
        return self.row.state

    @property
    def over(self) -> bool:
        return self.row.over

    @property
    def section(self) -> str:
        return self.row.section

    @property
    def anchor(self) -> str:
        return self.row.anchor


@dataclass(frozen=True, eq=False)
class Rows(Sequence[Row]):
    """All rows of a plan in the order of its pages, the head's first."""

    rows: tuple[Row, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)  # that of a sequence asks for one after the other by its index

    @cached_property
    def by_path(self) -> Mapping[Path, Row]:
        return {row.path: row for row in self.rows}

    def of(self, value: Model) -> Row:
        """The row of an entry."""
        return self.by_path[value.path]

    def in_section(self, key: str) -> Sequence[Row]:
        """The rows of a section, the section's own first. The empty key is the head."""
        return self._by_section.get(key, ())

    @cached_property
    def _by_anchor(self) -> Mapping[tuple[str, str], Row]:
        return {(row.section, row.anchor): row for row in reversed(self.rows)}

    def at(self, section: str, anchor: str) -> Row | None:
        """The row that an anchor on the page of a section leads to."""
        return self._by_anchor.get((section, anchor))

    @cached_property
    def _by_section(self) -> Mapping[str, Sequence[Row]]:
        return grouped((row.section, row) for row in self.rows)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events of all rows, in time order."""
        events = (event for row in self.rows for event in row.events)
        return tuple(sorted(events, key=lambda event: (event.start.at.timestamp(), event.until.timestamp())))

    @cached_property
    def _mentions(self) -> Mapping[str, Mapping[str, Sequence[Mention]]]:
        mentions = grouped((mention.ref.kind, mention) for row in self.rows for mention in row.mentions)
        return {kind: grouped((str(mention.ref), mention) for mention in alike) for kind, alike in mentions.items()}

    def mentions(self, kind: str) -> Mapping[str, Sequence[Mention]]:
        """The references to a kind of target, by the target's id, in the plan's order."""
        return self._mentions.get(kind, {})

    @cached_property
    def _concerning(self) -> Mapping[str, Sequence[Row]]:
        rows_by_person: dict[str, dict[Path, Row]] = {}
        for row in self.rows:
            named = [str(mention.ref) for mention in row.named("person") if mention.role]
            for id in (*named, *(map(str, row.owners) if row.events else ())):
                rows_by_person.setdefault(id, {})[row.path] = row
        return {id: tuple(rows.values()) for id, rows in rows_by_person.items()}

    def concerning(self, person: str) -> Sequence[Row]:
        """The rows that name a person, and the dated ones that the person answers for."""
        return self._concerning.get(person, ())

    @cached_property
    def _readings(self) -> Mapping[str, Sequence[tuple[Reading, Row]]]:
        return grouped((str(reading.metric), (reading, row)) for row in self.rows for reading in row.readings)

    def readings(self, metric: str) -> Sequence[tuple[Reading, Row]]:
        """The thresholds that rows set on a metric, each with its row."""
        return self._readings.get(metric, ())


Values = Sequence[tuple[Path, object]]


def rows_of(plan: Any) -> Rows:
    """The rows of a linked plan."""
    values: dict[str, list[tuple[Path, object]]] = {key: [] for key in ("", *plan.sections)}
    for path, value in plan.values:
        values[str(path[0]) if path[0] in plan.sections else ""].append((path, value))
    rows: list[Row] = []
    for key, model in (("", plan.head), *plan.sections.items()):
        title = say(plan.kinds[key].title) if key else plan.head.title
        rows += _SectionRows(plan, key, model, title, values[key]).rows
    return Rows(tuple(rows))


class _SectionRows:
    """Makes the rows of one section in one pass over its values."""

    def __init__(self, plan: Any, section: str, model: Any, title: str | Message, values: Values) -> None:
        self.plan, self.section = plan, section
        self.models: dict[Path, Model] = {}
        self.readings = grouped((reading.holder, reading) for reading in readings_of(values))
        self.counters: Counter[tuple[Path, str]] = Counter()
        self.stood_in: set[Path] = set()
        """Rows that only have a stand-in, who answers for none of the rows below them."""
        root = self._root(model if isinstance(model, Entry) else Entry(), model, title)
        self.rows = [root]
        self.above = [root]
        for path, value in values:
            self._take(path, value)

    def _root(self, entry: Entry, model: Any, title: str | Message) -> Row:
        """The row of the section as a whole."""
        path: Path = (self.section,) if self.section else ()
        owners, timings = entry.row_owners(self.plan, None), tuple(entry.row_timings(self.plan, None))
        state = entry.row_state(self.plan)
        return Row("section", path, self.section, "", "", title, model, None, owners, "said", timings, state)

    def _take(self, path: Path, value: object) -> None:
        while len(self.above) > 1 and path[: len(self.above[-1].path)] != self.above[-1].path:
            self.above.pop()
        row = self.above[-1]
        if isinstance(value, Ref):
            row.mentions.append(Mention(value, path, self._role(path), row))
        elif isinstance(value, Model):
            self.models[path] = value
            if isinstance(value, Entry) and value.row_kind:
                row = self._row(path, value, row)
                self.above.append(row)
                self.rows.append(row)
            row.readings.extend(self.readings.get(path, ()))

    def _role(self, path: Path) -> str:
        key = _key(path)
        holder = self.models.get(path[:-1]) or self.models.get(path[:-2])
        return holder.roles.get(key, key) if holder else key

    def _row(self, path: Path, value: Entry, parent: Row) -> Row:
        row = Row(
            value.row_kind,
            path,
            self.section,
            self.plan.anchors.get(path, ""),
            self._number(path, value, parent),
            value.row_title(self.plan, parent),
            value,
            parent,
            *self._owners(value, parent),
            tuple(value.row_timings(self.plan, parent)),
            value.row_state(self.plan) or _inherited_state(value, parent),
            value.row_trouble(self.plan),
        )
        parent.parts.append(row)
        return row

    def _owners(self, value: Entry, parent: Row) -> tuple[tuple[PersonRef, ...], Origin]:
        """Who answers for it, and where that comes from."""
        if owners := value.row_owners(self.plan, parent):
            return owners, _ownership(value, owners)
        if parent.anchor and value.row_inherits and parent.owners and parent.path not in self.stood_in:
            return parent.owners, "inherited"
        self.stood_in.add(value.path)
        return value.row_stand_ins(self.plan, parent), "derived"

    def _number(self, path: Path, value: Entry, parent: Row) -> str:
        """The number by its place in its list. Numbers run on through the groups of a list."""
        if not value.row_numbered:
            return ""
        scope = parent
        while isinstance(scope.value, Entry) and scope.value.row_groups and scope.parent is not None:
            scope = scope.parent
        series = _key(path) if value.row_numbered == "list" else value.row_numbered
        self.counters[scope.path, series] += 1
        if own := getattr(value, "no", None):
            return str(own)
        letter = scope.value.row_letters.get(series, "") if isinstance(scope.value, Entry) else ""
        return letter + value.row_number(self.counters[scope.path, series], scope.number)


def _ownership(value: Entry, owners: tuple[PersonRef, ...]) -> Origin:
    """Whether its owners are named in the entry, or derived."""
    fields = (field if isinstance(field, tuple) else (field,) for field in vars(value).values())
    named = {ref for refs in fields for ref in refs if isinstance(ref, PersonRef)}
    return "said" if named.issuperset(owners) else "derived"


def _inherited_state(value: Entry, parent: Row) -> State | None:
    """The state of an entry that is ticked and states none itself."""
    around = parent.value
    if not value.row_rolls_up or not isinstance(around, Entry):
        return None
    if parent.anchor and (around.row_rolls_up or parent.stated in OVER):
        return parent.stated
    return "planned" if around.row_expects else None


def _key(path: Path) -> str:
    """The last key of a path: for an item of a list, the key of the list, whatever headings it stands under."""
    return next(str(part) for part in reversed(path) if isinstance(part, str) and not isinstance(part, Heading))
