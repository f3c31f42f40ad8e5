"""Whole rehearsals, as a team goes through them: on telephones and a shared screen, with a faked clock, without a network in between,
with a new build in the middle; then the run is checked, committed and read on the site."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from run_kit import DESK, PHONE, Device, launch, plans_built
from site_kit import ROOT, Built, HtmlPage, build, launchbook, once, project

pytest_plugins = ("site_fixtures",)

BUDDY, MOVE = "exam-buddy-1.0", "records-move"
DAY, FAR = "2026-01-17T09:50:00+08:00", "2027-03-27T12:00:00-05:00"
"""Ten minutes before the launch of one; two weeks before that of the other, when it is rehearsed."""
BEFORE, AFTER = "Compare the hash on the printed run sheet", "Compare date and hash on the printed run sheet"


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return plans_built(tmp_path_factory, "exam-buddy", "records-move")


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The next build of the move, in which one step says more."""

    def make(folder: Path) -> None:
        file = copied(folder, "records-move") / "06-runsheet.yml"
        text = file.read_text("utf-8")
        assert BEFORE in text
        file.write_text(text.replace(BEFORE, AFTER), "utf-8")
        build(folder)

    return Built(once(tmp_path_factory, "newer-move", make))


def copied(folder: Path, plan: str) -> Path:
    """A project with one of the team's own plans."""
    project(folder, {})
    return shutil.copytree(ROOT / "plans" / plan, folder / "plans" / plan)


