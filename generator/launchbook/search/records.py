"""What can be found: a record for each page, and for each entry on it, made from rows.

A page says more than its plan: heads of tables, pens, what a day or a person has to do. That would be found in place of what is
meant, so that records hold what the plan says, each thing once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from launchbook.core.groups import grouped
from launchbook.core.launch import span_of
from launchbook.core.plan import Plan
from launchbook.core.portfolio import OVER
from launchbook.core.problem import Path
from launchbook.core.quantity import Share, Threshold
from launchbook.core.recurrence import shifted
from launchbook.core.reference import OwnerRef, Ref
from launchbook.core.rows import Row
from launchbook.core.steps import Goto
from launchbook.core.text import Id, Phone, Url, Word
from launchbook.core.time import Moment, Span
from launchbook.core.zones import Zone
from launchbook.discovery.catalogues import translator
from launchbook.exports.words import line, plain, title
from launchbook.render.formats import instant_text
from launchbook.render.model import Page

FRONT, CHAPTER, DEFINED, ENTRY = 2.5, 2.0, 2.0, 1.0
"""How much a page of a plan counts, what others refer to, and another entry, where the same was found in each."""
_NEAR = timedelta(days=3)
_ON, _AHEAD, _OVER = 3.0, 1.0, 0.05
"""How much a plan counts whose launch is near, that is ahead, and that is over."""
_LONGEST = 6
"""Of what begins with the number that is searched for, the shortest counts most; longer ones than this count alike."""
_PLAIN = frozenset({"item", "condition", "entry", "group", "fact"})
"""Kinds that say nothing beside the name of their page."""
_NOT_DIGITS = re.compile(r"\D+")
_ABROAD = re.compile(r"(?:\+|00)\d{1,3}[\s\-.()]+")
_FROM_T = re.compile(r"\bT[+-]\w+")
_CALLED = ("id", "was", "no", "language", "country")
"""Keys whose values say nothing of an entry that is searched for."""


@dataclass(frozen=True)
class Record:
    """Something that can be found."""

    page: str
    """The path of its page below the docs folder."""
    anchor: str
    """Its place on the page; empty for the page itself."""
    title: str
    facts: tuple[str, ...] = ()
    """What is said about it, as plain text."""
    codes: tuple[str, ...] = ()
    """By what else it is asked for: its number, a telephone number without spaces, a distance from T."""
    weight: float = 1.0


def plan_records(plan: Plan, pages: Sequence[Page], as_of: datetime) -> Iterator[Record]:
    """The records of a plan's pages, each page before what stands on it."""
    said = _said(plan)
    near = _nearness(plan, as_of)
    defined = {target.value.path for targets in plan.targets.values() for target in targets.values()}
    plan_title = title(plan.head.title)
    for page in pages:
        if not page.searched:
            continue
        if page.section is None and page is not pages[0]:
            yield _of_page(page, f"{page.title} · {plan_title}", near)
            continue
        rows = plan.rows.in_section(page.section or "")
        facts = said.get(rows[0].path, ()) if rows else ()
        if page.section is None:
            facts = (*_head_facts(plan), *facts)
        name = f"{page.title} · {plan_title}" if page.section else plan_title
        yield Record(
            page.path, "", name, facts, () if page.section else (plan.id,), near * (CHAPTER if page.section else FRONT)
        )
        yield from _joined(
            _of_row(plan, page, row, said.get(row.path, ()), near, defined) for row in rows[1:] if row.anchor
        )


def names_in(plan: Plan) -> set[str]:
    """The names of a plan's people."""
    return {str(getattr(target.value, "name", "")) for target in plan.targets.get("person", {}).values()}


def page_records(pages: Iterable[Page]) -> Iterator[Record]:
    """The records of pages over all plans."""
    return (_of_page(page, page.title, 1.0) for page in pages if page.searched)


def _of_page(page: Page, name: str, near: float) -> Record:
    codes = tuple(code for part in page.said if isinstance(part, Phone) for code in _dialled(part))
    return Record(page.path, "", name, tuple(map(str, page.said)), codes, near * page.weight)


