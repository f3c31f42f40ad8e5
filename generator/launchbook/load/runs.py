"""Reads the files of runs: what is wrong is left out and told, the rest is read. A run never keeps its plan from being built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from launchbook.core import letters
from launchbook.core.bundle import Bundle, Resolved
from launchbook.core.node import Source
from launchbook.core.problem import Finding, Path, Problem, say
from launchbook.core.runs.model import RunFile, RunRecord
from launchbook.core.source import read_source
from launchbook.core.text import UNKNOWN_KEY, WRONG_TYPE
from launchbook.load.validate import problems_of, validated

ROUNDS = 3
"""How often what is wrong is left out: what was hidden by it may be wrong, too."""
SPARED = frozenset(("note", "text", "no", "version", "build"))
"""Keys without which an event, or a run, says the same."""
_EVENT_LEFT_OUT = say("This event is left out; the rest of the run is read.")
_KEY_LEFT_OUT = say("This key is left out; the rest is read.")
_RUN_LEFT_OUT = say("The run is left out; the plan is built without it.")


@dataclass
class RunRead:
    """A run as far as it could be read, and what is wrong with it."""

    path: str
    file: RunFile | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def damaged(self) -> bool:
        """Whether something was left out."""
        return self.file is None or any(problem.severity == "warning" for problem in self.problems)


def read_runs(files: Iterable[tuple[str, bytes]]) -> list[RunRead]:
    """The runs in the given files. Pure; never raises for bad input."""
    return [read_run(path, data) for path, data in files]


def read_run(path: str, data: bytes) -> RunRead:
    """The run in the bytes of a file."""
    source = read_source(path, data)
    bundle = _bundle(source)
    run = RunRead(path, problems=_gentle(source.problems))
    for _ in range(ROUNDS):
        record, findings = validated(RunRecord, bundle.data(), bundle) if bundle.entries else (None, [])
        if record:
            run.file = RunFile(record, bundle)
            break
        run.problems += _gentle(problems_of([_told(finding) for finding in findings], RunRecord, bundle))
        lost = [_lost(finding) for finding in findings]
        if None in lost:
            break
        bundle = bundle.without(at for path in lost if path and (at := bundle.resolve(path)))
    run.problems.sort(key=lambda problem: problem.sort_key)
    return run


def _gentle(problems: Sequence[Problem]) -> list[Problem]:
    return [replace(problem, grade="gap") for problem in problems]


def _bundle(source: Source) -> Bundle:
    """The file as a tree, with letters that deceive replaced in it: they are told, and what they stand in is kept."""
    root = source.root
    if root is not None and root.kind != "mapping":
        message = say("a run is a mapping of keys, with its `events:` as a list")
        source.report(WRONG_TYPE, message, source.locate(root), _RUN_LEFT_OUT)
    if root is None or root.kind != "mapping":
        return Bundle((source,))
    for node in root.every():
        if node.kind == "scalar" and not node.text.isprintable():
            node.text = _clean(node.text)
    entries = {name: Resolved(source, key, root.items[name]) for name, key in root.keys.items()}
    return Bundle((source,), entries)


def _clean(text: str) -> str:
    cleaned = letters.CONTROL.sub("\ufffd", text)
    for suspect in reversed(list(letters.hidden(cleaned))):
        cleaned = cleaned[: suspect.at] + "\ufffd" + cleaned[suspect.at + suspect.length :]
    return cleaned


def _lost(finding: Finding) -> Path | None:
    """What is left out for a finding: a key that changes nothing else, the event that it stands in, or else the whole run."""
    path = finding.path
    spared = finding.code is UNKNOWN_KEY or (path != () and path[-1] in SPARED)
    return path if spared else path[:2] if len(path) > 1 else None


def _told(finding: Finding) -> Finding:
    """The finding, with what is left out for it."""
    lost = _lost(finding)
    help = (
        _RUN_LEFT_OUT if lost is None else _EVENT_LEFT_OUT if len(lost) == 2 and lost[0] == "events" else _KEY_LEFT_OUT
    )
    return replace(finding, help=(*finding.help, help))
