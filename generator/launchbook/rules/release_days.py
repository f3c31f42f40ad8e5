"""What is released on a day, or at an hour, at which nobody answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, date, datetime, time, timedelta

from launchbook.core.meant import names_day
from launchbook.core.plan import Plan, per_plan
from launchbook.core.platforms import platforms_of
from launchbook.core.portfolio import ENDED
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.releases import Releasing, releases_of
from launchbook.core.section import finding, rule
from launchbook.core.time import Extent, Instant

DAY = timedelta(days=1)
NOON, EVENING, MORNING = time(12), time(22), time(6)
_STAFFED = frozenset({"duty", "watch", "time box"})
"""Where one of these says that somebody is there, the hour is meant."""
_LONG = timedelta(hours=36)
"""A watch or a box that lasts longer goes on over nights and days off, and does not say who is there in them; a duty does."""


@rule("RL001", "released on a day off", "danger", folded=True)
def not_on_a_day_off(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A stage or a releasing task is on a weekend or a free day of the plan's calendar, and nobody is said to be there.

    Nobody sees it fail until the next working day. Move it, or say who is there: a duty in `contacts:`, a watch in `monitoring:` or a box
    of the run sheet on that day; then nothing is said. A watch or a box of more than
    36 hours does not say so. For the launch itself there is `HD001`. Nothing is said of what is past, nor of the days of a phased release
    that the platform widens by itself.
    """
    for release in _ahead(plan, as_of):
        day = release.start.at.date()
        if (
            release.path != ("launch",)
            and not plan.frame.calendar.is_working(day)
            and release.path[:-1] not in _by_the_platform(plan)
            and not _staffed(plan, _day(release, day))
        ):
            yield finding(
                release.path,
                say("{title} is on {day}, a day off, and nobody is said to be there", title=release.title, day=_named(plan, day)),
                say("Move it to a working day, or say who is on duty then."),
            )  # fmt: skip


@rule("RL002", "released on the eve of days off", "danger", folded=True)
def not_before_days_off(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The launch, a stage or a releasing task is on the afternoon before a weekend or a holiday, or on some hour of that day, and nobody is
    said to be there on the day off.

    What goes wrong in the evening is found on Monday. Release in the morning or earlier in the week, or say who is there: a duty,
    a watch or a box that reaches into the day off and is no longer than 36 hours; then nothing is said. For the launch, a duty alone does
    not say that the day is meant: a sentence that names it does, in the summary, the overview, the risks or a note. Nothing is said of what
    is past.
    """
    for release in _ahead(plan, as_of):
        day, calendar = release.start.at.date(), plan.frame.calendar
        late = release.start.precision == "day" or release.start.at.time() >= NOON
        if not late or not calendar.is_working(day) or calendar.is_working(day + DAY):
            continue
        hours = _day(release, day + DAY)
        meant = release.path != ("launch",) or names_day(plan, day) or _staffed(plan, hours, "watch", "time box")
        if not (meant and _staffed(plan, hours)):
            yield finding(
                release.path,
                say("{title} is on {day}, the eve of a day off on which nobody is said to be there",
                    title=release.title, day=_named(plan, day)),
                say("Release earlier, or say who is on duty on {next}.", next=_named(plan, day + DAY)),
            )  # fmt: skip


@rule("RL003", "released at night", "danger", folded=True)
def not_at_night(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The launch, a stage or a releasing task is between 22:00 and 6:00, and nobody is said to be there at that hour.

    Whoever could take it back is asleep. Move it into the day, or say who is there: a box of the run sheet, a watch or a duty at that hour;
    then nothing is said. A watch or a box of more than 36 hours does not say so. Nothing is said of what is past.
    """
    for release in _ahead(plan, as_of):
        at = release.start.at
        if not _is_night(release.start) or _staffed(plan, Extent(at, at + timedelta(hours=1))):
            continue
        yield finding(
            release.path,
            say(
                "{title} is at {clock}, at night, and nobody is said to be there",
                title=release.title,
                clock=f"{at:%H:%M}",
            ),
            say("Move it into the day, or say who is there: a box of the run sheet, a watch or a duty at that hour."),
        )


def _is_night(start: Instant) -> bool:
    """Whether it is at an hour of the night; midnight alone stands for a day."""
    at = start.at.time()
    return start.precision == "minute" and at != time() and (at >= EVENING or at < MORNING)


def _ahead(plan: Plan, as_of: datetime) -> Iterator[Releasing]:
    """What is released from now on, on a known day; boxes are not asked, since somebody is there."""
    if plan.head.status in ENDED:
        return
    for release in releases_of(plan):
        known = (
            release.start.precision in ("day", "minute") and release.start.at.year < MAXYEAR
        )  # the day after it is one, too
        if known and release.start.at >= as_of and release.kind != "time box":
            yield release


def _day(release: Releasing, day: date) -> Extent:
    start = datetime.combine(day, time(), release.start.at.tzinfo)
    return Extent(start, start + DAY)


def _staffed(plan: Plan, extent: Extent, *kinds: str) -> bool:
    return any(each.meets(extent) for kind, each in _times_staffed(plan) if not kinds or kind in kinds)


@per_plan
def _by_the_platform(plan: Plan) -> frozenset[Path]:
    """The stages that the platform reaches by itself, one day after the other: all of its own shares but the first."""
    paces = [set(platform.pace.value) for platform in platforms_of(plan) if platform.pace]
    stages = [row for row in plan.rows if row.kind == "stage"]
    return frozenset(
        row.path
        for row in stages[1:]
        for pace in paces
        for share in [row.value.share]
        if share and int(share.high) in pace
    )


@per_plan
def _times_staffed(plan: Plan) -> Sequence[tuple[str, Extent]]:
    return [
        (row.kind, timing.extent)
        for row in plan.rows
        if row.kind in _STAFFED
        for timing in row.timings
        if timing.start.drift is None and (row.kind == "duty" or timing.extent.end - timing.extent.start <= _LONG)
    ]


def _named(plan: Plan, day: date) -> Message:
    name = plan.frame.calendar.name(day)
    return say("{date} ({name})", date=day, name=name or _WEEKDAYS[day.weekday()])


_WEEKDAYS = (
    say("Monday"),
    say("Tuesday"),
    say("Wednesday"),
    say("Thursday"),
    say("Friday"),
    say("Saturday"),
    say("Sunday"),
)
