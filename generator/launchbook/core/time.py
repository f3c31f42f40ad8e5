"""Moments and spans. Most hang on the launch, T; all become instants in the plan's time zone once T is known.

Days and weeks move the wall clock (`T-1d` is the same time of day), hours and minutes elapse, also over a change to
daylight saving time (as in ISO 8601 durations and RFC 5545, 3.3.6). Working days move the wall clock by the calendar of
the plan.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from functools import cache
from typing import Any, ClassVar, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

from launchbook.core.problem import Code, Message, Rejected, say
from launchbook.core.quantity import Duration
from launchbook.core.text import BAD_TEXT, Parsed
from launchbook.core.units import normal
from launchbook.core.workdays import WorkingDays, weekdays

BAD_MOMENT = Code(
    "TM001",
    "not a moment",
    "A moment is `2026-01-17 10:00`, `2026-01-17`, `10:00` (on launch day), or hangs on the launch: `T-1d 18:00`.",
)
NO_SUCH_TIME = Code(
    "TM002", "time does not exist", "The date is not in the calendar, or daylight saving time skips this hour."
)
AMBIGUOUS_TIME = Code(
    "TM003", "ambiguous time", "The text can mean two moments: day and month could be swapped, or an hour comes twice."
)
END_BEFORE_START = Code("TM004", "end before start", "A span ends before it begins.")
NO_TIME_OF_DAY = Code(
    "TM005", "launch has no time of day", "`T-30m` counts from a time of day, and `launch:` names only a date."
)
BAD_SPAN = Code("TM006", "not a span", "A span is `10:00 – 10:30`, `T+0 .. T+30m`, or a start with a duration.")

Precision = Literal["month", "day", "minute"]


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time: an aware datetime, and the precision with which it was written."""

    at: datetime
    precision: Precision = "minute"
    afloat: str = ""
    """Its text, where it hangs on a launch of which only the month is known: it is then shown instead of the datetime."""

    @property
    def end(self) -> datetime:
        """The first moment after it: the midnight after a day or month; for a minute, the instant itself."""
        if self.precision == "minute":
            return self.at
        length = 1 if self.precision == "day" else monthrange(self.at.year, self.at.month)[1]
        try:
            following = self.at.date() + timedelta(days=length)
        except OverflowError:
            return datetime.max.replace(tzinfo=self.at.tzinfo)
        return _local(datetime.combine(following, time()), self.at.tzinfo, "", "", later=True)

    @property
    def extent(self) -> Extent:
        return Extent.of(self)

    @property
    def day(self) -> str:
        """Its day, or what is known of it: `2026-01-17`, `2026-01`, `T-7d`."""
        return self.afloat or str(self)[:10]

    def __str__(self) -> str:
        return (
            self.afloat or self.at.isoformat(" ", "minutes")[: {"month": 7, "day": 10, "minute": None}[self.precision]]
        )


