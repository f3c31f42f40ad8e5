"""Problems as SARIF 2.1.0, for code scanning. What was accepted is there, too, as suppressed.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from launchbook import __version__
from launchbook.core.problem import Code, Location, severity_of
from launchbook.discovery.catalogues import reference_language, translator
from launchbook.report.report import CheckReport, Told

_LEVELS = {"error": "error", "warning": "warning", "hint": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write(report: CheckReport) -> str:
    told = [*report.told, *report.told_accepted]
    codes = {each.problem.code.id: each.problem.code for each in told}
    places = {id: at for at, id in enumerate(sorted(codes))}
    driver = {
        "name": "launchbook",
        "semanticVersion": __version__,
        "rules": [_rule(codes[id], report.language) for id in places],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, places[each.problem.code.id]) for each in told],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: Code, language: str) -> dict[str, Any]:
    words = translator(f"reference.{reference_language(language)}")
    first, *rest = (words(" ".join(part.split())) for part in code.doc.split("\n\n"))
    return {
        "id": code.id,
        "shortDescription": {"text": translator(language, code.context)(code.title)},
        "fullDescription": {"text": first},
        "help": {"text": "\n\n".join([first, *rest]), "markdown": "\n\n".join([first, *rest])},
        "defaultConfiguration": {"level": _LEVELS[severity_of(code.grade)]},
        "properties": {"tags": [code.grade]},
    }


def _result(told: Told, index: int) -> dict[str, Any]:
    problem = told.problem
    related = [
        {"id": number, "message": {"text": message}, **_location(place)}
        for number, (message, place) in enumerate(told.related)
    ]
    suppressed = [{"kind": "inSource", "justification": told.why}] if told.why else []
    return {
        "ruleId": problem.code.id,
        "ruleIndex": index,
        "level": _LEVELS[problem.severity],
        "message": {"text": told.whole},
        "locations": [_location(told.at)],
        "relatedLocations": related,
        "partialFingerprints": {"launchbook/v1": told.fingerprint},
        "properties": {"grade": problem.grade},
        **({"suppressions": suppressed} if suppressed else {}),
    }


def _location(at: Location) -> dict[str, Any]:
    region = {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.line,
        "endColumn": at.column + at.length,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(at.path)}, "region": region}}


def _uri(path: str) -> str:
    return quote(path)
