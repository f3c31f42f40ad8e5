"""What a sentence says, and a field or another sentence says otherwise: hours, days, shares, prices, limits, copies, levels.

`«…»` marks where the remark points. Each text is read once more with its cure, which must be quiet.
"""

from __future__ import annotations

import pytest
from test_rules_across import problems

HEAD = """\
plan: twice-1
title: Twice
language: {language}
version: 3.2.0
launch: 2027-02-09 18:00
owner: li
people: {{li: {{name: Li}}}}
"""
STAGES = """\
rollout: [{title: Few, share: 4%, at: T}, {title: Half, share: 50%, at: 2027-02-10}, {title: Rest, share: 100%, at: 2027-02-12 09:00}]
"""
EVENING = """\
runsheet:
  - {title: Lantern procession, at: T+90m .. T+3h, steps: [Walk]}
  - {title: 开闸放水, at: T+30m .. T+1h, steps: [放水]}
overview: {dates: [{title: Second concert, at: 2027-02-11 20:15}]}
"""
LEVELS = "operations: {support: {levels: [{title: '%s', solve: 1h}, {title: '%s', solve: 4h}]}}\n"
BACK = "rollback: {within: 20m, triggers: [Water], steps: ['%s']}\n"
COPY = "runsheet: [{title: Save, at: T, steps: ['%s']}]\n"
PRICE = "communications: [{title: Note, what: '%s'}, {title: Poster, what: '%s'}]\n"
FACT = "standards: {Boats: {facts: [{name: Ferry seats on board, value: 180 seats}, {name: 码头闸机, value: 12 台}]}}\n"
SUMMARY = "summary: '%s'\n"

FAULTS = [
    ("CA022", "en", EVENING + SUMMARY % "The Lantern procession starts at «19:45» from the gate.", "19:30"),
    ("CA022", "en", EVENING + SUMMARY % "Come early, the procession is at «20:00».", "19:30"),
    ("CA022", "en", EVENING + SUMMARY % "On 11 February the Second concert is at «20:45».", "20:15"),
    ("CA022", "zh", EVENING + SUMMARY % "当晚«18:40»开闸放水，请勿靠近。", "18:30"),
    ("CA023", "en", STAGES + SUMMARY % "All customers can use it from «11 February».", "12 February"),
    ("CA023", "zh", STAGES + SUMMARY % "«2 月 13 日»起所有用户都能用上。", "2 月 12 日"),
    ("CA024", "en", SUMMARY % "The fair goes from 9 February to 14 February, it lasts «for 8 days».", "for 6 days"),
    ("CA024", "zh", SUMMARY % "展期 2 月 9 日至 2 月 20 日，«共 10 天»。", "共 12 天"),
    ("RO016", "en", STAGES + SUMMARY % "We widen it in steps, «4 %, 40 %, 100 %».", "4 %, 50 %, 100 %"),
    ("RO016", "en", STAGES + SUMMARY % "First «8 % of the drivers» see the new map.", "4 % of the drivers"),
    ("RO016", "zh", STAGES + SUMMARY % "分«两批»灰度：先 4%、50%、100%。", "三批"),
    ("RO016", "zh", STAGES + SUMMARY % "晚上«先放给 10%» 的司机。", "先放给 4%"),
    ("TX013", "en", PRICE % ("Pensioners pay 12 €", "Entry for pensioners is «14 €»"), "12 €"),
    ("TX013", "zh", PRICE % ("成人船票 45 元", "成人船票只要«40 元»"), "45 元"),
    ("TX013", "zh", PRICE % ("满 200 减 30", "全场«满 200 减 20»") + SUMMARY % "满 200 减 30", "满 200 减 30"),
    ("ST013", "en", LEVELS % ("More than 40 customers wait", "«10 to 30 customers» wait"), "10 to 40 customers"),
    ("ST013", "zh", LEVELS % ("闸机失败率超过 8%", "闸机失败率 «3% 到 9%»"), "3% 到 8%"),
    ("RB020", "en", "rollback: {backups: [{what: Tickets, where: 'A folder «on the same disk»'}]}\n", "on a tape"),
    ("RB020", "zh", "checklists: [{title: 准备, items: ['备份放在«同一台服务器»上']}]\n", "异地机房"),
    ("RB021", "en", COPY % "Dump the seats to seats_0209.sql" + BACK % "Restore «seats_0208.sql»", "seats_0209.sql"),
    ("RB021", "zh", COPY % "备份到 /bak/piao-20270209.gz" + BACK % "用 /bak/«piao-20270109.gz» 恢复", "piao-20270209.gz"),
    ("RB022", "en", BACK % "Go" + SUMMARY % "The way back takes «at most 45 minutes».", "at most 20 minutes"),
    ("RB022", "zh", BACK % "退" + SUMMARY % "出问题«10 分钟内»回退。", "20 分钟内"),
    ("RB022", "en", "overview: {constraints: [Gates are down for «at most 2 hours»]}\n"
     + SUMMARY % "Closed for no more than 3 hours.", "at most 3 hours"),
    ("SD009", "en", FACT + SUMMARY % "Ferry seats on board: «160 seats».", "180 seats"),
    ("SD009", "zh", FACT + SUMMARY % "码头闸机共 «14 台»，两侧各半。", "12 台"),
    ("TS020", "en", "tests: {phases: [{title: Rain, at: 2026-01-02 .. 2026-01-05, status: «running»}]}\n", "done"),
    ("VS007", "en", SUMMARY % "The release is version «3.2.2».", "3.2.0"),
    ("VS007", "zh", "runsheet: [{title: 发布, at: T, steps: [{do: 部署, expect: 显示 «3.2.3»}]}]\n", "3.2.0"),
    ("RB019", "en", BACK % "Switch everybody «to build 3.2.0»", "to build 3.1.4"),
    ("RB019", "zh", BACK % "后端«退回 3.2.0»", "退回 3.1.9"),
    ("SE001", "en", SUMMARY % "Sign in with login kim / Harbour2027x", "a test account"),
    ("SE001", "en", SUMMARY % "Password for the shared folder: Kelp-and-salt9", "see the vault"),
    ("SE001", "zh", SUMMARY % "后台口令 haifeng2027，用完即改", "见密码库"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "language", "text", "cure"), FAULTS)
