"""Printed sheets know whether they are still true: codes, what changed since, squares, and the page that answers."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from site_kit import STRICT, Built, build, project, served, watched
from test_exports import commit, git

from launchbook.core.plan import Plan
from launchbook.load import PlanFiles, find_plans, load_plan
from launchbook.render.model import Options
from launchbook.render.sheets import sheets_of, spaced
from launchbook.revisions import KEPT, PAPER, History
from launchbook.site.memory import Memory
from launchbook.site.sheets import State, paper_files, said_by

pytest_plugins = ("site_fixtures",)

NIGHT = """
plan: night
title: Night
version: "2.0"
language: en
timezone: Europe/Berlin
launch: 2027-03-10 22:00
window: 2h
people:
  ann: {name: Ann Lee, phone: "+1 555 0100", deputy: cy}
  bob: {name: Bob Ray, phone: "+1 555 0102"}
  cy: {name: Cy Doe, phone: "+1 555 0104"}
metrics: {errors: {name: Errors, target: "< 1%", rollback: "> 3%"}}
variables: {tag: {value: v7}}
runsheet:
  - id: close
    title: Close
    at: T-30m .. T
    owner: ann
    steps:
      - {id: one, do: Say so, duration: 10m}
      - {id: two, do: Close, command: "close --tag ${tag}"}
checklists:
  - title: Before
    items: [{do: Look, owner: bob}, {do: Errors are few, metric: errors}]