@dataclass(frozen=True, slots=True)
class Extent:
    """A stretch of time, half-open: [start, end). Where both are the same, it is that single moment.

    Of any two extents, either the first precedes the second, or the second precedes the first, or they meet.
    """

    start: datetime
    end: datetime
    """The first moment after it."""

    @classmethod
    def of(cls, start: Instant, end: Instant | None = None) -> Extent:
        """From the beginning of an instant to the end of another, or of itself."""
        return cls(start.at, (end or start).end)

    @classmethod
    def moment(cls, at: datetime) -> Extent:
        return cls(at, at)

    # Timestamps, because Python compares the clocks of one zone, which go back once a year.

    @property
    def _from(self) -> tuple[float, bool]:
        return self.start.timestamp(), False

    @property
    def _until(self) -> tuple[float, bool]:
        """Its end, as a sort key: that of a single moment lies behind the moment."""
        return self.end.timestamp(), self.end.timestamp() == self.start.timestamp()

    def precedes(self, other: Extent) -> bool:
        """Whether it ends before another begins."""
        return self._until <= other._from

    def meets(self, other: Extent) -> bool:
        """Whether the two share a moment."""
        return not (self.precedes(other) or other.precedes(self))

    def within(self, other: Extent) -> bool:
        """Whether another covers it completely."""
        return other._from <= self._from and self._until <= other._until

    @property
    def last_day(self) -> date:
        """The day of its last moment: an extent that ends at midnight ends on the day before."""
        if self._until[1]:
            return self.start.date()
        return (self.end - timedelta(microseconds=1)).date()

    def __str__(self) -> str:
        """Its bounds, with the clock where a bound is not the midnight around a day: `2026-01-17 – 01-18 08:00`."""
        if self.start.time() == time() and self.end.time() in (time(), time.max) and not self._until[1]:
            first, last = f"{self.start:%Y-%m-%d}", f"{self.last_day:%Y-%m-%d}"
        else:
            first, last = f"{self.start:%Y-%m-%d %H:%M}", f"{self.end:%Y-%m-%d %H:%M}"
        shared = next((length for length in (11, 5) if first[:length] == last[:length]), 0)
        return first if first == last else f"{first} – {last[shared:]}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A computed time, where the plan wrote none. The end is None for a single moment."""

    start: Instant
    end: Instant | None = None

    @property
    def extent(self) -> Extent:
        return Extent.of(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Frame:
    """What times are resolved against: the launch, the plan's time zone, and its working days."""

    launch: Instant
    zone: ZoneInfo
    calendar: WorkingDays = field(default_factory=weekdays, compare=False)
    resolved: dict[Moment, Instant] = field(default_factory=dict, compare=False, repr=False)
    """Moments resolved before: rules and pages need the same ones again and again."""

    @property
    def day(self) -> date:
        return self.launch.at.date()

    @property
    def by_month(self) -> bool:
        """Whether only the month of the launch is known."""
        return self.launch.precision == "month"

    def afloat(self, when: Moment | Span | None) -> bool:
        """Whether a time hangs on a launch of which only the month is known: its day is not known either. What is left
        out hangs on the launch."""
        return self.by_month and (when is None or when.hangs)

    def short(self, day: date) -> str:
        """A day in short: `01-17`, with the year (`2025-12-31`) where it is not that of the launch."""
        return f"{day:%m-%d}" if day.year == self.launch.at.year else f"{day:%Y-%m-%d}"

    def window(self, written: object) -> Extent:
        """The launch window: a span as written, a duration from the launch on; otherwise the launch itself."""
        if isinstance(written, Span):
            return Extent.of(*written.resolve(self))
        if isinstance(written, Duration) and self.launch.precision == "minute":
            return Extent.of(self.launch, self.after(self.launch, written, written.text))
        return self.launch.extent

    def after(self, start: Instant, length: Duration, text: str = "") -> Instant:
        """The end of a length from a start on. From a whole day on, whole days end with a day.

        Raises `Rejected`, which quotes `text`, where a year on the way is not known to the calendar.
        """
        with _inside_calendar(text):
            shifted = start.at + timedelta(days=length.days)
            if start.precision != "minute" and length.rest < timedelta(days=1):
                last = self._last_day(start.at.date(), length, text)
                last = last.replace(day=1) if start.precision == "month" else last
                return replace(start, at=_local(datetime.combine(last, time()), self.zone, text, "", later=True))
        if length.workdays:
            day = self.calendar.shift(shifted.date(), length.workdays, text)
            shifted = _local(datetime.combine(day, shifted.time()), self.zone, text, "", later=True)
        return Instant(_elapse(shifted, length.rest, self.zone, text))

    def _last_day(self, first: date, length: Duration, text: str) -> date:
        """The last day of a length that begins with a day. A part of a day counts as a day."""
        last = first + timedelta(days=length.days - 1)  # the first day counts
        last = self.calendar.shift(last, length.workdays, text) if length.workdays else last
        return max(first, last + timedelta(days=1) if length.rest else last)


class Zone(Parsed, str):
    """A time zone by its IANA name."""

    FORM = "a time zone"
    EXAMPLES = ("Asia/Shanghai", "Europe/Berlin", "UTC")

    @classmethod
    def parse(cls, text: str) -> Self:
        if text not in _zones():
            by_city = {
                city: name for name in _zones() for city in (name.casefold(), name.rpartition("/")[2].casefold())
            }
            by_city |= dict.fromkeys(("beijing", "asia/beijing", "北京", "北京时间", "中国标准时间"), "Asia/Shanghai")
            near = get_close_matches(text.casefold().replace(" ", "_"), by_city, 1, 0.8)
            hints = _of_offset(text) or [say("Did you mean `{name}`?", name=by_city[city]) for city in near]
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


def _of_offset(text: str) -> list[Message]:
    """What to write for `GMT+8`, `UTC+8` or `+08:00`: zones by their offset count the other way round."""
    match = _BY_OFFSET.fullmatch(normal(text).upper())
    if not match:
        return []
    hours = f"{match['sign']}{int(match['hours'])}"
    name = _BY_HOURS.get(hours + (f":{match['minutes']}" if int(match["minutes"] or 0) else ""))
    hints = [say("`{name}` is a zone of that offset.", name=name)] if name else []
    other = ("-" if hours[0] == "+" else "+") + hours[1:]
    trap = say("Zones by their offset count the other way: `Etc/GMT{hours}` is UTC{other}.", hours=hours, other=other)
    return [*hints, *([] if match["minutes"] else [trap])]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory", "posixrules"})  # the machine's own


_BY_OFFSET = re.compile(r"(?:GMT|UTC)?\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?")
_BY_HOURS = {
    "-10": "Pacific/Honolulu", "-9": "America/Anchorage", "-8": "America/Los_Angeles", "-7": "America/Denver",
    "-6": "America/Chicago", "-5": "America/New_York", "-4": "America/Halifax", "-3": "America/Sao_Paulo",
    "+0": "UTC", "-0": "UTC", "+1": "Europe/Berlin", "+2": "Europe/Athens", "+3": "Europe/Moscow", "+4": "Asia/Dubai",
    "+5": "Asia/Karachi", "+5:30": "Asia/Kolkata", "+6": "Asia/Dhaka", "+7": "Asia/Bangkok", "+8": "Asia/Shanghai",
    "+9": "Asia/Tokyo", "+10": "Australia/Brisbane", "+12": "Pacific/Auckland",
}  # fmt: skip
"""A zone of many people for an offset, in winter where it has a summer time."""
_DATE = r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
_CLOCK = r"(?P<hour>\d{1,2})[::](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
_OFFSET = r"(?P<offset>Z|[+-](?:0\d|1[0-4]):?[0-5]\d)"
_ABSOLUTE = re.compile(rf"{_DATE}(?:[ T]+{_CLOCK}\s*{_OFFSET}?)?")
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})")
_MONTH_DAY = re.compile(rf"(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:\s+{_CLOCK})?")
_ONLY_CLOCK = re.compile(_CLOCK)
_RELATIVE = re.compile(rf"[Tt](?:\s*(?P<sign>[+-])\s*(?P<span>[^:]+?))?(?:\s+{_CLOCK})?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[.年]\s*(\d{1,2})\s*[.月]\s*(\d{1,2})\s*日?(.*)")
_SWAPPABLE = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?(?:\s.*)?")
_CLOCK_IN_WORDS = re.compile(
    r"(?<![\d:])(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上)?(?(part)\s*)(?P<hour>\d{1,2})(?:\s*(?P<mark>[点时:])"
    r"(?:(?P<minute>\d{1,2})分?|(?P<half>半))?整?)?(?:\s*(?P<half_day>[ap]m\b))?",
    re.IGNORECASE,
)
_BEFORE_NOON, _AFTER_NOON = ("凌晨", "早上", "上午", "am"), ("中午", "下午", "傍晚", "晚上", "pm")
_LONG_BEFORE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Moment(Parsed):
    """A point in time: a date, a date with a time, a time on launch day, or a distance from the launch, T."""

    FORM: ClassVar[str] = "a moment"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("2026-01-17 10:00", "2026-01-17", "10:00", "T-7d", "T+2h", "T-1d 18:00")
    CODE: ClassVar[Code] = BAD_MOMENT
    HELP: ClassVar[Message] = say(
        "Write `2026-01-17 10:00`, `2026-01-17`, `01-17`, `10:00` (on launch day), "
        "or count from the launch: `T-7d`, `T+30m`, `T-1d 18:00`."
    )

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
        if in_figures := clock_in_figures(plain):
            raise cls.refuse(text, *(_guess(in_figures) or (say("Did you mean `{name}`?", name=in_figures),)))
        if match := _ABSOLUTE.fullmatch(plain):
            return cls(text, "absolute", _date(match, text), _clock(match, text), match["offset"] or "")
        if match := _RELATIVE.fullmatch(plain):
            shift = _shift(match["span"], text)
            return cls(text, "relative", None, _clock(match, text), "", -1 if match["sign"] == "-" else 1, shift)
        if match := _ONLY_CLOCK.fullmatch(plain):
            return cls(text, "clock", None, _clock(match, text))
        if match := _MONTH.fullmatch(plain):
            return cls(text, "month", _real_date(int(match["year"]), int(match["month"]), 1, text))
        if match := _MONTH_DAY.fullmatch(plain):
            return cls(
                text, "month-day", _real_date(2024, int(match["month"]), int(match["day"]), text), _clock(match, text)
            )
        if swapped := _SWAPPABLE.fullmatch(plain):
            _refuse_swapped(swapped, text)
            raise Rejected(
                AMBIGUOUS_TIME,
                say("`{text}` could be a day and a month either way round", text=text[:80]),
                say("Write the year first, then the month: `2026-01-17`; without a year, `01-17`."),
            )
        raise cls.refuse(text, *_guess(plain))

    @property
    def hangs(self) -> bool:
        """Whether it hangs on the launch."""
        return self.kind in ("relative", "clock")

    def long_before(self, frame: Frame) -> bool:
        """Whether a bare time of day lies so long before the launch that the next day was probably meant."""
        if self.kind != "clock" or frame.launch.precision != "minute":
            return False
        return frame.launch.at - self.resolve(frame).at > _LONG_BEFORE

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
        instant = frame.resolved.get(self)
        if instant is None:
            instant = frame.resolved[self] = self._resolve(frame)
        return instant

    def _resolve(self, frame: Frame) -> Instant:
        if self.kind == "relative":
            return self._resolve_relative(frame)
        if self.kind == "month":
            assert self.day
            return Instant(datetime.combine(self.day, time(), frame.zone), "month")
        if self.kind == "clock":
            return replace(frame.launch, afloat=self.text) if frame.by_month else Instant(self._at(frame.day, frame))
        day = self._nearest_year(frame) if self.kind == "month-day" else self.day
        assert day
        return Instant(self._at(day, frame), "minute" if self.clock else "day")

    def _resolve_relative(self, frame: Frame) -> Instant:
        launch = frame.launch
        shift = self.shift or Duration("0m", 0, timedelta())
        if not (self.clock or shift.total or shift.workdays):
            return launch  # with its precision, be it a month
        if launch.precision != "minute" and shift.rest and not self.clock:
            raise Rejected(
                NO_TIME_OF_DAY,
                say("`{text}` counts from a time of day, but the launch has none", text=self.text),
                say("Give the launch a time: `launch: {day} 10:00`.", day=launch.at.date()),
            )
        with _inside_calendar(self.text):
            day = launch.at.date() + self.sign * timedelta(days=shift.days)
        day = frame.calendar.shift(day, self.sign * shift.workdays, self.text)
        if frame.by_month:  # its day is not known, and neither is that of what hangs on it
            return Instant(_local(datetime.combine(day, time()), frame.zone, self.text, ""), "month", self.text)
        if self.clock:
            return Instant(self._at(day, frame))
        if launch.precision != "minute":
            return Instant(_local(datetime.combine(day, time()), frame.zone, self.text, ""), "day")
        moved = _local(datetime.combine(day, launch.at.time()), frame.zone, self.text, "", later=True)
        return Instant(_elapse(moved, self.sign * shift.rest, frame.zone, self.text))

    def _at(self, day: date, frame: Frame) -> datetime:
        return _local(datetime.combine(day, self.clock or time()), frame.zone, self.text, self.offset)

    def _nearest_year(self, frame: Frame) -> date:
        """The date in the year in which it lies nearest to the launch."""
        assert self.day
        near: list[date] = []
        for year in (frame.day.year - 1, frame.day.year, frame.day.year + 1):
            try:
                near.append(self.day.replace(year=year))
            except ValueError:  # 29 February
                continue
        if not near:
            help = say("Only leap years have it. Write the year, or another day.")
            raise Rejected(NO_SUCH_TIME, say("`{text}` is not in the calendar near the launch", text=self.text), help)
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


