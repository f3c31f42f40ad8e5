"""Whether somebody looks, and something rings, for as long as users are exposed to what was released."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from launchbook.core.groups import grouped
from launchbook.core.plan import Plan, per_plan
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, say
from launchbook.core.reference import MetricRef
from launchbook.core.rows import Row
from launchbook.core.sayings import sayings
from launchbook.core.section import finding, rule
from launchbook.core.text import Word
from launchbook.core.time import Extent
from launchbook.sections.monitoring.items import Alert
from launchbook.sections.monitoring.model import Monitoring
from launchbook.sections.rollback.model import Rollback
from launchbook.sections.rollout.model import Rollout
from launchbook.sections.rollout.stages import TimedStage

_SOON = timedelta(minutes=30)
"""Within this time after a release its own steps are still checked."""
_DAY, _GAP, _NIGHT = timedelta(days=1), timedelta(hours=36), timedelta(hours=10)
"""Between two watches nights and a day may pass, while a stage is held only a night."""


@rule("MO016", "rolled back by what nobody watches", "danger", folded=True)
def rollback_is_watched(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A metric takes the release back, and monitoring does not read it: no alert, no watch, no dashboard.

    Nobody learns that the rollback is due. Add an alert, or the metric to `look_at:` of a watch. Nothing is said where monitoring has
    neither alerts nor watches, nor of a metric that a machine acts on by itself.
    """
    monitoring, rollback = plan.get(Monitoring), plan.get(Rollback)
    if monitoring is None or not (monitoring.alerts or monitoring.watches) or plan.head.status in OVER:
        return
    automatic = {str(trigger.metric) for trigger in rollback.triggers if trigger.automatic} if rollback else set()
    watched = _watched(plan)
    words = " ".join(saying.text for saying in sayings(plan) if saying.path[0] == "monitoring").casefold()
    for id, target in plan.targets.get("metric", {}).items():
        readings = [reading for reading, _ in plan.rows.readings(id) if reading.rung == "rollback"]
        if not ("rollback" in plan.limits(MetricRef(id)) or readings) or id in watched | automatic:
            continue
        name = Word(getattr(target.value, "name", id))
        if name.casefold() not in words:
            yield finding(
                target.value.path,
                say("{name} takes the release back, and monitoring does not read it", name=name),
                say("Add an alert on it, or name it in `look_at:` of a watch."),
                related=((say("monitoring"), ("monitoring",)),),
            )


