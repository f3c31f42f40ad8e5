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
from typing import Any, ClassVar, Literal, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

from launchbook.core.datewords import SHOWN_WEEKDAYS, WEEKDAY, respelt, weekday_of, without_weekday
from launchbook.core.problem import Code, Message, Rejected, Translate, say
from launchbook.core.quantity import Duration
from launchbook.core.text import Parsed
from launchbook.core.units import plain_words
from launchbook.core.workdays import WorkingDays, weekdays
from launchbook.core.zones import BAD_ZONE, split_zone, zone_info

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

WRONG_WEEKDAY = Code("TM008", "wrong weekday", "The date is another day of the week than the one beside it.")
NO_WEEKS = Code(
    "TM009", "no such week", "`W3` counts weeks from `weeks_from:`; years have 52 or 53 weeks, and so may a plan have."
)

Precision = Literal["none", "quarter", "month", "week", "day", "minute"]
PERIODS = ("quarter", "month", "week")
"""Precisions of more than a day."""
MOST_WEEKS = 53
ANYWHERE = timedelta.max
"""How far something may still move whose launch may be at any time."""


def period_start(day: date, precision: Precision) -> date:
    """The first day of the week, month or quarter in which a day lies; of any other precision the day itself."""
    if precision == "week":
        return date.fromordinal(max(1, day.toordinal() - day.weekday()))
    if precision in ("month", "quarter"):
        return day.replace(day=1, month=day.month if precision == "month" else (day.month - 1) // 3 * 3 + 1)
    return day


def _later(at: datetime, drift: timedelta | None) -> datetime:
    try:
        return at + (drift or timedelta())
    except OverflowError:
        return datetime.max.replace(tzinfo=at.tzinfo)


def _days_in(first: date, precision: Precision) -> int:
    if precision in ("month", "quarter"):
        months = range(first.month, first.month + (3 if precision == "quarter" else 1))
        return sum(monthrange(first.year, month)[1] for month in months)
    return 7 if precision == "week" else 1


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time: an aware datetime, and the precision with which it was written."""

    at: datetime
    precision: Precision = "minute"
    afloat: str = ""
    """Its text, where it hangs on a launch whose day is not known: it is then shown instead of the datetime, which only
    says how far from the launch it is."""
    drift: timedelta | None = None
    """How much later it may be, where it hangs on a launch whose day is not known: by the days of the month of the launch."""
    zone: str = field(default="", compare=False)
    """The zone in which it is written, where one stands beside it. A time of day is in the plan's zone all the same; a
    whole day is a day of its own zone."""
    day_end: bool = field(default=False, compare=False)
    """Whether it is written as 24:00, the end of a day."""

    @property
    def written(self) -> tuple[date, str]:
        """Its day and clock as the plan says them: midnight is 24:00 of the day before where it is written so."""
        if self.day_end and self.at.time() == time():
            return self.at.date() - timedelta(days=1), "24:00"
        return self.at.date(), f"{self.at:%H:%M}"

    @property
    def dated(self) -> bool:
        """Whether its day is known."""
        return self.drift is None and self.precision in ("day", "minute")

    @property
    def end(self) -> datetime:
        """The first moment after it: the midnight after a day or month; for a minute, the instant itself."""
        if self.precision == "minute":
            return self.at
        length = 1 if self.drift is not None else _days_in(self.at.date(), self.precision)
        try:
            following = self.at.date() + timedelta(days=length)
        except OverflowError:
            return datetime.max.replace(tzinfo=self.at.tzinfo)
        return _local(datetime.combine(following, time()), self.at.tzinfo, "", later=True)

    @property
    def extent(self) -> Extent:
        return Extent.of(self)

    @property
    def day(self) -> str:
        """Its day, or what is known of it: `2026-01-17`, `2026-01`, `T-7d`."""
        return self.afloat or str(self)[:10]

    def __str__(self) -> str:
        if self.afloat or self.precision == "none":
            return self.afloat
        if self.precision == "quarter":
            return f"{self.at.year:04}-Q{(self.at.month + 2) // 3}"
        if self.precision == "week":
            year, week, _ = self.at.isocalendar()
            return f"{year:04}-W{week:02}"
        return self.at.isoformat(" ", "minutes")[: {"month": 7, "day": 10}.get(self.precision)]

    @property
    def spoken(self) -> str:
        """As plans write it: every instant is in the plan's zone, so an offset stands only beside a time that comes twice."""
        twice = self.precision == "minute" and len({self.at.replace(fold=fold).utcoffset() for fold in (0, 1)}) > 1
        return str(self) if twice or self.afloat else str(self)[:16]

    def render(self, translate: Translate | None = None) -> str:
        """What a message says."""
        return self.spoken


@dataclass(frozen=True, slots=True)
class Extent:
    """A stretch of time, half-open: [start, end). Where both are the same, it is that single moment.

    Of any two extents, either the first precedes the second, or the second precedes the first, or they meet. Of one that
    hangs on a launch whose day is not known and one that does not, one precedes the other only if it does so whenever the
    launch is.
    """

    start: datetime
    end: datetime
    """The first moment after it."""
    drift: timedelta | None = None
    """How much later it may be; see `Instant`."""

    @classmethod
    def of(cls, start: Instant, end: Instant | None = None) -> Extent:
        """From the beginning of an instant to the end of another, or of itself."""
        return cls(start.at, (end or start).end, start.drift if end is None or end.drift is None else end.drift)

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

    @property
    def latest(self) -> datetime:
        """Its end, whenever the launch is."""
        return _later(self.end, self.drift)

    def _certainly(self, other: Extent) -> Extent | None:
        """Itself with all the time in which it may lie in relation to another; None if that is any time."""
        if (self.drift is None) == (other.drift is None):
            return self
        return None if ANYWHERE in (self.drift, other.drift) else Extent(self.start, self.latest)

    def precedes(self, other: Extent) -> bool:
        """Whether it ends before another begins."""
        mine = self._certainly(other)
        return mine is not None and mine._until <= other._from

    def meets(self, other: Extent) -> bool:
        """Whether the two share a moment."""
        return not (self.precedes(other) or other.precedes(self))

    def within(self, other: Extent) -> bool:
        """Whether another covers it completely."""
        mine = self._certainly(other)
        if mine is None:
            return False
        begins = other._from if mine is self else (_later(other.start, other.drift).timestamp(), False)
        return begins <= mine._from and mine._until <= other._until

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
    """What times are resolved against: the launch, the plan's time zone, its working days, and its first week."""

    launch: Instant
    zone: ZoneInfo
    calendar: WorkingDays = field(default_factory=weekdays, compare=False)
    weeks: Instant | None = None
    """The Monday of the first week, where the plan counts weeks."""
    some_day: bool = False
    """Whether the day of the launch only stands for one that is not known."""
    resolved: dict[Moment, Instant] = field(default_factory=dict, compare=False, repr=False)
    """Moments resolved before: rules and pages need the same ones again and again."""

    @property
    def day(self) -> date:
        return self.launch.at.date()

    @property
    def undated(self) -> bool:
        """Whether the day of the launch is not known: only its week, month or quarter, or nothing at all."""
        return self.launch.drift is not None

    @property
    def around_some_day(self) -> Frame:
        """The frame with a launch on some day, where its day is not known: distances from it are right, and no date is."""
        launch = replace(self.launch, precision="day", afloat="", drift=None)
        weeks = self.weeks and replace(self.weeks, afloat="", drift=None)
        return Frame(launch, self.zone, self.counting, weeks, some_day=True)

    def afloat(self, when: Moment | Span | None) -> bool:
        """Whether a time has no known day, as it hangs on a launch that has none. What is left out hangs on the launch."""
        return self.undated if when is None else when.floats(self)

    @property
    def counting(self) -> WorkingDays:
        """The working days that are counted from the launch: those of an ordinary week where its day is not known."""
        return weekdays() if self.undated else self.calendar

    def week(self, start: Instant | None, end: Instant | None = None) -> str:
        """The week of the plan in which something lies, `W3`, or from which to which, `W3–W5`; empty where none is numbered."""
        if start is None or self.weeks is None or self.weeks.drift is not None or start.drift is not None:
            return ""
        first, last = start.at.date(), Extent.of(start, end).last_day
        numbers = dict.fromkeys((day - self.weeks.at.date()).days // 7 + 1 for day in (first, last))
        return "–".join(f"W{number}" for number in numbers if 1 <= number <= MOST_WEEKS)

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
                last = period_start(self._last_day(start.at.date(), length, text), start.precision)
                return replace(start, at=_local(datetime.combine(last, time()), start.at.tzinfo, text, later=True))
        if length.workdays:
            day = self.counting.shift(shifted.date(), length.workdays, text)
            shifted = _local(datetime.combine(day, shifted.time()), self.zone, text, later=True)
        return replace(start, at=_elapse(shifted, length.rest, self.zone, text), precision="minute")

    def _last_day(self, first: date, length: Duration, text: str) -> date:
        """The last day of a length that begins with a day. A part of a day counts as a day."""
        last = first + timedelta(days=length.days - 1)  # the first day counts
        last = self.counting.shift(last, length.workdays, text) if length.workdays else last
        return max(first, last + timedelta(days=1) if length.rest else last)


_DATE = r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
_CLOCK = r"(?P<hour>\d{1,2})[::](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
_DAY_END = re.compile(r"(?<!\d)24[::]00(?:[::]00)?$")
_ABSOLUTE = re.compile(rf"{_DATE}(?:[ T]+{_CLOCK})?")
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})")
_QUARTER = re.compile(r"(?P<year>\d{4})-Q(?P<quarter>[1-4])")
_OF_WEEK = rf"(?:(?:-(?P<number>[1-7])|\s*(?P<name>{WEEKDAY}))(?:\s*{_CLOCK})?)?"
_WEEK = re.compile(rf"(?:W|Week\s*|Wk\s*)(?P<week>\d{{1,3}}){_OF_WEEK}", re.IGNORECASE)
_ISO_WEEK = re.compile(rf"(?P<year>\d{{4}})-?W(?P<week>\d{{1,2}}){_OF_WEEK}", re.IGNORECASE)
OPEN = ("tbd", "待定")
"""What is written for a time that is not fixed yet."""
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
    """A point in time: a date, a time of day, or both; a distance from the launch, T; a week, month or quarter; or `TBD`."""

    FORM: ClassVar[str] = "a moment"
    EXAMPLES: ClassVar[tuple[str, ...]] = (
        "2026-01-17 10:00", "2026-01-17", "10:00", "T-7d", "T+2h", "T-1d 18:00", "2027-W12", "2027-03",
        "2027-Q2", "W3 Fri", "TBD",
    )  # fmt: skip
    CODE: ClassVar[Code] = BAD_MOMENT
    HELP: ClassVar[Message] = say(
        "Write `2026-01-17 10:00`, `2026-01-17`, `01-17`, `10:00` (on launch day), "
        "or count from the launch: `T-7d`, `T+30m`, `T-1d 18:00`."
    )

    text: str
    kind: Literal["absolute", "period", "month-day", "clock", "relative", "week", "open"]
    day: date | None = None
    clock: time | None = None
    zone: str = ""
    """The name of the zone beside it: `America/Los_Angeles`, `UTC+8`, `AoE`; that of the plan where it is empty."""
    sign: int = 1
    shift: Duration | None = None
    precision: Precision = "day"
    """Of a period: whether it is a week, a month or a quarter."""
    week: int = 0
    """The number of a week of the plan."""
    weekday: int | None = None
    """The day of that week, or the weekday that is written beside a date; Monday is 0."""
    day_end: bool = False
    """Whether the clock is 24:00: midnight of the following day."""

    @classmethod
    def parse(cls, text: str) -> Self:
        plain, zone = split_zone(plain_words(text))
        moment = cls._without_zone(plain, text)
        if moment.clock is not None and _DAY_END.search(plain):
            moment = replace(moment, day_end=True)
        return moment.in_zone(zone) if zone else moment

    def in_zone(self, zone: str, text: str = "") -> Self:
        """The same in a zone. Raises `Rejected`, which quotes `text`, for what is neither a time of day nor a date."""
        if not self.takes_zone:
            raise Rejected(
                BAD_ZONE,
                say("`{text}` has a zone, but no time of day", text=(text or self.text)[:80]),
                say("A zone stands behind a time of day or a date: `T-1d 18:00 UTC`, `2026-02-04 AoE`."),
            )
        return replace(self, zone=zone)

    @property
    def takes_zone(self) -> bool:
        return self.clock is not None or self.kind in ("absolute", "month-day")

    @classmethod
    def _without_zone(cls, plain: str, text: str) -> Self:
        if in_figures := clock_in_figures(plain):
            raise cls.refuse(text, *(_guess(in_figures) or (say("Did you mean `{name}`?", name=in_figures),)))
        if plain.lower() in OPEN:
            return cls(text, "open")
        plain, weekday = without_weekday(respelt(plain))
        if match := _ABSOLUTE.fullmatch(plain):
            return cls(text, "absolute", _as_said(_date(match, text), weekday, text), _clock(match, text))
        if match := _RELATIVE.fullmatch(plain):
            shift = _shift(match["span"], text)
            return cls(text, "relative", None, _clock(match, text), "", -1 if match["sign"] == "-" else 1, shift)
        if match := _ONLY_CLOCK.fullmatch(plain):
            return cls(text, "clock", None, _clock(match, text))
        if match := _MONTH.fullmatch(plain):
            return cls(text, "period", _real_date(int(match["year"]), int(match["month"]), 1, text), precision="month")
        if match := _QUARTER.fullmatch(plain):
            first = _real_date(int(match["year"]), int(match["quarter"]) * 3 - 2, 1, text)
            return cls(text, "period", first, precision="quarter")
        if match := _MONTH_DAY.fullmatch(plain):
            day = _real_date(2024, int(match["month"]), int(match["day"]), text)
            return cls(text, "month-day", day, _clock(match, text), weekday=weekday)
        if match := _ISO_WEEK.fullmatch(plain) or _WEEK.fullmatch(plain):
            return cls._week(match, text)
        if swapped := _SWAPPABLE.fullmatch(plain):
            _refuse_swapped(swapped, text)
            raise Rejected(
                AMBIGUOUS_TIME,
                say("`{text}` could be a day and a month either way round", text=text[:80]),
                say("Write the year first, then the month: `2026-01-17`; without a year, `01-17`."),
            )
        raise cls.refuse(text, *_guess(plain))

    @classmethod
    def _week(cls, match: re.Match[str], text: str) -> Self:
        """A week of the plan or of a year, or a day of it."""
        week, clock = int(match["week"]), _clock(match, text)
        weekday = int(match["number"]) - 1 if match["number"] else weekday_of(match["name"] or "")
        if weekday is None and match["name"]:
            raise cls.refuse(text)
        if "year" not in match.groupdict():
            if not 1 <= week <= MOST_WEEKS:
                help = say("Weeks are counted from `W1`, which contains the day of `weeks_from:`, to `W53`.")
                raise Rejected(NO_WEEKS, say("`{text}` is no week of the plan", text=text[:80]), help)
            return cls(text, "week", clock=clock, week=week, weekday=weekday)
        try:
            day = date.fromisocalendar(int(match["year"]), week, (weekday or 0) + 1)
        except ValueError:
            help = say("The weeks of a year are numbered from 01 to 52, in some years to 53.")
            raise Rejected(NO_WEEKS, say("`{text}` is not in the calendar", text=text[:80]), help) from None
        if weekday is None:
            return cls(text, "period", day, precision="week")
        return cls(text, "absolute", day, clock)

    def floats(self, frame: Frame) -> bool:
        """Whether its day is not known, as that of the launch on which it hangs is not."""
        if self.kind in ("relative", "clock"):
            return frame.undated
        return self.kind == "open" or bool(self.kind == "week" and frame.weeks and frame.weeks.drift is not None)

    def long_before(self, frame: Frame) -> bool:
        """Whether a bare time of day lies so long before the launch that the next day was probably meant."""
        if self.kind != "clock" or frame.launch.precision != "minute":
            return False
        return frame.launch.at - self.resolve(frame).at > _LONG_BEFORE

    def resolve_alone(self, zone: ZoneInfo, weeks: Instant | None = None) -> Instant:
        """The instant of a launch itself, which hangs on nothing. Raises `Rejected` for a relative text.

        Of one whose day is not known, the beginning of the week, month or quarter, from which what hangs on it is counted.
        """
        if self.kind not in ("absolute", "period", "week", "open"):
            raise Rejected(
                BAD_MOMENT,
                say("the launch must be a date, found `{text}`", text=self.text[:80]),
                say("Write `2026-01-17 10:00`, or `2026-01-17` while the time is open; `2026-01`, `2026-Q1` or `TBD` "
                    "while the day is."),
            )  # fmt: skip
        launch = self.resolve(Frame(Instant(datetime(2000, 1, 1, tzinfo=zone)), zone, weeks=weeks))
        if launch.precision in PERIODS:
            days = _days_in(launch.at.date(), launch.precision)
            return replace(launch, drift=timedelta(days=days - 1))
        return launch

    def resolve(self, frame: Frame) -> Instant:
        """The instant in the plan's zone. Raises `Rejected` for a time that does not exist or comes twice."""
        instant = frame.resolved.get(self)
        if instant is None:
            instant = frame.resolved[self] = replace(self._resolve(frame), zone=self.zone, day_end=self.day_end)
        return instant

    def _resolve(self, frame: Frame) -> Instant:
        if self.kind == "relative":
            return self._resolve_relative(frame)
        if self.kind == "open":
            return Instant(frame.launch.at, "none", self.text, ANYWHERE)
        if self.kind == "week":
            return self._resolve_week(frame)
        if self.kind == "period":
            assert self.day
            return Instant(datetime.combine(self.day, time(), frame.zone), self.precision)
        if self.kind == "clock":
            at = self._at(self._day_of(frame.launch, frame), frame)
            return Instant(at, "minute", self.text, frame.launch.drift) if frame.undated else Instant(at)
        day = self._nearest_year(frame) if self.kind == "month-day" else self.day
        assert day
        return Instant(self._at(day, frame), "minute" if self.clock else "day")

    def _resolve_week(self, frame: Frame) -> Instant:
        """A week of the plan, or a day of it."""
        if frame.weeks is None:
            raise Rejected(
                NO_WEEKS,
                say("`{text}` is a week of the plan, and nothing says which is the first", text=self.text[:80]),
                say("Say in the head in which week W1 is: `weeks_from: 2027-02-01`, or `weeks_from: T-8w`."),
            )
        with _inside_calendar(self.text):
            day = frame.weeks.at.date() + timedelta(weeks=self.week - 1, days=self.weekday or 0)
        precision: Precision = "minute" if self.clock else "week" if self.weekday is None else "day"
        drift = frame.weeks.drift
        return Instant(self._at(day, frame), precision, self.text if drift is not None else "", drift)

    def _resolve_relative(self, frame: Frame) -> Instant:
        launch = frame.launch
        shift = self.shift or Duration("0m", 0, timedelta())
        if not (self.clock or shift.total or shift.workdays):
            return replace(launch, afloat=self.text) if launch.precision == "none" else launch  # with its precision
        open_day = frame.undated or frame.some_day
        if launch.precision == "day" and shift.rest and not (self.clock or open_day):
            raise Rejected(
                NO_TIME_OF_DAY,
                say("`{text}` counts from a time of day, but the launch has none", text=self.text),
                say("Give the launch a time: `launch: {day} 10:00`.", day=launch.at.date()),
            )
        with _inside_calendar(self.text):
            day = self._day_of(launch, frame) + self.sign * timedelta(days=shift.days)
        day = frame.counting.shift(day, self.sign * shift.workdays, self.text)
        if open_day:  # its day is not known, and neither is that of what hangs on it
            at = self._at(day, frame, later=True)
            at = at if self.clock else _elapse(at, self.sign * shift.rest, frame.zone, self.text)
            afloat = self.text if frame.undated else ""
            return Instant(at, "minute" if self.clock or shift.rest else "day", afloat, launch.drift)
        if self.clock:
            return Instant(self._at(day, frame))
        if launch.precision != "minute":
            return Instant(_local(datetime.combine(day, time()), frame.zone, self.text), "day")
        moved = _local(datetime.combine(day, launch.at.time()), frame.zone, self.text, later=True)
        return Instant(_elapse(moved, self.sign * shift.rest, frame.zone, self.text))

    def _zone(self, frame: Frame) -> tzinfo:
        return zone_info(self.zone) if self.zone else frame.zone

    def _day_of(self, instant: Instant, frame: Frame) -> date:
        """The day of an instant where this is said; that of a moment may be another one there."""
        if not self.zone or instant.precision != "minute":
            return instant.at.date()
        with _inside_calendar(self.text):
            return instant.at.astimezone(self._zone(frame)).date()

    def _at(self, day: date, frame: Frame, later: bool = False) -> datetime:
        """Its time on a day: in the plan's zone, unless it is that whole day in another."""
        with _inside_calendar(self.text):
            day += timedelta(days=self.day_end)
        there = _local(datetime.combine(day, self.clock or time()), self._zone(frame), self.text, later)
        if not (self.zone and self.clock):
            return there
        with _inside_calendar(self.text):
            return there.astimezone(UTC).astimezone(frame.zone)

    def _nearest_year(self, frame: Frame) -> date:
        """The date in the year in which it lies nearest to the launch."""
        assert self.day
        if frame.launch.precision == "none":
            raise Rejected(
                AMBIGUOUS_TIME,
                say("`{text}` has no year, and no launch says which is near", text=self.text),
                say("Write the year in front of it."),
            )
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
        return _as_said(best, self.weekday, self.text)

    def __str__(self) -> str:
        return self.text


