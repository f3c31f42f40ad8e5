"""Many findings with the same wording, reported as a single one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from launchbook.core.problem import Finding, say

FEW = 3
"""Maximum number of findings with the same wording that are reported separately."""
MOST = 20
"""Maximum number of related places."""


def fold(findings: Iterable[Finding]) -> Iterator[Finding]:
    """More than `FEW` findings with one msgid and one help become the first of them, which counts the others.

    The rest become its related places, with their own messages. Repetition would hide other findings.
    """
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        help = tuple(message.msgid for message in finding.help)
        alike.setdefault((finding.message.msgid, finding.severity, help), []).append(finding)
    for group in alike.values():
        yield from group if len(group) <= FEW else (_counted(group),)


def _counted(findings: list[Finding]) -> Finding:
    first, *others = findings
    return replace(
        first,
        message=say("{first}; the same holds in {count} more places", first=first.message, count=len(others)),
        related=(*first.related, *((finding.message, finding.path) for finding in others[:MOST])),
    )
