"""Results of checks and verdicts of gates: what contradicts what was measured, and who may decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from launchbook.core.items import GateCriterion
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.reference import PersonRef
from launchbook.core.results import CheckResult, Verdict
from launchbook.core.rows import Row
from launchbook.core.section import finding, rule


@rule("GA001", "result that its reading contradicts", severity="error")
def result_fits_reading(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A check says `pass` with a reading that does not keep its threshold, or `fail` with one that does.

    One of the two is a slip, and a launch is decided by it. Correct the reading or the verdict; where the threshold was
    waived, change the threshold.
    """
    for row, result in _results(plan):
        kept = result.kept(plan.limit(row.value))
        if result.verdict and kept is not None and kept != (result.verdict == "pass"):
            yield finding(
                (*result.path, "verdict") if "verdict" in result.model_fields_set else result.path,
                say(
                    "`{verdict}`, but {reading} does not fit it: the threshold is `{limit}`",
                    verdict=result.verdict,
                    reading=result.reading,
                    limit=plan.limit(row.value),
                ),
                say("Correct the reading or the verdict."),
            )


@rule("GA002", "go without its criteria", severity="error")
def go_follows_criteria(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A gate's verdict is `go`, but one of its criteria failed, or has no result.

    A gate that opens by itself is none. Record the missing result; where the team went on in spite of a failed one, write
    so in the verdict's `note:`, and make the criterion's threshold the one that was accepted.
    """
    for row, verdict in _verdicts(plan):
        criteria = [part for part in row.parts if isinstance(part.value, GateCriterion)]
        if verdict.verdict != "go" or not criteria:
            continue
        outcomes = [(part, part.value.result and part.value.result.passed(plan.limit(part.value))) for part in criteria]
        for part, passed in outcomes:
            if passed is False:
                yield finding(verdict.path, say("go, although “{title}” failed", title=part.title))
        open_ones = [part for part, passed in outcomes if passed is None]
        if open_ones:
            yield finding(
                verdict.path,
                say("go, but “{title}” has no result", title=open_ones[0].title),
                say("Add `result:` to each criterion."),
                severity="warning",
            )


@rule("GA003", "verdict by somebody who does not decide")
def decided_by_decider(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A gate was decided by somebody who is neither its decider nor the decider's deputy.

    Whoever asks afterwards who said go gets two answers. Name the one who decided as `decider:`, or correct `by:`.
    """
    for row, verdict in _verdicts(plan):
        decider = getattr(row.value, "decider", None) or next(iter(row.owners), None)
        if verdict.by and decider and str(verdict.by) not in _may_decide(plan, decider):
            yield finding(
                (*verdict.path, "by"),
                say("decided by `{by}`, but `{decider}` decides", by=verdict.by, decider=decider),
                say("Write the decider or their deputy, or change `decider:`."),
            )


@rule("GA004", "second signature", severity="error")
def signed_by_two(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A gate that two must sign was signed by one person twice, or by one alone.

    Four eyes are two people. Write in `second:` of the verdict who agreed as well.
    """
    for row, verdict in _verdicts(plan):
        asked = getattr(row.value, "second", None)
        first = verdict.by or getattr(row.value, "decider", None)
        if verdict.second and first and str(verdict.second) == str(first):
            yield finding(
                (*verdict.path, "second"),
                say("`{person}` signed twice", person=verdict.second),
                say("Two people sign: name another one."),
            )
        elif asked and not verdict.second and verdict.verdict == "go":
            yield finding(
                verdict.path,
                say("the second signature is missing: `{person}` must agree", person=asked),
                say("Add `second:` to the verdict."),
            )
    for row in plan.rows:
        asked, decider = getattr(row.value, "second", None), getattr(row.value, "decider", None)
        if isinstance(asked, PersonRef) and decider and str(asked) == str(decider):
            yield finding(
                (*row.path, "second"),
                say("`{person}` decides and signs as the second", person=asked),
                say("Two people sign: name another one."),
            )


@rule("GA005", "found before it could be")
def recorded_in_time(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A result or a verdict has a date that lies ahead.

    What has not happened cannot be recorded. Correct the date, or remove the result until then.
    """
    records: list[tuple[Row, CheckResult | Verdict]] = [*_results(plan), *_verdicts(plan)]
    for row, record in records:
        if record.at and not (instant := plan.instant(record.at)).afloat and instant.at > as_of:
            yield finding(
                (*record.path, "at"),
                say("recorded for {when}, which lies ahead, at “{title}”", when=str(instant), title=row.title),
                say("Correct the date, or remove it until then."),
            )


def _results(plan: Plan) -> Iterator[tuple[Row, CheckResult]]:
    return ((row, result) for row in plan.rows if isinstance(result := getattr(row.value, "result", None), CheckResult))


def _verdicts(plan: Plan) -> Iterator[tuple[Row, Verdict]]:
    return ((row, verdict) for row in plan.rows if isinstance(verdict := getattr(row.value, "verdict", None), Verdict))


def _may_decide(plan: Plan, decider: PersonRef) -> set[str]:
    """The ids of a decider and their deputy."""
    person = plan.target(decider)
    deputy = getattr(person.value, "deputy", None) if person else None
    return {str(decider), *([str(deputy)] if deputy else [])}
