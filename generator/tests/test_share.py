"""A run on its way between devices: what is said of what was taken in, what is nowhere else, and what a device says that knows no run."""

from __future__ import annotations

import re
from typing import Any

import pytest
from run_kit import DESK, PHONE, Device, Launch, launch, plans_built
from site_kit import Built

pytest_plugins = ("site_fixtures",)

PLAN = "records-move"
SHEET = f"plans/{PLAN}/runsheet/"
FIRST, SECOND = "runsheet#i-5ea383", "runsheet#i-12762f"
BEFORE = "2027-04-10T12:05:00-05:00"


@pytest.fixture(scope="module")
def move(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return plans_built(tmp_path_factory, "records-move")


def person(day: Launch, size: dict[str, int] = PHONE) -> tuple[Device, Any]:
    device = day.device(size, permissions=["clipboard-read", "clipboard-write"])
    page = device.open(SHEET, ready=".lb-strip__now:not(:empty)")
    page.set_default_timeout(10_000)
    return device, page


def dialog(page: Any) -> Any:
    found = page.locator("dialog.lb-dialog[open]")
    if not found.count():
        page.locator(".lb-strip__clock").click()
    found.wait_for()
    return found


def leave(page: Any) -> None:
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.lb-dialog", state="detached")


def begin(page: Any, who: str, kind: str = "live") -> None:
    dialog(page).get_by_role("button", name="Begin a run…").click()
    page.check(f".lb-dialog input[value={kind}]")
    page.select_option(".lb-dialog select", who)
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_selector("dialog.lb-dialog", state="detached")


def link(page: Any) -> str:
    dialog(page).get_by_role("button", name="Copy as a link").click()
    page.wait_for_selector(".lb-dialog >> text=Copied.")
    leave(page)
    return str(page.evaluate("navigator.clipboard.readText()"))


def follow(page: Any, address: str) -> str:
    """Open a link with a run where the page is open already, and say what is said then."""
    page.evaluate("address => { location.href = address; }", address)
    page.wait_for_selector(".lb-dialog p b")
    return str(page.inner_text("dialog.lb-dialog"))


def be(page: Any, who: str) -> None:
    dialog(page).locator("select").first.select_option(who)
    leave(page)


def act(page: Any, row: str, key: str, note: str = "") -> None:
    id = row.split("#")[1]
    page.evaluate("id => document.getElementById(id).scrollIntoView({ block: 'center' })", id)
    page.locator(f"#{id} .lb-tick").first.focus()
    page.keyboard.press(key)
    if note:
        page.locator("form.lb-asked input").fill(note)
        page.keyboard.press("Enter")


def state(page: Any, row: str, state: str) -> None:
    page.wait_for_selector(f"#{row.split('#')[1]}[data-state='{state}']", state="attached")


def apart(page: Any) -> int:
    """How many entries are said to be on this device alone."""
    found = re.search(r"Entries on this device alone: (\d+)", dialog(page).inner_text())
    leave(page)
    return int(found[1]) if found else 0


def test_a_run_among_devices(move: Built, browser: Any) -> None:
    """Shared is what was made here; what came in is told once, in sentences; both of two answers can be taken."""
    with launch(browser, move.site, BEFORE) as day:
        (_, nora), (_, wes) = person(day, DESK), person(day)
        begin(nora, "nora")
        act(nora, FIRST, "Space")
        state(nora, FIRST, "done")
        assert apart(nora) == 2
        first = link(nora)
        assert apart(nora) == 0

        said = follow(wes, first)
        assert "2 entries of Nora were taken in." in said and "Take the import back" in said
        assert "Nora began the run" in said and "Nora ticked 1.1 " in said
        leave(wes)
        assert apart(wes) == 0  # what came from others is with them
        wes.reload()
        wes.wait_for_selector(".lb-strip__now:not(:empty)")
        assert not wes.locator("dialog.lb-dialog").count()
        assert "Nothing is new: all 2 entries were here already." in follow(wes, first)
        leave(wes)

        day.devices[1].go(wes, SHEET)
        be(wes, "wes")
        act(wes, SECOND, "f", "Nobody answers")
        state(wes, SECOND, "failed")
        assert apart(wes) == 1
        day.forward(minutes=2)
        act(nora, SECOND, "Space")
        state(nora, SECOND, "done")
        said = follow(nora, link(wes))
        assert "1 entry of Wes was taken in. 2 more were here already. 1 disagree" in said
        assert "Wes recorded " in said and "as failed: Nobody answers" in said
        nora.locator(".lb-dialog__conflict button", has_text="Both, one after the other").click()
        nora.wait_for_selector(".lb-dialog__conflict", state="detached")
        leave(nora)
        day.devices[0].go(nora, SHEET)
        state(nora, SECOND, "done")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_device_that_knows_no_run_says_so(move: Built, browser: Any, size: dict[str, int]) -> None:
    """In the hour of the launch nothing is said to be late that others may have done; both ways on stand first."""
    with launch(browser, move.site, "2027-04-10T15:00:00-05:00") as day:
        _, page = person(day, size)
        strip = page.locator(".lb-strip")
        said = re.sub(r"\s+", " ", strip.inner_text())
        assert re.search("No run (on this device|here)", said)
        assert size is PHONE or "by the plan: was due 13:30 G1" in said
        assert "Waits" not in said and "Late" not in said
        strip.get_by_role("button", name="Import…").click()
        page.wait_for_selector(".lb-dialog input[type=file]")
        leave(page)
        strip.get_by_role("button", name="Begin…").click()
        page.wait_for_selector(".lb-dialog input[value=live]")
        leave(page)
        assert "past its time" not in page.inner_text("article")
        assert "by the plan: was due 13:30" in page.inner_text("#i-g1 .lb-gate__head")
        begin(page, "nora")
        page.wait_for_function("!document.querySelector('.lb-strip').innerText.includes('No run')")
        assert not strip.get_by_role("button", name="Import…").count()


def test_the_run_sheet_opens_at_what_waits_and_stays_where_it_was(move: Built, browser: Any) -> None:
    with launch(browser, move.site, "2027-04-10T15:00:00-05:00") as day:
        device, page = person(day)
        begin(page, "nora")
        gate = "document.getElementById('i-g1').getBoundingClientRect()"
        device.go(page, f"plans/{PLAN}/", ready=".lb-strip__now:not(:empty)")
        device.go(page, SHEET, ready=".lb-strip__now:not(:empty)")
        page.wait_for_function(f"{gate}.top < innerHeight && {gate}.bottom > 0")
        page.evaluate("document.getElementById('i-g4').scrollIntoView()")
        page.wait_for_function("document.querySelector('#i-g4 .lb-gate__state')")
        page.wait_for_timeout(500)  # what is near is drawn
        place = "document.getElementById('i-g4').getBoundingClientRect().top"
        before = page.evaluate(place)
        page.reload()
        page.wait_for_selector(".lb-strip__now:not(:empty)")
        page.wait_for_function(f"before => Math.abs({place} - before) < 60", arg=before)
        device.go(page, f"plans/{PLAN}/", ready=".lb-strip__now:not(:empty)")
        device.go(page, SHEET, ready=".lb-strip__now:not(:empty)")
        page.wait_for_function(f"{gate}.top < innerHeight && {gate}.bottom > 0")
