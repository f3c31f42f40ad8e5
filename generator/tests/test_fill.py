"""How full the sheets of packs are: no sheet of a stack is nearly empty, as far as that is in anybody's hands."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_kit import Built, once

from launchbook.site import pdf
from launchbook.site.numbering import pages_of

pytest_plugins = ("site_fixtures",)

PLANS = ("records-move", "exam-buddy-1.0")
_SHEET = re.compile(r'<page width="[\d.]+" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">')
TOP, FOOT = 10 / 25.4 * 72, 22 / 25.4 * 72
"""The margins of a sheet, in points."""
QUARTER, LITTLE = 0.25, 0.05
"""What a sheet carries at least; and the last of a chapter or a card, where setting it closer saved none."""


@pytest.fixture(scope="session")
def packs(real: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the real plans with the packs of two of them printed."""

    def make(folder: Path) -> None:
        shutil.copytree(real.site, folder / "site")
        printer = pdf.Printer(folder / "site", pdf.browser(), folder / "kept")
        pages = [page for plan in PLANS for page in pdf.packs(folder / "site", plan)]
        assert list(pdf.print_packs(printer, pages))

    return once(tmp_path_factory, "packs-of-real-plans", make) / "site"


def fills(path: Path) -> Iterator[float]:
    """The share of each sheet that carries text, between its margins."""
    command = ["pdftotext", "-bbox", str(path), "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for height, words in _SHEET.findall(told):
        foot = float(height) - FOOT
        ends = [float(low) for high, low in _WORD.findall(words) if float(high) > TOP and float(low) < foot + 3]
        yield max([0.0, *((low - TOP) / (foot - TOP) for low in ends)])


@pytest.mark.parametrize("name", ["launch", "cards", "checklists"])
@pytest.mark.parametrize("plan", PLANS)
def test_no_sheet_of_a_pack_is_nearly_empty(packs: Path, plan: str, name: str) -> None:
    path = packs / f"plans/{plan}/packs/{name}.pdf"
    shares, pages = list(fills(path)), pages_of(path.read_bytes())
    ends = {page for key, page in pages.items() if key.startswith("lb-ended-")}
    text = (packs / f"plans/{plan}/packs/{name}/index.html").read_text("utf-8")
    begins = {
        pages[key] for key in re.findall(r'<section [^>]*?(?:id|data-part)="([^"]+)"', text) if key in pages
    } | {1}  # fmt: skip
    short = [
        (page, round(share, 2))
        for page, share in enumerate(shares, 1)
        if share < (LITTLE if page in ends else QUARTER) and not (page in ends and page in begins)
    ]
    backs = [page for page, share in short if share < 0.05 and page - 1 in ends and page % 2 == 0]
    assert not [each for each in short if each[0] not in backs], f"{plan} {name}: {short}"
