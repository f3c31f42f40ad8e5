"""Versions: what was and will be released, how versions are named, and where they are branched."""

from launchbook.core.section import Section
from launchbook.sections.versions.model import Versions

SECTION = Section(
    key="versions",
    title="Versions",
    purpose="What is released when, what changes with it, and how versions and branches are named: for developers.",
    model=Versions,
    counts=lambda row: False,
)
