"""Moments and spans. Most hang on the launch, T; all become instants in the plan's time zone once T is known.

Days and weeks move the wall clock (`T-1d` is the same time of day), hours and minutes elapse, also over a change to
daylight saving time (as in ISO 8601 durations and RFC 5545, 3.3.6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from launchbook.core.problem import Code, Rejected, say
from launchbook.core.quantity import Duration, normal
from launchbook.core.text import BAD_TEXT, Parsed

BAD_MOMENT = Code(
    "TM001", "not a moment", "A moment is `2026-01-17 10:00`, `2026-01-17`, `10:00` (on launch day), or hangs on the launch: `T-1d 18:00`."
)
NO_SUCH_TIME = Code("TM002", "time does not exist", "The date is not in the calendar, or daylight saving time skips this hour.")
AMBIGUOUS_TIME = Code("TM003", "ambiguous time", "The text can mean two moments: day and month could be swapped, or an hour comes twice.")
END_BEFORE_START = Code("TM004", "end before start", "A span ends before it begins.")
NO_TIME_OF_DAY = Code("TM005", "launch has no time of day", "`T-30m` counts from a time of day, and `launch:` names only a date.")
BAD_SPAN = Code("TM006", "not a span", "A span is `10:00 – 10:30`, `T+0 .. T+30m`, or a start with a duration.")
TIME_CODES = (BAD_MOMENT, NO_SUCH_TIME, AMBIGUOUS_TIME, END_BEFORE_START, NO_TIME_OF_DAY, BAD_SPAN)

Precision = Literal["month", "day", "minute"]


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time: an aware datetime, and how exactly it was said."""

    at: datetime
    precision: Precision = "minute"

    @property
    def end(self) -> datetime:
        """The last moment it can mean: the end of the day or month where only that was said."""
        if self.precision == "day":
            return self.at.replace(hour=23, minute=59)
        if self.precision == "month":
            following = (self.at.replace(day=28) + timedelta(days=4)).replace(day=1)
            return (following - timedelta(days=1)).replace(hour=23, minute=59)
        return self.at


@dataclass(frozen=True, slots=True)
class Frame:
    """What relative moments are measured against: the launch and the plan's time zone."""

    launch: Instant
    zone: ZoneInfo

    @property
    def day(self) -> date:
        return self.launch.at.date()


class Zone(Parsed, str):
    """A time zone by its IANA name."""

    FORM = "a time zone"
    EXAMPLES = ("Asia/Shanghai", "Europe/Berlin", "UTC")

    @classmethod
    def parse(cls, text: str) -> Self:
        if text not in _zones():
            from difflib import get_close_matches

            near = get_close_matches(text, _zones(), 1)
            hints = (say("Did you mean `{name}`?", name=near[0]),) if near else ()
            raise Rejected(
                BAD_TEXT,
                say("unknown time zone `{text}`", text=text[:80]),
                *hints,
                say("Write its IANA name, as `Asia/Shanghai`; an abbreviation such as CST names several zones."),
            )
        return cls(text)

    @property
    def info(self) -> ZoneInfo:
        return ZoneInfo(self)


def _zones() -> frozenset[str]:
    global _ZONES
    if _ZONES is None:
        _ZONES = frozenset(available_timezones())
    return _ZONES


_ZONES: frozenset[str] | None = None

_DATE = r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
_CLOCK = r"(?P<hour>\d{1,2})[::](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
_OFFSET = r"(?P<offset>Z|[+-]\d{2}:?\d{2})"
_ABSOLUTE = re.compile(rf"{_DATE}(?:[ T]+{_CLOCK}\s*{_OFFSET}?)?")
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})")
_MONTH_DAY = re.compile(rf"(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:\s+{_CLOCK})?")
_ONLY_CLOCK = re.compile(_CLOCK)
_RELATIVE = re.compile(rf"[Tt](?:\s*(?P<sign>[+-])\s*(?P<span>[^\s:]+?(?:\s*[a-z]+)?))?(?:\s+{_CLOCK})?")
_SWAPPABLE = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?(?:\s.*)?")
_FORMS = say(
    "Write `2026-01-17 10:00`, `2026-01-17`, `01-17`, `10:00` (on launch day), or count from the launch: `T-7d`, `T+30m`, `T-1d 18:00`."
)


