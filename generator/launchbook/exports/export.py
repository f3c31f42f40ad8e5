"""What an export is: a pure function from a plan, or from all plans, to files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio
from launchbook.render.model import Download, Options, address


@dataclass(frozen=True)
class Context:
    """What exporting must know besides the plans."""

    options: Options
    as_of: datetime
    """The time that the site is built for."""
    revisions: Mapping[str, datetime] = field(default_factory=dict)
    """When each plan was last changed, by its id; a plan that is not named was changed at `as_of`."""

    def revised(self, plan: Plan) -> datetime:
        return self.revisions.get(plan.id, self.as_of)

    def page(self, path: str, anchor: str = "") -> str:
        """The address of a page; from the root of the host where the site's own is not known."""
        base = self.options.site_url.rstrip("/")
        url = f"{base}/{quote(address(path, self.options))}"
        return f"{url}#{quote(anchor)}" if anchor else url

    def place(self, plan: Plan, section: str, anchor: str = "") -> str:
        """The address of a section's page, or of something on it."""
        return self.page(f"plans/{plan.id}/{section or 'index'}.md", anchor)

    def link(self, plan: Plan, section: str, anchor: str = "") -> str:
        """As `place`, but empty where the site's address is not known: outside the site a relative link leads nowhere."""
        return self.place(plan, section, anchor) if self.options.site_url else ""


@dataclass(frozen=True)
class Part:
    """What one plan becomes in a format."""

    files: tuple[Download, ...] = ()
    entries: object = None
    """What the format's files over all plans need of this plan, so that it is made once."""


def _no_part(plan: Plan, context: Context) -> Part:
    return Part()


def _no_files(portfolio: Portfolio, entries: Mapping[str, object], context: Context) -> Sequence[Download]:
    return ()


@dataclass(frozen=True)
class Export:
    """A format. One module of `exports/formats/` holds one, as `EXPORT`."""

    key: str
    of_plan: Callable[[Plan, Context], Part] = _no_part
    """A plan's own files. They are made again only when the plan or its revision changes."""
    of_all: Callable[[Portfolio, Mapping[str, object], Context], Sequence[Download]] = _no_files
    """Files over all plans, from the `entries` of each plan by its id."""
