"""The scheduler: dates forward and backward, slack, the critical path, what happened, and what it says of a bad plan."""

from __future__ import annotations

import gc
import json
import time
import weakref
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchbook.core.calendar import Calendar
from launchbook.core.problem import untranslated
from launchbook.core.time import Frame, Moment
from launchbook.lint import check_plan
from launchbook.load import Loaded, PlanFiles, load_plan
from launchbook.sections.timeline.clock import DAY, Clock, Length
from launchbook.sections.timeline.model import Timeline
from launchbook.sections.timeline.network import Job, Network, Tie
from launchbook.sections.timeline.rows import Schedule, ScheduledTask, ShownLength
from launchbook.sections.timeline.schedule import compute
from launchbook.sections.timeline.tasks import Work

LAUNCH = "2026-06-15 10:00"
HEAD = (
    "plan: tea\ntitle: Tea\nlaunch: {launch}\nlanguage: en\nowner: ada\ndecider: ada\npeople: {{ada: {{name: Ada}}}}\n"
)


def frame(launch: str = LAUNCH, zone: str = "Asia/Shanghai", calendar: object = None) -> Frame:
    info = ZoneInfo(zone)
    plain = Frame(Moment.parse(launch).resolve_alone(info), info)
    if calendar is None:
        return plain
    return replace(plain, calendar=Calendar.model_validate(calendar).working_days(plain, "en"))


def schedule(*tasks: dict[str, Any], **where: Any) -> Schedule:
    return compute(
        Work.model_validate({"tasks": [{"title": task.get("id", "x"), **task} for task in tasks]}), frame(**where)
    )


def dates(found: Schedule) -> list[str]:
    """Every row as `2026-06-01 .. 2026-06-05`, one day once."""
    return [span(row) for row in found.rows]


def span(row: ScheduledTask) -> str:
    if row.start is None:
        return "-"
    start, end = (str(each)[:16] for each in (row.start, row.end))
    return start if start == end else f"{start} .. {end}"


# forward


@pytest.mark.parametrize(
    ("at", "meant"),
    [("2026-06-05", ["2026-06-05", "2026-06-06"]), ("2026-06", ["2026-06", "2026-07-01"])],
)
def test_a_whole_of_one_day_lasts_it_whatever_its_parts_say(at: str, meant: list[str]) -> None:
    whole = {"id": "w", "at": at, "tasks": [{"title": "P"}, {"title": "Q"}]}
    found = schedule(whole, {"id": "b", "duration": "1d", "after": "w"})
    assert [span(row) for row in found.rows if row.depth == 0] == meant


A = {"id": "a", "start": "2026-06-01", "duration": "5wd"}


@pytest.mark.parametrize(
    ("task", "meant"),
    [
        ({"duration": "3wd", "after": "a"}, "2026-06-08 .. 2026-06-10"),
        ({"duration": "3d", "after": "a"}, "2026-06-06 .. 2026-06-08"),
        ({"duration": "1w", "after": "a"}, "2026-06-06 .. 2026-06-12"),
        ({"duration": "1wd", "after": "a + 2wd"}, "2026-06-10"),
        ({"duration": "1wd", "after": "a - 1wd"}, "2026-06-05"),
        ({"duration": "2wd", "after": ["a - 2d"]}, "2026-06-04 .. 2026-06-05"),
        ({"duration": "1wd", "after": {"task": "a", "lag": "1d"}}, "2026-06-08"),
        ({"duration": "4h", "after": "a"}, "2026-06-06"),
        ({"milestone": "yes", "after": "a"}, "2026-06-05"),
        ({"milestone": "yes", "after": "a + 1wd"}, "2026-06-08"),
        ({"end": "2026-06-20", "duration": "2wd"}, "2026-06-18 .. 2026-06-20"),
        ({"end": "2026-06-20", "after": "a"}, "2026-06-06 .. 2026-06-20"),
        ({"at": "2026-06-20"}, "2026-06-20"),
        ({"at": "2026-06-20 for 2wd"}, "2026-06-22 .. 2026-06-23"),
        ({"at": "12-30 .. 01-05"}, "2025-12-30 .. 2026-01-05"),
        ({"start": "11-30", "end": "01-05", "note": "the year of the end follows"}, "2026-11-30 .. 2027-01-05"),
        ({"at": "T-5wd .. T-1wd"}, "2026-06-08 10:00 .. 2026-06-12 10:00"),
        ({"at": "T+2h for 90m"}, "2026-06-15 12:00 .. 2026-06-15 13:30"),
        ({"at": "2026-07"}, "2026-07"),
        ({"at": "2026-05 .. 2026-07"}, "2026-05 .. 2026-07"),
        ({"start": "2026-07", "duration": "5d"}, "2026-07"),
        ({"at": "2026-07", "milestone": "yes"}, "2026-07"),
        ({"duration": "3wd"}, "-"),
        ({}, "-"),
    ],
)
def test_forward(task: dict[str, Any], meant: str) -> None:
    assert dates(schedule(A, task))[1] == meant


def test_working_hours_begin_a_task_of_hours_behind_a_whole_day() -> None:
    calendar = {"country": "CN", "hours": "09:00-18:00"}
    found = schedule(
        A, {"id": "b", "duration": "4h", "after": "a"}, {"duration": "2h", "after": "b"}, calendar=calendar
    )
    assert dates(found)[1:] == ["2026-06-08 09:00 .. 2026-06-08 13:00", "2026-06-08 13:00 .. 2026-06-08 15:00"]


def test_hours_elapse_also_where_clocks_change() -> None:
    night = {"at": "2026-10-25 01:00 for 4h"}
    assert dates(schedule(night, launch="2026-10-25 01:00", zone="Europe/Berlin")) == [
        "2026-10-25 01:00 .. 2026-10-25 04:00"
    ]


def test_a_range_is_scheduled_by_its_high_end_and_a_lead_by_its_low_one() -> None:
    found = schedule(
        {"id": "a", "start": "2026-06-01", "duration": "1-2w"},
        {"id": "b", "after": "a + 1-2d", "duration": "2-3d"},
        {"id": "c", "after": "a - 1-2d", "duration": "1d"},
    )
    assert dates(found) == ["2026-06-01 .. 2026-06-14", "2026-06-17 .. 2026-06-19", "2026-06-14"]
    assert [str(row.range) for row in found.rows] == ["1-2w", "2-3d", "None"]


