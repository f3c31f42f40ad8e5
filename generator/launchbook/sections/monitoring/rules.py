"""Rules that read monitoring alone, and the rungs of the metrics it watches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from launchbook.core.headings import runs
from launchbook.core.ladder import RINGING, beyond, worse_is_lower
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.quantity import Duration, Threshold
from launchbook.core.reference import MetricRef
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.sections.monitoring.board import alarm_of, exporting, metric_field
from launchbook.sections.monitoring.items import Alert, Escalation
from launchbook.sections.monitoring.model import Monitoring
from launchbook.sections.monitoring.observed import Indicator

_ADD_OWNER = say("Add `owner:` with an id from `people:`.")


@rule("MO001", "alert without an owner", "gap", folded=True, lacks="owner")
def answered(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """An alert names nobody who answers it.

    An alert that rings for everybody is answered by nobody. Write `owner:` with an id from `people:`; a role on call
    is as good as a name.
    """
    missing = [alert for alert in monitoring.alerts if not alert.owner]
    if len(missing) > 1 and len(missing) == len(monitoring.alerts):
        yield finding(("monitoring", "alerts"), say("nobody answers any of these alerts"), _ADD_OWNER, on_key=True)
        return
    for alert in missing:
        yield finding(alert.path, say("nobody answers the alert “{title}”", title=alert.title), _ADD_OWNER)


@rule("MO002", "critical alert without an action", "danger", folded=True)
@reports(say("“{title}” wakes somebody, but says not what to do"), say("Add `action:` in the imperative."))
def acted_on(monitoring: Monitoring, plan: Plan) -> Iterable[Placed]:
    """A critical alert does not say what is done first.

    It wakes somebody at three in the morning, who must then think. Write `action:` in the imperative: what is done in
    the first minute, before anything is understood.
    """
    return (alert for alert in monitoring.alerts if alert.severity == "critical" and not alert.action)


@rule("MO003", "limit in another unit than its metric", "error")
def same_unit(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """A limit or an alert is given in a unit that does not convert into that of the metric's own thresholds.

    `> 300ms` says nothing about a share, and beside `≤ 1%` a bare `> 5` may be a count. Correct the unit, or add it.
    """
    for path, ref, limit in _limits(monitoring):
        for name, own in plan.rungs(ref).items():
            if not own.converts(limit):
                yield finding(
                    path,
                    say(
                        "`{limit}` cannot be compared with the metric's `{rung}: {own}`",
                        limit=limit,
                        rung=name,
                        own=own,
                    ),
                    limit.unlike(own),
                    related=((say("the metric's threshold"), _rung_path(plan, ref, name)),),
                )
                break


@rule("MO004", "limit contradicts its metric", "error")
def agrees(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """A limit lies beyond the metric's rollback threshold, or within its target.

    A dashboard that alarms at 10 % is too late when the release is rolled back at 5 %, and one that alarms at 0.5 % is
    never quiet when the target is 1 %. A limit stands between target and rollback.
    """
    for path, ref, limit in _limits(monitoring):
        rungs = plan.rungs(ref)
        falls = worse_is_lower(rungs)
        for name in ("rollback", "target"):
            own = rungs.get(name)
            if own is None or falls is None or not limit.alike(own):
                continue
            if beyond(limit, own, falls) if name == "rollback" else beyond(own, limit, falls):
                yield finding(
                    path,
                    say("`{limit}` comes only after the rollback at `{own}`", limit=limit, own=own)
                    if name == "rollback"
                    else say("`{limit}` alarms while the target `{own}` is met", limit=limit, own=own),
                    say("Choose a limit between target and rollback."),
                    related=((say("the metric's threshold"), _rung_path(plan, ref, name)),),
                )


_AT_THE_FIRST = re.compile(r">\s*0(?:\.0+)?\s*$|>=\s*1(?:\.0+)?\s*$")


@rule("MO005", "critical alert without a window", "gap", folded=True)
def windowed(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """A critical alert does not say how long its condition must hold.

    Without a window a single bad second wakes somebody, and the third false alarm is not answered. Write `window: 5m`,
    or say it in the threshold: `when: "> 1% for 5m"`. An alert in words alone is not asked for one,
    nor one that rings at the first of its kind, `> 0`.
    """
    for alert in monitoring.alerts:
        threshold = plan.limit(alert)
        lasting = alert.window or alert.in_words or (threshold and threshold.window)
        first = _AT_THE_FIRST.search(str(alert.query or ""))
        once = first or (threshold and threshold.value == 0 and threshold.operator == ">")  # a single one is too many
        if alert.severity == "critical" and not (lasting or once):
            yield finding(
                alert.path,
                say("“{title}” rings at the first bad second", title=alert.title),
                say("Add `window:`, for example `window: 5m`."),
            )


@rule("MO006", "nobody watches", "danger", folded=True, lacks="owner")
def watched_by(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """A watched metric has no owner, neither here nor on the metric.

    What nobody looks at is not watched. Write `owner:` here, or on the metric in `metrics:`.
    """
    missing = [
        watched for watched in monitoring.metrics if not (watched.owner or metric_field(plan, watched.metric, "owner"))
    ]
    if len(missing) > 1 and len(missing) == len(monitoring.metrics):
        yield finding(("monitoring", "metrics"), say("nobody watches these metrics"), _ADD_OWNER, on_key=True)
        return
    for watched in missing:
        name = metric_field(plan, watched.metric, "name") or watched.metric
        yield finding(watched.path, say("nobody watches {name}", name=name), _ADD_OWNER)


@rule("MO007", "watch period without an owner", "danger", folded=True, lacks="owner")
@reports(say("nobody is on watch in “{title}”"), _ADD_OWNER)
def manned(monitoring: Monitoring, plan: Plan) -> Iterable[Placed]:
    """A watch period names nobody who is on watch.

    "The team keeps an eye on it" means that nobody does at four in the morning. Write `owner:`.
    """
    return (watch for watch in monitoring.watches if not watch.owner)


@rule("MO008", "two windows", "error")
def one_window(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """An alert gives one window in `window:` and another in its threshold.

    It cannot be told which of the two is meant. Say it once.
    """
    for alert in monitoring.alerts:
        threshold = plan.limit(alert)
        own = threshold.window if threshold and (alert.when or threshold.mode == "for") else None
        if alert.window and own and not alert.window.meets(own):
            yield finding(
                (*alert.path, "window"),
                say("`window: {window}`, but the threshold says {own}", window=alert.window, own=own),
                say("Keep one of the two."),
                related=(
                    (
                        say("the threshold"),
                        (*alert.path, "when") if alert.when else _rung_path(plan, alert.metric, "alert"),
                    ),
                ),
                grade=None if alert.when else "contradiction",
            )


@rule("MO009", "alert without a condition", "error", folded=True)
def conditioned(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """An alert names a metric, but neither the alert nor the metric says from where on it rings.

    Give the metric a rung, `alert: "> 1% for 5m"`, or the alert a threshold of its own in `when:`.
    """
    for alert in monitoring.alerts:
        if alert.metric and not (alert.text or alert.query) and plan.said_limit(alert) is None:
            yield finding(
                (*alert.path, "metric"),
                say("no threshold says when `{metric}` rings", metric=alert.metric),
                say('Add `alert: "> …"` to the metric, or `when: "> …"` here.'),
            )


@rule("MO010", "escalation out of order", "contradiction")
def ascending(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """A step of the escalation comes earlier than the one before it.

    Who is told next is read from top to bottom, at night. Order the steps by `after:`,
    counted from when the alert rang.
    """
    for run in runs(monitoring.escalation):
        yield from _ascending(run.items)


def _ascending(steps: Iterable[Escalation]) -> Iterator[Finding]:
    latest: Duration | None = None
    for step in steps:
        if step.after is None:
            continue
        if latest and latest.exceeds(step.after):
            yield finding(
                (*step.path, "after"),
                say("{after} comes after {latest} in the list", after=step.after, latest=latest),
                say("Order the steps by `after:`, counted from when the alert rang."),
            )
        latest = step.after


@rule("MO015", "escalation that returns", "contradiction")
def no_return(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """The escalation tells somebody who was told before.

    Whoever did not answer the first time is called again, and nobody else hears of it. Name somebody who was not told yet, or a body
    outside with `outside:`.
    """
    for run in runs(monitoring.escalation):
        told: dict[str, Escalation] = {}
        for level, step in enumerate(run.items, 1):
            before = told.setdefault(str(step.to), step) if step.to else step
            if before is not step:
                yield finding(
                    (*step.path, "to"),
                    say("`{person}` is told at level {level}, and was told at level {first}", person=step.to, level=level,
                        first=run.items.index(before) + 1),
                    say("Name somebody who was not told yet, or a body outside with `outside:`."),
                    related=((say("told before"), (*before.path, "to")),),
                )  # fmt: skip


@rule("MO011", "nothing is watched", "danger")
def watches_something(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """Monitoring lists neither metrics, nor indicators, nor alerts.

    Then the first to notice a fault is a user. List under `metrics:` what is on the dashboard; an id is enough.
    """
    if not (monitoring.metrics or monitoring.alerts or monitoring.indicators):
        yield finding(
            ("monitoring",),
            say("nothing is watched"),
            say("Add `metrics:` with the ids of metrics, or `alerts:`."),
            on_key=True,
        )


@rule("MO012", "alert that arrives nowhere", "danger")
def arrives(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """Channels say which severities arrive there, and none takes the severity of this alert; or its `channel:` is none of the channels.

    It rings, and nobody hears it. Add its severity to a channel, or give the alert a `channel:` that there is.
    """
    yield from _unknown_channels(monitoring)
    if not any(channel.severities for channel in monitoring.channels):
        return
    for alert in monitoring.alerts:
        if alert.channel is None and alert.severity != "info" and not monitoring.ways(alert):
            yield finding(
                alert.path,
                say("no channel takes the severity of “{title}”", title=alert.title),
                say("Add it to `severities:` of a channel, or give the alert a `channel:`."),
                related=((say("the channels"), ("monitoring", "channels")),),
            )


def _unknown_channels(monitoring: Monitoring) -> Iterator[Finding]:
    """The alerts whose channel is named like none of the listed ones, where most are named like one."""
    names = [str(channel.name).casefold() for channel in monitoring.channels]
    said = [alert for alert in monitoring.alerts if alert.channel and alert.severity != "info"]
    unknown = [alert for alert in said if not _is_listed(str(alert.channel).casefold(), names)]
    for alert in unknown if names and len(unknown) * 2 <= len(said) else ():
        yield finding(
            (*alert.path, "channel"),
            say(
                "“{title}” arrives in `{channel}`, which is none of the channels",
                title=alert.title,
                channel=alert.channel,
            ),
            say("Name a channel that is listed, or add this one to `channels:`."),
            related=((say("the channels"), ("monitoring", "channels")),),
        )


def _is_listed(channel: str, names: Sequence[str]) -> bool:
    return any(name in channel or channel in name for name in names)


@rule("MO013", "indicator twice", "gap")
def once(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """One heading lists the same indicator twice.

    Readers look for a difference between the two. Remove one, or say in its name or in `readings:` what
    differs.
    """
    for groups in monitoring.indicators.root.values() if monitoring.indicators else ():
        for indicators in groups.root.values():
            first: dict[tuple[object, ...], Indicator] = {}
            for indicator in indicators:
                key = (indicator.label.casefold().strip(), indicator.readings, indicator.kind)
                earlier = first.setdefault(key, indicator)
                if earlier is not indicator:
                    message = say("`{name}` stands under this heading twice", name=indicator.label)
                    help = say("Keep one of the two, or say what differs.")
                    yield finding(indicator.path, message, help, related=((say("first here"), earlier.path),))


@rule("MO014", "alert that is not exported", "gap", folded=True)
def exported(monitoring: Monitoring, plan: Plan) -> Iterator[Finding]:
    """The alert rules for Prometheus leave an alert out, or cannot keep what it says.

    Its query does not parse, returns another unit than the threshold has, compares with another value than the plan
    says, or there is none while other alerts have one. Whoever loads the rules believes that it rings. Correct the
    query, give the metric a `query:` or a `unit:`, or write the comparison into the query. That an alert in words is
    no rule is a hint, and no mistake.
    """
    wanted = exporting(plan)
    for alert in monitoring.alerts:
        alarm = alarm_of(alert, plan)
        own = bool(alert.query) or not alarm.text
        if (not alarm.text and not wanted) or (not own and alarm.query.problem and _rings(plan, alert)):
            continue  # the query of its metric is reported there
        for message, help in alarm.remarks():
            place = (
                (*alert.path, "query")
                if alert.query
                else (*alert.path, "when" if alert.when else "metric")
                if alarm.text
                else alert.path
            )
            yield finding(
                place,
                say("“{title}” is {message}", title=alert.title, message=message),
                help,
                grade="hint" if alarm.in_words else None,
            )


def _rings(plan: Plan, alert: Alert) -> bool:
    """Whether the alert's metric has a rung that raises an alarm."""
    return any(name in RINGING for name in (plan.rungs(alert.metric) if alert.metric else ()))


def _limits(monitoring: Monitoring) -> Iterator[tuple[Path, MetricRef, Threshold]]:
    """The thresholds that monitoring sets on metrics as a warning; `info` may also report something good."""
    for watched in monitoring.metrics:
        if watched.limit:
            yield (*watched.path, "limit"), watched.metric, watched.limit
    for alert in monitoring.alerts:
        if alert.metric and alert.when and alert.severity != "info":
            yield (*alert.path, "when"), alert.metric, alert.when


def _rung_path(plan: Plan, ref: MetricRef | None, name: str) -> Path:
    metric = plan.target(ref) if ref else None
    return (metric.section, str(ref), name) if metric else ("monitoring",)
