"""Half-open time: [start, end) everywhere, a moment inside it, and what rules, pages and exports make of the edges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio
from launchbook.core.problem import Problem
from launchbook.core.time import Extent, Instant
from launchbook.lint import check_plan
from launchbook.load import PlanFiles, load_plan
from launchbook.views.people.model import agenda_of

HEAD = """\
plan: edges
title: Edges
language: en
timezone: {zone}
launch: {launch}
owner: ada
decider: ada
people: {{ada: {{name: Ada, phone: "555 0100"}}}}
"""
START = datetime(2026, 1, 1, tzinfo=UTC)
hours = st.integers(0, 40).map(lambda count: START + timedelta(hours=count))
extents = st.tuples(hours, hours).map(lambda pair: Extent(*sorted(pair)))


def plan_of(text: str, launch: str = "2026-12-01 10:00", zone: str = "Europe/Berlin") -> Plan:
    loaded = load_plan(PlanFiles((("edges.yml", (HEAD.format(launch=launch, zone=zone) + text).encode()),)))
    assert loaded.plan, [str(problem.message) for problem in loaded.problems]
    return loaded.plan


def problems(plan: Plan, code: str) -> list[Problem]:
    return [problem for problem in check_plan(plan, START) if problem.code.id == code]


@given(extents, extents)
def test_of_two_extents_one_precedes_or_they_meet(one: Extent, other: Extent) -> None:
    assert one.precedes(other) + other.precedes(one) + one.meets(other) == 1
    assert one.meets(other) == other.meets(one)
    shared = any(
        Extent.moment(at).within(one) and Extent.moment(at).within(other)
        for at in (START + timedelta(minutes=30) * count for count in range(82))
    )
    assert shared == one.meets(other)


@given(extents, extents, extents)
def test_order_and_cover_are_transitive(one: Extent, two: Extent, three: Extent) -> None:
    if one.precedes(two) and two.precedes(three):
        assert one.precedes(three)
    if one.within(two) and two.within(three):
        assert one.within(three)
    if one.within(two) and two.precedes(three):
        assert one.precedes(three)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.sampled_from(("Asia/Shanghai", "Africa/Cairo", "UTC")))
def test_a_day_ends_where_the_next_begins(day: date, zone: str) -> None:
    extent = Instant(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)), "day").extent
    assert extent.last_day == day
    if day < date.max:
        following = day + timedelta(days=1)
        beginning = datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(zone))
        assert extent.precedes(Instant(beginning, "day").extent)
        assert extent.end.timestamp() == beginning.timestamp()


@pytest.mark.parametrize(
    ("freeze", "stages", "found"),
    [
        ("2026-12-01 06:00 .. 10:00", ["2026-12-01 10:00 .. 18:00"], 0),
        ("2026-12-01 18:00 .. 2026-12-02 08:00", ["2026-12-01 10:00 .. 18:00", "2026-12-02 08:00"], 0),
        ("2026-12-01 18:00 .. 2026-12-02 08:00", ["2026-12-01 10:00 .. 18:01", "2026-12-02 07:59"], 2),
        ("2026-12-02 .. 2026-12-03", ["2026-12-01 10:00 .. 2026-12-02 00:00", "2026-12-04"], 0),
        ("2026-12-02 .. 2026-12-03", ["2026-12-02", "2026-12-03 23:59"], 2),
        ("2026-11-30 .. 2026-12-01 10:00", ["2026-12-01 10:00"], 0),
        ("2026-12-01 10:00", ["2026-12-01 12:00"], 1),
    ],
)  # fmt: skip
def test_a_freeze_is_half_open(freeze: str, stages: Sequence[str], found: int) -> None:
    text = f"freeze: [{{title: F, at: {freeze}, owner: ada}}]\nrollout:\n"
    text += "".join(f"  - {{title: S{n}, share: 10%, at: {at}, on_breach: Stop}}\n" for n, at in enumerate(stages))
    told = problems(plan_of(text), "FZ001")
    assert len(told) == found
    assert all(":" in str(problem.message) or ":" not in freeze for problem in told)


@pytest.mark.parametrize(
    ("boxes", "codes"),
    [
        (["22:00 – 23:00", "23:00 – 02:00"], []),
        (["21:30 – 22:00", "22:00 – 02:00"], ["RS002"]),
        (["21:30 – 22:30", "22:30 – 02:00"], ["RS002"]),
        (["22:00 – 23:00", "23:00 – 02:30"], ["RS002"]),
        (["22:00 – 23:00", "23:30 – 00:30"], ["RS011"]),
        (["22:00 – 23:30", "22:10 – 22:30", "23:30 – 00:30", "02:00 – 03:00"], []),
        (["21:30 – 22:00", "22:00 – 23:00", "23:30 – 00:30"], ["RS002", "RS011"]),
    ],
)  # fmt: skip
def test_boxes_stay_in_the_window_and_leave_no_hole(boxes: Sequence[str], codes: Sequence[str]) -> None:
    text = "window: 22:00 – 02:00\nrunsheet:\n"
    for number, at in enumerate(boxes):
        span = at if at[:2] > "12" else f"{{start: T+1d {at[:5]}, end: T+1d {at[-5:]}}}"
        text += f"  - {{title: B{number}, at: {span}, owner: ada, steps: [{{do: Work, expect: Done}}]}}\n"
    plan = plan_of(text, "2027-03-12 22:00")
    found = {code for code in ("RS002", "RS011") if problems(plan, code)}
    assert found == set(codes)


@pytest.mark.parametrize(
    ("delays", "found"),
    [(("", ""), 0), (("15m", "30m"), 0), (("", "15m", "", "1h"), 0), (("30m", "30m"), 1), (("30m", "", "15m"), 1)],
)  # fmt: skip
def test_levels_without_a_delay_follow_each_other(delays: Sequence[str], found: int) -> None:
    text = "contacts:\n  escalation:\n"
    for number, delay in enumerate(delays):
        text += f"    - {{level: L{number}, to: ada{f', after: {delay}' if delay else ''}}}\n"
    assert len(problems(plan_of(text), "CT004")) == found


WEEKLY = """\
calendar: CN
meetings:
  - {{title: Weekly, cadence: weekly Thu 16:00, owner: ada, participants: all, from: 2026-09-17{rest}}}
