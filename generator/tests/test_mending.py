"""`check --fix` and `--diff`: what is certain is mended in the file, and nothing else of it is touched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from launchbook.cli import commands
from launchbook.core.datewords import WEEKDAY_NAMES, in_style_of, weekday_of
from launchbook.load import PlanFiles
from launchbook.mending import mended

AS_OF = datetime(2027, 1, 4, tzinfo=UTC)
HEAD = """\
plan: tea
title: Tea
language: en
launch: 2027-03-09 10:00
owner: li
decider: li
people:
  li: {name: Li, role: Boss, phone: "13800000001"}
"""
MENDED = [
    ("launch: 2027-03-09 10:00", "launch: 2027-03-09 Fri 10:00  # T", "launch: 2027-03-09 Tue 10:00  # T"),
    ("launch: 2027-03-09 10:00", 'launch: "2027-03-09 周五 10:00"', 'launch: "2027-03-09 周二 10:00"'),
    ("launch: 2027-03-09 10:00", "launch: 2027年3月9日 星期五 10:00", "launch: 2027年3月9日 星期二 10:00"),
    ("title: Tea", "title：Tea", "title: Tea"),
    ("role: Boss, phone", "role: Boss，phone", "role: Boss, phone"),
    ("Boss, phone: \"13800000001\"}", 'Boss, phone: "13800000001"｝', 'Boss, phone: "13800000001"}'),
    ("title: Tea", "title: Tea\nsummary: On Friday, 9 March 2027", "title: Tea\nsummary: On Tuesday, 9 March 2027"),
    ("title: Tea", "title: Tea\nsummary: 3月9日（周四）开门", "title: Tea\nsummary: 3月9日（周二）开门"),
]  # fmt: skip


NAMES = [*WEEKDAY_NAMES, *(f"{name}s" for name in WEEKDAY_NAMES), *(name[:3] for name in WEEKDAY_NAMES)]


def mend(text: str) -> str | None:
    """The plan after mending; None where nothing was mended."""
    found = mended(PlanFiles((("plans/tea.yml", text.encode()),)), AS_OF)
    return found["plans/tea.yml"].decode() if found else None


@pytest.mark.parametrize(("sound", "flawed", "after"), MENDED)
@pytest.mark.parametrize(
    "form", [str, lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text], ids=["lf", "crlf", "bom"]
)
def test_it_is_mended_and_the_rest_stays(sound: str, flawed: str, after: str, form: Callable[[str], str]) -> None:
    text = HEAD + "# a remark\nnotes:\n    a:   'kept  as it is'   # here\n"
    assert sound in text
    assert mend(form(text.replace(sound, flawed))) == form(text.replace(sound, after))


def test_a_task_that_is_finished_is_done() -> None:
    task = (
        "timeline:\n  - {{title: A, at: 2026-12-01 .. 2026-12-03, owner: li, status: planned, progress: {}}}\n".format
    )
    assert mend(HEAD + task("100%")) == HEAD + task("100%").replace("planned", "done")
    assert mend(HEAD + task("40%")) is None, "it may be in progress or late"


def test_several_in_one_file_are_mended_together() -> None:
    text = (
        HEAD.replace("title: Tea", "title：Tea")
        .replace("Boss, phone", "Boss，phone")
        .replace("03-09 10", "03-09 Mon 10")
    )
    assert mend(text) == HEAD.replace("03-09 10", "03-09 Tue 10")


def test_a_mark_that_is_part_of_a_text_is_left_although_there_are_other_errors() -> None:
    text = HEAD + "notes：\n  a: ［草稿］ Tea，b\n  b: －5 度\n"
    assert mend(text) == text.replace("notes：", "notes:"), "brackets would end the text, and no list is meant"


@pytest.mark.parametrize(
    "flawed",
    [
        HEAD,
        HEAD + "notes:\n  a: 甲：乙，丙\n",
        HEAD.replace("owner: li", "owner: lo"),
        HEAD.replace("2027-03-09 10:00", "2027-02-30 Fri"),
        "\x00\xff",
        "",
    ],
)
def test_what_is_not_certain_is_left(flawed: str) -> None:
    assert mend(flawed) is None


@given(st.sampled_from(NAMES), st.integers(0, 6), st.sampled_from([str.lower, str.upper, str.capitalize]))
def test_a_weekday_keeps_its_style(name: str, day: int, form: Callable[[str], str]) -> None:
    new = in_style_of(form(name), day)
    assert weekday_of(new) == day and new == form(new) and (len(new) == 3) == (len(name) == 3)
    assert in_style_of(new, weekday_of(name) or 0) == form(name)


@given(st.sampled_from(["周", "星期", "礼拜"]), st.sampled_from("一二三四五六日"), st.integers(0, 6))
def test_a_chinese_weekday_keeps_its_style(word: str, written: str, day: int) -> None:
    new = in_style_of(word + written, day)
    assert new.startswith(word) and weekday_of(new) == day


def test_the_command_shows_and_then_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plans/tea.yml"
    path.parent.mkdir()
    flawed = HEAD.replace("03-09 10", "03-09 Mon 10")
    path.write_text(flawed, "utf-8")
    path.chmod(0o640)
    monkeypatch.chdir(tmp_path)
    shown = CliRunner().invoke(commands, ["check", "--diff", "plans"], standalone_mode=False)
    assert shown.return_value == 1 and path.read_text("utf-8") == flawed
    assert "-launch: 2027-03-09 Mon 10:00\n+launch: 2027-03-09 Tue 10:00\n" in shown.output
    fixed = CliRunner().invoke(commands, ["check", "--fix", "plans"], standalone_mode=False)
    assert fixed.return_value == 0 and "plans/tea.yml: mended" in fixed.output
    assert path.read_text("utf-8") == HEAD.replace("03-09 10", "03-09 Tue 10")
    assert path.stat().st_mode & 0o777 == 0o640
    again = CliRunner().invoke(commands, ["check", "--diff", "plans"], standalone_mode=False)
    assert again.return_value == 0 and again.output == ""


def test_a_part_of_a_folder_plan_is_mended_in_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "plans/tea"
    folder.mkdir(parents=True)
    (folder / "plan.yml").write_text(HEAD, "utf-8")
    (folder / "notes.yml").write_text("notes:\n  a: on Friday, 2027-03-09\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(commands, ["check", "--fix", "plans/tea/notes.yml"], standalone_mode=False)
    assert (folder / "notes.yml").read_text("utf-8") == "notes:\n  a: on Tuesday, 2027-03-09\n"
    assert (folder / "plan.yml").read_text("utf-8") == HEAD
