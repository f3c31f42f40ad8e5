"""Recurrences: `every day 9:00 – 9:15`, `每周五 17:00–18:00`, `monthly 1`. Data, so that they can be expanded and exported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from typing import ClassVar, Literal

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, weekday  # type: ignore[import-untyped]

from launchbook.core.datewords import SHOWN_WEEKDAYS, WEEKDAY_NAMES, WEEKDAYS
from launchbook.core.problem import Message, Rejected, Translate, say
from launchbook.core.quantity import Duration
from launchbook.core.text import Parsed
from launchbook.core.time import Extent, Frame, Instant, Span, Stretch, clock_in_figures
from launchbook.core.units import plain_words
from launchbook.core.workdays import WorkingDays, weekdays
from launchbook.core.zones import split_zone, zone_info

Frequency = Literal["once", "minutes", "daily", "workdays", "weekly", "monthly"]

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
_NTH = {
    **{name: number for number, name in enumerate(("first", "second", "third", "fourth", "fifth"), 1)},
    **{name: number for number, name in enumerate(("1st", "2nd", "3rd", "4th", "5th"), 1)},
    **{f"第{name}个": number for number, name in enumerate("一二三四五", 1)},
    **{f"第{number}个": number for number in range(1, 6)},
    "last": -1, "最后一个": -1, "最后1个": -1,
}  # fmt: skip
_NTH_SHOWN = {1: say("first"), 2: say("second"), 3: say("third"), 4: say("fourth"), 5: say("fifth"), -1: say("last")}
_NUMBERS = {name: number for number, name in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "other": 2, "半": 0.5}
_NUMBERS |= {"two": 2, "three": 3, "four": 4, "six": 6}

_TIME = r"(?<!\d)(?P<{0}hour>\d{{1,2}}):(?P<{0}minute>\d{{2}})(?!\d)"
_CLOCK = re.compile(
    rf"(?:\bat\s+|@\s*|,\s*)?{_TIME.format('')}"
    rf"(?:\s*(?:-|–|—|~|〜|→|\.\.+|\bto\b|至|到)\s*{_TIME.format('end_')}|\s+for\s+(?P<length>\d[\w ]*))?"
)
_FIXED: tuple[tuple[str, Frequency, int, tuple[int, ...]], ...] = (
    (r"once|one[- ]off|单次|一次|仅一次|一次性", "once", 1, ()),
    (r"(?:(?:every|each|on)\s+)?(?:work|working |business )days?|(?:每个?)?工作日", "workdays", 1, ()),
    (r"(?:(?:every|each|on)\s+)?weekdays?", "weekly", 1, _MONDAY_TO_FRIDAY),
    (r"daily|(?:every|each)\s*day|每[天日]|每一天", "daily", 1, ()),
    (r"hourly|(?:every|each)\s+hour|每个?小时", "minutes", 60, ()),
    (r"(?:every|each)\s+(?:other|second)\s+day|隔[天日]|每隔[一1][天日]", "daily", 2, ()),
    (r"(?:(?:every|each|on)\s+)?weekends?|每个?周末|周末", "weekly", 1, (5, 6)),
)
"""Patterns of complete rhythms, with their frequency, interval and weekdays."""
_STEP = re.compile(
    r"(?:every|each|每隔?)\s*(?P<count>\d+|[一二两三四五六七八九十半]|other|two|three|four|six)?\s*个?(?P<unit>\w+?)(?:一次)?"
)
_WEEKLY = re.compile(
    r"(?:(?P<every>weekly|(?:every|each)\s+week|每(?:个?周|个?星期)(?![一二三四五六日天]))"
    r"|(?P<other>bi-?weekly|fortnightly|every\s+other\s+week|every\s+other|隔周(?![一二三四五六日天])|双周|隔(?=周))"
    r"|(?:every|每)\s*(?P<count>\d+|[二两三四]|two|three|four)\s*(?:weeks?|个?周|个?星期)"
    r"|every|each|on|每)\s*(?:的|on\s+)?\s*(?P<days>.*)"
)
_MONTHLY = re.compile(
    r"(?:(?:monthly|(?:every|each)\s+month|每个?月)|(?P<quarter>quarterly|(?:every|each)\s+quarter|每个?季度?)"
    r"|(?:every|每)\s*(?P<count>\d+|[二两三四六]|two|three|four|six)\s*(?:months?|个月))\s*(?:的|,\s*)?(?:on\s+)?(?:the\s+)?(?P<days>.*)"
)
_OF_MONTH = re.compile(
    r"(?:on\s+)?(?:the\s+)?(?P<days>.+?)\s+of\s+(?:the|each|every)\s+(?:(?P<count>\d+)\s+)?(?:months?|(?P<quarter>quarter))"
)
_LAST_DAY = re.compile(r"last(?:\s+day)?|最后一天|月底|月末")
_MONTH_DAY = re.compile(r"(\d{1,3})\s*(?:st|nd|rd|th|日|号)?")
_BETWEEN = re.compile(r"\s*(?:,|、|/|&|;|\band\b|和|及|与)\s*")
_RANGE = frozenset(("-", "–", "—", "~", "至", "到", "to"))
_FILLER = frozenset((",", "、", "/", "&", "and", "和", "及", "与", "on", "the", "+"))


@dataclass(frozen=True, slots=True)
class Recurrence(Parsed):
    """How often something happens: every day, weekly, on workdays, monthly, every 30 minutes, or once; with its clock."""

    FORM: ClassVar[str] = "a recurrence"
    EXAMPLES: ClassVar[tuple[str, ...]] = (
        "every day 9:00 – 9:15", "weekly Fri 17:00 – 18:00", "workdays 9:00 for 15m", "every 2 weeks Tue",
        "monthly 1 10:00", "monthly first Mon", "every Tue 14:00 UTC", "every 30m", "once", "每周五 17:00–18:00", "每月1日",
    )  # fmt: skip
    HELP: ClassVar[Message] = say(
        "Write `every day 9:00 – 9:15`, `weekly Fri 17:00 – 18:00`, `workdays 9:00`, `monthly 1 10:00`, `every 30m`, or `once`."
    )

    text: str
    frequency: Frequency
    interval: int = 1
    """Every how many days, weeks, months or minutes."""
    weekdays: tuple[int, ...] = ()
    """Monday is 0."""
    nth: int | None = None
    """With `monthly` and a weekday: the first, the second, …; -1 is the last."""
    days: tuple[int, ...] = ()
    """Days of the month; -1 is the last."""
    start: time | None = None
    length: timedelta | None = None
    zone: str = ""
    """The name of the zone beside its clock; that of the plan where it is empty."""
    day_end: bool = False
    """Whether its clock ends at 24:00."""

    @classmethod
    def parse(cls, text: str) -> Recurrence:
        plain, zone = split_zone(plain_words(text))
        plain = plain.lower()
        if in_figures := clock_in_figures(plain):
            raise cls.refuse(text, say("Did you mean `{name}`?", name=in_figures))
        clock = _CLOCK.search(plain)
        rest = f"{plain[: clock.start()]} {plain[clock.end() :]}" if clock else plain
        rhythm = _rhythm(" ".join(rest.split()).strip(" ,、"), text.strip())
        start, length = _start_and_length(clock, text) if clock else (None, None)
        if zone and start is None:
            raise cls.refuse(text, say("A zone stands behind a time of day: `every Fri 17:00 UTC`."))
        day_end = clock is not None and clock["end_hour"] == "24"
        return replace(rhythm, start=start, length=length, zone=zone, day_end=day_end)

    @property
    def end(self) -> time | None:
        """The clock at its end."""
        if self.start is None or self.length is None:
            return None
        return (datetime.combine(date(2000, 1, 1), self.start) + self.length).time()

    @property
    def repeats(self) -> bool:
        return self.frequency != "once"

    def week(self, worked: tuple[bool, ...]) -> tuple[bool, ...]:
        """On which days of an ordinary week it happens; empty where it does not follow the week."""
        if self.frequency == "workdays":
            return worked
        if self.frequency == "daily" or (self.frequency == "weekly" and self.weekdays):
            return tuple(self.frequency == "daily" or day in self.weekdays for day in range(7))
        return (True,) if self.frequency == "weekly" else ()

    @property
    def rrule(self) -> dict[str, str | int | list[str] | list[int]]:
        """The parts of a recurrence rule as RFC 5545 names them; empty where it has none."""
        if self.frequency in ("once", "minutes", "workdays"):
            return {}
        parts: dict[str, str | int | list[str] | list[int]] = {"FREQ": self.frequency.upper()}
        if self.interval > 1:
            parts["INTERVAL"] = self.interval
        if self.weekdays:
            parts["BYDAY"] = [f"{self.nth or ''}{_CODES[day]}" for day in self.weekdays]
        if self.days:
            parts["BYMONTHDAY"] = list(self.days)
        return parts

    def stretches(
        self, first: datetime, last: datetime, since: datetime, calendar: WorkingDays | None = None
    ) -> Iterator[Stretch]:
        """When it happens in [first, last). `since` is where every second week counts from."""
        if last <= first or not self.repeats:
            return
        first, last, since = (shifted(moment, timedelta()) for moment in (first, last, since))
        if self.zone:
            yield from self._elsewhere(first, last, since, calendar)
            return
        starts = self._minutes(since, first, last) if self.frequency == "minutes" else self._days(since, first, last)
        calendar = calendar or weekdays()
        for start in starts:
            if self.frequency != "workdays" or calendar.is_working(start.date()):
                yield self._stretch(start)

    def _elsewhere(
        self, first: datetime, last: datetime, since: datetime, calendar: WorkingDays | None
    ) -> Iterator[Stretch]:
        """By the clock of its own zone, in the zone of `first`. The day of `since` is meant as a day there."""
        zone, there = zone_info(self.zone), replace(self, zone="")
        inside = (first.astimezone(zone), last.astimezone(zone), since.replace(tzinfo=zone))
        for stretch in there.stretches(*inside, calendar):
            start, end = stretch.start, stretch.end
            yield Stretch(
                replace(start, at=start.at.astimezone(first.tzinfo), zone=self.zone),
                end and replace(end, at=end.at.astimezone(first.tzinfo), zone=self.zone),
            )

    def _minutes(self, since: datetime, first: datetime, last: datetime) -> Iterator[datetime]:
        step = timedelta(minutes=self.interval)
        begin = since.astimezone(UTC)
        ahead = first.astimezone(UTC) - begin
        now = begin + max(-(-ahead // step), 0) * step
        while now < last:
            yield now.astimezone(first.tzinfo)
            if now > _LATEST - step:
                return
            now += step

    def _days(self, since: datetime, first: datetime, last: datetime) -> Iterator[datetime]:
        clock = self.start or time()
        frequency = {"workdays": DAILY, "daily": DAILY, "weekly": WEEKLY, "monthly": MONTHLY}[self.frequency]
        days = self.days or ((since.day,) if self.frequency == "monthly" and not self.weekdays else None)
        weekdays = self.weekdays or ((since.weekday(),) if self.frequency == "weekly" else ())
        begin = self._begin(since.date(), first.date())
        rule = rrule(
            frequency,
            dtstart=datetime.combine(begin, clock),
            interval=self.interval,
            bymonthday=days,
            byweekday=[weekday(day, self.nth) for day in weekdays] or None,
            until=last.replace(tzinfo=None, fold=0),
        )
        earliest = first if self.start else first.replace(hour=0, minute=0, second=0, microsecond=0)
        for naive in rule:
            start = naive.replace(tzinfo=first.tzinfo).astimezone(UTC).astimezone(first.tzinfo)  # over a skipped hour
            if naive.date() >= since.date() and earliest <= start < last:
                yield start

    def _begin(self, since: date, first: date) -> date:
        """The last day at or before `first` from which the same rule counts alike; its week or month, not a day in it."""
        if self.frequency == "monthly":
            months = max((first.year - since.year) * 12 + first.month - since.month, 0) // self.interval * self.interval
            year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
            return date(year, month + 1, 1)
        unit = self.interval * (7 if self.frequency == "weekly" else 1)
        return since + timedelta(days=max((first - since).days, 0) // unit * unit)

    def _stretch(self, start: datetime) -> Stretch:
        if self.start is None and self.frequency != "minutes":
            return Stretch(Instant(start, "day"))
        if self.length is None or start.astimezone(UTC) > _LATEST - self.length:
            return Stretch(Instant(start))
        end = (start.astimezone(UTC) + self.length).astimezone(start.tzinfo)
        return Stretch(Instant(start), Instant(end, day_end=self.day_end))

    def render(self, translate: Translate | None = None) -> str:
        """In words of a language: `every Fri 17:00–18:00`, `每周五 17:00–18:00`."""
        clock = f"{self.start:%H:%M}" if self.start else ""
        if self.end:
            clock += "–24:00" if self.day_end else f"–{self.end:%H:%M}"
        if self.zone:
            clock += f" {self.zone.rpartition('/')[2].replace('_', ' ')}"
        return f"{self._words(translate).render(translate)} {clock}".strip()

    def _words(self, translate: Translate | None) -> Message:
        count = self.interval
        if self.frequency == "once":
            return say("once")
        if self.frequency == "minutes":
            hours, odd = divmod(count, 60)
            if count in (1, 60):
                return say("every hour") if hours else say("every minute")
            return say("every {count} min", count=count) if odd else say("every {count} h", count=hours)
        if self.frequency == "workdays":
            return say("on workdays")
        if self.frequency == "daily":
            return say("every day") if count == 1 else say("every {count} days", count=count)
        comma = say(", ").render(translate)
        days = comma.join(SHOWN_WEEKDAYS[day].render(translate) for day in self.weekdays)
        if self.frequency == "weekly":
            if not days:
                return say("every week") if count == 1 else say("every {count} weeks", count=count)
            if count > 1:
                return say("every {count} weeks on {days}", count=count, days=days)
            return say("Monday to Friday") if self.weekdays == _MONDAY_TO_FRIDAY else say("every {days}", days=days)
        often = say("every month") if count == 1 else say("every {count} months", count=count)
        if self.nth and days:
            return say("{often}, the {nth} {days}", often=often, nth=_NTH_SHOWN[self.nth], days=days)
        if self.days == (-1,):
            return say("{often}, on the last day", often=often)
        numbers = comma.join(_ordinal(day).render(translate) for day in self.days)
        return say("on the {days} of {often}", often=often, days=numbers) if numbers else often

    def __str__(self) -> str:
        return self.text


def _ordinal(day: int) -> Message:
    """A day of the month as it is said: 1st, 2nd, 11th."""
    if day in (1, 21, 31):
        return say("{day}st", day=day)
    if day in (2, 22):
        return say("{day}nd", day=day)
    return say("{day}rd", day=day) if day in (3, 23) else say("{day}th", day=day)


LONGEST = timedelta(days=400)
"""How far a series without an end is expanded: a year and a month."""
MOST = 1000
"""Maximum number of occurrences of one series."""
MANY = 100
"""Maximum number of occurrences at which a series in minutes is still listed in full."""


@dataclass(frozen=True)
class Series:
    """A recurrence from a start to an end, on the working days of its plan, without its exceptions."""

    recurrence: Recurrence
    since: datetime
    until: datetime | None
    """The first moment after it; None where it goes on."""
    calendar: WorkingDays = field(default_factory=weekdays, compare=False)
    left_out: tuple[Extent, ...] = ()

    def between(self, first: datetime, last: datetime, most: int = MOST) -> tuple[Stretch, ...]:
        """The occurrences in [first, last), at most `most`."""
        first, last = max(first, self.since), min(last, self.until) if self.until else last
        stretches = self.recurrence.stretches(first, last, self.since, self.calendar)
        kept = (stretch for stretch in stretches if not any(stretch.extent.meets(free) for free in self.left_out))
        return tuple(islice(kept, most))

    @cached_property
    def occurrences(self) -> tuple[Stretch, ...]:
        """All occurrences, up to the end or `LONGEST`."""
        return self.between(self.since, self.until or shifted(self.since, LONGEST))

    @property
    def listed(self) -> tuple[Stretch, ...]:
        """The occurrences for exports: all; of a series in minutes with more than `MANY`, only the first."""
        often = self.recurrence.frequency == "minutes" and len(self.occurrences) > MANY
        return self.occurrences[:1] if often else self.occurrences

    @property
    def first(self) -> Stretch | None:
        return next(iter(self.between(self.since, self.until or shifted(self.since, LONGEST), 1)), None)

    @property
    def on_holidays(self) -> list[date]:
        """Holidays with an occurrence."""
        days = dict.fromkeys(stretch.start.at.date() for stretch in self.occurrences)
        return [day for day in days if self.calendar.is_holiday(day)]

    @cached_property
    def rule(self) -> RecurrenceRule | None:
        """The rule of RFC 5545; None where it would lack the first occurrence, for a series in minutes, and for one in a
        zone of its own, whose clock may change on other days than the plan's."""
        if self.recurrence.zone:
            return None
        plain = replace(self, recurrence=self._plain, left_out=())
        regular, real = ({stretch.start.at: stretch for stretch in series.occurrences} for series in (plain, self))
        first = next(iter(real), None)
        clock = self.recurrence.start or time()
        if not plain.recurrence.rrule or first not in regular or first.time() != clock:
            return None
        last = next(reversed(real))
        ends = self.until is not None or self.recurrence.frequency == "workdays" or len(real) == MOST
        without = tuple(at for at in regular if first < at < last and at not in real)
        return RecurrenceRule(
            plain.recurrence.rrule, last if ends else None, without, tuple(at for at in real if at not in regular)
        )

    @property
    def _plain(self) -> Recurrence:
        """The recurrence, with working days replaced by the weekdays that are worked in an ordinary week."""
        if self.recurrence.frequency != "workdays":
            return self.recurrence
        worked = tuple(day for day, on in enumerate(self.calendar.week(self.since.date())) if on)
        return replace(self.recurrence, frequency="weekly", weekdays=worked)


