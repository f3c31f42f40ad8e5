"""Findings that say one sentence about many places, told as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import wraps
from typing import Any

from launchbook.core.problem import Finding, say
from launchbook.core.section import Check

FEW = 3
"""So many findings of one sentence stand by themselves."""
MOST = 20
"""So many places are told beside the first."""


def folded(check: Check) -> Check:
    """Below `@rule`: where more than a few findings say one sentence, the first stands for all and counts the others.

    The others are its related places, each with its own words. A page of one sentence hides the other sentences.
    """

    @wraps(check)
    def told(model: Any, other: Any) -> Iterator[Finding]:
        alike: dict[tuple[str, object], list[Finding]] = {}
        for finding in check(model, other):
            alike.setdefault((finding.message.msgid, finding.severity), []).append(finding)
        for findings in alike.values():
            yield from findings if len(findings) <= FEW else (_counted(findings),)

    return told


def _counted(findings: list[Finding]) -> Finding:
    first, *others = findings
    return replace(
        first,
        message=say("{first}; the same holds in {count} more places", first=first.message, count=len(others)),
        related=(*first.related, *((finding.message, finding.path) for finding in others[:MOST])),
    )
