"""Operations: how the product is run once it is launched."""

from launchbook.core.section import Section
from launchbook.sections.operations.model import Operations

SECTION = Section(
    key="operations",
    title="Operations",
    purpose="How users are won, looked after and measured once it is launched: for whoever runs it from then on.",
    model=Operations,
)
