"""Rules that read the head alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from launchbook.core.meant import names_day
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, say
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.core.time import Extent, Moment, Span
from launchbook.core.workdays import WorkingDays
from launchbook.sections.head.model import Head


@rule("HD001", "launch on a weekend", "danger")
def launch_on_weekend(head: Head, plan: Plan) -> Iterator[Finding]:
    """The launch falls on a free day: a Saturday or Sunday, or a free day of the plan's calendar.

    Fewer people are at work when something goes wrong, and vendors answer later. Move `launch:` to a working day. Where
    the day is meant, write in `contacts:` who is on duty, and say why it is that day, in the summary, the overview or a note: a sentence
    that names the day or the weekend is enough. Then nothing is said.
    """
    calendar = plan.frame.calendar
    if plan.frame.undated or calendar.is_working(plan.frame.day):
        return
    hours = Extent.of(plan.frame.launch)
    on_duty = any(
        timing.extent.meets(hours)
        for row in plan.rows
        if row.kind == "duty"
        for timing in row.timings
        if timing.start.dated
    )
    if not (on_duty and names_day(plan, plan.frame.day, free=True)):
        yield finding(
            ("launch",),
            say("the launch is on {day}", day=_free_day(calendar, plan.frame.day)),
            say("Make sure that everyone needed is on duty, or move it."),
        )


def _free_day(calendar: WorkingDays, day: date) -> Message:
    if name := calendar.name(day):
        return say("a public holiday, {name}", name=name)
    return {5: say("a Saturday"), 6: say("a Sunday")}.get(day.weekday(), say("a free day"))


@rule("HD002", "nobody owns the plan", "gap")
@reports(say("nobody owns this plan"), say("Add `owner:` with an id from `people:`."), at="title", on_key=True)
def owned(head: Head, plan: Plan) -> Iterable[Placed]:
    """The plan names no owner.

    Without an owner, nobody can be asked about a contradiction in the plan. Write `owner:` with an id from `people:`.
    """
    return [head] if head.owner is None else []


@rule("HD003", "nobody decides", "danger")
@reports(say("nobody decides go or no-go"), say("Add `decider:` with an id from `people:`."), at="title", on_key=True)
def decided(head: Head, plan: Plan) -> Iterable[Placed]:
    """The plan does not say who decides go or no-go.

    On the day, the decision is taken late, or twice. Write `decider:` with an id from `people:`. A plan without a
    `launch:` has nothing to decide.
    """
    return [head] if head.decider is None and head.launch else []


@rule("HD004", "approved, but nobody has signed", "contradiction")
@reports(
    say("the plan is approved, but nobody has signed"),
    say("Add `approvals:` with who approved it and when."),
    at="status",
)
def signed(head: Head, plan: Plan) -> Iterable[Placed]:
    """The plan's status is `approved`, and it has no `approvals:` section.

    Then nobody knows who approved which version. Add `approvals:` with who approved it and when.
    """
    return [head] if head.status == "approved" and "approvals" not in plan.sections else []


@rule("HD005", "counted to a launch that is not there", "gap", folded=True)
def launched(head: Head, plan: Plan) -> Iterator[Finding]:
    """Something is due before T, or at a time of launch day, and the plan has no `launch:`.

    Only a standing plan, such as a rollback manual, is of no launch, and in it T is the moment at which one begins. Write
    `launch:`, and `launch: TBD` while nobody knows when it will be.
    """
    for path, value in plan.values if head.launch is None else ():
        start = value.start if isinstance(value, Span) else value
        if isinstance(start, Moment) and (start.kind == "clock" or start.sign < 0):
            yield finding(
                path,
                say("`{text}` counts to a launch, and the plan names none", text=value),
                say("Add `launch:` to the head; `launch: TBD` while nobody knows when it is."),
            )


@rule("HD006", "time zone said twice", "gap")
def one_zone(head: Head, plan: Plan) -> Iterator[Finding]:
    """`also_in:` names the plan's own time zone, or one zone twice.

    Times are shown in the plan's zone in any case, and once in each of `also_in:`. Delete the repetition.
    """
    for index, zone in enumerate(head.also_in):
        if zone in (head.timezone, *head.also_in[:index]):
            yield finding(
                ("also_in", index), say("times are shown in `{zone}` already", zone=zone), say("Delete the repetition.")
            )


@rule("HD007", "changed id leads nowhere", "error")
def renamed_leads(head: Head, plan: Plan) -> Iterator[Finding]:
    """An id that was changed is named without its chapter, its new id is in no entry of that chapter, or the old one is still in use.

    `renamed:` says how an entry was called before, so that what was ticked under the old id in a run still counts, and links to it
    still lead there. Write the chapter and the old id, and behind it the new one: `{runsheet#freeze: stop-writes}`.
    """
    for old, new in head.renamed.items():
        chapter, _, name = old.partition("#")
        ids = {str(id) for row in plan.rows.in_section(chapter) if chapter and (id := getattr(row.value, "id", None))}
        ids |= {id for kind in plan.targets.values() for id, target in kind.items() if target.section == chapter}
        if not (chapter and name and chapter in plan.sections):
            known = ", ".join(f"`{key}`" for key in plan.sections)
            message = say("`{old}` does not begin with a chapter of this plan", old=old)
            yield finding(
                ("renamed", old),
                message,
                say("Write `chapter#id`; the chapters are {known}.", known=known),
                on_key=True,
            )
        elif new not in ids:
            yield finding(
                ("renamed", old),
                say("no entry of `{chapter}` has the id `{new}`", chapter=chapter, new=new),
                say("Write the id that the entry has now."),
            )
        elif name in ids:
            yield finding(
                ("renamed", old),
                say("`{old}` is still the id of an entry", old=old),
                say("An id that is in use was not changed: remove this line, or give that entry another id."),
                on_key=True,
            )


@rule("HD008", "pack of an unknown chapter", "error")
def packed(head: Head, plan: Plan) -> Iterator[Finding]:
    """A pack for print names a chapter that the plan does not have.

    What is missing is noticed when the paper is needed. `parts:` takes the keys of this plan's chapters, as `runsheet`, and `cards` for
    the duty cards of everybody.
    """
    known = [*plan.sections, "cards"]
    for name, pack in head.packs.items():
        for index, part in enumerate(pack.parts):
            if part not in known:
                near = get_close_matches(part, known, 1, 0.6)
                yield finding(
                    ("packs", name, "parts", index),
                    say("`{part}` is no chapter of this plan", part=part),
                    *([say("Did you mean `{name}`?", name=near[0])] if near else []),
                    say("The chapters are {known}.", known=", ".join(f"`{each}`" for each in known)),
                )


@rule("HD009", "two packs at one address", "error")
def packs_apart(head: Head, plan: Plan) -> Iterator[Finding]:
    """Two packs have ids that are the same address on a site, or one has the id `index`.

    Upper and lower case count alike there, dots and hyphens, too. The page of one would take the place of the other. Give one
    of them another id.
    """
    seen = {"index"}
    for name in head.packs:
        place = re.sub(r"\W", "-", name).casefold()
        if place in seen:
            yield finding(
                ("packs", name),
                say("the address of `{name}` is taken", name=name),
                say("Give this pack another id."),
                on_key=True,
            )
        seen.add(place)
