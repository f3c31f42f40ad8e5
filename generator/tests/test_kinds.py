"""Kinds of faults that were met in real plans, in other places, languages and units than those in which they were met."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import holidays
import pytest
from conftest import HEAD, lines
from dateutil.rrule import rruleset, rrulestr  # type: ignore[import-untyped]
from icalendar import Calendar

from launchbook.core.blank import to_fill_in
from launchbook.core.model import Model
from launchbook.core.plan import Plan
from launchbook.load import PlanFiles
from launchbook.render import Options, Renderer
from launchbook.site import Builder, Site

AS_OF = datetime(2026, 1, 19, tzinfo=UTC)
PEOPLE = "owner: a\ndecider: a\npeople: {a: {name: Ada, phone: 555 0100}}\n"
RENDERER = Renderer(Options(site_url="https://launch.example/"))


def built(text: str, head: str = HEAD + PEOPLE) -> Site:
    site = Builder().build([PlanFiles((("plan.yml", (head + text).encode()),))], AS_OF, RENDERER)
    assert site.errors == []
    return site


def plan_of(text: str, head: str = HEAD + PEOPLE) -> Plan:
    (checked,), _ = Builder().check([PlanFiles((("plan.yml", (head + text).encode()),))], AS_OF)
    assert checked.plan, checked.problems
    return checked.plan


def told(text: str, code: str, head: str = HEAD + PEOPLE) -> list[str]:
    _, problems = Builder().check([PlanFiles((("plan.yml", (head + text).encode()),))], AS_OF)
    return lines([problem for problem in problems if problem.code.id == code], skip=head.count("\n"))


def asset(site: Site, name: str) -> str:
    data = next(asset.data for asset in site.assets if asset.path == f"plans/tea/{name}")
    return data.decode() if isinstance(data, bytes) else data


def page(site: Site, name: str) -> str:
    return next(page.text for page in site.pages if page.path == f"plans/tea/{name}.md")


# a weekday beside a date


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("zh", "切换在 2026-01-20（周一）10:00 开始", "周二"),
        ("zh", "星期三 1月20日上线", "星期二"),
        ("zh", "下周五（2026年1月20日）", "周二"),
        ("en", "The switch is on Monday, 20 January 2026", "Tuesday"),
        ("en", "on January 20 (Wed) at ten", "Tue"),
        ("en", "from 2026-01-20 10:00 Monday", "Tuesday"),
        ("en", "上线 2026/01/20 周日", "周二"),
    ],
)
@pytest.mark.parametrize(
    "place", ["summary: '{}'", "notes: {{Memo: '{}'}}", "risks: ['{}']", "checklists: [{{title: c, items: ['{}']}}]"]
)
def test_a_weekday_that_is_not_the_date_s(language: str, text: str, right: str, place: str) -> None:
    head = (HEAD + PEOPLE).replace("language: en", f"language: {language}")
    (line,) = told(place.format(text) + "\n", "CA013", head)
    at = place.format(text).index(text) + 1
    assert line.endswith(f": 2026-01-20 is {right}")
    assert at <= int(line.split(" ")[0].split(":")[1]) < at + len(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-20（周二）", "Tuesday, 20 January", "2026-01-20, Monday to Friday", "01-19 周一至周五", "2026-02-30 (Mon)",
        "version 1.20 Mon", "10.0.1.20 (Mon)", "at 01:20 Mon", "2026-01-20 Monza", "2026-01-20 and a Monday",
    ],
)  # fmt: skip
def test_what_says_nothing_of_the_day(text: str) -> None:
    assert told(f"summary: '{text}'\n", "CA013") == []


# what is to be filled in


@pytest.mark.parametrize(
    ("text", "command", "slots"),
    [
        ("git checkout <tag> && deploy XXX", True, ["<tag>", "XXX"]),
        ("ssh <主机> 'rm TODO' # <主机>", True, ["<主机>", "TODO"]),
        ("版本为 ____，负责人 TBD", False, ["____", "TBD"]),
        ("first\n____\nsecond XXX", False, ["XXX"]),
    ],
)
def test_everything_to_fill_in_is_named(text: str, command: bool, slots: Sequence[str]) -> None:
    assert to_fill_in(text, command) == slots


# what has a date, and parts that have none

PARTS = [
    "tasks: [{title: Part}]",
    "tasks: [{title: Part, tasks: [{title: Lower}]}, {title: Other, items: [One]}]",
]


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("when", ["at: T-5d", "start: 2026-01-15, duration: 1d", "at: 2026-01-14 .. 2026-01-15"])
def test_a_parent_of_undated_parts_is_late_itself(when: str, parts: str) -> None:
    task = f"timeline: {{tasks: [{{title: Whole, {when}, {parts}}}]}}\n"
    (line,) = told(task, "TL020")
    assert line.endswith("“Whole” should have ended on 2026-01-15, and is not done")


def test_a_parent_of_dated_parts_leaves_that_to_them() -> None:
    (line,) = told("timeline: {tasks: [{title: Whole, at: T-5d, tasks: [{title: Part, at: T-5d}, Other]}]}\n", "TL020")
    assert "“Part”" in line


@pytest.mark.parametrize("parts", PARTS)
def test_undated_parts_show_whose_dates_they_have(parts: str) -> None:
    text = page(built(f"timeline: {{tasks: [{{title: Whole, at: T-6d .. T-5d, {parts}}}]}}\n"), "timeline")
    table = text[text.index("lb-timeline-table") :]
    rows = re.findall(r"<tr role=\"row\" id=.*?</tr>", table, re.DOTALL)
    assert len(rows) == parts.count("title") + 1
    assert all("2026-01-14" in row and "2026-01-15" in row for row in rows)
    assert [("as what it is part of" in row) for row in rows] == [False] + [True] * (len(rows) - 1)


@pytest.mark.parametrize("length", ["0.5d", "4h", "30m", "1.5d", "1d12h"])
def test_days_are_days_whatever_is_said_of_their_length(length: str) -> None:
    task = f"{{title: X, start: 2026-01-14, end: 2026-01-15, duration: {length}}}"
    text = page(built(f"timeline: {{tasks: [{task}]}}\n"), "timeline")
    cell = re.search(r'data-label="Length">(.*?)</td>', text, re.DOTALL)
    assert cell and re.sub(r"<[^>]+>|\s+", " ", cell[1]).split() == ["2", "days", "said:", length]


# a state is itself in every export

STATED = [
    ("timeline: {tasks: [{title: X, at: T-5d, status: cancelled}, {title: Y, at: T-4d}]}", "cancelled", "CANCELLED"),
    ("timeline: {tasks: [{title: W, tasks: [{title: X, at: T-5d, status: cancelled}]}]}", "cancelled", "CANCELLED"),
    ("tests: [{title: X, at: T-5d, status: skipped}, {title: Y, at: T-5d}]", "skipped", "CANCELLED"),
    ("versions: {releases: [{version: X, date: T-5d, status: withdrawn}]}", "cancelled", "CANCELLED"),
]


@pytest.mark.parametrize(("text", "state", "status"), STATED)
def test_a_state_is_itself_in_every_export(text: str, state: str, status: str) -> None:
    head = (HEAD + PEOPLE).replace("title: Tea", "title: Tea\nstatus: approved")
    site = built(text + "\n", head)
    (event,) = [event for event in json.loads(asset(site, "plan.json"))["events"] if event["title"] == "X"]
    assert event["state"] == state
    (row,) = [
        row for row in csv.DictReader(io.StringIO(asset(site, "calendar.csv").lstrip("\ufeff"))) if row["Title"] == "X"
    ]
    assert row["State"] == state
    feed = Calendar.from_ical(asset(site, "tea.ics"))
    (entry,) = [entry for entry in feed.walk("VEVENT") if str(entry["SUMMARY"]).startswith("X")]
    assert entry["STATUS"] == status
    if state == "cancelled":
        tally = plan_of(text + "\n", head)
        kind = tally.kinds[text.split(":", maxsplit=1)[0]]
        progress = kind.progress(tally.rows.in_section(kind.key)) if kind.progress else None
        assert progress is None or progress.total == text.count("title: Y")


def test_what_is_blocked_has_not_failed() -> None:
    """Exports for programs say the state; tables say the plan's word, as pages do."""
    site = built("tests: [{title: X, at: T-5d, status: blocked}]\n")
    assert {event["state"] for event in json.loads(asset(site, "plan.json"))["events"] if event["title"] == "X"} == {
        "planned"
    }
    assert "blocked" in asset(site, "calendar.csv")


