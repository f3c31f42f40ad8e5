"""Half-open time: [start, end) everywhere, a moment inside it, and what rules, pages and exports make of the edges."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchbook.core.entry import Timing
from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio
from launchbook.core.problem import Problem, untranslated
from launchbook.core.time import Extent, Instant, Moment, Span
from launchbook.discovery.catalogues import translator
from launchbook.exports.tables import local_text
from launchbook.lint import check_plan
from launchbook.load import PlanFiles, load_plan
from launchbook.render import Renderer
from launchbook.render.model import Options
from launchbook.render.view import View
from launchbook.sections.rollout.model import Rollout
from launchbook.sections.timeline.model import Timeline
from launchbook.sections.timeline.picture import picture
from launchbook.site import Builder
from launchbook.views.days.model import days_of
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


def site_of(text: str, launch: str) -> tuple[dict[str, str], dict[str, str]]:
    """Pages and files of the site by their paths."""
    files = (("edges.yml", (HEAD.format(launch=launch, zone="Europe/Berlin") + text).encode()),)
    site = Builder().build([PlanFiles(files)], START, Renderer(Options()))
    return {page.path: page.text for page in site.pages}, {
        asset.path: asset.data.decode("utf-8-sig") for asset in site.assets if asset.path.endswith((".csv", ".json"))
    }


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
    ("freeze", "stage", "found"),
    [
        ("2027-03-01 .. 2027-03-05", "T", 0), ("2027-03-01 .. 2027-03-05", "T .. T+7d", 0),
        ("2027-03-01 .. 2027-03-05", "2027-03", 0), ("2027-03-01 .. 2027-03-05", "2027-03-02", 1),
        ("2027-02-20 .. 2027-03-31", "T+1d", 1), ("2027-02-20 .. 2027-03-31", "2027-03", 2),
        ("T-1d .. T+30d", "2027-03-02", 0),
    ],
)  # fmt: skip
def test_a_launch_known_by_its_month_lies_in_a_freeze_of_the_whole_month(freeze: str, stage: str, found: int) -> None:
    text = f"freeze: [{{title: F, at: {freeze}, owner: ada}}]\nrollout: [{{title: S, share: 10%, at: {stage}}}]\n"
    assert len(problems(plan_of(text, "2027-03"), "FZ001")) == found


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
    events = [dated for dated in plan.rows.events if dated.kind == "meeting"]
    assert len(events) == held
    assert events[-1].start.at.date() == date(2026, 10, 15)


def test_all_days_off_are_taken_out_at_once() -> None:
    plan = plan_of(WEEKLY.format(rest="").replace("weekly Thu", "daily"), "2026-10-22 10:00", "Asia/Shanghai")
    (found,) = problems(plan, "CA010")
    assert "2026-10-01, 2026-10-02, 2026-10-03" in str(found.help[0]) and str(found.help[0]).count("…") == 1


def test_meetings_clash_first_when_both_are_first_held_at_one_time() -> None:
    text = "meetings:\n"
    for clock, since in (("9:00", "2026-06-01"), ("9:10", "2026-07-03")):
        text += (
            f"  - {{title: At {clock}, cadence: weekly Mon {clock}, owner: ada, from: {since}, until: 2026-08-01}}\n"
        )
    (found,) = problems(plan_of(text), "MT001")
    assert str(found.message).endswith("first on 2026-07-06 09:10")


def test_every_occurrence_is_an_event_and_a_person_sees_those_around_the_launch() -> None:
    text = "meetings:\n  - {title: Daily, cadence: daily 9:00, owner: ada, from: 2026-01-01}\n"
    plan = plan_of(text)
    events = [dated for dated in plan.rows.events if dated.series]
    assert len(events) == (date(2026, 12, 1) - date(2026, 1, 1)).days + 1
    agenda = agenda_of(next(iter(Portfolio((plan,), START).people.values())))
    assert 14 <= len([duty for _, duties in agenda.days for duty in duties if duty.event and duty.event.series]) <= 16


def test_nobody_is_called_all() -> None:
    loaded = load_plan(
        PlanFiles((("p.yml", (HEAD.format(launch="2026-12-01", zone="UTC").replace("ada", "all")).encode()),))
    )
    assert loaded.plan
    [found] = problems(loaded.plan, "PE010")
    assert (found.location.line, found.location.column) == (8, 10)


TASKS = "calendar: {calendar}\ntimeline:\n  tasks:\n{tasks}"


def rows_of(tasks: str, calendar: str = "DE") -> dict[str, str]:
    """When each task lies."""
    plan = plan_of(TASKS.format(calendar=calendar, tasks="".join(f"    - {task}\n" for task in tasks.splitlines())))
    timeline = plan.get(Timeline)
    assert timeline
    found = timeline.schedule(plan)
    return {row.title: f"{str(row.start)[:16]} .. {str(row.end)[:16]}" for row in found.rows}


@pytest.mark.parametrize(
    ("after", "start"),
    [("dev.start + 2wd", "11-04"), ("dev.start", "11-02"), ("dev.start - 1wd", "10-30"), ("{task: dev, of: start, lag: 1d}", "11-03"),
     ("[dev.start + 2wd, other]", "11-10"), ("dev.end - 2wd", "11-12"), ("dev", "11-16")],
)  # fmt: skip
@pytest.mark.parametrize("length", ["10wd", "11wd"])
def test_work_that_follows_a_beginning(after: str, start: str, length: str) -> None:
    tasks = f"""{{id: dev, title: Dev, start: 2026-11-02, duration: {length}}}
{{id: other, title: Other, start: 2026-11-09, duration: 1wd}}
{{title: Docs, duration: 1wd, after: {after}}}"""
    found = rows_of(tasks)["Docs"]
    assert found[5:10] == start or (length == "11wd" and "start" not in after and found[5:10] > start)


def test_a_beginning_counts_backwards_too() -> None:
    tasks = "{id: dev, title: Dev, duration: 3wd}\n{title: Docs, duration: 1wd, after: dev.start + 2wd, deadline: 2026-11-13}"
    assert rows_of(tasks) == {"Dev": "2026-11-11 .. 2026-11-13", "Docs": "2026-11-13 .. 2026-11-13"}


@pytest.mark.parametrize(
    ("task", "when", "told"),
    [
        ("{title: X, start: 2026-12-25, duration: 1wd}", "2026-12-28 .. 2026-12-28", 1),
        ("{title: X, at: 2026-12-26 for 2wd}", "2026-12-28 .. 2026-12-29", 1),
        ("{title: X, start: 2026-11-08, end: 2026-11-08, duration: 1wd}", "2026-11-08 .. 2026-11-08", 1),
        ("{title: X, at: 2026-11-08}", "2026-11-08 .. 2026-11-08", 1),
        ("{title: X, at: 2026-11-08 10:00 for 4h}", "2026-11-08 10:00 .. 2026-11-08 14:00", 0),
        ("{title: X, at: 2026-11-06 .. 2026-11-08}", "2026-11-06 .. 2026-11-08", 0),
        ("{title: X, start: 2026-11-09, duration: 0.5d}", "2026-11-09 .. 2026-11-09", 0),
        ("{title: X, start: 2026-11-09, duration: 1.5d}", "2026-11-09 .. 2026-11-10", 0),
    ],
)  # fmt: skip
def test_work_lies_on_working_days_or_is_told(task: str, when: str, told: int) -> None:
    assert rows_of(task)["X"] == when
    assert len(problems(plan_of(TASKS.format(calendar="DE", tasks=f"    - {task}\n")), "TL018")) == told


@pytest.mark.parametrize(
    ("calendar", "when"),
    [("DE", "2026-11-09 .. 2026-11-09"), ("{country: DE, hours: 09:00-18:00}", "2026-11-09 09:00 .. 2026-11-09 13:00")],
)  # fmt: skip
def test_some_hours_behind_a_friday_are_on_monday(calendar: str, when: str) -> None:
    assert (
        rows_of("{id: a, title: A, start: 2026-11-05, duration: 2wd}\n{title: B, duration: 4h, after: a}", calendar)[
            "B"
        ]
        == when
    )


def test_a_group_of_milestones_covers_their_days() -> None:
    parts = "{title: M1, milestone: yes, at: 2026-01-12}, {title: M2, milestone: yes, at: 2026-01-16}"
    assert rows_of(f"{{title: Group, tasks: [{parts}]}}")["Group"] == "2026-01-12 .. 2026-01-16"


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ("duration: 6d, tasks: [{title: A, at: 2026-11-02}, {title: B, at: 2026-11-08}]", 1),
        ("duration: 7d, tasks: [{title: A, at: 2026-11-02}, {title: B, at: 2026-11-08}]", 0),
        ("duration: 5wd, tasks: [{title: A, at: 2026-11-02}, {title: B, at: 2026-11-08}]", 0),
        ("duration: 2d, tasks: [{title: A, at: 2026-11-02, duration: 1d}, {title: B, at: 2026-11-08, duration: 1d}]", 0),
        ("start: 2026-11-02, end: 2026-11-08, duration: 3d, tasks: [{title: A, at: 2026-11-03}]", 1),
        ("start: 2026-11-02, end: 2026-11-08, duration: 3d", 1),
        ("start: 2026-11-02, duration: 7d, tasks: [{title: A, at: 2026-11-02}, {title: B, at: 2026-11-08}]", 0),
        ("start: 2026-11-02, duration: 9d, tasks: [{title: A, at: 2026-11-02}, {title: B, at: 2026-11-08}]", 1),
        ("start: 2026-11-02, duration: 9d, tasks: [{title: A, at: 2026-11-02}, B]", 0),
        ("start: 2026-11-02, duration: 9d, tasks: [{id: a, title: A, duration: 2d}, {title: B, duration: 3d, after: a}]", 1),
        ("start: 2026-11-02, duration: 5d, tasks: [{id: a, title: A, duration: 2d}, {title: B, duration: 3d, after: a}]", 0),
        ("at: 2026-11-02 for 9d, tasks: [{title: A, at: 2026-11-02}, {title: B, at: 2026-11-08}]", 1),
        ("duration: 6d, tasks: [{title: A, duration: 1d}, {title: B, duration: 1d}]", 1),
        ("duration: 6d, tasks: [{title: A, duration: 6d}, {title: B, duration: 4d}]", 0),
        ("duration: 6d, tasks: [{id: a, title: A, duration: 6d}, {title: B, duration: 4d, after: a}]", 1),
        ("duration: 6d, tasks: [{title: A, duration: 1d}, B]", 0),
        ("duration: 2w, tasks: [{title: A, duration: 5wd}, {title: B, duration: 5wd}]", 0),
        ("duration: 4w, tasks: [{title: A, duration: 5wd}, {title: B, duration: 5wd}]", 1),
        ("start: 2026-11-02, end: 2026-11-02, duration: 0.5d", 0),
        ("start: 2026-11-02, end: 2026-11-02, duration: 4h", 0),
        ("start: 2026-11-02, end: 2026-11-03, duration: 4h", 1),
        ("start: 2026-11-06, end: 2026-11-09, duration: 4wd", 1),
        ("start: 2026-11-06 10:00, end: 2026-11-10 10:00, duration: 4wd", 1),
        ("start: 2026-11-06 10:00, end: 2026-11-10 10:00, duration: 2wd", 0),
        ("start: 2026-11-06 10:00, end: 2026-11-10 10:00, duration: 4wd, tasks: [{title: A, duration: 4wd}]", 1),
        ("start: 2026-11-02 09:00, end: 2026-11-06 18:00, duration: 5wd", 0),
        ("start: 2026-11-02, end: 2026-11-06, duration: 5d", 0),
        ("start: 2026-11-02, end: 2026-11-13, duration: 10d", 0),
    ],
)  # fmt: skip
def test_lengths_are_compared_for_every_task(task: str, told: int) -> None:
    plan = plan_of(TASKS.format(calendar="DE", tasks=f"    - {{title: X, {task}}}\n"))
    assert len(problems(plan, "TL012")) == told


@pytest.mark.parametrize("calendar", ["calendar: DE\n", ""])
@pytest.mark.parametrize(
    ("task", "shown"),
    [
        ("start: 2026-11-02, end: 2026-11-13, duration: 5wd", "10 working days, said: 5wd"),
        ("start: 2026-11-02, end: 2026-11-06, duration: 5wd", "5 working days"),
        ("start: 2026-11-02, end: 2026-11-08, duration: 3wd, tasks: [{title: A, at: 2026-11-03}]", "5 working days, said: 3wd"),
        ("start: 2026-11-06 10:00, end: 2026-11-10 10:00, duration: 4wd", "2 working days, said: 4wd"),
    ],
)  # fmt: skip
def test_the_length_shown_is_that_of_the_dates_and_what_is_said_beside_it(calendar: str, task: str, shown: str) -> None:
    plan = plan_of(f"{calendar}timeline: [{{title: X, {task}}}]\n")
    row = plan.get(Timeline).schedule(plan).rows[0]  # type: ignore[union-attr]
    assert row.length
    found = str(row.length.words) + (f", said: {row.said}" if row.said else "")
    assert found == shown


@pytest.mark.parametrize("launch", ["2026-12", "2026-Q4", "2026-W50", "TBD"])
@pytest.mark.parametrize("when", ["T-7d", "T", "T+1d", "T-1d 18:00", "T-5wd"])
def test_what_hangs_on_a_launch_without_a_day_has_none(when: str, launch: str) -> None:
    plan = plan_of(f"overview: {{dates: [{{title: Due, at: {when}}}]}}\n", launch)
    assert not any(dated.start.dated for dated in plan.rows.events)
    assert not days_of(plan)
    text = "operations: {reports: [{title: R, cadence: daily}]}\nmeetings: [{title: M, cadence: daily, owner: ada}]\n"
    assert {dated.kind for dated in plan_of(text, launch).rows.events} == {"launch"}
    for bounds in (f"from: {when}", f"from: {when}, until: 2027-02-01", f"from: 2026-11-02, until: {when}"):
        plan = plan_of(text.replace("daily", f"daily, {bounds}"), launch)
        assert {dated.kind for dated in plan.rows.events} == {"launch"}


@pytest.mark.parametrize(
    ("launch", "counted_from"),
    [("TBD", "200[0-9]-"), ("2027-Q2", "2027-0(?:3|4-0[2-9])"), ("2027-W12", "2027-03-(?:[01]|2[013-5])")],
)
def test_no_date_of_a_launch_that_has_none_is_anywhere(launch: str, counted_from: str) -> None:
    """What hangs on it is counted from a day that nobody said, and that no page and no file may tell."""
    pages, files = site_of(
        "overview: {dates: [{title: A, at: T-7d}]}\n"
        "checklists: [{title: C, due: T-1d, items: [a]}]\n"
        "timeline: {tasks: [{title: B, at: T-14d for 3d}, {title: D, at: T-1d 18:00 .. T}, {title: T, at: T, milestone: true}]}\n"
        "runsheet: [{title: E, at: T-30m .. T, steps: [a]}, {title: F, at: '10:00 – 10:30', steps: [{do: b, at: T+5m}]}]\n"
        "rollout: [{title: S, share: 1%, at: T+1d, hold: 1d}, {title: G, share: 100%, at: T+3d}]\n"
        "communications: [{what: M, at: T-2d, to: all}]\n",
        launch,
    )
    for name, text in (pages | files).items():
        if name.startswith("plans/"):
            assert not re.findall(counted_from + r"\S*", re.sub(r'data-launch="[^"]*"|"launch":.*?}', "", text)), name
    assert "T-7d" in pages["plans/edges/overview.md"] and "T-7d" in files["plans/edges/plan.json"]


def test_no_remark_names_the_first_of_a_month_that_was_said() -> None:
    text = "contacts: {duty: [{who: ada, at: T-1d .. T+3d}, {who: ada, at: T+60d .. T+70d}]}\n"
    text += "rollout: [{title: S, share: 1%, at: 2025-10}, {title: E, share: 50%, at: T+1d}]\n"
    text += "timeline: [{title: A, at: 2025-11 .. 2027-01}, {title: B, start: 2026-02, duration: 5wd}]\n"
    found = " ".join(str(each.message) for each in check_plan(plan_of(text, "2025-11"), START))
    assert re.findall(r"\d{4}-[-\d]+", found) == ["2025-11", "2025-10", "2025-11", "2025-11"]


def test_an_exception_whose_day_is_not_known_takes_out_no_day() -> None:
    text = (
        "operations: {reports: [{title: R, cadence: daily, from: 2026-11-30, until: 2026-12-02, except: [T, T-1d]}]}\n"
    )
    assert len([dated for dated in plan_of(text, "2026-12").rows.events if dated.series]) == 3


@pytest.mark.parametrize(
    ("said", "last"), [("T, hold: 2h", "2026-01-06 12:00+01:00"), ("2026-01-07, hold: 2d", "2026-01-08")]
)
def test_a_stage_without_an_end_lasts_for_its_hold(said: str, last: str) -> None:
    plan = plan_of(f"rollout: [{{title: A, at: {said}}}]\n", "2026-01-06 10:00")
    assert [str(event.end) for event in plan.rows.events if event.kind == "rollout stage"] == [last]


DAYS = st.dates(date(2025, 12, 20), date(2026, 1, 12))


@given(DAYS, st.integers(1, 9), st.sampled_from(("{}d", "{}wd", "{}.5d")))
def test_a_length_that_begins_with_a_day_ends_as_the_timeline_says(day: date, count: int, form: str) -> None:
    """Elsewhere as there: with a day, unless its clock matters."""
    length = form.format(count)
    plan = plan_of(f"timeline: [{{title: A, at: {day} for {length}}}]\n", "2026-01-06")
    [row] = plan.get(Timeline).schedule(plan).rows  # type: ignore[union-attr]
    start = row.start.at if row.start else START
    said = Span.parse(f"{start:%Y-%m-%d} for {length}").resolve(plan.frame)
    assert said == (row.start, row.end)


@pytest.mark.parametrize(
    "said", ["2026-01-01", "2026-01-01 .. 2026-01-01", "2026-01-01 for 1d", "2025-12-31 for 2d", "2026-01-02 for 4h"]
)
def test_one_day_is_no_range(said: str) -> None:
    plan = plan_of(f"timeline: [{{title: A, at: {said}}}]\n", "2026-01-06")
    [event] = [each for each in plan.rows.events if each.section == "timeline"]
    several = said == "2025-12-31 for 2d"
    assert (event.end is not None) == several
    view = View(plan, Options())
    shown = view.dated(event).striptags()
    assert shown == ("Wed, 31 Dec 2025 – Thu 1 Jan" if several else f"{'Thu 1' if '01-01' in said else 'Fri 2'} Jan")
    assert view.span(Span.parse(said)).striptags() == shown


@pytest.mark.parametrize("launch", ["2026-01-06", "2025-12-30"])
@given(DAYS, DAYS)
def test_a_year_is_shown_unless_it_is_that_of_the_launch(launch: str, one: date, other: date) -> None:
    plan = plan_of("", launch)
    first, last = sorted((one, other))
    shown = View(plan, Options()).span(Span.parse(f"{first} .. {last}")).striptags()
    wanted = [str(day.year) for day in dict.fromkeys((first, last)) if str(day.year) != launch[:4]]
    assert re.findall(r"\d{4}", shown) == wanted


@pytest.mark.parametrize("said", ["T-7d", "T-1d 18:00", "T-7d .. T-2d", "T-7d for 3d", "10:00", "10:00 – 11:00"])
def test_what_hangs_on_a_launch_known_by_its_month_is_shown_as_it_is_said(said: str) -> None:
    plan = plan_of("", "2027-01")
    view, span = View(plan, Options()), Span.parse(said)
    start, end = plan.span(span)
    assert view.span(span).striptags() == said
    for shown in (view.dated(Timing(start, end)).striptags(), str(start), local_text(start)):
        assert shown.partition(" – ")[0] == said.partition(" .. ")[0].partition(" – ")[0]
    assert view.when(Moment.parse("T")).striptags() == "January 2027 T"


AFLOAT = """\
timeline:
  launch_after: [c]
  tasks:
    - {title: A, at: T-7d .. T-5d}
    - {title: B, at: 2026-12-01 .. 2026-12-04}
    - {title: C, id: c, duration: 5d, deadline: T-1d}
    - {title: D, milestone: yes, at: T}
    - {title: E, tasks: [{title: F, at: T-3d for 2d}]}
