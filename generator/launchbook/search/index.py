"""The index of the theme's search: records as its entries.

The theme groups what it finds by pages, and its worker (lunr) weighs: `boost` of a field times `boost` of an entry. A field of ours
beside title and text holds what an entry is asked for by: it is never shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from html import escape
from typing import Any

from launchbook.search.records import Record
from launchbook.search.words import Divider

INDEX = "search/search_index.json"
"""Where the theme's search writes its index, below the site's folder."""
CODE = "code"
"""The field of numbers and telephone numbers."""
_CODES = {"boost": 1e6}
"""What is found in it counts this much; the theme has 1e3 for titles and 1 for texts."""
_REST = 5e-9
"""How much other pages count, such as the documentation: what plans say comes before them, even where they have it in a title."""
_SCALE = 1e8
"""All fields count this much more, since the theme's search knows three places behind the point."""
_SHORT = 40

Entry = dict[str, Any]


def entries_of(records: Iterable[Record], names: Collection[str]) -> list[Entry]:
    """The entries of records, whose `location` is the path of the page, with the anchor. `names` are not divided."""
    divider = Divider(names)
    return [_entry(record, divider) for record in records]


def _entry(record: Record, divider: Divider) -> Entry:
    facts = [escape(divider.divided(fact), quote=False) for fact in _paragraphs(record.facts)]
    return {
        "location": f"{record.page}#{record.anchor}" if record.anchor else record.page,
        "title": escape(divider.divided(record.title), quote=False),
        "text": "".join(f"<p>{fact}</p>" for fact in facts) if len(facts) > 1 else "".join(facts),
        **({CODE: " ".join(record.codes)} if record.codes else {}),
        **({"boost": float(f"{record.weight:.3g}")} if record.weight != 1 else {}),
    }


def _paragraphs(facts: Iterable[str]) -> Iterator[str]:
    """Short facts together: of a long text the theme shows the paragraphs in which something was found."""
    together: list[str] = []
    for fact in facts:
        if len(fact) > _SHORT:
            yield from filter(None, (" · ".join(together), fact))
            together = []
        else:
            together.append(fact)
    if together:
        yield " · ".join(together)


def completed(index: Mapping[str, Any], entries: Iterable[Entry], urls: Mapping[str, str], label: str) -> bytes:
    """The index that the theme's search has written, with the entries of plans in it.

    `urls` are the addresses of generated pages by their paths: what the search has read of them is left out. What it has read of other
    pages comes last, and is marked with a `label`.
    """
    config = index["config"]
    fields = {**(config.get("fields") or {}), CODE: _CODES}
    scaled = {name: {**spec, "boost": spec.get("boost", 1) * _SCALE} for name, spec in fields.items()}
    generated = set(urls.values())
    rest = [_after(entry, label) for entry in index["docs"] if _page(entry["location"]) not in generated]
    located = [{**entry, "location": _located(entry["location"], urls.get)} for entry in entries]
    found = {
        **index,
        "config": {**config, "fields": scaled},
        "docs": [*(entry for entry in located if entry["location"] is not None), *rest],
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _after(entry: Entry, label: str) -> Entry:
    tagged = {} if "#" in entry["location"] else {"tags": [*entry.get("tags", ()), label]}
    return {**entry, **tagged, "boost": entry.get("boost", 1) * _REST}


def _page(location: str) -> str:
    return location.partition("#")[0]


def _located(location: str, url: Callable[[str], str | None]) -> str | None:
    """The address of an entry; None where its page was taken off the site."""
    path, hash, anchor = location.partition("#")
    there = url(path)
    return None if there is None else f"{there}{hash}{anchor}"
