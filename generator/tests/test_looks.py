"""How pages look and where they stand: what the eye would see, asked of every page or measured in the browser."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from site_kit import CLOCK, TEA, Built, build, once, project, served, watched, write
from site_kit import launchbook as run_launchbook

import launchbook
from launchbook.load import PlanFiles
from launchbook.render import Options, Renderer
from launchbook.site import Builder

pytest_plugins = ("site_fixtures",)

LONG_NAME = "Maximiliana Featherstonehaugh-Worthington the Younger of Upper Wolverhampton"
COMMAND = (
    "kubectl --context production-eu-west-1 rollout restart deployment/checkout-api --timeout=120s | tee rollout.log"
)


def steps(levels: int) -> list[dict[str, Any]]:
    """Eleven steps, the first with as many below it, and so on: numbers as long as `10.11.11`."""
    below = {"steps": steps(levels - 1)} if levels > 1 else {}
    step = {"do": "Restart the service and look at what is seen", "owner": "max", "command": COMMAND, "expect": "done"}
    return [*({**step} for _ in range(10)), {**step, **below}]


def tasks(*counts: int) -> list[dict[str, Any]]:
    count, *below = counts
    inner = {"tasks": tasks(*below)} if below else {"at": "2026-03-02", "owner": "li"}
    return [{"title": f"Prepare part {number} of what is needed", **inner} for number in range(1, count + 1)]


STRAIN = {
    "plan": "strain",
    "title": "The team’s “strained” plan",
    "launch": "2026-05-01 10:00",
    "language": "en",
    "owner": "li",
    "people": {"li": {"name": "Li Lei"}, "max": {"name": LONG_NAME, "role": "Site reliability engineer on duty"}},
    "rollback": {"triggers": ["It fails"], "steps": steps(3)},
    "timeline": {"tasks": tasks(8, 5, 5)},
}


@pytest.fixture(scope="session")
def strained(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A plan that strains the layout."""
    text = yaml.safe_dump(STRAIN, allow_unicode=True, sort_keys=False)
    return Built(once(tmp_path_factory, "strain", lambda folder: build(project(folder, {"strain.yml": text}))))


@pytest.fixture(scope="session")
def strained_url(strained: Built) -> Iterator[str]:
    with served(strained.site) as address:
        yield address


def boxes(page: Any, selector: str) -> list[dict[str, float]]:
    found: list[dict[str, float]] = page.evaluate(
        "selector => [...document.querySelectorAll(selector)].map(node => { const box = node.getBoundingClientRect();"
        "return {left: box.left, right: box.right, top: box.top, bottom: box.bottom, width: box.width} })",
        selector,
    )
    return found


@pytest.mark.parametrize("width", [390, 700, 1440])
def test_no_column_squeezes_a_command_and_numbers_stay_in_theirs(strained_url: str, browser: Any, width: int) -> None:
    with watched(browser, viewport={"width": width, "height": 900}) as found:
        found.page.goto(f"{strained_url}plans/strain/rollback/")
        (table,) = boxes(found.page, "#steps ~ .lb-rollback--sheet table:has(.lb-step__run)")
        for command in boxes(found.page, ".lb-step__run .lb-command"):
            assert command["width"] > 0.9 * table["width"]
        assert not found.page.evaluate("document.scrollingElement.scrollWidth > innerWidth")
        texts = """[...document.querySelectorAll('.lb-step')].map(row => { const range = document.createRange();
          range.selectNodeContents(row.querySelector('.lb-sheet__no a')); const title = row.querySelector('.lb-sheet__do b');
          return [range.getBoundingClientRect().right, title.getBoundingClientRect().left] })"""
        assert all(number <= title for number, title in found.page.evaluate(texts))
        people = ".lb-step .lb-person a:not(.lb-call)"
        assert all(name["right"] <= table["right"] + 1 for name in boxes(found.page, people))


