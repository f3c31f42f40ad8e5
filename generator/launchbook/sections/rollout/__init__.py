"""The rollout: canary stages, their gates, and who decides to widen."""

from launchbook.core.items import by_name
from launchbook.core.section import Section
from launchbook.sections.rollout.model import Rollout

SECTION = Section(
    key="rollout",
    title="Rollout",
    purpose="To how many users, in which stages, and who decides to widen on what evidence: read before each stage.",
    model=Rollout,
    pack=4,
    defines={"stage": lambda rollout: by_name(rollout.stages)},
    counts=lambda row: False,
)
