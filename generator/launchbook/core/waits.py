"""Steps that wait for a decision of another chapter: a stage of the rollout ends, and what widens the release is not begun before that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from launchbook.core.groups import grouped
from launchbook.core.launch import planned_of
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path
from launchbook.core.rows import Row


@per_plan
def waits_of(plan: Plan) -> Mapping[Path, Sequence[Row]]:
    """The stages at whose end it is decided whether one goes on, by the path of the step before which that is; by that of its time
    box where it is the first step there, since the gate of the box comes first."""
    stages = [row for row in plan.rows if row.kind == "stage"]
    steps = [step for row in plan.rows if row.kind == "time box" for step in row.parts if step.kind == "step"]
    pairs = pairwise([*stages, None]) if steps else ()
    waits = (
        (_waiting(plan, steps, stage, following), stage) for stage, following in pairs if stage and _is_decided(stage)
    )
    return grouped((step.path, stage) for step, stage in waits if step)


def _is_decided(stage: Row) -> bool:
    return not stage.over and bool(stage.value.gates or stage.value.no_go_if)


def _waiting(plan: Plan, steps: Sequence[Row], stage: Row, following: Row | None) -> Row | None:
    """The step, or the time box that begins with it: by the clock the first that does not begin before the stage is over, among
    steps before and behind that; else the first whose words name the following stage."""
    found = _by_the_clock(plan, steps, stage, following) or _by_the_words(steps, following)
    box = found.parent if found else None
    return box if box and found is next(box.below("step"), None) else found


def _by_the_clock(plan: Plan, steps: Sequence[Row], stage: Row, following: Row | None) -> Row | None:
    due, timed = end_of_stage(stage, following), list(_timed(plan, steps))
    if not due or not any(begins < due for begins, _ in timed):
        return None
    return min((each for each in timed if each[0] >= due), key=lambda each: each[0], default=(None, None))[1]


def _timed(plan: Plan, steps: Sequence[Row]) -> Iterator[tuple[datetime, Row]]:
    planned = planned_of(plan)
    for step in steps:
        if begins := planned.get(step.path, (None, None))[0]:
            yield begins, step


def end_of_stage(stage: Row, following: Row | None = None) -> datetime | None:
    """When a stage is planned to be over: by its own time, or when the following one begins."""
    for row, at_end in ((stage, True), (following, False)):
        when = row.timings[0] if row and row.timings else None
        moment = when and (when.end if at_end else when.start)
        if moment and moment.drift is None and moment.precision == "minute":
            return moment.at
    return None


def _by_the_words(steps: Sequence[Row], following: Row | None) -> Row | None:
    title = str(following.value.title).casefold() if following else ""
    return next((step for step in steps if title and title in str(step.title).casefold()), None)
