"""Copies, ways back and totals: what is destroyed without a copy, a rehearsal that was too long, numbers that do not add up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from launchbook.lint import check_plan
from launchbook.load import PlanFiles, load_plan

HEAD = {
    "en": "plan: p-3\ntitle: P\nlanguage: en\nversion: 3.0.0\nlaunch: 2027-03-16 22:00\npeople: {ann: {name: Ann}}\n",
    "zh": "plan: p-3\ntitle: 甲\nversion: v3.0.0\nlaunch: 2027-03-16 22:00\npeople: {ann: {name: 安工}}\n",
}
ROLLBACK = "rollback:\n  decider: ann\n  within: 20m\n  triggers: [x]\n"


def found(language: str, body: str, code: str) -> list[tuple[int, int]]:
    loaded = load_plan(PlanFiles((("a.yml", (HEAD[language] + body).encode()),)))
    assert loaded.plan, [str(problem.message) for problem in loaded.problems]
    problems = check_plan(loaded.plan, datetime(2027, 3, 1, tzinfo=UTC))
    return [(each.location.line, each.location.column) for each in problems if each.code.id == code]


def steps(*texts: str) -> str:
    lines = "".join(f'      - {{do: "{text}", expect: ok}}\n' for text in texts)
    return f"runsheet:\n  - title: Night\n    at: T\n    owner: ann\n    steps:\n{lines}"


COPIES = [
    ("en", ("Drop the table of sessions", "Take a snapshot of the disk"), True),
    ("en", ("Take a snapshot of the disk", "Drop the table of sessions"), False),
    ("en", ("Convert the accounts", "Verify the backup of yesterday"), False),
    ("zh", ("清空缓存表", "备份数据库"), True),
    ("zh", ("备份数据库", "清空缓存表", "再备份一次"), False),
]


@pytest.mark.parametrize(("language", "texts", "told"), COPIES)
def test_a_copy_behind_what_it_should_protect_from(language: str, texts: tuple[str, ...], told: bool) -> None:
    head = HEAD[language].count("\n")
    assert found(language, steps(*texts), "RB016") == ([(head + 7, 9)] if told else [])


@pytest.mark.parametrize(
    ("language", "body", "told"),
    [
        ("en", steps("Stop writing", "Overwrite the records of the old site"), True),
        ("zh", steps("停写", "迁移历史数据"), True),
        ("en", steps("Back up the records", "Overwrite the records of the old site"), False),
        (
            "en",
            steps("Overwrite the records") + ROLLBACK + "  steps: [y]\n  backups: [{what: Records, every: 1h}]\n",
            False,
        ),
        ("zh", steps("停写", "看历史数据"), False),
    ],
)
def test_data_that_is_destroyed_without_a_copy(language: str, body: str, told: bool) -> None:
    assert bool(found(language, body, "RB017")) == told


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "Done in 35 minutes, one script failed", True),
        ("en", "It took 1.5 h", True),
        ("zh", "耗时 40 分钟，全部恢复", True),
        ("zh", "用时 18 分钟", False),
        ("en", "Took 12 min; 40 people were told", False),
        ("en", "All was well", False),
    ],
)
def test_a_rehearsal_that_was_too_long(language: str, said: str, told: bool) -> None:
    places = found(language, ROLLBACK + f"  rehearsed: 2027-02-20\n  rehearsal: {said}\n  steps: [y]\n", "RB018")
    assert places == ([(HEAD[language].count("\n") + 6, 14 + _start(said))] if told else [])


def _start(said: str) -> int:
    return min(said.find(word) for word in ("Done", "took", "耗时", "x") if word in said)


@pytest.mark.parametrize(
    ("language", "step", "told"),
    [
        ("en", "Redeploy version 3.0.0", True),
        ("zh", "切回版本 3.0.1", True),
        ("en", "Back to version 2.9.9", False),
        ("zh", "回滚到版本 2.12.0", False),
        ("en", "Back to the page of version 2", False),
    ],
)
def test_a_way_back_to_what_is_launched(language: str, step: str, told: bool) -> None:
    assert bool(found(language, ROLLBACK + f"  steps: [{{do: {step}, owner: ann}}]\n", "RB019")) == told


@pytest.mark.parametrize(
    ("language", "stages", "told"),
    [
        ("en", '{title: A, share: 10%, users: "200"}, {title: B, share: 50%, users: "4,000"}', True),
        ("zh", "{title: 甲, share: 1%, users: 约 300 人}, {title: 乙, share: 10%, users: 2 万}", True),
        ("en", '{title: A, share: 10%, users: "200"}, {title: B, share: 50%, users: "1,100"}', False),
        ("zh", "{title: 甲, share: 2-5%, users: 500-1000}, {title: 乙, share: 10%, users: 2千}", False),
        ("en", "{title: A, share: 10%, users: colleagues}, {title: B, share: 50%, users: all of Bern}", False),
    ],
)
def test_users_and_shares_that_imply_two_totals(language: str, stages: str, told: bool) -> None:
    places = found(language, f"rollout:\n  stages: [{stages}]\n", "RO015")
    assert [line for line, _ in places] == ([HEAD[language].count("\n") + 2] if told else [])


@pytest.mark.parametrize(
    ("language", "body", "told"),
    [
        ("en", "cases: 40, phases: [{title: A, cases: 10}, {title: B, cases: 20}]", True),
        ("zh", "cases: 40, phases: [{title: 甲, cases: 50}, {title: 乙}]", True),
        ("en", "cases: 30, phases: [{title: A, cases: 10}, {title: B, cases: 20}]", False),
        ("zh", "cases: 40, phases: [{title: 甲, cases: 10}, {title: 乙}]", False),
        ("en", 'cases: "> 20", phases: [{title: A, cases: 10}, {title: B, cases: 20}]', False),
    ],
)
def test_cases_that_do_not_add_up(language: str, body: str, told: bool) -> None:
    assert found(language, f"tests: {{{body}}}\n", "TS019") == ([(HEAD[language].count("\n") + 1, 16)] if told else [])


@pytest.mark.parametrize(
    ("language", "texts", "told"),
    [
        ("en", ("Back up the customers table", "Drop table carts_old"), True),
        ("zh", ("备份会员表", "清空购物车表"), True),
        ("en", ("Back up the carts", "Drop table carts_old"), False),
        ("en", ("Back up everything", "Drop table carts_old"), False),
        ("en", ("Take a snapshot of the disk", "Truncate the table of sessions"), False),
        ("zh", ("备份全库", "清空购物车表"), False),
        ("zh", ("备份购物车", "清空购物车表"), False),
        ("zh", ("备份会员表", "执行数据迁移脚本"), False),
        ("en", ("Back up the carts", "Delete old sessions"), False),
        ("zh", ("备份会员表", "清空缓存表"), False),
    ],
)
def test_a_copy_of_something_else_is_none(language: str, texts: tuple[str, ...], told: bool) -> None:
    head = HEAD[language].count("\n")
    assert found(language, steps(*texts), "RB017") == ([(head + 7, 9)] if told else [])
