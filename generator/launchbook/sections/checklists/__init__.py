"""Checklists: what is confirmed before, during and after the launch, pen-ready."""

from launchbook.core.items import by_name
from launchbook.core.section import Section
from launchbook.sections.checklists.model import Checklists

SECTION = Section(
    key="checklists",
    title="Checklists",
    purpose="What must be true before going on: ticked on screen beforehand, with a pen on launch day.",
    model=Checklists,
    pack=11,
    defines={"checklist": lambda checklists: by_name(checklists.root)},
)
