"""Steps of the run sheet that wait for the end of a stage of the rollout."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from site_kit import words
from test_sheets import plan_of

from launchbook.core.waits import waits_of
from launchbook.render import Options, Renderer
from launchbook.render.sheets import sheets_of

PLAN = """
plan: night
title: Night
language: en
timezone: Europe/Berlin
launch: 2027-03-10 22:00
decider: bob
people:
  bob: {name: Bob Ray, phone: "+1 555 0102"}
runsheet:
  - title: Open
    at: T .. T+2h
    steps:
      - {do: Let the desk in, at: T, owner: bob}
      - {do: Look at the lamps, at: T+10m, owner: bob}
      - {do: Unlock both wings, at: T+30m, owner: bob}
  - title: Shut
    at: T+2h .. T+3h
    gate: {title: Late, criteria: [All are in]}
    steps: [{do: Lock the door, owner: bob}]
rollout:
  stages:
    - {title: Desk, share: 1%, at: T, hold: 20m, gates: [Nobody complains], on_breach: Send them home}
    - {title: Wings, share: 50%, at: T+25m, hold: 90m, gates: [Lamps are lit]}
    - {title: Yard, share: 100%, at: T+1d}
"""


def waits(text: str) -> dict[str, list[str]]:
    plan = plan_of(text)
    return {
        str(plan.rows.by_path[path].title): [str(stage.value.title) for stage in stages]
        for path, stages in waits_of(plan).items()
    }


def page(text: str, name: str) -> str:
    pages = Renderer(Options()).plan_pages(plan_of(text), [], datetime(2027, 1, 1, tzinfo=UTC))
    told = next(page.text for page in pages if page.path.endswith(f"/{name}.md"))
    return unescape(words(re.sub("<[^>]*>", " ", told)))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", {"Unlock both wings": ["Desk"], "Shut": ["Wings"]}),
        ("hold: 20m, ", "", {"Unlock both wings": ["Desk"], "Shut": ["Wings"]}),  # until the next one begins
        ("hold: 90m, ", "", {"Unlock both wings": ["Desk"]}),  # over behind the last step
        ("gates: [Nobody complains], ", "", {"Shut": ["Wings"]}),
        ("gates: [Nobody complains], ", "done: yes, gates: [Nobody complains], ", {"Shut": ["Wings"]}),
        ("launch: 2027-03-10 22:00\n", "", {"Unlock both wings": ["Desk"]}),  # by the words, where no clock is known
        ("rollout:", "rollback: {steps: [Wings]}\nrollout:", {"Unlock both wings": ["Desk"], "Shut": ["Wings"]}),
    ],
)
def test_the_end_of_a_stage_stands_before_the_step_that_waits_for_it(
    old: str, new: str, found: dict[str, list[str]]
) -> None:
    assert waits(PLAN.replace(old, new, 1) if old else PLAN) == found


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "Stop Rollout · 1. Desk 1% Due Wed 10 Mar 22:20 · Decides",
                "Go No-go at : No-go → Send them home .{0,9}1.3",
            ),
        ),
        (
            "zh",
            (
                "停 灰度发布 · 1. Desk 1% 截止 3月10日周三 22:20 · 决策人",
                "放行 不放行 时间 : 不放行 → Send them home .{0,9}1.3",
            ),
        ),
    ],
)
def test_a_run_sheet_says_what_is_waited_for(language: str, said: tuple[str, str]) -> None:
    text = PLAN.replace("language: en", f"language: {language}")
    sheet = page(text, "runsheet")
    assert all(re.search(each, sheet) for each in said), sheet
    assert re.search(r"· 2\. Wings 50% .*Late", sheet), "before the gate of the box"
    card = page(text, "packs/cards")
    assert re.search(f"1.3 Unlock both wings {said[0]}", card) and re.search(
        r"2.1 Lock the door .{0,9}\w* ?灰度发布|Stop Rollout · 2", card
    )


def test_a_stage_that_is_over_at_another_time_spoils_the_run_sheet() -> None:
    before, after = (sheets_of(plan_of(text)) for text in (PLAN, PLAN.replace("hold: 20m", "hold: 22m")))
    assert before["runsheet"].code != after["runsheet"].code
