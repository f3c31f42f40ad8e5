"""Steps that a plan says twice: once where they are prepared, and once where they are carried out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from launchbook.core.flow import flow_of
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path
from launchbook.core.rows import Row
from launchbook.core.steps import Step
from launchbook.core.units import normal


@per_plan
def twins(plan: Plan) -> Mapping[Path, Row]:
    """By the path of a step that only prepares something: the step of another chapter that is the same, and is carried out there."""
    done: dict[str, list[Row]] = {}
    for row in _steps(plan, main=True):
        for words in _words(row.value):
            done.setdefault(words, []).append(row)
    asked = (
        (row, [other for words in _words(row.value) for other in done.get(words, ())])
        for row in _steps(plan, main=False)
    )
    found = ((row.path, next((other for other in others if _same(row, other)), None)) for row, others in asked)
    return {path: other for path, other in found if other}


def _words(step: Step) -> tuple[str, ...]:
    """By what a step may be the same as another: its command, or what it says is done."""
    return tuple(filter(None, (step.command and f"$ {step.command}", normal(str(step.do)))))


def _steps(plan: Plan, *, main: bool) -> Iterator[Row]:
    for steps in flow_of(plan).lists:
        if steps.main == main:
            yield from (row for row in plan.nested(steps.steps) if row.kind == "step")


def _same(row: Row, other: Row) -> bool:
    """Whether both have the same command, or say the same in words, and neither has another time or owner than the other."""
    one, two = row.value, other.value
    alike = one.command == two.command if one.command and two.command else normal(str(one.do)) == normal(str(two.do))
    times = {each.when.start.at for each in (row, other) if each.value.at and each.when}
    return (
        alike
        and row.section != other.section
        and len(times) < 2
        and len({each.owner for each in (row, other) if each.owner}) < 2
    )
