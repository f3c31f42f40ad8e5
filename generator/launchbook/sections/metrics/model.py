"""Metrics and their thresholds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import RootModel

from launchbook.core.alarm import Alarm
from launchbook.core.cases import Cases, Limit
from launchbook.core.entry import Entry
from launchbook.core.ladder import RINGING, RUNGS, Reading, Rung, cases_of, limits_of, rungs_of, worse_is_lower
from launchbook.core.problem import Message, Path, say
from launchbook.core.quantity import Threshold
from launchbook.core.reference import OwnerRef
from launchbook.core.rows import Row
from launchbook.core.text import Id, Text, Word

Tone = Literal["ok", "warn", "alert", "stop"]
_BEHIND: dict[str, Tone] = {"target": "warn", "gate": "warn", "alert": "alert", "rollback": "stop"}
"""The state of a metric beyond a rung."""

_TONES: tuple[Tone, ...] = get_args(Tone)

_FIRST, _LAST, _GAP = 16, 84, 22
"""In per cent of the ladder: the positions of the first and the last rung, and the width of a label."""


@dataclass(frozen=True, slots=True)
class LadderMark:
    """A threshold on the ladder, with the row that sets it; None for the metric's own."""

    name: str
    threshold: Threshold
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class LadderPlace:
    """A place on the ladder, with the rungs that share a limit."""

    at: int
    """In per cent, good on the left."""
    rungs: tuple[LadderMark, ...]

    @property
    def tone(self) -> Tone:
        return _BEHIND[self.rungs[-1].name]


@dataclass(frozen=True, slots=True)
class LadderBand:
    """A part of the ladder with the same tone, in per cent."""

    tone: Tone
    start: int
    end: int

    @property
    def width(self) -> int:
        return self.end - self.start

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


@dataclass(frozen=True, slots=True)
class Ladder:
    """All thresholds of a metric from good to worst, whatever section sets them."""

    places: tuple[LadderPlace, ...]
    apart: tuple[LadderMark, ...] = ()
    """Thresholds beside the ladder: they cannot be compared with the others, or are no rung."""

    @property
    def tall(self) -> bool:
        """Whether there are more places than fit side by side."""
        return len(self.places) > 1 + (_LAST - _FIRST) // _GAP

    @property
    def alone(self) -> LadderMark | None:
        """The only threshold, if there is but one and the metric itself says it."""
        rungs = [rung for place in self.places for rung in place.rungs]
        return rungs[0] if len(rungs) == 1 and not rungs[0].row and not self.apart else None

    @property
    def zones(self) -> tuple[Tone, ...]:
        """The tones beyond the places, never better than that of the place before."""
        worst = 0
        zones: list[Tone] = []
        for place in self.places:
            worst = max(worst, _TONES.index(place.tone))
            zones.append(_TONES[worst])
        return tuple(zones)

    @property
    def bands(self) -> tuple[LadderBand, ...]:
        """The ladder from left to right: met, to be watched, with its alert ringing, to be rolled back."""
        bands = [LadderBand("ok", 0, 100)]
        for place, tone in zip(self.places, self.zones, strict=True):
            last = bands[-1]
            if tone != last.tone:
                bands[-1:] = [LadderBand(last.tone, last.start, place.at), LadderBand(tone, place.at, 100)]
        return tuple(bands)


