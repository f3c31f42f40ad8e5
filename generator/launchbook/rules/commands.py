"""Blanks in commands that make the command fail when it is pasted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from launchbook.core.letters import in_command
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding
from launchbook.core.section import finding, rule


@rule("TX006", "blank that a shell does not know")
def blanks_in_commands(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A command holds a no-break space, an ideographic space, or another blank that looks like a plain one.

    Word processors and chat programs put them in. A shell takes them for letters: `kubectl get` becomes one word, and the
    command fails when it is pasted. Type the blank again. In prose such blanks may stand.
    """
    for path, value in plan.values:
        if path[-1] == "command":
            suspects = {
                str(value)[suspect.at : suspect.at + suspect.length]: suspect for suspect in in_command(str(value))
            }
            for blank, suspect in suspects.items():
                yield finding(path, suspect.message, suspect.help, part=blank)
