"""`offline.json` of a plan: the files that a browser keeps for when there is no network (`render/assets/sw.js`).

    {plan, build, until, edition, bytes, files: [address below the site's root, …]}

It is made with the pages, from what is known before the site's engine runs; `completed` adds what the engine wrote: the files of the
theme, the search, sizes. An edition is a digest of all that is listed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from posixpath import normpath
from urllib.parse import quote, unquote, urljoin

from launchbook.core.launch import span_of
from launchbook.core.plan import Plan
from launchbook.render import Asset, Options, Page
from launchbook.render.model import address
from launchbook.site.binding import FOLDER

NAME = "offline.json"
_LOADED = re.compile(r"""(?:src|href)="([^"?#:]+\.(?:css|js|svg|png|ico|woff2?))["?#]|"search": ?"([^"]+\.js)\"""")
"""What a page loads: files that it names in attributes, and the search in the theme's settings."""
_SEARCH = ("search/search_index.json", "assets/javascripts/lunr/min/lunr.stemmer.support.min.js")


def offline_list(plan: Plan, pages: Iterable[Page], files: Iterable[Asset], options: Options) -> Asset:
    """The list of a plan from its pages, those of its people, and its files."""
    span = span_of(plan)
    held = [*((page.path, page.digest) for page in pages), *((file.path, _digest(file.data)) for file in files)]
    data = {
        "plan": plan.id,
        "build": plan.digest,
        "until": span.end.isoformat() if span else "",
        "edition": _digest(repr(held).encode()),
        "bytes": 0,
        "files": [quote(address(path, options)) for path, _ in held],
    }
    return Asset(f"plans/{plan.id}/{NAME}", _text(data))


def pages_of(plan: Plan, pages: Iterable[Page]) -> Iterator[Page]:
    """The pages of a plan and of its people, without packs: these hold once more what they are bound from."""
    return (page for page in pages if _is_of(page, plan) and f"/{FOLDER}/" not in f"/{page.path}")


def _is_of(page: Page, plan: Plan) -> bool:
    return page.plan == plan.id or (plan.id in page.about and not page.in_nav)


def completed(site: Path, names: Sequence[str]) -> None:
    """Write the lists of a built site anew: with what their pages load, and with the sizes of all."""
    common = {*_SEARCH, *_segmenters(site)}
    loaded = cache(lambda page: frozenset(_loaded(site, page)))
    measured = cache(lambda found: _measured(_file(site, found)))
    for name in names:
        path = site / name
        if path.is_file():
            data = json.loads(path.read_bytes())
            pages = [each for each in data["files"] if _file(site, each).suffix == ".html"]
            more = common.union(*map(loaded, pages)) - set(data["files"])
            files = [*data["files"], *sorted(each for each in more if _file(site, each).is_file())]
            sizes, digests = zip(*map(measured, files), strict=True)
            path.write_bytes(_text(data | {"edition": _digest(b"".join(digests)), "bytes": sum(sizes), "files": files}))


def _measured(path: Path) -> tuple[int, bytes]:
    content = path.read_bytes()
    return len(content), hashlib.sha256(content).digest()


def _loaded(site: Path, page: str) -> Iterator[str]:
    """The files of this site that a page loads."""
    for attribute, search in _LOADED.findall(_file(site, page).read_text("utf-8")):
        found = urljoin(f"/{page}", attribute or search).lstrip("/")
        if not found.startswith("plans/"):
            yield found


def _segmenters(site: Path) -> Iterator[str]:
    """The parts of the search for its languages, as its index names them."""
    index = site / _SEARCH[0]
    languages = json.loads(index.read_bytes())["config"]["lang"] if index.is_file() else []
    yield from (f"assets/javascripts/lunr/min/lunr.{each}.min.js" for each in languages if each != "en")
    if len(languages) > 1:
        yield "assets/javascripts/lunr/min/lunr.multi.min.js"


def _file(site: Path, found: str) -> Path:
    name = unquote(found)
    return site / normpath(name + "index.html" if name.endswith("/") or not name else name)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _text(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=0).encode()
