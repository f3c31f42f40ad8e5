"""Alert rules that ring: the unit of a query is read from it, thresholds are converted, and promtool has the last word."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from test_exports import CREW, HEAD, context, plan_of

from launchbook.core.alarm import Alarm
from launchbook.core.quantity import Threshold
from launchbook.core.query import MOST_OPERATORS, read_query
from launchbook.core.units import Unit, unit_of
from launchbook.exports.formats.alert_rules import rules_of
from launchbook.lint import check_plan
from launchbook.load import find_plans, load_plan
from launchbook.rules.metrics_direction import better_high

CASES = Path(__file__).parent.parent / "launchbook/sections"


@pytest.mark.parametrize(
    ("query", "dimension", "size"),
    [
        ("histogram_quantile(0.9, sum by (le) (rate(http_seconds_bucket[5m])))", "time", 1),
        ("max(job_milliseconds)", "time", "0.001"),
        ("max(job_milliseconds) / 1000", "time", 1),
        ("rate(wait_seconds_sum[5m]) / rate(wait_seconds_count[5m])", "time", 1),
        ("time() - backup_timestamp_seconds", "time", 1),
        ("node_memory_MemAvailable_bytes", "data", 1),
        ("jvm_memory_bytes_used / 1024 / 1024", "data", 1024**2),
        ("rate(sent_bytes_total[5m]) * 8", "data/time", "0.125"),
        ("sum(rate(a_total[5m])) / sum(rate(b_total[5m]))", "ratio", 1),
        ("100 * sum(rate(a[5m])) / sum(rate(b[5m]))", "ratio", "0.01"),
        ("(1 - avg(rate(node_cpu_seconds_total{mode='idle'}[5m]))) * 100", "ratio", "0.01"),
        ("clamp_max(cache_hit_ratio, 1)", "ratio", 1),
        ("node_conntrack_entries / node_conntrack_entries_limit", "ratio", 1),
        ("avg_over_time(up[1h])", "ratio", 1),
        ("x_seconds_bucket{le='0.5'} / ignoring(le) x_seconds_count", "ratio", 1),
        ("sum by (job) (rate(x_seconds_bucket{le='0.5'}[5m])) / sum by (job) (rate(x_seconds_count[5m]))", "ratio", 1),
        ("histogram_quantile(0.9, rate({__name__='x_milliseconds_bucket'}[5m]))", "time", "0.001"),
        ("increase(order_cents_total[1h])", "cent", 1),
        ("increase(errors_total[1h])", "", 1),
        ("sum(rate(requests_total[5m]))", "/time", 1),
        ("sum(rate(requests_total[5m])) * 60", "/time", Decimal(1) / 60),
    ],
)  # fmt: skip
def test_the_unit_of_a_query(query: str, dimension: str, size: object) -> None:
    assert read_query(query).unit == Unit(dimension, Decimal(str(size)))


@pytest.mark.parametrize(
    "query", ["queue_length", "a / b", "sqrt(x_bytes)", "x_bytes + y_seconds", "x_bytes * 1e999", "5"]
)
def test_what_a_query_does_not_tell(query: str) -> None:
    assert read_query(query).unit is None


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        ("up == 0", True), ("(a / b) < 0.1", True), ("a > 1 and b < 2", True), ("a > 1 unless b", True), ("absent(up)", True),
        ("a > bool 1", False), ("sum(a > 1)", False), ("a > 1 or b", False), ("up", False),
    ],
)  # fmt: skip
def test_which_query_is_a_condition(query: str, condition: bool) -> None:
    assert read_query(query).condition is condition


def test_a_query_without_end_is_refused() -> None:
    for query in ("(" * 10**5 + "x", "-" * 10**4 + "x", "x" + " or x" * 10**3, "x" * 10**5):
        assert "too long" in str(read_query(query).problem)
    assert not read_query("x" + "+x" * (MOST_OPERATORS - 1)).problem
    assert not read_query('{a="' + "(-" * 300 + '"} == 0').problem


@given(st.text(max_size=30) | st.text("xrate_seconds()[5m]*/+-<>=10.%{}\"' ", max_size=30))
def test_any_text_is_read(query: str) -> None:
    found = read_query(query)
    assert found.problem or found.unit is None or found.unit.size


def rules(text: str) -> list[dict[str, Any]]:
    plan = plan_of(HEAD + CREW + text)
    return rules_of(plan, context(plan))[0]


def remarks(text: str) -> list[str]:
    plan = plan_of(HEAD + CREW + text)
    return [
        f"{problem.location.line}:{problem.location.column} {problem.message}"
        for problem in check_plan(plan, plan.frame.launch.at)
        if problem.code.id in ("MO014", "ME005")
    ]


@given(
    st.integers(1, 9999),
    st.sampled_from(["us", "ms", "s", "min"]),
    st.sampled_from(["milliseconds", "seconds", "minutes"]),
)
def test_a_threshold_is_converted_into_what_the_query_returns(value: int, unit: str, series: str) -> None:
    [rule] = rules(f"metrics: {{m: {{name: M, query: job_{series}, alert: '> {value} {unit}'}}}}\n")
    returned = Decimal(rule["expr"].split("> ")[1]) * unit_of(series).size
    assert abs(returned / Threshold.parse(f"> {value} {unit}").base - 1) < Decimal("1e-9")


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("query: 'rate(a_total[2m]) / rate(b_total[2m])', alert: '> 1% for 1h'", "> 0.01"),
        ("query: '100 * rate(a_total[2m]) / rate(b_total[2m])', alert: '> 5‰'", "> 0.5"),
        ("query: some_gauge, unit: ratio, alert: '> 75%'", "> 0.75"),
        ("query: 'rate(a_total[2m])', alert: '> 600 req/min'", "> 10"),
        ("query: free_bytes, alert: '< 2GB'", "< 2000000000"),
        ("query: free_bytes / 2^30, unit: GiB, alert: '< 2GiB'", "< 2"),
        ("query: users_online, alert: '< 1.5万'", "< 15000"),
        ("query: used_ratio, target: ≤ 50%, alert: '> 0.8'", "> 0.8"),
        ("query: used_ratio * 100, unit: '%', alert: '> 80'", "> 80"),
        ("query: complaints, alert: '> 50 条'", "> 50"),
        *((f"query: wait, unit: {micro}s, alert: '> 1.5ms'", "> 1500") for micro in "u\u00b5\u03bc"),
        ("query: wait_seconds, alert: '> 500 \u00b5s'", "> 0.0005"),
        ("query: temp, unit: K, target: < 350 K, alert: '> 353 K'", "> 353"),
        ("query: temp_kelvin, alert: '> 353 K'", "> 353"),
        ("query: users_online, alert: '> 353K'", "> 353000"),
        ("query: users / 10000, unit: 万人, alert: '> 5万'", "> 5"),
        ("query: users / 10000, unit: 万, alert: '> 5'", "> 5"),
        ("query: takings_eur, alert: '< 5 EUR'", "< 5"),
        ("query: 'rate(a_total[2m])', alert: '> 5 kQPS'", "> 5000"),
        ("query: 'rate(a_total[2m])', alert: '> 5 k req/s'", "> 5000"),
        ("query: 'rate(a_total[2m])', alert: '> 5 Mreq/s'", "> 5000000"),
        *((f"query: free_bytes, alert: '< 4{unit}'", "< 4294967296") for unit in ("Gi", " Gi", " GiB")),
    ],
)
def test_what_a_rule_compares_with(metric: str, expected: str) -> None:
    [rule] = rules(f"metrics:\n  m: {{name: M, {metric}}}\n")
    assert rule["expr"].endswith(f") {expected}") and not remarks(f"metrics:\n  m: {{name: M, {metric}}}\n")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{name: M, alert: '> 1%', query: 'sum(rate(x[5m])'}", "unclosed left parenthesis"),
        (
            "{name: M, alert: '> 1%', query: 'rate(x_total[5m])'}",
            "`> 1%` does not convert into what the query returns: a count per second",
        ),
        ("{name: M, alert: '> 1s', query: free_bytes}", "does not convert into what the query returns: bytes"),
        ("{name: M, alert: '> 1%', query: queue_length}", "in which unit"),
        (
            "{name: M, alert: '> 5 EUR', query: order_cents}",
            "`> 5 EUR` does not convert into what the query returns: cent",
        ),
        (
            "{name: M, alert: '> 5 EUR', unit: cents, query: takings}",
            "does not convert into what the query returns: cent",
        ),
        ("{name: M, alert: '> 5 EUR', query: price_usd}", "does not convert into what the query returns: USD"),
        ("{name: M, alert: '> 15%', query: 'a_ratio > 0.1'}", "compares for itself (`> 0.1`)"),
        (
            "{name: M, alert: '> 5 in 1h', query: 'increase(x_total[5m])'}",
            "counted in 1h, but the query reads over `5m`",
        ),
    ],
)
def test_what_is_left_out_is_told_where_it_stands(entry: str, said: str) -> None:
    [remark] = remarks(f"metrics:\n  m: {entry}\n")
    line, column = HEAD.count("\n") + CREW.count("\n") + 2, len("  m: ") + entry.index("query: ") + len("query: ") + 1
    assert remark.startswith(f"{line}:{column} ") and said in remark


def test_an_alert_without_a_query_is_missed_beside_one_with() -> None:
    wordy = "    - {title: Wordy, text: Somebody complains}\n"
    assert remarks(f"monitoring:\n  alerts:\n{wordy}") == []
    [remark] = remarks(f"monitoring:\n  alerts:\n    - {{title: Down, query: up == 0}}\n{wordy}")
    assert "“Wordy” is not exported as an alert rule: it is described in words" in remark


def test_rules_keep_their_name_and_labels_tell_them_apart() -> None:
    alert = "    - {{title: Disk, severity: {}, query: free_ratio < {}}}\n".format
    found = rules("monitoring:\n  alerts:\n" + alert("warning", 0.2) + alert("critical", 0.1) + alert("critical", 0.05))
    assert [rule["alert"] for rule in found] == ["Disk"] * 3
    assert [rule["labels"]["severity"] for rule in found] == ["warning", "critical", "critical"]
    assert len({repr(rule["labels"]) for rule in found}) == 3


# promtool


def promtool(folder: Path, kind: str, name: str, data: object) -> str:
    (folder / name).write_text(data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True), "utf-8")
    done = subprocess.run(["promtool", kind, "rules", name], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def plans() -> list[Path]:
    root = Path(__file__).parent.parent.parent
    return [*sorted((root / "plans").glob("*")), *sorted(CASES.glob("*/cases/*.yml"))]


def test_promtool_takes_the_rules_of_every_plan(tmp_path: Path) -> None:
    """One file of all their rules, a group for each plan."""
    groups = []
    for path in plans():
        for files in find_plans([path])[0]:
            plan = load_plan(files).plan
            if plan and (found := rules_of(plan, context(plan))[0]):
                groups.append({"name": str(path), "rules": found})
    assert len(groups) > 3
    out = promtool(tmp_path, "check", "rules.yml", {"groups": groups})
    assert "duplicate" not in out.lower()


RINGING = """\
metrics:
  latency:
    {name: Latency, unit: ms, alert: "p95 > 1s for 5m", query: "histogram_quantile(0.95, sum(rate(http_seconds_bucket[5m])) by (le))"}
  errors:
    {name: Errors, alert: "> 1% for 2m", rollback: "> 5% for 2m", query: "sum(rate(errors_total[2m])) / sum(rate(all_total[2m]))"}
  memory: {name: Memory, alert: "< 2GB for 2m", query: free_bytes}
  load: {name: Load, alert: "> 600 req/min for 2m", query: "sum(rate(all_total[2m]))"}
