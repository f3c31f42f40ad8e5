"""Printed pages, read back: everything is on paper, in order, in black on white, and no row is cut."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from markupsafe import Markup
from site_kit import Built, bare, lines_of, longest, once, plan_addresses, telling, watched

from launchbook.render.sheets import sheets_of, spaced

pytest_plugins = ("site_fixtures",)

FORMATS = {"A4": (595, 842), "Letter": (612, 792)}
MARGINS = 28
"""Millimetres of the left and right margin together."""
A4_WIDTH, A4_LENGTH = 210, 297
PX = 96 / 25.4
"""CSS pixels in a millimetre."""

PUT_MARKS = """() => {
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = 'td, th, .lb-lane__steps > li { position: relative !important; inset: auto !important } ' +
    '.q-mark { position: absolute; left: 0; font: 1px sans-serif; line-height: 1 }';
  const mark = (cell, text, edge) => { const node = document.createElement('span'); node.className = 'q-mark'; node.style[edge] = 0;
    node.textContent = ` ${text} `; cell.append(node) };
  [...document.querySelectorAll('article table')].forEach((table, t) => {
    if (!table.checkVisibility()) return;
    const head = table.querySelector('thead th');
    if (head) mark(head, `qh${t}q`, 'top');
    [...table.querySelectorAll('tbody tr:not(.lb-fork-row), .lb-lane__steps > li:not(.lb-lane__fork)')].forEach((row, r) => {
      const cell = row.querySelector('td, th') || row;
      if (!cell || !row.checkVisibility()) return;
      mark(cell, `qa${t}x${r}q`, 'top'); mark(cell, `qb${t}x${r}q`, 'bottom');
    });
  });
}"""
"""At the upper and lower edge of every row, and in every table head, a mark too small to see: where it is printed is where the
edge is. A lane that is longer than a page breaks between its steps, which are marked instead of its row."""


SETTLE = "document.getAnimations().forEach(animation => animation.finish())"
"""The theme fades from one colour to the other."""


def printed_on(real: Built, name: str) -> list[str]:
    """Every page of a plan but most days on A4; on Letter, which only breaks pages elsewhere, the longest of each section, and
    every emergency, which has only so many sheets."""
    addresses = telling(real, plan_addresses(real))
    some = set(longest(real, addresses, 1)) | {
        address for address in addresses if address.endswith(("/rollback/", "/risks/"))
    }
    return addresses if name == "A4" else [address for address in addresses if address in some]


def print_pages(real: Built, browser: Any, url: str, folder: Path, name: str) -> None:
    """Plan pages as PDF, as a reader in the dark scheme prints them, and what is measured of each before."""
    facts = {}
    with watched(browser, color_scheme="dark", reduced_motion="reduce") as opened:
        page = opened.page
        for number, address in enumerate(printed_on(real, name)):
            page.emulate_media(media="screen", color_scheme="dark")
            page.goto(url + address, wait_until="load")
            page.evaluate("document.fonts.ready.then(() => true)")
            page.emulate_media(media="print", color_scheme="dark")
            across = A4_LENGTH if page.evaluate(LANDSCAPE) else A4_WIDTH
            page.set_viewport_size({"width": round((across - MARGINS) * PX), "height": 1000})
            facts[address] = page.evaluate(PRINTED)
            page.evaluate(PUT_MARKS)
            page.emulate_media(media="null", color_scheme="dark")
            page.evaluate(SETTLE)
            page.pdf(path=folder / f"{number:03}.pdf", format=name, prefer_css_page_size=True, print_background=False)
    (folder / "drawn.json").write_text(json.dumps(facts), "utf-8")


@pytest.fixture(scope="session")
def printed_pages(
    real: Built, real_url: str, browser: Any, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """The folder of what was printed on A4 or Letter."""
    return lambda name: once(
        tmp_path_factory, f"paper-{name}", lambda folder: print_pages(real, browser, real_url, folder, name)
    )


Paper = Callable[[str], dict[str, Path]]


@pytest.fixture(scope="session")
def paper(real: Built, printed_pages: Callable[[str], Path]) -> Paper:
    """The printed pages by address, on A4 or Letter."""
    return lambda name: dict(zip(printed_on(real, name), sorted(printed_pages(name).glob("*.pdf")), strict=True))


Sheets = list[tuple[str, list[str]]]


def read(paper: dict[str, Path]) -> Sheets:
    """Address and text of each printed page."""
    found = []
    for address, path in paper.items():
        command = ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found.append((address, text.removesuffix("\f").split("\f")))
    return found


@pytest.fixture(scope="session")
def all_sheets(paper: Paper) -> Sheets:
    return read(paper("A4"))


@pytest.fixture(scope="session", params=list(FORMATS))
def sheets(request: pytest.FixtureRequest, paper: Paper) -> Sheets:
    return read(paper(request.param))


def unmarked(text: str) -> str:
    return bare(re.sub(r"q[abh]\d+(x\d+)?q", "", text))


def plans(real: Built) -> Iterator[Any]:
    from launchbook.load import find_plans, load_plan

    for files in find_plans([real.project / "plans"], real.project)[0]:
        plan = load_plan(files).plan
        assert plan is not None
        yield plan


def printed(text: object) -> str:
    """A text of a plan as it is shown: its Markdown rendered, its tags gone, its blanks by name behind a line."""
    from launchbook.core.text import Text

    text = type(text)(re.sub(r"\$\{(\w+)\}", r"‹\1›", text)) if isinstance(text, str) else text
    return bare(Markup(text.__html__()).striptags() if isinstance(text, Text) else str(text))


def ranged(text: str) -> str:
    """Text with one form of dash between numbers."""
    return re.sub(r"(?<=\d)[-–—~](?=\d)", "–", text)


def marks(model: object) -> set[str]:
    """The marks in the matrices of a section that a legend explains."""
    return {cell.mark for cell in _cells(model) if cell.entry}


def short_of_words(model: object, text: str) -> list[str]:
    """A mark is drawn, with its word from the legend beside it: words that are fewer than their marks."""
    words = Counter(printed(cell.entry.word) for cell in _cells(model) if cell.entry)
    return [f"{word}: {text.count(word)} of {count}" for word, count in words.items() if text.count(word) < count]


def _cells(model: object) -> Iterator[Any]:
    from launchbook.sections.tests.model import Tests

    if isinstance(model, Tests):
        for matrix in model.matrices:
            for line in matrix.lines:
                yield from line.cells


# what is on paper


@pytest.mark.parametrize("name", FORMATS)
def test_pages_have_the_size_of_the_paper(paper: Paper, name: str) -> None:
    wide, long = FORMATS[name]
    for address, path in paper(name).items():
        for page in pypdf.PdfReader(path).pages:
            size = sorted((round(float(page.mediabox.width)), round(float(page.mediabox.height))))
            assert abs(size[0] - wide) <= 2 and abs(size[1] - long) <= 2, address


def test_every_step_and_item_is_on_paper(real: Built, all_sheets: Sheets) -> None:
    from launchbook.core.items import ChecklistItem
    from launchbook.core.steps import Step
    from launchbook.core.twins import twins
    from launchbook.core.walk import walk

    on_paper = {address: unmarked("".join(pages)) for address, pages in all_sheets}
    gone, seen = [], 0
    for plan in plans(real):
        for key, model in plan.sections.items():
            text = on_paper[f"plans/{plan.id}/{key}/"]
            for _, value in walk(model):
                if not isinstance(value, (Step, ChecklistItem)):
                    continue
                seen += 1
                said = [
                    value.do,
                    value.command if value.path not in twins(plan) else None,  # it stands where it is carried out
                    getattr(value, "verify", None),
                    getattr(value, "expect", None),
                    getattr(value, "evidence", None),
                ]
                gone += [f"{plan.id}/{key}: {each}" for each in said if each and printed(each) not in text]
    assert seen > 50
    assert not gone, lines_of(gone)


def test_every_text_of_a_plan_is_on_paper(real: Built, all_sheets: Sheets) -> None:
    """Nothing that a plan says is only on the screen."""
    from launchbook.core.text import Text, Word
    from launchbook.core.walk import walk

    on_paper = {address: unmarked("".join(pages)) for address, pages in all_sheets}
    gone = []
    for plan in plans(real):
        everything = ranged(
            "".join(text for address, text in on_paper.items() if address.startswith(f"plans/{plan.id}/"))
        )
        for key, model in plan.sections.items():
            gone += [f"{plan.id} {key} {each}" for each in short_of_words(model, on_paper[f"plans/{plan.id}/{key}/"])]
            drawn = marks(model)
            for path, value in walk(model):
                if "cells" in path and str(value) in drawn:
                    continue
                if type(value) in (Text, Word) and not any(
                    ranged(printed(each)) in everything for each in (value, _lined(value))
                ):
                    gone.append(f"{plan.id} {key} {path}: {value}")
    assert not gone, lines_of(gone)


def _lined(value: str) -> str:
    """A text as it is printed: behind the line for what is written in stands what belongs there."""
    return type(value)(re.sub(r"(?<!\$)\{([^{}]*)\}", r"\1", value))


def test_each_sheet_says_what_it_is(real: Built, sheets: Sheets) -> None:
    """Plan, version and title at the head; number and code at the foot; of every page."""
    heads = {}
    for plan in plans(real):
        heads[f"plans/{plan.id}/"] = (plan, "")
        heads |= {address: (plan, address) for address in plan_addresses(real, plan.id) if address not in heads}
    for address, pages in sheets:
        plan, key = heads[address]
        title = (
            next(iter(re.findall(r"<h1[^>]*>(.*?)<", (real.site / address / "index.html").read_text("utf-8"))))
            if key
            else ""
        )
        wanted = bare(
            " · ".join(str(part) for part in (plan.head.title, plan.head.version, Markup(title).striptags()) if part)
        )
        for number, text in enumerate(pages, 1):
            assert wanted in unmarked(text), f"{address} page {number}: the head is not {wanted}"
            assert re.search(rf"(?<!\d){number}(?!\d)\D{{1,6}}(?<!\d){len(pages)}(?!\d)", unmarked(text)), (
                f"{address}: page {number} of {len(pages)}"
            )
            if str(plan.head.language) == "en":
                assert f"Page {number} of {len(pages)}" in text, f"{address}: the words at the foot run together"
            sheet = sheets_of(plan).get(address.removeprefix(f"plans/{plan.id}/").strip("/") or "index")
            assert sheet is None or bare(spaced(sheet.code)) in bare(text), f"{address} page {number}"


def test_table_heads_repeat_on_every_page_that_a_table_spans(sheets: Sheets) -> None:
    spanning = 0
    for address, pages in sheets:
        rows: dict[str, set[int]] = {}
        heads: dict[str, set[int]] = {}
        for number, text in enumerate(pages, 1):
            for table in re.findall(r"q[ab](\d+)x\d+q", text):
                rows.setdefault(table, set()).add(number)
            for table in re.findall(r"qh(\d+)q", text):
                heads.setdefault(table, set()).add(number)
        for table, found in heads.items():
            assert rows.get(table, set()) <= found, (
                f"{address}: table {table} is on pages {sorted(rows[table])}, its head on {sorted(found)}"
            )
            assert min(found) == min(rows.get(table, found)), (
                f"{address}: the head of table {table} stands alone on page {min(found)}"
            )
            spanning += len(found) > 1
    assert spanning, "no table is long enough to tell"


def test_no_row_is_cut_by_a_page_end(sheets: Sheets) -> None:
    cut, seen = [], 0
    for address, pages in sheets:
        places: dict[str, dict[str, int]] = {}
        for number, text in enumerate(pages, 1):
            for edge, row in re.findall(r"q([ab])(\d+x\d+)q", text):
                places.setdefault(row, {})[edge] = number
        for row, found in places.items():
            seen += 1
            assert set(found) == {"a", "b"}, f"{address} row {row}: {found}"
            if found["a"] != found["b"]:
                cut.append(f"{address}: row {row} begins on page {found['a']} and ends on page {found['b']}")
    assert seen > 100
    assert not cut, lines_of(cut)


def ink(page: Any) -> set[tuple[float, ...]]:
    """The colours that text is printed in."""
    colour: tuple[float, ...] = (0.0,)
    kept, found = [], set()
    content = page.get_contents().get_data().decode("latin-1")
    for numbers, operator in re.findall(r"((?:[-\d.]+\s+)*)(rg|g|q|Q|BT)(?=\s)", content):
        if operator in ("rg", "g"):
            colour = tuple(map(float, numbers.split()[-3:]))
        elif operator == "q":
            kept.append(colour)
        elif operator == "Q" and kept:
            colour = kept.pop()
        elif operator == "BT":
            found.add(colour)
    return found


def test_text_is_printed_dark_whatever_the_scheme(real: Built, paper: Paper) -> None:
    """By a reader who reads light on dark; what fades on the screen must not be caught half way.

    Within a drawing, whose fills are printed, white words on black may stand.
    """
    pale = []
    for address, path in paper("A4").items():
        drawing = "<svg" in (real.site / address / "index.html").read_text("utf-8").partition("<article")[2]
        for page in pypdf.PdfReader(path).pages:
            pale += [
                f"{address}: {colour}"
                for colour in ink(page)
                if max(colour) > 0.45 and not (drawing and min(colour) == 1)
            ]
    assert not pale, lines_of(pale[:20])


def test_paper_is_white_whatever_the_scheme(paper: Paper) -> None:
    for address, path in paper("A4").items():
        command = ["pdftoppm", "-gray", "-r", "12", str(path)]
        data = subprocess.run(command, capture_output=True, check=True).stdout
        for image in data.split(b"P5\n")[1:]:
            size, _, pixels = image.split(b"\n", 2)
            width, height = map(int, size.split())
            pixels = pixels[: width * height]
            assert sum(pixels) / len(pixels) > 190, f"{address} is dark"
            assert pixels[0] == pixels[-1] == 255, f"{address}: the edge is not white"


# how it is drawn

NOT_FOR_PAPER = (
    "button, summary, style, script, .headerlink, .lb-screen, .lb-turn, .lb-foot, .lb-call, .lb-next, .lb-countdown, "
    ".lb-local, .lb-own, .lb-numbers *, .lb-days *, .lb-in-plan--told, .lb-to__words, .lb-gate__second *, "
    ".lb-lead > .lb-paper, .lb-lead > .lb-paper + span, .lb-empty, .lb-missing, .lb-muted, .lb-ask, .lb-late[hidden], .lb-still, .lb-truth"
)
"""Buttons, dialogs, links to other pages, the reader's clock, hints to the author, "not signed" where one signs, "0 late",
what stands in the margins or on the sheets of the rollback."""
PRINTED = """() => {
  const article = document.querySelector('article'), MM = 96 / 25.4;
  const shown = node => node.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const linear = part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
  const luminance = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).map(part => linear(part / 255));
    return .2126 * r + .7152 * g + .0722 * b };
  const own = node => [...node.childNodes].filter(child => child.nodeType === 3).map(child => child.data.trim()).filter(Boolean).join(' ');
  const said = (node, property) => `${getComputedStyle(node)[property]} ${node.outerHTML.slice(0, 120)}`;
  const BRANCH = '.lb-rollout-branches > li, .lb-step__ways > li:not(.lb-step__watch)';
  const boxes = node => [...node.querySelectorAll('.lb-box')].filter(shown).length;
  const all = what => [...article.querySelectorAll(what)].filter(node => !node.closest(
    '[data-phase][hidden], .lb-back__steps'));  // not of this hour; on the sheets of the rollback
  const nodes = all('*');
  const texts = nodes.filter(node => own(node) && shown(node) && !node.closest('svg, .lb-hidden, style, script'));
  const FURNITURE = '.md-header, .md-sidebar, .md-footer, .md-search, .md-tabs, .md-top, .md-path, .md-skip, .headerlink, button, input';
  return {
    boxes: all('.lb-box').map(box => { const style = getComputedStyle(box), size = box.getBoundingClientRect();
      return {width: size.width, height: size.height, border: parseFloat(style.borderTopWidth), line: style.borderTopStyle,
        colour: luminance(style.borderTopColor), shown: shown(box), pen: !!box.closest('.lb-pen'), row: box.closest('tr')?.id || ''} }),
    steps: all('.lb-step').map(row => [row.id,
      boxes(row) - [...row.querySelectorAll(BRANCH)].reduce((sum, way) => sum + boxes(way), 0)]),
    branches: all(BRANCH).map(way => [own(way), boxes(way)]),
    shown: nodes.filter(node => own(node) && shown(node)).map(own).join(' '),
    hidden: nodes.filter(node => own(node) && !shown(node) && !node.closest('NOT_FOR_PAPER')).map(own),
    furniture: [...document.querySelectorAll(FURNITURE)].filter(shown).map(node => node.outerHTML.slice(0, 120)),
    small: texts.filter(node => !node.matches('.lb-slot') && parseFloat(getComputedStyle(node).fontSize) < 11.9)
      .map(node => said(node, 'fontSize')),
    pale: texts.filter(node => 1.05 / (luminance(getComputedStyle(node).color) + .05) < 4.5).map(node => said(node, 'color')),
    filled: texts.filter(node => { const colour = getComputedStyle(node).backgroundColor;
      return !/, 0\\)$/.test(colour) && luminance(colour) < .99 }).map(node => said(node, 'backgroundColor')),
    low: all('.lb-sheet tbody tr:not(.lb-step__run)').filter(shown).map(row => row.getBoundingClientRect().height +
      (row.nextElementSibling?.matches('.lb-step__run') ? row.nextElementSibling.getBoundingClientRect().height : 0))
      .filter(height => height < 8 * MM - .5),
    pens: all('.lb-pen').filter(cell => !shown(cell)).length,
    near: all('.lb-box').filter(shown).map(box => [box, box.getBoundingClientRect()]).flatMap(([box, at], place, list) => {
      const [, next] = list[place + 1] || [];
      return next && Math.abs(next.top - at.top) < 4 && next.left > at.left && next.left - at.right < 4 * MM - 1
        ? [`${((next.left - at.right) / MM).toFixed(1)} mm: ${box.parentElement.outerHTML.slice(0, 120)}`] : [] }),
    wide: document.scrollingElement.scrollWidth - innerWidth,
  } }""".replace("NOT_FOR_PAPER", NOT_FOR_PAPER)
"""What the style sheet makes of a page for paper; boxes are drawn, so a PDF holds no text for them."""
LANDSCAPE = (
    "[...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).some(rule => /size: *[^;]*landscape/.test(rule.cssText)"
    " && rule.selectorText?.endsWith(document.querySelector('[data-paper]').dataset.paper))"
)


@pytest.fixture(scope="session")
def drawn(printed_pages: Callable[[str], Path]) -> dict[str, dict[str, Any]]:
    """What was measured of each page on A4, by address."""
    return json.loads((printed_pages("A4") / "drawn.json").read_text("utf-8"))


def gather(drawn: dict[str, dict[str, Any]], what: str) -> list[str]:
    return [f"{address}: {each}" for address, facts in drawn.items() for each in facts[what]]


def test_there_are_as_many_boxes_as_items(real: Built, drawn: dict[str, dict[str, Any]]) -> None:
    """One for a step, and one for each way that leads on from it: the way that was taken is ticked."""
    from launchbook.core.items import ChecklistItem
    from launchbook.core.walk import walk

    seen = 0
    for plan in plans(real):
        if "checklists" in plan.sections:
            items = sum(isinstance(value, ChecklistItem) for _, value in walk(plan.sections["checklists"]))
            shown = (box for box in drawn[f"plans/{plan.id}/checklists/"]["boxes"] if box["shown"])
            boxes = [box for box in shown if not box["pen"]]  # those for pass and fail stand beside
            assert len(boxes) == items, plan.id
            seen += items
    assert seen
    for address, facts in drawn.items():
        assert all(count == 1 for _, count in facts["steps"]), f"{address}: {facts['steps']}"
        assert all(count == 1 for _, count in facts["branches"]), f"{address}: {facts['branches']}"
    assert any(facts["branches"] for facts in drawn.values())


def test_a_box_is_four_millimetres_of_visible_line(drawn: dict[str, dict[str, Any]]) -> None:
    seen = 0
    for address, facts in drawn.items():
        for box in facts["boxes"]:
            if box["shown"]:
                seen += 1
                assert abs(box["width"] / PX - 4) <= 0.3 and abs(box["height"] / PX - 4) <= 0.3, f"{address}: {box}"
                assert box["border"] >= 0.5 and box["line"] == "solid" and box["colour"] < 0.2, f"{address}: {box}"
            else:
                raise AssertionError(f"{address}: a box is hidden: {box}")
    assert seen > 50


def test_two_boxes_are_a_thumb_apart(drawn: dict[str, dict[str, Any]]) -> None:
    assert gather(drawn, "near") == []


def test_nothing_is_said_on_the_screen_alone(drawn: dict[str, dict[str, Any]]) -> None:
    """What paper hides stands elsewhere on the same sheet; a contents list whose lists follow, for one."""
    gone = [
        f"{address}: {text}"
        for address, facts in drawn.items()
        for text in facts["hidden"]
        if bare(text) not in bare(facts["shown"])
    ]
    assert not gone, lines_of(gone[:30])


def test_the_furniture_of_the_screen_stays_there(drawn: dict[str, dict[str, Any]]) -> None:
    assert not gather(drawn, "furniture")


def test_print_is_black_on_white_and_large_enough(drawn: dict[str, dict[str, Any]]) -> None:
    for what in ("pale", "filled", "small"):
        found = gather(drawn, what)
        assert not found, f"{what}: {lines_of(found[:20])}"


def test_rows_leave_room_for_a_pen(drawn: dict[str, dict[str, Any]]) -> None:
    assert not gather(drawn, "low")
    assert not [address for address, facts in drawn.items() if facts["pens"]]


def test_nothing_is_wider_than_the_paper(drawn: dict[str, dict[str, Any]]) -> None:
    """A browser would shrink the whole page to make it fit."""
    wide = {address: facts["wide"] for address, facts in drawn.items() if facts["wide"] > 0}
    assert not wide


# emergencies


def hatched(path: Path) -> list[bool]:
    """Of each page of a PDF, whether it is hatched at its left edge, as a printer without colours draws it."""
    data = subprocess.run(["pdftoppm", "-gray", "-r", "50.8", str(path)], capture_output=True, check=True).stdout
    return [_striped(image) for image in data.split(b"P5\n")[1:]]


def _striped(image: bytes) -> bool:
    size, _, pixels = image.split(b"\n", 2)
    width, height = map(int, size.split())
    strip = [
        pixels[y * width + x] < 128 for y in range(height // 4, height * 3 // 4) for x in range(11, 17)
    ]  # 5.5 to 8.5 mm
    return 0.3 < sum(strip) / len(strip) < 0.7


def emergency(pages: list[str], marked: list[bool]) -> str:
    """What stands on the hatched sheets of a page."""
    return unmarked("".join(text for text, mark in zip(pages, marked, strict=True) if mark))


@pytest.mark.parametrize("name", FORMATS)
def test_a_rollback_lies_on_two_sheets(real: Built, paper: Paper, name: str) -> None:
    """What is done lies on at most two hatched sheets, which come first; what is read before and after, on others."""
    from launchbook.core.items import ChecklistItem
    from launchbook.core.steps import Step
    from launchbook.core.walk import walk

    printed_here = paper(name)
    seen = 0
    for plan in plans(real):
        address = f"plans/{plan.id}/rollback/"
        if address not in printed_here or not plan.kinds["rollback"].emergency:
            continue
        marked, pages = hatched(printed_here[address]), read({address: printed_here[address]})[0][1]
        assert 1 <= sum(marked) <= 2 and marked == sorted(marked, reverse=True), f"{address}: {marked}"
        model, text = plan.sections["rollback"], emergency(pages, marked)
        for path, value in walk(model):
            if isinstance(value, (Step, ChecklistItem)) and path[0] != "preparation":
                assert printed(value.do) in text, f"{address}: {value.do}"
        if not all(marked):
            later = unmarked("".join(pages)).replace(text, "")
            assert all(printed(step.do) in later for step in model.preparation), address
        seen += 1
    assert seen


@pytest.mark.parametrize("name", FORMATS)
def test_a_playbook_lies_on_sheets_of_its_own(real: Built, paper: Paper, name: str) -> None:
    """At most two hatched ones each, and nothing else of the page on them."""
    seen = 0
    for plan in plans(real):
        address = f"plans/{plan.id}/risks/"
        books = getattr(plan.sections.get("risks"), "playbooks", ())
        if address not in paper(name) or not books:
            continue
        marked, pages = hatched(paper(name)[address]), read({address: paper(name)[address]})[0][1]
        assert len(books) <= sum(marked) <= 2 * len(books), f"{address}: {marked}"
        assert not marked[0]
        for book in books:
            assert printed(book.title) in emergency(pages, marked)
        seen += 1
    assert seen or name == "Letter"


def test_only_emergencies_are_hatched(real: Built, paper: Paper) -> None:
    found = {address for address, path in paper("A4").items() if any(hatched(path))}
    kinds = {address.split("/")[2] for address in found}
    assert kinds <= {"rollback", "risks"}, found
    assert "rollback" in kinds


def test_a_rollback_says_by_when_it_is_over_and_who_decided(real: Built, all_sheets: Sheets) -> None:
    text = {address: " ".join("".join(pages).split()) for address, pages in all_sheets}["plans/records-move/rollback/"]
    assert re.search(r"Decided by +at *: while on step +plus 2 h 30 min: back by *:", text)
    assert "In all of 2 h 30 min New time Back by" in text and "The steps take" not in text, "each way by itself"
    ways = re.findall(
        r"R2[ABC] .{0,60}?\) (1 h(?: 30 min)?|2 h 30 min)(?: \(of it (15 min) only if needed\))? *:", text
    )
    assert ways == [("1 h", ""), ("1 h 30 min", "15 min"), ("2 h 30 min", "15 min")]


IN_COLUMNS = """() => [...document.querySelectorAll('.lb-lane__pens')].filter(pens => pens.offsetHeight).map(pens => {
  const heads = [...pens.closest('table').querySelectorAll('thead .lb-pen')].map(head => head.getBoundingClientRect());
  const cells = [...pens.children].map(cell => cell.getBoundingClientRect());
  return { off: Math.max(...cells.map((cell, at) => Math.abs(cell.left - heads.slice(-cells.length)[at].left))), high: cells[0].height };
})"""


@pytest.mark.parametrize("key", ["runsheet", "rollback"])
def test_steps_in_branches_are_signed_below_the_columns(real_url: str, browser: Any, key: str) -> None:
    with watched(browser, reduced_motion="reduce") as opened:
        opened.page.goto(f"{real_url}plans/records-move/{key}/")
        opened.page.emulate_media(media="print")
        opened.page.set_viewport_size({"width": round((A4_WIDTH - MARGINS) * PX), "height": 1000})
        fields = opened.page.evaluate(IN_COLUMNS)
    assert len(fields) >= 4
    assert all(each["off"] <= 2 * PX and each["high"] >= 6.5 * PX for each in fields), fields


def test_a_sheet_that_begins_behind_a_gate_says_which_box_it_is(real: Built, all_sheets: Sheets) -> None:
    pages = dict(all_sheets)["plans/records-move/runsheet/"]
    [plan] = [plan for plan in plans(real) if plan.id == "records-move"]
    gated = [box for box in plan.sections["runsheet"].boxes if box.gate]
    for box in gated:
        for sheet in (page for page in map(unmarked, pages) if printed(box.steps[0].do) in page):
            assert printed(box.title) in sheet, box.title
    assert len(gated) == 5


def test_a_gate_has_two_readings_and_its_time(all_sheets: Sheets) -> None:
    text = unmarked("".join(dict(all_sheets)["plans/records-move/runsheet/"]))
    assert text.count("Secondreading") == 7, "five gates, and what closes two of them"
    assert "G4:OpenLanternatFoxRiverDueSun11Apr04:30" in text


def test_values_of_the_night_are_written_once(all_sheets: Sheets) -> None:
    pages = [unmarked(page) for page in dict(all_sheets)["plans/records-move/runsheet/"]]
    assert "ValuesofthenightWriteeachhere" in pages[0] and "Writeeachhere" not in "".join(pages[1:])
    assert "writteninValuesofthenight" in "".join(pages[1:]), "where they are needed again"
    assert all(f"‹{name}›" in pages[0] for name in ("change", "backup_tag", "last_position"))
    assert "OwenHartleybySatApr" in pages[0].replace("10", "") and "neededin7.1" in pages[0], (
        "who fills it in, when, and for what"
    )
    assert "‹standby_password›notonpaper" in pages[0] and "openswithtwopeople" in pages[0]


def test_paper_says_where_the_way_back_ends(all_sheets: Sheets) -> None:
    text = {address: unmarked("".join(pages)) for address, pages in all_sheets}
    sheet, back = text["plans/records-move/runsheet/"], text["plans/records-move/rollback/"]
    assert "Isthepointofnoreturnpassed?17.Giveuptheway" in back and "planned" in back
    assert "Fromhereonthereisnorollback" in sheet and sheet.count("Norollbackanymore") == 1, "one box is behind it"
    assert "R2BItwaspromoted,notopened(23:15to05:00)1h30min(ofit15minonlyifneeded)" in back


def test_whom_to_ask_stands_at_each_box(all_sheets: Sheets) -> None:
    sheet = unmarked("".join(dict(all_sheets)["plans/records-move/runsheet/"]))
    assert sheet.count("Notasexpected?Stop") == 18
    assert sheet.count("DecidesPriyaRaman+13125550102·noanswer:ElenaVoss") == 6, "by day the deputy decides"
    assert sheet.count("Waituntil:") == 10 and sheet.count("or,ifabsent,") == 10
    assert sheet.count("Newtime") > 18, "one for each box, and a column"


def test_what_is_ticked_in_the_plan_is_open_on_paper(all_sheets: Sheets) -> None:
    text = unmarked("".join(dict(all_sheets)["plans/exam-buddy-1.0/checklists/"]))
    assert text.count("✓计划里已全部勾选") == 2 and "✓计划里已完成" not in text, "once at each list"
    assert "12/12" not in text and "11/11" not in text


def test_what_was_not_as_expected_has_its_place(all_sheets: Sheets) -> None:
    text = {address: unmarked("".join(pages)) for address, pages in all_sheets}
    assert text["plans/records-move/runsheet/"].count("Readorseen") == 18, "one for each box"
    checklists = text["plans/records-move/checklists/"]
    assert "NotasexpectedStop,writeithere,andcalluntilSun11Apr07:30RuthCalloway" in checklists, "by day her deputy"
    assert checklists.count("oncemore,ormendforward.Thereisnorollbackanymore.") == 1
    assert "decidefromD1thenstep" in text["plans/records-move/rollback/"]


def test_what_is_prepared_and_carried_out_is_printed_once(all_sheets: Sheets) -> None:
    text = {address: unmarked("".join(pages)) for address, pages in all_sheets}
    assert "=step7.2" in text["plans/records-move/rollback/"]
    assert "before-promote" in text["plans/records-move/runsheet/"]


def test_a_run_sheet_is_begun_and_ended_by_hand(all_sheets: Sheets) -> None:
    text = {address: unmarked("".join(pages)) for address, pages in all_sheets}["plans/records-move/runsheet/"]
    wanted = (
        "live",
        "rehearsal",
        "Startedat",
        "Runby",
        "Tmovedto",
        "Endedat",
        "Stepsleftopen",
        "Name,signature",
        "Date,time",
    )
    assert not [word for word in wanted if word not in text]
    assert text.count("Signature") == 20, "five gates, each with two who sign, and once more where it is asked again"
    assert text.count("Askedagain") == 10


def test_what_the_plan_does_not_know_has_a_line(all_sheets: Sheets) -> None:
    """A number, a deputy, the step on which a rollback was decided, who went through a list."""
    text = {address: unmarked("".join(pages)) for address, pages in all_sheets}
    assert text["plans/exam-buddy-1.0/people/"].count("替手") == 6, "nobody has one"
    assert text["plans/exam-buddy-1.0/people/"].count("电话") == 6, "one of them has no number"
    assert text["plans/records-move/people/"].count("Deputy") == 21, "everybody has one, and no second line"
    assert "whileonstep" in text["plans/records-move/rollback/"]
    lists = text["plans/records-move/checklists/"]
    assert lists.count("Carriedoutby,place") == 3 and lists.count("PassFailBy,at") >= 4, lists
