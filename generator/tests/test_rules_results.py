"""Rules over several sections about what was promised and what came out; where each finding stands."""

from __future__ import annotations

from textwrap import dedent

import pytest
from test_rules_across import HEAD, places, problems, related

MEASURED = """\
    metrics: {conversion: {name: Conversion, target: "> 5%%"}, content: Satisfaction}
    overview:
      goals: [Grow]
      success:
        - {metric: conversion, met: %s}
        - {metric: content, when: "> 4.0/5.0", met: yes}
    review:
      measured:
        - {metric: conversion, actual: 3.2%%}
        - {metric: content, actual: 4.2/5}
"""


def test_success_that_the_review_denies() -> None:
    assert places(MEASURED % "yes", "RV010") == [("RV010", 14, 7)]


def test_success_that_the_review_confirms() -> None:
    assert places(MEASURED % "no", "RV010") == []


TWO_DAYS = """\
    overview:
      goals: [Grow]
      dates:
        - {title: Full release, at: %s}
    rollout:
      stages:
        - {title: Canary, share: 1%%, at: 2026-01-16}
        - {title: full  release, share: 100%%, at: %s}
"""


def test_one_thing_on_two_days() -> None:
    assert places(TWO_DAYS % ("2026-01-28", "2026-01-30"), "CA007") == [("CA007", 17, 7)]


def test_the_other_day_is_named() -> None:
    [problem] = problems(HEAD + dedent(TWO_DAYS % ("2026-01-30", "2026-01-28")), "CA007")
    assert (problem.location.line, related(problem)) == (13, [(17, 7)])


def test_a_day_within_the_days_is_no_contradiction() -> None:
    assert places(TWO_DAYS % ("2026-01-28", "2026-01-27 .. 2026-01-30"), "CA007") == []
    assert places(TWO_DAYS % ("2026-01", "2026-01-30 10:00"), "CA007") == []
    assert places(TWO_DAYS % ("2026-01-28 .. 2026-01-30", "2026-01-28 .. 2026-01-31"), "CA007") == [("CA007", 17, 7)]


def test_a_test_phase_is_a_thing_too() -> None:
    text = """\
        tests:
          phases: [{title: Load test, at: 2026-01-05 .. 2026-01-09, owner: li}]
        timeline:
          - {title: Load test, at: 2026-01-05 .. 2026-01-07, owner: li}
    """
    assert places(text, "CA007") == [("CA007", 11, 12)]


REVIEWED = """\
    rollout:
      platform: %s
      stages: [{title: Canary, share: 1%%, at: 2026-01-16}, {title: Everyone, share: 100%%, at: 2026-01-20}]
    timeline:
      - {title: %s, at: 2026-01-12 .. 2026-01-18, owner: li}
"""


def test_no_share_before_the_review_is_passed() -> None:
    [problem] = problems(HEAD + dedent(REVIEWED % ("wechat", "WeChat review")), "RO014")
    assert (problem.location.line, problem.location.column, related(problem)) == (12, 43, [(14, 5)])
    assert places(REVIEWED % ("wechat", "微信审核"), "RO014") == [("RO014", 12, 43)]
    assert places(REVIEWED % ("wechat", "代码审核"), "RO014") == []
    assert places(REVIEWED % ("other", "WeChat review"), "RO014") == []


def test_a_rollout_that_ends_at_the_launch_is_not_early() -> None:
    text = "rollout: [{title: Some, share: 1%%, at: 2026-01-10}, {title: All, share: 100%%, at: %s}]\n"
    assert places(text % "2026-01-15 10:00", "RO013") == []
    assert places(text % "2026-01-17", "RO013") == [("RO013", 10, 40)]


AFTER = """\
    status: launched
    approvals: [{role: approved, by: li, at: 2026-02-24%(rest)s}]
    metrics: {speed: {name: Speed, target: "> 5%%"}}
    review: {measured: [{metric: speed%(rest)s}]}
    tests: [{title: Load, status: done, owner: li, targets: [{text: Rate, when: "> 5", actual: 3}]%(rest)s}]
"""


@pytest.mark.parametrize("code", ["AP004", "RV003", "TS006"])
@pytest.mark.parametrize(("rest", "told"), [("", 1), (", note: It was cold", 1), (", accepted: Ada on the phone", 0)])
def test_only_what_is_accepted_is_silent(code: str, rest: str, told: int) -> None:
    assert len(places(AFTER % {"rest": rest}, code)) == told


GATE = """\
    metrics: {{errors: {{name: Errors, gate: "≤ 0.5%"}}}}
    runsheet:
      - title: Cut
        at: T .. T+1h
        gate: {{decider: li, {second}verdict: {verdict}, criteria: [{{metric: errors, result: {result}}}]}}
"""


@pytest.mark.parametrize(
    ("verdict", "result", "second", "found"),
    [
        ("go", "0.2%", "", []),
        ("no-go", "0.9%", "", []),
        ("go", "0.9%", "", ["GA002"]),
        ("go", "{verdict: pass, reading: 0.9%}", "", ["GA001"]),
        ("{verdict: go, by: zhang}", "pass", "", ["GA003"]),
        ("{verdict: go, second: li}", "pass", "second: zhang, ", ["GA004"]),
        ("go", "pass", "second: zhang, ", ["GA004"]),
        ("go", "pass", "second: li, ", ["GA004", "GA004"]),
        ("{verdict: go, at: T+1h}", "pass", "", ["GA005"]),
        ("go", "{reading: 3 rows}", "", ["GA002"]),
        ("{verdict: go, second: [zhang]}", "pass", "second: [zhang], ", []),
        ("{verdict: go, second: [zhang, zhang]}", "pass", "second: zhang, ", ["GA004"]),
        ("no-go", "pass", "second: [zhang], ", []),
    ],
)
def test_a_verdict_fits_its_results_and_its_signatures(
    verdict: str, result: str, second: str, found: list[str]
) -> None:
    codes = ("GA001", "GA002", "GA003", "GA004", "GA005")
    text = GATE.format(verdict=verdict, result=result, second=second)
    assert [code for code, _, _ in places(text, *codes)] == found
