"""One event in all places: its time, its window, its hours, its shares, its owner, and up to where there is a way back."""

from __future__ import annotations

import pytest
from test_rules_across import problems

HEADS = {
    "en": "plan: place-1\ntitle: Place\nlanguage: en\nlaunch: 2026-03-17 20:00\nstatus: draft\n",
    "zh": "plan: place-1\ntitle: 场馆\nlanguage: zh\nlaunch: 2026-03-17 20:00\nstatus: draft\n",
}
PEOPLE = "owner: li\ndecider: wu\npeople: {{li: {{name: Li, duty: {}}}, wu: {{name: Wu, duty: {}}}, xu: {{name: Xu, duty: {}}}}}\n"


def found(text: str, code: str, language: str = "en") -> list[tuple[int, int]]:
    return [(each.location.line, each.location.column) for each in problems(HEADS[language] + text, code)]


@pytest.mark.parametrize(
    ("text", "language", "at"),
    [
        ("overview: {dates: [{title: Go-live, at: 2026-03-18}]}\n", "en", [(6, 20)]),
        ("overview: {dates: [{title: Go-live, at: 2026-03-17 19:00}]}\n", "en", [(6, 20)]),
        ("overview: {dates: [{title: Go-live, at: 2026-03-17}]}\n", "en", []),
        ("overview: {dates: [{title: Training of the ushers, at: 2026-03-18}]}\n", "en", []),
        (
            "timeline: {weeks: [{title: W1, at: 2026-03-09 .. 2026-03-15, work: {Web: 正式上线、值守}}]}\n",
            "zh",
            [(6, 74)],
        ),
        ("timeline: {weeks: [{title: W1, at: 2026-03-16 .. 2026-03-22, work: {Web: 正式上线、值守}}]}\n", "zh", []),
        ("meetings: [{title: 复盘会, at: 2026-03-25 10:00}]\nreview: {held: 2026-03-26 10:00}\n", "zh", [(6, 12)]),
        ("meetings: [{title: 复盘会, at: 2026-03-26 10:00}]\nreview: {held: 2026-03-26 10:00}\n", "zh", []),
        (
            "overview: {dates: [{title: Go / no-go, at: 2026-03-16 15:00}]}\n"
            "meetings: [{title: Go / no-go meeting, at: 2026-03-16 16:00}]\n",
            "en",
            [(7, 12)],
        ),
        (
            "overview: {dates: [{title: Full release, at: 2026-03-20}]}\n"
            "rollout: [{title: Some, share: 5%, at: T}, {title: Everyone, share: 100%, at: 2026-03-21}]\n",
            "en",
            [(6, 20)],
        ),
    ],
)
def test_one_event_has_one_time(text: str, language: str, at: list[tuple[int, int]]) -> None:
    assert found(text, "EV001", language) == at


def test_a_decision_stands_before_what_it_releases() -> None:
    assert found("meetings: [{title: Go / no-go, at: 2026-03-18 09:00}]\n", "EV002") == [(6, 12)]
    assert found("meetings: [{title: Go / no-go, at: 2026-03-17 09:00}]\n", "EV002") == []
    stages = "rollout: [{title: 试点, share: 10%, at: T}, {title: 一半, share: 50%, at: 2026-03-19 10:00}]\n"
    assert found(stages + "meetings: [{title: 扩到 50% 决策会, at: 2026-03-19 15:00}]\n", "EV002", "zh") == [(7, 12)]
    assert found(stages + "meetings: [{title: 扩到 50% 决策会, at: 2026-03-19 09:00}]\n", "EV002", "zh") == []


