"""Tables from models, whatever their kind: a table per list of entries, and a table of the single values of a section.

A new section kind gets its tables without a change here.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, TypeGuard

from pydantic import BaseModel, RootModel

from launchbook.core.entry import Entry, Timing
from launchbook.core.headings import headings_in, placed
from launchbook.core.items import Table as WrittenTable
from launchbook.core.model import keys_of
from launchbook.core.plan import Plan, left_limits
from launchbook.core.problem import Path
from launchbook.core.quantity import Share
from launchbook.core.reference import Ref
from launchbook.core.rows import Row
from launchbook.core.section import Section
from launchbook.core.text import Id, Text
from launchbook.core.time import Instant, Moment, Span
from launchbook.discovery.catalogues import messages
from launchbook.exports.words import name_of, plain

Key = tuple[tuple[int, str], ...]
"""A column: the keys that lead to its values, with their places among the fields of their models, to sort by."""
Parents = tuple[tuple[str, str], ...]
"""The kinds and labels of the entries that an entry stands in, the outermost first."""


class Cell(NamedTuple):
    """The text of a cell. `exact`: it is a number or a date, and spreadsheets may take it for that."""

    text: str
    exact: bool = False


@dataclass
class ExportTable:
    """A table: rows of cells by column, and the titles of those columns that have a value."""

    name: str
    title: str
    rows: list[dict[Key, Cell]] = field(default_factory=list)
    heads: dict[Key, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[Key]:
        return sorted(self.heads)


class Labels:
    """Titles of columns in a section's tables: a label of the pages where the catalogues have one, else the YAML key."""

    def __init__(self, language: str, section: str = "") -> None:
        self.language = language
        self.translated = {msgid: text for msgid, text in messages(language, section).items() if isinstance(text, str)}
        self.kept: dict[str, str] = {}

    def of(self, key: str) -> str:
        title = self.kept.get(key)
        if title is None:
            self.kept[key] = title = self.translated_title(key) or self.english(key)
        return title

    def text(self, msgid: str) -> str:
        return self.translated.get(msgid, msgid)

    def translated_title(self, key: str) -> str:
        """The title of a column, or of the entries of a class; empty where no catalogue has one."""
        if (head := self.translated.get(f"column {key}")) is not None:
            return head
        capital = self.english(key)
        choices = (capital, capital.lower(), capital.removesuffix("s"))
        label = next((self.translated[choice] for choice in choices if choice in self.translated), "")
        return label or (capital if self.language == "en" else "")

    @staticmethod
    def english(key: str) -> str:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).replace("_", " ").lower()
        return words[:1].upper() + words[1:]


@cache
def labels_of(language: str, section: str) -> Labels:
    """Labels are the same for every plan, and are remembered."""
    return Labels(language, section)


