"""Links: an address with a title."""

from __future__ import annotations

from typing import ClassVar

from launchbook.core.model import Model
from launchbook.core.text import Text, Url, Word


class Link(Model):
    """An address with a title. Short form: the address."""

    short: ClassVar[str | None] = "url"

    title: Word | None = None
    """What the link leads to; the address itself where left out."""
    url: Url
    """A web, mail or telephone address, a chapter or entry of the plan (`checklists#go`), or a path in the repository."""
    note: Text | None = None
    """What it is good for."""
