"""The head: what is launched, when, in which state, and by whom."""

from launchbook.core.section import Section
from launchbook.sections.head.model import Head

SECTION = Section(
    key="head",
    title="Overview",
    purpose="What is launched, when, and who decides: read at a glance between meetings.",
    model=Head,
    top=True,
)
