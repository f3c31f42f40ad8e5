"""Beside other plugins: each builds the site with ours, and neither takes from the other."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from site_kit import ENV, TEA, HtmlPage, build, mkdocs_build, project

DOCS = {"docs/about.md": "---\ntags: [team]\n---\n\n# About us\n\nWe are {{ 1 + 1 }}.\n", "docs/index.md": "# Start\n"}
PLAN = TEA + "notes:\n- title: Braces\n  text: 'Say {{ name }}, {% raw %} and {# this #} as they are.'\n"
BRACES = "Say {{ name }}, {% raw %} and {# this #} as they are."


def built(folder: Path, *plugins: Any, before: bool = False) -> Path:
    """A site of a plan and two pages, with further plugins behind ours or before it."""
    ours = [*plugins, "launchbook"] if before else ["launchbook", *plugins]
    project(folder, {"tea.yml": PLAN}, DOCS, plugins=["search", *ours])
    commit(folder)
    build(folder)
    return folder / "site"


def commit(folder: Path) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
    for arguments in (["init", "--quiet"], ["add", "--all"], [*who, "commit", "--quiet", "--message", "x"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)


def text_of(site: Path, address: str) -> str:
    return HtmlPage.of((site / address / "index.html").read_text("utf-8")).article


PLUGINS: dict[str, Any] = {
    "awesome-nav": "awesome-nav",
    "blog": "blog",
    "git-revision-date-localized": "git-revision-date-localized",
    "macros": "macros",
    "minify": {"minify": {"minify_html": True}},
    "print-site": "print-site",
    "redirects": {"redirects": {"redirect_maps": {"old.md": "plans/tea/index.md"}}},
    "tags": "tags",
}


@pytest.mark.parametrize("before", [False, True], ids=["behind", "before"])
@pytest.mark.parametrize("name", PLUGINS)
def test_pages_of_plans_are_the_same_beside_another_plugin(tmp_path: Path, name: str, before: bool) -> None:
    if before and name == "print-site":
        pytest.skip("it asks to stand last")
    site = built(tmp_path, PLUGINS[name], before=before)
    assert BRACES in text_of(site, "plans/tea/notes")
    assert "{{" not in text_of(site, "about") or name != "macros"
    found = json.loads((site / "search/search_index.json").read_text("utf-8"))["docs"]
    assert {"plans/tea/", "about/"} <= {entry["location"] for entry in found}
    assert (site / "sw.js").is_file() and not list(tmp_path.glob(".site*/*"))
    if name == "print-site":
        printed = text_of(site, "print_page")
        assert BRACES in printed and "About us" in printed
    if name == "redirects":
        assert "plans/tea/" in (site / "old/index.html").read_text("utf-8")
    if name == "macros":
        assert "We are 2." in text_of(site, "about")


def test_the_search_of_a_site_from_disk_has_the_records_too(tmp_path: Path) -> None:
    """`offline` makes a script of the index, and pages with names of files."""
    site = built(tmp_path, "offline")
    found = json.loads((site / "search/search_index.js").read_text("utf-8").partition("=")[2].rstrip(";\n"))["docs"]
    assert "plans/tea/index.html" in {entry["location"] for entry in found}


def test_mike_publishes_versions_and_leaves_the_site_there(tmp_path: Path) -> None:
    """It builds by a command of its own, and reads the site folder afterwards."""
    project(tmp_path, {"tea.yml": PLAN}, DOCS, plugins=["search", "launchbook", "mike"])
    commit(tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/old.html").write_text("old", "utf-8")
    bin = Path(sys.executable).parent
    env = {**os.environ, **ENV, "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}"}
    env |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.example", "GIT_AUTHOR_NAME": "a"}
    env |= {"GIT_AUTHOR_EMAIL": "a@b.example"}
    mike = shutil.which("mike", path=env["PATH"])
    assert mike
    done = subprocess.run([mike, "deploy", "1.0", "latest"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    listed = ["git", "ls-tree", "-r", "--name-only", "gh-pages"]
    files = subprocess.run(listed, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.split()
    assert {"versions.json", "1.0/plans/tea/index.html", "latest"} <= set(files)
    assert (tmp_path / "site/plans/tea/index.html").is_file() and not (tmp_path / "site/old.html").exists()


def test_a_build_that_another_plugin_breaks_leaves_the_site(tmp_path: Path) -> None:
    site = built(tmp_path)
    before = (site / "plans/tea/index.html").read_bytes()
    config = (tmp_path / "mkdocs.yml").read_text("utf-8")
    (tmp_path / "mkdocs.yml").write_text(config.replace("- launchbook", "- launchbook\n- no-such-plugin"), "utf-8")
    assert mkdocs_build(tmp_path).returncode
    assert (site / "plans/tea/index.html").read_bytes() == before
