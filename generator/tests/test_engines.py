"""The same plans through three builds: the plugin, and the rendered tree through MkDocs and through Zensical."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from site_kit import Built, build, launchbook, lines_of, once, run

from launchbook.site.binding import bind

pytest_plugins = ("site_fixtures",)

BY_THEME = re.compile(r"^__|^(search|share|comments)$")
"""Ids that a theme gives to parts of its own."""


def rendered(project: Path, out: Path) -> Path:
    found = launchbook("render", "--plans", project / "plans", "--out", out, "--as-of", "2026-01-10")
    assert found.code == 0, found.err
    return out


def zensical(tree: Path) -> Built:
    found = run("zensical", "build", "--clean", cwd=tree)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "No issues found" in found.stdout + found.stderr, found.stdout + found.stderr
    bind(tree / "site")  # as `launchbook pdf` does where no plugin has
    return Built(tree)


@pytest.fixture(scope="session")
def by_zensical(real: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(once(tmp_path_factory, "zensical", lambda folder: zensical(rendered(real.project, folder)) and None))


@pytest.fixture(scope="session")
def by_mkdocs(real: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The tree through MkDocs alone, without the plugin."""

    def make(folder: Path) -> None:
        build(rendered(real.project, folder))
        bind(folder / "site")

    return Built(once(tmp_path_factory, "tree", make))


def differences(first: Built, second: Built) -> list[str]:
    """How the articles and anchors of two sites differ."""
    found = []
    for address, page in first.pages.items():
        if address == "404.html":
            continue
        other = second.pages.get(address)
        if other is None:
            found.append(f"{address}: not there")
            continue
        if page.article != other.article:
            lines = difflib.unified_diff(page.article.split(), other.article.split(), lineterm="", n=4)
            found.append(f"{address}: {' '.join(list(lines)[2:40])}")
        anchors = {anchor for anchor in page.anchors ^ other.anchors if not BY_THEME.search(anchor)}
        if anchors:
            found.append(f"{address}: anchors {sorted(anchors)}")
    return found


def test_the_tree_builds_without_the_plugin(real: Built, by_mkdocs: Built) -> None:
    assert "- launchbook\n" not in (by_mkdocs.project / "mkdocs.yml").read_text("utf-8")
    assert set(by_mkdocs.pages) == set(real.pages)
    found = differences(real, by_mkdocs)
    assert not found, lines_of(found)


def test_zensical_shows_the_same_words_and_anchors(real: Built, by_zensical: Built) -> None:
    assert set(by_zensical.pages) == set(real.pages)
    found = differences(real, by_zensical)
    assert not found, lines_of(found)


def test_hostile_text_is_the_same_text_in_both(hostile: Built, tmp_path: Path) -> None:
    site = zensical(rendered(hostile.project, tmp_path / "out"))
    assert set(site.pages) == set(hostile.pages)
    found = differences(hostile, site)
    assert not found, lines_of(found)
    for address, page in site.pages.items():
        assert not page.handlers, f"{address}: {page.handlers}"
        assert not [source for _, source in page.sources if source == "x"], address
        assert not [text for text in page.scripts if "__pwned" in text], address


def test_zensical_bounds_the_navigation_too(good: Built, tmp_path: Path) -> None:
    site = zensical(rendered(good.project, tmp_path / "out"))
    for own, other in (("tea", "coffee"), ("coffee", "tea")):
        sidebar = site.pages[f"plans/{own}/people/"].sidebar
        assert sidebar
        assert not [link for link in sidebar if other in link]
        assert [link for link in sidebar if link.rstrip("/").endswith("metrics")]


def test_zensical_loads_our_style_and_script(by_zensical: Built) -> None:
    for address, page in by_zensical.pages.items():
        sources = [source for _, source in page.sources]
        assert [source for source in sources if source.endswith("assets/launchbook/launchbook.css")], address
        assert [source for source in sources if source.endswith("assets/launchbook/launchbook.js")], address


def test_pages_past_markdown_are_those_that_went_through_it(real: Built, by_mkdocs: Built) -> None:
    """The plugin sets the HTML of a page aside; MkDocs alone reads all of it as Markdown."""
    pages = {path.relative_to(real.site) for path in real.site.rglob("*.html")}
    different = [str(page) for page in pages if article(real.site / page) != article(by_mkdocs.site / page)]
    assert not different, lines_of(different)


def article(path: Path) -> str:
    """What is written in the article of a page, without the blanks between its elements."""
    found = re.search(r"<article.*</article>|\Z", path.read_text("utf-8"), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", found[0] if found else ""))
