"""Results of checks and verdicts of gates: what contradicts what was measured, and who may decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from launchbook.core.gates import GoNoGo
from launchbook.core.groups import grouped
from launchbook.core.items import GateCriterion, NoGoCondition
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Names, say
from launchbook.core.reference import PersonRef
from launchbook.core.results import CheckResult, Sighting, Verdict
from launchbook.core.rows import Row
from launchbook.core.section import finding, rule


@rule("GA001", "result that its reading contradicts", "error")
def result_fits_reading(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A check says `pass` with a reading that does not keep its threshold, or `fail` with one that does; or what closes a gate
    is `no` with a reading that crosses its threshold, or `yes` with one that does not.

    One of the two is a slip, and a launch is decided by it. Correct the reading or the verdict; where the threshold was
    waived, change the threshold.
    """
    for row, result in _results(plan):
        said, kept, limit = _said(result), result.kept(plan.limit(row.value)), plan.limit(row.value)
        if said is not None and kept is not None and kept != said:
            key = "verdict" if isinstance(result, CheckResult) else "seen"
            yield finding(
                (*result.path, key) if key in result.model_fields_set else result.path,
                say("`{verdict}`, but {reading} does not fit it: the threshold is `{limit}`",
                    verdict=_WORDS[key, said], reading=result.reading, limit=limit),
                say("Correct the reading or the verdict."),
            )  # fmt: skip


