"""Rules over all plans together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from launchbook.core.between import Between
from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio
from launchbook.core.problem import Code, Finding, Problem
from launchbook.core.section import Rule
from launchbook.discovery.kinds import find_rules


def check_plans(portfolio: Portfolio) -> Iterator[tuple[Plan, Problem]]:
    """What is wrong between plans, once in each of them."""
    for rule in find_rules():
        if rule.over_plans:
            yield from _found(rule, portfolio)


def _found(rule: Rule, portfolio: Portfolio) -> Iterator[tuple[Plan, Problem]]:
    for between in rule.check(portfolio, portfolio.as_of):
        yield from _reported(rule.code, between)


def _reported(code: Code, between: Between) -> Iterator[tuple[Plan, Problem]]:
    for at, place in enumerate(between.places):
        located = place.plan.bundle.place(Finding(code, between.message, place.path, between.help))
        others = tuple(
            (other.label, other.plan.bundle.place(Finding(code, between.message, other.path)).location)
            for number, other in enumerate(between.places)
            if number != at
        )
        yield place.plan, replace(located, related=others)
