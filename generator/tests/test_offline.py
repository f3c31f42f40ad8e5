"""Without a network, and after it: pages of one plan are kept on the device, an open page notices a newer build."""

from __future__ import annotations

import contextlib
import functools
import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from marionette import FIREFOX, firefox
from site_kit import PREFIX, STRICT, Files, Server, build, once, project, tea

from launchbook.render.script import LATER, MODULES, SCRIPT, joined

pytest_plugins = ("site_fixtures",)

PROBE = """\
import { changesSince, watchBuild } from "./offline.js";
import { reloadHere } from "./returning.js";
import { forgetSaved, savePlan, watchSaved } from "./saved.js";

const keptSince = () => Date.parse(document.documentElement.dataset.saved ?? "") || undefined;
globalThis.kit = { changesSince, forgetSaved, reloadHere, savePlan, shownSince: keptSince, watchBuild, watchSaved };
globalThis.saved = [];
globalThis.end = watchSaved("tea", (each) => saved.push(each));
"""
RUNSHEET = """
runsheet:
- {at: "10:00 – 10:30", title: Switch, steps: [{id: stop, do: Stop writes, duration: 5m}, {id: copy, do: Copy, duration: 20m}]}
"""
NEAR = datetime(2026, 1, 20, 1, 0, tzinfo=UTC)
"""An hour before the launch."""
SAVED = "() => saved.at(-1)"


@dataclass
class Network:
    """A site that is served well, slowly, wrongly or not at all."""

    folder: Path
    url: str = ""
    mood: str = "well"
    """`well`, `slow` (no answer), `gone` (the connection ends), `broken` (503)."""
    only: str = ""
    """What the mood is about: an expression for addresses; empty for all."""
    asked: list[str] = field(default_factory=list)


class _Moody(Files):
    network: Network

    def do_GET(self) -> None:  # noqa: N802 - the name that the base class asks for
        path = unquote(self.path).removeprefix(PREFIX)
        self.network.asked.append(path)
        if self.network.mood != "well" and re.search(self.network.only, path):
            if self.network.mood == "broken":
                return self.send_error(503)
            if self.network.mood == "slow":
                time.sleep(12)
            self.close_connection = True
            return None
        return super().do_GET()


