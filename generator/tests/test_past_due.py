"""What is open after its day: where it is told, once for a chapter, and when not."""

from __future__ import annotations

import pytest
from test_rules_across import problems

from launchbook.discovery.catalogues import translator

HEAD = """\
plan: due-1
title: A plan
language: {language}
status: {status}
launch: {launch}
"""
LISTS = """\
checklists:
  - title: Before
    due: 2025-12-20
    items: [{{do: One, done: {done}}}, Two]
  - title: Later
    due: 2026-12-20
    items: [Three]
  - title: Earlier
    due: 2025-12-10
    items: [Four]
"""
REVIEW = """\
review:
  issues: [{title: Slow, status: open, due: 2025-12-01}, {title: Old, status: fixed, due: 2025-11-01}]
  improvements: [{do: Faster, due: 2025-12-01}, {do: Smaller, due: 2025-12-02, done: yes}]
"""


def told(
    more: str, *, status: str = "preparing", launch: str = "2026-03-03", language: str = "en"
) -> list[tuple[int, int, str]]:
    text = HEAD.format(language=language, status=status, launch=launch) + more
    return [
        (each.location.line, each.location.column, each.message.render(translator("en")))
        for each in problems(text, "GA009")
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_oldest_of_a_chapter_is_told(language: str) -> None:
    assert told(LISTS.format(done="no"), language=language) == [
        (14, 10, "“Earlier” was due on 2025-12-10, and is still open")
    ]


def test_issues_and_improvements_are_told_after_the_launch_too() -> None:
    found = told(REVIEW, status="launched", launch="2025-11-20")
    assert [(line, column) for line, column, _ in found] == [(7, 45)]
    assert found[0][2].startswith("“Slow” was due on 2025-12-01")


def test_lists_of_a_past_launch_without_a_tick_are_ticked_elsewhere() -> None:
    lists = LISTS.format(done="no")
    assert told(lists, status="launched", launch="2025-12-24") == []
    assert [line for line, *_ in told(LISTS.format(done="yes"), status="launched", launch="2025-12-24")] == [8]


@pytest.mark.parametrize("status", ["closed", "rolled back"])
def test_nothing_is_said_of_what_is_over(status: str) -> None:
    assert told(LISTS.format(done="no") + REVIEW, status=status) == []


def test_what_is_due_today_is_not_late() -> None:
    assert told("checklists: [{title: Now, due: 2026-01-10, items: [One]}]\n") == []
