"""Rules that read the procedures: owners, empty ones, time limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.routes import sum_of
from launchbook.core.rows import Row
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.core.steps import minutes
from launchbook.sections.procedures.items import Procedure
from launchbook.sections.procedures.model import Procedures


@rule("PC005", "steps that nobody does", "gap", folded=True, lacks="owner")
def owned(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """Steps of a procedure name nobody who does them, and neither does the procedure.

    A procedure that is everybody's waits for somebody. Write `owner:` on the procedure, or on each step; `actor:` where
    somebody outside of the team does it.
    """
    for procedure in _procedures(plan):
        bare = [row for row in plan.row(procedure).smallest("step") if not (row.owners or _by_others(row))]
        if bare:
            yield finding(
                procedure.path,
                say("steps of “{title}” have no owner: {count}", count=len(bare), title=procedure.label),
                say(
                    "Add `owner:` to the procedure or to each step; the first without is “{step}”.", step=bare[0].title
                ),
                on_key=True,
            )


def _by_others(row: Row) -> bool:
    """Whether somebody outside of the team does a step, or what it stands in."""
    above = row.parent is not None and _by_others(row.parent)
    return above or bool(row.kind == "step" and row.value.actor)


@rule("PC010", "empty procedure", "gap", folded=True)
@reports(say("“{label}” has no steps"), say("Write its steps, or remove it."), on_key=True)
def filled(procedures: Procedures, plan: Plan) -> Iterable[Placed]:
    """A procedure has no steps, and names nothing that is to be at hand or true.

    Whoever opens it finds a title. Write its steps, or remove it. A list of materials is `inputs:` alone.
    """
    return (procedure for procedure in _procedures(plan) if not procedure.filled)


@rule("PC011", "steps take longer than the procedure may", "contradiction")
def in_time(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """The durations of the steps add up to more than the procedure's `within:`.

    The limit is missed even when all goes well. Shorten the steps, make those that run side by side parts of one, or
    raise the limit. Of branches the shortest counts.
    """
    for procedure in _procedures(plan):
        total = sum_of(plan, procedure.steps)
        if procedure.within and total and total.length.exceeds(procedure.within):
            taken = minutes(total.length)
            message = say("the steps take {total} min, the limit is {limit}", total=taken, limit=procedure.within)
            yield finding((*procedure.path, "within"), message, say("Shorten the steps, or raise the limit."))


def _procedures(plan: Plan) -> list[Procedure]:
    return [row.value for row in plan.rows.in_section("procedures") if row.kind == "procedure"]
