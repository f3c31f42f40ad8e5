"""Remarks that a reviewer found wrong on plans without fault: each beside the fault that it must still tell."""

from __future__ import annotations

import pytest
from test_rules_across import problems

from launchbook.sections.rollout.stages import Stage

HEAD = """\
plan: quiet-1
title: A plan
language: {language}
status: {status}
launch: 2026-01-05 10:00
people: {{li: {{name: Li}}, gu: {{name: Gu}}, wu: {{name: Wu}}}}
"""
STAGES = """\
rollout:
  decider: gu
  stages: [{{title: Some, share: 10%, at: 2026-01-06 10:00, owner: li, gates: [It runs], verdict: {{verdict: go, by: {by}}}}}]
"""
CHANGED = "updated: {day}\napprovals: {{signatures: [{{role: approved, by: li, at: 2025-12-01}}]}}\n"
NIGHTS = """\
contacts:
  duty: [{{at: 2026-01-05 23:00 .. 2026-01-06 05:00, who: li}}, {{at: {begin} .. 2026-01-07 05:00, who: gu}}]
"""
KEPT = "rollback: {{rpo: 5m, backups: [{{what: 订单库, every: 1d}}, {{what: 订单库, how: {how}}}]}}\n"
DRILL = (
    "timeline: {{tasks: [{{title: {title}, at: 2025-12-14}}]}}\nrollback: {{rehearsed: 2025-12-01, steps: [Back]}}\n"
)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("code", "text", "wrong", "quiet"),
    [
        ("GA003", STAGES, {"by": "li"}, {"by": "gu"}),
        ("GA003", "decider: gu\n" + STAGES.replace("decider: gu, ", ""), {"by": "wu"}, {"by": "gu"}),
        ("AP007", CHANGED, {"day": "2025-12-20"}, {"day": "2026-01-08"}),
        ("CT006", NIGHTS, {"begin": "2026-01-06 08:00"}, {"begin": "2026-01-06 23:00"}),
        ("RB013", KEPT, {"how": "每天复制一份"}, {"how": "复制"}),
        ("EV008", DRILL, {"title": "演练"}, {"title": "系统测试与现场演练"}),
        ("EV008", DRILL, {"title": "回滚现场演练"}, {"title": "Fire drill and tests"}),
    ],
)
def test_the_fault_is_told_and_what_is_meant_is_not(
    code: str, text: str, wrong: dict[str, str], quiet: dict[str, str], language: str
) -> None:
    head = HEAD.format(language=language, status="launched")
    assert [problem.location.line >= 7 for problem in problems(head + text.format(**wrong), code)] == [True]
    assert problems(head + text.format(**quiet), code) == []


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("5%", "5%"),
        ("First 5% of all", "First 5% of all"),
        ("15% of the staff", "15% of the staff 5%"),
        ("Few", "Few 5%"),
    ],
)
def test_a_stage_says_its_share_once(title: str, heading: str) -> None:
    assert Stage.model_validate({"title": title, "share": "5%"}).heading == heading


def test_the_code_of_an_alarm_is_no_secret() -> None:
    notes = "notes: {{Why: '{}'}}\n"
    head = HEAD.format(language="en", status="draft")
    assert problems(head + notes.format("The alarm code is E1042: restart"), "SE001") == []
    assert len(problems(head + notes.format("The door code is 48213"), "SE001")) == 1


def test_that_no_platform_is_meant_is_no_empty_key() -> None:
    head = HEAD.format(language="en", status="draft")
    assert problems(head + "platforms: []\n", "PT014") == []
