"""Rollback: when, on whose word, in which time, by which steps, and how one sees that it worked."""

from launchbook.core.section import Section
from launchbook.sections.rollback.model import Rollback

SECTION = Section(
    key="rollback",
    title="Rollback",
    purpose="When and how the release is taken back: followed at night, with no time to read.",
    model=Rollback,
    emergency=True,
    counts=lambda row: False,
)