class Metric(Entry):
    """A metric. Its thresholds are said here once, and drawn together on one ladder. Short form: the name."""

    short: ClassVar[str | None] = "name"
    row_label: ClassVar[str] = "name"
    row_kind: ClassVar[str] = "metric"

    name: Word
    """What it is called."""
    group: Word | None = None
    """A heading to list it under: system, interface, users."""
    unit: Word | None = None
    """The unit, where no threshold says it."""
    target: Annotated[Limit | None, Rung("target")] = None
    """Where it should stand: a threshold, or one for each case, `{after 1 month: "≥ 60%", after 3 months: "≥ 70%"}`. A case is a time
    after the launch, a group of users, a module; the other rungs may have the same cases."""
    gate: Annotated[Limit | None, Rung("gate")] = None
    """Where it must stand for the release to be widened."""
    alert: Annotated[Limit | None, Rung("alert")] = None
    """From where on somebody is woken."""
    rollback: Annotated[Limit | None, Rung("rollback")] = None
    """From where on the release is rolled back."""
    source: Text | None = None
    """Where it is read."""
    query: Word | None = None
    """The expression that reads it there."""
    owner: OwnerRef | None = None
    """Who watches it."""
    why: Text | None = None
    """Why it matters."""

    @property
    def rungs(self) -> dict[str, Threshold]:
        """Its own thresholds that hold in every case, from good to worst."""
        return rungs_of(self)

    @property
    def cases(self) -> tuple[Text, ...]:
        """The cases by which its thresholds differ."""
        return cases_of(self)

    def place_of(self, rung: str, case: str) -> Path:
        """The path of a rung in a case."""
        return (*self.path, rung, case) if isinstance(limits_of(self)[rung], Cases) else (*self.path, rung)

    def alarm(self, rung: str) -> Alarm:
        """The alarm for a rung."""
        return Alarm(str(self.query or "").strip(), self.rungs[rung], str(self.unit or ""))

    @property
    def alarms(self) -> dict[str, Alarm]:
        """The alarms by rung; empty without a query."""
        return {rung: self.alarm(rung) for rung in RINGING if rung in self.rungs} if self.query else {}

    @property
    def left_out(self) -> tuple[Message, ...]:
        """Why the export of rules leaves out some of its rungs."""
        problems = {str(alarm.problem): alarm.problem for alarm in self.alarms.values() if alarm.problem}
        by_case = self.query and any(isinstance(limits_of(self).get(rung), Cases) for rung in RINGING)
        return (*problems.values(), *([say("its threshold differs by case")] if by_case else ()))

    def ladders(self, readings: Sequence[tuple[Reading, Row]] = ()) -> dict[str, Ladder]:
        """A ladder for each case, whatever section sets thresholds in it; first, under "", that of what always holds, unless the
        others show all of it."""
        cases = dict.fromkeys(("", *self.cases, *(reading.case for reading, _ in readings)))
        ladders = {case: self.ladder([pair for pair in readings if pair[0].case == case], case) for case in cases}
        if self.cases and not any(reading.case == "" for reading, _ in readings):
            del ladders[""]
        return {case: ladder for case, ladder in ladders.items() if ladder.places or ladder.apart}

    def ladder(self, readings: Sequence[tuple[Reading, Row]] = (), case: str = "") -> Ladder:
        """The metric's own rungs together with those that other sections set.

        On a logarithmic scale, from good to worst; rungs with the same limit share a place.
        """
        own = [LadderMark(name, threshold) for name, threshold in rungs_of(self, case).items()]
        beside = next((mark.threshold for mark in own if mark.threshold.dimension), None)
        others = [
            LadderMark(reading.rung, reading.threshold.beside(beside) if beside else reading.threshold, mention)
            for reading, mention in readings
        ]
        named = [mark for mark in (*own, *others) if mark.name]
        first = named[0].threshold if named else None
        on = [rung for rung in named if first and rung.threshold.converts(first)]
        if first and not own:
            on = [rung for rung in on if rung.threshold.aggregate == first.aggregate]
        on = [rung for rung in on if rung.row is None or _alike(rung.threshold, own or on)]
        steps = _steps(sorted(on, key=_from_good(on)) if len(on) > len(own) else on)
        places = _spread([step[0].threshold for step in steps])
        apart = tuple(mark for mark in (*own, *others) if not any(mark is rung for rung in on))
        return Ladder(tuple(LadderPlace(at, tuple(step)) for at, step in zip(places, steps, strict=True)), apart)


class Metrics(RootModel[dict[Id, Metric]]):
    """Metrics by id."""

    model_config = {"frozen": True}

    @property
    def groups(self) -> dict[str, dict[str, Metric]]:
        """Metrics by group heading and id, in the order of first mention; those without a group are under ""."""
        groups: dict[str, dict[str, Metric]] = {}
        for name, metric in self.root.items():
            groups.setdefault(str(metric.group or ""), {})[str(name)] = metric
        return groups


def _alike(threshold: Threshold, others: Sequence[LadderMark]) -> bool:
    return any(threshold.aggregate.lower() == rung.threshold.aggregate.lower() for rung in others)


def _from_good(rungs: Sequence[LadderMark]) -> Callable[[LadderMark], tuple[Decimal, int]]:
    """A sort key from good to worst; for equal limits, in the order of the rungs."""
    falls = next((low for rung in rungs if (low := worse_is_lower({rung.name: rung.threshold})) is not None), False)
    return lambda rung: (-rung.threshold.base if falls else rung.threshold.base, RUNGS.index(rung.name))


def _steps(rungs: Sequence[LadderMark]) -> list[list[LadderMark]]:
    steps: list[list[LadderMark]] = []
    for rung in rungs:
        if steps and _mark(steps[-1][-1].threshold) == _mark(rung.threshold):
            steps[-1].append(rung)
        else:
            steps.append([rung])
    return steps


def _mark(threshold: Threshold) -> tuple[str, Decimal]:
    return threshold.aggregate, threshold.base


def _spread(limits: Sequence[Threshold]) -> list[int]:
    """Places in per cent. The room that labels leave is divided in proportion to the distances of the limits."""
    if len(limits) < 2:
        return [50] * len(limits)
    if len(limits) > 1 + (_LAST - _FIRST) // _GAP:
        return [round(100 * (index + 1) / (len(limits) + 1)) for index in range(len(limits))]
    values = _scale(limits)
    reach = values[-1] - values[0]
    spare = _LAST - _FIRST - _GAP * (len(limits) - 1)
    shares = [(value - values[0]) / reach if reach else index / (len(limits) - 1) for index, value in enumerate(values)]
    return [round(_FIRST + _GAP * index + spare * share) for index, share in enumerate(shares)]


def _scale(limits: Sequence[Threshold]) -> list[float]:
    """Limits on a logarithmic scale; ratios that fall, such as availability, by their distance from 100 %.

    Limits of different aggregates (an average, a percentile) cannot be compared, and are placed by rank.
    """
    values = [float(limit.base) for limit in limits]
    if len({limit.aggregate for limit in limits}) > 1:
        return [float(index) for index in range(len(values))]
    if limits[0].dimension == "ratio" and values[-1] < values[0] < 1:
        values = [1 - value for value in values]
    return [math.log10(value) for value in values] if min(values) > 0 else values
