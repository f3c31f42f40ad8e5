"""Criteria of success, against the values that the review measured."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say
from launchbook.core.section import finding, rule
from launchbook.sections.overview.model import Overview
from launchbook.sections.review.model import MetricResult, Review


@rule("RV010", "success that the review denies", "contradiction")
def agrees_with_review(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A criterion of success is marked as met, and the review measured the same metric and missed its target; or the
    other way round.

    One of the two is wishful. Correct the mark, or the value that was measured.
    """
    overview, review = plan.get(Overview), plan.get(Review)
    if overview is None or review is None:
        return
    measured = {str(measure.metric): (path, measure) for path, measure in _measured(plan) if measure.metric}
    for criterion in overview.success:
        path, measure = measured.get(str(criterion.metric), ((), None))
        if criterion.met is None or measure is None:
            continue
        verdict = measure.verdict(plan)
        if verdict and (verdict == "met") is not criterion.met:
            yield finding(
                criterion.path,
                say("marked as met, but measured as {actual}", actual=measure.actual or "")
                if criterion.met
                else say("marked as missed, but {actual} meets the target", actual=measure.actual or ""),
                say("Correct the mark, or what was measured."),
                related=((say("measured here"), path),),
            )


def _measured(plan: Plan) -> Iterator[tuple[Path, MetricResult]]:
    return ((path, value) for path, value in plan.values if isinstance(value, MetricResult))
