"""Variables: values that commands and texts share, and the blanks among them."""

from launchbook.core.section import Section
from launchbook.sections.variables.model import Variables

SECTION = Section(
    key="variables",
    title="Variables",
    purpose="Values that commands and texts share, and the blanks among them: filled in before the launch, at the latest by hand.",
    model=Variables,
    defines={"variable": lambda variables: variables.root},
)