@dataclass(frozen=True, slots=True)
class Moment(Parsed):
    """A point in time as said; `resolve` turns it into an instant."""

    FORM: ClassVar[str] = "a moment"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("2026-01-17 10:00", "2026-01-17", "10:00", "T-7d", "T+2h", "T-1d 18:00")

    text: str
    kind: Literal["absolute", "month", "month-day", "clock", "relative"]
    day: date | None = None
    clock: time | None = None
    offset: str = ""
    sign: int = 1
    shift: Duration | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        plain = normal(text)
        if found := _ABSOLUTE.fullmatch(plain):
            return cls(text, "absolute", _date(found, text), _clock(found, text), found["offset"] or "")
        if found := _RELATIVE.fullmatch(plain):
            shift = _shift(found["span"], text)
            return cls(text, "relative", None, _clock(found, text), "", -1 if found["sign"] == "-" else 1, shift)
        if found := _ONLY_CLOCK.fullmatch(plain):
            return cls(text, "clock", None, _clock(found, text))
        if found := _MONTH.fullmatch(plain):
            return cls(text, "month", _real_date(int(found["year"]), int(found["month"]), 1, text))
        if found := _MONTH_DAY.fullmatch(plain):
            return cls(text, "month-day", _real_date(2024, int(found["month"]), int(found["day"]), text), _clock(found, text))
        if _SWAPPABLE.fullmatch(plain):
            raise Rejected(
                AMBIGUOUS_TIME, say("`{text}` could be a day and a month either way round", text=text[:80]), _FORMS
            )
        raise Rejected(BAD_MOMENT, say("`{text}` is not a moment", text=text[:80]), _FORMS)

    def resolve_alone(self, zone: ZoneInfo) -> Instant:
        """The instant of a launch itself, which hangs on nothing. Raises `Rejected` for a relative text."""
        if self.kind not in ("absolute", "month"):
            raise Rejected(
                BAD_MOMENT,
                say("the launch must be a date, found `{text}`", text=self.text[:80]),
                say("Write `2026-01-17 10:00`, or `2026-01-17` while the time is open."),
            )
        return self.resolve(Frame(Instant(datetime(2000, 1, 1, tzinfo=zone)), zone))

    def resolve(self, frame: Frame) -> Instant:
        """The instant in the plan's zone. Raises `Rejected` for a time that does not exist or comes twice."""
        if self.kind == "relative":
            return self._resolve_relative(frame)
        if self.kind == "month":
            assert self.day
            return Instant(datetime.combine(self.day, time(), frame.zone), "month")
        if self.kind == "clock":
            return Instant(self._at(frame.day, frame))
        day = self._nearest_year(frame) if self.kind == "month-day" else self.day
        assert day
        return Instant(self._at(day, frame), "minute" if self.clock else "day")

    def _resolve_relative(self, frame: Frame) -> Instant:
        launch = frame.launch
        shift = self.shift or Duration("0m", 0, timedelta())
        if launch.precision != "minute" and shift.rest and not self.clock:
            raise Rejected(
                NO_TIME_OF_DAY,
                say("`{text}` counts from a time of day, but the launch has none", text=self.text),
                say("Give the launch a time: `launch: {day} 10:00`.", day=launch.at.date()),
            )
        try:
            day = launch.at.date() + self.sign * timedelta(days=shift.days)
        except OverflowError:
            raise Rejected(NO_SUCH_TIME, say("`{text}` lies outside the calendar", text=self.text), _FORMS) from None
        if self.clock:
            return Instant(self._at(day, frame))
        if launch.precision != "minute":
            return Instant(_local(datetime.combine(day, time()), frame.zone, self.text, ""), "day")
        moved = _local(datetime.combine(day, launch.at.time()), frame.zone, self.text, "", later=True)
        elapsed = (moved.astimezone(ZoneInfo("UTC")) + self.sign * shift.rest).astimezone(frame.zone)
        return Instant(elapsed)

    def _at(self, day: date, frame: Frame) -> datetime:
        return _local(datetime.combine(day, self.clock or time()), frame.zone, self.text, self.offset)

    def _nearest_year(self, frame: Frame) -> date:
        """Year-less dates mean the year in which they lie nearest to the launch."""
        assert self.day
        near: list[date] = []
        for year in (frame.day.year - 1, frame.day.year, frame.day.year + 1):
            try:
                near.append(self.day.replace(year=year))
            except ValueError:  # 29 February
                continue
        if not near:
            raise Rejected(NO_SUCH_TIME, say("`{text}` is not in the calendar near the launch", text=self.text), _FORMS)
        best = min(near, key=lambda day: abs(day - frame.day))
        if abs(best - frame.day) > timedelta(days=170):
            raise Rejected(
                AMBIGUOUS_TIME,
                say("`{text}` is half a year from the launch, so its year is not clear", text=self.text),
                say("Write the year: `{day}`.", day=best.isoformat()),
            )
        return best

    def __str__(self) -> str:
        return self.text


