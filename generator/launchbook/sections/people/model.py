"""People and roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar, Literal

from pydantic import RootModel, model_validator

from launchbook.core.blank import placeholder
from launchbook.core.entry import Entry
from launchbook.core.groups import grouped
from launchbook.core.headings import Listed, Phones
from launchbook.core.reference import PersonRef
from launchbook.core.text import Email, Id, Text, Word
from launchbook.core.units import plain_words

DEEPEST = 40
"""Maximum depth of the reporting lines; more cannot be drawn."""
_HEADS = re.compile(r"(\d{1,6})(?:\s*(?:-|–|—|~|to|至|到)\s*(\d{1,6}))?\s*(\+)?\s*(?:people|persons?|人|名|位)?")


@dataclass(frozen=True, slots=True)
class Heads:
    """How many people: a number, a range, or a least number."""

    low: int = 0
    high: int = 0
    open: bool = False
    """Whether it may be more: `5+`."""

    def __add__(self, other: Heads) -> Heads:
        return Heads(self.low + other.low, self.high + other.high, self.open or other.open)

    def __str__(self) -> str:
        return (f"{self.low}" if self.low == self.high else f"{self.low}–{self.high}") + ("+" if self.open else "")


class Person(Entry):
    """A person, a role that several people fill, or a team. Short form: the name."""

    short: ClassVar[str | None] = "name"
    row_label: ClassVar[str] = "name"
    row_kind: ClassVar[str] = "person"
    roles: ClassVar[Mapping[str, str]] = {"reports_to": ""}

    name: Word
    """The name that colleagues use."""
    role: Word | None = None
    """Their role in this launch."""
    duty: Text | None = None
    """What they are responsible for."""
    count: Word | None = None
    """How many people fill the role or make up the team: `2`, `1-2`, `5+`. The work that is theirs is held against it."""
    reports_to: PersonRef | None = None
    """The person they report to; the team is drawn as a tree from it."""
    phone: Phones = ()
    """The telephone number that is answered on launch day, or several in the order in which they are called; `TBD` or
    `待填` while nobody knows it."""
    mail: Email | None = None
    """A mail address; `TBD` while nobody knows it."""
    messenger: Word | None = None
    """An account in a messenger, with its name: `WeChat: li_gong`."""
    hours: Word | None = None
    """When they can be reached."""
    deputy: PersonRef | None = None
    """Who steps in."""
    note: Text | None = None
    """What else one should know."""
    to_fill: Listed[Literal["phone", "mail"]] = ()
    """What is still to be filled in. `TBD` in its place says the same: `phone: TBD`."""

    @model_validator(mode="before")
    @classmethod
    def _placeholder(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        opened = [key for key in ("phone", "mail") if placeholder(data.get(key))]
        if not opened or not isinstance(written := data.get("to_fill") or [], (list, str)):
            return data
        said = [written] if isinstance(written, str) else written
        rest = {key: value for key, value in data.items() if key not in opened}
        return rest | {"to_fill": list(dict.fromkeys([*said, *opened]))}

    @property
    def heads(self) -> Heads | None:
        """How many people this is; None where `count` is not a number."""
        if self.count is None:
            return Heads(1, 1)
        match = _HEADS.fullmatch(plain_words(self.count).lower())
        if not match or int(match[2] or match[1]) < int(match[1]):
            return None
        return Heads(int(match[1]), int(match[2] or match[1]), bool(match[3]))


@dataclass(frozen=True, slots=True)
class ReportingTree:
    """A person with those who report to them."""

    person: Person
    reports: tuple[ReportingTree, ...]

    @property
    def heads(self) -> Heads:
        """How many people this branch has."""
        return total_heads(self.members)

    @property
    def members(self) -> Iterator[Person]:
        """The person and everyone below."""
        yield self.person
        for tree in self.reports:
            yield from tree.members

    @property
    def depth(self) -> int:
        """How many levels the branch has."""
        return 1 + max((tree.depth for tree in self.reports), default=0)


def total_heads(people: Iterable[Person]) -> Heads:
    """How many people these are together. A `count` that is no number counts as at least one."""
    return reduce(Heads.__add__, (person.heads or Heads(1, 1, True) for person in people), Heads())


class People(RootModel[dict[Id, Person]]):
    """People and roles by id."""

    model_config = {"frozen": True}

    @property
    def too_deep(self) -> Id | None:
        """The id of the first person with more people above than can be drawn."""
        for id, person in self.root.items():
            boss, count = person.reports_to, 0
            while boss is not None and str(boss) in self.root and count <= DEEPEST:
                boss, count = self.root[Id(boss)].reports_to, count + 1
            if boss is None and count >= DEEPEST:
                return id
        return None

    @property
    def lines(self) -> tuple[ReportingTree, ...]:
        """The reporting trees of those who report to nobody themselves; empty where nobody reports to anyone."""
        if self.too_deep:
            return ()
        reports = grouped((str(person.reports_to or ""), id) for id, person in self.root.items())
        return tuple(self._tree(id, reports) for id in reports.get("", ()) if id in reports)

    @property
    def depth(self) -> int:
        """How many levels the team has."""
        return max((tree.depth for tree in self.lines), default=0)

    @property
    def team(self) -> tuple[Person, ...]:
        """Everyone in the trees."""
        return tuple(person for tree in self.lines for person in tree.members)

    @property
    def heads(self) -> Heads:
        """How many people the team has."""
        return total_heads(self.team)

    def _tree(self, id: Id, reports: Mapping[str, list[Id]]) -> ReportingTree:
        return ReportingTree(self.root[id], tuple(self._tree(report, reports) for report in reports.get(id, ())))
