"""Problems as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from launchbook.core.problem import Problem
from launchbook.report.report import CheckReport, Told


def format_json(problems: Iterable[Problem], language: str = "en") -> list[dict[str, Any]]:
    """Objects with `path`, `line`, `column`, `code`, `grade`, `severity`, `message`, `help`, `related`; `count` if it is not 1."""
    return [_object(told) for told in CheckReport(list(problems), language=language).told]


def write(report: CheckReport) -> str:
    return json.dumps([_object(told) for told in report.told], ensure_ascii=False, indent=2)


def _object(told: Told) -> dict[str, Any]:
    problem, at = told.problem, told.at
    return {
        "path": at.path,
        "line": at.line,
        "column": at.column,
        "end_column": at.column + at.length,
        "code": problem.code.id,
        "grade": problem.grade,
        "severity": problem.severity,
        "message": told.message,
        "help": told.help,
        "related": [
            {"path": place.path, "line": place.line, "column": place.column, "message": message}
            for message, place in told.related
        ],
        "fingerprint": told.fingerprint,
        **({"count": problem.count} if problem.count > 1 else {}),
    }
