"""People and roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import RootModel

from launchbook.core.model import Model
from launchbook.core.reference import PersonRef
from launchbook.core.text import Email, Id, Phone, Text, Word


class Person(Model):
    """A person, or a role that several people fill. Short form: the name."""

    short: ClassVar[str | None] = "name"

    name: Word
    """The name, as it is called across a room."""
    role: Word | None = None
    """What they are in this launch."""
    duty: Text | None = None
    """What they are responsible for."""
    count: Word | None = None
    """How many people fill the role: `2`, `1-2`."""
    reports_to: PersonRef | None = None
    """Whom they report to; the team is drawn as a tree from it."""
    phone: Phone | None = None
    """A telephone number that is answered on launch day."""
    mail: Email | None = None
    """A mail address."""
    messenger: Word | None = None
    """An account in a messenger, with its name: `WeChat: li_gong`."""
    hours: Word | None = None
    """When they can be reached."""
    deputy: PersonRef | None = None
    """Who steps in."""
    note: Text | None = None
    """What else one should know."""


@dataclass(frozen=True, slots=True)
class Line:
    """A person with those who report to them."""

    person: Person
    reports: tuple[Line, ...]


class People(RootModel[dict[Id, Person]]):
    """People and roles by id."""

    model_config = {"frozen": True}

    @property
    def lines(self) -> tuple[Line, ...]:
        """The team as trees, from those who report to nobody here; empty where nobody reports to anyone."""
        below: dict[str, list[str]] = {}
        for name, person in self.root.items():
            if person.reports_to is not None:
                below.setdefault(str(person.reports_to), []).append(str(name))
        tops = [str(name) for name, person in self.root.items() if person.reports_to is None and str(name) in below]
        return tuple(self._line(name, below) for name in tops)

    def _line(self, name: str, below: dict[str, list[str]]) -> Line:
        return Line(self.root[Id(name)], tuple(self._line(report, below) for report in below.get(name, ())))
