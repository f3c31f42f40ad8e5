"""Emergency lines, groups, vendors, escalation levels and the duty roster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from launchbook.core.blank import placeholder
from launchbook.core.headings import Items, Listed, Phones
from launchbook.core.items import Anchored
from launchbook.core.links import Link
from launchbook.core.model import Model, refusal
from launchbook.core.plan import Plan
from launchbook.core.problem import Message, say
from launchbook.core.quantity import Duration
from launchbook.core.reference import OwnerRef, People, PersonRef
from launchbook.core.rows import Row
from launchbook.core.text import Email, Text, Word
from launchbook.core.time import Span

Open = Literal["name", "phone", "mail", "messenger"]


class Contact(Anchored):
    """Somebody to call. Short form: the id of a person, whose number and role then stand here too."""

    short: ClassVar[str | None] = "person"

    person: PersonRef | None = None
    """The person or role in `people`; what is left out here is taken from there."""
    name: Word | None = None
    """The name of a person or a line that is not in `people`: `Duty desk`."""
    role: Word | None = None
    """Their role in the launch."""
    phone: Phones = ()
    """The number to call, or several, the first to be called first; `TBD` while nobody knows it."""
    mail: Email | None = None
    """A mail address."""
    messenger: Word | None = None
    """An account in a messenger, with its name: `WeChat: li_gong`."""
    hours: Word | None = None
    """When the number is answered."""
    purpose: Text | None = Field(default=None, alias="for")
    """When to call them, and about what."""
    note: Text | None = None
    """What else the caller should know."""
    to_fill: Listed[Open] = ()
    """What is still to be filled in. `TBD` in its place, or `待填`, says the same: `phone: TBD`. An open `name` is open
    even where the person behind it is known by their role; a number that the person has is still shown."""

    @model_validator(mode="before")
    @classmethod
    def _placeholders(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        open_keys = [key for key in get_args(Open) if placeholder(data.get(key))]
        if not open_keys or not isinstance(written := data.get("to_fill") or [], list):
            return data
        rest = {key: value for key, value in data.items() if key not in open_keys}
        return rest | {"to_fill": list(dict.fromkeys([*written, *open_keys]))}

    @model_validator(mode="after")
    def _has_name(self) -> Contact:
        if not self.label:
            raise refusal(
                say("a contact names nobody"),
                say("Give it a `person` from `people:`, a `name`, or at least a `role`."),
            )
        return self

    def row_title(self, plan: Plan, parent: Row) -> str | Message:
        """The name given here, else that of the person in `people`, else the label."""
        target = plan.target(self.person) if self.person else None
        return self.name or (getattr(target.value, "name", "") if target else "") or self.label

    @property
    def label(self) -> str:
        return self.person or self.name or self.role or ""

    def completed(self, plan: Plan) -> Self:
        """The contact, with what it leaves out taken from its person in `people`. Without a name, the role is the name."""
        person = plan.targets["person"][str(self.person)].value if self.person else None
        known = {key: getattr(self, key) or getattr(person, key, getattr(self, key)) for key in _KEYS}
        if "name" in self.to_fill and known["name"] and not self.name:
            known |= {"role": self.role or known["name"], "name": None}
        open_keys = (*self.to_fill, *getattr(person, "to_fill", ()))
        to_fill = tuple(key for key in get_args(Open) if key in open_keys and not known[key])
        name = known["name"] or known["role"] or Word(self.label)
        role = None if known["role"] == name else known["role"]
        return self.model_copy(update={**known, "name": name, "role": role, "to_fill": to_fill})


_KEYS = ("name", "role", "phone", "mail", "messenger", "hours")


class Vendor(Contact):
    """A company that something of the launch depends on. Short form: its name."""

    short: ClassVar[str | None] = "company"

    company: Word
    """The company or platform."""
    channel: Text | None = None
    """Where a problem is reported: the ticket system, the support group."""
    contract: Text | None = None
    """The contract, customer or account number that they ask for; never a password."""
    sla: Text | None = None
    """The agreed service level: how fast they answer, and when."""

    @property
    def label(self) -> str:
        return self.company


class Group(Anchored):
    """A chat group or conference in which the launch is talked about. Short form: its name."""

    short: ClassVar[str | None] = "name"
    row_label: ClassVar[str] = "name"

    name: Word
    """The group's name, as it is searched for."""
    channel: Word | None = None
    """What it runs on: WeChat, DingTalk, Feishu, Slack, a conference number; `TBD` while it is open."""
    link: Link | None = None
    """An address that leads into it."""
    purpose: Text | None = Field(default=None, alias="for")
    """What belongs there, and what does not."""
    members: People = ()
    """Who must be in it, by their ids, or `all`."""

    @property
    def open(self) -> bool:
        """Whether its channel is still to be filled in."""
        return placeholder(self.channel)


class Level(Anchored):
    """A level of escalation: whom to involve next when nothing has moved."""

    row_label: ClassVar[str] = "level"

    level: Word
    """The level's name: `L1`, `P0`, `manager`."""
    after: Duration | None = None
    """How long after the alarm it is reached, counted from the alarm, not from the level before. Left out, it comes
    after the level before it, the first at once."""
    to: OwnerRef | None = None
    """Who is then informed, and takes it on."""
    outside: Text | None = None
    """A body outside `people` that is then informed, in words: a vendor, the group's duty desk."""
    how: Text | None = None
    """How they are reached: a call, a message to a group."""


class Duty(Anchored):
    """A stretch of the duty roster."""

    row_kind: ClassVar[str] = "duty"
    row_times: ClassVar[Mapping[str, str]] = {"at": "duty"}
    at: Span
    """From when to when."""
    who: OwnerRef
    """Who answers."""
    backup: PersonRef | None = None
    """Who answers if they do not."""
    role: Word | None = None
    """Which duty it is, where several run side by side: `database`, `support`. Gaps are looked for within each."""
    note: Text | None = None
    """What to know about this stretch: where they are, what is handed over."""

    @property
    def label(self) -> str:
        return " ".join(str(part) for part in (self.at, self.role, self.who) if part)

    def row_title(self, plan: Plan, parent: Row) -> str | Message:
        return self.role or say("on duty")


class Contacts(Model):
    """Whom to call. Short form: the emergency list."""

    short: ClassVar[str | None] = "emergency"

    emergency: Items[Contact] = ()
    """Whom to call in an emergency, in the order in which they are called."""
    project: Items[Contact] = ()
    """Whom to ask about the project when it is no emergency."""
    escalation: Items[Level] = ()
    """Who is involved next when a problem is not solved in time, each level later than the one before."""
    duty: Items[Duty] = ()
    """Who is on duty when."""
    groups: Items[Group] = ()
    """Chat groups and conferences."""
    vendors: Items[Vendor] = ()
    """Platforms, providers and other companies, with their channels."""
    note: Text | None = None
    """What else to know before calling."""
