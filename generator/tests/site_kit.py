"""What the tests of the built site share: projects to build, the real site, hostile plans, a server, Chromium.

What is costly is made once per run, also when several workers share the tests: see `site_fixtures`.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import http.server
import io
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
"""The project: mkdocs.yml, plans/, docs/, overrides/."""
PREFIX = "/launchbook/"
"""The path of `site_url`: the site is served below it, as it is when published."""
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""The Content-Security-Policy under which a site works, as the guides tell it."""
CLOCK = datetime(2026, 1, 10, tzinfo=UTC)
"""The time that everything is built for."""
ENV = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "NO_MKDOCS_2_WARNING": "1",
    "SOURCE_DATE_EPOCH": str(int(CLOCK.timestamp())),
}
"""Modules and templates are compiled once, and not by every process anew."""


# commands


def run(module: str, *arguments: object, cwd: Path, env: Mapping[str, str] = ENV) -> subprocess.CompletedProcess[str]:
    """`python -m module arguments` in a process of its own."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=dict(env), capture_output=True, text=True, timeout=300)


def mkdocs_build(project: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return run("mkdocs", "build", "--strict", *arguments, cwd=project)


@dataclass(frozen=True)
class Outcome:
    """What a command answered."""

    code: int
    out: str
    err: str


def launchbook(*arguments: object) -> Outcome:
    """The command line in this process. An exception that it lets through fails the test: it would be a traceback."""
    from launchbook.cli import main

    out, err = io.StringIO(), io.StringIO()
    argv, sys.argv = sys.argv, ["launchbook", *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.argv = argv
    code = ended.value.code
    return Outcome(code if isinstance(code, int) else 1, out.getvalue(), err.getvalue())


# projects

TEA = """\
plan: tea
title: 茶叙 1.0 上线
version: 1.0.0
status: draft
language: zh
launch: 2026-01-20 10:00
owner: li

people:
  li: {name: 李工, role: 负责人, phone: "13800138000", deputy: zhang}
  zhang: {name: 张工, role: 开发, phone: "13800138001"}

metrics:
  load: {name: 负载, target: "≤ 50%", alert: "> 60%", rollback: "> 80%"}
"""
"""A small plan without a mistake."""


def tea(id: str) -> str:
    """The small plan under another id."""
    return TEA.replace("plan: tea", f"plan: {id}").replace("茶叙", f"茶叙 {id}")


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def config(**changes: object) -> str:
    """The real mkdocs.yml without its nav, with some settings changed; None removes one."""
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    settings.pop("nav", None)
    settings |= changes
    return yaml.safe_dump(
        {key: value for key, value in settings.items() if value is not None}, allow_unicode=True, sort_keys=False
    )


def project(folder: Path, plans: Mapping[str, str], files: Mapping[str, str] | None = None, **settings: object) -> Path:
    """A team's project with the real settings, plans by file name, and further files by path."""
    (folder / "docs").mkdir(parents=True)
    (folder / "overrides").mkdir()
    (folder / "plans").mkdir()
    write(folder / "plans", plans)
    write(folder, files or {})
    return write(folder, {"mkdocs.yml": config(**settings)})


