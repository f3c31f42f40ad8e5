"""What is pressed on the pages of a plan on launch day: ticks, readings, gates, ways, the rollback, variables."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect
from run_kit import DESK, PHONE, Device, launch
from site_kit import Built, build, once, project

from launchbook.render.script import joined

pytest_plugins = ("site_fixtures",)

PLAN = """\
plan: ferry
title: Ferry tickets 3.0
version: 3.0.0
status: approved
language: en
timezone: UTC
launch: 2027-03-10 10:00
window: 2h
owner: mara
decider: mara
people:
  mara: {name: Mara Quill, role: Release manager, phone: "555 0101", deputy: dana}
  dana: {name: Dana Osei, role: Operations, phone: "555 0102"}
  tomas: {name: Tomas Reyes, role: Engineer, phone: "555 0103", deputy: dana}
runsheet:
  - id: copy
    title: Freeze and copy
    at: 10:00 – 10:30
    owner: tomas
    steps:
      - {id: freeze, do: Put the shop in read-only, duration: 5m, command: "shopctl mode read-only --tag ${tag}", expect: Gone}
      - {id: snapshot, do: Take the last snapshot, duration: 10m, inputs: {Serial number: , Taken at: {form: hh:mm}}}
      - id: compare
        do: Compare the counts
        duration: 5m
        outcomes:
          equal: {tone: good, goto: switch}
          missing: {tone: bad, steps: [{id: redo, do: Copy again, duration: 5m}], goto: snapshot}
  - id: open
    title: Switch traffic
    at: 10:30 – 11:30
    owner: tomas
    gate:
      id: g1
      title: Switch traffic
      decider: mara
      second: dana
      criteria: [{text: Page load, when: "< 1 s"}, The smoke test passes]
      no_go: Stay on 2.9 and try again tomorrow.
    steps:
      - {id: switch, do: Send everyone to 3.0, duration: 10m, command: shopctl traffic 3.0=100}
checklists:
  - title: Before
    kind: do-confirm
    owner: mara
    items:
      - {id: paper, do: Desks have paper tickets, inputs: {Rolls: }}
      - {id: dns, do: The lifetime of the address is low, done: yes}
      - {id: speed, do: Pages are fast, when: "<= 2 s"}
rollback:
  decider: mara
  within: 20m
  tell: [dana, tomas]
  triggers: [Tickets cannot be bought]
  steps:
    - {id: back, do: Send everyone back to 2.9, owner: tomas, duration: 5m}
    - id: orders
      do: Bring back the orders
      owner: tomas
      choose:
        - {id: few, do: Copy them one by one, duration: 4m, command: shopctl orders copy}
        - id: many
          do: Restore the snapshot
          duration: 21m
          command: shopctl restore
          steps: [{id: check, do: Count them, command: shopctl count}]
  verify: [{id: foot, do: The foot says 2.9, owner: dana}, {id: load, do: Pages are fast again, when: "< 1 s", owner: tomas}]
variables:
  tag: {means: The tag of the backup, owner: tomas, form: b- and the day}
"""
AT = "2027-03-10T10:03:00+00:00"


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Built:
    def make(folder: Path) -> None:
        chinese = PLAN.replace("plan: ferry", "plan: ferry-zh").replace("language: en", "language: zh")
        timed = PLAN.replace("plan: ferry", "plan: ferry-timed").replace(
            "in read-only, ", 'in read-only, at: "10:00", '
        )
        timed = timed.replace("snapshot, duration", 'snapshot, at: "10:05", duration')
        timed = timed.replace("language: en\n", "language: en\nalso_in: [Asia/Tokyo, America/New_York]\n")
        build(project(folder, {"ferry.yml": PLAN, "ferry-zh.yml": chinese, "ferry-timed.yml": timed}))

    return Built(once(tmp_path_factory, "ferry", make))


def sheet(device: Device, chapter: str = "runsheet", plan: str = "ferry") -> Any:
    return device.open(f"plans/{plan}/{chapter}/", ready=".lb-tick")


def row(page: Any, id: str) -> Any:
    return page.locator(f"#i-{id}")


def state(page: Any, id: str) -> str:
    """A row has its tick once one comes near it."""
    row(page, id).scroll_into_view_if_needed()
    page.wait_for_selector(f"#i-{id}[data-state]")
    return str(row(page, id).get_attribute("data-state"))


def tick(page: Any, id: str) -> Any:
    return row(page, id).locator(".lb-tick").first


def in_state(page: Any, id: str, wanted: str) -> None:
    page.wait_for_selector(f"#i-{id}[data-state='{wanted}']", state="attached")


def begin(page: Any, id: str = "freeze", who: str = "tomas", kind: str = "A rehearsal") -> None:
    """The first press, with what it asks."""
    tick(page, id).click()
    page.locator(".lb-asked select").select_option(who)
    page.get_by_role("button", name=kind, exact=True).click()
    in_state(page, id, "done")


def say(page: Any, text: str) -> None:
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def sign(page: Any, word: str, who: str = "", card: int = 0) -> None:
    """GO or NO-GO, and who signs; nobody is chosen where the device's own person is."""
    page.locator(".lb-sign").nth(card).locator(f".lb-{word}").click()
    if who:
        page.locator(".lb-decide .lb-asked select").select_option(who)
    page.get_by_role("button", name="Sign", exact=True).click()


def acted(device: Device, *wanted: str) -> None:
    """What was done last is kept, in whatever order its second gives it: it is seen at once, and kept a moment later."""
    for _try in range(50):
        if set(wanted) <= set(device.acts("ferry")[-len(wanted) - 1 :]):
            return
        device.pages[-1].page.wait_for_timeout(100)
    raise AssertionError(f"{wanted} not in {device.acts('ferry')}")


def read(page: Any, id: str, text: str) -> None:
    """A reading that its limit decides."""
    row(page, id).locator("input").fill(text)
    page.keyboard.press("Enter")


def criteria(page: Any) -> Any:
    return page.locator(".lb-gate .lb-crit")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_first_press_asks_in_its_place_and_then_ticks(browser: Any, ferry: Built, size: dict[str, int]) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(size)
        page = sheet(device)
        assert page.locator("dialog[open]").count() == 0
        tick(page, "freeze").click()
        asked = row(page, "freeze").locator("xpath=following-sibling::tr[1]").locator(".lb-asked")
        assert "rehearsal, or live" in asked.inner_text()
        page.keyboard.press("Escape")
        assert asked.count() == 0 and state(page, "freeze") == "pending" and device.acts("ferry") == []
        begin(page)
        acted(device, "begin", "done runsheet#i-freeze")
        assert re.search(r"10:0\d\s*TR", row(page, "freeze").text_content())
        box = tick(page, "freeze").bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44
        assert page.evaluate("document.activeElement.className") == "lb-tick"
        page.reload()
        in_state(page, "freeze", "done")
        tick(page, "snapshot").click()
        in_state(page, "snapshot", "done")
        row(page, "snapshot").get_by_role("button", name="Undo", exact=True).click()
        in_state(page, "snapshot", "pending")
        acted(device, "undo runsheet#i-snapshot")