@dataclass
class Hand:
    """Somebody with a device: presses what is asked by the words that the page has for it, and waits for what comes of it."""

    device: Device
    plan: str
    site: Path
    page: Any = None
    words: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        text = (self.site / "plans" / self.plan / "launch.js").read_text("utf-8")
        self.words = json.loads(text[text.index("]=") + 2 :].rstrip().rstrip(";"))["words"]

    # pages

    def opens(self, chapter: str = "runsheet", ready: str = ".lb-strip__now:not(:empty)") -> Hand:
        address = f"plans/{self.plan}/{chapter}/"
        self.page = (
            self.device.go(self.page, address, ready=ready) if self.page else self.device.open(address, ready=ready)
        )
        self.page.set_default_timeout(10_000)
        return self

    def reloads(self) -> None:
        self.page.reload()
        self.page.wait_for_selector(".lb-tick")

    def strip(self) -> str:
        """What the strip says, without gaps."""
        return re.sub(r"\s+", "", self.page.text_content(".lb-strip"))

    def strip_says(self, *words: str) -> None:
        for word in words:
            self.page.wait_for_function(
                r"word => document.querySelector('.lb-strip')?.textContent.replace(/\s+/g, '').includes(word)",
                arg=re.sub(r"\s+", "", word),
            )

    # rows

    def comes_near(self, id: str) -> None:
        """What is far off has no ticks yet."""
        self.page.evaluate("id => document.getElementById(id)?.scrollIntoView({ block: 'center' })", f"i-{id}")

    def row(self, id: str) -> Any:
        """A row, with the line beneath that has its command."""
        self.comes_near(id)
        return self.page.locator(f"#i-{id}, #i-{id} + .lb-step__run")

    def is_(self, id: str, *states: str) -> None:
        self.comes_near(id)
        for state in states:
            self.page.wait_for_selector(f"#i-{id}[data-state='{state}']", state="attached")

    def ticks(self, *ids: str) -> None:
        for id in ids:
            self.row(id).locator(".lb-tick").first.click()
            self.is_(id, "done")

    def presses(self, where: Any, word: str, note: str = "") -> None:
        """Press a button, and say why where that is asked."""
        where = self.row(where) if isinstance(where, str) else where
        where.locator(".lb-button", has_text=self.words[word]).first.click()
        if note:
            self.page.locator("form.lb-asked input").fill(note)
            self.page.keyboard.press("Enter")

    def fails(self, id: str, note: str) -> None:
        self.row(id).locator(".lb-tick").first.focus()
        self.page.keyboard.press("f")
        self.page.locator("form.lb-asked input").fill(note)
        self.page.keyboard.press("Enter")
        self.is_(id, "failed")

    def reads(self, id: str, text: str, state: str) -> None:
        """A reading that its limit decides."""
        self.row(id).locator(".lb-read input").fill(text)
        self.page.keyboard.press("Enter")
        self.records_for_another(id, state)

    # gates

    def criterion(self, id: str) -> Any:
        return self.page.locator(f"#i-{id} .lb-crit")

    def judges(self, id: str, verdict: str, reading: str = "") -> None:
        if reading:
            self.criterion(id).locator("input").fill(reading)
        self.presses(self.criterion(id), verdict)
        self.criterion(id).locator(".lb-said").wait_for()

    def says(self, gate: str, word: str, signer: str, state: str) -> None:
        """The signature of a person, given on a device of that person's own."""
        self.page.locator(f"#i-{gate} .lb-sign", has_text=signer).locator(f".lb-{word}").click()
        self.signs()
        self.is_(gate, state)

    def signs(self) -> None:
        self.page.locator("form.lb-asked .lb-button", has_text=self.words["do-sign-it"]).click()

    def records_for_another(self, id: str, state: str) -> None:
        """The first time that somebody records what is another's, that is said."""
        said = self.page.locator("form.lb-asked .lb-button", has_text=self.words["do-record-it"])
        self.page.locator(f"#i-{id}[data-state='{state}']").or_(said).first.wait_for(state="attached")
        if said.count():
            said.click()
        self.is_(id, state)

    # the run

    def dialog(self) -> Any:
        found = self.page.locator("dialog.lb-dialog[open]")
        if not found.count():
            self.page.locator(".lb-strip__clock, .lb-begin").first.click()
        found.wait_for()
        return found

    def leaves(self) -> None:
        self.page.keyboard.press("Escape")
        self.page.wait_for_selector("dialog.lb-dialog", state="detached")

    def begins(self, who: str) -> None:
        self.presses(self.dialog(), "begin-new")
        self.page.check(".lb-dialog input[value=rehearsal]")
        self.page.select_option(".lb-dialog select", who)
        self.page.locator(".lb-dialog form button").click()
        self.page.wait_for_selector(".lb-strip[data-rehearsal]")

    def ends(self) -> None:
        self.presses(self.dialog(), "end-open")
        self.page.locator(".lb-dialog form button").click()
        self.leaves()

    def ends_from_the_strip(self, note: str) -> None:
        """Where nothing is left to do, the strip leads to the end."""
        self.page.locator(".lb-strip__now").click()
        self.page.locator(".lb-dialog form input").fill(note)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".lb-dialog form", state="detached")

    def exports(self, folder: Path) -> Path:
        dialog = self.dialog()
        with self.page.expect_download() as download:
            self.presses(dialog, "export")
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        self.leaves()
        return path

    def imports(self, file: Path) -> str:
        """What the dialog says of a run that was taken in; it stays open."""
        self.presses(self.dialog(), "import")
        self.page.set_input_files(".lb-dialog input[type=file]", file)
        self.page.wait_for_selector(".lb-dialog__list")
        return str(self.page.inner_text("dialog.lb-dialog"))

    def joins(self, file: Path, who: str) -> Hand:
        """A further device of the same run, of somebody else."""
        self.imports(file)
        self.leaves()
        self.dialog().locator("select").first.select_option(who)
        self.leaves()
        return self

    def hears(self, file: Path) -> str:
        said = self.imports(file)
        self.leaves()
        return said

    # the rollback

    @property
    def panel(self) -> Any:
        return self.page.locator(".lb-back")

    def decides_to_go_back(self, who: str, why: str) -> None:
        self.presses(self.panel, "do-start-back")
        self.panel.locator("select").select_option(who)
        self.panel.locator("form input").fill(why)
        self.presses(self.panel, "do-start-clock")
        self.page.wait_for_selector(".lb-back[data-state=on]")

    def signs_that_it_is_back(self) -> None:
        self.panel.locator(".lb-acts .lb-button--main").click()
        self.panel.locator("form input").fill("All is as it was before")
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".lb-back[data-state=back]")


def hand(day: Any, plan: str, site: Path, size: dict[str, int] = PHONE, **settings: Any) -> Hand:
    return Hand(day.device(size, accept_downloads=True, **settings), plan, site).opens(
        ready=".lb-begin, .lb-strip__now:not(:empty)"
    )


def accepted(file: Path) -> list[dict[str, Any]]:
    """The events of a run that `launchbook run check` has nothing against."""
    done = launchbook("run", "check", file, "--plans", ROOT / "plans", "--as-of", "2027-04-20")
    assert done.code == 0, done.out + done.err
    return list(yaml.safe_load(file.read_text("utf-8"))["events"])


