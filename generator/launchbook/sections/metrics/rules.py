"""Rules that read metrics alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from launchbook.core.ladder import RINGING, beyond, worse_is_lower
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, rule
from launchbook.sections.metrics.model import Metrics


@rule("ME001", "thresholds cannot be compared", severity="error")
def comparable(metrics: Metrics, plan: Plan) -> Iterator[Finding]:
    """Two thresholds of one metric have units that do not convert into each other.

    `≤ 500ms` and `> 1%` cannot be rungs of one ladder. Correct the unit, or make two metrics of it.
    """
    for name, metric in metrics.root.items():
        for (first, better), (second, worse) in combinations(metric.rungs.items(), 2):
            if not better.converts(worse):
                yield finding(
                    ("metrics", name, second),
                    say(
                        "`{second}: {other}` cannot be compared with `{first}: {one}`",
                        second=second,
                        other=worse,
                        first=first,
                        one=better,
                    ),
                    worse.unlike(better),
                    related=((say("the other threshold"), ("metrics", name, first)),),
                )
                break


@rule("ME002", "thresholds contradict", severity="error")
def ordered(metrics: Metrics, plan: Plan) -> Iterator[Finding]:
    """A worse rung of a metric is reached before a better one.

    With `target: ≤ 1%` and `rollback: > 0.5%` a release that meets its target is rolled back. The rungs are, from good
    to worst: target, gate, alert, rollback.
    """
    for name, metric in metrics.root.items():
        falls = worse_is_lower(metric.rungs)
        for (first, better), (second, worse) in combinations(metric.rungs.items(), 2):
            if falls is not None and better.alike(worse) and beyond(better, worse, falls):
                yield finding(
                    ("metrics", name, second),
                    say(
                        "`{second}: {other}` contradicts `{first}: {one}`",
                        second=second,
                        other=worse,
                        first=first,
                        one=better,
                    ),
                    say(
                        "From good to worst the rungs are target, gate, alert, rollback; each must be worse than the one before."
                    ),
                    related=((say("the other threshold"), ("metrics", name, first)),),
                )


@rule("ME003", "threshold points the wrong way", severity="error")
def direction(metrics: Metrics, plan: Plan) -> Iterator[Finding]:
    """A target and an alert of one metric look in the same direction.

    `target: ≤ 1%` says that low is good, so `alert: < 2%` would wake somebody while all is well. Targets and gates say
    where the metric should be, alerts and rollbacks where it should not.
    """
    for name, metric in metrics.root.items():
        good = next((limit.upper for rung, limit in metric.rungs.items() if rung not in RINGING), None)
        for rung in RINGING:
            threshold = metric.rungs.get(rung)
            if good is not None and threshold is not None and threshold.upper is good:
                yield finding(
                    ("metrics", name, rung),
                    say("`{rung}: {threshold}` holds while the metric is good", rung=rung, threshold=threshold),
                    say("Turn the operator round."),
                )


@rule("ME005", "metric that is not exported", folded=True)
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


@rule("ME006", "alert no sooner than the rollback")
def warned_before(metrics: Metrics, plan: Plan) -> Iterator[Finding]:
    """The alert and the rollback of a metric have one limit, and the alert does not ring sooner.

    With `alert: "> 5%"` and `rollback: "> 5%"` whoever is woken has no time to look: the rollback is due already. Let
    the alert ring at a better value, or after a shorter time: `alert: "> 5% for 2m"` before `rollback: "> 5% for 10m"`.
    """
    for name, metric in metrics.root.items():
        alert, rollback = (metric.rungs.get(rung) for rung in RINGING)
        if alert is None or rollback is None or not alert.alike(rollback):
            continue
        sustained = rollback.mode == "for" and rollback.window is None  # RB009 asks for how long
        sooner = sustained or alert.lasting < rollback.lasting
        if not sooner and replace(alert, window=None).same(rollback):
            yield finding(
                ("metrics", name, "alert"),
                say("the alert rings at `{alert}`, when the rollback at `{rollback}` is due", alert=alert,
                    rollback=rollback),
                say("Let the alert ring at a better value, or after a shorter time."),
                related=((say("the rollback"), ("metrics", name, "rollback")),),
            )  # fmt: skip
