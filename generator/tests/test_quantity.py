"""Durations, shares and thresholds: what is read, what compares, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchbook.core.problem import Rejected
from launchbook.core.quantity import Duration, Share, Threshold
from launchbook.core.units import SCALES
from launchbook.render.formats import duration_text
from launchbook.sections.operations.amount import Amount


def refused(read: object, text: str) -> str:
    with pytest.raises(Rejected) as caught:
        read(text)  # type: ignore[operator]
    assert caught.value.help
    return f"{caught.value.code.id} {caught.value}"


# durations


@pytest.mark.parametrize(
    ("text", "seconds"),
    {
        "30m": 1800, "1h30m": 5400, "1h 30m": 5400, "90 min": 5400, "1.5h": 5400, "2d": 172800, "1w": 604800,
        "2 weeks": 1209600,
        "10s": 10, "500ms": 0.5, "250us": 0.00025, "0m": 0, "5分钟": 300,
        "2小时30分": 9000, "3 天": 259200, "1周": 604800,
        "３０ｍ": 1800,
        "1H": 3600, "1.5d": 129600, "1d12h": 129600, "36500d": 36500 * 86400,
    }.items(),
)  # fmt: skip
def test_durations(text: str, seconds: float) -> None:
    duration = Duration.parse(text)
    assert duration.total == timedelta(seconds=seconds)
    assert Duration.parse(str(duration)) == duration


def test_days_are_told_from_hours() -> None:
    assert (Duration.parse("1d").days, Duration.parse("1d").rest) == (1, timedelta())
    assert (Duration.parse("24h").days, Duration.parse("24h").rest) == (0, timedelta(hours=24))
    assert (Duration.parse("1.5d").days, Duration.parse("1.5d").rest) == (1, timedelta(hours=12))


@pytest.mark.parametrize(
    ("text", "low", "high", "en", "zh"),
    [
        ("1-2w", "1w", "2w", "1–2 wks", "1–2周"),
        ("10-20m", "10m", "20m", "10–20 min", "10–20分钟"),
        ("2–3 天", "2d", "3d", "2–3 days", "2–3天"),
        ("5~10分钟", "5m", "10m", "5–10 min", "5–10分钟"),
        ("１～２周", "1w", "2w", "1–2 wks", "1–2周"),
        ("30m-1h", "30m", "1h", "30 min – 1 h", "30分钟 – 1小时"),
        ("1.5 to 2 h", "90m", "2h", "1 h 30 min – 2 h", "1小时 30分钟 – 2小时"),
        ("3-5wd", "3wd", "5wd", "3–5 working days", "3–5 个工作日"),
        ("1w-6wd", "1w", "6wd", "1 wk – 6 working days", "1周 – 6 个工作日"),
        ("2-2d", "2d", "2d", "2 days", "2天"),
    ],
)
def test_a_range_counts_by_its_high_end(text: str, low: str, high: str, en: str, zh: str) -> None:
    said = Duration.parse(text)
    assert (said.shortest.total, said.total) == (Duration.parse(low).total, Duration.parse(high).total)
    assert (str(said), duration_text(said, "en"), duration_text(said, "zh")) == (text, en, zh)
    assert Duration.parse(str(said)) == said


@pytest.mark.parametrize(("text", "cure"), {"20-10m": "10-20m", "1h-30m": "30m-1h", "3 天到 2 天": "2 天-3 天"}.items())
def test_a_range_runs_forwards(text: str, cure: str) -> None:
    with pytest.raises(Rejected) as caught:
        Duration.parse(text)
    assert f"Write the shorter one first: `{cure}`." in str(caught.value.help[0])


def test_ranges_are_summed_by_their_ends_and_compared_by_overlap() -> None:
    short, hour, long = (Duration.parse(text) for text in ("30m", "20m-1h", "1.5-2h"))
    total = Duration.sum([short, hour])
    assert total and duration_text(total, "en") == "50 min – 1 h 30 min"
    assert total.count(timedelta(minutes=1)) == "50–90"
    assert (short.meets(hour), total.meets(long), long.meets(hour)) == (True, True, False)
    assert (long.exceeds(hour), total.exceeds(hour), Duration.sum([])) == (True, False, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "m",
        "90",
        "1-2",
        "1w-2",
        "1-2h30m",
        "1-2-3h",
        "-1h",
        "1h-",
        "1y",
        "1M",
        "1h,30m",
        "1h30",
        "soon",
        "半小时",
        "1..5h",
        "h1",
        "٣h:",
    ],
)
def test_what_is_no_duration(text: str) -> None:
    assert refused(Duration.parse, text) == f"QU001 `{text}` is not a duration"


@pytest.mark.parametrize("text", ["36501d", "999999999w", "999999999h", "36500d876001h"])
def test_a_century_is_enough(text: str) -> None:
    assert refused(Duration.parse, text) == f"QU001 `{text}` is longer than a century"


# shares


@pytest.mark.parametrize(
    ("text", "low", "high", "shown"),
    [
        ("10%", 10, 10, "10%"), ("1 %", 1, 1, "1%"), ("0.5%", "0.5", "0.5", "0.5%"), ("100%", 100, 100, "100%"),
        ("0%", 0, 0, "0%"),
        ("2-5%", 2, 5, "2–5%"), ("2%-5%", 2, 5, "2–5%"), ("2–5%", 2, 5, "2–5%"), ("2 至 5％", 2, 5, "2–5%"),
        ("33.330%", "33.33", "33.33", "33.33%"),
    ],
)  # fmt: skip
def test_shares(text: str, low: object, high: object, shown: str) -> None:
    share = Share.parse(text)
    assert (share.low, share.high, str(share)) == (Decimal(str(low)), Decimal(str(high)), shown)
    assert (Share.parse(shown).low, Share.parse(shown).high) == (share.low, share.high)


@pytest.mark.parametrize(
    ("text", "said"),
    {
        "10": "`10` is not a share", "-5%": "`-5%` is not a share", "some": "`some` is not a share",
        "": "`` is not a share",
        "101%": "`101%` is more than everyone", "5-200%": "`5-200%` is more than everyone",
        "5-2%": "`5-2%` runs backwards",
    }.items(),
)  # fmt: skip
def test_what_is_no_share(text: str, said: str) -> None:
    assert refused(Share.parse, text) == f"QU002 {said}"


# thresholds, as launch plans write them


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit", "shown"),
    [
        ("< 2s", "<", "2", "s", "< 2s"), ("≥ 99.5%", "≥", "99.5", "%", "≥ 99.5%"),
        ("> 4.0/5分", ">", "4.0", "/5分", "> 4.0/5分"),
        ("> 4.0/5.0", ">", "4.0", "/5.0", "> 4.0/5.0"), ("< 100MB", "<", "100", "MB", "< 100MB"),
        ("≤ 500ms", "≤", "500", "ms", "≤ 500ms"),
        ("> 1000ms", ">", "1000", "ms", "> 1,000ms"), ("> 0.05%", ">", "0.05", "%", "> 0.05%"),
        ("> 150个用例", ">", "150", "个用例", "> 150 个用例"),
        ("> 5分钟", ">", "5", "分钟", "> 5 分钟"), ("<16MB", "<", "16", "MB", "< 16MB"),
        ("> 90%", ">", "90", "%", "> 90%"),
        ("> 10s", ">", "10", "s", "> 10s"), ("> 50 条", ">", "50", "条", "> 50 条"), ("= 0", "=", "0", "", "= 0"),
        ("== 3", "=", "3", "", "= 3"),
        ("!= 0", "≠", "0", "", "≠ 0"), ("<= 50 %", "≤", "50", "%", "≤ 50%"), ("=< 5", "≤", "5", "", "≤ 5"),
        ("⩾ 5", "≥", "5", "", "≥ 5"),
        ("＞５％", ">", "5", "%", "> 5%"), ("> -5", ">", "-5", "", "> -5"), ("> −5 °C", ">", "-5", "°C", "> -5 °C"),
        ("≥ 100 req/s", "≥", "100", "req/s", "≥ 100 req/s"), ("> 20 次 / 分钟", ">", "20", "次/分钟", "> 20 次/分钟"),
        ("≥ 1,000,000 users", "≥", "1000000", "users", "≥ 1,000,000 users"),
        ("> 12 inch", ">", "12", "inch", "> 12 inch"),
    ],
)  # fmt: skip
def test_thresholds(text: str, operator: str, value: str, unit: str, shown: str) -> None:
    threshold = Threshold.parse(text)
    assert (threshold.operator, threshold.value, threshold.unit, str(threshold)) == (
        operator,
        Decimal(value),
        unit,
        shown,
    )
    assert threshold.window is None and threshold.mode == "" and threshold.aggregate == ""
    assert Threshold.parse(shown) == threshold


@pytest.mark.parametrize(
    ("text", "aggregate", "mode", "seconds", "shown"),
    [
        ("p95 < 500ms", "p95", "", None, "p95 < 500ms"), ("P99.9<2s", "p99.9", "", None, "p99.9 < 2s"),
        ("avg ≤ 50%", "avg", "", None, "avg ≤ 50%"),
        ("D7 > 20%", "D7", "", None, "D7 > 20%"), ("> 50 条 in 1h", "", "in", 3600, "> 50 条 in 1h"),
        ("> 50 in 1h", "", "in", 3600, "> 50 in 1h"),
        ("> 50条 within 1小时", "", "in", 3600, "> 50 条 in 1小时"),
        ("> 0.1% 持续 5分钟", "", "for", 300, "> 0.1% for 5分钟"),
        ("> 0.1%持续5分钟", "", "for", 300, "> 0.1% for 5分钟"), ("> 1% for 5m", "", "for", 300, "> 1% for 5m"),
        ("> 5m for 1h30m", "", "for", 5400, "> 5m for 1h30m"),
        ("> 80% sustained", "", "for", None, "> 80% sustained"), ("> 80% 持续", "", "for", None, "> 80% sustained"),
        ("> 3 条持续", "", "for", None, "> 3 条 sustained"),
        ("p99 > 2s for 5m", "p99", "for", 300, "p99 > 2s for 5m"),
    ],
)  # fmt: skip
def test_aggregates_and_windows(text: str, aggregate: str, mode: str, seconds: int | None, shown: str) -> None:
    threshold = Threshold.parse(text)
    window = threshold.window.total.total_seconds() if threshold.window else None
    assert (threshold.aggregate, threshold.mode, window, str(threshold)) == (aggregate, mode, seconds, shown)
    assert Threshold.parse(shown) == threshold


@pytest.mark.parametrize(
    "text",
    [
        "", "5", "1%", ">", "> x", "> 1.", "> 1e3", "> 0x5", "> 50条 (1小时内)", "99.5%+", "> 5 x y", "> 5; drop",
        "above 1%", "> 5 > 3", "p95", ">> 5", "> 5 >",
    ],
)  # fmt: skip
def test_what_is_no_threshold(text: str) -> None:
    assert refused(Threshold.parse, text) == f"QU003 `{text}` is not a threshold"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("< 300 per minute", "< 300/minute"), ("> 5 requests a day", "> 5 requests/day"), ("> 400 / min", "> 400/min")],
)
def test_a_rate_in_words_is_told_how_it_is_written(text: str, meant: str) -> None:
    with pytest.raises(Rejected) as caught:
        Threshold.parse(text)
    assert str(caught.value.help[0]) == f"Did you mean `{meant}`?"
    assert Threshold.parse(meant)


def test_a_window_needs_its_length() -> None:
    assert refused(Threshold.parse, "> 50 in") == "QU003 `> 50 in` has no duration behind `in`"
    assert refused(Threshold.parse, "> 1% for") == "QU003 `> 1% for` has no duration behind `for`"
    assert refused(Threshold.parse, "> 1% for 5") == "QU001 `5` is not a duration"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("< 2s", "< 2000ms"), ("> 0.1%", "> 1‰"), ("> 1‰", "> 1000 ppm"), ("< 1GB", "< 1000MB"), ("< 1GiB", "< 1,024MiB"),
        ("< 1 MiB", "< 1048.576 KB"), ("> 8 Mbps", "> 1 MB/s"), ("≥ 1万", "≥ 10000"), ("≥ 1.5亿 用户", "≥ 150,000k 人"),
        ("≥ 600 req/min", "≥ 10 req/s"), ("> 20 次/分钟", "> 1200 次/小时"), ("≥ 2k req/s", "≥ 2000 QPS"), ("> 60 rpm", "> 1 rps"),
        ("> 5M", "> 500万"), ("≥ 1万元", "≥ 10k 元"), ("> 4.0/5", "> 4/5.0"), ("> 5分钟", "> 300s"),
        ("> 1h", "> 3600 秒"), ("> 3 条", "> 3条"), ("> 50%", "> 50.00 %"), ("> 1ms", "> 1000us"),
    ],
)  # fmt: skip
def test_the_same_in_another_unit(one: str, other: str) -> None:
    first, second = Threshold.parse(one), Threshold.parse(other)
    assert (first.dimension, first.base) == (second.dimension, second.base)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("> 1%", "> 1s"),
        ("> 1s", "> 1MB"),
        ("> 1 条", "> 1 次"),
        ("> 4/5", "> 4/10"),
        ("> 1", "> 1%"),
        ("> 1 元", "> 1 USD"),
        ("> 5M", "> 5m"),
        ("> 1 req/s", "> 1 req"),
        ("> 1MB", "> 1MB/s"),
    ],
)
def test_what_cannot_be_compared(one: str, other: str) -> None:
    assert Threshold.parse(one).dimension != Threshold.parse(other).dimension


def test_the_side_that_is_bounded() -> None:
    found = [Threshold.parse(f"{operator} 5").upper for operator in ("<", "≤", ">", "≥", "=", "≠")]
    assert found == [True, True, False, False, None, None]


# whatever is written

words = st.text(max_size=15) | st.text("0123456789.,%-–~<>=≤≥!/ smhdw条分小时天持续forin()", max_size=15)
windows = st.builds(
    "{} {}".format, st.sampled_from(["for", "in", "within", "持续"]), st.sampled_from(["5m", "1h 30m", "2天"])
)  # fmt: skip
thresholds = st.tuples(
    st.sampled_from(["", "p95 ", "avg "]),
    st.sampled_from(["<", "<=", ">", ">=", "=", "!=", "≤", "≥"]),
    st.decimals(-(10**9), 10**9, places=3, allow_nan=False).map(str) | st.integers(-(10**9), 10**12).map("{:,}".format),
    st.sampled_from(["", "%", "ms", " 条", " req/s", "/5分", " GB", " users"]),
    windows.map(" {}".format) | st.sampled_from(["", " sustained"]),
).map("".join)


@given(words)
def test_reading_raises_nothing_else(text: str) -> None:
    for kind in (Duration, Share, Threshold):
        try:
            value = kind.parse(text)
        except Rejected as rejected:
            assert rejected.help
        else:
            again = kind.parse(str(value))
            assert str(again) == str(value)


@given(thresholds)
def test_thresholds_survive_being_written(text: str) -> None:
    threshold = Threshold.parse(text)
    assert Threshold.parse(str(threshold)) == threshold


# two thresholds of one metric

limits = st.builds(
    "{} {}{}".format, st.sampled_from("<≤>≥"), st.integers(0, 20), st.sampled_from(["%", "‰", " ppm", " percent"])
).map(Threshold.parse)  # fmt: skip
values = st.decimals(0, 25, places=4).map("= {}%".format).map(Threshold.parse)


@given(limits, limits, values)
def test_comparisons_are_of_the_values_that_pass(one: Threshold, other: Threshold, value: Threshold) -> None:
    both = one.holds(value) and other.holds(value)
    assert not (both and one.excludes(other))
    assert one.excludes(other) is other.excludes(one) and one.overlaps(other) is other.overlaps(one)
    if one.stricter(other):
        assert other.holds(value) or not one.holds(value)
        assert not other.stricter(one)
    assert one.same(other) is (one.upper is other.upper and one.base == other.base)


@given(st.integers(0, 100))
def test_a_bare_number_is_a_part_beside_a_percentage(hundredths: int) -> None:
    bare, share = Threshold.parse(f"> {hundredths / 100}"), Threshold.parse("≤ 3%")
    assert bare.alike(share) and bare.same(Threshold.parse(f"> {hundredths}%"))
    assert bare.overlaps(share) is (hundredths < 3)
    assert not Threshold.parse(f"> {hundredths + 2}").converts(share)


@given(st.sampled_from("kMG万亿千"), st.integers(1, 999), st.sampled_from(["", " req/s", " 条", " users", "元"]))
def test_scale_words_multiply(scale: str, count: int, unit: str) -> None:
    found = Threshold.parse(f"≥ {count}{scale}{unit}")
    assert found.base == count * SCALES[scale] and found.converts(Threshold.parse(f"≥ 1{unit}"))
    assert Threshold.parse(str(found)) == found
    assert Amount.parse(f"{count}{scale}").low == found.base
