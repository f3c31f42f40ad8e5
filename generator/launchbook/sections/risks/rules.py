"""Rules that read the risks and their playbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from launchbook.core.folding import folded
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.quantity import Duration, Threshold
from launchbook.core.reference import MetricRef
from launchbook.core.section import finding, rule
from launchbook.sections.risks.items import Playbook, PlaybookStep
from launchbook.sections.risks.model import ListedRisk, Risks


@rule("RK001", "serious risk without an owner")
@folded
def owned(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A risk that is high or very high names nobody who watches it.

    What everybody worries about, nobody looks after. Write `owner:` with an id from `people:`; the owner of the
    register only keeps the list.
    """
    bare = [entry for entry in risks.entries if entry.risk.serious and entry.risk.owner is None]
    serious = sum(entry.risk.serious for entry in risks.entries)
    if len(bare) > 2 and len(bare) == serious:
        yield finding(
            ("risks", "register"),
            say("none of the {count} serious risks has an owner", count=serious),
            say("Add `owner:` to each; the worst is “{title}”.", title=_worst(bare).risk.title),
            on_key=True,
        )
        return
    for entry in bare:
        yield finding(
            entry.path,
            say("nobody owns the risk “{title}”", title=entry.risk.title),
            say("Add `owner:` with an id from `people:`."),
        )


def _worst(entries: list[ListedRisk]) -> ListedRisk:
    def badness(entry: ListedRisk) -> int:
        probability, impact = entry.risk.probability, entry.risk.impact
        return probability.level * impact.level if probability and impact else 0

    return max(entries, key=badness)


