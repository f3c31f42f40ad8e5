"""Problems as text for people, and in the formats of other tools."""

from collections.abc import Callable, Mapping

from launchbook.report import github, gitlab, json, junit, rdjson, sarif
from launchbook.report.json import format_json
from launchbook.report.report import CheckReport
from launchbook.report.text import format_text, summary, width
from launchbook.report.words import without_secrets

FORMATS: Mapping[str, Callable[[CheckReport], str]] = {
    "json": json.write,
    "github": github.write,
    "gitlab": gitlab.write,
    "sarif": sarif.write,
    "rdjson": rdjson.write,
    "junit": junit.write,
}
"""The formats for programs; `text` is for people."""

__all__ = ["FORMATS", "CheckReport", "format_json", "format_text", "summary", "width", "without_secrets"]
