"""Generated pages, made from the rows of plans. Their kinds are the folders under `views/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio
from launchbook.core.problem import Message
from launchbook.core.rows import Row


@dataclass(frozen=True)
class Leaf:
    """A page of a plan that is bound into another one for print."""

    plan: Plan
    name: str
    """One word, unlike that of every other part."""
    key: str
    """The key of the chapter."""
    path: str
    title: str | Message
    context: str
    """The folder in which its title is translated."""
    rows: Sequence[Row] = ()
    landscape: bool = False
    emergency: bool = False
    names: Sequence[str] = ()
    """The pages of its plan whose entries are called by their names wherever they matter, so that nobody turns to them."""


@dataclass(frozen=True)
class Piece:
    """What is handed out alone of a page."""

    title: str
    name: str = ""
    """By which its sheets can be asked for, below the name of the page; those without are asked for as the page is."""
    anchor: str = ""
    """Where it stands on the page."""
    rows: Sequence[Row] = ()
    """The rows that stand on it."""


@dataclass(frozen=True)
class Sheet:
    """A generated page: its path below the docs folder, its title, its template, and the values for that."""

    path: str
    title: str | Message
    """A text of the plan, or a label that is translated into the page's language."""
    template: str
    """A file of the view's folder."""
    values: Mapping[str, object] = field(default_factory=dict)
    plans: tuple[Plan, ...] = ()
    """The plans that a page over several is about: it has the language of most of them, and stands below them."""
    rows: Sequence[Row] = ()
    """The rows that stand on it, by which a printed one is known."""
    parts: Sequence[Leaf] = ()
    """The pages that are bound into it."""
    paper: str = ""
    """The format of the paper it is made for; the printer's where left out."""
    said: Sequence[str] = ()
    """What the search finds on it besides its title."""
    pieces: Sequence[Piece] = ()
    """What of it is handed out alone: on paper the sheets of each are counted by themselves."""


def _no_pages(_: object) -> Iterable[Sheet]:
    return ()


@dataclass(frozen=True)
class PageKind:
    """A kind of generated pages: `PAGES` in a folder under `views/`."""

    key: str
    of_plan: Callable[[Plan], Iterable[Sheet]] = _no_pages
    """The pages of a plan; they change only when the plan does."""
    of_all: Callable[[Portfolio], Iterable[Sheet]] = _no_pages
    """The pages over all plans."""
    weight: float = 1.0
    """How much its pages count for the search, compared with an entry of a plan."""
