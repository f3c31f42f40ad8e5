"""Rules that read contacts alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from launchbook.core.groups import grouped
from launchbook.core.headings import runs
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.quantity import Duration
from launchbook.core.section import Placed, finding, reports, rule
from launchbook.core.text import Word
from launchbook.core.time import Extent
from launchbook.sections.contacts.model import Contacts, Duty, Level


@rule("CT001", "nobody to call", "danger")
@reports(say("nobody to call in an emergency"), say("Add `emergency:` with ids from `people:`."), on_key=True)
def somebody_to_call(contacts: Contacts, plan: Plan) -> Iterable[Placed]:
    """The plan has contacts, but no emergency list.

    Whoever sees the first alarm must not have to choose from a table of vendors and groups. Write `emergency:` with the
    people to call, the first one first.
    """
    return [] if contacts.emergency else [contacts]


@rule("CT002", "emergency contact without a number", "danger", folded=True)
@reports(say("{name} has no telephone number"), say("Add `phone:` in `people:`, or here."))
def reachable(contacts: Contacts, plan: Plan) -> Iterable[Placed]:
    """An emergency contact has no telephone number, neither here nor in `people:`.

    Messages are not read at night. Write `phone:` with the person in `people:`, so that it stands on every page, or
    here where the number holds for the launch only.
    """
    completed = (contact.completed(plan) for contact in contacts.emergency)
    return (contact for contact in completed if not contact.phone and "phone" not in contact.to_fill)


@rule("CT003", "one number for two people", "contradiction")
def own_number(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """Two contacts of different names have the same telephone number, and one of them says it here.

    One of them is most likely a slip of copying, and is found out at night. Correct the number; where two people really
    share a line, name the line once instead of both.
    """
    first: dict[str, tuple[Word, Path, bool]] = {}
    for contact in (*contacts.emergency, *contacts.project, *contacts.vendors):
        completed = contact.completed(plan)
        if completed.name is None:
            continue
        name = completed.name
        for number, phone in enumerate(completed.phone):
            path = (*contact.path, *(("phone", number) if contact.phone else ("person",)))
            said = bool(contact.phone)
            other, other_path, other_said = first.setdefault(phone.dial.removeprefix("+86"), (name, path, said))
            if other != name and (said or other_said):  # that of two people is told with them: `PE012`
                message = say("{name} has the same number as {other}: {phone}", name=name, other=other, phone=phone)
                related = ((say("the other contact"), other_path),)
                yield finding(path, message, say("Correct one of the two."), related=related)


@rule("CT004", "escalation goes back in time", "error")
def rising(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """A level of escalation is reached no later than a level before it.

    Delays count from the alarm, not from the level before: with 15m and then 10m the second level would be called
    first. Write rising delays, as `15m`, `30m`, `1h`. Levels without a delay follow each other in their order.
    """
    for run in runs(contacts.escalation):
        yield from _rising([(level, level.after) for level in run.items if level.after])


def _rising(delayed: list[tuple[Level, Duration]]) -> Iterator[Finding]:
    for (before, delay_before), (level, delay) in pairwise(delayed):
        if delay.total <= delay_before.shortest.total:
            yield finding(
                (*level.path, "after"),
                say("level {level} is reached after {delay}, not later than level {other} after {before}", level=level.level,
                    delay=delay, other=before.level, before=delay_before),
                say("Count each delay from the alarm, and let them rise."),
                related=((say("the level before"), (*before.path, "after")),),
            )  # fmt: skip


@rule("CT005", "escalation to nobody", "danger")
@reports(say("level {level} reaches nobody"), say("Add `to:` with an id from `people:`, or `outside:`."))
def escalates_to_somebody(contacts: Contacts, plan: Plan) -> Iterable[Placed]:
    """A level of escalation does not say who is informed.

    At that point nothing happens. Write `to:` with an id from `people:`, or `outside:` for a body that is not there.
    """
    return (level for level in contacts.escalation if not (level.to or level.outside))


@rule("CT009", "escalation that returns", "contradiction")
def escalates_further(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """A level of escalation informs somebody whom an earlier level informed.

    Whoever did not answer the first time is called again, and nobody else hears of it. Name somebody who was not called yet.
    """
    told: dict[str, Level] = {}
    for level in contacts.escalation:
        before = told.setdefault(str(level.to), level) if level.to else level
        if before is not level:
            yield finding(
                (*level.path, "to"),
                say("level {level} returns to `{person}`, whom level {before} called", level=level.level, person=level.to,
                    before=before.level),
                say("Name somebody who was not called yet."),
                related=((say("called before"), (*before.path, "to")),),
            )  # fmt: skip


@rule("CT010", "own backup", "danger")
@reports(say("`{who}` is their own backup"), say("Name somebody else, or leave `backup:` out."), at="backup")
def backed_up_by_another(contacts: Contacts, plan: Plan) -> Iterable[Placed]:
    """On a stretch of the duty roster, whoever is on duty is the backup, too.

    When they do not answer, nobody does. Name somebody else, or leave `backup:` out, so that one sees that there is none.
    """
    return (duty for duty in contacts.duty if duty.backup and duty.backup == duty.who)


@rule("CT006", "gap in the duty roster", "danger", folded=True)
def no_gap(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """Between two stretches of the duty roster nobody is on duty.

    Nobody answers an alarm in between. Let one stretch begin when the one before ends. Duties of different `role:` are
    compared separately; a stretch without an end lasts until the next. What lasts longer than the stretches on both sides is meant so:
    it is a roster for single nights.
    """
    for shifts in _rosters(contacts, plan).values():
        covered: datetime | None = None
        before = timedelta()
        for duty, start, end in shifts:
            if covered and start > covered and start - covered <= max(before, end - start if end else timedelta.max):
                message = say("nobody is on duty from {start} to {end}", start=_clock(covered), end=_clock(start))
                yield finding((*duty.path, "at"), message, say("Let it begin when the one before ends."))
            covered = max(covered or end, end) if end else None
            before = end - start if end else timedelta()


@rule("CT007", "overlap in the duty roster", "contradiction", folded=True)
def no_overlap(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """Two people are on duty at the same time for the same thing.

    Each then waits for the other. Shorten one stretch, name the second person as `backup:`, or give the two different
    `role:` where they answer for different things.
    """
    for shifts in _rosters(contacts, plan).values():
        last: tuple[Duty, datetime] | None = None
        for duty, start, end in shifts:
            if last and start < last[1] and duty.who != last[0].who:
                until = min(last[1], end or last[1])
                yield finding(
                    (*duty.path, "at"),
                    say("two people are on duty from {start} to {end}", start=_clock(start), end=_clock(until)),
                    say("Shorten one, name one as `backup:`, or give them different `role:`."),
                    related=((say("the other stretch"), (*last[0].path, "at")),),
                )
            if end and (last is None or end > last[1]):
                last = (duty, end)


@rule("CT008", "nobody on duty at the launch", "danger")
def launch_covered(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """The duty roster leaves out the launch itself.

    Somebody is most likely to be needed at the launch. Add a stretch that contains T.
    """
    launch = plan.frame.launch.extent
    shifts = [shift for roster in _rosters(contacts, plan).values() for shift in roster]
    known = not any(plan.frame.afloat(duty.at) for duty in contacts.duty)
    covers = (Extent(start, end or max(start, launch.end)).meets(launch) for _, start, end in shifts)
    if shifts and known and not any(covers):
        help = say("Add a stretch that contains T.")
        yield finding(("contacts", "duty"), say("nobody is on duty at the launch"), help, on_key=True)


Shift = tuple[Duty, datetime, datetime | None]


def _rosters(contacts: Contacts, plan: Plan) -> dict[str, list[Shift]]:
    """The duties on known days by role, in time order, with start and end. The end is None where none is given; a span
    that ends with a day or month includes it."""
    shifts: list[Shift] = []
    for duty in contacts.duty:
        if plan.frame.afloat(duty.at):
            continue
        start, end = plan.span(duty.at)
        shifts.append((duty, start.at, (end or start).end if end or start.precision != "minute" else None))
    return grouped((str(shift[0].role or ""), shift) for shift in sorted(shifts, key=lambda shift: shift[1]))


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