rollback: {decider: bob, triggers: [{metric: errors}], steps: [{do: Put back, owner: bob}]}
notes: {Why: It is time}
"""


def plan_of(text: str) -> Plan:
    loaded = load_plan(PlanFiles((("plans/night.yml", text.encode()),)))
    assert loaded.plan is not None, [f"{problem.location} {problem.message}" for problem in loaded.problems]
    return loaded.plan


def codes(text: str) -> dict[str, str]:
    return {name: sheet.code for name, sheet in sheets_of(plan_of(text)).items()}


def spoilt(old: str, new: str) -> set[str]:
    """The chapters whose sheets are no longer true after an edit."""
    assert old in NIGHT
    before, after = codes(NIGHT), codes(NIGHT.replace(old, new))
    return {name for name in before if "/" not in name and before[name] != after.get(name)}


EVERYTHING = {"index", "people", "metrics", "variables", "runsheet", "checklists", "rollback", "notes"}


@pytest.mark.parametrize(
    ("old", "new", "sheets"),
    [
        ("do: Say so", "do: Say it", {"runsheet"}),
        ("Why: It is time", "Why: It is late", {"notes"}),
        ("do: Say so, duration: 10m", "do: Say so, duration: 20m", {"runsheet"}),  # the next one begins later, too
        ("+1 555 0102", "+1 555 0103", {"people", "checklists", "rollback", "runsheet"}),  # who decides stands at each box
        ("+1 555 0100", "+1 555 0109", {"people", "runsheet"}),
        ("+1 555 0104", "+1 555 0105", {"people", "runsheet"}),  # it stands behind her who is on
        ("rollback: \"> 3%\"", "rollback: \"> 2%\"", {"metrics", "checklists", "rollback"}),
        ("value: v7", "value: v8", {"variables", "runsheet"}),
        ("2027-03-10 22:00", "2027-03-10 23:00", EVERYTHING - {"index"}),
        ('version: "2.0"', 'version: "2.1"', EVERYTHING - {"index"}),
        ("{do: Look, owner: bob}, ", "", {"checklists"}),
        (
            "{id: one, do: Say so, duration: 10m}\n      - {id: two, do: Close, command: \"close --tag ${tag}\"}",
            "{id: two, do: Close, command: \"close --tag ${tag}\"}\n      - {id: one, do: Say so, duration: 10m}",
            {"runsheet"},
        ),
    ],
)  # fmt: skip
def test_an_edit_spoils_the_sheets_that_show_it(old: str, new: str, sheets: set[str]) -> None:
    assert spoilt(old, new) == sheets | {"index"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{do: Look, owner: bob}", "{do: Look, owner: bob, done: yes}"),
        ("{do: Look, owner: bob}", "# a remark\n      {do: Look, owner: bob}"),
        ('"+1 555 0100"', "['+1 555 0100']"),
        ("owner: ann\n", "owner:   ann\n"),
    ],
)
def test_what_says_the_same_spoils_no_sheet(old: str, new: str) -> None:
    assert spoilt(old, new) == set()


def asked(text: str, *earlier: str, site_url: str = "https://team.example/launchbook") -> dict[str, Any]:
    """What `sheets.js` says of a plan that was otherwise before, the newest first."""
    found = [said_by(PlanFiles((("plans/night.yml", each.encode()),))) for each in earlier]
    states = [State(datetime(2027, 1, 20 - at, tzinfo=UTC), said) for at, said in enumerate(found) if said]
    [script, *_] = paper_files(plan_of(text), states, Options(site_url=site_url))
    data = script.data.decode().partition("]=")[2]
    parsed: dict[str, Any] = json.loads(data)
    return parsed


def test_what_changed_since_is_told_item_by_item() -> None:
    before = NIGHT.replace("do: Say so, duration: 10m", "do: Speak, duration: 10m").replace(
        "{do: Errors are few, metric: errors}", "{do: Old one}"
    )
    data = asked(NIGHT, before)
    by_name = {older["name"]: older for older in data["earlier"]}
    assert {name for name in by_name if "/" not in name} == {"index", "runsheet", "checklists"}
    [change] = by_name["runsheet"]["changes"]
    assert change["how"] == "changed" and change["title"] == "1.1 Say so" and change["page"] == "../runsheet/#i-one"
    assert ["Do", "Speak", "Say so"] in [[what.title(), was, now] for what, was, now in change["says"]]
    assert [(each["how"], each["title"]) for each in by_name["checklists"]["changes"]] == [
        ("new", "2 Errors are few"),
        ("gone", "2 Old one"),
    ]


def test_a_launch_that_moved_is_told_at_the_head() -> None:
    data = asked(NIGHT, NIGHT.replace("2027-03-10 22:00", "2027-03-10 21:00"))
    first = next(older for older in data["earlier"] if older["name"] == "notes")["changes"][0]
    assert ("2027-03-10 21:00 +01:00", "2027-03-10 22:00 +01:00") in [(was, now) for _, was, now in first["says"]]


def test_each_code_is_told_once_and_the_present_one_is_not_old() -> None:
    other = NIGHT.replace("do: Say so", "do: Speak")
    data = asked(NIGHT, other, NIGHT, other)
    assert [older["code"] for older in data["earlier"] if older["name"] == "runsheet"] == [codes(other)["runsheet"]]


def test_a_page_that_left_the_plan_is_told() -> None:
    data = asked(NIGHT.replace("notes: {Why: It is time}", ""), NIGHT)
    assert [older["gone"] for older in data["earlier"] if older["name"] == "notes"] == [True]


def test_without_an_address_there_is_no_square() -> None:
    assert len(list(paper_files(plan_of(NIGHT), (), Options()))) == 1


# history


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "plans" / "big").mkdir(parents=True)
    (tmp_path / "plans" / "night.yml").write_text(NIGHT, "utf-8")
    (tmp_path / "plans" / "big" / "plan.yml").write_text(NIGHT.replace("plan: night", "plan: big"), "utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, "2027-01-01T00:00:00Z")
    return tmp_path


AS_OF = datetime(2027, 1, 10, tzinfo=UTC)


def states(folder: Path, as_of: datetime = AS_OF) -> dict[str, list[str]]:
    """By the first file of each plan, when it was otherwise."""
    sources, _ = find_plans([folder / "plans"], folder)
    found = Memory(folder / ".cache").states(History(folder, sources).earlier(as_of), sources)
    return {path: [f"{state.at:%m-%d}" for state in earlier] for path, earlier in found.items()}


def test_git_tells_what_a_plan_said_before(repository: Path) -> None:
    path = repository / "plans" / "night.yml"
    assert states(repository) == {"plans/big/plan.yml": [], "plans/night.yml": []}
    path.write_text(NIGHT.replace("Say so", "Say it"), "utf-8")
    assert states(repository)["plans/night.yml"] == ["01-01"]
    commit(repository, "2027-01-03T00:00:00Z")
    path.write_text(NIGHT.replace("Say so", "Say this"), "utf-8")
    commit(repository, "2027-01-05T00:00:00Z")
    assert states(repository)["plans/night.yml"] == ["01-03", "01-01"]
    shutil.rmtree(repository / ".cache")
    assert states(repository)["plans/night.yml"] == ["01-03", "01-01"], "without what was kept"


def test_files_of_a_folder_come_and_go(repository: Path) -> None:
    folder = repository / "plans" / "big"
    (folder / "2.yml").write_text("references: [{title: One, url: https://a.example}]\n", "utf-8")
    commit(repository, "2027-01-03T00:00:00Z")
    (folder / "2.yml").unlink()
    commit(repository, "2027-01-05T00:00:00Z")
    (folder / "runs").mkdir()
    (folder / "runs" / "x.yml").write_text("run: x\n", "utf-8")
    commit(repository, "2027-01-06T00:00:00Z")
    sources, _ = find_plans([repository / "plans"], repository)
    earlier = History(repository, sources).earlier(AS_OF)["plans/big/plan.yml"]
    assert [(f"{at:%m-%d}", [path for path, _ in files.files]) for at, files in earlier] == [
        ("01-05", ["plans/big/plan.yml"]),
        ("01-03", ["plans/big/plan.yml", "plans/big/2.yml"]),
        ("01-01", ["plans/big/plan.yml"]),
    ]


def test_history_is_bounded(repository: Path) -> None:
    path = repository / "plans" / "night.yml"
    for number in range(KEPT + 4):
        path.write_text(NIGHT.replace("Say so", f"Say {number}"), "utf-8")
        commit(repository, f"2027-01-02T00:00:{number:02}Z")
    assert len(states(repository)["plans/night.yml"]) == KEPT - 1  # the newest is the present one
    assert states(repository, AS_OF + PAPER)["plans/night.yml"] == []


def test_a_plan_that_could_not_be_read_then_is_left_out(repository: Path) -> None:
    path = repository / "plans" / "night.yml"
    path.write_text("plan: [", "utf-8")
    commit(repository, "2027-01-03T00:00:00Z")
    path.write_text(NIGHT.replace("Say so", "Say it"), "utf-8")
    commit(repository, "2027-01-05T00:00:00Z")
    assert states(repository)["plans/night.yml"] == ["01-01"]


def test_what_is_kept_and_damaged_is_worked_out_anew(repository: Path) -> None:
    (repository / "plans" / "night.yml").write_text(NIGHT.replace("Say so", "Say it"), "utf-8")
    assert states(repository)["plans/night.yml"] == ["01-01"]
    for path in (repository / ".cache").iterdir():
        path.write_bytes(b"{")
    assert states(repository)["plans/night.yml"] == ["01-01"]


# the page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site whose plan was otherwise before, as git knows."""
    folder = tmp_path_factory.mktemp("asked")
    project(folder, {"night.yml": BEFORE}, site_url="https://team.example/launchbook/")
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "2026-01-09T00:00:00Z")
    (folder / "plans" / "night.yml").write_text(NIGHT, "utf-8")
    build(folder)
    return Built(folder)