def committed(folder: Path, plan: str, file: Path) -> HtmlPage:
    """The page of a run, once it lies with its plan."""
    runs = copied(folder, plan) / "runs"
    runs.mkdir(exist_ok=True)
    shutil.copy(file, runs)
    build(folder)
    (page,) = (folder / "site/plans").glob(f"*/runs/{file.stem}/index.html")
    return HtmlPage.of(page.read_text("utf-8"))


def acts(events: list[dict[str, Any]]) -> list[str]:
    return [event["do"] for event in events]


# exam-buddy, in Chinese, on one telephone


def kept_for_later(who: Hand) -> None:
    """The pages of the plan are on the device."""
    who.page.wait_for_function("caches.keys().then(keys => keys.length)")
    who.page.wait_for_function(
        "word => document.querySelector('.lb-strip').textContent.includes(word)",
        arg=who.words["saved-since"].split("{")[0].strip(),
    )


def the_first_box(day: Any, phone: Hand) -> None:
    """A tick, a step with its time, and one that fails before it is done."""
    phone.ticks("9e29ca")
    phone.presses("f941cd", "do-start")
    phone.is_("f941cd", "running")
    day.forward(minutes=7)
    phone.ticks("f941cd")
    phone.fails("4cc044", "apiBaseUrl 还是测试地址")
    phone.strip_says("1.3 失败")
    phone.presses("4cc044", "do-again")
    phone.is_("4cc044", "running")
    phone.ticks("4cc044")
    phone.strip_says("演练", "2.1")


def what_was_prepared(phone: Hand) -> None:
    """Checklists stay as the plan says: only the run sheet and the rollback are begun anew."""
    phone.opens("checklists", ready=".lb-tick")
    for id in ("9b6d1b", "8beea3"):
        phone.is_(id, "done")


def back_to_the_version_before(day: Any, phone: Hand) -> None:
    phone.opens("rollback", ready=".lb-back")
    phone.decides_to_go_back("li", "错误率 3%，持续 5 分钟")
    day.forward(minutes=9)
    phone.ticks("4e19d8", "3674dd", "052911", "093cf6", "ae8a2a")
    for check in ("423c8c", "167eef"):
        phone.presses(check, "do-pass")
        phone.records_for_another(check, "done")
    phone.reads("1f5c60", "0.4%", "failed")  # beyond its limit: it is read again
    phone.reads("1f5c60", "0.05%", "done")
    phone.signs_that_it_is_back()
    phone.strip_says("已回滚")


def test_exam_buddy_is_rehearsed_on_one_phone(browser: Any, plans: Built, tmp_path: Path) -> None:
    with launch(browser, plans.site, DAY) as day:
        phone = hand(day, BUDDY, plans.site).opens()
        phone.strip_says("分后")
        phone.begins("zhang")
        the_first_box(day, phone)
        what_was_prepared(phone)
        back_to_the_version_before(day, phone)
        file = phone.exports(tmp_path)
    events = accepted(file)
    assert acts(events)[:7] == ["begin", "done", "start", "done", "failed", "start", "done"]
    assert acts(events)[-1] == "back" and {event.get("heard", event.get("by")) for event in events} == {"zhang"}
    page = committed(tmp_path / "site", "exam-buddy", file).article
    for said in ("演练", "apiBaseUrl 还是测试地址", "错误率 3%，持续 5 分钟", "0.05%"):
        assert said in page, said


def test_the_front_page_follows_what_is_ticked_and_says_what_it_counts(browser: Any, plans: Built) -> None:
    """The box of the next step, though the clock is in another; none once all is done. Every number has its words."""
    with launch(browser, plans.site, DAY) as day:
        phone = hand(day, BUDDY, plans.site)
        phone.begins("zhang")
        steps = [
            id.removeprefix("i-")
            for id in phone.page.locator(".lb-step[id]").evaluate_all("all => all.map(step => step.id)")
        ]
        phone.ticks(*steps[:6])
        phone.opens(".", ready="[data-progress='']")
        phone.page.wait_for_function("document.querySelector('[data-counts=plan]').textContent.startsWith('本次执行')")
        boxes = phone.page.locator("[data-box]:visible")
        assert boxes.count() == 1 and "提交审核" in boxes.inner_text()
        assert not phone.page.locator("[data-done]").count(), "what was rehearsed is still to come"
        assert phone.page.locator(".lb-contents__progress[data-progress=approvals]").inner_text() == "计划 1 / 3"
        phone.opens()
        phone.ticks(*steps[6:])
        phone.strip_says("请结束")
        phone.ends_from_the_strip("都好")
        phone.presses(phone.dialog(), "go-on-run")  # it was pressed too early
        phone.leaves()
        phone.strip_says("请结束")
        phone.opens(".", ready="[data-progress='']")
        phone.page.wait_for_selector("[data-box]", state="hidden")
        assert not boxes.count()


