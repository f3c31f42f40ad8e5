"""What is still open after the day by which it should be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from launchbook.core.groups import grouped
from launchbook.core.plan import Plan, per_plan
from launchbook.core.portfolio import ENDED
from launchbook.core.problem import Finding, Path, say, say_count
from launchbook.core.rows import Row
from launchbook.core.section import finding, rule
from launchbook.core.time import Extent


@rule("GA009", "open after its day", "gap")
def done_by_its_day(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A list, an item, a measure or an issue had to be done by a day that is past, and it is still open.

    Either it was done and nobody ticked it, or it was forgotten. Tick it, or agree on another day. It is told once for a chapter, at what
    has been open for longest. Nothing is said in a plan that is closed or was rolled back, of tasks, which have rules of their own, and of
    lists of a launch that is past in which nothing was ever ticked: there, ticks are kept in the run.
    """
    if plan.head.status in ENDED:
        return
    late = grouped((row.section, row) for row in plan.rows if _is_late(row, plan, as_of))
    for rows in late.values():
        first = min(rows, key=lambda row: _due(row, plan).end.timestamp())
        more = len(rows) - 1
        further = say_count(
            "{count} further entry of the chapter is late.", "{count} further entries of the chapter are late.", more
        )
        yield finding(
            (*first.path, "due"),
            say("“{title}” was due on {day}, and is still open", title=first.title, day=_due(first, plan)),
            say("Tick it if it was done, or agree on another day."),
            *([further] if more else ()),
        )


def _is_late(row: Row, plan: Plan, as_of: datetime) -> bool:
    due = getattr(row.value, "due", None)
    if due is None or row.over or row.kind == "task" or plan.frame.afloat(due) or not _is_open(row):
        return False
    return _due(row, plan).end <= as_of and not _is_ticked_elsewhere(row, plan, as_of)


def _due(row: Row, plan: Plan) -> Extent:
    return plan.extent(row.value.due)


def _is_open(row: Row) -> bool:
    """Whether something in it is to be done still: of what has parts, one of these."""
    items = list(row.below("item"))
    return not items or any(not item.over for item in items)


def _is_ticked_elsewhere(row: Row, plan: Plan, as_of: datetime) -> bool:
    """Whether it belongs to the launch, which is past, and its list has no tick."""
    past = not plan.frame.undated and plan.frame.launch.at < as_of
    around = _list_of(row)
    return past and around.kind in ("checklist", "procedure") and around.path not in _ticked(plan)


@per_plan
def _ticked(plan: Plan) -> frozenset[Path]:
    """The paths of the lists in which something is ticked."""
    return frozenset(_list_of(row).path for row in plan.rows if row.kind == "item" and row.over)


def _list_of(row: Row) -> Row:
    """The entry of the chapter in which it stands, which may be itself."""
    while row.parent is not None and row.parent.parent is not None:
        row = row.parent
    return row


@rule("TS020", "test phase that goes on past its end", "contradiction", folded=True)
def tests_are_over(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A test phase is `running`, and its last day is past.

    Either it was finished and nobody wrote it, or it is late, and nobody says until when. Write `status: done` with its results, or give
    it another end. A phase that goes on all the time (`continuous: yes`) is left alone.
    """
    if plan.head.status in ENDED:
        return
    for row in plan.rows.in_section("tests"):
        if row.kind != "test phase" or row.value.status != "running" or row.value.continuous or not row.timings:
            continue
        timing = row.timings[0]
        if timing.start.dated and not timing.start.afloat and timing.extent.end <= as_of:
            yield finding(
                (*row.path, "status"),
                say("“{title}” is `running`, and its last day was {day}", title=row.title, day=timing.extent.last_day),
                say("Write `status: done` with its results, or give it another end."),
                related=((say("when it is"), (*row.path, "at")),),
            )
