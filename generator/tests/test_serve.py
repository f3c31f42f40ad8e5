"""`make serve`: what is saved is shown, what is wrong is said over the last good pages, and the server lives on."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from site_kit import ENV, PREFIX, ROOT, project, tea, watched

pytest_plugins = ("site_fixtures",)

COPIES = 4
PATIENCE = 90
"""Seconds until a rebuild must have been seen, on a slow machine."""


def save(path: Path, text: str) -> None:
    """As editors save: the server never reads half a file."""
    fresh = path.parents[1] / f".{path.name}.fresh"
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


@dataclass
class Live:
    """A project under `mkdocs serve --dirty`."""

    folder: Path
    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str) -> str:
        """A page; empty while it is not there."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:
                return re.sub(
                    r"<script>[^<]*livereload.*?</script>", "", answer.read().decode("utf-8"), flags=re.DOTALL
                )
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return ""

    def until(self, ready: Callable[[], Any], what: str) -> Any:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"the server died\n{self.log.read_text('utf-8')[-3000:]}"
            if found := ready():
                return found
            time.sleep(0.1)
        raise AssertionError(f"{what} was not seen within {PATIENCE} s\n{self.log.read_text('utf-8')[-3000:]}")

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text, f"{name} holds no {old!r}"
        save(path, text.replace(old, new))

    @contextlib.contextmanager
    def with_file(self, name: str, text: str) -> Iterator[None]:
        """The project with one more file, for a while."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        save(path, text)
        try:
            yield
        finally:
            path.unlink()

    def problems(self) -> list[dict[str, Any]]:
        return json.loads(self.get("assets/launchbook/problems.json") or "[]")

    def index(self) -> dict[str, str]:
        """Text of the search index by place. It may be read while it is written."""
        whole = self.until(
            lambda: (text := self.get("search/search_index.json")).rstrip().endswith("}") and text, "the index"
        )
        docs = json.loads(whole)["docs"]
        return {entry["location"]: entry["text"].replace("\u200b", "") for entry in docs}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def serving(folder: Path, *flags: str) -> Iterator[Live]:
    port, log = free_port(), folder / "serve.log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}", *flags]
        process = subprocess.Popen(command, cwd=folder, env=ENV, stdout=out, stderr=subprocess.STDOUT)
    found = Live(folder, f"http://127.0.0.1:{port}{PREFIX}", process, log)
    try:
        found.until(lambda: found.get(""), "the first page")
        yield found
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = project(tmp_path_factory.mktemp("serve") / "p", {}, {"docs/about.md": "# About\n\nOur team.\n"})
    for number in range(COPIES):
        target = folder / "plans" / f"copy-{number}"
        shutil.copytree(ROOT / "plans" / "exam-buddy", target)
        head = target / "plan.yml"
        head.write_text(head.read_text("utf-8").replace("plan: exam-buddy-1.0", f"plan: copy-{number}"), "utf-8")
    with serving(folder, "--dirty") as found:
        yield found
        assert process_is_well(found)


def process_is_well(live: Live) -> bool:
    return live.process.poll() is None and "Traceback" not in live.log.read_text("utf-8")


def test_saving_a_plan_changes_its_page(live: Live) -> None:
    live.edit("plans/copy-1/plan.yml", "name: 张工", "name: 章工程师")
    live.until(lambda: "章工程师" in live.get("plans/copy-1/people/"), "the new name on the page of people")
    live.until(lambda: "章工程师" in live.get("plans/copy-1/runsheet/"), "the new name on the run sheet")
    assert "章工程师" not in live.get("plans/copy-0/people/")


def test_saving_a_page_of_the_docs_changes_it(live: Live) -> None:
    live.edit("docs/about.md", "Our team.", "Our whole team.")
    live.until(lambda: "Our whole team." in live.get("about/"), "the new text")


def test_the_search_index_keeps_the_pages_that_did_not_change(live: Live) -> None:
    before = live.index()
    assert {f"plans/copy-{number}/people/" for number in range(COPIES)} <= set(before)
    live.edit("plans/copy-2/plan.yml", "name: 赵工", "name: 兆工程师")
    live.until(lambda: "兆工程师" in live.get("plans/copy-2/people/"), "the new name")
    after = live.until(
        lambda: (found := live.index()) and any("兆工程师" in text for text in found.values()) and found,
        "it in the search index",
    )
    of_plans = {place for place in before if place.startswith("plans/")}
    assert {place for place in after if place.startswith("plans/")} == of_plans
    changed = {place.partition("#")[0] for place in of_plans if before[place] != after[place]}
    assert changed
    assert all(place.startswith("plans/copy-2/") for place in changed), changed
    renamed = {place.partition("#")[0] for place in set(after) ^ set(before)}
    assert renamed and all(place.startswith("people/zhao-") for place in renamed), renamed


def test_a_mistake_is_said_over_the_last_good_page(live: Live, browser: Any) -> None:
    with watched(browser, viewport={"width": 1440, "height": 900}) as found:
        page = found.page
        page.goto(f"{live.address}plans/copy-1/people/")
        assert page.locator(".lb-mistakes").count() == 0
        live.edit("plans/copy-1/plan.yml", "name: 王工, role:", "name: 王工, rol:")
        live.until(live.problems, "the mistake")
        [problem] = live.problems()
        assert problem["path"] == "plans/copy-1/plan.yml"
        assert problem["code"] == "PL001"
        assert "rol" in problem["message"]
        box = page.locator(".lb-mistakes")
        box.wait_for(timeout=PATIENCE * 1000)  # the page reloads by itself
        assert f"plans/copy-1/plan.yml:{problem['line']}:{problem['column']}" in box.inner_text()
        assert "role" in box.inner_text()
        assert "王工" in page.locator("article").inner_text()
        assert "测试工程师" in page.locator("article").inner_text()
        page.goto(f"{live.address}plans/copy-2/")
        box.wait_for(timeout=PATIENCE * 1000)  # on every page: whoever looks, sees it
        live.edit("plans/copy-1/plan.yml", "name: 王工, rol:", "name: 王工程师, role:")
        live.until(lambda: not live.problems(), "the end of the mistake")
        box.wait_for(state="detached", timeout=PATIENCE * 1000)
        live.until(lambda: "王工程师" in live.get("plans/copy-1/people/"), "the mended text")
        assert not [trouble for trouble in found.troubles if "livereload" not in trouble], found.troubles
        assert not found.other_hosts()


@pytest.mark.parametrize(
    "text", ["plan: [", "\x00\x01", "", "- a list\n", "plan: copy-0\ntitle: x\nlaunch: 2026-01-01\n"]
)
def test_no_file_takes_the_server_down(live: Live, text: str) -> None:
    page = live.get("plans/copy-3/people/")
    with live.with_file("plans/wrong.yml", text):
        live.until(live.problems, "the mistake")
        assert live.get("plans/copy-3/people/") == page
    live.until(lambda: not live.problems(), "the end of the mistake")


def test_a_new_plan_appears_and_a_removed_one_goes(live: Live) -> None:
    with live.with_file("plans/tea.yml", tea("tea")):
        live.until(lambda: "茶叙" in live.get("plans/tea/people/"), "the new plan's page")
        live.until(lambda: "plans/tea/" in live.get(""), "the new plan on the home page")
        live.until(lambda: "plans/tea/people/" in live.index(), "the new plan in the search index")
    live.until(lambda: "plans/tea/" not in live.get(""), "the home page without the plan")
    live.until(
        lambda: not [place for place in live.index() if place.startswith("plans/tea/")],
        "the search index without the plan",
    )
    assert "plans/tea/" not in live.get("plans/copy-0/")
    assert live.get("plans/copy-0/people/")


def test_a_new_section_appears_in_the_navigation_of_its_plan(live: Live) -> None:
    with live.with_file("plans/copy-3/5-notes.yml", "notes:\n  - {title: 补记, text: 没有漏掉什么}\n"):
        live.until(lambda: "没有漏掉什么" in live.get("plans/copy-3/notes/"), "the new section")
        for page in ("", "people/", "runsheet/"):
            live.until(
                lambda page=page: leads_to_notes(live.get(f"plans/copy-3/{page}")),
                f"a link to it on {page or 'the front page'}",
            )
        assert not leads_to_notes(live.get("plans/copy-0/people/"))
    live.until(lambda: not leads_to_notes(live.get("plans/copy-3/people/")), "the navigation without it")


def leads_to_notes(page: str) -> bool:
    return bool(re.search(r'href="(\.\./|\./)?notes/"', page))


OWN = "overrides/launchbook/sections/people/page.md.j2"


def test_a_template_of_the_team_is_picked_up(live: Live) -> None:
    with live.with_file(OWN, '{% extends "layout.md.j2" %}{% block body %}<p>OUR OWN</p>{% endblock %}\n'):
        live.until(lambda: "OUR OWN" in live.get("plans/copy-2/people/"), "the template")
        live.until(lambda: "OUR OWN" in live.get("plans/copy-0/people/"), "the template on every plan")
    live.until(lambda: "李工" in live.get("plans/copy-2/people/"), "the generator's own template")


def test_a_broken_template_does_not_take_the_server_down(live: Live) -> None:
    with live.with_file(OWN, "{% if %}"):
        live.until(live.problems, "the mistake")
        assert live.problems()[0]["path"] == OWN
        assert "李工" in live.get("plans/copy-2/people/")
    live.until(lambda: not live.problems(), "the end of the mistake")
    live.edit("plans/copy-2/plan.yml", "name: 刘工", "name: 柳工程师")
    live.until(lambda: "柳工程师" in live.get("plans/copy-2/people/"), "the next good save")


def test_a_change_of_the_settings_is_picked_up(live: Live) -> None:
    live.edit("mkdocs.yml", "site_name: launchbook", "site_name: Our launches")
    live.until(lambda: "Our launches" in live.get("plans/copy-0/people/"), "the new name of the site")
    live.until(lambda: "Our launches" in live.get("about/"), "the new name on pages of the docs")


@pytest.mark.parametrize("flag", ["--dirty", "--clean", "--livereload"])
def test_a_server_that_begins_with_a_mistake_shows_the_other_plans(tmp_path: Path, flag: str) -> None:
    """With every way to serve; `--clean` is a build first, and a build stops at a mistake."""
    wrong = "" if flag == "--clean" else "plan: ["
    with serving(project(tmp_path / "p", {"tea.yml": tea("tea"), "wrong.yml": wrong or tea("other")}), flag) as live:
        assert "茶叙" in live.get("plans/tea/people/")
        assert bool(live.problems()) == bool(wrong)
        save(live.folder / "plans" / "wrong.yml", tea("mended"))
        live.until(lambda: "茶叙 mended" in live.get("plans/mended/people/"), "the plan that was mended")
        live.edit("plans/tea.yml", "张工", "章工程师")
        live.until(lambda: "章工程师" in live.get("plans/tea/people/"), "the next save")
        assert not live.problems()
        assert process_is_well(live)
    assert not (live.folder / "site").exists()
    assert not [path.name for path in live.folder.iterdir() if path.name.startswith(".")]
