"""The launch as data: what a browser needs to follow a plan, to record what is done, and to see what changed since.

A page reads it from `launch.js`. Its form is `Plan` in `render/assets/js/launch.d.ts`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from launchbook.core.flow import Destination, Fork, Lane, flow_of
from launchbook.core.gates import GoNoGo
from launchbook.core.groups import grouped
from launchbook.core.items import Condition, NoGoCondition
from launchbook.core.model import Model
from launchbook.core.plan import Plan, per_plan
from launchbook.core.problem import Path
from launchbook.core.quantity import Duration
from launchbook.core.recurrence import shifted
from launchbook.core.results import CheckResult, Sighting
from launchbook.core.rows import Row
from launchbook.core.steps import Alternative, Outcome, Step
from launchbook.core.text import shown
from launchbook.core.time import Extent, Instant, Span

FORMAT = 1
Json = dict[str, Any]
Titled = Callable[[Row], str]

_RECORDED = frozenset(("id", "was", "no", "done", "result", "verdict", "status", "accepted", "rehearsed", "rehearsal"))
"""Keys of a row that say what was done, or how it is called: they change nothing of what is to be done."""
_CAME = {"done": "done", "failed": "failed", "skipped": "skipped", "cancelled": "skipped"}
_JUDGED = {"done": "met", "failed": "unmet"}
_CAME_OF: Mapping[str, Mapping[str, str]] = {
    "step": {},
    "item": {},
    "check": _JUDGED,
    "criterion": _JUDGED,
    "gate": {"done": "go", "failed": "no-go"},
}
"""What is called otherwise of what is judged or decided; of what else is followed, nothing comes."""
_DOES = {"step": "step", "item": "item", "gate": "gate", "outcome": "way"}


def launch_data(plan: Plan, title: Titled) -> Json:
    """The plan's rows that are followed on launch day, with its people and times. `title` says what a row is called."""
    head, frame = plan.head, plan.frame
    span = span_of(plan)
    return _filled(
        {
            "format": FORMAT,
            "id": plan.id,
            "title": str(head.title),
            "version": str(head.version or ""),
            "build": plan.digest,
            "language": str(head.language),
            "zone": frame.zone.key,
            "also": [str(zone) for zone in head.also_in],
            "t": _iso(frame.launch),
            "from": span and span.start.isoformat(),
            "until": span and span.end.isoformat(),
            "decider": head.decider and str(head.decider),
            "people": {id: _person(target.value) for id, target in plan.targets.get("person", {}).items()},
            "rollback": _rollback(plan),
            "main": next((row.section for row in plan.rows if row.kind == "time box"), None),
        }
    ) | {"rows": list(_Rows(plan, title).data())}


@per_plan
def span_of(plan: Plan) -> Extent | None:
    """What the launch takes: its window with the boxes from a day before T on, or else T alone; None without a known day."""
    launch = plan.frame.launch.extent
    boxes = [timing.extent for row in plan.rows if row.kind == "time box" for timing in row.timings]
    near = [box for box in boxes if box.start >= shifted(launch.start, -timedelta(days=1))]
    known = [extent for extent in (launch, *_window(plan), *near) if extent.drift is None]
    if not plan.frame.launch.dated or not known:
        return None
    return Extent(min(each.start for each in known), max(each.end for each in known))


def _window(plan: Plan) -> Iterator[Extent]:
    """The launch window as it is said: a span, or a length from T."""
    window, launch = plan.head.window, plan.frame.launch
    if isinstance(window, Duration) and launch.dated:
        yield Extent(launch.at, launch.at + window.total)
    elif isinstance(window, Span):
        yield plan.extent(window)


@per_plan
def digests(plan: Plan) -> Mapping[Path, str]:
    """A digest of what every row says and means, by its path: of its own values, without those of the rows below it."""
    return {
        path: digest_of(f"{key}={value}" if key else str(value) for key, value in said.items())
        for path, said in said_of(plan).items()
    }