class Gatherer:
    """Gathers the tables of one section."""

    def __init__(self, plan: Plan, section: str, title: str, labels: Labels) -> None:
        self.plan, self.section, self.title, self.labels = plan, section, title, labels
        self.tables: dict[tuple[str, ...], ExportTable] = {}
        self.around: list[_Around] = []
        """The entries that the present one stands in, the outermost first."""

    def gather(self, model: object) -> list[ExportTable]:
        root = model.root if isinstance(model, RootModel) else model
        if isinstance(root, BaseModel):
            self.facts(root)
        else:
            self.collect(root, (), ())
        return [table for table in self.tables.values() if table.heads]

    def facts(self, model: BaseModel, without: Container[str] = ()) -> None:
        """The single values of a section: a row per key."""
        row: dict[Key, Cell] = {}
        heads: dict[Key, str] = {}
        table = self.table(())
        self.cells(model, row, heads, (), (), (), without=without)
        columns: dict[Key, str] = {((1, "key"),): self.labels.of("key"), ((2, "value"),): self.labels.of("value")}
        for key in sorted(row):
            table.rows.append({((1, "key"),): Cell(heads[key]), ((2, "value"),): row[key]})
            table.heads = columns

    def kind(self, model: object, path: tuple[str, ...]) -> str:
        """The title that the tables below give to the column of a table's entries."""
        name = type(model).__name__
        return self.labels.translated_title(name) or (self.labels.of(path[-1]) if path else self.title)

    def table(self, path: tuple[str, ...]) -> ExportTable:
        if path not in self.tables:
            titles = [self.title, *(self.labels.of(part) for part in path)]
            self.tables[path] = ExportTable("-".join((self.section, *path)), " · ".join(titles))
        return self.tables[path]

    def collect(self, items: Any, path: tuple[str, ...], parents: Parents, heading: str = "") -> None:
        """Entries of a list or mapping as rows of one table; the keys of a mapping become a column."""
        if isinstance(items, RootModel):
            items = items.root
        if isinstance(items, Mapping):
            for key, item in items.items():
                item = item.root if isinstance(item, RootModel) else item
                if _entries(item):
                    self.collect(item, path, parents, key)
                elif isinstance(item, BaseModel):
                    self.row(item, path, parents, key, "")
        else:
            for number, (place, item) in enumerate(placed(items), 1):
                if isinstance(item, BaseModel):
                    self.row(item, path, parents, group_of(place, heading), str(number))

    def row(self, model: Any, path: tuple[str, ...], parents: Parents, heading: str, number: str) -> None:
        if isinstance(model, WrittenTable):
            self.written(model, path)
            return
        table = self.table(path)
        entry = self.plan.row(model) if isinstance(model, Entry) and model.row_kind else None
        number = entry.number or number if entry and number else number
        row: dict[Key, Cell] = {}
        for place, (head, text) in enumerate(parents):
            key = ((-9 + place, head),)
            row[key], table.heads[key] = Cell(text), head
        if heading:
            row[_HEADING] = Cell(heading)
            table.heads[_HEADING] = self.labels.of(_heads(heading, model, number))
        if number:
            row[_NUMBER] = Cell(number, exact=True)
            table.heads[_NUMBER] = self.labels.of("no.")
        table.rows.append(row)
        own = (*parents, (self.kind(model, path), _label(model) if number else heading))
        if entry:
            model = model.completed(self.plan)
        if limits := left_limits(self.plan).get(model.path):
            model = model.model_copy(update=limits)
        if branch := self.branch(path):
            row[_BRANCH], table.heads[_BRANCH] = Cell(branch), self.labels.of("stands in")
        self.around.append(_Around(type(model), path, parents, _label(model) or heading))
        self.cells(model, row, table.heads, path, own, (), number)
        self.around.pop()
        if entry:
            self.resolved(entry, row, table.heads)

    def branch(self, path: tuple[str, ...]) -> str:
        """The way to an entry in a table that holds entries around it, too: `Wait for the review › rejected`."""
        first = next((place for place, each in enumerate(self.around) if each.path == path), None)
        return "" if first is None else " › ".join(each.label for each in self.around[first:] if each.label)

    def resolved(self, entry: Row, row: dict[Key, Cell], heads: dict[Key, str]) -> None:
        """The resolved values of a row. Owner and time have columns if they are not written like that in every row."""
        written = {line for key, cell in row.items() if key[0][0] > 0 for line in cell.text.split("\n")}
        owners = [name_of(self.plan, owner) for owner in entry.owners]
        who = [Cell("\n".join(owners)), Cell(self.labels.of(entry.ownership))] if owners else []
        when = self.times(entry.when) if entry.when else []
        state = [Cell(self.labels.text(f"state {entry.standing}"))] if entry.standing else []
        week = self.plan.frame.week(entry.when.start, entry.when.end) if entry.when else ""
        for names, cells, new in (
            (RESOLVED[:2], who, not written.issuperset(owners)),
            (RESOLVED[2:5], when, any(cell.exact and cell.text and cell.text not in written for cell in when)),
            (RESOLVED[5:6], [Cell(week)], True),
            (RESOLVED[6:], state, True),
        ):
            for name, cell in zip(names, cells, strict=False):
                key = ((_LAST + RESOLVED.index(name), name),)
                row[key] = cell
                if new and cell.text:
                    heads[key] = self.labels.of(name)

    def times(self, when: Timing) -> list[Cell]:
        end = local_text(when.end) if when.end else ""
        return [
            Cell(local_text(when.start), exact=True), Cell(end, exact=True), Cell(self.labels.of(when.origin)),
        ]  # fmt: skip

    def cells(
        self,
        model: BaseModel,
        row: dict[Key, Cell],
        heads: dict[Key, str],
        path: tuple[str, ...],
        parents: Parents,
        before: Key,
        number: str = "",
        without: Container[str] = (),
    ) -> None:
        """The fields of an entry: leaves as cells, single entries as cells of their own keys, lists as further tables."""
        for place, (name, yaml) in enumerate(keys_of(type(model)).items(), 1):
            value = getattr(model, name)
            if isinstance(value, RootModel):
                value = value.root
            if value is None or value == () or value == {} or yaml in without:
                continue
            key = (*before, (place, yaml))
            if not isinstance(value, (tuple, BaseModel, dict)):
                self.leaf(value, row, heads, key)
                continue
            if _nested(value, type(model)):
                for index, (under, item) in enumerate(placed(value), 1):
                    inside = f"{number}.{index}" if number else str(index)
                    self.row(item, path, parents[:-1], group_of(under), inside)
            elif _entries(value):
                self.entries(value, (*path, *(part for _, part in key)), parents[-_NAMED:])
            elif isinstance(value, WrittenTable):
                self.written(value, (*path, *(part for _, part in key)))
            elif isinstance(value, BaseModel):
                self.cells(value, row, heads, path, parents, key)
            else:
                self.leaf(value, row, heads, key)

    def entries(self, items: Any, path: tuple[str, ...], parents: Parents) -> None:
        """Entries in a table of their own, or in that of an entry of their kind around them: steps of a branch are steps."""
        kinds = _models(items)
        home = next((each for each in self.around if all(issubclass(kind, each.model) for kind in kinds)), None)
        if home is None:
            self.collect(items, path, parents)
            return
        self.around.append(home._replace(label="" if home.model in kinds else self.labels.of(path[-1])))
        self.collect(items, home.path, home.parents)
        self.around.pop()

    def leaf(self, value: Any, row: dict[Key, Cell], heads: dict[Key, str], key: Key) -> None:
        if key not in heads:
            heads[key] = self.head(key)
        if isinstance(value, Span):
            start, end = self.plan.span(value)
            row[key] = Cell(local_text(start), exact=True)
            if end is not None:
                ends = (*key[:-1], (key[-1][0], key[-1][1] + "\0end"))
                row[ends], heads[ends] = Cell(local_text(end), exact=True), f"{heads[key]} – {self.labels.of('end')}"
        else:
            row[key] = self.cell(value)

    def head(self, key: Key) -> str:
        return " · ".join(self.labels.of(part) for _, part in key)

    def cell(self, value: Any) -> Cell:
        number = isinstance(value, (int, Decimal, Share)) and not isinstance(value, bool)
        return Cell(self.text(value), exact=number or isinstance(value, Moment))

    def text(self, value: Any) -> str:
        """A value as text."""
        if isinstance(value, Text):
            return plain(value)
        if isinstance(value, Ref):
            return name_of(self.plan, value)
        if isinstance(value, Span):
            start, end = self.plan.span(value)
            return f"{local_text(start)} – {local_text(end)}" if end else local_text(start)
        if isinstance(value, Moment):
            return local_text(self.plan.instant(value))
        if isinstance(value, bool):
            return self.labels.text("yes" if value else "no")
        if hasattr(value, "render"):
            return str(value.render(self.labels.text))
        if isinstance(value, Mapping):
            return "\n".join(f"{key!s}: {self.text(item)}" for key, item in value.items())
        if isinstance(value, tuple):
            return "\n".join(_grouped(group_of(place), self.text(item)) for place, item in placed(value))
        return str(value)

    def written(self, table: WrittenTable, path: tuple[str, ...]) -> None:
        """A table that the plan itself contains: it keeps its columns."""
        count = sum(1 for other in self.tables if other[: len(path)] == path)
        made = self.table((*path, f"{count + 1}"))
        made.title = f"{self.title} · {plain(table.title)}" if table.title else made.title
        keys = [((place, str(column)),) for place, column in enumerate(table.columns)]
        made.heads = {key: plain(column) for key, column in zip(keys, table.columns, strict=True)}
        made.rows = [
            {key: Cell(plain(text)) for key, text in zip(keys, row, strict=True) if text is not None}
            for row in table.rows
        ]


