"""Writes plans in one layout: the same indentation, blanks and ends of lines. No value changes, and no comment is lost."""

from __future__ import annotations

import io
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.resolver import VersionedResolver

from launchbook.core.comments import comments_in
from launchbook.core.node import Source
from launchbook.core.source import read_source

_NO_LIMIT = 10**9
_NOTHING = "nothing-stands-here-7b1d"
"""Written for an empty value, and then taken out: in braces the library would write `null`."""


class _TextOnly(VersionedResolver):
    """Every scalar stays the text that was written; only nothing at all is nothing."""

    @property
    def versioned_resolver(self) -> Any:
        return {"": [("tag:yaml.org,2002:null", re.compile("^$"))]}


class Unformatted(Exception):
    """A file that cannot be written anew without changing what it says; it stays as it is."""


def formatted(data: bytes) -> bytes:
    """The content of a file in the one layout.

    Raises:
        Unformatted: it has errors, or would lose something.
    """
    before = read_source("", data)
    if before.problems or before.root is None or _NOTHING in before.text:
        raise Unformatted
    try:
        text = _written(before.text)
    except (YAMLError, RecursionError, NotImplementedError, AttributeError, ValueError) as error:
        raise Unformatted from error
    after = read_source("", text.encode())
    if after.root is None or _said(after) != _said(before):
        raise Unformatted
    return text.encode()


def _written(text: str) -> str:
    yaml = YAML()
    yaml.Resolver = _TextOnly
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    yaml.width = _NO_LIMIT
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(type(None), lambda to, _: to.represent_scalar("tag:yaml.org,2002:str", _NOTHING))
    out = io.StringIO()
    yaml.dump(yaml.load(text), out)
    lines = [line.rstrip() for line in out.getvalue().replace(_NOTHING, "").split("\n")]
    return "\n".join(lines).rstrip("\n") + "\n"


def _said(source: Source) -> tuple[Any, list[str]]:
    """What a file says: its values, and its comments."""
    assert source.root is not None
    return source.root.data(), [comment.text for comment in comments_in(source)]
