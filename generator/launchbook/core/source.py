"""Reading YAML: every scalar keeps its text and its position; the schema decides what it means.

YAML's implicit types (`10:30` is 630, `no` is False, `1.10` is 1.1) never apply here, because only libyaml's event
stream is used, not a resolver. Nesting, size and alias expansion are bounded while the events arrive, so a hostile
file costs no more than an honest one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from launchbook.core import letters
from launchbook.core.compose import compose
from launchbook.core.node import Source
from launchbook.core.problem import Location, say
from launchbook.core.yaml_codes import DECEIVING, MAX_BYTES, MAX_REPORTED, NOT_TEXT, NOT_UTF8, TOO_LARGE

_UNSEEN_BREAK = re.compile("[\x85\u2028\u2029]")


def read_source(path: str, data: bytes) -> Source:
    """Read the bytes of a file. Never raises: `problems` lists what is wrong; `root` is None if nothing can be read."""
    source = Source(path)
    text = _decode(source, data)
    if text is None:
        return source
    source.text = text
    _report_letters(source)
    if len(source.problems) < MAX_REPORTED:
        compose(source)
    source.problems.sort(key=lambda problem: problem.sort_key)
    return source


def _report_letters(source: Source) -> None:
    """Report invisible letters and line breaks, in keys, values and comments alike."""
    text = source.text
    for bad in islice(letters.CONTROL.finditer(text), MAX_REPORTED):
        source.report_control(bad.group(), source.place(bad.start()))
    if not letters.HIDDEN.search(text):
        return
    for match in islice(_UNSEEN_BREAK.finditer(text), MAX_REPORTED):
        (suspect,) = letters.hidden(match.group())
        source.report(DECEIVING, suspect.message, source.place(match.start()), suspect.help)
    found = ((number, suspect) for number, line in enumerate(source.lines, 1) for suspect in letters.hidden(line))
    for number, suspect in islice(found, MAX_REPORTED):
        source.suspect(suspect, number, 1)


def _decode(source: Source, data: bytes) -> str | None:
    if len(data) > MAX_BYTES:
        source.report(
            TOO_LARGE,
            say("{size:,} bytes; at most {limit:,} are read", size=len(data), limit=MAX_BYTES),
            Location(source.path),
            say("Split the plan into a folder with one file per section."),
        )
        return None
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        source.report(NOT_UTF8, say("the file is UTF-16, not UTF-8"), Location(source.path), say("Save it as UTF-8."))
        return None
    if b"\0" in data:
        before = data[: data.index(b"\0")].decode("utf-8", "replace")
        at = Source(source.path, before).place(len(before))
        help = say("Plans are text in UTF-8. Pictures and documents belong elsewhere; link to them.")
        source.report(NOT_TEXT, say("the file is binary or UTF-16, not text in UTF-8"), replace(at, text=""), help)
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        source.text = before
        source.report(
            NOT_UTF8,
            say("byte 0x{byte:02X} is not UTF-8", byte=data[error.start]),
            source.place(len(before)),
            say("Save the file as UTF-8. GBK and Big5 files need to be converted."),
        )
        return None