def _as_said(day: date, weekday: int | None, text: str) -> date:
    """A date, unless another weekday is written beside it."""
    if weekday is not None and weekday != day.weekday():
        raise Rejected(
            WRONG_WEEKDAY,
            say("`{text}`: {day} is {weekday}", text=text[:80], day=day, weekday=SHOWN_WEEKDAYS[day.weekday()]),
            say("Correct the date or the weekday."),
        )
    return day


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
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    try:
        return time() if (hour, minute, second) == (24, 0, 0) else time(hour, minute, second)
    except ValueError:
        raise Rejected(
            NO_SUCH_TIME, say("`{text}` is not a time of day", text=text[:80]), say("Times run from 00:00 to 24:00.")
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


def _local(naive: datetime, zone: tzinfo | None, text: str, later: bool = False) -> datetime:
    """Attach the zone. Refuse hours that daylight saving time skips, and hours that come twice."""
    with _inside_calendar(text):
        return _attach(naive, zone, text, later)


def _attach(naive: datetime, zone: tzinfo | None, text: str, later: bool) -> datetime:
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


def _words(bound: Instant, text: str, precision: Precision = "day") -> Instant:
    """A bound of a span that hangs on a launch whose day is not known; the launch itself is a day, or a moment."""
    return replace(bound, afloat=text, precision="minute" if bound.precision == "minute" else precision)


P = TypeVar("P", bound=Parsed)


def _part(kind: type[P], key: str, parts: dict[str, object]) -> P:
    """The value of a key of a span's mapping; an error points at the key."""
    try:
        return kind._validate(parts[key])
    except PydanticCustomError as error:
        raise PydanticCustomError(error.type, error.message_template, {**(error.context or {}), "at": (key,)}) from None


_SEPARATOR = re.compile(r"\s*(?:\.\.+|–|—|~|〜|→|->|\bto\b|至|到)\s*|(?<![Tt\s])\s+-\s+|(?<=[Tt])\s+-\s+(?=[Tt])")
_WEEKS = re.compile(r"W(\d+)\s*[-–~至到]\s*W?(\d+)|第\s*(\d+)\s*周?\s*[-–~至到]\s*第?\s*(\d+)\s*周", re.IGNORECASE)
_LIKE_AN_OFFSET = re.compile(r"\S+\s+\d{1,2}:\d\d-(\d{1,2}:\d\d)")
_CLOCKS = re.compile(rf"({_CLOCK})-({_CLOCK.replace('?P<', '?P<end_')})")


@dataclass(frozen=True, slots=True)
class Span(Parsed):
    """A stretch of time: start and end, start and duration, or a single moment."""

    FORM: ClassVar[str] = "a span: a text, or `start` with `end` or `duration`"
    EXAMPLES: ClassVar[tuple[str, ...]] = (
        "10:00 – 10:30", "22:00 – 24:00", "T+0 .. T+30m", "2026-01-17 10:00 .. 12:00", "T+4h for 20h", "2025-12-28 .. 2026-01-05",
    )  # fmt: skip

    text: str
    start: Moment
    end: Moment | None = None
    duration: Duration | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        plain = plain_words(text)
        if match := _LIKE_AN_OFFSET.fullmatch(plain):
            raise Rejected(
                AMBIGUOUS_TIME,
                say("`{text}` could end at `{end}` or name an offset", text=text[:80], end=match[1]),
                say("Write `10:00 – 12:00` for a span; with an offset, `2026-01-17T10:00-12:00`."),
            )
        plain, zone = split_zone(plain)
        return cls._without_zone(plain, text).in_zone(zone)

    def in_zone(self, zone: str) -> Self:
        """With a zone for the bounds that name none; one bound's zone holds for the other."""
        zones = [zone, *(bound.zone for bound in (self.start, self.end) if bound)]
        zone = next(filter(None, zones), "")
        if not zone:
            return self
        start, end = (b and (b if b.zone or not b.takes_zone else b.in_zone(zone)) for b in (self.start, self.end))
        assert start
        return replace(
            self, start=start if start.zone or (end and end.zone) else start.in_zone(zone, self.text), end=end
        )

    @classmethod
    def _without_zone(cls, plain: str, text: str) -> Self:
        if match := _CLOCKS.fullmatch(plain):
            return cls(text, Moment.parse(match[1]), Moment.parse(match[5]))
        if match := _WEEKS.fullmatch(plain):
            return cls(text, Moment.parse(f"W{match[1] or match[3]}"), Moment.parse(f"W{match[2] or match[4]}"))
        if match := re.fullmatch(r"(.+?)\s+for\s+(.+)", plain):
            return cls(text, Moment.parse(match[1]), None, Duration.parse(match[2]))
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

    def floats(self, frame: Frame) -> bool:
        """Whether its days are not known; a clock at its end hangs on its start."""
        return self.start.floats(frame) or (
            self.end is not None and self.end.kind != "clock" and self.end.floats(frame)
        )

    def resolve(self, frame: Frame) -> tuple[Instant, Instant | None]:
        """Start and end; the end is None where only a start is given. Raises `Rejected` where the end comes first."""
        start = self.start.resolve(frame)
        if self.duration:
            start = _words(start, self.text) if start.drift is not None else start
            return start, frame.after(start, self.duration, self.text)
        if self.end is None:
            return start, None
        end = self._resolve_end(self.end, start, frame)
        if start.drift is not None and end.drift is not None:
            start = _words(start, start.afloat or self.start.text)
            end = _words(end, end.afloat or self.end.text, start.precision)
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
        if end.kind == "clock" and start.precision in ("day", "minute"):
            day = end._day_of(start, frame)
            afloat = end.text if start.drift is not None else ""
            same = Instant(end._at(day, frame), "minute", afloat, start.drift, end.zone, end.day_end)
            if same.at.timestamp() >= start.at.timestamp() or day == date.max:
                return same
            following = replace(same, at=end._at(day + timedelta(days=1), frame))
            return following if following.at - start.at <= timedelta(hours=12) else same
        if end.kind == "month-day" and end.day:
            day = _as_said(_day_after(start.at.date(), end.day, end.text), end.weekday, end.text)
            return replace(end, kind="absolute", day=day, weekday=None).resolve(frame)
        return end.resolve(frame)

    def __str__(self) -> str:
        return self.text
