"""Moments and spans: every form, the edges of the calendar, and the nights on which clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchbook.core.problem import Rejected
from launchbook.core.time import Frame, Instant, Moment, Span
from launchbook.core.zones import Zone, zone_info

SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"


def frame(launch: str = "2026-01-17 10:00", zone: str = SHANGHAI) -> Frame:
    info = ZoneInfo(zone)
    return Frame(Moment.parse(launch).resolve_alone(info), info)


def at(text: str, launch: str = "2026-01-17 10:00", zone: str = SHANGHAI) -> str:
    return Moment.parse(text).resolve(frame(launch, zone)).at.isoformat(" ", "minutes")


def span(text: str, launch: str = "2026-01-17 10:00", zone: str = SHANGHAI) -> tuple[str, str]:
    start, end = Span.parse(text).resolve(frame(launch, zone))
    return str(start), str(end) if end else ""


def refused(read: object, text: str, *rest: str) -> str:
    with pytest.raises(Rejected) as caught:
        read(text, *rest)  # type: ignore[operator]
    return f"{caught.value.code.id} {caught.value}"


# moments


@pytest.mark.parametrize(
    ("text", "meant"),
    {
        "2026-01-17 10:00": "2026-01-17 10:00", "2026-1-7 9:05": "2026-01-07 09:05",
        "2026/01/17 10:00": "2026-01-17 10:00",
        "2026-01-17T10:00": "2026-01-17 10:00", "2026-01-17 10:00:30": "2026-01-17 10:00",
        "2026-01-17 １０：００": "2026-01-17 10:00",
        "2026-01-17 10:00Z": "2026-01-17 18:00", "2026-01-17T10:00:00Z": "2026-01-17 18:00",
        "2026-01-17 10:00+02:00": "2026-01-17 16:00", "2026-01-17 10:00 +0200": "2026-01-17 16:00",
        "2026-01-17": "2026-01-17 00:00", "01-18": "2026-01-18 00:00", "1-8 9:00": "2026-01-08 09:00",
        "12-28": "2025-12-28 00:00",
        "2026-02": "2026-02-01 00:00", "09:30": "2026-01-17 09:30", "9:30": "2026-01-17 09:30",
        "00:00": "2026-01-17 00:00",
        "T": "2026-01-17 10:00", "t": "2026-01-17 10:00", "T+0": "2026-01-17 10:00", "T-0": "2026-01-17 10:00",
        "T-7d": "2026-01-10 10:00", "T+2h": "2026-01-17 12:00", "T-30m": "2026-01-17 09:30",
        "T+1h30m": "2026-01-17 11:30",
        "T-2w": "2026-01-03 10:00", "T+1d2h": "2026-01-18 12:00", "T+90s": "2026-01-17 10:01",
        "T-1.5d": "2026-01-15 22:00",
        "T - 30m": "2026-01-17 09:30", "T−30m": "2026-01-17 09:30", "T+1h 30m": "2026-01-17 11:30",
        "T+30 min": "2026-01-17 10:30",
        "T+30 分钟": "2026-01-17 10:30", "T-1天": "2026-01-16 10:00", "T-1 天 18:00": "2026-01-16 18:00",
        "T-1d 18:00": "2026-01-16 18:00", "T 18:00": "2026-01-17 18:00", "T+0 08:00": "2026-01-17 08:00",
    }.items(),
)  # fmt: skip
def test_forms_of_a_moment(text: str, meant: str) -> None:
    assert at(text) == meant + "+08:00"
    assert str(Moment.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "precision", "end"),
    [
        ("2026-01-17 10:00", "minute", "2026-01-17 10:00"), ("2026-01-17", "day", "2026-01-18 00:00"),
        ("01-17", "day", "2026-01-18 00:00"),
        ("2026-01", "month", "2026-02-01 00:00"), ("2024-02", "month", "2024-03-01 00:00"),
        ("9999-12", "month", "9999-12-31 23:59"),
        ("10:00", "minute", "2026-01-17 10:00"),
    ],
)  # fmt: skip
def test_precision(text: str, precision: str, end: str) -> None:
    instant = Moment.parse(text).resolve(frame())
    assert (instant.precision, f"{instant.end:%Y-%m-%d %H:%M}") == (precision, end)


@pytest.mark.parametrize(
    "text",
    ["", " ", "tomorrow", "10点", "2026", "2026-01-17 10", "2026-01-17 10:0", "T+", "T-x", "TT", "T-1d18:00", "+30m",
    "-", "2026-01-17Z",
     "2026-01-17 10:00+25:00", "2026-01-17 10:00+15:00", "2026-01-17 10:00+0260", "1768615200", "١٢:٠٠x"],
)  # fmt: skip
def test_what_is_no_moment(text: str) -> None:
    assert refused(Moment.parse, text).startswith(f"TM001 `{text}` is not a moment")


@pytest.mark.parametrize("text", ["03/04/2026", "3.4.2026", "3/4", "03/04", "3.4.", "03/04/26 10:00"])
def test_day_and_month_either_way_round(text: str) -> None:
    said = refused(Moment.parse, text)
    assert said == f"TM003 `{text}` could be a day and a month either way round" or (
        text == "3.4." and said.startswith("TM001")
    )


@pytest.mark.parametrize(
    "text", ["2026-02-29", "2026-02-30", "02-30", "2026-13-01", "2026-13", "2026-00-10", "04-31", "0000-01-01"]
)
def test_days_that_are_not_in_the_calendar(text: str) -> None:
    assert refused(Moment.parse, text) == f"TM002 `{text}` is not in the calendar"


@pytest.mark.parametrize("text", ["24:01", "10:60", "10:00:60", "99:99", "2026-01-17 25:00", "T-1d 24:30"])
def test_times_that_no_clock_shows(text: str) -> None:
    assert refused(Moment.parse, text) == f"TM002 `{text}` is not a time of day"


@pytest.mark.parametrize(
    ("text", "guess"),
    {
        "2026.1.7": "2026-01-07",
        "2026年1月17日 18点": "2026-01-17 18:00",
        "T-1d 18点": "T-1d 18:00",
        "18点30": "18:30",
        "18点30分": "18:30",
        "9点半": "09:30",
        "下午6点": "18:00",
        "T+1d 上午 9:05": "T+1d 09:05",
        "中午12点": "12:00",
        "2026-01-17 6pm": "2026-01-17 18:00",
        "6:30 PM": "18:30",
        "12am": "00:00",
    }.items(),
)
def test_other_spellings_are_recognised(text: str, guess: str) -> None:
    with pytest.raises(Rejected) as caught:
        Moment.parse(text)
    assert str(caught.value.help[0]) == f"Did you mean `{guess}`?"


def test_a_count_without_a_unit_is_told_so() -> None:
    assert refused(Moment.parse, "T-7") == "TM001 `T-7` is not a moment: `7` is not a duration"


def test_a_leap_day() -> None:
    assert at("2028-02-29") == "2028-02-29 00:00+08:00"
    assert at("02-29", "2028-01-01 10:00") == "2028-02-29 00:00+08:00"
    assert refused(at, "02-29") == "TM002 `02-29` is not in the calendar near the launch"


def test_dates_without_a_year_are_the_nearest() -> None:
    assert at("07-05") == "2026-07-05 00:00+08:00"
    assert at("08-01") == "2025-08-01 00:00+08:00"
    assert refused(at, "07-20") == "TM003 `07-20` is half a year from the launch, so its year is not clear"


def test_a_launch_hangs_on_nothing() -> None:
    for text in ("T", "T-1d", "10:00", "01-17"):
        assert refused(frame, text) == f"TM001 the launch must be a date, found `{text}`"
    assert frame("2026-01").launch == Instant(
        datetime(2026, 1, 1, tzinfo=ZoneInfo(SHANGHAI)), "month", "", timedelta(days=30)
    )


@pytest.mark.parametrize(
    ("text", "shown", "end"),
    [
        ("2026-01", "2026-01", "2026-02-01"), ("2026-Q1", "2026-Q1", "2026-04-01"), ("2026Q4", "2026-Q4", "2027-01-01"),
        ("2026年第二季度", "2026-Q2", "2026-07-01"), ("Q2 2026", "2026-Q2", "2026-07-01"),
        ("2026-W12", "2026-W12", "2026-03-23"), ("2026年第12周", "2026-W12", "2026-03-23"),
        ("2026年3月", "2026-03", "2026-04-01"), ("TBD", "TBD", "9999-12-31"), ("待定", "待定", "9999-12-31"),
    ],
)  # fmt: skip
def test_a_launch_whose_day_is_not_known(text: str, shown: str, end: str) -> None:
    """What hangs on it stands in its order, and precedes what is dated only whenever the launch is."""
    whole = frame(text)
    assert whole.undated
    assert str(whole.launch) == shown
    assert str(whole.launch.extent.latest)[:10] == end
    week, hour, launch = (Moment.parse(text).resolve(whole) for text in ("T-1w", "T-30m", "T"))
    assert [str(week), str(hour), str(launch)] == ["T-1w", "T-30m", shown if whole.launch.precision != "none" else "T"]
    assert week.extent.precedes(hour.extent) and hour.extent.precedes(launch.extent)
    later = Moment.parse("2028-01-01").resolve(whole).extent
    assert week.extent.precedes(later) == (whole.launch.precision != "none")
    assert not later.precedes(week.extent)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-13 Fri", "2026-03-13"), ("2026-03-13 (周五) 18:00", "2026-03-13 18:00"), ("Friday 2026-03-13", "2026-03-13"),
        ("2026年3月13日 星期五", "2026-03-13"), ("2026年3月13日", "2026-03-13"), ("03-13 Fri 9:00", "2026-03-13 09:00"),
        ("3月13日 周五", "2026-03-13"), ("2026-W11 Fri", "2026-03-13"), ("2026-W11-5", "2026-03-13"),
        ("W1 Mon", "2026-02-02"), ("W3", "2026-W08"), ("w3 Fri 18:00", "2026-02-20 18:00"),
        ("第 1 周 周一", "2026-02-02"), ("第三周 星期五 18:00", "2026-02-20 18:00"), ("第十二周", "2026-W17"), ("Week 3", "2026-W08"),
    ],
)  # fmt: skip
def test_weeks_and_weekdays(text: str, at: str) -> None:
    weeks = Moment.parse("2026-02-02").resolve(frame("2026-03-20"))
    moment = Moment.parse(text).resolve(replace(frame("2026-03-20"), weeks=weeks))
    assert str(moment)[:16].removesuffix("+08:00") == at


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-03-13 Thu", "TM008 `2026-03-13 Thu`: 2026-03-13 is Fri"), ("03-13 周四", "TM008 `03-13 周四`: 2026-03-13 is Fri"),
        ("W0", "TM009 `W0` is no week of the plan"), ("W54 Mon", "TM009 `W54 Mon` is no week of the plan"),
        ("W3", "TM009 `W3` is a week of the plan, and nothing says which is the first"),
        ("2026-W54", "TM009 `2026-W54` is not in the calendar"), ("W3 18:00", "TM001 `W3 18:00` is not a moment"),
        ("2026-Q5", "TM001 `2026-Q5` is not a moment"), ("2026-03-13 Funday", "TM001 `2026-03-13 Funday` is not a moment"),
    ],
)  # fmt: skip
def test_weeks_and_weekdays_that_are_not(text: str, said: str) -> None:
    assert refused(at, text, "2026-03-20") == said


def test_a_launch_without_a_time_of_day() -> None:
    assert at("T-7d", "2026-01-17") == "2026-01-10 00:00+08:00"
    assert at("T-7d 18:00", "2026-01-17") == "2026-01-10 18:00+08:00"
    assert Moment.parse("T-7d").resolve(frame("2026-01-17")).precision == "day"
    assert refused(at, "T-30m", "2026-01-17") == "TM005 `T-30m` counts from a time of day, but the launch has none"


@pytest.mark.parametrize("text", ["T", "T+0", "T-0", "T+0d", "T+0wd"])
def test_the_launch_is_as_exact_as_it_was_said(text: str) -> None:
    """A launch in some month is on no day of it; one in an hour that comes twice is in that hour."""
    for said in ("2026-02", "2026-02-17", "2026-02-17 10:00"):
        assert Moment.parse(text).resolve(frame(said)) == frame(said).launch
    twice = frame("2026-10-25 02:30 +01:00", "Europe/Berlin")
    assert Moment.parse(text).resolve(twice).at.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("text", ["T+36500d", "T+87600h", "T+5000w"])
def test_the_end_of_the_calendar(text: str) -> None:
    assert refused(at, text, "9999-06-01 10:00").endswith("lies outside the calendar")
    assert refused(at, text.replace("+", "-"), "0002-01-01 10:00").endswith("lies outside the calendar")


# the nights on which clocks change


def test_a_time_that_daylight_saving_skips() -> None:
    skipped = "does not exist in Europe/Berlin: clocks go forward over it"
    assert refused(at, "2026-03-29 02:30", "2026-03-29 10:00", BERLIN) == f"TM002 `2026-03-29 02:30` {skipped}"
    assert refused(at, "02:30", "2026-03-29 10:00", BERLIN) == f"TM002 `02:30` {skipped}"
    assert refused(at, "T-1d 02:30", "2026-03-30 10:00", BERLIN) == f"TM002 `T-1d 02:30` {skipped}"
    assert at("2026-03-29 02:30+01:00", "2026-03-29 10:00", BERLIN) == "2026-03-29 03:30+02:00"
    assert at("2026-03-29 01:59", "2026-03-29 10:00", BERLIN) == "2026-03-29 01:59+01:00"
    assert at("2026-03-29 03:00", "2026-03-29 10:00", BERLIN) == "2026-03-29 03:00+02:00"


def test_a_time_that_comes_twice() -> None:
    with pytest.raises(Rejected) as caught:
        at("2026-10-25 02:30", "2026-10-25 10:00", BERLIN)
    assert str(caught.value) == "`2026-10-25 02:30` comes twice in Europe/Berlin: clocks go back over it"
    assert str(caught.value.help[0]) == "Add the offset: `2026-10-25 02:30+02:00` or `2026-10-25 02:30+01:00`."
    for offset in ("+02:00", "+01:00"):
        assert at(f"2026-10-25 02:30{offset}", "2026-10-25 10:00", BERLIN) == f"2026-10-25 02:30{offset}"
    assert at("2026-10-25 00:30Z", "2026-10-25 10:00", BERLIN) == "2026-10-25 02:30+02:00"


def test_new_york() -> None:
    assert refused(at, "2026-03-08 02:30", "2026-03-08 10:00", NEW_YORK).startswith("TM002")
    assert refused(at, "2026-11-01 01:30", "2026-11-01 10:00", NEW_YORK).startswith("TM003")
    assert at("T-1d", "2026-03-09 02:30", NEW_YORK) == "2026-03-08 03:30-04:00"


def test_days_keep_the_clock_and_hours_elapse() -> None:
    forward = ("2026-03-29 10:00", BERLIN)
    assert at("T-1d", *forward) == "2026-03-28 10:00+01:00"
    assert at("T-24h", *forward) == "2026-03-28 09:00+01:00"
    assert at("T-8h", *forward) == "2026-03-29 01:00+01:00"
    back = ("2026-10-24 12:00", BERLIN)
    assert at("T+1d", *back) == "2026-10-25 12:00+01:00"
    assert at("T+24h", *back) == "2026-10-25 11:00+01:00"
    assert at("T+1w", *back) == "2026-10-31 12:00+01:00"


def test_a_computed_time_moves_out_of_the_gap() -> None:
    assert at("T-1d", "2026-03-30 02:30", BERLIN) == "2026-03-29 03:30+02:00"
    assert at("T+1d", "2026-10-24 02:30", BERLIN) == "2026-10-25 02:30+02:00"
    assert at("T+1d1h", "2026-10-24 02:30", BERLIN) == "2026-10-25 02:30+01:00"


def test_shanghai_had_daylight_saving_once() -> None:
    assert at("1988-07-01 12:00", "1988-07-01 12:00") == "1988-07-01 12:00+09:00"
    assert at("1985-07-01 12:00", "1985-07-01 12:00") == "1985-07-01 12:00+08:00"
    assert refused(at, "1988-04-17 02:30", "1988-04-18 12:00").startswith("TM002")
    assert refused(at, "1988-09-11 01:30", "1988-09-12 12:00").startswith("TM003")
    assert at("T-24h", "1988-04-17 12:00") == "1988-04-16 11:00+08:00"


# spans


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("10:00 – 10:30", "2026-01-17 10:00+08:00", "2026-01-17 10:30+08:00"),
        ("10:00-10:30", "2026-01-17 10:00+08:00", "2026-01-17 10:30+08:00"),
        *((f"10:00{mark}12:00", "2026-01-17 10:00+08:00", "2026-01-17 12:00+08:00")
          for mark in (" - ", "–", "—", " .. ", "...", "~", "～", "〜", " to ", "至", " 到 ", " -> ", "→")),
        ("T+0 .. T+30m", "2026-01-17 10:00+08:00", "2026-01-17 10:30+08:00"),
        ("T .. T+1d", "2026-01-17 10:00+08:00", "2026-01-18 10:00+08:00"),
        ("T - 30m .. T", "2026-01-17 09:30+08:00", "2026-01-17 10:00+08:00"),
        ("T - T+30m", "2026-01-17 10:00+08:00", "2026-01-17 10:30+08:00"),
        ("T+4h for 20h", "2026-01-17 14:00+08:00", "2026-01-18 10:00+08:00"),
        ("2026-01-17 for 2d", "2026-01-17", "2026-01-18"),
        ("2026-01-17 for 1.5d", "2026-01-17", "2026-01-18"),
        ("2026-01-17 for 4h", "2026-01-17", "2026-01-17"),
        ("2026-01-17 for 36h", "2026-01-17", "2026-01-18 12:00+08:00"),
        ("2026-01-17 10:00 .. 12:00", "2026-01-17 10:00+08:00", "2026-01-17 12:00+08:00"),
        ("T-1d 18:00 – 20:00", "2026-01-16 18:00+08:00", "2026-01-16 20:00+08:00"),
        ("01-17 .. 01-18", "2026-01-17", "2026-01-18"),
        ("2026-01-17 – 2026-01-18", "2026-01-17", "2026-01-18"),
        ("2026-01-17 .. 2026-01-17", "2026-01-17", "2026-01-17"),
        ("2026-01 .. 2026-03", "2026-01", "2026-03"), ("2026-01 .. 2026-01", "2026-01", "2026-01"),
        ("9999-12 .. 9999-12", "9999-12", "9999-12"),
        ("2026-01-17 .. 12:00", "2026-01-17", "2026-01-17 12:00+08:00"), ("10:00", "2026-01-17 10:00+08:00", ""),
        ("2026-01", "2026-01", ""),
        ("2026-01-17T10:00-12:00", "2026-01-18 06:00+08:00", ""),
    ],
)  # fmt: skip
def test_forms_of_a_span(text: str, start: str, end: str) -> None:
    assert span(text) == (start, end)


@pytest.mark.parametrize(
    ("text", "end"),
    {
        "22:00 – 02:00": "2026-01-18 02:00+08:00", "18:00 .. 06:00": "2026-01-18 06:00+08:00",
        "23:59 – 00:00": "2026-01-18 00:00+08:00", "22:00 – 24:00": "2026-01-18 00:00+08:00",
        "10:00-24:00": "2026-01-18 00:00+08:00", "T-1d 22:00 .. 24:00": "2026-01-17 00:00+08:00",
        "01-16 22:00 .. 01-16 24:00": "2026-01-17 00:00+08:00", "12-31 22:00 .. 24:00": "2026-01-01 00:00+08:00",
        "2026-01-16 .. 2026-01-17 24:00": "2026-01-18 00:00+08:00", "22:00 – 24:00 UTC": "2026-01-18 08:00+08:00",
        "2026-12-31 22:00 .. 02:00": "2027-01-01 02:00+08:00", "T-1d 22:00 .. 02:00": "2026-01-17 02:00+08:00",
        "12-28 .. 01-05": "2026-01-05", "2025-12-28 .. 2026-01-05": "2026-01-05", "2025-12-28 .. 01-05": "2026-01-05",
        "12-31 23:00 .. 01-01 01:00": "2026-01-01 01:00+08:00", "01-10 .. 09-10": "2026-09-10",
    }.items(),
)  # fmt: skip
def test_spans_over_midnight_and_over_the_year(text: str, end: str) -> None:
    assert span(text)[1] == end


@pytest.mark.parametrize(
    "text",
    [
        "10:00 – 09:00", "18:00 .. 06:01", "T+30m .. T", "2026-01-20 .. 2026-01-19", "2026-03 .. 2026-01",
        "02-10 .. 02-05", "12:00 - 10:00",
    ],
)  # fmt: skip
def test_an_end_before_its_start(text: str) -> None:
    assert refused(span, text) == f"TM004 `{text}` ends before it begins"


def test_the_end_before_the_start_is_spelt_out() -> None:
    with pytest.raises(Rejected) as caught:
        span("2026-01-20 .. 2026-01-19")
    assert [str(help) for help in caught.value.help] == ["It would run from 2026-01-20 to 2026-01-19."]


@pytest.mark.parametrize("text", ["a .. b .. c", "..", "10:00 ..", " .. 10:00", "10:00 .. 11:00 .. 12:00"])
def test_what_is_no_span(text: str) -> None:
    assert refused(span, text) == f"TM006 `{text}` is not a span"


def test_an_offset_is_not_taken_for_an_end() -> None:
    said = "TM003 `2026-01-17 10:00-12:00` could end at `12:00` or name an offset"
    assert refused(span, "2026-01-17 10:00-12:00") == said
    assert span("2026-01-17 10:00-05:00 .. 2026-01-17 12:00-05:00")[1] == "2026-01-18 01:00+08:00"


@pytest.mark.parametrize(
    "text", ["9999-12-31 for 2d", "9999-12-31 23:00 for 2h", "9999-12-31 10:00 .. T+36500d", "0001-01-01 for 1h"]
)
def test_spans_at_the_end_of_the_calendar(text: str) -> None:
    assert refused(span, text, "9999-01-01 10:00").startswith("TM002")


def test_a_leap_day_as_an_end() -> None:
    assert span("12-28 .. 02-29", "2027-12-28 10:00")[1] == "2028-02-29"
    assert refused(span, "07-01 .. 02-29", "2028-07-01 10:00").startswith("TM004")
    assert refused(span, "12-28 .. 02-29", "2026-12-28 10:00").startswith("TM002")


def test_spans_over_a_change_of_clocks() -> None:
    night = ("2026-10-25 10:00", BERLIN)
    assert span("2026-10-25 01:00 for 3h", *night)[1] == "2026-10-25 03:00+01:00"
    assert span("2026-10-25 02:30+02:00 for 30m", *night)[1] == "2026-10-25 02:00+01:00"
    assert span("2026-10-25 02:30+02:00 .. 2026-10-25 02:10+01:00", *night)[1] == "2026-10-25 02:10+01:00"
    assert span("2026-10-24 02:30 for 1d", *night)[1] == "2026-10-25 02:30+02:00"
    assert span("2026-03-28 02:30 for 1d", *night)[1] == "2026-03-29 03:30+02:00"
    assert refused(span, "2026-10-25 02:30+01:00 .. 2026-10-25 02:40+02:00", *night).startswith("TM004")


def test_zones() -> None:
    assert Zone.parse("Europe/Berlin").info.key == BERLIN
    for text in ("CST", "UTC+8", "+08:00", "", "Mars/Olympus", "../etc/passwd"):
        assert refused(Zone.parse, text) == f"PL004 unknown time zone `{text}`"


# whatever is written

ZONES = (SHANGHAI, BERLIN, NEW_YORK, "UTC", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Asia/Kathmandu")
dates = st.one_of(
    st.dates().map(str),
    st.tuples(st.integers(0, 13), st.integers(0, 32)).map(lambda day: f"{day[0]:02}-{day[1]:02}"),
    st.tuples(st.integers(0, 10000), st.integers(0, 13)).map(lambda month: f"{month[0]:04}-{month[1]:02}"),
    st.sampled_from(["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2011-12-30", "0001-01-01", "9999-12-31"]),
)
clocks = st.tuples(st.integers(0, 24), st.integers(0, 60)).map(lambda clock: f"{clock[0]}:{clock[1]:02}")
offsets = st.sampled_from(["", "Z", "+08:00", "-05:00", "+14:00", "-12:00", "+99:99"])
shifts = st.tuples(
    st.sampled_from("+-"), st.integers(0, 40_000), st.sampled_from(["s", "m", "h", "d", "w", "天", ""])
).map(lambda shift: f"T{shift[0]}{shift[1]}{shift[2]}")
moments = st.one_of(
    dates, clocks, shifts, st.just("T"), st.tuples(dates, clocks, offsets).map(lambda m: f"{m[0]} {m[1]}{m[2]}"),
    st.tuples(shifts, clocks).map(" ".join), st.text(max_size=20),
)  # fmt: skip
spans = st.one_of(
    moments, st.tuples(moments, st.sampled_from([" .. ", " – ", "-", " for "]),
    moments | st.sampled_from(["2h", "3d", "1w", "0m"])).map("".join)
)  # fmt: skip
launches = st.builds(
    Frame,
    st.builds(
        Instant,
        st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC)),
        st.sampled_from(["month", "day", "minute"]),
    ),
    st.sampled_from(ZONES).map(ZoneInfo),
).map(lambda found: Frame(Instant(found.launch.at.astimezone(found.zone), found.launch.precision), found.zone))


@given(moments, launches)
def test_a_moment_is_an_instant_or_refused(text: str, launch: Frame) -> None:
    try:
        instant = Moment.parse(text).resolve(launch)
    except Rejected as rejected:
        assert rejected.help
        return
    assert instant.at.utcoffset() is not None
    assert instant.end >= instant.at
    assert str(instant)


@given(spans, launches)
def test_a_span_ends_after_it_begins_or_is_refused(text: str, launch: Frame) -> None:
    try:
        start, end = Span.parse(text).resolve(launch)
    except Rejected as rejected:
        assert rejected.help
        return
    assert end is None or end.end.timestamp() >= start.at.timestamp()


@given(st.integers(-3000, 3000), st.sampled_from(ZONES), st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)))
def test_hours_elapse(hours: int, zone: str, launch: datetime) -> None:
    info = ZoneInfo(zone)
    start = launch.replace(tzinfo=UTC).astimezone(info)
    moved = Moment.parse(f"T{hours:+}h").resolve(Frame(Instant(start), info)).at
    assert moved.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)


# zones beside times

CHICAGO = "America/Chicago"


@pytest.mark.parametrize(
    ("text", "there"),
    {
        "12:00 UTC": "2027-03-07 06:00-06:00", "05:00 UTC": "2027-03-06 23:00-06:00", "UTC 05:00": "2027-03-06 23:00-06:00",
        "18:00 America/Los_Angeles": "2027-03-06 20:00-06:00", "T-1d 18:00 Europe/London": "2027-03-06 12:00-06:00",
        "2027-03-06 12:00 (北京时间)": "2027-03-05 22:00-06:00", "北京時間 10:00": "2027-03-06 20:00-06:00",
        "03-07 12:00 UTC+5:30": "2027-03-07 00:30-06:00", "2027-03-20 12:00 GMT-3": "2027-03-20 10:00-05:00",
        "Fri 03-12 10:00 UTC": "2027-03-12 04:00-06:00", "3月12日 周五 18:00 北京时间": "2027-03-12 04:00-06:00",
        "2027-W10 Fri 10:00 UTC": "2027-03-12 04:00-06:00", "2026-02-04 AoE": "2026-02-04 00:00-12:00",
        "2027-03-12 UTC": "2027-03-12 00:00+00:00", "2027-03-06 20:00 America/Chicago": "2027-03-06 20:00-06:00",
    }.items(),
)  # fmt: skip
def test_a_time_may_have_a_zone_of_its_own(text: str, there: str) -> None:
    assert at(text, "2027-03-06 22:00", CHICAGO) == there


def test_a_day_anywhere_on_earth_ends_at_noon_of_the_next() -> None:
    day = Moment.parse("2026-02-04 AoE").resolve(frame())
    assert (day.precision, day.end.astimezone(UTC).isoformat()) == ("day", "2026-02-05T12:00:00+00:00")
    assert not day.extent.precedes(Moment.parse("2026-02-05 19:59").resolve(frame()).extent)
    assert day.extent.precedes(Moment.parse("2026-02-05 20:00").resolve(frame()).extent)


@pytest.mark.parametrize(
    ("text", "there"),
    {
        "10:00-12:00 UTC": ("04:00", "06:00"), "10:00 UTC – 12:00": ("04:00", "06:00"), "10:00 – 12:00 UTC": ("04:00", "06:00"),
        "12:00 UTC for 2h": ("06:00", "08:00"), "23:00 UTC .. 02:00": ("17:00", "20:00"),
        "10:00 Europe/London .. 12:00 UTC": ("04:00", "06:00"), "T .. 12:00 UTC": ("22:00", "06:00"),
    }.items(),
)  # fmt: skip
def test_the_zone_of_one_end_holds_for_the_other(text: str, there: tuple[str, str]) -> None:
    start, end = Span.parse(text).resolve(frame("2027-03-06 22:00", CHICAGO))
    assert end and (f"{start.at:%H:%M}", f"{end.at:%H:%M}") == there
    assert end.zone


def test_days_of_another_zone_are_a_span_of_days() -> None:
    start, end = Span.parse("2026-02-02 .. 2026-02-04 AoE").resolve(frame())
    assert end and (str(start), str(end), end.end.astimezone(UTC).hour) == ("2026-02-02", "2026-02-04", 12)


@pytest.mark.parametrize(
    ("text", "named"),
    {
        "10:00 CST": ["America/Chicago", "Asia/Shanghai"], "2027-03-06 10:00 IST": ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"],
        "BST 10:00": ["Europe/London"], "10:00 EST": ["America/New_York"], "10:00 (JST)": ["Asia/Tokyo"],
        "10:00 Europe/Lodnon": ["Europe/London"], "10:00 – 12:00 CST": ["Asia/Shanghai"],
    }.items(),
)  # fmt: skip
def test_an_abbreviation_is_told_which_zones_it_may_name(text: str, named: list[str]) -> None:
    with pytest.raises(Rejected) as caught:
        Span.parse(text)
    said = " ".join(help.render() for help in caught.value.help)
    assert caught.value.code.id == "TM010"
    assert all(f"`{name}`" in said for name in named)


@pytest.mark.parametrize("text", ["T-1d UTC", "T-3d .. T-1d UTC", "W3 UTC", "2027-Q2 AoE", "TBD UTC"])
def test_a_zone_needs_a_time_of_day_or_a_date(text: str) -> None:
    assert "`" + text + "`" in refused(Span.parse, text) or "TM010" in refused(Span.parse, text)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(
        lambda naive: naive.replace(second=0, microsecond=0)
    ),
    st.sampled_from(["UTC", "Asia/Tokyo", "Asia/Kolkata", "UTC+8", "UTC-3:30", "AoE"]),
    st.sampled_from([SHANGHAI, BERLIN, NEW_YORK]),
)
def test_a_time_in_a_zone_is_that_moment(naive: datetime, zone: str, plans: str) -> None:
    moment = Moment.parse(f"{naive:%Y-%m-%d %H:%M} {zone}").resolve(frame(zone=plans))
    assert moment.at.astimezone(zone_info(zone)).replace(tzinfo=None) == naive
    assert moment.at.tzinfo == ZoneInfo(plans)
