"""Telephone numbers: those that do not exist, that two people share, and that are missing where somebody decides."""

from __future__ import annotations

import pytest
from test_rules_across import problems

HEAD = """\
plan: calls-1
title: Calls
language: {language}
timezone: {zone}
launch: 2026-01-15 10:00
owner: li
"""


def found(
    people: str, code: str, zone: str = "Asia/Shanghai", language: str = "zh", more: str = ""
) -> list[tuple[int, int]]:
    text = HEAD.format(language=language, zone=zone) + f"people: {{{people}}}\n{more}"
    return [(problem.location.line, problem.location.column) for problem in problems(text, code)]


@pytest.mark.parametrize(
    ("phone", "zone"),
    [
        ("138 0013 800", "Asia/Shanghai"),
        ("138001380001", "Asia/Shanghai"),
        ("+86 138 0013 80", "UTC"),
        ("+44 20 7946 00181", "Europe/London"),
        ("020 7946 00181", "Europe/London"),
        ("312 555 01011", "America/Chicago"),
    ],
)
def test_a_number_that_does_not_exist(phone: str, zone: str) -> None:
    assert found(f'li: {{name: Li, phone: "{phone}"}}', "PE011", zone) == [(7, 32)]


@pytest.mark.parametrize(
    ("phone", "zone"),
    [
        ("138 0013 8000", "Asia/Shanghai"),
        ("010-8888 6666 转 8", "Asia/Shanghai"),
        ("400-800-8820", "Asia/Shanghai"),
        ("8080", "Asia/Shanghai"),
        ("+86 10 8888 6666 ext. 12", "Europe/London"),
        ("020 7946 0018", "Europe/London"),
        ("312 555 0101", "America/Chicago"),
        ("555 0101", "America/Chicago"),
        ("1234567890123", "UTC"),
    ],
)
def test_a_number_that_may_be(phone: str, zone: str) -> None:
    assert found(f'li: {{name: Li, phone: "{phone}"}}', "PE011", zone, "en") == []


def test_a_number_of_a_second_zone_may_be() -> None:
    people = 'li: {name: Li, phone: "0161 496 0123"}'
    assert found(people, "PE011") == [(7, 32)]
    assert found(people, "PE011", more="also_in: Europe/London\n") == []


def test_one_mobile_number_for_two() -> None:
    people = 'li: {name: 李工, phone: "138 0013 8000"}, wu: {name: 吴工, phone: "+86 13800138000"}'
    assert found(people, "PE012") == [(7, 72)]
    assert found(people.replace("13800138000", "13800138001"), "PE012") == []
    assert found(people.replace("吴工", "李工"), "PE012") == [], "one person under two ids"
    assert found(people.replace("吴工,", '值班, count: "3",'), "PE012") == [], "a team may answer it"


def test_one_line_of_an_office_for_two_without_extensions() -> None:
    people = 'li: {name: Jon, phone: "+44 20 7946 0122"}, wu: {name: Kat, phone: "+44 20 7946 0122"}'
    assert found(people, "PE012", language="en") == [(7, 77)]
    assert found(people.replace('0122"}, wu', '0122 ext. 4"}, wu'), "PE012") == []


def test_a_line_of_an_office_may_be_with_several() -> None:
    assert found('li: {name: 李工, phone: "400-800-8820"}, wu: {name: 吴工, phone: "400 800 8820"}', "PE012") == []


def test_who_decides_can_be_called() -> None:
    people = 'li: {name: Li}, wu: {name: Wu, phone: "138 0013 8000"}'
    rollback = "rollback: {decider: li}\n"
    assert found(people, "PE013", more=rollback) == [(7, 14)]
    assert found(people, "PE013", more="decider: li\n", language="en") == [(7, 14)]
    assert found(people, "PE013", more="rollback: {decider: wu}\n") == []
    assert found(people.replace("name: Li", "name: Li, phone: TBD"), "PE013", more=rollback) == []
    assert found(people.replace(', phone: "138 0013 8000"', ""), "PE013", more=rollback) == [], "nobody has one"
    called = "contacts: {emergency: [{person: li, phone: 138 0013 8001, level: 1}]}\n"
    assert found(people, "PE013", more=rollback + called.replace(", level: 1", "")) == []