@pytest.mark.parametrize(
    ("text", "language", "code", "at"),
    [
        ("window: 3h\nsummary: The box office is closed from 20:00 to 23:30.\n", "en", "EV003", [(7, 40)]),
        ("window: 3h\nsummary: The box office is closed from 20:00 to 23:00.\n", "en", "EV003", []),
        ("window: 3h\nsummary: Every Monday the shop is closed from 09:00 to 12:00.\n", "en", "EV003", []),
        ("window: 3h\ncommunications: [{title: 公告, what: 19:00 至 22:00 停机维护}]\n", "zh", "EV003", [(7, 36)]),
        ("window: 3h\ncommunications: [{title: 公告, what: 3 月 25 日 19:00 至 22:00 停机维护}]\n", "zh", "EV003", []),
        (
            "summary: Closed from 20:00 to 22:00.\nrunsheet: {note: Sales are closed 20:00 – 21:30, boxes: [A]}\n",
            "en",
            "EV009",
            [(7, 35)],
        ),
        (
            "summary: Closed from 20:00 to 22:00.\nrunsheet: {note: Sales are closed 20:00 – 22:00, boxes: [A]}\n",
            "en",
            "EV009",
            [],
        ),
        ("summary: 停写从 20:00 到 22:00\nnotes: {值守: 22:00 到 23:00 系统维护}\n", "zh", "EV009", []),
        ("summary: 停写从 20:00 到 22:00\nnotes: {值守: 20:30 到 22:00 停写}\n", "zh", "EV009", [(7, 13)]),
        ("summary: 停机 3 小时，从 20:00 到 22:00\n", "zh", "EV010", [(6, 13)]),
        ("summary: 停机 2 小时，从 20:00 到 22:00\n", "zh", "EV010", []),
        ("summary: Closed from 20:00 to 22:00 (90 minutes).\n", "en", "EV010", [(6, 38)]),
        ("summary: Closed from 20:00 to 22:00. Afterwards we watch for 90 minutes.\n", "en", "EV010", []),
    ],
)
def test_closed_hours(text: str, language: str, code: str, at: list[tuple[int, int]]) -> None:
    text = text.replace("boxes: [A]", "boxes: [{title: A, steps: [B]}]")
    assert found(text, code, language) == at


def test_the_release_lies_in_the_window() -> None:
    window = "window: 2026-03-17 21:00 .. 2026-03-17 23:00\n"
    assert found(window, "EV004") == [(4, 9)]
    assert found("window: 3h\n", "EV004") == []
    box = "window: 3h\nrunsheet: [{title: %s, at: %s, steps: [x]}]\n"
    assert found(box % ("正式发布", "T+4h .. T+5h"), "EV004", "zh") == [(7, 30)]
    assert found(box % ("正式发布", "T+1h .. T+2h"), "EV004", "zh") == []
    assert found(box % ("值守", "T+4h .. T+5h"), "EV004", "zh") == []


BOXES = (
    "runsheet:\n"
    "  - {{title: {}, at: T .. T+1h, point_of_no_return: yes, gate: {{criteria: [All is there]}}, steps: [Move]}}\n"
    "  - {{title: {}, at: T+1h .. T+2h, gate: {{{}criteria: [It works]}}, steps: [Open]}}\n"
)


@pytest.mark.parametrize(("first", "second", "language"), [("Move", "Open", "en"), ("迁移", "开放", "zh")])
def test_decisions_stand_before_the_point_of_no_return(first: str, second: str, language: str) -> None:
    assert found(BOXES.format(first, second, ""), "EV005", language) == [(8, 43 if language == "en" else 41)]
    assert found(BOXES.format(first, second, "no_go: Mend it on the spot, "), "EV005", language) == []
    assert found(BOXES.format(first, second, "no_go: Roll back, "), "EV005", language) == []
    hard = "rollback: {point_of_no_return: x, steps: [x]}\n"
    assert len(found(hard + BOXES.format(first, second, "no_go: Roll back, "), "EV005", language)) == 1


@pytest.mark.parametrize(
    ("words", "language", "at"),
    [
        ("After “Open the doors”", "en", [(9, 32)]),
        ("After “Move the seats”", "en", []),
        ("After 22:30", "en", [(9, 32)]),
        ("从 21:00 起", "zh", []),
        ("22:30 之后", "zh", [(9, 32)]),
    ],
)
def test_one_point_of_no_return(words: str, language: str, at: list[tuple[int, int]]) -> None:
    boxes = BOXES.format("Move the seats", "Open the doors", "no_go: Wait, ")
    assert found(boxes + f"rollback: {{point_of_no_return: {words}, steps: [x]}}\n", "EV006", language) == at


@pytest.mark.parametrize(
    ("words", "language", "lines"),
    [
        ("Roll back", "en", [10]),
        ("Hold and do not roll back", "en", []),
        ("回滚", "zh", [10]),
        ("停在此阶段", "zh", []),
    ],
)
def test_a_stage_reaches_the_way_back(words: str, language: str, lines: list[int]) -> None:
    boxes = BOXES.format("A", "B", "no_go: Wait, ") + "rollback: {point_of_no_return: After the move, steps: [x]}\n"
    stages = f"rollout: [{{title: C, share: 5%, at: 2026-03-18 10:00, on_breach: {words}}}]\n"
    assert [line for line, _ in found(boxes + stages, "EV007", language)] == lines