class _Around(NamedTuple):
    """An entry around others, and where its row stands."""

    model: type[BaseModel]
    path: tuple[str, ...]
    parents: Parents
    label: str


RESOLVED = (
    "resolved owner", "origin of the owner", "resolved start", "resolved end", "origin of the time", "week of the plan",
    "resolved state",
)  # fmt: skip
"""The columns of resolved values, behind those of written values."""
_LAST = 900
_HEADING: Key = ((-3, "heading"),)
_NUMBER: Key = ((-2, "number"),)
_BRANCH: Key = ((-1, "stands in"),)
_NAMED = 2
"""Maximum number of entries around it that a row names."""


def _entries(value: object) -> bool:
    """Whether a value is a list or a mapping of entries, or of lists of entries."""
    if isinstance(value, RootModel):
        value = value.root
    items: Iterable[object] = (
        value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    )
    return any((isinstance(item, BaseModel) and not isinstance(item, RootModel)) or _entries(item) for item in items)


def group_of(place: Path, around: str = "") -> str:
    """The headings that an item of a list stands under, in one cell."""
    headings = " · ".join(plain(heading) for heading in headings_in(place))
    return f"{around} · {headings}" if around and headings else headings or around


def _grouped(group: str, text: str) -> str:
    """The text of a list in a cell, with the headings that it stands under."""
    return f"{group}: {text}" if group else text


