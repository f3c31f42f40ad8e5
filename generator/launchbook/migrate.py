"""Replaces former names of keys in the files of plans; comments and layout stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from launchbook.core.model import RENAMED
from launchbook.core.node import starts_of_lines
from launchbook.core.problem import Problem

_BOM = "\ufeff"
_KEY = re.compile(
    r"""(?P<marks>(?:[&!]\S+\s+)*)(?:(?P<double>"(?:[^"\\]|\\.)*")|(?P<single>'(?:[^']|'')*')|(?P<plain>[^\s:]+))"""
)


def migrated(data: bytes, problems: Iterable[Problem]) -> bytes:
    """The bytes of a file with new names for the former keys that its problems report."""
    text = data.decode("utf-8")
    body = text.removeprefix(_BOM)
    starts = starts_of_lines(body)
    places = {
        starts[problem.location.line - 1] + problem.location.column - 1: str(problem.message.params["new"])
        for problem in problems
        if problem.code is RENAMED
    }
    parts, end = [text[: len(text) - len(body)]], 0
    for at, name in sorted(places.items()):
        start, stop, new = renamed_key(body, at, name)
        parts += [body[end:start], new]
        end = stop
    return "".join([*parts, body[end:]]).encode("utf-8")


def renamed_key(body: str, at: int, new: str) -> tuple[int, int, str]:
    """Where a key that begins at an index begins and ends behind its anchor, and its new name, quoted as it was."""
    key = _KEY.match(body, at)
    assert key, body[at : at + 40]
    start = key.end("marks")
    quote = body[start] if key["double"] or key["single"] else ""
    return start, key.end(), f"{quote}{new}{quote}"


def rewrite(path: Path, data: bytes) -> None:
    """Write a file, or replace it and keep its permissions: all of it, or nothing."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    if path.exists():
        beside.chmod(path.stat().st_mode)
    beside.replace(path)