def digest_of(texts: Iterable[str], length: int = 10) -> str:
    """Hexadecimal digits that stand for texts; the same on every machine."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:length]


@per_plan
def said_of(plan: Plan) -> Mapping[Path, Mapping[Path, object]]:
    """By the path of each row its own values, by their paths below it; without what was recorded."""
    said: dict[Path, dict[Path, object]] = {row.path: {} for row in plan.rows}
    above: list[Path] = [()]
    for path, value in plan.values:
        while path[: len(above[-1])] != above[-1]:
            above.pop()
        if path in said and path != above[-1]:
            above.append(path)
            if isinstance(value, NoGoCondition):
                said[path][()] = "it must not be"
        own = path[len(above[-1]) :]
        if above[-1] in said and own and own[0] not in _RECORDED and not isinstance(value, Model):
            said[above[-1]][own] = value
    return said


def key_of(row: Row) -> str:
    """The key under which what happens to a row is recorded."""
    return f"{row.section}#{row.anchor}"


class _Rows:
    """The rows that are followed: what is ticked, checked, decided or chosen, what holds it, and what takes place near T."""

    def __init__(self, plan: Plan, title: Titled) -> None:
        self.plan, self.title = plan, title
        self.hashes = digests(plan)
        self.ways = {path: _place(to) for path, to in _destinations(plan)}
        self.planned = planned_of(plan)
        self.held = {id(above) for row in plan.rows if _does(row) for above in _above(row)}

    def data(self) -> Iterator[Json]:
        near = span_of(self.plan)
        near = Extent(shifted(near.start, -timedelta(days=1)), shifted(near.end, timedelta(days=1))) if near else None
        for row in self.plan.rows:
            event = _near(row, near) or _filled_in(row) or fields_of(row)
            does = _does(row) or ("group" if id(row) in self.held else "event" if event else "")
            if does and row.section and row.anchor:
                yield _filled(self._row(row, does))

    def _row(self, row: Row, does: str) -> Json:
        value = row.value
        start, end = self.planned.get(row.path, (None, None))
        length = value.length if isinstance(value, Step) else getattr(value, "duration", None)
        around = next(_anchored(row), None)
        limit = self.plan.limit(value) if hasattr(value, "when") and hasattr(value, "metric") else None
        condition = getattr(value, "condition", None)
        does = "check" if does == "item" and (limit or self._verifies(row)) else does
        return {
            "key": key_of(row),
            "kind": row.kind,
            "does": does,
            "no": row.number,
            "title": self.title(row),
            "hash": self.hashes[row.path],
            "in": around and key_of(around),
            "who": [str(owner) for owner in row.owners],
            "with": _with(row),
            "at": start and start.isoformat(),
            "end": end and end.isoformat(),
            "minutes": _minutes(length.shortest) if isinstance(length, Duration) else None,
            "if": condition and str(condition),
            "optional": True if getattr(value, "optional", None) else None,
            "limit": limit and str(limit),
            "place": ("after" if value.at_end else "before") if isinstance(value, GoNoGo) else None,
            "noGo": shown(value.no_go) if does == "gate" and getattr(value, "no_go", None) else None,
            "closes": True if isinstance(value, NoGoCondition) else None,
            "last": True if getattr(value, "point_of_no_return", None) is True else None,
            "forks": _forks(value),
            "then": self.ways.get(row.path),
            "mark": value.marked if isinstance(value, Outcome) else None,
            "is": _is(row, does, self._came(row)),
            "was": list(self._former(row)),
        }

    def _came(self, row: Row) -> str | None:
        """Its state; of a criterion, as its result is."""
        result, limit = (
            getattr(row.value, "result", None),
            self.plan.limit(row.value) if isinstance(row.value, Condition) else None,
        )
        passed = None
        if isinstance(result, CheckResult):
            passed = result.passed(limit)
        elif isinstance(result, Sighting) and (seen := result.holds(limit)) is not None:
            passed = not seen
        return row.state if row.kind != "condition" or passed is None else "done" if passed else "failed"

    def _verifies(self, row: Row) -> bool:
        """Whether it says that a rollback worked: that is a verdict, never a tick."""
        return self.plan.kinds[row.section].takes_back and row.parent is not None and row.parent.kind == "section"

    def _former(self, row: Row) -> Iterator[str]:
        """The keys that it had under ids which were changed."""
        id = str(getattr(row.value, "id", None) or "")
        for old, new in self.plan.head.renamed.items():
            chapter, _, name = old.partition("#")
            if id and chapter == row.section and new == id:
                yield f"{chapter}#{row.anchor.removesuffix(id)}{name}"


def _destinations(plan: Plan) -> Iterator[tuple[Path, Destination]]:
    """Where steps and branches lead, if not to what follows them."""
    open = [row for sheet in flow_of(plan).sheets.values() for row in (*sheet.rows, *sheet.lanes)]
    while open:
        line = open.pop()
        if line.then:
            yield line.row.path if isinstance(line, Lane) else line.path, line.then
        open += line.lanes if isinstance(line, Fork) else line.rows if isinstance(line, Lane) else ()


def _place(to: Destination) -> str | None:
    """The key of the row that something leads to; `end` where nothing follows."""
    return "end" if to.kind == "end" else key_of(to.row) if to.row and to.kind != "next" else None


def _does(row: Row) -> str:
    if row.kind == "condition" and row.parent is not None and row.parent.kind == "gate":
        return "criterion"
    return "way" if isinstance(row.value, Alternative) else _DOES.get(row.kind, "")


def _is(row: Row, does: str, came: str | None) -> str | None:
    """What the plan says came of it, in the word for what is done with it."""
    word = _CAME.get(came or "") if does in _CAME_OF else None
    return _CAME_OF[does].get(word, word) if word else None


def follows(row: Row) -> bool:
    """Whether a row is ticked, checked, decided or chosen on launch day."""
    return bool(_does(row) and row.section and row.anchor)


@per_plan
def counted(plan: Plan) -> frozenset[Path]:
    """What is counted, by path, as `countedOf` in `lines.js` counts it before a run: the rows that are ticked, of those within each other
    the smallest. Headings, gates and their criteria are none, and neither is what stands in a branch; what is optional counts once it is
    done."""
    ticked = [
        row
        for row in plan.rows
        if follows(row) and _ticked(row) and not any(_does(above) == "way" for above in _above(row))
    ]
    around = {id(next(_anchored(row), None)) for row in ticked}
    return frozenset(row.path for row in ticked if id(row) not in around)


def _ticked(row: Row) -> bool:
    return _does(row) in ("step", "item") and (row.over or not getattr(row.value, "optional", None))


def counted_in(plan: Plan, around: Row) -> list[Row]:
    """What is counted of what stands in a row."""
    paths = counted(plan)
    return [row for row in around.below() if row.path in paths]


def _forks(value: object) -> str | None:
    return "choose" if getattr(value, "choose", ()) else "outcomes" if getattr(value, "outcomes", {}) else None


def _above(row: Row) -> Iterator[Row]:
    """What a row stands in, from the inside out, without the chapter as a whole."""
    around = row.parent
    while around is not None and around.kind != "section":
        yield around
        around = around.parent


def _anchored(row: Row) -> Iterator[Row]:
    """What a row stands in, as far as it has a place on its page."""
    return (above for above in _above(row) if above.anchor)


def _near(row: Row, near: Extent | None) -> bool:
    return near is not None and any(event.start.drift is None and event.extent.meets(near) for event in row.events)


def _filled_in(row: Row) -> bool:
    """Whether it is a variable whose value is said on the day."""
    value = row.value
    return row.kind == "variable" and getattr(value, "value", None) is None and not getattr(value, "secret", None)


def fields_of(row: Row) -> list[str]:
    """The names of its lines that are filled in on the day."""
    return [str(name) for name, input in getattr(row.value, "inputs", {}).items() if input.value is None]


def _with(row: Row) -> Json:
    """The people that it names, by its field that names them; without those who answer for it."""
    named: dict[str, list[str]] = {}
    for mention in row.named("person"):
        if mention.role and mention.ref not in row.owners:
            named.setdefault(str(mention.path[len(row.path)]), []).append(str(mention.ref))
    return named


@per_plan
def planned_of(plan: Plan) -> Mapping[Path, tuple[datetime | None, datetime | None]]:
    """When rows are planned to begin and to end, by path."""
    return dict(_planned(plan))


def _planned(plan: Plan) -> Iterator[tuple[Path, tuple[datetime | None, datetime | None]]]:
    """When rows are planned: at their own times; a step without one begins when the step before it is done."""
    for row in plan.rows:
        times = row.timings[0] if row.timings and row.timings[0].start.drift is None else None
        if times and times.start.precision == "minute":
            yield row.path, (times.start.at, times.end.at if times.end else None)
        steps = [part for part in row.parts if part.kind == "step" and not isinstance(part.value, Alternative)]
        if steps and not isinstance(row.value, (Step, Outcome)):
            for each in grouped((step.path[:-1], step) for step in steps).values():
                yield from _in_turn(each, times.start.at if times and times.start.precision == "minute" else None)


def _in_turn(steps: list[Row], now: datetime | None) -> Iterator[tuple[Path, tuple[datetime | None, datetime | None]]]:
    for step in steps:
        said = step.timings[0].start if step.timings else None
        now = said.at if said and said.drift is None and said.precision == "minute" else now
        if now is None:
            continue
        length = step.value.length
        end = now + length.shortest.total if length else None
        yield step.path, (now, end)
        now = end or now


def _person(person: Any) -> Json:
    return _filled(
        {
            "name": str(person.name),
            "initials": initials(str(person.name)),
            "phone": [str(phone) for phone in person.phone],
            "role": str(person.role) if person.role and person.role != person.name else None,
            "deputy": person.deputy and str(person.deputy),
        }
    )


def untitled(name: str) -> str:
    """A name without what is put before it: `Dr. Marcus Quinn` is Marcus Quinn."""
    return " ".join(word for word in name.split() if not word.endswith(".")) or name


def initials(name: str) -> str:
    """Two letters that stand for a name: `MQ` for Marcus Quinn; of a Chinese name its last two characters."""
    words = untitled(name).replace("-", " ").split() or [name]
    if len(words) > 1 and all(word[0].isascii() for word in words):
        return (words[0][0] + words[-1][0]).upper()
    return name.strip()[-2:] if not name.isascii() else name.strip()[:2].upper()


def _rollback(plan: Plan) -> Json | None:
    """The chapter by which the launch is taken back, how long that may take, and its rows: what is done then, and what is verified."""
    key = next((key for key in plan.sections if plan.kinds[key].takes_back and plan.has(key)), None)
    if key is None:
        return None
    section = plan.sections[key]
    within = getattr(section, "within", None) or getattr(section, "rto", None)
    tell = getattr(section, "tell", ())
    told = list(plan.targets.get("person", ())) if tell == "all" else [str(person) for person in tell]
    lists = {
        part: [key_of(row) for row in plan.rows if row.path[:2] == (key, part) and _outermost(row)]
        for part in ("decision", "preparation", "steps", "verify")
    }
    return _filled({"chapter": key, "minutes": within and _minutes(within), **lists, "tell": told})


def _outermost(row: Row) -> bool:
    """Whether it is ticked, and stands in nothing else that is."""
    return bool(_does(row)) and not any(_does(above) for above in _above(row))


def _iso(instant: Instant) -> str | None:
    return instant.at.isoformat() if instant.precision == "minute" and instant.drift is None else None


def _minutes(length: Duration) -> float:
    count = length.total / timedelta(minutes=1)
    return int(count) if count == int(count) else count


def _filled(data: Mapping[str, Any]) -> Json:
    """Without what is empty."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {}, ())}
