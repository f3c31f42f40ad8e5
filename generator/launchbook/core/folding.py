"""Many problems with the same wording, reported as a single one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from launchbook.core.groups import grouped
from launchbook.core.problem import Problem, say

FEW = 3
"""Maximum number of problems with the same wording that are reported separately."""
MOST = 20
"""Maximum number of related places."""


def fold(problems: Iterable[Problem]) -> Iterator[Problem]:
    """More than `FEW` problems with one msgid and one help become the first of them, which counts the others.

    The rest become its related places, with their own messages. Repetition would hide other problems.
    """
    alike = grouped(
        ((problem.message.msgid, problem.grade, *(message.msgid for message in problem.help)), problem)
        for problem in problems
    )
    for group in alike.values():
        yield from group if len(group) <= FEW else (_counted(group),)


def _counted(problems: list[Problem]) -> Problem:
    first, *others = problems
    return replace(
        first,
        message=say("{first}; the same holds in {count} more places", first=first.message, count=len(others)),
        related=(*first.related, *((problem.message, problem.location) for problem in others[:MOST])),
    )
