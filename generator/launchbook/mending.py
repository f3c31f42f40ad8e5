"""Mends what is certain in the files of plans; comments, quotes and layout stay as they are.

What is mended: a weekday that is not that of its date (the date is what everything is computed from), a full-width mark where YAML wants
its own, a renamed key, and `status: planned` of a task that is finished to 100 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from launchbook.core.datewords import in_style_of, weekday_in
from launchbook.core.letters import own_of
from launchbook.core.node import starts_of_lines
from launchbook.core.problem import Problem
from launchbook.load import PlanFiles
from launchbook.migrate import renamed_key
from launchbook.site import Builder

ROUNDS = 20
"""How often files are read again: while a mark is wrong, what stands behind it is not seen."""
_BOM = "\ufeff"


@dataclass(frozen=True)
class Edit:
    """A part of a text, by its index, and what takes its place."""

    start: int
    end: int
    new: str


def mended(
    files: PlanFiles, as_of: datetime, wanted: Callable[[Problem], bool] = lambda problem: True
) -> Mapping[str, bytes]:
    """The files that change, with their new content. What would bring another error with it is left as it was."""
    texts = dict(files.files)
    refused: set[tuple[str, str, int]] = set()
    problems = _problems(texts, files, as_of)
    for _ in range(ROUNDS):
        todo = [problem for problem in problems if wanted(problem) and _known(problem) not in refused]
        new = {
            path: _edited(data, [problem for problem in todo if problem.location.path == path])
            for path, data in texts.items()
        }
        if new == texts:
            break
        after = _problems(new, files, as_of)
        if _worse(problems, after, todo):
            new, after, refused = _one_by_one(texts, files, as_of, todo, problems, refused)
        texts, problems = new, after
    return {path: texts[path] for path, data in files.files if texts[path] != data}


def _one_by_one(
    texts: dict[str, bytes], files: PlanFiles, as_of: datetime, todo: Sequence[Problem], problems: Sequence[Problem],
    refused: set[tuple[str, str, int]],
) -> tuple[dict[str, bytes], Sequence[Problem], set[tuple[str, str, int]]]:  # fmt: skip
    """The first edit that makes nothing worse; those before it are refused from now on."""
    for problem in todo:
        path = problem.location.path
        new = texts | ({path: _edited(texts[path], [problem])} if path in texts else {})
        if new != texts and not _worse(problems, after := _problems(new, files, as_of), [problem]):
            return new, after, refused
        refused = refused | {_known(problem)}
    return texts, problems, refused


def _known(problem: Problem) -> tuple[str, str, int]:
    return (problem.code.id, problem.location.text, problem.location.column)


def _problems(texts: Mapping[str, bytes], files: PlanFiles, as_of: datetime) -> Sequence[Problem]:
    checked, _ = Builder().check([PlanFiles(tuple(texts.items()), files.runs)], as_of, whole=False)
    return checked[0].problems


def _worse(before: Sequence[Problem], after: Sequence[Problem], mended: Iterable[Problem]) -> bool:
    """Whether an edit was none: there are errors where there were none, or a line that was edited cannot be read now.

    Elsewhere more errors may come to light: while a file cannot be read, what stands behind the place is not seen.
    """
    lines = {(problem.location.path, problem.location.line) for problem in mended if problem.code.id in _EDITS}
    errors = [[problem for problem in found if problem.grade == "error"] for found in (before, after)]
    torn = (problem for problem in errors[1] if problem.code.id.startswith("YA") and problem.code.id not in _EDITS)
    return (not errors[0] and bool(errors[1])) or any(
        (problem.location.path, problem.location.line) in lines for problem in torn
    )


def _edited(data: bytes, problems: Iterable[Problem]) -> bytes:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    body = text.removeprefix(_BOM)
    starts = starts_of_lines(body)
    edits = {}
    for problem in problems:
        make = _EDITS.get(problem.code.id)
        at = problem.location
        if make and at.line <= len(starts) and (edit := make(problem, body, starts[at.line - 1] + at.column - 1)):
            edits[edit.start] = edit
    parts, end = [text[: len(text) - len(body)]], 0
    for edit in sorted(edits.values(), key=lambda edit: edit.start):
        if edit.start >= end:
            parts += [body[end : edit.start], edit.new]
            end = edit.end
    return "".join([*parts, body[end:]]).encode("utf-8")


def _weekday(problem: Problem, body: str, start: int) -> Edit | None:
    """The weekday of the date, in the words in which the other one was written."""
    day = problem.message.params["day"]
    line_end = body.find("\n", start)
    text = body[start : line_end if line_end >= 0 else len(body)][: len(str(problem.message.params["text"])) + 2]
    found = weekday_in(text)
    new = in_style_of(found.group(), day.weekday()) if found else None  # type: ignore[attr-defined]
    return Edit(start + found.start(), start + found.end(), new) if found and new else None


def _mark(problem: Problem, body: str, start: int) -> Edit | None:
    """YAML's own mark for the one that looks like it, with the blank that YAML wants behind it.

    What opens a bracket, a quotation or a remark may as well begin a text that wants quotes.
    """
    own = own_of(body[start : start + 1])
    if problem.location.length != 1 or own is None or own in "[{#\"'":
        return None
    behind = body[start + 1 : start + 2]
    space = " " if own in ":,-" and behind.strip() else ""
    return Edit(start, start + 1, own + space)


def _key(problem: Problem, body: str, start: int) -> Edit | None:
    return Edit(*renamed_key(body, start, str(problem.message.params["new"])))


def _done(problem: Problem, body: str, start: int) -> Edit | None:
    """A task that is finished to 100 % is done."""
    progress = problem.message.params.get("progress")
    word = problem.location.text[problem.location.column - 1 :][: problem.location.length]
    finished = progress is not None and getattr(progress, "value", 0) == 100 and word == "planned"
    return Edit(start, start + len(word), "done") if finished else None


_EDITS: Mapping[str, Callable[[Problem, str, int], Edit | None]] = {
    "TM008": _weekday,
    "CA013": _weekday,
    "YA018": _mark,
    "PL008": _key,
    "TL013": _done,
}
"""How a problem of a code is mended; None where it is not certain."""
