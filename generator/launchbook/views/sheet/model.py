"""One page per plan, to which the square in the foot of each sheet leads."""

from __future__ import annotations

from collections.abc import Iterator

from launchbook.core.plan import Plan
from launchbook.core.problem import say
from launchbook.core.sheet import Sheet


def check_sheet(plan: Plan) -> Iterator[Sheet]:
    yield Sheet(f"plans/{plan.id}/sheet.md", say("Is this sheet still true?"), "page.md.j2")
