"""Quantities: durations, shares, thresholds. A threshold is data, so that two of the same metric can be compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar, Literal, Self

from launchbook.core.problem import Code, Message, Rejected, Translate, say
from launchbook.core.text import Parsed, escape

BAD_DURATION = Code("QU001", "not a duration", "A duration is numbers with units: `30m`, `1h30m`, `2d`, `1w`, `5wd`.")
BAD_SHARE = Code("QU002", "not a share", "A share of users is a percentage from 0 to 100: `10%`, `0.5%`, `2-5%`.")
BAD_THRESHOLD = Code(
    "QU003",
    "not a threshold",
    "A threshold is an operator, a value, a unit and, if it must last, a window: `> 1% for 5m`.",
)
QUANTITY_CODES = (BAD_DURATION, BAD_SHARE, BAD_THRESHOLD)

_SECONDS = {
    **dict.fromkeys(("us", "μs", "微秒"), Decimal("0.000001")),
    **dict.fromkeys(("ms", "毫秒"), Decimal("0.001")),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "秒"), Decimal(1)),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "分", "分钟"), Decimal(60)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "小时"), Decimal(3600)),
    **dict.fromkeys(("d", "day", "days", "天", "日"), Decimal(86400)),
    **dict.fromkeys(("w", "week", "weeks", "周", "星期"), Decimal(604800)),
}
_WORKDAY_UNITS = frozenset({"wd", "workday", "workdays", "工作日", "个工作日"})
_BYTES = {
    unit: Decimal(1024) ** power
    for power, units in enumerate((("b", "byte", "bytes"), ("kb", "kib"), ("mb", "mib"), ("gb", "gib"), ("tb", "tib")))
    for unit in units
}
_RATIOS = {"%": Decimal("0.01"), "‰": Decimal("0.001"), "ppm": Decimal("0.000001")}
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*([^\W\d_]+)")


def number(text: str) -> str:
    """A decimal without trailing zeros behind the point."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def normal(text: str) -> str:
    """Full-width digits, signs and spaces as their plain forms."""
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()


@dataclass(frozen=True, slots=True)
class Duration(Parsed):
    """A length of time: numbers with units.

    `days` counts calendar days (wall clock); `rest` is elapsed time; `workdays` counts days of the plan's calendar.
    """

    FORM: ClassVar[str] = "a duration"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("30m", "1h30m", "2d", "5wd")

    text: str
    days: int
    rest: timedelta
    workdays: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        plain = normal(text)
        days, seconds, end, workdays = Decimal(0), Decimal(0), 0, 0
        for part in _PART.finditer(plain):
            value, factor = Decimal(part[1]), _SECONDS.get(part[2].lower())
            if part[2].lower() in _WORKDAY_UNITS and not plain[end : part.start()].strip():
                workdays += _whole_workdays(value, text)
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
            raise Rejected(
                BAD_DURATION,
                say("`{text}` is not a duration", text=text[:80]),
                say(
                    "Write numbers with units: `30m`, `1h30m`, `2d`, `1w`, `5wd` "
                    "(s, m, h, d, w, wd for working days; or 秒 分钟 小时 天 周 工作日)."
                ),
            )
        whole = int(days)
        seconds += (days - whole) * 86400
        if whole > 36500 or workdays > 26000 or seconds > 86400 * 36500:
            raise Rejected(
                BAD_DURATION, say("`{text}` is longer than a century", text=text[:80]), say("Check the unit.")
            )
        return cls(text.strip(), whole, timedelta(microseconds=int(seconds * 1_000_000)), workdays)

    @property
    def total(self) -> timedelta:
        """Its length where no calendar is at hand: a working day counts as a day."""
        return timedelta(days=self.days + self.workdays) + self.rest

    def __str__(self) -> str:
        return self.text


def _whole_workdays(value: Decimal, text: str) -> int:
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

    text: str
    low: Decimal
    high: Decimal

    @classmethod
    def parse(cls, text: str) -> Self:
        found = re.fullmatch(
            r"(\d{1,4}(?:\.\d{1,6})?)\s*%?(?:\s*(?:-|–|~|to|至|到)\s*(\d{1,4}(?:\.\d{1,6})?))?\s*%", normal(text)
        )
        if not found:
            raise Rejected(
                BAD_SHARE,
                say("`{text}` is not a share", text=text[:80]),
                say("Write a percentage: `10%`, `0.5%`, `2-5%`."),
            )
        low, high = Decimal(found[1]), Decimal(found[2] or found[1])
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


