"""A file of known warnings: an old plan is checked for what is new."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from launchbook.core.problem import Message, Problem, say
from launchbook.report.fingerprint import with_fingerprints


class Unreadable(Exception):
    """The file is no baseline."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Baseline:
    """Known problems by their fingerprints, with their code."""

    known: Mapping[str, str]

    @classmethod
    def read(cls, name: str, data: bytes) -> Baseline:
        try:
            known = {entry["fingerprint"]: entry["code"] for entry in json.loads(data)["problems"]}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Unreadable(
                say("{path}: is no baseline; write one with `--write-baseline {path}`", path=name)
            ) from error
        return cls(known)

    def split(self, problems: Sequence[Problem]) -> tuple[list[Problem], int, int]:
        """The problems that are new, how many are known, and how many entries match nothing any more."""
        printed = list(with_fingerprints(problems))
        new = [problem for problem, known in printed if known not in self.known or problem.severity == "error"]
        gone = self.known.keys() - {known for _, known in printed}
        return new, len(printed) - len(new), len(gone)


def baseline_text(problems: Iterable[Problem]) -> str:
    """The warnings as a file, in the order of their places; an error or a hint is never known."""
    listed = [(problem, known) for problem, known in with_fingerprints(problems) if problem.severity == "warning"]
    entries = [
        {"path": problem.location.path, "code": problem.code.id, "fingerprint": known}
        for problem, known in sorted(listed, key=lambda each: each[0].sort_key)
    ]
    return json.dumps({"problems": entries}, ensure_ascii=False, indent=1) + "\n"
