"""What earlier states of plans said, kept between builds: each is read and resolved once.

`.cache/launchbook/sheets/<digest>.json`, by the bytes of the plan and the generator's own, so nothing kept can be out of date.
Losing the folder loses time alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

import launchbook
from launchbook.load import PlanFiles
from launchbook.site.sheets import Json, State, said_by
from launchbook.site.write import replaced

CACHE = ".cache/launchbook/sheets"
"""The folder beside `mkdocs.yml`."""
KEPT = 500
"""Files that stay in the folder, the newest."""


class Memory:
    """Knows what plans said, from a folder where there is one; without a folder it works everything out anew."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def states(
        self, earlier: Mapping[str, Sequence[tuple[datetime, PlanFiles]]], sources: Sequence[PlanFiles]
    ) -> Mapping[str, list[State]]:
        """The former states of plans that differ from the present one, in the same order."""
        present = {files.files[0][0]: files.files for files in sources}
        found = {
            first: [
                State(at, said) for at, files in states if files.files != present[first] and (said := self._said(files))
            ]
            for first, states in earlier.items()
        }
        self._forget()
        return found

    def _said(self, files: PlanFiles) -> Json | None:
        path = self.folder / f"{_name(files)}.json" if self.folder else None
        if path:
            with suppress(OSError, ValueError):
                kept: Json = json.loads(path.read_bytes())
                return kept or None
        said = said_by(files)
        if path:
            _write(path, json.dumps(said or {}, ensure_ascii=False).encode())
        return said

    def _forget(self) -> None:
        """Remove what was kept long ago; another build may do the same."""
        with suppress(OSError):
            kept = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime) if self.folder else []
            for path in kept[:-KEPT]:
                path.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    """Keep a file for another build. A folder that cannot be written is no mistake."""
    with suppress(OSError):
        replaced(path, data)


def _name(files: PlanFiles) -> str:
    return hashlib.sha256(repr((_generator(), files.files)).encode()).hexdigest()[:32]


@cache
def _generator() -> str:
    """A digest of the generator: another one may read the same plan otherwise."""
    home = Path(launchbook.__file__).parent
    sources = sorted(path for path in home.rglob("*") if path.suffix in (".py", ".po"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
