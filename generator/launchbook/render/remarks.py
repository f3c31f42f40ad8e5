"""What is wrong with a plan, as its front page tells it: the worst first, three of each grade, the rest folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from launchbook.core.grades import MEANING, counted
from launchbook.core.groups import grouped
from launchbook.core.problem import GRADES, Grade, Message, Problem

SHOWN = 3
"""How many remarks of a grade are shown; the rest are folded."""


@dataclass(frozen=True)
class Graded:
    """The remarks of one grade."""

    grade: Grade
    problems: Sequence[Problem]

    @property
    def counted(self) -> Message:
        return counted(self.grade, sum(problem.count for problem in self.problems))

    @property
    def meaning(self) -> Message:
        return MEANING[self.grade]

    @property
    def worst(self) -> Sequence[Problem]:
        return self.problems[:SHOWN]

    @property
    def rest(self) -> Sequence[Problem]:
        return self.problems[SHOWN:]


def graded(problems: Iterable[Problem]) -> list[Graded]:
    """Remarks by grade, the worst grade first. Of each the first of every code, then the second of every code: none hides the others."""
    by_grade = grouped((problem.grade, problem) for problem in problems)
    return [Graded(grade, _in_turn(by_grade[grade])) for grade in GRADES if grade in by_grade]


def _in_turn(problems: Iterable[Problem]) -> list[Problem]:
    by_code = grouped((problem.code.id, problem) for problem in problems)
    return [problem for rank in zip_longest(*by_code.values()) for problem in rank if problem]