Operator = Literal["<", "≤", ">", "≥", "=", "≠"]
_OPERATORS: dict[str, Operator] = {
    "<": "<", "<=": "≤", "≤": "≤", "=<": "≤", ">": ">", ">=": "≥", "≥": "≥", "=>": "≥",
    "=": "=", "==": "=", "!=": "≠", "≠": "≠",
}  # fmt: skip
_SUSTAINED = say("sustained")
_UNIT = r"(?!(?:for|in|within|sustained)\b)(?:(?!持续)[^\s\d,;:.()<>=≤≥≠+\-])+"
_THRESHOLD = re.compile(
    rf"""(?:(?P<aggregate>p\d{{1,2}}(?:\.\d+)?|avg|mean|max|min|median|D\d+)\s*)?
        (?P<operator><=|>=|=<|=>|==|!=|[<>=≤≥≠])\s*
        (?P<value>-?\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|-?\d{{1,15}}(?:\.\d{{1,9}})?)\s*
        (?P<unit>/\s*\d+(?:\.\d+)?(?:{_UNIT})?|{_UNIT}(?:\s*/\s*{_UNIT})?)?
        (?:\s*(?P<mode>for|in|within|持续|sustained)(?:\s*(?P<window>\d.*))?)?""",
    re.VERBOSE | re.IGNORECASE,
)


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

    operator: Operator
    value: Decimal
    unit: str
    aggregate: str = ""
    mode: Literal["", "for", "in"] = ""
    window: Duration | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        plain = normal(text).replace("⩽", "≤").replace("⩾", "≥").replace("≦", "≤").replace("≧", "≥")
        found = _THRESHOLD.fullmatch(plain)
        if not found:
            quoted = text.strip()[:1] in ("“", "”", "‘", "「", "『")
            raise Rejected(
                BAD_THRESHOLD,
                say("`{text}` is not a threshold", text=text[:80]),
                *([say('YAML knows only straight quotes: `"`.')] if quoted else []),
                say(
                    "Write operator, value and unit, and a window if it must last: "
                    "`≤ 500ms`, `> 0.1% for 5m`, `> 50 条 in 1h`."
                ),
            )
        mode = (found["mode"] or "").lower()
        window = Duration.parse(found["window"]) if found["window"] else None
        if mode in ("for", "in", "within") and window is None:
            help = say("Write how long: `> 1% for 5m` where it must last, `> 50 in 1h` where it is counted.")
            raise Rejected(
                BAD_THRESHOLD, say("`{text}` has no duration behind `{mode}`", text=text[:80], mode=mode), help
            )
        aggregate = found["aggregate"] or ""
        return cls(
            _OPERATORS[found["operator"]],
            Decimal(found["value"].replace(",", "")),
            re.sub(r"\s*/\s*", "/", found["unit"] or ""),
            aggregate.upper() if aggregate[:1] in ("d", "D") else aggregate.lower(),
            "in" if mode in ("in", "within") else "for" if mode else "",
            window,
        )

    @property
    def _scale(self) -> tuple[str, Decimal]:
        unit = self.unit.lower()
        if unit in _RATIOS:
            return "ratio", _RATIOS[unit]
        if unit in _SECONDS:
            return "time", _SECONDS[unit]
        if unit in _BYTES:
            return "data", _BYTES[unit]
        return unit, Decimal(1)

    @property
    def dimension(self) -> str:
        """`ratio`, `time`, `data`, or the unit itself; only thresholds of one dimension can be compared."""
        return self._scale[0]

    @property
    def base(self) -> Decimal:
        """The value in the base unit of its dimension: seconds, bytes, parts of one."""
        return self.value * self._scale[1]

    def value_in(self, unit: str) -> Decimal | None:
        """The value in another unit, None where that does not convert; a bare number is in that unit already."""
        if not self.unit or self.unit == unit:
            return self.value
        dimension, size = replace(self, unit=unit)._scale
        return self.base / size if dimension == self.dimension else None

    @property
    def upper(self) -> bool | None:
        """True where the operator bounds from above (`≤ 500ms`), False from below, None for equality."""
        return {"<": True, "≤": True, ">": False, "≥": False}.get(self.operator)

    @property
    def amount(self) -> str:
        """Value and unit: `500ms`, `0.1%`, `50 条`, `4.0/5`."""
        joined = (
            self.unit in {"", "%", "‰"} or self.unit.startswith("/") or (self.unit.isascii() and len(self.unit) <= 2)
        )
        return f"{self.value:,}" + ("" if joined else " ") + self.unit

    @property
    def limit(self) -> str:
        """The threshold without its window."""
        return (f"{self.aggregate} " if self.aggregate else "") + f"{self.operator} {self.amount}"

    def manner(self, window: str) -> Message | None:
        """How it holds over its window, in words; without a window, that it must last."""
        if not self.window:
            return _SUSTAINED if self.mode == "for" else None
        return say("for {window}", window=window) if self.mode == "for" else say("in {window}", window=window)

    def render(self, translate: Translate | None = None) -> str:
        """The threshold with its window in a language; in English it can be read back."""
        manner = self.manner(str(self.window))
        words = manner.render(translate) if manner else ""
        return self.limit + (words if words.startswith("（") else f" {words}" if words else "")

    def __str__(self) -> str:
        return self.render()

    def __html__(self) -> str:
        return escape(str(self))
