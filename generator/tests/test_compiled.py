"""What is kept of compiled templates, and what building leaves as it was."""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from launchbook.render import Options, Renderer
from launchbook.render.jinja import Compiled, Direct
from launchbook.site import Builder

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


def test_macros_blocks_and_loops_call_what_they_name(tmp_path: Path) -> None:
    (tmp_path / "base.j2").write_text("{% block body %}base {{ x }}{% endblock %}", "utf-8")
    text = (
        "{% extends 'base.j2' %}{% macro twice(t) %}{{ t }}{{ caller() }}{% endmacro %}"
        "{% block body %}{{ super() }}{% for _ in range(2) %}{% call twice(x) %}.{% endcall %}{% endfor %}{% endblock %}"
    )
    (tmp_path / "a.md.j2").write_text(text, "utf-8")
    environment = Environment(autoescape=True, loader=FileSystemLoader(tmp_path))
    template = environment.get_template("a.md.j2")
    wanted = template.render(x="&")
    environment.context_class = Direct
    assert template.render(x="&") == wanted == "base &amp;&amp;.&amp;."


@pytest.mark.parametrize("enabled", [True, False])
def test_building_leaves_the_collector_as_it_was(enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        Builder().build([], AS_OF, Renderer(Options()))
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