def _real_date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Rejected(NO_SUCH_TIME, say("`{text}` is not in the calendar", text=text[:80]), _FORMS) from None


def _date(found: re.Match[str], text: str) -> date:
    return _real_date(int(found["year"]), int(found["month"]), int(found["day"]), text)


def _clock(found: re.Match[str], text: str) -> time | None:
    if found["hour"] is None:
        return None
    try:
        return time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        raise Rejected(
            NO_SUCH_TIME, say("`{text}` is not a time of day", text=text[:80]), say("Times run from 00:00 to 23:59.")
        ) from None


def _shift(span: str | None, text: str) -> Duration | None:
    if span is None or span == "0":
        return None
    try:
        return Duration.parse(span)
    except Rejected:
        raise Rejected(BAD_MOMENT, say("`{text}` is not a moment", text=text[:80]), _FORMS) from None


def _local(naive: datetime, zone: ZoneInfo, text: str, offset: str, later: bool = False) -> datetime:
    """Attach the zone; refuse hours that daylight saving time skips, or repeats without an offset to tell."""
    try:
        return _attach(naive, zone, text, offset, later)
    except OverflowError:
        raise Rejected(NO_SUCH_TIME, say("`{text}` lies outside the calendar", text=text[:80]), _FORMS) from None


def _attach(naive: datetime, zone: ZoneInfo, text: str, offset: str, later: bool) -> datetime:
    if offset:
        marked = datetime.fromisoformat(naive.isoformat() + offset.replace("Z", "+00:00"))
        return marked.astimezone(zone)
    first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    exists = first.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) == naive
    if later:  # a computed time: skip forward over a gap, take the first of two
        return first if exists else first.astimezone(ZoneInfo("UTC")).astimezone(zone)
    if not exists:
        raise Rejected(
            NO_SUCH_TIME,
            say("`{text}` does not exist in {zone}: clocks go forward over it", text=text[:80], zone=zone.key),
            say("Choose a time before or after the change."),
        )
    raise Rejected(
        AMBIGUOUS_TIME,
        say("`{text}` comes twice in {zone}: clocks go back over it", text=text[:80], zone=zone.key),
        say("Add the offset: `{first}` or `{second}`.", first=_iso(first), second=_iso(second)),
    )


