"""A run as it is kept: `plans/<plan>/runs/<name>.yml`, a head and events that are only ever added.

`render/assets/js/launch.d.ts` describes the same for browsers. The texts stay as they were written, so that a run that is read and
written is the same run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar, Self

from pydantic import model_validator

from launchbook.core.bundle import Bundle
from launchbook.core.model import Model, refusal
from launchbook.core.problem import Names, say
from launchbook.core.text import Parsed, PlanId, Shaped, Word

OF_RUN = ("begin", "pause", "resume", "end", "shift", "roll back", "called off", "back")
OF_STEP = ("start", "done", "failed", "skipped", "na", "undo", "confirm", "resolve")
OF_CHECK = ("pass", "fail", "reading", "accepted")
OF_GATE = ("go", "no-go", "ask again")
ACTS = (*OF_RUN, *OF_STEP, *OF_CHECK, *OF_GATE, "taken", "not taken", "set", "fill", "note", "told")
OF_ROWS = frozenset((*OF_STEP, *OF_CHECK, *OF_GATE, "taken", "not taken", "fill")) - {"undo", "resolve"}
"""What is said of a row."""
WITH_VALUE = {
    "undo": say("It is the id of the event that is taken back."),
    "resolve": say("It is the id of the event that counts."),
    "shift": say("It is the number of minutes by which T is moved."),
    "reading": say("It is what was read."),
}
YEARS = range(100, 9900)
"""In which a clock may say that it is, however wrong it goes."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _OneOf(Word):
    """One of a few words."""

    WORDS: ClassVar[tuple[str, ...]]

    @classmethod
    def parse(cls, text: str) -> Self:
        if text not in cls.WORDS:
            near = get_close_matches(text[:40].lower(), cls.WORDS, 1, 0.6)
            help = [say("Did you mean `{name}`?", name=name) for name in near]
            raise cls.refuse(text, *help)
        return cls(text)


class Act(_OneOf):
    """What was done."""

    FORM = "something that is done in a run"
    WORDS = ACTS
    HELP = say("Allowed: {names}.", names=Names(ACTS))


class Occasion(_OneOf):
    """What a run is: `live` or a `rehearsal`."""

    FORM = "a kind of run"
    WORDS = ("live", "rehearsal")
    HELP = say("Allowed: {names}.", names=Names(WORDS))


class Inverted(_OneOf):
    """That a criterion had not to be."""

    FORM = "a mark of a criterion that had not to be"
    WORDS = ("yes",)
    HELP = say("Allowed: {names}.", names=Names(WORDS))


class Stamp(Parsed):
    """When something happened: a day, a time, and the offset of the clock that said so."""

    FORM = "a time with its offset"
    EXAMPLES = ("2027-03-28T22:04:40-05:00",)
    LONGEST = 40
    HELP = say("Write the day, the time and the offset from UTC: `2027-03-28T22:04:40-05:00`.")
    _SHAPE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)")

    def __init__(self, text: str, time: datetime) -> None:
        self.text, self.time = text, time

    @classmethod
    def parse(cls, text: str) -> Self:
        try:
            time = datetime.fromisoformat(text) if cls._SHAPE.fullmatch(text) else None
        except ValueError:
            time = None
        if time is None or time.year not in YEARS:
            raise cls.refuse(text)
        return cls(text, time)

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stamp) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)


class Seconds(Parsed):
    """Seconds by which a clock was off."""

    FORM = "a number of seconds"
    LONGEST = 40
    HELP = say("Write a number of at most nine digits: `-12.5`.")
    _SHAPE = re.compile(r"-?\d{1,9}(\.\d{1,20})?(e-\d{1,3})?")

    def __init__(self, text: str) -> None:
        self.text, self.count = text, float(text)

    @classmethod
    def parse(cls, text: str) -> Self:
        if not cls._SHAPE.fullmatch(text):
            raise cls.refuse(text)
        return cls(text)

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seconds) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)


class Turn(Parsed, int):
    """The place of an event among those of its device."""

    FORM = "a count from 1"
    LONGEST = 9
    HELP = say("Each device counts its events: 1, 2, 3, …")

    @classmethod
    def parse(cls, text: str) -> Self:
        if not (text.isascii() and text.isdigit() and int(text)):
            raise cls.refuse(text)
        return cls(text)


