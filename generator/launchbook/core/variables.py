"""Variables: `${name}` in a text of a plan stands for a value that is said once, under `variables:`.

One without a value is a blank: it stays in the text, and pages show it as a gap to fill in. Names in upper case are the
shell's unless they are defined, and so are its expansions (`${x:-y}`, `${#a}`, `$(cmd)`), which have no name alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from launchbook.core.bundle import Bundle
from launchbook.core.node import Filled
from launchbook.core.plan import Plan, Referent, per_plan
from launchbook.core.rows import Row

PLACE = re.compile(r"(?P<literal>\$)?\$\{(?P<name>[^\W\d_]\w{0,63})\}")
"""`${name}`, or with one more `$` before it the letters themselves."""
_SHELL = re.compile(r"[A-Z][A-Z0-9_]*")
_SET = re.compile(r"(?<![\w$-])(\w+)=|\bfor\s+(\w+)\s+in\b|\bread\s([^\n;|&]*)")


def of_the_shell(name: str) -> bool:
    """Whether a name that is not defined is that of a variable of the shell."""
    return _SHELL.fullmatch(name) is not None


def set_in(text: str) -> frozenset[str]:
    """The names that a command sets itself: `name=`, `for name in`, `read name`."""
    return frozenset(name for found in _SET.findall(text) for part in found for name in part.split())


def blanks_of(plan: Plan) -> Mapping[str, Referent]:
    """The variables without a value, by name."""
    return {name: target for name, target in plan.targets.get("variable", {}).items() if target.value.value is None}  # type: ignore[attr-defined]


@per_plan
def uses(plan: Plan) -> Mapping[str, list[Row]]:
    """By variable, the rows in whose texts it stands, in the order of the plan."""
    found: dict[str, dict[tuple[str | int, ...], Row]] = {}
    for path, value in plan.values:
        for name in _variables_at(plan.bundle, path) if isinstance(value, str) else ():
            row = _row_around(plan, path)
            found.setdefault(name, {})[row.path] = row
    return {name: list(rows.values()) for name, rows in found.items()}


def _variables_at(bundle: Bundle, path: tuple[str | int, ...]) -> Iterator[str]:
    at = bundle.resolve(path)
    if at and at.spelt and isinstance(at.value, Filled):
        yield from at.value.variables


def _row_around(plan: Plan, path: tuple[str | int, ...]) -> Row:
    """The row of the entry that a value stands in; that of the head where it stands in none."""
    rows = (plan.rows.by_path.get(path[:length]) for length in range(len(path), -1, -1))
    return next(row for row in rows if row)
