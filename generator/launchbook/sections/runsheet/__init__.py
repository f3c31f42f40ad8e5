"""The run sheet: launch day in time boxes, step by step."""

from launchbook.core.section import Section
from launchbook.sections.runsheet.model import Runsheet, runsheet_events

SECTION = Section(
    key="runsheet",
    title="Run sheet",
    purpose="What is done when, by whom, and how one sees that it worked: followed on launch day.",
    model=Runsheet,
    events=runsheet_events,
)
