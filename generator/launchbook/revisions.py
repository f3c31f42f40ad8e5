"""When plans were last changed, from the history that git keeps. The only module that runs another program.

One call for all plans. What git does not know (a plan that is new, or edited and not committed; no git, no repository)
was changed when the site is built. A shallow clone may give a later time than a full one, but times never go back.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from launchbook.load import PlanFiles
from launchbook.load.files import HEAD_FILES

TIMEOUT = 10
"""Seconds after which a build goes on without an answer."""
_COMMIT = b"\x01"


def revisions(base: Path, sources: Sequence[PlanFiles], as_of: datetime) -> dict[str, datetime]:
    """The last change of every plan, by the path of its first file. Paths are relative to `base`."""
    folders = sorted({path.partition("/")[0] for plan in sources for path, _ in plan.files})
    history = _history(base, folders)
    return {plan.files[0][0]: _changed(plan, history, as_of) for plan in sources}


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


def _history(base: Path, folders: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The time of the last commit of every file, and its blob, along the first parents.

    Merges count as the change that they bring to the branch, so that the dates of a branch only grow.
    """
    git = shutil.which("git")
    if git is None or not folders:
        return {}
    command = [
        git, "-c", "core.quotePath=false", "log", "--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "-z",
        "--relative", "--format=%x01%ct", "--", *(f":(literal){folder}" for folder in folders),
    ]  # fmt: skip
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(command, cwd=base, env=environment, capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return _parse(done.stdout) if done.returncode == 0 else {}


def _parse(output: bytes) -> dict[str, tuple[int, str]]:
    """`\\x01TIME`, then pairs of `:modes names status` and path; the newest commit of a path comes first."""
    commits: dict[str, tuple[int, str]] = {}
    time, name = 0, ""
    for part in output.split(b"\0"):
        field = part.lstrip(b"\n")
        if field.startswith(_COMMIT):
            time, name = int(field[1:]), ""
        elif field.startswith(b":") and not name:
            name = field.split(b" ")[3].decode()
        elif name:
            commits.setdefault(part.decode("utf-8", "replace"), (time, name))
            name = ""
    return commits
