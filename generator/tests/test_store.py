"""What a browser keeps of a run: tabs that share it, storage that is full, blocked, spoilt or newer, imports, clocks; and its file."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from site_kit import lines_of, served, write

from launchbook.core.runs.write import run_text
from launchbook.load.runs import read_run
from launchbook.render.script import MODULES, joined

pytest_plugins = ("site_fixtures",)

JS = Path(__file__).parent / "js"
PROBE = """\
import { openStore } from "./store.js";
import { fromFragment, parseRun, toFragment, writeRun } from "./share.js";

globalThis.kit = { openStore, fromFragment, parseRun, toFragment, writeRun };
globalThis.heard = [];
globalThis.begun = async (plan = "tea") => {
  const store = await openStore(plan);
  return { store, run: (await store.begin({ plan, kind: "live", version: "1.0", build: "b1" })).run };
};
globalThis.told = (store) => store.watch((run) => heard.push(run));
globalThis.press = async (store, run, act = "done", more = {}) => {
  const event = store.stamp(run, { do: act, row: "runsheet#a", ...more });
  await store.add(run, [event]);
  return event;
};
globalThis.numbers = async (store) => (await store.runs()).map(({ events }) => events.map(({ id }) => id).sort());
"""
PAGE = """\
<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Tea</title>
<div class="lb-launch" hidden data-plan="tea" data-src="launch.js"></div><script src="../../probe.js"></script>
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page that has the store."""
    folder = tmp_path_factory.mktemp("store")
    modules = shutil.copytree(MODULES, folder / "modules")
    write(modules, {"probe.js": PROBE})
    site = write(folder / "site", {"plans/tea/index.html": PAGE})
    (site / "probe.js").write_bytes(joined("probe", modules))
    with served(site) as root:
        yield f"{root}plans/tea/"


@pytest.fixture
def tabs(browser: Any) -> Iterator[Any]:
    """A browser of its own, with nothing kept."""
    context = browser.new_context(timezone_id="America/Chicago")
    yield context
    context.close()


def opened(tabs: Any, address: str) -> Any:
    page = tabs.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(address)
    return page


BEGUN = """async () => { Object.assign(window, await begun()); told(store); await press(store, run, 'begin'); return run; }"""


def origin_of(address: str) -> str:
    return address.partition("/launchbook/")[0]


def test_nothing_is_kept_before_something_is_recorded(tabs: Any, address: str) -> None:
    page = opened(tabs, address)
    kept = page.evaluate("""async () => { const store = await kit.openStore('tea'), runs = await store.runs();
        return [runs, store.kept, (await indexedDB.databases()).length, Object.keys(localStorage).length + sessionStorage.length]; }""")
    assert kept == [[], {"as": "kept", "waiting": 0, "aside": 0}, 0, 0]


def test_what_is_recorded_survives_the_page(tabs: Any, address: str) -> None:
    page = opened(tabs, address)
    device, run = page.evaluate("""async () => { const { store, run } = await begun();
        await store.setMe('li'); await store.choose(run);
        await press(store, run, 'begin'); await press(store, run, 'done', { note: '<img src=x>' });
        return [store.device, run]; }""")
    page.reload()
    found = page.evaluate("""async () => { const store = await kit.openStore('tea'), soup = await kit.openStore('soup');
        const runs = await store.runs(), { device } = store;
        return { runs, device, me: store.me(), chosen: store.chosen(), other: await soup.runs() }; }""")
    events = found["runs"][0].pop("events")
    assert found == {
        "runs": [{"run": run, "plan": "tea", "kind": "live", "version": "1.0", "build": "b1"}],
        "device": device, "me": "li", "chosen": run, "other": [],
    }  # fmt: skip
    assert run == f"live-{events[0]['at'][:10]}-{device}"
    assert [(event["id"], event["seq"], event["device"], event["do"]) for event in events] == [
        (f"{device}-1", 1, device, "begin"),
        (f"{device}-2", 2, device, "done"),
    ]
    assert datetime.fromisoformat(events[0]["at"]).utcoffset() in (timedelta(hours=-5), timedelta(hours=-6))
    assert "offset" not in events[0]


def test_a_look_and_a_first_record_at_once(tabs: Any, address: str) -> None:
    page = opened(tabs, address)
    numbers, kept = page.evaluate("""async () => { const store = await kit.openStore('tea');
        const looks = [store.runs(), store.imports()], event = store.stamp('live-night', { do: 'begin' });
        await Promise.all([...looks, store.add('live-night', [event]), store.runs()]);
        return [(await store.runs())[0].events.map(({ seq }) => seq), store.kept]; }""")
    assert (numbers, kept["as"], kept["waiting"]) == ([1], "kept", 0)


def test_what_is_recorded_while_runs_are_read_is_among_them(tabs: Any, address: str) -> None:
    page = opened(tabs, address)
    found = page.evaluate("""async () => { const { store, run } = await begun();
        await press(store, run, 'begin');
        const reading = store.runs();
        await new Promise((resolve) => setTimeout(resolve));
        const event = store.stamp(run, { do: 'done' }), added = store.add(run, [event]), me = store.setMe('li');
        const read = (await reading)[0].events.map(({ seq }) => seq);
        await Promise.all([added, me]);
        return [read, store.me(), event.seq]; }""")
    assert found == [[1, 2], "li", 2]


def test_two_tabs_never_give_the_same_number(tabs: Any, address: str) -> None:
    """Also where one of them slept, and numbers events as if nothing had happened since."""
    one, two = opened(tabs, address), opened(tabs, address)
    run = one.evaluate(BEGUN)
    two.evaluate(
        "async run => { window.run = run; window.store = await kit.openStore('tea'); await store.runs(); }", run
    )
    for page in (one, two):
        page.evaluate("() => { window.pressed = Promise.all(Array.from({ length: 30 }, () => press(store, run))); }")
    ids = [*one.evaluate("pressed"), *two.evaluate("pressed")]
    device = one.evaluate("store.device")
    assert sorted(event["seq"] for event in ids) == list(range(2, 62))
    assert {event["device"] for event in ids} == {device}
    for page in (one, two):
        assert page.evaluate("numbers(store)") == [sorted(f"{device}-{seq}" for seq in range(1, 62))]
    assert one.evaluate("press(store, run)")["seq"] == 62


def test_tabs_that_were_open_before_are_one_device(tabs: Any, address: str) -> None:
    one, two = opened(tabs, address), opened(tabs, address)
    for page in (one, two):
        page.evaluate("async () => { window.store = await kit.openStore('tea'); }")
    events = []
    for page in (one, two, one):
        page.evaluate("store.setMe('li')")
        events.append(page.evaluate("press(store, 'live-night')"))
    assert len({event["device"] for event in events}) == 1
    assert [event["seq"] for event in events] == [1, 2, 3]


@pytest.mark.parametrize("channel", [True, False])
def test_other_tabs_are_told(tabs: Any, address: str, channel: bool) -> None:
    if not channel:
        tabs.add_init_script("delete globalThis.BroadcastChannel")
    one, two, soup = (opened(tabs, address) for _ in range(3))
    two.evaluate("async () => { window.store = await kit.openStore('tea'); told(store); }")
    soup.evaluate("async () => { told(await kit.openStore('soup')); }")
    run = one.evaluate("async () => { const { store, run } = await begun(); await press(store, run); return run; }")
    two.wait_for_function("run => heard.includes(run)", arg=run)
    assert len(two.evaluate("store.runs()")[0]["events"]) == 1
    assert not soup.evaluate("heard.length")


def test_adding_is_a_union(tabs: Any, address: str) -> None:
    """Nothing is overwritten: of two contents under one id both stay."""
    page = opened(tabs, address)
    texts = page.evaluate("""async () => { const { store, run } = await begun();
        const one = { at: '2026-01-20T10:00:00+08:00', do: 'done', id: 'x-1', device: 'x', seq: 1 }, other = { ...one, do: 'failed' };
        const alike = Object.fromEntries(Object.entries(one).reverse());
        for (const events of [[one], [alike], [other], [one, other]]) await store.add(run, events);
        return (await store.runs())[0].events.map((event) => event.do); }""")
    assert sorted(texts) == ["done", "failed"]


def test_an_import_is_taken_back(tabs: Any, address: str) -> None:
    page = opened(tabs, address)
    found = page.evaluate("""async () => { const { store, run } = await begun(), mine = await press(store, run);
        const event = (seq) => ({ at: '2026-01-20T10:00:00+08:00', do: 'done', id: `x-${seq}`, device: 'x', seq });
        const head = { plan: 'tea', kind: 'live', version: '1.0', build: 'b1' }, lists = [];
        const others = async () => (await numbers(store)).map((ids) => ids.filter((id) => id !== mine.id));
        const look = async () => lists.push([await others(), (await store.imports()).map(({ label }) => label)]);
        const first = await store.take({ ...head, run, events: [mine, event(1), event(2)] }, 'a.yml'); await look();
        const again = await store.take({ ...head, run, events: [event(2), event(1)] }, 'a.yml'); await look();
        const second = await store.take({ ...head, run, events: [event(2), event(3)] }, 'b.yml'); await look();
        const third = await store.take({ ...head, run: 'other', events: [event(1)] }, 'c.yml'); await look();
        for (const { id } of [first, second, third]) { await store.drop(id); await look(); }
        const back = await store.take({ ...head, run, events: [event(1)] }, 'a.yml');
        const added = [first.added, again.added, again.id ?? null, second.added, third.added, back.added];
        return { added, lists, own: (await numbers(store))[0].filter((id) => id === mine.id).length }; }""")
    x1, x2, x3 = "x-1", "x-2", "x-3"
    assert found["added"] == [2, 0, None, 1, 1, 1]
    assert found["lists"] == [
        [[[x1, x2]], ["a.yml"]],
        [[[x1, x2]], ["a.yml"]],
        [[[x1, x2, x3]], ["a.yml", "b.yml"]],
        [[[x1, x2, x3], [x1]], ["a.yml", "b.yml", "c.yml"]],
        [[[x2, x3], [x1]], ["b.yml", "c.yml"]],
        [[[x1], []], ["c.yml"]],
        [[[]], []],
    ]
    assert found["own"] == 1


def test_a_run_is_forgotten(tabs: Any, address: str) -> None:
    """But its numbers and its name are not given again: it may live on in files."""
    page = opened(tabs, address)
    first, second, third, left, next_number = page.evaluate("""async () => { const { store, run } = await begun();
        const head = { plan: 'tea', kind: 'live', version: '1.0', build: 'b1' }, old = await press(store, run);
        const second = (await store.begin(head)).run;
        await press(store, second); await store.forget(run);
        const left = (await store.runs()).map(({ run, events }) => [run, events.length]), third = (await store.begin(head)).run;
        await store.take({ ...head, run, events: [old] }, 'a.yml');
        return [run, second, third, left, (await press(store, run)).seq]; }""")
    assert (second, third) == (f"{first}-2", f"{first}-3")
    assert left == [[second, 1]]
    assert next_number == 2


# bad luck


BLOCKED = (
    "if (!sessionStorage.getItem('lifted')) indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };"
)


def test_blocked_storage_is_said_and_the_tab_keeps_it(tabs: Any, address: str) -> None:
    tabs.add_init_script(BLOCKED)
    page = opened(tabs, address)
    kept, first = page.evaluate("""async () => { const { store, run } = await begun(); await store.setMe('li');
        const event = await press(store, run); return [store.kept, event]; }""")
    assert (kept["as"], kept["why"], kept["waiting"]) == ("memory", "blocked", 1)
    page.reload()
    again = page.evaluate("""async () => { const store = await kit.openStore('tea'), [{ run }] = await store.runs();
        const event = await press(store, run);
        return { event, runs: await numbers(store), kept: store.kept, me: store.me() }; }""")
    assert again["me"] == "li"
    assert again["runs"] == [sorted([first["id"], again["event"]["id"]])]
    assert again["event"]["device"] != first["device"], "a copied tab would number alike"
    page.evaluate("sessionStorage.setItem('lifted', 'yes')")
    page.reload()
    lifted = page.evaluate("""async () => { const store = await kit.openStore('tea');
        return { runs: await numbers(store), kept: store.kept, waits: Object.keys(sessionStorage) }; }""")
    assert lifted["runs"] == again["runs"]
    assert (lifted["kept"]["as"], lifted["kept"]["waiting"], lifted["waits"]) == ("kept", 0, ["lifted"])


def test_a_browser_without_any_storage(tabs: Any, address: str) -> None:
    tabs.add_init_script("""for (const name of ['indexedDB', 'sessionStorage', 'localStorage', 'BroadcastChannel'])
        Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });""")
    page = opened(tabs, address)
    kept, numbers = page.evaluate("""async () => { const { store, run } = await begun(); told(store);
        for (const act of ['start', 'done']) await press(store, run, act);
        return [store.kept, (await numbers(store))[0].length]; }""")
    assert (kept["as"], kept["why"], kept["waiting"], numbers) == ("memory", "blocked", 2, 2)


def test_full_storage_is_said_and_tried_again(tabs: Any, address: str) -> None:
    page = opened(tabs, address)
    origin = origin_of(address)
    session = tabs.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 400_000})
    page.evaluate(BEGUN)
    full = page.evaluate("""async () => { const ids = [];
        for (const note of ['a', 'b']) ids.push((await press(store, run, 'note', { note: note.repeat(1e6) })).id);
        return { kept: store.kept, ids, runs: await numbers(store), base: store.keeper.base, heard }; }""")
    assert (full["kept"]["as"], full["kept"]["why"], full["kept"]["waiting"]) == ("memory", "full", 2)
    assert full["runs"] == [sorted([f"{full['base']}-1", *full["ids"]])]
    assert not [id for id in full["ids"] if id.startswith(f"{full['base']}-")], (
        "numbers of the device are given by its database alone"
    )
    assert full["heard"], "views are told"
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_function("store.kept.as === 'kept'")
    other = opened(tabs, address)
    assert other.evaluate("async () => numbers(await kit.openStore('tea'))") == full["runs"]
    assert page.evaluate("press(store, run)")["id"] == f"{full['base']}-2"


LATER = """version => new Promise((resolve) => { const request = indexedDB.open('launchbook /launchbook/', version);
    request.onsuccess = () => { request.result.close(); resolve(); }; })"""


@pytest.mark.parametrize("open_before", [True, False])
def test_a_later_version_is_read_and_left_alone(tabs: Any, address: str, open_before: bool) -> None:
    page, other = opened(tabs, address), opened(tabs, address)
    page.evaluate(BEGUN)
    other.evaluate(LATER, 7)
    if not open_before:
        page.reload()
        page.evaluate(
            "async () => { window.store = await kit.openStore('tea'); window.run = (await store.runs())[0].run; }"
        )
    found = page.evaluate("""async () => { const event = await press(store, run);
        return { kept: store.kept, runs: await numbers(store), event, version: (await indexedDB.databases())[0].version }; }""")
    assert (found["kept"]["as"], found["kept"]["why"], found["version"]) == ("memory", "later", 7)
    assert len(found["runs"][0]) == 2
    kept = other.evaluate("async () => numbers(await kit.openStore('tea'))")
    assert [[*kept[0], found["event"]["id"]]] == [sorted(found["runs"][0], key=lambda id: id == found["event"]["id"])]


def test_what_cannot_be_read_is_set_aside_and_told(tabs: Any, address: str) -> None:
    page = opened(tabs, address)
    found = page.evaluate("""async () => { const { store, run } = await begun(); await press(store, run);
        const junk = [{ event: 'x', from: [] }, { event: { id: 7 }, from: ['own'] }, { from: 3 }, { event: null, from: ['own'] }];
        await store.keeper.database.within('readwrite', async (shelf) => {
          junk.forEach((record, i) => shelf('events').put({ plan: 'tea', run, key: `junk ${i}`, ...record }));
          shelf('runs').put({ plan: 'tea', run: 'rehearsal-lost', kind: 'party' });
          const event = { at: '2026-01-20T10:00:00+08:00', do: 'done', id: 'y-1', device: 'y', seq: 1 };
          shelf('events').put({ plan: 'tea', run: 'rehearsal-lost', key: 'y-1', from: ['own'], event });
        });
        const runs = await store.runs(), told = store.kept.aside;
        const all = (shelf, resolve) => { shelf('aside').getAll().onsuccess = resolve; };
        await store.runs();
        const done = await store.keeper.database.within('readonly', (shelf) => new Promise((resolve) => all(shelf, resolve)));
        const aside = done.target.result.map(({ record }) => record.key ?? record.run).sort();
        return { runs: runs.map(({ kind, events }) => [kind, events.length]), told, still: store.kept.aside, aside }; }""")
    assert found["runs"] == [["rehearsal", 1], ["live", 1]]
    assert (found["told"], found["still"]) == (5, 5)
    assert found["aside"] == ["junk 0", "junk 1", "junk 2", "junk 3", "rehearsal-lost"]


def test_cleared_in_the_middle(tabs: Any, address: str) -> None:
    """What was there is gone with the reader's will; what comes is kept, and its run has a head."""
    page = opened(tabs, address)
    page.evaluate(BEGUN)
    session = tabs.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": origin_of(address), "storageTypes": "indexeddb"})
    kept, runs = page.evaluate("async () => { await press(store, run); return [store.kept, await store.runs()]; }")
    assert kept["as"] == "kept"
    assert [(len(run["events"]), run["kind"]) for run in runs] == [(1, "live")]


