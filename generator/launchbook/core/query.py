"""PromQL queries: the unit that they return, read from the syntax tree, and whether they are conditions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

try:
    import promql_parser as promql
except ImportError:  # the extra `prometheus`
    promql = None  # type: ignore[assignment]

from launchbook.core.extras import INSTALL
from launchbook.core.problem import Message, say
from launchbook.core.units import MEASURES, MONEY, Unit, unit_of

COMPARISONS = {"<": "<", "≤": "<=", ">": ">", "≥": ">=", "=": "==", "≠": "!="}
"""The operators of thresholds in PromQL."""
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

_SUFFIXES = {
    **dict.fromkeys(("seconds", "milliseconds", "microseconds", "nanoseconds", "ms"), ""),
    **dict.fromkeys(("minutes", "hours", "days", "bytes", "ratio", "percent"), ""),
    **dict.fromkeys(("watts", "volts", "amperes", "joules", "hertz", "grams", "pascals", "meters", "celsius", "fahrenheit", "kelvin"), ""),
    "millis": "ms", "micros": "us", "nanos": "ns", "usec": "us", "percentage": "percent", "kilobytes": "kb",
    **dict.fromkeys(("eur", "euros", "usd", "dollars", "cny", "rmb", "yuan", "cents", "fen"), ""),
    "megabytes": "mb", "gigabytes": "gb", "kibibytes": "kib", "mebibytes": "mib", "gibibytes": "gib", "bits": "bit",
}  # fmt: skip
"""Words in the names of series that are units, with their name in the table of units where it differs."""
_COUNTS = ("count_over_time", "changes", "resets", "absent", "absent_over_time", "present_over_time")
_SAME = re.compile(
    r"(?!count|present|absent|stdvar)\w+_over_time|abs|ceil|floor|round|clamp(_min|_max)?|sort\w*|scalar|label_\w+"
    r"|predict_linear|double_exponential_smoothing|i?delta|last_over_time"
)
"""Functions that return their argument's unit."""
_READINGS = {"up": "?up", "probe_success": "?up"}
"""Series whose values are 0 or 1."""


