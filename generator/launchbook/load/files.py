"""Finds and reads the files of plans. Only this part of loading reads the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Literal

from launchbook.core.problem import Location, Message, Problem, say
from launchbook.core.yaml_codes import LETTER_CASE, MAX_BYTES, OUTSIDE, UNREADABLE

SUFFIXES = (".yml", ".yaml")
HEAD_FILES = ("plan.yml", "plan.yaml")
RUNS = "runs"
"""The folder for records of what happened: `plans/a/runs/` beside `plans/a/plan.yml`, and also beside `plans/a.yml`."""


@dataclass(frozen=True, slots=True)
class PlanFiles:
    """The files of a plan: a single file, or those of a folder, `plan.yml` first and the rest by name."""

    files: tuple[tuple[str, bytes], ...]
    """Display path and content. A byte more than the limit is read, so that too large a file is noticed."""
    runs: tuple[tuple[str, bytes], ...] = ()
    """The records of what happened, from the folder `runs/` of the plan, by name."""


def find_plans(paths: Iterable[Path], base: Path | None = None) -> tuple[list[PlanFiles], list[Problem]]:
    """The plans below the given files and folders, in path order; display paths are relative to `base`.

    A folder that holds `plan.yml` is a single plan, its other files included; elsewhere every file is a plan. Names that
    begin with `.` or `_`, and `runs/` folders, are skipped. For a path to a part of a plan, the complete plan is read.
    Symbolic links out of the folder are problems.
    """
    finder = _Finder(base or Path.cwd())
    for path in paths:
        kind = _kind(path)
        if kind == "folder":
            finder.scan(path, path.resolve())
        elif kind != "file":
            finder.refuse(path, say("there is no such file") if kind == "nothing" else say("this is not a file"))
        elif folder := _plan_folder(path):
            finder.add_folder(folder, folder.resolve())
        elif plan := _plan_beside(path):
            finder.add([plan])
        elif path.parent.name != RUNS:
            finder.add([path])
    return finder.plans, finder.problems


def _kind(path: Path) -> Literal["file", "folder", "nothing", "other"]:
    """The kind of a path. Pipes and devices are never opened: reading them might not end."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return "nothing"
    return "folder" if S_ISDIR(mode) else "file" if S_ISREG(mode) else "other"


def _plan_folder(path: Path) -> Path | None:
    """The folder of the plan to which a file, also one in `runs/`, belongs."""
    folder = path.parent.parent if path.parent.name == RUNS else path.parent
    return folder if any(_kind(folder / name) == "file" for name in HEAD_FILES) else None


def _plan_beside(path: Path) -> Path | None:
    """The single file of the plan to which a file in `runs/` belongs: `a.yml` beside the folder of `a/runs/first.yml`."""
    folder = path.parent.parent
    named = (folder.parent / (folder.name + suffix) for suffix in SUFFIXES) if path.parent.name == RUNS else ()
    return next((plan for plan in named if _kind(plan) == "file"), None)


class _Finder:
    def __init__(self, base: Path) -> None:
        self.base = base.resolve()
        self.plans: list[PlanFiles] = []
        self.problems: list[Problem] = []
        self.seen: set[Path] = set()

    def display(self, path: Path) -> str:
        """The path for messages; characters that cannot be printed are replaced."""
        try:
            shown = path.absolute().relative_to(self.base).as_posix()
        except ValueError:
            shown = path.as_posix()
        return "".join(letter if letter.isprintable() else "\ufffd" for letter in shown)

    def scan(self, folder: Path, root: Path) -> None:
        names = self.names(folder)
        if any(name in names for name in HEAD_FILES):
            self.add_folder(folder, root)
            return
        for name in names:
            path = folder / name
            if _kind(path) == "folder":
                if self.inside(path, root):
                    self.scan(path, root)
            elif path.suffix in SUFFIXES:
                self.add([path] if self.inside(path, root) else [])

    def names(self, folder: Path) -> list[str]:
        try:
            names = sorted(path.name for path in folder.iterdir() if path.name[0] not in "._" and path.name != RUNS)
            for name in names:
                self.check_case(folder / name)
            return names
        except OSError as error:
            self.refuse(folder, say("cannot be read: {reason}", reason=error.strerror or str(error)))
            return []

    def check_case(self, path: Path) -> None:
        """Report `plan.YML` and `Plan.yml`, which would be skipped silently."""
        name = path.name.lower()
        if (path.suffix not in SUFFIXES and name.endswith(SUFFIXES)) or (name in HEAD_FILES and path.name != name):
            wanted = name if name in HEAD_FILES else path.stem + path.suffix.lower()
            self.problems.append(
                Problem(
                    LETTER_CASE,
                    say("`{name}` is not read: upper and lower case count", name=path.name),
                    Location(self.display(path)),
                    (say("Rename it `{name}`.", name=wanted),),
                )
            )

    def add_folder(self, folder: Path, root: Path) -> None:
        paths = [folder / name for name in self.names(folder) if name.endswith(SUFFIXES)]
        paths.sort(key=lambda path: (path.name not in HEAD_FILES, path.name))
        self.add([path for path in paths if self.inside(path, root)])

    def inside(self, path: Path, root: Path) -> bool:
        """Whether a path may be read: a link must lead to a file inside the folder."""
        if not path.is_symlink():
            return True
        kind = _kind(path)
        if kind == "file" and path.resolve().is_relative_to(root):
            return True
        where = {"nothing": say("nowhere"), "folder": say("to a folder")}.get(kind, say("out of the plans folder"))
        self.problems.append(
            Problem(
                OUTSIDE,
                say("the symbolic link leads {where}", where=where),
                Location(self.display(path)),
                (say("Put the file itself into the plans folder. Links to folders are not followed."),),
            )
        )
        return False

    def add(self, paths: list[Path]) -> None:
        files = []
        for path in paths:
            kind = _kind(path)
            if kind in ("folder", "other"):
                self.refuse(
                    path, say("this is a folder, not a file") if kind == "folder" else say("this is not a file")
                )
            elif path.resolve() not in self.seen:
                self.seen.add(path.resolve())
                try:
                    with path.open("rb") as file:
                        files.append((self.display(path), file.read(MAX_BYTES + 1)))
                except OSError as error:
                    self.refuse(path, say("cannot be read: {reason}", reason=error.strerror or str(error)))
        if files:
            self.plans.append(PlanFiles(tuple(files), tuple(self.runs(paths[0]))))

    def runs(self, plan: Path) -> Iterator[tuple[str, bytes]]:
        """The records beside a plan. What cannot be read is told, and does not keep the plan from being built."""
        folder = (plan.parent if plan.name in HEAD_FILES else plan.with_suffix("")) / RUNS
        told = len(self.problems)
        names = self.names(folder) if _kind(folder) == "folder" and self.inside(folder, plan.parent.resolve()) else []
        paths = [folder / name for name in names if name.endswith(SUFFIXES)]
        for path in paths:
            if self.inside(path, folder.resolve()):
                try:
                    with path.open("rb") as file:
                        yield self.display(path), file.read(MAX_BYTES + 1)
                except OSError as error:
                    self.refuse(path, say("cannot be read: {reason}", reason=error.strerror or str(error)))
        self.problems[told:] = [replace(problem, grade="gap") for problem in self.problems[told:]]

    def refuse(self, path: Path, reason: Message) -> None:
        self.problems.append(Problem(UNREADABLE, reason, Location(self.display(path))))
