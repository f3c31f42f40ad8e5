"""Lists: one entry alone, headings around and between entries, and what is drawn from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_origin

import pytest
from conftest import HEAD, lines
from pydantic import BaseModel

from launchbook.core.choices import members
from launchbook.core.flow import flow_of
from launchbook.core.headings import Heading, ListOf, headings_in, list_path, placed, runs
from launchbook.core.model import Model
from launchbook.core.plan import Plan
from launchbook.load import Loaded
from launchbook.load.validate import plan_model

Load = Callable[..., Loaded]
PEOPLE = "people:\n  ada: {name: Ada}\n  ben: {name: Ben}\n"


@pytest.fixture
def overview(load: Load) -> Callable[[str], Any]:
    def section(text: str) -> Any:
        plan = load(HEAD + PEOPLE + "overview:\n" + text).plan
        assert plan, text
        return plan.sections["overview"]

    return section


def shape(items: tuple[Any, ...]) -> list[tuple[str, str]]:
    return [(" > ".join(headings_in(place)), str(getattr(item, "do", item))) for place, item in placed(items)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("goals: [a, b]", [("", "a"), ("", "b")]),
        ("goals: a", [("", "a")]),
        ("goals: {X: [a, b], Y: [c]}", [("X", "a"), ("X", "b"), ("Y", "c")]),
        ("goals: {X: {P: [a], Q: b}}", [("X > P", "a"), ("X > Q", "b")]),
        ("goals: [a, X: [b], Y: {P: [c]}, d]", [("", "a"), ("X", "b"), ("Y > P", "c"), ("", "d")]),
        ("acceptance: {do: a, owner: ada}", [("", "a")]),
        ("acceptance: {X: {do: a}, Y: [b, {do: c, items: {Z: [d]}}]}", [("X", "a"), ("Y", "b"), ("Y", "c")]),
        ("acceptance: {X: b, Y: [c]}", [("X", "b"), ("Y", "c")]),
    ],
)
def test_headings_and_single_entries(overview: Callable[[str], Any], text: str, meant: list[tuple[str, str]]) -> None:
    section = overview(f"  {text}\n")
    assert shape(section.goals or section.acceptance) == meant


def test_an_item_with_a_key_of_its_own_is_no_heading(load: Load) -> None:
    problems = lines(load(HEAD + "overview:\n  acceptance: {items: [a], X: [b]}\n").problems)
    assert [line.split(" ", 1)[1] for line in problems] == ["PL002 `do` is missing", "PL001 unknown key `X`"]


def test_runs_say_which_headings_begin(overview: Callable[[str], Any]) -> None:
    found = runs(overview("  goals: [a, X: [b, P: [c], Q: [d]], Y: [e], f]\n").goals)
    assert [([str(title) for _, title in run.begins], list(map(str, run.items))) for run in found] == [
        ([], ["a"]), (["X"], ["b"]), (["P"], ["c"]), (["Q"], ["d"]), (["Y"], ["e"]), ([""], ["f"]),
    ]  # fmt: skip


def test_numbers_run_through_and_headings_are_not_counted(load: Load) -> None:
    plan = load(HEAD + "overview:\n  acceptance: {X: [✅ a, b], Y: {P: [c]}}\n").plan
    assert isinstance(plan, Plan)
    rows = [row for row in plan.rows if row.kind == "item"]
    assert [row.number for row in rows] == ["1", "2", "3"]
    assert (plan.progress().done, plan.progress().total) == (1, 3)


def test_the_path_of_a_list() -> None:
    for place in ((0,), (Heading("X"), 0), (3, Heading("X"), 0), (Heading("X"), 2, Heading("Y"), 1)):
        assert list_path(("overview", "goals", *place)) == ("overview", "goals")


def test_steps_go_on_below_the_next_heading(load: Load) -> None:
    text = "procedures:\n  p:\n    steps:\n      X: [a, {do: b, goto: last}]\n      Y: [c, {id: last, do: d}]\n"
    plan = load(HEAD + text).plan
    assert plan
    assert [str(line.step.do) for line in flow_of(plan).unreached()] == ["c"]
    (sheet,) = flow_of(plan).sheets.values()
    assert [row.path[-2:] for row in sheet.rows] == [("X", 0), ("X", 1), ("Y", 0), ("Y", 1)]


@pytest.mark.parametrize("people", ["ada", "[ada, ben]", "all"])
def test_one_person_needs_no_list(load: Load, people: str) -> None:
    text = f"{PEOPLE}meetings:\n  meetings:\n    - {{title: M, cadence: every day 9:00, participants: {people}}}\n"
    assert load(HEAD + text).plan


def test_ids_have_no_headings(load: Load) -> None:
    text = PEOPLE + "meetings:\n  meetings: [{title: M, cadence: every day 9:00, participants: {Team: [ada]}}]\n"
    (problem,) = load(HEAD + text).problems
    assert "found a mapping" in str(problem.message)


PLAIN = {("Table", "columns"), ("Table", "rows"), ("MatrixRow", "cells"), ("Matrix", "columns"), ("Fact", "value")}
"""Lists whose entries are cells, or that read single values themselves."""


def test_every_list_takes_one_entry_alone() -> None:
    """A new list is a `Listed` or, where its entries are drawn one below the other, an `Items`."""
    plan_model()
    models: list[type[BaseModel]] = [Model]
    for model in models:  # grows on the way
        models += [kind for kind in model.__subclasses__() if kind not in models]
    bare = {
        (model.__name__, name)
        for model in models
        if model.__module__.startswith("launchbook.")  # not those of other tests
        and not model.__module__.startswith("launchbook.core.runs")  # a run is written by a program
        for name, info in model.model_fields.items()
        if any(get_origin(kind) is tuple for kind in members(info.annotation)) and not _marked(info)
    }
    assert bare - PLAIN == set()


def _marked(info: Any) -> bool:
    return any(isinstance(mark, ListOf) for mark in info.metadata) or "ListOf(" in repr(info.annotation)
