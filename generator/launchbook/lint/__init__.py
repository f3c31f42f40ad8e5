"""Rules over loaded plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from launchbook.core.groups import grouped
from launchbook.core.plan import Plan
from launchbook.core.problem import Message, Problem, say
from launchbook.discovery.kinds import find_rules
from launchbook.lint.ownerless import as_one
from launchbook.lint.runs import check_runs


def check_plan(plan: Plan, as_of: datetime) -> list[Problem]:
    """The findings of all rules as located problems, in file order."""
    problems: list[Problem] = []
    ownerless: list[tuple[str, Problem]] = []
    for rule in find_rules():
        if rule.reads is None:
            findings = rule.findings(plan, as_of)
        else:
            model = plan.head if plan.kinds[rule.reads].top else plan.sections.get(rule.reads)
            findings = rule.findings(model, plan) if model is not None else iter(())
        placed = [plan.bundle.place(finding) for finding in findings]
        if rule.lacks == "owner":
            ownerless += [(rule.reads or "", problem) for problem in placed]
        else:
            problems += placed
    return sort_problems([*problems, *as_one(ownerless, plan), *check_runs(plan, as_of)])


SHOWN = 50
"""Maximum number of problems with the same code and severity that are reported separately for a plan."""


def bounded(problems: Iterable[Problem]) -> list[Problem]:
    """The problems of a plan in file order; of a kind at most `SHOWN`, then a problem that counts the rest."""
    kinds = grouped(((problem.code.id, problem.severity), problem) for problem in sort_problems(problems))
    return sort_problems(problem for alike in kinds.values() for problem in _first_of(alike))


def _first_of(alike: list[Problem]) -> list[Problem]:
    shown, rest = alike[:SHOWN], alike[SHOWN:]
    if len(rest) < 2:
        return alike
    message = say(
        "{title}: {count:,} more places, of which this is the first", title=Message(rest[0].code.title), count=len(rest)
    )
    return [*shown, replace(rest[0], message=message, related=(), count=sum(problem.count for problem in rest))]


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.sort_key)
