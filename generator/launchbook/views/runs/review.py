"""A draft of the review: the facts of a run in the words of `review:`, to be pasted. What to think of them is left to people."""

from __future__ import annotations

import json
from collections.abc import Iterator

from launchbook.core.runs.model import RunEvent
from launchbook.views.runs.model import RunLine, RunPage

MOST = 60
"""How many deviations a draft lists."""


def draft_of(run: RunPage) -> str:
    """YAML of `review:` with planned and actual minutes by box, and what was done otherwise."""
    return "\n".join(["review:", *_measured(run), *_issues(run)]) + "\n"


def _measured(run: RunPage) -> Iterator[str]:
    boxes = [box for box in run.boxes if box.title and box.minutes is not None]
    if boxes:
        yield "  measured:"
    for box in boxes:
        planned = f', planned: "≤ {box.planned_minutes} min"' if box.planned_minutes else ""
        title = str(box.title.row["title"]) if box.title else ""
        yield f"    - {{name: {_text(title)}{planned}, actual: {box.minutes} min}}"


def _issues(run: RunPage) -> Iterator[str]:
    """Failures and skipped steps: what does not apply, or was only accepted, is no issue by itself."""
    bad = ("failed", "unmet", "skipped", "no-go")
    lines = [line for line in run.deviations if line.state and (line.state.attempts or line.word in bad)]
    if lines:
        yield "  issues:"
    for line in lines[:MOST]:
        yield f"    - {{{', '.join(f'{key}: {value}' for key, value in _issue(line))}}}"


def _issue(line: RunLine) -> Iterator[tuple[str, str]]:
    yield "title", _text(f"{line.row.get('no', '')} {line.row['title']}".strip())
    if line.ended:
        yield "at", _text(f"{line.ended:%Y-%m-%d %H:%M}")
    if said := ". ".join(map(_said, line.said)):
        yield "cause", _text(said)


def _said(event: RunEvent) -> str:
    return " ".join((event.note or "").split()).rstrip(".")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
