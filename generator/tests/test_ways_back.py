"""Whether there is a way back, and somebody who opens it."""

from __future__ import annotations

import pytest
from test_rules_across import problems

HEAD = """\
plan: back-1
title: {title}
language: {language}
status: {status}
launch: 2026-01-15 10:00
owner: li
people: {{li: {{name: Li}}, wu: {{name: Wu, deputy: li}}}}
"""
STAGED = "rollout: [{title: Some, share: 10%}, {title: All, share: 100%}]\n"


def found(
    text: str, code: str, title: str = "Back", language: str = "en", status: str = "draft"
) -> list[tuple[int, int]]:
    head = HEAD.format(title=title, language=language, status=status)
    return [(each.location.line, each.location.column) for each in problems(head + text, code)]


@pytest.mark.parametrize(("title", "language"), [("Back", "en"), ("退路", "zh")])
def test_stages_have_a_way_back(title: str, language: str) -> None:
    assert found(STAGED, "RB014", title, language) == [(8, 1)]
    assert found(STAGED + "rollback: {backups: [The database]}\n", "RB014", title, language) == [(8, 1)]
    assert found(STAGED + "rollback: {decider: wu, steps: [Switch back]}\n", "RB014", title, language) == []
    assert found("timeline: {tasks: [{title: Build, owner: li}]}\n", "RB014", title, language) == []
    assert found(STAGED, "RB014", title, language, "closed") == []


@pytest.mark.parametrize(("title", "language"), [("Back", "en"), ("退路", "zh")])
def test_the_decider_has_a_deputy(title: str, language: str) -> None:
    assert found("rollback: {decider: li, steps: [Switch back]}\n", "RB015", title, language) == [(8, 21)]
    assert found("rollback: {decider: wu, steps: [Switch back]}\n", "RB015", title, language) == []
    assert found("rollback: {decider: li, steps: [Switch back]}\n", "RB015", title, language, "launched") == []


def test_a_team_needs_no_deputy() -> None:
    text = HEAD.format(title="Back", language="en", status="draft").replace("name: Li", 'name: On call, count: "3"')
    assert problems(text + "rollback: {decider: li, steps: [Switch back]}\n", "RB015") == []
