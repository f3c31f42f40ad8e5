"""Page numbers within a pack: in its list of contents, and in what refers to another page of it.

Browsers know no page number but in the margins. So a page is printed, read back, and printed again with what was read, until the
numbers are those of the print that shows them. What is looked for is found by its name, and a print holds the names that links lead to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from itertools import pairwise

from pypdf import PdfReader
from pypdf.generic import Destination

from launchbook.render.formats import css_string

TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^>"]|"[^"]*")*)>')
_VALUE = re.compile(r'(?<= )([\w-]+)="([^"]*)"')
_LISTED = re.compile(r'(<td class="lb-cover__page" data-page-of="([^"]+)">)[^<]*')
_BEHIND = re.compile(r'(<span class="lb-on-page" id="([^"]+)" data-to="([^"]+)" data-told="([^"]+)">)[^<]*')
_PIECE = re.compile(r'<section [^>]*?id="([^"]+)" data-piece="(\d+)" data-sheets="([^"]*)"(?: data-blank="([^"]*)")?')
_HEADED = re.compile(r'<h([2-6])[^>]*? id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_TAGS = re.compile("<[^>]*>")
_REF, _EACH = "lb-ref-", "lb-ref-each-"
"""The names of references; those of a list of contents have their page each, though it is the one on which the list stands."""
_PART = re.compile(r'<section [^>]*?data-part="([^"]+)"')
_END, _COVER = "", "cover"
"""The names of the page behind the last, and of what stands before the first piece."""
_BEGINS, _ENDS = re.compile(r'<section (?:lang="[^"]*" )?class="lb-p(?:art|ocket)"'), '<div class="lb-ends"'
"""The parts of a pack: behind its cover, which lists its own."""
_ENDED = "lb-ended-"
"""The names of where a part, a card, or a sheet within a part ends."""
_MARK = re.compile(rf' id="((?:[\w-]+--)?{_ENDED}[^"]+)"')
_SHORT = 0.5
"""The share of a sheet below which what stands there is drawn together onto the one before, if it fits."""
_THIN = 0.2
"""The share below which that is tried once more, with lines set closer still."""
_TOP, _FOOT = 10 / 25.4 * 72, 22 / 25.4 * 72
"""The margins of a sheet in points, see `render/assets/print.css`."""
_TURNS = 6
"""Prints after which it is taken to never settle: then numbers may be off by one, as they were in the last print."""


@dataclass
class Numbered:
    """A pack with its page numbers, as far as they are known."""

    text: str
    pages: Mapping[str, int] = field(default_factory=dict)
    """On which page each name stands, from 1."""
    apart: set[str] = field(default_factory=set)
    """The references that stood on another page than what they lead to. They are told from then on, so that nothing swings."""
    turns: int = 0
    lengths: Mapping[str, int] = field(default_factory=dict)
    """How many sheets each piece has, without the empty side behind it; and what stands before the first one."""
    backs: frozenset[str] = frozenset()
    """The pieces behind which a side is left empty: printed on both sides, the next one begins on a front all the same. Browsers
    take `break-before: recto` for any page."""
    tried: dict[str, list[int]] = field(default_factory=dict)
    """How many sheets each piece took as it is, and set closer and closer since little of it stood on its last sheet."""
    tight: dict[str, int] = field(default_factory=dict)
    """How close each is set, up to 2."""

    @property
    def is_needed(self) -> bool:
        return any(each.search(self.text) for each in (_LISTED, _BEHIND, _PIECE))

    def told(self) -> str:
        """The text to print; before the numbers are known, with as much room as they take."""
        text = "".join(self._backed())
        text = _LISTED.sub(lambda found: f"{found[1]}{self.pages.get(found[2], '00')}", text)
        for name, level in self.tight.items():
            own = rf'(<section [^>]*?(?:id|data-part|aria-labelledby)="{re.escape(name)}")'
            text = re.sub(own, rf'\1 data-tight="{level}"', text, count=1) if level else text
        text = text.replace("</head>", f"<style>:root{{{''.join(self._counts())}}}</style></head>", 1)
        return _BEHIND.sub(self._behind, text)

    def _counts(self) -> Iterator[str]:
        """How many sheets each piece has that is handed out alone, for the head of its sheets."""
        for name, number, told, _ in _PIECE.findall(self.text):
            if count := self.lengths.get(name):
                yield f"--lb-sheets-{number}:{css_string(unescape(told).replace('#', str(count)).replace(' ', chr(160)))};"

    def _lengths(self) -> Mapping[str, int]:
        begins = [*(name for name, *_ in _PIECE.findall(self.text)), *_PART.findall(self.text), _END]
        known = sorted((self.pages[name], name) for name in begins if name in self.pages)
        if known and known[0][0] > 1:
            known.insert(0, (1, _COVER))
        return {name: end - page - (name in self.backs) for (page, name), (end, _) in pairwise(known)}

    def _backed(self) -> Iterator[str]:
        """The text, with the empty sides."""
        end, last, word = 0, _COVER, ""
        for found in _BEGINS.finditer(self.text):
            piece = _PIECE.match(self.text, found.start())
            word = piece[4] if piece and piece[4] else word
            yield self.text[end : found.start()]
            if last in self.backs:
                yield f'<div class="lb-empty-side lb-paper">{word}</div>'
            end, last = found.start(), piece[1] if piece else ""
        yield self.text[end:]

    def _odd(self) -> Iterator[str]:
        """The pieces that end on a front, and are not the last."""
        pieces = {name for name, *_ in _PIECE.findall(self.text)}
        if pieces:
            first = list(self.lengths.items())[:-1]
            yield from (name for name, length in first if length % 2 and name in (*pieces, _COVER))

    def _behind(self, found: re.Match[str]) -> str:
        begin, name, to, told = found.groups()
        told_at_all = name in self.apart or name.startswith(_EACH)
        if self.pages and not (told_at_all and to in self.pages):
            return begin
        return begin + told.replace("#", str(self.pages.get(to, "00")))

    def read(self, pdf: bytes) -> bool:
        """Take the numbers from a print; whether they are other ones than it shows."""
        before, self.turns = self.pages, self.turns + 1
        self.pages, backs, tight = pages_of(pdf), self.backs, dict(self.tight)
        self.lengths = self._lengths()
        self._tighten(ends_of(pdf))
        self.backs = frozenset(self._odd())
        refers = ((found[2], found[3]) for found in _BEHIND.finditer(self.text))
        self.apart |= {name for name, to in refers if name in self.pages and self.pages[name] != self.pages.get(to)}
        return (self.pages != before or self.backs != backs or self.tight != tight) and self.turns < _TURNS

    def _tighten(self, ends: Mapping[str, float]) -> None:
        """Set closer what ends on a sheet that is nearly empty; and no closer than what saves a sheet."""
        for name, share in ends.items():
            level, tried = self.tight.get(name, 0), self.tried.setdefault(name, [])
            if level < len(tried) - 1:  # closer saved none
                continue
            tried[level:] = [self._sheets(name)]
            if tried[level] > 1 and share < (_SHORT, _THIN, 0)[level]:
                self.tight[name] = level + 1
            elif level:
                self.tight[name] = tried.index(min(tried))

    def _sheets(self, name: str) -> int:
        """How many sheets a part, a card, or a sheet within a part takes."""
        part, _, own = name.rpartition("--")
        end = self.pages.get(f"{part}--{_ENDED}{own}" if part else _ENDED + name, 0)
        return self.lengths.get(name) or end - self.pages.get(name, end) + 1


def referring(text: str) -> str:
    """A pack with a place for a number in each reference to something that stands in it."""
    first, end = _BEGINS.search(text), text.rfind(_ENDS)
    if first is None or end < first.start():
        return text
    begin = first.start()
    body = "".join(_marked(text[begin:end], _named(text), _headed(text[begin:end])))
    sought = dict.fromkeys(name for found in _BEHIND.finditer(body) for name in (found[2], found[3]))
    for mark in _MARK.findall(body):
        sought |= dict.fromkeys((mark, mark.replace(_ENDED, "", 1)))
    names = "".join(f'<a href="#{name}"></a>' for name in sought)
    return f"{text[:begin]}{body}<div hidden>{names}</div>{text[end:]}"


def ends_of(pdf: bytes) -> Mapping[str, float]:
    """How much of its last sheet each part, each card and each sheet within a part fills, from 0 to 1."""
    reader = PdfReader(BytesIO(pdf))
    ends = ((name.removeprefix("/"), place) for name, place in reader.named_destinations.items())
    return {
        name.replace(_ENDED, "", 1): 1 - (float(place.top) - _FOOT) / (_height(reader, place) - _TOP - _FOOT)
        for name, place in ends
        if _ENDED in name and isinstance(place.top, (int, float))
    }


def _height(reader: PdfReader, place: Destination) -> float:
    number = reader.get_destination_page_number(place)
    return float(reader.pages[number or 0].mediabox.height)


def pages_of(pdf: bytes) -> Mapping[str, int]:
    """On which page each name stands, from 1."""
    reader = PdfReader(BytesIO(pdf))
    found = ((name, reader.get_destination_page_number(place)) for name, place in reader.named_destinations.items())
    pages = {name.removeprefix("/"): number + 1 for name, number in found if number is not None}
    return pages | {_END: len(reader.pages) + 1}


def _named(text: str) -> frozenset[str]:
    """The parts whose entries are called by their names wherever they matter: people, metrics."""
    tags = (tag[3] for tag in TAG.finditer(text) if tag[0].startswith('<section class="lb-part"'))
    parts = (dict(_VALUE.findall(values)) for values in tags)
    return frozenset(part["data-part"] for part in parts if part["data-from"] in part.get("data-names", "").split())


def _headed(text: str) -> Mapping[tuple[str, str], str]:
    """The names of headings within parts, by the part and their words."""
    found = ((found[2], _TAGS.sub("", found[3]).strip()) for found in _HEADED.finditer(text))
    return {(name.partition("--")[0], words): name for name, words in reversed(list(found)) if words}


def _marked(text: str, named: frozenset[str], headed: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """The text with a place for a number behind each reference: to what it leads to, or to the heading in a part that it calls by name."""
    end, told, near, to, title, each, drawn, count, begin = 0, "", "", "", "", "", False, 0, 0
    for tag in TAG.finditer(text):
        closes, name, rest = tag.groups()
        values = dict(_VALUE.findall(rest))
        told, near = values.get("data-on-page", told), values.get("id", near)
        if name == "svg":
            drawn = not closes
        elif name == "a" and not closes:
            to, begin = "" if drawn else _refers(values.get("href", ""), near, named), tag.end()
            title, each = values.get("data-title", ""), "each-" if "data-each" in values else ""
        elif name == "a" and to and told:
            count += 1
            to = headed.get((to, _TAGS.sub("", text[begin : tag.start()]).strip()), to)
            yield text[end : tag.start()]
            yield f"<span> “{title}”</span>" if title else ""
            yield f'<span class="lb-on-page" id="{_REF}{each}{count}" data-to="{to}" data-told="{told}"></span>'
            end, to = tag.start(), ""
    yield text[end:]


def _refers(link: str, near: str, named: frozenset[str]) -> str:
    """The name of what a link in the pack leads to; none for one to where it stands, and for a name."""
    to = link[1:] if link.startswith("#") else ""
    part, _, entry = to.partition("--")
    return "" if to == near or (entry and part in named) else to