def taken_out(spans: Iterable[Span], frame: Frame) -> tuple[Extent, ...]:
    """The extents of an `except:`; a single moment takes out its day, and one whose day is not known takes out none."""
    bounds = (span.resolve(frame) for span in spans if not frame.afloat(span))
    return tuple(
        Extent.of(start, end) if end or start.precision != "minute" else _day(start.at) for start, end in bounds
    )


def _day(at: datetime) -> Extent:
    return Instant(at.replace(hour=0, minute=0, second=0, fold=0), "day").extent


@dataclass(frozen=True, slots=True)
class RecurrenceRule:
    """A recurrence rule of RFC 5545, with exceptions (EXDATE) and additions (RDATE)."""

    parts: Mapping[str, object]
    last: datetime | None
    """The last occurrence; None where it goes on."""
    without: tuple[datetime, ...]
    added: tuple[datetime, ...]


_LATEST = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)


def _rhythm(rest: str, text: str) -> Recurrence:
    """The recurrence for the words beside the clock."""
    if not rest:
        raise Recurrence.refuse(text, say("It says a time, but not how often."))
    for pattern, frequency, interval, days in _FIXED:
        if re.fullmatch(pattern, rest):
            return Recurrence(text, frequency, interval, days)
    recurrence = _step(rest, text) or _month(rest, text) or _week(rest, text)
    if recurrence is None:
        raise Recurrence.refuse(text, *_near(rest))
    return recurrence


