"""Problems for reviewdog, in its Diagnostic Format; a column counts bytes of UTF-8 from 1.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from __future__ import annotations

import json
from typing import Any

from launchbook.core.problem import Location
from launchbook.report.report import CheckReport, Told

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "hint": "INFO"}


def write(report: CheckReport) -> str:
    whole = {"source": {"name": "launchbook"}, "diagnostics": [_diagnostic(told) for told in report.told]}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _diagnostic(told: Told) -> dict[str, Any]:
    return {
        "message": told.whole,
        "location": _location(told.at),
        "severity": _SEVERITIES[told.problem.severity],
        "code": {"value": told.problem.code.id},
        "related_locations": [{"message": message, "location": _location(place)} for message, place in told.related],
    }


def _location(at: Location) -> dict[str, Any]:
    start, end = (_bytes(at, at.column - 1), _bytes(at, at.column - 1 + at.length))
    return {
        "path": at.path,
        "range": {"start": {"line": at.line, "column": start}, "end": {"line": at.line, "column": end}},
    }


def _bytes(at: Location, characters: int) -> int:
    return len(at.text[:characters].encode("utf-8", "surrogatepass")) + 1
