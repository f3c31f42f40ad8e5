"""Packs as PDF files, printed by Chromium.

Chromium and WeasyPrint were measured on these sheets, see the architecture. Chromium draws what the browser on the desk draws, and
needs no package of Python; what it lacks, page numbers within the text, is read back from a print (`numbering.py`).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urljoin

from launchbook.core.problem import Message, say
from launchbook.site import numbering
from launchbook.site.binding import FOLDER
from launchbook.site.chromium import Chromium, Ended, Silent
from launchbook.site.numbering import Numbered, referring
from launchbook.site.unbroken import unbroken
from launchbook.site.write import replaced

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "msedge")
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
_PUBLISHED = re.compile(r'<link rel="canonical" href="([^"]+)"')
_LINK = re.compile(r'(<a\b(?:[^>"]|"[^"]*")*?) href="([^"#][^"]*)"')
_OFFERED = re.compile(r'(<p class="lb-bound__files lb-screen") hidden(><a class="[\w -]+") data-file=')
_DATE = re.compile(rb"/(?:CreationDate|ModDate) \(D:[^)]*\)")
_CELL = re.compile(rb"\(node(\d{8})\)")
_NAMED_CELL = rb"\(node\d{8}\) \d+ 0 R"
_CELLS = re.compile(
    rb"/Limits \[\(node\d{8}\) \(node\d{8}\)\]\n/Names \[(" + _NAMED_CELL + rb"(?: " + _NAMED_CELL + rb")*)\]"
)
"""A list of cells by their numbers, and the first and the last of them."""
_CHINESE = re.compile(r'<h1[^>]*lang="zh')
KEPT = 500
"""Files that stay in the folder, the newest."""
_PATIENCE = 300
"""Seconds after which a browser is taken to hang."""


class Unprinted(Exception):
    """Why there is no PDF."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


