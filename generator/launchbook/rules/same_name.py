"""The same event in two sections with different days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.rows import Event
from launchbook.core.section import finding, rule

_HAPPENS = frozenset(
    (
        "key date",
        "rollout stage",
        "release",
        "milestone",
        "task",
        "test phase",
        "test stage",
        "growth phase",
        "procedure",
    )
)
"""Kinds of events to compare. Others, such as deadlines and meetings, may be named after an event of these kinds."""


@rule("CA007", "one thing on two days", "contradiction")
def one_day(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Two sections name a thing alike and put it on different days.

    “Full release” on the 28th in the rollout and on the 30th in the timeline: each reader believes the page that is
    open. Correct one of the two, or give them names that differ if they are different things.
    """
    first: dict[str, Event] = {}
    for event in plan.rows.events:
        if event.kind not in _HAPPENS:
            continue
        label = event.row.value.label
        earlier = first.setdefault(_plain(label), event)
        if earlier.section != event.section and _differ(earlier, event):
            yield finding(
                event.row.path,
                say(
                    "“{title}” is {here} here, and {there} elsewhere",
                    title=label,
                    here=_days(event),
                    there=_days(earlier),
                ),
                say("Correct one of the two, or tell them apart by their names."),
                related=((say("the other"), earlier.row.path),),
            )


def _plain(label: str) -> str:
    return re.sub(r"\s+", "", label.casefold())


def _differ(event: Event, other: Event) -> bool:
    """Whether two events contradict: spans must be equal, a single day or month must overlap with the other's days."""
    (from_, until), (start, end) = _reach(event), _reach(other)
    return (from_, until) != (start, end) if event.end and other.end else until < start or end < from_


def _reach(event: Event) -> tuple[date, date]:
    return event.start.at.date(), event.extent.last_day


def _days(event: Event) -> str:
    start, end = _reach(event)
    return f"{start}" if start == end else f"{start} – {end}"
