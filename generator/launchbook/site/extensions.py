"""The Markdown extensions that generated pages need. A site has them without naming them; what it says of them holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

NEEDED: Mapping[str, Mapping[str, Any]] = {
    "admonition": {},
    "attr_list": {},
    "def_list": {},
    "tables": {},
    "toc": {"permalink": "#", "permalink_title": "#", "toc_depth": 3},
    "pymdownx.highlight": {"anchor_linenums": True},
    "pymdownx.superfences": {},
}
"""The extensions with their options. `#` is what screen readers of every language say."""
_EXTRA = ("attr_list", "def_list", "tables")
_HOLD: Mapping[str, tuple[str, ...]] = {
    "extra": _EXTRA,
    "markdown.extensions.extra": _EXTRA,
    "pymdownx.extra": (*_EXTRA, "pymdownx.superfences"),
}
"""Extensions that load others."""


def missing(named: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """The needed extensions, with their options, that are not among those that a site names."""
    there = {name.removeprefix("markdown.extensions.") for name in named}
    there |= {part for name in named for part in _HOLD.get(name, ())}
    return {name: options for name, options in NEEDED.items() if name not in there}


def completed(written: list[Any]) -> list[Any]:
    """The `markdown_extensions` of mkdocs.yml with what is missing, in its order."""
    named = [str(next(iter(entry), "")) if isinstance(entry, dict) else str(entry) for entry in written]
    added = [{name: dict(options)} if options else name for name, options in missing(named).items()]
    return [*written, *added]
