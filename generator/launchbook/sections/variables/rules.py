"""Rules that read variables, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.core.time import Extent
from launchbook.core.variables import uses
from launchbook.sections.variables.model import Variables


@rule("VA004", "used before it is filled in", "contradiction")
def filled_in_time(variables: Variables, plan: Plan) -> Iterator[Finding]:
    """A step uses a blank that is due only after the step begins.

    Who is at the step finds the gap, and nobody whose turn it is to fill it. Write an earlier `due:`, or do the step later.
    """
    for variable in variables.root.values():
        if variable.value is not None or variable.due is None:
            continue
        due = plan.extent(variable.due)
        for row in uses(plan).get(variable.name, ()):
            if row.around and Extent.moment(row.around.start.at).precedes(due):
                yield finding(
                    (*variable.path, "due"),
                    say("`{name}` is used before it is due", name=variable.name),
                    say("Write an earlier `due:`, or do later what uses it."),
                    related=((say("used here"), row.path),),
                )
                break


@rule("VA005", "variable never used", "gap", folded=True)
def used(variables: Variables, plan: Plan) -> Iterator[Finding]:
    """No text and no command uses a variable.

    Who changes it believes that something follows. Write `${name}` where the value stands, or remove the variable.
    """
    for variable in variables.root.values():
        if not (variable.secret or uses(plan).get(variable.name)):
            yield finding(
                variable.path,
                say("`{name}` is never used", name=variable.name),
                say("Write `{place}` where its value stands, or remove it.", place=f"${{{variable.name}}}"),
                on_key=True,
            )


@rule("VA006", "nobody fills it in", "gap", folded=True)
@reports(say("nobody is named who fills in `{name}`"), say("Write `owner:` and `due:`."), on_key=True)
def has_owner(variables: Variables, plan: Plan) -> Iterable[Placed]:
    """A blank has no `owner:`.

    What everybody may fill in nobody fills in, and launch night meets the gap. Write who does, and until when.
    """
    return (variable for variable in variables.blanks if variable.owner is None)
