"""Durations, shares and thresholds. A threshold is data, so that two of the same metric can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Context, Decimal
from typing import ClassVar, Literal, Self

from launchbook.core.problem import Code, Message, Rejected, Translate, say
from launchbook.core.text import Parsed, escape
from launchbook.core.units import NUMBER, SCALE, SECONDS, Unit, metric_unit, normal, plain_words, unit_of

BAD_DURATION = Code(
    "QU001",
    "not a duration",
    "A duration is numbers with units: `30m`, `1h30m`, `2d`, `1w`, `5wd`; or a range of them: `1-2w`.",
)
BAD_SHARE = Code("QU002", "not a share", "A share of users is a percentage from 0 to 100: `10%`, `0.5%`, `2-5%`.")
BAD_THRESHOLD = Code(
    "QU003",
    "not a threshold",
    "A threshold is an operator, a value, a unit and, if it must last, a window: `> 1% for 5m`.",
)

_WORKDAY_UNITS = frozenset({"wd", "workday", "workdays", "工作日", "个工作日"})
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*([^\W\d_]+)")
_RANGE = re.compile(r"(?P<low>\d(?:\.\d|[^-–—~.])*?)\s*(?:-|–|—|~|\bto\b|至|到)\s*(?P<high>\d.*)")


def number(text: str) -> str:
    """A decimal number without trailing zeros after the point."""
    return text.rstrip("0").rstrip(".") if "." in text else text


class Backwards(Rejected):
    """A range whose ends are exchanged."""


@dataclass(frozen=True, slots=True)
class Duration(Parsed):
    """A length of time: numbers with units, or a range of them.

    `days` counts calendar days (wall clock); `rest` is elapsed time; `workdays` counts days of the plan's calendar. Of a
    range they are those of its high end, by which everything is scheduled; `low` is its low end.
    """

    FORM: ClassVar[str] = "a duration"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("30m", "1h30m", "2d", "5wd", "1-2w")
    CODE: ClassVar[Code] = BAD_DURATION
    HELP: ClassVar[Message] = say(
        "Write numbers with units: `90s`, `30m`, `1h30m`, `2d`, `1w`, `5wd`, or a range: `1-2w`, `30m-1h` "
        "(s, m, h, d, w, wd for working days; or 秒 分钟 小时 天 周 工作日)."
    )

    text: str
    days: int
    rest: timedelta
    workdays: int = 0
    low: Duration | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        plain = plain_words(text)
        ends = _RANGE.fullmatch(plain)
        if not ends:
            return cls._parse(text.strip(), plain, text)
        high = cls._parse(text.strip(), ends["high"], text)
        unit = re.sub(r"[\d.\s]", "", ends["high"]) if re.fullmatch(r"[\d.\s]+", ends["low"]) else ""
        low = cls._parse(ends["low"] + unit, ends["low"] + unit, text)
        range = f"{ends['high'].removesuffix(unit)}-{low}"
        if low.total > high.total and bool(low.workdays) == bool(high.workdays):
            raise Backwards(
                BAD_DURATION,
                say("`{text}` runs backwards", text=text[:80]),
                say("Write the shorter one first: `{range}`.", range=range),
            )
        return replace(high, low=low)

    @classmethod
    def _parse(cls, said: str, plain: str, text: str) -> Self:
        """One length, `plain`, of what the plan says."""
        days, seconds, end, workdays = Decimal(0), Decimal(0), 0, 0
        for part in _PART.finditer(plain):
            value, factor = Decimal(part[1]), SECONDS.get(part[2].lower())
            if part[2].lower() in _WORKDAY_UNITS and not plain[end : part.start()].strip():
                workdays += _workdays(value, text)
                end = part.end()
                continue
            if factor is None or part[2] == "M" or plain[end : part.start()].strip():  # `M` may mean a month
                end = -1
                break
            if factor >= 86400:
                days += value * factor / 86400
            else:
                seconds += value * factor
            end = part.end()
        if end <= 0 or plain[end:].strip():
            raise cls.refuse(text)
        full_days = int(days)
        seconds += (days - full_days) * 86400
        if full_days > 36500 or workdays > 26000 or seconds > 86400 * 36500:
            raise Rejected(
                BAD_DURATION, say("`{text}` is longer than a century", text=text[:80]), say("Check the unit.")
            )
        return cls(said, full_days, timedelta(microseconds=int(seconds * 1_000_000)), workdays)

    @classmethod
    def sum(cls, lengths: Iterable[Duration]) -> Self | None:
        """Lengths one after the other: a range where one of them is. None where there are none."""
        lengths = tuple(lengths)
        if not lengths:
            return None
        rest = sum((length.rest for length in lengths), timedelta())
        days, workdays = sum(length.days for length in lengths), sum(length.workdays for length in lengths)
        text = " + ".join(length.text for length in lengths)
        low = cls.sum(length.shortest for length in lengths) if any(length.low for length in lengths) else None
        return cls(text, days, rest, workdays, low)

    @classmethod
    def any_of(cls, lengths: Iterable[Duration]) -> Duration | None:
        """One of several lengths: a range from the shortest to the longest. None where there are none."""
        ends = [end for length in lengths for end in (length.shortest, length.longest)]
        if not ends:
            return None
        low, high = (end(ends, key=lambda length: length.total) for end in (min, max))
        return high if low.total == high.total else replace(high, text=f"{low}-{high}", low=low)

    @property
    def total(self) -> timedelta:
        """Its length without a calendar: a working day counts as a day."""
        return timedelta(days=self.days + self.workdays) + self.rest

    @property
    def shortest(self) -> Duration:
        """The low end of a range, otherwise itself."""
        return self.low or self

    @property
    def longest(self) -> Duration:
        """The high end of a range, otherwise itself."""
        ends = _RANGE.fullmatch(plain_words(self.text)) if self.low else None
        return replace(self, text=ends["high"] if ends else self.text, low=None)

    def exceeds(self, other: Duration) -> bool:
        """Whether it is longer for certain: at its low end longer than the other at its high end."""
        return self.shortest.total > other.total

    def meets(self, other: Duration) -> bool:
        """Whether some length is within both."""
        return not (self.exceeds(other) or other.exceeds(self))

    def count(self, unit: timedelta) -> str:
        """How often a unit of time goes into it, for messages: `40`, `40–60`."""
        return "–".join(dict.fromkeys(f"{end / unit:g}" for end in (self.shortest.total, self.total)))

    def __str__(self) -> str:
        return self.text


def _workdays(value: Decimal, text: str) -> int:
    if value != int(value):
        raise Rejected(
            BAD_DURATION,
            say("`{text}` divides a working day", text=text[:80]),
            say("Working days are counted whole; for a part of a day write hours: `4h`."),
        )
    return int(value)


@dataclass(frozen=True, slots=True)
class Share(Parsed):
    """A share of users in per cent, from 0 to 100, or a range of shares."""

    FORM: ClassVar[str] = "a share"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("10%", "0.5%", "2-5%")
    CODE: ClassVar[Code] = BAD_SHARE
    HELP: ClassVar[Message] = say("Write a percentage: `10%`, `0.5%`, `2-5%`.")

    text: str
    low: Decimal
    high: Decimal

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(
            r"(\d{1,4}(?:\.\d{1,6})?)\s*[%‰]?(?:\s*(?:-|–|~|to|至|到)\s*(\d{1,4}(?:\.\d{1,6})?))?\s*([%‰])",
            plain_words(text),
        )
        if not match:
            raise cls.refuse(text)
        size = unit_of(match[3]).size / unit_of("%").size
        low, high = Decimal(match[1]) * size, Decimal(match[2] or match[1]) * size
        if high > 100 or low > 100:
            raise Rejected(
                BAD_SHARE, say("`{text}` is more than everyone", text=text[:80]), say("Write `100%` for everyone.")
            )
        if low > high:
            raise Rejected(
                BAD_SHARE, say("`{text}` runs backwards", text=text[:80]), say("Write the smaller share first: `2-5%`.")
            )
        return cls(text.strip(), low, high)

    def __str__(self) -> str:
        low, high = number(str(self.low)), number(str(self.high))
        return f"{low}%" if low == high else f"{low}–{high}%"


Verdict = Literal["met", "missed", ""]
Operator = Literal["<", "≤", ">", "≥", "=", "≠"]
_OPERATORS: dict[str, Operator] = {
    "<": "<", "<=": "≤", "≤": "≤", "=<": "≤", ">": ">", ">=": "≥", "≥": "≥", "=>": "≥",
    "=": "=", "==": "=", "!=": "≠", "≠": "≠",
}  # fmt: skip
_SUSTAINED = say("sustained")
_BARE = say("a number without a unit")
_UNIT = r"(?!(?:for|in|within|sustained)\b)(?:(?!持续)[^\s\d,;:.()<>=≤≥≠+\-])+"
_THRESHOLD = re.compile(
    rf"""(?:(?P<aggregate>p\d{{1,2}}(?:\.\d+)?|avg|mean|max|min|median|D\d+)\s*)?
        (?P<operator><=|>=|=<|=>|==|!=|[<>=≤≥≠])\s*
        (?P<value>-?(?:{NUMBER}))\s*
        (?P<scale>{SCALE})?\s*
        (?P<unit>/\s*\d+(?:\.\d+)?(?:{_UNIT})?|{_UNIT}(?:\s*/\s*{_UNIT})?)?
        (?:\s*(?P<mode>for|in|within|持续|sustained)(?:\s*(?P<window>\d.*))?)?""",
    re.VERBOSE | re.IGNORECASE,
)


_PER = re.compile(r"\s*(?:/|\b(?:per|an?|each|every)\b)\s*", re.IGNORECASE)
_SCALED = re.compile(SCALE, re.IGNORECASE)
_EXACT = Context(prec=18)
"""Rounds off the error of a division: 20 a minute equals 1,200 an hour."""


def _joined(scale: str, unit: str) -> str:
    return f"{scale} {unit}" if scale and unit[:1].isascii() and unit[:1].isalpha() else scale + unit


@dataclass(frozen=True, slots=True)
class Threshold(Parsed):
    """A limit on a metric: operator, value, unit, and a window over which it must hold (`for`) or is counted (`in`)."""

    FORM: ClassVar[str] = "a threshold"
    EXAMPLES: ClassVar[tuple[str, ...]] = (
        "≤ 500ms",
        "> 0.1% for 5m",
        "≥ 99.5%",
        "p99 < 500ms",
        "> 50 complaints in 1h",
    )
    CODE: ClassVar[Code] = BAD_THRESHOLD
    HELP: ClassVar[Message] = say(
        "Write operator, value and unit, and a window if it must last: "
        "`≤ 500ms`, `< 300/min`, `> 0.1% for 5m`, `> 50 条 in 1h`."
    )

    operator: Operator
    value: Decimal
    unit: str
    aggregate: str = ""
    mode: Literal["", "for", "in"] = ""
    window: Duration | None = None
    implied: str = ""
    """The unit of a bare number: that of its metric."""

    @classmethod
    def parse(cls, text: str) -> Self:
        plain = normal(text).replace("⩽", "≤").replace("⩾", "≥").replace("≦", "≤").replace("≧", "≥")
        match = _THRESHOLD.fullmatch(plain)
        if not match:
            quoted = text.strip()[:1] in ("“", "”", "‘", "「", "『")
            rate = _PER.sub("/", plain)
            meant = [say("Did you mean `{name}`?", name=rate)] if rate != plain and _THRESHOLD.fullmatch(rate) else []
            raise cls.refuse(text, *meant, *([say('YAML knows only straight quotes: `"`.')] if quoted else []))
        mode = (match["mode"] or "").lower()
        window = Duration.parse(match["window"]) if match["window"] else None
        if mode in ("for", "in", "within") and window is None:
            help = say("Write how long: `> 1% for 5m` where it must last, `> 50 in 1h` where it is counted.")
            raise Rejected(
                BAD_THRESHOLD, say("`{text}` has no duration behind `{mode}`", text=text[:80], mode=mode), help
            )
        aggregate = match["aggregate"] or ""
        return cls(
            _OPERATORS[match["operator"]],
            Decimal(match["value"].replace(",", "")),
            _joined(match["scale"] or "", re.sub(r"\s*/\s*", "/", match["unit"] or "")),
            aggregate.upper() if aggregate[:1] in ("d", "D") else aggregate.lower(),
            "in" if mode in ("in", "within") else "for" if mode else "",
            window,
        )

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """The threshold that a text stands for; None if it is none."""
        try:
            return cls.parse(text) if text else None
        except Rejected:
            return None

    @classmethod
    def measured(cls, text: str | None) -> Self | None:
        """A measured value, as a threshold with `=`. A remark in brackets behind it is left out."""
        return cls.read(re.sub(r"\s*[(（].*", "", f"= {text}")) if text else None

    @property
    def _unit(self) -> Unit:
        scale = _SCALED.match(self.implied)
        if scale and self.implied != "K" and _SCALED.match(self.unit):  # `> 5万` where the unit is 万人
            return self._on(unit_of(self.implied[scale.end() :].strip()))
        return self._on(metric_unit(self.implied))

    def _on(self, metric: Unit) -> Unit:
        """Its unit on a metric of a unit: a bare number has that unit, and among kelvin `K` is no thousand."""
        if self.unit == "K" and metric.dimension == "kelvin":
            return metric
        own = unit_of(self.unit)
        return own if own.dimension else Unit(metric.dimension, own.size * metric.size)

    @property
    def dimension(self) -> str:
        """`ratio`, `time`, `data`, `request/time`, or the unit itself. Values of the same dimension can be compared."""
        return self._unit.dimension

    @property
    def base(self) -> Decimal:
        """The value in the base unit of its dimension: seconds, bytes, a ratio from 0 to 1."""
        return _EXACT.multiply(self.value, self._unit.size)

    @property
    def upper(self) -> bool | None:
        """True for an upper bound (`≤ 500ms`), False for a lower bound, None for (in)equality."""
        return {"<": True, "≤": True, ">": False, "≥": False}.get(self.operator)

    @property
    def lasting(self) -> timedelta:
        """How long it must hold, or over what time it is counted; zero without a window."""
        return self.window.total if self.window else timedelta()

    def beside(self, other: Threshold) -> Self:
        """The threshold with a unit for a bare number: that of the metric, or a ratio where `other` is a percentage."""
        if self.dimension or self.implied:
            return self
        part = other.dimension == "ratio" and 0 <= self.base <= 1
        return replace(self, implied=other.implied or ("ratio" if part else ""))

    def converts(self, other: Threshold) -> bool:
        """Whether the two have convertible units."""
        return self.beside(other).dimension == other.beside(self).dimension

    def unlike(self, other: Threshold) -> Message:
        """The help for two thresholds that do not convert."""
        first, second = (f"`{unit}`" if unit else _BARE for unit in (self.unit, other.unit))
        return say("{one} does not convert into {other}. Give both a unit of the same kind.", one=first, other=second)

    def alike(self, other: Threshold) -> bool:
        """Whether the two limit the same value: they have the same aggregate and dimension, and counts the same window.

        A count within an hour cannot be compared with a count within a day; a rate over five minutes can be compared with
        a rate over ten.
        """
        first, second = self.beside(other), other.beside(self)
        counts = first.dimension not in ("ratio", "time") and not first.dimension.endswith("/time")
        apart = counts and "in" in (first.mode, second.mode) and first.lasting != second.lasting
        return first.dimension == second.dimension and first.aggregate.lower() == second.aggregate.lower() and not apart

    def ordered(self, other: Threshold) -> bool:
        """Whether one of the two is reached before the other: they are alike, and neither is an equality."""
        return self.alike(other) and self.upper is not None and other.upper is not None

    def holds(self, value: Threshold) -> bool | None:
        """Whether a measured value fulfils it; None where the units do not convert."""
        if not self.converts(value):
            return None
        measured, bound = value.beside(self).base, self.beside(value).base
        return {
            "<": measured < bound, "≤": measured <= bound, ">": measured > bound, "≥": measured >= bound,
            "=": measured == bound, "≠": measured != bound,
        }[self.operator]  # fmt: skip

    def verdict(self, actual: str | None) -> Verdict:
        """Whether a measured value fulfils it; empty where that cannot be decided."""
        value = self.measured(actual)
        kept = self.holds(value) if value else None
        return "" if kept is None else "met" if kept else "missed"

    def excludes(self, other: Threshold) -> bool:
        """Whether no value fulfils both. The two must convert."""
        for first, second in ((self, other), (other, self)):
            if first.operator == "=":
                return not second.holds(first)
        if self.upper is None or other.upper is None or self.upper is other.upper:
            return False
        both = self.holds(other) and other.holds(self)
        return not self._leaves(other) and not both

    def overlaps(self, other: Threshold) -> bool:
        """Whether a range of values fulfils both: an alarm that rings while the target is met."""
        if self.upper is None or other.upper is None:
            return False
        return self.upper is other.upper or self._leaves(other)

    def _leaves(self, other: Threshold) -> bool:
        """Whether there are values between an upper and a lower bound."""
        most, least = (self, other) if self.upper else (other, self)
        return most.beside(least).base > least.beside(most).base

    def stricter(self, other: Threshold) -> bool:
        """Whether both are bounds on the same side, and fewer values fulfil this one."""
        if self.upper is None or self.upper is not other.upper:
            return False
        first, second = self.beside(other).base, other.beside(self).base
        return first < second if self.upper else first > second

    def same(self, other: Threshold) -> bool:
        """Whether both are the same limit. Windows are compared only where both have one."""
        first, second = self.lasting, other.lasting
        alike = self.upper is other.upper is not None or self.operator == other.operator
        equal = alike and self.beside(other).base == other.beside(self).base
        return equal and (not first or not second or first == second)

    def value_in(self, unit: Unit) -> Decimal | None:
        """The value converted to a unit; None where it does not convert. A bare number is taken to have that unit."""
        own = self._unit if self.implied else self._on(unit)
        kinds = (own.dimension, unit.dimension)
        counted = unit.dimension in ("", "/time") and not own.dimension.startswith(("ratio", "time", "data"))
        same = kinds[0] == kinds[1] or (counted and own.dimension.endswith("/time") == (unit.dimension == "/time"))
        return _EXACT.multiply(self.value, own.size) / unit.size if same else None

    @property
    def amount(self) -> str:
        """Value and unit: `500ms`, `0.1%`, `50 条`, `1万`, `4.0/5`."""
        joined = self.unit in {"", "%", "‰"} or self.unit.startswith("/") or bool(_SCALED.match(self.unit))
        return f"{self.value:,}" + ("" if joined or (self.unit.isascii() and len(self.unit) <= 2) else " ") + self.unit

    @property
    def limit(self) -> str:
        """The threshold without its window."""
        return (f"{self.aggregate} " if self.aggregate else "") + f"{self.operator} {self.amount}"

    def manner(self, window: str) -> Message | None:
        """Its window in words (`for 5m`, `in 1h`), or `sustained`; None where it need not last."""
        if not self.window:
            return _SUSTAINED if self.mode == "for" else None
        return say("for {window}", window=window) if self.mode == "for" else say("in {window}", window=window)

    def render(self, translate: Translate | None = None) -> str:
        """The threshold with its window in a language. The English text can be parsed again."""
        manner = self.manner(str(self.window))
        words = manner.render(translate) if manner else ""
        return self.limit + (words if words.startswith("（") else f" {words}" if words else "")

    def __str__(self) -> str:
        return self.render()

    def __html__(self) -> str:
        return escape(str(self))
