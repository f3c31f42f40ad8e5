"""Exports: the plans as files for other programs. Formats are the modules of `formats/`, found by scanning."""

from __future__ import annotations

from functools import cache

from launchbook.discovery.kinds import scan
from launchbook.exports.export import Export


@cache
def find_exports(package: str = "launchbook.exports.formats") -> tuple[Export, ...]:
    """Every export by its key. A module of the folder without an `EXPORT` fails loudly."""
    return tuple(scan(package, "EXPORT", Export).values())