"""


def test_a_timeline_around_a_launch_known_by_its_month_dates_only_what_it_knows() -> None:
    plan = plan_of(AFLOAT, "2027-01")
    schedule = plan.get(Timeline).schedule(plan)  # type: ignore[union-attr]
    assert [str(row.title) for row in schedule.rows if row.stint or row.start or row.deadline] == ["B"]
    assert [row.words for row in schedule.rows] == ["T-7d .. T-5d", "", "", "T", "", "T-3d for 2d"]
    assert (schedule.delay, problems(plan, "TL010")) == (None, [])
    pages, _ = site_of(AFLOAT.replace("[c]", "[b]").replace("title: B", "id: b, title: B"), "2027-01")
    timeline = pages["plans/edges/timeline.md"]
    assert "as what it is part of" not in timeline
    assert re.search(r'<dt>Ready for the launch</dt>\s*<dd><time datetime="2026-12-04"', timeline)
    assert {event.start.precision for event in plan.rows.events} == {"day", "month"}


@pytest.mark.parametrize("launch", ["2026-01-06", "2026-01-06 09:00"])
def test_points_said_as_days_are_drawn_within_them(launch: str) -> None:
    text = "timeline: [{title: A, milestone: yes, at: T}, {title: B, milestone: yes, at: 2026-01-02}, {title: C, at: 2026-01-02}]\n"
    plan = plan_of(text, launch)
    chart = picture(plan.get(Timeline).schedule(plan), plan, untranslated)  # type: ignore[union-attr]
    day = date(2026, 1, 2).toordinal() * 1440
    at, point, bar = (row.span for row in chart.rows)
    assert at == (chart.marks[0].at,) * 2
    assert at[0] - day == 4 * 1440 + (540 if " " in launch else 720)
    assert point == (day + 720, day + 720)
    assert bar == (day, day + 1440)


@pytest.mark.parametrize(("calendar", "told"), [("CN", 1), ("{country: CN, checked: [2031]}", 0), ("DE", 0)])
@pytest.mark.parametrize("cadence", ["workdays 9:00", "every Mon 9:00"])
def test_working_days_that_are_not_known_are_told(calendar: str, told: int, cadence: str) -> None:
    text = f"calendar: {calendar}\nmeetings: [{{title: Stand-up, cadence: {cadence}, owner: ada, from: 2031-03-03}}]\n"
    plan = plan_of(text, "2031-03-20 10:00", "Asia/Shanghai")
    assert len(problems(plan, "CA014")) == (told if cadence.startswith("workdays") else 0)


def test_a_short_day_shows_a_year_that_is_not_the_launchs() -> None:
    frame = plan_of("", "2026-12-30 10:00").frame
    assert [frame.short(date(2026, 12, 30)), frame.short(date(2027, 1, 2))] == ["12-30", "2027-01-02"]
    text = "rollout: [{title: A, share: 1%, at: 12-30}, {title: B, share: 5%, at: 01-02}]\n"
    plan = plan_of(text, "2026-12-30 10:00")
    ramp = plan.get(Rollout).ramp(plan.frame)  # type: ignore[union-attr]
    assert [tread.tick for tread in ramp.treads] == ["12-30", "2027-01-02"]


def test_words_of_an_unknown_day_are_in_the_json_and_in_time_order_in_the_table() -> None:
    text = AFLOAT.replace("launch_after: [c]\n", "") + "    - {title: G, start: T-9d, end: T-8d}\n"
    _, assets = site_of(text, "2027-01")
    rows = list(csv.reader(io.StringIO(assets["calendar.csv"])))
    days = [(start, end) for _, start, end, _, title, *_ in rows if title in list("ABFG")]
    assert days == [("2026-12-01", "2026-12-04"), ("T-9d", "T-8d"), ("T-7d", "T-5d"), ("T-3d for 2d", "")]
    tasks = json.loads(assets["plans/edges/plan.json"])["sections"]["timeline"]["tasks"]
    assert [tasks[0]["row"][key]["text"] for key in ("start", "end")] == ["T-7d", "T-5d"]


CLOCKS = """\
timeline:
  - {id: a, title: A, at: 2026-12-02 22:00 .. 2026-12-03 00:00}
  - {title: After a, duration: 2h, after: a}
  - {title: Days after a, duration: 2d, after: a}
  - {title: For, at: 2026-12-02 22:00 for 2h}
  - {title: Until, end: 2026-12-03 00:00, duration: 2h}
  - {title: Around, tasks: [{title: Part, at: 2026-12-02 20:00 .. 2026-12-03 00:00}]}
  - {id: h, title: H, at: 2026-12-02 10:00 .. 22:00}
  - {title: After h, duration: 2h, after: h}
  - {title: Days, at: 2026-12-02 for 1.5d}
  - {id: n, title: Half, start: 2026-12-02, duration: 0.5d}
  - {title: Other half, duration: 0.5d, after: n}
  - {id: d, title: D, at: 2026-12-02}
  - {title: Hours after d, duration: 4h, after: d}