"""


@pytest.mark.parametrize(
    ("rest", "holidays", "held"),
    [("", 1, 5), (", except: 2026-10-01", 0, 4), (", except: [T-3w, 2026-09-20 .. 2026-09-24 15:59]", 0, 4)],
)  # fmt: skip
def test_what_recurs_on_a_holiday_is_told_until_it_is_taken_out(rest: str, holidays: int, held: int) -> None:
    plan = plan_of(WEEKLY.format(rest=rest), "2026-10-22 10:00", "Asia/Shanghai")
    assert len(problems(plan, "CA010")) == holidays
    events = [dated for dated in plan.dated() if dated.event.kind == "meeting"]
    assert len(events) == held
    assert events[-1].start.at.date() == date(2026, 10, 15)


def test_every_occurrence_is_an_event_and_a_person_sees_those_around_the_launch() -> None:
    text = "meetings:\n  - {title: Daily, cadence: daily 9:00, owner: ada, from: 2026-01-01}\n"
    plan = plan_of(text)
    events = [dated for dated in plan.dated() if dated.event.series]
    assert len(events) == (date(2026, 12, 1) - date(2026, 1, 1)).days + 1
    agenda = agenda_of(next(iter(Portfolio((plan,), START).people.values())))
    assert (
        14
        <= len([duty for _, duties in agenda.days for duty in duties if duty.dated and duty.dated.event.series])
        <= 16
    )


def test_nobody_is_called_all() -> None:
    loaded = load_plan(
        PlanFiles((("p.yml", (HEAD.format(launch="2026-12-01", zone="UTC").replace("ada", "all")).encode()),))
    )
    assert loaded.plan
    [found] = problems(loaded.plan, "PE010")
    assert (found.location.line, found.location.column) == (8, 10)