def test_exam_buddy_goes_on_without_a_network_and_after_a_reload(browser: Any, plans: Built) -> None:
    with launch(browser, plans.site, DAY) as day:
        phone = hand(day, BUDDY, plans.site).opens()
        kept_for_later(phone)
        phone.begins("zhang")
        for first, second in (("9e29ca", "f941cd"), ("4cc044", "891a31")):
            phone.device.offline()
            phone.ticks(first)
            phone.reloads()
            phone.is_(first, "done")
            phone.strip_says(phone.words["shown-since"].split("，")[0])
            phone.ticks(second)
            phone.device.offline(False)
            phone.reloads()
            phone.is_(second, "done")
            assert "离线" not in phone.strip()
        assert acts(phone.device.runs(BUDDY)[0]["events"]) == ["begin", "done", "done", "done", "done"]


# records-move: two telephones and a shared screen, two weeks before

G1 = ("2766a5", "f98745", "178757", "14ef2b")
"""Lag, people, paths; and what must not be seen."""


def the_muster(day: Any, gabe: Hand) -> None:
    """Steps are ticked, begun and done, and one fails before it is done."""
    gabe.ticks("5ea383")
    gabe.presses("8d6aa9", "do-start")
    day.forward(minutes=4)
    gabe.ticks("8d6aa9")
    gabe.fails("12762f", "Lag 40 s: the second path is down")
    gabe.strip_says("1.3 failed")
    gabe.presses("12762f", "do-again")
    gabe.is_("12762f", "running")
    gabe.ticks("12762f", "faae66")
    said = gabe.row("12762f").first.inner_text()
    assert re.search(r"Failed [\d:]+ GM: Lag 40 s: the second path is down\W+then Done", said), (
        "how it failed stays in sight"
    )


def the_readings_of_the_gate(gabe: Hand) -> None:
    """Two criteria fail, and there is no go."""
    lag, people, paths, alert = G1
    gabe.judges(lag, "do-pass", "3 s")
    gabe.judges(people, "do-fail", "19 of 21")
    gabe.judges(paths, "do-fail", "1 path")
    gabe.judges(alert, "do-not-seen")
    assert gabe.page.locator("#i-g1 .lb-go[aria-disabled=true]").count() == 2


def no_go_and_asked_again(priya: Hand) -> None:
    priya.says("g1", "nogo", "Priya", "no-go")
    priya.strip_says("NO-GO PR")
    assert "(the text)" in priya.page.inner_text(".lb-strip__gate"), "a link is told by its words"
    priya.presses(priya.page.locator("#i-g1"), "do-ask-again", note="The second path is back")
    priya.page.wait_for_selector("#i-g1 .lb-nogo")


def accepted_and_signed(priya: Hand) -> None:
    """Who decides takes what is not as it should be, and says why; then hers is one signature of two."""
    for criterion in G1[1:3]:
        priya.presses(priya.criterion(criterion), "do-accept", note="Enough for a rehearsal")
        priya.signs()
        priya.page.wait_for_selector(f"#i-{criterion} .lb-crit[data-state=accepted]")
    priya.says("g1", "go", "Priya", "signed")
    priya.is_("c8c1bc", "locked")