def _refuse_swapped(match: re.Match[str], text: str) -> None:
    """Refuse `31/12/2026`, and name the only date that it can be."""
    first, second, year = int(match[1]), int(match[2]), match[3] or ""
    day, month = (first, second) if first > 12 else (second, first)
    if max(first, second) > 12 and 1 <= month <= 12 and day <= 31:
        written = f"{year}-{month:02}-{day:02}" if len(year) == 4 else f"{month:02}-{day:02}"
        raise Rejected(
            BAD_MOMENT,
            say("`{text}` is not written as a date", text=text[:80]),
            say("Did you mean `{name}`?", name=written),
        )


def _real_date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        help = say("Check the month and the day. The year comes first: `2026-01-17`; without a year, `01-17`.")
        raise Rejected(NO_SUCH_TIME, say("`{text}` is not in the calendar", text=text[:80]), help) from None


def _date(match: re.Match[str], text: str) -> date:
    return _real_date(int(match["year"]), int(match["month"]), int(match["day"]), text)


def _clock(match: re.Match[str], text: str) -> time | None:
    if match["hour"] is None:
        return None
    try:
        return time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        raise Rejected(
            NO_SUCH_TIME, say("`{text}` is not a time of day", text=text[:80]), say("Times run from 00:00 to 23:59.")
        ) from None


