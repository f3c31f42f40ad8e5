"""The front page by phase, the run sheet at "now", the duty card: as readers see them, by a clock of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from site_kit import Watched, build, lines_of, once, project, served, watched

from launchbook.core.cockpit import cockpit_of
from launchbook.core.order import neighbours
from launchbook.core.plan import Plan
from launchbook.load import Loaded
from launchbook.render.formats import zone_short

pytest_plugins = ("site_fixtures",)

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 780}
PLAN = """\
plan: harbor
title: Harbor tickets 3.0
version: 3.0.0
language: en
status: approved
timezone: America/Chicago
launch: 2026-04-10 22:00
window: 3h
owner: mara
decider: mara
people:
  mara: {name: Mara Quill, role: Release manager, phone: "555-0101"}
  tomas: {name: Tomas Reyes, phone: "555-0103"}
  wen: {name: Wen Li}
checklists:
  - title: Before
    items:
      - {do: The desks have paper tickets, owner: wen, due: 2026-04-09 14:00}
      - {do: The backup is restored, owner: tomas, due: 2026-04-08 10:00}
      - {do: The board is lit}
runsheet:
  - id: freeze
    title: Freeze
    at: T .. T+1h
    steps:
      - {do: Put the shop in read-only, owner: tomas, duration: 10m, command: "harborctl mode read-only", expect: It is closed}
      - {do: Compare the counts, owner: wen, duration: 20m}
      - {do: Say so}
  - id: switch
    title: Switch traffic
    at: T+1h .. T+2h
    gate: {id: g2, title: Switch, decider: mara, second: tomas, criteria: [Orders are the same, Smoke test passes]}
    steps:
      - {do: Send everyone to 3.0, owner: tomas, command: "harborctl traffic 3.0=100"}
      - {do: Watch, owner: wen}
rollback:
  decider: mara
  within: 15m
  triggers: [Orders are lost]
  steps: [{do: Send everyone back, owner: tomas, command: "harborctl traffic 2.9=100"}]
  verify: [The foot of the shop says 2.9]
