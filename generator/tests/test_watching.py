"""Watching covers exposure: what rolls back is read, watches last, looks are frequent, critical alerts are complete, escalations go on."""

from __future__ import annotations

import pytest
from test_rules_across import problems

Places = list[tuple[int, str]]
"""The line of a remark, and what it points at."""
EN = """\
plan: watch-1
title: Watch
language: en
launch: 2026-01-15 10:00
owner: li
people: {li: {name: Li}, wu: {name: Wu}}
"""
ZH = """\
plan: watch-1
title: 看守
launch: 2026-01-15 10:00
owner: li
people: {li: {name: 李工}, wu: {name: 吴工}}
"""
"""What a test adds begins on line 7 in English, and on line 6 in Chinese."""


def found(text: str, code: str, head: str = EN) -> Places:
    places = [each.location for each in problems(head + text, code)]
    return [(at.line, at.text[at.column - 1 :].lstrip("'")[: at.length]) for at in places]


def test_what_rolls_back_is_read() -> None:
    metrics = "metrics: {{orders: {{name: {}, rollback: '< 5 in 1h'}}}}\n"
    other = "monitoring: {{alerts: [{{title: Full, text: {}, owner: li}}], watches: [{{title: A, at: T .. T+1h, look_at: [{}]}}]}}\n"
    assert found(metrics.format("Orders taken") + other.format("The disk is full", "Logs"), "MO016") == [(7, "{")]
    assert found(metrics.format("下单数") + other.format("磁盘满", "日志"), "MO016", ZH) == [(6, "{")]
    assert found(metrics.format("Orders taken") + other.format("The disk is full", "{metric: orders}"), "MO016") == []
    assert found(metrics.format("下单数") + other.format("下单数太少", "日志"), "MO016", ZH) == []
    assert found(metrics.format("Orders taken") + "monitoring: {metrics: [orders]}\n", "MO016") == []
    machine = "rollback: {decider: li, triggers: [{metric: orders, automatic: yes}]}\n"
    assert found(metrics.format("Orders taken") + machine + other.format("The disk is full", "Logs"), "MO016") == []


STAGES = (
    "rollout: [{title: A, share: 5%, at: 2026-01-15 10:00, hold: 20h}, {title: B, share: 100%, at: 2026-01-18 10:00}]\n"
)
WATCH = "monitoring: {{watches: [{{title: W, owner: li, every: {}, at: '{}'}}]}}\n"


def test_watches_begin_with_the_release() -> None:
    assert found(STAGES + WATCH.format("1h", "T+4h .. T+4d"), "MO017") == [(8, "T+4h .. T+4d")]
    assert found(STAGES + WATCH.format("1h", "T+10m .. T+4d"), "MO017") == []
    box = "runsheet: [{title: Open, at: T .. T+4h, steps: [Look]}]\n"
    assert found(STAGES + box + WATCH.format("1h", "T+4h .. T+4d"), "MO017") == []
    assert found(WATCH.format("1h", "2026-01-15 15:00 .. 2026-01-16 10:00"), "MO017", ZH) == [
        (6, "2026-01-15 15:00 .. 2026-01-16 10:00")
    ]


def test_the_later_a_watch_begins_the_more_it_is_asked() -> None:
    duty = "contacts: {emergency: [li], duty: [{who: wu, at: 2026-01-15 .. 2026-01-20}]}\n"
    for late in ("T+12h", "T+1d", "T+2d"):
        assert found(STAGES + WATCH.format("1h", f"{late} .. T+4d"), "MO017") == [(8, f"{late} .. T+4d")], late
    assert found(STAGES + duty + WATCH.format("1h", "T+2d .. T+4d"), "MO017") == []


@pytest.mark.parametrize("head", [EN, ZH])
def test_no_day_passes_between_two_watches(head: str) -> None:
    two = (
        "monitoring: {{watches: [{{title: W, owner: li, every: 1h, at: T .. {}}}, "
        "{{title: V, owner: li, every: 1h, at: 2026-01-18 10:00 .. T+5d}}]}}\n"
    )
    assert found(STAGES + two.format("T+1d"), "MO017", head) == [(head.count("\n") + 2, "2026-01-18 10:00 .. T+5d")]
    assert found(STAGES + two.format("T+2d"), "MO017", head) == []
    duty = "contacts: {emergency: [li], duty: [{who: wu, at: 2026-01-16 .. 2026-01-18}]}\n"
    assert found(STAGES + duty + two.format("T+1d"), "MO017", head) == []


def test_watches_last_until_everybody_has_it() -> None:
    assert found(STAGES + WATCH.format("1h", "T .. T+1d"), "MO017") == [(8, "T .. T+1d")]
    assert found(STAGES + WATCH.format("1h", "T .. T+2d"), "MO017", ZH) == [(7, "T .. T+2d")]
    assert found(STAGES + WATCH.format("1h", "T .. T+3d"), "MO017") == []
    duty = "contacts: {emergency: [li], duty: [{who: wu, at: 2026-01-15 .. 2026-01-19}]}\n"
    assert found(STAGES + duty + WATCH.format("1h", "T .. T+1d"), "MO017") == []
    assert problems(EN.replace("2026-01-15 10:00", "2026-02") + WATCH.format("1h", "T .. T+1d"), "MO017") == []


