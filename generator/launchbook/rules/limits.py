"""Limits of steps: what nothing keeps, what excludes another, what is not kept, what is longer than it may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Path, say, say_count
from launchbook.core.quantity import Threshold
from launchbook.core.section import finding, rule
from launchbook.core.steps import Limit


@rule("ST006", "limit that nothing keeps", "error")
def possible(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A limit cannot be met: a size below zero, a share over 100 %.

    It is a slip of the pen, or everybody has learnt to ignore it. Correct the value or turn the operator round.
    """
    for _name, limit in _limits(plan):
        bound, most = limit.limit.base, 1 if limit.limit.dimension == "ratio" else None
        below = (limit.limit.operator == "<" and bound <= 0) or (limit.limit.operator in ("≤", "=") and bound < 0)
        above = most is not None and (
            (limit.limit.operator == ">" and bound >= most) or (limit.limit.operator in ("≥", "=") and bound > most)
        )
        if below or above:
            yield finding(
                (*limit.path, "limit"),
                say("nothing keeps the limit `{limit}`", limit=limit.limit),
                say("Correct the value, or turn the operator round."),
            )


@rule("ST007", "limits that exclude each other", "error")
def consistent(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Two limits of one procedure have one name, and no value keeps both; or their units do not compare.

    Say the limit once, on the procedure or on the step where it is checked.
    """
    first: dict[tuple[Path, str], Limit] = {}
    for name, limit in _limits(plan):
        earlier = first.setdefault((limit.path[:2], name.casefold()), limit)
        apart = not earlier.limit.converts(limit.limit) or earlier.limit.excludes(limit.limit)
        if earlier is not limit and apart:
            yield finding(
                (*limit.path, "limit"),
                say("`{limit}` here, but `{other}` elsewhere", limit=limit.limit, other=earlier.limit),
                say("Say the limit once."),
                related=((say("the other limit"), earlier.path),),
            )


@rule("ST008", "limit is not kept", "error")
def kept(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """What a limit is at present, `now:`, does not keep it, or is given in another unit.

    The step will fail when its turn comes. Bring the value down before, or correct the limit.
    """
    for name, limit in _limits(plan):
        if limit.kept is False:
            yield finding(
                (*limit.path, "now"),
                say("{name} is {now}, the limit is `{limit}`", name=name, now=limit.now, limit=limit.limit),
                say("Mend it before the procedure begins, or correct the limit."),
            )
        elif limit.now and limit.kept is None:
            yield finding(
                (*limit.path, "now"),
                say("`{now}` cannot be compared with the limit `{limit}`", now=limit.now, limit=limit.limit),
                say("Write a value in the same unit: `now: 1.6MB`."),
                grade="gap",
            )


@rule("ST009", "longer than it may be", "contradiction", folded=True)
def short_enough(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """What is to be filled in has more characters than its limit allows.

    The form refuses it while somebody is filling it in, at the worst time to word it anew. Shorten it now. Spaces count
    for a limit in characters (`字符`), but not for one in letters (`字`).
    """
    inputs = ((name, input) for row in plan.rows for name, input in _named(row.value, "inputs"))
    for name, input in inputs:
        length, limit = input.length, input.limit
        if limit and length is not None and limit.upper and not _fits(length, limit):
            yield finding(
                (*input.path, "value"),
                say_count(
                    "{name} has {count} character, the limit is `{limit}`",
                    "{name} has {count} characters, the limit is `{limit}`",
                    length,
                    name=name,
                    limit=limit,
                ),
                say("Shorten it, or correct the limit."),
            )


def _fits(length: int, limit: Threshold) -> bool:
    return length < limit.base if limit.operator == "<" else length <= limit.base


def _limits(plan: Plan) -> Iterator[tuple[str, Limit]]:
    return ((str(name), limit) for row in plan.rows for name, limit in _named(row.value, "limits"))


def _named(value: Any, field: str) -> Iterator[tuple[str, Any]]:
    """What stands in a field of an entry by name."""
    named = getattr(value, field, None)
    return iter(named.items() if isinstance(named, dict) else ())
