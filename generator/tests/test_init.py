"""`launchbook init`: a folder becomes a site of plans; what is there stays, and what is told is there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml
from site_kit import TEA, content, launchbook, mkdocs_build, write

from launchbook.schema import schema_text
from launchbook.starter import STARTERS
from launchbook.starter.project import WISHES

PLAIN = {
    "mkdocs.yml", ".gitignore", "requirements.txt", "docs/.gitkeep", "plans/first-launch.yml", "plans/plan.schema.json",
}  # fmt: skip
ALL = tuple(f"--{wish}" for wish in WISHES)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, as the working directory."""
    folder = tmp_path / "tea launches"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def told(*arguments: object) -> str:
    found = launchbook("init", *arguments)
    assert found.code == 0, found.err
    return found.out


@pytest.mark.parametrize("language", STARTERS)
def test_an_empty_folder_becomes_a_site(empty: Path, language: str) -> None:
    said = told("--language", language)
    assert content(empty).keys() == PLAIN
    assert {line.removesuffix(" is written.") for line in said.splitlines()[:-1]} == PLAIN
    assert said.splitlines()[-1] == (
        "`launchbook check plans/first-launch.yml` finds mistakes, `mkdocs serve` shows the pages while you edit."
    )
    assert launchbook("check", "--strict").code == 0
    built = mkdocs_build(empty)
    assert built.returncode == 0, built.stderr
    home = (empty / "site/index.html").read_text("utf-8")
    assert "tea launches" in home and "plans/first-launch/" in home
    assert (empty / "site/plans/first-launch/rollback/index.html").is_file()


def test_the_schema_lies_beside_the_plans_and_new_ones_name_it(empty: Path) -> None:
    told("--plan", "tea-2.0")
    assert (empty / "plans/plan.schema.json").read_text("utf-8") == schema_text()
    launchbook("new", "coffee", "--folder", "--language", "en")
    for path in ("plans/tea-2.0.yml", "plans/coffee/plan.yml"):
        first = (empty / path).read_text("utf-8").splitlines()[0]
        assert (
            (empty / path).parent / first.partition("$schema=")[2]
        ).resolve() == empty.resolve() / "plans/plan.schema.json"


def test_files_for_ci_and_hooks_are_written_on_wish_also_later(empty: Path) -> None:
    told()
    said = told(*ALL)
    assert {path for path, _ in WISHES.values()} == content(empty).keys() - PLAIN
    assert "mkdocs.yml stays as it is." in said and ".gitlab-ci.yml is written." in said
    for path in (*(path for path, _ in WISHES.values()), "mkdocs.yml"):
        text = (empty / path).read_text("utf-8")
        assert isinstance(yaml.safe_load(text), dict) and not re.search("@[A-Z]+@", text), path


def test_what_is_there_stays_and_what_it_lacks_is_told(empty: Path) -> None:
    write(empty, {
        "mkdocs.yml": "site_name: Ours\ntheme: material\n", ".gitignore": "/site/\n", "requirements.txt": "mkdocs\n",
        "plans/tea.yml": TEA, "docs/index.md": "# Ours\n", "README.md": "Ours.\n",
    })  # fmt: skip
    before = content(empty)
    said = told()
    after = content(empty)
    assert {path: after[path] for path in before} == before
    assert after.keys() - before.keys() == {"plans/plan.schema.json"}
    assert "mkdocs.yml stays as it is. Add `launchbook` below its `plugins:`, behind `search`." in said
    assert ".gitignore stays as it is. Add to it: /.site.*/, /.cache/, /.venv/" in said
    assert "requirements.txt stays as it is. Add to it: launchbook" in said
    assert "first-launch" not in said and "`launchbook check plans`" in said


def test_a_folder_may_be_named_and_what_is_told_leads_there(empty: Path) -> None:
    said = told("deep/er folder")
    assert "`launchbook check 'deep/er folder/plans/first-launch.yml'`" in said
    assert "`mkdocs serve -f 'deep/er folder/mkdocs.yml'`" in said
    assert launchbook("check", "deep/er folder/plans").code == 0


def test_a_python_package_and_a_place_without_permission_are_told_in_one_sentence(empty: Path) -> None:
    write(empty, {"tool/__init__.py": "", "tool/inner/x.py": "", "file": ""})
    before = content(empty)
    for folder in ("tool", "tool/inner"):
        refused = launchbook("init", folder)
        assert refused.code == 2 and "tool: is a Python package; name a folder outside it" in refused.err
    nowhere = launchbook("init", "/proc/nowhere")
    assert nowhere.code == 2 and nowhere.err.count("\n") == 1 and "nothing is written" in nowhere.err
    assert launchbook("init", "file").code == 2
    assert launchbook("init", "--plan", "a b").code == 2
    assert content(empty) == before


def test_a_full_disk_leaves_no_half_of_it(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    found = launchbook("init")
    assert found.code == 2 and "No space left on device; nothing is written" in found.err
    assert content(empty) == {}


def test_links_that_lead_nowhere_are_not_written_through(empty: Path) -> None:
    os.symlink("/proc/nowhere/mkdocs.yml", empty / "mkdocs.yml")
    assert "mkdocs.yml stays as it is." in told()
    assert (empty / "mkdocs.yml").is_symlink()


def test_the_name_of_a_folder_is_a_text_in_yaml(empty: Path) -> None:
    for name in ('say "yes": no', "上线 #2", os.fsdecode(b"caf\xe9")):
        told(Path(name))
        settings = yaml.safe_load((empty / name / "mkdocs.yml").read_text("utf-8"))
        assert settings["site_name"] == name.encode("utf-8", "replace").decode()


def test_new_names_only_what_is_there(empty: Path) -> None:
    alone = launchbook("new", "one").out
    assert "make " not in alone and "mkdocs" not in alone and "`launchbook check plans/one.yml`" in alone
    write(empty, {"mkdocs.yml": "site_name: x\n"})
    assert "`mkdocs serve` shows" in launchbook("new", "two").out
    write(empty, {"Makefile": "serve: ready\n\tx\ncheck: ## Check\n\ty\n"})
    assert "`make check` finds mistakes, `make serve` shows" in launchbook("new", "three").out
