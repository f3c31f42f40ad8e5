"""Days, digits, limits, failures and secrets in sentences, against what the plan says elsewhere.

`«…»` marks where the remark points. Each text is read once more with its cure, which must be quiet.
"""

from __future__ import annotations

import pytest
from test_rules_across import problems

HEAD = """\
plan: again-2
title: Again
language: {language}
timezone: Europe/Berlin
version: 6.2.0
launch: 2027-02-09 18:00
owner: li
people: {{li: {{name: Li Weiguo}}}}
"""
NOTE = "notes: {Who: '%s'}\n"
DATES = "overview: {dates: [{title: Trial on two quays, at: 2027-02-03}, {title: Old lamps are switched off, at: 2027-03-04}]}\n"
DATES_ZH = (
    "overview: {dates: [{title: 码头试点, at: 2027-02-03}, "
    "{title: 旧灯下线, at: 2027-03-04}, {title: 年前封网期, at: 2027-01-28}]}\n"
)
LAMPS_ZH = "standards: {灯: {facts: [{name: 灯, value: 2314 盏}, {name: 备, value: 另有 2314 盏灯}]}}\n"
LAMPS = (
    "standards: {Lamps: {facts: [{name: Lamps, value: '2,314 lamps'}, {name: Spare, value: as many as 2314 lamps}]}}\n"
)
SHARES = (
    "rollout: [{title: A, share: 5%, at: T}, {title: B, share: 25%, at: T+1d}, {title: C, share: 100%, at: T+2d}]\n"
)
FAIL = (
    "metrics: {dark: {name: Dark lamps, alert: '> 1% for 5m', rollback: '> 2% for 15m'}, "
    "ok: {name: 点灯成功率, rollback: '< 95% for 15m'}}\n"
)
STEP = "runsheet: [{title: Look, at: T .. T+1h, steps: [{do: Watch the dark lamps, expect: '%s'}]}]\n"
TESTED = (
    "tests: {phases: [{title: Rain, at: 2027-01-02, results: {passed: 8, failed: 2, total: 10}, accepted: '%s'}]}\n"
)

