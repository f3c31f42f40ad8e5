"""The smallest mkdocs.yml: it gives the same pages as one that names everything, and another theme is told in one sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from site_kit import ROOT, TEA, config, launchbook, mkdocs_build, project

from launchbook.site.extensions import NEEDED, completed, missing

SMALL = "site_name: Launches\ntheme: material\nplugins: [search, launchbook]\n"


def small(folder: Path, plans: dict[str, str], text: str = SMALL) -> Path:
    """A project with a mkdocs.yml of three lines."""
    (project(folder, plans) / "mkdocs.yml").write_text(text, "utf-8")
    return folder


def articles(folder: Path, *below: str) -> dict[str, str]:
    """The articles of the pages of plans, by their paths."""
    found = {}
    for path in sorted(folder.joinpath(*below).rglob("*.html")):
        article = re.search(r"<article.*?</article>", path.read_text("utf-8"), re.DOTALL)
        assert article, path
        found[path.relative_to(folder).as_posix()] = article[0]
    return found


def test_three_lines_give_the_same_pages_as_a_configuration_that_names_everything(tmp_path: Path) -> None:
    plans = {"status-page.yml": (ROOT / "plans/status-page.yml").read_text("utf-8")}
    unlinked = dict.fromkeys(("repo_url", "repo_name", "edit_uri", "site_url"))
    theme = yaml.safe_load(config())["theme"]
    (tmp_path / "whole").mkdir()
    whole = project(tmp_path / "whole", plans)
    (whole / "mkdocs.yml").write_text(config(**unlinked, theme=theme | {"language": "en"}), "utf-8")
    for folder in (whole, small(tmp_path / "small", plans)):
        built = mkdocs_build(folder)
        assert built.returncode == 0, built.stderr
    ours = articles(whole / "site", "plans")
    assert len(ours) > 10 and any('class="highlight"' in page or "headerlink" in page for page in ours.values())
    assert articles(tmp_path / "small/site", "plans") == ours


def test_a_tree_names_what_its_pages_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small(tmp_path / "p", {"tea.yml": TEA}))
    assert launchbook("render", "--out", "out").code == 0
    written = yaml.safe_load(Path("out/mkdocs.yml").read_text("utf-8"))["markdown_extensions"]
    assert {next(iter(each)) if isinstance(each, dict) else each for each in written} == NEEDED.keys()


def test_what_a_site_says_of_an_extension_holds() -> None:
    own: list[object] = [{"toc": {"permalink": False}}, "markdown.extensions.tables", "pymdownx.extra", "footnotes"]
    assert completed(own) == [*own, "admonition", {"pymdownx.highlight": {"anchor_linenums": True}}]
    assert completed(completed([])) == completed([])
    assert not missing(NEEDED)


@pytest.mark.parametrize(
    ("theme", "said"),
    [("theme: readthedocs\n", "the theme is `readthedocs`"), ("", "the theme is `mkdocs`")],
    ids=["another", "none"],
)
def test_another_theme_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str, said: str
) -> None:
    folder = small(tmp_path / "p", {"tea.yml": TEA}, SMALL.replace("theme: material\n", theme))
    built = mkdocs_build(folder)
    assert built.returncode == 1 and "Traceback" not in built.stderr
    assert f"{said}; pages of plans need Material for MkDocs: write `theme: material`" in built.stderr
    assert not (folder / "site").exists()
    monkeypatch.chdir(folder)
    rendered = launchbook("render", "--out", "out")
    assert rendered.code == 2 and said in rendered.err and "mkdocs.yml" in rendered.err
    assert not (folder / "out").exists()


def test_extensions_of_a_parent_configuration_hold(tmp_path: Path) -> None:
    folder = small(tmp_path / "p", {"tea.yml": TEA}, "INHERIT: base.yml\nsite_name: Launches\n")
    (folder / "base.yml").write_text(SMALL + "markdown_extensions:\n  toc: {permalink: §}\n", "utf-8")
    built = mkdocs_build(folder)
    assert built.returncode == 0, built.stderr
    assert ">§</a>" in (folder / "site/plans/tea/index.html").read_text("utf-8")
