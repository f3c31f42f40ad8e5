"""References: links, attachments, tools, and where test accounts are kept."""

from launchbook.core.section import Section
from launchbook.sections.references.model import References

SECTION = Section(
    key="references",
    title="References",
    purpose="Documents, tools and test accounts, and where each is found: looked up while working.",
    model=References,
)
