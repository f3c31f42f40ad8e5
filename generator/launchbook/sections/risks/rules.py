"""Rules that read the risks and their playbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Names, Path, say
from launchbook.core.quantity import Duration
from launchbook.core.routes import sum_of
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.core.steps import minutes
from launchbook.sections.risks.items import Risk
from launchbook.sections.risks.model import Risks


@rule("RK001", "serious risk without an owner", "gap", folded=True, lacks="owner")
def owned(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A risk that is high or very high names nobody who watches it.

    What everybody worries about, nobody looks after. Write `owner:` with an id from `people:`; the owner of the
    register only keeps the list.
    """
    serious = [risk for risk in risks.all if risk.serious]
    bare = [risk for risk in serious if risk.owner is None]
    if 2 < len(bare) == len(serious):
        message = say("none of the {count} serious risks has an owner", count=len(serious))
        help = say("Add `owner:` to each; the worst is “{title}”.", title=max(bare, key=lambda risk: risk.weight).title)
        yield finding(("risks", "register"), message, help, on_key=True)
        return
    for risk in bare:
        help = say("Add `owner:` with an id from `people:`.")
        yield finding(risk.path, say("nobody owns the risk “{title}”", title=risk.title), help)


@rule("RK002", "serious risk without mitigation", "danger", folded=True)
@reports(
    say("nothing is done about the risk “{title}”"),
    say("Add `mitigation:`, or `status: accepted` if it is lived with."),
)
def mitigated(risks: Risks, plan: Plan) -> Iterable[Placed]:
    """A risk that is high or very high says nothing about what is done against it.

    Writing a risk down makes it no smaller. Say in `mitigation:` what is done beforehand; where that is nothing, and on
    purpose, write `status: accepted`.
    """
    bare = (risk for category, listed in risks.groups.items() if not risks.measures_for(category) for risk in listed)
    return (risk for risk in bare if risk.serious and risk.status != "accepted" and not risk.mitigation)


