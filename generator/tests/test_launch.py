"""The launch as data: what pages follow on launch day."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest

from launchbook.core.launch import digests, initials, key_of, launch_data, span_of
from launchbook.core.plan import Plan
from launchbook.exports import words
from launchbook.exports.export import Context
from launchbook.exports.formats import launch
from launchbook.exports.spoken import WORDS
from launchbook.load import PlanFiles, load_plan
from launchbook.render.model import Options

NIGHT = """
plan: night
title: Night
language: en
timezone: Europe/Berlin
launch: 2026-03-10 22:00
window: 2h
decider: ann
people:
  ann: {name: Ann Lee, phone: ["+1 555 0100", "+1 555 0101"], deputy: bob}
  bob: {name: Dr. Bob Q. Ray, role: Lead}
runsheet:
  - id: close
    title: Close
    at: 21:30 – 22:00
    owner: bob
    gate: {id: g, title: Close?, decider: ann, second: bob, criteria: [{id: quiet, text: It is quiet}], no_go: Try on Monday}
    steps:
      - {id: one, do: Say so, duration: 10m}
      - {id: two, do: Close, command: close --all, duration: 10-20m, goto: "rollback#put"}
      - id: way
        do: Choose
        choose:
          - {id: fast, do: Fast, if: little data}
          - {id: slow, do: Slow}
  - {title: Prepare, at: T-14d, steps: [{do: Order}]}
  - {id: last, title: Switch, at: 22:00 – 01:00, point_of_no_return: yes, steps: [{id: three, do: Switch, owner: ann, optional: yes}]}
rollback:
  within: 40m
  steps: [{id: put, do: Put back}]
  verify: [{id: sound, do: Latency, metric: latency}]
