"""Rules that read the procedures: branches that lead nowhere, circles, steps out of reach, limits, owners."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from launchbook.core.items import length_of, minutes
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Names, Path, say, say_count
from launchbook.core.quantity import Threshold
from launchbook.core.rows import Row
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.sections.procedures.flow import FlowRow, flow_of
from launchbook.sections.procedures.items import Limit, Procedure, ProcedureStep
from launchbook.sections.procedures.model import Procedures


@rule("PC001", "branch that leads nowhere", severity="error")
def leads_somewhere(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """A `goto:` names no step, procedure or section.

    Whoever follows the sheet stands at a branch and finds no way on. Write the id of a step (give it one with `id:`), its
    number in the same procedure (`step 7`), the key or title of a procedure, the key of a section of the plan
    (`rollback`), `next` or `end`. Ids are better than numbers: they stay when a step is put in before.
    """
    flow = flow_of(plan)
    names = flow.names()
    for jump in flow.dead_jumps:
        help = [say("Defined: {names}.", names=Names(names, 12))]
        if str(jump.goto) in plan.kinds:
            help.insert(0, say("The plan has no `{section}:` section.", section=str(jump.goto)))
        elif near := get_close_matches(str(jump.goto), [*names, *plan.sections], 1, 0.6):
            help.insert(0, say("Did you mean `{name}`?", name=near[0]))
        yield finding(jump.path, say("`{goto}` leads nowhere", goto=jump.goto), *help)


@rule("PC002", "decision with one outcome", folded=True)
def decides(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """A step, or the end of a procedure, has only one outcome.

    Where there is one way there is nothing to decide; where there are two, the other one will be met unprepared. Add the
    other outcome, or make this one's steps plain steps.
    """
    for holder in _holders(plan):
        if len(holder.outcomes) == 1:
            message = say("“{name}” is the only outcome", name=next(iter(holder.outcomes)))
            yield finding((*holder.path, "outcomes"), message, say("Add what happens otherwise."), on_key=True)


@rule("PC003", "step that is never reached", folded=True)
def reached(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """No way leads to a step: what stands before it always goes elsewhere.

    It will never be done, or somebody does it who should not. Let an outcome go on to it, or remove it.
    """
    flow = flow_of(plan)
    reported: set[Path] = set()
    for line in flow.unreached():
        if line.row.path[:-2] not in reported and line.row.path[:-1] not in reported:
            yield finding(
                line.row.path,
                say("no way leads to step {number}, “{title}”", number=line.row.number, title=line.step.do),
                say("Give an outcome before it `goto: next`, or remove it."),
            )
        reported |= {line.row.path, line.row.path[:-1]}


@rule("PC004", "circle without an exit", severity="error")
def ends(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """From a step every way leads back: the procedure can never end.

    Somebody follows it until they no longer believe it. Give the step at which one turns round an outcome that goes on
    (`goto: next`, `goto: end`).
    """
    flow = flow_of(plan)
    homes: dict[int, FlowRow] = {}
    for line in flow.trapped():
        homes.setdefault(flow.home(line.step), line)
    for home, line in homes.items():
        yield finding(
            line.row.path,
            say("from step {number}, “{title}”, no way leads out", number=line.row.number, title=line.step.do),
            say("Add an outcome that goes on: `goto: next` or `goto: end`."),
            related=((say("the procedure"), flow.procedures[home].path),),
        )


@rule("PC005", "steps that nobody does", folded=True)
def owned(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """Steps of a procedure name nobody who does them, and neither does the procedure.

    A procedure that is everybody's waits for somebody. Write `owner:` on the procedure, or on each step; `actor:` where
    somebody outside of the team does it.
    """
    for procedure in flow_of(plan).procedures:
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


@rule("PC006", "limit that nothing keeps", severity="error")
def possible(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """A limit cannot be met: a size below zero, a share over 100 %.

    It is a slip of the pen, or everybody has learnt to ignore it. Correct the value or turn the operator round.
    """
    for _name, limit in _limits(plan):
        bound, most = limit.limit.base, 1 if limit.limit.dimension == "ratio" else None
        below = (limit.limit.operator == "<" and bound <= 0) or (limit.limit.operator in ("≤", "=") and bound < 0)
        above = most is not None and (
            (limit.limit.operator == ">" and bound >= most) or (limit.limit.operator in ("≥", "=") and bound > most)
        )
        if below or above:
            yield finding(
                (*limit.path, "limit"),
                say("nothing keeps the limit `{limit}`", limit=limit.limit),
                say("Correct the value, or turn the operator round."),
            )


@rule("PC007", "limits that exclude each other", severity="error")
def consistent(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """Two limits of one procedure have one name, and no value keeps both; or their units do not compare.

    Say the limit once, on the procedure or on the step where it is checked.
    """
    first: dict[tuple[Path, str], Limit] = {}
    for name, limit in _limits(plan):
        earlier = first.setdefault((limit.path[:2], name.casefold()), limit)
        apart = not earlier.limit.converts(limit.limit) or earlier.limit.excludes(limit.limit)
        if earlier is not limit and apart:
            yield finding(
                (*limit.path, "limit"),
                say("`{limit}` here, but `{other}` elsewhere", limit=limit.limit, other=earlier.limit),
                say("Say the limit once."),
                related=((say("the other limit"), earlier.path),),
            )


@rule("PC008", "limit is not kept", severity="error")
def kept(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """What a limit is at present, `now:`, does not keep it, or is given in another unit.

    The step will fail when its turn comes. Bring the value down before, or correct the limit.
    """
    for name, limit in _limits(plan):
        if limit.kept is False:
            yield finding(
                (*limit.path, "now"),
                say("{name} is {now}, the limit is `{limit}`", name=name, now=limit.now, limit=limit.limit),
                say("Mend it before the procedure begins, or correct the limit."),
            )
        elif limit.now and limit.kept is None:
            yield finding(
                (*limit.path, "now"),
                say("`{now}` cannot be compared with the limit `{limit}`", now=limit.now, limit=limit.limit),
                say("Write a value in the same unit: `now: 1.6MB`."),
                severity="warning",
            )


@rule("PC009", "longer than it may be", folded=True)
def short_enough(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """What is to be filled in has more characters than its limit allows.

    The form refuses it while somebody is filling it in, at the worst time to word it anew. Shorten it now. Spaces are
    not counted.
    """
    inputs = ((name, input) for holder in _holders(plan) for name, input in holder.inputs.items())
    for name, input in inputs:
        length, limit = input.length, input.limit
        if limit and length is not None and limit.upper and not _fits(length, limit):
            yield finding(
                (*input.path, "value"),
                say_count(
                    "{name} has {count} character, the limit is `{limit}`",
                    "{name} has {count} characters, the limit is `{limit}`",
                    length,
                    name=name,
                    limit=limit,
                ),
                say("Shorten it, or correct the limit."),
            )


def _fits(length: int, limit: Threshold) -> bool:
    return length < limit.base if limit.operator == "<" else length <= limit.base


@rule("PC010", "empty procedure", folded=True)
@reports(say("“{label}” has no steps"), say("Write its steps, or remove it."), on_key=True)
def filled(procedures: Procedures, plan: Plan) -> Iterable[Placed]:
    """A procedure has no steps, and names nothing that is to be at hand or true.

    Whoever opens it finds a title. Write its steps, or remove it. A list of materials is `inputs:` alone.
    """
    return (procedure for procedure in flow_of(plan).procedures if not procedure.filled)


@rule("PC011", "steps take longer than the procedure may")
def in_time(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """The durations of the steps add up to more than the procedure's `within:`.

    The limit is missed even when all goes well. Shorten the steps, make those that run side by side parts of one, or
    raise the limit. Branches are not counted.
    """
    for procedure in flow_of(plan).procedures:
        total = length_of(procedure.steps)
        if procedure.within and total and total.exceeds(procedure.within):
            message = say(
                "the steps take {total} min, the limit is {limit}", total=minutes(total), limit=procedure.within
            )
            yield finding((*procedure.path, "within"), message, say("Shorten the steps, or raise the limit."))


@rule("PC012", "outcome that says nothing", folded=True)
def answered(procedures: Procedures, plan: Plan) -> Iterator[Finding]:
    """An outcome does not say what it means, what is then done, or where to go on.

    On the sheet it is a word with an arrow to the next step, as if it made no difference. Write `goto:`, `steps:` or
    `meaning:`.
    """
    for holder in _holders(plan):
        for outcome in holder.outcomes.values():
            if not (outcome.goto or outcome.steps or outcome.meaning or outcome.reasons or outcome.note):
                yield finding(
                    outcome.path,
                    say("nothing says what follows from “{name}”", name=outcome.label),
                    say("Add `goto:`, `steps:` or `meaning:`; `goto: next` goes on."),
                    on_key=True,
                )


def _holders(plan: Plan) -> list[Procedure | ProcedureStep]:
    """The procedures and all their steps: what may have outcomes, inputs and limits."""
    return [row.value for row in plan.rows.in_section("procedures") if row.kind in ("procedure", "step")]


def _limits(plan: Plan) -> Iterator[tuple[str, Limit]]:
    return ((str(name), limit) for holder in _holders(plan) for name, limit in holder.limits.items())
