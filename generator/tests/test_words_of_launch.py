"""The launch and versions in sentences: a day or a version that the plan does not have is told, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from launchbook.core.problem import Problem
from launchbook.lint import check_plan
from launchbook.load import PlanFiles, load_plan

EN = """\
plan: shop-2.4
title: Shop 2.4
language: en
version: 2.4.0
launch: 2027-03-16 10:00
people: {ann: {name: Ann}}
timeline:
  - {title: Dry run, at: 2027-03-12}
summary: "MESSAGE"
runsheet:
  - title: Deploy
    at: T
    owner: ann
    steps:
      - {do: "STEP", expect: "the page shows it"}
versions:
  - {version: v2.3.6, status: released}
"""
ZH = """\
plan: ward-3.1
title: 病区系统 3.1
version: v3.1.0
launch: 2027-04-12 22:00
people: {zhou: {name: 周工}}
timeline:
  - {title: 预演, at: 2027-04-08}
summary: "MESSAGE"
runsheet:
  - title: 切换
    at: T
    owner: zhou
    steps:
      - {do: "STEP", expect: 首页正常}
"""


def found(plan: str, code: str, message: str = "Hello", step: str = "Go on") -> list[Problem]:
    loaded = load_plan(PlanFiles((("a.yml", plan.replace("MESSAGE", message).replace("STEP", step).encode()),)))
    assert loaded.plan, [str(problem.message) for problem in loaded.problems]
    return [each for each in check_plan(loaded.plan, datetime(2027, 1, 4, tzinfo=UTC)) if each.code.id == code]


def placed(plan: str, text: str, said: str) -> tuple[int, int, int]:
    """The line and the column of a part of a text in a plan, and its length."""
    lines = plan.replace("MESSAGE", text).replace("STEP", text).splitlines()
    number = next(number for number, line in enumerate(plan.splitlines()) if "MESSAGE" in line or "STEP" in line)
    number = next(at for at in range(number, len(lines)) if said in lines[at])
    return number + 1, lines[number].index(said) + 1, len(said)


@pytest.mark.parametrize(
    ("plan", "message", "said"),
    [
        (EN, "Our new shop opens on 18 March.", "18 March"),
        (EN, "From 2027-03-15 you can order. The shop goes live on 2027-03-17.", "2027-03-17"),
        (ZH, "4月13日起可用新系统，各病区请提前登录。", "4月13日"),
        (ZH, "新系统 2027年4月10日 上线。", "2027年4月10日"),
    ],
)
def test_a_day_that_the_plan_does_not_have_is_told(plan: str, message: str, said: str) -> None:
    [problem] = found(plan, "CA016", message)
    at = problem.location
    assert (at.line, at.column, at.length) == placed(plan, message, said)


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (EN, "Our new shop opens on 16 March."),
        (EN, "The dry run before we launch was on 12 March."),
        (EN, "The old shop stays open until 18 March after the launch."),
        (EN, "Invoices of 18 March are sent later."),
        (EN, "The next shop opens on 18 May."),
        (ZH, "4月12日晚上线，4月8日预演。"),
        (ZH, "原定 4月10日上线，已推迟。"),
        (ZH, "4月13日的查房照常。"),
    ],
)
def test_another_day_is_not(plan: str, message: str) -> None:
    assert found(plan, "CA016", message) == []


@pytest.mark.parametrize(
    ("plan", "step", "said"),
    [
        (EN, "Deploy v2.4.1 to all servers", "v2.4.1"),
        (EN, "Roll back to version 2.3.5", "2.3.5"),
        (ZH, "发布版本 3.1.2", "3.1.2"),
        (ZH, "切到 v3.1.9", "v3.1.9"),
    ],
)
def test_a_version_that_the_plan_does_not_know_is_told(plan: str, step: str, said: str) -> None:
    [problem] = found(plan, "VS007", step=step)
    assert problem.location.text[problem.location.column - 1 :][: problem.location.length] == said
    assert "{do:" in problem.location.text


@pytest.mark.parametrize(
    ("plan", "step"),
    [
        (EN, "Deploy v2.4.0 to all servers"),
        (EN, "Deploy version 2.4 and go back to 2.3.6 if it fails"),
        (EN, "Roll out 2.4.0-rc.1 to staff"),
        (EN, "Update Node version 2.9.1, schema v2.7 and 2.5 % of the pages"),
        (EN, "Open http://10.2.4.9:8080 and wait 2.5 s"),
        (ZH, "切回 v3.0.9"),
        (ZH, "基础库版本 3.4.2 以上的手机先试"),
        (ZH, "编号 3.2.1 的步骤做完后再发布 3.1"),
    ],
)
def test_another_number_is_not(plan: str, step: str) -> None:
    assert found(plan, "VS007", step=step) == []


def test_a_plan_without_a_version_says_nothing_of_versions() -> None:
    assert found(EN.replace("version: 2.4.0\n", ""), "VS007", step="Deploy v2.9.9") == []