BEFORE = NIGHT.replace("do: Say so", "do: 'Speak <img src=x onerror=alert(1)> up'").replace(
    "notes: {", "communications: [{what: Old, at: T-1d, to: all, channel: mail}]\nnotes: {"
)


@pytest.fixture(scope="module")
def url(site: Built) -> Iterator[str]:
    with served(site.site, {"Content-Security-Policy": STRICT}) as address:
        yield address


ANSWERS = [
    ("runsheet", NIGHT, "2027-03-10T20:00:00Z", "current", "Still true"),
    ("runsheet", BEFORE, "2027-03-10T20:00:00Z", "older", "1.1 Say so · changed"),
    ("communications", BEFORE, "2027-03-10T20:00:00Z", "removed", "no longer part of the plan"),
    ("runsheet", NIGHT, "2027-03-12T20:00:00Z", "over", "Do not work from this sheet"),
]


@pytest.mark.parametrize(("name", "text", "now", "answer", "says"), ANSWERS)
def test_a_scanned_sheet_is_answered(
    url: str, browser: Any, name: str, text: str, now: str, answer: str, says: str
) -> None:
    with watched(browser, viewport={"width": 390, "height": 844}) as opened:
        opened.page.clock.set_fixed_time(now)
        opened.page.goto(f"{url}plans/night/sheet/#{name}.{codes(text)[name]}")
        shown = opened.page.locator("[data-answer]:visible")
        assert shown.count() == 1 and shown.get_attribute("data-answer") == answer
        assert says in shown.inner_text()
        assert not opened.troubles