def test_table_heads_stay_in_sight(strained_url: str, browser: Any) -> None:
    with watched(browser, viewport={"width": 1440, "height": 900}) as found:
        found.page.goto(f"{strained_url}plans/strain/rollback/")
        found.page.evaluate("document.querySelectorAll('.lb-step')[20].scrollIntoView()")
        (header,) = boxes(found.page, ".md-header")
        heads = boxes(found.page, ".lb-steps thead th:not(.lb-pen)")
        assert all(abs(head["top"] - header["bottom"]) <= 2 for head in heads)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize(
    "now", ["2026-02-28T12:00", "2026-03-03T00:00", "2026-04-12T09:00", "2026-05-01T10:00", "2026-05-02T23:00"]
)
def test_the_mark_of_now_covers_no_text(strained_url: str, browser: Any, width: int, now: str) -> None:
    mark = ".lb-timeline-axis .lb-timeline-today[display=inline]"
    texts = ":is(.lb-timeline-axis, .lb-timeline-plot) text:not(.lb-timeline-today text)"
    with watched(browser, viewport={"width": width, "height": 900}) as found:
        found.page.clock.set_fixed_time(f"{now}:00+08:00")
        found.page.goto(f"{strained_url}plans/strain/timeline/")
        found.page.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )  # turned to today
        (label,) = boxes(found.page, f"{mark} text")
        (plate,) = boxes(found.page, f"{mark} rect")
        (axis,) = boxes(found.page, ".lb-timeline-axis")
        others = boxes(found.page, texts)
    assert len(others) > 5
    assert all(_apart(plate, other) for other in others)
    assert plate["left"] <= label["left"]
    assert label["right"] <= plate["right"]
    assert axis["left"] - 0.5 <= plate["left"]
    assert plate["right"] <= axis["right"] + 0.5


