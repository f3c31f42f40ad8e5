"""Links in texts that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from itertools import islice
from typing import Any
from urllib.parse import unquote

from launchbook.core import letters
from launchbook.core.groups import grouped
from launchbook.core.plan import Plan, destinations
from launchbook.core.problem import Finding, Path, say
from launchbook.core.section import finding, part_of, rule
from launchbook.core.text import Prose, Text, Url, addresses_in, allowed_link, chapter_links

_TITLE = re.compile(r"""\s+(?:["'].*)?$""", re.DOTALL)
"""The title behind the address of a link."""
MANY = 1000
"""Maximum number of ids among which a similar one is looked for."""
_AROUND = re.compile(r"^(?:\.{0,2}/)*|(?:/|\.md|\.html|/index\.html)(?=#|$)")


@rule("TX002", "link shown as text", "gap")
def links_lead_somewhere(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A Markdown link in a text has an address that is refused, so the page shows the text and no link.

    A link may lead to http, https, mailto or tel, or to a chapter of the plan. Other schemes (`javascript:`, `data:`,
    `file:`) run code or lead nowhere on another machine. Write a web address, or the path as `code`.
    """
    for path, value in plan.values:
        if isinstance(value, (Text, Prose)):
            for address, at in addresses_in(str(value)):
                if not allowed_link(address):
                    yield finding(
                        path,
                        say("the link to `{address}` is shown as text", address=address[:80]),
                        say("Allowed are http, https, mailto, tel, and chapters of this plan."),
                        **part_of(str(value), at, len(address)),
                    )


@rule("TX004", "dead link", "error")
def links_lead_to_chapters(plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """A link within the plan leads to no chapter, and to no entry of one.

    A link to another part of the plan goes by keys and ids, and the generator makes the address of it: `[the list](checklists)`
    leads to a chapter, `[the list](checklists#go)` to its entry with `id: go`, and `[the list](#go)` does where only one
    chapter has that id. Paths to pages (`../checklists/`, `checklists.md`) break when the site's addresses change. `url:` takes
    the same addresses, web addresses, and paths in the repository, which are shown as text.
    """
    for path, value in plan.values:
        if isinstance(value, (Text, Prose)):
            written = grouped((_TITLE.sub("", address), at) for address, at in addresses_in(str(value)))
            for address in chapter_links(str(value), isinstance(value, Prose)):
                places = written.get(address)
                place = part_of(str(value), places.pop(0), len(address)) if places else {}
                if plan.destination(unquote(address)) is None:
                    yield _dead(plan, path, unquote(address), "[…]({address})", place)
        elif isinstance(value, Url) and plan.destination(unquote(value)) is None and _to_a_page(plan, str(value)):
            yield _dead(plan, path, str(value), "{address}", {})


def _to_a_page(plan: Plan, url: str) -> bool:
    """Whether an address without a scheme means a page of the site, not a file of the repository."""
    if ":" in url.partition("/")[0]:
        return False
    chapter = _AROUND.sub("", url).partition("#")[0]
    return url[0] in "#/." or url.endswith(".html") or "#" in url or chapter in plan.kinds


def _dead(plan: Plan, path: Path, address: str, form: str, place: Mapping[str, Any]) -> Finding:
    """The finding for a link that leads nowhere; `form` is how such a link is written, `place` where it stands."""
    near = _AROUND.sub("", address)
    name = near.partition("#")[2]
    meant = [near] if near != address and plan.destination(near) else []
    meant = meant or [f"{key}#{name}" for key, ids in destinations(plan).items() if name in ids] or _like(plan, near)
    help = [say("Write `{link}`.", link=form.format(address=link)) for link in meant[:1]]
    return finding(
        path,
        say("the link to `{address}` leads nowhere", address=address[:80]),
        *help,
        say("A chapter is linked by its key, an entry by its id: `checklists`, `checklists#id`, `#id`."),
        **place,
    )


def _like(plan: Plan, address: str) -> list[str]:
    """The address of a chapter or entry that is written nearly so."""
    chapter, hash, _ = address.partition("#")
    alive = (
        f"{key if chapter else ''}{hash}{name}"
        for key, ids in destinations(plan).items()
        for name in (ids if hash else [""])
    )
    by_fold = {link.casefold(): link for link in islice(alive, MANY) if plan.destination(link)}
    return [by_fold[link] for link in get_close_matches(letters.plain(address).casefold(), by_fold, 1, 0.7)]