MOST_LETTERS, MOST_OPERATORS = 8000, 200
"""Limits on queries: the parser is recursive, and endless brackets would overflow its stack."""
_NESTING = re.compile(
    r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`[^`]*`|[(\[{+\-*/%^<>!=]|\b(?:and|or|unless|atan2)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class UnitPowers:
    """A unit as exponents of time, data and counts, with its size in base units. Without exponents it is a ratio.

    `constant` is the value of a number, which has no unit."""

    powers: Mapping[str, int]
    size: Decimal = Decimal(1)
    constant: Decimal | None = None

    def times(self, other: UnitPowers, sign: int) -> UnitPowers | None:
        """The product, or the quotient where `sign` is -1. Multiplying by a number changes the unit, not the dimension."""
        if self.constant is not None and other.constant is not None:
            return UnitPowers({}, constant=_power(self.constant, other.constant, sign))
        powers = Counter(self.powers)
        for name, power in other.powers.items():
            powers[name] += sign * power
        left = {name: power for name, power in powers.items() if power}
        if other.constant is not None:
            return UnitPowers(left, _power(self.size, other.constant, -sign)) if other.constant else None
        if self.constant is not None:
            size = other.size if sign > 0 else 1 / other.size
            return UnitPowers(left, size / self.constant) if self.constant else None
        return UnitPowers(left, _power(self.size, other.size, sign))


def _power(left: Decimal, right: Decimal, sign: int) -> Decimal:
    return left * right if sign > 0 or not right else left / right


_COUNT = UnitPowers({"count": 1})
_DIMENSIONS = {
    "": "ratio", "time": "time", "data": "data", "count": "", "?up": "", "data/time": "data/time", "count/time": "/time",
    "time/count": "time", "data/count": "data", **{name: name for name in (*MEASURES, *MONEY)},
    **{f"{name}/time": f"{name}/time" for name in MONEY},
}  # fmt: skip
"""Dimensions by what is left above and below the fraction line."""


@dataclass(frozen=True)
class Query:
    """A query, and what can be read from its syntax tree."""

    text: str
    problem: Message | None = None
    """Why it is not valid; None for a valid query."""
    unit: Unit | None = None
    """The unit of the value that it returns; None where that does not follow from its syntax."""
    condition: bool = False
    """Whether it returns something only when something is wrong: it compares, or asks what is absent."""
    bound: tuple[str, Decimal] | None = None
    """The operator and the number with which it compares."""
    ranges: frozenset[timedelta] = frozenset()
    """The ranges over which it reads."""
    help: Message | None = None
    """What to do about the problem, where it is not the query that is to be corrected."""


@lru_cache(maxsize=1024)
def read_query(text: str) -> Query:
    if len(text) > MOST_LETTERS or sum(1 for _ in _NESTING.finditer(text)) > MOST_OPERATORS:
        return Query(
            text,
            say(
                "the query is too long: at most {letters} letters, {operators} operators and brackets",
                letters=MOST_LETTERS,
                operators=MOST_OPERATORS,
            ),
        )
    if promql is None:
        return Query(text, say("queries cannot be read here"), help=INSTALL["prometheus"])
    try:
        tree = promql.parse(text)
    except ValueError as error:
        return Query(text, say("the query is no PromQL: {error}", error=str(error)[:120]))
    if isinstance(tree, (promql.MatrixSelector, promql.SubqueryExpr, promql.StringLiteral)):
        return Query(text, say("the query returns no single value"))
    nodes = list(_nodes(tree))
    read = (node.range for node in nodes if isinstance(node, (promql.MatrixSelector, promql.SubqueryExpr)))
    ranges = frozenset(length for length in read if length)
    try:
        unit, bound = _unit(_measure(tree)), _bound(tree)
    except ArithmeticError:  # numbers beyond all bounds
        unit = bound = None
    return Query(text, None, unit, _is_condition(tree), bound, ranges)


def _unit(measure: UnitPowers | None) -> Unit | None:
    if measure is None or measure.constant is not None:
        return None
    over = sorted(name for name, power in measure.powers.items() if power == 1)
    under = sorted(name for name, power in measure.powers.items() if power == -1)
    if len(over) + len(under) != len(measure.powers):
        return None
    dimension = _DIMENSIONS.get("/".join(("*".join(over), *under)))
    sane = measure.size.is_finite() and measure.size
    return Unit(dimension, measure.size) if sane and dimension is not None else None


def _inner(node: Any) -> Any:
    while isinstance(node, promql.ParenExpr):
        node = node.expr
    return node


def _parts(node: Any) -> tuple[Any, ...]:
    if isinstance(node, promql.BinaryExpr):
        return node.lhs, node.rhs
    if isinstance(node, promql.Call):
        return tuple(node.args)
    if isinstance(node, promql.MatrixSelector):
        return (node.vector_selector,)
    return (node.expr,) if hasattr(node, "expr") else ()


def _nodes(node: Any) -> Iterator[Any]:
    waiting = [node]
    while waiting:
        yield (node := waiting.pop())
        waiting += reversed(_parts(node))


def _compares(node: Any) -> bool:
    return isinstance(node, promql.BinaryExpr) and str(node.op) in _FLIPPED and not _as_number(node)


def _as_number(node: Any) -> bool:
    return bool(node.modifier and node.modifier.return_bool)


def _is_condition(node: Any) -> bool:
    node = _inner(node)
    if isinstance(node, promql.BinaryExpr) and str(node.op) in ("and", "unless", "or"):
        return (all if str(node.op) == "or" else any)(_is_condition(part) for part in _parts(node))
    return _compares(node) or (isinstance(node, promql.Call) and node.func.name.startswith("absent"))


def _bound(node: Any) -> tuple[str, Decimal] | None:
    node = _inner(node)
    if not _compares(node):
        return None
    operator = str(node.op)
    for part, comparison in ((node.rhs, operator), (node.lhs, _FLIPPED[operator])):
        bound = _measure(part)
        if bound and bound.constant is not None:
            return comparison, bound.constant
    return None


def _measure(node: Any) -> UnitPowers | None:
    read = _READERS.get(type(node).__name__)
    return read(node) if read else None


def _name(node: Any) -> str:
    named = (matcher.value for matcher in node.matchers.matchers if matcher.name == "__name__")
    return str(node.name or next(named, ""))


def _of_series(name: str) -> UnitPowers:
    words = re.split(r"[_:]+", name)
    if words[-1] in ("count", "bucket"):
        return _COUNT
    units = [word for word in words if word in _SUFFIXES]
    if units and "per" not in words:
        unit = unit_of(_SUFFIXES[units[-1]] or units[-1])
        return UnitPowers({} if unit.dimension == "ratio" else {unit.dimension: 1}, unit.size)
    if words[-1] == "total":
        return _COUNT
    alike = "_".join(words[:2]) if len(words) > 2 else name
    return UnitPowers({_READINGS.get(name, f"?{alike}"): 1})


def _of_call(node: Any) -> UnitPowers | None:
    name, args = node.func.name, list(node.args)
    if name in _COUNTS:
        return _COUNT
    if name in ("time", "timestamp"):
        return UnitPowers({"time": 1})
    if name in ("histogram_quantile", "histogram_avg"):
        series = [part for part in _nodes(args[-1]) if isinstance(part, promql.VectorSelector)]
        return _of_series(_name(series[0]).removesuffix("_bucket")) if series else None
    measured = next((unit for arg in args if (unit := _measure(arg)) and unit.constant is None), None)
    if name in ("rate", "irate", "increase") and measured:
        counted = _COUNT if any(power.startswith("?") for power in measured.powers) else measured
        return counted if name == "increase" else counted.times(UnitPowers({"time": 1}), -1)
    if name == "vector":
        return _measure(args[0])
    if name == "histogram_fraction" or (name == "avg_over_time" and measured and "?up" in measured.powers):
        return UnitPowers({})
    return measured if _SAME.fullmatch(name) else None


def _of_aggregate(node: Any) -> UnitPowers | None:
    operator, measured = str(node.op), _measure(node.expr)
    if operator in ("count", "count_values", "group"):
        return _COUNT
    if measured and "?up" in measured.powers:
        return UnitPowers({}) if operator == "avg" else _COUNT
    return None if operator == "stdvar" else measured


def _of_operation(node: Any) -> UnitPowers | None:
    operator, left, right = str(node.op), _measure(node.lhs), _measure(node.rhs)
    if operator in _FLIPPED and _as_number(node):
        return UnitPowers({"?up": 1})
    if operator in ("and", "unless", "or"):
        return left
    if left is None or right is None:
        return None
    if operator in ("*", "/"):
        return left.times(right, 1 if operator == "*" else -1)
    if operator in ("+", "-", *_FLIPPED):
        if left.constant is not None and right.constant is not None:
            return UnitPowers({}, constant=left.constant + right.constant * (-1 if operator == "-" else 1))
        if left.constant is not None or right.constant is not None:
            return right if left.constant is not None else left
        return left if (dict(left.powers), left.size) == (dict(right.powers), right.size) else None
    return None


def _negated(node: Any) -> UnitPowers | None:
    measured = _measure(node.expr)
    return replace(measured, constant=-measured.constant) if measured and measured.constant is not None else measured


_READERS: Mapping[str, Callable[[Any], UnitPowers | None]] = {
    "NumberLiteral": lambda node: UnitPowers({}, constant=Decimal(str(node.val))),
    "ParenExpr": lambda node: _measure(node.expr),
    "UnaryExpr": _negated,
    "VectorSelector": lambda node: _of_series(_name(node)),
    "MatrixSelector": lambda node: _measure(node.vector_selector),
    "SubqueryExpr": lambda node: _measure(node.expr),
    "Call": _of_call,
    "AggregateExpr": _of_aggregate,
    "BinaryExpr": _of_operation,
}
"""How to read the unit of a node of the syntax tree, by its class name."""
