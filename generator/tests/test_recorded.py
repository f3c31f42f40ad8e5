"""What is recorded against the present, and signatures against what they rest on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from test_rules_across import problems

AS_OF = datetime(2026, 1, 10, tzinfo=UTC)
EN = """\
plan: shop-2
title: Shop
language: en
status: {status}
launch: 2026-01-20 10:00
owner: li
people: {{li: {{name: Li}}, wu: {{name: Wu}}, qi: {{name: Qi}}}}
"""
ZH = """\
plan: 小卖部
title: 小卖部上线
status: {status}
launch: 2026-01-20 10:00
owner: li
people: {{li: {{name: 李工}}, wu: {{name: 吴工}}, qi: {{name: 齐工}}}}
"""
SIGNED = """\
approvals:
  - {{role: prepared, by: li, at: {}}}
  - {{role: reviewed, by: wu, at: {}}}
  - {{role: approved, by: qi, at: {}}}
"""


def found(
    text: str, code: str, head: str = EN, status: str = "in review", as_of: datetime = AS_OF
) -> list[tuple[int, int]]:
    text = head.replace("plan: 小卖部", "plan: xmb-1").format(status=status) + text
    return [(problem.location.line, problem.location.column) for problem in problems(text, code, as_of=as_of)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("approvals: [{role: prepared, by: li, at: 2026-01-12}]\n", (8, 42)),
        ("timeline: {tasks: [{title: Build, owner: li, at: 01-02 .. 01-09, actual: 2026-01-12 .. 2026-01-13}]}\n", (8, 74)),
        ("review: {issues: [{title: Slow, at: 2026-01-22, owner: li}]}\n", (8, 37)),
        ("rollback: {decider: li, rehearsed: 2026-01-12, rehearsal: It took 12 min}\n", (8, 36)),
        ("created: 2026-02-01\n", (8, 10)),
    ],
)  # fmt: skip
def test_nothing_that_happened_lies_ahead(text: str, place: tuple[int, int]) -> None:
    assert found(text, "GA005") == [place]
    assert (
        found(
            text.replace("2026-01-1", "2026-01-0").replace("2026-01-22", "2026-01-02").replace("02-01", "01-01"),
            "GA005",
        )
        == []
    )


def test_what_is_recorded_today_may_stand() -> None:
    signed = "approvals: [{role: prepared, by: li, at: 2026-01-10 19:00}]\n"
    assert found(signed, "GA005") == found(signed.replace("2026-01-10 19:00", "2026-01-10"), "GA005", ZH) == []


def test_a_rehearsal_without_an_outcome_may_be_planned() -> None:
    assert found("rollback: {decider: li, rehearsed: 2026-01-12}\n", "GA005") == []


def test_a_record_counted_from_a_launch_without_a_day_is_not_known() -> None:
    text = (
        EN.replace("2026-01-20 10:00", "2026-03").format(status="draft")
        + "approvals: [{role: prepared, by: li, at: T-1d}]\n"
    )
    assert problems(text, "GA005", as_of=AS_OF) == []


@pytest.mark.parametrize(("status", "line"), [("launched", 4), ("rolled back", 4), ("closed", 4)])
def test_a_status_ahead_of_its_time(status: str, line: int) -> None:
    assert found("", "CA004", status=status) == [(line, 9)]
    assert found("", "CA004", ZH, status) == [(3, 9)]
    assert found("", "CA004", status=status, as_of=AS_OF.replace(day=20)) == [], "launched today"


def test_in_progress_long_after_everything() -> None:
    assert found("", "CA004", status="in progress", as_of=AS_OF.replace(month=4)) == [(4, 9)]
    assert found("", "CA004", status="in progress", as_of=AS_OF.replace(month=2)) == []
    stages = "rollout: [{title: Some, share: 10%, at: 2026-02-01}, {title: All, share: 100%, at: 2026-04-02}]\n"
    assert found(stages, "CA004", status="in progress", as_of=AS_OF.replace(month=4)) == []


def test_a_release_before_its_day() -> None:
    text = "versions: {releases: [{version: 2.0, date: 2026-01-12, status: released}]}\n"
    assert found(text, "VS006") == [(8, 44)]
    assert found(text.replace("released", "planned"), "VS006") == []
    assert found(text.replace("01-12", "01-09"), "VS006") == []


@pytest.mark.parametrize(
    ("days", "places"),
    [
        (("01-05", "01-06", "01-07"), []),
        (("01-05", "01-05", "01-05"), []),
        (("01-06", "01-05", "01-07"), [(10, 34)]),
        (("01-05", "01-07", "01-06"), [(11, 34)]),
        (("01-07", "01-06", "01-05"), [(10, 34), (11, 34)]),
    ],
)
def test_signatures_in_order(days: tuple[str, str, str], places: list[tuple[int, int]]) -> None:
    text = SIGNED.format(*(f"2026-{day}" for day in days))
    assert found(text, "AP005") == places
    assert found(text, "AP005", ZH) == [(line - 1, column) for line, column in places]


def test_a_signature_before_the_plan_was_created() -> None:
    signed = "approvals: [{role: approved, by: qi, at: 2026-01-02}]\ncreated: 2026-01-04\n"
    assert found(signed, "AP005") == [(8, 42)]
    assert found(signed.replace("01-04", "01-02"), "AP005") == []


def test_approved_before_it_was_tried() -> None:
    tests = "tests: [{title: Load test, at: 2026-01-04 .. 2026-01-08, owner: wu}]\n"
    signed = "approvals: [{role: approved, by: qi, at: 2026-01-06}]\n"
    assert found(tests + signed, "AP006") == [(9, 42)]
    assert found(tests + signed.replace("01-06", "01-09"), "AP006") == []
    assert found(tests + signed.replace("}]", ", accepted: Li knows it}]"), "AP006") == []
    assert found("rollback: {decider: li, rehearsed: 2026-01-09}\n" + signed, "AP006", ZH) == [(8, 42)]
    assert found(tests.replace("2026-01-08", "2026-01-28") + signed, "AP006") == [], (
        "what goes on after the launch is no trial for it"
    )


def test_changed_after_approval() -> None:
    signed = "approvals: [{role: approved, by: qi, at: 2026-01-06}]\nupdated: 2026-01-08\n"
    assert found(signed, "AP007") == [(9, 10)]
    assert found(signed.replace("01-08", "01-06"), "AP007") == []
    assert found(signed.replace("approved", "reviewed"), "AP007") == []


def test_the_author_neither_reviews_nor_approves() -> None:
    text = SIGNED.format("2026-01-05", "2026-01-06", "2026-01-07").replace("by: wu", "by: li")
    assert found(text, "AP002") == [(10, 26)]
    assert found(SIGNED.format("2026-01-05", "2026-01-06", "2026-01-07"), "AP002") == []


@pytest.mark.parametrize(
    "text",
    [
        "timeline: {tasks: [{title: Build, owner: li, at: 2026-01-14 .. 2026-01-16, status: done}]}\n",
        "tests: [{title: Load test, at: 2026-01-14 .. 2026-01-15, owner: wu, status: done}]\n",
        "communications: [{title: To all, what: It begins, at: 2026-01-14 10:00, audience: all, owner: li, done: yes}]\n",
        "rollout: [{title: Some, share: 10%, at: 2026-01-14, gates: [No complaint], verdict: go}, {title: All, share: 100%}]\n",
    ],
)
def test_what_lies_ahead_is_not_done(text: str) -> None:
    assert [line for line, _ in found(text, "GA008")] == [8]
    assert found(text, "GA008", as_of=AS_OF.replace(day=17)) == []
    assert [line for line, _ in found(text, "GA008", ZH)] == [7]
    for word in (", status: done", ", done: yes", ", verdict: go"):
        text = text.replace(word, "")
    assert found(text, "GA008") == []


def test_a_task_that_was_done_earlier_says_so() -> None:
    early = "timeline: {tasks: [{title: Build, owner: li, at: 2026-01-14 .. 2026-01-16, actual: 01-05 .. 01-08, status: done}]}\n"
    assert found(early, "GA008") == []


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ("{title: Build, at: 2025-12-01 .. 2026-02-10, owner: li, status: done}", True),
        ("{title: Build, at: 2025-12-01 .. 2026-01-09, owner: li, status: done}", False),
        (
            "{title: Build, at: 2025-12-01 .. 2026-02-10, owner: li, status: done, actual: 2025-12-01 .. 2026-01-08}",
            False,
        ),
        ("{title: Build, at: 2025-12-01 .. 2026-02-10, owner: li, progress: 50%}", False),
    ],
)
def test_what_ends_only_later_is_not_done(task: str, told: bool) -> None:
    text = f"timeline: {{tasks: [{task}]}}\n"
    assert [line for line, _ in found(text, "GA008")] == ([8] if told else [])
    assert [line for line, _ in found(text.replace("Build", "搭建"), "GA008", ZH)] == ([7] if told else [])


def test_one_name_under_two_ids_is_one_author() -> None:
    head = EN.replace("qi: {{name: Qi}}", "qi: {{name: Li}}")
    signed = "approvals:\n  - {role: prepared, by: li, at: 2026-01-05}\n  - {role: reviewed, by: BY, at: 2026-01-06}\n"
    assert found(signed.replace("BY", "qi"), "AP002", head) == [(10, 26)]
    assert found(signed.replace("BY", "wu"), "AP002", head) == []
