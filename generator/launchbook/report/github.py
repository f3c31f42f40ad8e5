"""Problems as commands of a GitHub workflow, which shows them beside the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from launchbook.report.report import CheckReport, Told

_COMMANDS = {"error": "error", "warning": "warning", "hint": "notice"}


def write(report: CheckReport) -> str:
    return "\n".join(_command(told) for told in report.told)


def _command(told: Told) -> str:
    at = told.at
    properties = {
        "file": at.path,
        "line": at.line,
        "endLine": at.line,
        "col": at.column,
        "endColumn": at.column + at.length,
        "title": f"{told.problem.code.id} {told.grade}",
    }
    said = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    places = "".join(f"\n{message}: {place}" for message, place in told.related)
    return f"::{_COMMANDS[told.problem.severity]} {said}::{_data(told.whole + places)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
