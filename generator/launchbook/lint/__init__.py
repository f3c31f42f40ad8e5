"""Rules over loaded plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from launchbook.core.folding import fold
from launchbook.core.groups import grouped
from launchbook.core.plan import Plan
from launchbook.core.problem import GRADES, Finding, Message, Problem, say
from launchbook.core.section import Rule
from launchbook.discovery.kinds import find_rules
from launchbook.lint.accept import Acceptances
from launchbook.lint.ownerless import as_one
from launchbook.lint.runs import check_runs


def check_plan(plan: Plan, as_of: datetime, acceptances: Acceptances | None = None) -> list[Problem]:
    """The findings of all rules as located problems, the worst first, without those that are accepted.

    What is accepted is taken out before many problems become one: of nine lists without an owner, one may be meant so.
    """
    acceptances = acceptances or Acceptances(plan, as_of)
    problems: list[Problem] = []
    ownerless: list[tuple[str, Problem]] = []
    for rule in find_rules():
        if rule.over_plans:
            continue
        standing = acceptances.standing(plan.bundle.place(finding) for finding in findings_of(rule, plan, as_of))
        if rule.folded:
            standing = list(fold(standing))
        if rule.lacks == "owner":
            ownerless += [(rule.reads or "", problem) for problem in standing]
        else:
            problems += standing
    together = [*as_one(ownerless, plan), *check_runs(plan, as_of)]
    return worst_first([*problems, *acceptances.standing(together)])


def findings_of(rule: Rule, plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """What a rule finds in a plan."""
    if rule.reads is None:
        return rule.findings(plan, as_of)
    model = plan.head if plan.kinds[rule.reads].top else plan.sections.get(rule.reads)
    return rule.findings(model, plan) if model is not None else iter(())


SHOWN = 50
"""Maximum number of problems with the same code and grade that are reported separately for a plan."""


def bounded(problems: Iterable[Problem]) -> list[Problem]:
    """The problems of a plan, the worst first; of a kind at most `SHOWN`, then a problem that counts the rest."""
    return worst_first(problem for alike in _kinds(problems) for problem in _first_of(alike))


def _first_of(alike: list[Problem]) -> list[Problem]:
    shown, rest = alike[:SHOWN], alike[SHOWN:]
    if len(rest) < 2:
        return alike
    message = say(
        "{title}: {count:,} more places, of which this is the first", title=Message(rest[0].code.title), count=len(rest)
    )
    return [*shown, replace(rest[0], message=message, related=(), count=sum(problem.count for problem in rest))]


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by grade; what has one cause, that is one code, together, and causes in the order of their first places."""
    return [problem for alike in _kinds(problems) for problem in alike]


def _kinds(problems: Iterable[Problem]) -> list[list[Problem]]:
    ordered = sorted(problems, key=lambda problem: problem.sort_key)
    kinds = grouped(((problem.grade, problem.code.id), problem) for problem in ordered)
    return [kinds[kind] for kind in sorted(kinds, key=lambda kind: GRADES.index(kind[0]))]