FAULTS = [
    ("CA025", "en", NOTE % "On 5 February, «six days before the launch», the quay is closed.", "four days before the launch"),
    ("CA025", "en", DATES + NOTE % "Signs hang from 27 January, «two weeks before the trial».", "one week before the trial"),
    ("CA025", "zh", NOTE % "2 月 1 日送检，«离上线还有 12 天»。", "离上线还有 8 天"),
    ("CA025", "zh", DATES_ZH + NOTE % "2 月 10 日收尾，是«试点后 3 天»。", "试点后 7 天"),
    ("CA013", "en", NOTE % "On «Friday the 9th» nobody works.", "Tuesday the 9th"),
    ("CA013", "zh", NOTE % "«9 日（周四）»全员到岗。", "9 日（周二）"),
    ("CA015", "en", DATES + NOTE % "The old lamps burn until «9 March», then the poles go.", "4 March"),
    ("CA015", "en", DATES + NOTE % "The trial on the two quays begins on «5 February».", "3 February"),
    ("CA015", "zh", DATES_ZH + NOTE % "旧灯保留到 «3 月 9 日»。", "3 月 4 日"),
    ("CA015", "zh", DATES_ZH + NOTE % "年前封网期自 «1 月 25 日»起。", "1 月 28 日"),
    ("CA024", "zh", NOTE % "2 月 9 日先放一批，2 月 16 日放完，«历时 5 天»。", "历时 7 天"),
    ("CA024", "en", NOTE % "From 9 February to 16 February«: 12 days» without a ferry.", ": 7 days"),
    ("EV010", "en", NOTE % "Closed from 23:00 on Monday to 05:00, «nine hours» in all.", "six hours"),
    ("EV010", "zh", NOTE % "05:00 停机维护，08:00 开放，维护 «4 小时»。", "3 小时"),
    ("TX015", "en", LAMPS + NOTE % "All «2,341» lamps are new.", "2,314"),
    ("TX015", "zh", LAMPS_ZH + NOTE % "共换灯 «3214» 盏。", "2314"),
    ("RO016", "en", SHARES + NOTE % "The «second stage with 30 %» lasts a day.", "second stage with 25 %"),
    ("RO016", "zh", SHARES + NOTE % "«第二批 35%» 之后停一天。", "第二批 25%"),
    ("ME020", "en", FAIL + STEP % "at most «1.4%»", "at most 1%"),
    ("ME020", "en", FAIL + NOTE % "Dark lamps above 2% for «40 minutes»: go back.", "15 minutes"),
    ("ME020", "zh", FAIL + NOTE % "成功率低於 «93%» 就退回。", "95%"),
    ("ME020", "zh", FAIL + NOTE % "点灯的成功率低于 95% 持续 «5 分钟» 就退回。", "15 分钟"),
    ("TS021", "en", TESTED % "«The four failures» are known.", "The two failures"),
    ("TS021", "zh", TESTED % "«三条失败»用例已知。", "两条失败"),
    ("PE011", "en", NOTE % "Call the quay on «+44 20 794 01» or 030 5550 0123 at night.", "+44 20 7946 0123"),
    ("PT017", "zh", "platforms: [app-store]\n" + NOTE % "iOS 走«分阶段发布 4 天»。", "分阶段发布 7 天"),
    ("TX005", "en", NOTE % "The harbour agreed on «XX March».", "3 March"),
    ("TX005", "en", NOTE % "Ask «<to be named>» for the key.", "Li"),
    ("TX005", "zh", NOTE % "请拨 «○○○○» 专线。", "1999"),
    ("VS007", "en", SHARES + "summary: Firmware «6.3.1» comes.\n", "6.2.0"),
]  # fmt: skip
SECRETS = [
    NOTE % "The box opens with the password Har8our-Gate",
    NOTE % "登录密码（两人共用）：Qw8#mole",
    "notes:\n  Who: |\n    帳號 keeper\n    密碼\n    Lamp#2207\n",
    NOTE % "口令＝ｌａｍｐ－８８１２Ｘ",
]
QUIET = [
    NOTE % "On 5 February, about six days before the launch, the quay is closed.",
    NOTE % "The lamps came on 2 February, two days after the storm.",
    NOTE % "2 月 1 日送检，离退潮还有 3 天。",
    NOTE % "In 2026, Sunday the 8th of March was stormy; the 9th is a Tuesday.",
    DATES + NOTE % "Until 9 March the ferries run as before; the trial was good.",
    LAMPS + NOTE % "We counted 2,413 steps and 1,432 stones; call 2341.",
    SHARES + NOTE % "第二批失败率 3% 以上就停。",
    FAIL + STEP % "at most 4 s",
    FAIL + NOTE % "充电成功率低于 90% 时换电池，与灯无关。",
    TESTED % "One of the four failures was known.",
    NOTE % "Call before 030 people come; phone 2027-02-09.",
    NOTE % "Sign in with the password of the harbour, Step2 comes later.",
    NOTE % "密码（至少 12 位）：见保险柜。",
    NOTE % "二〇二七年，○ means that it was not tried.",
    "rollout: [{title: A, share: 5%, at: T, on_breach: Try again on 11 February}]\n" + NOTE % "Go.",
]  # fmt: skip
CODES = [f"CA0{number}" for number in (13, 15, 24, 25)] + [
    "EV010",
    "ME020",
    "PE011",
    "RO016",
    "SE001",
    "TS021",
    "TX005",
    "TX015",
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


@pytest.mark.parametrize("text", SECRETS)
def test_secrets(text: str) -> None:
    assert len(place(HEAD.format(language="zh") + text, "SE001")) == 1


@pytest.mark.parametrize("text", QUIET)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_quiet(language: str, text: str) -> None:
    assert [code for code in CODES if place(HEAD.format(language=language) + text, code)] == []


SCOPE = "overview: {scope: [{text: 夜间点灯, priority: P0}, {text: 故障上报, priority: P0}, {text: Dim the quay lamps, priority: P0}]}\n"
TESTS = "tests: {phases: [{title: Rain, at: 2027-01-02, content: [夜间点灯, 故障上报%s]}]}\n"


def test_scope_is_tested() -> None:
    head = HEAD.format(language="en") + SCOPE
    assert place(head + TESTS % "", "TS022") == [(9, 76)]
    assert place(head + TESTS % ", The lamps on the quay dim", "TS022") == []
    assert place(head + "tests: {phases: [{title: Rain, content: [All]}]}\n", "TS022") == []


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("[合服, 备份全库]", 1),
        ("[Purge the old tickets, Back up the database]", 1),
        ("[备份全库, 合服]", 0),
        ("[结算报表发给财务, 备份全库]", 0),
        ("[Reset the lamp, Back up the database]", 0),
    ],
)
def test_changed_for_good_before_the_copy(steps: str, told: int) -> None:
    text = HEAD.format(language="en") + f"runsheet: [{{title: Night, at: T .. T+1h, steps: {steps}}}]\n"
    assert len(place(text, "RB016")) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Your lamp gets new software on 9 February between 17:00 and 19:00.", 1),
        ("Your lamp gets new software on 9 February between 18:00 and 20:00.", 0),
        ("2 月 9 日 16:30 至 18:30 升级灯控系统。", 1),
        ("2 月 9 日 18:30 至 19:30 升级灯控系统。", 0),
        ("Our desk gets updates between 08:00 and 12:00.", 0),
    ],
)
def test_hours_of_an_update(text: str, told: int) -> None:
    head = HEAD.format(language="en") + "window: 2h\n"
    assert len(place(head + f"communications: [{{title: Note, what: New, template: '{text}'}}]\n", "EV003")) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("主包 2.6 MB，分包各 1.4 MB", 1),
        ("主包从 2.6 MB 降到 1.4 MB，分包 1.2 MB", 0),
        ("The main package is 3 MB, each sub-package has 1 MB", 1),
    ],
)
def test_sizes_of_packages(text: str, told: int) -> None:
    assert len(place(HEAD.format(language="en") + "platforms: [wechat]\n" + NOTE % text, "PT011")) == told


@pytest.mark.parametrize(("day", "told"), [("2027-02-20", 1), ("2027-02-18", 0), ("2027-01-20", 0)])
def test_the_review_of_the_launch(day: str, told: int) -> None:
    text = f"overview: {{dates: [{{title: Review, at: {day}}}]}}\nreview: {{held: 2027-02-18 10:00}}\n"
    assert len(place(HEAD.format(language="en") + text, "EV001")) == told
