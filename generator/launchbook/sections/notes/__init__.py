"""Notes: free pages for what no section fits."""

from launchbook.core.section import Section
from launchbook.sections.notes.model import Notes

SECTION = Section(
    key="notes",
    title="Notes",
    purpose="What no other section holds, as prose: read when someone asks why.",
    model=Notes,
)