def _iso(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")


_SEPARATOR = re.compile(r"\s*(?:\.\.+|–|—|~|\bto\b|至|到)\s*|\s+-\s+")
_CLOCKS = re.compile(rf"({_CLOCK})-({_CLOCK.replace('?P<', '?P<end_')})")


@dataclass(frozen=True, slots=True)
class Span(Parsed):
    """A stretch of time: start and end, start and duration, or a single moment."""

    FORM: ClassVar[str] = "a span: a text, or `start` with `end` or `duration`"
    EXAMPLES: ClassVar[tuple[str, ...]] = (
        "10:00 – 10:30", "T+0 .. T+30m", "2026-01-17 10:00 .. 12:00", "T+4h for 20h", "2025-12-28 .. 2026-01-05",
    )  # fmt: skip

    text: str
    start: Moment
    end: Moment | None = None
    duration: Duration | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        plain = normal(text)
        if found := _CLOCKS.fullmatch(plain):
            return cls(text, Moment.parse(found[1]), Moment.parse(found[5]))
        if found := re.fullmatch(r"(.+?)\s+for\s+(.+)", plain):
            return cls(text, Moment.parse(found[1]), None, Duration.parse(found[2]))
        parts = _SEPARATOR.split(plain)
        if len(parts) > 2 or not all(parts):
            raise Rejected(
                BAD_SPAN,
                say("`{text}` is not a span", text=text[:80]),
                say("Write `10:00 – 10:30`, `T+0 .. T+30m`, or `T+4h for 20h`."),
            )
        return cls(text, Moment.parse(parts[0]), Moment.parse(parts[1]) if len(parts) == 2 else None)

    @classmethod
    def _validate(cls, value: object) -> Self:
        if not isinstance(value, dict):
            return super(Span, cls)._validate(value)
        parts = {key: text for key, text in value.items() if text is not None}
        if "start" not in parts or not set(parts) <= {"start", "end", "duration"} or len(parts) > 2:
            return super(Span, cls)._validate(parts)
        start = Moment._validate(parts["start"])
        end = Moment._validate(parts["end"]) if "end" in parts else None
        duration = Duration._validate(parts["duration"]) if "duration" in parts else None
        rest = f" .. {end}" if end else f" for {duration}" if duration else ""
        return cls(f"{start}{rest}", start, end, duration)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        text = super(Span, cls).__get_pydantic_json_schema__(schema, handler)
        scalar = {"type": ["string", "number"]}
        mapping = {
            "type": "object",
            "properties": {name: scalar for name in ("start", "end", "duration")},
            "required": ["start"],
            "additionalProperties": False,
        }
        return {"anyOf": [text, mapping]}

    def resolve(self, frame: Frame) -> tuple[Instant, Instant | None]:
        """Start and end; the end is None where only a start was said. Raises `Rejected` where the end comes first."""
        start = self.start.resolve(frame)
        if self.duration:
            shifted = start.at + timedelta(days=self.duration.days)
            utc = shifted.astimezone(ZoneInfo("UTC")) + self.duration.rest
            return start, Instant(utc.astimezone(frame.zone))
        if self.end is None:
            return start, None
        end = self._resolve_end(self.end, start, frame)
        if end.end < start.at:
            raise Rejected(
                END_BEFORE_START,
                say("`{text}` ends before it begins", text=self.text),
                say("It would run from {start} to {end}.", start=_iso(start.at), end=_iso(end.at)),
            )
        return start, end

    @staticmethod
    def _resolve_end(end: Moment, start: Instant, frame: Frame) -> Instant:
        """A bare clock belongs to the day of the start, or to the next when that is at most half a day on."""
        if end.kind == "clock":
            same = Instant(end._at(start.at.date(), frame))
            if same.at >= start.at:
                return same
            following = Instant(end._at(start.at.date() + timedelta(days=1), frame))
            return following if following.at - start.at <= timedelta(hours=12) else same
        if end.kind == "month-day" and end.day:
            same_year = end.resolve(Frame(start, frame.zone))
            if same_year.at < start.at and (end.day.month, end.day.day) < (start.at.month, start.at.day):
                return Instant(end._at(end.day.replace(year=start.at.year + 1), frame), same_year.precision)
            return same_year
        return end.resolve(frame)

    def __str__(self) -> str:
        return self.text
