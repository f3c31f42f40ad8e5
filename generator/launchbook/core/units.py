"""Units and scale words: one table for thresholds, amounts, shares and the queries of metrics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?|\d{1,15}(?:\.\d{1,9})?"
"""A number without its sign, with or without thousands separators."""

SCALES: Mapping[str, int] = {
    **dict.fromkeys(("k", "K", "千", "thousand"), 10**3),
    "万": 10**4,
    **dict.fromkeys(("M", "百万", "million"), 10**6),
    "千万": 10**7,
    "亿": 10**8,
    **dict.fromkeys(("G", "billion"), 10**9),
    **dict.fromkeys(("T", "万亿"), 10**12),
}
_SIMPLE = dict(zip("鐘時週點號禮萬億個極嚴輕較幾災難別見續", "钟时周点号礼万亿个极严轻较几灾难别见续", strict=True))
"""The letters of times, amounts and ratings that traditional Chinese writes otherwise."""

SCALE = (
    r"[万萬][亿億]|千[万萬]|百[万萬]|千(?![克米瓦卡])|[万萬]|[亿億]|thousand|million|billion|(?-i:[kKMGT])(?![A-Za-z])"
)
"""A word that multiplies the number before it. `m` is minutes, `kB` is a unit."""

SECONDS: Mapping[str, Decimal] = {
    **dict.fromkeys(("ns", "nanoseconds", "纳秒"), Decimal("0.000000001")),
    **dict.fromkeys(("us", "μs", "microseconds", "微秒"), Decimal("0.000001")),
    **dict.fromkeys(("ms", "milliseconds", "毫秒"), Decimal("0.001")),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "秒"), Decimal(1)),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "分", "分钟"), Decimal(60)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "小时"), Decimal(3600)),
    **dict.fromkeys(("d", "day", "days", "天", "日"), Decimal(86400)),
    **dict.fromkeys(("w", "week", "weeks", "周", "星期"), Decimal(604800)),
}
_RATIOS = {
    **dict.fromkeys(("%", "percent", "pct"), Decimal("0.01")),
    **dict.fromkeys(("‰", "permille"), Decimal("0.001")),
    "ppm": Decimal("0.000001"),
    "ratio": Decimal(1),
}
_PREFIXES = ("", "k", "m", "g", "t", "p")
_BYTES = {
    **dict.fromkeys(("byte", "bytes", "字节"), Decimal(1)),
    **{f"{prefix}b": Decimal(1000) ** power for power, prefix in enumerate(_PREFIXES)},
    **{f"{prefix}i{b}": Decimal(1024) ** power for power, prefix in enumerate(_PREFIXES) if prefix for b in ("b", "")},
    **{f"{prefix}bit": Decimal(1000) ** power / 8 for power, prefix in enumerate(_PREFIXES)},
}
_RATES = {
    **dict.fromkeys(("qps", "rps", "tps"), ("request/time", Decimal(1))),
    **dict.fromkeys(("qpm", "rpm", "tpm"), ("request/time", 1 / Decimal(60))),
    "rph": ("request/time", 1 / Decimal(3600)),
    **{f"{prefix}bps": ("data/time", Decimal(1000) ** power / 8) for power, prefix in enumerate(_PREFIXES)},
}
_SI = {"": 0, "n": -9, "u": -6, "μ": -6, "m": -3, "c": -2, "k": 3, "K": 3, "M": 6, "G": 9, "T": 12}
"""Powers of ten."""
_MEASURES = {
    "watts": "W", "volts": "V", "amperes": "A", "joules": "J", "hertz": "Hz", "grams": "g", "pascals": "Pa", "meters": "meters",
    "metres": "meters", "瓦": "W", "伏": "V", "安": "A", "克": "g", "米": "meters",
    **dict.fromkeys(("celsius", "°c", "℃", "摄氏度"), "celsius"), **dict.fromkeys(("fahrenheit", "°f", "℉"), "fahrenheit"),
    "kelvin": "kelvin",
}  # fmt: skip
"""Names of physical units; a degree of one scale is none of another."""
MEASURES = frozenset(_MEASURES.values())
_MEASURE = re.compile(r"(?P<prefix>[nuμmckKMGT]?)(?P<symbol>W|V|A|J|Hz|g|Pa)|(?P<length>[ckm])m")
_NOUNS = {
    **dict.fromkeys(("req", "request", "query", "querie", "call", "请求", "次", "次请求"), "request"),
    **dict.fromkeys(("user", "people", "person", "人", "用户", "名", "位", "名用户"), "user"),
    **dict.fromkeys(("元", "¥", "人民币", "rmb", "cny", "yuan"), "CNY"),
    **dict.fromkeys(("$", "usd", "dollar", "美元"), "USD"),
    **dict.fromkeys(("€", "eur", "euro", "欧元"), "EUR"),
    **dict.fromkeys(("cent", "¢", "美分", "欧分"), "cent"),
}
"""What is counted, where several words mean the same."""
MONEY = frozenset({"CNY", "USD", "EUR", "cent", "fen"})
"""None converts into another: a cent does not say whose it is."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its dimension, and its size in base units (seconds, bytes, a ratio from 0 to 1)."""

    dimension: str
    size: Decimal = Decimal(1)


