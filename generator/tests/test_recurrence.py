"""Recurrences: what they are read as, when they happen, and that another library reads their rule alike."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from icalendar import vRecur

from launchbook.core.problem import Rejected
from launchbook.core.recurrence import Recurrence, Series, shifted
from launchbook.core.time import Extent, Frame, Instant, Span
from launchbook.core.workdays import Country, WorkingDays
from launchbook.discovery.catalogues import translator

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 2, 8, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("texts", "rule", "english", "chinese"),
    [
        (("every day 9:00 – 9:15", "每天 9:00–9:15", "每日9：00～9：15", "9:00-9:15 daily", "daily 9:00 for 15m"),
         "FREQ=DAILY", "every day 09:00–09:15", "每天 09:00–09:15"),
        (("weekly Fri 17:00", "every Friday at 17:00", "每周五17:00", "每星期五 17:00", "Fridays 17:00"),
         "FREQ=WEEKLY;BYDAY=FR", "every Fri 17:00", "每周五 17:00"),
        (("workdays", "every working day", "工作日", "每个工作日"), "", "on workdays", "工作日"),
        (("weekdays", "every weekday", "Mon-Fri", "每周一至周五"),
         "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Monday to Friday", "周一至周五"),
        (("Mon, Wed and Fri", "每周一、三、五", "every Mon/Wed/Fri"),
         "FREQ=WEEKLY;BYDAY=MO,WE,FR", "every Mon, Wed, Fri", "每周一、周三、周五"),
        (("every 2 weeks Tue", "every two weeks Tue", "biweekly Tue", "every other Tuesday", "每两周 周二", "隔周周二", "隔周二"),
         "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every 2 weeks on Tue", "每 2 周的周二"),
        (("monthly 1", "每月1日", "每月 1 号", "the 1st of every month", "monthly on the 1st"),
         "FREQ=MONTHLY;BYMONTHDAY=1", "on the 1st of every month", "每月 1 日"),
        (("monthly last day", "last day of the month", "每月最后一天"),
         "FREQ=MONTHLY;BYMONTHDAY=-1", "every month, on the last day", "每月最后一天"),
        (("monthly first Mon", "first Monday of the month", "每月第一个周一"),
         "FREQ=MONTHLY;BYDAY=1MO", "every month, the first Mon", "每月第一个周一"),
        (("every other day", "every 2 days", "隔天", "每两天"), "FREQ=DAILY;INTERVAL=2", "every 2 days", "每 2 天"),
        (("every 30m", "every 30 minutes", "每30分钟", "每半小时"),
         "", "every 30 min", "每 30 分钟"),
        (("every 2 hours", "每2小时"), "", "every 2 h", "每 2 小时"),
        (("every hour", "every 1 hour", "hourly", "每小时", "每1小时"), "", "every hour", "每小时"),
        (("every 1m", "每分钟"), "", "every minute", "每分钟"),
        (("every 1 day", "every day", "每1天"), "FREQ=DAILY", "every day", "每天"),
        (("every 1 week", "每1周", "weekly"), "FREQ=WEEKLY", "every week", "每周"),
        (("quarterly 1", "每季度1日"), "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
         "on the 1st of every 3 months", "每 3 个月 1 日"),
        (("once", "单次"), "", "once", "一次"),
    ],
)  # fmt: skip
def test_forms(texts: tuple[str, ...], rule: str, english: str, chinese: str) -> None:
    for text in texts:
        found = Recurrence.parse(text)
        assert ";".join(sorted(_written(found).split(";"))) == ";".join(sorted(rule.split(";"))), text
        assert found.render() == english
        assert found.render(translator("zh")) == chinese
    assert Recurrence.parse(english.replace(", on", " on").replace(", the", " the")).rrule == found.rrule


def _written(recurrence: Recurrence) -> str:
    """The rule as another library writes it."""
    return vRecur(recurrence.rrule).to_ical().decode() if recurrence.rrule else ""


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("every Fryday 9:00", "Did you mean `Friday`?"),
        ("weekly foo", "Write `every day"),
        ("每周八", "Write `every day"),
        ("monthly 32", "No month has a day 32."),
        ("9:00", "It says a time, but not how often."),
        ("daily 25:00", "A time begins from 00:00 to 23:59, and ends at 24:00 at the latest."),
        ("daily 24:00 – 1:00", "A time begins from 00:00 to 23:59, and ends at 24:00 at the latest."),
        ("daily 22:00 – 24:30", "A time begins from 00:00 to 23:59, and ends at 24:00 at the latest."),
        ("daily 15:00 – 9:00", "It ends before it begins."),
        ("every 0m", "It recurs after whole minutes"),
        ("every 90s", "It recurs after whole minutes"),
        ("每天 9点", "Did you mean `每天 09:00`?"),
    ],
)
def test_refused(text: str, help: str) -> None:
    with pytest.raises(Rejected) as caught:
        Recurrence.parse(text)
    assert str(caught.value.help[0]).startswith(help)


def _days(text: str, days: int, first: datetime = MONDAY, since: datetime | None = None) -> list[str]:
    found = Recurrence.parse(text).stretches(first, first + timedelta(days=days), since or first)
    return [str(stretch.start) for stretch in found]


def test_occurrences() -> None:
    assert _days("daily 7:00", 2) == ["2026-03-03 07:00+08:00", "2026-03-04 07:00+08:00"]
    assert _days("workdays", 7) == [f"2026-03-0{day}" for day in (2, 3, 4, 5, 6, 9)]
    assert _days("monthly 31", 100) == ["2026-03-31", "2026-05-31"]
    assert _days("monthly first Mon", 40) == ["2026-03-02", "2026-04-06"]
    assert _days("every 30m", 0) == []
    assert _days("every 12 hours", 1) == ["2026-03-02 08:00+08:00", "2026-03-02 20:00+08:00"]
    assert _days("once", 9) == []


def test_every_second_week_counts_from_its_beginning() -> None:
    since = datetime(2025, 1, 1, tzinfo=SHANGHAI)  # a Wednesday; 61 weeks before
    assert _days("every 2 weeks Wed", 14, since=since) == ["2026-03-11"]
    assert _days("every 2 weeks Wed", 14, since=since + timedelta(days=7)) == ["2026-03-04"]
    assert _days("quarterly", 100, since=since) == ["2026-04-01"]


def test_clock_changes() -> None:
    """29 March 2026: 02:30 does not exist in Berlin."""
    first = datetime(2026, 3, 28, tzinfo=BERLIN)
    assert _days("daily 2:30", 2, first) == ["2026-03-28 02:30+01:00", "2026-03-29 03:30+02:00"]
    assert _days("every 12 hours", 2, first)[-1] == "2026-03-29 13:00+02:00"


def test_the_ends_of_the_calendar() -> None:
    late = datetime(9999, 12, 30, tzinfo=SHANGHAI)
    assert shifted(late, timedelta(days=14)).year == 9998
    assert shifted(datetime(1, 1, 1, tzinfo=SHANGHAI), timedelta(days=-14)).year == 2
    assert list(Recurrence.parse("daily 9:00").stretches(late, shifted(late, timedelta(days=14)), late)) == []


def test_no_flood() -> None:
    endless = Series(Recurrence.parse("every 1m"), MONDAY, datetime(9000, 1, 1, tzinfo=SHANGHAI))
    assert (len(endless.occurrences), len(endless.listed)) == (1000, 1)


CHINA = WorkingDays(Country("CN"))
GULF = WorkingDays(weekend=frozenset({4, 5}), free={date(2026, 3, 11): "Company day"})


def _held(series: Series) -> list[str]:
    return [f"{each.start.at:%m-%d}" for each in series.occurrences]


@pytest.mark.parametrize(
    ("text", "calendar", "first", "last", "left_out", "held"),
    [
        ("工作日 9:00", CHINA, date(2026, 9, 28), date(2026, 10, 14), "",
         "09-28 09-29 09-30 10-08 10-09 10-10 10-12 10-13 10-14"),
        ("workdays", CHINA, date(2026, 9, 30), date(2026, 10, 12), "2026-10-09 .. 2026-10-10", "09-30 10-08 10-12"),
        ("workdays 9:00", GULF, date(2026, 3, 5), date(2026, 3, 12), "", "03-05 03-08 03-09 03-10 03-12"),
        ("weekdays 9:00", GULF, date(2026, 3, 5), date(2026, 3, 12), "", "03-05 03-06 03-09 03-10 03-11 03-12"),
        ("every Fri 9:00", CHINA, date(2026, 9, 25), date(2026, 10, 16), "2026-10-02", "09-25 10-09 10-16"),
        ("daily 9:00", CHINA, date(2026, 9, 29), date(2026, 10, 3), "2026-10-01 09:00", "09-29 09-30 10-02 10-03"),
        ("daily 9:00", CHINA, date(2026, 9, 29), date(2026, 10, 2), "2026-10-01 09:01 .. 10:00", "09-29 09-30 10-01 10-02"),
    ],
)  # fmt: skip
def test_the_calendar_is_asked(
    text: str, calendar: WorkingDays, first: date, last: date, left_out: str, held: str
) -> None:
    found = _series(text, calendar, first, last, left_out)
    assert _held(found) == held.split()
    assert _expanded(found) == {each.start.at for each in found.occurrences}


def _series(text: str, calendar: WorkingDays, first: date, last: date, left_out: str = "") -> Series:
    since, until = (Instant(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI), "day") for day in (first, last))
    frame = Frame(until, since.at.tzinfo)  # type: ignore[arg-type]
    without = (Extent.of(*Span.parse(left_out).resolve(frame)),) if left_out else ()
    return Series(Recurrence.parse(text), since.at, until.end, calendar, without)


def _expanded(series: Series) -> set[datetime]:
    """What another library makes of the rule."""
    assert series.rule
    rules = rruleset()
    begin, zone = series.occurrences[0].start.at.replace(tzinfo=None), series.since.tzinfo
    last = series.rule.last.replace(tzinfo=None) if series.rule.last else None
    parts = vRecur({**series.rule.parts, **({"UNTIL": last} if last else {})}).to_ical().decode()
    rules.rrule(rrulestr(parts, dtstart=begin))
    for at in series.rule.without:
        rules.exdate(at.replace(tzinfo=None))
    for at in series.rule.added:
        rules.rdate(at.replace(tzinfo=None))
    return {at.replace(tzinfo=zone) for at in rules.between(begin, begin + timedelta(days=400), inc=True)}


@given(
    st.sampled_from(
        ("workdays 9:00", "workdays", "daily 8:00", "weekly Tue, Sat", "monthly 2", "every 2 weeks Fri 10:00")
    ),
    st.sampled_from((CHINA, GULF, WorkingDays())),
    st.dates(date(2026, 1, 1), date(2026, 10, 1)),
    st.integers(1, 80),
    st.integers(0, 80),
)
def test_a_rule_says_what_the_series_does(text: str, calendar: WorkingDays, first: date, days: int, free: int) -> None:
    found = _series(text, calendar, first, first + timedelta(days=days), str(first + timedelta(days=free)))
    starts = [each.start.at for each in found.occurrences]
    assert starts == sorted(set(starts))
    assert all(
        each.extent.start >= found.since and each.extent.start < (found.until or each.extent.end)
        for each in found.occurrences
    )
    assert first + timedelta(days=free) not in {at.date() for at in starts}
    if text.startswith("workdays"):
        assert all(calendar.is_working(at.date()) for at in starts)
        assert len(starts) == sum(calendar.is_working(first + timedelta(days=n)) for n in range(days + 1) if n != free)
    if found.rule:
        assert _expanded(found) == set(starts)


def test_a_meeting_keeps_the_clock_of_its_own_zone() -> None:
    """London puts its clock forward on 29 March 2026, Berlin on the same day, Shanghai never."""
    recurrence = Recurrence.parse("weekly Mon 17:00 – 18:00 Europe/London")
    assert (recurrence.zone, recurrence.render()) == ("Europe/London", "every Mon 17:00–18:00 London")
    series = Series(recurrence, datetime(2026, 3, 23, tzinfo=SHANGHAI), datetime(2026, 4, 8, tzinfo=SHANGHAI))
    assert [f"{each.start.at:%m-%d %H:%M}" for each in series.occurrences] == [
        "03-24 01:00",
        "03-31 00:00",
        "04-07 00:00",
    ]
    assert all(each.end and each.end.at - each.start.at == timedelta(hours=1) for each in series.occurrences)
    assert {each.start.zone for each in series.occurrences} == {"Europe/London"}
    assert series.rule is None  # a rule in the zone of Shanghai would be an hour off from April on


@pytest.mark.parametrize("text", ["every Tue UTC", "daily 9:00 CST", "daily 9:00 Europe/Lodon"])
def test_a_recurrence_in_no_clear_zone_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        Recurrence.parse(text)