"""
BEFORE, DURING, AFTER = "2026-04-09T12:00:00-05:00", "2026-04-10T23:10:00-05:00", "2026-04-12T12:00:00-05:00"
Open = Callable[..., Watched]


@pytest.fixture(scope="module")
def harbor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    def make(folder: Path) -> None:
        build(project(folder, {"harbor.yml": PLAN}))

    with served(once(tmp_path_factory, "harbor", make) / "site", clock=lambda: SITE["time"]) as address:
        yield address


SITE = {"time": datetime.fromisoformat(BEFORE).timestamp()}
"""What the site's answers say is the time: pages go by it where the device's clock is far from it."""


@pytest.fixture
def at(browser: Any, harbor: str) -> Iterator[Open]:
    """Opens a page of the plan at a time."""
    with ExitStack() as open_pages:

        def opened(time: str, page: str = "", **settings: Any) -> Any:
            kept = {"viewport": DESK, "locale": "en-US", "timezone_id": "America/Chicago", **settings}
            found = open_pages.enter_context(watched(browser, **kept))
            SITE["time"] = datetime.fromisoformat(time).timestamp()
            found.page.clock.set_fixed_time(time)
            found.page.goto(f"{harbor}{'' if page.startswith('people/') else 'plans/harbor/'}{page}", wait_until="load")
            return found.page

        yield opened


def plan_of(load: Callable[..., Loaded]) -> Plan:
    plan = load(PLAN).plan
    assert plan is not None
    return plan


# what the front page is made of


def test_what_is_open_is_told_by_its_day_and_by_person(load: Callable[..., Loaded]) -> None:
    cockpit = cockpit_of(plan_of(load))
    assert [str(each.row.title) for each in cockpit.open] == [
        "The backup is restored", "The desks have paper tickets", "The board is lit",
    ]  # fmt: skip
    assert dict(cockpit.by_person) == {"tomas": 1, "wen": 1, "": 1}


def test_what_is_missing_is_found(load: Callable[..., Loaded]) -> None:
    cockpit = cockpit_of(plan_of(load))
    assert list(cockpit.without_number) == ["wen"]
    assert [str(row.title) for row in cockpit.ownerless] == ["Say so"]
    assert cockpit.never_rehearsed and not cockpit.without_criteria and not cockpit.undecided


def test_the_phase_follows_the_dates(load: Callable[..., Loaded]) -> None:
    cockpit = cockpit_of(plan_of(load))
    for time, phase in ((BEFORE, "before"), (DURING, "during"), (AFTER, "after")):
        assert cockpit.phase(datetime.fromisoformat(time)) == phase


def test_who_comes_before_and_who_waits(load: Callable[..., Loaded]) -> None:
    plan = plan_of(load)
    links = {str(plan.rows.by_path[path].title): pair for path, pair in neighbours(plan).items()}
    titles = {title: tuple(row and str(row.title) for row in pair) for title, pair in links.items()}
    assert titles["Put the shop in read-only"] == (None, "Compare the counts")
    assert titles["Say so"] == ("Compare the counts", "Switch")
    assert titles["Send everyone to 3.0"] == ("Switch", "Watch")
    assert titles["Send everyone back"] == (None, None)


@pytest.mark.parametrize(
    ("zone", "time", "english", "chinese"),
    [
        ("America/Chicago", "2026-04-10T22:00", "CDT", "CDT"),
        ("America/Chicago", "2026-11-01T00:30", "CDT UTC−5", "CDT UTC−5"),
        ("America/Chicago", "2026-11-01T03:30", "CST UTC−6", "CST UTC−6"),
        ("Asia/Shanghai", "2026-04-10T22:00", "UTC+8", "北京时间"),
        ("Asia/Kolkata", "2026-04-10T22:00", "UTC+5:30", "UTC+5:30"),
        ("Europe/London", "2026-01-10T22:00", "GMT", "GMT"),
        ("UTC", "2026-01-10T22:00", "UTC", "UTC"),
    ],
)
def test_a_zone_in_short(zone: str, time: str, english: str, chinese: str) -> None:
    moment = datetime.fromisoformat(time).replace(tzinfo=ZoneInfo(zone))
    assert (zone_short(moment, "en"), zone_short(moment, "zh")) == (english, chinese)


# in a browser

SEEN = "[...document.querySelectorAll('[data-phase]')].filter(part => part.checkVisibility()).map(part => part.innerText).join('\\n')"


def test_the_front_page_shows_what_the_hour_asks_for(at: Open) -> None:
    before, during, after = (at(time).evaluate(SEEN) for time in (BEFORE, DURING, AFTER))
    assert "3 things are open" in before and "1 late" in before and "waits for 2 of 2 results" in before
    assert "1 person on duty has no number" in before and "The rollback was never rehearsed" in before
    assert "harborctl traffic 3.0=100" in during and "Stop" in during and "harborctl mode read-only" not in during
    assert "No run is committed yet" in after and "harborctl" not in after


def test_between_the_boxes_the_next_one_says_in_how_long(at: Open) -> None:
    page = at("2026-04-10T22:10:00-05:00")
    assert page.locator(".lb-cockpit__box:visible").count() == 1
    assert page.locator(".lb-cockpit__is:visible").inner_text() == "now"


def test_without_a_script_the_page_shows_the_phase_of_the_build(browser: Any, harbor: str) -> None:
    with watched(browser, viewport=PHONE, java_script_enabled=False) as found:
        found.page.goto(f"{harbor}plans/harbor/", wait_until="load")
        text = found.page.locator("article").inner_text()
    assert "3 things are open" in text and "harborctl" not in text


def test_rows_on_other_pages_carry_the_key_of_their_own(at: Open) -> None:
    ids = "[...document.querySelectorAll('article [id]')].map(node => node.id)"
    keys = "[...document.querySelectorAll('[data-row]')].map(node => node.dataset.row)"
    anchors = {f"runsheet#{anchor}" for anchor in at(DURING, "runsheet/").evaluate(ids)}
    front = at(DURING)
    assert len(front.evaluate(ids)) == len(set(front.evaluate(ids)))
    found = set(front.evaluate(keys))
    assert {key for key in found if key.startswith("runsheet#")} <= anchors
    assert any(key.startswith("rollback#") for key in found)
    assert any(key.startswith("rollback#") for key in at(DURING, "runsheet/").evaluate(keys)), (
        "for a phone without a network"
    )


def test_the_run_sheet_opens_at_what_is_on(at: Open) -> None:
    small = {"viewport": {"width": 360, "height": 480}}
    at(DURING, "runsheet/", **small).wait_for_function("scrollY > 300")
    assert at(BEFORE, "runsheet/", **small).evaluate("scrollY") == 0
    folds = "[...document.querySelectorAll('.lb-runsheet-fold')].map(box => box.open)"
    assert at(DURING, "runsheet/").evaluate(folds) == [False, True]
    assert at(BEFORE, "runsheet/").evaluate(folds) == [True, True]
    led = at(DURING, "runsheet/#i-freeze", **small)
    assert led.locator("#i-freeze").bounding_box()["y"] < 300, "an address that leads somewhere is followed"


def test_whoever_is_missing_is_marked_alike(at: Open) -> None:
    marks = "[...document.querySelectorAll('.lb-missing')].filter(mark => mark.checkVisibility()).map(mark => mark.innerText)"
    found = {page: set(at(BEFORE, page).evaluate(marks)) for page in ("", "runsheet/")}
    assert {"no number", "nobody named"} <= found[""] & found["runsheet/"]


def test_a_duty_card_says_what_comes_before_and_who_waits(at: Open, harbor: str) -> None:
    page = at(BEFORE)
    page.goto(
        harbor + page.evaluate("document.querySelector('.lb-cockpit__people a[href*=tomas]').pathname").split("/", 2)[2]
    )
    text = page.locator("article").inner_text()
    assert "harborctl mode read-only" in text and "Compare the counts" in text and "Wen Li" in text
    assert "CDT" in text


@pytest.mark.parametrize("time", [BEFORE, DURING, AFTER])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_in_any_phase(at: Open, time: str, size: dict[str, int]) -> None:
    page = at(time, viewport=size, timezone_id="Europe/Berlin")
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations'], preload: false}).then(told => told.violations)"
    )
    seen = [f"{each['id']}: {[node['html'][:160] for node in each['nodes']]}" for each in found]
    assert not seen, lines_of(seen)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_on_paper_the_head_says_whose_times_those_are(harbor: str, at: Open) -> None:
    page = at(DURING, "runsheet/")
    sheet = page.evaluate("fetch('../paper.css').then(answer => answer.text())")
    assert "@top-right" in sheet and "CDT" in sheet
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator("[data-row^='rollback#']").first.is_visible(), "the rollback has sheets of its own"
    assert page.locator(".lb-runsheet-fold:not([open])").count() == 0
