"""Rules that read more than one section: where each finding stands, and that a sound plan has none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from textwrap import dedent

import pytest

from launchbook.core.model import Model
from launchbook.core.problem import Problem
from launchbook.lint import check_plan
from launchbook.load import PlanFiles, load_plan
from launchbook.rules.secret_forms import find_secrets

AS_OF = datetime(2026, 1, 10, tzinfo=UTC)
HEAD = """\
plan: sound-1.0
title: A sound plan
language: en
launch: 2026-01-15 10:00
owner: li
decider: li
people:
  li: {name: Li}
  zhang: {name: Zhang}
"""
"""Nine lines: what a test adds begins on line 10."""

ACROSS = ("SE001", "TX002", "TX003", "PE007", "CA003", "ME010", "ME011", "ME012")


def problems(text: str, *codes: str, as_of: datetime = AS_OF) -> list[Problem]:
    """What the rules say of a plan, of all codes or the given ones."""
    loaded = load_plan(PlanFiles((("plan.yml", text.encode()),)))
    assert loaded.plan is not None, [str(problem.message) for problem in loaded.problems]
    return [problem for problem in check_plan(loaded.plan, as_of) if problem.code.id in (codes or ACROSS)]


def places(text: str, *codes: str, as_of: datetime = AS_OF) -> list[tuple[str, int, int]]:
    """Code, line and column of each."""
    found = problems(HEAD + dedent(text), *codes, as_of=as_of)
    return [(problem.code.id, problem.location.line, problem.location.column) for problem in found]


def related(problem: Problem) -> list[tuple[int, int]]:
    return [(place.line, place.column) for _, place in problem.related]


SOUND = HEAD + dedent("""\
    metrics:
      errors: {name: Errors, target: "≤ 0.1%", gate: "≤ 0.5%", alert: "> 0.8%", rollback: "> 1% for 5m"}
      stay: {name: Retention, target: "≥ 80%", rollback: "< 60%"}
    rollback:
      decider: li
      triggers:
        - {metric: errors}
        - {metric: errors, when: "> 1%"}
        - {metric: stay, when: "< 60%"}
    rollout:
      - {title: Some, share: 10%, gates: [errors, {metric: errors, when: "≤ 0.3%"}]}
      - {title: All, share: 100%}
    monitoring:
      alerts:
        - {title: Early, metric: errors, when: "> 0.5% for 5m", severity: warning, owner: li}
        - {title: Errors, metric: errors, severity: critical, when: "> 0.8% for 5m", action: Call Li, owner: li}
    review:
      improvements:
        - {do: "Reset the password; see [the guide](https://example.com/guide)", owner: zhang}
    references:
      accounts:
        - {account: tester, secret: "`vault:exam/test#user`"}
        - {account: viewer, secret: none}
    notes:
      密码规则: "密码长度 8-20 位，用 bcrypt 保存；`Authorization: Bearer $CDN_TOKEN`。"
    """)


def test_a_sound_plan_has_none() -> None:
    assert problems(SOUND) == []


# SE001


def test_secrets_are_found_where_they_stand() -> None:
    text = """\
        summary: 测试账号密码是 Demo@5678
        references:
          accounts:
            - {account: tester, secret: Demo@5678}
            - account: viewer
              note: "`password=letmein`"
        notes:
          数据库密码: Hx7#kk2
          "token: 0a1b2c3d4e5f6a7b": a secret in a key
          Table: |
            | 账号 | 密码 |
            |---|---|
            | tester | Demo@5678 |
        """
    assert places(text, "SE001") == [
        ("SE001", 10, 10),
        ("SE001", 13, 33),
        ("SE001", 15, 13),
        ("SE001", 17, 10),
        ("SE001", 18, 3),
        ("SE001", 19, 10),
    ]


def test_a_secret_that_is_aliased_is_reported_once() -> None:
    text = """\
        notes:
          One: &note {text: "password: Demo@5678"}
          Two: *note
        """
    assert places(text, "SE001") == [("SE001", 11, 21)]


def test_no_message_repeats_the_secret() -> None:
    text = HEAD + "summary: 'password: Demo@5678'\n"
    for problem in problems(text, "SE001"):
        said = " ".join(str(message) for message in (problem.message, *problem.help))
        assert problem.severity == "error"
        assert "Demo@5678" not in said


SECRETS = [
    "跳板机密码 Mh8-kw2Rz",
    "reviewer@example.com / Sommer2027!",
    "store@example.com|Winter#2026x",
    "密码：Demo@5678",
    "测试账号密码是 Demo@5678",
    "密码Demo@5678",
    "初始密码统一为 Abc12345",
    "账号/密码：13800138000/Demo@5678",
    "账号密码：admin/admin123",
    "password=letmein",
    "password: hunter2",
    '"password": "Demo@5678",',
    "**密码**：Demo@5678",
    "**密码：** Demo@5678",
    "the password is Demo@5678",
    "pwd: 123456",
    "DB_PASSWORD=s3cr3tpw",
    "dbPassword: s3cr3tpw!",
    "deploy --password Foo12345",
    "mysql -u root -pSecret1 exam",
    "redis-cli -h cache -a S3cretPw ping",
    "curl -u admin:S3cret https://example.com",
    "AKIA" + "IOSFODNN7EXAMPLX",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEX",
    "gh" + "p_abcdefghijklmnopqrstuvwxyz0123456789",
    "xox" + "b-123456789012-abcdefghij",
    "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
    "LTAI" + "5tABCDEFGHIJKLMNOPQR",
    "AppSecret 0123456789abcdef0123456789abcdef",
    "-----BEGIN RSA " + "PRIVATE KEY-----",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijk",
    "postgres://app:S3cret@db:5432/exam",
    "Authorization: Bearer abcdef0123456789abcdef",
    "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef0123456789abcdef",
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7bcc-4bc4-97a0-0ec2bbfa5aaa",
    "token: https://example.com/?token=a1b2c3d4e5f6",
    "密钥：a1b2c3d4e5f6a7b8",
    "跳板机账号 ops，密码是\nq7!Vm2xT9",
    "The password is\n  Vm2xT9!kk",
    "电话会议密码 704 218 556",
    "The door code of the war room is 4471#.",
    "门禁码：447190",
    "看板登录：mo / Harbour#2026kb",
    "Login: mo / Harbour#2026kb",
    "| 账号 | 密码 | 权限 |\n|-----|-----|-----|\n| 13800138000 | Demo@5678 | 普通用户 |",
]


@pytest.mark.parametrize("text", SECRETS)
def test_secret(text: str) -> None:
    found = list(find_secrets(text))
    assert found
    assert all(text[secret.start : secret.end].strip() for secret in found)


HARMLESS = [
    "密码 8 位以上",
    "电话会议 9 位密码在日历邀请里",
    "The exit code of the gate is 0",
    "The door code is in the safe",
    "Login: open https://example.com/a1?b=2!",
    "The password is\nkept in the safe",
    "mail ops@example.com / https://example.com/a1?b=2!",
    "ops@example.com / dev@example.com",
    "密码 iPhone15 机型可用",
    "填写账号密码",
    "reset the password",
    "无硬编码密钥",
    '-H "Authorization: Bearer $CDN_TOKEN" \\',
    "apiKey: process.env.METRICS_API_KEY",
    "密码：见 1Password",
    "密码: 1Password 团队保险库",
    "password: vault:exam-buddy/test#user",
    "密码长度不少于 8 位",
    "密码：8-20位，含字母和数字",
    "password must be at least 12 characters",
    "password: >=12chars",
    "Password: required",
    "token: string",
    "token 有效期为 7200 秒",
    "token: 1h30m",
    "max_tokens: 4096",
    "密码采用 SHA-256 加密",
    "密码MD5加盐",
    "token = getToken()",
    "const token = req.headers.authorization",
    "password=${DB_PASSWORD}",
    '--password "$PW"',
    "password: <your password>",
    "密码：******",
    "密码：xxxxxx",
    "postgres://user:password@localhost/exam",
    "postgres://$USER:$PASS@db/exam",
    "redis://:${REDIS_PASSWORD}@cache:6379/0",
    "https://example.com/reset-password?step=2",
    "获取AppID和AppSecret",
    "secret: exam-buddy-test-accounts",
    "API_TOKEN: CDN_TOKEN",
    "the token v1beta1 endpoint",
    "secret: arn:aws:secretsmanager:cn-north-1:1234:secret:x",
    "password for user@example.com",
    "Secret Manager v2",
    "口令：由值班经理口头告知",
    "token: /run/secrets/token",
    "密钥每90天轮换一次",
    "risk-2024-10-05-launch-checklist",
    "mysqldump -u root -p exam > backup.sql",
    "curl -u $USER:$PASS https://example.com",
    "验证 token=abc 时返回 401",
    "| 账号 | 密码 |\n|---|---|\n| tester | 见密码库 |",
]


@pytest.mark.parametrize(("language", "word"), [("en", "password: Vm2xT9!kk"), ("zh", "密码：Vm2xT9!kk")])
def test_secret_in_a_comment(language: str, word: str) -> None:
    text = f"plan: rule-1\ntitle: R\nlanguage: {language}\n# {word}\nlaunch: 2026-01-15 10:00\n"
    text += "# it has no password\ntags: [a]\n"
    found = problems(text, "SE001")
    assert [(each.location.line, each.location.column) for each in found] == [(5, 1)]
    assert "Vm2xT9" not in str(found[0].message)


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless(text: str) -> None:
    assert list(find_secrets(text)) == []


# TX002


def test_refused_links() -> None:
    text = """\
        summary: See [the plan](file:///tmp/plan) and [the site](https://example.com).
        review:
          lessons:
            - A good one
            - Look [here](javascript:alert(1))
        """
    assert places(text, "TX002") == [("TX002", 10, 25), ("TX002", 14, 19)]


# PE007


def improvements(owned: int, others: int) -> str:
    items = [f"    - {{do: Item {n}, owner: zhang}}\n" for n in range(owned)]
    items += [f"    - {{do: Other {n}, owner: li}}\n" for n in range(others)]
    return "review:\n  improvements:\n" + "".join(items)


def test_one_person_carries_nearly_everything() -> None:
    assert places(improvements(8, 5), "PE007") == [("PE007", 9, 3)]
    assert "Zhang owns 8 of 13" in str(problems(HEAD + improvements(8, 5), "PE007")[0].message)


def test_fewer_items_or_a_smaller_share_pass() -> None:
    assert places(improvements(7, 0), "PE007") == []
    assert places(improvements(9, 6), "PE007") == []


def test_a_deputy_is_enough() -> None:
    text = (HEAD + improvements(8, 0)).replace("{name: Zhang}", "{name: Zhang, deputy: li}")
    assert problems(text, "PE007") == []


def test_a_team_is_not_one_person() -> None:
    text = HEAD + improvements(8, 0)
    assert problems(text.replace("{name: Zhang}", "{name: Zhang, count: 4}"), "PE007") == []
    assert problems(text.replace("{name: Zhang}", "{name: Zhang, count: 1}"), "PE007")


# CA003


def test_launch_is_past() -> None:
    late = datetime(2026, 1, 17, tzinfo=UTC)
    assert places("status: approved\n", as_of=late) == [("CA003", 10, 9)]
    assert places("", as_of=late) == [("CA003", 4, 9)]
    assert places("status: launched\n", as_of=late) == []


def test_a_day_of_grace() -> None:
    launch = datetime(2026, 1, 15, 2, tzinfo=UTC)
    assert places("", as_of=launch + timedelta(days=1)) == []
    assert places("", as_of=launch + timedelta(days=1, minutes=1)) == [("CA003", 4, 9)]


# ME010, ME011, ME012


def ladder(rungs: str, trigger: str = "", alerts: str = "") -> str:
    text = f"metrics:\n  errors: {{name: Errors, {rungs}}}\n"
    if trigger:
        text += f"rollback:\n  triggers:\n    - {{metric: errors, when: {trigger}}}\n"
    if alerts:
        text += f"monitoring:\n  alerts:\n{alerts}"
    return text


def test_units_must_agree() -> None:
    found = problems(HEAD + ladder('rollback: "> 1%"', '"> 300ms"'), "ME010")
    assert [(p.location.line, p.location.column, p.severity) for p in found] == [(14, 30, "error")]
    assert related(found[0]) == [(11, 26)]


def test_units_that_the_rollback_checks_itself_are_not_reported_twice() -> None:
    assert places(ladder('target: "≤ 1%"', '"> 300ms"'), "ME010") == []


@pytest.mark.parametrize(
    ("rollback", "trigger", "words"),
    [
        ("> 1%", "> 2%", "crossed later"),
        ("> 1%", "> 0.5%", "crossed earlier"),
        ("< 60%", "< 50%", "crossed later"),
        ("< 60%", "< 70%", "crossed earlier"),
        ("> 1% for 5m", "> 1% for 10m", "crossed later"),
        ("> 1%", "< 2%", "looks the other way"),
    ],
)
def test_a_trigger_differs_from_its_metric(rollback: str, trigger: str, words: str) -> None:
    found = problems(HEAD + ladder(f'rollback: "{rollback}"', f'"{trigger}"'), "ME011")
    assert [(p.location.line, p.location.column, p.severity) for p in found] == [(14, 30, "warning")]
    assert related(found[0]) == [(11, 26)]
    assert words in str(found[0].message)


@pytest.mark.parametrize("trigger", ["> 1%", "≥ 1%", "> 10‰", "> 1% for 5m", "p99 > 5%"])
def test_a_trigger_agrees_or_cannot_be_compared(trigger: str) -> None:
    assert places(ladder('rollback: "> 1%"', f'"{trigger}"'), "ME011") == []


def test_alerts_differ_from_their_metric() -> None:
    first = '    - {title: One, metric: errors, when: "> 0.8%"}\n'
    assert places(ladder('alert: "> 0.5%"', "", first), "ME011") == [("ME011", 14, 42)]
    own = first + '    - {title: Own, metric: errors, when: "> 0.5%"}\n'
    assert places(ladder('alert: "> 0.5%"', "", own), "ME011") == []


def test_a_gate_passes_what_is_rolled_back() -> None:
    text = ladder('rollback: "> 1%"') + 'rollout:\n  - {title: A, gates: [{metric: errors, when: "GATE"}]}\n'
    assert places(text.replace("GATE", "≤ 1%"), "ME011") == []
    found = problems(HEAD + text.replace("GATE", "< 2%"), "ME011")
    assert [(p.location.line, p.location.column) for p in found] == [(13, 47)]
    assert related(found[0]) == [(11, 26)]
    assert "passes the gate at `< 2%`, and is rolled back at `rollback: > 1%`" in str(found[0].message)


def test_two_rollback_thresholds() -> None:
    text = ladder('target: "≤ 1%"', '"> 2%"') + '    - {metric: errors, when: "> 5%"}\n'
    found = problems(HEAD + text, "ME012")
    assert [(p.location.line, p.location.column) for p in found] == [(15, 30)]
    assert related(found[0]) == [(14, 24)]


def test_thresholds_of_different_length_stand_beside_each_other() -> None:
    text = ladder('target: "≤ 1%"', '"> 5% for 5m"') + '    - {metric: errors, when: "> 20% for 1m"}\n'
    assert places(text, "ME012") == []


def test_a_rate_over_a_window_is_compared_and_a_count_is_not() -> None:
    assert places(ladder('rollback: "> 1%"', '"> 3% in 1h"'), "ME011") == [("ME011", 14, 30)]
    assert places(ladder('rollback: "> 50 complaints in 1h"', '"> 90 complaints in 1d"'), "ME011") == []


@pytest.mark.parametrize(
    ("gate", "found"),
    [("≤ 0.3%", 0), ("≤ 0.5%", 0), ("≤ 0.6%", 1), ("≤ 2%", 1)],
    ids=["within", "at", "alert", "rollback"],
)
def test_a_gate_passes_neither_where_the_alert_rings_nor_where_it_is_rolled_back(gate: str, found: int) -> None:
    text = f"""\
        metrics:
          errors: {{name: Errors, target: "≤ 0.1%", alert: "> 0.5%", rollback: "> 1%"}}
        rollout:
          - {{title: Some, share: 10%, gates: [{{metric: errors, when: "{gate}"}}]}}
    """
    assert len(places(text, "ME011")) == found


def test_full_width_commas_between_ids_are_no_sentence() -> None:
    text = """\
        metrics: {errors: Errors, latency: Latency}
        rollout:
          - {title: Some, share: 10%, gates: [errors，latency]}
          - {title: All, share: 100%, gates: [errors are few，latency is low]}
    """
    assert places(text, "TX003") == [("TX003", 12, 39)]


LADDER = 'm: {name: M, target: "≤ 1%", gate: "≤ 2%", alert: "> 3%", rollback: "> 4%"}'


@pytest.mark.parametrize(
    ("entry", "metric", "limit"),
    [
        ("rollback: {triggers: [{metric: m}]}", LADDER, "> 4%"),
        ("rollback: {verify: [{do: Look, metric: m}]}", LADDER, "≤ 1%"),
        ("rollback: {verify: [{do: Look, metric: m}]}", "m: {name: M, gate: '≤ 2%'}", "≤ 2%"),
        ("rollout: {stages: [{title: A, share: 1%, gates: [{metric: m}]}]}", LADDER, "≤ 2%"),
        ("runsheet: {boxes: [{title: A, gate: [{metric: m}], steps: [B]}]}", LADDER, "≤ 2%"),
        ("checklists: [{title: Go, items: [{do: Look, metric: m}]}]", LADDER, "≤ 2%"),
        ("monitoring: {alerts: [{title: A, metric: m}]}", LADDER, "> 3%"),
        ("monitoring: {alerts: [{title: A, metric: m}]}", "m: {name: M, rollback: '> 4%'}", None),
        ("monitoring: {watches: [{title: A, at: T .. T+1h, look_at: [{metric: m}]}]}", LADDER, "≤ 1%"),
        ("risks: {playbooks: [{title: A, triggers: {metric: m}, steps: [B]}]}", "m: {name: M, rollback: '> 4%'}", "> 4%"),
        ("procedures: {p: {title: P, steps: [{do: A, outcomes: {ok: {tone: good, if: {metric: m}}}}]}}", LADDER, "≤ 1%"),
        ("procedures: {p: {title: P, steps: [{do: A, outcomes: {no: {tone: bad, if: {metric: m}}}}]}}", LADDER, "> 4%"),
        ("tests: [{title: A, at: 2026-01-02, exit: [{metric: m}]}]", LADDER, "≤ 1%"),
    ],
)  # fmt: skip
def test_which_threshold_an_entry_takes_from_its_metric(entry: str, metric: str, limit: str | None) -> None:
    loaded = load_plan(PlanFiles((("plan.yml", f"{HEAD}metrics:\n  {metric}\n{entry}\n".encode()),)))
    assert loaded.plan, [str(problem.message) for problem in loaded.problems]
    [held] = [value for _, value in loaded.plan.values if isinstance(value, Model) and vars(value).get("metric")]
    taken = loaded.plan.limit(held)
    assert (taken and str(taken)) == limit


# PL010

BARE = """\
plan: bare
title: A plan without people
language: en
launch: 2026-01-15 10:00
"""
LISTS = "checklists:\n" + "".join(f"  - {{title: List {n}, due: T-1d, items: [Item]}}\n" for n in range(3))
UNOWNED = """\
risks:
  - {title: The provider is down, probability: high, impact: very high, mitigation: x, contingency: y}
review:
  improvements: [Rehearse]
  issues: [{title: Slow, status: open}]
operations:
  reports: [{title: Weekly, cadence: every Monday 10:00, contents: [Figures]}]
"""
CODES = ("PL010", "CL001", "RK001", "RV001", "RV005", "OP005")


def test_that_nobody_is_named_is_one_remark() -> None:
    (problem,) = problems(BARE + LISTS + UNOWNED, *CODES)
    assert (problem.code.id, problem.location.line, problem.location.column) == ("PL010", 6, 13)
    expected = "nobody is named who does it, in 7 places of `checklists`, `risks`, `review`, `operations`"
    assert str(problem.message) == expected
    assert [line for line, _ in related(problem)] == [6, 7, 8, 10, 12, 13, 15]
    assert str(problem.related[3][0]) == "nobody owns the risk “The provider is down”"


def test_few_missing_owners_are_told_one_by_one() -> None:
    assert [problem.code.id for problem in problems(BARE + LISTS, *CODES)] == ["CL001"] * 3
    named = BARE + "people: {li: Li}\n"
    assert {problem.code.id for problem in problems(named + LISTS + UNOWNED, *CODES)} == set(CODES) - {"PL010"}
    more = "meetings: [{title: Daily, cadence: every day, participants: all}, {title: Weekly, at: T-7d, participants: all}]\n"
    assert "PL010" in {problem.code.id for problem in problems(named + LISTS + UNOWNED + more, *CODES)}
