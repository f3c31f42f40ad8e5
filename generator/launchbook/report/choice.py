"""Which problems are told, and which fail a check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from launchbook.core.problem import GRADES, Grade, Problem
from launchbook.discovery.codes import codes_by_id

HINTED = 10
"""Maximum number of plans of which hints are told unasked."""


@dataclass(frozen=True)
class Chosen:
    """What was chosen on the command line. Codes may be beginnings of codes: `RB` is everything about rollbacks."""

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    grade: Grade | None = None
    """The least grade that is told; None tells all, hints only of few plans."""
    fail_on: Grade = "error"
    """The least grade that fails."""

    def tells(self, problem: Problem) -> bool:
        """An error is always told: while there is one, the rules are not asked."""
        if problem.grade == "error":
            return True
        chosen = not self.select or problem.code.id.startswith(tuple(self.select))
        left_out = bool(self.ignore) and problem.code.id.startswith(tuple(self.ignore))
        return chosen and not left_out and at_least(problem.grade, self.grade or "hint")

    def hints(self, plans: int = 1) -> bool:
        """Whether hints of so many plans are told. Of many they would be a wall, and finding them takes as long as all the rest."""
        return self.grade == "hint" or (self.grade is None and plans <= HINTED)

    def fails(self, problems: Iterable[Problem]) -> bool:
        return any(at_least(problem.grade, self.fail_on) for problem in problems)


def at_least(grade: Grade, least: Grade) -> bool:
    """Whether a grade is another one or worse."""
    return GRADES.index(grade) <= GRADES.index(least)


def codes_named(text: str) -> list[str]:
    """The codes, or beginnings of codes, of a list with commas. ValueError: one that begins no code."""
    names = [name.upper() for name in text.replace(",", " ").split()]
    for name in names:
        if not any(code.startswith(name) for code in codes_by_id()):
            raise ValueError(name)
    return names
