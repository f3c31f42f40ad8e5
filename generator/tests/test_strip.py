"""The strip, the dialog of runs and "mine" in Chromium, by a clock that is set."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.base import AXE_SCRIPT
from site_kit import ROOT, Built, Watched, build, once, project, served, watched

pytest_plugins = ("site_fixtures",)

DESK, PHONE, SMALL = ({"width": width, "height": 800} for width in (1440, 390, 360))
MOVE, BUDDY = "records-move", "exam-buddy-1.0"
ISO = "%Y-%m-%dT%H:%M:%S%z"


@pytest.fixture(scope="module")
def move(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site of two plans: a long one in English, a short one in Chinese."""

    def make(folder: Path) -> None:
        site = project(folder, {})
        for name in ("records-move", "exam-buddy"):
            shutil.copytree(ROOT / "plans" / name, site / "plans" / name)
        build(site)

    return Built(once(tmp_path_factory, "strip", make))


@pytest.fixture(scope="module")
def move_url(move: Built) -> Iterator[str]:
    with served(move.site) as address:
        yield address


def launch(move: Built, plan: str = MOVE) -> dict[str, Any]:
    text = (move.site / "plans" / plan / "launch.js").read_text("utf-8")
    return json.loads(text[text.index("]=") + 2 :].rstrip().rstrip(";"))


@contextmanager
def at(browser: Any, time: datetime, **settings: Any) -> Iterator[Watched]:
    """A page whose clock, and the site's, began to run at a time."""
    with watched(browser, **{"timezone_id": "Asia/Shanghai", "viewport": PHONE, **settings}) as found:
        found.page.set_default_timeout(10_000)
        set_clock(found.page.context, time)
        yield found


def set_clock(context: Any, time: datetime) -> None:
    begun = datetime.now(UTC)
    context.clock.install(time=time)
    context.add_init_script("delete Navigator.prototype.serviceWorker")  # it would answer what is held up here

    def answer(route: Any) -> None:
        now = time.astimezone(UTC) + (datetime.now(UTC) - begun)
        route.fulfill(status=200, headers={"Date": format_datetime(now, usegmt=True)})

    context.route("**/*clock=*", answer)


def show(page: Any, address: str) -> Any:
    """Open a page, and wait until its launch is open or known to be none."""
    page.goto("about:blank")
    page.goto(address, wait_until="load")
    page.wait_for_function(
        "!document.querySelector('.lb-strip') || document.querySelector('.lb-strip__now')?.textContent"
    )
    return page


def said(page: Any) -> str:
    """What the strip says to those who see it, in one line."""
    return re.sub(r"\s+", " ", page.inner_text(".lb-strip")).strip()


class Record:
    """The events of a run as another device would have recorded them."""

    def __init__(self, plan: dict[str, Any], kind: str = "live") -> None:
        self.plan, self.kind, self.events = plan, kind, []  # type: ignore[var-annotated]
        self.rows = [row for row in plan["rows"] if row["key"].startswith(plan["main"] + "#")]

    def add(self, do: str, time: str, row: str = "", **more: Any) -> Record:
        number = len(self.events) + 1
        which = {"row": row} if row else {}
        event = {"id": f"kkkk-{number}", "device": "kkkk", "seq": number, "at": time, "do": do, **which, **more}
        self.events.append(event)
        return self

    def until(self, key: str) -> Record:
        """Everything before a row was done at its time."""
        time = self.plan["from"]
        self.add("begin", time, by=next(iter(self.plan["people"])))
        for row in self.rows:
            time = max(time, row.get("at", time))
            if row["key"] == key:
                break
            if row["does"] == "step":
                self.add("done", time, row["key"], by=row["who"][0], hash=row["hash"])
            elif row["does"] == "gate":
                for who in {*row["who"], *row.get("with", {}).get("second", [])}:
                    self.add("go", time, row["key"], by=who)
        return self

    @property
    def run(self) -> dict[str, Any]:
        name = f"{self.kind}-{self.plan['from'][:10]}-kkkk"
        return {
            "run": name, "plan": self.plan["id"], "kind": self.kind, "version": "", "build": self.plan["build"],
            "events": self.events,
        }  # fmt: skip


def open_dialog(page: Any) -> None:
    if page.locator(".lb-dialog[open]").count():
        return
    page.locator(".lb-strip__clock, .lb-entry button").first.click()
    page.wait_for_selector(".lb-dialog[open]")


