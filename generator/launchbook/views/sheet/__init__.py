"""The page that says whether a printed sheet is still true."""

from launchbook.core.sheet import PageKind
from launchbook.views.sheet.model import check_sheet

PAGES = PageKind(key="sheet", of_plan=check_sheet)
