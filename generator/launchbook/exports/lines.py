"""Content lines, of which both iCalendar and vCard are made (RFC 5545, 3.1; RFC 2425, 5.8).

Written here as text, since a library's objects cost several times as long as the pages they stand beside.
"""

from __future__ import annotations

import re

from launchbook.exports.words import clean

_OCTETS = 75
_SPECIAL = re.compile(r"[\\;,\n]")


def escaped(text: str) -> str:
    """A text value."""
    return _SPECIAL.sub(lambda mark: "\\n" if mark[0] == "\n" else "\\" + mark[0], clean(text))


def fold(line: str) -> str:
    """A line in pieces of at most 75 octets; a character is never torn."""
    data = line.encode()
    if len(data) <= _OCTETS:
        return line
    pieces, start, size = [], 0, _OCTETS
    while len(data) - start > size:
        end = start + size
        while data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end])
        start, size = end, _OCTETS - 1  # the space that begins it counts
    return b"\r\n ".join([*pieces, data[start:]]).decode()


def text_line(name: str, *values: str) -> str:
    """A property with a text, or with several."""
    return fold(f"{name}:{','.join(escaped(value) for value in values)}")


def block(*lines: str) -> str:
    """Lines with their ends; empty ones are left out."""
    return "".join(f"{line}\r\n" for line in lines if line)
