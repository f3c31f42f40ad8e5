"""Generated pages: made from what plans say, each kind a folder under `views/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio
from launchbook.core.problem import Message


@dataclass(frozen=True)
class Sheet:
    """One such page: where it stands below the docs folder, what it is called, and what its template sees."""

    path: str
    title: str | Message
    """Words of the plan, or a label that is translated into the page's language."""
    template: str
    """A file of the view's folder."""
    values: Mapping[str, object] = field(default_factory=dict)
    plans: tuple[Plan, ...] = ()
    """The plans that a page over all of them is about: it speaks the language of most of them, and stands below them."""


def _none(_: object) -> Iterable[Sheet]:
    return ()


@dataclass(frozen=True)
class PageKind:
    """A kind of page over one plan or over all of them. One folder under `views/` holds one, as `PAGES`."""

    key: str
    of_plan: Callable[[Plan], Iterable[Sheet]] = _none
    """Pages of one plan; they change only when the plan does."""
    of_all: Callable[[Portfolio], Iterable[Sheet]] = _none
    """Pages over all plans."""
