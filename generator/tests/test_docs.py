"""The documentation is true: its plans have no error, its messages are real, its commands and links exist."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
import yaml

from launchbook.cli import commands
from launchbook.core.problem import Problem
from launchbook.load import PlanFiles
from launchbook.reference import all_codes, reference_pages
from launchbook.report import format_json, format_text
from launchbook.site import Builder
from launchbook.site.tree import read_config

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WRITTEN = (DOCS / "reference", DOCS / "zh/reference")
"""Written from the models, whose examples are cases of their own."""
FOUND = (*ROOT.glob("*.md"), *DOCS.rglob("*.md"))
PAGES = sorted(path for path in FOUND if not any(map(path.is_relative_to, WRITTEN)))
AS_OF = datetime(2027, 2, 1, tzinfo=UTC)

_FENCE = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """A fenced code block of a page."""

    page: Path
    line: int
    language: str
    title: str
    text: str

    @property
    def of_a_plan(self) -> bool:
        """A block with the title of another file shows that file."""
        return self.language == "yaml" and (not self.title or self.title.startswith("plans/"))

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def _blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    blocks = []
    for found in _FENCE.finditer(text):
        title = _TITLE.search(found[2])
        line = text.count("\n", 0, found.start()) + 1
        blocks.append(Block(page, line, found[1], title[1] if title else "", found[3]))
    return blocks


def _by_key(text: str) -> dict[str, str]:
    """The text of each top-level key, with the comments above it."""
    parts: dict[str, str] = {}
    pending, key = "", ""
    for line in text.splitlines(keepends=True):
        if found := re.match(r"([A-Za-z_]\w*):", line):
            key = found[1]
            parts[key], pending = pending + line, ""
        elif line.startswith("#") or not key:
            pending += line
        else:
            parts[key] += line
    return parts


def _plans(page: Path) -> list[tuple[Block, str]]:
    """What each block of a page says together with the plan above it; a section said again replaces the earlier one."""
    plan: dict[str, str] = {}
    found = []
    for block in _blocks(page):
        if block.of_a_plan:
            parts = _by_key(block.text)
            plan = parts if "plan" in parts else plan | parts
            found.append((block, "".join(plan.values())))
    return found


def _problems(text: str, name: str) -> list[Problem]:
    return Builder().check([PlanFiles(((name, text.encode()),))], AS_OF)[1]


EXAMPLES = [pair for page in PAGES for pair in _plans(page)]


@pytest.mark.parametrize(("block", "text"), EXAMPLES, ids=[str(block) for block, _ in EXAMPLES])
def test_plans_have_no_error(block: Block, text: str) -> None:
    errors = [problem for problem in _problems(text, block.title or "plans/example.yml") if problem.severity == "error"]
    assert not errors, f"{block}\n{format_text(errors)}"


def test_other_yaml_is_yaml() -> None:
    for page in PAGES:
        for block in _blocks(page):
            if block.language == "yaml" and not block.of_a_plan:
                assert yaml.safe_load(block.text), str(block)


@dataclass(frozen=True)
class Told:
    """What a page that shows output is made of, in one language."""

    language: str
    page: str
    plan: str
    swaps: tuple[tuple[str, str], ...]
    """What the page tells its reader to write instead, to see what is said."""


FIRST_PLANS = (
    Told(
        "en", "guide/first-plan.md", "plans/shop-2.0.yml",
        (("deputy: ada}", "deputy: cloe}"), ("      - {do: Send the launch note, owner: ada}\n", "")),
    ),
    Told(
        "zh", "zh/first-plan.md", "plans/study-room-2.0.yml",
        (("deputy: chen}", "deputy: chne}"), ("      - {do: 在各群发布上线通知, owner: chen}\n", "")),
    ),
)  # fmt: skip
MOVED = (
    Told(
        "en", "guide/moving.md", "plans/orders-db.yml",
        (("Error rate", '{name: Error rate, target: "< 2%", rollback: "> 1% for 5m"}'), ("2027-03-05", "")),
    ),
    Told(
        "zh", "zh/moving.md", "plans/yuedu-2.0.yml",
        (("错误率", '{name: 错误率, target: "< 2%", rollback: "> 1% for 5m"}'), ("2027-03-10", "")),
    ),
)  # fmt: skip


@pytest.mark.parametrize("told", FIRST_PLANS, ids=lambda told: told.language)
def test_what_the_first_plan_shows_is_what_is_said(told: Told) -> None:
    page = DOCS / told.page
    shown = [block.text for block in _blocks(page) if block.language == "text"]
    mistake, thin, cure = shown[:3]
    plans = {block.text.split(":")[0].split()[0]: text for block, text in reversed(_plans(page))}
    (right, wrong), (bare, _) = told.swaps
    assert _said(told, plans["owner"], right, wrong) == mistake
    assert _said(told, plans["rollback"]) == thin
    assert _said(told, plans["rollback"], bare, cure) == ""


def test_the_unknown_year_is_said_as_shown() -> None:
    told = FIRST_PLANS[1]
    blocks = _plans(DOCS / told.page)
    text = next(text for block, text in blocks if block.text.startswith("calendar:"))
    shown = [block.text for block in _blocks(DOCS / told.page) if "TL007" in block.text]
    assert shown and shown[0] in _said(told, text, "calendar:\n  country: CN\n  checked: [2027]\n", "calendar: CN\n")


@pytest.mark.parametrize("told", MOVED, ids=lambda told: told.language)
def test_what_moving_shows_is_what_is_said(told: Told) -> None:
    page = DOCS / told.page
    text = _plans(page)[-1][1]
    (_, rate), (day, _) = told.swaps
    loose = text.replace(re.findall(r"^  error_rate: (.*)$", text, re.MULTILINE)[0], rate, 1)
    late = text.replace("      duration: 4wd\n", f"      duration: 4wd\n      deadline: {day}\n", 1)
    said = "\n".join(_said(told, plan) for plan in (text, loose, late))
    shown = [block for block in _blocks(page) if block.language == "text"]
    assert shown
    for block in shown:
        assert block.text in said, str(block)
    assert len(_problems(text, told.plan)) == 6, "the page says how many"


EDITED = (
    Told("en", "guide/editing.md", "plans/shop-2.0.yml", (("  ben: {name: Ben, role: Engineer, deputy: add}", "ada"),)),
    Told(
        "zh", "zh/editing.md", "plans/study-room-2.0.yml",
        (("  lin: {name: 林工, role: 开发工程师, deputy: chne}", "chen"),),
    ),
)  # fmt: skip


@pytest.mark.parametrize("told", EDITED, ids=lambda told: told.language)
def test_what_editing_shows_is_what_is_said(told: Told) -> None:
    ((wrong, other),) = told.swaps
    text = f"plan: x\ntitle: X\nlanguage: en\nlaunch: 2027-03-09 10:00\npeople:\n  {other}: A\n{wrong}\n"
    errors = [problem for problem in _problems(text, told.plan) if problem.severity == "error"]
    blocks = _blocks(DOCS / told.page)
    assert format_text(errors, told.language) in [block.text for block in blocks]
    shown = next(block.text for block in blocks if block.language == "json")
    assert json.loads(shown) == format_json(errors, told.language)


def test_every_code_is_listed_once_where_it_belongs() -> None:
    pages = {
        name: re.findall(r"^- \[`([A-Z]{2}\d{3})`\]", text, re.MULTILINE) for name, text in reference_pages().items()
    }
    assert sorted(code for codes in pages.values() for code in codes) == [code.id for code in all_codes()]
    assert "ME014" in pages["metrics.md"] and "TX004" in pages["index.md"]


def test_codes_exist() -> None:
    known = set(re.findall(r"^## ([A-Z]{2}\d{3}):", reference_pages()["problems.md"], re.MULTILINE))
    for page in PAGES:
        text = page.read_text("utf-8")
        renamed = set(re.findall(r"`([A-Z]{2}\d{3})` is now `", text)) - known
        assert set(re.findall(r"`([A-Z]{2}\d{3})`", text)) - renamed <= known, str(page)


def _said(told: Told, text: str, old: str = "", new: str = "") -> str:
    assert old in text
    return format_text(_problems(text.replace(old, new, 1) if old else text, told.plan), told.language)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    code = "\n".join([*(block.text for block in _blocks(page)), *re.findall(r"`([^`\n]+)`", page.read_text("utf-8"))])
    assert set(re.findall(r"\bmake ([a-z]+)\b", code)) <= targets
    for command, rest in re.findall(r"\blaunchbook (check|render|new|init|schema|reference)\b([^\n|`]*)", code):
        known = commands.get_command(click.Context(commands), command)
        assert known
        options = {option for parameter in known.params for option in parameter.opts}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= options, (command, rest)


def test_every_page_is_listed() -> None:
    nav = str(read_config((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"])
    pages = [page.relative_to(DOCS).as_posix() for page in PAGES if page.is_relative_to(DOCS)]
    assert [page for page in pages if f"'{page}'" not in nav] == []


ENGLISH_ONLY = {"architecture.md": "it is for those who change the code, and the code is in English"}
_SAID_OTHERWISE = re.compile(r"(?<!\S)#\s.*$| --lang(?:uage)? \w+|^export LAUNCHBOOK_LANG=\w+", re.MULTILINE)
"""What the commands of a translation may have in words of their own: comments, and the language of what is said."""


def test_every_guide_has_its_chinese_counterpart() -> None:
    english = {page.name for page in (*DOCS.glob("*.md"), *(DOCS / "guide").glob("*.md"))}
    assert all(ENGLISH_ONLY.values()) and set(ENGLISH_ONLY) <= english
    assert {page.name for page in (DOCS / "zh").glob("*.md")} == english - set(ENGLISH_ONLY)


@pytest.mark.parametrize("name", sorted(page.name for page in (DOCS / "zh").glob("*.md")))
def test_both_languages_have_the_same_commands(name: str) -> None:
    assert _commands(DOCS / "zh" / name) == _commands(DOCS / "guide" / name)


def _commands(page: Path) -> list[tuple[str, str, str]]:
    """What is to be typed or copied, by language and title of its block.

    A translation has plans of its own, and what is printed is in its language: both are left out.
    """
    blocks = [block for block in _blocks(page) if block.language not in ("text", "json", "markdown")]
    texts = [(block, " ".join(_SAID_OTHERWISE.sub("", block.text).split())) for block in blocks if not block.of_a_plan]
    plans = re.compile("|".join([*map(re.escape, _ids(page)), "(?!)"]))
    return [(block.language, block.title, plans.sub("PLAN", text)) for block, text in texts]


def _ids(page: Path) -> list[str]:
    """The ids of the plans that a page names."""
    return re.findall(r"(?:^plan: |plans/)([a-z-]+-\d\.\d)", page.read_text("utf-8"), re.MULTILINE)


def test_the_home_page_is_left_to_the_plans() -> None:
    assert not (DOCS / "index.md").exists()


def test_both_readmes_say_the_same() -> None:
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
    for pattern in (r"^#+ ", r"^```\w*", r"!\[", r"^\| "):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (english, chinese)]
        assert counts[0] == counts[1], pattern
    assert set(re.findall(r"\bmake [a-z]+", english)) == set(re.findall(r"\bmake [a-z]+", chinese))
    assert _links(english) == _links(chinese)


def _links(text: str) -> set[str]:
    """Where a text leads; a Chinese page counts as the English one that it stands for."""
    links = (link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("README"))
    return {re.sub(r"^docs/zh/(reference/)?", lambda of: f"docs/{of[1] or 'guide/'}", link) for link in links}


def test_links_of_pages_outside_the_site_lead_somewhere() -> None:
    for page in ROOT.glob("*.md"):
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
            assert link.startswith("http") or (ROOT / link).exists(), f"{page.name}: {link}"
