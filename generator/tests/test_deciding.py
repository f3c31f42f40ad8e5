"""Who is asked on the night, and up to where there is a way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import HEAD

from launchbook.core.deciding import by_the_hour, in_turn, instead_of_decider, no_return, shifts_of
from launchbook.core.reference import PersonRef
from launchbook.load import Loaded

PEOPLE = "people: {li: {name: Li, deputy: zhang}, zhang: {name: Zhang}, wang: {name: Wang}}\n"
BOXES = """\
runsheet:
  - {title: Before, at: T-1h .. T, steps: [Wait]}
  - {title: Switch, at: T .. T+1h, point_of_no_return: yes, gate: [It is quiet], steps: [Switch], exit_gate: [It runs]}
  - {title: After, at: T+1h .. T+2h, steps: [Look]}
"""
ROLLBACK = "rollback: {point_of_no_return: After the switch, steps: [Take it back]}\n"


def test_behind_the_point_is_what_comes_after_it(load: Callable[..., Loaded]) -> None:
    plan = load(HEAD + BOXES + ROLLBACK).plan
    assert plan is not None
    end = no_return(plan)
    assert end is not None and str(end.words) == "After the switch"
    behind = {str(row.path[2:]) for row in plan.rows.in_section("runsheet") if end.behind(row)}
    assert "(1, 'steps', 0)" in behind and "(2,)" in behind
    assert any("exit_gate" in path for path in behind) and not any("'gate'" in path for path in behind)
    assert not any(path.startswith("(0") for path in behind)


@pytest.mark.parametrize("chapters", [BOXES, ROLLBACK, BOXES.replace("point_of_no_return: yes, ", "") + ROLLBACK])
def test_the_way_back_ends_nowhere_unless_both_say_so(load: Callable[..., Loaded], chapters: str) -> None:
    plan = load(HEAD + chapters).plan
    assert plan is not None and no_return(plan) is None


@pytest.mark.parametrize(
    ("duty", "first"),
    [
        ("", ["li", "zhang"]),
        ("{role: Word, at: T-1h .. T, who: zhang, backup: li}", ["zhang", "li"]),
        ("{role: Word, at: T .. T+1h, who: zhang, backup: li}", ["li", "zhang"]),
        ("{role: Word, at: T-1h .. T, who: wang, backup: li}", ["li", "zhang"]),
        ("{role: Word, at: T-1h .. T, who: li, backup: zhang}", ["li", "zhang"]),
    ],
)
def test_the_deputy_is_first_while_on_duty(load: Callable[..., Loaded], duty: str, first: list[str]) -> None:
    plan = load(HEAD + PEOPLE + BOXES + f"contacts: {{duty: [{duty}]}}\n").plan
    assert plan is not None
    box = next(row for row in plan.rows if row.kind == "time box")
    assert [str(ref) for ref in in_turn(plan, PersonRef("li"), box)] == first
    assert [str(ref) for ref in in_turn(plan, PersonRef("wang"), box)] == ["wang"]
    assert in_turn(plan, None, box) == ()


ROSTER = """\
contacts:
  duty:
    - {role: Word, at: T-1h .. T, who: zhang, backup: li}
    - {role: Word, at: T .. T+2h, who: li, backup: zhang}
    - {role: Data, at: T-1h .. T, who: wang}
    - {role: Data, at: T .. T+2h, who: zhang}
    - {role: Desk, at: T-1h .. T+2h, who: wang}
"""


def test_who_decides_by_the_hour(load: Callable[..., Loaded]) -> None:
    plan = load(HEAD + PEOPLE + BOXES + ROSTER).plan
    assert plan is not None
    turns = by_the_hour(plan, PersonRef("li"))
    assert [str(ref) for _, ref in turns] == ["zhang", "li"]
    assert turns[0][0].until == turns[1][0].start.at
    assert by_the_hour(plan, PersonRef("zhang")) == () == by_the_hour(plan, None), "nobody stands in for them"


def test_who_is_on_duty_when(load: Callable[..., Loaded]) -> None:
    plan = load(HEAD + PEOPLE + BOXES + ROSTER).plan
    assert plan is not None
    shifts = shifts_of(plan, {PersonRef("wang")}, PersonRef("li"))
    assert [[(str(row.title), str(ref)) for row, ref in shift.on] for shift in shifts] == [
        [("Data", "wang")],
        [("Data", "zhang")],
    ], "what does not change hands is not said, and deciding is said elsewhere"
    assert [shift.expected for shift in shifts] == [True, False]
    assert [shift.expected for shift in shifts_of(plan, {PersonRef("wang")}, None, plan.frame.launch)] == [False]
    assert shifts_of(plan, {PersonRef("nobody")}) == []


@pytest.mark.parametrize(
    ("head", "people", "called"),
    [
        ("owner: li\n", "{li: {name: Li, phone: 13800138000}, wang: {name: Wang}}", "li"),
        ("owner: li\n", "{li: {name: Li}, wang: {name: Wang, phone: 13800138000}}", "wang"),
        ("owner: li\n", "{li: {name: Li}, wang: {name: Wang}}", "li"),
        ("", "{wang: {name: Wang}}", "wang"),
    ],
)
def test_who_is_called_where_nobody_decides(load: Callable[..., Loaded], head: str, people: str, called: str) -> None:
    boxes = BOXES.replace("title: After", "title: After, owner: wang")
    plan = load(HEAD + head + f"people: {people}\n" + boxes).plan
    assert plan is not None
    box = [row for row in plan.rows if row.kind == "time box"][-1]
    assert str(instead_of_decider(plan, box)) == called
