"""A page per run that was committed, and a page over all runs of a plan."""

from launchbook.core.sheet import PageKind
from launchbook.views.runs.sheets import run_sheets

PAGES = PageKind(key="runs", of_plan=run_sheets)
"""What happened: rehearsals and launches beside their plan."""
