"""What is released while a freeze holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from launchbook.core.calendar import LONGEST
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Path, say
from launchbook.core.section import finding, rule
from launchbook.core.time import Extent, Instant
from launchbook.sections.rollout.model import Rollout
from launchbook.sections.timeline.model import Timeline


@rule("FZ001", "release in a freeze", "error", folded=True)
def nothing_is_released(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """The launch, a stage of the rollout, or a task marked `releasing` lies in a window in which nothing may be released.

    Whoever guards the freeze will stop it on the day. Move it out of the window, or correct the window. Where the freeze
    says what is `allowed:`, it is only a remark: make sure that this release is meant.
    """
    releases = tuple(_releases(plan))
    for index, freeze in enumerate(plan.head.freeze):
        if plan.frame.afloat(freeze.at):
            continue
        frozen = plan.extent(freeze.at)
        for title, path, start, end in releases:
            if not _lies_in(frozen, start, end):
                continue
            yield finding(
                path,
                say("{title} falls into the freeze “{freeze}”, {at}", title=title, freeze=freeze.title, at=frozen),
                say("Move it out of the freeze. Allowed is: {allowed}", allowed=str(freeze.allowed))
                if freeze.allowed
                else say("Move it out of the freeze, or correct the freeze; what may be released in it is said by its `allowed:`."),
                related=((say("the freeze"), ("freeze", index, "at")),),
                grade="danger" if freeze.allowed else None,
            )  # fmt: skip


@rule("FZ002", "free days over more than a year", "error")
def free_days_end(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """An entry of `free:` or `working:` in `calendar:` is longer than a year.

    Only its first year counts, and most likely a year in it is mistyped. For a day of every week write `weekend:`.
    """
    calendar = plan.head.calendar
    for key in ("free", "working") if calendar else ():
        for index, days in enumerate(getattr(calendar, key)):
            extent = plan.extent(days.at)
            if extent.last_day - extent.start.date() > timedelta(days=LONGEST):
                yield finding(
                    ("calendar", key, index, "at"),
                    say("{start} to {end} is longer than a year", start=extent.start.date(), end=extent.last_day),
                    say("Check the year; for a day of every week write `weekend:`."),
                )


def _lies_in(frozen: Extent, start: Instant, end: Instant | None) -> bool:
    """Whether a release certainly lies in a freeze; of one on some day of a month or quarter, all of that has to."""
    extent = Extent.of(start, end)
    return extent.within(frozen) if not start.dated and end in (None, start) else extent.meets(frozen)


def _releases(plan: Plan) -> Iterator[tuple[Message, Path, Instant, Instant | None]]:
    """The launch, stages of the rollout and releasing tasks, as far as their days are known: title, path, start, end."""
    yield say("the launch"), ("launch",), plan.frame.launch, None
    rollout = plan.get(Rollout)
    for stage in rollout.stages if rollout else ():
        if stage.at and not plan.frame.afloat(stage.at):
            yield say("“{title}”", title=stage.title), (*stage.path, "at"), *plan.span(stage.at)
    timeline = plan.get(Timeline)
    for row in timeline.schedule(plan).rows if timeline else ():
        if row.task.releasing and row.start and row.end and not row.cancelled:
            path = row.place_of("at", "start", "end", "deadline")
            yield say("“{title}”", title=row.title), path, row.start, row.end
