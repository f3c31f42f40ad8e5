"""One way up in all places: the levels of the contacts, the escalation of alerts, and those of incidents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from launchbook.core.headings import runs
from launchbook.core.plan import Plan
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.quantity import Duration
from launchbook.core.section import finding, rule
from launchbook.sections.contacts.model import Contacts
from launchbook.sections.monitoring.model import Monitoring
from launchbook.sections.risks.model import Risks


@dataclass(frozen=True, slots=True, eq=False)
class Called:
    """Somebody who is told at one level of an escalation."""

    person: str
    path: Path
    after: Duration | None


@dataclass(frozen=True, slots=True, eq=False)
class WayUp:
    """An escalation: who is told one after the other."""

    title: Message
    levels: Mapping[str, Called]
    """The first level of each person, in order."""


@rule("EV013", "two escalations disagree", "contradiction")
def one_way_up(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Two escalations of a plan tell the same two people in another order, or one person after another time.

    The levels under `contacts:`, the escalation of alerts under `monitoring:`, and that of a playbook are compared. At night somebody
    reads the one that is open, and the other two wait for a call. Give them one order and one time, or keep only one of them. Playbooks
    may be faster than the others; lists with headings are not compared.
    """
    ways = [] if plan.head.status in OVER else list(_ways(plan))
    general = [way for way, playbook in ways if not playbook]
    for first, second in combinations(general, 2):
        yield from _disagree(first, second, playbook=False)
    for way in (way for way, playbook in ways if playbook):
        yield from next((found for first in general if (found := list(_disagree(first, way, playbook=True)))), ())


def _disagree(first: WayUp, second: WayUp, playbook: bool) -> Iterator[Finding]:
    """The first thing in which two escalations disagree."""
    both = [person for person in second.levels if person in first.levels]
    theirs = [person for person in first.levels if person in second.levels]
    turned = next((person for person, other in zip(both, theirs, strict=True) if person != other), None)
    if turned and len(both) > 1:
        other = theirs[both.index(turned)]
        yield finding(
            (*second.levels[turned].path, "to") if not playbook else second.levels[turned].path,
            say("{second} tells `{person}` before `{other}`, and {first} `{other}` before `{person}`", second=second.title,
                person=turned, other=other, first=first.title),
            say("Give them one order, or keep only one of the two."),
            related=((say("the other escalation"), first.levels[other].path),),
        )  # fmt: skip
        return
    for person in () if playbook else both:
        here, there = second.levels[person].after, first.levels[person].after
        if here and there and here.total != there.total:
            yield finding(
                (*second.levels[person].path, "after"),
                say("{second} tells `{person}` after {here}, and {first} after {there}", second=second.title, person=person,
                    here=here, first=first.title, there=there),
                say("Give them one time, or keep only one of the two."),
                related=((say("the other escalation"), (*first.levels[person].path, "after")),),
            )  # fmt: skip
            return


def _ways(plan: Plan) -> Iterator[tuple[WayUp, bool]]:
    """The escalations of a plan, each with whether it is that of one kind of incident."""
    contacts, monitoring, risks = plan.get(Contacts), plan.get(Monitoring), plan.get(Risks)
    if contacts and len(runs(contacts.escalation)) == 1:
        levels = [Called(str(level.to), level.path, level.after) for level in contacts.escalation if level.to]
        yield _way(say("the escalation of the contacts"), levels), False
    if monitoring and len(runs(monitoring.escalation)) == 1:
        levels = [Called(str(step.to), step.path, step.after) for step in monitoring.escalation if step.to]
        yield _way(say("the escalation of alerts"), levels), False
    for playbook in risks.playbooks if risks else ():
        levels = [Called(str(each.person), each.path, each.after) for each in playbook.escalation if each.person]
        yield _way(say("the playbook “{title}”", title=playbook.title), levels), True


def _way(title: Message, levels: Sequence[Called]) -> WayUp:
    first: dict[str, Called] = {}
    for level in levels:
        first.setdefault(level.person, level)
    return WayUp(title, first)
