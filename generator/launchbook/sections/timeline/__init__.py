"""The timeline: tasks, what they depend on, and the dates that follow."""

from launchbook.core.section import Section
from launchbook.sections.timeline.events import timeline_events
from launchbook.sections.timeline.model import Timeline, task_ids, timeline_progress

SECTION = Section(
    key="timeline",
    title="Timeline",
    purpose="What is done when, what it waits for, and what moves the launch: read weeks before, at a desk.",
    model=Timeline,
    defines={"task": task_ids, "track": lambda timeline: timeline.tracks},
    events=timeline_events,
    progress=timeline_progress,
    landscape=True,
)
