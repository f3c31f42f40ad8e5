"""Thresholds that other sections set on a metric, against the metric's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from launchbook.core.cases import Cases
from launchbook.core.ladder import Reading, beyond
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef
from launchbook.core.section import finding, rule
from launchbook.core.text import Word


@rule("ME010", "threshold in another unit than its metric", "error")
def units_agree(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A section sets a threshold on a metric, in a unit that does not convert into that of the metric's own.

    `> 300ms` says nothing about a share, and beside `≤ 1%` a bare `> 5` may be a count: nobody can tell whether it has
    been crossed. Correct the unit, or leave the threshold out to use the metric's own.
    """
    for place in list(_readings(plan)):
        own = plan.rungs(place.metric, place.case)
        if _has_own_rule(place, own):
            continue
        for rung, threshold in own.items():
            if not threshold.converts(place.threshold):
                yield finding(
                    place.path,
                    say(
                        "`{limit}` cannot be compared with the metric's `{rung}: {own}`",
                        limit=place.threshold,
                        rung=rung,
                        own=threshold,
                    ),
                    place.threshold.unlike(threshold),
                    related=((say("the metric's own"), _at(plan, place, rung)),),
                )
                break


@rule("ME011", "threshold differs from its metric", "contradiction")
def ladder_agrees(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A rollback trigger, an alert or a gate contradicts what the metric itself says.

    With `rollback: "> 1%"` on the metric and `when: "> 2%"` in a trigger, two people roll back at two different times,
    each with the plan in hand. The same holds for alerts, unless one of several on a metric is the metric's own. A gate
    must not let a release pass that is to be rolled back, or for which the alert is ringing. Say the threshold once, on
    the metric, and leave it out here.
    """
    places = list(_readings(plan))
    agreeing = {(place.metric, place.case) for place in places if place.rung == "alert" and _is_own(plan, place)}
    for place in places:
        if place.rung == "target" or "playbooks" in place.path:
            continue  # targets have a rule of their own; an incident may begin later than the alert
        rung = _against(plan, place)
        own = plan.rungs(place.metric, place.case).get(rung)
        if own is None or not place.threshold.ordered(own) or _reported(plan, place):
            continue
        if place.rung == "alert" and (place.metric, place.case) in agreeing:
            continue  # the others warn earlier, or ring louder
        name, differs = plan.name_of(place.metric), _gate if place.rung == "gate" else _difference
        message = differs(name, place.threshold, rung, own)
        if message:
            yield finding(
                place.path,
                message,
                say("Leave this one out to use the metric's own; if this one is right, correct the metric."),
                related=((say("the metric's own"), _at(plan, place, rung)),),
            )


@rule("ME012", "two rollback thresholds", "contradiction")
def one_rollback(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Two triggers name one metric with different thresholds, and the metric itself names none.

    Which of the two holds is then decided on the night. Say it once, as `rollback:` of the metric. Thresholds that
    must last for different times (`> 5% for 5m`, `> 20% for 1m`) may stand beside each other.
    """
    first: dict[tuple[MetricRef, str, timedelta | None, str], Reading] = {}
    for place in list(_readings(plan)):
        if place.rung != "rollback" or "rollback" in plan.rungs(place.metric, place.case):
            continue
        window = place.threshold.window.total if place.threshold.window else None
        earlier = first.setdefault((place.metric, place.case, window, place.threshold.mode), place)
        if place.threshold.ordered(earlier.threshold) and not place.threshold.same(earlier.threshold):
            yield finding(
                place.path,
                say(
                    "rolled back at `{limit}` here, at `{other}` elsewhere",
                    limit=place.threshold,
                    other=earlier.threshold,
                ),
                say("Say it once, as `rollback:` of the metric `{name}`.", name=place.metric),
                related=((say("the other threshold"), earlier.path),),
            )


@rule("ME013", "target differs from its metric", "contradiction")
def targets_agree(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A target or a criterion of success is another than the metric's own target.

    With `target: "< 500ms"` on the metric and `when: "< 300ms"` among the overview's targets, one half of the team
    is content where the other is not. Say the target once, on the metric, and leave it out here; or, where two are
    meant, make the weaker one the metric's `gate`. Outside the overview a stricter target is no contradiction.
    """
    for reading in _readings(plan):
        own = plan.rungs(reading.metric, reading.case).get("target")
        gate = plan.rungs(reading.metric, reading.case).get("gate")
        if reading.rung != "target" or own is None or not reading.threshold.ordered(own):
            continue
        limit = reading.threshold
        if reading.path[0] != "overview" and limit.stricter(own):
            continue  # a test may ask for more
        if limit.same(own) or (gate and limit.ordered(gate) and limit.same(gate)):
            continue
        yield finding(
            reading.path,
            say("“{metric}” has the target `{limit}` here, and `target: {own}` itself", metric=plan.name_of(reading.metric),
                limit=limit, own=own),
            say("Leave this one out to use the metric's own; if this one is right, correct the metric."),
            related=((say("the metric's own"), _at(plan, reading, "target")),),
        )  # fmt: skip


def _readings(plan: Plan) -> Iterator[Reading]:
    """All thresholds that sections set on metrics."""
    for metric in plan.rows.mentions("metric"):
        yield from (reading for reading, _ in plan.rows.readings(metric))


def _at(plan: Plan, place: Reading, rung: str) -> Path:
    """The path of a rung of the metric that a threshold is set on."""
    target, limit = plan.target(place.metric), plan.limits(place.metric).get(rung)
    case = (place.case,) if isinstance(limit, Cases) else ()
    return (target.section, str(place.metric), rung, *case) if target else ("metrics",)


def _is_own(plan: Plan, place: Reading) -> bool:
    own = plan.rungs(place.metric, place.case).get(place.rung)
    return own is not None and place.threshold.ordered(own) and place.threshold.same(own)


def _has_own_rule(place: Reading, own: dict[str, Threshold]) -> bool:
    """Whether the section's own rules compare the units: limits and alerts, and triggers with a target."""
    if place.path[0] == "monitoring":
        return place.rung == "alert" or place.path[-1] == "limit"
    return place.path[0] == "rollback" and "target" in own


def _reported(plan: Plan, place: Reading) -> bool:
    """Whether the section's own rules report it: an alert after the rollback, or anything bad within the target."""
    if place.rung == "gate":
        return False
    own, limit = plan.rungs(place.metric, place.case), place.threshold
    target, rollback = own.get("target"), own.get("rollback")
    if target and limit.ordered(target):
        if limit.upper is target.upper:
            return place.rung == "rollback"
        if limit.overlaps(target):
            return True
    return bool(place.rung == "alert" and rollback and limit.ordered(rollback) and _later(limit, rollback))


def _difference(name: Word, limit: Threshold, rung: str, own: Threshold) -> Message | None:
    """How a trigger or an alert differs from the metric's own rung; None where it does not."""
    if limit.same(own):
        return None
    both = {"metric": name, "limit": limit, "rung": rung, "own": own}
    if limit.upper is not own.upper:
        return say("“{metric}” has `{limit}` here, which looks the other way than its `{rung}: {own}`", **both)
    equal = not _later(limit, own) and not _later(own, limit)
    if limit.lasting > own.lasting if equal else _later(limit, own):
        return say("“{metric}” has `{limit}` here, which is crossed later than its `{rung}: {own}`", **both)
    return say("“{metric}” has `{limit}` here, which is crossed earlier than its `{rung}: {own}`", **both)


def _later(limit: Threshold, own: Threshold) -> bool:
    """Whether a threshold is crossed later than the metric's own alert or rollback."""
    return beyond(limit, own, bool(own.upper))


def _against(plan: Plan, place: Reading) -> str:
    """The metric's own rung to compare a threshold with: the same rung; for a gate, the first that it contradicts."""
    if place.rung != "gate":
        return place.rung
    own = plan.rungs(place.metric, place.case)
    held = (rung for rung in ("rollback", "alert") if rung in own and place.threshold.ordered(own[rung]))
    return next((rung for rung in held if _gate(Word(""), place.threshold, rung, own[rung])), "rollback")


def _gate(name: Word, limit: Threshold, rung: str, own: Threshold) -> Message | None:
    """Why a gate contradicts a rung: it passes where the release is to be rolled back, or where the alert rings."""
    if not _later(limit, own) and limit.upper is not own.upper:
        return None
    if rung == "rollback":
        return say(
            "“{metric}” passes the gate at `{limit}`, and is rolled back at `rollback: {own}`",
            metric=name,
            limit=limit,
            own=own,
        )
    return say(
        "“{metric}” passes the gate at `{limit}`, and rings at `alert: {own}`", metric=name, limit=limit, own=own
    )
