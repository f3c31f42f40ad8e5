"""Whom to call: emergency lines, groups, vendors, escalation and the duty roster."""

from launchbook.core.section import Section
from launchbook.sections.contacts.model import Contacts

SECTION = Section(
    key="contacts",
    title="Contacts",
    purpose="Whom to call when something goes wrong, with the number in full: for launch night, on screen or paper.",
    model=Contacts,
    pack=2,
)
