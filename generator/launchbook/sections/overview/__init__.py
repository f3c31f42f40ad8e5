"""Goals and scope: what the launch is for, what belongs to it, and how its success is seen."""

from launchbook.core.section import Section
from launchbook.sections.overview.model import Overview

SECTION = Section(
    key="overview",
    title="Goals and scope",
    purpose="What the launch is for, what belongs to it, and how its success is seen: read before anything else.",
    model=Overview,
)
