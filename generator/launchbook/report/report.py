"""What a check came to, as the formats of other tools need it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from launchbook.core.acceptance import Accepted
from launchbook.core.grades import WORDS
from launchbook.core.problem import Location, Message, Problem, Translate
from launchbook.discovery.catalogues import translator
from launchbook.report.fingerprint import with_fingerprints
from launchbook.report.words import safe_text


@dataclass(frozen=True)
class Told:
    """A problem in words."""

    problem: Problem
    fingerprint: str
    """32 hexadecimal digits that stay when lines move."""
    translate: Translate
    fails: bool
    """Whether it fails the check."""
    why: str = ""
    """The reason for which it was accepted; empty for what stands."""

    @property
    def at(self) -> Location:
        return self.problem.location

    @property
    def message(self) -> str:
        return self.safe(self.problem.message)

    @property
    def help(self) -> str:
        return " ".join(self.safe(help) for help in self.problem.help)

    @property
    def grade(self) -> str:
        return WORDS[self.problem.grade].render(self.translate)

    @property
    def related(self) -> list[tuple[str, Location]]:
        return [(self.safe(message), at) for message, at in self.problem.related]

    @property
    def whole(self) -> str:
        """Message and help as one text."""
        return f"{self.message}\n{self.help}" if self.help else self.message

    def safe(self, message: Message) -> str:
        return safe_text(self.problem, message, self.translate)


@dataclass(frozen=True)
class CheckReport:
    """The outcome of a check. Paths are those of the command line, relative to where it ran, with `/`."""

    problems: Sequence[Problem]
    files: Sequence[str] = ()
    """All files that were read."""
    accepted: Sequence[Accepted] = ()
    language: str = "en"
    fails: Callable[[Problem], bool] = lambda problem: problem.grade == "error"

    @property
    def told(self) -> list[Told]:
        return [self._told(problem, known) for problem, known in with_fingerprints(self.problems)]

    @property
    def told_accepted(self) -> list[Told]:
        """What was accepted, with the reasons."""
        printed = with_fingerprints(accepted.problem for accepted in self.accepted)
        pairs = zip(printed, self.accepted, strict=True)
        return [self._told(problem, known, str(accepted.why)) for (problem, known), accepted in pairs]

    def _told(self, problem: Problem, known: str, why: str = "") -> Told:
        translate = translator(self.language, problem.code.context)
        return Told(problem, known, translate, not why and self.fails(problem), why)
