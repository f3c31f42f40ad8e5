"""When plans were last changed, and what they said before, from the history that git keeps. The only module that runs another
program.

One call for all plans, and one for all earlier files. What git does not know (a plan that is new, or edited and not committed; no
git, no repository) was changed when the site is built. A shallow clone may give a later time than a full one, but times never go back.
"""

from __future__ import annotations

import hashlib
import math
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from launchbook.load import PlanFiles
from launchbook.load.files import HEAD_FILES, SUFFIXES

TIMEOUT = 10
"""Seconds after which a build goes on without an answer."""
KEPT = 8
"""How many earlier states of a plan printed sheets are compared with."""
PAPER = timedelta(days=60)
"""How old a sheet may be that somebody still holds."""
_COMMIT = b"\x01"
_State = tuple[int, Mapping[str, str]]
"""A time, and the names of contents by path."""


@dataclass(frozen=True)
class Commit:
    time: int
    """Seconds since 1970."""
    blobs: Mapping[str, str]
    """What it changed: by path the name of the new content, of zeros where the file was removed."""


class History:
    """The commits of plans along the first parents, the newest first. Paths are relative to `base`.

    Merges count as the change that they bring to the branch, so that the dates of a branch only grow.
    """

    def __init__(self, base: Path, sources: Sequence[PlanFiles]) -> None:
        self.base, self.sources = base, sources
        folders = sorted({path.partition("/")[0] for plan in sources for path, _ in plan.files})
        self.commits = _commits(base, folders) if folders else ()

    def revisions(self, as_of: datetime) -> dict[str, datetime]:
        """The last change of every plan, by the path of its first file."""
        newest: dict[str, tuple[int, str]] = {}
        for commit in self.commits:
            for path, blob in commit.blobs.items():
                newest.setdefault(path, (commit.time, blob))
        return {plan.files[0][0]: _changed(plan, newest, as_of) for plan in self.sources}

    def earlier(self, as_of: datetime) -> dict[str, list[tuple[datetime, PlanFiles]]]:
        """Every plan as it was committed, with the time of that, the newest first, by the path of its first file.

        At most `KEPT` of each, and none that was replaced more than `PAPER` ago.
        """
        since = (as_of - PAPER).timestamp()
        states = {plan: _in_force(found, since) for plan, found in self._states().items()}
        names = {blob for found in states.values() for _, blobs in found for blob in blobs.values()}
        contents = _contents(self.base, names)
        return {plan: list(_read(found, contents)) for plan, found in states.items()}

    def _states(self) -> dict[str, list[_State]]:
        """The files of every plan after each commit that changed it, the oldest first."""
        homes = {_home(plan): plan.files[0][0] for plan in self.sources}
        present: dict[str, dict[str, str]] = {home: {} for home in homes}
        states: dict[str, list[_State]] = {plan: [] for plan in homes.values()}
        for commit in reversed(self.commits):
            touched = {}
            for path, blob in commit.blobs.items():
                home = path if path in homes else path.rpartition("/")[0]
                if home in homes and _is_part(path):
                    present[home][path] = blob
                    touched[home] = homes[home]
            for home, plan in touched.items():
                there = {path: blob for path, blob in present[home].items() if blob.strip("0")}
                states[plan].append((commit.time, there))
        return states


def _home(plan: PlanFiles) -> str:
    """The folder of a plan, or its only file."""
    folder, _, name = plan.files[0][0].rpartition("/")
    return folder if name in HEAD_FILES else plan.files[0][0]


def _is_part(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith(SUFFIXES) and name[0] not in "._"


def _in_force(states: list[_State], since: float) -> list[_State]:
    """The newest states first, without those that were replaced before a time."""
    following = [time for time, _ in states[1:]] + [math.inf]
    return [state for state, until in zip(states, following, strict=bool(states)) if until >= since][: -KEPT - 1 : -1]


def _read(states: Iterable[_State], contents: Mapping[str, bytes]) -> Iterator[tuple[datetime, PlanFiles]]:
    """The states of a plan whose files are all at hand: a partial clone may lack some."""
    for time, blobs in states:
        paths = sorted(blobs, key=lambda path: (path.rpartition("/")[2] not in HEAD_FILES, path))
        if paths and all(blobs[path] in contents for path in paths):
            yield datetime.fromtimestamp(time, UTC), PlanFiles(tuple((path, contents[blobs[path]]) for path in paths))


def _changed(plan: PlanFiles, history: dict[str, tuple[int, str]], as_of: datetime) -> datetime:
    """The time of the latest commit of its files; not earlier than now where a file differs from its commit.

    The date never goes back when an edit is committed or undone on the same day, because it is the later of the two.
    """
    commits = [history.get(path) for path, _ in plan.files]
    folder, _, head = plan.files[0][0].rpartition("/")
    gone = {path for path in history if path.rpartition("/")[0] == folder} if head in HEAD_FILES else set()
    times = [
        datetime.fromtimestamp(history[path][0], UTC) for path in {*gone, *(p for p, _ in plan.files)} & history.keys()
    ]
    as_committed = all(commit and _is(data, commit[1]) for (_, data), commit in zip(plan.files, commits, strict=True))
    return max(times) if as_committed else max([*times, as_of])


def _is(data: bytes, name: str) -> bool:
    """Whether a file has the content of a git blob, whatever its line ends: a checkout on Windows changes them."""
    made = hashlib.sha256 if len(name) == 64 else hashlib.sha1
    return any(
        made(b"blob %d\0" % len(text) + text).hexdigest() == name for text in (data, data.replace(b"\r\n", b"\n"))
    )


def _commits(base: Path, folders: Sequence[str]) -> Sequence[Commit]:
    command = [
        "-c", "core.quotePath=false", "log", "--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "-z",
        "--relative", "--format=%x01%ct", "--", *(f":(literal){folder}" for folder in folders),
    ]  # fmt: skip
    return list(_parse(_git(base, command)))


def _parse(output: bytes) -> Iterator[Commit]:
    """`\\x01TIME`, then pairs of `:modes names status` and path."""
    time, name = 0, ""
    blobs: dict[str, str] = {}
    for part in output.split(b"\0"):
        field = part.lstrip(b"\n")
        if field.startswith(_COMMIT):
            if blobs:
                yield Commit(time, blobs)
            time, blobs, name = int(field[1:]), {}, ""
        elif field.startswith(b":") and not name:
            name = field.split(b" ")[3].decode()
        elif name:
            blobs[part.decode("utf-8", "replace")] = name
            name = ""
    if blobs:
        yield Commit(time, blobs)


def _contents(base: Path, names: set[str]) -> dict[str, bytes]:
    """Contents by their names, as `git cat-file --batch` gives them: `NAME blob SIZE`, the bytes, a line end."""
    output = (
        _git(base, ["cat-file", "--batch"], "".join(f"{name}\n" for name in sorted(names)).encode()) if names else b""
    )
    contents, at = {}, 0
    while at < len(output):
        end = output.index(b"\n", at)
        name, kind, *size = output[at:end].decode().split(" ")
        at = end + 1
        if kind == "blob":
            contents[name] = output[at : at + int(size[0])]
            at += int(size[0]) + 1
    return contents


def _git(base: Path, command: Sequence[str], given: bytes = b"") -> bytes:
    """What git says; nothing without git, without a repository, and where it takes too long."""
    git = shutil.which("git")
    if git is None:
        return b""
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603
            [git, *command], cwd=base, env=environment, input=given, capture_output=True, timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
