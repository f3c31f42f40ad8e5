"""Links, attachments, tools and accounts. No field holds a password: an account says where its secret is kept."""

from __future__ import annotations

from posixpath import basename
from typing import ClassVar

from pydantic import Field

from launchbook.core.headings import Items
from launchbook.core.items import Anchored
from launchbook.core.links import Link
from launchbook.core.model import Grouped, Model
from launchbook.core.text import Text, Url, Word


class Links(Grouped[Link]):
    """Links under headings, or a plain list of them."""


class Attachment(Anchored):
    """A document that belongs to the plan. Short form: its address."""

    short: ClassVar[str | None] = "file"

    title: Word | None = None
    """What it is; the file's name where left out."""
    file: Url
    """A path in the repository, or an address."""
    note: Text | None = None
    """What it is good for, and in which state it is."""

    @property
    def label(self) -> str:
        return self.title or Word(basename(self.file.rstrip("/")) or self.file)

    @property
    def link(self) -> Link:
        return Link(title=Word(self.label), url=self.file)


class Tool(Anchored):
    """A tool. Short form: its name."""

    short: ClassVar[str | None] = "name"
    row_label: ClassVar[str] = "name"

    name: Word
    """What it is called."""
    purpose: Text | None = Field(default=None, alias="for")
    """What it is used for in this launch."""
    url: Url | None = None
    """Where it is found."""
    note: Text | None = None
    """What one must know to use it."""


class Account(Anchored):
    """An account to test or work with. Short form: its name, as it is typed."""

    short: ClassVar[str | None] = "account"
    row_label: ClassVar[str] = "account"

    account: Word
    """The name to log in with."""
    role: Word | None = None
    """What it may do."""
    secret: Text | None = None
    """Where its password is kept, never the password: `vault:exam-buddy/test-accounts#user`."""
    purpose: Text | None = Field(default=None, alias="for")
    """What it is used for."""
    note: Text | None = None
    """What else one should know."""


class References(Model):
    """What the plan refers to, and where it is found."""

    links: Links | None = None
    """Addresses: a list, or lists under headings."""
    attachments: Items[Attachment] = ()
    """Documents that belong to the plan."""
    tools: Items[Tool] = ()
    """Tools that the launch needs."""
    accounts: Items[Account] = ()
    """Accounts, each with the place where its password is kept."""

    glossary: dict[Word, Text] = Field(default_factory=dict)
    """Words of the plan, and what they mean."""

    @property
    def groups(self) -> dict[Word, tuple[Link, ...]]:
        """Links by heading; the empty heading is for a plain list."""
        return {Word(title): group for title, group in self.links.root.items()} if self.links else {}
