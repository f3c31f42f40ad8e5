"""A run as text: YAML that a person can read, with one event a line, so that a browser without a YAML reader reads it back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from launchbook.core.runs.model import RunEvent, RunRecord

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_TAKEN = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
"""What other readers of YAML take for something else than a text."""
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def run_text(record: RunRecord, title: str = "") -> str:
    """The file of a run. `title` is that of the plan, for the comment on the first line."""
    return "\n".join(_lines(record, title)) + "\n"


def _lines(record: RunRecord, title: str) -> Iterator[str]:
    day = next((event.at.text[:10] for event in record.events), "")
    about = (title or record.plan, record.kind, day)
    yield _escaped("# launchbook run · " + " · ".join(" ".join(part.split()) for part in about if part))
    for key in ("run", "plan", "kind", "version", "build"):
        if (value := getattr(record, key)) is not None:
            yield f"{key}: {_scalar(str(value))}"
    yield "events:" if record.events else "events: []"
    yield from (f"- {event_text(event)}" for event in record.events)


def event_text(event: RunEvent) -> str:
    """An event on one line, as JSON that is YAML, too."""
    return _escaped(json.dumps(dict(event.said), ensure_ascii=False))


def _scalar(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _TAKEN
    return text if plain else _escaped(json.dumps(text, ensure_ascii=False))


def _escaped(text: str) -> str:
    """What cannot be seen in a file is escaped."""
    return _UNSEEN.sub(lambda letter: f"\\u{ord(letter[0]):04x}", text)
