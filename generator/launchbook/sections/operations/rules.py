"""Rules that read operations alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say, say_count
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.sections.operations.model import GrowthPhase, Operations, phase_extent


@rule("OP001", "growth target shrinks", "contradiction")
def grows(operations: Operations, plan: Plan) -> Iterator[Finding]:
    """A growth phase aims at fewer users than the phase before it.

    One of the two numbers is a slip, or one counts all users and the other only new ones. Let every target say how
    many users there are at the end of the phase.
    """
    for before, after in pairwise(phase for phase in operations.growth if phase.target):
        assert before.target
        assert after.target
        if after.target.high < before.target.high or after.target.low < before.target.low:
            yield finding(
                (*after.path, "target"),
                say(
                    "“{title}” aims at {target}, fewer than {before} before it",
                    title=str(after.title),
                    target=str(after.target),
                    before=str(before.target),
                ),
                say("Let every target say how many users there are at the end of the phase."),
                related=((say("the phase before"), (*before.path, "target")),),
            )


@rule("OP002", "growth phases overlap", "contradiction")
def apart(operations: Operations, plan: Plan) -> Iterator[Finding]:
    """A growth phase begins before the one above it has ended.

    Two phases at once have two targets and two owners for the same users. Let one end on the day on which the next
    begins.
    """
    for before, phase, days in _neighbours(operations, plan):
        if days < 0:
            yield finding(
                (*phase.path, "at"),
                say(
                    "“{title}” begins before “{before}” ends",
                    title=str(phase.title),
                    before=str(before.title),
                ),
                say("Let one phase end on the day on which the next begins."),
                related=((say("the phase before"), (*before.path, "at")),),
            )


@rule("OP003", "gap between growth phases", "gap")
def seamless(operations: Operations, plan: Plan) -> Iterator[Finding]:
    """Between two growth phases lie days that belong to neither.

    In that time nobody wins users, and whoever came before forgets. Let the next phase begin when the one before it
    ends.
    """
    for before, phase, days in _neighbours(operations, plan):
        if days > 1:
            yield finding(
                (*phase.path, "at"),
                say_count(
                    "{count} day lies between “{before}” and “{title}”",
                    "{count} days lie between “{before}” and “{title}”",
                    days - 1,
                    before=str(before.title),
                    title=str(phase.title),
                ),
                say("Let the next phase begin when the one before it ends."),
                related=((say("the phase before"), (*before.path, "at")),),
            )


def _neighbours(operations: Operations, plan: Plan) -> Iterator[tuple[GrowthPhase, GrowthPhase, int]]:
    """Consecutive phases, and the number of days from the last day of the first to the beginning of the second: 1 without
    a gap, negative where they overlap."""
    timed = [(phase, extent) for phase in operations.growth if (extent := phase_extent(phase, plan)) is not None]
    for (before, first), (phase, second) in pairwise(timed):
        yield before, phase, (second.start.date() - first.last_day).days


@rule("OP004", "growth before the launch", "contradiction")
def after_launch(operations: Operations, plan: Plan) -> Iterator[Finding]:
    """A growth phase is over before the launch.

    There is nothing yet for users to come to. Correct the dates; what prepares the launch belongs to `timeline` or
    `communications`.
    """
    for phase in operations.growth:
        extent = phase_extent(phase, plan)
        if extent and extent.precedes(plan.frame.launch.extent):
            yield finding(
                (*phase.path, "at"),
                say("“{title}” is over before the launch", title=str(phase.title)),
                say("Correct the dates, or count them from the launch: `T .. T+7d`."),
                related=((say("the launch"), ("launch",)),),
            )


@rule("OP005", "report that nobody writes", "gap", folded=True, lacks="owner")
@reports(say("nobody writes “{title}”"), say("Add `owner:` with an id from `people:`."))
def written(operations: Operations, plan: Plan) -> Iterable[Placed]:
    """A report has no owner.

    It is written in the first week, and then no more. Write `owner:`.
    """
    return (report for report in operations.reports if report.owner is None)


@rule("OP006", "report without a date", "gap", folded=True)
@reports(
    say("“{title}” does not say when it is due"),
    say("Add `cadence: every Monday`, or `at:` for a report that is written once."),
)
def dated(operations: Operations, plan: Plan) -> Iterable[Placed]:
    """A report says neither how often it is written nor when.

    Nobody notices that it is late. Write `cadence:`, or `at:` for one that is written once.
    """
    undated = (report for report in operations.reports if report.at is None)
    return (report for report in undated if report.cadence is None or not report.cadence.repeats)


@rule("OP007", "name where a metric could stand", "gap", folded=True)
def referred(operations: Operations, plan: Plan) -> Iterator[Finding]:
    """Something is measured by a name that is a metric of the plan.

    Written as a metric, it is shown with its target and linked both ways, and follows when the metric is renamed.
    Write `metric:` with its id.
    """
    metrics = plan.targets.get("metric", {})
    by_name = {str(getattr(target.value, "name", id)): id for id, target in metrics.items()}
    for measured in operations.measurement.columns.values() if operations.measurement else ():
        for one in measured:
            name = str(one.name)
            known = name if name in metrics else by_name.get(name)
            if one.name and one.metric is None and known:
                yield finding(
                    one.path,
                    say("“{name}” is a metric of this plan", name=name),
                    say("Write `metric: {id}`.", id=known),
                )


@rule("OP008", "feedback without a reader", "gap", folded=True, lacks="owner")
@reports(say("nobody reads “{title}”"), say("Add `owner:` with an id from `people:`."))
def read(operations: Operations, plan: Plan) -> Iterable[Placed]:
    """A feedback channel has no owner.

    Users who are never answered do not write twice. Write `owner:`.
    """
    return (channel for channel in operations.feedback if channel.owner is None)


@rule("OP009", "growth phase without a target", "gap", folded=True)
@reports(say("“{title}” does not say how many users it aims at"), say("Add `target: 500-1000`, or a single number."))
def aimed(operations: Operations, plan: Plan) -> Iterable[Placed]:
    """A growth phase does not say how many users it aims at.

    Whether it worked is then a matter of mood. Write `target:`, a number or a range: `500-1000`.
    """
    return (phase for phase in operations.growth if phase.target is None)


@rule("OP010", "care without an occasion", "gap", folded=True)
@reports(say("“{title}” does not say when a user gets it"), say("Add `after: 24h`, `occasion:`, or `inactive: 7d`."))
def occasioned(operations: Operations, plan: Plan) -> Iterable[Placed]:
    """A measure of care does not say when a user gets it.

    Whoever builds it has to guess. Write `after:` sign-up, `occasion:`, or `inactive:` for those who stay away.
    """
    return (
        measure for measure in operations.care
        if all(occasion is None for occasion in (measure.after, measure.occasion, measure.inactive))
    )  # fmt: skip