@dataclass(frozen=True)
class Printer:
    """A browser that prints the pages of a built site."""

    site: Path
    browser: str
    kept: Path
    """A folder for what was printed before: a page that did not change is not printed again."""
    idle: list[Chromium] = field(default_factory=list)
    """Browsers that are open and wait for a page."""

    @cached_property
    def engine(self) -> bytes:
        """What a print depends on beside its page: the browser, the style sheets, and how pages are numbered."""
        version = _run(self.browser, "--version").stdout
        styles = sorted(self.site.glob("assets/**/*.css"))
        return b"".join([version, Path(numbering.__file__).read_bytes(), *(path.read_bytes() for path in styles)])

    def print(self, page: Path) -> Path:
        """Print a pack beside its page, and offer it there."""
        text = page.read_text("utf-8")
        out = pdf_of(page)
        still = _alone(text)
        key = hashlib.sha256(b"".join([self.engine, still.encode(), *_margins(page, still)])).hexdigest()[:32]
        kept = self.kept / f"{key}.pdf"
        if not kept.is_file():
            replaced(kept, self._printed(page, still))
        os.utime(kept)
        replaced(out, kept.read_bytes())
        replaced(page, _offering(text).encode())
        return out

    def forget(self) -> None:
        """Remove what was not asked for in a long time."""
        found = sorted(self.kept.glob("*.pdf"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in found[KEPT:]:
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """End the browsers that it has started."""
        while self.idle:
            self.idle.pop().close()

    def _printed(self, page: Path, text: str) -> bytes:
        """A page with its page numbers; one without any is printed once."""
        numbered = Numbered(unbroken(referring(text)))
        with self._chromium() as chromium:
            printed = self._once(chromium, page, numbered.told())
            while numbered.is_needed and numbered.read(printed):
                printed = self._once(chromium, page, numbered.told())
        return _repeatable(printed)

    @contextmanager
    def _chromium(self) -> Iterator[Chromium]:
        """A browser of one's own, which is open already where another page is done with it."""
        try:
            chromium = self.idle.pop()
        except IndexError:
            chromium = Chromium(self.browser, _PATIENCE)
        try:
            yield chromium
        except BaseException:
            chromium.close()
            raise
        self.idle.append(chromium)

    def _once(self, chromium: Chromium, page: Path, text: str) -> bytes:
        """A page with another text, printed where its links lead to the files of the site, which is left as it is."""
        with tempfile.TemporaryDirectory(prefix="launchbook-") as folder:
            place = _mirrored(self.site, page, Path(folder, "site"))
            place.write_text(text, "utf-8")
            try:
                return chromium.printed(place.as_uri())
            except Ended as ended:
                told = say("{browser} did not print {page}: {reason}", browser=self.browser, page=page, reason=ended)
                raise Unprinted(told) from None
            except Silent:
                raise _silent(self.browser) from None


def _run(*command: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE)  # noqa: S603 - named here, no shell
    except subprocess.TimeoutExpired:
        raise _silent(command[0]) from None


def _silent(browser: str) -> Unprinted:
    return Unprinted(say("{browser} did not answer within {count} s", browser=browser, count=_PATIENCE))


def browser() -> str:
    """The browser that prints. Raises `Unprinted` where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise Unprinted(say("no Chromium was found, which prints the packs; on Debian: apt-get install chromium"))
    return found


def letters(pages: Sequence[Path]) -> None:
    """Raises `Unprinted` where pages are Chinese and no font here is."""
    if shutil.which("fc-list") is None or not any(_CHINESE.search(page.read_text("utf-8")) for page in pages):
        return
    if not _run("fc-list", ":lang=zh").stdout:
        raise Unprinted(say("no font here has Chinese letters; on Debian: apt-get install fonts-noto-cjk"))


def packs(site: Path, plan: str = "") -> Sequence[Path]:
    """The pages of packs of a built site, or those of one plan; a team's own page in a folder of that name is none."""
    found = site.glob(f"plans/{plan}/{FOLDER}/**/*.html" if plan else f"**/{FOLDER}/**/*.html")
    return sorted(path for path in found if "lb-bound__files" in path.read_text("utf-8"))


def print_packs(printer: Printer, pages: Sequence[Path]) -> Iterator[Path]:
    """Print packs, as many at a time as there are processors."""
    with closing(printer), ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        yield from pool.map(printer.print, pages)
    printer.forget()


def pdf_of(page: Path) -> Path:
    """The file beside a page: `packs/launch/index.html` is `packs/launch.pdf`."""
    return (page.parent if page.name == "index.html" else page.with_suffix("")).with_suffix(".pdf")


def _mirrored(site: Path, page: Path, root: Path) -> Path:
    """A place for another version of a page, beside which everything else of the site stands as a link."""
    folder, goal = site.resolve(), page.resolve()
    here = root
    for name in goal.relative_to(folder).parts:
        here.mkdir(parents=True)
        for beside in folder.iterdir():
            if beside.name != name:
                (here / beside.name).symlink_to(beside)
        folder, here = folder / name, here / name
    return here


def _offering(text: str) -> str:
    return _OFFERED.sub(r"\1\2 href=", text)


def _alone(text: str) -> str:
    """A page as it is printed: without its scripts, since it says all without them, and the same at any hour; links to other pages
    lead to the published site, or nowhere where that is not known.
    """
    there = _PUBLISHED.search(text)

    def link(found: re.Match[str]) -> str:
        if there is None and ":" not in found[2]:
            return found[1]
        return f'{found[1]} href="{urljoin(there[1] if there else "", found[2])}"'

    return _LINK.sub(link, _offering(_SCRIPT.sub("", text)))


def _margins(page: Path, text: str) -> Iterator[bytes]:
    """The style sheets of what stands around a page on paper. A square changes with the code beside it, which they hold."""
    for link in re.findall(r'<link rel="stylesheet" media="print" href="([^"?#]+)"', text):
        sheet = page.parent / link
        if sheet.is_file():
            yield sheet.read_bytes()


def _repeatable(pdf: bytes) -> bytes:
    """Without the time of printing, and with cells of tables numbered as they come, so that the same pack gives the same bytes.

    No length changes: the file holds positions.
    """
    numbers: dict[bytes, int] = {}
    counted = _CELL.sub(lambda found: b"(node%08d)" % numbers.setdefault(found[1], len(numbers)), pdf)
    return _DATE.sub(lambda found: b" " * len(found[0]), _CELLS.sub(_in_order, counted))


def _in_order(listed: re.Match[bytes]) -> bytes:
    """A list of cells, sorted: a browser numbers them as it comes to them, which on a busy machine is not always from first to last."""
    cells = sorted(re.findall(_NAMED_CELL, listed[1]))
    first, last = (cell.partition(b" ")[0] for cell in (cells[0], cells[-1]))
    return b"/Limits [%s %s]\n/Names [%s]" % (first, last, b" ".join(cells))
