"""One quantity in all places: in sentences that decide, as statistics, over time, and where an action says to roll back."""

from __future__ import annotations

import pytest
from test_rules_across import problems

Places = list[tuple[int, str]]
"""The line of a remark, and what it points at."""
EN = """\
plan: one-1
title: One
language: en
launch: 2026-01-15 10:00
owner: li
people: {li: {name: Li}}
metrics:
  checkout: {name: Checkout duration, target: "< 3s", gate: "< 4s", alert: "> 5s for 5m", rollback: "> 8s for 10m"}
  calm: {name: Error-free visits, target: "≥ 99%", rollback: "< 97%"}
"""
ZH = """\
plan: one-1
title: 一个数
launch: 2026-01-15 10:00
owner: li
people: {li: {name: 李工}}
metrics:
  pay: {name: 支付成功率, target: "≥ 99%", gate: "≥ 98%", rollback: "< 95%"}
  first: {name: 首屏加载时间, target: "≤ 2s", rollback: "> 5s"}
"""
"""What a test adds begins on line 10 in English, and on line 9 in Chinese."""


def found(text: str, code: str, head: str = EN) -> Places:
    places = [each.location for each in problems(head + text, code)]
    return [(at.line, at.text[at.column - 1 :].lstrip("'")[: at.length]) for at in places]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("overview: {success: ['The duration of a checkout is below 6 seconds']}\n", "6 seconds"),
        ("overview: {success: ['98% of the visits are without an error']}\n", "98%"),
        ("rollback: {decider: li, triggers: ['Visits without errors fall to 95 %']}\n", "95 %"),
        (
            "monitoring: {watches: [{title: First hour, at: T .. T+1h, note: 'Roll back when a checkout has a duration of 12 s'}]}\n",
            "12 s",
        ),
        ("overview: {success: [{text: Checkout duration, when: '< 5s'}]}\n", "< 5s"),
    ],
)
def test_a_sentence_decides_at_another_number(text: str, part: str) -> None:
    assert found(text, "ME021") == [(10, part)]


def test_a_chinese_sentence_decides_at_another_number() -> None:
    assert found("overview: {success: ['首屏加载时间在 3 秒以内']}\n", "ME021", ZH) == [(9, "3 秒")]
    assert found("rollback: {decider: li, triggers: ['支付成功率掉到 90%']}\n", "ME021", ZH) == [(9, "90%")]
    assert found("overview: {success: ['首屏加载时间在 2 秒以内']}\n", "ME021", ZH) == []
    assert found("rollback: {decider: li, triggers: ['登录成功率掉到 90%']}\n", "ME021", ZH) == []


@pytest.mark.parametrize(
    "text",
    [
        "overview: {success: ['The duration of a checkout is below 3 seconds']}\n",
        "overview: {success: ['The duration of a checkout is below 2 seconds']}\n",
        "overview: {success: ['A checkout takes 6 seconds']}\n",
        "overview: {success: ['The duration of a checkout, of which 20% are new']}\n",
        "rollback: {decider: li, triggers: ['Checkout duration over 8 seconds for 10 minutes']}\n",
        "summary: The duration of a checkout was 6 seconds.\n",
        "overview: {success: [{text: Checkout duration, when: '< 3s'}]}\n",
        "overview: {success: ['Checkout is closed for at most 5 hours, a duration that all know']}\n",
    ],
)
def test_what_agrees_or_decides_nothing_is_not_asked(text: str) -> None:
    assert found(text, "ME021") == []


def test_what_an_entry_reads_elsewhere_counts() -> None:
    text = "tests: {{phases: [{{title: Load, owner: li, targets: [{{metric: checkout}}], exit: ['{}']}}]}}\n"
    assert found(text.format("Every checkout within 7 seconds"), "ME021") == [(10, "7 seconds")]
    assert found(text.format("Every checkout within 2 seconds"), "ME021") == []
    assert found(text.format("Nobody waits longer than 7 seconds"), "ME021") == []


def test_one_statistic() -> None:
    metrics = "metrics: {{a: {{name: {}, target: 'p95 ≤ 300ms', rollback: '{} > 2s'}}}}\n"
    head, zh = EN.partition("metrics:")[0], ZH.partition("metrics:")[0]
    assert found(metrics.format("Answers", "p99"), "ME022", head) == [(7, "p99 > 2s")]
    assert found(metrics.format("应答", "p50"), "ME022", zh) == [(6, "p50 > 2s")]
    assert found(metrics.format("Answers", "p95"), "ME022", head) == []
    assert found(metrics.format("应答", ""), "ME022", zh) == []


def test_an_alert_rings_in_time() -> None:
    metrics = "metrics: {{a: {{name: {}, alert: '> 1% for {}', rollback: '> 4% for 5m'}}}}\n"
    head, zh = EN.partition("metrics:")[0], ZH.partition("metrics:")[0]
    assert found(metrics.format("Errors", "15m"), "ME023", head) == [(7, "> 1% for 15m")]
    assert found(metrics.format("错误", "30 分钟"), "ME023", zh) == [(6, "> 1% for 30 分钟")]
    assert found(metrics.format("Errors", "5m"), "ME023", head) == []
    other = "monitoring: {alerts: [{title: Fast, metric: a, when: '> 3% for 1m', owner: li}]}\n"
    assert found(metrics.format("Errors", "15m") + other, "ME023", head) == []


def test_no_alert_is_laxer_while_it_matters() -> None:
    alert = (
        "monitoring: {{alerts: [{{title: Slow, during: {}, metric: checkout, when: '{}', owner: li, action: {}}}]}}\n"
    )
    assert found(alert.format("the rollout", "> 7s", "Look"), "ME024") == [(10, "> 7s")]
    assert found(alert.format("灰度期间", "> 9s", "立即回滚"), "ME024") == [(10, "> 9s")]
    assert found(alert.format("the rollout", "> 4s", "Look"), "ME024") == []
    assert found(alert.format("灰度期间", "> 6s", "立即回滚"), "ME024") == []


def test_an_action_that_rolls_back_is_a_trigger() -> None:
    alert = "monitoring: {{alerts: [{{title: Slow, metric: checkout, when: '{}', owner: li, action: {}}}]}}\n"
    assert found(alert.format("> 5s for 5m", "Roll back at once"), "ME025") == [(10, "> 5s for 5m")]
    assert found(alert.format("> 6s", "立即回滚"), "ME025") == [(10, "> 6s")]
    assert found(alert.format("> 8s for 10m", "Roll back"), "ME025") == []
    assert found(alert.format("> 5s for 5m", "Prepare the rollback"), "ME025") == []
    assert found(alert.format("> 6s", "查日志，必要时回滚"), "ME025") == []
    gate = "rollout: [{{title: A, share: 5%, gates: [{{metric: checkout, act_at: '{}', action: Roll back}}]}}, {{title: B, share: 100%}}]\n"
    assert found(gate.format("> 6s"), "ME025") == [(10, "> 6s")]
    assert found(gate.format("> 8s"), "ME025") == []
