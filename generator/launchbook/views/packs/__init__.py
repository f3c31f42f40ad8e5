"""Packs: what is printed as one, with a cover, and the duty cards of everybody."""

from launchbook.core.sheet import PageKind
from launchbook.views.packs.model import emergency_sheet, pack_sheets

PAGES = PageKind(key="packs", of_plan=pack_sheets, of_all=emergency_sheet)
