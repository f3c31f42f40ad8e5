"""Rules that read people alone."""

from __future__ import annotations

from collections.abc import Iterator

from launchbook.core.folding import folded
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import found, rule
from launchbook.core.text import Id
from launchbook.sections.people.model import People


@rule("PE001", "own deputy")
def own_deputy(people: People, plan: Plan) -> Iterator[Finding]:
    """A person is their own deputy.

    A deputy is who steps in when the person cannot. Name someone else.
    """
    for name, person in people.root.items():
        if person.deputy is not None and str(person.deputy) == str(name):
            yield found(
                ("people", name, "deputy"),
                say("{name} is their own deputy", name=person.name),
                say("Name someone else."),
            )


@rule("PE002", "reporting line in a circle", severity="error")
def reporting_circle(people: People, plan: Plan) -> Iterator[Finding]:
    """Following `reports_to` leads back to the same person.

    The team cannot be drawn as a tree, and an escalation never ends. Remove one `reports_to`.
    """
    reported: set[str] = set()
    for start in people.root:
        chain = [str(start)]
        while (boss := people.root[Id(chain[-1])].reports_to) and str(boss) in people.root:
            chain.append(str(boss))
            if chain.count(str(boss)) > 1:
                break
        if len(chain) > 1 and chain[-1] == str(start) and not reported.intersection(chain):
            reported.update(chain)
            names = " → ".join(f"`{name}`" for name in chain)
            yield found(
                ("people", start, "reports_to"),
                say("reporting line in a circle: {names}", names=names),
                say("Remove one `reports_to:`."),
            )


@rule("PE003", "head count is not a number")
@folded
def counted(people: People, plan: Plan) -> Iterator[Finding]:
    """`count` is not a number or a range of numbers.

    The team cannot be added up, so the page says "at least". Write `2`, `1-2` or `5+`; words belong to `note`.
    """
    for name, person in people.root.items():
        if person.heads is None:
            yield found(
                ("people", name, "count"),
                say("`{count}` people cannot be added up", count=person.count),
                say("Write a number or a range: `2`, `1-2`, `5+`."),
            )


@rule("PE004", "telephone to be filled in")
@folded
def phones_known(people: People, plan: Plan) -> Iterator[Finding]:
    """The telephone number of somebody is still a placeholder.

    It stands on every page that names them, and is looked for at night. Fill it in before the launch.
    """
    for name, person in people.root.items():
        if "phone" in person.to_fill:
            yield found(
                ("people", name, "phone"),
                say("the telephone number of {name} is still to be filled in", name=person.name),
                say("Fill it in before the launch."),
            )
