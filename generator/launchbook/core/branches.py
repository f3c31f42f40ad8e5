"""What is told of branches where a step stands by itself: which answers it has, and where one goes on behind the last step of a branch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from launchbook.core.flow import Destination, FlowRow, Lane, SheetRow, flow_of
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path


@per_plan
def onward(plan: Plan) -> Mapping[Path, Destination]:
    """Where a step or a branch leads, by the path of what is done last before, if not to the next row."""
    found: dict[Path, Destination] = {}
    for sheet in flow_of(plan).sheets.values():
        for path, then in _onward(sheet.rows):
            found.setdefault(path, then)
        for lane in sheet.lanes:
            for path, then in _lane(lane):
                found.setdefault(path, then)
    return found


@per_plan
def answers(plan: Plan) -> Mapping[Path, Sequence[Lane]]:
    """The branches that a step has, by its path: outcomes of it and ways to do it; those of a whole list by its last step."""
    found: dict[Path, list[Lane]] = {}
    for sheet in flow_of(plan).sheets.values():
        _gather(sheet.rows, found)
        if sheet.lanes and sheet.rows:
            found.setdefault(sheet.rows[-1].path, []).extend(sheet.lanes)
            for lane in sheet.lanes:
                _gather(lane.rows, found)
    return found


def _gather(rows: Iterable[SheetRow], found: dict[Path, list[Lane]]) -> None:
    for line in rows:
        if not isinstance(line, FlowRow):
            if line.lanes:
                found.setdefault(line.path, []).extend(line.lanes)
            for lane in line.lanes:
                _gather(lane.rows, found)


def _onward(rows: Sequence[SheetRow]) -> Iterator[tuple[Path, Destination]]:
    last: SheetRow | None = None
    for line in rows:
        if isinstance(line, FlowRow):
            if line.then:
                yield line.path, line.then
        else:
            if line.then and last:
                yield last.path, line.then
            for lane in line.lanes:
                yield from _lane(lane)
        last = line


def _lane(lane: Lane) -> Iterator[tuple[Path, Destination]]:
    """What its steps say themselves comes first; what forks at its end says where that leads."""
    yield from _onward(lane.rows)
    last = lane.rows[-1] if lane.rows else None
    if lane.then and not (last and last.forks):
        yield last.path if last else lane.row.path, lane.then
