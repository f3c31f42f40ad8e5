"""Branches of steps: where each way leads, in every section that has steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from conftest import HEAD, lines

from launchbook.core.flow import Fork, flow_of
from launchbook.lint import check_plan
from launchbook.load import Loaded

AS_OF = datetime(2026, 1, 10, tzinfo=UTC)
PEOPLE = "people: {li: {name: Li}}\n"
HOLDERS = {
    "procedures": "procedures: {p: {steps: [STEPS]}}",
    "rollback": "rollback: {steps: [STEPS]}",
    "preparation": "rollback: {preparation: [STEPS]}",
    "runsheet": "runsheet: [{title: Box, steps: [STEPS]}]",
    "playbook": "risks: {playbooks: [{title: Fire, steps: [STEPS]}]}",
    "rollout": "rollout: {stages: [{title: A}], steps: [STEPS]}",
    "smaller": "rollback: {steps: [{do: Whole, steps: [STEPS]}]}",
    "branch": "rollback: {steps: [{do: Ask, outcomes: {first: {steps: [STEPS]}, second: end}}]}",
}
BRANCHING = (
    "{do: Try, id: try, choose: [Way one, {do: Way two, if: it rains}], outcomes: {good: next, bad: end}}, {do: Go on}"
)


def leads(plan: object, name: str) -> dict[str, str]:
    """Where each branch behind a step leads, by the words of the branch."""
    found: dict[str, str] = {}
    pending = [row for sheet in flow_of(plan).sheets.values() for row in sheet.rows]  # type: ignore[arg-type]
    for row in pending:
        if isinstance(row, Fork):
            for lane in row.lanes:
                pending.extend(lane.rows)
                if str(row.line.step.do) == name:
                    to = lane.then
                    found[str(lane.branch.label)] = f"{to.kind} {to.words}".strip() if to else ""
    return found


@pytest.mark.parametrize("text", HOLDERS.values(), ids=HOLDERS)
def test_every_kind_of_step_has_alternatives_and_outcomes(load: Callable[..., Loaded], text: str) -> None:
    plan = load(HEAD + PEOPLE + text.replace("STEPS", BRANCHING) + "\n").plan
    assert plan is not None
    shown = leads(plan, "Try")
    assert list(shown) == ["Way one", "Way two", "good", "bad"]
    assert shown["good"] == "next Go on"
    assert shown["bad"] == "end"
    numbers = [
        row.number for row in plan.rows if row.kind in ("step", "outcome") and row.parent and row.parent.title == "Try"
    ]
    assert [number[-1] for number in numbers] == list("ABCD")


ACROSS = """\
runsheet:
  - {id: move, title: Move, steps: [{do: Copy, outcomes: {done: next, broken: "rollback#back", lost: rollback, other: open, fire: Fire}}]}
  - {id: open, title: Open, steps: [{do: Switch}]}
rollback:
  decision: [{do: Assess, outcomes: {can wait: end, cannot: next}}]
  steps: [{do: First}, {id: back, do: Go back}]