def _near(rest: str) -> tuple[Message, ...]:
    for word in re.findall(r"[a-z]{3,}", rest):
        near = get_close_matches(word, [*WEEKDAY_NAMES, "daily", "weekly", "monthly", "workdays"], 1, 0.7)
        if near and near[0] != word:
            name = near[0].capitalize() if near[0] in WEEKDAY_NAMES else near[0]
            return (say("Did you mean `{name}`?", name=name),)
    return ()


def _count(word: str | None) -> float:
    return 1 if word is None else int(word) if word.isdecimal() else _NUMBERS.get(word, 1)


def _step(rest: str, text: str) -> Recurrence | None:
    """The recurrence for a length of time: `every 30m`, `every 2 days`, `每两周`."""
    match = _STEP.fullmatch(rest)
    if not match:
        return None
    try:
        length = Duration.parse(f"{_count(match['count'])}{match['unit']}")
    except Rejected:
        return None
    minutes, days = length.rest / timedelta(minutes=1), length.days
    if days and not minutes:
        return Recurrence(text, "weekly", days // 7) if match["unit"][0] in "w周星" else Recurrence(text, "daily", days)
    if days or minutes < 1 or minutes != int(minutes):
        raise Recurrence.refuse(text, say("It recurs after whole minutes, hours or days, at least after one."))
    return Recurrence(text, "minutes", int(minutes))


def _week(rest: str, text: str) -> Recurrence | None:
    match = _WEEKLY.fullmatch(rest)
    days = _weekdays(match["days"] if match else rest)
    if days is None or (match is None and not days):
        return None
    if match is None:
        return Recurrence(text, "weekly", 1, days)
    interval = 2 if match["other"] else int(_count(match["count"]))
    if not days and not (match["every"] or match["other"] or match["count"]):
        return None
    if interval < 1:
        raise Recurrence.refuse(text)
    if days == tuple(range(7)) and interval == 1:
        return Recurrence(text, "daily")
    return Recurrence(text, "weekly", interval, days)


def _weekdays(words: str) -> tuple[int, ...] | None:
    """The weekdays of a list or a range, in the order of the week; None where it has other words."""
    days: list[int] = []
    reaching = False
    for token in re.findall(r"[a-z]+|\S", re.sub(r"周|星期|礼拜", "", words.replace(".", " "))):
        if token in _RANGE:
            reaching = True
        elif token in WEEKDAYS:
            day = WEEKDAYS[token]
            if reaching and days:
                days += [(days[-1] + step) % 7 for step in range(1, (day - days[-1]) % 7)]
            days.append(day)
            reaching = False
        elif token not in _FILLER:
            return None
    return tuple(sorted(set(days)))


def _month(rest: str, text: str) -> Recurrence | None:
    match = _MONTHLY.fullmatch(rest) or _OF_MONTH.fullmatch(rest)
    if match is None:
        return None
    groups = match.groupdict()
    interval = 3 if groups["quarter"] else int(_count(groups.get("count")))
    days_text = groups["days"].strip()
    if interval < 1:
        raise Recurrence.refuse(text)
    if not days_text:
        return Recurrence(text, "monthly", interval)
    if _LAST_DAY.fullmatch(days_text):
        return Recurrence(text, "monthly", interval, (), None, (-1,))
    for name, nth in _NTH.items():
        if days_text.startswith(name) and (days := _weekdays(days_text[len(name) :])):
            return Recurrence(text, "monthly", interval, days, nth)
    numbers = [_MONTH_DAY.fullmatch(part) for part in _BETWEEN.split(re.sub(r"^day\s+", "", days_text))]
    month_days = [int(number[1]) for number in numbers if number]
    if len(month_days) < len(numbers):
        raise Recurrence.refuse(text, *_near(days_text))
    if wrong := [day for day in month_days if not 1 <= day <= 31]:
        raise Recurrence.refuse(text, say("No month has a day {day}.", day=wrong[0]))
    return Recurrence(text, "monthly", interval, (), None, tuple(sorted(set(month_days))))


def _start_and_length(clock: re.Match[str], text: str) -> tuple[time, timedelta | None]:
    start = _time(clock["hour"], clock["minute"], text)
    if clock["length"]:
        return start, Duration.parse(clock["length"]).total
    if clock["end_hour"] is None:
        return start, None
    day_end = (clock["end_hour"], clock["end_minute"]) == ("24", "00")
    end = time() if day_end else _time(clock["end_hour"], clock["end_minute"], text)
    day = date(2000, 1, 1)
    length = datetime.combine(day + timedelta(days=day_end), end) - datetime.combine(day, start)
    if length < timedelta():
        length += timedelta(days=1)
        if length > timedelta(hours=12):  # nobody meets that long: the two are swapped
            raise Recurrence.refuse(text, say("It ends before it begins."))
    return start, length


def _time(hour: str, minute: str, text: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise Recurrence.refuse(
            text, say("A time begins from 00:00 to 23:59, and ends at 24:00 at the latest.")
        ) from None


def shifted(moment: datetime, length: timedelta) -> datetime:
    """A moment moved by a length, within the range of Python's dates."""
    earliest, latest = datetime(2, 1, 1, tzinfo=moment.tzinfo), datetime(9998, 12, 1, tzinfo=moment.tzinfo)
    try:
        return min(max(moment + length, earliest), latest)
    except OverflowError:
        return latest if length > timedelta() else earliest