def test_the_calendar_of_china_moves_dates() -> None:
    found = schedule({"start": "2026-02-12", "duration": "3wd"}, launch="2026-03-02", calendar="CN")
    assert dates(found) == ["2026-02-12 .. 2026-02-14"]  # the Saturday is worked
    found = schedule({"start": "2026-02-13", "duration": "3wd"}, launch="2026-03-02", calendar="CN")
    assert dates(found) == ["2026-02-13 .. 2026-02-24"]  # over the Spring Festival


# backward


def test_backward_from_a_deadline() -> None:
    found = schedule(
        {"id": "a", "duration": "3wd"}, {"id": "b", "duration": "2wd", "after": "a", "deadline": "2026-06-12"}
    )
    assert dates(found) == ["2026-06-08 .. 2026-06-10", "2026-06-11 .. 2026-06-12"]
    assert [row.origin for row in found.rows] == ["backward", "backward"]


def test_backward_from_what_comes_after() -> None:
    found = schedule(
        {"id": "a", "duration": "3wd"},
        {"id": "b", "duration": "2d"},
        {"milestone": "yes", "at": "T", "after": ["a + 1wd", "b"]},
    )
    assert dates(found)[:2] == ["2026-06-09 .. 2026-06-11", "2026-06-13 .. 2026-06-14"]


def test_what_has_something_before_it_is_not_counted_back() -> None:
    found = schedule(A, {"duration": "1wd", "after": "a", "deadline": "2026-06-30"})
    assert dates(found)[1] == "2026-06-08"


# parts


def test_parts_make_their_whole() -> None:
    found = schedule(
        {"id": "p", "tasks": [A, {"title": "b", "duration": "2wd", "after": "a"}]}, {"duration": "1wd", "after": "p"}
    )
    assert dates(found) == [
        "2026-06-01 .. 2026-06-09",
        "2026-06-01 .. 2026-06-05",
        "2026-06-08 .. 2026-06-09",
        "2026-06-10",
    ]
    assert [row.number for row in found.rows] == ["1", "1.1", "1.2", "2"]


A["title"] = "a"


def test_a_part_without_dates_begins_with_its_whole() -> None:
    whole = {
        "at": "2026-06-20 .. 2026-06-30",
        "tasks": [{"title": "x", "duration": "2d", "id": "x"}, {"title": "y", "duration": "1d", "after": "x"}],
    }
    assert dates(schedule(whole)) == ["2026-06-20 .. 2026-06-30", "2026-06-20 .. 2026-06-21", "2026-06-22"]


def test_a_dependency_on_a_whole_is_one_on_its_parts() -> None:
    found = schedule(A, {"title": "p", "after": "a", "tasks": [{"title": "x", "duration": "1wd"}]})
    assert dates(found)[2] == "2026-06-08"


# slack and the critical path


DIAMOND: tuple[dict[str, Any], ...] = (
    A,
    {"id": "b", "duration": "4wd", "after": "a"},
    {"id": "c", "duration": "1wd", "after": "a"},
    {"id": "d", "duration": "1wd", "after": ["b", "c"]},
)


A_WEEK = {"id": "a", "start": "2026-06-01", "duration": "5d"}


@pytest.mark.parametrize(
    ("task", "meant"),
    [
        ({"ends_after": "a", "duration": "2d"}, "2026-06-04 .. 2026-06-05"),
        ({"ends_after": "a.start", "duration": "2d"}, "2026-05-30 .. 2026-05-31"),
        ({"ends_after": "a + 1d", "after": "a.start + 1d", "duration": "2d"}, "2026-06-05 .. 2026-06-06"),
        ({"ends_after": "a + 1d", "duration": "2wd"}, "2026-06-05 .. 2026-06-08"),  # a weekend is no end of work
        ({"ends_after": "a", "start": "2026-06-02"}, "2026-06-02 .. 2026-06-05"),  # it lasts until then
        ({"ends_after": "a", "after": "a.start + 1d"}, "2026-06-02 .. 2026-06-05"),
        ({"ends_after": "a", "milestone": True}, "2026-06-05"),
        ({"ends_after": "a", "tasks": [{"title": "p", "at": "2026-06-02"}]}, "2026-06-02 .. 2026-06-05"),
    ],
)
def test_an_end_may_wait_too(task: dict[str, Any], meant: str) -> None:
    assert dates(schedule(A_WEEK, {"id": "b", **task}))[1] == meant


def test_an_end_that_waits_for_a_delay_is_put_off() -> None:
    late = {**A_WEEK, "actual": "2026-06-04"}
    begun = {"id": "b", "ends_after": "a", "duration": "2d", "actual": "2026-06-03"}
    found = schedule(late, begun, {"id": "c", "ends_after": "a", "start": "2026-06-02"})
    assert [str(row.forecast_start)[:10] + " .. " + str(row.forecast_end)[:10] for row in found.rows[1:]] == [
        "2026-06-03 .. 2026-06-08",
        "2026-06-02 .. 2026-06-08",
    ]


def test_what_an_end_waits_for_is_counted_back_from_it() -> None:
    found = schedule({"id": "a", "duration": "2d"}, {"id": "b", "ends_after": "a", "at": "2026-06-01 .. 2026-06-05"})
    assert dates(found)[0] == "2026-06-04 .. 2026-06-05"


def test_slack_and_the_critical_path() -> None:
    found = schedule(*DIAMOND)
    assert [row.slack for row in found.rows] == [
        ShownLength(0, "wd"),
        ShownLength(0, "wd"),
        ShownLength(3, "wd"),
        ShownLength(0, "wd"),
    ]
    assert [row.task.id for row in found.path] == ["a", "b", "d"]


def test_the_launch_is_what_the_critical_path_leads_to() -> None:
    found = schedule(*DIAMOND, {"id": "go", "at": "T", "milestone": "yes", "after": "c"}, launch="2026-06-11")
    assert [row.task.id for row in found.path] == ["a", "c", "go"]
    assert (str(found.ready), found.margin) == ("2026-06-08", ShownLength(2, "d"))
    assert found.rows[2].slack == ShownLength(3, "wd")  # on launch day it may still be worked


def test_no_dependencies_no_critical_path() -> None:
    assert schedule(A, {"at": "2026-06-20"}).critical == ()


