"""What the runs of a plan say about what it plans, and what it says by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, say
from launchbook.core.rows import Row
from launchbook.core.runs.lengths import accounts, moment, rehearsed_lengths
from launchbook.core.section import finding, rule


def _row(plan: Plan, key: str) -> Row | None:
    chapter, _, anchor = key.partition("#")
    return plan.rows.at(chapter, anchor)


@rule("RU011", "planned shorter than it was rehearsed", "contradiction")
def long_enough(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A step may take less time than it took in a rehearsal.

    The night will not be faster than the rehearsal was: every step behind it begins late, and the way back no longer fits
    into the window. Give it the time that it takes, or change how it is done: a step with other words is measured anew.
    """
    for lengths in rehearsed_lengths(plan):
        row = _row(plan, lengths.row["key"])
        if lengths.short and row is not None:
            key = next((name for name in ("duration", "within") if getattr(row.value, name, None) is not None), "")
            yield finding(
                (*row.path, key) if key else row.path,
                say(
                    "{planned} are planned for “{title}”, and a rehearsal took {longest}",
                    planned=_minutes(lengths.planned or 0),
                    title=lengths.row["title"],
                    longest=_minutes(lengths.longest),
                ),
                say("Plan as long as it takes, or change the step; the page of runs has all its times."),
            )


@rule("RU010", "run that contradicts the plan", "contradiction")
def agrees_with_runs(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The plan says by hand how a gate was decided, or when the way back was rehearsed, and a run says otherwise.

    Whoever reads the one and not the other decides wrongly. Correct what the plan says, or add to the run what it does not
    know.
    """
    for account in accounts(plan):
        for own in account.rows if account.record.kind == "live" else ():
            row, state = _row(plan, own["key"]), account.of(own)
            verdict = getattr(getattr(row and row.value, "verdict", None), "verdict", None)
            if (
                row is not None
                and state is not None
                and verdict
                and state.state in ("go", "no-go")
                and state.state != verdict
            ):
                yield finding(
                    (*row.path, "verdict"), _other_verdict(verdict, state.state, account.record.run), _CORRECT
                )
    yield from _way_back(plan)


_CORRECT = say("Correct `verdict:`, or add to the run what it does not know.")


def _other_verdict(verdict: str, found: str, run: str) -> Message:
    return say("the plan says `{verdict}`, and run {run} says `{state}`", verdict=verdict, run=run, state=found)


def _way_back(plan: Plan) -> Iterator[Finding]:
    """A rehearsal that walked the way back to its end on a later day than the plan says, or where it says none."""
    key = next((key for key, kind in plan.kinds.items() if kind.takes_back and plan.has(key)), None)
    ways = [account for account in accounts(plan) if account.record.kind == "rehearsal" and account.state.rollback]
    walked = [account for account in ways if account.state.rollback and account.state.rollback.state == "back"]
    if key is None or not walked or walked[-1].state.rollback is None:
        return
    last = moment(walked[-1].state.rollback.at, plan).date()
    said = getattr(plan.sections[key], "rehearsed", None)
    if said is None or plan.instant(said).at.date() < last:
        yield finding(
            (key, "rehearsed") if said else (key,),
            say("run {run} walked the way back on {day}, and the plan says otherwise", run=walked[-1].record.run, day=last.isoformat()),
            say("Write `rehearsed: {day}`.", day=last.isoformat()),
            on_key=said is None,
        )  # fmt: skip


def _minutes(count: float) -> str:
    return f"{round(count)} min"
