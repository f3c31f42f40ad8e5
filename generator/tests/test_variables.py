"""Variables: what is said once stands wherever `${name}` stands; what is not said yet is a gap on every page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pypdf
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from site_kit import CLOCK, Built, build, lines_of, once, project, served, watched

from launchbook.core.reference import MetricRef
from launchbook.core.variables import uses
from launchbook.load import Loaded, PlanFiles
from launchbook.render import Options, Renderer
from launchbook.site import Builder

pytest_plugins = ("site_fixtures",)

PLAN = """plan: gaps
title: Gaps
language: {language}
timezone: UTC
launch: 2026-12-08 10:00
owner: ada
decider: ada
people:
  ada: {{name: Ada, role: Lead, phone: "555 0100"}}
variables:
{variables}
runsheet:
  - title: Deploy
    at: T .. T+30m
    owner: ada
    steps:
{steps}
"""


def gaps(variables: str, *commands: str, language: str = "en") -> str:
    steps = "".join(f"      - {{do: Run, command: {json.dumps(command)}}}\n" for command in commands)
    return PLAN.format(variables=variables, steps=steps, language=language)


def commands(loaded: Loaded) -> list[str]:
    assert not loaded.failed, [str(problem.message) for problem in loaded.problems]
    assert loaded.plan
    return [str(value) for path, value in loaded.plan.values if path[-1] == "command"]


VALUES = "  host: example.com\n  api: {value: 'https://${host}/${version}'}\n  version: v1\n  gap:\n  标签: 稳定\n"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("curl ${api}", "curl https://example.com/v1"),
        ("${host}${host}", "example.comexample.com"),
        ("git tag ${标签}", "git tag 稳定"),
        ("git checkout ${gap}", "git checkout ${gap}"),
        ("echo $${host}", "echo ${host}"),
        ("echo $${unknown}", "echo ${unknown}"),
        ("${HOME} ${A_1} $host $HOME ${host:-x} ${#host} ${host[@]} $(host) $$ ${} ${1} ${_a} $${HOME}",) * 2,
        ("for f in *.sql; do run ${f}; done",) * 2,
        ("name=x; echo ${name}",) * 2,
        ("read -r line; echo ${line}",) * 2,
    ],
)
def test_values_stand_where_their_names_stood(load: Callable[..., Loaded], written: str, read: str) -> None:
    assert commands(load(gaps(VALUES, written))) == [read]


def test_a_value_may_be_any_word_of_the_language(load: Callable[..., Loaded]) -> None:
    text = gaps("  start: T+1h\n  limit: '1%'\n", "ls").replace("T .. T+30m", "${start} for 30m")
    loaded = load(text + "metrics: {errors: {name: Errors, rollback: '> ${limit} for 5m'}}\n")
    assert loaded.plan, lines_of(loaded.problems)
    box = next(row for row in loaded.plan.rows if row.title == "Deploy")
    assert box.timings[0].start.at.hour == 11
    assert str(loaded.plan.rungs(MetricRef("errors"))["rollback"]) == "> 1% for 5m"


def test_keys_ids_and_references_stay(problems: Callable[..., list[str]]) -> None:
    text = gaps("  who: ada\n", "ls ${who}").replace("owner: ada\ndecider", "owner: ${who}\ndecider")
    assert [line for line in problems(text) if "RF001" in line]


def test_an_alias_is_read_once(load: Callable[..., Loaded]) -> None:
    text = gaps("  host: example.com\n", "x").replace('command: "x"', "command: &c 'a ${host} $${host}'")
    assert commands(load(text + "      - {do: Again, command: *c}\n")) == ["a example.com ${host}"] * 2


@pytest.mark.parametrize(
    "values",
    [
        "".join(f"  a{n}: '${{a{n + 1}}}${{a{n + 1}}}'\n" for n in range(18)) + "  a18: " + "x" * 99 + "\n",
        "".join(f"  a{n}: '${{a{n + 1}}}'\n" for n in range(3000)) + "  a3000: x\n",
        "  a0: " + "x" * 9000 + "\n",
    ],
    ids=["doubling", "deep", "many"],
)
def test_values_stay_within_bounds(load: Callable[..., Loaded], values: str) -> None:
    loaded = load(gaps(values, *["${a0}" * 100] * 40))
    assert loaded.failed


def test_a_value_that_is_too_long_is_told_once(load: Callable[..., Loaded]) -> None:
    text = gaps("  tea: " + "x" * 6000 + "\n  shelf: ${tea}${tea}\n", "echo ${tea}")
    told = [(problem.location.line, str(problem.message)) for problem in load(text).problems]
    assert told == [(12, "with its variables, the text has 12,012 letters")]


@pytest.mark.parametrize(
    "text",
    [
        "variables:\n" + "".join(f"  variable{n}: x\n" for n in range(2000))
        + "notes:\n" + "".join(f"  n{n}: a ${{varable{n}}}\n" for n in range(2000)),
        "notes:\n  n: |\n" + "".join(f"    ${{u{n}}} read x\n" for n in range(5000)),
        "notes:\n" + "".join(f"  n{n}: a ${{u{n}}}\n" for n in range(4000)),
    ],
    ids=["near", "one text", "many texts"],
)  # fmt: skip
def test_many_unknown_names_take_no_longer(problems: Callable[..., list[str]], text: str) -> None:
    start = process_time()
    assert any("VA001" in line for line in problems(text))
    assert process_time() - start < 20


def test_places_are_known(load: Callable[..., Loaded]) -> None:
    loaded = load(gaps(VALUES, "curl ${api} ${gap}", "${gap}"))
    assert loaded.plan
    found = {name: [row.path for row in rows] for name, rows in uses(loaded.plan).items()}
    steps: list[tuple[str | int, ...]] = [("runsheet", "boxes", 0, "steps", number) for number in (0, 1)]
    assert found["gap"] == steps
    assert found["host"] == [("variables", "api")]


def test_a_position_is_that_of_the_written_text(load: Callable[..., Loaded]) -> None:
    loaded = load(gaps("  a: aaaaaaaaaaaaaaaaaaaaaaaa\n", "x").replace("T .. T+30m", "${a} # x"))
    (problem,) = [problem for problem in loaded.problems if problem.code.id.startswith("TM")]
    assert problem.location.text[problem.location.column - 1 :][: problem.location.length] == "${a}"


def test_exports_hold_the_values_and_the_blanks() -> None:
    site = Builder().build(
        [PlanFiles((("plan.yml", gaps(VALUES, "curl ${api} ${gap}").encode()),))], CLOCK, Renderer(Options())
    )
    files = {file.path: file.data for file in site.assets}
    assert b"curl https://example.com/v1 ${gap}" in files["plans/gaps/plan.json"]
    (table,) = (data for path, data in files.items() if path.endswith("runsheet-boxes-steps.csv"))
    assert b"curl https://example.com/v1 ${gap}" in table


def pages(text: str) -> dict[str, str]:
    site = Builder().build([PlanFiles((("plan.yml", text.encode()),))], CLOCK, Renderer(Options()))
    assert site.pages, lines_of(site.problems)
    return {page.path: page.text for page in site.pages}


def test_a_blank_is_marked_in_every_text_and_nowhere_else() -> None:
    text = gaps("  gap: {means: What}\n  some_gap:\n", "a ${gap} $${gap} ${HOME} ${some_gap}")
    text = text.replace("title: Deploy", "title: Deploy ${some_gap}").replace(
        "do: Run", "do: 'Run [x](https://x.y/${gap}) ${gap}'"
    )
    page = pages(text)["plans/gaps/runsheet.md"]
    heading = next(line for line in page.splitlines() if line.startswith("## "))
    assert '<span class="lb-blank" data-blank="some_gap" data-of="gaps">‹some_gap›</span>' in heading
    code = re.search(r"<pre.*?</pre>", page, re.DOTALL)
    assert code
    assert re.findall(r"data-blank=\"(\w+)\"", code[0]) == ["gap", "some_gap"]
    assert "&#36;&#123;gap&#125;" in code[0] and "HOME" in code[0]
    assert re.findall(r"<a [^>]*<", page) == []
    assert page.count('class="lb-ask"') == 1
    assert "lb-ask" not in pages(text)["plans/gaps/variables.md"]


# in the browser

BLANKS = "  tag: {means: The tag to go back to, owner: ada, due: T-1d, example: v1}\n  password: {owner: ada, secret: Vault}\n"
COMMANDS = ("git checkout ${tag} && git show ${tag}", "mysql -p${password} ${tag}", "$ date\nSun Nov 29\n$ ls")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    def make(folder: Path) -> None:
        plans = {f"{language}.yml": gaps(BLANKS, *COMMANDS, language=language).replace("plan: gaps", f"plan: {language}")
                 for language in ("en", "zh")}  # fmt: skip
        build(project(folder, plans))

    return Built(once(tmp_path_factory, "variables", make))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_copying_asks_for_blanks_first(site: Built, browser: Any, language: str) -> None:
    clipboard = {"permissions": ["clipboard-read", "clipboard-write"]}
    with served(site.site) as address, watched(browser, **clipboard) as found:
        page = found.page
        page.goto(f"{address}plans/{language}/runsheet/")
        copied = "navigator.clipboard.readText()"
        page.evaluate("navigator.clipboard.writeText('before')")
        page.locator(".lb-copy").nth(0).focus()
        page.keyboard.press("Enter")
        dialog = page.locator(".lb-ask")
        assert dialog.is_visible() and page.locator(".lb-command").nth(0).is_visible()
        assert page.evaluate("document.querySelector('.lb-command').nextElementSibling.matches('.lb-ask')")
        assert [box.is_visible() for box in dialog.locator("input").all()] == [True, False]
        assert page.evaluate("document.activeElement.labels[0].textContent.includes('The tag to go back to')")
        page.keyboard.press("Escape")
        assert not dialog.is_visible() and page.evaluate(copied) == "before"
        assert page.evaluate("document.activeElement.matches('.lb-copy')")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")  # nothing typed: it stays open
        assert dialog.is_visible()
        page.keyboard.type("v2.0")
        page.keyboard.press("Enter")
        page.wait_for_function(f"{copied}.then(text => text !== 'before')")
        assert page.evaluate(copied) == "git checkout v2.0 && git show v2.0"
        page.locator(".lb-copy").nth(1).click()
        tag, password = dialog.locator("input").all()
        assert tag.input_value() == "v2.0" and password.get_attribute("type") == "password"
        password.fill("hunter2")
        page.locator(".lb-ask button").first.click()
        page.wait_for_function(f"{copied}.then(text => text.startsWith('mysql'))")
        assert page.evaluate(copied) == "mysql -phunter2 v2.0"
        assert "hunter2" not in page.evaluate("JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})")
        assert "hunter2" not in page.content()
        page.locator(".lb-copy").nth(2).click()
        page.wait_for_function(f"{copied}.then(text => text.startsWith('date'))")
        assert page.evaluate(copied) == "date\nls"
        assert not found.troubles


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_blanks_and_what_asks_for_them_can_be_read_by_all(site: Built, browser: Any, scheme: str) -> None:
    with (
        served(site.site) as address,
        watched(browser, color_scheme=scheme, viewport={"width": 360, "height": 780}) as found,
    ):
        page = found.page
        page.goto(f"{address}plans/zh/runsheet/")
        page.evaluate(AXE_SCRIPT)
        axe = "axe.run(document, {resultTypes: ['violations'], preload: false}).then(found => found.violations.map(one => one.id))"
        assert page.evaluate(axe) == []
        page.locator(".lb-copy").nth(1).click()
        page.locator(".lb-ask").wait_for()
        page.evaluate("document.getAnimations().forEach(fading => fading.finish())")  # colours between two are nobody's
        assert page.evaluate(axe) == []
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        sizes = [box.bounding_box() for box in page.locator(".lb-ask :is(input, button)").all()]
        assert all(size and size["height"] >= 44 and size["x"] + size["width"] <= 360 for size in sizes if size)


def test_without_the_clipboard_blanks_are_filled_in_too(site: Built, browser: Any) -> None:
    with served(site.site) as address, watched(browser, permissions=["clipboard-read"]) as found:
        page = found.page
        page.add_init_script(
            "window.theirs = navigator.clipboard; Object.defineProperty(navigator, 'clipboard', {value: undefined})"
        )
        page.goto(f"{address}plans/en/runsheet/")
        page.locator(".lb-copy").nth(0).click()
        page.keyboard.type("v3")
        page.keyboard.press("Enter")
        page.wait_for_function("theirs.readText().then(text => text === 'git checkout v3 && git show v3')")


def test_a_blank_is_a_line_on_paper(site: Built, browser: Any, tmp_path: Path) -> None:
    with served(site.site) as address, watched(browser) as found:
        page = found.page
        page.goto(f"{address}plans/en/runsheet/")
        page.emulate_media(media="print")
        look = "node => { const style = getComputedStyle(node, '::before'); return [parseFloat(style.width), style.borderBottomStyle] }"
        for blank in page.locator(".lb-command .lb-blank:not(.lb-blank--secret)").all():
            width, line = blank.evaluate(look)
            assert width > 100 and line == "solid"
        secret = page.locator(".lb-command .lb-blank--secret")
        assert secret.count() and secret.first.evaluate(look)[1] == "none", "a secret is not asked for on paper"
        assert not page.locator(".lb-ask").is_visible()
        page.pdf(path=tmp_path / "sheet.pdf")
        text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "sheet.pdf").pages)
        assert "‹tag›" in text
        page.goto(f"{address}plans/en/variables/")
        page.emulate_media(media="print")
        assert (
            page.locator(".lb-variables-gap").first.evaluate("node => getComputedStyle(node).borderBottomStyle")
            == "solid"
        )
