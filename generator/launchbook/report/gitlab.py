"""Problems as a Code Quality report of GitLab.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from typing import Any

from launchbook.core.problem import Grade
from launchbook.report.report import CheckReport, Told

_SEVERITIES: dict[Grade, str] = {
    "error": "blocker",
    "contradiction": "critical",
    "danger": "major",
    "gap": "minor",
    "hint": "info",
}


def write(report: CheckReport) -> str:
    return json.dumps([_issue(told) for told in report.told], ensure_ascii=False, indent=2)


def _issue(told: Told) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": told.problem.code.id,
        "description": f"{told.problem.code.id}: {told.message}",
        "content": {"body": told.help},
        "categories": ["Bug Risk"],
        "severity": _SEVERITIES[told.problem.grade],
        "fingerprint": told.fingerprint,
        "location": {
            "path": told.at.path,
            "lines": {"begin": told.at.line, "end": told.at.line},
        },
        "other_locations": [
            {"path": place.path, "lines": {"begin": place.line, "end": place.line}} for _, place in told.related
        ],
    }
