"""People who are named in the words of a step, and by none of its keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import HEAD

from launchbook.core.named import named_in_words
from launchbook.load import Loaded

PLAN = """\
people:
  priya: {name: Priya Raman}
  marcus: {name: Dr. Marcus Adeyemi}
  sam: {name: Sam Ortega}
  anna: {name: Anna Lund}
  other: {name: Anna Berg}
  mark: {name: Mark}
  grace: {name: Grace Hill}
  desk: {name: Service desk}
  wang: {name: 王工}
  wangxg: {name: 王小刚}
  test: {name: 测试}
  lead: {name: 发布负责人}
  twin1: {name: Lee}
  twin2: {name: Lee}
runsheet: [{title: Box, steps: [STEP, Wait for the grace period and mark it]}]
"""


@pytest.mark.parametrize(
    ("step", "named"),
    [
        ("Ask Priya whether it goes on", {"priya"}),
        ("Priya's list is complete", {"priya"}),
        ("{do: Open it, expect: Marcus Adeyemi answers}", {"marcus"}),
        ("{do: Open it, verify: Dr. Marcus Adeyemi and Priya Raman say yes}", {"marcus", "priya"}),
        ("{do: Open it, points: [Hand over to Priya]}", {"priya"}),
        ("{do: Open it, note: Priya had an idea}", set()),
        ("{do: Ask Priya, owner: priya}", set()),
        ("{do: Run it, command: notify Priya}", set()),
        ("Read the same sample to PRIYA-NODE and priya@team.example", set()),
        ("See Sam-2 and Sam", {"sam"}),
        ("Call Anna", set()),
        ("Call Anna Berg", {"other"}),
        ("Mark all charts", set()),
        ("Ask Mark, not the market", {"mark"}),
        ("Use Grace wisely", set()),
        ("Call Grace Hill", {"grace"}),
        ("Tell the service desk", {"desk"}),
        ("Tell the service", set()),
        ("请王工确认", {"wang"}),
        ("请王小刚确认", {"wangxg"}),
        ("测试环境已就绪", set()),
        ("等发布负责人说可以", {"lead"}),
        ("请Priya确认", {"priya"}),
        ("Ask Lee", set()),
    ],
)
def test_a_name_counts_as_a_whole(load: Callable[[str], Loaded], step: str, named: set[str]) -> None:
    loaded = load(HEAD + PLAN.replace("STEP", step))
    assert loaded.plan is not None, [str(problem.message) for problem in loaded.problems]
    assert set(named_in_words(loaded.plan)) == named


def test_what_must_hold_at_a_gate_is_told_at_the_gate(load: Callable[[str], Loaded]) -> None:
    gate = "{title: Box, at: T, gate: {title: Go, decider: priya, criteria: [Sam agrees], no_go: Grace Hill tells all}, steps: [Go]}"
    plan = load(HEAD + PLAN.replace("{title: Box, steps: [STEP,", f"{gate}, {{title: Next, steps: [")).plan
    assert plan is not None
    assert {id: [row.kind for row in rows] for id, rows in named_in_words(plan).items()} == {
        "sam": ["gate"],
        "grace": ["gate"],
    }
