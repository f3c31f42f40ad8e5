"""A page per day around the launch: what begins, what runs, what ends, and who does it."""

from launchbook.core.sheet import PageKind
from launchbook.views.days.model import day_sheets

PAGES = PageKind(key="days", of_plan=day_sheets)