def test_a_code_is_typed_with_a_slip(url: str, browser: Any) -> None:
    code = codes(NIGHT)["runsheet"]
    wrong = ("1" if code[0] != "1" else "2") + code[1:]
    with watched(browser) as opened:
        page = opened.page
        page.clock.set_fixed_time("2027-03-10T20:00:00Z")
        page.goto(f"{url}plans/night/sheet/")
        assert page.locator("[data-answer]:visible").count() == 0
        page.get_by_label("The code in the foot of the sheet").fill(spaced(wrong).upper())
        page.keyboard.press("Enter")
        shown = page.locator("[data-answer]:visible")
        assert shown.get_attribute("data-answer") == "slip"
        shown.get_by_role("link", name=spaced(code)).click()
        assert page.locator("[data-answer]:visible").get_attribute("data-answer") == "current"
        page.get_by_label("The code in the foot of the sheet").fill("nonsense")
        page.get_by_role("button", name="Ask").click()
        assert page.locator("[data-answer]:visible").get_attribute("data-answer") == "unknown"


def test_what_changed_is_shown_as_text(url: str, browser: Any) -> None:
    with watched(browser) as opened:
        opened.page.clock.set_fixed_time("2027-03-10T20:00:00Z")
        opened.page.goto(f"{url}plans/night/sheet/#runsheet.{codes(BEFORE)['runsheet']}")
        assert "<img src=x onerror=alert(1)>" in opened.page.locator(".lb-truth__changes del").first.inner_text()
        opened.page.locator(".lb-truth__changes a").first.click()
        assert opened.page.url.endswith("plans/night/runsheet/#i-one")


def test_every_printed_page_carries_its_square(site: Built, url: str, browser: Any, tmp_path: Path) -> None:
    """Each sheet's square, read from the picture of the paper by a program that is not ours, leads to what asks for it."""
    with watched(browser) as opened:
        for name in ("runsheet", "rollback", "index", "day/2027-03-10"):
            opened.page.goto(f"{url}plans/night/{'' if name == 'index' else name + '/'}")
            opened.page.pdf(path=tmp_path / "sheet.pdf", format="A4", prefer_css_page_size=True)
            subprocess.run(["pdftoppm", "-gray", "-r", "150", "-png", "sheet.pdf", "page"], cwd=tmp_path, check=True)
            pictures = sorted(tmp_path.glob("page*.png"))
            for picture in pictures:
                read = subprocess.run(
                    ["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True, check=False
                )
                wanted = f"https://team.example/launchbook/plans/night/sheet/#{name}.{codes(NIGHT)[name]}"
                assert read.stdout.strip() == wanted, picture.name
                picture.unlink()


def test_the_page_lists_every_sheet_without_a_script(site: Built) -> None:
    text = (site.site / "plans/night/sheet/index.html").read_text("utf-8")
    for name, code in codes(NIGHT).items():
        assert spaced(code) in text, name


def test_a_sheet_of_a_plan_that_is_gone_is_told_so(site: Built) -> None:
    assert "不要再照那张纸操作" in (site.site / "404.html").read_text("utf-8")


def test_it_is_kept_for_when_there_is_no_network(site: Built) -> None:
    kept = json.loads((site.site / "plans/night/offline.json").read_text("utf-8"))["files"]
    assert {
        "plans/night/sheet/",
        "plans/night/sheets.js",
        "assets/launchbook/sheet.js",
        "plans/night/squares/runsheet.svg",
    } <= set(kept)