@rule("RK014", "measures for no risk", "gap")
def fitting(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """`measures:` has a heading that is no category of the register.

    Then nobody sees them beside the risks that they are against. Write the heading as it stands in `register:`.
    """
    for category, measures in risks.shared.items():
        if category and category not in risks.groups:
            near = get_close_matches(category, risks.groups, 1, 0.6)
            yield finding(
                measures[0].path[:-1],
                say("`{heading}` is no category of the register", heading=category),
                *(say("Did you mean `{name}`?", name=name) for name in near),
                say("Categories: {names}.", names=Names(list(filter(None, risks.groups)), 12)),
                on_key=True,
            )


@rule("RK003", "risk without a rating", "gap", folded=True)
def rated(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A risk does not say how likely it is, or how bad.

    It has no place in the matrix, and nobody knows whether to worry. Write `probability:` and `impact:` as `low`,
    `medium`, `high`, or 低, 中, 高; a guess is better than nothing.
    """
    bare = risks.unrated
    if 2 < len(bare) == sum(risk.live for risk in risks.all):
        help = say("Add `probability:` and `impact:` to each.")
        yield finding(("risks", "register"), say("no risk is rated"), help, on_key=True)
        return
    for risk in bare:
        help = say("Add `probability:` and `impact:`, as `low`, `medium` or `high`.")
        yield finding(risk.path, say("the risk “{title}” has no rating", title=risk.title), help)


@rule("RK004", "playbook without a decider", "danger", folded=True)
@reports(say("nobody decides in “{title}”"), say("Add `decider:` with an id from `people:`."))
def decided(risks: Risks, plan: Plan) -> Iterable[Placed]:
    """A playbook does not say who decides.

    In an incident the first quarter of an hour is lost on who may say it. Write `decider:` with an id from `people:`.
    """
    return (book for book in risks.playbooks if book.decider is None)


@rule("RK005", "playbook without a trigger", "gap", folded=True)
@reports(say("nothing says when “{title}” begins"), say("Add `triggers:` with what is then seen."))
def triggered(risks: Risks, plan: Plan) -> Iterable[Placed]:
    """A playbook does not say what begins it.

    Then it is begun when somebody remembers it. List under `triggers:` what is seen: sentences, or metrics with their
    threshold.
    """
    return (book for book in risks.playbooks if not book.triggers)


@rule("RK006", "playbook without steps", "danger", folded=True)
@reports(say("“{title}” has no steps"), say("Add `steps:` in their order."))
def has_steps(risks: Risks, plan: Plan) -> Iterable[Placed]:
    """A playbook says what happened, but not what is done.

    Whoever opens it at night has no time to think of the steps. List them under `steps:`, the first one a thing that can
    be done at once.
    """
    return (book for book in risks.playbooks if not book.steps)


@rule("RK007", "playbook trigger without a threshold", "error")
def has_threshold(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A trigger names a metric, but neither the trigger nor the metric says from where on.

    Nobody can see whether it has happened. Give the metric an `alert:`, or the trigger a threshold of its own in
    `when:`. A trigger that also says in words what is seen is only a warning.
    """
    for book in risks.playbooks:
        for trigger in book.triggers:
            if trigger.metric and plan.said_limit(trigger) is None:
                yield finding(
                    (*trigger.path, "metric"),
                    say("no threshold says when `{metric}` begins this playbook", metric=trigger.metric),
                    say('Add `alert: "> …"` to the metric, or `when: "> …"` here.'),
                    grade="gap" if trigger.text else None,
                )


@rule("RK008", "trigger holds while its metric is good", "error")
def agrees(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """The threshold of a trigger is crossed while the metric still meets its target.

    With `target: "≤ 1%"`, a trigger `when: "> 0.5%"` begins an incident on a normal day. Correct one of the two.
    """
    for trigger in (trigger for book in risks.playbooks for trigger in book.triggers):
        target, when = plan.rungs(trigger.metric).get("target") if trigger.metric else None, trigger.when
        if trigger.metric and target and when and when.alike(target) and when.overlaps(target):
            metric = plan.target(trigger.metric)
            yield finding(
                (*trigger.path, "when"),
                say("`{when}` holds while the metric meets its target `{target}`", when=when, target=target),
                say("Correct one of the two."),
                related=((say("the target"), (*metric.value.path, "target")),) if metric else (),
            )


@rule("RK009", "step later than the recovery", "error")
def in_time(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A step of a playbook may be done after the service must be back.

    With `rto: 5m`, a step `within: 15m` misses the goal even when it goes well. Shorten the limit, or agree on another
    `rto:`.
    """
    for book in risks.playbooks:
        for step in (row.value for row in plan.row(book).below("step")):
            if book.rto and step.within and step.within.exceeds(book.rto):
                yield finding(
                    (*step.path, "within"),
                    say("the step has until {within}, but the service must be back in {rto}", within=step.within,
                        rto=book.rto),
                    say("Shorten the limit, or agree on another `rto:`."),
                    related=((say("the recovery goal"), (*book.path, "rto")),),
                )  # fmt: skip


@rule("RK010", "steps take longer than the recovery may", "contradiction")
def fits(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """The durations of a playbook's steps add up to more than its recovery goal.

    The goal is a wish, or steps are done side by side and the plan does not say so. Shorten the steps, make those that run
    side by side parts (`steps:`) of one with a `duration:`, or agree on another `rto:`.
    """
    for book in risks.playbooks:
        total = sum_of(plan, book.steps)
        if book.rto and total and total.length.exceeds(book.rto):
            yield finding(
                (*book.path, "rto"),
                say(
                    "the steps take {total} min, the service must be back in {rto}",
                    total=minutes(total.length),
                    rto=book.rto,
                ),
                say("Shorten the steps, or agree on another `rto:`."),
                related=((say("its steps"), (*book.path, "steps")),),
            )


@rule("RK011", "risk has occurred, and nothing says what is done", "danger")
@reports(
    say("“{title}” has occurred, and nothing says what is done now"),
    say("Add `contingency:`, or a playbook that names it under `risks:`."),
)
def answered(risks: Risks, plan: Plan) -> Iterable[Placed]:
    """A risk has occurred, but has neither a contingency nor a playbook.

    Now is the time for it. Write `contingency:`, or a playbook that names the risk under `risks:`.
    """
    occurred = (risk for risk in risks.all if risk.status == "occurred")
    return (risk for risk in occurred if not (risk.contingency or risks.answered_by(risk)))


@rule("RK012", "risk twice in the register", "gap")
def once(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """Two risks have the same title.

    They will be rated, owned and closed apart from each other. Keep one, or say in the titles how they differ.
    """
    first: dict[str, Risk] = {}
    for risk in risks.all:
        earlier = first.setdefault(str(risk.title).casefold(), risk)
        if earlier is not risk:
            yield finding(
                (*risk.path, "title"),
                say("“{title}” stands in the register twice", title=risk.title),
                say("Keep one, or say how they differ."),
                related=((say("the other risk"), earlier.path),),
            )


@rule("RK013", "calls in the wrong order", "contradiction")
def ascending(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """Of those who are called next, one comes earlier than the one before.

    The list is read from top to bottom, at night. Count each `after:` from the beginning of the incident, and let them
    rise.
    """
    for book in risks.playbooks:
        latest: Duration | None = None
        for call in book.escalation:
            if call.after and latest and latest.exceeds(call.after):
                yield finding(
                    (*call.path, "after"),
                    say("called after {after}, but stands below {latest}", after=call.after, latest=latest),
                    say("Order them by `after:`, counted from the beginning of the incident."),
                )
            latest = call.after or latest


@rule("RK015", "escalation that returns", "danger")
def calls_another(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """When an incident goes on, a playbook calls somebody whom it called before.

    Whoever could not go on is called again, and nobody else hears of it. Name somebody who was not called yet.
    """
    for book in risks.playbooks:
        called: dict[str, Path] = {}
        for call in book.escalation:
            first = called.setdefault(str(call.person), call.path) if call.person else call.path
            if first != call.path:
                yield finding(
                    call.path,
                    say("`{person}` is called again", person=call.person),
                    say("Call somebody else."),
                    related=((say("the earlier call"), first),),
                )
