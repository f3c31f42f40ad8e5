"""`launchbook format`: one layout, the same values, every comment."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from launchbook.cli import commands
from launchbook.core.comments import comments_in
from launchbook.core.source import read_source
from launchbook.formatting import Unformatted, formatted

ROOT = Path(__file__).parents[2]
PLANS = sorted(
    [
        *ROOT.glob("plans/**/*.yml"),
        *ROOT.glob("generator/launchbook/sections/*/cases/*.yml"),
        *ROOT.glob("generator/tests/corpus/clean/*.yml"),
    ]
)
ODD = """\
# the head
plan:   tea      # an id
title: 'Tea: "50 %"'
launch:    2027-03-09 10:00
version: 1.10
parallel: no
people:
      li:   {name: Li,   phone: "013812",role: [ ] }   # 3 spaces

      mo:
         # above the name
         name: Mo



checklists:
- title: Doors
  items:
  - a   # one
  - b
  # between
  -   do: c
      note: |
          two

            deep   # no comment
          end
- {title: "x # y", items: [{do: z}, '#'], note: }
# the end"""


def comments(data: bytes) -> list[str]:
    return [comment.text for comment in comments_in(read_source("", data))]


def test_an_odd_plan_comes_into_the_one_layout() -> None:
    new = formatted(ODD.encode()).decode()
    assert "      li:" not in new and "  li: {name: Li, phone:" in new
    assert "\n  - title: Doors\n    items:\n      - a" in new and new.endswith("# the end\n")
    assert "version: 1.10\nparallel: no\n" in new and "'Tea: \"50 %\"'" in new and '"013812"' in new
    assert read_source("", ODD.encode()).root.data() == read_source("", new.encode()).root.data()  # type: ignore[union-attr]
    assert len(comments(ODD.encode())) == 7 == len(comments(new.encode()))
    assert "deep   # no comment" in new


@pytest.mark.parametrize("path", PLANS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_can_be_read_says_the_same_and_stays(path: Path) -> None:
    data = path.read_bytes()
    source = read_source("", data)
    if source.problems or source.root is None:
        with pytest.raises(Unformatted):
            formatted(data)
        return
    new = formatted(data)
    assert yaml.load(new, yaml.CBaseLoader) == yaml.load(data, yaml.CBaseLoader)
    assert comments(new) == comments(data)
    assert formatted(new) == new


@pytest.mark.parametrize(
    "form", [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text], ids=["crlf", "bom"]
)
def test_ends_of_lines_and_marks_are_one(form: object) -> None:
    assert formatted(form(ODD).encode()) == formatted(ODD.encode())  # type: ignore[operator]


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "", "# only\n", "a\tb:\n\t- c", "a: 1\na: 2", "{{ x }}: 1\n- a"])
def test_what_cannot_be_read_is_left(text: str) -> None:
    with pytest.raises(Unformatted):
        formatted(text.encode())


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
KEYS = TEXTS.filter(bool)
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), st.booleans())
def test_whatever_is_written_is_formatted_or_left(value: object, flow: bool) -> None:
    data = yaml.dump(value, allow_unicode=True, default_flow_style=flow or None).encode()
    try:
        new = formatted(data)
    except Unformatted:
        return
    assert yaml.load(new, yaml.CBaseLoader) == yaml.load(data, yaml.CBaseLoader)


def test_the_command_writes_what_it_is_given_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "plans/tea"
    (folder / "runs").mkdir(parents=True)
    for name in ("plan.yml", "notes.yml", "runs/a.yml"):
        (folder / name).write_text("notes:\n    a:  b\n" if name != "plan.yml" else "plan:  tea\n", "utf-8")
    (tmp_path / "plans/broken.yml").write_text("a: [\n", "utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(commands, ["format", *arguments], standalone_mode=False)
        return int(result.return_value), result.output

    code, said = run("--check", "plans/tea")
    assert code == 1 and "+  a: b" in said and (folder / "notes.yml").read_text("utf-8") == "notes:\n    a:  b\n"
    assert run("plans/tea/notes.yml")[0] == 0
    assert (folder / "notes.yml").read_text("utf-8") == "notes:\n  a: b\n"
    assert (folder / "plan.yml").read_text("utf-8") == "plan:  tea\n", "only the file that was named"
    code, said = run()
    assert code == 1 and "plans/broken.yml: left as it is" in said
    assert (folder / "plan.yml").read_text("utf-8") == "plan: tea\n"
    assert (folder / "runs/a.yml").read_text("utf-8") == "notes:\n    a:  b\n", "records have a form of their own"


HOOKS = yaml.load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"), yaml.CBaseLoader)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_is_a_command_and_takes_the_files_of_plans(hook: dict[str, str]) -> None:
    program, command, *_ = hook["entry"].split()
    assert program == "launchbook" and command in commands.list_commands(click.Context(commands))

    def taken(path: str) -> bool:
        return bool(re.search(hook["files"], path)) and not re.search(hook["exclude"], path)

    assert taken("plans/tea.yml") and taken("plans/a/b/notes.yaml")
    for other in (
        "mkdocs.yml",
        "docs/plans/tea.yml",
        "plans/_draft.yml",
        "plans/.hidden/a.yml",
        "plans/tea.md",
        "plans/_old/a.yml",
    ):
        assert not taken(other), other


def test_the_check_takes_parts_runs_and_whatever_lies_beside_plans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plans/tea"
    folder.mkdir(parents=True)
    (folder / "plan.yml").write_text("plan: tea\ntitle: Tea\n", "utf-8")
    (folder / "notes.yml").write_text("notes: {a: b}\n", "utf-8")
    (tmp_path / "plans/other.yml").write_text("plan: other\ntitle: Other\nlaunch: never\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(commands, ["check", "plans/tea/notes.yml", "plans/tea/plan.yml"], standalone_mode=False)
    assert result.return_value == 0 and "1 plan:" in result.output, "the plan of the parts, once, and no other"
