"""Meetings: who meets when, about what; and how a stretch of the launch is coordinated."""

from launchbook.core.section import Section
from launchbook.sections.meetings.model import Meetings

SECTION = Section(
    key="meetings",
    title="Meetings",
    purpose="Who meets when and what each reports, and what is agreed before, during and after the release.",
    model=Meetings,
)