def normal(text: str) -> str:
    """Full-width digits, signs and spaces as their plain forms."""
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()


def plain_words(text: str) -> str:
    """A time, amount or rating in normal form, with words of traditional Chinese as simplified ones."""
    return "".join(_SIMPLE.get(letter, letter) for letter in normal(text))


def scaled(digits: str, scale: str | None) -> Decimal:
    """A number with its scale word: `1.5` and `万` are 15,000."""
    scale = plain_words(scale) if scale else None
    return Decimal(digits.replace(",", "")) * (SCALES.get(scale) or SCALES[scale.lower()] if scale else 1)


@lru_cache(maxsize=2048)
def unit_of(text: str) -> Unit:
    """The unit that a text names, with or without a scale word. A word that is in no table is a dimension of its own."""
    text = normal(text)
    match = re.match(rf"(?:{SCALE})", text, re.IGNORECASE)
    if match:
        rest = unit_of(text[match.end() :].strip())
        return Unit(rest.dimension, scaled("1", match[0]) * rest.size)
    if measure := _MEASURE.fullmatch(text):
        symbol = measure["symbol"] or "meters"
        return Unit(symbol, Decimal(10) ** _SI[measure["prefix"] or measure["length"] or ""])
    word = text.lower()
    if word in _MEASURES:
        return Unit(_MEASURES[word])
    for dimension, table in (("ratio", _RATIOS), ("time", SECONDS), ("data", _BYTES)):
        if word in table:
            return Unit(dimension, table[word])
    if word in _RATES:
        return Unit(*_RATES[word])
    counted, _, per = text.rpartition("/")
    if per.lower() in SECONDS:
        counted_unit = unit_of(counted)
        return Unit(f"{counted_unit.dimension}/time", counted_unit.size / SECONDS[per.lower()])
    if re.fullmatch(r"/\d+\.0+\D*", word):
        return Unit(re.sub(r"\.0+", "", word))  # out of 5.0 is out of 5
    noun = word if len(word) < 2 else word.removeprefix("个")
    noun = noun.removesuffix("s") if noun.isascii() and len(noun) > 3 else noun
    if text[:1] in SCALES and (word[1:] in _RATES or noun[1:] in _NOUNS):  # kQPS, kreq
        rest = unit_of(text[1:])
        return Unit(rest.dimension, SCALES[text[0]] * rest.size)
    return Unit(_NOUNS.get(noun, noun))


def metric_unit(text: str) -> Unit:
    """The unit of a metric. `K` alone is kelvin there; behind a number elsewhere it is a thousand."""
    return unit_of("kelvin" if text == "K" else text)
