"""Who runs the launch and who decides, in all places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, say
from launchbook.core.reference import PersonRef
from launchbook.core.section import finding, rule
from launchbook.sections.runsheet.model import Runsheet

_RUNS = re.compile(
    r"runs? (?:the )?(?:launch|release|rollout|move|migration|cut-?over)(?: day)?|(?:launch|release) (?:owner|lead|captain)"
    r"|(?:上线|发布|迁移|割接|切换)(?:总?负责人|总指挥)|统筹(?:上线|发布|割接|迁移|切换)|(?:上线|发布|割接)总?统筹",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    r"decides?(?: (?:on )?(?:the )?(?:go ?/ ?no[- ]?go|launch|release))?|go ?/ ?no[- ]?go (?:decision|decider)|(?:final )?decision maker"
    r"|拍板|(?:上线|发布|最终)?决策人?|(?:上线|发布)决定",
    re.IGNORECASE,
)


@rule("EV011", "two who run or decide it", "contradiction")
def one_person(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """`owner:` or `decider:` of the plan names one person, and by role or duty another one runs the launch, or decides; or the only
    go / no-go of the run sheet is somebody else's.

    On the day two people wait for each other. Correct one of the places. Where several people have the same duty, nothing is said.
    """
    head: Any = plan.head
    yield from _by_duty(plan, head.owner, _RUNS, say("runs the launch"), "owner")
    yield from _by_duty(plan, head.decider, _DECIDES, say("decides"), "decider")
    runsheet = plan.get(Runsheet)
    gates = runsheet.gates if runsheet else ()
    other = gates[0].decider if len(gates) == 1 else None
    if head.decider and other and other != head.decider and not _stands_in(plan, head.decider, other):
        yield finding(
            (*gates[0].path, "decider"),
            say("`{other}` decides here, and `{person}` decides on the plan", other=other, person=head.decider),
            say("Correct one of the two."),
            related=((say("who decides"), ("decider",)),),
        )


def _by_duty(
    plan: Plan, named: PersonRef | None, pattern: re.Pattern[str], does: Message, key: str
) -> Iterator[Finding]:
    people = {id: target.value for id, target in plan.targets.get("person", {}).items()}
    found = [
        (id, field) for id, person in people.items() for field in ("duty", "role") if _says(person, field, pattern)
    ]
    if (
        named is None
        or len({id for id, _ in found}) != 1
        or found[0][0] == str(named)
        or key not in plan.bundle.entries
    ):
        return
    id, field = found[0]
    person: Any = people[id]
    yield finding(
        (key,),
        say(
            "`{key}: {named}`, and by the line of the person it is {name} who {does}",
            key=key,
            named=named,
            name=person.name,
            does=does,
        ),
        say("Correct one of the two."),
        related=((say("the other"), (*person.path, field)),),
    )


def _says(person: Any, field: str, pattern: re.Pattern[str]) -> bool:
    """Whether a duty or role is that, or has it as one of its parts."""
    text = str(getattr(person, field, None) or "")
    return any(pattern.fullmatch(part.strip()) for part in re.split(r"[,，;；、/]| and |与|和", text))


def _stands_in(plan: Plan, decider: PersonRef, other: Any) -> bool:
    target: Any = plan.target(decider)
    return target is not None and target.value.deputy == other
