"""Filters problems of the schema: drops those that only follow from others, and reports deceptive letters as a cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from pydantic import BaseModel

from launchbook.core import letters
from launchbook.core.bundle import Bundle, Resolved
from launchbook.core.letters import Suspect
from launchbook.core.node import Filled
from launchbook.core.problem import Finding, Names, Path, Problem, Rejected, say
from launchbook.core.text import MISSING, UNKNOWN_KEY, WRONG_TYPE, Id, Parsed
from launchbook.core.variables import PLACE
from launchbook.core.yaml_codes import DECEIVING
from launchbook.load.shape import choices_at, keys_at, type_at

MOST = 20
"""Maximum number of letters that are reported for one text."""


def located(findings: Sequence[Finding], model: type[BaseModel], bundle: Bundle) -> list[Problem]:
    """The findings with their places. Where deceptive letters are the cause, the letters are reported instead."""
    problems: list[Problem] = []
    deceived: set[Path] = set()
    others: list[Finding] = []
    for finding in findings:
        at = bundle.resolve(finding.path)
        if (at is None and not bundle.complete) or broken(finding, bundle):
            continue
        if at and (suspects := _cause(finding, at, model)):
            deceived.add(finding.path)
            problems += _letters(finding, at, suspects)
        else:
            others.append(finding)
    above = {path[:-1] for path in deceived}
    return problems + [
        bundle.place(_about_blanks(finding, bundle))
        for finding in others
        if not (finding.code is MISSING and finding.path in above)
        and deceived.isdisjoint(finding.path[:length] for length in range(1, len(finding.path) + 1))
    ]


def _about_blanks(finding: Finding, bundle: Bundle) -> Finding:
    """The finding, with more help where a variable without a value stands in place of a time, a number, or another word of the language"""
    at = bundle.resolve(finding.path)
    node = at.value if at else None
    if not isinstance(node, Filled) or finding.on_key:
        return finding
    blanks = [match[0] for match in PLACE.finditer(node.text) if match["name"] in node.variables]
    help = (say("There is no value yet for {names}, and here one is needed.", names=Names(blanks)),) if blanks else ()
    return replace(finding, help=(*help, *finding.help))


def broken(finding: Finding, bundle: Bundle) -> bool:
    """Whether a problem was reported here while reading."""
    at = bundle.resolve(finding.path)
    if at is None:
        return False
    node = at.key if finding.on_key and finding.code is not MISSING and at.key.kind == "scalar" else at.value
    return node.broken or any(letters.hidden(node.text))


def _cause(finding: Finding, at: Resolved, model: type[BaseModel]) -> list[Suspect]:
    """The deceptive letters in a text that would be valid without them."""
    node = at.key if finding.on_key else at.value
    if finding.code is MISSING or node.kind != "scalar" or node.text.isascii():
        return []
    meant = letters.plain(node.text)
    if finding.on_key:
        name = meant.partition(":")[0].strip()
        fits = name in keys_at(model, finding.path[:-1]) if finding.code is UNKNOWN_KEY else _fits(Id, name)
        fits = fits or (finding.code is UNKNOWN_KEY and node.text[-1:] in tuple("］】｝"))
    else:
        fits = meant in choices_at(model, finding.path) or _fits(type_at(model, finding.path), meant)
    if fits:
        return list(islice((letters.in_key if finding.on_key else letters.in_word)(node.text), MOST))
    if finding.code is WRONG_TYPE or node.text.partition("：")[0] in keys_at(model, finding.path):
        return list(letters.in_malformed(node.text, bracket=False, comma=False))
    return []


def _fits(kind: object, text: str) -> bool:
    if not (isinstance(kind, type) and issubclass(kind, Parsed)):
        return False
    try:
        kind.parse(text)
    except Rejected:
        return False
    return True


def _letters(finding: Finding, at: Resolved, suspects: Iterable[Suspect]) -> list[Problem]:
    node = at.key if finding.on_key else at.value
    if start := at.source.start_of(node):
        return [at.source.deception(suspect, node.line, start) for suspect in suspects]
    place = at.location(finding.on_key)
    return _over_lines(at) or [Problem(DECEIVING, suspect.message, place, (suspect.help,)) for suspect in suspects]


def _over_lines(at: Resolved) -> list[Problem]:
    """The letters on lines that YAML took for a single text."""
    problems: list[Problem] = []
    column = at.value.column
    for number, line in enumerate(at.source.lines[at.value.line - 1 :], at.value.line):
        suspects = list(letters.in_malformed(line[column - 1 :], bracket=False, comma=False))
        if not suspects:
            break
        problems += (at.source.deception(suspect, number, column) for suspect in suspects)
        column = 1
    return problems


def without_echoes(findings: Sequence[Finding]) -> list[Finding]:
    """The findings without missing keys that were only misspelt: the unknown key is reported."""
    suggested = {
        (finding.path[:-1], str(finding.help[0].params.get("name")))
        for finding in findings
        if finding.code is UNKNOWN_KEY and finding.help
    }
    return [
        finding
        for finding in findings
        if not (finding.code is MISSING and (finding.path, str(finding.message.params["key"])) in suggested)
    ]
