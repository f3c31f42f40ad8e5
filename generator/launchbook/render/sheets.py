"""The sheets of a plan: all its pages, by name, with what stands on each and the code in its foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import splitext
from urllib.parse import quote

from launchbook.core.plan import Plan, per_plan
from launchbook.core.printed import code_of
from launchbook.core.problem import Message, say
from launchbook.core.rows import Row
from launchbook.core.sheet import PageKind, Sheet
from launchbook.discovery.kinds import find_pages
from launchbook.render.model import Asset
from launchbook.render.square import square

FRONT = "index"
"""The name of the front page."""


@dataclass(frozen=True)
class Printed:
    """A page that can be printed."""

    name: str
    """Its path below the plan's folder, without its ending: `runsheet`, `day/2026-03-01`."""
    title: str | Message
    context: str
    """The folder in which its title is translated."""
    rows: Sequence[Row]
    code: str
    page: str
    """The name of the page on which it stands: its own, or that of what holds it."""
    anchor: str = ""
    """Where it stands there."""


@per_plan
def pages_beside(plan: Plan) -> Mapping[PageKind, Sequence[Sheet]]:
    """The pages of a plan that are not of a chapter, by their kind."""
    return {kind: list(kind.of_plan(plan)) for kind in find_pages()}


@per_plan
def sheets_of(plan: Plan) -> Mapping[str, Printed]:
    """The pages of a plan by their names; those on which no row stands cannot be asked for."""
    return {sheet.name: sheet for sheet in _printed(plan)}


def _printed(plan: Plan) -> Iterator[Printed]:
    for name, title, key, rows in _pages(plan):
        yield Printed(name, title, key, rows, code_of(plan, rows), name)
    for kind, sheets in pages_beside(plan).items():
        for sheet in sheets:
            page = name_of(sheet.path)
            for piece in sheet.pieces:
                if piece.name and piece.rows:
                    name, code = f"{page}/{piece.name}", code_of(plan, piece.rows)
                    yield Printed(name, piece.title, kind.key, piece.rows, code, page, piece.anchor)


def _pages(plan: Plan) -> Iterator[tuple[str, str | Message, str, Sequence[Row]]]:
    yield FRONT, say("Overview"), "", plan.rows
    for key in plan.sections:
        yield key, say(plan.kinds[key].title), plan.kinds[key].key, plan.rows.in_section(key)
    for kind, sheets in pages_beside(plan).items():
        yield from ((name_of(sheet.path), sheet.title, kind.key, sheet.rows) for sheet in sheets if sheet.rows)


def name_of(path: str) -> str:
    """The name of the sheet that a page of a plan is: `plans/shop/day/2026-03-01.md` is `day/2026-03-01`."""
    return splitext(path)[0].split("/", 2)[2]


def check_path(plan: Plan) -> str:
    """The path of the page that says whether a sheet is still true."""
    return f"plans/{plan.id}/sheet.md"


def square_of(name: str) -> str:
    """The picture in the foot of a sheet, by its path below the plan's folder."""
    return f"squares/{name}.svg"


def squares(plan: Plan, asks: str) -> Iterator[Asset]:
    """The pictures in the feet of a plan's sheets, which lead to what says whether they are still true."""
    for sheet in sheets_of(plan).values():
        yield Asset(f"plans/{plan.id}/{square_of(sheet.name)}", square(f"{asks}#{quote(sheet.name)}.{sheet.code}"))


def spaced(code: str) -> str:
    """A code as it is printed, to be read aloud and typed: `3f2a c1d0`."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
