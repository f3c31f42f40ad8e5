"""Links from one chapter of a plan to another go by key and id; whatever else leads nowhere is an error at its place."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from conftest import HEAD, lines

from launchbook.exports.words import plain
from launchbook.lint import check_plan
from launchbook.load import Loaded
from launchbook.render import Options, Renderer

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
Load = Callable[..., Loaded]
CHAPTERS = """people:
  ada: {name: Ada}
checklists:
  - {title: Go, id: go, items: [{do: First, id: 第一}]}
rollback:
  steps: [{do: Undo, id: undo}]
"""
ALIVE = {
    "checklists": ("checklists", ""), "checklists#go": ("checklists", "checklist-go"), "#go": ("checklists", "checklist-go"),
    "#第一": ("checklists", "i-第一"), "people#ada": ("people", "person-ada"), "rollback#undo": ("rollback", "i-undo"),
}  # fmt: skip
DEAD = [
    "checklists.md", "checklists/", "../checklists/", "../checklists/#go", "checklists#nix", "#nix", "docs/faq.md", "metrics",
    "?x=1", "./people", "plans/tea/people", "#i-go", "index.html",
]  # fmt: skip


@pytest.mark.parametrize("directory_urls", [True, False])
@pytest.mark.parametrize("address", ALIVE)
def test_a_link_by_id_is_resolved_for_the_page_that_shows_it(address: str, directory_urls: bool, load: Load) -> None:
    plan = load(HEAD + f'summary: "See [**the** thing]({address})."\n{CHAPTERS}notes: {{N: "[x]({address})"}}\n').plan
    assert plan and "TX004" not in " ".join(lines(check_plan(plan, AS_OF)))
    pages = {
        page.path: page.text for page in Renderer(Options(directory_urls=directory_urls)).plan_pages(plan, [], AS_OF)
    }
    chapter, anchor = ALIVE[address]
    for path, words in (("plans/tea/index.md", "<strong>the</strong> thing"), ("plans/tea/notes.md", "x")):
        found = re.search(rf'<a href="([^"]*)"(?: data-title="[^"]*")?>{words}</a>', pages[path])
        assert found, pages[path]
        page, _, fragment = found[1].partition("#")
        here = posixpath.dirname(path if not directory_urls else path.replace("index.md", "x").replace(".md", "/x"))
        there = f"plans/tea/{chapter}" + ("" if directory_urls else ".html")
        assert posixpath.normpath(posixpath.join(here, page)) == there
        assert fragment == anchor
        assert not anchor or re.search(rf'(id="|#){anchor}["}} ]', pages[f"plans/tea/{chapter}.md"])
        assert "plan:" not in pages[path]


@pytest.mark.parametrize("address", DEAD)
def test_a_dead_link_is_an_error_where_it_stands(address: str, load: Load) -> None:
    plan = load(
        HEAD + f'summary: "See [it]({address})."\n{CHAPTERS}notes:\n  N: |\n    One\n    two [x](<{address}>)\n'
    ).plan
    assert plan
    found = [problem for problem in check_plan(plan, AS_OF) if problem.code.id == "TX004"]
    assert [(problem.severity, problem.location.line, problem.location.column) for problem in found] == [
        ("error", 5, 20), ("error", 15, 14),
    ]  # fmt: skip


def test_of_several_places_that_read_alike_the_link_is_told(load: Load) -> None:
    text = "summary: \"checklist, `[a](checklist)`, [b](checklist), [c](checklist 'x') [d](<checklist>)\"\n"
    plan = load(HEAD + text + CHAPTERS).plan
    assert plan
    found = [problem.location.column for problem in check_plan(plan, AS_OF) if problem.code.id == "TX004"]
    assert found == [44, 60, 80]


@pytest.mark.parametrize(
    ("address", "meant"),
    {
        "checklist": "checklists", "Checklists": "checklists", "#goo": "#go", "people#adda": "people#ada",
        "peple#ada": "people#ada", "Checklists#GO": "checklists#go",
    }.items(),
)  # fmt: skip
def test_a_link_nearly_right_is_told_what_was_meant(address: str, meant: str, load: Load) -> None:
    plan = load(HEAD + f'summary: "[a]({address})"\n{CHAPTERS}').plan
    assert plan
    (problem,) = [problem for problem in check_plan(plan, AS_OF) if problem.code.id == "TX004"]
    assert str(problem.help[0]) == f"Write `[…]({meant})`."


def test_an_id_of_two_chapters_needs_its_chapter(load: Load) -> None:
    text = CHAPTERS.replace("id: undo", "id: go")
    plan = load(HEAD + f'summary: "[a](#go), [b](rollback#go)"\n{text}').plan
    assert plan
    (problem,) = [problem for problem in check_plan(plan, AS_OF) if problem.code.id == "TX004"]
    assert "`[…](checklists#go)`" in str(problem.help[0])


@pytest.mark.parametrize("address", ALIVE)
def test_an_address_and_a_link_in_a_text_are_resolved_alike(address: str, load: Load) -> None:
    tool = f"tests: {{phases: [{{title: P, tools: [{{name: K6, url: '{address}'}}]}}]}}\n"
    links = f"links: [{{title: x, url: '{address}'}}, '{address}']\n" + tool
    plan = load(HEAD + f'summary: "[x]({address})"\n{links}{CHAPTERS}').plan
    assert plan and "TX004" not in " ".join(lines(check_plan(plan, AS_OF)))
    pages = {page.path: page.text for page in Renderer(Options()).plan_pages(plan, [], AS_OF)}
    (target, *others) = re.findall(r'<a href="([^"]*)"(?: data-title="[^"]*")?>x</a>', pages["plans/tea/index.md"])
    assert others == [target]
    assert len(re.findall(rf'<a href="{re.escape(target)}">(?!x<)[^<]+</a>', pages["plans/tea/index.md"])) >= 1
    assert re.search(r'<a href="(?!http)[^"]*"(?: data-title="[^"]*")?>K6</a>', pages["plans/tea/tests.md"])


def test_a_dead_address_is_an_error_where_it_stands(load: Load) -> None:
    plan = load(HEAD + f"links:\n  - title: x\n    url: checklists#nix\n  - ../checklists/#go\n{CHAPTERS}").plan
    assert plan
    found = [problem for problem in check_plan(plan, AS_OF) if problem.code.id == "TX004"]
    assert [(at.location.line, at.location.column) for at in found] == [(7, 10), (8, 5)]
    assert str(found[1].help[0]) == "Write `checklists#go`."


@pytest.mark.parametrize(
    ("url", "alive"),
    {
        "https://example.com/a#b": True, "docs/faq.md": True, "docs/api/": True, "Makefile": True,
        "mailto:a@example.com": True, "../people/": False,
        "people": True, "people.md": False, "'#go'": True, "people#ada": True, "people#nix": False, "metrics": False,
        "/plans/tea/": False, "a/b.html": False,
    }.items(),
)  # fmt: skip
def test_an_address_is_of_the_web_or_of_the_repository(url: str, alive: bool, load: Load) -> None:
    plan = load(HEAD + f"links: [{{title: x, url: {url}}}]\n{CHAPTERS}").plan
    assert plan
    assert ("TX004" not in " ".join(lines(check_plan(plan, AS_OF)))) is alive


def test_an_export_shows_the_words_of_a_link_within_the_plan() -> None:
    assert (
        plain("See [the list](checklists#go) and [w](https://example.com)")
        == "See the list and w (https://example.com)"
    )