class EventId(Shaped):
    """The id of an event or of a device."""

    FORM = "the id of an event or a device"
    SHAPE = re.compile(r"[\w.:-]{1,80}")
    HELP = say("Letters, digits, `-`, `_`, `.` and `:`, at most 80.")


class EventIds(Shaped):
    """The ids of events, with blanks between."""

    FORM = "the id of an event, or several with blanks between"
    SHAPE = re.compile(r"[\w.:-]{1,80}( [\w.:-]{1,80})*")
    HELP = say("Letters, digits, `-`, `_`, `.` and `:`, at most 80.")


class RunEvent(Model):
    """Something that happened. Events are only ever added; what is taken back is taken back by another event."""

    at: Stamp
    """When, by the clock of the device."""
    by: Word | None = None
    """Who did it, by the id in the plan."""
    heard: Word | None = None
    """Who pressed, where that was somebody else."""
    do: Act
    """What was done."""
    row: Word | None = None
    """The row that it is about, as `chapter#anchor`; left out where it is about the run."""
    no: Word | None = None
    """The number of the row then."""
    text: Word | None = None
    """What the row said then."""
    hash: Word | None = None
    """A digest of what the row said and meant then."""
    closes: Inverted | None = None
    """`yes` of a criterion that had not to be: `pass` then said that it was not seen."""
    field: Word | None = None
    """Of what is filled in at a row, the name of the line."""
    value: Word | None = None
    """A reading, the value of a variable or of a line to fill in (left out, that is empty again), the minutes of a shift, or the event
    that is chosen or taken back."""
    note: Word | None = None
    """A reason, a remark, a link to evidence."""
    seen: EventIds | None = None
    """The last event on the same row that the device knew; several where two answers stood."""
    offset: Seconds | None = None
    """Seconds to add to the clock of the device."""
    id: EventId
    """Unique: the device and its count."""
    device: EventId
    """The device that recorded it."""
    seq: Turn
    """Its place among the events of the device, counted from 1."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.row is None and self.do in OF_ROWS:
            raise refusal(say("`{act}` is said of no row", act=self.do), say("Write `row:`, as `runsheet#freeze`."))
        if self.value is None and self.do in WITH_VALUE:
            raise refusal(say("`{act}` says no `value:`", act=self.do), WITH_VALUE[self.do])
        if self.field is None and self.do == "fill":
            raise refusal(say("`fill` says no `field:`"), say("It is the name of a line under `inputs:`."))
        return self

    @cached_property
    def time(self) -> datetime:
        """When it happened, by the clock of the site."""
        return self.at.time + timedelta(seconds=self.offset.count) if self.offset else self.at.time

    @cached_property
    def ms(self) -> float:
        """The same in milliseconds since 1970, as browsers count."""
        return (self.at.time - EPOCH) // timedelta(milliseconds=1) + (self.offset.count * 1000 if self.offset else 0)

    @cached_property
    def knew(self) -> tuple[str, ...]:
        """The ids of the events that it has seen."""
        return tuple(self.seen.split(" ")) if self.seen else ()

    @cached_property
    def said(self) -> Mapping[str, str | int | float]:
        """What it says, by key, without what it leaves out; numbers as numbers."""
        values = ((name, getattr(self, name)) for name in type(self).model_fields)
        return MappingProxyType({name: _plain(value) for name, value in values if value is not None})


def _plain(value: object) -> str | int | float:
    if isinstance(value, Turn):
        return int(value)
    if isinstance(value, Seconds):
        return int(value.count) if value.count == int(value.count) else value.count
    return str(value)


class RunRecord(Model):
    """A run: which plan, which edition of it, and what happened."""

    run: PlanId
    """Its name; that of the file, too."""
    plan: Word
    """The id of its plan."""
    kind: Occasion
    """`live` or `rehearsal`."""
    version: Word | None = None
    """The version of the plan when it began."""
    build: Word | None = None
    """The digest of the plan's text when it began."""
    events: tuple[RunEvent, ...] = ()
    """What happened, one event a line."""


@dataclass(frozen=True, eq=False)
class RunFile:
    """A run with the file that it stands in, without what could not be read."""

    record: RunRecord
    bundle: Bundle

    @property
    def path(self) -> str:
        return self.bundle.sources[0].path
