"""The marks before a text that say how far it is: `✅ The database is backed up`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from launchbook.core.problem import Rejected, say
from launchbook.core.text import BAD_TEXT, refused

_KINDS = {
    "done": ("✅", "☑", "✔", "✓", "√", "[x] ", "[X] "),
    "failed": ("❌", "✗", "✘", "✕", "✖", "❎"),
    "open": ("☐", "□", "⬜", "❏", "[ ] "),
    "risk": ("⚠", "❗", "🟡", "🟠"),
    "late": ("🔴",),
    "going": ("🟢",),
}
_KIND_BY_MARK = {mark: kind for kind, marks in _KINDS.items() for mark in marks}
_SAME = {"true": "yes", "on": "yes", "false": "no", "off": "no"}


def leading_tick(text: str) -> tuple[str, str]:
    """The kind of the mark before a text, one of `_KINDS`, and the text behind it; an empty kind for none."""
    bare = text.strip()
    for mark, kind in _KIND_BY_MARK.items():
        if bare.startswith(mark) and (rest := bare[len(mark) :].lstrip("\ufe0f \t")):
            return kind, rest
    return "", text


def read_tick(data: dict[Any, Any], field: str, key: str, values: Mapping[str, str]) -> dict[Any, Any]:
    """The mapping with the mark before the text of `field` as a value of `key`: the one that `values` has for its kind.

    An empty value says nothing. Raises a problem where the mapping holds `key` with another value.
    """
    text = data.get(field)
    kind, rest = leading_tick(text) if isinstance(text, str) else ("", "")
    if kind not in values:
        return data
    value, written = values[kind], data.get(key)
    if isinstance(written, str) and value and _SAME.get(written.lower(), written.lower()) != value:
        message = say("the mark before “{text}” says `{key}: {value}`, and the key says `{written}`", text=rest, key=key, value=value,
                      written=written)  # fmt: skip
        raise refused(Rejected(BAD_TEXT, message, say("Keep one of the two.")), at=(key,))
    return data | {field: rest} | ({key: value} if value and written is None else {})