risks: {playbooks: [{title: Fire, steps: [{do: Run}]}]}
"""


def test_a_branch_leads_across_sections(load: Callable[..., Loaded]) -> None:
    plan = load(HEAD + PEOPLE + ACROSS).plan
    assert plan is not None
    assert leads(plan, "Copy") == {
        "done": "next Switch",
        "broken": "step Go back",
        "lost": "section rollback",
        "other": "sheet Open",
        "fire": "sheet Fire",
    }
    assert leads(plan, "Assess") == {"can wait": "end", "cannot": "next First"}
    assert not flow_of(plan).unreached() and not flow_of(plan).trapped()


def test_a_section_is_meant_before_a_step_of_another_that_reads_alike(load: Callable[..., Loaded]) -> None:
    text = "runsheet: [{title: B, steps: [{do: Ask, outcomes: {bad: rollback, lost: Call, good: next}}]}]\n"
    text += "procedures: {p: {steps: [{do: rollback}, {do: Call}]}}\nrollback: {steps: [{do: Go back}]}\n"
    plan = load(HEAD + PEOPLE + text).plan
    assert plan is not None
    assert leads(plan, "Ask") == {"bad": "section rollback", "lost": "step Call", "good": "end"}


def test_a_number_of_the_teams_own_is_printed_and_leads_there(load: Callable[..., Loaded]) -> None:
    text = "rollback: {steps: [{do: First, goto: T8}, {no: T7, do: Second, steps: [Smaller]}, {no: T8, do: Third, goto: end}]}\n"
    plan = load(HEAD + PEOPLE + text).plan
    assert plan is not None
    assert [row.number for row in plan.rows if row.kind == "step"] == ["R1", "T7", "T7.1", "T8"]
    assert plan.destination("rollback#T7") and not flow_of(plan).dead_jumps


def test_each_list_of_a_rollback_has_numbers_of_its_own(load: Callable[..., Loaded]) -> None:
    text = "rollback: {decision: [{do: Ask, outcomes: {bad: step 2, worse: R3, good: end}}], preparation: [Pack], verify: [Seen],\n"
    text += "  steps: [{do: First, goto: step 3}, {do: Second, goto: r3}, {do: Third, steps: [Smaller], choose: [One, Other]}]}\n"
    plan = load(HEAD + PEOPLE + text).plan
    assert plan is not None
    numbers = [row.number for row in plan.rows if row.number and row.kind != "outcome"]
    assert numbers == ["D1", "P1", "R1", "R2", "R3", "R3.1", "R3A", "R3B", "V1"]
    assert leads(plan, "Ask") == {"bad": "step Second", "worse": "step Third", "good": "end"}
    assert not flow_of(plan).dead_jumps


BAD = {
    "rollback: {steps: [方法一：整体回退, {do: 方法二：单个回退, if: 只坏一处}]}": "1:20 ST011 “方法一：整体回退” and “方法二：单个回退”",
    "procedures: {p: {owner: li, steps: [{do: A, steps: [Plan A, Plan B]}]}}": "1:53 ST011 “Plan A” and “Plan B”",
    "rollback: {steps: [{no: T1, do: A}, {no: T1, do: B}]}": "1:42 ST010 `T1` is the number of two entries",
    "rollback: {decision: [Ask]}\nchecklists: [{title: C, items: [{no: d1, do: Look}]}]": "2:38 ST012 `d1` is also the number of “Ask”",
    "rollback: {steps: [{do: A, goto: nowhere}]}": "1:34 ST001 `nowhere` leads nowhere",
    "runsheet: [{title: B, steps: [{do: A, choose: [Only]}]}]": "1:39 ST002 “Only” is the only alternative",
    "runsheet: [{title: B, steps: [{do: A, goto: end}, {do: C}]}]": "1:51 ST003 no way leads to step 1.2, “C”",
    "rollback: {steps: [{id: a, do: A, outcomes: {x: a, y: a}}]}": "1:20 ST004 from step R1, “A”, no way leads out",
    "runsheet: [{title: B, id: b, steps: [{do: A, outcomes: {x: ~, y: end}}]}]": "1:57 ST005 nothing says what follows from “x”",
    "rollback: {steps: [{do: A, goto: rollback#none}]}": "1:34 ST001 `rollback#none` leads nowhere",
}


@pytest.mark.parametrize(
    "steps", ["Plan the night, Method acting, 方法论", "Plan A", "{do: X, choose: [Plan A, Plan B]}"]
)
def test_what_is_no_choice_is_not_taken_for_one(load: Callable[..., Loaded], steps: str) -> None:
    plan = load(HEAD + PEOPLE + f"rollback: {{steps: [{steps}]}}\n").plan
    assert plan is not None
    assert not [problem for problem in check_plan(plan, AS_OF) if problem.code.id == "ST011"]


@pytest.mark.parametrize("item", ["{no: d1, do: Ask}", "{no: M1, do: Look}", "{no: '1', do: Look}", "Look"])
def test_a_number_may_stand_twice_where_nobody_takes_one_for_the_other(load: Callable[..., Loaded], item: str) -> None:
    chapters = f"rollback: {{decision: [Ask], steps: [Back]}}\nchecklists: [{{title: C, items: [{item}]}}]\n"
    plan = load(HEAD + PEOPLE + chapters).plan
    assert plan is not None
    assert not [problem for problem in check_plan(plan, AS_OF) if problem.code.id == "ST012"]


@pytest.mark.parametrize(("text", "problem"), BAD.items())
def test_a_branch_that_fails_its_reader_is_told_where_it_stands(
    load: Callable[..., Loaded], text: str, problem: str
) -> None:
    plan = load(HEAD + PEOPLE + text + "\n").plan
    assert plan is not None
    assert any(line.startswith(problem) for line in lines(check_plan(plan, AS_OF), skip=(HEAD + PEOPLE).count("\n")))