@rule("MO017", "watched from too late, or not to the end", "danger")
def watched_throughout(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The first watch begins long after users have the release, or the last one ends before everybody has it.

    In between a fault is found by users. Let the watches begin with the launch or the first stage, and last until the last stage is
    reached. Until the first watch the boxes of the run sheet count; at the end a duty does, and where it is a day until the watch.
    Between two watches a day and a half may pass, while a stage is held (`hold:`) only ten hours; duties and boxes count there. Times that
    are not known are not compared.
    """
    watches = _at(plan, "watch")
    others = _at(plan, "duty", "time box")
    if not watches or plan.head.status in OVER:
        return
    exposed = _exposed(plan)
    if exposed is None:
        return
    for moment in _moments(plan):
        until = _covered_until(moment, [extent for row, extent in others if row.kind == "time box"])
        next = min(
            (each for each in watches if each[1].end > until), key=lambda each: each[1].start.timestamp(), default=None
        )
        late = next[1].start - moment if next else timedelta()
        there = until if late < _DAY else _covered_until(moment, [extent for _, extent in others])
        if next and next[1].start - max(until, there, key=datetime.timestamp) > _SOON:
            yield finding(
                (*next[0].path, "at"),
                say("“{title}” begins {hours} h after users have the release", title=next[0].title,
                    hours=f"{(next[1].start - moment) / timedelta(hours=1):.3g}"),
                say("Let the watch begin with the release, or when the run sheet ends."),
            )  # fmt: skip
            break
    yield from _unwatched(watches, exposed, [extent for _, extent in others], _held(plan))
    last = max(watches, key=lambda each: each[1].end.timestamp())
    duty = [extent for row, extent in others if row.kind == "duty"]
    if exposed.end - last[1].end > _SOON and not any(extent.end >= exposed.end for extent in duty):
        yield finding(
            (*last[0].path, "at"),
            say(
                "the last watch ends {hours} h before the rollout does",
                hours=f"{(exposed.end - last[1].end) / timedelta(hours=1):.3g}",
            ),
            say("Let it last until everybody has the release."),
            related=((say("the rollout"), ("rollout",)),),
        )


@rule("MO018", "looked at too seldom", "danger")
def looked_at_often(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Somebody looks less often than a stage is held, or than the watch lasts.

    The stage is widened before anybody has looked. Look several times within each hold.
    """
    for row, extent in _at(plan, "watch"):
        every = row.value.every
        if every is None or plan.head.status in OVER:
            continue
        held = [stage for stage in _stages(plan) if stage.stage.hold and stage.extent and stage.extent.meets(extent)
                and every.exceeds(stage.stage.hold)]  # fmt: skip
        if held or every.shortest.total > extent.end - extent.start > timedelta():
            yield finding(
                (*row.path, "every"),
                say(
                    "every {every}, and “{title}” is held for {hold}",
                    every=every,
                    title=held[0].stage.title,
                    hold=held[0].stage.hold or "",
                )
                if held
                else say("every {every}, and the watch does not last as long", every=every),
                say("Look several times within each hold."),
                related=((say("the stage that is held"), (*held[0].stage.path, "hold")),) if held else (),
            )


@rule("MO019", "alert that lacks what others have", "gap", folded=True)
def as_complete_as_others(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """An alert has no runbook, or no channel, and most alerts of its severity have one; or a critical one lacks what those have that
    wake nobody.

    Of all alerts the critical one must be found and dealt with at night. Add what it lacks. A channel for its severity counts. Of other
    severities, at least three in four must have it; what is only recorded (`info`) is left alone.
    """
    monitoring = plan.get(Monitoring)
    if monitoring is None or plan.head.status in OVER:
        return
    for alert in _less_than_others(monitoring.alerts, lambda alert: alert.runbook is not None):
        yield finding(
            alert.path, say("“{title}” has no runbook, and others have", title=alert.title), say("Add `runbook:`.")
        )
    for alert in _less_than_others(monitoring.alerts, lambda alert: bool(alert.channel or monitoring.ways(alert))):
        yield finding(
            alert.path, say("“{title}” has no channel, and others have", title=alert.title), say("Add `channel:`.")
        )


def _less_than_others(alerts: Sequence[Alert], has: Callable[[Alert], bool]) -> Iterator[Alert]:
    """The alerts that lack what most of their severity have, or critical ones what most warnings have."""
    warnings = [alert for alert in alerts if alert.severity == "warning"]
    critical = [alert for alert in alerts if alert.severity == "critical"]
    bare = [alert for alert in critical if not has(alert)]
    if len(bare) * 2 < len(critical) or (warnings and sum(map(has, warnings)) * 4 >= len(warnings) * 3 > 3):
        yield from bare
    plain = [alert for alert in warnings if not has(alert)]
    if len(plain) * 4 <= len(warnings):
        yield from plain


@rule("MO021", "gate on what nobody watches", "gap", folded=True)
def gates_are_watched(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A gate of a stage reads a metric that monitoring does not read: no alert, no watch, no dashboard.

    When the gate is due, somebody looks for the number, and nobody has seen it go up in the meantime. Add it to `look_at:` of the watch of
    that time. Nothing is said where monitoring has neither alerts nor watches, nor of a metric that takes the release back (`MO016`).
    """
    if not _watching(plan):
        return
    watched = _watched(plan)
    told: set[str] = set()
    for row in plan.rows:
        for mention in row.named("metric") if "gates" in row.path and row.section == "rollout" else ():
            id = str(mention.ref)
            back = "rollback" in plan.limits(MetricRef(id)) or any(
                reading.rung == "rollback" for reading, _ in plan.rows.readings(id)
            )
            if id in watched | told or back or _in_words(plan, id):
                continue
            told.add(id)
            yield finding(
                row.path,
                say(
                    "{name} is a gate of “{title}”, and monitoring does not read it",
                    name=plan.name_of(MetricRef(id)),
                    title=row.title,
                ),
                say("Add an alert on it, or name it in `look_at:` of a watch."),
                related=((say("monitoring"), ("monitoring",)),),
            )


@rule("MO022", "limit of an alert that does not ring", "gap", folded=True)
def limits_ring(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A metric has a limit for an alert (`alert:`), and no alert and no watch reads the metric.

    The early warning is written down, and nobody gets it. Add an alert on the metric, or take the limit out. Metrics with a `query:` are
    left alone: their limits are exported as alert rules.
    """
    monitoring = plan.get(Monitoring)
    if monitoring is None or not monitoring.alerts or plan.head.status in OVER:
        return
    read = {
        str(mention.ref)
        for row in plan.rows.in_section("monitoring")
        if "watches" in row.path
        for mention in row.named("metric")
    }
    read |= {str(alert.metric) for alert in monitoring.alerts if alert.metric}
    for id, target in plan.targets.get("metric", {}).items():
        limits = plan.limits(MetricRef(id))
        if "alert" not in limits or "rollback" in limits or id in read or getattr(target.value, "query", None):
            continue
        if not _in_words(plan, id, "alerts", "watches"):
            yield finding(
                (*target.value.path, "alert"),
                say("{name} has a limit for an alert, and no alert reads it", name=plan.name_of(MetricRef(id))),
                say("Add an alert on the metric, or take the limit out."),
                related=((say("monitoring"), ("monitoring",)),),
            )


def _watching(plan: Plan) -> bool:
    monitoring = plan.get(Monitoring)
    return bool(monitoring and (monitoring.alerts or monitoring.watches)) and plan.head.status not in OVER


def _in_words(plan: Plan, id: str, *keys: str) -> bool:
    """Whether monitoring, or some keys of it, names a metric in words."""
    name = plan.name_of(MetricRef(id)).casefold()
    return any(name in words for key, words in _words_of(plan).items() if not keys or key in keys)


@per_plan
def _words_of(plan: Plan) -> Mapping[str, str]:
    """What each key of monitoring says in words."""
    said = (
        (str(saying.path[1]), saying.text.casefold())
        for saying in sayings(plan)
        if saying.path[0] == "monitoring" and saying.path[1:]
    )
    return {key: " ".join(texts) for key, texts in grouped(said).items()}


@rule("MO020", "escalation to whoever did not answer", "danger")
def escalates_to_another(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """All alerts are answered by one person, and when nobody answers, the escalation tells the same person.

    Whoever did not answer the first time is called again, and nobody else hears of it. Name somebody else.
    """
    monitoring = plan.get(Monitoring)
    owners = {str(alert.owner) for alert in monitoring.alerts if alert.owner} if monitoring else set()
    for step in monitoring.escalation if monitoring and len(owners) == 1 else ():
        if str(step.to) in owners and step.after and step.after.total:
            yield finding(
                (*step.path, "to"),
                say("`{person}` answers all alerts, and is told again when nobody does", person=step.to),
                say("Name somebody else, or a body outside with `outside:`."),
            )


def _watched(plan: Plan) -> set[str]:
    """The metrics that monitoring reads."""
    return {str(mention.ref) for row in plan.rows.in_section("monitoring") for mention in row.named("metric")}


def _at(plan: Plan, *kinds: str) -> Sequence[tuple[Row, Extent]]:
    """The rows of some kinds whose time is known."""
    return [
        (row, timing.extent)
        for row in plan.rows
        if row.kind in kinds
        for timing in row.timings[:1]
        if timing.start.dated and not timing.start.afloat
    ]


def _stages(plan: Plan) -> Sequence[TimedStage]:
    rollout = plan.get(Rollout)
    timed = rollout.timed(plan.frame) if rollout else ()
    return [
        stage for stage in timed if stage.start and not stage.drift and stage.stage.share and stage.stage.share.high
    ]


def _held(plan: Plan) -> Sequence[Extent]:
    """When stages are held before they are widened; without a hold, until they are."""
    return [
        Extent(stage.start, end)
        for stage in _stages(plan)
        if stage.start
        for end in [
            stage.start + stage.stage.hold.shortest.total if stage.stage.hold else stage.following and stage.end
        ]
        if end
    ]


def _unwatched(
    watches: Sequence[tuple[Row, Extent]], exposed: Extent, others: Sequence[Extent], held: Sequence[Extent]
) -> Iterator[Finding]:
    """The first long gap between two watches while the release is widened."""
    until = min(extent.start for _, extent in watches)
    for row, extent in sorted(watches, key=lambda each: each[1].start.timestamp()):
        until = _covered_until(until, [each for each in others if each.end > until])
        gap = extent.start - until
        if extent.start <= exposed.end and (
            gap > _GAP or (gap > _NIGHT and any(Extent(until, extent.start).within(hold) for hold in held))
        ):
            yield finding(
                (*row.path, "at"),
                say("nobody watches for {hours} h before “{title}”, while the release is widened", title=row.title,
                    hours=f"{gap / timedelta(hours=1):.3g}"),
                say("Let the watch before last until this one begins, or say who is on duty in between."),
            )  # fmt: skip
            return
        until = max(until, extent.end, key=datetime.timestamp)


def _exposed(plan: Plan) -> Extent | None:
    """From when on users have the release until the last of them have it; None where the hour is not known."""
    stages = _stages(plan)
    launch = plan.frame.launch
    if plan.frame.undated or launch.precision != "minute" or launch.afloat:
        return None
    starts = [stage.start for stage in stages if stage.start]
    begin = min([launch.at, *starts])
    ends = [stage.start for stage in stages if stage.start and stage.stage.share and stage.stage.share.high == 100]
    return Extent(begin, max([begin, *ends]))


def _moments(plan: Plan) -> Sequence[datetime]:
    """The launch, and when stages begin."""
    return sorted(
        {plan.frame.launch.at, *(stage.start for stage in _stages(plan) if stage.start)}, key=datetime.timestamp
    )


def _covered_until(begin: datetime, extents: Sequence[Extent]) -> datetime:
    """Until when somebody is there from a moment on, without a longer gap."""
    for extent in sorted(extents, key=lambda each: each.start.timestamp()):
        if extent.start - begin <= _SOON and extent.end > begin:
            begin = extent.end
    return begin