def test_a_tick_needs_the_first_script_alone(browser: Any, ferry: Built) -> None:
    """What only a press opens stands in the second one: it opens when that has come, also where it failed to at first, or was that of
    another edition."""
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        held: list[Any] = []
        device.context.route("**/later.js?*", lambda route: held.append(route))
        page = sheet(device)
        begin(page)
        page.locator(".lb-strip__run").click()
        page.wait_for_selector("script[src*='later.js']", state="attached")
        assert page.locator("dialog[open], .lb-launch[data-open]").count() == 0
        device.context.unroute("**/later.js?*")
        assert held[0].request.url.endswith(f"?{page.evaluate('launchbookLent.edition')}")
        other = joined("later").decode().replace(page.evaluate("launchbookLent.edition"), "00000000")
        held[0].fulfill(content_type="text/javascript", body=other)
        page.wait_for_selector("script[src*='later.js']", state="detached")
        page.locator(".lb-strip__run").click()
        page.wait_for_selector("dialog[open]")
        page.wait_for_selector(".lb-launch[data-open]", state="attached")
        acted(device, "begin", "done runsheet#i-freeze")


def test_two_tabs_agree(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        one, other = sheet(device), sheet(device)
        begin(one)
        in_state(other, "freeze", "done")
        tick(other, "snapshot").click()
        in_state(one, "snapshot", "done")


def test_nothing_is_drawn_between_press_and_release(browser: Any, ferry: Built) -> None:
    """What another tab says meanwhile would put another button under the finger: it is drawn when the press is over."""
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        one, other = sheet(device), sheet(device)
        begin(one)
        in_state(other, "freeze", "done")
        dots = row(other, "freeze").locator("button[aria-expanded]").first
        down(other, dots)
        tick(one, "snapshot").click()
        in_state(one, "snapshot", "done")
        acted(device, "done runsheet#i-snapshot")
        other.wait_for_timeout(300)
        assert other.locator("#i-snapshot[data-state=done]").count() == 0, "nothing has moved yet"
        other.mouse.up()
        in_state(other, "snapshot", "done")
        assert other.evaluate("globalThis.heard") == "click" and dots.get_attribute("aria-expanded") == "true"


def test_a_scroll_bar_that_is_dragged_holds_nothing_back(browser: Any, ferry: Built) -> None:
    """No browser says when it is let go: only what can be pressed is a press."""
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        one, other = sheet(device), sheet(device)
        begin(one)
        in_state(other, "freeze", "done")
        down(other, other.locator("h1"))
        tick(one, "snapshot").click()
        in_state(other, "snapshot", "done")


def down(page: Any, place: Any) -> None:
    """Press on something, and do not let go."""
    place.hover()
    page.evaluate(
        "for (const each of ['pointerdown', 'click']) addEventListener(each, () => { globalThis.heard = each })"
    )
    page.mouse.down()
    page.wait_for_function("globalThis.heard === 'pointerdown'")


def test_the_keyboard_suffices(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        page = sheet(day.device(DESK))
        begin(page)
        tick(page, "freeze").focus()
        page.keyboard.press("ArrowDown")
        assert tick(page, "snapshot").evaluate("node => node === document.activeElement")
        page.keyboard.press("s")
        in_state(page, "snapshot", "running")
        page.keyboard.press("f")
        say(page, "the disk is full")
        in_state(page, "snapshot", "failed")
        page.keyboard.press("Space")
        in_state(page, "snapshot", "done")
        page.keyboard.press("u")
        in_state(page, "snapshot", "failed")
        page.keyboard.press("k")
        say(page, "not needed tonight")
        in_state(page, "snapshot", "skipped")
        page.keyboard.press("ArrowUp")
        assert tick(page, "freeze").evaluate("node => node === document.activeElement")
        page.keyboard.press("c")
        assert page.locator(".lb-ask").is_visible(), "the command asks for its blank"
        page.keyboard.press("Escape")
        page.locator("body").click(position={"x": 2, "y": 400})
        page.keyboard.press("s")
        assert state(page, "freeze") == "done", "keys count only while a number has the focus"
        assert "while a number has the focus" in page.locator(".lb-keys").inner_text()


def test_an_older_word_of_mine_is_taken_back_behind_the_dots(browser: Any, ferry: Built) -> None:
    """Whoever ticked the wrong number notices that later, too; what another device said stays."""
    with launch(browser, ferry.site, AT) as day:
        device = day.device(PHONE)
        page = sheet(device)
        begin(page)
        tick(page, "snapshot").click()
        in_state(page, "snapshot", "done")
        first = page.locator("#i-freeze, #i-freeze + .lb-step__run")
        undo = first.get_by_role("button", name="Undo")
        expect(undo).to_have_count(0)
        first.get_by_role("button", name="More to say").click()
        undo.click()
        in_state(page, "freeze", "pending")
        assert state(page, "snapshot") == "done"
        acted(device, "undo runsheet#i-freeze")


def test_a_failure_needs_a_sentence_which_is_never_markup(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        page = sheet(device)
        begin(page)
        tick(page, "compare").focus()
        page.keyboard.press("f")
        page.keyboard.press("Enter")
        assert state(page, "compare") == "pending", "an empty sentence is none"
        say(page, '<img src=x onerror=window.__pwned=1> see https://example.org/a?b=1&c="><b>')
        in_state(page, "compare", "failed")
        assert page.locator("article img[src=x]").count() == 0 and page.evaluate("typeof window.__pwned") == "undefined"
        assert row(page, "compare").locator("em a").get_attribute("href") == "https://example.org/a?b=1&c="
        assert "missing" in row(page, "compare").locator(".lb-onward").inner_text(), "where the plan leads"
        row(page, "compare").locator(".lb-more").click()
        row(page, "compare").get_by_role("button", name="Note or link…").click()
        say(page, "javascript:alert(1)")
        assert row(page, "compare").locator(".lb-noted").inner_text().endswith("javascript:alert(1)")
        assert row(page, "compare").locator(".lb-noted a").count() == 0


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_gate_holds_what_is_behind_it_until_all_have_signed(browser: Any, ferry: Built, size: dict[str, int]) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(size)
        page = sheet(device)
        begin(page, who="mara")
        assert state(page, "switch") == "locked"
        assert page.locator(".lb-step__run[data-state=locked] code").is_visible()
        assert not page.locator(".lb-step__run[data-state=locked] .lb-copy").is_visible()
        tick(page, "switch").click(force=True)
        assert state(page, "switch") == "locked" and "done runsheet#i-switch" not in device.acts("ferry")
        go = page.locator(".lb-go").first
        assert go.get_attribute("aria-disabled") == "true"
        load, smoke = criteria(page).nth(0), criteria(page).nth(1)
        load.locator("input").fill("1400 ms")
        assert load.get_by_role("button", name="PASS").get_attribute("aria-disabled") == "true"
        load.get_by_role("button", name="FAIL").click()
        load.get_by_role("button", name="Accept…").click()
        say(page, "it falls by itself")
        page.get_by_role("button", name="Sign", exact=True).click()
        page.wait_for_selector(".lb-crit[data-state=accepted]")
        smoke.get_by_role("button", name="PASS").click()
        page.wait_for_selector(".lb-crit[data-state=met]")
        assert {
            round(box["height"]) >= 56 for box in (go.bounding_box(), page.locator(".lb-nogo").first.bounding_box())
        } == {True}
        sign(page, "go")
        page.wait_for_selector("#i-g1[data-state=signed]")
        assert state(page, "switch") == "locked", "one signature of two"
        page.get_by_role("button", name="Said by phone…").click()
        assert "What Dana Osei said by phone" in page.locator(".lb-decide").inner_text()
        page.locator(".lb-nogo").click()
        assert "This is Dana Osei’s; recorded by Mara Quill." in page.locator(".lb-asked").inner_text()
        page.get_by_role("button", name="Sign", exact=True).click()
        page.wait_for_selector("#i-g1[data-state=no-go]")
        page.locator(".lb-gate").get_by_role("button", name="Ask again…").click()
        say(page, "the wrong Dana")
        page.wait_for_selector("#i-g1[data-state=pending]")
        assert re.search("Asked again .*MQ: the wrong Dana", page.locator(".lb-decide").inner_text())
        sign(page, "go")
        page.wait_for_selector("#i-g1[data-state=signed]")
        sign(page, "go", "tomas", card=1)
        page.wait_for_selector("#i-g1[data-state=go]")
        expect(page.locator("#i-g1 .lb-decide .lb-pill"), "what was decided stays in view").to_be_in_viewport()
        expect(page.locator("#i-g1").get_by_role("button", name="Undo", exact=True)).to_be_in_viewport()
        assert state(page, "switch") == "pending"
        assert "recorded by TR" in page.locator(".lb-gate__state").inner_text()
        page.get_by_role("button", name="Undo", exact=True).click()
        page.wait_for_selector("#i-g1[data-state=signed]")
        assert state(page, "switch") == "locked"
        tick(page, "snapshot").click()
        in_state(page, "snapshot", "done")
        assert "MQ" in row(page, "snapshot").text_content(), "who signed is not who ticks"
        last = device.runs("ferry")[0]["events"]
        (again,) = (event for event in last if event["do"] == "ask again")
        assert (again["by"], again["note"]) == ("mara", "the wrong Dana")


def test_the_same_person_cannot_sign_twice(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        page = sheet(day.device(DESK))
        begin(page, who="dana")
        criteria(page).nth(0).locator("input").fill("0.4 s")
        page.keyboard.press("Enter")
        criteria(page).nth(1).get_by_role("button", name="PASS").click()
        cards = page.locator(".lb-sign")
        cards.nth(0).locator(".lb-go").click()
        assert cards.nth(0).locator("form.lb-asked select").is_visible(), "who signs is asked where it was pressed"
        assert cards.nth(1).locator("form").count() == 0
        assert "Dana Osei signs for Mara Quill" in page.locator(".lb-asked").inner_text(), "who stands in may sign"
        page.keyboard.press("Escape")
        sign(page, "go", card=1)
        page.wait_for_selector("#i-g1[data-state=signed]")
        sign(page, "go", card=0)
        cards.nth(0).get_by_text("You have signed already").wait_for()
        assert page.locator("#i-g1").get_attribute("data-state") == "signed"


def test_what_speaks_against_a_go_leads_to_its_row(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(PHONE)
        page = sheet(device)
        begin(page)
        tick(page, "compare").focus()
        page.keyboard.press("f")
        say(page, "seven are missing")
        in_state(page, "compare", "failed")
        page.evaluate("document.querySelector('.lb-runsheet-fold').open = false")
        link = page.locator(".lb-decide__against a", has_text="Compare the counts")
        link.click()
        assert tick(page, "compare").evaluate("node => node === document.activeElement")
        assert row(page, "compare").is_visible() and 0 < row(page, "compare").bounding_box()["y"] < PHONE["height"]
        front = device.open("plans/ferry/", ready=".lb-decide__against a")
        front.locator(".lb-decide__against a", has_text="Page load").click()
        assert front.url.endswith("plans/ferry/"), "it is on this page"
        page.locator(".lb-entry__me button").click()
        page.select_option(".lb-dialog select", "dana")
        page.keyboard.press("Escape")
        page.locator(".lb-entry__seg button").last.click()
        assert not row(page, "snapshot").is_visible(), "it is another’s, and folded"
        there = device.open("plans/ferry/checklists/")
        device.go(there, "plans/ferry/runsheet/#i-snapshot", ready="#i-snapshot[data-state]")
        there.wait_for_function("document.activeElement.closest('#i-snapshot')")
        assert row(there, "snapshot").is_visible() and 0 < row(there, "snapshot").bounding_box()["y"] < PHONE["height"]


def test_a_box_with_something_open_or_a_gate_that_waits_is_not_folded(browser: Any, ferry: Built) -> None:
    folds = "[...document.querySelectorAll('.lb-runsheet-fold')].map(box => box.open)"
    with launch(browser, ferry.site, AT) as day:
        page = sheet(day.device(DESK))
        begin(page)
        day.to("2027-03-10T11:45:00+00:00")
        page.wait_for_selector(".lb-gate .lb-read input")
        assert page.evaluate(folds) == [True, True], "open steps, and a gate that waits"
        tick(page, "snapshot").click()
        in_state(page, "snapshot", "done")
        tick(page, "compare").focus()
        page.keyboard.press("f")
        say(page, "seven are missing")
        in_state(page, "compare", "failed")
        day.forward(minutes=2)
        assert page.evaluate(folds) == [True, True], "a failed step"
        page.keyboard.press("k")
        say(page, "counted by hand")
        in_state(page, "compare", "skipped")
        day.forward(minutes=2)
        assert page.evaluate(folds) == [False, True]
        page.reload()
        page.wait_for_selector(".lb-tick", state="attached")
        page.evaluate("document.querySelector('.lb-runsheet-fold').open = true")
        row(page, "compare").locator(".lb-more").click()
        row(page, "compare").get_by_role("button", name="Do it again").click()
        in_state(page, "compare", "running")
        assert page.evaluate(folds) == [True, True]


def says_who(page: Any, pressed: Any, who: str) -> None:
    """A press on a screen that several people use."""
    pressed.click()
    assert "Who are you?" in page.locator(".lb-asked").inner_text()
    page.locator(".lb-asked select").select_option(who)
    page.get_by_role("button", name="Go on").click()


def test_a_screen_of_several_asks_each_time(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        page = sheet(device)
        page.locator(".lb-entry__seg button").last.click()
        page.select_option(".lb-dialog select", label="Several people use this screen")
        page.locator(".lb-dialog form button").click()
        assert "Several people use this screen" in page.locator(".lb-entry").inner_text()
        begin(page, who="tomas")
        says_who(page, tick(page, "snapshot"), "dana")
        in_state(page, "snapshot", "done")
        says_who(page, page.locator(".lb-lane--good").get_by_role("button", name="Take this way"), "tomas")
        page.wait_for_selector(".lb-lane--good[data-way=taken]")
        says_who(page, tick(page, "compare"), "mara")
        in_state(page, "compare", "done")
        assert "DO" in row(page, "snapshot").text_content() and "MQ" in row(page, "compare").text_content()
        page.locator(".lb-entry__me button").click()
        for act, who in (("Pause", "dana"), ("Go on after the pause", "mara")):
            pressed = page.locator(".lb-dialog").get_by_role("button", name=act, exact=True)
            pressed.click()
            page.locator(".lb-dialog select:not([name])").select_option(who)
            pressed.click()
            page.wait_for_selector(".lb-dialog select[name=who]")
        said = {event["do"]: event.get("by") for event in device.runs("ferry")[0]["events"]}
        assert (said["begin"], said["pause"], said["resume"]) == ("tomas", "dana", "mara")
        page.select_option(".lb-dialog select", "tomas")
        page.keyboard.press("Escape")
        assert "Ticks as Tomas Reyes" in page.locator(".lb-entry").inner_text()


def test_what_is_somebody_elses_is_recorded_for_both(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        page = sheet(device, "rollback")
        begin(page, "back")
        row(page, "foot").get_by_role("button", name="PASS").click()
        assert "This is Dana Osei’s; recorded by Tomas Reyes." in page.locator(".lb-asked").inner_text()
        page.get_by_role("button", name="Record it").click()
        in_state(page, "foot", "done")
        assert "DO, recorded by TR" in row(page, "foot").text_content()
        read(page, "load", "0.4 s")
        in_state(page, "load", "done")
        (foot, load) = (event for event in device.runs("ferry")[0]["events"] if event["do"] == "pass")
        assert (foot["by"], foot["heard"], load["by"], load.get("heard")) == ("dana", "tomas", "tomas", None)


def test_what_a_press_does_is_said_with_the_state(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        page = sheet(device)
        named = lambda id: tick(page, id).get_attribute("aria-label")  # noqa: E731
        begin(page)
        assert named("freeze").endswith("Put the shop in read-only. Done. Press to take it back.")
        assert named("snapshot").endswith("Not started. Press when it is done.")
        row(page, "snapshot").locator(".lb-more").click()
        row(page, "snapshot").get_by_role("button", name="Not applicable…").click()
        say(page, "no data yet")
        in_state(page, "snapshot", "na")
        assert named("snapshot").endswith("Not applicable. Press to take it back.")
        tick(page, "compare").focus()
        page.keyboard.press("f")
        say(page, "seven are missing")
        in_state(page, "compare", "failed")
        assert named("compare").endswith("Failed."), "it is done by a way"
        assert named("snapshot").endswith("Not applicable. Press for what else can be said.")
        tick(page, "snapshot").click()
        assert (
            state(page, "snapshot") == "na"
            and row(page, "snapshot").get_by_role("button", name="Do it again").is_visible()
        )


def test_of_ways_one_is_taken_and_the_others_stay_readable(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        page = sheet(device, "rollback")
        assert page.locator("#i-few .lb-copy").is_visible(), "without a run nothing has to wait"
        begin(page, "back")
        group = page.locator("fieldset.lb-choose")
        assert group.count() == 1 and "Choose one" in group.locator("legend").inner_text()
        assert "over the limit" in row(page, "many").inner_text(), "21 minutes of 20"
        nothing_goes(page, "few", "many")
        assert state(page, "check") == "locked" and "Waits for way R2B to be taken" in row(page, "check").inner_text()
        for shut in ("check", "orders"):
            tick(page, shut).click(force=True)
        assert page.evaluate("document.activeElement.matches('#i-few .lb-way button')"), "a fork is done by a way"
        assert page.locator(".lb-status").inner_text() == "Take one of its ways first."
        row(page, "few").get_by_role("button", name="Take this way").click()
        page.wait_for_selector("[data-way=taken]")
        assert page.locator("#i-few .lb-copy").is_visible()
        row(page, "many").get_by_role("button", name="Show").click()
        nothing_goes(page, "many")
        assert row(page, "many").get_attribute("data-way") == "left" and "not taken" in row(page, "many").inner_text()
        assert row(page, "many").locator("b").first.is_visible()
        row(page, "many").get_by_role("button", name="Take this one instead…").click()
        say(page, "more than we thought")
        page.wait_for_selector("#i-many[data-way=taken]")
        assert row(page, "few").get_attribute("data-way") == "left"
        tick(page, "check").click()
        in_state(page, "check", "done")
        tick(page, "orders").click()
        in_state(page, "orders", "done")
        acted(
            device, "taken rollback#i-few", "taken rollback#i-many", "done rollback#i-check", "done rollback#i-orders"
        )


def nothing_goes(page: Any, *ways: str) -> None:
    """What is not taken can be read, and neither copied nor ticked."""
    for way in ways:
        assert page.locator(f"#i-{way} .lb-command").first.is_visible()
        assert not page.locator(f"#i-{way} .lb-copy").first.is_visible(), way


def test_the_front_page_presses_what_its_chapters_press(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        page = device.open("plans/ferry/", ready=".lb-tick")
        copy = page.locator("[data-row='runsheet#i-freeze']")
        copy.locator(".lb-tick").click()
        page.locator(".lb-asked select").select_option("tomas")
        page.get_by_role("button", name="Live", exact=True).click()
        page.wait_for_selector("[data-row='runsheet#i-freeze'][data-state=done]")
        page.locator(".lb-lane--good").get_by_role("button", name="Take this way").click()
        page.wait_for_selector(".lb-lane--good[data-way=taken]")
        in_state(sheet(device), "freeze", "done")
        gate = page.locator(".lb-cockpit__gate:visible")
        assert gate.count() == 1 and gate.locator(".lb-read input:visible").count() == 2, "before its time, too"
        gate.locator(".lb-read input").first.fill("0.4 s")
        page.keyboard.press("Enter")
        gate.get_by_role("button", name="PASS").last.click()
        sign(page, "go", "mara")
        page.wait_for_selector(".lb-gate[data-state=signed]")
        sign(page, "go", "dana", card=1)
        page.wait_for_selector(".lb-gate[data-state=go]")
        assert "MQ" in gate.inner_text() and gate.get_by_role("button", name="Undo", exact=True).is_visible()
        assert page.locator(".lb-gate:visible .lb-sheet:visible").count() == 0, "what is decided is brief"
        gate.get_by_role("button", name="Undo", exact=True).click()
        page.wait_for_selector(".lb-gate[data-state=signed]")


def test_a_rollback_has_its_own_clock_from_the_decision_to_the_signature(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(PHONE)
        page = sheet(device, "rollback")
        panel = page.locator(".lb-back")
        panel.get_by_role("button", name="Roll back…").click()
        page.keyboard.type("Error rate 2.4 %")
        page.locator(".lb-asked select").select_option("mara")
        panel.get_by_role("button", name="Start the clock").click()
        page.locator(".lb-asked select").select_option("mara")
        page.get_by_role("button", name="Live", exact=True).click()
        page.wait_for_selector(".lb-back[data-state=on]")
        day.forward(minutes=11)
        page.wait_for_function("document.querySelector('.lb-back__count').textContent.startsWith('11 of 20')")
        tell = page.locator("#tell")
        first = tell.locator(".lb-told-names").bounding_box()
        assert first and first["y"] >= (tell.locator("small").bounding_box() or {})["y"] + 10, "below the heading"
        tell.get_by_role("button", name="Dana Osei").click()
        page.wait_for_selector(".lb-told[aria-pressed=true]")
        tell.get_by_role("button", name="Dana Osei").click()  # by mistake: it is taken back
        page.wait_for_selector(".lb-told[aria-pressed=true]", state="detached")
        tell.get_by_role("button", name="Dana Osei").click()
        page.wait_for_selector(".lb-told[aria-pressed=true]")
        assert "1 of 2 told" in panel.inner_text() and page.evaluate(
            "verify.compareDocumentPosition(tell) & Node.DOCUMENT_POSITION_FOLLOWING"
        ), "whom one tells stands below what is verified"
        tick(page, "back").click()
        in_state(page, "back", "done")
        assert panel.get_by_role("button", name="Call it off…").is_visible(), "it stays until it is back"
        row(page, "few").get_by_role("button", name="Take this way").click()
        tick(page, "orders").click()
        row(page, "foot").get_by_role("button", name="FAIL").click()
        assert state(page, "foot") == "pending", "a failed check says what was seen"
        row(page, "foot").locator("input").fill("it says 3.0")
        row(page, "foot").get_by_role("button", name="FAIL").click()
        page.get_by_role("button", name="Record it").click()
        in_state(page, "foot", "failed")
        page.wait_for_selector("#i-foot[data-state=failed] .lb-read")
        edges = "[...document.querySelectorAll('#i-foot, #i-foot .lb-read *')].map(node => node.getBoundingClientRect().right)"
        beside = page.evaluate("document.querySelector('#i-load .lb-read').getBoundingClientRect().right")
        assert max(page.evaluate(edges)[1:]) <= beside, "nothing in it sticks out"
        assert "Not back yet" in panel.inner_text() and "Send everyone back" in panel.locator("select").inner_text()
        row(page, "foot").get_by_role("button", name="PASS").click()
        in_state(page, "foot", "done")
        read(page, "load", "0.3 s")
        page.get_by_role("button", name="Record it").click()
        in_state(page, "load", "done")
        assert page.locator(".lb-strip__back").inner_text() == "Verify"
        day.forward(minutes=12)
        page.wait_for_selector(".lb-back--over")
        assert "over by 3 min" in panel.inner_text()
        panel.get_by_role("button", name="It is back; ").click()
        form = panel.locator("form")
        assert "1 of 2 not told yet" in form.inner_text()
        assert "Error rate 2.4 %" in form.inner_text() and form.locator("input").input_value() == ""
        form.get_by_role("button", name="It is back: end the run").click()
        assert form.is_visible() and page.locator(".lb-back[data-state=on]").count(), "it ends with a note alone"
        form.locator("input").fill("2.9 serves everybody")
        page.keyboard.press("Enter")
        page.wait_for_selector(".lb-back[data-state=back]")
        acted(device, "back")
        said = panel.inner_text()
        assert re.search(
            r"Rollback decided by Mara Quill: Error rate 2\.4 %\. Back at 10:\d\d, said Mara Quill; took 23 min of limit 20 min",
            said,
        ), said
        assert "2.9 serves everybody" in said
        assert not page.locator(".lb-strip__back").is_visible(), "it has gone back"
        panel.get_by_role("button", name="Undo").click()
        page.wait_for_selector(".lb-back[data-state=on]")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_while_a_rollback_is_on_the_front_page_begins_with_it(browser: Any, ferry: Built, scheme: str) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(PHONE, color_scheme=scheme)
        front = device.open("plans/ferry/", ready=".lb-launch[data-open]")
        pill, boxes = front.locator(".lb-lead .lb-pill"), front.locator("[data-box]:visible, [data-gate]:visible")
        assert front.get_by_role("button", name="Rehearse or run…").is_visible(), "in the hours of the launch, too"
        assert pill.inner_text() == "Approved" and boxes.count()
        page = sheet(device)
        begin(page, kind="Live")
        front.wait_for_function("document.querySelector('.lb-lead .lb-pill').textContent === 'On since 10:03'")
        assert page.locator(".lb-lead .lb-pill").inner_text() == "On since 10:03", "on every page"
        page = sheet(device, "rollback")
        decides(page)
        page.wait_for_selector(".lb-back[data-state=on]")
        day.forward(minutes=4)
        front.wait_for_selector(".lb-back-on >> text=4 of 20 min")
        card = front.locator(".lb-head-lead + .lb-back-on")
        assert re.search(r"Rollback is on since 10:0\d · 4 of 20 min", card.inner_text()), card.inner_text()
        assert "Decided by Mara Quill: Error rate 2.4 %" in card.inner_text() and pill.inner_text() == "Rollback"
        assert not boxes.count() and front.locator(".lb-cockpit details.lb-back[open]").count() == 1
        found = _axe(front)
        assert not found, "\n".join(found)
        card.get_by_role("link", name="To step R1: Send everyone back to 2.9").click()
        front.wait_for_url("**/rollback/#i-back")
        page.get_by_role("button", name="Call it off…").click()
        say(page, "it was the probe")
        front.go_back()
        front.wait_for_function("document.querySelector('.lb-lead .lb-pill').textContent === 'On since 10:03'")
        assert boxes.count() and not card.count()


def decides(page: Any) -> None:
    """To roll back, in a run that is on."""
    page.locator(".lb-back").get_by_role("button", name="Roll back…").click()
    page.keyboard.type("Error rate 2.4 %")
    page.locator(".lb-asked select").select_option("mara")
    page.get_by_role("button", name="Start the clock").click()


def test_whoever_says_that_it_is_back_too_early_is_asked_first(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(PHONE)
        page = sheet(device, "rollback")
        goes_back(page)
        panel = page.locator(".lb-back")
        panel.get_by_role("button", name="It is back; ").click()
        form = panel.locator("form")
        assert "Still open for the rollback: 4" in form.inner_text()
        assert form.get_by_role("link", name="The foot says 2.9").get_attribute("href").endswith("#i-foot")
        form.get_by_role("button", name="Cancel").click()
        assert page.locator(".lb-back[data-state=on]").count() and "back" not in device.acts("ferry")
        panel.get_by_role("button", name="It is back; ").click()
        form.locator("input").fill("somebody else verifies")
        form.get_by_role("button", name="It is back, though this is open").click()
        page.wait_for_selector(".lb-back[data-state=back]")
        assert "Rolled back 10:0" in page.locator(".lb-strip__now").inner_text()


def test_after_the_run_the_front_page_says_how_it_ended_and_that_it_is_here_alone(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(PHONE, accept_downloads=True)
        page = sheet(device)
        begin(page, kind="Live")
        day.forward(minutes=9)
        page.locator(".lb-strip__clock").click()
        dialog = page.locator("dialog.lb-dialog")
        dialog.get_by_role("button", name="End…").click()
        dialog.locator("input").fill("Tomorrow again")
        dialog.get_by_role("button", name="End the run").click()
        dialog.get_by_role("button", name="Begin a run…").wait_for()
        assert dialog.locator(".lb-dialog__acts .lb-button").first.inner_text() == "Export as a file", (
            "what is needed now stands first"
        )
        page = device.open("plans/ferry/", ready=".lb-ended:not([hidden])")
        said = page.locator(".lb-ended").inner_text()
        assert re.search(r"Ended at 10:1\d by Tomas Reyes", said) and "Tomorrow again" in said
        assert (
            "planned 10:00 – " in said
            and re.search(r"it took 10:0\d – 10:1\d", said)
            and "1 of 4 steps of the run sheet closed" in said
        )
        assert "plans/ferry/runs/" in said and page.locator(".lb-head-lead .lb-pill").inner_text() == "Ended"
        assert page.locator(".lb-cockpit--after").is_visible()
        expect(page.locator("[data-follows]:visible"), "nothing is next once the run has ended").to_have_count(0)
        with page.expect_download():
            page.locator(".lb-ended").get_by_role("button", name="Export as a file").click()
        page.wait_for_function("document.querySelector('.lb-ended').textContent.includes('Once its file is committed')")
        saved = page.locator(".lb-ended .lb-exported").inner_text()
        assert re.search(r"Saved as \S+\.yml, among the downloads", saved), saved
        assert "Its page then stands here" in device.open("plans/ferry/runs/", ready=".lb-ended").inner_text("article")


def goes_back(page: Any) -> None:
    decides(page)
    page.locator(".lb-asked select").select_option("mara")
    page.get_by_role("button", name="Live", exact=True).click()
    page.wait_for_selector(".lb-back[data-state=on]")


def test_a_variable_is_said_once_and_stands_everywhere(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        page = sheet(device)
        begin(page)
        page = device.open("plans/ferry/variables/", ready=".lb-fill")
        page.locator(".lb-fill input").fill("b-0310 <i>")
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('.lb-fill small').textContent.includes('TR')")
        page = sheet(device)
        page.wait_for_function(
            "[...document.querySelectorAll('.lb-command code')][0].textContent.includes('b-0310 <i>')"
        )
        device.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator(".lb-copy").first.click()
        assert page.evaluate("navigator.clipboard.readText()") == "shopctl mode read-only --tag b-0310 <i>"


def test_what_is_filled_in_at_copying_is_recorded_and_open_no_longer(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        device.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = sheet(device)
        begin(page)
        page.locator(".lb-copy").first.click()
        page.locator(".lb-ask input:visible").fill("b-0311")
        page.keyboard.press("Enter")
        page.wait_for_function("[...document.querySelectorAll('.lb-command code')][0].textContent.includes('b-0311')")
        acted(device, "set variables#variable-tag")
        (said,) = (event for event in device.runs("ferry")[0]["events"] if event["do"] == "set")
        assert (said["value"], said["by"]) == ("b-0311", "tomas")
        page = device.open("plans/ferry/variables/", ready=".lb-fill")
        page.wait_for_function("document.querySelector('.lb-fill input').value === 'b-0311'")
        text = page.locator("article").inner_text()
        assert not page.locator(".lb-variables-gap").is_visible() and re.search(r"Still to be filled in\s+0", text)
        described = "document.getElementById(document.querySelector('.lb-fill input').getAttribute('aria-describedby'))"
        assert page.evaluate(f"{described}.innerText") == "Form b- and the day"


def test_the_question_in_its_place_knows_a_screen_of_several_too(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        page = sheet(device)
        tick(page, "freeze").click()
        page.select_option(".lb-asked select", label="Several people use this screen")
        page.get_by_role("button", name="A rehearsal", exact=True).click()
        assert page.locator(".lb-asked").is_visible(), "it is still asked who this press is"
        assert "each press asks who it is" in page.locator(".lb-asked__whose").inner_text()
        page.select_option(".lb-asked select", "tomas")
        page.get_by_role("button", name="A rehearsal", exact=True).click()
        in_state(page, "freeze", "done")
        assert "Several people use this screen" in page.locator(".lb-entry").inner_text()
        says_who(page, tick(page, "snapshot"), "dana")
        in_state(page, "snapshot", "done")
        said = [(event["do"], event["by"]) for event in device.runs("ferry")[0]["events"]]
        assert said == [("begin", "tomas"), ("done", "tomas"), ("done", "dana")]


def shifts(page: Any, minutes: str) -> None:
    page.locator(".lb-strip__clock").click()
    dialog = page.locator(".lb-dialog")
    dialog.get_by_role("button", name="Move T…").click()
    dialog.locator("input").first.fill(minutes)
    dialog.locator("input").last.fill("the network")
    dialog.locator("form button").click()
    page.wait_for_selector(".lb-dialog", state="detached")


def test_times_that_t_was_moved_from_are_crossed_out(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        page = sheet(device := day.device(DESK), plan="ferry-timed")
        begin(page, kind="Live")
        shifts(page, "15")
        page.wait_for_selector(".lb-lead .lb-moved")
        for place, at, moved in (
            (".lb-lead", "10:00", "10:15"),
            (".lb-runsheet-time", "10:00", "10:15"),
            ("#i-snapshot .lb-sheet__do", "10:05", "10:20"),
        ):
            old, new = page.locator(f"{place} del").first, page.locator(f"{place} ins").first
            assert old.inner_text().endswith(at) and new.inner_text() == moved, place
        assert page.locator(".lb-runsheet-band").first.get_attribute("data-start") == "2027-03-10T10:15:00.000Z"
        front = device.open("plans/ferry-timed/", ready=".lb-cockpit ins")
        assert "10:15" in front.locator(".lb-cockpit ins:visible").first.inner_text()
        shifts(page, "-15")
        page.wait_for_selector(".lb-lead .lb-moved", state="detached")
        assert not page.locator("article ins").count()


def test_what_was_done_before_t_was_moved_keeps_its_time(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        page = sheet(day.device(DESK), plan="ferry-timed")
        begin(page, kind="Live")
        in_state(page, "freeze", "done")
        shifts(page, "15")
        page.wait_for_selector(".lb-runsheet-time .lb-moved")
        assert not page.locator("#i-freeze .lb-moved").count() and "10:00" in row(page, "freeze").inner_text()


def test_the_clocks_of_further_zones_move_with_t(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        page = sheet(day.device(DESK), plan="ferry-timed")
        begin(page, kind="Live")
        shifts(page, "15")
        page.wait_for_selector(".lb-also.lb-moved")
        said = page.locator(".lb-runsheet-time .lb-also").first.inner_text()
        assert said == "(19:00–19:30 Tokyo, 05:00–05:30 New York) (19:15–19:45 Tokyo, 05:15–05:45 New York)"


def test_a_decision_leads_to_the_first_step_and_what_is_called_off_is_said(browser: Any, ferry: Built) -> None:
    """The focus never stands on what ends the run; the page stays where it is."""
    with launch(browser, ferry.site, AT) as day:
        page = sheet(day.device(PHONE), "rollback")
        goes_back(page)
        page.wait_for_function("document.activeElement.closest('#i-back')")
        assert "first step" in page.locator(".lb-status").inner_text()
        assert len(re.findall("5 min", row(page, "back").inner_text())) == 1
        top = "document.querySelector('.lb-back').getBoundingClientRect().top"
        page.locator(".lb-back").get_by_role("button", name="Call it off…").click()
        page.keyboard.type("It was the probe")
        before = page.evaluate(top)
        page.keyboard.press("Enter")
        page.wait_for_selector(".lb-back[data-state='called off']")
        page.wait_for_function("document.activeElement.matches('.lb-back')")
        assert abs(page.evaluate(top) - before) < 2
        assert "Rollback called off" in page.locator(".lb-status").inner_text()


def typed(page: Any, label: str, text: str) -> Any:
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    return field


def kept_at(page: Any, label: str, signed: str) -> None:
    page.wait_for_function(
        "([label, signed]) => document.querySelector(`input[aria-label='${label}'] ~ small`).textContent.includes(signed)",
        arg=[label, signed],
    )


def test_lines_of_a_row_are_filled_in_and_kept(browser: Any, ferry: Built) -> None:
    """By Enter, the button, or leaving the field; the row stays as open as it was, and a line may be emptied again."""
    with launch(browser, ferry.site, AT) as day:
        device = day.device(PHONE)
        page = sheet(device)
        begin(page)
        button = row(page, "snapshot").get_by_role("button", name="Fill in")
        assert not button.first.is_visible()
        typed(page, "Serial number", "S-0310 <i>").press("Enter")
        kept_at(page, "Serial number", "TR")
        typed(page, "Taken at", "10:04").blur()
        kept_at(page, "Taken at", "TR")
        assert state(page, "snapshot") == "pending" and not button.first.is_visible()
        said = [event for event in device.runs("ferry")[0]["events"] if event["do"] == "fill"]
        assert [(event["row"], event["field"], event["value"], event["by"]) for event in said] == [
            ("runsheet#i-snapshot", "Serial number", "S-0310 <i>", "tomas"),
            ("runsheet#i-snapshot", "Taken at", "10:04", "tomas"),
        ]
        page.emulate_media(media="print")
        assert "S-0310 <i>" in page.locator(".lb-inputs").first.inner_text()
        page.emulate_media(media="screen")
        page = sheet(device)
        page.wait_for_function("document.querySelector('input[aria-label=\"Serial number\"]')?.value === 'S-0310 <i>'")
        typed(page, "Taken at", "").press("Enter")
        acted(device, "fill runsheet#i-snapshot")
        assert "value" not in device.runs("ferry")[0]["events"][-1]
        page = sheet(device, "checklists")
        typed(page, "Rolls", "40").press("Enter")
        acted(device, "fill checklists#i-paper")


def test_what_is_typed_over_a_value_is_not_overwritten(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        page = sheet(device)
        begin(page)
        typed(page, "Serial number", "S-1").press("Enter")
        kept_at(page, "Serial number", "TR")
        field = page.get_by_label("Serial number", exact=True)
        field.focus()
        page.keyboard.type("23")
        tick(page, "snapshot").dispatch_event("click")
        in_state(page, "snapshot", "done")
        assert field.input_value() == "S-123"
        assert row(page, "snapshot").get_by_role("button", name="Fill in").first.is_visible()


def changed(site: Path, *changes: tuple[str, str]) -> None:
    """The next build says something else."""
    file = site / "plans/ferry/launch.js"
    text = file.read_text("utf-8")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    file.write_text(text, "utf-8")


def test_what_was_reworded_is_asked_and_what_vanished_is_kept(browser: Any, ferry: Built, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(ferry.site, site)
    with launch(browser, site, AT) as day:
        page = sheet(day.device(DESK))
        begin(page)
        tick(page, "snapshot").click()
        in_state(page, "snapshot", "done")
        hashed = page.evaluate("launchbookPlans.ferry.rows.find(row => row.key.endsWith('freeze')).hash")
        changed(
            site,
            ("Put the shop in read-only", "Put shop and desks in read-only"),
            (hashed, "0000000000"),
            ("runsheet#i-snapshot", "runsheet#i-elsewhere"),
            ("Take the last snapshot", "Xyz"),
        )
        page.reload()
        in_state(page, "freeze", "changed")
        line = row(page, "freeze").locator("xpath=following-sibling::tr[1]")
        assert line.locator("del").inner_text() == "Put the shop in read-only"
        assert line.locator("ins").inner_text() == "Put shop and desks in read-only"
        assert "Take the last snapshot" in page.locator(".lb-gone").inner_text()
        sizes = [
            line.get_by_role("button", name=name).bounding_box()["height"] for name in ("Still done", "Do it again")
        ]
        assert sizes[0] == sizes[1] >= 44
        line.get_by_role("button", name="Still done").click()
        in_state(page, "freeze", "done")


OTHERS = """() => new Promise((resolve) => {
  indexedDB.databases().then(([{ name }]) => {
    const open = indexedDB.open(name);
    open.onsuccess = () => {
      const shelf = open.result.transaction("events", "readwrite").objectStore("events"), all = shelf.getAll();
      all.onsuccess = () => {
        const done = all.result.find((entry) => entry.event.do === "done");
        const event = { ...done.event, id: "other-1", device: "other", seq: 1, by: "dana", do: "failed", note: "3 are <b>missing</b>" };
        delete event.seen;
        shelf.put({ ...done, key: "other-1", event }).onsuccess = () => resolve(true);
      };
    };
  });
})"""


def test_two_answers_are_shown_until_one_is_chosen(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(PHONE)
        page = sheet(device)
        begin(page)
        page.evaluate(OTHERS)
        page.reload()
        in_state(page, "freeze", "conflict")
        line = row(page, "freeze").locator("xpath=following-sibling::tr[1]")
        assert line.get_by_role("button", name="<b>missing</b>").count() == 1
        line.get_by_role("button", name="Done ·").click()
        in_state(page, "freeze", "done")
        acted(device, "resolve runsheet#i-freeze")


def test_both_answers_one_after_the_other_are_told_so(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        page = sheet(day.device(PHONE))
        begin(page)
        page.evaluate(OTHERS)
        page.reload()
        in_state(page, "freeze", "conflict")
        row(page, "freeze").locator("xpath=following-sibling::tr[1]").get_by_role(
            "button", name="Both, one after the other"
        ).click()
        page.wait_for_selector("#i-freeze:not([data-state=conflict])")
        said = re.sub(r"\s+", " ", row(page, "freeze").locator(".lb-said").inner_text())
        first, _, then = said.partition(" · then ")
        tried = {re.sub(r"\d\d:\d\d", "at", part.replace("⋯", "").strip()) for part in (first, then)}
        assert tried == {"Done at TR", "Failed at DO: 3 are <b>missing</b>"}, said


def test_counts_stand_in_headings_and_in_the_navigation(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        page = sheet(device)
        begin(page)
        assert page.locator("h2 .lb-count").first.inner_text() == "1 / 3"
        assert "Run sheet" in page.locator(".md-nav .lb-count", has_text="1 / 4").first.locator("xpath=..").inner_text()
        page = sheet(device, "checklists")
        begin_again = tick(page, "paper")
        begin_again.click()
        in_state(page, "paper", "done")
        assert re.search(r"[12] / 3", page.locator("[data-progress*='#']").first.inner_text())


def test_a_page_that_is_printed_in_mid_run_has_its_ticks(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        page = sheet(day.device(DESK))
        begin(page)
        page.emulate_media(media="print")
        assert not tick(page, "freeze").is_visible()
        assert row(page, "freeze").locator(".lb-box--done").is_visible()
        assert [cell.inner_text() for cell in row(page, "freeze").locator("td.lb-pen").all()][1] == "TR"
        assert row(page, "snapshot").locator(".lb-box").get_attribute("class") == "lb-box"
        assert not page.locator(".lb-decide, .lb-acts").first.is_visible()


@pytest.mark.parametrize("plan", ["ferry", "ferry-timed"])
def test_what_is_ticked_stands_in_the_column_of_its_name(browser: Any, ferry: Built, plan: str) -> None:
    """A sheet with times has a further column for a new one, which nobody has said here."""
    with launch(browser, ferry.site, AT) as day:
        page = sheet(day.device(DESK), plan=plan)
        begin(page)
        cells = row(page, "freeze").evaluate(
            """row => [...row.querySelectorAll('td.lb-pen')].map(cell => [
              cell.closest('table').tHead.rows[0].cells[cell.cellIndex].textContent,
              cell.textContent, getComputedStyle(cell).visibility])"""
        )
        said = {title: (text, seen) for title, text, seen in cells}
        assert said.pop("Initials") == ("TR", "hidden")
        time, seen = said.pop("Ended")
        assert re.fullmatch(r"10:0\dTR", time) and seen == "visible"
        assert said == ({"New time": ("", "hidden")} if plan == "ferry-timed" else {})


def test_how_it_failed_is_told_with_its_former_words(browser: Any, ferry: Built, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(ferry.site, site)
    with launch(browser, site, AT) as day:
        page = sheet(day.device(DESK))
        begin(page, "snapshot")
        tick(page, "freeze").focus()
        page.keyboard.press("f")
        say(page, "The disk is full")
        in_state(page, "freeze", "failed")
        tick(page, "freeze").click()
        in_state(page, "freeze", "done")
        changed(
            site, ("Put the shop in read-only", "Put the shop in read only"), ("runsheet#i-freeze", "runsheet#i-stop")
        )
        for file in site.glob("plans/ferry/runsheet/index.html"):
            file.write_text(file.read_text("utf-8").replace("i-freeze", "i-stop"), "utf-8")
        page.reload()
        in_state(page, "stop", "done")
        told = row(page, "stop").locator(".lb-said").inner_text()
        assert re.match(r"Failed .*The disk is full.*was Put the shop in read-only\).* then Done", told, re.DOTALL), (
            told
        )


def test_chinese_pages_say_it_in_chinese(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        page = sheet(day.device(PHONE), plan="ferry-zh")
        tick(page, "freeze").click()
        page.locator(".lb-asked select").select_option("tomas")
        page.get_by_role("button", name="演练", exact=True).click()
        in_state(page, "freeze", "done")
        assert (
            "已完成" in row(page, "freeze").inner_text()
            and "放行" in page.locator(".lb-decide, .lb-gate").first.inner_text()
        )
        assert not re.search(r"\{\w+\}", page.locator("article").inner_text())


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (DESK, "dark"), (DESK, "light")], ids=["phone", "dark", "desk"]
)
def test_every_state_is_within_reach_of_all(browser: Any, ferry: Built, size: dict[str, int], scheme: str) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(size, color_scheme=scheme)
        page = sheet(device)
        begin(page, who="mara")
        tick(page, "snapshot").focus()
        page.keyboard.press("s")
        in_state(page, "snapshot", "running")
        tick(page, "compare").focus()
        page.keyboard.press("f")
        say(page, "one is missing")
        in_state(page, "compare", "failed")
        found = _axe(page)
        back = sheet(device, "rollback")
        back.get_by_role("button", name="Roll back…").click()
        found += _axe(back)
        page_wide = "document.scrollingElement.scrollWidth <= innerWidth"
        assert page.evaluate(page_wide) and back.evaluate(page_wide)
        assert not found, "\n".join(found)


def _axe(page: Any) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    answer = page.evaluate(
        "axe.run(document, {resultTypes: ['violations'], preload: false}).then(found => found.violations)"
    )
    return [f"{one['id']}: {node['target']} {node['failureSummary'][:300]}" for one in answer for node in one["nodes"]]
