"""Named checklists, with groups, nested items, pause points and sign lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, RootModel, model_validator

from launchbook.core.entry import Entry, State, part_title
from launchbook.core.groups import grouped
from launchbook.core.headings import Items, Listed
from launchbook.core.items import Anchored, ChecklistItem, Phase, done_state
from launchbook.core.ladder import Rung
from launchbook.core.model import Filled, Flag, Model, refusal
from launchbook.core.plan import Plan
from launchbook.core.problem import Message, say
from launchbook.core.reference import OwnerRef, PersonRef
from launchbook.core.rows import Row
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
    def _has_label_or_person(self) -> SignLine:
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
    items: Annotated[Items[ChecklistItem], Rung("gate")] = ()
    """The items."""

    def row_title(self, plan: Plan, parent: Row) -> str | Message:
        return part_title(parent.title, str(self.path[-1]))


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
    items: Annotated[Items[ChecklistItem], Rung("gate")] = ()
    """Items outside groups; they come first."""
    groups: dict[Text, ItemGroup] = Field(default_factory=dict)
    """Groups of items by heading."""
    signs: Listed[SignLine] = ()
    """Who signs at the end of the sheet; left out, the owner."""

    def row_state(self, plan: Plan) -> State | None:
        return done_state(self.done)

    @property
    def dated_by_group(self) -> bool:
        """Whether all items stand in groups that have a `due:` of their own."""
        return bool(self.groups) and not self.items and all(group.due for group in self.groups.values())


class Checklists(RootModel[Annotated[tuple[Checklist, ...], Filled]]):
    """Checklists in the order in which they are worked through."""

    model_config = {"frozen": True}

    @property
    def chapters(self) -> Mapping[str, list[Checklist]]:
        """The lists by chapter, in the order of first mention; the empty text is the key of those without."""
        return grouped((str(checklist.chapter or ""), checklist) for checklist in self.root)
