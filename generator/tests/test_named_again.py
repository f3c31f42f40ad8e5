"""Numbers to call, versions to go back to and names in quotes, in sentences: against what the plan says of them.

`«…»` marks where the remark points. Each text is read once more with its cure, which must be quiet.
"""

from __future__ import annotations

import pytest
from test_rules_across import problems

HEAD = """\
plan: again-1
title: Again
language: {language}
timezone: Europe/Berlin
version: 6.2.0
launch: 2027-02-09 18:00
owner: li
people: {{li: {{name: Li Weiguo, phone: "+49 30 5550 0123"}}, zhao: {{name: 赵明远, phone: "+86 136 2140 8831"}}}}
contacts: {{vendors: [{{company: 北郊供电所, phone: "+86 571 8702 6650"}}, {{company: Hafenstrom, phone: "+49 40 5550 0170"}}]}}
"""
NOTE = "notes: {Who: '%s'}\n"
BACK = "rollback: {steps: [{do: Install 6.1.4, expect: The clock says 6.1.4}]}\n"
SEEN = "rollback: {steps: [{do: Switch back, expect: '%s'}]}\n"
WATCH = "monitoring: {alerts: [{title: Lights flicker, text: They do}, {title: 电压过低, text: 低}]}\n"

FAULTS = [
    ("PE014", "en", NOTE % "At night call Li Weiguo on «+49 30 5550 0132».", "+49 30 5550 0123"),
    ("PE014", "en", NOTE % "Hafenstrom (its desk is on «040 5550 0171») sends somebody.", "040 5550 0170"),
    ("PE014", "zh", NOTE % "停电先打供电所：北郊供电所 «0571-8702 6605»，再告知值班长。", "0571-8702 6650"),
    ("PE014", "zh", NOTE % "晚上找赵明远（«136 2140 8813»）。", "136 2140 8831"),
    ("RB023", "en", BACK + "rollout: [{title: All, share: 100%, at: T, on_breach: Go back to «6.0.2»}]\n", "6.1.4"),
    ("RB023", "en", BACK + NOTE % "If the lamps stay dark we roll back to «6.1.3» at once.", "6.1.4"),
    ("RB023", "zh", BACK + NOTE % "灯不亮就退回 «6.0.9»，不等天亮。", "6.1.4"),
    ("RB024", "en", SEEN % "The plate says «6.2.0»", "6.1.4"),
    ("RB024", "zh", SEEN % "面板显示 «6.3»", "6.1"),
    ("TX014", "en", WATCH + NOTE % "When the alert “«Lamps burn out»” rings, wake Li.", "Lights flicker"),
    ("TX014", "zh", WATCH + NOTE % "告警“«电流过大»”响起时先断开。", "电压过低"),
]
QUIET = [
    ("en", NOTE % "At night call Li Weiguo on 030 5550 0123, fax +49 30 5550 0199."),
    ("en", NOTE % "Li Weiguo works until 2027-02-10 20:00, contract 20270 55512."),
    ("zh", NOTE % "找值班长 0571-8702 1111，赵明远不在。"),
    ("en", BACK + NOTE % "In 2025 we went back to 6.0.2, which was a bad night."),
    ("en", BACK + NOTE % "The meters stay on 5.8.1. Deploy 6.2.0 first."),
    ("zh", BACK + NOTE % "退回 6.1.4 之后再看。上次退回 6.0.1 用了一小时。"),
    ("en", SEEN % "The lamps answer within 7.5 seconds, 6.2 s on the quay"),
    ("en", NOTE % "When the alert “Lamps burn out” rings, wake Li."),
    ("en", WATCH + NOTE % "The alert “flicker” may ring, and “all is well” is no alert of ours."),
]


def place(text: str, code: str) -> list[tuple[int, int]]:
    return [(each.location.line, each.location.column) for each in problems(text, code)]


@pytest.mark.parametrize(("code", "language", "text", "cure"), FAULTS)
def test_told_at_its_place(code: str, language: str, text: str, cure: str) -> None:
    head = HEAD.format(language=language)
    before, _, behind = text.partition("«")
    said, _, rest = behind.partition("»")
    whole = head + before
    at = (whole.count("\n") + 1, len(whole) - whole.rfind("\n"))
    assert place(head + before + said + rest, code) == [at]
    assert place(head + before + cure + rest, code) == []


@pytest.mark.parametrize(("language", "text"), QUIET)
def test_quiet(language: str, text: str) -> None:
    told = [code for code in ("PE014", "RB023", "RB024", "TX014") if place(HEAD.format(language=language) + text, code)]
    assert not told