@pytest.fixture(scope="module")
def two_plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        build(
            project(
                folder,
                {"tea.yml": tea("tea") + RUNSHEET, "coffee.yml": tea("coffee")},
                site_url="http://site/launchbook/",
            )
        )

    return once(tmp_path_factory, "two-plans", make) / "site"


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with addresses that name files."""

    def make(folder: Path) -> None:
        build(project(folder, {"tea.yml": tea("tea") + RUNSHEET}, use_directory_urls=False))

    return once(tmp_path_factory, "flat-plans", make) / "site"


@pytest.fixture
def network(two_plans: Path, tmp_path: Path) -> Iterator[Network]:
    with networked(two_plans, tmp_path) as found:
        yield found


@contextlib.contextmanager
def networked(original: Path, tmp_path: Path) -> Iterator[Network]:
    """A copy of a site, with the tools of its script at hand, below a path and with the strict policy."""
    site, modules = shutil.copytree(original, tmp_path / "site"), shutil.copytree(MODULES, tmp_path / "modules")
    for first, script in (
        ("main", SCRIPT),
        ("later", LATER),
    ):  # each has what is kept by itself; that of launch day is asked once it is there
        (modules / "probe.js").write_text(PROBE + (modules / f"{first}.js").read_text("utf-8"), "utf-8")
        (site / script).write_bytes(joined("probe", modules, first))
    found = Network(site)
    handler = type("Handler", (_Moody,), {"network": found})
    server = Server(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(site), headers={"Content-Security-Policy": STRICT})
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}{PREFIX}"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def device(browser: Any) -> Iterator[Any]:
    context = browser.new_context(locale="en-GB", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def opened(device: Any, network: Network, address: str = "plans/tea/runsheet/", now: datetime = NEAR) -> Any:
    page = device.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.clock.install(time=now)
    page.goto(network.url + address, wait_until="load")
    return page


def kept(page: Any, state: str = "saved") -> Any:
    page.wait_for_function(f"() => saved.at(-1)?.state === '{state}'", timeout=20_000)
    return page.evaluate(SAVED)


# the lists


def test_a_list_names_the_pages_of_one_plan_with_all_that_they_load(two_plans: Path) -> None:
    data = json.loads((two_plans / "plans/tea/offline.json").read_bytes())
    files = [
        two_plans / (unquote(each) + "index.html" if each.endswith("/") else unquote(each)) for each in data["files"]
    ]
    assert all(path.is_file() for path in files)
    assert data["bytes"] == sum(path.stat().st_size for path in files)
    assert {"plans/tea/", "plans/tea/runsheet/", "plans/tea/launch.js", "plans/tea/plan.json"} <= set(data["files"])
    assert any(re.fullmatch(r"people/[^/]+/", each) for each in data["files"])
    assert not [each for each in data["files"] if "coffee" in each or each == "sw.js"]
    for path in files:
        if path.suffix == ".html":
            for found in re.findall(r'(?:src|href)="([^":#?]+\.(?:js|css))"', path.read_text("utf-8")):
                assert (path.parent / found).resolve() in {each.resolve() for each in files}, f"{path}: {found}"


def test_an_edition_follows_every_byte_that_is_listed(two_plans: Path, tmp_path: Path) -> None:
    from launchbook.site.offline import completed

    site = shutil.copytree(two_plans, tmp_path / "site")
    name = "plans/tea/offline.json"
    before = json.loads((site / name).read_bytes())
    completed(site, [name])
    assert json.loads((site / name).read_bytes()) == before
    with (site / "assets/launchbook/launchbook.css").open("a") as style:
        style.write("\n")
    completed(site, [name])
    after = json.loads((site / name).read_bytes())
    assert after["edition"] != before["edition"] and after["bytes"] == before["bytes"] + 1


# kept pages


def test_near_the_launch_the_plan_is_kept_and_read_without_a_network(device: Any, network: Network) -> None:
    page = opened(device, network)
    saved = kept(page)
    listed = json.loads((network.folder / "plans/tea/offline.json").read_bytes())
    assert saved["build"] == listed["build"] and 0 < saved["bytes"] <= listed["bytes"]
    assert page.evaluate("kit.shownSince()") is None
    device.set_offline(True)
    network.mood = "gone"
    for address in listed["files"]:
        if address.endswith("/"):
            page.goto(network.url + address, wait_until="load")
            assert abs(page.evaluate("kit.shownSince()") / 1000 - time.time()) < 300, address
            assert page.evaluate("getComputedStyle(document.querySelector('.md-header__inner')).display") == "flex", (
                address
            )
    page.goto(network.url + "plans/tea/index.html?x=1#plan", wait_until="load")
    assert page.evaluate("kit.shownSince()")
    assert kept(page)["at"] == saved["at"]
    with pytest.raises(Exception, match="ERR_"):
        page.goto(network.url + "plans/coffee/")
    device.set_offline(False)
    network.mood = "well"
    page.goto(network.url + "plans/tea/runsheet/", wait_until="load")
    assert page.evaluate("kit.shownSince()") is None


def test_addresses_that_name_files_are_kept_as_well(device: Any, flat: Path, tmp_path: Path) -> None:
    with networked(flat, tmp_path) as network:
        network.mood, network.only = "broken", "/$"  # a store without folders
        page = opened(device, network, "plans/tea/runsheet.html")
        kept(page)
        network.mood, network.only = "gone", ""
        for name in ("index.html", "people.html", "runsheet.html"):
            page.goto(f"{network.url}plans/tea/{name}", wait_until="load")
            assert page.evaluate("kit.shownSince()"), name


def test_the_search_finds_the_plan_without_a_network(device: Any, network: Network) -> None:
    page = opened(device, network)
    kept(page)
    network.mood = "gone"
    page.goto(network.url + "plans/tea/?q=Stop", wait_until="load")
    found = page.locator(".md-search-result__item a").first
    found.wait_for(timeout=30_000)
    assert "plans/tea/runsheet/" in found.get_attribute("href")


def test_far_from_the_launch_nothing_is_kept_unless_the_reader_asks(device: Any, network: Network) -> None:
    page = opened(device, network, now=datetime(2026, 1, 10, tzinfo=UTC))
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0
    page.evaluate("kit.savePlan(true)")
    kept(page)
    page.evaluate("kit.forgetSaved('tea')")
    kept(page, "none")
    assert not page.evaluate("caches.keys()")


def test_other_pages_of_the_site_keep_nothing(device: Any, network: Network) -> None:
    page = opened(device, network, "people/")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


@pytest.mark.parametrize("mood", ["slow", "broken"])
def test_a_network_that_hangs_or_fails_does_not_hold_up_a_page(device: Any, network: Network, mood: str) -> None:
    page = opened(device, network)
    kept(page)
    network.mood = mood
    page.goto(network.url + "plans/tea/people/", wait_until="load", timeout=11_000)
    assert page.evaluate("kit.shownSince()")
    assert page.evaluate("[...document.styleSheets].length") > 2


def test_a_newer_edition_replaces_the_older_one_once_it_is_whole(device: Any, network: Network) -> None:
    page = opened(device, network)
    first = kept(page)
    before = page.evaluate("caches.keys()")
    publish(network)
    network.mood, network.only = "gone", "runsheet/$"
    page.goto(network.url + "plans/tea/", wait_until="load")
    page.wait_for_function("() => saved.at(-1)?.why")
    assert page.evaluate(SAVED)["at"] == first["at"]
    assert page.evaluate("caches.keys()") == before
    network.mood = "well"
    page.goto(network.url + "plans/tea/", wait_until="load")
    page.wait_for_function(f"() => saved.at(-1)?.at > {first['at']}")
    assert page.evaluate("caches.keys().then(keys => keys.length)") == 1 and page.evaluate("caches.keys()") != before


def test_a_cut_in_the_middle_of_keeping_leaves_nothing_by_halves(device: Any, network: Network) -> None:
    network.mood, network.only = "gone", r"^plans/tea/.*\.csv$|people/$"
    page = opened(device, network)
    failed = kept(page, "failed")
    assert failed["why"]
    assert not page.evaluate("caches.keys()")
    network.mood = "well"
    page.reload()
    kept(page)


@pytest.mark.skipif(not FIREFOX, reason="Firefox is not installed")
def test_firefox_keeps_the_plan_as_well(network: Network, tmp_path: Path) -> None:
    with firefox(tmp_path) as window:
        window.go(network.url + "plans/tea/runsheet/")
        window.run("kit.savePlan(true)")
        assert window.wait("return saved.at(-1).state === 'saved' || saved.at(-1).why") is True
        network.mood = "gone"
        window.go(network.url + "plans/tea/people/")
        assert window.run("return kit.shownSince()")
        assert window.run("return document.styleSheets.length") > 2


def test_two_plans_are_kept_beside_each_other(device: Any, network: Network) -> None:
    kept(opened(device, network))
    page = opened(device, network, "plans/coffee/")
    page.wait_for_function("() => caches.keys().then(keys => keys.length === 2)", timeout=20_000)


# a newer build


def told(network: Network) -> None:
    """The words of that build."""
    file = network.folder / "plans/tea/launch.js"
    build = json.loads((network.folder / "plans/tea/offline.json").read_bytes())["was"]
    file.write_text(file.read_text("utf-8").replace(f'"build":"{build}"', '"build":"newer"'), "utf-8")


def publish(network: Network, whole: bool = True) -> None:
    """Another build: `stop` reads otherwise, `copy` is gone, something new stands in it."""
    place = network.folder / "plans/tea"
    build = json.loads((place / "build.json").read_bytes())
    rows = {key: hash for key, hash in build["rows"].items() if key != "runsheet#i-copy"}
    rows |= {"runsheet#i-stop": "0000000000", "runsheet#check": "1111111111"}
    (place / "build.json").write_text(json.dumps({"build": "newer", "rows": rows}), "utf-8")
    listed = json.loads((place / "offline.json").read_bytes())
    (place / "offline.json").write_text(
        json.dumps(listed | {"edition": "newer", "build": "newer", "was": listed["build"]}), "utf-8"
    )
    if whole:
        told(network)


WATCH = """async () => {
  const script = Object.assign(document.createElement('script'), {src: '../launch.js'});
  await new Promise(resolve => { script.onload = resolve; document.head.append(script); });
  globalThis.news = [];
  globalThis.stop = kit.watchBuild(launchbookPlans.tea, (told, newer) => { news.push(told ?? null); globalThis.words = newer; });
}"""


def watching(device: Any, network: Network, now: datetime = NEAR) -> Any:
    page = opened(device, network, now=now)
    page.evaluate(WATCH)
    return page


def test_an_open_page_notices_a_newer_build_and_says_what_changed(device: Any, network: Network) -> None:
    page = watching(device, network)
    page.clock.run_for(61_000)
    page.wait_for_timeout(300)
    assert page.evaluate("news") == []
    publish(network)
    page.clock.run_for(61_000)
    page.wait_for_function("() => news.length")
    assert page.evaluate("news") == [
        {"build": "newer", "changed": ["runsheet#i-stop"], "added": ["runsheet#check"], "gone": ["runsheet#i-copy"]}
    ]
    page.clock.run_for(180_000)
    page.wait_for_timeout(300)
    assert page.evaluate("news.length") == 1
    assert page.evaluate("words.title") == "茶叙 tea 1.0 上线"


def test_a_server_that_is_filled_file_by_file_is_waited_for(device: Any, network: Network) -> None:
    """What changed is told with its words: those of the build that is told."""
    page = watching(device, network)
    publish(network, whole=False)
    page.clock.run_for(121_000)
    page.wait_for_timeout(300)
    assert page.evaluate("news") == []
    told(network)
    page.clock.run_for(61_000)
    page.wait_for_function("() => news.length")
    assert page.evaluate("words.build") == "newer"


def test_words_that_never_come_hold_up_no_news(device: Any, network: Network) -> None:
    page = watching(device, network)
    publish(network, whole=False)
    for _ in range(5):
        page.clock.run_for(61_000)
        page.wait_for_timeout(200)
    page.wait_for_function("() => news.length")
    assert page.evaluate("news[0].added") == ["runsheet#check"]


def test_far_from_the_launch_a_page_asks_only_when_it_comes_to_the_front(device: Any, network: Network) -> None:
    page = watching(device, network, datetime(2026, 1, 10, tzinfo=UTC))
    network.asked.clear()
    page.clock.run_for(600_000)
    page.wait_for_timeout(300)
    assert "plans/tea/build.json" not in network.asked
    publish(network)
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_function("() => news.length")


def test_a_plan_that_is_withdrawn_is_told_and_a_hiccup_is_not(device: Any, network: Network) -> None:
    page = watching(device, network)
    place = network.folder / "plans/tea/build.json"
    text = place.read_bytes()
    place.unlink()
    page.clock.run_for(61_000)
    page.wait_for_timeout(300)
    assert page.evaluate("news") == []
    page.clock.run_for(61_000)
    page.wait_for_function("() => news.length")
    assert page.evaluate("news[0].withdrawn")
    place.write_bytes(text)
    page.clock.run_for(61_000)
    page.wait_for_function("() => news.length === 2")
    assert page.evaluate("news[1]") is None


def test_a_sign_in_page_in_place_of_the_build_is_no_news(device: Any, network: Network) -> None:
    page = watching(device, network)
    (network.folder / "plans/tea/build.json").write_text("<html>Sign in</html>", "utf-8")
    page.clock.run_for(180_000)
    page.wait_for_timeout(300)
    assert page.evaluate("news") == []


def test_a_reload_keeps_the_place_and_what_is_typed(device: Any, network: Network) -> None:
    page = opened(device, network, now=datetime(2026, 1, 10, tzinfo=UTC))
    page.set_viewport_size({"width": 360, "height": 500})
    field_there = """() => { const field = document.createElement('input'); field.setAttribute('aria-label', 'Why');
      document.getElementById('i-stop').querySelector('td').append(field); return field.value; }"""
    page.evaluate(field_there)
    page.get_by_label("Why").fill("the disk is full")
    page.evaluate("scrollTo(0, 120)")
    before = page.evaluate("document.getElementById('i-stop').getBoundingClientRect().top")
    with page.expect_navigation():
        page.evaluate("kit.reloadHere()")
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    assert abs(page.evaluate("document.getElementById('i-stop').getBoundingClientRect().top") - before) < 2
    page.evaluate(field_there)
    page.wait_for_function("() => document.querySelector('[aria-label=Why]').value")
    assert page.get_by_label("Why").input_value() == "the disk is full"
