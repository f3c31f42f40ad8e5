"""What the tests of the plans' facts share: a plan rendered, its blocks and tables, and what holds for each of them.

A module says `PLAN`, `AS_OF` and `FACTS` (by section, one fact a line; what ` | ` divides stands together in one row, item
or paragraph of the page), uses the fixtures with `pytest_plugins = ("facts_kit",)`, and has a class that is `PlanFacts`.
"""

from __future__ import annotations

import re
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from launchbook.core.problem import Problem
from launchbook.lint import check_plan
from launchbook.load import PlanFiles, find_plans, load_plan
from launchbook.render import Options, Page, Renderer
from launchbook.rules.secret_forms import find_secrets

PASSWORD = re.compile(
    r"[A-Za-z]{3,}[@#$!]\d{3,}|\d{3,}[@#$!][A-Za-z]{3,}|(?:密码|口令|password)\s*[:：=]\s*\S", re.IGNORECASE
)
"""What a password looks like, so that none need stand here."""

FRONT = ""


class Blocks(HTMLParser):
    """The visible text, without white space, of each row, item and paragraph, and of each section that has no rows."""

    KEPT = frozenset({"dl", "li", "p", "section", "th", "tr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.blocks = "", list[str]()
        self.open: list[tuple[str, int, str]] = []
        self.last_row = -1
        page = re.sub(r"\A\s*---\n.*?\n---\n", "", page, flags=re.DOTALL)
        # Left out is what stands on every page, and the telephone list below it, which would vouch for any number.
        self.feed(re.sub(r"<(style|script|nav|footer|aside)\b.*?</\1>", "", page, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append((tag, len(self.text), dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            opened, start, classes = self.open.pop()
            if opened == tag:
                if "lb-step__run" in classes:  # a step goes on below its first row
                    start = self.last_row
                self.last_row = start if tag == "tr" else self.last_row
                if tag in self.KEPT and not (tag == "section" and self.last_row >= start):
                    self.blocks.append(self.text[start:])
                return

    def handle_data(self, data: str) -> None:
        self.text += bare(data)


def bare(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def rendered(files: PlanFiles, as_of: datetime) -> tuple[list[Page], list[Problem]]:
    """The pages of a plan, and what there is to say about it."""
    loaded = load_plan(files)
    assert loaded.plan, loaded.problems
    problems = loaded.problems + check_plan(loaded.plan, as_of)
    return Renderer(Options()).plan_pages(loaded.plan, problems, as_of), problems


def by_section(pages: list[Page]) -> dict[str, Page]:
    """The pages that somebody wrote; those of days and runs come by themselves."""
    return {page.section or FRONT: page for page in pages if page.section or page.path == f"plans/{page.plan}/index.md"}


def missing_facts(facts: str, page: Page) -> list[str]:
    """Facts, one a line, that stand in no row, item or paragraph of a page."""
    blocks = Blocks(page.text).blocks
    lines = filter(None, map(str.strip, facts.splitlines()))
    split = ((line, [bare(part) for part in line.split(" | ")]) for line in lines)
    return [line for line, parts in split if not any(all(part in block for part in parts) for block in blocks)]


Row = dict[str, str]


class Tables(HTMLParser):
    """The tables of a page below their headings: rows of cells without white space, by the titles of their columns."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None
        self.found: list[list[Row]] = []
        self.feed(re.sub(r"<(style|script|svg|nav|footer|aside)\b.*?</\1>", "", page, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "table":
            self.rows = []
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.cell is not None:
            self.rows[-1].append("".join(self.cell))
            self.cell = None
        elif tag == "table" and self.rows:
            head, *rows = self.rows
            self.found.append([dict(zip(head, row, strict=False)) for row in rows])

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(bare(data))

    def all_with(self, *titles: str) -> list[list[Row]]:
        """The tables with these columns."""
        return [rows for rows in self.found if rows and set(titles) <= set(rows[0])]


@pytest.fixture(scope="module")
def files(request: pytest.FixtureRequest) -> PlanFiles:
    plan = request.module.PLAN
    [found], problems = find_plans([plan], plan if plan.is_dir() else plan.parent)
    assert not problems
    return found


@pytest.fixture(scope="module")
def checked(request: pytest.FixtureRequest, files: PlanFiles) -> tuple[list[Page], list[Problem]]:
    return rendered(files, request.module.AS_OF)


@pytest.fixture(scope="module")
def pages(checked: tuple[list[Page], list[Problem]]) -> dict[str, Page]:
    return by_section(checked[0])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.cls and issubclass(metafunc.cls, PlanFacts) and "section" in metafunc.fixturenames:
        metafunc.parametrize("section", metafunc.module.FACTS)


class PlanFacts:
    """What holds for every plan that says what a document says."""

    def test_every_section_has_its_facts(self, request: Any, pages: dict[str, Page]) -> None:
        assert set(pages) == set(request.module.FACTS)

    def test_facts_stand_on_their_page(self, request: Any, section: str, pages: dict[str, Page]) -> None:
        missing = missing_facts(request.module.FACTS[section], pages[section])
        assert not missing, f"not found on the page of {section or 'the plan'}:\n" + "\n".join(missing)

    def test_plan_has_no_error(self, checked: tuple[list[Page], list[Problem]]) -> None:
        assert [problem for problem in checked[1] if problem.severity == "error"] == []

    def test_no_password_anywhere(self, files: PlanFiles, pages: dict[str, Page]) -> None:
        texts = {name: data.decode() for name, data in files.files}
        for name, text in texts.items():
            assert not list(find_secrets(text)), f"{name} holds a secret"
        for name, text in (texts | {page.path: page.text for page in pages.values()}).items():
            assert not PASSWORD.search(text), f"{name} holds what looks like a password"
