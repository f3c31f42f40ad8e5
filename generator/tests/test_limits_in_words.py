"""Numbers in sentences against the ladder of the metric that they name."""

from __future__ import annotations

import pytest
from test_rules_across import problems

EN = """\
plan: words-1
title: Words
language: en
launch: 2026-01-15 10:00
owner: li
people: {li: {name: Li}}
metrics:
  errors: {name: Error rate, gate: "≤ 0.5%", alert: "> 0.8%", rollback: "> 1% for 5m"}
  p99: {name: Response time, target: "≤ 300ms", rollback: "> 2s"}
"""
ZH = """\
plan: words-1
title: 文字
launch: 2026-01-15 10:00
owner: li
people: {li: {name: 李工}}
metrics:
  errors: {name: 错误率, gate: "≤ 0.5%", alert: "> 0.8%", rollback: "> 1% for 5m"}
  p99: {name: 响应时间, target: "≤ 300ms", rollback: "> 2s"}
"""


def found(
    sentence: str, head: str, key: str = "rollback: {{decider: li, triggers: ['{}']}}\n"
) -> list[tuple[int, int]]:
    return [(each.location.line, each.location.column) for each in problems(head + key.format(sentence), "ME020")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Error rate above 2%",
        "Go back when the error rate exceeds 3 %",
        "The response time is more than 5 seconds",
        "response time > 400ms",
    ],
)
def test_a_number_that_the_metric_does_not_have(sentence: str) -> None:
    assert found(sentence, EN) == [(10, 37 + sentence.index(next(sign for sign in sentence if sign.isdigit())))]


def test_a_chinese_sentence() -> None:
    assert found("错误率超过2%就回滚", ZH) == [(9, 37 + 5)]
    assert found("响应时间持续高于 3 秒", ZH) == [(9, 37 + 9)]
    assert found("全员注意：错误率达到 5% 时回滚", ZH, "summary: {}\n") == [(9, 10 + 11)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Error rate above 1%",
        "Error rate above 0.8 %",
        "response time > 2000ms",
        "Error rate is high",
        "Errors above 2%",
        "Error rate above 30 minutes",
        "Error rate falls. Disk above 90%",
        "Error rate of the old shop, as far as the response time goes, above 2s",
    ],
)
def test_nothing_is_said_where_numbers_agree_or_are_of_something_else(sentence: str) -> None:
    assert found(sentence, EN) == []


@pytest.mark.parametrize(
    "sentence", ["错误率超过 1%", "错误率高于0.8%", "磁盘超过 90%，错误率正常", "错误率正常；磁盘超过 90%"]
)
def test_nothing_is_said_of_a_chinese_sentence_that_agrees(sentence: str) -> None:
    assert found(sentence, ZH) == []


def test_a_threshold_that_another_place_sets_counts() -> None:
    gate = "rollout: [{{title: All, share: 100%, gates: [{{metric: errors, when: '≤ 0.2%'}}]}}]\nsummary: "
    assert found("", EN, gate + "Widened where the error rate is at most 0.2%.{}\n") == []


def test_reviews_and_levels_are_not_asked() -> None:
    assert found("", EN, "review: {{issues: [{{title: Error rate above 7%, owner: li}}]}}{}\n") == []
