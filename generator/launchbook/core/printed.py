"""What a printed sheet says, as digests: so that it can be asked whether it is still true, and what changed since.

A sheet is a page of a plan; its code stands in its foot. It is a digest of the rows on the page with what they take from
elsewhere (times that hang on T, telephone numbers, thresholds of metrics), so a change in another chapter does not spoil it.
What was recorded (`done:`, results, verdicts) spoils no sheet either: it leaves what is to be done as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from launchbook.core.deciding import asked_at, no_return
from launchbook.core.groups import grouped
from launchbook.core.launch import digest_of, digests, key_of, planned_of
from launchbook.core.plan import Plan, per_plan
from launchbook.core.reference import Ref
from launchbook.core.rows import Row
from launchbook.core.time import Instant
from launchbook.core.waits import waits_of

LENGTH = 8
"""Digits of a code: a slip in one of them hardly ever gives another code of the plan."""
HEAD = "head"
"""The key of what stands in the head of every sheet."""


@dataclass(frozen=True)
class Said:
    """What stands on a sheet under one anchor: the row that has it, and those without an anchor that stand in it."""

    row: Row
    digest: str


def code_of(plan: Plan, rows: Iterable[Row]) -> str:
    """The code of the sheet that these rows stand on."""
    entries = entries_of(plan)
    return digest_of((f"{key} {entries[key].digest}" for key in keys_of(rows)), LENGTH)


def keys_of(rows: Iterable[Row]) -> list[str]:
    """The keys of what stands on a sheet, its head first."""
    return [HEAD, *dict.fromkeys(map(_key, rows))]


@per_plan
def entries_of(plan: Plan) -> Mapping[str, Said]:
    """By key everything that can stand on a sheet of a plan."""
    head = plan.rows[0]
    under = grouped((_key(row), row) for row in plan.rows)
    entries = {key: Said(rows[0], digest_of(_shown(plan, rows))) for key, rows in under.items()}
    return {HEAD: Said(head, digest_of(head_of(plan).values()))} | entries


def _key(row: Row) -> str:
    while not row.anchor and row.parent is not None:
        row = row.parent
    return key_of(row)


def head_of(plan: Plan) -> Mapping[str, str]:
    """What stands in the head of each sheet: the same steps for another version, or at other times, are not the same."""
    head, frame = plan.head, plan.frame
    zones = (frame.zone.key, *map(str, head.also_in))
    launch = time_text(frame.launch)
    return {"title": str(head.title), "version": str(head.version or ""), "launch": launch, "timezone": " ".join(zones)}


def _shown(plan: Plan, rows: Iterable[Row]) -> Iterator[str]:
    """What rows say, with what the page adds to it from elsewhere."""
    own, planned = digests(plan), planned_of(plan)
    for row in rows:
        yield from (own[row.path], row.number, *times_of(row))
        yield from (time.isoformat() for time in planned.get(row.path, ()) if time)
        for ref in dict.fromkeys((*row.owners, *asked_at(plan, row), *(mention.ref for mention in row.mentions))):
            yield from _referred(plan, ref)
        if (end := no_return(plan)) and isinstance(getattr(row.value, "point_of_no_return", None), bool):
            yield str(end.behind(row))
        for stage in waits_of(plan).get(row.path, ()):
            yield from (stage.number, own[stage.path], *times_of(stage))


def times_of(row: Row) -> list[str]:
    """When a row takes place."""
    return [" – ".join(time_text(time) for time in (timing.start, timing.end) if time) for timing in row.timings]


def time_text(instant: Instant) -> str:
    """A time in any language: `2027-04-10 22:00 -05:00`, `2027-04-10`; `T-30m` where no day is known."""
    if not instant.dated:
        return instant.afloat or f"{instant.at:%Y-%m} ({instant.precision})"
    day, clock = instant.written
    return f"{day} {clock} {instant.at.isoformat()[-6:]}" if instant.precision == "minute" else f"{day}"


def people_of(row: Row, plan: Plan) -> list[str]:
    """Those who are named in a row, with their telephone numbers."""
    refs = dict.fromkeys((*row.owners, *(mention.ref for mention in row.named("person"))))
    return [" ".join(filter(None, _referred(plan, ref))) for ref in refs]


def _referred(plan: Plan, ref: Ref) -> Iterator[str]:
    """What a page says of something that a row refers to: of a person how to reach it or its deputy, else what it says itself."""
    target = plan.target(ref)
    if target is None:
        return
    value: Any = target.value
    if ref.kind == "person":
        deputy: Any = value.deputy and plan.target(value.deputy)
        yield from (str(value.name), str(value.role or ""), *map(str, value.phone))
        yield from (str(deputy.value.name), *map(str, deputy.value.phone)) if deputy else ()
    elif value.path in digests(plan):
        yield digests(plan)[value.path]