def _guess(plain: str) -> tuple[Message, ...]:
    """A hint that spells a date as the plan language does."""
    match = _YEAR_FIRST.fullmatch(plain)
    return (say("Did you mean `{name}`?", name=f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}{match[4]}"),) if match else ()


def clock_in_figures(plain: str) -> str:
    """A text whose time of day stands in words, `18点30`, `下午6点`, `6pm`, with the same as `18:30`; empty for any other,
    and for two such times: the word for the half of the day may hold for both."""
    in_words = [match for match in _CLOCK_IN_WORDS.finditer(plain) if _figures(match) != match[0]]
    if len(in_words) != 1:
        return ""
    [match] = in_words
    return plain[: match.start()] + _figures(match) + plain[match.end() :]


def _figures(match: re.Match[str]) -> str:
    part, hour = match["part"] or (match["half_day"] or "").lower(), int(match["hour"])
    minute = 30 if match["half"] else int(match["minute"] or 0)
    in_words = part or match["mark"] in ("点", "时")
    if not in_words or hour > 23 or minute > 59 or (part == "晚上" and hour == 12):
        return match[0]
    if part in _BEFORE_NOON and hour == 12:
        hour = 0
    elif part in _AFTER_NOON and hour < (10 if part == "中午" else 12):
        hour += 12
    return f"{hour:02}:{minute:02}"


def _shift(span: str | None, text: str) -> Duration | None:
    if span is None or span == "0":
        return None
    try:
        length = Duration.parse(span)
        if length.low:
            raise Duration.refuse(
                span, say("A moment is one: write a span, `{start} .. {end}`.", start="T+1d", end="T+2d")
            )
        return length
    except Rejected as rejected:
        message = say("`{text}` is not a moment: {reason}", text=text[:80], reason=rejected.message)
        raise Rejected(BAD_MOMENT, message, *rejected.help) from None


def _elapse(start: datetime, length: timedelta, zone: ZoneInfo, text: str) -> datetime:
    """The time after a length of real time, clock changes included."""
    with _inside_calendar(text):
        return (start.astimezone(UTC) + length).astimezone(zone)


@contextmanager
def _inside_calendar(text: str) -> Iterator[None]:
    """Refuse a text whose time lies outside the range of Python's dates."""
    try:
        yield
    except OverflowError:
        help = say("Years run from 1 to 9999.")
        raise Rejected(NO_SUCH_TIME, say("`{text}` lies outside the calendar", text=text[:80]), help) from None


def _local(naive: datetime, zone: tzinfo | None, text: str, offset: str, later: bool = False) -> datetime:
    """Attach the zone. Refuse hours that daylight saving time skips, and repeated hours without an offset."""
    with _inside_calendar(text):
        return _attach(naive, zone, text, offset, later)


def _attach(naive: datetime, zone: tzinfo | None, text: str, offset: str, later: bool) -> datetime:
    if offset:
        marked = datetime.fromisoformat(naive.isoformat() + offset.replace("Z", "+00:00"))
        return marked.astimezone(zone)
    first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    exists = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive
    if later:  # a computed time: skip forward over a gap, take the first of two
        return first if exists else first.astimezone(UTC).astimezone(zone)
    if not exists:
        raise Rejected(
            NO_SUCH_TIME,
            say("`{text}` does not exist in {zone}: clocks go forward over it", text=text[:80], zone=str(zone)),
            say("Choose a time before or after the change."),
        )
    raise Rejected(
        AMBIGUOUS_TIME,
        say("`{text}` comes twice in {zone}: clocks go back over it", text=text[:80], zone=str(zone)),
        say("Add the offset: `{first}` or `{second}`.", first=Instant(first), second=Instant(second)),
    )


def _day_after(start: date, day: date, text: str) -> date:
    if (day.month, day.day) < (start.month, start.day):
        try:
            following = day.replace(year=start.year + 1)
            if following - start <= timedelta(days=183):
                return following
        except ValueError:  # 29 February, or the year 10000
            pass
    return _real_date(start.year, day.month, day.day, text)


P = TypeVar("P", bound=Parsed)


def _part(kind: type[P], key: str, parts: dict[str, object]) -> P:
    """The value of a key of a span's mapping; an error points at the key."""
    try:
        return kind._validate(parts[key])
    except PydanticCustomError as error:
        raise PydanticCustomError(error.type, error.message_template, {**(error.context or {}), "at": (key,)}) from None


_SEPARATOR = re.compile(r"\s*(?:\.\.+|–|—|~|〜|→|->|\bto\b|至|到)\s*|(?<![Tt\s])\s+-\s+|(?<=[Tt])\s+-\s+(?=[Tt])")
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
        if match := _CLOCKS.fullmatch(plain):
            return cls(text, Moment.parse(match[1]), Moment.parse(match[5]))
        if match := re.fullmatch(r"(.+?)\s+for\s+(.+)", plain):
            return cls(text, Moment.parse(match[1]), None, Duration.parse(match[2]))
        parts = _SEPARATOR.split(plain)
        if len(parts) > 2 or not all(parts):
            raise Rejected(
                BAD_SPAN,
                say("`{text}` is not a span", text=text[:80]),
                say("Write `10:00 – 10:30`, `T+0 .. T+30m`, or `T+4h for 20h`."),
            )
        start = Moment.parse(parts[0])
        if len(parts) == 1 and start.offset.startswith("-") and "T" not in plain.upper():
            raise Rejected(
                AMBIGUOUS_TIME,
                say("`{text}` could end at `{end}` or name an offset", text=text[:80], end=start.offset[1:]),
                say("Write `10:00 – 12:00` for a span; with an offset, `2026-01-17T10:00-12:00`."),
            )
        return cls(text, start, Moment.parse(parts[1]) if len(parts) == 2 else None)

    @classmethod
    def _validate(cls, value: object) -> Self:
        if not isinstance(value, dict):
            return super(Span, cls)._validate(value)
        parts = {key: text for key, text in value.items() if text is not None}
        if "start" not in parts or not set(parts) <= {"start", "end", "duration"} or len(parts) > 2:
            return super(Span, cls)._validate(parts)
        start = _part(Moment, "start", parts)
        end = _part(Moment, "end", parts) if "end" in parts else None
        duration = _part(Duration, "duration", parts) if "duration" in parts else None
        rest = f" .. {end}" if end else f" for {duration}" if duration else ""
        return cls(f"{start}{rest}", start, end, duration)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        text = super(Span, cls).__get_pydantic_json_schema__(schema, handler)
        scalar = {"type": ["string", "number"]}
        mapping = {
            "type": "object",
            "properties": dict.fromkeys(("start", "end", "duration"), scalar),
            "required": ["start"],
            "additionalProperties": False,
        }
        return {"anyOf": [text, mapping]}

    @property
    def hangs(self) -> bool:
        """Whether it hangs on the launch; a clock at its end hangs on its start."""
        return self.start.hangs or (self.end is not None and self.end.kind == "relative")

    def resolve(self, frame: Frame) -> tuple[Instant, Instant | None]:
        """Start and end; the end is None where only a start is given. Raises `Rejected` where the end comes first."""
        start = self.start.resolve(frame)
        if self.duration:
            start = replace(start, afloat=self.text) if frame.afloat(self.start) else start
            return start, frame.after(start, self.duration, self.text)
        if self.end is None:
            return start, None
        end = self._resolve_end(self.end, start, frame)
        if end.extent.precedes(start.extent):
            raise Rejected(
                END_BEFORE_START,
                say("`{text}` ends before it begins", text=self.text[:80]),
                say("It would run from {start} to {end}.", start=start, end=end),
            )
        return start, end

    @staticmethod
    def _resolve_end(end: Moment, start: Instant, frame: Frame) -> Instant:
        """The end, where it leans on the start.

        A bare clock is on the day of the start, or on the next if that is at most half a day later; a date without a year
        is in the year of the start, or in the next if that is at most half a year later.
        """
        if end.kind == "clock" and start.precision != "month":
            same = Instant(end._at(start.at.date(), frame))
            if same.at.timestamp() >= start.at.timestamp() or start.at.date() == date.max:
                return same
            following = Instant(end._at(start.at.date() + timedelta(days=1), frame))
            return following if following.at - start.at <= timedelta(hours=12) else same
        if end.kind == "month-day" and end.day:
            return Moment(end.text, "absolute", _day_after(start.at.date(), end.day, end.text), end.clock).resolve(
                frame
            )
        return end.resolve(frame)

    def __str__(self) -> str:
        return self.text