def test_said_otherwise(code: str, language: str, text: str, cure: str) -> None:
    whole = HEAD.format(language=language) + text
    found = [each.location for each in problems(whole.replace("«", "").replace("»", ""), code)]
    if "«" in whole:
        before, _, behind = whole.partition("«")
        place = before.count("\n") + 1, len(before) - before.rfind("\n")
        assert [(each.line, each.column) for each in found] == [place]
        assert problems(before + cure + behind.partition("»")[2], code) == []
    else:
        assert len(found) == 1


QUIET = [
    ("CA022", EVENING + SUMMARY % "The Lantern procession starts at 19:30."),
    ("CA022", EVENING + SUMMARY % "Last year the procession began before 19:00."),
    ("CA022", EVENING + SUMMARY % "Doors close at 19:45, when the Lantern procession has left."),
    ("CA022", EVENING + SUMMARY % "18:00 之后开闸放水"),
    ("CA023", STAGES + SUMMARY % "All customers are told by 11 February."),
    ("CA023", STAGES + SUMMARY % "Until 11 February all customers can use the old one."),
    ("CA023", STAGES + SUMMARY % "2 月 11 日前通知所有用户。"),
    ("CA024", SUMMARY % "From 9 February to 14 February there is music; tickets hold for 30 days."),
    ("RO016", STAGES + SUMMARY % "In the first stage 12 % of the orders may fail, and at most 8 % of the users complain."),
    ("RO016", STAGES + SUMMARY % "Today 30 % of the drivers still use the old map."),
    ("RO016", STAGES + SUMMARY % "目标是 20% 的用户用上，失败率低于 1%。"),
    ("TX013", PRICE % ("Pensioners pay 12 €", "Families pay 30 €")),
    ("TX013", PRICE % ("成人船票 45 元", "成人船票原价 60 元")),
    ("TX013", PRICE % ("成人船票 45 元，儿童船票 25 元", "儿童船票 25 元")),
    ("ST013", LEVELS % ("More than 40 customers wait", "More than 10 customers wait")),
    ("ST013", LEVELS % ("5 % to 9 % fail", "3 % to 4 % fail, or 20 % to 30 % wait")),
    ("RB020", "rollback: {backups: [{what: Tickets, where: Another server}]}\n"),
    ("RB020", "checklists: [{title: 准备, items: ['备份不得放在同一台服务器上', '两个服务在同一台服务器上']}]\n"),
    ("RB021", COPY % "Dump the seats to seats_0209.sql" + BACK % "Restore plan_0208.sql"),
    ("RB022", BACK % "Go" + SUMMARY % "Li answers within 5 minutes and decides on the way back."),
    ("RB022", BACK % "Go" + "tests: {phases: [{title: Rain, exit: [Way back within 10 minutes]}]}\n"),
    ("SD009", FACT + SUMMARY % "Ferry seats on board were 160 seats before."),
    ("SD009", FACT + SUMMARY % "码头闸机，每侧 6 台。"),
    ("TS020", "tests: {phases: [{title: Rain, at: 2027-01-02 .. 2027-01-05, status: running}]}\n"),
    ("VS007", BACK % "Redeploy 3.1.4, called version 3.1.4"),
    ("SE001", SUMMARY % "账号/密码的说明见第 2 页；口令 sha256"),
    ("SE001", SUMMARY % "Login page / Step2, password for each of the guests: by letter"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text"), QUIET)
def test_what_is_no_contradiction(code: str, text: str) -> None:
    for language in ("en", "zh"):
        assert problems(HEAD.format(language=language) + text, code) == []


def test_hours_without_a_day() -> None:
    sheet = "runsheet: [{title: Go, at: T .. T+1h, steps: [Go]}]\n"
    wrong = HEAD.format(language="en") + sheet + SUMMARY % "The new gates go live at 18:30."
    assert [(each.location.line, each.location.column) for each in problems(wrong, "CA020")] == [(9, 36)]
    for text in (
        "The new gates go live at 18:00.",
        "As always, the gates go live at 06:30.",
        "8 点开门；18:30 起照常放行",
    ):
        assert problems(HEAD.format(language="en") + sheet + SUMMARY % text, "CA020") == []


def test_numbers_in_words() -> None:
    said = "overview: {goals: [All six boats sail, Paint the six boats, '%s boats at the pier']}\n"
    assert len(problems(HEAD.format(language="en") + said % "Seven", "TX008")) == 1
    assert problems(HEAD.format(language="en") + said % "Six", "TX008") == []
    assert problems(HEAD.format(language="en") + said % "Three", "TX008") == []
