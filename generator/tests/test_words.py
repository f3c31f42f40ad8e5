"""Words for the values of enumerations: what a page shows for a value is read as that value."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import HEAD
from pydantic import BaseModel

from launchbook.core.choices import Choice, choices_of
from launchbook.core.model import Model
from launchbook.discovery.catalogues import languages
from launchbook.load import Loaded
from launchbook.load.validate import plan_model
from launchbook.load.words import reader, words_for

Load = Callable[..., Loaded]


def _choices() -> list[Choice]:
    models: list[type[BaseModel]] = [Model] if plan_model() else []
    for model in models:
        models += model.__subclasses__()
    return list(dict.fromkeys(choice for model in models for choice in choices_of(model).values()))


@pytest.mark.parametrize("language", languages())
def test_every_word_means_its_value(language: str) -> None:
    read = reader(language)
    for choice in _choices():
        for value in choice.values:
            for word in words_for(choice, value, language):
                assert read(choice, word) == value, f"{choice.section} {choice.key}: {word}"


def test_a_page_and_its_source_may_say_the_same(load: Load) -> None:
    plan = load(
        HEAD
        + """
status: 准备中
parallel: 否
people: {li: {name: 李工}}
timeline:
  tasks:
    - {title: 甲, status: 未开始}
    - {title: 乙, status: 进行中}
    - {title: 丙, status: 🔴 已延误}
    - 🟡 丁
checklists:
  - {title: 前, phase: 上线前, items: [{do: 戊, done: 是, result: 通过}]}
meetings:
  - {title: 会, cadence: daily 10:00, participants: 全员}
"""
    ).plan
    assert plan is not None
    timeline, lists, meetings = (plan.sections[key] for key in ("timeline", "checklists", "meetings"))
    assert (plan.head.status, plan.head.parallel) == ("preparing", False)
    assert [task.status for task in timeline.tasks] == ["planned", "in progress", "late", "at risk"]
    (item,) = lists.root[0].items
    assert (lists.root[0].phase, item.done, item.result.verdict) == ("before", True, "pass")
    assert meetings.meetings[0].participants == "all"


@pytest.mark.parametrize(
    ("written", "message", "help"),
    [
        ("已完城", "`已完城` is not allowed here", "Did you mean `已完成` (`done`)?"),
        ("released", "`released` is not allowed here", None),
        ("passed off", "`passed off` is not allowed here", None),
        ("skiped", "`skiped` is not allowed here", None),
        ("🟡 已完成", "`🟡 已完成` may mean `at risk`, `done`", "Write the one that is meant."),
    ],
)
def test_other_words_are_refused_with_the_one_that_was_meant(
    written: str, message: str, help: str | None, load: Load
) -> None:
    (problem,) = load(HEAD + f"timeline: {{tasks: [{{title: x, status: {written}}}]}}\n").problems
    assert str(problem.message) == message
    assert help is None or str(problem.help[0]) == help


def test_a_word_from_elsewhere_names_the_value_that_it_has_there(load: Load) -> None:
    (problem,) = load(HEAD + "tests: {phases: [{title: x, status: finished}]}\n").problems
    assert str(problem.help[0]) == "Did you mean `done`?"


def test_a_team_has_its_own_names_of_severities(load: Load) -> None:
    plan = load(
        HEAD
        + """
monitoring:
  severities: {紧急: critical, 日报: info}
  alerts:
    - {title: 甲, text: 慢, severity: 紧急}
    - {title: 乙, text: 慢, severity: 警告}
  channels: [{name: 电话, severities: [紧急, 日报]}]
"""
    ).plan
    assert plan is not None
    monitoring = plan.sections["monitoring"]
    assert [(alert.severity, alert.called) for alert in monitoring.alerts] == [("critical", "紧急"), ("warning", None)]
    assert monitoring.channels[0].severities == ("critical", "info")
