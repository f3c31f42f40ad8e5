"""Recurring meetings and reports, against the plan's calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Names, say
from launchbook.core.recurrence import Series
from launchbook.core.section import finding, rule
from launchbook.core.workdays import unknown_year
from launchbook.sections.meetings.model import Meeting
from launchbook.sections.operations.model import Report

FEW = 6
"""Maximum number of days that a remark names."""


def _recurring(plan: Plan) -> Iterator[tuple[Meeting | Report, Series]]:
    """The meetings and reports that recur, if the plan has a `calendar:`."""
    for _, value in plan.values if plan.frame.calendar.declared else ():
        if isinstance(value, (Meeting, Report)) and (series := value.series(plan)):
            yield value, series


@rule("CA010", "recurs on a holiday", "contradiction", folded=True)
def held_on_holidays(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A meeting or a report falls on a public holiday, or on a day that the plan's `calendar:` has as free.

    Nobody comes, or somebody waits for it in vain. Take the days out with `except:`. What is held on working days only
    is written `workdays 9:00`: it follows the calendar, make-up days included. Nothing is said of days behind the last one of the plan.
    """
    for value, series in _recurring(plan):
        last = _last_day(plan)
        found = series.on_holidays if series.recurrence.frequency != "minutes" else []
        days = [day for day in found if last is None or day <= last]
        if days:
            yield finding(
                (*value.path, "cadence"),
                say(
                    "“{title}” falls on days off: {days}",
                    title=value.title,
                    days=Names([str(day) for day in days], FEW),
                ),
                say("Take them out with `except: [{days}]`, or write `workdays`.", days=_listed(days)),
            )


@per_plan
def _last_day(plan: Plan) -> date | None:
    """The last day on which something of the plan is that does not recur; nobody has planned beyond it."""
    return max(
        (event.extent.last_day for event in plan.rows.events if event.series is None and event.start.dated),
        default=None,
    )


def _listed(days: Sequence[date]) -> str:
    return ", ".join([*map(str, days[:FEW]), *("…" for _ in days[FEW : FEW + 1])])


@rule("CA014", "recurs on working days that are not known", "gap", folded=True)
def workdays_are_known(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A meeting or a report is held on working days of a year whose public holidays and make-up days are not known yet.

    Its days in that year are a guess. Write the announced days into `calendar:`, or end it with `until:` before.
    """
    calendar = plan.frame.calendar
    for value, series in _recurring(plan):
        if series.recurrence.frequency == "workdays":
            days = series.between(series.since, series.until or plan.frame.launch.end)
            year = next((stretch.start.at.year for stretch in days if not calendar.known(stretch.start.at.year)), None)
            if year is not None:
                rejected = unknown_year(calendar, year)
                yield finding((*value.path, "cadence"), rejected.message, *rejected.help)
