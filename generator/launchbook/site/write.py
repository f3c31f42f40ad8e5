"""Writing a tree of files: what did not change is not rewritten, what is gone is removed, nothing outside is touched."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

MANIFEST = ".launchbook.json"
"""Names what an earlier run wrote, so that only that is ever removed."""


class NotOurs(Exception):
    """The folder holds files that launchbook did not write."""


class LeadsOut(NotOurs, ValueError):
    """A path would leave the folder."""


def write_tree(out: Path, files: Mapping[str, bytes]) -> int:
    """Write files below `out` and remove those of an earlier run that are gone. Returns how many were written.

    Raises `NotOurs` when the folder holds other things and no manifest, and `LeadsOut` for a path that would leave it.
    """
    out = out.resolve()
    earlier = _earlier(out)
    places = {name: _inside(out, name) for name in (*files, *earlier)}
    _keep_account(
        out, places
    )  # before the first file: an interrupted run leaves nothing that the next one does not know
    written = 0
    for name, data in files.items():
        path = places[name]
        if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
            continue
        _replace(path, data)
        written += 1
    for name in sorted(set(earlier) - set(files)):
        places[name].unlink(missing_ok=True)
        _remove_empty(places[name].parent, out)
    _keep_account(out, files)
    return written


def _keep_account(out: Path, names: Iterable[str]) -> None:
    _replace(out / MANIFEST, json.dumps(sorted(names), ensure_ascii=False, indent=0).encode())


def _earlier(out: Path) -> list[str]:
    manifest = out / MANIFEST
    if manifest.is_file():
        try:
            names = json.loads(manifest.read_text("utf-8"))
        except ValueError:
            names = []
        return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    if out.exists() and any(out.iterdir()):
        raise NotOurs(f"{out} is not empty and was not written by launchbook; name an empty or a new folder")
    return []


def _inside(out: Path, name: str) -> Path:
    path = out / name
    if not Path(os.path.normpath(path)).is_relative_to(out):
        raise LeadsOut(f"{name} leads out of {out}")
    if not path.parent.resolve().is_relative_to(out):
        raise LeadsOut(f"{name} leads out of {out} through a symbolic link")
    return path


def _replace(path: Path, data: bytes) -> None:
    """Beside, then renamed: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(data)
    beside.replace(path)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def read_tree(folder: Path, skip: Iterable[str] = ()) -> dict[str, bytes]:
    """Every file below a folder by its relative path; hidden files and those in `skip` left out."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (
            path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
            and name not in skip
        ):
            found[name] = path.read_bytes()
    return found
