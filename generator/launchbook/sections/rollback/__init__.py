"""Rollback: when, on whose word, in which time, by which steps, and how one sees that it worked."""

from dataclasses import replace

from launchbook.core.section import Section
from launchbook.sections.rollback.model import Rollback

_ROLLBACK = Section(
    key="rollback",
    title="Rollback",
    purpose="When and how the release is taken back: followed at night, with no time to read.",
    model=Rollback,
    emergency=True,
    takes_back=True,
    pack=5,
    counts=lambda row: False,
)
_BACKUPS = replace(
    _ROLLBACK,
    title="Backups",
    purpose="What is kept to go back to, how often, and where it lies.",
    emergency=False,
    takes_back=False,
    pack=0,
    partial=True,
)
SECTION = replace(_ROLLBACK, part=_BACKUPS, partly=lambda rollback: rollback.keeps_only)