def test_a_deadline_takes_slack() -> None:
    found = schedule({**A, "deadline": "2026-06-09"}, {"at": "2026-07-01"})
    assert found.rows[0].slack == ShownLength(2, "wd")


# what happened


def test_a_delay_reaches_the_launch() -> None:
    late = {**A, "actual": "2026-06-01 .. 2026-06-11"}
    tasks = late, {"id": "b", "duration": "2wd", "after": "a"}, {"milestone": "yes", "at": "T", "after": "b"}
    found = schedule(*tasks, calendar="CN")
    assert [str(row.forecast_end)[:10] for row in found.rows] == ["2026-06-11", "2026-06-15", "2026-06-16"]
    assert [row.slip for row in found.rows[:2]] == [ShownLength(4, "wd"), ShownLength(4, "wd")]
    assert (str(found.forecast_launch), found.delay) == ("2026-06-16", ShownLength(1, "wd"))


def test_what_has_begun_takes_as_long_as_planned() -> None:
    found = schedule({**A, "actual": "2026-06-03"}, {"at": "2026-06-10 .. 2026-06-11", "after": "a"})
    assert str(found.rows[0].forecast_end) == "2026-06-09"
    assert found.rows[1].slip == ShownLength(0, "d")
    assert found.rows[0].status == "in progress"


def test_said_dates_are_pushed_and_keep_their_length() -> None:
    found = schedule({**A, "actual": "2026-06-01 .. 2026-06-10"}, {"at": "2026-06-08 .. 2026-06-09", "after": "a"})
    assert found.rows[1].forecast_end
    assert (str(found.rows[1].forecast_end), found.rows[1].slip) == ("2026-06-12", ShownLength(3, "d"))


def test_a_baseline_is_compared_without_anything_that_happened() -> None:
    found = schedule({"at": "2026-06-08 .. 2026-06-12", "baseline": "2026-06-01 .. 2026-06-05"})
    assert found.rows[0].slip == ShownLength(7, "d")
    assert found.slipped == [found.rows[0]]


# states


@pytest.mark.parametrize(
    ("task", "status", "progress"),
    [
        ({}, "planned", None), ({"progress": "40%"}, "in progress", 0.4), ({"progress": "100%"}, "done", 1.0),
        ({"status": "done"}, "done", 1.0), ({"status": "late", "progress": "70%"}, "late", 0.7),
        ({"actual": "2026-06-01 .. 2026-06-02"}, "done", 1.0), ({"actual": "2026-06-01"}, "in progress", None),
        ({"items": ["✅ one", "two"]}, "in progress", 0.5), ({"items": {"A": ["✅ one"], "B": ["✅ two"]}}, "done", 1.0),
        ({"tasks": ["✅ one", "two", "✅ three", "✅ four"]}, "in progress", 0.75), ({"tasks": ["✅ one"]}, "done", 1.0),
        ({"tasks": ["✅ one", {"title": "x", "status": "cancelled"}]}, "done", 1.0),
    ],
)  # fmt: skip
def test_states(task: dict[str, Any], status: str, progress: float | None) -> None:
    row = schedule(task).rows[0]
    assert (row.status, row.progress) == (status, progress)


# bad plans


def test_cycles_are_named_and_the_rest_is_computed() -> None:
    found = schedule(
        {"id": "a", "duration": "1d", "after": "c"}, {"id": "b", "duration": "1d", "after": "a"},
        {"id": "c", "duration": "1d", "after": "b"}, {"id": "d", "at": "2026-06-01", "after": "c"},
    )  # fmt: skip
    assert found.cycles == ((0, 1, 2),)
    assert dates(found)[3] == "2026-06-01"


def test_a_tangle_ends() -> None:
    everyone = [
        {"id": f"t{number}", "duration": "1d", "after": [f"t{other}" for other in range(120)]} for number in range(120)
    ]
    begun = time.perf_counter()
    found = schedule(*everyone)
    assert 1 <= len(found.cycles) <= 50
    assert time.perf_counter() - begun < 5


def test_centuries_do_not_hang() -> None:
    found = schedule({"id": "a", "start": "2026-06-01", "duration": "26000wd"}, *(
        {"id": f"b{number}", "duration": "26000wd", "after": f"b{number - 1}" if number else "a"} for number in range(90)
    ))  # fmt: skip
    assert [str(rejected) for _, rejected in found.faults] == ["working days are counted over centuries"]
    assert dates(found)[0] == "-"


# many


def test_ten_thousand_in_a_chain() -> None:
    chain = [{"id": f"t{number}", "duration": "1d", **({"after": f"t{number - 1}"} if number else {"start": "2026-01-01"})}
             for number in range(10_000)]  # fmt: skip
    found = schedule(*chain)
    assert len(found.critical) == 10_000
    assert str(found.finish) == "2053-05-18"


def test_a_plan_is_computed_once_and_forgotten() -> None:
    plan = plan_of("timeline: [{title: x, at: T}]\n").plan
    assert plan
    timeline = plan.get(Timeline)
    assert timeline
    first = timeline.schedule(plan)
    assert timeline.schedule(plan) is first
    kept = weakref.ref(plan)
    del plan, first
    gc.collect()
    assert kept() is None


# properties


WORK = st.integers(1, 15)


@st.composite
def networks(draw: st.DrawFn, unit: str | None = None) -> tuple[list[Job], list[Tie]]:
    """Tasks that begin on a day or after others, in whole days: working days or all of them."""
    count = draw(st.integers(1, 14))
    unit = unit or draw(st.sampled_from(["workdays", "days"]))
    first = Moment.parse("2026-01-05").resolve(frame()).at.toordinal()
    jobs, ties = [], []
    for index in range(count):
        sources = draw(st.lists(st.integers(0, index - 1), unique=True, max_size=3)) if index else []
        start = None if sources and draw(st.integers(0, 4)) else (first + draw(st.integers(0, 40))) * DAY
        jobs.append(Job(start=start, length=Length(**{unit: draw(WORK)})))
        for source in sources:
            sign, lag = draw(st.sampled_from([1, 1, 1, -1])), draw(st.integers(0, 4))
            edges = draw(st.sampled_from([(False, False)] * 3 + [(True, False), (False, True), (True, True)]))
            ties.append(Tie(source, index, sign, Length(**{unit: lag}), *edges))
    return jobs, ties