def _apart(box: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two boxes share no more than an edge."""
    aside = box["right"] <= other["left"] + 0.5 or other["right"] <= box["left"] + 0.5
    return aside or box["bottom"] <= other["top"] + 0.5 or other["bottom"] <= box["top"] + 0.5


def test_quotes_have_the_width_of_the_language(real_url: str, strained_url: str, browser: Any) -> None:
    ratio = """() => { const node = document.querySelector('h1'), style = getComputedStyle(node);
      const pen = document.createElement('canvas').getContext('2d'); pen.font = `${style.fontSize} ${style.fontFamily}`;
      return ['’', '“'].map(letter => pen.measureText(letter).width / parseFloat(style.fontSize)) }"""
    with watched(browser) as found:
        found.page.goto(f"{strained_url}plans/strain/")
        assert max(found.page.evaluate(ratio)) < 0.7
        found.page.goto(f"{real_url}plans/exam-buddy-1.0/")
        assert min(found.page.evaluate(ratio)) > 0.7


# where a page stands


def generated(site: Built) -> list[str]:
    return [address for address in site.pages if re.match(r"(plans|people)/", address)]


def html(site: Built, address: str) -> str:
    return (site.site / address / "index.html").read_text("utf-8")


def test_every_page_says_where_it_stands(real: Built) -> None:
    for address in generated(real):
        text, sidebar = html(real, address), real.pages[address].sidebar
        assert 'class="lb-crumbs' in text, address
        assert text.index('class="lb-print"') < text.index("</h1>"), address
        own = re.search(r'<nav class="md-nav md-nav--primary".*?aria-current="page"|md-nav__link--active', text, re.S)
        assert own, address
        if address != "people/":
            assert [link for link in sidebar if re.search(r"metrics/$|people/$|overview/$|\./$", link)], address


def test_other_plans_are_one_step_away_and_the_navigation_is_bounded(real: Built) -> None:
    fronts = [address for address in real.pages if re.fullmatch(r"plans/[^/]+/", address)]
    for address in fronts:
        others = {name for name in fronts if name != address}
        part = re.search(r'<nav class="md-nav lb-nav-others".*?</nav>', html(real, address), re.S)
        assert part
        shown = {f"plans/{name}/" for name in re.findall(r'href="\.\./([^./"]+[^/"]*)/"', part[0])}
        assert shown <= others and len(shown) >= min(4, len(others)), "the nearest four on either side"


def test_the_frame_speaks_the_language_of_the_page(real: Built) -> None:
    for address in generated(real):
        text = html(real, address)
        spoken = re.search(r'<h1 id="[^"]*" lang="([a-z]+)"', text)
        frame = re.search(r'<html lang="([a-z]+)"', text)
        assert spoken and frame and spoken[1] == frame[1], address
        assert ("搜索" in text) == (frame[1] == "zh") or frame[1] == "zh", address
        switches = re.findall(r'<label class="md-header__button md-icon" title="([^"]*)" for="__palette', text)
        assert switches == (["切换到深色", "切换到浅色"] if frame[1] == "zh" else ["Switch to dark", "Switch to light"])


def prompts() -> set[str]:
    """The words of every prompt of our templates, in every language, as a page would show them."""
    from launchbook.discovery.catalogues import languages, translator

    home = Path(launchbook.__file__).parent
    said = "".join(path.read_text("utf-8") for path in home.rglob("*.j2"))
    calls = re.findall(r"(?:(?:ui\.)?empty|hint)\((.*?)\) \}\}", said)
    texts = {text for call in calls for text in re.findall(r'_\("([^"]+)"\)', call)}
    assert len(texts) > 30
    return {translator(language)(text).replace("`", "") for text in texts for language in languages()}


def test_no_published_page_tells_its_author_what_to_write(real: Built) -> None:
    words = prompts()
    for address in generated(real):
        found = [text for text in words if text in real.pages[address].article]
        assert not found, f"{address}: {found}"


def test_whatever_asks_for_a_key_is_a_prompt() -> None:
    for path in Path(launchbook.__file__).parent.rglob("*.j2"):
        text = re.sub(r"\{\{ (?:(?:ui\.)?empty|hint)\(.*?\) \}\}", "", path.read_text("utf-8"), flags=re.S)
        text = re.sub(r"\{% set teach = .*?%\}", "", text, flags=re.S)
        assert not re.search(r'_\("[^"]*`[a-z_]+:', text), path


@pytest.mark.parametrize("authoring", [True, False])
def test_an_empty_part_is_a_prompt_for_authors_and_left_out_for_others(authoring: bool) -> None:
    text = "plan: tea\ntitle: Tea\nlaunch: 2026-01-20 10:00\nlanguage: en\nrollback:\n  triggers: [It fails]\n"
    site = Builder().build([PlanFiles((("tea.yml", text.encode()),))], CLOCK, Renderer(Options(authoring=authoring)))
    page = next(page.text for page in site.pages if page.path == "plans/tea/rollback.md")
    assert ("<code>backups:</code>" in page) == ("<code>within:</code>" in page) == authoring
    assert ("{#backups" in page) == authoring
    assert "{#steps" in page and "not written" in page and 'class="lb-lines"' not in page


def test_check_tells_every_prompt_and_counts_none(tmp_path: Path) -> None:
    write(tmp_path, {"tea.yml": TEA + "rollback:\n  triggers: [坏了]\n"})
    found = run_launchbook("check", tmp_path, "--lang", "en")
    assert found.out.count("PR001 hint:") >= 5 and "within:" in found.out
    assert not re.search(r"PR001 hint:.*[\u4e00-\u9fff]", found.out), "in the language of the command, not of the plan"
    assert "hint" not in found.out.splitlines()[-1]


def test_a_missing_page_offers_the_search_and_the_plans(real: Built) -> None:
    page, text = real.pages["404.html"], (real.site / "404.html").read_text("utf-8")
    fronts = [address for address in real.pages if re.fullmatch(r"plans/[^/]+/", address)]
    assert all(any(link.endswith(front) for link in page.links) for front in fronts)
    assert re.search(r'<input [^>]*name="q"', text)


def test_a_timeline_of_two_hundred_tasks_fits_twelve_sheets(strained_url: str, browser: Any, tmp_path: Path) -> None:
    with watched(browser) as found:
        found.page.goto(f"{strained_url}plans/strain/timeline/")
        found.page.pdf(path=tmp_path / "timeline.pdf", format="A4", prefer_css_page_size=True)
    pages = (
        subprocess.run(
            ["pdftotext", "-layout", tmp_path / "timeline.pdf", "-"], capture_output=True, text=True, check=True
        )
        .stdout.rstrip("\f")
        .split("\f")
    )
    assert len(pages) <= 12
    assert "Gantt chart" in pages[0]
