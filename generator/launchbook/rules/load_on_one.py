"""One person who carries nearly everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.reference import PersonRef
from launchbook.core.section import finding, rule

MOST, FEWEST = 0.6, 8


@rule("PE007", "one person carries nearly everything", "danger")
def load_on_one(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """One person owns more than 60 % of all owned steps and items (at least 8), and has no deputy.

    If that person is ill, asleep or on a train, the launch stands still, and nobody has the second look. Name a
    `deputy:` in `people:`, or give steps to others.
    """
    work = (row for row in plan.rows if row.kind in ("step", "item"))
    owned: Counter[PersonRef] = Counter(row.owner for row in work if row.owner and row.ownership != "inherited")
    for ref, count in owned.items():
        person = plan.target(ref)
        if person is None or not _alone(person.value) or count < FEWEST or count <= MOST * owned.total():
            continue
        yield finding(
            (person.section, str(ref)),
            say(
                "{name} owns {count} of {total} steps and items, and nobody can step in",
                name=getattr(person.value, "name", ref),
                count=count,
                total=owned.total(),
            ),
            say("Name a `deputy:`, or give steps to others."),
            on_key=True,
        )


def _alone(person: Any) -> bool:
    """Whether nobody can step in: it is one person, without a deputy."""
    return person.deputy is None and person.heads is not None and not person.heads.open and person.heads.high == 1
