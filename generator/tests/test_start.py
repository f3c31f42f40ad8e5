"""What a page of launch day does first: its ticks stand before the theme's scripts begin, and those come then, all and in order."""

from __future__ import annotations

from typing import Any

import pytest
from run_kit import Device, Launch, launch, plans_built
from site_kit import Built

pytest_plugins = ("site_fixtures",)

SHEET = "plans/records-move/runsheet/"
TEAMS = '<script src="../../../team.js"></script></body>'
HEARD = """
const later = window.setTimeout;
window.setTimeout = (run, after, ...more) => (after === 4000 ? 0 : later(run, after, ...more));  // without the last resort
document.addEventListener("launchbook-stands", () => {
  window.atStands ??= { ticks: document.querySelectorAll(".lb-tick").length, theme: "document$" in window };
});"""


@pytest.fixture(scope="module")
def move(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return plans_built(tmp_path_factory, "records-move")


def device(day: Launch) -> Device:
    """Its pages have a script of a team's own behind the theme's, which listens to the theme as the theme's manual says."""
    found = day.device()
    found.context.route(
        "**/team.js",
        lambda route: route.fulfill(
            content_type="text/javascript", body="document$.subscribe(() => { window.team = true; })"
        ),
    )

    def with_script(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</body>", TEAMS))

    found.context.route(f"**/{SHEET}", with_script)
    found.context.add_init_script(HEARD)
    return found


def all_began(page: Any) -> None:
    page.wait_for_function("window.team")
    assert page.locator("script[type='text/held']").count() == 0
    page.locator("label[for=__palette_1]").click()
    page.wait_for_selector("body[data-md-color-scheme=slate]")


def test_ticks_stand_before_the_theme_begins(browser: Any, move: Built) -> None:
    with launch(browser, move.site, "2027-04-10T13:36:00-05:00") as day:
        page = device(day).open(SHEET)
        all_began(page)
        first = page.evaluate("window.atStands")
        assert first["ticks"] > 0
        assert not first["theme"]


def test_the_theme_begins_at_once_where_no_launch_is_near(browser: Any, move: Built) -> None:
    with launch(browser, move.site, "2027-01-10T13:36:00-06:00") as day:
        page = device(day).open(SHEET, ready="")
        all_began(page)
        assert page.evaluate("window.atStands") is None


def test_the_theme_begins_where_the_script_of_launch_day_does_not_come(browser: Any, move: Built) -> None:
    with launch(browser, move.site, "2027-04-10T13:36:00-05:00") as day:
        phone = device(day)
        phone.context.route("**/day.js", lambda route: route.abort())
        all_began(phone.open(SHEET, ready=""))
        phone.pages.clear()  # that a file does not come is meant here


def test_the_theme_begins_where_nothing_of_a_launch_opens(browser: Any, move: Built) -> None:
    """What waits is told while the page is still read, before the theme's scripts are."""
    told = """
const stands = () => document.dispatchEvent(new Event("launchbook-stands"));
if (document.querySelector("script[data-end]")) stands();
else document.addEventListener("launchbook-content", stands);"""
    with launch(browser, move.site, "2027-04-10T13:36:00-05:00") as day:
        phone = device(day)
        phone.context.route("**/day.js", lambda route: route.fulfill(content_type="text/javascript", body=told))
        all_began(phone.open(SHEET, ready=""))
