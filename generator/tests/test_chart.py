"""The Gantt chart: its scale and axis, what is drawn of each row, how arrows run, what paper gets, and that text stays text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import html5lib
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from launchbook.discovery.catalogues import languages
from launchbook.discovery.kinds import section_folder
from launchbook.sections.timeline.axis import (
    DAY,
    FIRST,
    LAST,
    UNITS,
    Scale,
    choose_unit,
    make_axis,
    shorten,
    text_width,
    tick_of,
    written,
)
from launchbook.sections.timeline.chart import Chart, ChartArrow, ChartRow, GuideLine, Shade, draw, place_labels
from launchbook.sections.timeline.figure import merged, stretch_of, windows_for
from launchbook.sections.timeline.strokes import ROW, WINDOW

SVG = "{http://www.w3.org/2000/svg}"


def at(text: str) -> int:
    return tick_of(datetime.fromisoformat(text))


def days(first: str, last: str) -> tuple[int, int]:
    return at(first), at(last) + DAY


def parsed(chart: Chart) -> ET.Element:
    return ET.fromstring(drawn(chart))


def drawn(chart: Chart) -> str:
    return str(draw(chart, str)).replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ')


def plot(chart: Chart) -> ET.Element:
    return next(each for each in parsed(chart).iter(f"{SVG}svg") if each.get("role") == "img")


def groups(element: ET.Element, name: str) -> list[ET.Element]:
    """What is drawn in groups, or as paths, of exactly these classes."""
    names = {f"lb-timeline-{part}" for part in name.split()}
    return [each for each in element.iter() if set((each.get("class") or "").split()) == names]


def shapes(element: ET.Element, name: str) -> list[ET.Element]:
    return [shape for each in groups(element, name) for shape in each]


PLAN = Chart(
    rows=(
        ChartRow("Design", "task", days("2025-10-20", "2025-10-27"), "1", progress=1, note="Li", href="#design"),
        ChartRow("Build", "task", days("2025-10-28", "2025-11-20"), "2", critical=True, progress=0.4, note="the whole team",
            baseline=days("2025-10-27", "2025-11-14"), tip="2 Build"),
        ChartRow("Test", "summary", days("2025-11-24", "2025-12-04"), "3", progress=0.5),
        ChartRow("Load", "task", days("2025-11-24", "2025-11-26"), "3.1", 1, slack=at("2025-12-02"), note="Zhang"),
        ChartRow("Security", "task", days("2025-12-01", "2025-12-04"), "3.2", 1, critical=True, deadline=at("2025-12-03")),
        ChartRow("Dropped", "task", days("2025-12-01", "2025-12-02"), "3.3", 1, cancelled=True),
        ChartRow("Submitted", "milestone", (at("2025-12-05"),) * 2, "4", critical=True, deadline=at("2025-12-08")),
        ChartRow("Celebrated", "milestone", (at("2025-12-24"),) * 2, "5", progress=1),
        ChartRow("Care", "task", days("2025-12-16", "2026-01-05"), "6", open=True),
        ChartRow("Some day", "task", None, "7"),
    ),
    links=(
        *(ChartArrow(*ends) for ends in ((0, 1), (1, 4, True), (3, 4), (4, 6, True), (6, 8), (0, 9))),
        ChartArrow(5, 3, broken=True),
    ),
    marks=(GuideLine(at("2025-12-15T10:00"), "T 10:00", True), GuideLine(at("2025-12-01"), "Code freeze")),
    shades=(Shade(*days("2025-11-01", "2025-11-02")), Shade(*days("2025-12-12", "2025-12-14"), True, "Freeze")),
    title="Gantt chart",
    label="Ten tasks",
    zone="Asia/Shanghai",
)  # fmt: skip


def many(count: int, links: int = 0, length: int = DAY * 3) -> Chart:
    """A long plan: phases of seven tasks, each after earlier ones."""
    start, rows, ties = at("2025-09-01"), [], []
    for index in range(count):
        begin = start + (index // 8 * 5 + index % 8 * 2) * DAY
        if index % 8 == 0:
            rows.append(
                ChartRow(
                    f"Phase {index // 8 + 1}", "summary", (begin, begin + 20 * DAY), f"{index // 8 + 1}", progress=0.5
                )
            )
            continue
        rows.append(
            ChartRow(f"第 {index} 项任务 of the long plan", "task", (begin, begin + length), f"{index // 8 + 1}.{index % 8}", 1,
                href=f"#task-{index}", critical=index % 3 == 0, progress=index % 5 / 4, note="张工", tip=f"Task {index}",
                slack=begin + length + DAY * 4, baseline=(begin - DAY, begin + length - DAY))
        )  # fmt: skip
    for number in range(links):
        target = 9 + number * 7 % (count - 9)
        ties.append(ChartArrow(target - 1 - number % 8, target, number % 4 == 0))
    weekends = tuple(Shade(start + week * 7 * DAY + 5 * DAY, start + (week + 1) * 7 * DAY) for week in range(60))
    return Chart(
        tuple(rows), tuple(ties), (GuideLine(start + 90 * DAY, "T", True),), weekends, "Plan", "A plan", "zh", "UTC"
    )


# the axis


@pytest.mark.parametrize(
    ("first", "last", "minutes", "major", "minor"),
    [
        ("2026-01-17T09:30", "2026-01-17T10:30", 5, "Sat 17 Jan 2026", "09:35"),
        ("2026-01-17T00:00", "2026-01-18T00:00", 120, "Sat 17 Jan 2026", "02:00"),
        ("2026-01-10T00:00", "2026-01-31T00:00", DAY, "Jan 2026", "11"),
        ("2025-10-20T00:00", "2026-01-20T00:00", 7 * DAY, "Oct 2025", "27"),
        ("2025-01-01T00:00", "2026-07-01T00:00", None, "2025", "Feb"),
        ("2024-01-01T00:00", "2029-01-01T00:00", None, "2024", "Q2"),
        ("1990-01-01T00:00", "2030-01-01T00:00", None, "2000", "1995"),
    ],
)
def test_the_rows_of_the_head_suit_the_range(
    first: str, last: str, minutes: int | None, major: str, minor: str
) -> None:
    axis = make_axis(Scale(at(first), at(last), 700), "en")
    labels = [[cell.label.replace(",", "") for cell in row if cell.label] for row in (axis.major, axis.minor)]
    assert minutes is None or axis.unit.minutes == minutes
    assert labels[0][0] == major
    assert minor in labels[1]


def test_labels_are_in_the_language_of_the_plan() -> None:
    scale = Scale(at("2025-10-20"), at("2026-01-20"), 700)
    assert [cell.label for cell in make_axis(scale, "zh").major] == ["2025年10月", "11月", "12月", "2026年1月"]
    assert [cell.label for cell in make_axis(scale, "en").major] == ["Oct 2025", "Nov", "Dec", "Jan 2026"]


@pytest.mark.parametrize("language", [*languages(), "de", "fr", "ja", "ko", "ru", "ar", "pt-BR", "xx"])
def test_every_form_can_be_written_in_every_language(language: str) -> None:
    assert language == "xx" or Locale.parse(language.replace("-", "_"))
    forms = {form for unit in UNITS for form in (*unit.forms, *unit.above[2])}
    assert all(written(at("2026-01-17"), form, language) for form in forms)


def test_weeks_begin_on_monday() -> None:
    axis = make_axis(Scale(at("2025-10-20"), at("2026-01-20"), 700), "en")
    assert [cell.label for cell in axis.minor][:3] == ["20", "27", "3"]


@given(
    st.integers(FIRST, LAST - 2),
    st.integers(1, LAST),
    st.sampled_from([WINDOW, 2 * WINDOW, 4 * WINDOW]),
    st.sampled_from(languages()),
)
def test_the_cells_cover_the_width_and_their_labels_fit(start: int, length: int, width: int, language: str) -> None:
    scale = Scale(start, min(start + length, LAST), width)
    axis = make_axis(scale, language)
    for cells in (axis.major, axis.minor):
        assert cells[0].x == 0
        assert cells[-1].x + cells[-1].width == pytest.approx(width)
        assert all(abs(one.x + one.width - other.x) < 1e-6 for one, other in pairwise(cells))
        assert all(text_width(cell.label, 12) <= cell.width for cell in cells)
        assert len(cells) <= width / 10
    assert sum(bool(cell.label) for cell in axis.minor) >= 1 or length < 5


@given(st.integers(FIRST, LAST - 2), st.integers(1, LAST), st.lists(st.integers(FIRST, LAST), min_size=2))
def test_places_grow_with_time(start: int, length: int, ticks: list[int]) -> None:
    scale = Scale(start, min(start + length, LAST), WINDOW)
    places = [scale.x(tick) for tick in sorted(ticks)]
    assert all(one <= other for one, other in pairwise(places))
    assert all(0 <= place <= WINDOW for place in places)


def test_the_finest_unit_that_fits_is_chosen() -> None:
    units = [
        choose_unit(Scale(FIRST, FIRST + length, 700)).minutes for length in (60, DAY, 20 * DAY, 90 * DAY, 2000 * DAY)
    ]
    assert units == sorted(units)
    assert choose_unit(Scale(FIRST, LAST, 700)) in UNITS


@given(st.text(max_size=60), st.integers(0, 300))
def test_a_shortened_text_fits(text: str, room: int) -> None:
    short = shorten(text, 12, room)
    assert short == text or (short.endswith("…") and text.startswith(short[:-1].rstrip()))
    assert text_width(short, 12) <= max(room, 13)


# the stretch of time


@pytest.mark.parametrize(
    ("first", "last", "whole_days"),
    [
        ("2026-01-17T10:00", "2026-01-17T11:00", False),
        ("2026-01-17T00:00", "2026-01-18T00:00", False),
        ("2025-10-20T00:00", "2026-01-20T00:00", True),
        ("2025-01-01T00:00", "2030-01-01T00:00", True),
        ("2026-01-17T10:00", "2026-01-17T10:00", True),
    ],
)
def test_there_is_a_little_room_at_both_ends(first: str, last: str, whole_days: bool) -> None:
    start, end = stretch_of(Chart((ChartRow("a", "task", (at(first), at(last))),)))
    assert start < at(first) <= at(last) < end
    assert (start % DAY == end % DAY == 0) is whole_days


def test_the_stretch_holds_whatever_is_drawn_but_free_days() -> None:
    row = ChartRow(
        "a", span=days("2026-01-10", "2026-01-12"), slack=at("2026-02-01"), baseline=days("2026-01-01", "2026-01-03")
    )
    free = Shade(*days("2020-01-01", "2030-01-01"))
    start, end = stretch_of(Chart((row,), marks=(GuideLine(at("2026-03-01"), "T", True),), shades=(free,)))
    assert at("2025-12-20") < start < at("2026-01-01")
    assert at("2026-03-01") < end < at("2026-03-10")


def test_short_tasks_in_a_long_plan_get_more_room() -> None:
    span = (at("2025-01-01"), at("2027-01-01"))
    assert windows_for(Chart((ChartRow("a", span=days("2025-01-01", "2025-03-01")),)), span, WINDOW) == 1
    assert windows_for(Chart((ChartRow("a", span=days("2025-01-01", "2025-01-02")),)), span, WINDOW) > 1
    assert windows_for(Chart((ChartRow("a", span=(span[0], span[0] + 1)),) * 2000), span, WINDOW) == 1


# what is drawn


def test_it_is_well_formed_and_so_is_a_browser_s_reading() -> None:
    parsed(PLAN)
    html5lib.HTMLParser(strict=True).parseFragment(str(draw(PLAN, str)))


def test_each_row_has_one_shape() -> None:
    found = plot(PLAN)
    assert len(shapes(found, "bar")) == 3
    assert len(shapes(found, "bar bar--critical")) == 2
    assert len(shapes(found, "bar bar--cancelled")) == 1
    assert len(shapes(found, "summary")) == 1
    assert len(shapes(found, "milestone milestone--critical")) == 1
    assert len(shapes(found, "milestone milestone--reached")) == 1
    assert [len(groups(found, name)) for name in ("slack", "baseline", "done", "done done--critical", "hatched")] == [
        1
    ] * 5
    assert [len(groups(found, name)) for name in ("deadline", "deadline deadline--missed", "done done--summary")] == [
        1
    ] * 3


def test_bars_stand_in_their_rows_at_their_dates() -> None:
    found, scale = plot(PLAN), Scale(*stretch_of(PLAN), WINDOW)
    design = shapes(found, "bar")[0]
    assert float(design.attrib["x"]) == pytest.approx(scale.x(at("2025-10-20")) + 0.5, abs=0.1)
    assert float(design.attrib["width"]) == pytest.approx(8 * DAY * scale.minute - 1, abs=0.1)
    rows = [float(bar.attrib["y"]) // ROW for bar in shapes(found, "bar bar--critical")]
    assert rows == [1, 4]


def test_what_is_critical_differs_by_more_than_its_colour() -> None:
    found = plot(PLAN)
    assert all("rx" not in bar.attrib for bar in shapes(found, "bar bar--critical"))
    assert groups(found, "hatched")[0].attrib["fill"] == "url(#gantt-hatch)"
    [submitted], [celebrated] = (
        shapes(found, "milestone milestone--critical"),
        shapes(found, "milestone milestone--reached"),
    )
    assert submitted.attrib["d"].count("z") == 2 and celebrated.attrib["d"].count("z") == 1


def test_every_kind_of_arrow_is_one_path() -> None:
    found = plot(PLAN)
    counts = [
        groups(found, f"link{kind}")[0].attrib["d"].count("M") for kind in ("", " link--critical", " link--broken")
    ]
    assert counts == [3, 2, 1]  # none to the row without dates


def arrows(first: tuple[int, int], second: tuple[int, int]) -> str:
    chart = Chart(
        (ChartRow("a", span=first), ChartRow("b", span=second), ChartRow("c", span=days("2026-01-01", "2026-03-31"))),
        (ChartArrow(0, 1),),
    )
    return groups(plot(chart), "link")[0].attrib["d"]


def test_arrows_run_at_right_angles_around_what_they_join() -> None:
    near = arrows(days("2026-02-01", "2026-02-05"), days("2026-02-06", "2026-02-12"))
    far = arrows(days("2026-02-01", "2026-02-05"), days("2026-03-01", "2026-03-12"))
    back = arrows(days("2026-02-01", "2026-02-05"), days("2026-02-03", "2026-02-12"))
    assert re.fullmatch(r"M\S+ 12H\S+v18m-4 -4l4 4 4 -4", near), near  # down into the bar
    assert re.fullmatch(r"M\S+ 12h2q3 0 3 3v20q0 3 3 3H\S+m-4-4l4 4-4 4", far), far  # down, then to its start
    assert re.fullmatch(r"M\S+ 12h6v14H\S+v12H\S+m-4-4l4 4-4 4", back), back  # back between the rows


def test_words_stand_where_there_is_room() -> None:
    found = plot(PLAN)
    assert [text.text for text in shapes(found, "note note--inside")] == ["Li", "the whole team"]
    assert [text.text for text in shapes(found, "note")] == ["Zhang"]
    late = ChartRow("a", span=days("2026-03-30", "2026-03-31"), note="a long word at the end")
    chart = Chart((ChartRow("b", span=days("2026-01-01", "2026-03-31")), late))
    [text] = shapes(plot(chart), "note")
    bar = shapes(plot(chart), "bar")[1]
    assert float(text.attrib["x"]) + text_width(late.note, 12) < float(bar.attrib["x"])


def test_labels_of_marks_do_not_overlap_and_the_launch_always_has_one() -> None:
    day = at("2026-01-10")
    marks = (*(GuideLine(day + number, f"Mark number {number}") for number in range(9)), GuideLine(day + 5, "T", True))
    chart = Chart((ChartRow("a", span=days("2026-01-01", "2026-01-31")),), marks=marks)
    placed = place_labels(chart, Scale(*stretch_of(chart), WINDOW), 3)
    assert "T" in [text for _, _, text, _ in placed]
    for lane in range(3):
        places = sorted((x, text_width(text, 12) / 2) for other, x, text, _ in placed if other == lane)
        assert all(x + half <= y - other for (x, half), (y, other) in pairwise(places))


def test_free_days_that_touch_are_one_and_noise_is_left_out() -> None:
    assert merged([Shade(5, 9), Shade(0, 5), Shade(20, 21), Shade(30, 30)]) == [(0, 9), (20, 21)]
    weekends = tuple(
        Shade(day * DAY, (day + 2) * DAY) for day in range(at("2025-01-04") // DAY, at("2030-01-01") // DAY, 7)
    )
    long = Chart((ChartRow("a", span=days("2025-01-01", "2029-12-31")),), shades=weekends)
    assert not groups(parsed(long), "free")
    short = Chart((ChartRow("a", span=days("2025-01-01", "2025-03-31")),), shades=weekends)
    assert len(groups(plot(short), "free")) == 1


def test_the_legend_says_what_is_drawn_and_nothing_else() -> None:
    words = [each.text or (each[0].tail if len(each) else "") for each in groups(parsed(PLAN), "legend")[0]]
    assert words == [
        "critical path", "done part", "slack", "baseline", "milestone", "deadline", "deadline missed", "begins too early",
        "free days", "freeze",
    ]  # fmt: skip
    assert not groups(parsed(Chart((ChartRow("a", span=days("2026-01-01", "2026-01-31")),))), "legend")


def test_names_lead_to_their_rows() -> None:
    text = drawn(PLAN)
    assert '<a href="#design">1 Design</a>' in text
    assert '<li data-number="1"><span>3.1 Load</span></li>' in text


def test_the_drawing_is_an_image_with_a_label_in_a_region_that_is_reached_by_keyboard() -> None:
    found = parsed(PLAN)
    assert plot(PLAN).attrib["aria-label"] == "Ten tasks"
    [region] = [each for each in found.iter() if each.get("role") == "region"]
    assert region.attrib["tabindex"] == "0" and region.attrib["aria-label"] == "Gantt chart"
    assert not [each for each in plot(PLAN).iter() if each.tag.endswith("}a")]  # what is an image holds no links


def test_today_is_left_to_the_script() -> None:
    lines = [each for each in parsed(PLAN).iter() if each.get("data-today-zone")]
    assert lines and all(each.attrib["display"] == "none" for each in lines)
    start, end = (date.fromordinal(tick // DAY).isoformat() + "T00:00" for tick in stretch_of(PLAN))
    assert {(each.attrib["data-today-from"], each.attrib["data-today-until"]) for each in lines} == {(start, end)}
    assert "data-today-zone" not in drawn(Chart(PLAN.rows))


# bad and bare input


HOSTILE = '<script>alert(1)</script>" onload="x" {{ 7*7 }} \x00\x0b\ud800 &amp; ]]> {% raw %}'


def test_hostile_text_stays_text() -> None:
    row = ChartRow(
        HOSTILE, "task", days("2026-01-01", "2026-01-31"), HOSTILE, 0, "javascript:alert(1)", note=HOSTILE, tip=HOSTILE
    )
    chart = Chart(
        (row, ChartRow(HOSTILE, "milestone", (at("2026-01-10"),) * 2, note="x", tip=HOSTILE, href='#a"><b>')),
        marks=(GuideLine(at("2026-01-05"), HOSTILE),),
        shades=(Shade(*days("2026-01-05", "2026-01-06"), True, HOSTILE),),
        title=HOSTILE, label=HOSTILE, zone=HOSTILE, corner=HOSTILE,
    )  # fmt: skip
    text = draw(chart, str, HOSTILE)
    tree = html5lib.parse(str(text), namespaceHTMLElements=False)
    assert not [each for each in tree.iter() if str(each.tag).endswith("script")]
    assert not [name for each in tree.iter() for name in each.attrib if str(name).startswith("on")]
    assert "javascript:" not in text
    parsed(chart)


@pytest.mark.parametrize(
    "chart",
    [
        Chart(()),
        Chart((ChartRow("a"),)),
        Chart((), (ChartArrow(0, 1),)),
        Chart((ChartRow("a"),), shades=(Shade(0, 1),)),
    ],
)
def test_a_chart_without_dates_is_a_chart(chart: Chart) -> None:
    assert not shapes(plot(chart), "bar")


@pytest.mark.parametrize(
    "span",
    [
        ("2026-01-17T10:00", "2026-01-17T10:00"),
        ("2026-01-17T10:00", "2026-01-17T11:00"),
        ("2026-01-17T00:00", "2026-01-18T00:00"),
        ("2025-10-20T00:00", "2026-01-20T00:00"),
        ("2025-01-01T00:00", "2030-01-01T00:00"),
        ("0001-01-01T00:00", "9999-12-31T00:00"),
    ],
)
def test_any_range_can_be_drawn(span: tuple[str, str]) -> None:
    first, last = map(at, span)
    chart = Chart(
        (ChartRow("a", span=(first, last), critical=True, progress=0.5), ChartRow("b", "milestone", (last, last))),
        (ChartArrow(0, 1),),
    )
    found = plot(chart)
    [bar] = shapes(found, "bar bar--critical")
    assert float(bar.attrib["width"]) >= 2
    inside(found)


ticks = st.integers(at("2025-01-01") // 60, at("2026-06-01") // 60).map(lambda hour: hour * 60)
spans = st.tuples(ticks, st.integers(0, 200 * 24)).map(lambda pair: (pair[0], pair[0] + pair[1] * 60))
row_of = st.builds(
    ChartRow,
    title=st.text(max_size=20),
    kind=st.sampled_from(["task", "summary", "milestone"]),
    span=st.none() | spans,
    depth=st.integers(0, 9),
    open=st.booleans(),
    critical=st.booleans(),
    cancelled=st.booleans(),
    progress=st.none() | st.floats(0, 1),
    slack=st.none() | ticks,
    baseline=st.none() | spans,
    deadline=st.none() | ticks,
    note=st.text(max_size=20),
    tip=st.text(max_size=20),
)
chart_of = st.builds(
    Chart,
    rows=st.lists(row_of, max_size=30).map(tuple),
    links=st.lists(
        st.builds(ChartArrow, st.integers(-1, 30), st.integers(-1, 30), st.booleans(), st.booleans()), max_size=30
    ).map(tuple),
    marks=st.lists(st.builds(GuideLine, ticks, st.text(max_size=20), st.booleans()), max_size=5).map(tuple),
    shades=st.lists(st.builds(Shade, ticks, ticks, st.booleans(), st.text(max_size=9)), max_size=9).map(tuple),
    language=st.sampled_from(languages()),
    zone=st.sampled_from(["", "UTC"]),
)


@given(chart_of)
def test_whatever_is_drawn_lies_inside(chart: Chart) -> None:
    text = drawn(chart)
    assert "nan" not in re.sub(r">[^<]*<", "><", re.sub(r'(title|aria-label)="[^"]*"', "", text)).casefold()
    inside(plot(chart))


def inside(found: ET.Element) -> None:
    width, height = float(found.attrib["width"]), float(found.attrib["height"])
    for x, y in points(found):
        assert -1 <= x <= width + 1 and -1 <= y <= height + 1, (x, y)


def points(found: ET.Element) -> Iterator[tuple[float, float]]:
    """Every point of every shape; text by its start."""
    for each in found.iter():
        tag = each.tag.removeprefix(SVG)
        if tag in ("rect", "text"):
            x, y = float(each.attrib["x"]), float(each.attrib["y"])
            yield x, y
            yield x + float(each.get("width", 0)), y + float(each.get("height", 0))
        elif tag == "path":
            yield from walked(each.attrib["d"])


ARGUMENTS = {"M": 2, "m": 2, "l": 2, "h": 1, "H": 1, "v": 1, "V": 1, "q": 4, "z": 0}


def walked(d: str) -> Iterator[tuple[float, float]]:
    x = y = 0.0
    for command, text in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", d):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", text)]
        taken = ARGUMENTS[command]
        assert not numbers if not taken else numbers and len(numbers) % taken == 0, d
        for part in range(len(numbers) // taken if taken else 0):
            some = numbers[part * taken : (part + 1) * taken]
            if command in "hH":
                x = some[0] + (x if command == "h" else 0)
            elif command in "vV":
                y = some[0] + (y if command == "v" else 0)
            else:
                x, y = (some[-2], some[-1]) if command == "M" else (x + some[-2], y + some[-1])
            yield x, y


# paper


def sheets(chart: Chart) -> list[ET.Element]:
    return groups(parsed(chart), "sheet")


def uses(element: ET.Element) -> list[str]:
    return [each.attrib["href"][1:] for each in element.iter(f"{SVG}use")]


def test_a_small_chart_is_one_sheet() -> None:
    [sheet] = sheets(PLAN)
    assert uses(sheet) == ["gantt-h", "gantt-p0", "gantt-back", "gantt-b0", "gantt-today", "gantt-n0"]


@pytest.mark.parametrize("chart", [PLAN, many(60), many(120, 100, length=60), Chart(())])
def test_sheets_show_every_row_and_refer_to_what_is_drawn(chart: Chart) -> None:
    tree = parsed(chart)
    ids = [each.attrib["id"] for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids)) and all(each.startswith("gantt-") for each in ids)
    used = {name for sheet in sheets(chart) for name in uses(sheet)}
    assert used <= set(ids)
    on_paper = r"gantt-o-[bnp]\d" if any(name.startswith("gantt-o-") for name in ids) else r"gantt-[bnp]\d"
    assert {name for name in ids if re.match(on_paper, name)} <= used
    assert set(re.findall(r"url\(#([^)]+)\)", drawn(chart))) <= set(ids)


def test_long_charts_are_cut_into_pages_each_with_its_names_and_its_axis() -> None:
    chart = many(120, 100, length=60)
    assert len(sheets(chart)) == 1, "on paper the groups alone"
    found = sheets(replace(chart, rows=tuple(replace(row, depth=0) for row in chart.rows)))
    assert len(found) > 6
    for sheet in found:
        names = uses(sheet)
        assert re.fullmatch(r"gantt-h\d", names[0]) and names[1].startswith("gantt-p")
        outer = sheet.find(f"{SVG}svg")
        assert outer is not None
        width, height = map(float, outer.attrib["viewBox"].split()[2:])
        assert width / height >= 940 / 570
        views = [each.attrib["viewBox"].split() for each in outer.iter(f"{SVG}svg")][1:]
        assert {view[2] for view in views} == {str(WINDOW)}


def test_no_sheet_is_empty() -> None:
    rows = tuple(
        ChartRow(f"{n}", span=(at("2025-01-01") + n * 10 * DAY, at("2025-01-02") + n * 10 * DAY)) for n in range(60)
    )
    chart = Chart(rows)
    assert windows_for(chart, stretch_of(chart), WINDOW) == 4
    assert len(sheets(chart)) < 4 * 4 - 4


# size and shape


def test_a_plan_of_500_tasks_stays_small() -> None:
    text = draw(many(500, 1000), str)
    assert len(text.encode()) < 400_000
    found = plot(many(500, 1000))
    assert sum(len(shapes(found, name)) for name in ("bar", "bar bar--critical", "summary")) == 500
    assert (
        sum(each.attrib["d"].count("M") for kind in ("", " link--critical") for each in groups(found, f"link{kind}"))
        == 1000
    )


def test_it_grows_with_its_rows_alone() -> None:
    sizes = [len(draw(many(count, 2 * count), str)) for count in (500, 2000)]
    assert sizes[1] < 4.6 * sizes[0]


def test_the_same_chart_is_the_same_text() -> None:
    assert draw(PLAN, str) == draw(PLAN, str)
    assert 'id="other-back"' in draw(PLAN, str, "other")


def test_its_classes_have_a_style() -> None:
    used = set(re.findall(r"lb-timeline-[\w-]+", re.sub(r"<title>.*?</title>", "", draw(PLAN, str))))
    style = (section_folder("timeline") / "style.css").read_text("utf-8")
    plain = {"lb-timeline-hatched", "lb-timeline-label--freeze", "lb-timeline-plot", "lb-timeline-sheets"}
    assert used - plain <= set(re.findall(r"\.(lb-timeline-[\w-]+)", style)), used


def test_templates_show_it_as_it_is() -> None:
    from markupsafe import escape

    text: Any = draw(PLAN, str)
    assert str(escape(text)) == str(text)


def test_the_ellipsis_takes_its_room() -> None:
    assert text_width(shorten("0000<<<<<<<<MM00", 12, 120), 12) <= 120
