"""What a problem is known by, also after lines were moved: its file, its code and the text of its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from launchbook.core.problem import Problem
from launchbook.report.words import MASKED


def with_fingerprints(problems: Iterable[Problem]) -> Iterator[tuple[Problem, str]]:
    """Each problem with its fingerprint, 32 hexadecimal digits. Of several that are alike, the first is the first in its file."""
    seen = Counter[tuple[str, ...]]()
    prints: dict[int, str] = {}
    listed = list(problems)
    for at in sorted(range(len(listed)), key=lambda at: listed[at].sort_key):
        known = _known_by(listed[at])
        prints[at] = sha256("\0".join((*known, str(seen[known]))).encode()).hexdigest()[:32]
        seen[known] += 1
    yield from ((problem, prints[at]) for at, problem in enumerate(listed))


def _known_by(problem: Problem) -> tuple[str, ...]:
    """A line with a secret is left out: it could be guessed from its digest."""
    at = problem.location
    words = "" if problem.code.id in MASKED else " ".join(at.text.split())
    part = "" if problem.code.id in MASKED else at.text[at.column - 1 : at.column - 1 + at.length]
    return (at.path, problem.code.id, words, part)
