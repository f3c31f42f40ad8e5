"""Rules that read checklists alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from launchbook.core.items import Phase
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, say
from launchbook.core.rows import Row
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.sections.checklists.model import Checklists

MAX_RUN = 9
"""How many items may stand between two pause points (Degani and Wiener, on flight-deck checklists: five to nine)."""

PHASES: dict[Phase, Message] = {
    "before": say("before the launch"), "during": say("during the launch"), "after": say("after the launch"),
}  # fmt: skip


@rule("CL001", "checklist without an owner", "gap", folded=True, lacks="owner")
@reports(say("nobody owns the checklist “{title}”"), say("Add `owner:` with an id from `people:`."), at="title")
def owned(checklists: Checklists, plan: Plan) -> Iterable[Placed]:
    """A checklist names no owner.

    A list that belongs to everybody is ticked by nobody, and nobody can lift its pause points. Write `owner:` with an
    id from `people:`.
    """
    return (checklist for checklist in checklists.root if checklist.owner is None)


@rule("CL002", "too many items without a pause point", "gap", folded=True)
def paused(checklists: Checklists, plan: Plan) -> Iterator[Finding]:
    """More than nine items follow each other without a pause point.

    Long lists are skimmed: attention drops, and an interruption makes the reader lose the place. Degani and Wiener
    (on flight-deck checklists) advise five to nine items between pauses. Divide the group, or put a pause point
    `{do: …, pause: yes}` between the items; nested items count as a list of their own.
    """
    for row in plan.rows.in_section("checklists"):
        longest = _longest_run(part for part in row.parts if part.kind == "item")
        if longest > MAX_RUN:
            yield finding(
                (*row.path, "items"),
                say("{count} items without a pause point", count=longest),
                say("Divide them, or make every fifth to ninth item a pause point: `pause: yes`."),
                on_key=True,
            )


def _longest_run(items: Iterable[Row]) -> int:
    """The most items between two pause points."""
    longest = run = 0
    for item in items:
        run = 0 if item.value.pause else run + 1
        longest = max(longest, run)
    return longest


@rule("CL003", "item due after its list", "contradiction", folded=True)
def due_in_time(checklists: Checklists, plan: Plan) -> Iterator[Finding]:
    """An item, or a group, is due later than the list it stands in.

    The list cannot be finished on its own date. Move the item to a later list, or the due date of the list.
    """
    for checklist in checklists.root:
        for row in plan.row(checklist).below() if checklist.due else ():
            if row.timings and checklist.due and plan.extent(checklist.due).precedes(row.timings[0].extent):
                yield finding(
                    (*row.path, "due"),
                    say("due {due}, after the list itself ({limit})", due=row.value.due, limit=checklist.due),
                    say("Move it to a later list, or change a date."),
                    related=((say("the list is due here"), (*checklist.path, "due")),),
                )


@rule("CL004", "empty checklist", "error")
def not_empty(checklists: Checklists, plan: Plan) -> Iterator[Finding]:
    """A checklist, or a group of one, has no items.

    An empty sheet counts as finished and says nothing. Write what must be true, or remove it.
    """
    for checklist in checklists.root:
        if not checklist.items and not checklist.groups:
            yield finding(
                (*checklist.path, "title"),
                say("the checklist “{title}” has no items", title=checklist.title),
                say("Write `items:` or `groups:`, or remove the list."),
            )
        for title, group in checklist.groups.items():
            if not group.items:
                yield finding(
                    group.path,
                    say("the group “{title}” has no items", title=title),
                    say("Write its items, or remove it."),
                    on_key=True,
                )


@rule("CL005", "item twice in a list", "gap", folded=True)
def not_twice(checklists: Checklists, plan: Plan) -> Iterator[Finding]:
    """A list holds one item twice.

    The second is ticked without looking, or the two are ticked by different people who each rely on the other. Keep
    one. Checking the same thing again at another time is no repetition: give the items, or their groups, a `due:`.
    """
    for checklist in checklists.root:
        seen: dict[object, Row] = {}
        for row in plan.row(checklist).below("item"):
            first = seen.setdefault((_wording(row), row.when and row.when.start), row)
            if first is not row:
                yield finding(
                    (*row.path, "do"),
                    say("“{text}” stands in this list twice", text=row.value.do),
                    say("Keep one of the two."),
                    related=((say("first here"), first.path),),
                )


def _wording(row: Row) -> tuple[str, ...]:
    """The texts of the items around an item, from the outside in, and its own; without regard to case and blanks."""
    around = _wording(row.parent) if row.parent is not None and row.parent.kind == "item" else ()
    return (*around, " ".join(row.value.do.split()).casefold())


@rule("CL006", "phase and due date disagree", "contradiction")
def phase_fits(checklists: Checklists, plan: Plan) -> Iterator[Finding]:
    """A list for before the launch is due after it, or one for afterwards is due before it.

    One of the two is a slip, and the list is then looked for at the wrong time. Correct `phase:` or `due:`.
    """
    launch = plan.frame.launch.extent
    for checklist in checklists.root:
        if checklist.due is None or checklist.phase is None:
            continue
        due = plan.extent(checklist.due)
        if launch.precedes(due) if checklist.phase == "before" else checklist.phase == "after" and due.precedes(launch):
            yield finding(
                (*checklist.path, "due"),
                say("due {due}, but the list is for {phase}", due=checklist.due, phase=PHASES[checklist.phase]),
                say("Correct `phase:` or `due:`."),
            )


@rule("CL007", "checklist without a due date", "gap", folded=True)
@reports(say("the checklist “{title}” has no due date"), say("Add `due:`, as `T-1d`."), at="title")
def dated(checklists: Checklists, plan: Plan) -> Iterable[Placed]:
    """A checklist does not say when it must be done.

    Without a date it is not in the calendar, and it is finished when somebody remembers it. Write `due: T-1d`. A list
    with `phase: during` needs none, nor does one whose groups are all dated, or that of a standing plan, which has no launch.
    """
    lists = checklists.root if plan.head.launch is not None else ()
    undated = (checklist for checklist in lists if checklist.due is None and not checklist.dated_by_group)
    return (checklist for checklist in undated if checklist.phase != "during")
