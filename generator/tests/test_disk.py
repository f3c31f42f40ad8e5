"""The site opened from disk by a double-click: pages, search, ticks of the clock, drawings; in Chromium and in Firefox."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from marionette import FIREFOX, firefox
from site_kit import ROOT, TEA, launchbook, lines_of, mkdocs_build, once, project, watched

pytest_plugins = ("site_fixtures",)

PLAN = ROOT / "generator/launchbook/sections/timeline/cases/example.en.yml"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with `site-offline/` and its zip, as `make offline` makes them."""

    def make(folder: Path) -> None:
        project(folder, {"tea.yml": TEA, "chart.yml": PLAN.read_text("utf-8")}, {"docs/about.md": "# About\n"})
        done = mkdocs_build(folder, "--no-directory-urls", "--site-dir", "site-offline")
        assert done.returncode == 0, done.stdout + done.stderr
        packed = launchbook("pack", folder / "site-offline", "--plans", folder / "plans", "--lang", "en")
        assert packed.code == 0 and "open index.html" in packed.out, packed

    return once(tmp_path_factory, "disk", make)


@pytest.fixture
def disk(home: Path, tmp_path: Path) -> Iterator[Path]:
    """The zip, unpacked somewhere else, in a folder whose name has a blank."""
    place = tmp_path / "from a colleague"
    with ZipFile(home / "site-offline.zip") as zip:
        zip.extractall(place)
    yield place / "site-offline"


LINKS = (
    "[...document.querySelectorAll('a[href], link[rel=stylesheet], script[src]')].map(node => node.href || node.src)"
)


def addresses(folder: Path) -> list[str]:
    return [path.as_uri() for path in sorted(folder.rglob("*.html")) if path.name != "404.html"]


def test_every_page_opens_from_disk(disk: Path, browser: Any) -> None:
    with watched(browser, search=True) as opened:
        for address in addresses(disk):
            opened.page.goto(address, wait_until="load")
            links = opened.page.evaluate(LINKS)
            for link in links:
                if link.startswith("file:"):
                    assert link.partition("#")[0].partition("?")[0] in {
                        path.as_uri() for path in disk.rglob("*") if path.is_file()
                    }, link
        assert not opened.troubles, lines_of(opened.troubles)
        assert not [each for each in opened.requests if not each.startswith(("file:", "data:"))]


def test_the_search_finds_from_disk(disk: Path, browser: Any) -> None:
    with watched(browser, search=True, viewport={"width": 1440, "height": 900}) as opened:
        opened.page.goto((disk / "index.html").as_uri() + "?q=%E8%8C%B6%E5%8F%99", wait_until="load")
        first = opened.page.locator(".md-search-result__item a").first
        first.wait_for(timeout=30_000)
        assert "/plans/tea/" in first.get_attribute("href")
        first.click()
        opened.page.wait_for_url("**/plans/tea/**")
        assert not opened.troubles, lines_of(opened.troubles)


def test_the_script_runs_and_drawings_are_there(disk: Path, browser: Any) -> None:
    with watched(browser) as opened:
        opened.page.goto((disk / "plans/tea/index.html").as_uri(), wait_until="load")
        assert opened.page.locator(".lb-countdown").first.text_content() != "–"
        [chart] = disk.glob("plans/*/timeline.html")
        opened.page.goto(chart.as_uri(), wait_until="load")
        assert opened.page.locator(".lb-timeline-frame svg").first.bounding_box()["width"] > 100
        assert opened.page.evaluate("document.querySelectorAll('iframe').length") <= 1
        assert not opened.troubles, lines_of(opened.troubles)


def test_a_sheet_printed_from_disk_leads_to_the_published_site_and_is_answered_from_disk(
    disk: Path, browser: Any
) -> None:
    with watched(browser) as opened:
        opened.page.goto((disk / "plans/tea/index.html").as_uri(), wait_until="load")
        [where, code] = opened.page.locator(".lb-still span").all_text_contents()
        assert where.endswith("/plans/tea/sheet/")
        opened.page.goto(
            (disk / "plans/tea/sheet.html").as_uri() + f"#index.{code.replace(' ', '')[-8:]}", wait_until="load"
        )
        assert opened.page.locator("[data-answer]:visible").count() == 1
        assert not opened.troubles, lines_of(opened.troubles)


@pytest.mark.skipif(not FIREFOX, reason="Firefox is not installed")
def test_firefox_opens_the_site_from_disk(disk: Path, tmp_path: Path) -> None:
    with firefox(tmp_path) as window:
        window.go((disk / "plans/tea/index.html").as_uri())
        assert window.wait("return document.querySelector('.lb-countdown').textContent !== '–'")
        window.go((disk / "index.html").as_uri() + "?q=%E8%8C%B6%E5%8F%99")
        window.wait("return document.querySelector('.md-search-result__item a')")
        assert "/plans/tea/" in window.run("return document.querySelector('.md-search-result__item a').href")


def test_the_same_site_gives_the_same_zip(home: Path) -> None:
    before = (home / "site-offline.zip").read_bytes()
    assert launchbook("pack", home / "site-offline", "--plans", home / "plans").code == 0
    assert (home / "site-offline.zip").read_bytes() == before


def test_the_home_page_offers_the_zip_of_these_plans_alone(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    shutil.copytree(home, folder, ignore=shutil.ignore_patterns("site-offline"))
    assert mkdocs_build(folder).returncode == 0
    assert 'href="site-offline.zip"' in (folder / "site/index.html").read_text("utf-8")
    assert (folder / "site/site-offline.zip").read_bytes() == (home / "site-offline.zip").read_bytes()
    plan = folder / "plans/tea.yml"
    plan.write_text(plan.read_text("utf-8").replace("1.0.0", "1.0.1"), "utf-8")
    assert mkdocs_build(folder).returncode == 0
    assert "site-offline.zip" not in (folder / "site/index.html").read_text("utf-8")
    assert not (folder / "site/site-offline.zip").exists()


def test_what_is_no_site_is_told(tmp_path: Path) -> None:
    answer = launchbook("pack", tmp_path, "--plans", ROOT / "plans", "--lang", "en")
    assert answer.code == 2 and "holds no site" in answer.err
