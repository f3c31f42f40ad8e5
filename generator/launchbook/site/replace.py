"""Replaces the files of a folder: all of them, or none.

    idle ── start ──▶ filling ── commit ──▶ moving ──▶ idle     every new file is in place
                         │                    │
                         ├─ discard ─▶ idle   └─ an error, or a crash and the next start ──▶ idle     every old file is back

The new files are written to `new/`. `commit` moves former files to `old/`, and new files to their place. The journal
exists exactly while files are moved, and names those that had no predecessor: a start that sees a journal undoes the move.
Files are moved and not the folder, because it may be a symbolic link's target, a mount point, or opened by a server.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # no such locks on this system
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)


class Replacement:
    """A replacement of the files in `folder`. Old files without a successor are removed if `leaves` holds for their name."""

    def __init__(self, folder: Path, leaves: Callable[[str], bool]) -> None:
        self.folder = Path(os.path.realpath(folder))
        self.leaves = leaves
        self.work = _workplace(self.folder)
        self.stage = self.work / "stage"
        self.new, self.old, self.journal = self.stage / "new", self.stage / "old", self.stage / "journal.json"
        self.lock: int | None = None

    def start(self) -> None:
        """Wait for another process that writes here, undo an interrupted move, and make an empty `new/`."""
        if self.lock is not None:
            return
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "is a file, and a folder is needed here", str(self.folder))
        if self.folder.exists() and not os.access(self.folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "the folder may not be written to", str(self.folder))
        self.lock = self._take_lock()
        try:
            os.ftruncate(self.lock, 0)
            os.write(self.lock, str(os.getpid()).encode())
            self._undo()
            self.new.mkdir(parents=True)
        except BaseException:
            self._release()
            raise

    def commit(self) -> list[str]:
        """Put the new files in place. Returns the names of those that are new or changed."""
        try:
            old = {name for name in _files(self.folder) if self.work not in (self.folder / name).parents}
            new = set(_files(self.new))
            changed = sorted(name for name in new if name not in old or not _same(self.new / name, self.folder / name))
            gone = sorted(name for name in old - new if self.leaves(name))
            self._note([name for name in changed if name not in old])
            self._move_all(gone, [(name, name in old) for name in changed])
            self.journal.unlink()
            return changed
        except BaseException:
            with contextlib.suppress(OSError):  # what cannot be undone now is undone by the next start
                self._undo()
            raise
        finally:
            self._release()

    def discard(self) -> None:
        """Forget the new files. The folder stays as it is."""
        if self.lock is not None:
            self._release()

    def _note(self, added: list[str]) -> None:
        part = self.stage / "journal.part"
        part.write_text(json.dumps(added), "utf-8")
        part.replace(self.journal)

    def _move_all(self, gone: list[str], incoming: list[tuple[str, bool]]) -> None:
        for name in gone:  # first, as a new folder may stand where an old file stood
            _move(self.folder / name, self.old / name)
            self._remove_empty(self.folder / name)
        for name, has_predecessor in incoming:
            if has_predecessor:
                _move(self.folder / name, self.old / name)
            _move(self.new / name, self.folder / name)

    def _undo(self) -> None:
        """Restore the old files, if files were being moved. Steps may be repeated, so a crash in here does no harm."""
        if self.journal.is_file():
            for name in json.loads(self.journal.read_text("utf-8")):
                with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                    (self.folder / name).unlink()
                self._remove_empty(self.folder / name)
            for name in list(_files(self.old)):
                _move(self.old / name, self.folder / name)
            self.journal.unlink()
        if self.stage.exists():
            shutil.rmtree(self.stage)

    def _remove_empty(self, path: Path) -> None:
        """Remove the empty folders above a removed file."""
        for folder in path.parents:
            if folder == self.folder or (folder.is_dir() and any(folder.iterdir())):
                return
            if folder.is_dir():
                folder.rmdir()

    def _take_lock(self) -> int:
        """Take the lock, which ends with its process. Who releases it removes its file: then a new file is locked."""
        path = self.work / "lock"
        while True:
            self.work.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError), contextlib.ExitStack() as unless_taken:
                lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
                unless_taken.callback(os.close, lock)
                self._wait_for(lock)
                if os.fstat(lock).st_ino == path.stat().st_ino:
                    unless_taken.pop_all()
                    return lock

    def _wait_for(self, lock: int) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(lock, 20, 0).decode()
            if holder == str(os.getpid()):
                raise BlockingIOError(errno.EAGAIN, "this process is writing here already", str(self.folder)) from None
            log.warning("%s: process %s is writing here; waiting until it has ended", self.folder, holder)
            fcntl.flock(lock, fcntl.LOCK_EX)

    def _release(self) -> None:
        """Release the lock. Its file is removed last: from then on, another process may use the work folder."""
        if not self.journal.exists():
            shutil.rmtree(self.stage, ignore_errors=True)
            with contextlib.suppress(OSError):
                (self.work / "lock").unlink()
                self.work.rmdir()
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None


def _workplace(folder: Path) -> Path:
    """The work folder: beside the folder, or inside where files cannot be moved from outside (a mount point)."""
    movable = os.access(folder.parent, os.W_OK | os.X_OK) and not _is_mounted(folder)
    beside = movable or not folder.exists()
    return folder.with_name(f".{folder.name}.building") if beside else folder / ".building"


def _is_mounted(folder: Path) -> bool:
    """Whether the folder is a mount point. `os.path.ismount` misses bind mounts of the same disk; Linux lists them."""
    if os.path.ismount(folder):
        return True
    escaped = re.sub(r"[ \t\n\\]", lambda match: f"\\{ord(match[0]):03o}", str(folder))
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    return any(line.split(" ")[4] == escaped for line in lines)


def _files(folder: Path) -> Iterator[str]:
    """The relative paths of all files below a folder. Links to folders are not followed, and count as files."""
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        yield from (Path(place, name).relative_to(folder).as_posix() for name in (*names, *links))


def _same(new: Path, old: Path) -> bool:
    """Whether both are plain files with the same bytes."""
    if old.is_symlink() or not old.is_file() or new.stat().st_size != old.stat().st_size:
        return False
    return new.read_bytes() == old.read_bytes()


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
