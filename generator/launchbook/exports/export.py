"""Exports: pure functions from a plan, or from all plans, to files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio
from launchbook.render.model import Download, Options, published


@dataclass(frozen=True)
class Context:
    """What exports need besides the plans."""

    options: Options
    as_of: datetime
    """The time that the site is built for."""
    revisions: Mapping[str, datetime] = field(default_factory=dict)
    """The last change of plans, by their id; `as_of` for a plan without an entry."""

    def revised(self, plan: Plan) -> datetime:
        return self.revisions.get(plan.id, self.as_of)

    def page(self, path: str, anchor: str = "") -> str:
        """The address of a page; relative to the host where the site's address is unknown."""
        url = published(path, self.options)
        return f"{url}#{quote(anchor)}" if anchor else url

    def place(self, plan: Plan, section: str, anchor: str = "") -> str:
        """The address of a section's page, or of an entry on it."""
        return self.page(f"plans/{plan.id}/{section or 'index'}.md", anchor)

    def link(self, plan: Plan, section: str, anchor: str = "") -> str:
        """Like `place`, but empty where the site's address is unknown: a relative link would lead nowhere."""
        return self.place(plan, section, anchor) if self.options.site_url else ""


@dataclass(frozen=True)
class Part:
    """The files of a plan in a format."""

    files: tuple[Download, ...] = ()
    entries: object = None
    """Data of the plan for the format's files over all plans."""


def _no_part(plan: Plan, context: Context) -> Part:
    return Part()


def _no_files(portfolio: Portfolio, entries: Mapping[str, object], context: Context) -> Sequence[Download]:
    return ()


@dataclass(frozen=True)
class Export:
    """A format: `EXPORT` in a module of `exports/formats/`."""

    key: str
    of_plan: Callable[[Plan, Context], Part] = _no_part
    """A plan's own files. They are made again only when the plan or its revision changes."""
    of_all: Callable[[Portfolio, Mapping[str, object], Context], Sequence[Download]] = _no_files
    """The files over all plans, from the `entries` of their `Part`s by the plan's id."""
