"""What is still to be filled in, in numbers, versions and addresses."""

from __future__ import annotations

import pytest
from test_rules_across import problems

HEAD = """\
plan: open-1
title: Left open
language: {language}
launch: 2026-01-15 10:00
owner: li
people: {{li: {{name: Li}}}}
"""


def places(section: str, language: str = "en") -> list[tuple[int, int]]:
    found = problems(HEAD.format(language=language) + section, "TX005")
    return [(each.location.line, each.location.column) for each in found]


@pytest.mark.parametrize(
    ("text", "language", "column"),
    [
        ("It took XX minutes", "en", 20),
        ("The copy is kept for N days", "en", 33),
        ("镜像保留 N 天", "zh", 17),
        ("停机 XX 小时", "zh", 15),
        ("It opens at XX:XX", "en", 24),
    ],
)
def test_numbers_left_open(text: str, language: str, column: int) -> None:
    assert places(f"summary: '{text} '\n", language) == [(7, column - 1)]


@pytest.mark.parametrize(
    "text", ["It took 20 minutes", "T-N days", "Lanes 9 and N dock", "Python 3.x", "XXL coats", "第 N 版"]
)
def test_numbers_that_are_no_blanks(text: str) -> None:
    assert places(f"summary: '{text}'\n") == []


def test_forms_left_empty() -> None:
    step = "runsheet: [{title: Box, at: T .. T+1h, owner: li, steps: [{do: Deploy, %s}]}]\n"
    assert places(step % 'expect: "[fill in]"') == [(7, 81)]
    assert places(step % "expect: <what is seen>") == [(7, 80)]
    assert places(step % "command: deploy --to x.y.z") == [(7, 93)]
    assert places(step % "expect: 'The tag has the form x.y.z, and [to be] is a word'") == []


def test_a_version_left_open() -> None:
    assert places("variables: {old: {value: v26.11.x}}\n") == [(7, 26)]
    assert places("variables: {old: {value: v26.11.9}}\n") == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_example_site_in_a_message(language: str) -> None:
    message = "communications: [{{title: News, what: 'See {site}', at: T, audience: All, channel: Mail, owner: li}}]\n"
    assert places(message.format(site="https://example.com/notes"), language) == [(7, 43)]
    assert places(message.format(site="https://news.example.com/notes"), language) == []


@pytest.mark.parametrize(
    ("language", "scope", "found"),
    [
        ("en", "[2,340 pages, Search]", [(7, 22)]),
        ("zh", "[搜索, 1,240 个座位]", [(7, 26)]),
        ("en", "['2,340 pages', Search]", []),
        ("en", "[2, 340 pages]", []),
        ("en", "[80,443]", []),
    ],
)
def test_a_number_split_at_its_comma(language: str, scope: str, found: list[tuple[int, int]]) -> None:
    text = HEAD.format(language=language) + f"overview: {{scope: {scope}}}\n"
    assert [(each.location.line, each.location.column) for each in problems(text, "TX011")] == found
