"""People and roles."""

from __future__ import annotations

from typing import ClassVar

from pydantic import RootModel

from launchbook.core.model import Count, Model
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


class People(RootModel[dict[Id, Person]]):
    """People and roles by id."""

    model_config = {"frozen": True}