"""


FAST, SLOW, ALL = (f"http_seconds_bucket{{le='{le}'}}" for le in ("0.5", "2", "+Inf"))


@pytest.mark.parametrize(
    ("series", "ringing"),
    [
        ({FAST: "0+0x20", SLOW: "0+60x20", ALL: "0+60x20"}, {"Latency alert"}),
        ({FAST: "0+60x20", SLOW: "0+60x20", ALL: "0+60x20"}, set()),
        ({"errors_total": "0+3x20", "all_total": "0+100x20"}, {"Errors alert"}),
        ({"errors_total": "0+6x20", "all_total": "0+100x20"}, {"Errors alert", "Errors rollback"}),
        ({"errors_total": "0+0.5x20", "all_total": "0+100x20"}, set()),
        ({"free_bytes": "1.9e9x20"}, {"Memory alert"}),
        ({"free_bytes": "2.1e9x20"}, set()),
        ({"all_total": "0+630x20"}, {"Load alert"}),
        ({"all_total": "0+570x20"}, set()),
    ],
)
def test_rules_ring_when_they_must(series: dict[str, str], ringing: set[str], tmp_path: Path) -> None:
    found = rules(RINGING)
    promtool(tmp_path, "check", "rules.yml", {"groups": [{"name": "g", "rules": found}]})
    expected = [
        {
            "eval_time": "15m",
            "alertname": rule["alert"],
            "exp_alerts": [{"exp_labels": rule["labels"], "exp_annotations": rule["annotations"]}]
            if f"{rule['alert']} {rule['labels']['rung']}" in ringing
            else [],
        }
        for rule in found
    ]
    merged: dict[str, dict[str, Any]] = {}
    for entry in expected:
        kept = merged.setdefault(entry["alertname"], entry | {"exp_alerts": []})
        kept["exp_alerts"] += entry["exp_alerts"]
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": list(merged.values()),
    }
    promtool(tmp_path, "test", "test.yml", {"rule_files": ["rules.yml"], "evaluation_interval": "1m", "tests": [test]})


@pytest.mark.parametrize(
    ("name", "high"),
    [
        ("报告成功率", True), ("可用性", True), ("Cache hit ratio", True), ("crash-free sessions", True), ("无崩溃用户", True),
        ("失败率", False), ("p95 latency", False), ("CPU 使用率", False), ("不可用时长", False), ("unsuccessful logins", False),
        ("QPS", None), ("用户留存率的降幅", False), ("drop of errors", True), ("订单数", None),
        ("Pictures uploaded without error", True), ("没有报错的上传", None), ("无失败任务占比", True),
    ],
)  # fmt: skip
def test_the_nature_of_a_metric_is_read_from_its_name(name: str, high: bool | None) -> None:
    assert better_high(name) is high


@pytest.mark.parametrize(
    ("rung", "limit", "name", "wrong"),
    [
        ("rollback", "> 80%", "成功率", True), ("alert", "< 5s", "Latency", True), ("target", "≥ 1%", "错误率", True),
        ("gate", "≤ 99%", "availability", True), ("rollback", "< 80%", "成功率", False), ("target", "≤ 1%", "错误率", False),
    ],
)  # fmt: skip
def test_thresholds_follow_the_nature_of_their_metric(rung: str, limit: str, name: str, wrong: bool) -> None:
    plan = plan_of(f'{HEAD}{CREW}metrics: {{m: {{name: {name}, {rung}: "{limit}"}}}}\n')
    codes = [problem.code.id for problem in check_plan(plan, plan.frame.launch.at)]
    assert ("ME014" in codes) is wrong


@pytest.mark.parametrize(
    ("trigger", "wrong"), [("报告成功率 > 80%", True), ("报告成功率 < 80%", False), ("error rate < 1%", True)]
)
def test_sentences_follow_it_as_well(trigger: str, wrong: bool) -> None:
    plan = plan_of(f"{HEAD}{CREW}rollback: {{triggers: ['{trigger}'], steps: [Undo], verify: [Look]}}\n")
    assert ("ME014" in [problem.code.id for problem in check_plan(plan, plan.frame.launch.at)]) is wrong


@pytest.mark.parametrize(("key", "told"), [("note", True), ("accepted", False)])
def test_only_an_acceptance_accepts_a_missed_target(key: str, told: bool) -> None:
    phase = f"{{title: A, at: 2026-01-02, status: done, targets: [{{text: P, when: '≥ 100%', actual: 78%}}], {key}: Ann said so}}"
    plan = plan_of(f"{HEAD}{CREW}tests: [{phase}]\n")
    assert ("TS006" in [problem.code.id for problem in check_plan(plan, plan.frame.launch.at)]) is told


@pytest.mark.parametrize(
    ("query", "threshold", "limit"),
    [
        ("power_watts", "> 2kW", "> 2000"), ("rail_volts", "< 900mV", "< 0.9"), ("clock_hertz", "< 2GHz", "< 2000000000"),
        ("distance_meters", "> 5km", "> 5000"), ("weight_grams", "> 5kg", "> 5000"), ("temp_celsius", "> 80 ℃", "> 80"),
        ("temp_fahrenheit", "> 80 ℃", ""), ("power_watts", "> 5km", ""),
    ],
)  # fmt: skip
def test_physical_units_convert_by_their_prefix_or_not_at_all(query: str, threshold: str, limit: str) -> None:
    alarm = Alarm(query, Threshold.parse(threshold))
    assert bool(alarm.problem) is not bool(limit)
    assert alarm.problem or alarm.expression == f"({query}) {limit}"
