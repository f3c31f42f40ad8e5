"""Tests: who tests what when, how much of it is covered, and what must hold before the launch."""

from launchbook.core.section import Section
from launchbook.sections.tests.model import Tests

SECTION = Section(
    key="tests",
    title="Tests",
    purpose="What is tested when, by whom and how far: read by testers, and by whoever decides on the launch.",
    model=Tests,
    counts=lambda row: row.kind == "test phase",
)
