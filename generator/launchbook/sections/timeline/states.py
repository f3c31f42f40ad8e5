"""Progress and status of rows, as far as the plan does not say them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from launchbook.sections.timeline.network import Job
from launchbook.sections.timeline.tasks import Task, is_done


def add_states(rows: list[dict[str, Any]], jobs: Sequence[Job]) -> None:
    """Progress and status, from the parts up: a row's parts stand behind it."""
    for row in reversed(rows):
        task = row["task"]
        parts = [rows[part] for part in jobs[row["index"]].parts if rows[part]["status"] != "cancelled"]
        row["progress"] = _progress(task, parts)
        if task.status is None and row["status"] != "cancelled":
            row["status"] = _status(task, [part["status"] for part in parts], row["progress"])


def _progress(task: Task, parts: list[dict[str, Any]]) -> float | None:
    if task.progress:
        return task.progress.value / 100
    if task.status == "done" or (not task.tasks and is_done(task)):
        return 1.0
    if task.items.root and not parts and (tally := task.tally).total:
        return tally.done / tally.total
    if not parts or all(part["progress"] is None for part in parts):
        return None
    weights = [max(1, each.end - each.start) if (each := part.get("stint")) else 1 for part in parts]
    done = sum((part["progress"] or 0) * weight for part, weight in zip(parts, weights, strict=True))
    return float(done / sum(weights))


def _status(task: Task, parts: list[str], progress: float | None) -> str:
    if (parts and all(part == "done" for part in parts)) or (not parts and (is_done(task) or progress == 1)):
        return "done"
    if task.progress and task.progress.at_risk:
        return "at risk"
    begun = (
        bool(progress)
        or bool(task.actual)
        or any(part in ("done", "in progress", "at risk", "late", "blocked") for part in parts)
    )
    return "in progress" if begun else "planned"
