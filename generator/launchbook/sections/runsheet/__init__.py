"""The run sheet: launch day in time boxes, step by step."""

from launchbook.core.section import Section
from launchbook.sections.runsheet.model import Runsheet

SECTION = Section(
    key="runsheet",
    title="Run sheet",
    purpose="What is done when, by whom, and how one sees that it worked: followed on launch day.",
    model=Runsheet,
    pack=3,
    counts=lambda row: False,
)