@pytest.mark.parametrize(
    ("part", "state"), [("", "cancelled"), (", status: planned", "planned"), (", status: done", "done")]
)
def test_parts_of_what_is_cancelled_are_cancelled_too(part: str, state: str) -> None:
    inner = f"tasks: [{{id: p, title: X, at: T-9d{part}}}]"
    whole = f"title: W, at: T-9d, status: cancelled, tasks: [{{title: V, {inner}}}]"
    text = f"timeline: {{launch_after: [p], tasks: [{{{whole}}}]}}\n"
    (row,) = [row for row in plan_of(text).rows if row.title == "X"]
    assert row.state == state
    assert len(told(text, "TL020")) == (state == "planned")


# the ends of the calendar


@pytest.mark.parametrize(
    "launch", ["9999-12-31 23:59", "9999-12-31", "0001-01-01", "0001-01-01 00:00", "9999-12", "0001-01"]
)
@pytest.mark.parametrize(
    "cadence", ["workdays 9:00", "daily", "every 2 weeks Tue 14:00", "monthly 31", "weekly Sun 23:30"]
)
def test_a_plan_at_the_end_of_time_is_built_or_told(launch: str, cadence: str) -> None:
    head = (HEAD + PEOPLE).replace("2026-01-20 10:00", launch)
    text = f"meetings: [{{title: M, cadence: {cadence}}}]\ntimeline: {{tasks: [{{title: X, duration: 3wd, deadline: T}}]}}\n"
    site = Builder().build([PlanFiles((("plan.yml", (head + text).encode()),))], AS_OF, RENDERER)
    assert not [problem for problem in site.errors if problem.code.id == "TP001"]
    assert all(problem.location.line > 1 for problem in site.errors)