metrics: {latency: {name: Latency, target: "≤ 200ms"}}
"""


def plan_of(text: str) -> Plan:
    loaded = load_plan(PlanFiles((("plan.yml", text.encode()),)))
    assert loaded.plan is not None, [f"{problem.location} {problem.message}" for problem in loaded.problems]
    return loaded.plan


def data(plan: Plan) -> dict[str, Any]:
    return launch_data(plan, lambda row: str(row.title))


def rows(text: str) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in data(plan_of(text))["rows"]}


def test_head() -> None:
    head = data(plan_of(NIGHT))
    assert (head["zone"], head["t"], head["decider"]) == ("Europe/Berlin", "2026-03-10T22:00:00+01:00", "ann")
    assert (head["from"], head["until"]) == ("2026-03-10T21:30:00+01:00", "2026-03-11T01:00:00+01:00")
    assert head["people"]["ann"] == {
        "name": "Ann Lee",
        "initials": "AL",
        "phone": ["+1 555 0100", "+1 555 0101"],
        "deputy": "bob",
    }
    assert head["people"]["bob"] == {"name": "Dr. Bob Q. Ray", "initials": "BR", "role": "Lead"}
    assert head["rollback"] == {
        "chapter": "rollback",
        "minutes": 40,
        "steps": ["rollback#i-put"],
        "verify": ["rollback#i-sound"],
    }
    assert head["main"] == "runsheet"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("runsheet#i-close", {"does": "group", "no": "1", "who": ["bob"]}),
        ("runsheet#i-close", {"at": "2026-03-10T21:30:00+01:00", "end": "2026-03-10T22:00:00+01:00"}),
        ("runsheet#i-g", {"does": "gate", "in": "runsheet#i-close", "who": ["ann"], "with": {"second": ["bob"]}, "noGo": "Try on Monday"}),
        ("runsheet#i-quiet", {"does": "criterion", "in": "runsheet#i-g", "title": "It is quiet"}),
        ("runsheet#i-one", {"does": "step", "at": "2026-03-10T21:30:00+01:00", "end": "2026-03-10T21:40:00+01:00", "minutes": 10}),
        ("runsheet#i-two", {"at": "2026-03-10T21:40:00+01:00", "minutes": 10, "then": "rollback#i-put"}),
        ("runsheet#i-way", {"does": "step", "forks": "choose"}),
        ("runsheet#i-fast", {"does": "way", "in": "runsheet#i-way", "if": "little data"}),
        ("runsheet#i-last", {"does": "group", "last": True}),
        ("runsheet#i-three", {"does": "step", "who": ["ann"], "optional": True, "at": "2026-03-10T22:00:00+01:00"}),
        ("rollback#i-put", {"does": "step"}),
        ("rollback#i-sound", {"does": "check", "limit": "≤ 200ms"}),
    ],
)  # fmt: skip
def test_rows(key: str, said: dict[str, Any]) -> None:
    found = rows(NIGHT)[key]
    assert {name: found.get(name) for name in said} == said


def test_what_a_no_go_leads_to_is_told_in_plain_words() -> None:
    """The strip shows it, which is no place for a link."""
    found = rows(NIGHT.replace("no_go: Try on Monday", 'no_go: "[Go back](rollback#put) by **way B**"'))
    assert found["runsheet#i-g"]["noGo"] == "Go back by way B"


def test_a_step_without_a_time_around_it_has_none() -> None:
    assert "at" not in rows(NIGHT)["rollback#i-put"]


def test_what_was_recorded_changes_no_hash() -> None:
    before, after = (
        rows(NIGHT),
        rows(NIGHT.replace("no_go:", "verdict: go, no_go:").replace("do: Put back", "do: Put back, no: R9")),
    )
    assert {key: row["hash"] for key, row in before.items()} == {key: row["hash"] for key, row in after.items()}


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("do: Say so", "do: Say it", "runsheet#i-one"),
        ("close --all", "close --some", "runsheet#i-two"),
        ("text: It is quiet", "text: It is silent", "runsheet#i-quiet"),
        ("do: Latency", "do: Latency, when: '≤ 300ms'", "rollback#i-sound"),
        ("if: little data", "if: much data", "runsheet#i-fast"),
        ("no_go: Try on Monday", "no_go: Try on Tuesday", "runsheet#i-g"),
    ],
)
def test_only_what_says_something_else_has_another_hash(old: str, new: str, changed: str) -> None:
    before, after = rows(NIGHT), rows(NIGHT.replace(old, new))
    assert [key for key, row in after.items() if row["hash"] != before[key]["hash"]] == [changed]


def test_a_moved_step_keeps_its_hash() -> None:
    lines = NIGHT.split("\n")
    one, two = (next(n for n, line in enumerate(lines) if f"id: {id}," in line) for id in ("one", "two"))
    lines[one], lines[two] = lines[two], lines[one]
    assert rows("\n".join(lines))["runsheet#i-one"]["hash"] == rows(NIGHT)["runsheet#i-one"]["hash"]


def test_an_id_that_was_changed_is_told() -> None:
    renamed = NIGHT.replace("id: one", "id: first").replace("window: 2h", "window: 2h\nrenamed: {runsheet#one: first}")
    assert rows(renamed)["runsheet#i-first"]["was"] == ["runsheet#i-one"]


@pytest.mark.parametrize("launch", ["TBD", "2026-03", "2026-W11", "2026-Q1"])
def test_without_a_day_nothing_has_a_time(launch: str) -> None:
    plan = plan_of(NIGHT.replace("2026-03-10 22:00", launch))
    assert span_of(plan) is None
    assert not [row for row in data(plan)["rows"] if "at" in row or "end" in row]


def test_every_row_of_data_is_on_a_page_once() -> None:
    plan = plan_of(NIGHT)
    keys = [row["key"] for row in data(plan)["rows"]]
    assert len(keys) == len(set(keys))
    assert set(keys) <= {key_of(row) for row in plan.rows}
    assert set(digests(plan)) == {row.path for row in plan.rows}


@pytest.mark.parametrize(
    ("name", "short"),
    [("Marcus Quinn", "MQ"), ("Dr. Ann Lee", "AL"), ("Jean-Luc Picard", "JP"), ("李工", "李工"), ("欧阳明月", "明月"), ("A.", "A.")],
)  # fmt: skip
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short


def test_the_script_is_what_the_data_says() -> None:
    """Of texts that mean no good, too."""
    plan = plan_of(NIGHT.replace("Say so", "</script><!-- ' \\\\ `x` __proto__ 😀"))
    file = launch._of_plan(plan, Context(Options(), datetime(2026, 1, 1, tzinfo=UTC))).files[0]
    code = file.asset.data.decode() + "\nprocess.stdout.write(JSON.stringify(launchbookPlans))"
    done = subprocess.run(["node", "-e", code], capture_output=True, check=True)
    found = json.loads(done.stdout)
    assert set(found["night"].pop("words")) == set(WORDS)
    assert found == {"night": launch_data(plan, lambda row: words.title(row.title))}


@pytest.mark.parametrize(
    ("old", "new", "key", "came"),
    [
        ("no_go:", "verdict: go, no_go:", "runsheet#i-g", "go"),
        ("no_go:", "verdict: no-go, no_go:", "runsheet#i-g", "no-go"),
        ("text: It is quiet", "text: It is quiet, result: pass", "runsheet#i-quiet", "met"),
        ("do: Latency", "do: Latency, done: yes", "rollback#i-sound", "met"),
        ("do: Say so", "do: Say so", "runsheet#i-one", None),
    ],
)
def test_what_the_plan_says_came_of_a_row(old: str, new: str, key: str, came: str | None) -> None:
    assert rows(NIGHT.replace(old, new))[key].get("is") == came
