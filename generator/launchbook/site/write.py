"""Writes a tree of files: unchanged ones are not rewritten, those of an earlier run are removed if they are gone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from launchbook.core.refused import Refused
from launchbook.site.replace import Replacement

MANIFEST = ".launchbook.json"
"""Names the files of the last run, so that only these are ever removed."""


class NotOurs(Refused):
    """The folder holds files that launchbook did not write."""


class LeadsOut(NotOurs, ValueError):
    """A path would leave the folder."""


def write_tree(out: Path, files: Mapping[str, bytes]) -> int:
    """Write all files below `out`, or none, and remove those of an earlier run that are gone. Returns how many changed.

    Raises `NotOurs` if the folder has other files and no manifest, and `LeadsOut` for a path that would leave it.
    """
    earlier: set[str] = set()
    replacement = Replacement(out, leaves=earlier.__contains__)
    replacement.start()
    try:
        earlier.update(_earlier(replacement))
        for name in (*files, *earlier):
            _check_inside(replacement.folder, name)
        manifest = json.dumps(sorted(files), ensure_ascii=False, indent=0).encode()
        for name, data in {**files, MANIFEST: manifest}.items():
            path = replacement.new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except BaseException as error:
        replacement.discard()
        if isinstance(error, OSError) and error.filename is None:  # a full disk has no name
            error.filename = str(replacement.folder)
        raise
    return len(set(replacement.commit()) - {MANIFEST})


def _earlier(replacement: Replacement) -> list[str]:
    out = replacement.folder
    manifest = out / MANIFEST
    if manifest.is_file():
        try:
            names = json.loads(manifest.read_text("utf-8"))
        except ValueError:
            names = []
        return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    if out.exists() and set(out.iterdir()) - {replacement.work}:
        raise NotOurs(f"{out} is not empty and was not written by launchbook; name an empty or a new folder")
    return []


def _check_inside(out: Path, name: str) -> None:
    path = out / name
    if not Path(os.path.normpath(path)).is_relative_to(out):
        raise LeadsOut(f"{name} leads out of {out}")
    if not path.parent.resolve().is_relative_to(out):
        raise LeadsOut(f"{name} leads out of {out} through a symbolic link")


def read_tree(folder: Path, skip: Iterable[str] = ()) -> dict[str, bytes]:
    """The files below a folder by relative path, without hidden files and those in `skip`."""
    files: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (
            path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
            and name not in skip
        ):
            files[name] = path.read_bytes()
    return files


def replaced(path: Path, data: bytes) -> None:
    """Write beside, then rename: whoever reads meanwhile finds all or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)
