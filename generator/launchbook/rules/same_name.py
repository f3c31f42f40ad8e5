"""One thing that two sections put on two days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from launchbook.core.items import Anchored
from launchbook.core.plan import Dated, Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.section import found, rule

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
"""Kinds of events that are the thing itself, and not a deadline, a meeting or a watch that is named after it."""


@rule("CA007", "one thing on two days")
def one_day(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Two sections name a thing alike and put it on different days.

    “Full release” on the 28th in the rollout and on the 30th in the timeline: each reader believes the page that is
    open. Correct one of the two, or give them names that differ if they are different things.
    """
    paths = {id(value): path for path, value in plan.values}
    first: dict[str, tuple[Dated, Path]] = {}
    for dated in plan.dated():
        source = dated.event.source
        path = paths.get(id(source))
        if dated.event.kind not in _HAPPENS or not isinstance(source, Anchored) or path is None:
            continue
        other, place = first.setdefault(_plain(source.label), (dated, path))
        if place[0] != path[0] and _differ(other, dated):
            yield found(
                path,
                say(
                    "“{title}” is {here} here, and {there} elsewhere",
                    title=source.label,
                    here=_days(dated),
                    there=_days(other),
                ),
                say("Correct one of the two, or tell them apart by their names."),
                related=((say("the other"), place),),
            )


def _plain(label: str) -> str:
    return re.sub(r"\s+", "", label.casefold())


def _differ(one: Dated, other: Dated) -> bool:
    """Whether the two cannot both be right; a day within the other's days, or a month around it, is no contradiction."""
    (from_, until), (start, end) = _reach(one), _reach(other)
    return (from_, until) != (start, end) if one.end and other.end else until < start or end < from_


def _reach(dated: Dated) -> tuple[date, date]:
    return dated.start.at.date(), dated.extent.last_day


def _days(dated: Dated) -> str:
    start, end = _reach(dated)
    return f"{start}" if start == end else f"{start} – {end}"