def bring(page: Any, run: dict[str, Any], word: str = "Import…") -> None:
    """Import a run by hand."""
    open_dialog(page)
    page.locator(".lb-dialog").get_by_role("button", name=word).click()
    file = {"name": "run.yml", "mimeType": "text/yaml", "buffer": json.dumps(run).encode()}
    page.set_input_files(".lb-dialog input[type=file]", files=[file])
    page.wait_for_selector(".lb-dialog .lb-dialog__list")


def whole(page: Any) -> list[str]:
    """What of the strip is cut off although it never may be, or is too high, or too wide."""
    return page.evaluate(
        """async () => {
      await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))); // it is shortened with the frame
      const strip = document.querySelector('.lb-strip'), found = [];
      if (strip.getBoundingClientRect().height !== 56) found.push('height ' + strip.getBoundingClientRect().height);
      if (document.scrollingElement.scrollWidth > innerWidth) found.push('wider than it: ' + [...document.querySelectorAll('body *')]
          .filter(node => node.getBoundingClientRect().right > innerWidth + 1).slice(-2).map(node => node.className));
      for (const line of strip.querySelectorAll('.lb-strip__mid > span, .lb-strip__clock, .lb-strip__back > span'))
        if (getComputedStyle(line).display !== 'none' && line.scrollWidth > line.clientWidth + 1) found.push(line.textContent);
      for (const press of strip.querySelectorAll('a, button')) {
        const { width, height } = press.getBoundingClientRect();
        if (width && (width < 44 || height < 44)) found.push(`${press.className} ${width} ${height}`);
      }
      return found;
    }"""
    )


# by the clock alone


def test_from_a_day_before_to_the_end_of_the_window(move: Built, move_url: str, browser: Any) -> None:
    plan = launch(move)
    begins, ends = (datetime.fromisoformat(plan[name]) for name in ("from", "until"))
    address = f"{move_url}plans/{MOVE}/"
    for time, there in (
        (begins - timedelta(days=1, minutes=1), False),
        (begins - timedelta(days=1), True),
        (ends - timedelta(minutes=1), True),
        (ends + timedelta(minutes=2), False),
    ):
        with at(browser, time) as found:
            page = show(found.page, address)
            assert (page.locator(".lb-strip").count() == 1) == there, time
            assert not found.troubles


@pytest.mark.parametrize("size", [DESK, PHONE, SMALL], ids=lambda size: str(size["width"]))
@pytest.mark.parametrize(
    ("id", "words"), [(MOVE, ("Next in 12 min", "CDT", "yours", "Roll back")), (BUDDY, ("12 分后", "北京时间", "回滚"))]
)
def test_twelve_minutes_before(
    move: Built, move_url: str, browser: Any, id: str, words: Sequence[str], size: dict[str, int]
) -> None:
    time = datetime.fromisoformat(launch(move, id)["from"]) - timedelta(minutes=12)
    with at(browser, time, viewport=size) as found:
        page = show(found.page, f"{move_url}plans/{id}/runsheet/")
        for word in words:
            assert word in said(page).replace("\n", " "), said(page)
        assert ("你处" in said(page)) is False
        assert not whole(page)
        page.mouse.wheel(0, 3000)
        page.wait_for_function("scrollY > 500")
        assert page.evaluate("document.querySelector('.lb-strip').getBoundingClientRect().top") == 0
        assert page.evaluate("document.querySelector('.md-header').getBoundingClientRect().bottom") <= 0
        assert not found.troubles


def test_its_place_is_kept_before_it_is_filled(move: Built, move_url: str, browser: Any) -> None:
    """Nothing moves when the launch has been read."""
    time = datetime.fromisoformat(launch(move)["from"])
    with at(browser, time) as found:
        held: list[Any] = []
        found.page.route("**/launch.js", lambda route: held.append(route))
        found.page.goto(f"{move_url}plans/{MOVE}/", wait_until="domcontentloaded")
        found.page.wait_for_selector(".lb-strip")
        place = "document.querySelector('h1').getBoundingClientRect().top"
        before = found.page.evaluate(place)
        for _ in range(200):
            if held:
                break
            found.page.wait_for_timeout(20)
        held[0].continue_()
        found.page.wait_for_function("document.querySelector('.lb-strip__now')?.textContent")
        assert found.page.evaluate(place) == before


