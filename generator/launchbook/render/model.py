"""Rendered pages and files in memory, and their addresses."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import quote

from launchbook.core.problem import Code

EMPTY_PART = Code(
    "PR001",
    "part left empty",
    "A part of a page that nothing stands in yet. Published pages leave it out, or leave lines for a pen; write it where it is "
    "needed. It is no mistake, and is not counted as one.",
    "hint",
)

_UNSEARCHED = re.compile(r"\s*---\n(?:(?!---).*\n)*?search:\s*\{?\s*exclude: true")


@dataclass(frozen=True)
class Page:
    """A page of the site: its path below the docs folder, its title, and its Markdown."""

    path: str
    title: str
    text: str
    plan: str | None = None
    """The id of the plan it belongs to; None for pages over all plans."""
    section: str | None = None
    """The section it shows; None for a front page."""
    about: tuple[str, ...] = ()
    """Of a page over several plans, the ids of those that it tells of."""
    in_nav: bool = True
    """Whether the navigation lists it; generated pages are reached by links."""
    margins: str = ""
    """The style rule for its margins on paper."""
    apart: bool = False
    """Whether parts of it are printed on sheets of their own."""
    prompts: tuple[str, ...] = ()
    """Prompts to its author: parts that are left empty."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Its title by language, where it is a label: pages in all languages link to it."""
    said: tuple[str, ...] = ()
    """What the search finds on it besides its title; the entries of a section are found by themselves."""
    weight: float = 1.0
    """How much it counts for the search."""

    @property
    def searched(self) -> bool:
        """Whether the search may find it: its front matter says where not."""
        return _UNSEARCHED.match(self.text) is None

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Asset:
    """A file of the site that is not a page."""

    path: str
    data: bytes


@dataclass(frozen=True)
class Download:
    """A file for another program, with its title on the page that offers it; without a title for the page itself."""

    asset: Asset
    title: str
    section: str | None = None
    """The section that it belongs to; None for files over a plan or the site."""

    @property
    def path(self) -> str:
        return self.asset.path

    @property
    def form(self) -> str:
        """The extension of its name: `ics`, `csv`."""
        return posixpath.splitext(self.path)[1][1:]


@dataclass(frozen=True)
class Options:
    """What rendering needs to know about the site."""

    language: str = "zh"
    """The language of pages over all plans."""
    directory_urls: bool = True
    """Whether `a/b.md` becomes `a/b/` (or `a/b.html`)."""
    published_as_directories: bool = True
    """The same of the published site: a copy to open from disk has other addresses."""
    source_url: str = ""
    """Address of a file in the repository, with `{path}` and `{line}`; empty when there is no repository."""
    site_url: str = ""
    """Address of the published site; empty when not known."""
    authoring: bool = False
    """Whether pages are shown to those who write the plans, as `mkdocs serve` does: with prompts, and how to mend remarks."""
    explains_all: bool = False
    """Whether every code has a page; otherwise those that a plan of the site shows."""
    home: str = "index.md"
    """The path of the home page; another where the team has an `index.md` of its own."""


def rule_page(code: str, language: str) -> str:
    """The path of the page that explains a code."""
    return f"problems/{language}/{code.lower()}.md"


def address(path: str, options: Options) -> str:
    """The address of a page or file below the site's root, without a leading slash."""
    if not path.endswith(".md"):
        return path
    stem = path.removesuffix(".md")
    if not options.directory_urls:
        return stem + ".html"
    if posixpath.basename(stem) == "index":
        folder = posixpath.dirname(stem)
        return folder + "/" if folder else ""
    return stem + "/"


def published(path: str, options: Options) -> str:
    """The address of a page or file on the published site; relative to the host where that is not known."""
    there = address(path, replace(options, directory_urls=options.published_as_directories))
    return f"{options.site_url.rstrip('/')}/{quote(there)}"


def href(source: str, target: str, options: Options, anchor: str = "") -> str:
    """A relative link from a page to another."""
    here, there = address(source, options), address(target, options)
    if here == there:
        return f"#{anchor}"
    steps, goal = here.split("/")[:-1], there.split("/")
    shared = 0
    while shared < min(len(steps), len(goal) - 1) and steps[shared] == goal[shared]:
        shared += 1
    relative = "../" * (len(steps) - shared) + "/".join(goal[shared:])
    return (relative or "./") + (f"#{anchor}" if anchor else "")
