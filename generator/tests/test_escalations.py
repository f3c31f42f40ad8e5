"""Escalations that return to somebody who was called before."""

from __future__ import annotations

import pytest
from test_rules_across import problems

HEAD = """\
plan: night-1
title: Night
language: {language}
launch: 2026-01-15 10:00
owner: li
people: {{li: {{name: 李工}}, wu: {{name: Wu}}}}
"""


def found(text: str, code: str, language: str) -> list[tuple[int, int]]:
    return [
        (each.location.line, each.location.column) for each in problems(HEAD.format(language=language) + text, code)
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nobody_is_called_twice(language: str) -> None:
    alerts = "monitoring:\n  escalation: [{to: li}, {after: 10m, to: wu}, {after: 20m, to: li}]\n"
    assert found(alerts, "MO015", language) == [(8, 65)]
    assert found(alerts.replace("20m, to: li", "20m, outside: The bank"), "MO015", language) == []
    levels = "contacts:\n  escalation: [{level: L1, to: li}, {level: L2, to: li, after: 10m}]\n"
    assert found(levels, "CT009", language) == [(8, 53)]
    assert found(levels.replace("L2, to: li", "L2, to: wu"), "CT009", language) == []
    assert found(levels.replace("to: li", "outside: The bank"), "CT009", language) == []


TWO = """\
contacts:
  escalation: [{{level: L1, after: 10m, to: li}}, {{level: L2, after: 30m, to: wu}}]
monitoring:
  alerts: [{{title: A, text: Full, owner: li}}]
  escalation: [{{after: {}, to: {}}}, {{after: {}, to: {}}}]
"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_escalations_tell_one_order_and_one_time(language: str) -> None:
    assert found(TWO.format("10m", "wu", "30m", "li"), "EV013", language) == [(11, 33)]
    assert found(TWO.format("10m", "li", "1h", "wu"), "EV013", language) == [(11, 46)]
    assert found(TWO.format("10m", "li", "30m", "wu"), "EV013", language) == []


def test_a_playbook_may_be_faster_and_not_the_other_way_round() -> None:
    levels = "contacts:\n  escalation: [{level: L1, after: 10m, to: li}, {level: L2, after: 30m, to: wu}]\n"
    play = "risks: {{playbooks: [{{title: X, escalation: [{{person: {}, after: 5m}}, {{person: {}, after: 9m}}]}}]}}\n"
    assert found(levels + play.format("li", "wu"), "EV013", "en") == []
    assert found(levels + play.format("wu", "li"), "EV013", "en") == [(9, 45)]