def test_it_is_not_printed(move: Built, move_url: str, browser: Any) -> None:
    with at(browser, datetime.fromisoformat(launch(move)["from"])) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        page.emulate_media(media="print")
        assert not page.locator(".lb-strip, .lb-entry").filter(visible=True).count()


# a run


def states(plan: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], tuple[str, ...]]]:
    """Name, time, run, and what the strip then says."""
    first, gate = "runsheet#i-5ea383", "runsheet#i-g1"
    day = plan["from"][:11]

    def on(clock: str) -> str:
        return f"{day}{clock}:00-05:00"

    begun = Record(plan, "rehearsal").add("begin", on("12:00"), by="nora").add("start", on("12:00"), first, by="gabe")
    yield "on", on("12:05"), begun.run, ("Rehearsal", "Now 1.1", "on time", "kept")
    late = Record(plan).add("begin", on("12:00"), by="nora").add("start", on("12:00"), first, by="gabe")
    yield "late", on("12:21"), late.run, ("▲ Late 1.1", "▲ +6 min", "13:30")
    yield "gate", on("13:37"), Record(plan).until("runsheet#i-backup").run, ("❚❚", "min")
    refused = Record(plan).until("runsheet#i-backup").add("no-go", on("13:33"), gate, by="priya")
    yield "no-go", on("13:40"), refused.run, ("NO-GO PR",)
    failed = (
        Record(plan).until("runsheet#i-22d021").add("failed", on("13:00"), "runsheet#i-22d021", by="wes", note="Storm")
    )
    yield "failed", on("13:05"), failed.run, ("✕ 1.5 failed",)
    old = {"hash": "0" * 10, "text": "Open the bridge"}
    reworded = Record(plan).add("begin", on("12:00"), by="nora").add("done", on("12:10"), first, by="gabe", **old)
    yield "reworded", on("12:16"), reworded.run, ("Now 1.2", "≠ 1.1 changed")
    paused = Record(plan).add("begin", on("12:00"), by="nora").add("done", on("12:10"), first, by="gabe", **old)
    yield "paused", on("12:16"), paused.add("pause", on("12:12"), by="nora").run, ("❚❚ Paused",)
    waits = Record(plan).until("runsheet#i-backup").add("pause", on("13:32"), by="nora")
    yield "paused at a gate", on("13:37"), waits.run, ("❚❚ Paused", "G1")
    back = (
        Record(plan, "rehearsal").until("runsheet#i-promote").add("roll back", on("23:15"), by="elena", note="Differs")
    )
    yield "rollback", on("23:26"), back.run, ("of 150 min", "To step R1", "Rehearsal")
    over = Record(plan).until("runsheet#i-promote").add("roll back", on("20:00"), by="elena", note="Differs")
    yield "over", on("22:32"), over.run, ("152", "2 min", "To step R1")
    ends = plan["until"]
    done = Record(plan).until("")
    yield "past", ends[:11] + "17:40:00-05:00", done.run, ("No way back", "Past the point of no return")
    ended = Record(plan).until("").add("end", ends[:11] + "18:10:00-05:00", by="nora")
    yield "ended", ends[:11] + "18:20:00-05:00", ended.run, ("✓ Ended 18:10", "+10 min")


STATES = (
    "on",
    "late",
    "gate",
    "no-go",
    "failed",
    "reworded",
    "paused",
    "paused at a gate",
    "rollback",
    "over",
    "past",
    "ended",
)


@pytest.mark.parametrize("name", STATES)
def test_states_of_a_run(move: Built, move_url: str, browser: Any, name: str) -> None:
    time, run, words = next(rest for each, *rest in states(launch(move)) if each == name)
    with at(browser, datetime.fromisoformat(time), viewport=PHONE) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        bring(page, run)
        page.keyboard.press("Escape")
        page.wait_for_selector(".lb-dialog", state="detached")
        for size in (PHONE, SMALL, DESK):
            page.set_viewport_size(size)
            page.wait_for_function("w => innerWidth === w", arg=size["width"])
            page.evaluate("dispatchEvent(new Event('focus'))")
            assert not whole(page), (size, whole(page))
            if size is not SMALL:
                for word in words:
                    assert word in said(page) or word.replace(" ", "") in said(page).replace(" ", ""), said(page)
        page.evaluate(AXE_SCRIPT)
        for scheme in ("default", "slate"):
            page.evaluate("scheme => document.body.dataset.mdColorScheme = scheme", scheme)
            troubles = page.evaluate(
                "axe.run(document.querySelector('.lb-strip'), {preload: false}).then(found => found.violations)"
            )
            assert not troubles, json.dumps(troubles)[:2000]
        assert not found.troubles


