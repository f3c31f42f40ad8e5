"""Progress: how many of the entries that have a state are done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of something is done."""

    done: int = 0
    total: int = 0

    def __add__(self, other: Progress) -> Progress:
        return Progress(self.done + other.done, self.total + other.total)


def has_state(row: Any) -> bool:
    return row.state is not None


def progress_of(rows: Iterable[Any], counts: Callable[[Any], bool] = has_state) -> Progress:
    """How many rows are done, of those that `counts` selects. Where parts of a row count, they count instead of it.

    Skipped and cancelled rows are left out.
    """
    leaves = leaves_of(rows, counts)
    return Progress(sum(row.state == "done" for row in leaves), len(leaves))


def leaves_of(rows: Iterable[Any], counts: Callable[[Any], bool] = has_state) -> list[Any]:
    """The rows that are counted one by one."""
    counted = [row for row in rows if counts(row) and row.state not in ("skipped", "cancelled")]
    return [row for row in counted if not any(counts(part) for part in row.parts)]
