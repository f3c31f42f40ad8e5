"""What stops a piece of work at once, who is then called, and where to go on."""

from __future__ import annotations

from typing import Annotated

from launchbook.core.headings import Items, Listed
from launchbook.core.items import Condition
from launchbook.core.ladder import Rung
from launchbook.core.reference import PersonRef
from launchbook.core.steps import Goto
from launchbook.core.text import Text


class StopCondition(Condition):
    """Something on which everything is stopped at once. Short form: the sentence."""

    action: Text | None = None
    """What is then done: `set the service to read-only`."""
    call: Listed[PersonRef] = ()
    """Who is called at once: one person, or several in turn."""
    goto: Goto | None = None
    """Where to go on from there: a step, a procedure, a section of the plan (`rollback`) or an entry of it."""


Stops = Annotated[Items[StopCondition], Rung("", takes=("alert", "rollback"))]
"""Conditions of which each one stops the work."""