@rule("GA002", "go without its criteria", "error")
def go_follows_criteria(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A gate's verdict is `go`, but one of its criteria failed or something that closes it was seen, or one has no result.

    A gate that opens by itself is none. Record the missing result; where the team went on in spite of a failed one, write
    so in the verdict's `note:`, and make the criterion's threshold the one that was accepted.
    """
    for row, verdict in _verdicts(plan):
        conditions = [part for part in row.parts if isinstance(part.value, (GateCriterion, NoGoCondition))]
        if verdict.verdict != "go":
            continue
        outcomes = [(part, _open(plan, part.value)) for part in conditions]
        for part, opens in outcomes:
            if opens is False:
                closing = isinstance(part.value, NoGoCondition)
                yield finding(
                    verdict.path,
                    say("go, although “{title}” was seen", title=part.title)
                    if closing
                    else say("go, although “{title}” failed", title=part.title),
                )
        if unknown := next((part for part, opens in outcomes if opens is None), None):
            yield finding(
                verdict.path,
                say("go, but “{title}” has no result", title=unknown.title),
                say("Add `result:` to each criterion."),
                grade="contradiction",
            )


@rule("GA003", "verdict by somebody who does not decide", "contradiction")
def decided_by_decider(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A gate was decided by somebody who is neither its decider nor the decider's deputy.

    Whoever asks afterwards who said go gets two answers. Name the one who decided as `decider:`, or correct `by:`.
    """
    for row, verdict in _verdicts(plan):
        deciders = _deciders(plan, row)
        if verdict.by and deciders and not any(str(verdict.by) in _may_decide(plan, each) for each in deciders):
            yield finding(
                (*verdict.path, "by"),
                say(
                    "“{gate}” was decided by `{by}`, and it is `{decider}` who decides",
                    gate=row.title,
                    by=verdict.by,
                    decider=deciders[0],
                ),
                say("Correct `by:`, or name who decided as `decider:`."),
            )


def _deciders(plan: Plan, row: Row) -> Sequence[PersonRef]:
    """Who decides: named there, or for the whole rollout; only where nobody is, the plan's decider and whoever answers for it."""
    around = row.parent.value if row.kind == "stage" and row.parent else None
    named = getattr(row.value, "decider", None) or getattr(around, "decider", None)
    return [named] if named else [ref for ref in (plan.head.decider, *row.owners[:1]) if ref]


@rule("GA004", "second signature", "error")
def all_signed(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A gate that several must sign was signed by one person twice, or not by all of them; or it asks one person twice.

    Four eyes are two people. Write in `second:` of the verdict who agreed as well; a deputy may sign for whom they stand in.
    """
    for row, verdict in _verdicts(plan):
        first = verdict.by or getattr(row.value, "decider", None)
        twice = list(_twice(verdict, first, _signed_twice))
        yield from twice
        signed, asked = {str(ref) for ref in verdict.second}, getattr(row.value, "second", ())
        missing = Names([ref for ref in asked if not (_may_decide(plan, ref) & signed)])
        if missing.names and verdict.verdict == "go" and not twice:
            yield finding(
                (*verdict.path, "second") if verdict.second else verdict.path,
                say("a signature is missing: {names} must agree", names=missing),
                say("Add `second:` to the verdict."),
            )
    for row in plan.rows:
        if getattr(row.value, "second", ()):
            yield from _twice(row.value, row.value.decider, _decides_and_signs)


@rule("GA006", "decision without a decider or without criteria", "danger")
def decidable(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A go / no-go names nobody who decides, or nothing to decide by.

    A decision without a decider is taken late or twice, one without criteria is taken by mood. Write both.
    """
    for gate in _gates(plan):
        if gate.decider is None:
            help = say("Add `decider:` with an id from `people:`.")
            yield finding(gate.path, say("nobody decides go or no-go here"), help, on_key=True)
        if not (gate.criteria or gate.no_go_if):
            yield finding(gate.path, say("nothing says when it is a go"), say("Add `criteria:`."), on_key=True)


@rule("GA007", "go and no-go at once", "error")
def one_answer(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A metric may open a gate and close it at the same time.

    With `≤ 2%` among what must hold and `> 1%` among what is a no-go, 1.5 % is both, and whoever decides may choose.
    Correct one of the two thresholds, or leave the metric out of one list.
    """
    for row in plan.rows:
        openings = grouped(
            (str(part.value.metric), part) for part in row.parts if isinstance(part.value, GateCriterion)
        )
        for closing in row.parts if openings else ():
            if isinstance(closing.value, NoGoCondition) and closing.value.metric:
                for opening in openings.get(str(closing.value.metric), ()):
                    yield from _both(plan, opening, closing)


def _both(plan: Plan, opening: Row, closing: Row) -> Iterator[Finding]:
    """What is said where a criterion and what closes its gate, both of one metric, may hold at once."""
    limit, other = plan.limit(closing.value), plan.limit(opening.value)
    if limit and other and limit.converts(other) and limit.overlaps(other):
        yield finding(
            (*closing.path, "when") if closing.value.when else closing.path,
            say("a no-go at `{limit}`, while `{other}` is a go", limit=limit, other=other),
            say("Correct one of the two thresholds."),
            related=((say("the criterion"), opening.path),),
        )


def _gates(plan: Plan) -> Iterator[GoNoGo]:
    return (row.value for row in plan.rows if isinstance(row.value, GoNoGo))


_WORDS = {("verdict", True): "pass", ("verdict", False): "fail", ("seen", True): "yes", ("seen", False): "no"}


def _said(result: CheckResult | Sighting) -> bool | None:
    """What a result says itself, whatever was read."""
    if isinstance(result, Sighting):
        return result.seen
    return result.verdict == "pass" if result.verdict else None


def _open(plan: Plan, condition: GateCriterion | NoGoCondition) -> bool | None:
    """Whether a condition lets its gate be opened; None without a result that tells."""
    limit, result = plan.limit(condition), condition.result
    if isinstance(result, Sighting):
        seen = result.holds(limit)
        return None if seen is None else not seen
    return result.passed(limit) if result else None


def _signed_twice(ref: PersonRef) -> Message:
    return say("`{person}` signed twice", person=ref)


def _decides_and_signs(ref: PersonRef) -> Message:
    return say("`{person}` decides and signs as the second", person=ref)


def _twice(signed: Any, first: PersonRef | None, message: Callable[[PersonRef], Message]) -> Iterator[Finding]:
    """Who of a gate's or a verdict's `second` is the first, or stands there twice."""
    before = {str(first)} if first else set()
    for at, ref in enumerate(signed.second):
        if str(ref) in before:
            place = (at,) if len(signed.second) > 1 else ()
            yield finding((*signed.path, "second", *place), message(ref), say("Two people sign: name another one."))
        before.add(str(ref))


def _results(plan: Plan) -> Iterator[tuple[Row, CheckResult | Sighting]]:
    found = ((row, getattr(row.value, "result", None)) for row in plan.rows)
    return ((row, result) for row, result in found if isinstance(result, (CheckResult, Sighting)))


def _verdicts(plan: Plan) -> Iterator[tuple[Row, Verdict]]:
    return ((row, verdict) for row in plan.rows if isinstance(verdict := getattr(row.value, "verdict", None), Verdict))


def _may_decide(plan: Plan, decider: PersonRef) -> set[str]:
    """The ids of a decider and their deputy."""
    person = plan.target(decider)
    deputy = getattr(person.value, "deputy", None) if person else None
    return {str(decider), *([str(deputy)] if deputy else [])}