# meetings by the calendar

COUNTRIES = [("DE", "DE", "BY"), ("US", "US", None), ("IL", "IL", None), ("SA", "SA", None), ("JP", "JP", None)]


@pytest.mark.parametrize(("country", "code", "region"), COUNTRIES)
@pytest.mark.parametrize("year", [2025, 2026])
def test_meetings_on_working_days_are_those_of_the_country(
    country: str, code: str, region: str | None, year: int
) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    free = holidays.country_holidays(code, subdiv=region, years=(year,))
    wanted = [
        day for day in (first + timedelta(days=n) for n in range(365))
        if day not in free and day.weekday() not in free.weekend
    ]  # fmt: skip
    calendar = f"calendar: {{country: {country}, region: {region}}}" if region else f"calendar: {country}"
    head = (HEAD + PEOPLE).replace("2026-01-20", f"{year}-12-31")
    text = f"{calendar}\nmeetings: [{{title: M, cadence: workdays 9:00, from: {first}, until: {last}}}]\n"
    site = built(text, head)
    events = [event for event in json.loads(asset(site, "plan.json"))["events"] if event["title"] == "M"]
    assert [date.fromisoformat(event["start"]["at"][:10]) for event in events] == wanted
    feed = Calendar.from_ical(asset(site, "tea.ics"))
    (entry,) = [entry for entry in feed.walk("VEVENT") if entry["SUMMARY"].startswith("M")]
    assert [moment.date() for moment in _expanded(entry)] == wanted


def _expanded(entry: Any) -> list[datetime]:
    """All occurrences of an entry of a feed."""
    start = entry["DTSTART"].dt
    rules = rruleset()
    rules.rrule(rrulestr(entry["RRULE"].to_ical().decode(), dtstart=start))
    for name, add in (("RDATE", rules.rdate), ("EXDATE", rules.exdate)):
        said = entry.get(name, [])
        for group in said if isinstance(said, list) else [said]:
            for moment in group.dts:
                add(moment.dt)
    return list(rules)


@pytest.mark.parametrize(
    ("at", "slot"), [("T-1d", "before"), ("T-5wd", "before"), ("T", "during"), ("10:00", "during"), ("T+1d", "after")]
)
def test_messages_around_a_month_stand_in_their_phase(at: str, slot: str) -> None:
    head = (HEAD + PEOPLE).replace("2026-01-20 10:00", "2026-03")
    plan = plan_of(f"communications: [{{title: X, at: '{at}', to: [a], what: hi}}]\n", head)
    (message,) = plan.sections["communications"].messages
    assert message.phase_in(plan) == slot


# plans beside each other


