"""The schedule as a chart: rows, links, free days, freezes and the launch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

from launchbook.core.plan import Plan
from launchbook.core.problem import Rejected, Translate, say_count
from launchbook.core.text import shown
from launchbook.core.time import Extent, Instant
from launchbook.sections.timeline.axis import Counting
from launchbook.sections.timeline.chart import Chart, ChartArrow, ChartRow, GuideLine, Shade
from launchbook.sections.timeline.clock import DAY, Clock
from launchbook.sections.timeline.rows import Schedule, Stint
from launchbook.sections.timeline.rows import ScheduledTask as Task

LONGEST = 1200
"""In a longer plan than so many days, free days are too narrow to be seen."""


def counted_picture(schedule: Schedule, plan: Plan, translate: Translate) -> Chart:
    """What is drawn by its distance from a launch whose day is not known. No date is told."""
    around, afloat = schedule.counted, schedule.afloat
    assert around
    chart = picture(replace(around, rows=tuple(around.by_path[row.path] for row in afloat)), plan, translate)
    label = say_count(
        "{count} task by its distance from the launch; the table below says the same.",
        "{count} tasks by their distance from the launch; the table below says the same.",
        len(chart.rows),
    ).render(translate)
    tips = (
        " ".join(filter(None, (drawn.number, drawn.title, row.words)))
        for drawn, row in zip(chart.rows, afloat, strict=True)
    )
    return replace(
        chart,
        rows=tuple(replace(row, tip=tip) for row, tip in zip(chart.rows, tips, strict=True)),
        marks=(GuideLine(around.launch, "T", launch=True),),
        shades=(),
        title=str(translate("By distance from the launch")),
        label=label,
        zone="",
        counting=Counting(launch=around.launch),
    )


def picture(schedule: Schedule, plan: Plan, translate: Translate, corner: str = "") -> Chart:
    """What is drawn: every row that has a date, and those around them."""
    shown = [row for row in schedule.rows if row.stint]
    places = {row.index: place for place, row in enumerate(shown)}
    links = tuple(
        ChartArrow(
            places[link.source], places[link.target], link.critical, bool(link.broken), link.from_start, link.to_end
        )
        for link in schedule.links
        if link.source in places and link.target in places
    )
    title = str(translate("Gantt chart"))
    launch = str(translate("Launch"))
    return Chart(
        rows=tuple(_row(row, plan, launch) for row in shown),
        links=links,
        marks=tuple(_marks(schedule, plan)),
        shades=tuple(_shades(schedule, plan)),
        title=title,
        label=say_count(
            "{count} task from {start} to {end}; the table below says the same.",
            "{count} tasks from {start} to {end}; the table below says the same.",
            len(shown),
            start=_day(schedule.start),
            end=_day(schedule.end - DAY),
        ).render(translate),
        language=str(plan.head.language),
        zone=str(plan.head.timezone),
        corner=corner,
        counting=Counting(Clock(plan.frame).begin(weeks) if (weeks := plan.frame.weeks) and weeks.dated else 0),
    )


def _row(row: Task, plan: Plan, launch: str) -> ChartRow:
    assert row.stint
    now = row.forecast or row.stint
    planned = row.baseline or (row.stint if row.forecast and row.forecast != row.stint else None)
    timed = not row.milestone or (row.end is not None and row.end.precision == "minute")
    percent = f"{round(row.progress * 100)}%" if row.progress is not None else ""
    anchor = "launch" if row.implicit else plan.anchor(row.task)
    title = launch if row.implicit else shown(row.title)
    owners = () if row.implicit else plan.row(row.task).own_owners
    owner = plan.target(owners[0]) if owners else None
    return ChartRow(
        title=title,
        kind="milestone" if row.milestone else "summary" if row.group else "task",
        span=_drawn(now, timed),
        number=row.number,
        depth=row.depth,
        href=f"#{anchor}" if anchor else "",
        open=row.ongoing,
        critical=row.critical,
        cancelled=row.cancelled,
        progress=row.progress,
        slack=row.late if row.slack and row.slack.count > 0 and not row.over else None,
        baseline=_drawn(planned, timed) if planned else None,
        deadline=row.deadline,
        note=str(getattr(owner.value, "name", "")) if owner else percent,
        tip=" ".join(part for part in (row.number, title, _told(row.start, row.end), percent) if part),
    )


def _drawn(stint: Stint, timed: bool) -> tuple[int, int]:
    """Where it stands; a point that is said as a day, in the middle of the day at whose end it counts."""
    return (stint.start, stint.end) if timed else (stint.start - DAY // 2, stint.end - DAY // 2)


def _told(start: Instant | None, end: Instant | None) -> str:
    if start and "week" in (start.precision, end.precision if end else ""):
        return str(Extent.of(start, end))  # its number in the year is not its number in the plan
    return f"{start}" if start == end else f"{start} – {end}"


def _marks(schedule: Schedule, plan: Plan) -> Iterator[GuideLine]:
    launch = plan.frame.launch
    if not plan.frame.undated:
        at = schedule.launch + (DAY // 2 if launch.precision == "day" else 0)
        yield GuideLine(at, f"T {str(launch)[:16]}", launch=True)


def _shades(schedule: Schedule, plan: Plan) -> Iterator[Shade]:
    """Free days of the calendar, if the plan has one, and freezes."""
    calendar, clock = plan.frame.calendar, Clock(plan.frame)
    first, last = schedule.start // DAY - 10, schedule.end // DAY + 10
    if calendar.declared and last - first <= LONGEST and first > 0 and last < date.max.toordinal():
        begin: int | None = None
        for day in range(first, last + 1):
            free = day < last and not calendar.is_working(date.fromordinal(day))
            if free and begin is None:
                begin = day
            elif not free and begin is not None:
                yield Shade(begin * DAY, day * DAY)
                begin = None
    for freeze in plan.head.freeze:
        with suppress(Rejected):
            if plan.frame.afloat(freeze.at):
                continue
            start, end = plan.span(freeze.at)
            yield Shade(clock.begin(start), clock.finish(end or start), True, shown(freeze.title))


def _day(tick: int) -> str:
    return date.fromordinal(min(max(1, tick // DAY), date.max.toordinal())).isoformat()
