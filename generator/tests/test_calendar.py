"""Working days: weekends, public holidays, China's make-up days, the plan's own days, and years that nobody knows yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from launchbook.core.calendar import Calendar
from launchbook.core.problem import Rejected
from launchbook.core.quantity import Duration
from launchbook.core.time import Frame, Instant, Moment, Span
from launchbook.core.workdays import Country, WorkingDays, country_codes, regions_of, weekdays, year_of
from launchbook.render.formats import day_text, duration_text, every_text, instant_text
from launchbook.sections.rollout.stages import held_until

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINA = WorkingDays(Country("CN", language="zh"))


def frame(launch: str = "2026-02-14 10:00", calendar: object = None) -> Frame:
    plain = Frame(Moment.parse(launch).resolve_alone(SHANGHAI), SHANGHAI)
    if calendar is None:
        return plain
    return Frame(plain.launch, SHANGHAI, Calendar.model_validate(calendar).working_days(plain, "zh"))


def at(text: str, launch: str = "2026-02-14 10:00", calendar: object = None) -> str:
    return str(Moment.parse(text).resolve(frame(launch, calendar)))


def span(text: str, launch: str = "2026-02-14 10:00", calendar: object = None) -> tuple[str, str]:
    start, end = Span.parse(text).resolve(frame(launch, calendar))
    return str(start), str(end)


# China, as announced


@pytest.mark.parametrize(
    ("day", "worked"),
    {
        "2026-01-01": False, "2026-01-02": False, "2026-01-04": True,  # New Year, with the Sunday worked in exchange
        "2026-02-14": True, "2026-02-15": False, "2026-02-16": False, "2026-02-23": False, "2026-02-24": True,
        "2026-02-28": True, "2026-03-01": False, "2026-05-09": True, "2026-09-20": True, "2026-10-07": False,
        "2026-10-08": True, "2026-10-10": True, "2025-01-26": True, "2025-10-08": False, "2025-10-11": True,
    }.items(),
)  # fmt: skip
def test_china(day: str, worked: bool) -> None:
    assert CHINA.is_working(date.fromisoformat(day)) is worked


def test_a_make_up_day_and_a_holiday_have_names() -> None:
    assert CHINA.name(date(2026, 2, 17)) == "春节"
    assert CHINA.is_made_up(date(2026, 2, 14))
    assert not CHINA.is_made_up(date(2026, 2, 13))


def test_the_library_agrees_day_by_day() -> None:
    theirs = holidays.country_holidays("CN", years=2026)
    days = [date.fromordinal(day) for day in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    assert [day for day in days if CHINA.is_working(day) != theirs.is_working_day(day)] == []
    assert CHINA.between(days[0].toordinal(), days[-1].toordinal() + 1) == sum(map(theirs.is_working_day, days))


# years that are not known


def test_a_year_behind_the_last_decree_is_not_known() -> None:
    last = max(year for year in range(2024, 2040) if CHINA.known(year))
    assert CHINA.known(2025)
    assert not CHINA.known(last + 1)
    assert not CHINA.known(last + 20)


@pytest.mark.parametrize(("code", "year", "known"), [
    ("DE", 2040, True), ("US", 2050, True), ("BG", 2027, True), ("UA", 2027, True), ("HU", 2023, True),
    ("CN", 2040, False), ("RU", 2040, False), ("LK", 2040, False), ("DE", 2150, False),
])  # fmt: skip
def test_who_knows_what(code: str, year: int, known: bool) -> None:
    assert year_of(Country(code), year).known is known


def test_a_moment_in_a_year_not_known_is_refused() -> None:
    with pytest.raises(Rejected) as caught:
        at("T+300wd", "2026-06-01", "CN")
    assert caught.value.code.id == "WD001"
    assert "`T+300wd` counts working days in 2027" in str(caught.value)
    assert "`checked: [2027]`" in str(caught.value.help[0])


def test_a_year_that_was_checked_by_hand_counts_by_the_rules_and_the_own_days() -> None:
    calendar = {"country": "CN", "checked": ["2027"], "free": ["2027-01-04"], "working": ["2027-01-09"]}
    assert at("T+1wd", "2026-12-31", calendar) == "2027-01-05"  # 1 January by rule, the 4th by hand
    assert at("T+5wd", "2026-12-31", calendar) == "2027-01-09"


def test_a_year_not_known_is_reported_where_it_is_needed(problems: Callable[[str], list[str]]) -> None:
    text = "calendar: CN\noverview:\n  dates: [{title: x, at: T+400wd}]\n"
    assert [line for line in problems(text) if "WD001" in line] == [
        "3:26 WD001 `T+400wd` counts working days in 2027, whose holidays are not known for CN yet"
    ]


# counting


@pytest.mark.parametrize(
    ("text", "launch", "meant"),
    [
        ("T-1wd", "2026-06-15", "2026-06-12"), ("T-5wd", "2026-06-15", "2026-06-08"),
        ("T+1wd", "2026-06-12", "2026-06-15"), ("T+1wd", "2026-06-13", "2026-06-15"),
        ("T-1wd", "2026-06-14", "2026-06-12"), ("T-0wd", "2026-06-14", "2026-06-14"),
        ("T-5wd 18:00", "2026-06-15 10:00", "2026-06-08 18:00+08:00"),
        ("T-1w1wd", "2026-06-15", "2026-06-05"), ("T+3 个工作日", "2026-06-12", "2026-06-17"),
        ("T-2工作日", "2026-06-15", "2026-06-11"),
    ],
)  # fmt: skip
def test_moments_without_a_calendar_count_monday_to_friday(text: str, launch: str, meant: str) -> None:
    assert at(text, launch) == meant


def test_moments_by_the_calendar_of_china() -> None:
    assert at("T-5wd", "2026-02-24", "CN") == "2026-02-10"  # over the Spring Festival; the 14th is worked
    assert at("T+1wd", "2026-02-14", "CN") == "2026-02-24"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-01-05 for 3wd", "2026-01-05", "2026-01-07"),
        ("2026-01-09 for 2wd", "2026-01-09", "2026-01-12"),
        ("2026-01-10 for 1wd", "2026-01-10", "2026-01-12"),
        ("2026-01-05 14:00 for 2wd", "2026-01-05 14:00+08:00", "2026-01-07 14:00+08:00"),
        ("2026-01-05 09:00 for 1wd2h", "2026-01-05 09:00+08:00", "2026-01-06 11:00+08:00"),
    ],
)
def test_spans(text: str, start: str, end: str) -> None:
    assert span(text) == (start, end)


def test_own_days_win_over_the_country() -> None:
    calendar = {"country": "CN", "free": [{"at": "2026-03-02 .. 2026-03-03", "title": "Team"}], "working": ["02-17"]}
    own = frame(calendar=calendar).calendar
    assert not own.is_working(date(2026, 3, 3))
    assert own.name(date(2026, 3, 2)) == "Team"
    assert own.is_working(date(2026, 2, 17))
    assert own.is_working(date(2026, 3, 4))


def test_a_weekend_of_ones_own() -> None:
    own = frame(calendar={"weekend": ["fri", "sat"]}).calendar
    assert [own.is_working(date(2026, 3, day)) for day in range(1, 8)] == [True, True, True, True, True, False, False]
    every = frame(calendar={"weekend": []}).calendar
    assert every.is_working(date(2026, 3, 1))


def test_a_region() -> None:
    bavaria = WorkingDays(Country("DE", "BY"))
    assert not bavaria.is_working(date(2026, 1, 6))
    assert WorkingDays(Country("DE")).is_working(date(2026, 1, 6))
    assert "BY" in regions_of("DE")


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(-300, 300))
def test_there_and_back(day: date, count: int) -> None:
    calendar = weekdays()
    moved = calendar.shift(day, count)
    if count:
        assert calendar.is_working(moved)
        first, last = sorted((day, moved))
        worked = calendar.between(first.toordinal() + (count > 0), last.toordinal() + (count > 0))
        assert worked == abs(count)
    if calendar.is_working(day):
        assert calendar.shift(moved, -count) == day


@given(st.lists(st.dates(date(2000, 1, 1), date(2050, 12, 31)), min_size=2, max_size=20))
def test_growing_in_any_order_counts_the_same(days: list[date]) -> None:
    grown, fresh = weekdays(), weekdays()
    for day in days:
        grown.before(day.toordinal())
    first, last = sorted((days[0], days[-1]))
    assert grown.between(first.toordinal(), last.toordinal()) == fresh.between(first.toordinal(), last.toordinal())
    assert grown.before(last.toordinal()) - grown.before(first.toordinal()) == fresh.between(
        first.toordinal(), last.toordinal()
    )


def test_centuries_are_refused() -> None:
    with pytest.raises(Rejected, match="over centuries"):
        weekdays().between(date(1500, 1, 1).toordinal(), date(2026, 1, 1).toordinal())
    with pytest.raises(Rejected, match="no working day"):
        days = {date.fromordinal(day): "" for day in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())}
        WorkingDays(free=days).shift(date(2026, 5, 1), 1)


# what may be written


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("calendar: china", "1:11 PL004 no public holidays are known for `china`"),
        ("calendar: {country: XX}", "1:21 PL004 no public holidays are known for `XX`"),
        ("calendar: {country: DE, region: ZZ}", "1:11 PL004 `ZZ` has no holidays of its own in DE"),
        ("calendar: {region: BY}", "1:11 PL004 `region` needs `country`"),
        ("calendar: {weekend: [sunday]}", "1:22 PL004 `sunday` is not allowed here"),
        ("calendar: {weekend: [mon, tue, wed, thu, fri, sat, sun]}",
         "1:11 PL004 a weekend of seven days leaves nothing to work on"),
        ("calendar: {hours: 18:00-09:00}", "1:19 PL004 `18:00-09:00` is not working hours"),
        ("calendar: {checked: [27]}", "1:22 PL004 expected a year of four digits"),
        ("calendar: {free: [31.2.]}", "1:19 TM001 `31.2.` is not a moment"),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, said: str, problems: Callable[[str], list[str]]) -> None:
    assert said in problems(text + "\n")


def test_a_working_day_is_not_divided() -> None:
    with pytest.raises(Rejected, match="divides a working day"):
        Duration.parse("1.5wd")
    assert Duration.parse("1w 3wd 2h").workdays == 3
    assert Duration.parse("5 个工作日").workdays == 5


def test_codes_are_of_two_letters() -> None:
    assert {"CN", "DE", "US", "GB"} <= country_codes()
    assert all(len(code) == 2 for code in country_codes())


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("5wd", "5 个工作日", "5 working days"), ("1wd", "1 个工作日", "1 working day"), ("6w", "6周", "6 wks"),
        ("2 周", "2周", "2 wks"), ("1w", "1周", "1 wk"), ("14d", "14天", "14 days"), ("1w2d", "9天", "9 days"),
        ("90m", "1小时 30分钟", "1 h 30 min"), ("36h", "36小时", "36 h"), ("0m", "0分钟", "0 min"),
    ],
)  # fmt: skip
def test_lengths_are_told_as_they_were_said(text: str, zh: str, en: str) -> None:
    assert (duration_text(Duration.parse(text), "zh"), duration_text(Duration.parse(text), "en")) == (zh, en)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("1d", "每天", "every day"), ("1w", "每周", "every week"), ("1h", "每小时", "every hour"),
        ("60m", "每小时", "every hour"), ("1m", "每分钟", "every minute"), ("1wd", "工作日", "on workdays"),
        ("4h", "每4小时", "every 4 h"), ("1-2d", "每1–2天", "every 1–2 days"), ("7d", "每7天", "every 7 days"),
        ("1d1h", "每25小时", "every 25 h"),
    ],
)  # fmt: skip
def test_how_often_in_words(text: str, zh: str, en: str) -> None:
    length = Duration.parse(text)
    assert (every_text(length, "zh"), every_text(length, "en")) == (zh, en)


@pytest.mark.parametrize("language", sorted(name for name in locale_identifiers() if "_" not in name))
def test_dates_and_lengths_are_right_in_any_language(language: str) -> None:
    at = datetime(2026, 1, 17, 10, 0, tzinfo=UTC)
    assert {"17", "10", "00"} <= set(re.findall(r"\d+", instant_text(Instant(at), language, False)))
    assert {"17", "2026"} <= set(re.findall(r"\d+", day_text(at, language, True)))
    assert re.findall(r"\d+", duration_text(timedelta(hours=3, minutes=30), language)) == ["3", "30"]


def test_a_hold_of_working_days_goes_over_the_holidays() -> None:
    where = frame("2026-09-29 10:00", "CN")
    begins = Moment.parse("2026-09-30 10:00").resolve(where).at
    assert str(held_until(begins, Duration.parse("2wd"), where))[:16] == "2026-10-09 10:00"
    assert str(held_until(begins, Duration.parse("2d"), where))[:16] == "2026-10-02 10:00"
    assert held_until(begins.replace(year=2040), Duration.parse("2wd"), where) is None
    assert held_until(begins.replace(year=9999), Duration.parse("36500d"), where)
