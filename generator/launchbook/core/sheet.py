"""Generated pages, made from the rows of plans. Their kinds are the folders under `views/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio
from launchbook.core.problem import Message


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
