"""A procedure: its steps, what it takes in, what limits it, and how it may come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from launchbook.core.gates import GoNoGo
from launchbook.core.headings import Items
from launchbook.core.inputs import Input
from launchbook.core.items import Anchored, ChecklistItem, Prohibition
from launchbook.core.links import Link
from launchbook.core.quantity import Duration
from launchbook.core.reference import OwnerRef
from launchbook.core.steps import Goto, Limit, Outcomes, Step
from launchbook.core.stops import Stops
from launchbook.core.text import Prose, Text, Word
from launchbook.core.time import Span


class Procedure(Anchored):
    """A procedure. Short form: the list of its steps."""

    short: ClassVar[str | None] = "steps"
    row_kind: ClassVar[str] = "procedure"
    row_expects: ClassVar[bool] = True
    row_letters: ClassVar[Mapping[str, str]] = {"prerequisites": "Q"}
    row_times: ClassVar[Mapping[str, str]] = {"at": "procedure"}

    title: Text | None = None
    """What it does; in a mapping of procedures, the key where left out."""
    group: Word | None = None
    """A heading to list it under, with the others of that group: `Review`, `Deployment`."""
    purpose: Text | None = None
    """What it is for, and what is true at its end."""
    when: Text | None = None
    """In which case it is used."""
    at: Span | None = None
    """When it is carried out, where that is known."""
    owner: OwnerRef | None = None
    """Who carries it out, and does every step that names nobody else."""
    takes: Text | None = None
    """How long it usually takes, in words: `1–3 working days`."""
    within: Duration | None = None
    """How long it may take from the first step to the last."""
    prerequisites: Items[ChecklistItem] = ()
    """What must be true before the first step; numbered P1, P2, …."""
    inputs: dict[Text, Input] = Field(default_factory=dict)
    """What is to be at hand or filled in, by name: `version: v1.0.0`."""
    limits: dict[Text, Limit] = Field(default_factory=dict)
    """Limits that must be kept, by name: `package: "< 2MB"`."""
    do_not: Items[Prohibition] = ()
    """What must not be done: `restart the service`. Drawn behind a sign and the words “do not”."""
    stop_if: Stops = ()
    """On what everything is stopped at once, and who is then called: sentences, or metrics with a threshold."""
    steps: Items[Step] = ()
    """The steps, in order."""
    exit_gate: GoNoGo | None = None
    """A go / no-go decision behind its last step: what follows is begun on a go."""
    outcomes: Outcomes = Field(default_factory=dict)
    """How the whole may come out, by name; drawn as branches behind its last step."""
    goto: Goto | None = None
    """Where to go on after the last step: another procedure, or a section of the plan; left out, it ends."""
    link: Link | None = None
    """Where it is done, or described in full."""
    note: Prose | None = None
    """What else one should know."""

    @property
    def label(self) -> Text:
        return Text(self.title or self.purpose or "")

    @property
    def key(self) -> str:
        """Its key in a mapping of procedures; empty in a list."""
        return str(self.path[-1]) if isinstance(self.path[-1], str) else ""

    @property
    def filled(self) -> bool:
        """Whether there is anything to do: steps, or things to have at hand, to make true or to keep."""
        return bool(self.steps or self.exit_gate or self.outcomes or self.inputs or self.prerequisites or self.limits)

    @property
    def provided(self) -> bool:
        """Whether any of its inputs says who provides it."""
        return any(input.owner for input in self.inputs.values())


class ListedProcedure(Procedure):
    """A procedure in a list, where no key gives it a title."""

    short: ClassVar[str | None] = None

    title: Text
    """What it does."""
