"""The timeline: tasks, what they depend on, and the dates that follow."""

from launchbook.core.section import Section
from launchbook.sections.timeline.model import Timeline, task_ids

SECTION = Section(
    key="timeline",
    title="Timeline",
    purpose="What is done when, what it waits for, and what moves the launch: read weeks before, at a desk.",
    model=Timeline,
    defines={"task": task_ids, "track": lambda timeline: timeline.tracks},
    landscape=True,
)
