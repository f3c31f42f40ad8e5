"""What steps take together, whichever way one goes through them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from conftest import HEAD, lines

from launchbook.core.plan import Plan
from launchbook.core.routes import sum_of, ways_through
from launchbook.core.steps import minutes
from launchbook.lint import check_plan
from launchbook.load import Loaded

AS_OF = datetime(2026, 1, 10, tzinfo=UTC)
BACK = """\
rollback:
  within: WITHIN
  steps:
    - {do: Say so, duration: 5m}
    - {do: Close, duration: 10m, if: it is open}
    - do: Lead
      choose:
        - {do: Way A, duration: 10m, goto: traffic}
        - {do: Way B, duration: 25m, goto: traffic}
        - {do: Way C, duration: 10m}
    - {do: Catch up, duration: 10m}
    - {do: Compare, duration: 45m}
    - {do: Traffic, id: traffic, duration: 15m}
"""
Load = Callable[..., Loaded]


def planned(load: Load, text: str) -> Plan:
    plan = load(HEAD + text).plan
    assert plan is not None
    return plan


def summed(plan: Plan) -> dict[str, str]:
    return {str(plan.rows.by_path[path].title): minutes(way.sum.length) for path, way in ways_through(plan).items()}


def test_each_way_is_added_up_with_what_is_common(load: Load) -> None:
    plan = planned(load, BACK.replace("WITHIN", "90m"))
    assert summed(plan) == {"Way A": "40", "Way B": "55", "Way C": "95"}
    assert [minutes(way.conditional) for way in ways_through(plan).values() if way.conditional] == ["10"] * 3
    whole = sum_of(plan, plan.sections["rollback"].steps)
    assert whole and minutes(whole.length) == "40–95" and (whole.said, whole.steps) == (6, 6)


@pytest.mark.parametrize(
    ("within", "said"),
    [
        ("100m", []),
        ("90m", ["the way “Way C” takes 1h35m in all, the limit is 90m"]),
        ("50m", ["the way “Way B” takes 55m in all, the limit is 50m", "the way “Way C” takes 1h35m in all, the limit is 50m"]),
        ("30m", ["the steps take 40m-1h35m, the limit is 30m"]),
    ],
)  # fmt: skip
def test_a_way_that_takes_too_long_is_named(load: Load, within: str, said: list[str]) -> None:
    found = lines(check_plan(planned(load, BACK.replace("WITHIN", within)), AS_OF))
    assert [line.split(" RB010 ")[1] for line in found if " RB010 " in line] == said


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("[{do: A, duration: 5m}, {do: B, duration: 10m}]", "15"),
        ("[{do: A, duration: 5m, goto: end}, {do: B, duration: 10m}]", "5"),
        ("[{do: A, duration: 20m, choose: [{do: B, duration: 5m}, C]}]", "20"),
        ("[{do: A, choose: [{do: B, duration: 5m}, {do: C, duration: 9m}]}, {do: D, duration: 1m}]", "6–10"),
        ("[{do: A, duration: 5m, outcomes: {good: next, bad: {steps: [{do: Mend, duration: 30m}]}}}]", "5–35"),
        ("[{do: A, id: a, duration: 5m, outcomes: {good: next, bad: a}}, {do: B, duration: 10m}]", "15"),
        ("[{do: A, choose: [{do: B, steps: [{do: C, duration: 3m}], goto: d}, {do: E, duration: 8m}]}, F, {do: D, id: d, duration: 2m}]",
         "5–10"),
    ],
)  # fmt: skip
def test_of_branches_one_is_taken(load: Load, steps: str, expected: str) -> None:
    plan = planned(load, f"procedures: {{p: {{steps: {steps}}}}}\n")
    whole = sum_of(plan, plan.sections["procedures"].root["p"].steps)
    assert whole and minutes(whole.length) == expected


def test_steps_with_times_of_their_own_are_not_added_up(load: Load) -> None:
    plan = planned(load, BACK.replace("WITHIN", "1h").replace("{do: Say so,", "{do: Say so, at: T+1h,"))
    assert sum_of(plan, plan.sections["rollback"].steps) is None and not ways_through(plan)


def test_a_box_is_not_too_short_for_ways_of_which_one_is_taken(load: Load) -> None:
    box = "runsheet: [{title: Box, at: T .. T+20m, steps: [{do: A, choose: [{do: B, duration: 5m, goto: d}, {do: C, duration: 9m}]}, "
    plan = planned(load, box + "{do: F, duration: 30m}, {do: D, id: d, duration: 2m}]}]\n")
    assert not [line for line in lines(check_plan(plan, AS_OF)) if "RS003" in line]
