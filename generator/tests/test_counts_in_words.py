"""How many there are of one thing, in several sentences; and who is their own backup."""

from __future__ import annotations

import pytest
from test_rules_across import problems

HEAD = """\
plan: counts-1
title: Counts
language: {language}
launch: 2026-01-15 10:00
owner: li
people: {{li: {{name: Li}}, wu: {{name: Wu}}}}
"""


def found(code: str, *texts: str, language: str = "en") -> list[tuple[int, int]]:
    risks = "".join(
        f"  - {{title: '{text}', owner: li, probability: low, impact: low, mitigation: Wait}}\n" for text in texts
    )
    text = HEAD.format(language=language) + f"risks:\n{risks}"
    return [(each.location.line, each.location.column) for each in problems(text, code)]


@pytest.mark.parametrize(
    ("texts", "language", "column"),
    [
        (("All 18 hotels wait", "Two of 18 hotels see it", "We call 16 hotels"), "en", 22),
        (("共 48 张表", "核对 50 张表的行数", "48张表已导出"), "zh", 17),
        (("120个用例全部通过", "执行 120 个用例", "出口：150 个用例通过"), "zh", 17),
    ],
)
def test_one_number_among_others(texts: tuple[str, ...], language: str, column: int) -> None:
    odd = next(line for line, text in enumerate(texts, 8) if any(word in text for word in ("16", "50 张", "150")))
    assert found("TX008", *texts, language=language) == [(odd, column)]


@pytest.mark.parametrize(
    "texts",
    [
        ("All 18 hotels wait", "Two of 18 hotels see it", "We call 18 hotels"),
        ("All 18 hotels wait", "Only 10 hotels see it", "Then 18 hotels"),
        ("It lasts 18 hours", "It lasts 18 hours here", "It lasts 16 hours there"),
        ("All 18 hotels wait", "We call 16 hotels"),
        ("All 18 hotels", "18 hotels", "16 hotels", "17 hotels"),
        ("3 tables", "3 tables", "4 tables"),
        ("Version 1.18 tables", "18 tables", "18 tables", "16 tablecloths"),
        ("The map shows 2,340 pages", "The list of 2,340 pages", "Then 340 pages"),
        ("All 18 door locks are tested", "We have 16 spare locks"),
        ("All 18 hotels wait", "18 hotels", "We are content with ≥ 16 hotels"),
    ],
)
def test_nothing_is_said_where_numbers_may_differ(texts: tuple[str, ...]) -> None:
    assert found("TX008", *texts) == []


@pytest.mark.parametrize(
    ("texts", "language", "places"),
    [
        (("All 45 forms were sent", "We move 47 online forms"), "en", [(8, 18)]),
        (("Each of the 36 main doors is watched", "There are 38 main doors"), "en", [(8, 26)]),
        (("All 24 people are here", "26 people work on the weekend"), "en", [(8, 18)]),
        (("所有 45 张表都已导出", "要迁移 47 张表"), "zh", [(8, 17)]),
        (("Of 1,180 crates none is lost", "We count 1,180 crates", "The 1,108 crates"), "en", [(10, 18)]),
    ],
)
def test_all_are_not_fewer_than_some(texts: tuple[str, ...], language: str, places: list[tuple[int, int]]) -> None:
    assert found("TX008", *texts, language=language) == places


@pytest.mark.parametrize(
    ("text", "language", "column"),
    [
        ("The 1,240 seats: 620 upstairs, 360 below and 240 outside", "en", 18),
        ("We have 18,400 accounts. 14,350 of them stay, 3,870 are moved", "en", 22),
        ("Of the 614 controllers, 580 are new and 24 are old", "en", 21),
        ("一共 1,240 个座位：总馆 620 个，东馆 360 个，西馆 240 个", "zh", 17),
        ("日活 158 万，其中 iOS 61 万、Android 87 万", "zh", 17),
    ],
)
def test_parts_add_up(text: str, language: str, column: int) -> None:
    assert found("TX009", text, language=language) == [(8, column)]


@pytest.mark.parametrize(
    "text",
    [
        "The 1,240 seats: 620 upstairs, 380 below and 240 outside",
        "日活 148 万，其中 iOS 61 万、Android 87 万",
        "约 150 万，其中 61 万、87 万",
        "Of the 614 controllers, 590 run 7.0.4 and 24 still run 6.9",
        "Of the 614 controllers, 30 are new and 24 are old",
        "At 10:00 there are 12 steps: 5 before 11:00, 7 after",
    ],
)
def test_parts_that_add_up_or_are_not_all(text: str) -> None:
    assert found("TX009", text) == []


@pytest.mark.parametrize(
    ("language", "text", "column"), [("en", "All {} people are here", 14), ("zh", "{} 人都到", 14)]
)
def test_roll_call(language: str, text: str, column: int) -> None:
    more = ", ".join(f"p{number}: {{name: Ann {number}}}" for number in range(6))
    plan = HEAD.format(language=language).replace("wu: {name: Wu}", "wu: {name: Wu}, " + more)

    def places(said: int) -> list[tuple[int, int]]:
        found = problems(plan + f"risks:\n  - {{title: '{text.format(said)}'}}\n", "TX008")
        return [(each.location.line, each.location.column) for each in found]

    assert places(9) == [(8, column)]
    assert places(8) == []
    assert places(3) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nobody_is_their_own_backup(language: str) -> None:
    duty = "contacts:\n  duty: [{at: 2026-01-15 09:00 – 21:00, who: li, backup: li}]\n"
    text = HEAD.format(language=language)
    assert [(each.location.line, each.location.column) for each in problems(text + duty, "CT010")] == [(8, 58)]
    assert problems(text + duty.replace("backup: li", "backup: wu"), "CT010") == []
    assert problems(text + duty.replace(", backup: li", ""), "CT010") == []
