"""What is kept of compiled templates."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from launchbook.render.jinja import Compiled

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


def render(folder: Path, home: Path, syntax: str = "", **options: str) -> str:
    environment = Environment(
        autoescape=True, loader=FileSystemLoader(folder), bytecode_cache=Compiled(home, syntax), **options
    )  # type: ignore[arg-type]
    return environment.get_template("a.md.j2").render(x="&")


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if "__pycache__" in path.parts and path.is_file())


def test_a_compiled_template_is_kept_beside_it_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md.j2").write_text("{{ x }}", "utf-8")
    assert render(tmp_path, tmp_path) == "&amp;"
    assert len(kept(tmp_path)) == 1
    monkeypatch.setattr(Environment, "_generate", None)  # compiling would now fail
    assert render(tmp_path, tmp_path) == "&amp;"


def test_what_changed_is_compiled_again(tmp_path: Path) -> None:
    (tmp_path / "a.md.j2").write_text("{{ x }}[[ x ]]", "utf-8")
    assert render(tmp_path, tmp_path) == "&amp;[[ x ]]"
    other = {"variable_start_string": "[[", "variable_end_string": "]]"}
    assert render(tmp_path, tmp_path, "other", **other) == "{{ x }}&amp;"
    (tmp_path / "a.md.j2").write_text("[[ x ]]!", "utf-8")
    assert render(tmp_path, tmp_path, "other", **other) == "&amp;!"
    assert len(kept(tmp_path)) == 1


def test_a_teams_templates_are_not_kept(tmp_path: Path) -> None:
    (tmp_path / "a.md.j2").write_text("{{ x }}", "utf-8")
    render(tmp_path, tmp_path / "home")
    assert kept(tmp_path) == []


def test_python_may_be_told_to_keep_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "a.md.j2").write_text("{{ x }}", "utf-8")
    assert render(tmp_path, tmp_path) == "&amp;"
    assert kept(tmp_path) == []


def test_what_cannot_be_kept_or_read_is_compiled(tmp_path: Path) -> None:
    (tmp_path / "a.md.j2").write_text("{{ x }}", "utf-8")
    (tmp_path / "__pycache__").write_text("no folder", "utf-8")
    assert render(tmp_path, tmp_path) == "&amp;"
    (tmp_path / "__pycache__").unlink()
    render(tmp_path, tmp_path)
    [file] = kept(tmp_path)
    whole = file.read_bytes()
    for end in (*range(64), *range(64, len(whole), 7)):
        file.write_bytes(whole[:end])
        assert render(tmp_path, tmp_path) == "&amp;"
