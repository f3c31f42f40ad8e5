"""Standards: facts and limits by topic, what must hold, and whether it does."""

from launchbook.core.section import Section
from launchbook.sections.standards.model import Standards

SECTION = Section(
    key="standards",
    title="Standards",
    purpose="Facts and limits by topic: what the servers, the data and the shop entry must be like, looked up and confirmed.",
    model=Standards,
)
