"""One walk over a loaded plan, with the path of every value. Keys are those of the YAML."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pydantic import BaseModel, RootModel

from launchbook.core.problem import Path


@lru_cache(maxsize=None)
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    return tuple((name, info.alias or name) for name, info in model.model_fields.items())


def walk(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every model and every leaf below a value, depth first, in the order of the models' fields."""
    if isinstance(value, RootModel):
        yield from walk(value.root, path)
    elif isinstance(value, BaseModel):
        yield path, value
        for name, key in _fields(type(value)):
            child = getattr(value, name)
            if child is not None and child != ():
                yield from walk(child, (*path, key))
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from walk(child, (*path, str(key)))
    elif isinstance(value, tuple) and not hasattr(value, "_fields"):
        for index, child in enumerate(value):
            yield from walk(child, (*path, index))
    elif value is not None:
        yield path, value
