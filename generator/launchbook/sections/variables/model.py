"""Variables: named values that texts use as `${name}`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, RootModel, model_validator

from launchbook.core.entry import Entry, State
from launchbook.core.problem import Message, Rejected, say
from launchbook.core.reference import OwnerRef
from launchbook.core.rows import Row
from launchbook.core.text import BAD_TEXT, Id, Text, Word, refused
from launchbook.core.time import Moment
from launchbook.core.variables import uses


class VariableName(Id):
    """The name of a variable: letters of any script, digits, and `_`, as it stands in `${name}`."""

    FORM = "the name of a variable"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("stable_tag", "project_ref")
    PATTERN = r"^[^\W\d_]\w{0,63}$"
    SHAPE = re.compile(r"[^\W\d_]\w{0,63}")
    HELP = say(
        "A name begins with a letter, and has at most 64 letters, digits and `_`: a shell reads `-` as something else."
    )


class Variable(Entry):
    """A value that texts and commands use as `${name}`. Short form: the value. Without a value it is a blank to fill in."""

    short: ClassVar[str | None] = "value"
    row_kind: ClassVar[str] = "variable"
    row_label: ClassVar[str] = "name"
    row_times: ClassVar[Mapping[str, str]] = {"due": "variable due"}

    value: Word | None = None
    """The value, put in as if it were written there. Other variables may stand in it: `${project_ref}.example.com`."""
    means: Text | None = None
    """What it is."""
    owner: OwnerRef | None = None
    """Who fills it in."""
    due: Moment | None = None
    """When it must be filled in."""
    form: Text | None = None
    """How it must look."""
    example: Word | None = None
    """An example of a value."""
    secret: Text | None = None
    """Where it is kept, if it is a secret: a password, a key. It then has no value here, and no page remembers what is typed for it."""
    note: Text | None = None
    """What else one should know."""

    @model_validator(mode="after")
    def _keeps_secrets(self) -> Variable:
        if self.secret and self.value is not None:
            message = say("a secret has no value in a plan, which is published and kept in a repository")
            help = say("Remove the value, change the secret, and write in `secret:` where it is kept.")
            raise refused(Rejected(BAD_TEXT, message, help), at=("value",), on_key=True)
        return self

    @property
    def name(self) -> str:
        """Its name; empty before the plan is linked."""
        return str(self.path[-1]) if self.path else ""

    def row_title(self, plan: Any, parent: Any) -> str | Message:
        """Its name; what is to be done where it is a blank."""
        return self.name if self.value is not None or self.secret else say("Fill in {name}", name=Word(self.name))

    def row_state(self, plan: Any) -> State | None:
        """A secret is never filled in: it is asked for."""
        return None if self.secret else "planned" if self.value is None else "done"


Written = Annotated[
    Variable, BeforeValidator(lambda data: {} if data is None else data, json_schema_input_type=Variable | None)
]
"""A name with nothing behind it is a blank."""


class Variables(RootModel[dict[VariableName, Written]]):
    """Variables by name."""

    model_config = {"frozen": True}

    @property
    def blanks(self) -> tuple[Variable, ...]:
        """Those without a value that are no secrets."""
        return tuple(one for one in self.root.values() if one.value is None and not one.secret)

    def uses(self, plan: Any) -> Mapping[str, Sequence[Row]]:
        """By name, the rows in whose texts each stands."""
        return uses(plan)
