"""Progress and status of rows, as far as the plan does not say them."""

from __future__ import annotations

from collections.abc import Sequence

from launchbook.sections.timeline.rows import ScheduledTask
from launchbook.sections.timeline.tasks import is_done


def add_states(rows: Sequence[ScheduledTask]) -> None:
    """Progress and status, from the parts up: a row's parts stand behind it."""
    for row in reversed(rows):
        parts = [part for part in row.parts if not part.cancelled]
        row.progress = _progress(row, parts)
        if row.task.status is None and not row.cancelled:
            row.status = _status(row, parts)
        row.begun = row.status in ("done", "in progress", "at risk") or _begun(row, parts)


def _progress(row: ScheduledTask, parts: Sequence[ScheduledTask]) -> float | None:
    task = row.task
    if task.progress:
        return task.progress.value / 100
    if task.status == "done" or (not row.group and is_done(task)):
        return 1.0
    if task.items.root and not parts and (tally := task.tally).total:
        return tally.done / tally.total
    if all(part.progress is None for part in parts):
        return None
    weights = [max(1, part.stint.end - part.stint.start) if part.stint else 1 for part in parts]
    done = sum((part.progress or 0) * weight for part, weight in zip(parts, weights, strict=True))
    return float(done / sum(weights))


def _status(row: ScheduledTask, parts: Sequence[ScheduledTask]) -> str:
    task = row.task
    if all(part.status == "done" for part in parts) if parts else (is_done(task) or row.progress == 1):
        return "done"
    if task.progress and task.progress.at_risk:
        return "at risk"
    return "in progress" if _begun(row, parts) else "planned"


def _begun(row: ScheduledTask, parts: Sequence[ScheduledTask]) -> bool:
    return bool(row.progress or row.task.actual) or any(part.begun for part in parts)
