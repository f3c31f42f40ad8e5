"""What is pressed on the pages of a plan on launch day: ticks, readings, gates, ways, the rollback, variables."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from run_kit import DESK, PHONE, Device, launch
from site_kit import Built, build, once, project

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
      - {id: snapshot, do: Take the last snapshot, duration: 10m}
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
      - {id: paper, do: Desks have paper tickets}
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
        - {id: few, do: Copy them one by one, duration: 4m}
        - {id: many, do: Restore the snapshot, duration: 21m}
  verify: [{id: foot, do: The foot says 2.9, owner: dana}, {id: load, do: Pages are fast again, when: "< 1 s", owner: tomas}]
variables:
  tag: {means: The tag of the backup, owner: tomas}
"""
AT = "2027-03-10T10:03:00+00:00"


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Built:
    def make(folder: Path) -> None:
        chinese = PLAN.replace("plan: ferry", "plan: ferry-zh").replace("language: en", "language: zh")
        build(project(folder, {"ferry.yml": PLAN, "ferry-zh.yml": chinese}))

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


def test_two_tabs_agree(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        one, other = sheet(device), sheet(device)
        begin(one)
        in_state(other, "freeze", "done")
        tick(other, "snapshot").click()
        in_state(one, "snapshot", "done")


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
        assert page.locator(".lb-ask dialog").is_visible(), "the command asks for its blank"
        page.keyboard.press("Escape")
        page.locator("body").click(position={"x": 2, "y": 400})
        page.keyboard.press("s")
        assert state(page, "freeze") == "done", "keys count only while a number has the focus"
        assert "while a number has the focus" in page.locator(".lb-keys").inner_text()


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
        go = page.locator(".lb-go")
        assert go.get_attribute("aria-disabled") == "true"
        load, smoke = criteria(page).nth(0), criteria(page).nth(1)
        load.locator("input").fill("1400 ms")
        assert load.get_by_role("button", name="PASS").get_attribute("aria-disabled") == "true"
        load.get_by_role("button", name="FAIL").click()
        load.get_by_role("button", name="Accept…").click()
        say(page, "it falls by itself")
        page.wait_for_selector(".lb-crit[data-state=accepted]")
        smoke.get_by_role("button", name="PASS").click()
        page.wait_for_selector(".lb-crit[data-state=met]")
        assert {round(box["height"]) >= 56 for box in (go.bounding_box(), page.locator(".lb-nogo").bounding_box())} == {
            True
        }
        go.click()
        page.wait_for_selector("#i-g1[data-state=signed]")
        assert state(page, "switch") == "locked", "one signature of two"
        page.get_by_role("button", name="Said by phone…").click()
        assert "Dana Osei has said this to Mara Quill" in page.locator(".lb-decide").inner_text()
        page.locator(".lb-nogo").click()
        page.wait_for_selector("#i-g1[data-state=no-go]")
        page.locator(".lb-gate").get_by_role("button", name="Ask again").click()
        for _signer in ("mara", "dana"):
            if not page.locator(".lb-go").count():
                page.get_by_role("button", name="Said by phone…").click()
            page.locator(".lb-go").click()
        page.wait_for_selector("#i-g1[data-state=go]")
        assert state(page, "switch") == "pending"
        assert "said to MQ" in page.locator(".lb-gate__state").inner_text()


def test_the_same_person_cannot_sign_twice(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        page = sheet(day.device(DESK))
        begin(page, who="dana")
        criteria(page).nth(0).locator("input").fill("0.4 s")
        page.keyboard.press("Enter")
        criteria(page).nth(1).get_by_role("button", name="PASS").click()
        cards = page.locator(".lb-sign")
        assert "Dana Osei signs for Mara Quill" in cards.nth(0).inner_text(), "who stands in for the decider may sign"
        cards.nth(1).locator(".lb-go").click()
        page.wait_for_selector("#i-g1[data-state=signed]")
        assert "You have signed already" in cards.nth(0).inner_text() and not page.locator(".lb-go").count()


def test_of_ways_one_is_taken_and_the_others_stay_readable(browser: Any, ferry: Built) -> None:
    with launch(browser, ferry.site, AT) as day:
        device = day.device(DESK)
        page = sheet(device, "rollback")
        begin(page, "back")
        group = page.locator("fieldset.lb-choose")
        assert group.count() == 1 and "Choose one" in group.locator("legend").inner_text()
        assert "over the limit" in row(page, "many").inner_text(), "21 minutes of 20"
        row(page, "few").get_by_role("button", name="Take this way").click()
        page.wait_for_selector("[data-way=taken]")
        assert row(page, "many").get_attribute("data-way") == "left" and "not taken" in row(page, "many").inner_text()
        assert row(page, "many").locator("b").first.is_visible()
        row(page, "many").get_by_role("button", name="Take this one instead…").click()
        say(page, "more than we thought")
        page.wait_for_selector("#i-many[data-way=taken]")
        assert row(page, "few").get_attribute("data-way") == "left"
        acted(device, "taken rollback#i-few", "taken rollback#i-many")


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
        day.to("2027-03-10T10:31:00+00:00")
        page.wait_for_selector(".lb-gate .lb-read input")


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
        panel.get_by_role("button", name="Dana Osei").click()
        page.wait_for_selector(".lb-told[aria-pressed=true]")
        tick(page, "back").click()
        row(page, "few").get_by_role("button", name="Take this way").click()
        tick(page, "orders").click()
        row(page, "foot").get_by_role("button", name="FAIL").click()
        assert state(page, "foot") == "pending", "a failed check says what was seen"
        row(page, "foot").locator("input").fill("it says 3.0")
        row(page, "foot").get_by_role("button", name="FAIL").click()
        in_state(page, "foot", "failed")
        assert "Not back yet" in panel.inner_text() and "Send everyone back" in panel.locator("select").inner_text()
        row(page, "foot").get_by_role("button", name="PASS").click()
        in_state(page, "foot", "done")
        read(page, "load", "0.3 s")
        in_state(page, "load", "done")
        day.forward(minutes=12)
        page.wait_for_selector(".lb-back--over")
        assert "over by 3 min" in panel.inner_text()
        panel.get_by_role("button", name="It is back").click()
        page.wait_for_selector(".lb-back[data-state=back]")
        acted(device, "back")


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
