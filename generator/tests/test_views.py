"""What nobody wrote: everybody's own page, the days around a launch, clashes, every threshold on one ladder."""

from __future__ import annotations

from datetime import UTC, date, datetime
from textwrap import dedent

import pytest

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio, person_slug
from launchbook.load import PlanFiles, load_plan
from launchbook.render import Options, Renderer
from launchbook.render.months import months_of
from launchbook.sections.metrics.model import Metrics
from launchbook.views.days.model import days_of

AS_OF = datetime(2026, 1, 10, tzinfo=UTC)
HEAD = """\
plan: {id}
title: Plan {id}
language: en
status: {status}
launch: {launch}
owner: li
decider: wang
people:
  li: {{name: Li, deputy: zhang}}
  zhang: {{name: {zhang}, reports_to: li}}
  wang: {{name: Wang}}
"""


def plan(rest: str = "", id: str = "one", launch: str = "2026-01-15 10:00", zhang: str = "Zhang",
         status: str = "approved") -> Plan:  # fmt: skip
    text = HEAD.format(id=id, launch=launch, zhang=zhang, status=status) + dedent(rest)
    loaded = load_plan(PlanFiles(((f"{id}.yml", text.encode()),)))
    assert loaded.plan is not None, [str(problem.message) for problem in loaded.problems]
    return loaded.plan


RUNSHEET = """\
    runsheet:
      - title: Switch
        at: 10:00 – 10:30
        owner: zhang
        steps:
          - {do: Announce, owner: wang}
          - {do: Deploy, owner: zhang, steps: [{do: Migrate, owner: wang}]}
    checklists:
      - {title: Before, due: T-1d, owner: zhang, items: [{do: Backup, owner: wang, due: T-2d}, {do: Notes, owner: li}]}
"""


def duties(portfolio: Portfolio, name: str) -> list[tuple[str, str, str]]:
    """When, as what, and what."""
    somebody = next(found for found in portfolio.people.values() if found.name == name)
    return [
        (
            str(duty.timing.start) if duty.timing else "",
            ", ".join(duty.roles),
            str(duty.row.title),
        )
        for duty in somebody.duties
    ]


def test_duties_stand_in_time_order_and_what_has_no_time_has_that_of_what_it_stands_in() -> None:
    portfolio = Portfolio([plan(RUNSHEET)], AS_OF)
    assert duties(portfolio, "Wang") == [
        ("2026-01-13 10:00+08:00", "owner", "Backup"),
        ("2026-01-15 10:00+08:00", "decider", "Plan one"),
        ("2026-01-15 10:00+08:00", "owner", "Announce"),
        ("2026-01-15 10:00+08:00", "owner", "Migrate"),
    ]
    assert duties(portfolio, "Zhang") == [
        ("2026-01-14 10:00+08:00", "owner", "Before"),
        ("2026-01-15 10:00+08:00", "owner", "Switch"),
        ("2026-01-15 10:00+08:00", "owner", "Deploy"),
        ("", "deputy", "Li"),
    ]


def test_what_only_lists_somebody_is_no_duty() -> None:
    assert ("", "reports_to", "Zhang") not in duties(Portfolio([plan()], AS_OF), "Li")


def test_the_same_id_with_the_same_name_is_the_same_person() -> None:
    portfolio = Portfolio([plan(id="one"), plan(id="two"), plan(id="three", zhang="Zhang Wei")], AS_OF)
    places = {found.name: [plan.id for plan, _ in found.places] for found in portfolio.people.values()}
    assert places["Zhang"] == ["one", "two"]
    assert places["Zhang Wei"] == ["three"]
    assert len({person_slug("zhang", person) for found in portfolio.people.values()
                for _, person in found.persons() if found.name.startswith("Zhang")}) == 2  # fmt: skip


def test_a_clash_is_the_same_person_on_the_launch_day_of_one_of_two_plans() -> None:
    one = plan(RUNSHEET, id="one")
    two = plan(
        "checklists: [{title: Other, due: T-3d 09:00, owner: zhang, items: [Ready]}]", id="two", launch="2026-01-18"
    )
    clashes = Portfolio([one, two], AS_OF).clashes
    assert [(clash.day, clash.somebody.name) for clash in clashes] == [(date(2026, 1, 15), "Zhang")]
    assert [(plan.id, len(duties)) for plan, duties in clashes[0].duties] == [("two", 1), ("one", 2)]


@pytest.mark.parametrize(
    ("until", "clashing"), [("T-4d", False), ("T-3d", True), ("T-3d 00:00", False), ("T-2d", True)]
)
def test_what_goes_on_over_the_launch_day_clashes_with_it(until: str, clashing: bool) -> None:
    """A span is half-open: what ends at midnight is over."""
    text = f"communications: [{{what: Watch, channel: mail, at: T-6d .. {until}, owner: zhang}}]"
    two = plan(text, id="two", launch="2026-01-18")
    assert bool(Portfolio([plan(RUNSHEET, id="one"), two], AS_OF).clashes) == clashing


@pytest.mark.parametrize("over", ["launched", "closed", "rolled back"])
def test_a_plan_that_is_over_clashes_with_none(over: str) -> None:
    assert Portfolio([plan(RUNSHEET, id="one"), plan(RUNSHEET, id="two", status=over)], AS_OF).clashes == ()


