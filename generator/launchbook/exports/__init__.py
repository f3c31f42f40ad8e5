"""Exports: the plans as files for other programs. Each format is one module of `formats/`, found by scanning."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from launchbook.exports.export import Export


@cache
def find_exports(package: str = "launchbook.exports.formats") -> tuple[Export, ...]:
    """Every export by its name. A module of the folder without an `EXPORT` fails loudly."""
    folder = importlib.import_module(package)
    found = []
    for info in sorted(pkgutil.iter_modules(folder.__path__), key=lambda info: info.name):
        export = getattr(importlib.import_module(f"{package}.{info.name}"), "EXPORT", None)
        if not isinstance(export, Export):
            raise TypeError(f"{package}.{info.name}: defines no EXPORT = Export(...)")
        found.append(export)
    return tuple(found)
