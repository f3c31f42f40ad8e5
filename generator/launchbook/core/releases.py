"""The moments at which a plan releases something: its launch, the stages of its rollout, releasing tasks, the boxes of its launch day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from launchbook.core.plan import Plan, per_plan
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Message, Path, say
from launchbook.core.rows import Row
from launchbook.core.time import Extent, Instant


@dataclass(frozen=True)
class Releasing:
    """A moment or a time at which something reaches users."""

    title: Message
    path: Path
    start: Instant
    end: Instant | None
    kind: str
    """The kind of its row."""

    @property
    def extent(self) -> Extent:
        return Extent.of(self.start, self.end)

    def lies_in(self, frozen: Extent) -> bool:
        """Whether it certainly lies in a time; of what is on some day of a month or quarter, all of that has to."""
        whole = self.start.dated or self.end not in (None, self.start)
        return self.extent.meets(frozen) if whole else self.extent.within(frozen)


@per_plan
def releases_of(plan: Plan) -> Sequence[Releasing]:
    """The releasing moments whose days are known, the launch first until it was launched."""
    return [*_launch(plan), *(release for row in plan.rows if not row.over for release in _of_row(row))]


def _launch(plan: Plan) -> Iterator[Releasing]:
    if not plan.frame.undated and plan.head.status not in OVER:
        yield Releasing(say("the launch"), ("launch",), plan.frame.launch, None, "section")


def _of_row(row: Row) -> Iterator[Releasing]:
    if row.kind in ("stage", "time box") or (row.kind == "task" and row.value.releasing):
        for timing in row.timings:
            if not timing.start.afloat and timing.start.drift is None:
                end = None if _is_held(row) else timing.end
                yield Releasing(say("“{title}”", title=row.title), _written(row), timing.start, end, row.kind)


def _is_held(row: Row) -> bool:
    """Whether it is a stage whose end is that of its hold: while it is held, nothing more is released."""
    at = row.value.at if row.kind == "stage" else None
    return row.kind == "stage" and not (at and (at.end or at.duration))


def _written(row: Row) -> Path:
    """Where its time is written; the entry itself where that is computed."""
    return next(((*row.path, key) for key in ("at", "start", "deadline") if getattr(row.value, key, None)), row.path)