def test_what_is_in_some_month_is_on_no_day_of_it() -> None:
    """Neither a launch, nor anything else that was said by the month."""
    some = plan("checklists: [{title: Other, due: 2026-02, owner: li, items: [Ready]}]", id="two", launch="2026-02")
    one = plan(id="one", launch="2026-02-01")
    assert Portfolio([one, some], AS_OF).clashes == ()


def test_days_that_are_past_clash_with_none() -> None:
    later = datetime(2026, 1, 16, tzinfo=UTC)
    assert Portfolio([plan(RUNSHEET, id="one"), plan(RUNSHEET, id="two")], later).clashes == ()


def test_each_day_tells_what_begins_goes_on_and_ends() -> None:
    days = days_of(plan(RUNSHEET + """\
    rollout:
      - {title: Some, share: 10%, at: T-2d .. T+1d}
    """))  # fmt: skip
    assert [(day.t, len(day.hours), len(day.ending), len(day.running)) for day in days] == [
        ("T-2d", 2, 0, 0),
        ("T-1d", 1, 0, 1),
        ("T", 2, 0, 1),
        ("T+1d", 0, 1, 0),
    ]
    assert [str(ref) for ref in days[1].people] == ["zhang"]


def test_a_launch_without_a_day_has_no_days() -> None:
    assert days_of(plan(launch="2026-01")) == ()


def test_days_at_the_end_of_the_calendar() -> None:
    assert [day.t for day in days_of(plan(launch="9999-12-31 10:00"))] == ["T"]


def test_months_are_those_of_open_launches() -> None:
    portfolio = Portfolio([plan(id="one"), plan(id="two", launch="2026-03-01"), plan(id="three", launch="2026-02-01",
                          status="closed"), plan(id="four", launch="2026-04")], AS_OF)  # fmt: skip
    months = list(months_of(portfolio))
    assert [(month.first.month, [cell.day.day for cell in month.launches]) for month in months] == [(1, [15]), (3, [1])]
    assert [cell.day.day for cell in months[1].weeks[0] if cell] == [1]


LADDER = """\
    metrics:
      errors: {name: Errors, target: "< 0.1%", alert: "> 0.5%"}
      stay: {name: Stay, target: "> 80%"}
    rollout:
      - {title: Some, share: 10%, at: T, gates: [{metric: errors, when: "< 0.2%"}]}
    rollback:
      triggers: [{metric: errors, when: "> 5% for 5m"}, {metric: stay, when: "< 60%"}]
    monitoring:
      alerts: [{title: Bad, metric: errors, when: "> 2%", severity: critical}, {title: Slow, metric: errors, when: "p99 > 3%"}]
"""


def test_every_threshold_of_a_metric_is_on_one_ladder() -> None:
    found = plan(LADDER)
    metrics = found.get(Metrics)
    assert metrics is not None
    by_name = {str(id): metric.ladder(found.rows.readings(str(id))) for id, metric in metrics.root.items()}
    errors = by_name["errors"]
    assert [[(rung.name, str(rung.threshold)) for rung in place.rungs] for place in errors.places] == [
        [("target", "< 0.1%")],
        [("gate", "< 0.2%")],
        [("alert", "> 0.5%")],
        [("alert", "> 2%")],
        [("rollback", "> 5% for 5m")],
    ]
    assert errors.tall
    assert [str(rung.threshold) for rung in errors.apart] == ["p99 > 3%"]
    assert [place.rungs[0].name for place in by_name["stay"].places] == ["target", "rollback"]
    assert [band.tone for band in by_name["stay"].bands] == ["ok", "warn", "stop"]


def test_each_threshold_links_to_where_it_is_said_and_back() -> None:
    found = plan(LADDER)
    pages = {page.section: page.text for page in Renderer(Options()).plan_pages(found, [], AS_OF) if page.section}
    trigger = next(row for reading, row in found.rows.readings("errors") if reading.rung == "rollback")
    assert f'href="../rollback/#{trigger.anchor}"' in pages["metrics"]
    assert 'href="../metrics/#metric-errors"' in pages["rollback"]
    assert f'id="{trigger.anchor}"' in pages["rollback"]


ALL = {
    "rollback": "{tell: all, steps: [a]}", "communications": "[{what: a, to: all}]", "review": "{participants: all}",
    "contacts": "{groups: [{name: a, members: all}]}", "tests": "{phases: [{title: a, people: all}]}",
    "meetings": "[{title: a, at: T-1d, participants: all}]", "risks": "{playbooks: [{title: a, tell: all, steps: [b]}]}",
    "operations": "{reports: [{title: a, to: all}], feedback: [{title: a, to: all}], support: {people: all}}",
}  # fmt: skip


def test_wherever_people_are_listed_all_may_stand_for_everyone() -> None:
    written = "".join(f"{key}: {text}\n" for key, text in ALL.items())
    pages = {page.path: page.text for page in Renderer(Options()).plan_pages(plan(written), [], AS_OF)}
    for key, text in ALL.items():
        assert pages[f"plans/one/{key}.md"].count("everyone in this plan") == text.count(": all"), key
