"""A page per person: everything that is theirs, over all plans, in time order."""

from launchbook.core.sheet import PageKind
from launchbook.views.people.model import people_sheets

PAGES = PageKind(key="people", of_all=people_sheets, weight=3.0)
