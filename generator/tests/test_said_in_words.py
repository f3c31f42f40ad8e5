"""Days, times, lengths and versions in sentences, in other wordings than the examples have."""

from __future__ import annotations

import pytest
from test_rules_across import problems

HEAD = """\
plan: said-1
title: Said
language: {language}
version: 3.2.0
launch: 2027-01-19 10:00
owner: li
people: {{li: {{name: Li}}}}
"""
SHEET = """\
runsheet:
  - {title: Close, at: 10:00 – 12:00, steps: [{do: Close the doors, at: "10:30", duration: 20m}]}
overview:
  dates:
    - {title: 活动结束, at: 2027-02-09}
    - {title: 提交审核, at: 2027-01-11}
    - {title: The old lift is closed, at: 2027-02-02}
    - {title: 全量, at: 2027-01-25}
"""


def places(code: str, text: str, language: str = "en", more: str = SHEET) -> list[tuple[int, int]]:
    found = problems(HEAD.format(language=language) + more + f"summary: '{text}'\n", code)
    return [(each.location.line, each.location.column) for each in found]


@pytest.mark.parametrize(
    ("text", "language", "column"),
    [
        ("The lift opens on Thursday", "en", 29),
        ("From Friday on the new desk is open, it opens at nine", "en", 16),
        ("周四上线新版本", "zh", 11),
        ("The doors are closed on 19 January, from 11:00", "en", 52),
        ("1 月 19 日 11:15 停机", "zh", 20),
    ],
)
def test_announced_otherwise(text: str, language: str, column: int) -> None:
    assert places("CA020", text, language) == [(16, column)]


@pytest.mark.parametrize(
    "text",
    [
        "The lift opens on Tuesday",
        "The desk is open every Friday",
        "It opens before Friday",
        "We meet on Thursday",
        "The doors are closed on 19 January, from 10:30",
        "The doors are closed on 19 January from 09:00 to 12:00",
        "1 月 19 日 10:00–12:00 停机",
        "每周四开放",
    ],
)
def test_announced_as_it_is(text: str) -> None:
    assert places("CA020", text) == []


@pytest.mark.parametrize(
    ("text", "language", "column"),
    [
        ("霜灯活动 14 天", "zh", 16),
        ("提前 12 天提审，留出一次修改", "zh", 14),
        ("For 30 days the old lift can be used", "en", 15),
    ],
)
def test_days_that_dates_do_not_have(text: str, language: str, column: int) -> None:
    assert places("CA021", text, language) == [(16, column)]


@pytest.mark.parametrize(
    "text",
    [
        "霜灯活动 21 天",
        "提前 8 天提审",
        "For 14 days the old lift can be used",
        "The new lift was tested for 30 days",
        "活动第一周",
    ],
)
def test_days_that_dates_have(text: str) -> None:
    assert places("CA021", text) == []


@pytest.mark.parametrize(
    ("language", "said", "column"),
    [("en", "Owners keep their price for {} months", 39), ("zh", "老用户的价格保留 {} 个月", 20)],
)
def test_one_length(language: str, said: str, column: int) -> None:
    goals = f"overview: {{goals: ['{said.format(12)}', '{said.format(12)}']}}\n"
    assert places("TX010", said.format(6), language, goals) == [(9, column)]
    assert places("TX010", said.format(12), language, goals) == []


def test_dates_that_share_a_sentence() -> None:
    assert places("CA015", "1 月 19 日起放量，1 月 24 日（周日）全量", "zh") == [(16, 23)]
    assert places("CA015", "1 月 19 日起放量，1 月 25 日全量", "zh") == []
    assert places("CA015", "1 月 19 日起放量，1 月 24 日全量备份", "zh") == []


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        ("make RELEASE=3.2.1", [63]),
        ("helm upgrade app --set image.tag=3.20.0", [87]),
        ("app deploy --version 3.2.1", [71]),
        ("helm upgrade app --set image.tag=3.2.0", []),
        ("helm upgrade app --set image.tag=3.1.4", []),
        ("kube --python_version=3.11.2", []),
    ],
)
def test_versions_in_commands(command: str, columns: list[int]) -> None:
    sheet = f'runsheet: [{{title: Go, at: T, steps: [{{do: Go, command: "{command}"}}]}}]\n'
    assert [column for _, column in places("VS007", "None", more=sheet)] == columns


def test_a_note_that_is_acted_on() -> None:
    metrics = 'metrics: {up: {name: Availability, target: ">= 99%", rollback: "< 97%"}}\n'
    sheet = "runsheet: {{note: '{}', boxes: [{{title: Go, at: T}}]}}\n"
    acted = "When availability falls below 90%, Li decides on the rollback"
    assert places("ME020", "None", more=metrics + sheet.format(acted)) == [(9, 49)]
    assert places("ME020", "None", more=metrics + sheet.format("On Monday availability was below 90%")) == []