def _joined(records: Iterable[Record]) -> Iterator[Record]:
    """Entries that stand in one place are found as one."""
    for first, *others in grouped((record.anchor, record) for record in records).values():
        more = tuple(part for other in others for part in (other.title, *other.facts) if part)
        yield replace(first, facts=(*first.facts, *more)) if more else first


def _of_row(plan: Plan, page: Page, row: Row, said: tuple[str, ...], near: float, defined: Set[Path]) -> Record:
    language = str(plan.head.language)
    translate = translator(language, row.section)
    name = title(row.title, translate)
    owners = dict.fromkeys(line(plan.name_of(owner)) for owner in row.own_owners)
    kind = "" if row.kind in _PLAIN else translate(row.kind)
    around = (kind, _when(row, language), ", ".join(owner for owner in owners if owner != name))
    phones = [code for part in said if isinstance(part, Phone) for code in _dialled(part)]
    codes = (*_called_out(row), *phones, *_distances(row))
    weight = near * (DEFINED if row.path in defined else ENTRY)
    if row.number:
        weight *= 2.0 ** (1 - min(len(row.number), _LONGEST))
    facts = tuple(filter(None, (" · ".join(filter(None, around)), *map(str, said))))
    return Record(page.path, row.anchor, f"{row.number} {name}".strip(), facts, codes, weight)


def _when(row: Row, language: str) -> str:
    """Its own time."""
    if not row.timings:
        return ""
    start, end = row.timings[0].start, row.timings[0].end
    first = instant_text(start, language, False)
    if end is None:
        return first
    same_day = end.dated and start.dated and end.written[0] == start.written[0] and end.precision == "minute"
    return f"{first} – {end.written[1] if same_day else instant_text(end, language, False)}"


def _distances(row: Row) -> Iterator[str]:
    """How far from T it is, as its times are written."""
    for name in getattr(row.value, "row_times", ()):
        written = getattr(row.value, name, None)
        if isinstance(written, (Moment, Span)):
            yield from _FROM_T.findall(str(written))


def _called_out(row: Row) -> Iterator[str]:
    """Its number, where that is more than its place in a list."""
    if not row.number.isdecimal() and row.number:
        yield row.number


def _dialled(phone: Phone) -> Iterator[str]:
    """A telephone number as it is typed: without spaces, with and without its country."""
    yield _NOT_DIGITS.sub("", phone)
    if abroad := _ABROAD.match(phone):
        yield _NOT_DIGITS.sub("", phone[abroad.end() :])


def _head_facts(plan: Plan) -> Iterator[str]:
    language = str(plan.head.language)
    translate = translator(language)
    around = (
        translate(f"status {plan.head.status}"),
        f"T {instant_text(plan.frame.launch, language, True)}" if plan.head.launch else "",
    )
    yield " · ".join(filter(None, around))


def _nearness(plan: Plan, as_of: datetime) -> float:
    if plan.head.status in OVER:
        return _OVER
    span = span_of(plan)
    near = span is not None and shifted(span.start, -_NEAR) <= as_of <= shifted(span.end, _NEAR)
    return _ON if near else _AHEAD


def _said(plan: Plan) -> Mapping[Path, tuple[str, ...]]:
    """What the plan says of each row, by the row's path: every text goes to the nearest row around it."""
    by_path = plan.rows.by_path
    found: dict[Path, dict[str, None]] = {}
    for path, value in plan.values:
        if path[-1:] and path[-1] in _CALLED:
            continue
        words = _words(plan, value)
        if not words:
            continue
        around = next((path[:end] for end in range(len(path), -1, -1) if path[:end] in by_path), None)
        if around is not None and by_path[around].title not in (value, words):
            found.setdefault(around, {})[words] = None
    return {path: tuple(words) for path, words in found.items()}


def _words(plan: Plan, value: object) -> str:
    """A value as it is searched for; empty for one that is none, such as an id or a state."""
    if isinstance(value, (OwnerRef, Id, Goto, Zone)):
        return ""
    if isinstance(value, Ref):
        return line(plan.name_of(value))
    if isinstance(value, Phone):
        return value
    if isinstance(value, (Threshold, Share)):
        return str(value)
    if isinstance(value, Url):
        return str(value) if ":" in value else ""
    return line(plain(value)) if isinstance(value, Word) else ""