CLOCK = Clock(frame())


def solve(jobs: list[Job], ties: list[Tie]) -> Any:
    return Network([replace(job) for job in jobs], ties, CLOCK).dates()


@given(networks())
def test_nothing_begins_or_ends_before_its_predecessors_and_their_lag(network: tuple[list[Job], list[Tie]]) -> None:
    jobs, ties = network
    found = solve(jobs, ties)
    for number, tie in enumerate(ties):
        source = (found.start if tie.from_start else found.end)[tie.source]
        target = (found.end if tie.to_end else found.start)[tie.target]
        assert (target < CLOCK.with_lag(source, tie.sign, tie.lag)) == (number in found.broken)


@given(networks())
def test_slack_is_not_negative_unless_a_date_is_broken(network: tuple[list[Job], list[Tie]]) -> None:
    jobs, ties = network
    found = solve(jobs, ties)
    if not found.broken:
        assert all(late is None or late >= end for late, end in zip(found.late, found.end, strict=True))


@given(networks("days"))
def test_the_critical_path_has_the_least_slack_and_no_gap(network: tuple[list[Job], list[Tie]]) -> None:
    jobs, ties = network
    work = Work.model_validate({"tasks": [as_task(index, job, ties) for index, job in enumerate(jobs)]})
    found = compute(work, frame("2025-12-01"))
    if any(link.broken for link in found.links):
        return
    path = found.path
    assert all(row.slack is not None and row.slack.count == 0 for row in path)
    if path:
        assert max(row.stint.end for row in found.rows if row.stint and row.linked) in {
            row.stint.end for row in path if row.stint
        }
        ends = {row.index for row in path}
        for row in path:  # each is driven by another of the path, or begins where nothing binds it
            drivers = [link for link in found.links if link.target == row.index and link.critical]
            said = row.task.start is not None
            assert said or (drivers and all(link.source in ends for link in drivers))


def as_task(index: int, job: Job, ties: list[Tie]) -> dict[str, Any]:
    assert job.length
    task: dict[str, Any] = {"id": f"t{index}", "title": "x", "duration": f"{job.length.days}d"}
    if job.start is not None:
        task["start"] = str(CLOCK.start_of(job.start))
    for key, to_end in (("after", False), ("ends_after", True)):
        task[key] = [
            f"t{tie.source}{'.start' * tie.from_start} {'+' if tie.sign > 0 else '-'} {tie.lag.days}d"
            for tie in ties
            if tie.target == index and tie.to_end == to_end
        ]
    return task


@given(networks(), st.data())
def test_another_dependency_makes_nothing_earlier(network: tuple[list[Job], list[Tie]], data: st.DataObject) -> None:
    jobs, ties = network
    if len(jobs) < 2:
        return
    target = data.draw(st.integers(1, len(jobs) - 1))
    source = data.draw(st.integers(0, target - 1))
    another = Tie(source, target, to_end=data.draw(st.booleans()))
    before, after = solve(jobs, ties), solve(jobs, [*ties, another])
    assert all(new >= old for old, new in zip(before.start, after.start, strict=True))
    assert all(new >= old for old, new in zip(before.end, after.end, strict=True))


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_in_the_file_does_not_matter(network: tuple[list[Job], list[Tie]], random: Any) -> None:
    jobs, ties = network
    order = list(range(len(jobs)))
    random.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    shuffled = [replace(tie, source=place[tie.source], target=place[tie.target]) for tie in ties]
    random.shuffle(shuffled)
    one, other = solve(jobs, ties), solve([jobs[old] for old in order], shuffled)
    assert [other.start[place[index]] for index in range(len(jobs))] == one.start
    assert [other.late[place[index]] for index in range(len(jobs))] == one.late


@given(
    st.integers(-200, 200),
    st.lists(st.integers(-60, 60), min_size=1, max_size=8),
    st.lists(WORK, min_size=8, max_size=8),
)
def test_moving_the_launch_moves_everything_that_hangs_on_it(days: int, shifts: list[int], lengths: list[int]) -> None:
    tasks = [
        {"id": f"t{index}", "start": f"T{shift:+}d", "duration": f"{length}d"}
        for index, (shift, length) in enumerate(zip(shifts, lengths, strict=False))
    ]
    tasks += [{"id": "z", "duration": "2d", "after": [task["id"] for task in tasks]}]
    launch = Moment.parse("2026-06-15").resolve(frame()).at.toordinal()
    here = schedule(*tasks, launch="2026-06-15")
    there = schedule(*tasks, launch=str(CLOCK.start_of((launch + days) * DAY)))
    moved = {there.rows[i].stint.start - here.rows[i].stint.start for i in range(len(tasks))}  # type: ignore[union-attr]
    assert moved == {days * DAY}


@given(st.integers(0, 60 * DAY), st.integers(1, 20), st.sampled_from(["workdays", "days", "minutes"]))
def test_lengths_forward_and_back(offset: int, count: int, unit: str) -> None:
    tick = Moment.parse("2026-01-01").resolve(frame()).at.toordinal() * DAY + offset // DAY * DAY
    length = Length(**{unit: count})
    end = CLOCK.after(tick, length)
    assert CLOCK.before(end, length) >= tick
    assert CLOCK.after(CLOCK.before(end, length), length) == end


# in a plan: what is said, and where


def plan_of(text: str, launch: str = "2026-06-15") -> Loaded:
    return load_plan(PlanFiles((("plan.yml", (HEAD.format(launch=launch) + text).encode()),)))


def said(text: str, launch: str = "2026-06-15") -> list[str]:
    """The problems of a timeline as `line:column CODE message`; line 1 is the text's. Remarks on today are left out."""
    loaded = plan_of(text, launch)
    found = list(loaded.problems)
    if loaded.plan:
        as_of = loaded.plan.frame.launch.at.replace(year=2025)
        found += [problem for problem in check_plan(loaded.plan, as_of) if problem.code.id[:2] in ("TL", "FZ")]
    skip = HEAD.count("\n")
    return [f"{each.location.line - skip}:{each.location.column} {each.code.id} {each.message}" for each in found]


