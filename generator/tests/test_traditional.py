"""Traditional Chinese: made of the simplified catalogues, in the characters and words of Taiwan."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import jieba
import pytest
from opencc import OpenCC
from test_cases import AS_OF

from launchbook.discovery.catalogues import messages, named_language
from launchbook.discovery.kinds import find_sections, section_folder
from launchbook.lint import check_plan
from launchbook.load import PlanFiles, load_plan
from launchbook.render import Options, Renderer
from launchbook.search import words as search
from launchbook.starter import starter_plan

_TO_TAIWAN = OpenCC("s2tw").convert
_SHARED = frozenset("里后只台周布占了群面准干余")
"""Simplified characters that are characters of their own in traditional Chinese."""


def _simplified_in(text: str) -> set[str]:
    return {letter for letter in set(re.findall(r"[\u4e00-\u9fff]", text)) - _SHARED if _TO_TAIWAN(letter) != letter}


def _in_traditional(text: str) -> str:
    return re.sub(r"(?m)^language:.*\n", "", _TO_TAIWAN(text)) + "\nlanguage: zh-TW\n"


@pytest.mark.parametrize("key", find_sections())
def test_an_example_in_traditional_characters_has_no_others_on_its_pages(key: str) -> None:
    source = _in_traditional((section_folder(key) / "cases" / "example.yml").read_text("utf-8"))
    loaded = load_plan(PlanFiles((("plan.yml", source.encode()),)))
    assert loaded.plan, [(str(problem.message), problem.location.text) for problem in loaded.problems]
    assert loaded.plan.head.language == "zh-Hant"
    problems = check_plan(loaded.plan, AS_OF)
    for page in Renderer(Options(language="zh-Hant", authoring=True)).plan_pages(loaded.plan, problems, AS_OF):
        assert _simplified_in(page.text) == set(), page.path
        assert 'lang="zh-Hant"' in page.text or "language: zh-Hant" in page.text


def test_no_word_of_the_catalogues_is_left_simplified() -> None:
    for context in ("", *find_sections()):
        for msgid, forms in messages("zh-Hant", context).items():
            assert not _simplified_in("".join(forms)), msgid


def test_the_words_are_those_of_taiwan() -> None:
    words = messages("zh-Hant")
    assert words["status rolled back"] == "已退版"
    assert words["status in review"] == "審查中"
    assert words["column columns"] == "欄" and words["column rows"] == "列"


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh_TW.UTF-8", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
        ("ZH-HANT", "zh-Hant"),
        ("zh_CN", "zh"),
        ("en_US", "en"),
        ("C", None),
    ],
)
def test_a_language_has_many_codes(code: str, language: str | None) -> None:
    assert named_language(code) == language


def test_a_word_of_two_characters_is_found() -> None:
    assert messages("zh-Hant")
    words = list(search.fine_cut("資料庫備份與安全漏洞的測試資料"))
    assert "".join(words) == "資料庫備份與安全漏洞的測試資料"
    assert {"備份", "漏洞", "測試"} <= set(words), words
    assert jieba.dt.initialized


def test_the_starter_is_a_plan(tmp_path: Path) -> None:
    (text,) = starter_plan("tea", "zh-Hant", AS_OF, tmp_path).values()
    loaded = load_plan(PlanFiles((("plan.yml", text.encode()),)))
    assert loaded.plan and not loaded.problems and not _simplified_in(text)
    assert loaded.plan.head.language == "zh-Hant"


def test_opencc_is_loaded_only_when_it_is_asked_for(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yml"
    plan.write_text(
        "plan: p\ntitle: t\nlaunch: 2026-01-17 10:00\nlanguage: zh\nstatus: 准备中\n"
        "people: {王伟: {name: 王伟}}\nrollback: {tell: 王伟, steps: [还原]}\n"
        "checklists: [{title: 前, items: [{do: 数, result: 30 行}]}]\n",
        "utf-8",
    )
    code = (
        "import sys; from click.testing import CliRunner; from launchbook.cli import commands;"
        f"CliRunner().invoke(commands, ['check', {str(plan)!r}, '--lang', LANG]); print('opencc' in sys.modules)"
    )
    loaded = [
        subprocess.run(
            [sys.executable, "-c", code.replace("LANG", repr(lang))], capture_output=True, text=True, check=True
        ).stdout
        for lang in ("zh", "zh_TW")
    ]
    assert loaded == ["False\n", "True\n"]
