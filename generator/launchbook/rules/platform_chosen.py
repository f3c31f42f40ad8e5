"""Plans that speak of a platform and have not chosen it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.platforms import platforms_of
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Finding, Names, say
from launchbook.core.section import finding, rule


@rule("PT014", "platform that is not chosen", "hint")
def chosen(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A plan releases on a platform in so many words ("Submit to the App Store"), and its head does not choose it.

    It is checked against what the platform allows all the same. With `platforms: app-store`, or several, `[app-store, google-play]`,
    this is said where everybody looks for it, and pages name it; `platforms: []` says that no platform is meant.
    """
    head, rollout = plan.head, plan.sections.get("rollout")
    said = "platforms" in head.model_fields_set or getattr(rollout, "platform", None)
    if not said and platforms_of(plan) and head.status not in OVER:
        yield finding(
            ("plan",),
            say(
                "the plan releases on {platforms}, and does not choose it",
                platforms=Names([each.key for each in platforms_of(plan)]),
            ),
            say("Add `platforms:` to the head of the plan; `platforms: []` if none is meant."),
        )
