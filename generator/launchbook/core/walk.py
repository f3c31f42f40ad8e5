"""One walk over a loaded plan, with the path of every value. Keys are those of the YAML."""

from __future__ import annotations

from pydantic import BaseModel, RootModel

from launchbook.core.headings import placed
from launchbook.core.model import keys_of
from launchbook.core.problem import Path


def walk(value: object, path: Path = ()) -> list[tuple[Path, object]]:
    """Every model and every leaf below a value, depth first, in the order of the models' fields."""
    values: list[tuple[Path, object]] = []
    _collect(value, path, values)
    return values


def _collect(value: object, path: Path, values: list[tuple[Path, object]]) -> None:
    """A list that grows, not nested generators: every rule walks, and a plan has thousands of leaves."""
    if isinstance(value, str):
        values.append((path, value))
    elif isinstance(value, RootModel):
        _collect(value.root, path, values)
    elif isinstance(value, BaseModel):
        values.append((path, value))
        for name, key in keys_of(type(value)).items():
            child = getattr(value, name)
            if child is not None and child != ():
                _collect(child, (*path, key), values)
    elif isinstance(value, dict):
        for key, child in value.items():
            _collect(child, (*path, str(key)), values)
    elif isinstance(value, tuple):
        for place, child in placed(value):
            _collect(child, (*path, *place), values)
    elif value is not None:
        values.append((path, value))
