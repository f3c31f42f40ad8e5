"""What the words of a step name, against what its command names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Finding, Names, say
from launchbook.core.section import finding, rule
from launchbook.sections.variables.model import Variables

_VERSION = re.compile(
    r"(?<![\w.])(?:v\d{1,4}(?:\.\d{1,4}){0,3}|\d{1,4}\.\d{1,4}\.\d{1,5})(?![\w.]*\w)", re.IGNORECASE | re.ASCII
)
_LEAST = 3
"""A value of fewer letters stands in too many words."""


@rule("TX012", "words and command of a step disagree", "contradiction")
def done_as_said(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A step says one version, or the value of one variable, and its command has another.

    "Back to v3", and the command routes to v4: whoever is in a hurry copies the command. Correct one of the two. Only versions are
    compared (`v3`, `2.4.1`), and values that stand in `variables:`; nothing is said where the command has all that the words name, or
    names nothing else.
    """
    for row in plan.rows:
        command = str(getattr(row.value, "command", None) or "") if row.kind == "step" else ""
        if not command:
            continue
        said, done = _named(plan, str(row.value.do)), _named(plan, command)
        expected = _named(plan, str(row.value.expect or ""))
        only_said, only_done = said.keys() - done.keys(), done.keys() - said.keys() - expected.keys()
        if only_said and only_done:
            yield finding(
                (*row.path, "command"),
                say("“{title}” names {said}, and its command {done}", title=row.title,
                    said=Names([said[each] for each in sorted(only_said)]), done=Names([done[each] for each in sorted(only_done)])),
                say("Correct the command or the words."),
            )  # fmt: skip


def _named(plan: Plan, text: str) -> Mapping[str, str]:
    """The versions in a text, as they stand there by their numbers, and the values of variables."""
    versions = {found.group().lower().removeprefix("v"): found.group() for found in _VERSION.finditer(text)}
    return versions | {value: value for value in _values(plan) if value in text}


@per_plan
def _values(plan: Plan) -> frozenset[str]:
    """The values of variables that are no versions, and no part of one another."""
    variables = plan.get(Variables)
    values = {str(one.value) for one in variables.root.values() if one.value} if variables else set()
    plain = {value for value in values if len(value) >= _LEAST and not value.isdigit() and not _VERSION.search(value)}
    return frozenset(value for value in plain if not any(value != other and value in other for other in plain))