def place(text: str, which: str) -> str:
    line = next(number for number, each in enumerate(text.splitlines(), 1) if which in each)
    return f"{line}:{text.splitlines()[line - 1].index(which) + 1}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("timeline:\n- {id: a, title: A, duration: 1d, after: c, owner: ada}\n- {id: b, title: B, duration: 1d, after: a, owner: ada}\n"
         "- {id: c, title: C, duration: 1d, after: b, owner: ada}\n",
         ["2:42 TL001 these wait for each other: a → b → c → a"]),
        ("timeline:\n- {id: a, title: A, at: 06-01, owner: ada, tasks: [{id: b, title: B, duration: 1d, after: a}]}\n",
         ["2:91 TL001 these wait for each other: a → b → a"]),
        ("timeline:\n- {id: a, title: A, at: 06-01, after: a, owner: ada}\n", ["2:39 TL001 `a` waits for itself"]),
        ("timeline:\n- {id: a, title: A, at: 06-01 .. 06-05, owner: ada}\n- {title: B, at: 06-04 .. 06-06, after: [a], owner: ada}\n"
         "- {title: L, at: T, milestone: yes, after: a, owner: ada}\n",
         ["3:18 TL002 “B” begins 2026-06-04, but “A” ends 2026-06-05: 2 days too early"]),
        ("timeline:\n- {id: a, title: A, at: 06-01 .. 06-20, owner: ada}\n- {title: L, at: T, milestone: yes, after: a + 1d, owner: ada}\n",
         ["3:44 TL003 the launch is 2026-06-15, but “A” ends 2026-06-20 + 1d: 6 days too late"]),
        ("timeline:\n- title: P\n  at: 06-01 .. 06-05\n  owner: ada\n  tasks:\n"
         "  - {title: Q, at: 05-31 .. 06-02}\n  - {title: R, at: 06-03 .. 06-06}\n",
         ["6:20 TL004 “Q” begins 2026-05-31, before “P”, which begins 2026-06-01",
          "7:20 TL004 “R” ends 2026-06-06, after “P”, which ends 2026-06-05"]),
        ("timeline: [{title: A, at: 06-01 .. 06-05, deadline: 06-04, owner: ada}]\n",
         ["1:27 TL005 “A” ends 2026-06-05, after its deadline 2026-06-04"]),
        ("timeline: [{title: A, start: 06-05, end: 06-01 10:00, owner: ada}]\n",
         ["1:42 TL006 `06-05 .. 06-01 10:00` ends before it begins"]),
        ("timeline: [{title: A, owner: ada}]\n", ["1:12 TL010 no date can be derived for “A”"]),
        ("timeline: [{title: A, start: 06-05, owner: ada}]\n", ["1:30 TL011 “A” has no end"]),
        ("timeline: [{title: A, start: 06-05, end: 06-10, duration: 9d, owner: ada}]\n",
         ["1:59 TL012 `9d`, but the dates make 6 days, 4 of them working days"]),
        ("timeline: [{title: A, start: 06-05, end: 06-10, duration: 4d, owner: ada}]\n", []),
        ("timeline: [{title: A, at: 06-05, status: done, progress: 80%, owner: ada}]\n",
         ["1:58 TL013 done, but 80% finished"]),
        ("timeline: [{title: A, at: 06-05}, {title: B, at: 06-06, owner: ada}]\n",
         ["1:12 TL015 1 of 2 tasks names no owner: “A”"]),
        ("timeline: [{id: a, title: A, at: 06-05, owner: ada}, {title: B, duration: 1d, after: a, owner: ada}]\n",
         ["1:1 TL016 no task leads to the launch"]),
        ("timeline: [{id: a, title: A, at: 06-05}, {title: B, at: 06-06, after: aa}]\n", ["1:71 RF001 unknown task `aa`"]),
        ("timeline: [{id: a, title: A, at: 06-05}, {id: a, title: B, at: 06-06}]\n", ["1:47 RF002 duplicate id `a`"]),
        ("timeline: [{title: A, at: 06-05, progress: 120%}]\n", ["1:44 PL004 `120%` is more than the whole"]),
        ("timeline: [{title: A, at: 06-05, end: 06-06}]\n", ["1:39 PL004 `at` and `end` both say when"]),
        ("timeline: [{title: A, at: 06-05, owner: bob}]\n", ["1:41 RF001 unknown person `bob`"]),
        ("timeline:\n  tracks: {front: Front}\n  weeks: [{title: W1, work: {frnt: x}}]\n", ["3:30 TL008 unknown track `frnt`"]),
        ("calendar: CN\ntimeline: [{title: A, at: 2026-12-30 .. 2027-01-05, owner: ada}]\n",
         ["1:11 TL007 the timeline reaches into 2027, whose holidays are not known for CN yet"]),
        ("freeze: [{title: F, at: 06-14 .. 06-16}]\n", ["-4:9 FZ001 the launch falls into the freeze “F”, 2026-06-14 – 06-16"]),
        ("freeze: [{title: F, at: 06-01 .. 06-02}]\ntimeline: [{title: A, at: 06-02, releasing: yes, owner: ada}]\n",
         ["2:27 FZ001 “A” falls into the freeze “F”, 2026-06-01 – 06-02"]),
        ("freeze: [{title: F, at: 06-01 .. 06-02}]\nrollout: [{title: S, at: 06-02 09:00, share: 10%}]\n",
         ["2:26 FZ001 “S” falls into the freeze “F”, 2026-06-01 – 06-02"]),
    ],
)  # fmt: skip
def test_what_is_said_and_where(text: str, message: list[str]) -> None:
    assert said(text) == message


@pytest.mark.parametrize(
    ("tasks", "undated"),
    [
        ("{title: G, at: 2026-06-01 .. 2026-06-05, tasks: [{title: H, tasks: [{title: I, tasks: [J]}]}]}", []),
        ("{title: G, tasks: [{title: H, tasks: [{title: I}, {title: J}]}, {title: K, at: 2026-06-01}]}", []),
        ("{title: G, tasks: [{title: H, tasks: [I]}]}", ["G", "H", "I"]),
    ],
)
def test_what_has_a_date_around_it_has_one_however_deep_it_stands(tasks: str, undated: list[str]) -> None:
    found = [line.split("“")[1][0] for line in said(f"timeline: [{tasks}]\n") if "TL010" in line]
    assert found == undated


