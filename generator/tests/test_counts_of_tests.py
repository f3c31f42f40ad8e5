"""Counts of tests: cases, results, defects."""

from __future__ import annotations

import pytest
from test_rules_across import problems

HEADS = {
    "en": "plan: count-1\ntitle: Count\nlanguage: en\nlaunch: 2026-03-17\n",
    "zh": "plan: count-1\ntitle: 数\nlaunch: 2026-03-17\n",
}


@pytest.mark.parametrize(
    ("phase", "language", "code", "lines"),
    [
        ("title: Sales, cases: 50, results: {passed: 40, total: 44}", "en", "TS017", [5]),
        ("title: Sales, cases: 44, results: {passed: 40, total: 44}", "en", "TS017", []),
        ("title: 售票, status: done, results: 40 / 44", "zh", "TS017", [4]),
        ("title: 售票, status: running, results: 40 / 44", "zh", "TS017", []),
        ("title: Sales, defects: {P0: {found: 2, fixed: 3}}", "en", "TS018", [5]),
        ("title: Sales, defects: {P0: {found: 3, fixed: 3}}", "en", "TS018", []),
        ("title: 售票, defects: {P1: {found: 5, fixed: 3, open: 1}}", "zh", "TS018", [4]),
        ("title: 售票, defects: {P1: {found: 5, fixed: 3, open: 2}}", "zh", "TS018", []),
    ],
)
def test_counts_of_a_phase(phase: str, language: str, code: str, lines: list[int]) -> None:
    found = problems(HEADS[language] + f"tests: {{phases: [{{{phase}}}]}}\n", code)
    assert [each.location.line for each in found] == lines
    assert all(each.location.column > len("tests: {phases: [{") for each in found)
