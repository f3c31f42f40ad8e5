"""Rules over all plans: where each finding stands, in both plans, and when they are silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from launchbook.cli import commands
from launchbook.core.between import meeting
from launchbook.core.problem import Problem
from launchbook.core.time import Extent
from launchbook.load import PlanFiles
from launchbook.site.build import Builder

AS_OF = datetime(2027, 1, 1, tzinfo=UTC)
ALPHA = """\
plan: alpha-1
title: Alpha
language: en
status: approved
launch: 2027-03-10 10:00
owner: li
people:
  li: {name: Li Wei, phone: "138 0000 0001"}
runsheet:
  - {title: Switch, at: 2027-03-10 10:00 – 11:00, owner: li, steps: [{do: Switch it, expect: on}]}
"""
BETA = """\
plan: beta-2
title: Beta
language: en
status: approved
launch: 2027-05-10 14:00
owner: li
people:
  li: {name: Li Wei, phone: "138 0000 0001"}
"""
QUIZ = """\
plan: quiz-3.0
title: 答题
language: zh
launch: 2027-05-10 20:00
owner: 张
people:
  li: {name: Li Wei, phone: "13800000001"}
  张: {name: 张工, phone: "13900000003"}
"""


def found(*plans: str, code: str, as_of: datetime = AS_OF, whole: bool = True) -> list[Problem]:
    sources = [PlanFiles(((f"{number}.yml", text.encode()),)) for number, text in enumerate(plans)]
    _, problems = Builder().check(sources, as_of, whole)
    assert not [problem for problem in problems if problem.severity == "error"], [str(p.message) for p in problems]
    return [problem for problem in problems if problem.code.id == code]


def places(problems: list[Problem]) -> list[str]:
    return [str(problem.location) for problem in problems]


def test_a_release_in_the_freeze_of_another_plan_is_told_in_both() -> None:
    frozen = BETA + "freeze:\n  - {title: Quarter end, at: 2027-03-08 – 2027-03-12}\n"
    problems = found(ALPHA, frozen, code="PF001")
    assert places(problems) == ["0.yml:5:9", "1.yml:10:30"]
    assert [str(place) for _, place in problems[0].related] == ["1.yml:10:30"]
    assert str(problems[0].message).startswith("the launch of “Alpha” falls into the freeze “Quarter end” of “Beta”")


def test_a_stage_of_a_chinese_plan_in_a_freeze() -> None:
    staged = (
        QUIZ
        + "rollout:\n  - {title: 灰度, at: 2027-06-01, share: 10%}\n  - {title: 全量, at: 2027-06-20, share: 100%}\n"
    )
    problems = found(
        staged, ALPHA + "freeze: [{title: Exams, at: 2027-06-18 – 2027-06-22, allowed: fixes}]\n", code="PF001"
    )
    assert places(problems) == ["0.yml:11:21", "1.yml:11:29"]


@pytest.mark.parametrize(
    "frozen",
    [
        BETA + "freeze: [{title: Later, at: 2027-03-11 – 2027-03-12}]\n",
        BETA.replace("approved", "closed") + "freeze: [{title: Own, at: 2027-05-11 – 2027-05-12}]\n",
        BETA.replace("2027-05-10 14:00", "2027-05") + "freeze: [{title: Floats, at: T-1d – T}]\n",
    ],
)
def test_no_freeze_is_told_where_nothing_is_released_in_it(frozen: str) -> None:
    assert not found(ALPHA, frozen, code="PF001")


def test_a_freeze_that_both_state_is_told_by_the_plan_itself_alone() -> None:
    freeze = "freeze: [{title: Quarter end, at: 2027-03-08 – 2027-03-12, allowed: this}]\n"
    assert not found(ALPHA + freeze, BETA + freeze, code="PF001")


def test_a_freeze_of_one_system_holds_for_the_plans_that_have_to_do_with_it() -> None:
    freeze = "freeze: [{title: %s, at: 2027-03-08 – 2027-03-12}]\n"
    ledger = BETA.replace("title: Beta", "title: The ledger moves") + freeze % "Freeze of the ledger"
    assert not found(ALPHA, ledger, code="PF001")
    assert found(ALPHA.replace("title: Alpha", "title: Bookings leave the ledger"), ledger, code="PF001")
    assert found(ALPHA + "depends_on: beta-2\n", ledger, code="PF001")
    paying = BETA.replace("title: Beta", "title: 支付系统升级") + freeze % "支付封网"
    assert not found(ALPHA, paying, code="PF001")
    assert found(ALPHA, paying.replace("支付封网", "全公司年末封网"), code="PF001")


def test_what_is_past_is_not_told() -> None:
    frozen = BETA + "freeze: [{title: Quarter end, at: 2027-03-08 – 2027-03-12}]\n"
    assert not found(ALPHA, frozen, code="PF001", as_of=AS_OF + timedelta(days=90))


MEETING = "meetings:\n  - {title: Board, at: 2027-03-10 10:30 – 11:30, owner: li, participants: [li]}\n"


def test_one_person_in_two_plans_at_once_is_told_in_both() -> None:
    problems = found(ALPHA, BETA + MEETING, code="PF002")
    assert places(problems) == ["0.yml:10:5", "1.yml:10:5"]
    assert "Li Wei is needed at “Switch” of “Alpha”" in str(problems[0].message)


def test_a_person_is_known_by_number_and_name_too() -> None:
    other = BETA.replace("  li: {", "  lw: {").replace("owner: li", "owner: lw") + MEETING.replace("li", "lw")
    assert len(found(ALPHA, other, code="PF002")) == 2
    assert not found(ALPHA, other.replace("0001", "0009"), code="PF002"), "only the name is the same"


@pytest.mark.parametrize("at", ["2027-03-10 11:00 – 11:30", "2027-03-11 10:30 – 11:30", "2027-03-10"])
def test_nobody_is_twice_where_times_do_not_meet(at: str) -> None:
    assert not found(ALPHA, BETA + MEETING.replace("2027-03-10 10:30 – 11:30", at), code="PF002")


def test_a_team_may_be_in_two_places() -> None:
    team = ', count: "3"}'
    assert not found(
        ALPHA.replace('0001"}', f'0001"{team}'), (BETA + MEETING).replace('0001"}', f'0001"{team}'), code="PF002"
    )


def test_what_is_depended_on_comes_first() -> None:
    problems = found(ALPHA + "depends_on: [beta-2]\n", BETA, code="PF003")
    assert places(problems) == ["0.yml:11:14", "1.yml:5:9"]
    assert not found(ALPHA, BETA + "depends_on: [alpha-1]\n", code="PF003")


def test_what_is_depended_on_is_not_rolled_back_and_is_over_before() -> None:
    gone = found(ALPHA.replace("approved", "rolled back"), BETA + "depends_on: alpha-1\n", code="PF003")
    assert places(gone) == ["0.yml:5:9", "1.yml:9:13"]
    assert "was rolled back" in str(gone[0].message)
    long = ALPHA + "window: 80d\n"
    assert "takes until" in str(found(long, BETA + "depends_on: alpha-1\n", code="PF003")[0].message)
    done = BETA.replace("approved", "launched")
    assert not found(ALPHA + "depends_on: [beta-2]\n", done, code="PF003")


def test_a_slip_in_the_id_of_a_plan() -> None:
    problems = found(ALPHA + "conflicts_with: [beta-3]\n", BETA, code="PF004")
    assert places(problems) == ["0.yml:11:18"]
    assert "beta-2" in str(problems[0].help[0])
    assert not found(ALPHA + "conflicts_with: [beta-3]\n", BETA, code="PF004", whole=False), (
        "it may lie in another file"
    )
    assert not found(
        ALPHA + "depends_on: [the data centre move]\n".replace(" ", "-").replace(":-", ": "), BETA, code="PF004"
    )


def test_launches_that_must_not_meet() -> None:
    near = BETA.replace("2027-05-10 14:00", "2027-03-10 18:00")
    assert places(found(ALPHA + "conflicts_with: [beta-2]\n", near, code="PF005")) == ["0.yml:11:18", "1.yml:5:9"]
    assert places(found(ALPHA, near + "parallel: no\n", code="PF005")) == ["0.yml:5:9", "1.yml:9:11"]
    assert not found(ALPHA + "conflicts_with: [beta-2]\nparallel: no\n", BETA, code="PF005")
    assert not found(ALPHA + "parallel: yes\n", near, code="PF005")


def test_one_person_has_one_number() -> None:
    problems = found(ALPHA, BETA.replace("0000 0001", "0000 0007"), code="PF006")
    assert places(problems) == ["0.yml:8:29", "1.yml:8:29"]
    assert not found(ALPHA, BETA.replace("138 0000 0001", "+86 138-0000-0001"), QUIZ, code="PF006")
    assert not found(ALPHA, BETA.replace("Li Wei", "Lin Fang").replace("0001", "0007"), code="PF006"), "somebody else"


def test_a_folder_is_the_whole_and_a_file_is_not(tmp_path: Path) -> None:
    (tmp_path / "alpha.yml").write_text(ALPHA + "depends_on: [beta-3]\n", "utf-8")
    (tmp_path / "beta.yml").write_text(BETA, "utf-8")
    whole = CliRunner().invoke(commands, ["check", str(tmp_path)]).output
    alone = CliRunner().invoke(commands, ["check", str(tmp_path / "alpha.yml")]).output
    assert "PF004" in whole
    assert "PF004" not in alone


def test_pages_follow_what_changes_in_another_plan() -> None:
    """A plan that did not change says what is between it and one that did."""
    builder = Builder()
    first, second = (PlanFiles((("0.yml", ALPHA.encode()),)), PlanFiles((("1.yml", BETA.encode()),)))
    changed = PlanFiles((("1.yml", (BETA + MEETING).encode()),))
    before = builder.check([first, second], AS_OF)[0][0]
    before.pages = [None]  # type: ignore[list-item]
    assert builder.check([first, second], AS_OF)[0][0].pages
    after = builder.check([first, changed], AS_OF)[0][0]
    assert after is before
    assert not after.pages
    assert [problem.code.id for problem in after.between] == ["PF002"]


moments = st.integers(0, 40).map(lambda hour: AS_OF + timedelta(hours=hour))
extents = st.tuples(moments, st.integers(0, 9)).map(lambda pair: Extent(pair[0], pair[0] + timedelta(hours=pair[1])))


@given(st.lists(extents, max_size=12), st.lists(extents, max_size=12))
def test_meeting_finds_the_pairs_that_all_pairs_would(lefts: list[Extent], rights: list[Extent]) -> None:
    found = sorted(
        meeting(((each, at) for at, each in enumerate(lefts)), ((each, at) for at, each in enumerate(rights)))
    )
    assert found == [(at, to) for at, one in enumerate(lefts) for to, other in enumerate(rights) if one.meets(other)]


@pytest.mark.parametrize(
    "error",
    [
        "metrics: {errors: {name: Errors, target: '≤ 1%', rollback: '> 0.5%'}}\n",  # a rule finds it
        "metrics: {errors: {nam: Errors}}\n",  # the schema refuses it
    ],
)
def test_what_could_be_read_of_a_plan_with_an_error_is_compared(error: str) -> None:
    frozen = BETA + "freeze:\n  - {title: Quarter end, at: 2027-03-08 – 2027-03-12}\n" + error
    sources = [PlanFiles(((f"{number}.yml", text.encode()),)) for number, text in enumerate((ALPHA, frozen))]
    _, problems = Builder().check(sources, AS_OF)
    assert any(problem.severity == "error" for problem in problems)
    assert places([problem for problem in problems if problem.code.id == "PF001"]) == ["0.yml:5:9", "1.yml:10:30"]


def test_a_plan_that_refers_to_nothing_or_has_no_launch_is_not_compared() -> None:
    frozen = BETA + "freeze:\n  - {title: Quarter end, at: 2027-03-08 – 2027-03-12}\n"
    for wrong in (frozen + "decider: nobody\n", frozen.replace("launch: 2027-05-10 14:00", "launch: someday soon")):
        sources = [PlanFiles(((f"{number}.yml", text.encode()),)) for number, text in enumerate((ALPHA, wrong))]
        _, problems = Builder().check(sources, AS_OF)
        assert not [problem for problem in problems if problem.code.id == "PF001"]
