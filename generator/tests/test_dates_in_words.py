"""Dates in sentences against the dated thing that they name."""

from __future__ import annotations

import pytest
from test_rules_across import problems

EN = """\
plan: words-2
title: Words
language: en
launch: 2026-01-20 10:00
owner: li
people: {li: {name: Li}}
timeline: {tasks: [{title: Code freeze, owner: li, at: 2026-01-12}, {title: Load test, owner: li, at: 2026-01-13 .. 2026-01-15}]}
"""
ZH = """\
plan: words-2
title: 文字
launch: 2026-01-20 10:00
owner: li
people: {li: {name: 李工}}
timeline: {tasks: [{title: 代码冻结, owner: li, at: 2026-01-12}, {title: 第二次演练, owner: li, at: 2026-01-13 .. 2026-01-15}]}
"""
RISK = "risks: [{{title: '{}', owner: li, probability: low, impact: low, mitigation: Wait}}]\n"


def found(sentence: str, head: str) -> list[tuple[int, int]]:
    text = head + RISK.format(sentence)
    return [(each.location.line, each.location.column) for each in problems(text, "CA015")]


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        ("The code freeze of 14 January is forgotten", "14 January"),
        ("Nobody keeps the Code freeze (2026-01-13)", "2026-01-13"),
        ("On 16 January the load test fails", "16 January"),
        ("The team is ill. Load test on Jan 18", "Jan 18"),
    ],
)
def test_another_day_than_the_plan_has(sentence: str, date: str) -> None:
    assert found(sentence, EN) == [(8, 18 + sentence.index(date))]


@pytest.mark.parametrize(
    ("sentence", "date"), [("第二次演练（1 月 18 日）发现新问题", "1 月 18 日"), ("1月14日代码冻结无人遵守", "1月14日")]
)
def test_another_day_in_chinese(sentence: str, date: str) -> None:
    assert found(sentence, ZH) == [(7, 18 + sentence.index(date))]


@pytest.mark.parametrize(
    "sentence",
    [
        "The code freeze of 12 January is forgotten",
        "Load test on 14 January finds too much",
        "Two weeks before the code freeze, 2 January",
        "The code freeze must be over by 20 January",
        "Code freeze moved from 14 January",
        "Load test, 13 and 18 January",
        "The barcode freezes on 14 January",
        "On 14 January everybody is away, and the managers dread the code freeze",
    ],
)
def test_nothing_is_said_where_days_agree_or_are_only_related(sentence: str) -> None:
    assert found(sentence, EN) == []


@pytest.mark.parametrize(
    "sentence", ["第二次演练（1 月 14 日）发现新问题", "1月14日之前完成代码冻结", "代码冻结由1月14日改期"]
)
def test_nothing_is_said_in_chinese(sentence: str) -> None:
    assert found(sentence, ZH) == []


def test_a_thing_is_not_held_against_itself() -> None:
    own = EN.replace(
        "{title: Code freeze, owner: li", "{title: Code freeze, owner: li, note: Code freeze of 14 January was tried"
    )
    assert problems(own, "CA015") == []
