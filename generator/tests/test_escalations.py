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
