"""Remarks that nobody is named, from many sections, as a single one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from launchbook.core.folding import FEW, MOST
from launchbook.core.plan import Plan
from launchbook.core.problem import Code, Names, Problem, say

NOBODY = Code(
    "PL010",
    "nobody is named",
    "Many parts of the plan lack an owner, so they are told as one. Where the plan names no people at all, more than three such "
    "remarks become one, otherwise more than eight. Write who is there under `people:`, and `owner:` with their ids: on a list, a "
    "time box, a track or a procedure it holds for all that stands in it.",
    grade="gap",
)
MANY = 8
"""Maximum number of such remarks that are reported separately where the plan names people."""


def as_one(remarks: Sequence[tuple[str, Problem]], plan: Plan) -> list[Problem]:
    """Remarks with their sections: themselves, or where they are many, one at the place of the first."""
    if len(remarks) <= (MANY if plan.targets.get("person") else FEW):
        return [problem for _, problem in remarks]
    ordered = sorted(remarks, key=lambda remark: remark[1].sort_key)
    problems = [problem for _, problem in ordered]
    sections = list(dict.fromkeys(section for section, _ in ordered))
    message = say(
        "nobody is named who does it, in {count} places of {names}", count=len(problems), names=Names(sections)
    )
    help = say(
        "Write who is there under `people:`, and `owner:` with their ids; on a list or a time box it holds for all in it."
    )
    related = tuple((problem.message, problem.location) for problem in problems[:MOST])
    return [replace(problems[0], code=NOBODY, message=message, help=(help,), related=related)]