def copy_of_the_real_project(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("docs", "overrides", "plans"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


# built once, whoever comes first


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that `make` fills once per run, shared by all workers."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, mark = base / name, base / f"{name}.made"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            mark.touch()
    return folder


@dataclass(frozen=True)
class Built:
    """A project and the site built from it."""

    project: Path

    @property
    def site(self) -> Path:
        return self.project / "site"

    @property
    def log(self) -> str:
        return (self.project / "build.log").read_text("utf-8")

    @functools.cached_property
    def pages(self) -> dict[str, HtmlPage]:
        """Every HTML page by its address below the site."""
        found = {}
        for path in sorted(self.site.rglob("*.html")):
            name = path.relative_to(self.site).as_posix()
            found[address_of(name)] = HtmlPage.of(path.read_text("utf-8"))
        return found


def build(folder: Path) -> None:
    """A strict build of the project in a process of its own; its words stand in build.log."""
    done = mkdocs_build(folder)
    (folder / "build.log").write_text(done.stdout + done.stderr, "utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


# reading pages


def kind_of(address: str) -> str:
    """What made a page: the section, the view, or the folder of the docs."""
    if section := re.match(r"plans/[^/]+/([^/]*)", address):
        return f"plan {section[1]}"
    return re.sub(r"(?<=/)[^/]*/$", "*", address.removeprefix("zh/"))


def longest(site: Built, addresses: Iterable[str], most: int) -> list[str]:
    """Of all pages of one kind at most so many, the longest."""
    of_kind: dict[str, list[str]] = {}
    for address in sorted(addresses, key=lambda address: -len(site.pages[address].article)):
        of_kind.setdefault(kind_of(address), []).append(address)
    return sorted(address for addresses in of_kind.values() for address in addresses[:most])


def telling(site: Built, addresses: Iterable[str] | None = None) -> list[str]:
    """Pages without most of those that one template makes for all people, days, references or packs."""
    addresses = set(site.pages if addresses is None else addresses)
    alike = {address for address in addresses if re.search(r"^people/.|/day/|reference/.", address)}
    packs = {address for address in addresses if "packs/" in address}
    return sorted(addresses - alike - packs | set(longest(site, alike, 3)) | set(longest(site, packs, 2)))


def address_of(name: str) -> str:
    """`a/index.html` is at `a/`."""
    return name.removesuffix("index.html") if name == "index.html" or name.endswith("/index.html") else name


@dataclass
class HtmlPage:
    """What the tests ask of a page."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """Every href of <a>."""
    sources: list[tuple[str, str]] = field(default_factory=list)
    """Tag and address of what the page itself loads."""
    scripts: list[str] = field(default_factory=list)
    """Text of inline scripts."""
    handlers: list[str] = field(default_factory=list)
    """Attributes that would run a script, or that are none: a text broke out of its quotes."""
    styles: list[str] = field(default_factory=list)
    """Inline style sheets and style attributes."""
    sidebar: list[str] = field(default_factory=list)
    """Every href in the primary navigation."""
    article: str = ""
    """The words of the article, without the theme's furniture."""
    searched: str = ""
    """Those of them that the search is to find."""
    anchors: set[str] = field(default_factory=set)
    """Every id in the article."""
    title: str = ""

    @classmethod
    def of(cls, text: str) -> HtmlPage:
        reader = _Reader()
        reader.feed(text)
        reader.close()
        reader.page.article, reader.page.searched = words("".join(reader.article)), words("".join(reader.searched))
        return reader.page


_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_FURNITURE = frozenset({"headerlink", "md-content__button", "md-source-file", "md-feedback", "md-tags"})
_BLOCKS = frozenset(
    "p div section article aside header footer table tr td th li ul ol dl dt dd h1 h2 h3 h4 h5 h6 pre br".split()  # noqa: SIM905
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = HtmlPage()
        self.article: list[str] = []
        self.searched: list[str] = []
        self.open: list[tuple[str, str]] = []
        """Open tags, with the part of the page that each begins: article, furniture, sidebar, script, style, title."""

    def inside(self, part: str) -> bool:
        return any(opened == part for _, opened in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        page = self.page
        classes = set(found.get("class", "").split())
        if "id" in found:
            page.ids.append(found["id"])
            if self.inside("article"):
                page.anchors.add(found["id"])
        if tag == "a" and "href" in found:
            page.links.append(found["href"])
            if self.inside("sidebar"):
                page.sidebar.append(found["href"])
        for name in ("src", "poster", "data"):
            if name in found:
                page.sources.append((tag, found[name]))
        if tag == "link" and "canonical" not in found.get("rel", ""):
            page.sources.append((f"link {found.get('rel', '')}", found.get("href", "")))
        page.handlers += [
            f"{tag} {name}" for name in found if name.startswith("on") or not re.fullmatch("[a-z][a-z0-9:_-]*", name)
        ]
        if "style" in found:
            page.styles.append(found["style"])
        if self.inside("article") and tag in _BLOCKS:
            self.article.append(" ")
            self.searched.append(" ")
        if tag not in _VOID:
            self.open.append((tag, self._part(tag, classes, found)))

    def _part(self, tag: str, classes: set[str], found: Mapping[str, str]) -> str:
        if tag in ("script", "style", "title") and not self.inside("svg"):
            return tag
        if tag == "svg":
            return "svg"
        if tag == "article" and "md-content__inner" in classes:
            return "article"
        if classes & _FURNITURE:
            return "furniture"
        if "data-search-exclude" in found:
            return "unsearched"
        if tag == "nav" and "md-nav--primary" in classes:
            return "sidebar"
        return ""

    def handle_endtag(self, tag: str) -> None:
        if self.inside("article") and tag in _BLOCKS:
            self.article.append(" ")
            self.searched.append(" ")
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index][0] == tag:
                del self.open[index:]
                return

    def handle_data(self, data: str) -> None:
        if self.inside("script"):
            self.page.scripts.append(data)
        elif self.inside("style"):
            self.page.styles.append(data)
        elif self.inside("title"):
            self.page.title += data
        elif self.inside("article") and not self.inside("furniture"):
            self.article.append(data)
            if not self.inside("unsearched"):
                self.searched.append(data)


def words(text: str) -> str:
    """Text with its white space made even."""
    return " ".join(text.replace("\u200b", "").split())


def bare(text: str) -> str:
    """Text without white space and in one form of each character: how what was printed is compared."""
    return re.sub(r"[\s\u200b\u00ad]+", "", unicodedata.normalize("NFKC", text))


def resolve(base: str, link: str) -> tuple[str, str] | None:
    """Where a link of a page leads: address below the site and anchor; None for another host."""
    target = urlsplit(urljoin(f"http://site{PREFIX}{base}", link))
    if target.netloc != "site" or target.scheme != "http":
        return None
    path = unquote(target.path)
    assert path.startswith(PREFIX), f"{link} on {base} leads out of the site"
    return path.removeprefix(PREFIX), unquote(target.fragment)


# serving, and the browser


class Files(http.server.SimpleHTTPRequestHandler):
    """A folder below the prefix, without a log."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, headers: Mapping[str, str] = MappingProxyType({}), **settings: Any) -> None:
        self.more = headers
        super().__init__(*arguments, **settings)

    def end_headers(self) -> None:
        for name, value in self.more.items():
            self.send_header(name, value)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(PREFIX) if path.startswith(PREFIX) else "/no-such-file")

    def log_message(self, format: str, *arguments: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes on to the next page leaves in the middle of an answer."""


@contextlib.contextmanager
def served(
    folder: Path, headers: Mapping[str, str] = MappingProxyType({}), clock: Callable[[], float] = time.time
) -> Iterator[str]:
    """The address of a folder served on this machine, with these headers on every answer; they may be changed meanwhile.

    `clock` says what time the answers name, in seconds since 1970.
    """

    class Timed(Files):
        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(clock() if timestamp is None else timestamp)

    server = Server(("127.0.0.1", 0), functools.partial(Timed, directory=str(folder), headers=headers))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{PREFIX}"
    finally:
        server.shutdown()
        server.server_close()


def chromium_path() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "Chromium is not installed; `make test` installs it or names the packages"
    return found


CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Watched:
    """A page of the browser, and everything that went wrong on it."""

    page: Any
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.page
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda line: line.type in ("error", "warning") and self.troubles.append(f"{page.url}: {line.text}"),
        )
        page.on("dialog", self._refuse)
        page.on(
            "response", lambda answer: answer.status >= 400 and self.troubles.append(f"{answer.url}: {answer.status}")
        )

    def _refuse(self, dialog: Any) -> None:
        self.troubles.append(f"{self.page.url}: a dialog opened: {dialog.message}")
        dialog.dismiss()

    def other_hosts(self) -> list[str]:
        return [
            url
            for url in self.requests
            if urlsplit(url).hostname != "127.0.0.1" and urlsplit(url).scheme not in ("data", "blob")
        ]


NOTHING_TO_SEARCH = {
    "config": {"lang": ["en"], "separator": " ", "pipeline": [], "fields": {"title": {}, "text": {}, "tags": {}}},
    "docs": [],
}


@contextlib.contextmanager
def watched(browser: Any, search: bool = False, **settings: Any) -> Iterator[Watched]:
    """A fresh page in a context of its own. The theme reads the whole search index on each page; only `search` lets it."""
    context = browser.new_context(**{"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **settings})
    if not search:
        context.route("**/search/search_index.json", lambda route: route.fulfill(json=NOTHING_TO_SEARCH))
    try:
        yield Watched(context.new_page())
    finally:
        context.close()


def plan_addresses(built: Built, plan: str = "") -> list[str]:
    """Addresses of all pages of plans, or of one plan, without packs: these hold the same once more (`test_packs`)."""
    of_plan = re.compile(rf"plans/{re.escape(plan) if plan else '[^/]+'}/(?!packs/)")
    return [address for address in built.pages if of_plan.match(address)]


def lines_of(texts: Sequence[object]) -> str:
    """A list to read in a failed assertion."""
    return "\n" + "\n".join(map(str, texts))
