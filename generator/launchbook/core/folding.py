"""Findings of one wording at many places, reported as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import wraps
from typing import Any

from launchbook.core.problem import Finding, say
from launchbook.core.section import Check

FEW = 3
"""Maximum number of findings of one wording that are reported one by one."""
MOST = 20
"""Maximum number of related places."""


def folded(check: Check) -> Check:
    """Below `@rule`: more than `FEW` findings with one msgid become the first of them, which counts the others.

    The others are its related places, each with its own words. Repetition would hide other findings.
    """

    @wraps(check)
    def folding(model: Any, other: Any) -> Iterator[Finding]:
        alike: dict[tuple[str, object], list[Finding]] = {}
        for finding in check(model, other):
            alike.setdefault((finding.message.msgid, finding.severity), []).append(finding)
        for findings in alike.values():
            yield from findings if len(findings) <= FEW else (_counted(findings),)

    return folding


def _counted(findings: list[Finding]) -> Finding:
    first, *others = findings
    return replace(
        first,
        message=say("{first}; the same holds in {count} more places", first=first.message, count=len(others)),
        related=(*first.related, *((finding.message, finding.path) for finding in others[:MOST])),
    )