def back_by_way_a(day: Any, desk: Hand) -> None:
    """The decision starts the clock; somebody is told; of three ways one is taken; all is verified within the limit."""
    desk.opens("rollback", ready=".lb-back")
    desk.decides_to_go_back("elena", "Entries differ")
    day.forward(minutes=11)
    desk.strip_says("of 150 min", "To step R1")
    desk.page.locator("#tell").get_by_role("button", name="June Park").click()
    desk.ticks("tell-back")
    over = [
        id
        for id in ("way-a", "way-b", "way-c", "43f1f7", "8aaf5e")
        if "over the limit" in desk.row(id).first.inner_text()
    ]
    assert over == ["way-c"], "each way is held against the limit by itself, and what decides is none of its steps"
    desk.presses("way-a", "do-take")
    desk.page.wait_for_selector("#i-way-a[data-way=taken]")
    desk.page.wait_for_selector("#i-way-c[data-way=left]")
    desk.ticks("lead-back", "start-back", "6c31f1", "c95710")
    assert "passed: way R2A" in desk.row("traffic-back").first.inner_text(), "way A leads past it"
    desk.row("ac1239").locator(".lb-tick").first.focus()
    desk.page.keyboard.press("k")
    desk.page.locator("form.lb-asked input").fill("The wards are not asked twice")
    desk.page.keyboard.press("Enter")
    desk.is_("ac1239", "skipped")


def verified(day: Any, desk: Hand) -> None:
    """One check fails first; then all pass, and who decides signs."""
    desk.reads("1f7ae5", "4 s", "failed")
    day.forward(minutes=30)
    desk.reads("1f7ae5", "1.4 s", "done")
    desk.reads("9b50dc", "99.9%", "done")
    desk.reads("4d9666", "20 s", "done")
    for check in ("d536cc", "096f75"):
        desk.presses(check, "do-pass")
        desk.records_for_another(check, "done")
    assert "over by" not in desk.panel.inner_text()
    desk.signs_that_it_is_back()
    desk.strip_says("Rolled back")


def test_the_move_is_rehearsed_by_three(browser: Any, plans: Built, tmp_path: Path) -> None:
    with launch(browser, plans.site, FAR) as day:
        gabe, priya, desk = (hand(day, MOVE, plans.site, size) for size in (PHONE, PHONE, DESK))
        gabe.opens(ready=".lb-begin").begins("gabe")
        the_muster(day, gabe)
        the_readings_of_the_gate(gabe)
        priya.opens(ready=".lb-begin").joins(gabe.exports(tmp_path), "priya")
        no_go_and_asked_again(priya)
        accepted_and_signed(priya)
        desk.opens(ready=".lb-begin").joins(priya.exports(tmp_path), "marcus")
        desk.says("g1", "go", "Marcus", "go")
        gabe.hears(desk.exports(tmp_path))
        gabe.is_("g1", "go")
        gabe.ticks("c8c1bc")
        desk.hears(gabe.exports(tmp_path))
        back_by_way_a(day, desk)
        verified(day, desk)
        file = desk.exports(tmp_path)
    done = acts(accepted(file))
    assert [act for act in done if act in ("no-go", "ask again", "go")] == ["no-go", "ask again", "go", "go"]
    assert done.count("accepted") == 2 and done[-1] == "back"
    page = committed(tmp_path / "site", "records-move", file).article
    for said in (
        "Lag 40 s: the second path is down",
        "Enough for a rehearsal",
        "The second path is back",
        "19 of 21",
        "Entries differ",
        "The wards are not asked twice",
        "Way A: Elm Street still leads",
        "June Park",
    ):
        assert said in page, said


def test_what_two_say_differently_is_shown_and_one_is_chosen(browser: Any, plans: Built, tmp_path: Path) -> None:
    """Both go on alone after an import; what comes back is a union, and a disagreement counts as the worse until it is settled."""
    with launch(browser, plans.site, FAR) as day:
        gabe, wes = (hand(day, MOVE, plans.site, size) for size in (PHONE, DESK))
        gabe.opens(ready=".lb-begin").begins("gabe")
        wes.opens(ready=".lb-begin").joins(gabe.exports(tmp_path), "wes")
        gabe.ticks("5ea383", "22d021")
        wes.fails("22d021", "One fault of SEV2 is open")
        wes.ticks("929f25")
        assert "1 disagree with yours: choose" in gabe.imports(wes.exports(tmp_path))
        gabe.leaves()
        gabe.is_("929f25", "done")
        gabe.is_("22d021", "conflict")
        gabe.presses("22d021", "do-failed")
        gabe.is_("22d021", "failed")
        wes.hears(gabe.exports(tmp_path))
        wes.is_("22d021", "failed")
        wes.is_("5ea383", "done")
        both = [sorted(event["id"] for event in one.device.runs(MOVE)[0]["events"]) for one in (gabe, wes)]
        assert both[0] == both[1]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_whoever_comes_back_stands_where_they_stood(browser: Any, plans: Built, size: dict[str, int]) -> None:
    """By a reload, and from the value that a command lacked: what is folded above has no place to hold on to."""
    with launch(browser, plans.site, FAR) as day:
        gabe = hand(day, MOVE, plans.site, size).opens(ready=".lb-begin")
        gabe.begins("gabe")
        gabe.ticks("5ea383", "8d6aa9", "12762f", "faae66", "22d021", "929f25")
        day.forward(minutes=100)
        gabe.opens()
        gabe.page.wait_for_selector("details[data-folded]", state="attached")
        blank = gabe.row("c316d8").locator(".lb-blank")
        blank.wait_for()
        gabe.page.wait_for_timeout(500)  # what comes near gets its ticks
        top = "document.getElementById('i-c316d8').getBoundingClientRect().top"
        before = gabe.page.evaluate(top)
        gabe.page.reload()
        gabe.page.wait_for_selector("[data-open]", state="attached")
        assert abs(gabe.page.evaluate(top) - before) < 3
        blank.click()
        gabe.page.wait_for_selector("#variable-change input")
        gabe.page.go_back()
        gabe.page.wait_for_selector("[data-open]", state="attached")
        assert abs(gabe.page.evaluate(top) - before) < 3
        gabe.page.locator(".lb-crumbs a, .md-path a").last.click()
        gabe.page.wait_for_selector("[data-open]", state="attached")
        assert gabe.page.evaluate("document.documentElement.dataset.back") == "false", "a link begins anew"


