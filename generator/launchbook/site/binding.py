"""Binds pages into packs: puts what stands on the pages of chapters into the pages that are printed as one.

It works on the files of a built site, whichever engine built it: a chapter is turned from Markdown into HTML once, however many packs
it is in. A page names what belongs into it (`<section class="lb-part" data-part="rollback" data-from="../../rollback/">`), and a chapter
marks what of it is taken (`lb-begins`, `lb-ends`). Names and links of each part are made its own, so that two chapters may name
something alike, and a link into a chapter of the same pack stays in the pack; for paper, one that leads out of it says where to.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from pathlib import Path
from posixpath import dirname, relpath
from urllib.parse import unquote, urldefrag, urljoin

from launchbook.site.write import replaced

FOLDER = "packs"
_PART = re.compile(
    r'<section class="lb-part" data-part="([\w-]+)" data-from="([^"]*)"(?: data-names="([^"]*)")?(?: data-beyond="([^"]*)")?'
)
_FRONT = re.compile(r'(?<=<div class="lb-begins" hidden></div>).*?(?=<section class="lb-part")', re.DOTALL)
"""The cover and the cards of a pack, which are no parts."""
_LINK = re.compile(r'\s*<p class="lb-part__link">.*?</p>', re.DOTALL)
_TAKEN = re.compile(r'<div class="lb-begins" hidden[^>]*></div>(.*)<div class="lb-ends" hidden', re.DOTALL)
_TAG = re.compile(r'<[a-zA-Z](?:[^>"]|"[^"]*")*>')
_TAGS = re.compile(r"<[^>]*>")
_NAMES = re.compile(r'(?<= )(id|for|headers|aria-(?:labelledby|describedby|controls|owns))="([^"]+)"')
_LINKS = re.compile(r'(?<= )(href|src|xlink:href)="([^"]*)"|url\(#([^)]+)\)')
_UNSAID = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
"""Links of headings to themselves."""
_LANDMARKS = ("<section", "<aside", "<nav")
_LABEL = re.compile(r' aria-label="[^"]*"')
_LED = re.compile(r'(?<= )href="([^"#][^"]*)"')
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def bind(site: Path) -> None:
    """Complete the packs of a built site; those that are complete stay as they are."""
    for path in sorted(site.glob(f"**/{FOLDER}/**/*.html")):
        page = path.read_text("utf-8")
        if "lb-part__link" in page:
            replaced(path, _Pack(site, path.relative_to(site).as_posix(), page).bound().encode())


class _Pack:
    """A page with the pages that belong into it. Addresses are those below the site's root."""

    def __init__(self, site: Path, here: str, page: str) -> None:
        self.site, self.here = site, here
        self.parts = {urljoin(here, mark[2]): mark[1] for mark in _PART.finditer(page)}
        self.page = _FRONT.sub(lambda front: _TAG.sub(self._inward, front[0]), page)
        self.marks = list(_PART.finditer(self.page))

    def bound(self) -> str:
        return "".join(self._pieces()).replace('<a data-bound="', '<a href="#')  # what it leads to is there now

    def _pieces(self) -> Iterator[str]:
        end = 0
        for mark in self.marks:
            content, link = self._content(mark), _LINK.search(self.page, mark.end())
            if content is not None and link:
                yield self.page[end : link.start()]
                yield content
                end = link.end()
        yield self.page[end:]

    def _content(self, mark: re.Match[str]) -> str | None:
        """What is taken of a page; None where there is no such page, and the link to it stays."""
        source = urljoin(self.here, mark[2])
        found = _TAKEN.search(self.read(source))
        names = {urljoin(self.here, name) for name in (mark[3] or "").split()}
        own = _Own(self, source, names, mark[4] or "")
        return _TAG.sub(own.tag, _UNSAID.sub("", found[1])) if found else None

    def _inward(self, tag: re.Match[str]) -> str:
        """A link from the cover or from a card, which stays in the pack where it leads to one of its parts."""
        return _LED.sub(self._led, tag[0]) if tag[0].startswith("<a ") else tag[0]

    def _led(self, link: re.Match[str]) -> str:
        page, anchor = urldefrag(urljoin(self.here, link[1]))
        return f'href="{self.within(page, anchor)}"' if page in self.parts else link[0]

    def within(self, page: str, anchor: str) -> str:
        """A link to a part, or into it."""
        return f"#{self.parts[page]}--{anchor}" if anchor else f"#{self.parts[page]}"

    def read(self, address: str) -> str:
        """A page of the site; empty where there is none."""
        path = self.site / unquote(address)
        path = path / "index.html" if address.endswith("/") else path
        return path.read_text("utf-8") if path.is_file() else ""

    def title(self, address: str) -> str:
        """What a page of the site is called, as HTML."""
        found = _TITLE.search(self.read(address))
        return _TAGS.sub("", _UNSAID.sub("", found[1])).strip() if found else ""


class _Own:
    """Makes the names and links of a part its own."""

    def __init__(self, pack: _Pack, source: str, names: Container[str], beyond: str) -> None:
        self.pack, self.source, self.name = pack, source, pack.parts[source]
        self.called = names
        """Pages whose entries are called by their names wherever they matter."""
        self.outside = beyond
        """The words for what a link leads to out of the pack."""

    def tag(self, found: re.Match[str]) -> str:
        tag = found[0]
        if "=" not in tag:
            return tag
        if tag.startswith(_LANDMARKS):  # what is one of its kind on its page is one of several here
            tag = _LABEL.sub("", tag)
        made = _LINKS.sub(self.link, _NAMES.sub(self.names, tag))
        beyond = self.beyond(found) if tag.startswith("<a ") else ""
        return f'{made[:-1]} data-beyond="{beyond}">' if beyond else made

    def names(self, found: re.Match[str]) -> str:
        return f'{found[1]}="{" ".join(f"{self.name}--{one}" for one in found[2].split())}"'

    def link(self, found: re.Match[str]) -> str:
        if found[3]:
            return f"url(#{self.name}--{found[3]})"
        return f'{found[1]}="{self.target(found[2])}"'

    def target(self, link: str) -> str:
        if _ELSEWHERE.match(link):
            return link
        page, anchor = urldefrag(urljoin(self.source, link))
        if page in self.pack.parts:
            return self.pack.within(page, anchor)
        way = relpath(page or ".", dirname(self.pack.here) or ".") + ("/" if page.endswith("/") else "")
        return f"{way}#{anchor}" if anchor else way

    def beyond(self, tag: re.Match[str]) -> str:
        """What is said on paper of a link to what is not in the pack: the title of its page."""
        link = _LED.search(tag[0])
        if link is None or _ELSEWHERE.match(link[1]) or not self.outside:
            return ""
        page, anchor = urldefrag(urljoin(self.source, link[1]))
        plan = dirname(self.source.rstrip("/"))
        if page in self.pack.parts or (anchor and page in self.called) or not page.startswith(f"{plan}/"):
            return ""
        title = self.pack.title(page)
        return self.outside.replace("#", title.replace('"', "&quot;")) if title else ""