@pytest.mark.parametrize(
    ("zones", "times"),
    [
        (("UTC", "Asia/Shanghai"), ("2026-01-20 10:00", "2026-01-20 18:00")),
        (("America/New_York", "Asia/Tokyo"), ("2026-01-19 23:30", "2026-01-20 13:30")),
        (("Europe/Berlin", "Europe/Berlin"), ("2025-10-26 02:30+02:00", "2025-10-26 02:30+01:00")),
    ],
)
def test_plans_of_one_instant_show_their_own_clocks(zones: Sequence[str], times: Sequence[str]) -> None:
    texts = [
        (HEAD + PEOPLE)
        .replace("plan: tea", f"plan: tea{n}")
        .replace("launch: 2026-01-20 10:00", f"timezone: {zone}\nlaunch: {at}")
        for n, (zone, at) in enumerate(zip(zones, times, strict=True))
    ]
    sources = [PlanFiles(((f"{n}.yml", text.encode()),)) for n, text in enumerate(texts)]
    alone = [Builder().build([source], AS_OF, RENDERER).pages[1].text for source in sources]
    beside = [page.text for page in Builder().build(sources, AS_OF, RENDERER).pages if page.path.endswith("/index.md")]
    for at, offset in zip(times, (0, 1), strict=True):
        assert at[11:16] in alone[offset]
        titles = re.findall(r'title="([^"]*2026[^"]*|[^"]*2025[^"]*)"', beside[offset])
        assert titles and all(at[11:16] in title for title in titles)
    assert titles != re.findall(r'title="([^"]*2026[^"]*|[^"]*2025[^"]*)"', beside[0])


# columns have a heading in the language of the plan


def test_headings_of_columns_are_words_of_the_language() -> None:
    head = (HEAD + PEOPLE).replace("language: en", "language: zh")
    site = built(
        "timeline: {launch_after: [t], tasks: [{id: t, title: T, at: T-1d}]}\nmeetings: [{title: M, cadence: weekly Mon, from: T-9d}]\n",
        head,
    )
    assert asset(site, "tables/timeline-launch_after.csv").splitlines()[0].split(",")[1:3] == ["任务", "起算"]
    assert "自" in asset(site, "tables/meetings-meetings.csv").splitlines()[0].split(",")


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("checklists: [{title: Go, items: [{do: ✅ Backed up, owner: a}]}]", "done", True),
        ("checklists: [{title: Go, items: [{do: '[ ] Backed up', why: It may fail}]}]", "done", False),
        ("timeline: {tasks: [{title: ✅ Build, at: T-3d}]}", "status", "done"),
        ("timeline: {tasks: [{title: ⚠️ Build, at: T-3d}]}", "status", "at risk"),
        ("overview: {success: [{text: ❌ A thousand users, note: Counted}]}", "met", False),
        ("monitoring: {tools: [{name: □ Grafana, for: Dashboards}]}", "ready", False),
    ],
)
def test_a_mark_before_a_text_means_the_same_in_a_mapping(text: str, key: str, value: object) -> None:
    *_, entry = [
        each
        for _, each in plan_of(text).values
        if isinstance(each, Model) and key in vars(each) and getattr(each, key) == value
    ]
    words = next(text.partition(mark)[2] for mark in ("✅ ", "⚠️ ", "❌ ", "□ ", "[ ] ") if mark in text)
    assert words.startswith(getattr(entry, entry.short or ""))


def test_a_mark_and_a_key_that_differ_are_a_problem(problems: Any) -> None:
    assert problems("timeline: {tasks: [{title: ✅ Build, at: T-3d, status: late}]}") == [
        "1:55 PL004 the mark before “Build” says `status: done`, and the key says `late`"
    ]


def test_the_home_page_begins_with_the_launch_that_is_on() -> None:
    """Also where its T has gone by; then what is ahead, then what has no day, then what is past."""
    at = {"past": "2026-01-12 10:00", "on": "2026-01-19 00:30\nwindow: 4h", "ahead": "2026-01-20 10:00"}
    texts = [
        (HEAD + PEOPLE).replace("plan: tea", f"plan: {name}").replace("launch: 2026-01-20 10:00", f"timezone: UTC\nlaunch: {time}")
        for name, time in at.items()
    ]  # fmt: skip
    sources = [PlanFiles(((f"{n}.yml", text.encode()),)) for n, text in enumerate(texts)]
    as_of = AS_OF + timedelta(hours=2)
    home = next(page.text for page in Builder().build(sources, as_of, RENDERER).pages if page.path == "index.md")
    assert re.findall(r'id="plan-(\w+)"', home) == ["on", "ahead", "past"]