def test_somebody_looks_often_enough() -> None:
    assert found(STAGES + WATCH.format("24h", "T .. T+4d"), "MO018") == [(8, "24h")]
    assert found(WATCH.format("3 小时", "T .. T+2h"), "MO018", ZH) == [(6, "3 小时")]
    assert found(STAGES + WATCH.format("4h", "T .. T+4d"), "MO018") == []
    assert found(WATCH.format("1 小时", "T .. T+2h"), "MO018", ZH) == []


def test_a_critical_alert_has_what_the_others_have() -> None:
    alert = "{{title: {}, text: Down, severity: critical, owner: li, action: Look{}}}"
    full = ", runbook: docs/a.md, channel: Pager"

    def alerts(*more: str) -> str:
        listed = ", ".join(alert.format(name, each) for name, each in zip("ABC", more, strict=False))
        return f"monitoring: {{alerts: [{listed}]}}\n"

    assert found(alerts(full, full, ", runbook: docs/a.md"), "MO019") == [(7, "{")]
    assert found(alerts(full, full, ", channel: 电话"), "MO019", ZH) == [(6, "{")]
    assert found(alerts(full, full, full), "MO019") == []
    assert found(alerts("", "", full), "MO019", ZH) == []


def test_the_escalation_tells_somebody_else() -> None:
    text = "monitoring: {{alerts: [{{title: A, text: Down, owner: li}}], escalation: [{{after: 10m, to: {}}}]}}\n"
    assert found(text.format("li"), "MO020") == [(7, "li")]
    assert found(text.format("li"), "MO020", ZH) == [(6, "li")]
    assert found(text.format("wu"), "MO020") == []
    assert found(text.format("li").replace("owner: li", "owner: wu"), "MO020", ZH) == []


def test_a_playbook_calls_somebody_else() -> None:
    calls = "escalation: [{{person: li}}, {{person: {}, after: 1h}}]"
    text = f"risks: {{{{playbooks: [{{{{title: Down, triggers: [It is down], steps: [Look], {calls}}}}}]}}}}\n"
    assert found(text.format("li"), "RK015") == [(7, "{")]
    assert found(text.format("li"), "RK015", ZH) == [(6, "{")]
    assert found(text.format("wu"), "RK015") == []
    assert found(text.format("wu"), "RK015", ZH) == []


GATED = """\
metrics: {{late: {{name: {name}, target: '≤ 2%'}}}}
rollout:
  - {{title: A part, share: 10%, at: T, gates: [{{metric: late, when: '≤ 3%'}}], on_breach: Stop}}
  - {{title: All, share: 100%, at: T+2d}}
monitoring: {{watches: [{{title: W, at: T .. T+2d, owner: li, look_at: [{look}]}}]}}
"""


def test_gates_are_watched() -> None:
    assert found(GATED.format(name="Late orders", look="Logs"), "MO021") == [(9, "{")]
    assert found(GATED.format(name="迟到的订单", look="日志"), "MO021", ZH) == [(8, "{")]
    assert found(GATED.format(name="Late orders", look="{metric: late}"), "MO021") == []
    assert found(GATED.format(name="迟到的订单", look="迟到的订单数"), "MO021", ZH) == []
    assert found(GATED.format(name="Late orders", look="Logs").split("monitoring")[0], "MO021") == []


LIMIT = "metrics: {{late: {{name: {}, alert: '> 4%'{}}}}}\nmonitoring: {{metrics: [late], alerts: [{{title: A, {}, owner: li}}]}}\n"


def test_limits_of_alerts_ring() -> None:
    assert found(LIMIT.format("Late orders", "", "text: The disk is full"), "MO022") == [(7, "> 4%")]
    assert found(LIMIT.format("迟到的订单", "", "text: 磁盘满"), "MO022", ZH) == [(6, "> 4%")]
    assert found(LIMIT.format("Late orders", "", "metric: late"), "MO022") == []
    assert found(LIMIT.format("Late orders", "", "text: Too many late orders"), "MO022") == []
    assert found(LIMIT.format("Late orders", ", query: late_ratio", "text: The disk is full"), "MO022") == []


def test_warnings_are_as_complete_as_others() -> None:
    alert = "{{title: {0}, text: x, owner: li, channel: Chat{1}}}"
    four = [alert.format(name, ", runbook: docs/a.md" if name != "D" else "") for name in "ABCD"]
    text = f"monitoring: {{alerts: [{', '.join(four)}]}}\n"
    assert [line for line, _ in found(text, "MO019")] == [7]
    assert (
        found(
            text.replace(
                "title: C, text: x, owner: li, channel: Chat, runbook: docs/a.md",
                "title: C, text: x, owner: li, channel: Chat",
            ),
            "MO019",
        )
        == []
    )


@pytest.mark.parametrize(("channel", "told"), [("Fax", True), ("Pager and Mail", False), ("pager", False)])
def test_a_channel_is_one_of_those_that_are_listed(channel: str, told: bool) -> None:
    alerts = f"[{{title: A, text: x, owner: li, channel: Pager}}, {{title: B, text: y, owner: li, channel: {channel}}}]"
    text = f"monitoring: {{channels: [Pager, Mail], alerts: {alerts}}}\n"
    assert found(text, "MO012") == ([(7, channel)] if told else [])
    assert found(text.replace("Pager, Mail", ""), "MO012") == []
