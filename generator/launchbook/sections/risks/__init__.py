"""Risks: what may go wrong, how likely and how bad, who answers for it, and what is done when it happens."""

from launchbook.core.section import Section
from launchbook.sections.risks.model import Risks, named_risks

SECTION = Section(
    key="risks",
    title="Risks",
    purpose="What may go wrong and who answers for it, weeks before; what is done when it happens, at night.",
    model=Risks,
    pack=6,
    defines={"risk": named_risks},
    counts=lambda row: row.kind == "measure" and row.state is not None,
)
