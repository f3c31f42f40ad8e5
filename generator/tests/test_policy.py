"""A site works under a strict Content-Security-Policy: no script or style stands in a page, and none comes from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from site_kit import ROOT, STRICT, Built, lines_of, longest, served, watched

pytest_plugins = ("site_fixtures",)

VIOLATIONS = """addEventListener('securitypolicyviolation', event => (window.violations ??= []).push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`))"""
TOLD = "() => window.violations ?? []"


@pytest.fixture(scope="module")
def strict(real: Built) -> Iterator[str]:
    """The address of the real site, served with the policy."""
    with served(real.site, {"Content-Security-Policy": STRICT}) as url:
        yield url


def test_no_page_carries_a_script_or_style(real: Built, hostile: Built) -> None:
    """The theme's settings are data: a browser runs nothing of a type that it does not know."""
    for built in (real, hostile):
        for address, page in built.pages.items():
            assert not page.styles, f"{address}: {page.styles[:3]}"
            assert not page.handlers, f"{address}: {page.handlers[:3]}"
            assert all(text.lstrip().startswith('{"') for text in page.scripts), address


@pytest.mark.parametrize("guide", ["docs/guide/publishing.md", "docs/zh/publishing.md"])
def test_the_guides_tell_this_policy(guide: str) -> None:
    assert (ROOT / guide).read_text("utf-8").count(STRICT) == 2  # nginx and Caddy


@pytest.mark.parametrize("width", [360, 1440])
def test_every_kind_of_page_obeys_the_policy(real: Built, strict: str, browser: Any, width: int) -> None:
    troubles = []
    with watched(
        browser, viewport={"width": width, "height": 900}, color_scheme="dark" if width == 360 else "light"
    ) as opened:
        opened.page.add_init_script(VIOLATIONS)
        for address in longest(real, real.pages, 1):
            opened.page.goto(strict + address, wait_until="load")
            opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
            troubles += [f"{address}: {each}" for each in opened.page.evaluate(TOLD)]
        assert not troubles, lines_of(troubles)
        assert not opened.troubles, lines_of(opened.troubles)


def test_dark_and_light_are_switched_and_kept(strict: str, browser: Any) -> None:
    """What was chosen stands before the page is drawn: the script in the page's head knows it."""
    with watched(browser, color_scheme="light") as opened:
        page = opened.page
        page.add_init_script(VIOLATIONS)
        page.goto(strict, wait_until="load")
        assert page.get_attribute("body", "data-md-color-scheme") == "default"
        page.locator("form[data-md-component=palette] label:visible").click()
        assert page.get_attribute("body", "data-md-color-scheme") == "slate"
        page.route("**/bundle.*.js", lambda route: route.abort())
        page.goto(strict, wait_until="load")
        assert page.get_attribute("body", "data-md-color-scheme") == "slate"
        assert not page.evaluate(TOLD)


def test_a_dark_device_gets_a_dark_page_from_the_start(strict: str, browser: Any) -> None:
    with watched(browser, color_scheme="dark") as opened:
        opened.page.route("**/bundle.*.js", lambda route: route.abort())
        opened.page.goto(strict, wait_until="load")
        assert opened.page.get_attribute("body", "data-md-color-scheme") == "slate"


def test_the_search_works(strict: str, browser: Any) -> None:
    with watched(browser, search=True, viewport={"width": 1440, "height": 900}) as opened:
        page = opened.page
        page.add_init_script(VIOLATIONS)
        page.goto(strict + "?q=%E5%9B%9E%E6%BB%9A", wait_until="load")
        page.locator(".md-search-result__item a").first.wait_for(timeout=30_000)
        assert not page.evaluate(TOLD)


def test_the_time_of_printing_is_set_under_the_policy(real: Built, strict: str, browser: Any) -> None:
    with watched(browser) as opened:
        address = longest(real, [each for each in real.pages if each.startswith("plans/")], 1)[0]
        opened.page.goto(strict + address, wait_until="load")
        opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        rules = opened.page.evaluate(
            "document.adoptedStyleSheets.flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText))"
        )
        assert len(rules) == 1 and "--lb-printed" in rules[0]
