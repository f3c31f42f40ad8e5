"""Approvals: who prepared, reviewed and approved which version."""

from launchbook.core.section import Section
from launchbook.sections.approvals.model import Approvals

SECTION = Section(
    key="approvals",
    title="Approvals",
    purpose="Who prepared, reviewed and approved which version: looked at before the launch, and by auditors after it.",
    model=Approvals,
)
