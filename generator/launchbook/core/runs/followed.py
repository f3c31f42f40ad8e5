"""The rows of a plan as runs know them: by key, with what they were called before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from launchbook.core.launch import Json, launch_data
from launchbook.core.plan import Plan, per_plan
from launchbook.core.rows import Row
from launchbook.core.text import shown

ALIKE = 0.6
"""From this share of common letter pairs on, two texts say the same in other words."""


@per_plan
def followed(plan: Plan) -> Json:
    """The plan as a browser follows it, for the same fold over the same rows."""
    return launch_data(plan, _title)


def _title(row: Row) -> str:
    return " ".join(shown(str(row.title)).split())


@per_plan
def rows_by_key(plan: Plan) -> Mapping[str, Json]:
    """The rows that are followed, by their key."""
    return {row["key"]: row for row in followed(plan)["rows"]}


@per_plan
def former_keys(plan: Plan) -> Mapping[str, str]:
    """The present keys of rows by the keys that they had before."""
    return {old: row["key"] for row in followed(plan)["rows"] for old in row.get("was", ())}


def alike(one: str, other: str) -> float:
    """How much two texts have in common: twice their common letter pairs over all of them, from 0 to 1."""
    first, second = _pairs(one), _pairs(other)
    count = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / count if count else float(one == other)


@lru_cache(maxsize=4096)
def _pairs(text: str) -> Counter[str]:
    plain = " ".join(text.lower().split())
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))


def closest(text: str, rows: Iterable[Json]) -> Json | None:
    """The row whose words are most like a text; None where none is alike."""
    rated = ((alike(text, row["title"]), row) for row in rows)
    likeness, row = max(rated, key=lambda pair: pair[0], default=(0.0, None))
    return row if likeness >= ALIKE else None