def test_what_waits_for_something_cancelled_is_told_so() -> None:
    text = (
        "timeline:\n  launch_after: [a, b]\n  tasks:\n  - {id: a, title: A, at: 06-01, status: cancelled}\n"
        "  - {id: b, title: B, tasks: [{title: C, at: 06-02, status: cancelled}]}\n  - {title: D, duration: 2d, after: b}\n"
        "  - {title: E, duration: 2d, after: [b, f]}\n  - {id: f, title: F}\n  - {title: G, duration: 1d, after: h}\n"
        "  - {id: h, title: H, at: 06-01}\n"
    )
    plan = plan_of(text).plan
    assert plan
    found = [each for each in check_plan(plan, plan.frame.launch.at) if each.code.id in ("TL010", "TL016")]
    assert [(each.code.id, str(each.help[0]).split(":")[0]) for each in found] == [
        ("TL016", "`a`, `b` are cancelled"), ("TL010", "`b` is cancelled"), ("TL010", "Add `at"), ("TL010", "Add `at"),
    ]  # fmt: skip


def test_a_conflict_leads_to_both_places() -> None:
    text = "timeline:\n- {id: a, title: A, at: 06-01 .. 06-05, owner: ada}\n- {title: B, at: 06-04, after: [a], owner: ada}\n"
    plan = plan_of(text).plan
    assert plan
    problem = next(each for each in check_plan(plan, plan.frame.launch.at) if each.code.id == "TL002")
    skip = HEAD.count("\n")
    assert [(str(message), location.line - skip) for message, location in problem.related] == [
        ("the task before", 2), ("said here", 3),
    ]  # fmt: skip
    assert "after: a - 2d" in str(problem.help[0])


def test_today_is_said_by_the_clock() -> None:
    plan = plan_of(
        "timeline: [{title: A, at: 06-01 .. 06-05, owner: ada}, {title: B, at: 06-01 .. 06-20, owner: ada}]\n"
    ).plan
    assert plan
    as_of = plan.frame.launch.at.replace(day=10)
    assert [each.code.id for each in check_plan(plan, as_of) if each.code.id.startswith("TL")] == ["TL020", "TL021"]


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=25),
    st.lists(st.integers(-1, 7), min_size=9, max_size=9),
)
def test_no_plan_makes_it_fail(edges: list[tuple[int, int]], parents: list[int]) -> None:
    """Any dependencies between nested tasks, circles included."""
    after: dict[int, list[str]] = {}
    for source, target in edges:
        after.setdefault(target, []).append(f"t{source}")
    nodes: list[dict[str, Any]] = [
        {"id": f"t{index}", "title": "x", "duration": "1d", "after": after.get(index, []), "tasks": []}
        for index in range(9)
    ]
    nodes[0]["start"] = "2026-06-01"
    top = []
    for index, parent in enumerate(parents):
        (nodes[parent]["tasks"] if 0 <= parent < index else top).append(nodes[index])
    found = compute(Work.model_validate({"tasks": top}), frame())
    assert len(found.rows) == 9
    for one, other in pairwise(found.critical):
        assert found.rows[one].stint and found.rows[other].stint


# what the launch waits for


def test_the_launch_needs_no_task() -> None:
    work = Work.model_validate(
        {"launch_after": "b", "tasks": [A, {"id": "b", "title": "b", "duration": "2wd", "after": "a"}]}
    )
    found = compute(work, frame())
    launch = found.rows[-1]
    assert (launch.number, launch.implicit, launch.state, str(launch.end)[:16]) == ("T", True, "", "2026-06-15 10:00")
    assert [row.number for row in found.path] == ["1", "2", "T"]
    assert (str(found.ready), found.margin) == ("2026-06-09", ShownLength(5, "d"))
    assert [(link.target, link.path) for link in found.links][-1] == (2, ("timeline", "launch_after", 0))


def test_launch_after_belongs_to_the_milestone_at_t_where_there_is_one() -> None:
    tasks = [A, {"title": "Watch", "at": "T .. T+3d"}, {"title": "Go", "at": "T", "milestone": "yes"}]
    found = compute(Work.model_validate({"launch_after": ["a + 1d"], "tasks": tasks}), frame())
    assert [row.launches for row in found.rows] == [False, False, True]
    assert [(link.source, link.target) for link in found.links] == [(0, 2)]


def test_a_launch_said_as_a_month_leaves_no_number_of_days() -> None:
    """Neither before it, nor behind it; only what ends after the month makes it late."""
    after = {"id": "b", "title": "B", "duration": "2d", "after": ["t", "a"]}
    tasks = [{**A, "start": "2026-06-22"}, {"id": "t", "title": "T", "at": "T", "after": "a"}, after]
    found = compute(Work.model_validate({"tasks": tasks}), frame("2026-06"))
    assert (str(found.ready), found.margin) == ("2026-06-26", None)
    assert [(span(row), row.slack) for row in found.rows] == [
        ("2026-06-22 .. 2026-06-26", None),
        ("-", None),
        ("-", None),
    ]
    assert not any(link.broken for link in found.links)
    tasks[0]["start"] = "2026-06-30"
    assert [link.broken for link in compute(Work.model_validate({"tasks": tasks}), frame("2026-06")).links] == [
        6 * DAY,
        0,
        0,
    ]


# slack that can be told


def test_what_nothing_comes_after_has_no_slack_to_tell() -> None:
    tasks = A, {"id": "x", "at": "2026-06-02"}, {"id": "b", "at": "2026-06-20", "after": "a"}
    found = compute(
        Work.model_validate({"launch_after": "a", "tasks": [{"title": "t", **task} for task in tasks]}), frame()
    )
    assert [row.slack for row in found.rows[1:3]] == [None, None]  # linked to nothing; nothing comes after it
    assert (found.loose, len(found.leaves)) == (1, 3)


def test_before_the_launch_there_is_time_until_the_launch() -> None:
    work = {"launch_after": "a", "tasks": [A, {"title": "b", "start": "2026-06-08", "duration": "2d", "after": "a"}]}
    assert compute(Work.model_validate(work), frame("2026-06-15")).rows[1].slack == ShownLength(6, "d")


def test_without_dependencies_no_slack_is_told() -> None:
    found = schedule(A, {"at": "2026-06-20"})
    assert not found.tells_slack and all(row.slack is None for row in found.rows)


# by the arrangement of the State Council: make-up days are worked, the holidays are not


