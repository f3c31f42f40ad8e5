"""Finding the files of plans on disk. The only part of loading that reads it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from launchbook.core.problem import Location, Problem, say
from launchbook.core.source import MAX_BYTES, OUTSIDE, UNREADABLE

SUFFIXES = (".yml", ".yaml")
HEAD_FILES = ("plan.yml", "plan.yaml")


@dataclass(frozen=True, slots=True)
class PlanFiles:
    """The files of one plan, as bytes: one file, or a folder with `plan.yml` first and the rest by name."""

    files: tuple[tuple[str, bytes], ...]
    """Display path and content. One byte more than the limit is read, so that too large a file is known as such."""


def find_plans(paths: Iterable[Path], base: Path | None = None) -> tuple[list[PlanFiles], list[Problem]]:
    """The plans below the given files and folders, in path order; display paths are relative to `base`.

    A folder that holds `plan.yml` is one plan, its other files included; elsewhere each file is a plan. Names that
    begin with `.` or `_`, and `runs/` folders, are passed over. Symbolic links out of the folder are problems.
    """
    finder = _Finder(base or Path.cwd())
    for path in paths:
        if path.is_dir():
            finder.scan(path, path.resolve())
        elif head := next((path.parent / name for name in HEAD_FILES if (path.parent / name).is_file()), None):
            finder.add_folder(head.parent, head.parent.resolve())
        else:
            finder.add([path])
    return finder.plans, finder.problems


class _Finder:
    def __init__(self, base: Path) -> None:
        self.base = base.resolve()
        self.plans: list[PlanFiles] = []
        self.problems: list[Problem] = []
        self.seen: set[Path] = set()

    def display(self, path: Path) -> str:
        try:
            return path.absolute().relative_to(self.base).as_posix()
        except ValueError:
            return path.as_posix()

    def scan(self, folder: Path, root: Path) -> None:
        names = self.names(folder)
        if any(name in names for name in HEAD_FILES):
            self.add_folder(folder, root)
            return
        for name in names:
            path = folder / name
            if not self.inside(path, root):
                continue
            if path.is_dir():
                self.scan(path, root)
            elif path.suffix in SUFFIXES:
                self.add([path])

    def names(self, folder: Path) -> list[str]:
        try:
            return sorted(name for name in os.listdir(folder) if name[0] not in "._" and name != "runs")
        except OSError as error:
            self.unreadable(folder, error)
            return []

    def add_folder(self, folder: Path, root: Path) -> None:
        paths = [folder / name for name in self.names(folder) if name.endswith(SUFFIXES)]
        paths.sort(key=lambda path: (path.name not in HEAD_FILES, path.name))
        self.add([path for path in paths if self.inside(path, root) and path.is_file()])

    def inside(self, path: Path, root: Path) -> bool:
        """Whether a path may be read: a link must lead to a file inside the folder."""
        if not path.is_symlink():
            return True
        target = path.resolve()
        if target.is_file() and target.is_relative_to(root):
            return True
        where = say("nowhere") if not target.exists() else say("to a folder") if target.is_dir() else say("out of the plans folder")
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
            if path.resolve() in self.seen:
                continue
            self.seen.add(path.resolve())
            try:
                with path.open("rb") as file:
                    files.append((self.display(path), file.read(MAX_BYTES + 1)))
            except OSError as error:
                self.unreadable(path, error)
        if files:
            self.plans.append(PlanFiles(tuple(files)))

    def unreadable(self, path: Path, error: OSError) -> None:
        self.problems.append(
            Problem(UNREADABLE, say("cannot be read: {reason}", reason=error.strerror or str(error)), Location(self.display(path)))
        )
