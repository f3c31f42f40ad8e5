"""Rules that read contacts alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from launchbook.core.folding import folded
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.section import finding, rule
from launchbook.core.text import Phone, Word
from launchbook.core.time import Extent, Instant
from launchbook.sections.contacts.model import Contact, ContactRow, Contacts, Duty


@rule("CT001", "nobody to call")
def somebody_to_call(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """The plan has contacts, but no emergency list.

    Whoever sees the first alarm must not have to choose from a table of vendors and groups. Write `emergency:` with the
    people to call, the first one first.
    """
    if not contacts.emergency:
        yield finding(
            ("contacts",),
            say("nobody to call in an emergency"),
            say("Add `emergency:` with ids from `people:`."),
            on_key=True,
        )


@rule("CT002", "emergency contact without a number")
@folded
def reachable(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """An emergency contact has no telephone number, neither here nor in `people:`.

    Messages are not read at night. Write `phone:` with the person in `people:`, so that it stands on every page, or
    here where the number holds for the launch only.
    """
    for path, _, line in _lines(contacts, plan):
        if path[1] == "emergency" and line.phone is None and "phone" not in line.to_fill:
            yield finding(
                path, say("{name} has no telephone number", name=line.name), say("Add `phone:` in `people:`, or here.")
            )


@rule("CT003", "one number for two people")
def own_number(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """Two contacts of different names have the same telephone number.

    One of them is most likely a slip of copying, and is found out at night. Correct the number; where two people really
    share a line, name the line once instead of both.
    """
    first: dict[str, tuple[Word, Path]] = {}
    for path, contact, line in _lines(contacts, plan):
        if line.phone is None:
            continue
        place = (*path, "phone" if contact.phone else "person")
        other, where = first.setdefault(_dialled(line.phone), (line.name, place))
        if other != line.name:
            message = say(
                "{name} has the same number as {other}: {phone}", name=line.name, other=other, phone=line.phone
            )
            yield finding(place, message, say("Correct one of the two."), related=((say("the other contact"), where),))


@rule("CT004", "escalation goes back in time", severity="error")
def rising(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """A level of escalation is reached no later than a level before it.

    Delays count from the alarm, not from the level before: with 15m and then 10m the second level would be called
    first. Write rising delays, as `15m`, `30m`, `1h`. Levels that say no delay follow each other in their order.
    """
    before: tuple[Word, timedelta, Path] | None = None
    for index, level in enumerate(contacts.escalation):
        path: Path = ("contacts", "escalation", index, "after")
        if level.after is None:
            continue
        if before and level.after.total <= before[1]:
            yield finding(
                path,
                say("level {level} is not later than level {other}", level=level.level, other=before[0]),
                say("Count each delay from the alarm, and let them rise."),
                related=((say("the level before"), before[2]),),
            )
        before = (level.level, level.after.total, path)


@rule("CT005", "escalation to nobody")
def escalates_to_somebody(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """A level of escalation does not say who is told.

    At that point nothing happens. Write `to:` with an id from `people:`, or `outside:` for a body that is not there.
    """
    for index, level in enumerate(contacts.escalation):
        if not (level.to or level.outside):
            message = say("level {level} reaches nobody", level=level.level)
            yield finding(
                ("contacts", "escalation", index), message, say("Add `to:` with an id from `people:`, or `outside:`.")
            )


@rule("CT006", "gap in the duty roster")
@folded
def no_gap(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """Between two stretches of the duty roster nobody is on duty.

    An alarm in between is nobody's. Let one stretch begin when the one before ends. Duties of different `role:` are
    looked at apart; a stretch without an end lasts until the next.
    """
    for shifts in _rosters(contacts, plan).values():
        covered: datetime | None = None
        for path, _, start, end in shifts:
            if covered and start > covered:
                message = say("nobody is on duty from {start} to {end}", start=_clock(covered), end=_clock(start))
                yield finding((*path, "at"), message, say("Let it begin when the one before ends."))
            covered = max(covered or end, end) if end else None


@rule("CT007", "overlap in the duty roster")
@folded
def no_overlap(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """Two people are on duty at the same time for the same thing.

    Each then waits for the other. Shorten one stretch, name the second person as `backup:`, or give the two different
    `role:` where they answer for different things.
    """
    for shifts in _rosters(contacts, plan).values():
        last: tuple[Path, Duty, datetime] | None = None
        for path, duty, start, end in shifts:
            if last and start < last[2] and duty.who != last[1].who:
                until = min(last[2], end or last[2])
                message = say("two people are on duty from {start} to {end}", start=_clock(start), end=_clock(until))
                help = say("Shorten one, name one as `backup:`, or give them different `role:`.")
                yield finding((*path, "at"), message, help, related=((say("the other stretch"), (*last[0], "at")),))
            if end and (last is None or end > last[2]):
                last = (path, duty, end)


@rule("CT008", "nobody on duty at the launch")
def launch_covered(contacts: Contacts, plan: Plan) -> Iterator[Finding]:
    """The duty roster leaves out the launch itself.

    The hour of the launch is when somebody is most likely to be needed. Add a stretch that holds T.
    """
    launch = plan.frame.launch.extent
    shifts = [shift for roster in _rosters(contacts, plan).values() for shift in roster]
    if shifts and not any(Extent(start, end or max(start, launch.end)).meets(launch) for _, _, start, end in shifts):
        yield finding(
            ("contacts", "duty"),
            say("nobody is on duty at the launch"),
            say("Add a stretch that holds T."),
            on_key=True,
        )


def _lines(contacts: Contacts, plan: Plan) -> Iterator[tuple[Path, Contact, ContactRow]]:
    """Every contact that may have a number, with its path."""
    listed: dict[str, tuple[Contact, ...]] = {
        "emergency": contacts.emergency, "project": contacts.project, "vendors": contacts.vendors,
    }  # fmt: skip
    for field, entries in listed.items():
        for index, contact in enumerate(entries):
            target = plan.target(contact.person) if contact.person else None
            yield ("contacts", field, index), contact, contact.line(target.value if target else None)


def _dialled(phone: Phone) -> str:
    return phone.dial.removeprefix("+86")


Shift = tuple[Path, Duty, datetime, datetime | None]


def _rosters(contacts: Contacts, plan: Plan) -> dict[str, list[Shift]]:
    """The stretches of each duty in time order, with path, start and end; no end where none was said."""
    rosters: dict[str, list[Shift]] = {}
    for index, duty in enumerate(contacts.duty):
        start, end = plan.span(duty.at)
        shift = (("contacts", "duty", index), duty, start.at, _until(start, end))
        rosters.setdefault(str(duty.role or ""), []).append(shift)
    return {role: sorted(shifts, key=lambda shift: shift[2]) for role, shifts in rosters.items()}


def _until(start: Instant, end: Instant | None) -> datetime | None:
    """The first moment after a stretch: a day or month that was named belongs to it as a whole."""
    return (end or start).end if end or start.precision != "minute" else None


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
