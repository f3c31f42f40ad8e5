"""Problems as JUnit XML, which nearly every build server shows: a suite for each file, a case for each problem.

What fails the check is a failure, what does not is skipped; a file without problems is a case that passes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from launchbook.core.groups import grouped
from launchbook.report.report import CheckReport, Told

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: CheckReport) -> str:
    by_file = grouped((told.at.path, told) for told in report.told)
    files = dict.fromkeys((*report.files, *by_file))
    suites = [_suite(path, by_file.get(path, [])) for path in files]
    whole = ElementTree.Element(
        "testsuites", _counts([told for alike in by_file.values() for told in alike], len(files))
    )
    whole.set("name", "launchbook")
    whole.extend(suites)
    ElementTree.indent(whole)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(whole, "unicode")


def _suite(path: str, problems: Sequence[Told]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", {"name": _text(path), **_counts(problems, 1)})
    for told in problems:
        where = {"file": _text(path), "line": str(told.at.line)}
        case = ElementTree.SubElement(suite, "testcase", {"name": _name(told), "classname": _text(path), **where})
        if told.fails:
            failure = ElementTree.SubElement(
                case, "failure", {"type": told.problem.grade, "message": _text(told.message)}
            )
            failure.text = _text(f"{told.at}\n{told.whole}")
        else:
            ElementTree.SubElement(case, "skipped", {"message": _text(f"{told.grade}: {told.message}")})
    if not problems:
        ElementTree.SubElement(suite, "testcase", {"name": "check", "classname": _text(path)})
    return suite


def _counts(problems: Sequence[Told], files: int) -> dict[str, str]:
    failing = sum(told.fails for told in problems)
    passing = files - len({told.at.path for told in problems})
    return {
        "tests": str(len(problems) + passing),
        "failures": str(failing),
        "errors": "0",
        "skipped": str(len(problems) - failing),
        "time": "0",
    }


def _name(told: Told) -> str:
    return _text(f"{told.problem.code.id} {told.message} [{told.fingerprint[:8]}]")


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