@pytest.mark.parametrize(
    ("deadline", "length", "start"),
    [
        ("2025-02-08", "9wd", "2025-01-22"),  # 01-28 to 02-04 off; 01-26 and 02-08 worked
        ("2025-10-11", "6wd", "2025-09-28"),  # 10-01 to 10-08 off; 09-28 and 10-11 worked
        ("2026-02-28", "8wd", "2026-02-12"),  # 02-15 to 02-23 off; 02-14 and 02-28 worked
        ("2026-10-10", "4wd", "2026-09-30"),  # 10-01 to 10-07 off; 10-10 worked
        ("2026-09-20", "2wd", "2026-09-18"),  # 09-20, a Sunday, worked
        ("2026-05-09", "6wd", "2026-04-29"),  # 05-01 to 05-05 off; 05-09 worked
    ],
)
def test_counted_back_over_chinas_holidays(deadline: str, length: str, start: str) -> None:
    calendar = "CN"
    found = schedule({"duration": length, "deadline": deadline}, launch="2026-03-02", calendar=calendar)
    assert dates(found) == [f"{start} .. {deadline}"]
    halves = [
        {"id": "a", "duration": "1wd"},
        {"duration": f"{int(length[:-2]) - 1}wd", "after": "a", "deadline": deadline},
    ]
    assert dates(schedule(*halves, launch="2026-03-02", calendar=calendar))[0] == start
    there = schedule({"start": start, "duration": length}, launch="2026-03-02", calendar=calendar)
    assert dates(there) == dates(found)


def test_what_comes_after_something_counted_back_is_dated() -> None:
    found = schedule({"id": "a", "duration": "2d", "deadline": "2026-06-05"}, {"duration": "3d", "after": "a"})
    assert dates(found) == ["2026-06-04 .. 2026-06-05", "2026-06-06 .. 2026-06-08"]


# at the edges


@pytest.mark.parametrize(
    ("tasks", "launch", "meant"),
    [
        ([{"at": "1899-12-30 .. 1900-01-02"}], "1900-01-05", ["1899-12-30 .. 1900-01-02"]),
        ([{"id": "a", "at": "9999-12-30"}, {"duration": "1d", "after": "a"}], "9999-12-31", ["9999-12-30", "9999-12-31"]),
        ([{"id": "a", "at": "2026-06-01"}, {"duration": "5d", "after": "a - 30d"}], LAUNCH,
         ["2026-06-01", "2026-05-03 .. 2026-05-07"]),
        ([{"start": "2026-06-01", "duration": "0d"}], LAUNCH, ["2026-06-01"]),
        ([{"start": "T", "duration": "0h"}], LAUNCH, ["2026-06-15 10:00"]),
        ([{"id": "a", "start": "2026-06-01", "ongoing": "yes"}, {"duration": "2d", "after": "a"}], LAUNCH,
         ["2026-06-01", "2026-06-02 .. 2026-06-03"]),
        ([{"baseline": "2026-06-01"}], LAUNCH, ["-"]),
        ([{"id": "p", "at": "2026-06-10", "tasks": [{"title": "x", "at": "2026-06-01"}]}], LAUNCH, ["2026-06-10", "2026-06-01"]),
    ],
)  # fmt: skip
def test_edges(tasks: list[dict[str, Any]], launch: str, meant: list[str]) -> None:
    assert dates(schedule(*tasks, launch=launch)) == meant


def test_a_part_after_its_whole_and_a_whole_after_its_part_are_circles() -> None:
    part = {"id": "b", "title": "b", "duration": "1d", "after": "a"}
    assert schedule({"id": "a", "tasks": [part]}).cycles == ((0, 1),)
    assert schedule({"id": "a", "after": "b", "tasks": [{**part, "after": []}]}).cycles == ((0, 1),)


def test_five_thousand_in_a_circle_are_told_in_a_line() -> None:
    text = "timeline:\n" + "".join(
        f"- {{id: t{number}, title: x, duration: 1d, after: t{(number - 1) % 5000}, owner: ada}}\n"
        for number in range(5000)
    )
    [message] = said(text)
    assert message.startswith("2:43 TL001 ") and len(message) < 600


def test_a_tick_of_the_progress_must_be_true() -> None:
    assert [row.status for row in schedule({"progress": "⚠️ 70%"}, {"progress": "✅ 100%"}).rows] == ["at risk", "done"]
    assert said("timeline: [{title: A, at: 06-01, progress: ✅ 70%}]\n") == [
        "1:44 PL004 `✅ 70%` is ticked and not finished"
    ]


EDGES = ("06-01", "06-20", "T", "T-5wd", "T+2h", "2026-06", "0001-01-01", "9999-12-31", "2027-02-20", "T-1d 18:00")
LENGTHS = ("0d", "1d", "5wd", "6w", "90m", "1wd 3h", "26000wd", "36500d")


@st.composite
def hard_tasks(draw: st.DrawFn, number: int) -> dict[str, Any]:
    task: dict[str, Any] = {"id": f"t{number}", "title": "x"}
    if draw(st.booleans()):
        task["start"] = draw(st.sampled_from(EDGES))
    if draw(st.booleans()):
        task["duration"] = draw(st.sampled_from(LENGTHS))
    if draw(st.integers(0, 3)) == 0:
        task["deadline"] = draw(st.sampled_from(EDGES))
    if draw(st.integers(0, 3)) == 0:
        task["actual"] = draw(st.sampled_from(EDGES))
    task["after"] = [
        f"t{draw(st.integers(0, 5))}{draw(st.sampled_from(['', ' + 3wd', ' - 4h', ' - 36500d']))}"
        for _ in range(draw(st.integers(0, 2)))
    ]
    return task