def test_a_gate_that_is_not_due_is_not_late_and_its_title_is_led_to(move: Built, move_url: str, browser: Any) -> None:
    plan = launch(move)
    with at(browser, datetime.fromisoformat(f"{plan['from'][:11]}13:28:00-05:00"), viewport=PHONE) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        bring(page, Record(plan).until("runsheet#i-backup").run)
        page.keyboard.press("Escape")
        page.wait_for_selector(".lb-dialog", state="detached")
        drift = page.locator(".lb-strip__drift")
        assert drift.inner_text() == "on time" and "PR" in page.locator(".lb-strip__now").inner_text()
        assert page.locator(".lb-strip__sub").text_content() == "in 2 min"
        page.locator(".lb-strip__mid").click()
        page.wait_for_function("document.activeElement.matches('#i-g1 .lb-gate__head')")
        box = page.locator("#i-g1 .lb-gate__head").bounding_box()
        assert 56 <= box["y"] < 300, "below the strip, and in view"
        page.clock.run_for(10 * 60_000)
        page.wait_for_function("document.querySelector('.lb-strip__drift').textContent.includes('+8 min')")
        assert "8 min past its time" in page.locator("#i-g1 .lb-gate__state").inner_text()


def test_what_is_late_says_in_the_strip_what_its_row_says(move: Built, move_url: str, browser: Any) -> None:
    plan = launch(move)
    clock = f"{plan['from'][:11]}12:52:00-05:00"
    run = Record(plan).until("runsheet#i-5ea383").add("start", clock, "runsheet#i-22d021", by="wes").run
    with at(browser, datetime.fromisoformat(clock), viewport=DESK) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        bring(page, run)
        page.keyboard.press("Escape")
        page.clock.run_for(30 * 60_000)
        page.wait_for_selector(".lb-strip--warn")
        key = page.locator(".lb-strip__mid").get_attribute("href")
        said = page.locator(f"#{key.split('#')[1]} .lb-said").first.inner_text()
        length = re.search(r"late by ([^·⋯]*\w)", said).group(1)
        assert length and f"+{length}" in page.locator(".lb-strip__drift").text_content(), said


def test_offline_is_said_as_long_as_it_is_so(move: Built, move_url: str, browser: Any) -> None:
    with at(browser, datetime.fromisoformat(launch(move)["from"])) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        begin(page)
        for off in (True, False):
            page.context.set_offline(off)
            page.clock.run_for(20_000)
            state = "attached" if off else "detached"
            page.wait_for_selector(".lb-strip__sync >> text=offline", state=state)


def test_the_header_makes_no_page_wider(move: Built, move_url: str, browser: Any) -> None:
    """Its two texts slide past each other, and are as long as a title is."""
    with at(browser, datetime.fromisoformat(launch(move)["from"]), viewport=SMALL) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        for slid in ("none", "translateX(100vw)", "translateX(-1.25rem)"):
            wide = page.evaluate(
                """slid => {
              for (const topic of document.querySelectorAll('.md-header__topic'))
                Object.assign(topic.style, { maxWidth: 'none', minWidth: '100vw', transform: slid });
              return document.scrollingElement.scrollWidth - innerWidth;
            }""",
                slid,
            )
            assert wide <= 0, slid


@pytest.mark.parametrize("width", [360, 390])
def test_that_no_run_is_here_is_never_cut(move: Built, move_url: str, browser: Any, width: int) -> None:
    clock = datetime.fromisoformat(f"{launch(move)['from'][:11]}13:28:00-05:00")
    with at(browser, clock, viewport={"width": width, "height": 844}) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        page.wait_for_selector(".lb-strip[data-unknown]")
        found.page.context.set_offline(True)
        page.evaluate("dispatchEvent(new Event('focus'))")
        page.clock.run_for(60_000)
        page.wait_for_selector(".lb-strip__sync:not(:empty)", state="attached")
        assert not whole(page)
        now = page.locator(".lb-strip__now")
        assert page.evaluate("node => node.scrollHeight <= node.clientHeight + 1", now.element_handle())


