"""Moments that are probably mistyped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, say
from launchbook.core.section import finding, rule
from launchbook.core.time import Moment, Span

FAR = timedelta(days=270)


@rule("TM007", "time of day read as the day before", "contradiction")
def night_launch(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A bare time of day means launch day, and lies more than twelve hours before a launch in the evening.

    With a launch at 23:00, `00:30` is the night before, not the one that follows. Write `T+1d 00:30` or the date,
    `01-01 00:30`, for the next day; and the date, too, where the morning of launch day is meant.
    """
    for path, value in plan.values:
        moment = value.start if isinstance(value, Span) else value
        if isinstance(moment, Moment) and moment.clock and moment.long_before(plan.frame):
            at = moment.resolve(plan.frame).at
            clock = f"{moment.clock:%H:%M}"
            yield finding(
                path,
                say("`{text}` is read as {at}, long before the launch", text=value, at=f"{at:%Y-%m-%d %H:%M}"),
                say(
                    "For the day after write `T+1d {clock}`; if launch day is meant, write `{day} {clock}`.",
                    clock=clock,
                    day=f"{at:%m-%d}",
                ),
            )


@rule("CA005", "far from the launch", "contradiction")
def far_from_launch(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Something that is to happen lies more than nine months before or after the launch.

    More often than not its year is wrong: plans written in December carry last year's dates. Correct the year; what
    really lies so far off belongs to another plan, or to the roadmap in `versions:`.
    """
    for path, value in plan.values:
        if path[0] not in plan.sections or path[0] == "versions" or not isinstance(value, (Moment, Span)):
            continue
        if path[-1] in ("since", "until"):  # how long a fact holds is no date of this launch
            continue
        moment = value.start if isinstance(value, Span) else value
        at = moment.resolve(plan.frame)
        if at.dated and not plan.frame.undated and abs(at.at - plan.frame.launch.at) > FAR:
            yield finding(
                path,
                say("{at} is more than nine months from the launch", at=at.day),
                say("Check the year."),
            )