@settings(max_examples=60)  # each asks for a calendar, a schedule and a drawing
@given(st.tuples(*(hard_tasks(number) for number in range(6))), st.sampled_from([LAUNCH, "2026-06", "9999-12-30"]))
def test_whatever_is_written_is_drawn_or_refused(tasks: tuple[dict[str, Any], ...], launch: str) -> None:
    nested = [*tasks[:4], {**tasks[4], "tasks": [tasks[5]]}]
    text = json.dumps({"calendar": "CN", "timeline": {"launch_after": ["t1"], "tasks": nested}})[1:-1]
    head = {"plan": "tea", "title": "Tea", "launch": launch, "language": "en"}
    loaded = load_plan(PlanFiles((("plan.yml", f"{json.dumps(head)[:-1]}, {text}}}".encode()),)))
    if loaded.plan is None:
        assert loaded.problems
        return
    assert all(problem.location.line == 1 for problem in check_plan(loaded.plan, loaded.plan.frame.launch.at))
    timeline = loaded.plan.get(Timeline)
    assert timeline
    found = timeline.schedule(loaded.plan)
    assert "<svg" in timeline.drawing(loaded.plan, untranslated)
    assert all(row.stint.start <= row.stint.end for row in found.rows if row.stint)
    assert found.faults or all(row.start and row.end for row in found.rows if row.stint)


# what happened, and the dates that were said


def tea(tasks: str, head: str = "") -> Loaded:
    return plan_of(f"{head}timeline: {tasks}\n", LAUNCH)


@pytest.mark.parametrize("said", ["2026-06-07 .. 2026-06-12", "2026-06-08 .. 2026-06-14", "2026-06-06 .. 2026-06-07"])
def test_a_forecast_keeps_said_dates_on_free_days(said: str) -> None:
    happened = {"id": "a", "at": "2026-06-01 .. 2026-06-03", "actual": "2026-06-01 .. 2026-06-04"}
    found = schedule(happened, {"at": said, "after": "a"}, calendar={"country": "CN"}).rows[1]
    assert found.forecast == found.stint
    assert not found.moved


def test_events_move_with_what_happened() -> None:
    loaded = tea(
        "[{id: a, title: A, at: 2026-06-01 .. 2026-06-05, actual: 2026-06-02 .. 2026-06-09},"
        " {id: b, title: B, duration: 2d, after: a}, {id: c, title: C, at: 2026-06-06, after: a, status: done},"
        " {id: d, title: D, milestone: yes, after: b}, {id: e, title: E, at: 2026-06-03 .. 2026-06-04, actual: 2026-06-04}]"
    )
    assert loaded.plan
    told = {
        each.title: f"{each.start} .. {each.end}" if each.end else str(each.start)
        for each in loaded.plan.rows.events if each.section == "timeline"
    }  # fmt: skip
    assert told == {
        "A": "2026-06-02 .. 2026-06-09", "B": "2026-06-10 .. 2026-06-11", "C": "2026-06-06",
        "D": "2026-06-11",
        "E": "2026-06-04 .. 2026-06-05",
    }  # fmt: skip


@pytest.mark.parametrize(("today", "codes"), [("2026-06-09", []), ("2026-06-12", ["TL021"])])
def test_not_begun_goes_by_the_forecast(today: str, codes: list[str]) -> None:
    loaded = tea(
        "[{id: a, title: A, at: 2026-06-01 .. 2026-06-05, actual: 2026-06-01 .. 2026-06-09},"
        " {title: B, duration: 4d, after: a}]"
    )
    assert loaded.plan
    as_of = Moment.parse(today).resolve_alone(ZoneInfo("Asia/Shanghai")).at
    found = [each for each in check_plan(loaded.plan, as_of) if each.code.id == "TL021"]
    assert [each.code.id for each in found] == codes
    assert all("2026-06-10" in str(each.message) for each in found)


@pytest.mark.parametrize(
    ("at", "after", "lag", "calendar"),
    [
        ("2026-06-04", "a", "a - 2d", ""), ("2026-06-05 12:00", "a", "a - 12h", ""),
        ("2026-06-04", "a", "a - 2wd", "calendar: {country: CN}\n"),
        ("2026-05-31", "a", "a - 6wd", "calendar: {country: CN}\n"),
        ("2026-06-07", "a + 3d", "a + 1d", ""), ("2026-06-06", "a + 3d", "a", ""),
        ("2026-06-09", "a + 3wd", "a + 1wd", "calendar: {country: CN}\n"),
    ],
)  # fmt: skip
def test_the_lag_that_is_advised_is_enough(at: str, after: str, lag: str, calendar: str) -> None:
    def broken(after: str) -> list[str]:
        loaded = tea(
            f"[{{id: a, title: A, at: 2026-06-01 .. 2026-06-05}}, {{title: B, at: {at}, after: {after}}}]", calendar
        )
        assert loaded.plan
        return [
            str(each.help[0])
            for each in check_plan(loaded.plan, loaded.plan.frame.launch.at)
            if each.code.id == "TL002"
        ]

    (advice,) = broken(after)
    assert f"`after: {lag}`" in advice
    assert not broken(lag)


# against a reference


TIES = st.lists(st.tuples(st.booleans(), st.integers(-2, 3)), min_size=10, max_size=10)


@settings(max_examples=60)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.sets(st.integers(0, 9)), TIES)
def test_dates_are_the_earliest_that_keep_every_dependency(
    lengths: list[int], chosen: set[int], ties: list[tuple[bool, int]]
) -> None:
    """Days alone: each start is tried from the first day on, until every dependency holds."""
    pairs = [(before, after) for after in range(len(lengths)) for before in range(after)]
    tied = {pairs[number]: ties[number] for number in sorted(chosen) if number < len(pairs)}
    tasks: list[dict[str, Any]] = []
    starts: list[int] = []
    for task, length in enumerate(lengths):
        mine = {before: tie for (before, after), tie in tied.items() if after == task}
        after = [f"t{before}{'.start' * edge} {'-' if lag < 0 else '+'} {abs(lag)}d" if lag else f"t{before}{'.start' * edge}"
                 for before, (edge, lag) in mine.items()]  # fmt: skip
        tasks.append(
            {"id": f"t{task}", "duration": f"{length}d", **({"after": after} if mine else {"start": "2026-06-01"})}
        )
        starts.append(next(
            day for day in range(-50, 99)
            if (mine or day == 0) and all(day >= starts[b] + (0 if edge else lengths[b]) + lag for b, (edge, lag) in mine.items())
        ))  # fmt: skip
    first = date(2026, 6, 1)
    wanted = [(first + timedelta(days=start), first + timedelta(days=start + length - 1))
              for start, length in zip(starts, lengths, strict=True)]  # fmt: skip
    found = [(row.start.at.date(), row.end.at.date()) for row in schedule(*tasks).rows if row.start and row.end]
    assert found == wanted
