"""People and roles, defined once and referred to by id."""

from launchbook.core.section import Section
from launchbook.sections.people.model import People

SECTION = Section(
    key="people",
    title="People",
    purpose="Who does what, and how to reach them: looked up on launch night.",
    model=People,
    pack=1,
    defines={"person": lambda people: people.root},
)