rollout: [{title: S, share: 100%, at: 2026-12-02 22:00 .. 2026-12-03 00:00}]
runsheet: [{title: Box, at: "T-1h .. T+14h", steps: [X]}]
meetings: [{title: Meet, at: 2026-12-02 23:00 – 00:00}]
"""


def test_bounds_are_the_same_on_the_page_in_the_table_and_in_the_json() -> None:
    """What is said with a clock keeps it, also at midnight; half a day is told as its day."""
    pages, assets = site_of(CLOCKS, "2026-12-01 10:00")
    lines = list(csv.reader(io.StringIO(assets["calendar.csv"])))
    found = {title: (start, end or start) for _, start, end, _, title, *_ in lines[1:]}
    night = ("2026-12-02 22:00", "2026-12-03 00:00")
    assert found == {
        "A": night, "After a": ("2026-12-03 00:00", "2026-12-03 02:00"), "Days after a": ("2026-12-03", "2026-12-04"),
        "For": night, "Until": night, "Part": ("2026-12-02 20:00", night[1]), "After h": night, "S 100%": night,
        "H": ("2026-12-02 10:00", "2026-12-02 22:00"), "Days": ("2026-12-02", "2026-12-03"), "Half": ("2026-12-02",) * 2,
        "Other half": ("2026-12-02 12:00", "2026-12-02"), "D": ("2026-12-02",) * 2, "Hours after d": ("2026-12-03",) * 2,
        "Box": ("2026-12-01 09:00", "2026-12-02 00:00"), "Meet": ("2026-12-02 23:00", night[1]),
        "Edges": ("2026-12-01 10:00",) * 2,
    }  # fmt: skip
    shown = re.findall(r'data-label="(?:Start|End)"><time datetime="([^"+]*)', pages["plans/edges/timeline.md"])
    tasks = json.loads(assets["plans/edges/plan.json"])["sections"]["timeline"]["tasks"]
    every = [row for task in tasks for row in (task, *task.get("tasks", ()))]
    assert len(shown) == 2 * len(every)
    for task, start, end in zip(every, shown[::2], shown[1::2], strict=True):
        bounds = (task["row"]["start"], task["row"].get("end", task["row"]["start"]))
        told = [bound["at"][: 10 if bound["precision"] == "day" else 16] for bound in bounds]
        assert told == [start, end]
        if task["title"] != "Around":
            assert [each.replace("T", " ") for each in told] == [*found[task["title"]]]


# zones


ELSEWHERE = plan_of("also_in: [Europe/London, UTC]\n", "2027-03-06 22:00", "America/Chicago")


@pytest.mark.parametrize(
    ("said", "shown"),
    {
        "2027-03-06 22:00": "Sat 6 Mar 22:00 (Sun 04:00 London / UTC)",
        "2027-03-06 10:00 .. 12:00": "Sat 6 Mar 10:00 – 12:00 (16:00–18:00 London / UTC)",
        "2027-03-06 17:00 .. 19:00": "Sat 6 Mar 17:00 – 19:00 (23:00 – Sun 01:00 London / UTC)",
        "2027-03-06 18:00 America/Los_Angeles":
            "Sat 6 Mar 20:00 (18:00 Los Angeles, Sun 02:00 London / UTC)",
        "2027-03-29 12:00 UTC": "Mon 29 Mar 07:00 (13:00 London, 12:00 UTC)",
        "2027-03-06": "Sat 6 Mar",
        "2027-03-06 AoE": "Sat 6 Mar (AoE, until Sun 7 Mar 06:00)",
        "2027-03-05 .. 2027-03-06 AoE": "Fri 5 Mar – Sat 6 Mar (AoE, until Sun 7 Mar 06:00)",
        "T-1d 20:00": "Fri 5 Mar 20:00 T-1d 20:00 (Sat 02:00 London / UTC)",
    }.items(),
)  # fmt: skip
def test_times_are_shown_in_the_zones_of_their_readers(said: str, shown: str) -> None:
    view, span = View(ELSEWHERE, Options()), Span.parse(said)
    assert view.span(span).striptags() == shown
    if not span.end:
        assert view.when(span.start).striptags() == shown


def test_a_run_sheet_shows_clocks_of_further_zones_with_their_day_where_it_is_another() -> None:
    view = View(ELSEWHERE, Options())
    assert view.clock(Span.parse("T-6h .. T-4h")).striptags() == "16:00 – 18:00 (22:00 – Sun 00:00 London / UTC)"


def test_cities_are_named_in_the_language_of_the_page() -> None:
    view = View(ELSEWHERE, Options(), language="zh")
    assert view.clock(Span.parse("10:00")).striptags() == "10:00 (16:00 伦敦 / UTC)"


@pytest.mark.parametrize("launch", ["TBD", "2027-03", "2027-Q2", "2027-W12"])
def test_what_hangs_on_an_open_launch_is_drawn_by_its_distance_and_no_date_is_told(launch: str) -> None:
    plan = plan_of(
        "timeline: {launch_after: b, tasks: [{id: a, title: A, at: T-3w .. T-2w}, {id: b, title: B, duration: 2wd, after: a},"
        " {title: C, at: T-2h, milestone: yes}, {title: D, at: T, milestone: yes}]}\n", launch
    )  # fmt: skip
    timeline = plan.get(Timeline)
    assert timeline
    drawing = str(timeline.counted_drawing(plan, translator("en")))
    assert "T-3w" in drawing and drawing.count("<li") >= 4
    assert not re.search(r"\b(?:19|20)\d\d\b", drawing)
    schedule = timeline.schedule(plan)
    assert schedule.leads
    assert [row.title for row in schedule.path] == ["A", "B", "D"]
    assert all(row.stint is None for row in schedule.rows)


def test_what_has_a_day_is_drawn_by_its_day_alone() -> None:
    plan = plan_of("timeline: {tasks: [{title: A, at: 2027-02-01}, {title: B, at: T-3d}]}\n", "TBD")
    timeline = plan.get(Timeline)
    assert timeline
    assert [row.title for row in timeline.schedule(plan).afloat] == ["B"]
