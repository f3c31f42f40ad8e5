"""Communications: who is told what, through which channel, when and by whom."""

from launchbook.core.section import Section
from launchbook.sections.communications.model import Communications

SECTION = Section(
    key="communications",
    title="Communications",
    purpose="Who is told what, through which channel, when and by whom: for whoever sends the messages.",
    model=Communications,
    pack=10,
)
