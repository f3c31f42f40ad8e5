"""The timeline against today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Message, Names, Path, say
from launchbook.core.section import finding, rule
from launchbook.core.text import shown
from launchbook.core.time import Extent
from launchbook.sections.timeline.model import Timeline
from launchbook.sections.timeline.rows import ScheduledTask

_OVER = ("closed", "rolled back")
FEW = 4
"""Maximum number of late tasks that the remark names and places."""


@rule("TL020", "task past its end", "contradiction")
def not_finished(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A task should have been finished by now, and is not said to be.

    Either nobody recorded it, or the dates behind it are wrong. Write `status: done` or `actual:`; if it is late, give
    it a new end and keep the old one as `baseline:`, so that what it delays can be computed.
    """
    today = Extent.moment(as_of)
    late = [row for row in _open_rows(plan) if row.extent and row.extent.precedes(today)]
    late = [row for row in late if not row.ongoing and row.status != "late"]
    help = say("Write `status: done` or `actual:`; if it is late, give it a new end and keep the old as `baseline:`.")
    if len(late) > 1:
        yield finding(
            _ending(late[0]),
            say(
                "{count} tasks should have ended by now, and are not done: {names}",
                count=len(late),
                names=Names([shown(row.title) for row in late], FEW),
            ),
            help,
            related=tuple((_ended(row), _ending(row)) for row in late[1:FEW]),
        )
    elif late:
        yield finding(_ending(late[0]), _ended(late[0]), help)


def _ending(row: ScheduledTask) -> Path:
    return row.place_of("at", "end", "duration", "deadline")


def _ended(row: ScheduledTask) -> Message:
    day = row.extent.last_day if row.extent else ""
    return say("“{title}” should have ended on {day}, and is not done", title=shown(row.title), day=day)


@rule("TL021", "task not begun", "contradiction", folded=True)
def not_begun(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A task should be under way, and nothing says that it has begun.

    Write `status: in progress`, `progress:` or `actual:` with its start; or move it.
    """
    today = Extent.moment(as_of)
    for row in _open_rows(plan):
        start, extent = row.now[0], row.extent
        under_way = start and extent and extent.meets(today) and start.extent.precedes(today)
        if start and under_way and row.status == "planned" and not row.milestone:
            yield finding(
                row.place_of("at", "start", "after", "deadline"),
                say("“{title}” should have begun on {day}", title=shown(row.title), day=start.day),
                say("Write `status: in progress`, `progress:` or `actual:`; or move it."),
            )


def _open_rows(plan: Plan) -> Iterator[ScheduledTask]:
    """Tasks without dated parts that are neither done nor cancelled, in a plan that is not over."""
    timeline = plan.get(Timeline)
    if timeline is None or plan.head.status in _OVER:
        return
    for row in timeline.schedule(plan).dated:
        if not (row.implicit or row.over or any(part.stint for part in row.parts)):
            yield row
