"""The site in Chromium: wide and narrow, light and dark, by mouse, keyboard and clock."""

from __future__ import annotations

import json
import re

from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from axe_playwright_python.base import AXE_SCRIPT

from site_kit import Built, Watched, lines_of, plan_addresses, watched

pytest_plugins = ("site_fixtures",)

WIDTHS = {360: 780, 1440: 900}
THEME_CAUSES: dict[str, tuple[str, str]] = {}
"""What the theme itself causes: rule of axe, a selector of the only places where it may, and why it is not ours to mend."""


def look(found: Watched, address: str) -> None:
    found.page.goto(address, wait_until="load")
    found.page.evaluate("document.fonts.ready")


# every page


def axe_violations(page: Any) -> list[str]:
    """What axe finds, without what the theme causes."""
    page.evaluate(AXE_SCRIPT)
    answer = page.evaluate("axe.run(document, {resultTypes: ['violations'], elementRef: false})")
    found = []
    for violation in answer["violations"]:
        for node in violation["nodes"]:
            if violation["id"] in THEME_CAUSES and page.evaluate(
                "([at, allowed]) => document.querySelector(at)?.matches(allowed)", [node["target"][0], THEME_CAUSES[violation["id"]][0]]
            ):
                continue
            found.append(f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:160]} {node['failureSummary'][:200]}")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_sound(real: Built, real_url: str, browser: Any, width: int, scheme: str) -> None:
    """Nothing fails, nothing asks another host, nothing scrolls sideways, axe finds nothing."""
    troubles = []
    with watched(browser, viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme) as found:
        for address in real.pages:
            if address == "404.html":
                continue
            look(found, real_url + address)
            shown = found.page.evaluate("document.body.dataset.mdColorScheme")
            assert shown == {"light": "default", "dark": "slate"}[scheme]
            wide, inner = found.page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
            if wide > inner:
                troubles.append(f"{address}: {wide} px wide in a window of {inner}: {found.page.evaluate(TOO_WIDE)}")
            troubles += [f"{address}: {violation}" for violation in axe_violations(found.page)]
        troubles += found.troubles + found.other_hosts()
    assert not troubles, lines_of(troubles)


TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(node => node.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(node).position !== 'fixed')
  .slice(-3).map(node => node.outerHTML.slice(0, 120))"""


def test_hostile_text_runs_nothing(hostile: Built, hostile_url: str, browser: Any) -> None:
    with watched(browser, viewport={"width": 1440, "height": 900}) as found:
        for address in hostile.pages:
            if address == "404.html":
                continue
            look(found, hostile_url + address)
            assert found.page.evaluate("typeof window.__pwned") == "undefined", address
            assert not found.page.evaluate("document.querySelector('article img, article script, article svg[onload], article [onclick]')"), address
        assert not found.troubles, lines_of(found.troubles)
        assert not found.other_hosts()


def test_hostile_text_does_not_scroll_sideways(hostile: Built, hostile_url: str, browser: Any) -> None:
    """Long words without a space do not push a page wider than a phone."""
    wide = []
    with watched(browser, viewport={"width": 360, "height": 780}) as found:
        for address in plan_addresses(hostile):
            look(found, hostile_url + address)
            if found.page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
                wide.append(f"{address}: {found.page.evaluate(TOO_WIDE)}")
    assert not wide, lines_of(wide)


# the reader's clock

DAY = "2026-01-17T{}+08:00"


def plan_with(real: Built, section: str) -> str:
    """A page of this section of the first real plan."""
    return next(address for address in real.pages if address.endswith(f"/{section}/"))


@pytest.fixture
def launch_day(browser: Any) -> Any:
    """Opens a page at a time of the real plan's launch day."""
    opened = []

    def at(address: str, time: str, **settings: Any) -> Watched:
        context = watched(browser, viewport={"width": 1440, "height": 900}, **settings)
        found = context.__enter__()
        opened.append(context)
        found.page.clock.set_fixed_time(time)
        look(found, address)
        return found

    yield at
    for context in opened:
        context.__exit__(None, None, None)


def exam_buddy(real: Built) -> str:
    [address] = [address for address in real.pages if re.fullmatch(r"plans/exam-buddy[^/]*/", address)]
    return address


@pytest.mark.parametrize(
    ("time", "words"),
    [("2026-01-07T10:00:00+08:00", "10"), ("2026-01-16T22:00:00+08:00", "12"), ("2026-01-17T09:15:00+08:00", "45")],
)
def test_the_countdown_speaks_the_plans_language(real: Built, real_url: str, launch_day: Any, time: str, words: str) -> None:
    found = launch_day(real_url, time, locale="en-US")
    countdowns = found.page.locator(".lb-countdown")
    texts = countdowns.all_inner_texts()
    assert texts, "the home page counts down to a launch"
    for text in texts:
        assert text.strip() not in ("", "–")
        assert re.search("[\u4e00-\u9fff]", text), text
        assert "NaN" not in text


def small_site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    raise NotImplementedError
