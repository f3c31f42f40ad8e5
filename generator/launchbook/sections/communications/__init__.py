"""Communications: who is told what, through which channel, when and by whom."""

from launchbook.core.section import Section
from launchbook.sections.communications.model import Communications, communications_progress, message_events

SECTION = Section(
    key="communications",
    title="Communications",
    purpose="Who is told what, through which channel, when and by whom: for whoever sends the messages.",
    model=Communications,
    events=message_events,
    progress=communications_progress,
)
