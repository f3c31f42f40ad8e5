"""Named checklists, with groups, nested items, pause points and sign lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, RootModel, model_validator

from launchbook.core.entry import Entry, State, part_title
from launchbook.core.items import Anchored, ChecklistItem, Phase, done_state
from launchbook.core.ladder import Rung
from launchbook.core.model import Filled, Flag, Model, refusal
from launchbook.core.plan import Plan
from launchbook.core.problem import Message, say
from launchbook.core.reference import OwnerRef, PersonRef
from launchbook.core.rows import Row as RowOf
from launchbook.core.section import Progress
from launchbook.core.text import Text
from launchbook.core.time import Moment

_PERSON = re.compile(r"[a-z][a-z0-9_.-]*")


class SignLine(Model):
    """A line to sign on paper. Short form: the id of a person (a lower-case word such as `li`), or else a label."""

    short: ClassVar[str | None] = "label"
    roles: ClassVar[Mapping[str, str]] = {"person": "signs"}

    label: Text | None = None
    """What stands below the line: a role, or what the signature means."""
    person: PersonRef | None = None
    """Who signs."""

    @classmethod
    def expand_short(cls, data: Any) -> dict[str, Any]:
        return {"person" if _PERSON.fullmatch(str(data).strip()) else "label": data}

    @model_validator(mode="after")
    def _says_who(self) -> SignLine:
        if not (self.label or self.person):
            raise refusal(say("a sign line needs `label` or `person`"), say("Write who signs."))
        return self


class ItemGroup(Entry):
    """Items under one heading. Short form: the list of items."""

    short: ClassVar[str | None] = "items"
    row_kind: ClassVar[str] = "group"
    row_times: ClassVar[Mapping[str, str]] = {"due": "checklist due"}
    row_groups: ClassVar[bool] = True
    row_rolls_up: ClassVar[bool] = True

    due: Moment | None = None
    """When this group must be done, where that differs from the list."""
    owner: OwnerRef | None = None
    """Who confirms this group, where that is not the owner of the list."""
    note: Text | None = None
    """What the reader should know before the first item."""
    items: Annotated[tuple[ChecklistItem, ...], Rung("gate")] = ()
    """The items."""

    def row_title(self, plan: Plan, parent: RowOf) -> str | Message:
        return part_title(parent.title, str(self.path[-1]))


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One line of a sheet: an item, how deep it is nested, and how many of the items below it are done."""

    item: ChecklistItem
    number: str
    depth: int
    progress: Progress

    @property
    def done(self) -> bool:
        return self.progress.done == self.progress.total

    @property
    def parent(self) -> bool:
        return bool(self.item.items)


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """A group as it is drawn: its title (None for items outside groups) and all rows, nested ones included."""

    title: Text | None
    group: ItemGroup
    rows: tuple[ItemRow, ...]

    @property
    def progress(self) -> Progress:
        return sum((row.progress for row in self.rows if not row.depth), Progress())

    @property
    def names_owners(self) -> bool:
        """Whether any item names an owner of its own; a pause point names its own in its row."""
        return any(row.item.owner and not row.item.pause for row in self.rows)


class Checklist(Anchored):
    """A named checklist."""

    row_kind: ClassVar[str] = "checklist"
    row_times: ClassVar[Mapping[str, str]] = {"due": "checklist due"}
    row_rolls_up: ClassVar[bool] = True
    title: Text
    """What the list is for; the heading of its sheet."""
    due: Moment | None = None
    """When everything on it must be done."""
    owner: OwnerRef | None = None
    """The one person or role who runs the list and lifts its pause points."""
    kind: Literal["do-confirm", "read-do"] = "do-confirm"
    """`do-confirm`: the work is done from memory, then checked. `read-do`: each item is read, then done, in order."""
    chapter: Text | None = None
    """A heading to list it under, where there are many: `Review by the platform`."""
    phase: Phase | None = None
    """Whether it belongs before, during or after the launch."""
    done: Flag = False
    """Whether its items are done, where an item does not say so itself."""
    note: Text | None = None
    """What the reader should know before the first item."""
    items: Annotated[tuple[ChecklistItem, ...], Rung("gate")] = ()
    """Items outside groups; they come first."""
    groups: dict[Text, ItemGroup] = Field(default_factory=dict)
    """Groups of items by heading."""
    signs: tuple[SignLine, ...] = ()
    """Who signs at the end of the sheet; left out, the owner."""

    def row_state(self, plan: Plan) -> State | None:
        return done_state(self.done)

    @cached_property
    def sheets(self) -> tuple[GroupSheet, ...]:
        """What is drawn as one table each, its rows numbered through the whole list."""
        groups = (
            [(None, ItemGroup(items=self.items)), *self.groups.items()] if self.items else list(self.groups.items())
        )
        sheets, first = [], 1
        for title, group in groups:
            sheets.append(GroupSheet(title, group, _rows(group.items, self.done, first=first)))
            first += len(group.items)
        return tuple(sheets)

    @property
    def progress(self) -> Progress:
        return sum((sheet.progress for sheet in self.sheets), Progress())

    @property
    def finished(self) -> bool:
        progress = self.progress
        return progress.total > 0 and progress.done == progress.total

    @property
    def dated_by_group(self) -> bool:
        """Whether every item stands in a group that says itself when it is due."""
        return bool(self.groups) and not self.items and all(group.due for group in self.groups.values())


class Checklists(RootModel[Annotated[tuple[Checklist, ...], Filled]]):
    """Checklists in the order in which they are worked through."""

    model_config = {"frozen": True}

    @property
    def progress(self) -> Progress:
        return sum((one.progress for one in self.root), Progress())

    @property
    def chapters(self) -> dict[str, tuple[Checklist, ...]]:
        """Lists under their chapters, in the order of first mention; the empty heading is for those without."""
        found: dict[str, tuple[Checklist, ...]] = {}
        for one in self.root:
            found[str(one.chapter or "")] = (*found.get(str(one.chapter or ""), ()), one)
        return found


def _rows(
    items: tuple[ChecklistItem, ...], inherited: bool, prefix: str = "", depth: int = 0, first: int = 1
) -> tuple[ItemRow, ...]:
    """Rows of items and all that is nested below them; only leaves count, and a leaf inherits `done` from above."""
    found: list[ItemRow] = []
    for number, item in enumerate(items, first):
        done = inherited if item.done is None else item.done
        inner = _rows(item.items, done, f"{prefix}{number}.", depth + 1)
        below = sum((row.progress for row in inner if row.depth == depth + 1), Progress())
        found += [ItemRow(item, f"{prefix}{number}", depth, below if inner else Progress(int(done), 1)), *inner]
    return tuple(found)
