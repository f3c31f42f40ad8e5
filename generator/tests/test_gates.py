"""Gates, prohibitions and what stops a piece of work: where they lead, and how they are drawn on screen and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import HEAD
from site_kit import Built, build, once, project, served, watched

from launchbook.core.flow import flow_of
from launchbook.core.items import Prohibition
from launchbook.load import Loaded

pytest_plugins = ("site_fixtures",)

PLAN = """\
plan: stops
title: Stops
language: en
launch: 2026-05-01 10:00
owner: ann
decider: ann
people: {ann: {name: Ann, phone: "+49 30 5550 0101"}, ben: Ben, cleo: Cleo, dan: Dan}
runsheet:
  - title: Move
    at: T .. T+1h
    owner: ben
    do_not: [Restart the database]
    stop_if: [{text: Orders are lost, action: Roll back, call: [ann, ben], goto: again}]
    steps: [{do: Copy, expect: 0 rows left, do_not: [Do not stop it]}]
    exit_gate:
      title: Is it moved?
      decider: ann
      second: [ben, cleo, dan]
      criteria: [All rows are there]
      no_go_if: [A row is there twice]
  - {id: again, title: Move again, at: T+1h .. T+2h, owner: ben, steps: [{do: Copy again, expect: 0 rows left}]}
"""


@pytest.fixture(scope="module")
def stops(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(once(tmp_path_factory, "stops", lambda folder: build(project(folder, {"stops.yml": PLAN}))))


def test_what_leads_out_of_the_steps_leads_to_the_gate_behind_them(load: Callable[..., Loaded]) -> None:
    text = "people: {li: Li}\nrunsheet: [{title: A, steps: [{do: Ask, outcomes: {yes: next, no: end}}], exit_gate: [Fine]}, B]\n"
    plan = load(HEAD + text.replace(", B]", ", {title: B, steps: [Go on]}]")).plan
    assert plan is not None
    fork = flow_of(plan).sheets["runsheet", "boxes", 0, "steps"].rows[1]
    shown = [lane.then and lane.then.row and lane.then.row.kind for lane in fork.lanes]  # type: ignore[union-attr]
    assert shown == ["gate", None]


def test_a_stop_that_leads_nowhere_is_told(load: Callable[..., Loaded]) -> None:
    text = "people: {li: Li}\nrollout: {stages: [{title: Some, stop_if: [{text: It burns, goto: nowhere}]}]}\n"
    plan = load(HEAD + text).plan
    assert plan is not None
    assert [jump.path for jump in flow_of(plan).dead_jumps] == [("rollout", "stages", 0, "stop_if", 0, "goto")]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Restart it", "Restart it"),
        ("Do not restart it", "restart it"),
        ("don’t restart", "restart"),
        ("禁止重启服务", "重启服务"),
        ("不要重启", "重启"),
        ("Notify nobody", "Notify nobody"),
        ("never", "never"),
    ],
)
def test_the_words_that_forbid_are_said_once(written: str, kept: str) -> None:
    assert Prohibition.parse(written) == kept


DRAWN = """() => {
  const seen = selector => [...document.querySelectorAll(`article ${selector}`)].filter(each => each.checkVisibility());
  const style = selector => getComputedStyle(seen(selector)[0]);
  return {
    signs: seen('.lb-do-not svg').length, forbidden: seen('.lb-do-not li').map(each => each.textContent.trim()),
    boxes: seen('.lb-do-not .lb-box, .lb-stop-if .lb-box').length, edge: style('.lb-stop-if').borderTopStyle,
    calls: seen('.lb-stop-if .lb-person').length, ends: seen('.lb-stop-if .lb-to--end').length,
    lines: seen('.lb-gate .lb-signs > div').length, pens: seen('.lb-gate__list--no td.lb-pen .lb-box').length,
    order: seen('.lb-steps, .lb-gate').map(each => each.className.includes('lb-gate') ? 'gate' : 'steps') }
}"""


@pytest.mark.parametrize(("media", "paper"), [("screen", False), ("print", True)])
def test_signs_are_drawn_by_shape_and_gates_are_signed_by_all(
    stops: Built, browser: Any, media: str, paper: bool
) -> None:
    with served(stops.site) as url, watched(browser) as opened:
        opened.page.goto(url + "plans/stops/runsheet/", wait_until="load")
        opened.page.emulate_media(media=media)
        drawn = opened.page.evaluate(DRAWN)
    assert drawn["forbidden"] == ["Do not Restart the database", "Do not stop it"]
    assert (drawn["signs"], drawn["boxes"], drawn["edge"]) == (2, 0, "solid")
    assert (drawn["calls"], drawn["ends"]) == (2, 0)
    assert drawn["order"] == ["steps", "gate", "steps"]
    assert (drawn["lines"], drawn["pens"]) == ((4, 2) if paper else (0, 0))


def test_it_fits_a_phone(stops: Built, browser: Any, tmp_path: Path) -> None:
    with served(stops.site) as url, watched(browser, viewport={"width": 360, "height": 800}) as opened:
        opened.page.goto(url + "plans/stops/runsheet/", wait_until="load")
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360