def _models(items: object) -> set[type]:
    """The models of the entries of a list or mapping."""
    if isinstance(items, RootModel):
        items = items.root
    values = items.values() if isinstance(items, Mapping) else items if isinstance(items, tuple) else ()
    return {kind for item in values for kind in ({type(item)} if isinstance(item, BaseModel) else _models(item))}


def _heads(heading: str, model: BaseModel, number: str) -> str:
    """The title for the keys of a mapping of entries: they are ids, names, or the groups that entries are listed in."""
    if isinstance(heading, Id):
        return "id"
    return "group" if number or "name" in type(model).model_fields else "name"


def _nested(value: object, model: type[BaseModel]) -> TypeGuard[tuple[BaseModel, ...]]:
    """Whether a value is a list of entries of the model that it stands in."""
    return isinstance(value, tuple) and bool(value) and all(type(item) is model for item in value)


def _label(model: Any) -> str:
    for name in ("label", "title", "name"):
        if (words := getattr(model, name, None)) is not None and isinstance(words, str):
            return plain(words)
    return ""


def local_text(instant: Instant) -> str:
    """An instant for a spreadsheet: `2026-01-17 10:00`, `2026-01-17`, `2026-01`, `2026-Q1`; `T-7d` where the launch day is
    unknown; `2026-01-17 AoE` for a day of another zone than the plan's."""
    text = str(instant if instant.afloat else replace(instant, at=instant.at.replace(tzinfo=None)))
    return f"{text} {instant.zone}" if instant.zone and instant.precision == "day" else text


def tables_of(plan: Plan) -> dict[str, list[ExportTable]]:
    """The tables by section; those of the head have the empty key."""
    top = next(kind for kind in plan.kinds.values() if kind.top)
    head = _gatherer(plan, "plan", top)
    head.facts(plan.head, without=plan.kinds)  # its model holds the sections as well
    tables = {"": [table for table in head.tables.values() if table.heads]}
    return tables | {key: _gatherer(plan, key, plan.kinds[key]).gather(model) for key, model in plan.sections.items()}


def _gatherer(plan: Plan, name: str, kind: Section) -> Gatherer:
    labels = labels_of(str(plan.head.language), kind.key)
    return Gatherer(plan, name, labels.text(kind.title), labels)
