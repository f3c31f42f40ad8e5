"""Rules that read people alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.core.text import Id
from launchbook.sections.people.model import DEEPEST, People


@rule("PE001", "own deputy", "danger")
@reports(say("{name} is their own deputy"), say("Name someone else."), at="deputy")
def own_deputy(people: People, plan: Plan) -> Iterable[Placed]:
    """A person is their own deputy.

    A deputy is who steps in when the person cannot. Name someone else.
    """
    return (person for id, person in people.root.items() if person.deputy is not None and str(person.deputy) == str(id))


@rule("PE002", "reporting line in a circle", "error")
def reporting_circle(people: People, plan: Plan) -> Iterator[Finding]:
    """Following `reports_to` leads back to the same person.

    The team cannot be drawn as a tree, and an escalation never ends. Remove one `reports_to`.
    """
    followed: set[str] = set()
    for id in people.root:
        chain: dict[str, None] = {}
        boss: str | None = str(id)
        while boss is not None and boss in people.root and boss not in chain and boss not in followed:
            chain[boss] = None
            above = people.root[Id(boss)].reports_to
            boss = None if above is None else str(above)
        followed |= chain.keys()
        if boss in chain:
            assert boss
            ids = list(chain)
            names = " → ".join(f"`{id}`" for id in [*ids[ids.index(boss) :], boss])
            yield finding(
                ("people", boss, "reports_to"),
                say("reporting line in a circle: {names}", names=names),
                say("Remove one `reports_to:`."),
            )


@rule("PE003", "head count is not a number", "gap", folded=True)
@reports(say("`{count}` people cannot be added up"), say("Write a number or a range: `2`, `1-2`, `5+`."), at="count")
def counted(people: People, plan: Plan) -> Iterable[Placed]:
    """`count` is not a number or a range of numbers.

    The team cannot be added up, so the page says "at least". Write `2`, `1-2` or `5+`; words belong to `note`.
    """
    return (person for person in people.root.values() if person.heads is None)


@rule("PE005", "reporting line too long", "error")
def drawable(people: People, plan: Plan) -> Iterator[Finding]:
    """More than forty people stand one above the other.

    No team is so deep: probably a list was written as a line. The tree is not drawn. Let them report to the same person.
    """
    if name := people.too_deep:
        yield finding(
            ("people", name, "reports_to"),
            say("{name} has more than {count} people above", name=people.root[name].name, count=DEEPEST - 1),
            say("Let them report to the same person."),
        )


@rule("PE010", "person called all", "error")
def nobody_is_all(people: People, plan: Plan) -> Iterator[Finding]:
    """A person or role has the id `all`.

    `participants: all` means everyone in `people:`, so nobody could tell which of the two is meant. Choose another id.
    """
    if "all" in people.root:
        yield finding(
            ("people", "all"),
            say("the id `all` stands for everyone, as in `participants: all`"),
            say("Choose another id, and write it wherever this one is referred to."),
            on_key=True,
        )
