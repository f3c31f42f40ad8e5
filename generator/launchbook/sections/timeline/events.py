"""The timeline's entries in calendars and lists: tasks, milestones, deadlines."""

from __future__ import annotations

from collections.abc import Iterator

from launchbook.core.plan import Plan
from launchbook.core.section import Event
from launchbook.core.time import Stretch
from launchbook.sections.timeline.model import Timeline


def timeline_events(timeline: Timeline, plan: Plan) -> Iterator[Event]:
    """Tasks without parts and milestones, when they come to be with what happened so far; and hard deadlines."""
    for row in timeline.schedule(plan).rows:
        if row.implicit:
            continue  # the head tells of the launch
        task = row.task
        owner = row.owners[0] if row.owners else None
        over = row.status in ("done", "cancelled")
        start, end = row.now
        if start and end and row.milestone:
            yield Event(Stretch(end), str(task.title), owner, task, "milestone", over)
        elif start and end and not row.group:
            when = Stretch(start, None if row.ongoing else end)
            yield Event(when, str(task.title), owner, task, "task", over)
        if task.deadline:
            yield Event(task.deadline, str(task.title), owner, task, "deadline", over)
