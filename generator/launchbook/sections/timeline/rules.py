"""Rules that read the timeline alone."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import pairwise

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Names, Path, Rejected, say, say_count
from launchbook.core.quantity import Duration
from launchbook.core.reference import PersonRef
from launchbook.core.section import finding, rule
from launchbook.core.text import shown
from launchbook.core.time import Instant
from launchbook.core.workdays import NEVER_WORKED
from launchbook.sections.timeline.clock import DAY, Clock, Length
from launchbook.sections.timeline.model import Timeline
from launchbook.sections.timeline.rows import Schedule, ScheduledTask, ShownLength, Stint, TaskLink
from launchbook.sections.timeline.tasks import After

NAMED = 4
"""Maximum number of tasks that one remark names."""
LONGEST = 60
"""A longer circle is shortened in the middle."""


@rule("TL001", "tasks wait for each other", "error")
def no_cycle(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """Tasks come after each other in a circle, so that none of them can begin.

    The message names the whole circle. Remove the `after:` that is not true; where two tasks overlap, say so with a
    lead, `after: build - 2d`. A part cannot come after the task that it is part of.
    """
    schedule = timeline.schedule(plan)
    links = {(link.source, link.target): link for link in schedule.links} if schedule.cycles else {}
    for circle in schedule.cycles:
        rows = [schedule.rows[index] for index in circle]
        hops = list(_hops(rows, links))
        said = next((path for _, path, tied in hops if tied), rows[0].path)
        names = [_name(row) for row in (*rows, rows[0])]
        yield finding(
            said,
            say("these wait for each other: {circle}", circle=" → ".join(_shortened(names)))
            if len(rows) > 1
            else say("`{name}` waits for itself", name=names[0]),
            say("Remove the `after:` that is not true; where they overlap, write a lead: `after: {name} - 1d`.", name=names[-2])
            if all(tied for _, _, tied in hops)
            else say("Remove the `after:` that is not true. A part begins and ends within its whole: it cannot wait for it."),
            related=tuple((message, path) for message, path, _ in hops if path != said)[:LONGEST],
        )  # fmt: skip


def _hops(rows: list[ScheduledTask], links: dict[tuple[int, int], TaskLink]) -> Iterator[tuple[Message, Path, bool]]:
    """Why each task of a circle waits for the one before it, where that is said, and whether it is a dependency."""
    for at, row in enumerate(rows):
        before = rows[at - 1]
        if link := links.get((before.index, row.index)):
            yield say("`{name}` comes after `{other}`", name=_name(row), other=_name(before)), link.path, True
        elif len(rows) > 1:
            part, whole = (row, before) if row.path[: len(before.path)] == before.path else (before, row)
            yield say("`{name}` is part of `{other}`", name=_name(part), other=_name(whole)), part.path, False


def _shortened(names: list[str]) -> list[str]:
    """A circle in full, unless nobody could read it."""
    return names if len(names) <= LONGEST else [*names[: LONGEST - 10], "…", *names[-10:]]


def _name(row: ScheduledTask) -> str:
    return str(row.task.id or shown(row.title))


@rule("TL002", "begins before what it comes after is finished", "error")
def starts_can_be_kept(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """A task says when it begins, and that it comes after another; but the other, with its lag, ends later.

    One of the two is wrong. Move one of them; if they really overlap, say by how much: `after: build - 2d`. If it does
    not wait for the other, remove it from `after:`. The same holds for an end that comes before what it says under
    `ends_after:`.
    """
    schedule = timeline.schedule(plan)
    for link, row, source in _broken(schedule):
        if row.launches:
            continue
        yield finding(
            _date(row, "end" if link.to_end else "start"),
            _too_early(link, row, source),
            _with_other_lag(plan, link, row, source),
            related=((say("the task before"), _date(source, "end")), (say("said here"), link.path)),
        )  # fmt: skip


def _too_early(link: TaskLink, row: ScheduledTask, source: ScheduledTask) -> Message:
    said = {"title": shown(row.title), "at": _at(row.end if link.to_end else row.start), "other": shown(source.title),
            "lag": f" {link.lag}" if link.lag else "", "amount": _short_by(link)}  # fmt: skip
    if link.to_end and link.from_start:
        return say(
            "“{title}” ends {at}, but “{other}” begins {end}{lag}: {amount} too early", **said, end=_at(source.start)
        )
    if link.to_end:
        return say(
            "“{title}” ends {at}, but “{other}” ends {end}{lag}: {amount} too early", **said, end=_at(source.end)
        )
    if link.from_start:
        return say(
            "“{title}” begins {at}, but “{other}” begins {end}{lag}: {amount} too early", **said, end=_at(source.start)
        )
    return say("“{title}” begins {at}, but “{other}” ends {end}{lag}: {amount} too early", **said, end=_at(source.end))


def _with_other_lag(plan: Plan, link: TaskLink, row: ScheduledTask, source: ScheduledTask) -> Message:
    """What to write, so that both keep their dates: the longest wait, or the shortest overlap, that does."""
    start, end = 0, 0
    if row.stint and source.stint:
        start, end = row.stint.end if link.to_end else row.stint.start, _edge(link, source)
    clock, name = Clock(plan.frame), _name(source) + (".start" if link.from_start else "")
    overlap, unit = end > start, _unit(link, row, source, end - start)
    if unit == "min":
        hours, minutes = divmod(abs(end - start), 60)
        lag = (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes else "")
    else:
        lag = f"{_count(clock, start, end, unit)}{unit}"
        lag = "" if lag.startswith("0") else lag
    key = "ends_after" if link.to_end else "after"
    if overlap:
        return say(
            "Move one of the two, or say that they overlap: `{key}: {name} - {lag}`.", key=key, name=name, lag=lag
        )
    after = f"{name} + {lag}" if lag else name
    return say("Move one of the two, or correct the lag: `{key}: {after}`.", key=key, after=after)


def _edge(link: TaskLink, source: ScheduledTask) -> int:
    """What a link waits for: the end of its source, or its beginning."""
    assert source.stint
    return source.stint.start if link.from_start else source.stint.end


def _unit(link: TaskLink, row: ScheduledTask, source: ScheduledTask, apart: int) -> str:
    """What a lag between them is told in: as the lag or the tasks are."""
    if apart % DAY:
        return "min"
    told = [link.wait.unit] if link.wait else [task.length.unit for task in (source, row) if task.length]
    return "wd" if "wd" in told else "d"


def _count(clock: Clock, start: int, end: int, unit: str) -> int:
    """The smallest overlap, or the longest wait, in days or working days, with which the beginning can be kept."""
    days = -(-abs(end - start) // DAY)
    if unit == "d":
        return days
    worked = abs(clock.workdays_between(start, end))
    if end > start:
        near = range(worked, days + 1)
        return next((count for count in near if clock.before(end, Length(workdays=count)) <= start), days)
    return next((count for count in range(worked, 0, -1) if clock.after(end, Length(workdays=count)) <= start), 0)


@rule("TL003", "launch before it is ready", "error")
def launch_can_be_kept(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """The launch comes after tasks that end later than T.

    By the plan's own dates it cannot take place. Move `launch:`, shorten what is on the critical path, or take out of
    `launch_after:` what the launch does not need.
    """
    schedule = timeline.schedule(plan)
    for link, row, source in _broken(schedule):
        if row.launches:
            yield finding(
                link.path,
                say(
                    "the launch is {at}, but “{other}” ends {end}{lag}: {amount} too late",
                    at=_at(row.start or plan.frame.launch), other=shown(source.title), end=_at(source.end),
                    lag=f" {link.lag}" if link.lag else "", amount=_short_by(link),
                ),
                say("Move `launch:`, or shorten the critical path."),
                related=((say("the task before"), _date(source, "end")), (say("the launch"), ("launch",))),
            )  # fmt: skip


def _broken(schedule: Schedule) -> Iterator[tuple[TaskLink, ScheduledTask, ScheduledTask]]:
    for link in schedule.links:
        if link.broken:
            yield link, schedule.rows[link.target], schedule.rows[link.source]


def _short_by(link: TaskLink) -> Message:
    whole = link.broken % DAY == 0
    return (ShownLength(link.broken // DAY, "d") if whole else ShownLength(link.broken, "min")).words


def _at(instant: Instant | None) -> str:
    return str(instant)[: 10 if instant and instant.precision == "day" else 16] if instant else ""


def _date(row: ScheduledTask, which: str) -> Path:
    """Where a task says its date, or the task."""
    return row.place_of("at", which, "start" if which == "end" else "end", "duration", "deadline")


@rule("TL004", "part outside its whole", "error")
def parts_inside(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """A task has dates outside those of the task that it is part of.

    Whoever reads the larger one is told a wrong end. Move the part, widen the whole, or leave out the dates of the
    whole: it then lasts from the first of its parts to the last.
    """
    for outside in timeline.schedule(plan).outside:
        row, whole, which = outside.part, outside.whole, "start" if outside.early else "end"
        names = {"title": shown(row.title), "other": shown(whole.title)}
        yield finding(
            _date(row, which),
            say("“{title}” begins {at}, before “{other}”, which begins {limit}", **names, at=_at(row.start), limit=_at(whole.start))
            if outside.early
            else say("“{title}” ends {at}, after “{other}”, which ends {limit}", **names, at=_at(row.end), limit=_at(whole.end)),
            say("Move the part, widen the whole, or leave out the dates of the whole."),
            related=((say("the whole"), _date(whole, which)),),
        )  # fmt: skip


@rule("TL005", "deadline missed", "error")
def deadlines_kept(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """By the plan's own dates a task ends after its deadline.

    Begin it earlier, shorten it or what it comes after, or agree on another `deadline:`.
    """
    for row in timeline.schedule(plan).rows:
        if row.stint and row.deadline and row.stint.end > row.deadline and row.status != "done":
            said = row.origin == "said"
            yield finding(
                _date(row, "end") if said else (*row.path, "deadline"),
                say("“{title}” ends {at}, after its deadline {limit}", title=shown(row.title), at=_at(row.end),
                    limit=_at(plan.instant(row.task.deadline) if row.task.deadline else None)),
                say("Begin it earlier, shorten it or what it comes after, or move the deadline."),
                related=((say("the deadline"), (*row.path, "deadline")),) if said else (),
            )  # fmt: skip


@rule("TL006", "dates that do not fit together", "error")
def dates_are_dates(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """A task ends before it begins, or the timeline is longer than any calendar.

    Correct the dates. `12-30` to `01-05` leads into the next year; `01-05` to `12-30` of one year needs the years.
    """
    for path, rejected in timeline.schedule(plan).faults:
        yield finding(("calendar",) if rejected.code is NEVER_WORKED else path, rejected.message, *rejected.help)


@rule("TL007", "calendar year not known", "error")
def years_are_known(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """The timeline reaches into a year whose public holidays and make-up days are not in the holiday data.

    China announces them in November for the year after; until then every count of working days would be a guess.
    Write the announced days under `free:` and `working:` of `calendar:`, and the year under `checked:`. Or update the
    holiday data.
    """
    schedule = timeline.schedule(plan)
    for year in schedule.unknown_years:
        row = next(
            (row for row in schedule.dated if row.start and row.end and year in (row.start.at.year, row.end.at.year)),
            None,
        )
        yield finding(
            ("calendar",),
            say("the timeline reaches into {year}, whose holidays are not known for {country} yet", year=year,
                country=plan.frame.calendar.country.code if plan.frame.calendar.country else ""),
            say(
                "Write the announced days under `free:` and `working:` of `calendar:`, and `checked: [{year}]`; "
                "or update the holiday data.",
                year=year,
            ),
            related=((say("a task in that year"), _date(row, "end")),) if row else (),
        )  # fmt: skip


@rule("TL008", "team without a track", "error")
def columns_are_tracks(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """The weekly grid has a column that is none of the tracks, though the timeline defines tracks.

    Most likely it is misspelt, and the work stands in a column of its own. Correct the id, or define the track.
    """
    known = [str(key) for key in timeline.tracks]
    for index, week in enumerate(timeline.weeks if known else ()):
        for name in week.work:
            if str(name) not in known:
                near = get_close_matches(str(name), known, 1, 0.6)
                titles = {str(track.name): str(key) for key, track in timeline.tracks.items()}
                meant = titles.get(str(name)) or (near[0] if near else "")
                yield finding(
                    ("timeline", "weeks", index, "work", str(name)),
                    say("unknown {kind} `{name}`", kind=say("track"), name=str(name)),
                    *((say("Did you mean `{name}`?", name=meant),) if meant else ()),
                    say("Defined: {names}.", names=Names(known, 12)),
                    on_key=True,
                )


@rule("TL010", "task without a date", "gap")
def tasks_have_dates(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """No date can be derived for a task: it says none, and nothing dated stands before or behind it.

    It is missing from the chart and from every calendar. Give it `at:`, or a `duration:` with `after:` or `deadline:`.
    What has no dates on purpose belongs to `phases:`, with `when:` in words.
    """
    schedule = timeline.schedule(plan)
    if any(path == ("timeline",) for path, _ in schedule.faults) or plan.frame.undated:
        return  # nothing could be computed, and that is said; or dates wait for that of the launch
    said = {path[:-1] for path, _ in schedule.faults}
    said |= {schedule.rows[index].path for circle in schedule.cycles for index in circle}
    for row in schedule.rows:
        quiet = row.within or row.path in said or row.in_outline or row.cancelled or row.task.when or row.afloat
        if row.stint is None and not quiet:
            yield finding(
                row.path,
                say("no date can be derived for “{title}”", title=shown(row.title)),
                _only_cancelled(schedule, row.task.after)
                or say("Add `at:`, or a `duration:` with `after:` or `deadline:`."),
            )


def _only_cancelled(schedule: Schedule, after: After) -> Message | None:
    """What to do where all that something comes after is cancelled."""
    names = [str(before.task) for before in after.root]
    if not names or not schedule.cancelled.issuperset(names):
        return None
    return say_count("{names} is cancelled: name what must be finished first instead; a task may say its date with `at:`.",
                     "{names} are cancelled: name what must be finished first instead; a task may say its date with `at:`.",
                     len(names), names=Names(names, NAMED))  # fmt: skip


@rule("TL011", "length not said", "gap")
def lengths_are_said(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """A task has a beginning or something that it comes after, but nothing says how long it takes.

    What comes after it is then dated as if it took no time. Add `duration:` or `end:`; write `milestone: yes` for a
    point in time, `ongoing: yes` for what has no end.
    """
    for row in timeline.schedule(plan).rows:
        task, stint = row.task, row.stint
        waits = task.ends_after.root and stint and stint.end > stint.start
        if row.group or row.milestone or row.ongoing or not stint or waits or task.duration or task.at:
            continue
        if task.start and not task.end:
            yield finding((*row.path, "start"), say("“{title}” has no end", title=shown(row.title)),
                        say("Add `end:` or `duration:`; or `ongoing: yes`."))  # fmt: skip
        elif not task.start and not task.end:
            yield finding(row.path, say("“{title}”: how long does it take?", title=shown(row.title)),
                        say("Add `duration:`, as `5wd`; or `milestone: yes`."))  # fmt: skip


@rule("TL012", "length differs from the dates", "contradiction")
def lengths_agree(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """A task says a duration, and its dates or its parts take another: neither in calendar days nor in working days, nor
    as the sum of its parts.

    One of them is out of date. Correct it, or leave the duration out: it follows from the dates. `5wd` are working days
    alone, and where a task says both its dates, the sum of its parts excuses nothing. Parts without dates may
    run side by side: they are held against the whole where they add up to less, or where each waits for the one before.
    """
    clock = Clock(plan.frame)
    for row in timeline.schedule(plan).rows:
        computed = _other_length(row, row.task.length, clock) if row.task.length else None
        if computed:
            dated = row.stint and row.origin != "parts"
            yield finding(
                (*row.path, "duration" if row.task.duration else "at"),
                computed,
                say("Correct one of them, or leave the duration out."),
                related=((say("the dates"), _date(row, "start") if dated else (*row.path, "tasks")),),
            )


@rule("TL019", "effort that does not fit", "contradiction")
def effort_fits(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """The work in a task is another than that of its parts together, or more than those who do it can do between its dates.

    A person does a day's work on each working day, and whoever is named counts as one, or as the `count:` of them in
    `people:`. Correct one of them, give it more time, or name who else works on it under `owners:`.
    """
    for row in timeline.schedule(plan).rows:
        said, parts = row.task.effort, row.effort_of_parts
        if said is None:
            continue
        path = (*row.path, "effort")
        if parts and all(part.effort for part in row.parts) and parts.contradicts(said):
            yield finding(path, say("the effort is {effort}, that of the parts {parts}", effort=said.days, parts=parts.days),
                          say("Correct one of the two, or leave out that of the whole."))  # fmt: skip
        people, days = _heads(plan.row(row.task).owners, plan), _workdays(row, plan)
        if days and people and not (row.parts or row.task.people) and said.low > days * people:
            yield finding(
                path,
                say("the effort is {effort}, but {count} working days for {people} are {room}", effort=said.days, count=days,
                    people=say_count("{count} person", "{count} people", people),
                    room=say_count("{count} person-day", "{count} person-days", days * people)),
                say("Give it more time, correct the effort, or name who else works on it under `owners:`."),
                related=((say("the dates"), _date(row, "start")),),
            )  # fmt: skip


def _heads(owners: Iterable[PersonRef], plan: Plan) -> int:
    """How many people these are at most; 0 where nobody can tell."""
    heads = [getattr(plan.targets["person"][str(owner)].value, "heads", None) for owner in owners]
    known = [each.high for each in heads if each and not each.open]
    return sum(known) if len(known) == len(heads) else 0


def _workdays(row: ScheduledTask, plan: Plan) -> int:
    """On how many working days something is worked on; 0 where that is not known."""
    if row.stint is None or row.ongoing or row.start_as == "month" or row.end_as == "month":
        return 0
    try:
        return plan.frame.calendar.between(row.stint.start // DAY, -(-row.stint.end // DAY))
    except Rejected:
        return 0


def _other_length(row: ScheduledTask, said: Duration, clock: Clock) -> Message | None:
    """What dates and parts come to, where neither is the length that the task says."""
    parts = [part for part in row.parts if not part.cancelled]
    if row.stint is None:
        return _other_sum(said, parts)
    sum_of_parts = sum(part.length.days for part in parts if part.length)
    least_of_parts = sum(part.shortest.days for part in parts if part.shortest)
    ended, dated = row.task.end, row.task.start and row.task.end
    if not dated and (not parts or not (ended or all(part.stint for part in parts))):
        return None
    start, end = _reach(row.stint, () if ended else parts)
    days = -(-(end - start) // DAY)
    try:
        whole_days, touched = clock.workdays_between(start, end), clock.calendar.between(start // DAY, -(-end // DAY))
    except Rejected:
        return None  # centuries: the dates are remarked on
    length, whole, least = Length.of(said), _whole(said), _whole(said.shortest)
    worked = whole_days if start % DAY == end % DAY else min(days, touched)
    in_days = (days,) if whole != length.workdays else ()
    counts = in_days if length.minutes else (*in_days, whole_days, touched)
    fits = least_of_parts <= whole and least <= sum_of_parts
    if any(least <= count <= math.ceil(whole) for count in counts) or (parts and not dated and fits):
        return None
    if dated or not parts:
        return say("`{length}`, but the dates make {days}, {worked} of them working days", length=said, days=_days(days),
                   worked=worked)  # fmt: skip
    return say("`{length}`, but the dates make {days}, {worked} of them working days, and the parts add up to {total}",
               length=said, days=_days(days), worked=worked, total=_days(sum_of_parts))  # fmt: skip


def _whole(said: Duration) -> float:
    """A length in days, working or not."""
    length = Length.of(said)
    return length.workdays + length.days + length.minutes / DAY


def _days(count: float) -> Message:
    return say_count("{count} day", "{count} days", float(f"{count:g}"))


def _other_sum(said: Duration, parts: Sequence[ScheduledTask]) -> Message | None:
    """What parts without dates add up to, where that cannot be the length of the whole; None where some say no length."""
    if not parts or not all(part.length for part in parts):
        return None
    in_workdays = {bool(said.workdays), *(bool(part.length and part.length.unit == "wd") for part in parts)}
    worked = 1.4 if len(in_workdays) > 1 else 1.0  # a week is five working days

    def days(length: ShownLength | None) -> float:
        return length.days * (worked if length.unit == "wd" else 1) if length else 0

    whole, least = (_whole(end) + end.workdays * (worked - 1) for end in (said, said.shortest))
    sum_of_parts, least_of_parts = sum(days(part.length) for part in parts), sum(days(part.shortest) for part in parts)
    one_by_one = all(
        before.task.id in [str(after.task) for after in part.task.after.root] for before, part in pairwise(parts)
    )
    tolerance = 2 * (len(in_workdays) - 1)
    fits = least_of_parts <= whole + tolerance and least <= sum_of_parts + tolerance
    if fits or (least_of_parts > whole and not one_by_one):
        return None
    return say("`{length}`, but the parts add up to {total}", length=said, total=_days(sum_of_parts))


def _reach(stint: Stint, parts: Sequence[ScheduledTask]) -> tuple[int, int]:
    """From when to when a task lasts: as it says, or from its start to the end of the last of these parts."""
    stints = [part.stint for part in parts if part.stint]
    starts, ends = [part.start for part in stints], [part.end for part in stints]
    return min([stint.start, *starts]), max(ends, default=stint.end)


@rule("TL018", "work on days off", "contradiction")
def work_on_working_days(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """Tasks lie on days off alone, or are to begin on one though they take working days.

    Nobody is there, or somebody gives up a holiday without being asked. Move them, name the day under `working:` of
    `calendar:`, or say the time of day: work with a clock is taken as meant, and so are rehearsals,
    cutovers and what is `external`. Without a
    `calendar:`, only lengths in working days are held against weekends.
    """
    off = [row for row in timeline.schedule(plan).rows if _is_off(row, plan)]
    if off:
        yield finding(
            _date(off[0], "start"),
            say_count("{count} task lies on days off, or begins on one: {names}",
                      "{count} tasks lie on days off, or begin on one: {names}", len(off),
                names=Names([f"{shown(row.title)} ({_said_start(row, plan)})" for row in off], NAMED)),
            say("Move them, or name the days under `working:` of `calendar:`."),
            related=tuple((say("“{title}”", title=shown(row.title)), _date(row, "start")) for row in off[1:LONGEST]),
        )  # fmt: skip


_AT_REST = re.compile(r"\b(?:rehears\w+|cut-?over|drills?)\b|演[练練]|彩排|割接|停[机機]", re.IGNORECASE)
"""What is done while the others are at rest."""


def _is_off(row: ScheduledTask, plan: Plan) -> bool:
    calendar, stint = plan.frame.calendar, row.stint
    if _AT_REST.search(str(row.title)):
        return False
    quiet = row.group or row.milestone or row.launches or row.ongoing or row.start_as == "minute" or row.over
    if quiet or row.task.external or stint is None or stint.end == stint.start:
        return False
    try:
        if (
            row.task.length
            and row.task.length.workdays
            and (said := _said_day(row, plan))
            and not calendar.is_working(said)
        ):
            return True
        return calendar.declared and not calendar.between(stint.start // DAY, -(-stint.end // DAY))
    except Rejected:
        return False


def _said_day(row: ScheduledTask, plan: Plan) -> date | None:
    moment = row.task.at.start if row.task.at else row.task.start
    return plan.instant(moment).at.date() if moment and row.start_as == "day" else None


def _said_start(row: ScheduledTask, plan: Plan) -> str:
    return str(_said_day(row, plan) or (row.start.day if row.start else ""))


@rule("TL013", "status contradicts what happened", "contradiction")
def status_agrees(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """A task is said to be done and is not finished, or is said to be planned though it has begun.

    Whoever reads the chart cannot tell which holds. Correct `status:`, or leave it out: it follows from `progress:` and
    `actual:`.
    """
    for row in timeline.schedule(plan).rows:
        task = row.task
        if task.status == "done" and task.progress and task.progress.value < 100:
            yield finding((*row.path, "progress"), say("done, but {progress} finished", progress=task.progress),
                        say("Correct one of the two."), related=((say("said here"), (*row.path, "status")),))  # fmt: skip
        elif task.status == "planned" and (task.actual or (task.progress and task.progress.value)):
            key = "actual" if task.actual else "progress"
            yield finding((*row.path, "status"), say("planned, but it has begun", progress=task.progress),
                        say("Leave `status:` out, or write `in progress`."),
                        related=((say("said here"), (*row.path, key)),))  # fmt: skip


@rule("TL014", "delay reaches the launch", "danger")
def launch_holds(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """What really happened pushes the tasks before the launch so far that T cannot be kept.

    The forecast takes `actual:` dates and lets everything behind them follow. Shorten what is on the critical path, do
    without it, or move `launch:` while there is time to tell everyone.
    """
    schedule = timeline.schedule(plan)
    if schedule.delay and schedule.forecast_launch and schedule.delay.count > 0:
        worst = next(iter(schedule.slipped), None)
        yield finding(
            ("launch",),
            say("by what happened so far, the launch cannot be before {at}: {amount} late",
                at=_at(schedule.forecast_launch), amount=schedule.delay.words),
            say("Shorten the critical path, or move `launch:` and tell everyone."),
            related=((say("slipped most: “{title}”", title=shown(worst.title)), _date(worst, "end")),) if worst else (),
        )  # fmt: skip


@rule("TL015", "tasks without an owner", "gap", lacks="owner")
def tasks_are_owned(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """Tasks name nobody, and neither does their track.

    Nobody is asked when they slip. Add `owner:` to the task, or to its track, which then holds for every task in it; or
    `external: yes` to what nobody here answers for.
    """
    leaves = [row for row in timeline.schedule(plan).rows if not row.group and row.path[1] == "tasks"]
    nobody = [row for row in leaves if not (row.task.external or plan.row(row.task).owners)]
    if nobody:
        yield finding(
            nobody[0].path,
            say_count("{count} of {total} tasks names no owner: “{title}”",
                      "{count} of {total} tasks name no owner; the first is “{title}”", len(nobody), total=len(leaves),
                title=shown(nobody[0].title)),
            say("Add `owner:` to the task, or to its track."),
        )  # fmt: skip


@rule("TL016", "nothing leads to the launch", "gap")
def launch_is_linked(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """Tasks depend on each other, but none is the launch, so nobody can say whether the plan is ready in time.

    Name what the launch waits for: `launch_after: [review]`, beside `tasks:`. The time left before T, and the critical
    path to it, follow.
    """
    schedule = timeline.schedule(plan)
    if schedule.links and not schedule.leads and not schedule.cycles:
        yield finding(
            ("timeline",),
            say("no task leads to the launch"),
            _only_cancelled(schedule, timeline.launch_after)
            or say("Add `launch_after:` with the ids of what must be finished before: `launch_after: [review]`."),
            on_key=True,
        )


@rule("TL017", "holiday only estimated", "gap")
def holidays_are_sure(timeline: Timeline, plan: Plan) -> Iterator[Finding]:
    """A public holiday within the timeline hangs on the sight of the moon, and its date is an estimate.

    It may fall a day earlier or later. When it is announced, write it under `free:` or `working:` of `calendar:`.
    """
    days = [day for day in timeline.days(plan) if plan.frame.calendar.is_estimated(day)]
    if days:
        yield finding(
            ("calendar",),
            say(
                "{names} may still move: the holiday data only estimates it", names=Names([str(day) for day in days], 8)
            ),
            say("Write the announced days under `free:` and `working:`."),
        )