@rule("RK002", "serious risk without mitigation")
@folded
def mitigated(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A risk that is high or very high says nothing about what is done against it.

    Writing a risk down makes it no smaller. Say in `mitigation:` what is done beforehand; where that is nothing, and on
    purpose, write `status: accepted`.
    """
    for entry in risks.entries:
        risk = entry.risk
        if risk.serious and risk.status != "accepted" and not risk.mitigation:
            yield finding(
                entry.path,
                say("nothing is done about the risk “{title}”", title=risk.title),
                say("Add `mitigation:`, or `status: accepted` if it is lived with."),
            )


@rule("RK003", "risk without a rating")
@folded
def rated(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A risk does not say how likely it is, or how bad.

    It has no place in the matrix, and nobody knows whether to worry. Write `probability:` and `impact:` as `low`,
    `medium`, `high`, or 低, 中, 高; a guess is better than nothing.
    """
    bare = risks.unrated
    if len(bare) > 2 and len(bare) == sum(entry.risk.live for entry in risks.entries):
        yield finding(
            ("risks", "register"),
            say("no risk is rated"),
            say("Add `probability:` and `impact:` to each."),
            on_key=True,
        )
        return
    for entry in bare:
        yield finding(
            entry.path,
            say("the risk “{title}” has no rating", title=entry.risk.title),
            say("Add `probability:` and `impact:`, as `low`, `medium` or `high`."),
        )


@rule("RK004", "playbook without a decider")
@folded
def decided(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A playbook does not say who decides.

    In an incident the first quarter of an hour is lost on who may say it. Write `decider:` with an id from `people:`.
    """
    for path, book in _books(risks):
        if book.decider is None:
            yield finding(
                path,
                say("nobody decides in “{title}”", title=book.title),
                say("Add `decider:` with an id from `people:`."),
            )


@rule("RK005", "playbook without a trigger")
@folded
def triggered(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A playbook does not say what begins it.

    Then it is begun when somebody remembers it. List under `triggers:` what is seen: sentences, or metrics with their
    threshold.
    """
    for path, book in _books(risks):
        if not book.triggers:
            yield finding(
                path,
                say("nothing says when “{title}” begins", title=book.title),
                say("Add `triggers:` with what is then seen."),
            )


@rule("RK006", "playbook without steps")
@folded
def has_steps(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A playbook says what happened, but not what is done.

    Whoever opens it at night has no time to think of the steps. List them under `steps:`, the first one a thing that can
    be done at once.
    """
    for path, book in _books(risks):
        if not book.steps:
            yield finding(path, say("“{title}” has no steps", title=book.title), say("Add `steps:` in their order."))


@rule("RK007", "playbook trigger without a threshold", severity="error")
def has_threshold(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A trigger names a metric, but neither the trigger nor the metric says from where on.

    Nobody can see whether it has happened. Give the metric an `alert:`, or the trigger a threshold of its own in
    `when:`. A trigger that also says in words what is seen is only a warning.
    """
    for path, book in _books(risks):
        for index, trigger in enumerate(book.triggers):
            if trigger.metric and book.threshold(trigger, plan) is None:
                yield finding(
                    (*path, "triggers", index, "metric"),
                    say("no threshold says when `{metric}` begins this playbook", metric=trigger.metric),
                    say('Add `alert: "> …"` to the metric, or `when: "> …"` here.'),
                    severity="warning" if trigger.text else None,
                )


@rule("RK008", "trigger holds while its metric is good", severity="error")
def agrees(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """The threshold of a trigger is crossed while the metric still meets its target.

    With `target: "≤ 1%"`, a trigger `when: "> 0.5%"` begins an incident on a normal day. Correct one of the two.
    """
    for path, ref, when in _thresholds(risks):
        target = plan.rungs(ref).get("target")
        if target and when.alike(target) and when.overlaps(target):
            metric = plan.target(ref)
            yield finding(
                path,
                say("`{when}` holds while the metric meets its target `{target}`", when=when, target=target),
                say("Correct one of the two."),
                related=((say("the target"), (metric.section, str(ref), "target")),) if metric else (),
            )


@rule("RK009", "step later than the recovery", severity="error")
def in_time(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A step of a playbook may be done after the service must be back.

    With `rto: 5m`, a step `within: 15m` misses the goal even when it goes well. Shorten the limit, or agree on another
    `rto:`.
    """
    for path, book in _books(risks):
        for step_path, step in _steps(book.steps, (*path, "steps")):
            if book.rto and step.within and step.within.total > book.rto.total:
                yield finding(
                    (*step_path, "within"),
                    say(
                        "the step has until {within}, but the service must be back in {rto}",
                        within=step.within,
                        rto=book.rto,
                    ),
                    say("Shorten the limit, or agree on another `rto:`."),
                    related=((say("the recovery goal"), (*path, "rto")),),
                )


@rule("RK010", "steps take longer than the recovery may")
def fits(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """The durations of a playbook's steps add up to more than its recovery goal.

    The goal is a wish, or steps are done side by side and the plan does not say so. Shorten the steps, make those that run
    side by side parts (`steps:`) of one with a `duration:`, or agree on another `rto:`.
    """
    for path, book in _books(risks):
        total = _length(book.steps)
        if book.rto and total > book.rto.total:
            yield finding(
                (*path, "rto"),
                say(
                    "the steps take {total} min, the service must be back in {rto}",
                    total=f"{total.total_seconds() / 60:g}",
                    rto=book.rto,
                ),
                say("Shorten the steps, or agree on another `rto:`."),
                related=((say("its steps"), (*path, "steps")),),
            )


def _length(steps: Iterable[PlaybookStep]) -> timedelta:
    return sum((step.duration.total if step.duration else _length(step.steps) for step in steps), timedelta())


@rule("RK011", "risk has occurred, and nothing says what is done")
def answered(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """A risk has occurred, but has neither a contingency nor a playbook.

    Now is the time for it. Write `contingency:`, or a playbook that names the risk under `risks:`.
    """
    for entry in risks.entries:
        risk = entry.risk
        if risk.status == "occurred" and not (risk.contingency or risks.answered_by(risk)):
            yield finding(
                entry.path,
                say("“{title}” has occurred, and nothing says what is done now", title=risk.title),
                say("Add `contingency:`, or a playbook that names it under `risks:`."),
            )


@rule("RK012", "risk twice in the register")
def once(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """Two risks have the same title.

    They will be rated, owned and closed apart from each other. Keep one, or say in the titles how they differ.
    """
    first: dict[str, ListedRisk] = {}
    for entry in risks.entries:
        other = first.setdefault(str(entry.risk.title).casefold(), entry)
        if other is not entry:
            yield finding(
                (*entry.path, "title"),
                say("“{title}” stands in the register twice", title=entry.risk.title),
                say("Keep one, or say how they differ."),
                related=((say("the other risk"), other.path),),
            )


@rule("RK013", "calls in the wrong order")
def ascending(risks: Risks, plan: Plan) -> Iterator[Finding]:
    """Of those who are called next, one comes earlier than the one before.

    The list is read from top to bottom, at night. Count each `after:` from the beginning of the incident, and let them
    rise.
    """
    for path, book in _books(risks):
        latest: Duration | None = None
        for index, call in enumerate(book.escalation):
            if call.after and latest and call.after.total < latest.total:
                yield finding(
                    (*path, "escalation", index, "after"),
                    say("called after {after}, but stands below {latest}", after=call.after, latest=latest),
                    say("Order them by `after:`, counted from the beginning of the incident."),
                )
            latest = call.after or latest


def _books(risks: Risks) -> Iterator[tuple[Path, Playbook]]:
    for index, book in enumerate(risks.playbooks):
        yield ("risks", "playbooks", index), book


def _steps(steps: tuple[PlaybookStep, ...], path: Path) -> Iterator[tuple[Path, PlaybookStep]]:
    for index, step in enumerate(steps):
        yield (*path, index), step
        yield from _steps(step.steps, (*path, index, "steps"))


def _thresholds(risks: Risks) -> Iterator[tuple[Path, MetricRef, Threshold]]:
    """Every threshold that a trigger of a playbook sets on a metric."""
    for path, book in _books(risks):
        for index, trigger in enumerate(book.triggers):
            if trigger.metric and trigger.when:
                yield (*path, "triggers", index, "when"), trigger.metric, trigger.when