def gone_back(plan: dict[str, Any]) -> dict[str, Any]:
    """A launch that was rolled back: decided in the evening by one, said to be back in the morning by another."""
    day, chapter = plan["from"][:10], plan["rollback"]["chapter"]
    evening, morning = f"{day}T23:15:00-05:00", f"{day[:-2]}{int(day[-2:]) + 1:02}T05:35:00-05:00"
    record = Record(plan).until("runsheet#i-promote").add("roll back", evening, by="elena", note="Differs")
    for number in range(20):
        record.add("note", evening, record.rows[-1]["key"], by="wes", note=f"{chapter} {number}")
    return record.add("back", morning, by="nora", note="The old one serves").run


def test_what_was_taken_in_says_the_weightiest_first_and_the_front_page_how_it_ended(
    move: Built, move_url: str, browser: Any
) -> None:
    plan, run = launch(move), gone_back(launch(move))
    with at(browser, datetime.fromisoformat(run["events"][-1]["at"]) + timedelta(minutes=5), viewport=PHONE) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/")
        ahead = page.locator(".lb-ahead")
        assert ahead.count() == 1
        bring(page, run)
        items = page.locator(".lb-dialog__list li").all_inner_texts()
        assert "signed that it is back" in items[0] and "decided to roll back" in items[1], items
        assert any("said GO" in item for item in items), items
        assert "Send yours back" not in page.inner_text(".lb-dialog"), "nothing of it is from this device"
        page.keyboard.press("Escape")
        page.wait_for_selector(".lb-ended:not([hidden])")
        text = page.inner_text(".lb-ended")
        assert f"decided by {plan['people']['elena']['name']}: Differs" in text
        assert f"said {plan['people']['nora']['name']}" in text
        assert re.search(r"it took Sat \d\d:\d\d – Sun 05:35", text) and "It was exported" not in text, text
        assert not ahead.is_visible() and not page.get_by_text("Decisions ahead").is_visible()
        assert not page.locator(".lb-strip__back").is_visible()


def test_of_what_must_not_be_it_is_said_whether_it_is_seen(move: Built, move_url: str, browser: Any) -> None:
    plan = launch(move)
    no, clock = next(row for row in plan["rows"] if row.get("closes")), f"{plan['from'][:11]}13:28:00-05:00"
    record = Record(plan).until("runsheet#i-backup")
    record.add("pass", clock, no["key"], by="priya", hash=no["hash"], closes="yes")
    run = {**record.run, "events": record.events[:1] + record.events[-1:]}
    with at(browser, datetime.fromisoformat(clock), viewport=PHONE) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        sign = f"node => getComputedStyle(document.getElementById({no['key'].split('#')[1]!r}).firstElementChild, '::before').content"
        assert "✕" in page.evaluate(sign)
        bring(page, run)
        assert f"did not see: {no['title']}" in page.inner_text(".lb-dialog__list")
        assert "PASS" not in page.inner_text(".lb-dialog__list")
        page.keyboard.press("Escape")
        page.wait_for_selector(".lb-crit[data-state=met]", state="attached")
        assert "✕" not in page.evaluate(sign), "what is not seen is as it should be"


