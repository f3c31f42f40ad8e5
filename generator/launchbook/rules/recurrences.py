"""What recurs, against the days off of the plan's calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from launchbook.core.folding import folded
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Names, say
from launchbook.core.section import finding, rule
from launchbook.sections.meetings.model import Meeting
from launchbook.sections.operations.model import Report

FEW = 6
"""Maximum number of days that one remark names."""


@rule("CA010", "recurs on a holiday")
@folded
def held_on_holidays(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A meeting or a report falls on a public holiday, or on a day that the plan's `calendar:` has as free.

    Nobody comes, or somebody waits for it in vain. Take the days out with `except:`. What is held on working days only
    is written `workdays 9:00`: it follows the calendar, make-up days included.
    """
    for path, value in plan.values:
        series = value.series(plan) if isinstance(value, (Meeting, Report)) and plan.frame.calendar.declared else None
        days = series.on_holidays if series and series.recurrence.frequency != "minutes" else []
        if days and isinstance(value, (Meeting, Report)):
            yield finding(
                (*path, "cadence"),
                say(
                    "“{title}” falls on days off: {days}",
                    title=value.title,
                    days=Names([str(day) for day in days], FEW),
                ),
                say("Take them out with `except: [{day}]`, or write `workdays`.", day=days[0]),
            )
