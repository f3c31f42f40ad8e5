"""Rows: whose an entry is, when, in which state and with which number, resolved once for every page, export and rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from conftest import HEAD
from test_cases import CASES

from launchbook.core.entry import Entry
from launchbook.core.model import Model
from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio, duties_of
from launchbook.core.rows import Row
from launchbook.exports.values import Encoder
from launchbook.load import PlanFiles, load_plan
from launchbook.render import Options, Renderer
from launchbook.views.days.model import days_of

AS_OF = datetime(2026, 1, 16, tzinfo=UTC)
PEOPLE = "owner: a\ndecider: a\npeople: {a: Ada, b: Ben}\n"


def plan_of(text: str) -> Plan:
    loaded = load_plan(PlanFiles((("plan.yml", (HEAD + PEOPLE + dedent(text)).encode()),)))
    assert loaded.plan is not None, [f"{problem.location} {problem.message}" for problem in loaded.problems]
    return loaded.plan


def rows(plan: Plan, kind: str) -> dict[str, Row]:
    return {str(row.title): row for row in plan.rows if row.kind == kind}


# whose


def test_an_owner_holds_for_what_names_nobody_below() -> None:
    plan = plan_of("""\
        checklists:
          - {title: List, owner: a, groups: {Code: {owner: b, items: [One, {do: Two, owner: a, items: [Three]}]}}, items: [Zero]}
    """)
    items = rows(plan, "item")
    assert [(row.owner, row.ownership) for row in items.values()] == [
        ("a", "inherited"), ("b", "inherited"), ("a", "said"), ("a", "inherited"),
    ]  # fmt: skip


def test_a_section_as_a_whole_hands_its_owner_to_nobody() -> None:
    plan = plan_of("risks: {owner: a, register: [Late], playbooks: [{title: Down, owner: b, steps: [Look]}]}\n")
    assert rows(plan, "risk")["Late"].owners == ()
    assert rows(plan, "step")["Look"].owner == "b"


@pytest.mark.parametrize(
    "section",
    [
        "risks: {playbooks: [{title: P, decider: b, steps: [{do: Said, owner: a}, Open]}]}",
        "runsheet: [{title: P, at: 10:00 – 11:00, steps: [{do: Said, owner: b}, Open]}]",
    ],
)
def test_who_stands_in_for_an_owner_does_no_step(section: str) -> None:
    plan = plan_of(section + "\n")
    assert next((row.owner, row.ownership) for row in plan.rows if row.title == "P") == ("b", "derived")
    assert rows(plan, "step")["Open"].owners == ()


# when


@pytest.mark.parametrize(
    "parent",
    [
        "timeline: {tasks: [{title: P, at: 2026-01-19, owner: a, tasks: [{title: Part, owner: b}]}]}",
        "runsheet: [{title: P, at: 2026-01-19 10:00 .. 11:00, owner: a, steps: [{do: Part, owner: b}]}]",
        "checklists: [{title: P, due: 2026-01-19, owner: a, items: [{do: Part, owner: b}]}]",
        "tests: [{title: P, at: 2026-01-19, owner: a, stages: [{title: Part}]}]",
        "procedures: {P: {at: 2026-01-19, owner: a, steps: [{do: Part, owner: b}]}}",
    ],
)
def test_a_parent_with_a_date_is_an_entry_and_its_parts_have_its_time(parent: str) -> None:
    plan = plan_of(parent)
    dated = next(row for row in plan.rows if row.title == "P")
    part = next(row for row in plan.rows if "Part" in str(row.title))
    assert [str(timing.start)[:10] for timing in dated.timings] == ["2026-01-19"]
    assert part.timings == ()
    assert part.when is not None
    assert (part.when.origin, part.when.start) == ("inherited", dated.timings[0].start)
    on_the_day = [event for day in days_of(plan) if day.offset == -1 for event in (*day.hours, *day.untimed)]
    assert dated in [event.row for event in on_the_day]
    for id, row in (("a", dated), ("b", part)):
        theirs = [duty for duty in duties_of(plan, id) if duty.row is row]
        assert [str(duty.timing and duty.timing.start)[:10] for duty in theirs] == ["2026-01-19"] or not any(
            row.named("person")
        )


def test_a_whole_without_a_date_has_the_time_of_its_parts_and_no_event() -> None:
    plan = plan_of(
        "timeline: [{title: P, owner: a, deadline: 2026-01-30, tasks: [{title: One, at: 2026-01-12 .. 2026-01-14},"
        " {title: Whole, owner: b, tasks: [{title: Two, at: 2026-01-19}, {title: Some time}]}]}]"
    )
    found = {str(row.title): row for row in plan.rows.in_section("timeline")}
    whens = {
        title: (row.when.origin, str(row.when.start)[:10], str(row.when.end)[:10])
        for title, row in found.items()
        if row.when
    }
    assert whens == {
        "P": ("derived", "2026-01-12", "2026-01-19"),
        "One": ("said", "2026-01-12", "2026-01-14"),
        "Whole": ("derived", "2026-01-19", "None"),
        "Two": ("said", "2026-01-19", "None"),
        "Some time": ("inherited", "2026-01-19", "None"),
    }
    assert [(str(event.title), event.kind) for event in plan.rows.events if event.section == "timeline"] == [
        ("One", "task"), ("Two", "task"), ("P", "deadline"),
    ]  # fmt: skip
    [whole] = [duty for duty in duties_of(plan, "b") if duty.row is found["Whole"]]
    assert (str(whole.day), whole.own) == ("2026-01-19", False)
    for each in (found["P"], found["Whole"]):
        coming = Encoder(plan).row(each)
        assert coming["origin"] == "derived"
        assert coming["start"]["at"][:10] == whens[str(each.title)][1]


def test_every_field_that_says_a_time_is_one_of_the_entry_or_says_why_not() -> None:
    """A time that is forgotten here is on no calendar."""
    apart = {
        "created", "updated", "since", "until", "start", "end", "baseline", "actual", "period", "window", "signed",
        "weeks_from",
    }  # fmt: skip
    elsewhere = {
        "Task.at",
        "Alert.at",  # the hours in which it can ring
        "Task.deadline",
        "Meeting.at",
        "Signature.at",
        "Matrix.at",
        "Issue.at",
        "Week.at",
        "Meeting.left_out",
        "Report.left_out",
    }
    forgotten = []
    for model in _below(Entry):
        for name, info in model.model_fields.items():
            time = re.search(r"\b(Moment|Span)\b", repr(info.annotation))
            said = f"{model.__name__}.{name}"
            if time and name not in apart and name not in model.row_times and said not in elsewhere:
                forgotten.append(said)
    assert forgotten == []


def _below(kind: type) -> Iterator[Any]:
    for child in kind.__subclasses__():
        if child.__module__.startswith("launchbook."):
            yield child
        yield from _below(child)


# in which state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("timeline: {tasks: [{title: X, at: 2026-01-10, status: cancelled}]}", "cancelled"),
        ("timeline: {tasks: [{title: X, at: 2026-01-10, status: done}]}", "done"),
        ("timeline: {tasks: [{title: X, at: 2026-01-10, status: late}]}", "planned"),
        ("timeline: {tasks: [{title: X, at: 2026-01-10, status: blocked, progress: 20%}]}", "running"),
        ("timeline: {tasks: [{title: X, at: 2026-01-10, status: late, tasks: [✅ Part, Other]}]}", "running"),
        ("tests: [{title: X, at: 2026-01-10, status: skipped}]", "skipped"),
        ("tests: [{title: X, at: 2026-01-10, status: blocked}]", "planned"),
        ("tests: [{title: X, at: 2026-01-10, status: blocked, results: 1 / 3}]", "running"),
        ("versions: [{version: X, date: 2026-01-10, status: withdrawn}]", "cancelled"),
        ("standards: {Servers: [{name: X, until: 2026-01-10, status: not met}]}", "failed"),
        ("review: {issues: [{title: X, due: 2026-01-10, status: wont-fix}]}", "skipped"),
        ("rollout: [{title: X, at: 2026-01-21, gates: [Well], done: yes}]", "done"),
        ("communications: [{what: X, at: 2026-01-10, done: no}]", "planned"),
    ],
)
def test_a_state_is_itself_everywhere(text: str, state: str) -> None:
    plan = plan_of(text)
    row = next(row for row in plan.rows if row.title == "X")
    assert row.state == state
    assert [event.state for event in plan.rows.events if event.row is row] == [state]
    done, total = plan.progress().done, plan.progress().total
    assert done <= total
    assert (done, total) != (1, 1) or state == "done"


@pytest.mark.parametrize(
    ("whole", "state"),
    [
        ("tasks: [{title: A, status: cancelled}, {title: B, tasks: [{title: C, status: cancelled}]}]", "cancelled"),
        ("status: planned, tasks: [{title: A, status: cancelled}]", "planned"),
        ("progress: 40%, tasks: [{title: A, status: cancelled}]", "running"),
        ("items: [Do], tasks: [{title: A, status: cancelled}]", "planned"),
        ("tasks: [{title: A, status: cancelled}, {title: B, status: done}]", "done"),
        ("tasks: [{title: A, status: cancelled}, {title: B, status: blocked}]", "planned"),
        ("tasks: [{title: A, status: blocked, progress: 5%}, B]", "running"),
    ],
)
def test_a_whole_stands_where_those_of_its_parts_stand_that_are_not_cancelled(whole: str, state: str) -> None:
    """And nothing waits for one that is cancelled."""
    plan = plan_of(f"timeline: {{tasks: [{{id: x, title: X, at: 2026-01-12, {whole}}}, {{title: Y, after: x}}]}}")
    row = next(row for row in plan.rows if row.title == "X")
    assert row.state == state
    assert bool(plan.sections["timeline"].schedule(plan).links) == (state != "cancelled")


def test_what_is_ticked_takes_its_state_from_above_and_gives_it_back() -> None:
    plan = plan_of("""\
        checklists:
          - {title: Open, items: [✅ One, {do: Two, items: [✅ Three, Four]}]}
          - {title: Ticked, done: yes, items: [Five, □ Six]}
          - {title: Over, items: [✅ Seven, {do: Eight, done: yes, items: [Nine]}]}
        timeline: {tasks: [{title: Task, at: 2026-01-10, status: done, items: [Ten, □ Eleven]}]}
    """)
    states = {str(row.title): row.state for row in plan.rows if row.kind in ("item", "checklist")}
    assert states == {
        "Open": "running", "One": "done", "Two": "running", "Three": "done", "Four": "planned",
        "Ticked": "running", "Five": "done", "Six": "planned",
        "Over": "done", "Seven": "done", "Eight": "done", "Nine": "done",
        "Ten": "done", "Eleven": "planned",
    }  # fmt: skip


# with which number


def test_numbers_are_those_that_are_printed() -> None:
    plan = plan_of("""\
        checklists: [{title: List, items: [A, B], groups: {Code: [C, {do: D, items: [E]}]}}]
        runsheet: [{title: Box, at: 10:00 – 11:00, steps: [F, {do: G, steps: [H]}]}]
        risks: {register: {technical: [I, J], people: [K]}}
        procedures: {P: {steps: [L, {do: M, steps: [N], outcomes: {Q: [R, {do: S, outcomes: {T: [U]}}], V: end}}], outcomes: {W: [X]}}}
    """)
    numbers = {str(row.title): row.number for row in plan.rows if row.number}
    assert numbers == {
        "A": "1", "B": "2", "C": "3", "D": "4", "E": "4.1", "Box": "1", "F": "1.1", "G": "1.2", "H": "1.2.1",
        "I": "1", "J": "2", "K": "3",
        "L": "1", "M": "2", "N": "2.1", "Q": "2A", "R": "2A.1", "S": "2A.2", "T": "2A.2A", "U": "2A.2A.1", "V": "2B",
        "W": "A", "X": "A.1",
    }  # fmt: skip


# where


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.parent.name}-{case.stem}")
def test_every_row_that_is_linked_to_stands_on_its_page(case: Path) -> None:
    """Links of calendars, days and people lead to rows: those with a time, and those that name somebody."""
    plan = load_plan(PlanFiles(((case.name, case.read_bytes()),))).plan
    if plan is None:
        return
    pages = {
        page.section or "": page.text
        for page in Renderer(Options()).plan_pages(plan, [], AS_OF)[: len(plan.sections) + 1]
    }
    linked = {*(event.row for event in plan.rows.events)}
    linked |= {duty.row for somebody in Portfolio([plan], AS_OF).people.values() for duty in somebody.duties}
    missing = [
        (row.section, row.path)
        for row in linked
        if row.anchor and not re.search(rf'(?:id="|{{#){re.escape(row.anchor)}[" }}]', pages[row.section])
    ]
    assert missing == []


def test_every_model_knows_its_place() -> None:
    plan = plan_of("rollback: {steps: [Stop, {do: Restore, link: {url: 'https://a.example'}}], verify: [Works]}\n")
    assert all(value.path == path for path, value in plan.values if isinstance(value, Model))