def test_what_stops_a_stage_and_what_triggers_the_rollback_reach_the_way_back() -> None:
    back = "rollback: {point_of_no_return: After the move, triggers: [TRIGGER], steps: [x]}\n"
    boxes = BOXES.format("A", "B", "no_go: Wait, ") + back
    stage = "rollout: [{title: Every town, share: 5%, at: 2026-03-18 10:00, stop_if: [{text: Orders fail, action: STOP}]}]\n"
    said = boxes.replace("TRIGGER", "Orders fail") + stage.replace("STOP", "Roll back")
    assert [line for line, _ in found(said, "EV007")] == [10]
    assert found(said.replace("action: Roll back", "action: Hold"), "EV007") == []
    named = boxes.replace("TRIGGER", "Orders fail in “Every town”") + stage.replace("STOP", "Hold")
    assert [line for line, _ in found(named, "EV007")] == [9]
    assert found(named.replace("in “Every town”", "and every town complains"), "EV007") == []
    chinese = boxes.replace("TRIGGER", "全市开放期间投诉多") + stage.replace("STOP", "停").replace(
        "Every town", "全市开放"
    )
    assert [line for line, _ in found(chinese, "EV007", "zh")] == [9]
    assert found(chinese.replace("全市开放期间", "全市开放的投诉"), "EV007", "zh") == []


def test_a_stage_behind_the_way_back_says_what_then() -> None:
    boxes = BOXES.format("A", "B", "no_go: Wait, ") + "rollback: {point_of_no_return: After the move, steps: [x]}\n"
    stage = "rollout: [{title: C, share: 5%, at: 2026-03-DAY 10:00, gates: [no complaints]}]\n"
    assert [line for line, _ in found(boxes + stage.replace("DAY", "18"), "RO008")] == [10]
    assert found(boxes + stage.replace("DAY", "18").replace("}]", ", on_breach: Hold}]"), "RO008") == []
    assert found(boxes + stage.replace("DAY", "01"), "RO008") == []


def test_the_rollback_is_rehearsed_when_the_timeline_says_so() -> None:
    rollback = "rollback: {rehearsed: 2026-03-10, steps: [x]}\n"
    task = "timeline: {tasks: [{title: %s, at: 2026-03-%s}]}\n"
    assert found(rollback + task % ("Dry run of the way back", "12"), "EV008") == [(6, 23)]
    assert found(rollback + task % ("Dry run of the way back", "10"), "EV008") == []
    assert found(rollback + task % ("回切演练", "12"), "EV008", "zh") == [(6, 23)]
    assert found(rollback + task % ("布置场地", "12"), "EV008", "zh") == []
    first = "tests: {phases: [{title: First rehearsal, at: 2026-03-09 .. 2026-03-10}]}\n"
    assert found(rollback + task % ("Second rehearsal", "12") + first, "EV008") == []


def test_one_person_runs_it_and_one_decides() -> None:
    assert found(PEOPLE.format("Doors", "Decides", "Runs the launch"), "EV011") == [(6, 8)]
    assert found(PEOPLE.format("Runs the launch", "Decides", "Doors"), "EV011") == []
    assert found(PEOPLE.format("统筹上线", "值守", "拍板"), "EV011", "zh") == [(7, 10)]
    assert found(PEOPLE.format("统筹上线", "拍板", "值守"), "EV011", "zh") == []
    gate = "runsheet: [{title: A, at: T, gate: {decider: %s, criteria: [x]}, steps: [y]}]\n"
    assert found(PEOPLE.format("a", "b", "c") + gate % "xu", "EV011") == [(9, 46)]
    assert found(PEOPLE.format("a", "b", "c") + gate % "wu", "EV011") == []


@pytest.mark.parametrize(
    ("step", "language", "at"),
    [
        ("Send 20% of the visitors to the new shop", "en", [(7, 53)]),
        ("Send 10% of the visitors to the new shop", "en", []),
        ("Open the shop to 50%", "en", [(7, 53)]),
        ("放量到 50%", "zh", [(7, 53)]),
        ("看 20% 以上的告警", "zh", []),
    ],
)
def test_shares_of_steps(step: str, language: str, at: list[tuple[int, int]]) -> None:
    stages = "rollout: [{title: A, share: 10%, at: T+30m}, {title: B, share: 50%, at: 2026-03-19 10:00}]\n"
    sheet = f"runsheet: [{{title: Box, at: T .. T+1h, steps: [{{do: {step}}}]}}]\n"
    assert found(stages + sheet, "EV012", language) == at
