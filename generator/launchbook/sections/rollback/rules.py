"""Rules that read the rollback alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.quantity import Duration, Threshold
from launchbook.core.routes import sum_of, ways_through
from launchbook.core.rows import Row
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.sections.rollback.model import Backup, Rollback, Trigger

_LASTS = re.compile(r"持续(?:超过|高于|低于|大于|小于|不足|上升|下降|异常|[<>≤≥])|\bsustained\b", re.IGNORECASE)
_LENGTH = re.compile(
    r"\d\s*(?:ms|s|m|min|mins|minutes?|h|hours?|d|days?)\b|\d\s*个?(?:毫秒|秒|分|小时|天|日)", re.IGNORECASE
)


@rule("RB001", "nobody decides the rollback", "danger")
@reports(say("nobody decides whether to roll back"), say("Add `decider:` with an id from `people:`."), on_key=True)
def decided(rollback: Rollback, plan: Plan) -> Iterable[Placed]:
    """The rollback names no decider.

    While people look for somebody who may say it, users meet the fault. Write `decider:` with an id from `people:`; one
    person, with a telephone number and a deputy.
    """
    return [rollback] if rollback.decider is None and not rollback.keeps_only else []


@rule("RB002", "rollback without a time limit", "danger")
@reports(say("the rollback has no time limit"), say("Add `within:`, for example `within: 15m`."), on_key=True)
def limited(rollback: Rollback, plan: Plan) -> Iterable[Placed]:
    """Neither `within:` nor `rto:` says how long the rollback may take.

    Without a limit nobody notices that the reversal itself is stuck. Write `within: 15m`: the time from the decision to
    the verification.
    """
    unlimited = rollback.within is None and rollback.rto is None
    return [rollback] if unlimited and not rollback.keeps_only else []


@rule("RB003", "rollback never rehearsed", "danger")
@reports(
    say("the rollback was never rehearsed"), say("Go through it once, then add `rehearsed:` with the day."), on_key=True
)
def rehearsed(rollback: Rollback, plan: Plan) -> Iterable[Placed]:
    """No rehearsal of the rollback is recorded.

    A rollback that was never tried takes longer than anybody thinks, or fails. Go through its steps once before the
    launch, and write `rehearsed:` with the day, and `rehearsal:` with what came out.
    """
    return [rollback] if rollback.rehearsed is None and not rollback.keeps_only else []


@rule("RB004", "rollback without verification", "danger")
@reports(
    say("nothing says how to see that the rollback worked"), say("Add `verify:` with what is looked at."), on_key=True
)
def verified(rollback: Rollback, plan: Plan) -> Iterable[Placed]:
    """Nothing says how one sees that the rollback worked.

    The last step that was carried out is not yet a service that runs. List under `verify:` what is looked at
    afterwards: core functions, metrics, data.
    """
    return [] if rollback.verify or rollback.keeps_only else [rollback]


@rule("RB005", "rollback step without an owner", "gap", folded=True, lacks="owner")
def owned_steps(rollback: Rollback, plan: Plan) -> Iterator[Finding]:
    """A step of the rollback names nobody who does it.

    In an emergency everybody thinks that another one is at it. Write `owner:` on the step, or on the step above it.
    """
    steps = [row for row in plan.row(rollback).parts if row.kind == "step" and row.path[1] == "steps"]
    bare = list(_unowned(steps))
    if len(bare) > 1 and bare == steps:
        message, help = say("no step of the rollback has an owner"), say("Add `owner:` to each step.")
        yield finding(("rollback", "steps"), message, help, on_key=True)
        return
    for row in bare:
        help = say("Add `owner:` with an id from `people:`.")
        yield finding(row.path, say("nobody does this step of the rollback"), help)


def _unowned(steps: Iterable[Row]) -> Iterator[Row]:
    """Steps without an owner. Where some parts of a step have owners, only its other parts lack one."""
    for row in steps:
        if not row.owners:
            bare = list(_unowned(row.parts))
            yield from bare if len(bare) < len(row.parts) else (row,)


@rule("RB006", "rehearsed after the launch", "error")
@reports(
    say("the rollback is rehearsed after the launch"),
    say("Rehearse it before T, for example `rehearsed: T-3d`."),
    at="rehearsed",
    related=((say("the launch"), ("launch",)),),
)
def rehearsed_before(rollback: Rollback, plan: Plan) -> Iterable[Placed]:
    """The rehearsal is dated after the launch.

    A rehearsal shows before the launch that the way back is open; afterwards it comes too late. Correct the date, or
    move the rehearsal before T: `rehearsed: T-3d`.
    """
    day = rollback.rehearsed
    return [rollback] if day and plan.frame.launch.extent.precedes(plan.extent(day)) else []


@rule("RB007", "trigger without a threshold", "error")
def has_threshold(rollback: Rollback, plan: Plan) -> Iterator[Finding]:
    """A trigger names a metric, but neither the trigger nor the metric says from where on to roll back.

    Nobody can see whether it has happened. Give the metric a rung, `rollback: "> 1% for 5m"`, or the trigger a
    threshold of its own in `when:`. A trigger that also says in words what is seen is only a warning.
    """
    for trigger in rollback.triggers:
        if trigger.metric and plan.said_limit(trigger) is None:
            yield finding(
                (*trigger.path, "metric"),
                say("no threshold says when `{metric}` triggers the rollback", metric=trigger.metric),
                say('Add `rollback: "> …"` to the metric, or `when: "> …"` here.'),
                grade="gap" if trigger.text else None,
            )


@rule("RB008", "rollback without triggers", "error")
@reports(say("nothing triggers this rollback"), say("Add `triggers:` with what makes you roll back."), on_key=True)
def triggered(rollback: Rollback, plan: Plan) -> Iterable[Placed]:
    """The rollback does not say when it is begun.

    Then it is argued about on launch night, and begun too late. List under `triggers:` what makes the release be rolled
    back: faults in words, metrics with their threshold. Of a section that says only what is kept (`backups:`,
    `retention:`) no triggers are asked.
    """
    known = rollback.keeps_only or rollback.triggers or any(level.conditions for level in rollback.levels)
    return [] if known else [rollback]


@rule("RB009", "sustained for how long?", "gap", folded=True)
def lasting(rollback: Rollback, plan: Plan) -> Iterator[Finding]:
    """A trigger must last, but does not say for how long.

    "Sustained above 1 %" is one minute to one reader and an hour to another. Write the time: `> 1% for 5m`.
    """
    for trigger in rollback.triggers:
        threshold = plan.limit(trigger)
        if threshold is not None and threshold.mode == "for" and threshold.window is None:
            yield finding(
                (*trigger.path, "when") if trigger.when else _rung(trigger, plan, "rollback"),
                say("`{threshold}`: for how long?", threshold=threshold),
                say("Write the time: `{limit} for 5m`.", limit=threshold.limit),
            )
        elif trigger.text and threshold is None and _LASTS.search(trigger.text) and not _LENGTH.search(trigger.text):
            yield finding(
                trigger.path,
                say("the trigger must last, but does not say how long"),
                say('Write the time, or a metric with `when: "> 1% for 5m"`.'),
            )


@rule("RB010", "steps take longer than the limit", "contradiction")
def fits(rollback: Rollback, plan: Plan) -> Iterator[Finding]:
    """The durations of the steps add up to more than the rollback may take.

    Either the limit is a wish, or steps are done side by side and the plan does not say so. Shorten the steps, make
    those that run side by side parts (`steps:`) of one with a `duration:`, or raise the limit. Of alternatives (`choose:`) each
    is added up on its own, with the steps before and behind it that its `goto:` does not lead past.
    """
    limit, total = rollback.limit, sum_of(plan, rollback.steps)
    shorten, said = say("Shorten the steps, or raise the limit."), ("rollback", "within" if rollback.within else "rto")
    if limit and total and total.length.exceeds(limit):
        message = say("the steps take {total}, the limit is {limit}", total=_words(total.length), limit=limit)
        yield finding(said, message, shorten, related=((say("the steps"), ("rollback", "steps")),))
        return
    for path, way in ways_through(plan).items():
        row = plan.rows.by_path[path]
        if limit and path[0] == "rollback" and way.sum.length.exceeds(limit):
            message = say("the way “{title}” takes {total} in all, the limit is {limit}",
                          title=row.title, total=_words(way.sum.length), limit=limit)  # fmt: skip
            yield finding((*path, "do"), message, shorten, related=((say("the limit"), said),))


@rule("RB011", "limit longer than the RTO", "error")
def within_rto(rollback: Rollback, plan: Plan) -> Iterator[Finding]:
    """The rollback may take longer than the service may be down.

    With `rto: 15m` a rollback `within: 30m` misses the objective even when it goes well. Lower `within:` or agree on
    another `rto:`.
    """
    if rollback.within and rollback.rto and rollback.within.exceeds(rollback.rto):
        yield finding(
            ("rollback", "within"),
            say("the rollback may take {within}, but the service must be back in {rto}", within=rollback.within,
                rto=rollback.rto),
            say("Lower `within:`, or agree on another `rto:`."),
            related=((say("the RTO"), ("rollback", "rto")),),
        )  # fmt: skip


@rule("RB012", "trigger contradicts its metric", "error")
def agrees(rollback: Rollback, plan: Plan) -> Iterator[Finding]:
    """A trigger's own threshold has another unit than its metric, or holds while the metric meets its target.

    With `target: "≤ 1%"` a trigger `when: "> 0.5%"` takes back a release that is as good as was asked for. Correct the
    threshold, or leave it out: the metric's own `rollback:` then holds.
    """
    for trigger in rollback.triggers:
        target = plan.rungs(trigger.metric).get("target") if trigger.metric else None
        if target and trigger.when and _contradicts(trigger.when, target):
            yield finding(
                (*trigger.path, "when"),
                say("`{when}` contradicts the metric's target `{target}`", when=trigger.when, target=target),
                say("Correct it, or leave it out to use the metric's own `rollback:`."),
                related=((say("the target"), _rung(trigger, plan, "target")),),
            )


@rule("RB013", "backups rarer than the RPO allows", "contradiction")
def backed_up_in_time(rollback: Rollback, plan: Plan) -> Iterator[Finding]:
    """Something is backed up less often than the RPO asks for, and nothing else keeps it.

    With `rpo: 30m` and a backup of the database `every: 4h`, up to four hours of data are lost when it is needed. Back
    up more often, add what fills the gap (a replica, a log that is shipped) to `backups:`, or agree on another `rpo:`.
    Code is no data: what lies in a repository is not counted.
    """
    if rollback.rpo is None:
        return
    kept = {_plain(backup.what) for backup in rollback.backups if _keeps(backup, rollback.rpo)}
    for backup in rollback.backups:
        interval = backup.interval
        if interval is None or not interval.exceeds(rollback.rpo) or _CODE.search(backup.what):
            continue
        if _plain(backup.what) not in kept:
            yield finding(
                (*backup.path, "every"),
                say("up to {interval} of {what} may be lost, the RPO is {rpo}", interval=interval, what=backup.what,
                    rpo=rollback.rpo),
                say("Back up more often, add a replica to `backups:`, or agree on another `rpo:`."),
                related=((say("the RPO"), ("rollback", "rpo")),),
            )  # fmt: skip


_CODE = re.compile(r"代码|源码|仓库|\bcode\b|\bsources?\b|\brepositor", re.IGNORECASE)


def _keeps(backup: Backup, rpo: Duration) -> bool:
    """Whether no more is lost than the RPO allows."""
    return backup.continuous or (backup.interval is not None and not backup.interval.exceeds(rpo))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _contradicts(when: Threshold, target: Threshold) -> bool:
    return not when.converts(target) or (when.alike(target) and when.overlaps(target))


def _rung(trigger: Trigger, plan: Plan, name: str) -> Path:
    """The path of a rung of the trigger's metric."""
    metric = plan.target(trigger.metric) if trigger.metric else None
    return (*metric.value.path, name) if metric else trigger.path


def _words(length: Duration) -> str:
    """As a duration is written in a plan: `1h30m`, `40m-1h`."""
    if length.low:
        return f"{_words(length.low)}-{_words(length.longest)}"
    minutes, seconds = divmod(int(length.total.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)
