"""Rules that read the head alone."""

from __future__ import annotations

from collections.abc import Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import found, rule
from launchbook.sections.head.model import Head


@rule("HD001", "launch on a weekend")
def launch_on_weekend(head: Head, plan: Plan) -> Iterator[Finding]:
    """The launch falls on a Saturday or Sunday.

    Fewer people are at work when something goes wrong, and vendors answer later. Where it is meant, name who is on
    duty in `contacts:`. Otherwise move `launch:` to a working day.
    """
    if plan.frame.launch.precision != "month" and plan.frame.day.weekday() >= 5:
        day = say("a Saturday") if plan.frame.day.weekday() == 5 else say("a Sunday")
        yield found(
            ("launch",),
            say("the launch is on {day}", day=day),
            say("Make sure that everyone needed is on duty, or move it."),
        )


@rule("HD002", "nobody owns the plan")
def owned(head: Head, plan: Plan) -> Iterator[Finding]:
    """The plan names no owner.

    Without one person who keeps the plan, nobody is asked when it contradicts itself. Write `owner:` with an id from
    `people:`.
    """
    if head.owner is None:
        yield found(
            ("title",), say("nobody owns this plan"), say("Add `owner:` with an id from `people:`."), on_key=True
        )


@rule("HD003", "nobody decides")
def decided(head: Head, plan: Plan) -> Iterator[Finding]:
    """The plan does not say who decides go or no-go.

    On the day, a decision that nobody owns is taken late or twice. Write `decider:` with an id from `people:`.
    """
    if head.decider is None:
        yield found(
            ("title",), say("nobody decides go or no-go"), say("Add `decider:` with an id from `people:`."), on_key=True
        )
