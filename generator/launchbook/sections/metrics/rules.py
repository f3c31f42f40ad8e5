"""Rules that read metrics alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from launchbook.core.ladder import RINGING, beyond, rungs_of, worse_is_lower
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.quantity import Threshold
from launchbook.core.section import finding, rule
from launchbook.sections.metrics.model import Metric, Metrics


@rule("ME001", "thresholds cannot be compared", "error")
def comparable(metrics: Metrics, plan: Plan) -> Iterator[Finding]:
    """Two thresholds of one metric have units that do not convert into each other.

    `≤ 500ms` and `> 1%` cannot be rungs of one ladder. Correct the unit, or make two metrics of it.
    """
    for metric, case, rungs in _ladders(metrics):
        for (first, better), (second, worse) in combinations(rungs.items(), 2):
            if not better.converts(worse) and _varies(metric, case, first, second):
                yield finding(
                    metric.place_of(second, case),
                    say(
                        "`{second}: {other}` cannot be compared with `{first}: {one}`",
                        second=second,
                        other=worse,
                        first=first,
                        one=better,
                    ),
                    worse.unlike(better),
                    related=((say("the other threshold"), metric.place_of(first, case)),),
                )
                break


@rule("ME002", "thresholds contradict", "error")
def ordered(metrics: Metrics, plan: Plan) -> Iterator[Finding]:
    """A worse rung of a metric is reached before a better one.

    With `target: ≤ 1%` and `rollback: > 0.5%` a release that meets its target is rolled back. The rungs are, from good
    to worst: target, gate, alert, rollback.
    """
    for metric, case, rungs in _ladders(metrics):
        falls = worse_is_lower(rungs)
        for (first, better), (second, worse) in combinations(rungs.items(), 2):
            apart = falls is not None and better.alike(worse) and beyond(better, worse, falls)
            if apart and _varies(metric, case, first, second):
                yield finding(
                    metric.place_of(second, case),
                    say("“{metric}” has `{second}: {other}`, a better value than its `{first}: {one}`", metric=metric.name,
                        second=second, other=worse, first=first, one=better),
                    say("Correct one of the two: from good to worst the rungs are target, gate, alert, rollback."),
                    related=((say("the other threshold"), metric.place_of(first, case)),),
                )  # fmt: skip


@rule("ME003", "threshold points the wrong way", "error")
def direction(metrics: Metrics, plan: Plan) -> Iterator[Finding]:
    """A target and an alert of one metric look in the same direction.

    `target: ≤ 1%` says that low is good, so `alert: < 2%` would wake somebody while all is well. Targets and gates say
    where the metric should be, alerts and rollbacks where it should not.
    """
    for metric, case, rungs in _ladders(metrics):
        first, good = next(((rung, limit.upper) for rung, limit in rungs.items() if rung not in RINGING), ("", None))
        for rung, threshold in rungs.items():
            wrong = rung in RINGING and good is not None and threshold.upper is good
            if wrong and _varies(metric, case, first, rung):
                yield finding(
                    metric.place_of(rung, case),
                    say("“{metric}” has `{rung}: {threshold}` in the direction of its `{first}: {good}`, and so while all is well",
                        metric=metric.name, rung=rung, threshold=threshold, first=first, good=rungs[first]),
                    say("Turn the operator round."),
                    related=((say("the other threshold"), metric.place_of(first, case)),),
                )  # fmt: skip


@rule("ME005", "metric that is not exported", "gap", folded=True)
def exported(metrics: Metrics, plan: Plan) -> Iterator[Finding]:
    """The alert rules for Prometheus leave a threshold of a metric out, or cannot keep what it says.

    The query does not parse, or returns another unit than the threshold has: `rate(errors_total[5m])` is a count per
    second, and never `> 1%`. The unit is read from the query (`_seconds`, `_bytes`, a quotient, `100 *`); where it does
    not tell, `unit:` says it.
    """
    for name, metric in metrics.root.items():
        reported: set[str] = set()
        for rung, alarm in metric.alarms.items():
            for message, help in alarm.remarks():
                if str(message) not in reported:
                    reported.add(str(message))
                    yield finding(
                        ("metrics", name, "query"),
                        say("`{rung}` of {name} is {message}", rung=rung, name=metric.name, message=message),
                        help,
                        related=((say("the threshold"), ("metrics", name, rung)),),
                    )


@rule("ME006", "alert no sooner than the rollback", "danger")
def warned_before(metrics: Metrics, plan: Plan) -> Iterator[Finding]:
    """The alert and the rollback of a metric have one limit, and the alert does not ring sooner.

    With `alert: "> 5%"` and `rollback: "> 5%"` whoever is woken has no time to look: the rollback is due already. Let
    the alert ring at a better value, or after a shorter time: `alert: "> 5% for 2m"` before `rollback: "> 5% for 10m"`.
    """
    for metric, case, rungs in _ladders(metrics):
        alert, rollback = (rungs.get(rung) for rung in RINGING)
        if alert is None or rollback is None or not alert.alike(rollback) or not _varies(metric, case, *RINGING):
            continue
        sustained = rollback.mode == "for" and rollback.window is None  # RB009 asks for how long
        sooner = sustained or alert.lasting < rollback.lasting
        if not sooner and replace(alert, window=None).same(rollback):
            yield finding(
                metric.place_of("alert", case),
                say("the alert rings at `{alert}`, when the rollback at `{rollback}` is due", alert=alert,
                    rollback=rollback),
                say("Let the alert ring at a better value, or after a shorter time."),
                related=((say("the rollback"), metric.place_of("rollback", case)),),
            )  # fmt: skip


def _ladders(metrics: Metrics) -> Iterator[tuple[Metric, str, dict[str, Threshold]]]:
    """Every metric with its thresholds: those that always hold, then with those of each of its cases."""
    for metric in metrics.root.values():
        yield from ((metric, case, rungs_of(metric, case)) for case in ("", *metric.cases))


def _varies(metric: Metric, case: str, first: str, second: str) -> bool:
    """Whether two rungs are compared in a case: those that always hold are compared once, without one."""
    return not case or any(len(metric.place_of(rung, case)) > len(metric.path) + 1 for rung in (first, second))
