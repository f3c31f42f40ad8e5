"""What is released when nobody is there: where each finding stands, and what silences it."""

from __future__ import annotations

import pytest
from test_rules_across import places, problems

HEAD = """\
plan: {id}
title: A plan
language: {language}
status: approved
launch: {launch}
owner: li
people:
  li: {{name: Li}}
"""
STAGES = "rollout: [{{title: Some, share: 10%, at: {at}}}, {{title: All, share: 100%, at: 2026-03-04 10:00}}]\n"
DUTY = "contacts:\n  duty: [{{at: {at}, who: li}}]\n"


def found(
    code: str, *, launch: str = "2026-03-03 10:00", more: str = "", language: str = "en"
) -> list[tuple[int, int]]:
    text = HEAD.format(id="days-1", launch=launch, language=language) + more
    return [(problem.location.line, problem.location.column) for problem in problems(text, code)]


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("RL001", "2026-03-07 10:00"),
        ("RL001", "2026-03-08"),
        ("RL002", "2026-03-06 16:00"),
        ("RL002", "2026-03-06"),
        ("RL003", "2026-03-05 23:30"),
        ("RL003", "2026-03-05 05:10"),
    ],
)
def test_a_stage_when_nobody_is_there(code: str, at: str) -> None:
    staged = STAGES.format(at=at)
    assert found(code, more=staged) == [(9, 41)]
    assert found(code, more=staged.replace("Some", "灰度"), language="zh") == [(9, 39)]
    by_somebody = DUTY.format(at=f"{at[:10]} 00:00 – {at[:8]}{int(at[8:10]) + 1:02} 20:00")
    assert found(code, more=staged + by_somebody) == []


@pytest.mark.parametrize(("code", "launch"), [("RL002", "2026-03-06 18:00"), ("RL003", "2026-03-04 02:00")])
def test_the_launch_when_nobody_is_there(code: str, launch: str) -> None:
    assert found(code, launch=launch) == [(5, 9)]
    sheet = f"runsheet:\n  - {{title: Move, at: {launch} for 30h, owner: li, steps: [{{do: Move it}}]}}\n"
    assert found(code, launch=launch, more=sheet) == []


def test_holidays_of_the_calendar_count() -> None:
    calendar = "calendar: {country: CN}\n"
    assert (
        found("RL002", launch="2026-02-13 18:00", more=calendar, language="zh") == []
    )  # the Saturday after it is worked
    assert found("RL002", launch="2026-02-14 18:00", more=calendar, language="zh") == [
        (5, 9)
    ]  # a worked Saturday, then the Spring Festival


@pytest.mark.parametrize("at", ["2026-03-05 10:00", "2026-03-06 09:30", "2026-03-09", "2026-03", "2026-03-05 00:00"])
def test_nothing_is_said_of_a_good_hour(at: str) -> None:
    staged = STAGES.format(at=at)
    assert [found(code, more=staged) for code in ("RL001", "RL002", "RL003")] == [[], [], []]


def test_nothing_is_said_of_what_is_past_or_of_a_plan_that_is_over() -> None:
    past = STAGES.format(at="2026-01-03 23:30")
    assert [found(code, more=past) for code in ("RL001", "RL002", "RL003")] == [[], [], []]
    ahead = "status: {}\nrollout: [{{title: All, share: 100%, at: 2026-03-07 23:00}}]\n"
    assert [places(ahead.format(status), "RL001", "RL003") == [] for status in ("closed", "rolled back", "launched")] == [
        True, True, False
    ], "of what is launched, stages may lie ahead"  # fmt: skip


@pytest.mark.parametrize(
    ("watch", "quiet"),
    [("2026-03-07 09:00 .. 2026-03-07 20:00", True), ("2026-03-03 10:00 .. 2026-03-12 10:00", False)],
)
def test_a_watch_of_many_days_does_not_say_who_is_there_on_a_saturday(watch: str, quiet: bool) -> None:
    more = (
        STAGES.format(at="2026-03-07 10:00") + f"monitoring: {{watches: [{{title: Look, at: {watch}, owner: li}}]}}\n"
    )
    assert (found("RL001", more=more) == []) is quiet
    assert found("RL001", more=more + DUTY.format(at="2026-03-03 10:00 .. 2026-03-12 10:00")) == [], "a duty does"


def test_a_releasing_task_is_a_release() -> None:
    task = "timeline:\n  tasks: [{title: Switch the domain, at: 2026-03-07 10:00, owner: li, releasing: yes}]\n"
    assert found("RL001", more=task) == [(10, 42)]
    assert found("RL001", more=task.replace(", releasing: yes", "")) == []