@pytest.mark.parametrize("minutes", [61, -61, 0])
def test_a_wrong_clock_is_noticed(tabs: Any, address: str, minutes: int) -> None:
    date = (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    tabs.route("**/?clock=*", lambda route: route.fulfill(status=200, headers={"Date": date}))
    page = opened(tabs, address)
    page.evaluate(BEGUN)
    page.evaluate("store.compare()")
    event = page.evaluate("press(store, run)")
    assert abs(event.get("offset", 0) - minutes * 60) < 10
    assert ("offset" in event) == bool(minutes)
    tabs.set_offline(True)
    assert page.evaluate("press(store, run)").get("offset") == event.get("offset"), "kept without a network"


# the file


def node(script: str, given: str = "") -> str:
    """What a script says that lies beside the tests of modules."""
    command = ["node", "--input-type=module", "-e", script]
    done = subprocess.run(command, cwd=JS, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


SAMPLE = """
import fc from "fast-check";
import { writeRun } from "../../launchbook/render/assets/js/share.js";
import { aRun, whole } from "./runs.js";
for (const run of fc.sample(aRun, { numRuns: 300, seed: 9 }))
  console.log(JSON.stringify({ text: writeRun(run, run.build), run: whole(run) }));
"""


def test_other_readers_of_yaml_read_the_same() -> None:
    for line in node(SAMPLE).strip().split("\n"):
        made = json.loads(line)
        for loader in filter(None, (yaml.SafeLoader, getattr(yaml, "CSafeLoader", None))):
            assert yaml.load(made["text"], loader) == made["run"], made["text"]


WRITTEN = """
import fc from "fast-check";
import { writeRun } from "../../launchbook/render/assets/js/share.js";
import { events, runOf } from "./launches.js";
const note = fc.constantFrom("“说好了” <b>&amp; 👍🏽", 'a "b" \\\\ c: {d}', "- x # y\\n\\tz", " 1.10 ", "no", undefined);
const withNote = (said) => (event, i) => (i % 3 ? event : { ...event, note: said }), ofRow = ({ row }) => row?.includes("#");
const noted = fc.tuple(events(), note).map(([list, said]) => runOf(list.filter(ofRow).map(withNote(said))));
console.log(JSON.stringify(fc.sample(noted, { numRuns: 100, seed: 9 }).map((run) => writeRun(run, "Night"))));
"""
READ = """
import { readFileSync } from "node:fs";
import { readRun } from "../../launchbook/render/assets/js/events.js";
import { parseRun, writeRun } from "../../launchbook/render/assets/js/share.js";
const texts = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => writeRun(readRun(parseRun(text, "night")), "Night"))));
"""


def test_the_command_line_and_pages_read_what_the_other_writes() -> None:
    written = json.loads(node(WRITTEN))
    again = []
    for text in written:
        read = read_run("a.yml", text.encode())
        assert not read.problems and read.file, lines_of(read.problems)
        again.append(run_text(read.file.record, "Night"))
    assert json.loads(node(READ, json.dumps(again))) == written
    assert again == written, "one form"
