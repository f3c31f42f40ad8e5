"""The order in which the rungs of one metric are reached: alert before rollback, whoever sets them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from launchbook.core.ladder import Reading, beyond, worse_is_lower
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.quantity import Threshold
from launchbook.core.reference import MetricRef
from launchbook.core.section import finding, rule
from launchbook.core.text import Word

_UNDO = re.compile(
    r"(?:立即|马上|直接|自动|立刻)*(?:回滚|回退)|(?:immediately |automatically )?(?:start the )?roll(?:s|ing)?[- ]?back",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"\bif\b|\bwhen\b|consider|prepar|decid|\bask|judge|\bmay\b|unless|check|否则|若|如果|视情况|必要时|准备|判断|评估|是否|考虑|决定",
    re.IGNORECASE,
)
_STATISTIC = re.compile(
    r"\bp\s?(?P<p>\d{2}(?:\.\d+)?)\b|(?P<mean>平均|均值|\bmean\b|\baverage\b|\bavg\b)|(?P<median>中位数|\bmedian\b)",
    re.IGNORECASE,
)


@rule("ME022", "two statistics of one metric", "contradiction")
def one_statistic(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """One place reads the metric as p95, another as p99, or as its mean.

    The two are never the same number, so the one does not tell when the other is due. Use one statistic, or make two metrics of it.
    """
    for id, target in plan.targets.get("metric", {}).items():
        stated = Word(getattr(target.value, "name", ""))
        first: tuple[str, Path, Threshold] | None = None
        for path, threshold in _thresholds(plan, id):
            said = _statistic(threshold.aggregate) or _statistic(stated)
            if said and first is None:
                first = (said, path, threshold)
            if said and first and said != first[0]:
                yield finding(
                    path,
                    say("“{metric}” is read as {said} at `{threshold}`, and as {other} at `{first}`", metric=stated, said=said,
                        threshold=threshold, other=first[0], first=first[2]),
                    say("Use one statistic, or make two metrics of it."),
                    related=((say("the other threshold"), first[1]),),
                )  # fmt: skip
                break


@rule("ME023", "alert that lasts longer than the rollback waits", "danger")
def alert_in_time(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The condition of an alert must hold for longer than that of the rollback of the same metric.

    When it gets bad at once, the rollback is due before anybody is woken. Let the alert ring after a shorter time. Nothing is said where
    another alert on the metric rings in time.
    """
    for id in plan.targets.get("metric", {}):
        rollbacks = [
            (path, limit)
            for path, rung, limit in _rungs(plan, id)
            if rung == "rollback" and limit.window and limit.mode == "for"
        ]
        alerts = [(path, limit) for path, rung, limit in _rungs(plan, id) if rung == "alert"]
        for path, limit in rollbacks[:1]:
            late = [(at, alert) for at, alert in alerts if alert.mode == "for" and alert.lasting > limit.lasting]
            if late and len(late) == len(alerts):
                yield finding(
                    late[0][0],
                    say("the alert rings after {alert}, the rollback is due after {rollback}", alert=late[0][1].window or "",
                        rollback=limit.window or ""),
                    say("Let the alert ring after a shorter time than the rollback."),
                    related=((say("the rollback threshold"), path),),
                )  # fmt: skip


@rule("ME024", "laxer while it matters", "contradiction")
def no_laxer(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """An alert for a part of the launch (`during:`, `stage:`) rings later than the metric's own alert, or only after the rollback is due.

    Just then it should ring sooner. Make it stricter, or leave its threshold out.
    """
    for row in plan.rows:
        value = row.value
        metric, when = getattr(value, "metric", None), getattr(value, "when", None)
        part = getattr(value, "during", None) or getattr(value, "stage", None)
        if row.section != "monitoring" or not (isinstance(metric, MetricRef) and isinstance(when, Threshold) and part):
            continue
        rungs = plan.rungs(metric)
        falls = worse_is_lower(rungs)
        undoes = _UNDO.match(" ".join(_actions(value)).strip())
        own = next(
            (rungs[name] for name in (("rollback",) if undoes else ("alert", "rollback")) if name in rungs), None
        )
        if value.severity != "info" and own and falls is not None and when.ordered(own) and beyond(when, own, falls):
            yield finding(
                (*row.path, "when"),
                say("`{limit}` is laxer than the metric's own `{own}`", limit=when, own=own),
                say("Make it stricter, or leave it out to use the metric's own."),
                related=((say("the metric's own"), plan.targets["metric"][str(metric)].value.path),),
            )


@rule("ME025", "rolled back at another threshold", "contradiction")
def undone_alike(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The action of an alert, of a gate or of a playbook is to roll back, and its threshold is another than the rollback's.

    What says "roll back" is a trigger, too: two people then roll back at two different times. Give both one threshold, or let the action
    say what is done before it comes to that. An action that leaves it open (`if`, `prepare`, `decide`) is no trigger.
    """
    for row in plan.rows:
        value = row.value
        metric, words = getattr(value, "metric", None), " ".join(_actions(value))
        if not isinstance(metric, MetricRef) or not _UNDO.match(words.strip()) or _MAYBE.search(words):
            continue
        key = "act_at" if getattr(value, "act_at", None) else "when"
        limit = getattr(value, "act_at", None) or plan.limit(value)
        others = [
            (path, other)
            for path, rung, other in _rungs(plan, str(metric))
            if rung == "rollback" and path[: len(row.path)] != row.path
        ]
        part = getattr(value, "during", None) or getattr(
            value, "stage", None
        )  # a part of the launch may be stricter: `ME024`
        if part or not isinstance(limit, Threshold) or not others:
            continue
        if all(limit.ordered(other) and not _equal(limit, other) for _, other in others):
            path, other = others[0]
            yield finding(
                (*row.path, key) if getattr(value, key, None) else row.path,
                say("rolled back at `{limit}` here, at `{other}` elsewhere", limit=limit, other=other),
                say("Give both one threshold, or let the action say what is done before."),
                related=((say("the rollback threshold"), path),),
            )


def _equal(limit: Threshold, other: Threshold) -> bool:
    return limit.beside(other).base == other.beside(limit).base


def _actions(value: Any) -> Iterator[str]:
    for name in ("action", "automatic", "on_breach"):
        said = getattr(value, name, None)
        if isinstance(said, str):
            yield str(said)


def _rungs(plan: Plan, id: str) -> Sequence[tuple[Path, str, Threshold]]:
    """All rungs of a metric that always hold: its own, and those that sections set."""
    target = plan.targets["metric"][id]
    own: Mapping[str, Threshold] = plan.rungs(MetricRef(id))
    readings: Sequence[Reading] = [reading for reading, _ in plan.rows.readings(id) if not reading.case]
    return [
        *(((*target.value.path, rung), rung, limit) for rung, limit in own.items()),
        *((reading.path, reading.rung, reading.threshold) for reading in readings),
    ]


def _thresholds(plan: Plan, id: str) -> Iterator[tuple[Path, Threshold]]:
    return ((path, limit) for path, _, limit in _rungs(plan, id))


def _statistic(text: str) -> str:
    found = _STATISTIC.search(text)
    return "" if found is None else f"p{found['p']}" if found["p"] else "mean" if found["mean"] else "median"
