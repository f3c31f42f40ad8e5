"""Procedures: ordered steps with their commands and limits, and the branches at which one asks how it came out."""

from launchbook.core.section import Section
from launchbook.sections.procedures.model import Procedures

SECTION = Section(
    key="procedures",
    title="Procedures",
    purpose="How something is done, step by step, and where to go on from each outcome: read and done, line by line.",
    model=Procedures,
    pack=9,
)
