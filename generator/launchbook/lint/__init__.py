"""Rules over loaded plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from launchbook.core.plan import Plan
from launchbook.core.problem import Problem
from launchbook.discovery.kinds import find_rules


def check_plan(plan: Plan, as_of: datetime) -> list[Problem]:
    """Every rule's findings, located, in file order."""
    problems = []
    for rule in find_rules():
        if rule.reads is None:
            findings = rule.check(plan, as_of)
        else:
            model = plan.head if plan.kinds[rule.reads].top else plan.sections.get(rule.reads)
            findings = rule.check(model, plan) if model is not None else iter(())
        problems += [plan.bundle.place(replace(found, code=rule.code)) for found in findings]
    return sort_problems(problems)


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.sort_key)