def test_a_screen_of_several_says_who_chose_and_how_it_failed(browser: Any, plans: Built, tmp_path: Path) -> None:
    with launch(browser, plans.site, FAR) as day:
        gabe, desk = (hand(day, MOVE, plans.site, size) for size in (PHONE, DESK))
        gabe.opens(ready=".lb-begin").begins("gabe")
        desk.opens(ready=".lb-begin")
        assert gabe.words["pass-on"] not in desk.dialog().inner_text(), "without a run there is nothing to pass on"
        desk.joins(gabe.exports(tmp_path), "wes")
        desk.fails("5ea383", "Nobody answers")
        gabe.ticks("5ea383")
        desk.imports(gabe.exports(tmp_path))
        desk.leaves()
        desk.dialog().locator("select").first.select_option(label=gabe.words["several"])
        desk.page.locator(".lb-dialog fieldset button", has_text="Nobody answers").click()
        desk.page.locator(".lb-dialog form select").select_option("amara")
        desk.page.locator(".lb-dialog form button").click()
        desk.page.wait_for_selector(".lb-dialog fieldset", state="detached")
        desk.leaves()
        desk.is_("5ea383", "failed")
        assert "Nobody answers" in desk.row("5ea383").first.inner_text(), "the reason stands where the choice is told"
        (chosen,) = [each for each in desk.device.runs(MOVE)[0]["events"] if each["do"] == "resolve"]
        assert chosen["by"] == "amara"


def test_a_new_build_in_the_middle_is_told_and_keeps_the_ticks(
    browser: Any, plans: Built, newer: Built, tmp_path: Path
) -> None:
    site = shutil.copytree(plans.site, tmp_path / "site")
    with launch(browser, site, FAR) as day:
        gabe = hand(day, MOVE, site).opens(ready=".lb-begin")
        gabe.begins("gabe")
        gabe.ticks("5ea383", "8d6aa9", "12762f")
        shutil.copytree(newer.site, site, dirs_exist_ok=True)
        day.forward(minutes=2)
        gabe.strip_says("changed")
        said = gabe.dialog().inner_text()
        assert f"{BEFORE} with that of the site → {AFTER}" in said and "ticked" in said, said
        assert "since this page was opened: 1" in said, "one change, and not a row that went and one that came"
        with gabe.page.expect_navigation():
            gabe.presses(gabe.dialog(), "reload")
        gabe.page.wait_for_selector(".lb-tick")
        gabe.is_("5ea383", "done")
        gabe.is_("12762f", "done")
        row = gabe.page.locator(".lb-step[data-state=changed]")
        [said] = [text for text in row.locator("ins").all_inner_texts() if AFTER in text]
        assert BEFORE in " ".join(row.locator("del").all_inner_texts()), said
        id = row.get_attribute("id").removeprefix("i-")
        row.locator(".lb-button", has_text=gabe.words["do-still-done"]).click()
        gabe.is_(id, "done")
        assert acts(accepted(gabe.exports(tmp_path)))[-1] == "confirm"
