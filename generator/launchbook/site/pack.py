"""A built site as a folder that opens from disk, and as a zip of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from launchbook.core.problem import say
from launchbook.discovery.catalogues import translator
from launchbook.load import PlanFiles
from launchbook.render import Asset
from launchbook.render.model import Download
from launchbook.render.pages import WORKER

INDEX = "search/search_index"
FOLDER = "site-offline"
ZIP = FOLDER + ".zip"
_DAY = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip, so that the same site gives the same bytes."""


def pack(site: Path, edition: str) -> Path:
    """Make a site that was built without directory URLs open from disk, and write its zip beside it.

    A page from disk may read no JSON and start no worker: the index of the search becomes a script.
    """
    index = site / f"{INDEX}.json"
    if index.is_file():
        (site / f"{INDEX}.js").write_bytes(b"var __index = " + index.read_bytes())
        index.unlink()
    (site / WORKER).unlink(missing_ok=True)
    out = site.with_name(site.name + ".zip")
    part = out.with_name(out.name + ".part")
    with ZipFile(part, "w", ZIP_DEFLATED) as zip:
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            info = ZipInfo(f"{site.name}/{path.relative_to(site).as_posix()}", _DAY)
            info.external_attr = 0o644 << 16
            zip.writestr(info, path.read_bytes(), ZIP_DEFLATED)
        zip.comment = edition.encode()
    return part.replace(out)


def edition_of(sources: Iterable[PlanFiles]) -> str:
    """A digest of all plans."""
    held = sorted((path, data) for files in sources for path, data in files.files)
    return hashlib.sha256(repr(held).encode()).hexdigest()[:16]


def packed(path: Path, sources: Iterable[PlanFiles], language: str) -> Download | None:
    """The zip as a file of the site; None where there is none, or where it was made of other plans."""
    try:
        with ZipFile(path) as zip:
            same = zip.comment.decode("ascii", "replace") == edition_of(sources)
    except (OSError, BadZipFile):
        return None
    if not same:
        return None
    title = say("This site, to open from disk").render(translator(language))
    return Download(Asset(ZIP, path.read_bytes()), title)
