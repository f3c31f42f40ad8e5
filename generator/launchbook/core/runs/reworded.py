"""Rows that are called otherwise than when they were ticked: by their former key, because they say nearly the same, or
because somebody went on there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from launchbook.core.launch import Json
from launchbook.core.runs.model import RunEvent

ALIKE = 0.6
"""From this share of common letter pairs on, two texts say the same in other words."""
_LETTER = re.compile(r"^[A-Z](?=\d)")
LETTERS, MOST_GONE = 200, 200
"""How many letters of a text are compared, and how many rows that are no longer in the plan: more is no launch."""


_PICKS = frozenset(("taken", "not taken", "resolve"))
"""What picks one of several ways knows of the others, and says nothing of what they are called."""


def chapter_of(key: str) -> str:
    return key[: key.find("#")]


def _place(key: str, number: str) -> tuple[str, str]:
    """The chapter of a row, and the number of what it stands in: `7.3B` of `7.3B.1`, `3` of `R3.1`, which earlier runs call `3.1`."""
    return chapter_of(key), _LETTER.sub("", number[: max(number.rfind("."), 0)])


@lru_cache(maxsize=8192)
def _pairs(text: str) -> tuple[Counter[str], int]:
    """How often each pair of neighbouring letters stands in a text, and how many there are."""
    letters = text[:LETTERS]
    return Counter(letters[at : at + 2] for at in range(len(letters) - 1)), max(len(letters) - 1, 0)


def likeness(one: str, other: str) -> float:
    """From 0 to 1: pairs that both have, of all pairs."""
    (first, size), (second, size_of_other) = _pairs(one), _pairs(other)
    if not size or not size_of_other:
        return float(one == other)
    if 2 * min(size, size_of_other) < ALIKE * (size + size_of_other):
        return 0
    return 2 * sum(min(count, second[pair]) for pair, count in first.items()) / (size + size_of_other)


def closest(text: str, rows: Iterable[Json]) -> Json | None:
    """The row whose words are most like a text, the first of several; None where none is alike."""
    rated = ((likeness(text, row["title"]), row) for row in rows)
    rate, row = max(rated, key=lambda pair: pair[0], default=(0.0, None))
    return row if rate >= ALIKE else None


def _heirs(meant: Mapping[str, Json], events: Sequence[RunEvent]) -> Mapping[str, str]:
    """For keys that mean no row, the key at which somebody went on who saw what was said there.

    `Still done` stands at the new words.
    """
    heirs: dict[str, str] = {}
    rows = {str(event.id): str(event.row) for event in events if event.row is not None}
    for event in events:
        row = rows.get(event.id, "")
        for id in event.knew if row and event.do not in _PICKS else ():
            before = rows.get(id, row)
            if before != row and before not in meant and chapter_of(before) == chapter_of(row):
                heirs[before] = row
    return heirs


def _last(heirs: Mapping[str, str], key: str) -> str | None:
    """Where one gets by going on from heir to heir; nowhere where they go round."""
    for _ in range(MOST_GONE + 1):
        if key not in heirs:
            return key
        key = heirs[key]
    return None


def rows_meant(rows: Sequence[Json], events: Sequence[RunEvent]) -> Mapping[str, Json]:
    """The row that a key of an event means today; keys that mean none are missing.

    What has a row of its own means that. Else it is the row that had the key before; else that of the key at which
    somebody went on; else, of the rows without events in the same chapter and parent, the one that says nearly the same.
    Events that were taken back are not among `events`.
    """
    meant = {row["key"]: row for row in rows}
    for row in rows:
        for was in row.get("was", ()):
            meant.setdefault(was, row)
    ticked = {meant[event.row]["key"] for event in events if event.row in meant}
    heirs = _heirs(meant, events)
    known = {*meant, *heirs}
    gone = {event.row: event for event in events if event.row is not None and event.text and event.row not in known}
    free: dict[tuple[str, str], list[Json]] = {}
    for row in rows if gone else ():
        if row["key"] not in ticked:
            free.setdefault(_place(row["key"], row.get("no", "")), []).append(row)
    for key, event in islice(gone.items(), MOST_GONE):
        here = free.get(_place(key, event.no or ""), [])
        if (best := closest(event.text or "", here)) is not None:
            meant[key] = best
            here.remove(best)
    for former in islice(heirs, MOST_GONE):
        if (heir := meant.get(_last(heirs, former) or "")) is not None:
            meant[former] = heir
    return meant