def test_a_run_is_named_for_the_day_of_the_plan(move: Built, move_url: str, browser: Any) -> None:
    time = datetime.fromisoformat(f"{launch(move)['from'][:11]}13:20:00-05:00")
    with at(browser, time, timezone_id="Asia/Shanghai") as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        begin(page)
        open_dialog(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Export as a file").click()
        assert download.value.suggested_filename.startswith(f"rehearsal-{launch(move)['from'][:10]}-")


def test_by_keyboard_alone(move: Built, move_url: str, browser: Any) -> None:
    time = datetime.fromisoformat(launch(move)["from"]) - timedelta(days=20)
    with at(browser, time, viewport=DESK) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        page.focus(".lb-begin, .lb-entry button")
        page.keyboard.press("Enter")
        page.wait_for_selector(".lb-dialog[open]")
        press_until(page, "Begin a run…")
        page.wait_for_selector(".lb-dialog fieldset")
        page.keyboard.press("Tab")
        press_until(page, "", ".lb-dialog input[type=radio]:checked", press="")
        page.keyboard.press("Tab")
        page.keyboard.type("Wes")
        press_until(page, "Begin")
        page.wait_for_selector(".lb-strip[data-rehearsal]")
        assert "Rehearsal" in said(page) and "Now 1.1" in said(page)
        page.evaluate(AXE_SCRIPT)
        page.locator(".lb-strip__clock").press("Enter")
        page.wait_for_selector(".lb-dialog[open]")
        troubles = page.evaluate(
            "axe.run(document.querySelector('.lb-dialog'), {preload: false}).then(found => found.violations)"
        )
        assert not troubles, json.dumps(troubles)[:2000]
        page.keyboard.press("Escape")
        assert not found.troubles


def press_until(page: Any, text: str, selector: str = "", press: str = "Enter") -> None:
    """Tab on to a button, and press it."""
    wanted = "([text, selector]) => selector ? document.activeElement.matches(selector) : document.activeElement.textContent === text"
    for _ in range(20):
        if page.evaluate(wanted, [text, selector]):
            if press:
                page.keyboard.press(press)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by Tab: {text or selector}")


def begin(page: Any, who: str = "Wes Tanaka (WT)") -> None:
    open_dialog(page)
    page.locator(".lb-dialog").get_by_role("button", name="Begin a run…").click()
    page.check(".lb-dialog input[value=rehearsal]")
    page.select_option(".lb-dialog select", label=who)
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_selector(".lb-dialog", state="detached")
    page.wait_for_selector(".lb-strip[data-rehearsal]")


def test_two_tabs_agree(move: Built, move_url: str, browser: Any) -> None:
    with at(browser, datetime.fromisoformat(launch(move)["from"])) as found:
        page, other = show(found.page, f"{move_url}plans/{MOVE}/runsheet/"), found.page.context.new_page()
        show(other, f"{move_url}plans/{MOVE}/")
        begin(page)
        other.wait_for_selector(".lb-strip[data-rehearsal]")


def test_what_is_exported_is_read_by_every_reader_and_comes_back(
    move: Built, move_url: str, browser: Any, tmp_path: Path
) -> None:
    time = datetime.fromisoformat(launch(move)["from"])
    with at(browser, time) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        begin(page)
        open_dialog(page)
        page.get_by_role("button", name="Move T…").click()
        page.fill(".lb-dialog input[type=number]", "15")
        page.locator(".lb-dialog input:not([type])").fill("Vendors: “late” # no, 07:30")
        page.get_by_role("button", name="Move T", exact=True).click()
        page.wait_for_selector(".lb-dialog", state="detached")
        open_dialog(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Export as a file").click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        read = yaml.safe_load(path.read_text("utf-8"))
        js = Path(__file__).parent / "js"
        script = "import yaml from 'js-yaml'; import fs from 'fs'; "
        script += "console.log(JSON.stringify(yaml.load(fs.readFileSync(process.argv[1]) + '')))"
        other = subprocess.run(
            ["node", "--input-type=module", "-e", script, str(path)], cwd=js, capture_output=True, text=True, check=True
        )
        assert json.loads(other.stdout) == read
        assert [event["do"] for event in read["events"]] == ["begin", "shift"]
        assert path.name == f"{read['run']}.yml" and read["events"][1]["note"] == "Vendors: “late” # no, 07:30"
    with at(browser, time) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        open_dialog(page)
        page.locator(".lb-dialog").get_by_role("button", name="Import…").click()
        page.set_input_files(".lb-dialog input[type=file]", path)
        page.wait_for_selector(".lb-dialog >> text=2 entries of Wes were taken in.")
        page.get_by_role("button", name="Take the import back").click()
        page.wait_for_selector(".lb-dialog >> text=The import is taken back")
        assert not page.locator(".lb-strip[data-rehearsal]").count()


def test_a_link_carries_a_run(move: Built, move_url: str, browser: Any) -> None:
    time = datetime.fromisoformat(launch(move)["from"]) - timedelta(days=9)
    with at(browser, time, permissions=["clipboard-read", "clipboard-write"]) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        begin(page)
        open_dialog(page)
        page.get_by_role("button", name="Copy as a link").click()
        page.wait_for_selector(".lb-dialog >> text=Copied.")
        link = page.evaluate("navigator.clipboard.readText()")
    with at(browser, time) as found:
        found.page.goto(link)
        found.page.wait_for_selector(".lb-dialog >> text=1 entry of Wes was taken in.")
        assert "#" not in found.page.url
        assert found.page.locator(".lb-strip[data-rehearsal]").count()


def test_two_answers_are_shown_until_one_is_chosen(move: Built, move_url: str, browser: Any) -> None:
    plan = launch(move)
    row = "runsheet#i-5ea383"
    day = plan["from"][:11]
    record = Record(plan).add("begin", plan["from"], by="nora").add("done", f"{day}12:02:00-05:00", row, by="gabe")
    bad = {"id": "mmmm-1", "device": "mmmm", "seq": 1, "at": f"{day}12:03:00-05:00", "do": "failed", "row": row}
    record.events.append({**bad, "by": "wes", "note": "Nobody <img src=x onerror=alert(1)>"})
    with at(browser, datetime.fromisoformat(f"{day}12:05:00-05:00")) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        bring(page, record.run)
        assert "1 disagree with yours: choose" in page.inner_text(".lb-dialog")
        assert "⇄ 1 disagree" in said(page).replace("⇄1", "⇄ 1")
        page.locator(".lb-dialog fieldset button").first.click()
        page.wait_for_selector(".lb-dialog fieldset", state="detached")
        assert "disagree" not in said(page)
        assert not found.troubles


REFUSED = [
    ("hello", "This is no run of a launch plan"),
    ('{"run": "x", "plan": "other", "kind": "live", "events": []}', "It belongs to another plan"),
    ('{"run": "x", "plan": "records-move", "kind": "party", "events": []}', "This is no run that can be read"),
    ('run: x\nplan: records-move\nkind: live\nevents:\n- {"id": ', "It is damaged"),
    ("run: x\n<<<<<<< a\nplan: records-move\nevents: []\n", "Two versions stand in it"),
    ("run: x\nplan: records-move\nkind: live\nevents:\n  - id: a\n", "another style of YAML"),
    ("http://site/#lb-run=!!!", "It is damaged"),
]


def test_what_is_no_run_is_refused_with_what_to_do(move: Built, move_url: str, browser: Any) -> None:
    with at(browser, datetime.fromisoformat(launch(move)["from"])) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        open_dialog(page)
        page.locator(".lb-dialog").get_by_role("button", name="Import…").click()
        for text, words in REFUSED:
            page.fill(".lb-dialog textarea", text)
            page.get_by_role("button", name="Read it").click()
            page.wait_for_function(
                "words => document.querySelector('.lb-dialog [role=alert]').textContent.includes(words)",
                arg=words,
                timeout=5000,
            )
            assert "Nothing here was changed." in page.inner_text(".lb-dialog [role=alert]")
        assert not found.troubles


def test_where_nothing_can_be_kept_it_is_said(move: Built, move_url: str, browser: Any) -> None:
    with at(browser, datetime.fromisoformat(launch(move)["from"])) as found:
        found.page.add_init_script("Object.defineProperty(globalThis, 'indexedDB', {value: undefined})")
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        begin(page)
        assert "✕ not kept" in said(page).replace("✕not", "✕ not")
        open_dialog(page)
        assert "gone when it is closed" in page.inner_text(".lb-dialog")
        assert page.locator(".lb-dialog .lb-dialog__note button").inner_text() == "Export as a file"


def test_a_clock_that_is_wrong_is_told(move: Built, move_url: str, browser: Any) -> None:
    time = datetime.fromisoformat(launch(move)["from"])
    with watched(browser, viewport=PHONE) as found:
        set_clock(found.page.context, time)
        found.page.context.clock.install(time=time - timedelta(minutes=61))
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        page.wait_for_function("document.querySelector('.lb-strip').textContent.includes('61 min off')", timeout=90_000)
        assert said(page).startswith("12:0")
        page.clock.run_for(20 * 60_000)
        page.wait_for_function("document.querySelector('.lb-strip__now').textContent.startsWith('▲Clock')")
        found.page.context.set_offline(True)
        page.evaluate("dispatchEvent(new Event('offline'))")
        page.wait_for_selector(".lb-strip__sync >> text=offline", state="attached")
        assert page.locator(".lb-strip__now").inner_text().startswith("▲"), "before all else"
        open_dialog(page)
        assert "61 min slow" in page.inner_text(".lb-dialog")


def test_mine_folds_steps_and_never_dangers(move: Built, move_url: str, browser: Any) -> None:
    plan = launch(move)
    time = datetime.fromisoformat(plan["from"])
    record = (
        Record(plan)
        .add("begin", plan["from"], by="nora")
        .add("failed", plan["from"], "runsheet#i-12762f", by="amara", note="Lag")
    )
    with at(browser, time + timedelta(minutes=5), viewport=DESK) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        bring(page, record.run)
        page.keyboard.press("Escape")
        page.locator(".lb-strip__mine").click()
        page.select_option(".lb-dialog select", label="Wes Tanaka (WT)")
        page.get_by_role("button", name="That is me").click()
        page.wait_for_selector(".lb-others", state="attached")
        shown = page.evaluate(
            "[...document.querySelectorAll('.lb-step[id]')].filter(row => row.offsetParent).map(row => row.id)"
        )
        mine = {
            row["key"].split("#")[1] for row in plan["rows"] if "wes" in row.get("who", []) and row["does"] == "step"
        }
        assert "i-12762f" in shown and set(shown) >= {row for row in mine if page.locator(f"#{row}").count()}
        assert len(shown) < 30
        assert "of others are folded" in page.inner_text(".lb-entry")
        assert "Before you: 1.4 Gabriel" in page.inner_text("#i-22d021")
        page.get_by_role("button", name=re.compile("^Show 2 of others")).first.click()
        assert page.locator("#i-5ea383").is_visible()
        page.reload()
        page.wait_for_selector(".lb-others", state="attached")
        page.locator(".lb-strip__mine").click()
        assert not page.locator(".lb-others").count()
        assert not found.troubles


def test_a_run_is_removed_only_after_export_and_by_name(move: Built, move_url: str, browser: Any) -> None:
    with at(browser, datetime.fromisoformat(launch(move)["from"])) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        begin(page)
        open_dialog(page)
        page.get_by_role("button", name="Remove this run").click()
        assert "Export it first" in page.inner_text(".lb-dialog")
        page.get_by_role("button", name="Go back", exact=True).click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Export as a file").click()
        page.get_by_role("button", name="Remove this run").click()
        page.fill(".lb-dialog input", "something")
        page.get_by_role("button", name="Remove", exact=True).click()
        assert page.locator(".lb-dialog input").count()
        page.fill(".lb-dialog input", download.value.suggested_filename.removesuffix(".yml"))
        page.get_by_role("button", name="Remove", exact=True).click()
        page.wait_for_selector(".lb-dialog >> text=No run yet")
        assert not page.locator(".lb-strip[data-rehearsal]").count()


def test_only_news_is_said_aloud(move: Built, move_url: str, browser: Any) -> None:
    time = datetime.fromisoformat(launch(move)["from"]) - timedelta(minutes=12)
    with at(browser, time) as found:
        page = show(found.page, f"{move_url}plans/{MOVE}/runsheet/")
        page.clock.run_for(5 * 60_000)
        assert "Next in 7 min" in said(page)
        assert not page.locator(".lb-status").filter(has_text=re.compile(".")).count()
        page.clock.run_for(8 * 60_000)
        page.wait_for_function("document.querySelector('.lb-status')?.textContent.includes('No run')")


def test_a_folded_box_keeps_its_blanks_and_nothing_lies_over_the_rows(move: Built, move_url: str, browser: Any) -> None:
    with at(browser, datetime.fromisoformat("2027-04-10T16:30:00-05:00"), viewport=SMALL) as found:
        page = found.page
        page.goto(f"{move_url}plans/{MOVE}/runsheet/")
        page.wait_for_selector(".lb-strip__now:not(:empty)")
        summary = page.locator(".lb-runsheet-fold > summary").first
        assert re.search(r"\d\d \(\d\d:\d\d", summary.inner_text()), summary.inner_text()
        for size in (SMALL, {"width": 1440, "height": 900}):
            page.set_viewport_size(size)
            page.mouse.wheel(0, 3000)
            page.mouse.wheel(0, -200)
            assert not page.locator(".md-top").is_visible()


def test_in_chinese_the_zone_and_a_name_are_said_once(move: Built, move_url: str, browser: Any) -> None:
    with at(
        browser, datetime.fromisoformat("2026-01-17T09:50:00+08:00"), viewport=DESK, timezone_id="Europe/London"
    ) as found:
        page = found.page
        page.goto(f"{move_url}plans/{BUDDY}/runsheet/")
        page.wait_for_selector(".lb-strip__now:not(:empty)")
        assert "北京时间" in page.inner_text(".lb-strip__clock") and "UTC+8" not in page.inner_text("body")
        page.locator(".lb-strip__clock").click()
        people = page.locator("dialog select option").all_inner_texts()
        assert people and not any(name.partition(" (")[0] == name.partition(" (")[2].rstrip(")") for name in people)
