"""Thresholds that differ by case: a name that is no case of its metric, and times after the launch against each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches
from itertools import pairwise

from pydantic import BaseModel

from launchbook.core.cases import Cases
from launchbook.core.ladder import RINGING, cases_of
from launchbook.core.model import keys_of
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Names, say
from launchbook.core.reference import MetricRef
from launchbook.core.section import finding, rule


@rule("ME016", "less asked for later", "hint", folded=True)
def not_less_later(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A target for a later time after the launch asks for less than that for an earlier one.

    With `{after 1 month: "≥ 70%", after 3 months: "≥ 60%"}` the two may have been exchanged. Where the value is meant to
    fall with time, as the share of users who come back does, all is well.
    """
    for path, limit in _by_time(plan):
        later = sorted(limit.horizons.items(), key=lambda pair: pair[1])
        for (first, _), (second, _) in pairwise(later):
            one, other = limit.root[first], limit.root[second]
            if one.alike(other) and one.stricter(other):
                yield finding(
                    (*path, str(second)),
                    say("`{second}: {other}` asks for less than `{first}: {one}`", second=second, other=other, first=first,
                        one=one),
                    say("Compare the two: were they exchanged?"),
                    related=((say("the earlier time"), (*path, str(first))),),
                )  # fmt: skip


@rule("ME017", "case that the metric does not have", "contradiction")
def known_case(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A measurement names a case for which its metric has no threshold, and no other section sets one.

    Then it is held against nothing. Correct the name, or give the case a threshold: `target: {after 1 month: "≥ 60%"}`.
    """
    for path, value in plan.values:
        case, metric = getattr(value, "case", None), getattr(value, "metric", None)
        if case and isinstance(metric, MetricRef):
            known = _cases(plan, metric)
            near = get_close_matches(case, known, 1, 0.6)
            if case not in known:
                yield finding(
                    (*path, "case"),
                    say("`{metric}` has no case `{case}`", metric=metric, case=case),
                    *(say("Did you mean `{name}`?", name=name) for name in near),
                    say("Its cases: {names}.", names=Names(known))
                    if known
                    else say('It has none: write its threshold as `{after 1 month: "≥ 60%"}`.'),
                )


def _cases(plan: Plan, metric: MetricRef) -> list[str]:
    """The cases of a metric, whatever section sets their thresholds."""
    target = plan.target(metric)
    said = (reading.case for reading, _ in plan.rows.readings(str(metric)) if reading.case)
    return list(dict.fromkeys((*cases_of(target.value if target else None), *said)))


def _by_time(plan: Plan) -> Iterator[tuple[tuple[str | int, ...], Cases]]:
    """The targets and gates of a plan that differ by time, with their paths."""
    for path, value in plan.values:
        if isinstance(value, BaseModel):
            for name, key in keys_of(type(value)).items():
                limit = getattr(value, name)
                if isinstance(limit, Cases) and key not in RINGING:
                    yield (*path, key), limit
