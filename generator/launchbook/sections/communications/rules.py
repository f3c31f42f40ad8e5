"""Rules that read communications alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.sections.communications.model import Communications


@rule("CM001", "message without a sender", "gap", lacks="owner")
@reports(say("nobody sends `{label}`"), say("Add `owner:` with an id from `people:`."))
def owned(communications: Communications, plan: Plan) -> Iterable[Placed]:
    """A message has no owner.

    It is then sent by nobody, or by two people in different versions. Write `owner:` with an id from `people:`.
    """
    return (message for message in communications.messages if message.owner is None)


@rule("CM002", "message without a time", "gap")
@reports(say("`{label}` does not say when it is sent"), say("Add `at:`, or `phase: before`, `during` or `after`."))
def timed(communications: Communications, plan: Plan) -> Iterable[Placed]:
    """A message says neither when it is sent nor in which phase.

    A maintenance notice after the maintenance is worse than none. Write `at:`, or at least `phase:`.
    """
    return (message for message in communications.messages if message.at is None and message.phase is None)


@rule("CM003", "message on the wrong side of the launch", "error")
def right_side(communications: Communications, plan: Plan) -> Iterator[Finding]:
    """A message of the phase `before` is dated after the launch, or one of `after` before it.

    Either the phase or the date is wrong, and the sender follows one of the two. Correct the date, or leave `phase:`
    out: it follows from `at:`.
    """
    launch = plan.frame.launch.extent
    for message in communications.messages:
        if message.at is None:
            continue
        sent = plan.extent(message.at)
        if message.phase == "before" and launch.precedes(sent):
            text = say("`{message}` belongs before the launch, but is sent after it", message=message.label)
        elif message.phase == "after" and sent.precedes(launch):
            text = say("`{message}` belongs after the launch, but is sent before it", message=message.label)
        else:
            continue
        help, phase = say("Correct the date, or leave `phase:` out."), (say("the phase"), (*message.path, "phase"))
        yield finding((*message.path, "at"), text, help, related=(phase,))


@rule("CM004", "message to nobody in particular", "gap")
@reports(say("`{label}` does not say who receives it"), say("Add `audience:`, or `to:` with ids from `people:`."))
def addressed(communications: Communications, plan: Plan) -> Iterable[Placed]:
    """A message does not say who receives it.

    Somebody is forgotten, and nobody can be asked whether they have read it. Write `audience:` in words, or `to:` with ids
    from `people:`.
    """
    return (message for message in communications.messages if not (message.audience or message.to))
