"""Exports, read back by parsers that are not ours and were not used to write them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import jsonschema
import promql_parser
import pytest
import vobject
import yaml
from conftest import HEAD
from dateutil.tz import tzical
from hostile_kit import hostile_plans
from hypothesis import assume, example, given
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from icalendar.parser import Contentlines, split_on_unescaped_semicolon
from site_kit import ROOT
from vcard.vcard_validator import VcardValidator

from launchbook.core.headings import Heading
from launchbook.core.items import Table
from launchbook.core.letters import hidden
from launchbook.core.links import Link
from launchbook.core.model import Model
from launchbook.core.plan import Plan
from launchbook.core.problem import Path as PlanPath
from launchbook.core.quantity import Duration, Threshold
from launchbook.core.reference import PersonRef
from launchbook.core.text import Id, Text, Word
from launchbook.core.time import Moment, Span
from launchbook.discovery.kinds import Incomplete, find_sections, section_folder
from launchbook.exports import find_exports
from launchbook.exports.export import Context
from launchbook.exports.formats import alert_rules, calendar, contacts, sheets, whole
from launchbook.exports.tables import Cell, Gatherer, Labels
from launchbook.exports.values import instant
from launchbook.exports.words import line, plain, title
from launchbook.exports.zones import timezone
from launchbook.load import PlanFiles, find_plans, load_plan
from launchbook.render import Options, Renderer
from launchbook.render.model import address
from launchbook.revisions import History
from launchbook.site import Builder, Site

AS_OF = datetime(2026, 1, 10, tzinfo=UTC)
CHANGED = datetime(2026, 1, 9, 8, 7, 6, tzinfo=UTC)
SITE = "https://launch.example/site/"
OPTIONS = Options(site_url=SITE)
EXAMPLES = [section_folder(key) / "cases" / "example.yml" for key in find_sections()]


def plan_of(text: str) -> Plan:
    loaded = load_plan(PlanFiles((("plan.yml", text.encode()),)))
    assert loaded.plan is not None, [str(problem) for problem in loaded.problems]
    return loaded.plan


def context(plan: Plan | None = None, changed: datetime = CHANGED, options: Options = OPTIONS) -> Context:
    return Context(options, AS_OF, {plan.id: changed} if plan else {})


def build(*texts: str, options: Options = OPTIONS, **revised: datetime) -> Site:
    sources = [PlanFiles(((f"{number}.yml", text.encode()),)) for number, text in enumerate(texts)]
    dates = {f"{number}.yml": CHANGED for number in range(len(texts))}
    site = Builder().build(sources, AS_OF, Renderer(options), (), dates | revised)
    assert site.errors == []
    return site


def files(site: Site) -> dict[str, bytes]:
    return {asset.path: asset.data for asset in site.assets}


CREW = "people:\n  li: {name: 李工, phone: '13800138000'}\n  ann: Ann\n"
MEMO = HEAD + CREW + "notes: {Memo: Nothing else.}\n"


def boxes(*boxes: str, head: str = HEAD, more: str = "") -> str:
    rows = "".join(f"  - {box}\n" for box in boxes)
    return f"{head}{more}{CREW}runsheet:\n{rows}"


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff\u2028\u2029\x85")
WORDS = st.text(st.one_of(LETTERS, st.sampled_from(";,:\\\"'=+-@{}[]%#&|>n\u3000 ")), min_size=1, max_size=120).filter(
    lambda text: not any(hidden(text))  # such letters are refused where they are read
)
"""Titles as somebody might write them who means no good."""


# discovery, and the site


def test_exports_are_found() -> None:
    assert [export.key for export in find_exports()] == [
        "alert_rules",
        "calendar",
        "contacts",
        "launch",
        "sheets",
        "whole",
    ]


def test_a_module_without_an_export_is_loud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "__init__.py").write_text("")
    (tmp_path / "forms" / "tea.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(Incomplete, match=r"forms.tea\.py: defines no EXPORT = Export"):
        find_exports("forms")


def test_two_builds_are_the_same_bytes() -> None:
    text = boxes("{title: One, at: T+0 .. T+30m, owner: li}")
    assert files(build(text)) == files(build(text))


def test_another_revision_changes_the_feeds_and_no_page() -> None:
    text = boxes("{title: One, at: T+0 .. T+30m, owner: li}")
    source = PlanFiles((("0.yml", text.encode()),))
    builder, renderer = Builder(), Renderer(OPTIONS)
    first = builder.build([source], AS_OF, renderer, (), {"0.yml": CHANGED})
    same = builder.build([source], AS_OF, renderer, (), {"0.yml": CHANGED})
    later = builder.build([source], AS_OF, renderer, (), {"0.yml": CHANGED + timedelta(hours=1)})
    made = ("paper.css", "offline.json")  # from the pages, each time
    kept = {
        asset.path: id(asset)
        for asset in first.assets
        if asset.path.startswith("plans/") and not asset.path.endswith(made)
    }
    assert {asset.path: id(asset) for asset in same.assets if asset.path in kept} == kept
    assert first.pages == later.pages
    changed = {path for path, data in files(later).items() if files(first)[path] != data}
    assert changed == {
        "plans/tea/tea.ics",
        "plans/tea/contacts.vcf",
        "plans/tea/plan.json",
        "plans/tea/offline.json",
        "calendar.ics",
        "people/li-034d76.ics",
    }


@pytest.mark.parametrize("directory_urls", [True, False])
def test_what_the_pages_offer_is_there(directory_urls: bool) -> None:
    """And nothing is there that no page offers or reads."""
    options = Options(site_url=SITE, directory_urls=directory_urls)
    rung = "metrics: {m: {name: M, query: up, alert: '> 1'}}\n"
    site = build(HEAD + PEOPLE + ALERTS, TWO + rung, options=options)
    paths = {path for path in files(site) if not path.startswith("assets/")}
    offered: set[str] = set()
    for page in site.pages:
        here = f"{SITE}{address(page.path, options)}"
        for block in re.findall(r'<div class="lb-files.*?</div>', page.text, re.DOTALL):
            offered |= {urljoin(here, link).removeprefix(SITE) for link in re.findall(r'href="([^"]+)"', block)}
        read = re.findall(r'data-src="([^"]+)"', page.text)
        read += [link.replace("launch.js", name) for link in read for name in ("build.json", "offline.json")]
        read += re.findall(r'<link rel="stylesheet" media="print" href="([^"]+)"', page.text)
        read += re.findall(r'<script src="([^"]*sheets\.js)" defer>', page.text)
        offered |= {urljoin(here, link).removeprefix(SITE) for link in read}
    for path in paths & offered:
        if path.endswith("paper.css"):
            offered |= {
                urljoin(path, link) for link in re.findall(r'url\("(?!data:)([^"]+)"\)', files(site)[path].decode())
            }
    assert offered == paths - {"sw.js"}


# iCalendar


def read(data: bytes) -> Calendar:
    """Read strictly, by a parser that knows RFC 5545; and again by another one. Neither has written it."""
    text = data.decode()
    assert all(len(row.encode()) <= 75 for row in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    found = IcsCalendarStream.calendar_from_ics(text)
    again = vobject.readOne(text)
    assert len(again.contents.get("vevent", [])) == len(found.events)
    return found


def feed(text: str, changed: datetime = CHANGED) -> Calendar:
    plan = plan_of(text)
    return read(calendar._of_plan(plan, context(plan, changed)).files[0].asset.data)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.parent.name)
def test_every_section_in_a_calendar(path: Path) -> None:
    plan = plan_of(path.read_text("utf-8"))
    found = read(calendar._of_plan(plan, context(plan)).files[0].asset.data)
    assert len({event.uid for event in found.events}) == len(found.events)
    single = [dated for dated in plan.rows.events if not dated.series and dated.start.dated]
    for event, dated in zip(sorted(_single(found), key=_start), single, strict=True):
        assert _start(event) == (dated.start.at.timestamp())
    assert len(_recurring(found)) == len({dated.series for dated in plan.rows.events if dated.series})


def _single(found: Calendar) -> list[Any]:
    return [event for event in found.events if not event.rrule]


def _recurring(found: Calendar) -> list[Any]:
    return [event for event in found.events if event.rrule]


def _start(event: Any) -> float:
    start = event.dtstart
    return (
        datetime(start.year, start.month, start.day, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
        if not isinstance(start, datetime)
        else start.timestamp()
    )


def test_a_feed_says_whose_it_is() -> None:
    found = vobject.readOne(files(build(MEMO))["plans/tea/tea.ics"].decode())
    assert found.x_wr_calname.value == found.contents["name"][0].value == "Tea"
    assert found.contents["source"][0].value == SITE + "plans/tea/tea.ics"


def test_an_event_says_what_who_where_and_when_it_changed() -> None:
    [event] = [
        event
        for event in feed(boxes("{title: '**Cut** over; now', at: T+0 .. T+30m, owner: li}")).events
        if event.dtend
    ]
    assert event.summary == "Cut over; now · 李工"
    assert event.description.splitlines() == ["Tea", "time box", "李工 13800138000", str(event.url)]
    assert re.fullmatch(r"https://launch\.example/site/plans/tea/runsheet/#i-\w{6}", str(event.url))
    assert event.dtstart == datetime(2026, 1, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert event.dtend - event.dtstart == timedelta(minutes=30)
    assert event.dtstamp == event.last_modified == CHANGED
    assert event.sequence == 190109226 == calendar.sequence(CHANGED)
    assert event.status.value == "TENTATIVE"
    assert event.categories == ["time box", "Tea"]
    assert not event.attendees
    assert not event.organizer


def test_no_address_without_a_site() -> None:
    text = files(build(MEMO, options=Options()))["plans/tea/tea.ics"].decode()
    assert "URL" not in text
    assert "SOURCE" not in text


def test_a_later_change_moves_the_event() -> None:
    early = feed(boxes("{title: Cut, at: T+0 .. T+30m}"))
    late = feed(boxes("{title: Cut, at: T+1h .. T+2h}"), CHANGED + timedelta(seconds=1))
    one, other = ({event.uid: event for event in found.events} for found in (early, late))
    assert one.keys() == other.keys()
    assert all(other[uid].sequence > event.sequence for uid, event in one.items())
    assert calendar.sequence(datetime(2087, 1, 1, tzinfo=UTC)) < 2**31
    assert calendar.sequence(datetime(2019, 1, 1, tzinfo=UTC)) == 0


def test_an_inserted_step_changes_no_other_event() -> None:
    one = feed(boxes("{title: A, at: '10:00'}", "{title: B, at: '11:00'}"))
    two = feed(boxes("{title: N, at: '09:00'}", "{title: A, at: '10:00'}", "{title: B, at: '11:00'}"))
    assert {event.uid for event in one.events} < {event.uid for event in two.events}


def test_days_end_on_the_day_after() -> None:
    """RFC 5545: the end of an event is the first moment behind it."""
    text = boxes(
        "{title: Day, at: 2026-01-18}",
        "{title: Days, at: 2026-01-18 .. 2026-01-20}",
        "{title: Mixed, at: '2026-01-18 22:00 .. 2026-01-19'}",
    )
    found = {event.summary: event for event in feed(text).events}
    assert found["Day"].dtstart == date(2026, 1, 18) and found["Day"].dtend is None
    assert (found["Days"].dtstart, found["Days"].dtend) == (date(2026, 1, 18), date(2026, 1, 21))
    assert found["Mixed"].dtend == datetime(2026, 1, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert found["Day"].transparency == "TRANSPARENT"


@pytest.mark.parametrize("at", ["2026-02", "2026-02 .. 2026-03"])
def test_a_month_is_no_entry_of_its_first_day(at: str) -> None:
    task = f"timeline: [{{title: Some time, at: {at}}}]\n"
    assert [event.summary for event in feed(boxes(f"{{title: Some time, at: {at}}}") + task).events] == ["Tea"]


def test_the_end_of_the_calendar() -> None:
    [event] = feed(HEAD.replace("2026-01-20 10:00", "9999-12-31")).events
    assert event.dtstart == date(9999, 12, 31)


BERLIN = HEAD.replace("2026-01-20 10:00", "2026-10-24 12:00") + "timezone: Europe/Berlin\nstatus: approved\n"


def test_daylight_saving_time() -> None:
    """Clocks go back on 25 October 2026 at 3:00, and forward on 28 March 2027 at 2:00."""
    text = boxes(
        "{title: Before, at: '2026-10-25 01:30'}", "{title: First, at: '2026-10-25 02:30 +02:00'}",
        "{title: Second, at: '2026-10-25 02:30 +01:00'}", "{title: After, at: '2026-10-25 12:00'}",
        "{title: Summer, at: '2027-03-28 03:30'}", "{title: Far, at: '2040-07-01 12:00'}",
        head=BERLIN,
    )  # fmt: skip
    found = {event.summary: event.dtstart.astimezone(UTC) for event in feed(text).events}
    del found["Tea"]
    assert found == {
        "Before": datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        "First": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        "Second": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        "After": datetime(2026, 10, 25, 11, 0, tzinfo=UTC),
        "Summer": datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        "Far": datetime(2040, 7, 1, 10, 0, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Shanghai",
        "Africa/Casablanca",
        "Europe/Dublin",
        "Asia/Kathmandu",
    ],
)
def test_the_zone_says_what_the_system_says(zone: str) -> None:
    """The VTIMEZONE alone, read by another program's reader of time zones, for every third day of three years."""
    block = timezone(ZoneInfo(zone), 2025, 2027).to_ical().decode()
    rules = tzical(io.StringIO(block)).get(zone)
    moment = datetime(2025, 1, 5, 12)
    while moment.year < 2028:
        assert rules.utcoffset(moment) == ZoneInfo(zone).utcoffset(moment), moment
        moment += timedelta(days=3)


def test_utc_needs_no_zone() -> None:
    text = files(build(MEMO + "timezone: UTC\n"))["plans/tea/tea.ics"].decode()
    assert "VTIMEZONE" not in text
    assert "DTSTART:20260120T100000Z" in text


TWO = HEAD.replace("plan: tea", "plan: two").replace("Tea", "Two") + "timezone: Europe/Berlin\nowner: li\n" + CREW


def test_one_event_is_the_same_in_all_feeds() -> None:
    site = files(build(boxes("{title: Cut, at: T+0 .. T+30m, owner: li}"), TWO))
    own, other, everything, theirs = (
        read(site[path]) for path in ("plans/tea/tea.ics", "plans/two/two.ics", "calendar.ics", "people/li-034d76.ics")
    )
    union = {event.uid: event for event in own.events + other.events}
    assert {event.uid for event in everything.events} == union.keys()
    assert {event.uid for event in theirs.events} < union.keys()
    for event in everything.events + theirs.events:
        same = union[event.uid]
        assert (event.dtstart, event.dtend, event.sequence, event.description) == (
            same.dtstart,
            same.dtend,
            same.sequence,
            same.description,
        )
    assert {event.summary for event in everything.events} == {"Tea", "Cut · 李工 · Tea", "Two · 李工"}
    assert {event.summary for event in theirs.events} == {"Cut · Tea", "Two"}
    assert {zone.tz_id for zone in everything.timezones} == {"Asia/Shanghai", "Europe/Berlin"}


def test_a_feed_of_nothing_can_be_subscribed() -> None:
    [data] = [
        data for path, data in files(build(MEMO)).items() if path.startswith("people/ann-") and path.endswith(".ics")
    ]
    assert read(data).events == []


def test_ten_of_a_kind_at_one_place_have_ids_of_their_own() -> None:
    found = feed(boxes(*["{title: Same, at: '10:00'}"] * 10))
    assert max(Counter(event.uid for event in found.events).values()) == 1


@given(WORDS, WORDS)
def test_any_title_survives_a_calendar(name: str, box: str) -> None:
    assume(line(name) and title(box) and name.strip() and box.strip())
    text = boxes(f"{{title: {quoted(box)}, at: '11:00'}}", head=HEAD.replace("Tea", quoted(name), 1))
    plan = plan_of(text)
    data = calendar._of_plan(plan, context(plan)).files[0].asset.data
    rows = [event.summary.value for event in vobject.readOne(data.decode()).vevent_list]
    assert rows[1] == title(box)
    assert [event.summary for event in sorted(read(data).events, key=_start)][1].strip() == title(box)
    assert vobject.readOne(data.decode()).x_wr_calname.value == title(name)


def test_a_backslash_ends_no_line() -> None:
    name = r"D:\New, \\N \n\N;"
    plan = plan_of(boxes(f"{{title: {quoted(name)}, at: '11:00'}}", head=HEAD.replace("Tea", quoted(name), 1)))
    data = calendar._of_plan(plan, context(plan)).files[0].asset.data
    found = vobject.readOne(data.decode())
    assert found.x_wr_calname.value == title(name)
    event = found.vevent_list[1]
    assert event.summary.value == title(name)
    assert event.description.value.split("\n")[0] == title(name)
    assert event.categories.value == ["time box", title(name)]


MEETING = HEAD + "created: 2026-01-05\nowner: li\n" + CREW + "meetings:\n  meetings:\n"


@pytest.mark.parametrize(
    ("said", "zone", "times"),
    [
        ("every day 9:00 – 9:15", "Asia/Shanghai", ["2026-01-05 09:00", "2026-01-06 09:00", "2026-01-20 09:00"]),
        ("weekly Mon, Fri 17:00", "Asia/Shanghai", ["2026-01-05 17:00", "2026-01-09 17:00", "2026-01-19 17:00"]),
        ("every 2 weeks Tue", "Asia/Shanghai", ["2026-01-06", "2026-01-20", "2026-01-20"]),
        ("monthly first Thu 10:00, from 2025-10-01", "Europe/Berlin", ["2025-10-02 10:00", "2025-11-06 10:00", "2026-01-01 10:00"]),
        ("monthly 31 10:00, from 2025-10-01", "Europe/Berlin", ["2025-10-31 10:00", "2025-12-31 10:00", "2025-12-31 10:00"]),
        ("workdays 9:00, from 2025-10-23", "Europe/Berlin", ["2025-10-23 09:00", "2025-10-24 09:00", "2026-01-20 09:00"]),
    ],
)  # fmt: skip
def test_a_meeting_that_recurs_is_one_event(said: str, zone: str, times: list[str]) -> None:
    """Its occurrences, as another program tells them: the first, the second and the last."""
    cadence, _, since = said.partition(", from ")
    rows = f"    - {{title: Daily, cadence: {quoted(cadence)}, owner: li{f', from: {since}' if since else ''}}}\n"
    text = MEETING.replace("created:", f"timezone: {zone}\ncreated:") + rows
    plan = plan_of(text)
    found = feed(text)
    [event] = _recurring(found)
    assert (event.summary, len(found.events)) == ("Daily · 李工", 2)
    occurrences = [one.dtstart for one in found.timeline if one.uid == event.uid]
    assert [f"{one:%Y-%m-%d %H:%M}".removesuffix(" 00:00") for one in (*occurrences[:2], occurrences[-1])] == times
    near = [dated.start.at for dated in plan.rows.events if dated.series]
    if event.dtend != event.dtstart and isinstance(event.dtstart, datetime):
        assert set(near) <= set(occurrences)
        assert event.dtstart.tzinfo == ZoneInfo(zone)


def test_a_meeting_without_an_end_has_none() -> None:
    [event] = _recurring(feed(MEETING + "    - {title: Weekly, cadence: weekly Mon 9:00, from: 2026-02-01}\n"))
    assert event.rrule.until is None
    assert event.dtstart == datetime(2026, 2, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_meeting_at_a_clock_that_is_skipped_recurs_in_no_rule() -> None:
    """The first would be an hour late, and with it all that follow."""
    head = MEETING.replace("2026-01-20", "2027-04-02").replace("2026-01-05", "2027-03-28\ntimezone: Europe/Berlin")
    found = feed(head + "    - {title: Night, cadence: 'every day 2:30'}\n")
    assert not _recurring(found)
    starts = [event.dtstart for event in sorted(found.events, key=_start)]
    assert [f"{start:%d %H:%M}" for start in starts[:2]] == ["28 03:30", "29 02:30"]


def test_a_launch_in_some_month_is_on_no_day() -> None:
    assert list(feed(HEAD.replace("2026-01-20 10:00", "2026-02")).events) == []
    text = files(build(HEAD.replace("2026-01-20 10:00", "2026-02") + CREW))["calendar.csv"].decode("utf-8-sig")
    assert text.splitlines()[1].startswith("Tea,2026-02,,")


# vCard


def cards(text: str) -> list[dict[str, list[str]]]:
    plan = plan_of(text)
    part = contacts._of_plan(plan, context(plan))
    return read_cards(part.files[0].asset.data) if part.files else []


def read_cards(data: bytes) -> list[dict[str, list[str]]]:
    """The values of each card by name, a telephone with its kind; read by a parser that has not written them."""
    found: list[dict[str, list[str]]] = []
    for row in Contentlines.from_ical(data)[:-1]:
        name, parameters, value = row.raw_parts()
        if name == "BEGIN":
            found.append({})
        kind = parameters.get("TYPE", [])
        parts = split_on_unescaped_semicolon(value)  # takes the backslashes away, too
        found[-1].setdefault(name, []).extend([*([kind] if isinstance(kind, str) else kind), *parts])
    assert all((card["BEGIN"], card["VERSION"], card["END"]) == (["VCARD"], ["3.0"], ["VCARD"]) for card in found)
    return found


def strictly(data: bytes, folder: Path) -> str:
    """What a strict reader of RFC 2426 complains about. It knows Latin letters only, so others stand as `x`."""
    path = folder / "cards.vcf"
    path.write_bytes(re.sub("[^\x00-\xff]", "x", data.decode()).encode())
    return VcardValidator(str(path), False).result


PEOPLE = """\
people:
  li: {name: 李工, role: 项目经理, duty: 统筹, phone: "+86 138 0013 8000", mail: li@example.com, messenger: "微信: li_gong", deputy: ann}
  ann: {name: Ann Lee, phone: ["010-8888 6666 ext. 12", "13811112222"]}
  ghost: {name: Nobody}
contacts:
  emergency:
    - {person: li, phone: "13900000000", hours: 24h}
    - {name: 值班电话, phone: "400-800-1234", for: "大小事; 都行, 真的"}
  vendors:
    - {company: 云厂商, phone: "95187", channel: 工单}
"""


@pytest.mark.filterwarnings("ignore::UserWarning:vcard")
def test_everybody_who_can_be_reached(tmp_path: Path) -> None:
    text = HEAD + PEOPLE
    plan = plan_of(text)
    assert strictly(contacts._of_plan(plan, context(plan)).files[0].asset.data, tmp_path) == ""
    li, ann, desk, cloud = cards(text)
    assert (li["FN"], li["N"]) == (["李工"], ["李工", "", "", "", ""])
    assert li["TEL"] == ["CELL", "+86 138 0013 8000", "CELL", "13900000000"]
    assert li["EMAIL"] == ["li@example.com"]
    assert li["TITLE"] == ["项目经理"]
    assert li["NOTE"] == ["✉ 微信: li_gong\n统筹\n→ Ann Lee\n24h"]
    assert li["URL"] == [SITE + "plans/tea/people/#person-li"]
    assert li["CATEGORIES"] == ["Tea"]
    assert li["REV"] == ["2026-01-09T08:07:06Z"]
    assert ann["TEL"] == ["WORK", "VOICE", "010-8888 6666,12", "CELL", "13811112222"]
    assert (desk["FN"], desk["NOTE"]) == (["值班电话"], ["大小事; 都行, 真的"])
    assert (cloud["FN"], cloud["ORG"], cloud["N"]) == (["云厂商"], ["云厂商"], [""] * 5)
    assert cloud["X-ABSHOWAS"] == ["COMPANY"]
    assert len({card["UID"][0] for card in (li, ann, desk, cloud)}) == 4


def test_a_person_is_the_same_card_in_every_plan() -> None:
    [one, *_], [other, *_] = cards(HEAD + PEOPLE), cards(HEAD.replace("plan: tea", "plan: two") + PEOPLE)
    assert one["UID"] == other["UID"]


def test_no_cards_without_a_number() -> None:
    assert cards(HEAD + "people: {li: 李工}\n") == []


@given(WORDS)
@example("\\\\")
@example("\\n")
def test_any_name_survives_a_card(name: str) -> None:
    assume(line(name))
    [card] = cards(f"{HEAD}people: {{li: {{name: {quoted(name)}, phone: '123'}}}}\n")
    assert card["FN"] == [line(name)]
    assert card["N"] == [line(name), "", "", "", ""]


# CSV


def rows(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def tables(text: str) -> dict[str, list[list[str]]]:
    plan = plan_of(text)
    part = sheets._of_plan(plan, context(plan))
    return {Path(file.path).name: rows(file.asset.data) for file in part.files}


def test_a_table_per_list() -> None:
    steps = "{do: 'See [it](https://x.example)', expect: ok}, {do: B, steps: [b1, b2]}"
    found = tables(boxes(f"{{title: One, at: T+0 .. T+30m, owner: li, steps: [{steps}]}}"))
    inherited = ["李工", "Inherited", "2026-01-20 10:00", "2026-01-20 10:30", "Inherited"]
    assert found["runsheet-boxes.csv"] == [
        ["No.", "Title", "At", "At – End", "Owner", "Point of no return"],
        ["1", "One", "2026-01-20 10:00", "2026-01-20 10:30", "李工", "no"],
    ]
    assert found["runsheet-boxes-steps.csv"] == [
        [
            "Time box",
            "No.",
            "Stands in",
            "Do",
            "Expect",
            "Resolved owner",
            "Origin of the owner",
            "Resolved start",
            "Resolved end",
            "Origin of the time",
        ],
        ["One", "1.1", "", "See it (https://x.example)", "ok", *inherited],
        ["One", "1.2", "", "B", "", *inherited],
        ["One", "1.2.1", "B", "b1", "", *inherited],
        ["One", "1.2.2", "B", "b2", "", *inherited],
    ]
    assert found["people.csv"] == [["Id", "Name", "Phone"], ["li", "李工", "13800138000"], ["ann", "Ann", ""]]
    assert found["plan.csv"][:3] == [["Key", "Value"], ["Plan", "tea"], ["Title", "Tea"]]


def test_steps_of_all_branches_are_one_table() -> None:
    again = "{do: Look, outcomes: {better: end, worse: {steps: [{do: Call, outcomes: {nobody: {steps: [Wait]}}}]}}}"
    ways = "{do: Go back, choose: [{do: Switch, steps: [Press]}, Redeploy]}"
    found = tables(f"{HEAD}rollback: {{within: 5m, steps: [{again}, {ways}]}}\n")
    steps = [row[1:3] for row in found["rollback-steps.csv"]]
    assert steps == [
        ["Stands in", "Do"], ["", "Look"], ["Look › worse", "Call"], ["Look › worse › Call › nobody", "Wait"],
        ["", "Go back"], ["Go back › Choose", "Switch"], ["Go back › Choose › Switch", "Press"], ["Go back › Choose", "Redeploy"],
    ]  # fmt: skip
    assert [row[1] for row in found["rollback-steps-outcomes.csv"][1:]] == ["better", "worse", "nobody"]
    assert not [
        name for name in found if name.startswith("rollback-steps-") and "steps" in name[len("rollback-steps-") :]
    ]


def test_the_weeks_of_a_plan_that_counts_them() -> None:
    tasks = "timeline: {tasks: [{title: A, at: 2026-01-05 .. 2026-01-13}, {title: B, at: 2026-01-14}]}\n"
    (head, *told) = tables(f"{HEAD}weeks_from: 2026-01-05\n{tasks}")["timeline-tasks.csv"]
    assert [row[head.index("Week of the plan")] for row in told] == ["W1–W2", "W2"]
    assert "Week of the plan" not in tables(HEAD + tasks)["timeline-tasks.csv"][0]


def test_all_dates_of_all_plans() -> None:
    site = files(build(boxes("{title: Cut, at: T+1h .. T+2h, owner: li}"), TWO))
    own, everything = rows(site["plans/tea/calendar.csv"]), rows(site["calendar.csv"])
    assert own[2] == ["Tea", "2026-01-20 11:00", "2026-01-20 12:00", "time box", "Cut", "李工", "", own[2][-1]]
    assert own[2][-1].startswith(SITE + "plans/tea/runsheet/#i-")
    assert [row[0] for row in everything[1:]] == ["Tea", "Two", "Tea"]


@pytest.mark.parametrize(
    ("section", "word"),
    [
        ("timeline: {tasks: [{title: X, at: 2026-01-19, owner: li, status: blocked}]}", "blocked"),
        ("timeline: {tasks: [{title: X, at: 2026-01-19, owner: li, status: late}]}", "late"),
        ("timeline: {tasks: [{title: X, at: 2026-01-19, owner: li, progress: ⚠️ 20%}]}", "at risk"),
        ("tests: {phases: [{title: X, at: 2026-01-19, owner: li, status: blocked}]}", "blocked"),
    ],
)
def test_what_is_in_the_way_is_on_pages_in_tables_and_in_json(section: str, word: str) -> None:
    site = build(f"{HEAD}{CREW}{section}\n")
    own = files(site)
    name, kind = ("timeline", "tasks") if section.startswith("timeline") else ("tests", "phases")
    assert rows(own[f"plans/tea/tables/{name}-{kind}.csv"])[1][-1] == word
    assert [row[6] for row in rows(own["plans/tea/calendar.csv"]) if row[4] == "X"] == [word]
    [found] = json.loads(own["plans/tea/plan.json"])["sections"][name][kind]
    assert found["row"]["trouble"] == word
    pages = {page.path for page in site.pages if re.search(rf">{word}<", page.text, re.IGNORECASE)}
    assert {f"plans/tea/{name}.md", "plans/tea/day/2026-01-19.md", "people/li-034d76.md"} <= pages


class Leaf(Model):
    """A leaf."""

    short: ClassVar[str | None] = "name"
    name: Word


class Branch(Model):
    """A branch of its own kind, with everything below it."""

    title: Text
    leaves: tuple[Leaf, ...] = ()
    by_name: dict[Id, Leaf] = {}  # noqa: RUF012 - a default of a frozen model
    groups: dict[Text, tuple[Leaf, ...]] = {}  # noqa: RUF012
    inner: tuple[Branch, ...] = ()
    link: Link | None = None
    who: tuple[PersonRef, ...] = ()
    limit: Threshold | None = None
    length: Duration | None = None
    due: Moment | None = None
    at: Span | None = None
    tags: dict[Word, Text] = {}  # noqa: RUF012
    table: Table | None = None


class Grove(Model):
    """A section kind of tomorrow."""

    note: Text | None = None
    trees: tuple[Branch, ...] = ()


def test_a_section_kind_of_tomorrow() -> None:
    grove = Grove.model_validate(
        {
            "note": "n",
            "trees": [
                {
                    "title": "Oak",
                    "leaves": ["a"],
                    "by_name": {"x": "ex"},
                    "groups": {"Top": ["t1", "t2"]},
                    "link": {"url": "https://x.example", "title": "X"},
                    "who": ["li", "ann"],
                    "limit": "> 1% for 5m",
                    "due": "T-1d",
                    "at": "2026-01 .. 2026-02-03",
                    "tags": {"k": "v", "l": "w"},
                    "inner": [{"title": "Twig", "leaves": ["b"]}],
                    "table": {"title": "T", "columns": ["A", "=B"], "rows": [["1", None], ["2", "+3+4"]]},
                }
            ],
        }
    )
    plan = plan_of(MEMO)
    found = {
        table.name: rows(sheets.table_text(table))
        for table in Gatherer(plan, "grove", "Grove", Labels("en")).gather(grove)
    }
    assert found == {
        "grove": [["Key", "Value"], ["Note", "n"]],
        "grove-trees": [
            [
                "No.",
                "Stands in",
                "Title",
                "Link · Title",
                "Link · Url",
                "Who",
                "Limit",
                "Due",
                "At",
                "At – End",
                "Tags",
            ],
            [
                "1",
                "",
                "Oak",
                "X",
                "https://x.example",
                "李工\nAnn",
                "> 1% for 5m",
                "2026-01-19 10:00",
                "2026-01",
                "2026-02-03",
                "k: v\nl: w",
            ],
            ["1.1", "Oak", "Twig", *[""] * 8],
        ],
        "grove-trees-leaves": [["Branch", "No.", "Name"], ["Oak", "1", "a"], ["Twig", "1", "b"]],
        "grove-trees-by_name": [["Branch", "Id", "Name"], ["Oak", "x", "ex"]],
        "grove-trees-groups": [
            ["Branch", "Group", "No.", "Name"],
            ["Oak", "Top", "1", "t1"],
            ["Oak", "Top", "2", "t2"],
        ],
        "grove-trees-table-1": [["A", "'=B"], ["1", ""], ["2", "'+3+4"]],
    }


def test_titles_of_columns_are_in_the_plans_language() -> None:
    found = tables(
        boxes("{title: 一, at: T+0 .. T+30m, steps: [{do: 甲, expect: 乙}]}").replace("language: en", "language: zh")
    )
    assert found["runsheet-boxes.csv"][0] == ["序号", "标题", "时间", "时间 – 结束", "不可撤回点"]
    assert found["runsheet-boxes-steps.csv"][0][1:4] == ["序号", "事项", "应见"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.parent.name)
def test_every_section_in_tables(path: Path) -> None:
    plan = plan_of(path.read_text("utf-8"))
    part = sheets._of_plan(plan, context(plan))
    assert len({file.path.casefold() for file in part.files}) == len(part.files)
    key = path.parent.parent.name
    held = [rows(file.asset.data) for file in part.files if "/tables/" in file.path and (file.section or "head") == key]
    assert held
    for table in held:
        assert len(table) > 1
        assert {len(row) for row in table} == {len(table[0])}
        assert [head for column, head in enumerate(table[0]) if not any(row[column] for row in table[1:])] == []


@pytest.mark.parametrize(
    ("said", "cell"),
    [
        ("=1+1", "'=1+1"), ("+1+1", "'+1+1"), ("-1+1", "'-1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), (" =1", "' =1"),
        ("＝1+1", "'＝1+1"), ("+86 138 0013 8000", "'+86 138 0013 8000"), ("-", "'-"), ("|x", "'|x"), ("%x", "'%x"),
        ("-5", "-5"), ("-0.5%", "-0.5%"), ("13800138000", "13800138000"), ("010", "'010"), ("1.10", "'1.10"), ("1e3", "'1e3"),
        ("3-5", "'3-5"), ("1/2", "'1/2"), ("10:30", "'10:30"), ("1.2.3", "'1.2.3"), ("true", "'true"),
        ("6222020200112233445", "'6222020200112233445"),
        ("42", "42"), ("3.14", "3.14"), ("v1.10", "v1.10"), ("A - B", "A - B"), ("2 = 2", "2 = 2"), ("", ""),
    ],
)  # fmt: skip
def test_no_cell_is_run_or_misread(said: str, cell: str) -> None:
    assert sheets.guarded(Cell(said)) == cell


def test_dates_and_numbers_stay_what_they_are() -> None:
    assert sheets.guarded(Cell("2026-01-17 10:00", exact=True)) == "2026-01-17 10:00"
    assert sheets.guarded(Cell("10%", exact=True)) == "10%"


@given(WORDS)
def test_any_text_survives_a_table(text: str) -> None:
    assume(plain(text).strip() and text.strip())
    found = tables(boxes(f"{{title: A, at: '11:00', steps: [{quoted(text)}]}}"))
    cell = found["runsheet-boxes-steps.csv"][1][2]
    assert cell.removeprefix("'") == plain(text).removeprefix("'")
    assert not re.match(r"[=+@\t\r＝＋＠|%]", cell)


# JSON


@cache
def schema() -> dict[str, Any]:
    return whole.export_schema()


@cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())


def checked(plan: Plan, options: Options = OPTIONS) -> dict[str, Any]:
    data = json.loads(whole._of_plan(plan, context(plan, options=options)).files[0].asset.data)
    validator().validate(data)
    return data


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert not _open_objects(schema()), "an object that takes any key would hide what is not described"


def _open_objects(found: Any, path: str = "") -> list[str]:
    if isinstance(found, list):
        return [open for index, item in enumerate(found) for open in _open_objects(item, f"{path}/{index}")]
    if not isinstance(found, dict):
        return []
    own = (
        [path]
        if "properties" in found and found.get("type") == "object" and found.get("additionalProperties") is not False
        else []
    )
    return own + [open for key, item in found.items() for open in _open_objects(item, f"{path}/{key}")]


def test_the_schema_in_the_docs_is_not_stale() -> None:
    written = (ROOT / "docs" / "schema" / "export.schema.json").read_text("utf-8")
    assert written == whole.schema_text(), "make docs"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.parent.name)
def test_every_section_as_json(path: Path) -> None:
    plan = plan_of(path.read_text("utf-8"))
    data = checked(plan)
    assert list(data["sections"]) == list(plan.sections)
    assert len(data["events"]) == len(plan.rows.events)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.parent.name)
def test_nothing_is_lost_on_the_way(path: Path) -> None:
    """Every leaf of the plan stands in the JSON as it was written."""
    plan = plan_of(path.read_text("utf-8"))
    texts = Counter(_texts(checked(plan)))
    for place, value in plan.values:
        if isinstance(value, str):
            assert texts[str(value)] > 0, place


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, Mapping):
        for key, item in found.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(found, list):
        for item in found:
            yield from _texts(item)
    elif isinstance(found, str):
        yield found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.parent.name)
def test_what_an_entry_comes_to_stands_beside_what_it_says(path: Path) -> None:
    plan = plan_of(path.read_text("utf-8"))
    data = checked(plan)
    paths = frozenset(row.path for row in plan.rows)
    for row in plan.rows:
        if row.value and row.kind != "section":
            come = _entry(data["sections" if row.section else "head"], row.path, paths)["row"]
            when = row.when
            assert (come["kind"], come.get("number", ""), come.get("state")) == (row.kind, row.number, row.state)
            assert [owner["id"] for owner in come.get("owners", [])] == [str(owner) for owner in row.owners]
            assert (come.get("start"), come.get("origin")) == (
                (instant(when.start), when.origin) if when else (None, None)
            )


def _entry(found: Any, path: PlanPath, paths: frozenset[PlanPath]) -> Any:
    """What stands at a path of the plan in its JSON, where items that stand before the headings of a list have the empty key."""
    for at, key in enumerate(path):
        if isinstance(found, dict) and isinstance(key, int):
            before = [each for each in range(key) if (*path[:at], each) in paths]
            if any(isinstance(below, Heading) for below in path[at + 1 : at + 2]):
                continue
            found, key = found[""], len(before)
        found = found[key]
    return found


def test_a_table_shows_computed_dates_inherited_owners_and_states() -> None:
    found = tables("""
plan: tea
title: Tea
launch: 2026-01-20 10:00
people: {li: {name: Li}, zhang: {name: Zhang}}
timeline:
  tracks: {back: {name: Back, owner: zhang}}
  tasks:
    - {id: a, title: A, at: 2026-01-05 .. 2026-01-07, owner: li, items: [{do: x, done: yes}]}
    - {title: B, duration: 2d, after: a, track: back, status: at risk}
""")
    tasks, items = found["timeline-tasks.csv"], found["timeline-tasks-items.csv"]
    assert [row[-6:] for row in tasks[1:]] == [
        ["Li", "写明", "2026-01-05", "2026-01-07", "写明", "已完成"],
        ["Zhang", "推算", "2026-01-08", "2026-01-09", "推算", "有风险"],
    ]
    assert items[1][-6:] == ["Li", "沿用", "2026-01-05", "2026-01-07", "沿用", "已完成"]
    assert tasks[0][-6:] == [
        "负责人（含沿用）",
        "负责人来源",
        "开始（推算后）",
        "结束（推算后）",
        "时间来源",
        "状态（推算后）",
    ]


def test_what_is_said_stands_beside_what_it_means() -> None:
    text = boxes(
        "{title: A, at: T+30m for 1h, owner: li, steps: [{do: x, duration: 1h30m}]}",
        more="metrics: {err: {name: Errors, rollback: '> 0.1% for 5m'}}\n",
    )
    data = checked(plan_of(text))
    box = data["sections"]["runsheet"]["boxes"][0]
    assert box["at"] == {
        "text": "T+30m for 1h",
        "start": {"at": "2026-01-20T10:30:00+08:00", "precision": "minute"},
        "end": {"at": "2026-01-20T11:30:00+08:00", "precision": "minute"},
    }
    assert box["owner"] == {"id": "li", "name": "李工"}
    assert box["steps"][0]["duration"]["seconds"] == 5400
    assert data["sections"]["metrics"]["err"]["rollback"] == {
        "text": "> 0.1% for 5m", "aggregate": "", "operator": ">", "value": 0.1, "unit": "%", "dimension": "ratio",
        "base": 0.001, "mode": "for", "window": 300,
    }  # fmt: skip
    assert data["launch"] == {"at": "2026-01-20T10:00:00+08:00", "precision": "minute"}
    assert data["revised"] == "2026-01-09T08:07:06+00:00"
    assert data["url"] == SITE + "plans/tea/"
    event = data["events"][1]
    assert event["url"] == f"{SITE}plans/tea/runsheet/#{box['anchor']}"
    assert checked(plan_of(text), Options())["url"] == "/plans/tea/"


def test_a_wrong_export_would_be_noticed() -> None:
    data = checked(plan_of(MEMO))
    data["head"]["colour"] = "red"
    with pytest.raises(jsonschema.ValidationError):
        validator().validate(data)


@given(WORDS)
def test_any_text_survives_json(text: str) -> None:
    assume(text.strip())
    data = checked(plan_of(boxes(f"{{title: A, at: '11:00', steps: [{quoted(text)}]}}")))
    assert data["sections"]["runsheet"]["boxes"][0]["steps"][0]["do"] == text


# Prometheus


ALERTS = """\
metrics:
  err: {name: 错误率, query: "100 * sum(rate(e[5m])) / sum(rate(r[5m]))", alert: "> 1%", rollback: "> 5% for 10m", owner: li}
  count: {name: Complaints, query: complaints}
  load: {name: Load, query: up, target: "< 5"}
  odd: {name: Odd, query: SELECT 1; DROP, alert: "> 1"}
monitoring:
  alerts:
    - {title: "错误率 {{ $value }} 偏高", severity: critical, metric: err, action: "看 `日志` {{ end }}", owner: ann, window: 5m}
    - {title: Down, query: "up == 0 # dead", window: 90s, text: Gone, runbook: "https://wiki.example/x"}
    - {title: Down, query: "up == 0"}
    - {title: Wordy, text: Somebody complains}
    - {title: Counted, metric: count, when: "> 50 in 1h"}
    - {title: "Odd - evil: x", metric: odd}
rollback: {triggers: [{metric: err}], steps: [Undo], verify: [Look]}
"""


def rules(text: str, options: Options = OPTIONS) -> tuple[list[dict[str, Any]], str]:
    plan = plan_of(text)
    part = alert_rules._of_plan(plan, context(plan, options=options))
    if not part.files:
        return [], ""
    written = part.files[0].asset.data.decode()
    [group] = yaml.safe_load(written)["groups"]
    assert group["name"] == plan.id
    assert len({repr((rule["alert"], rule["labels"])) for rule in group["rules"]}) == len(group["rules"])
    for rule in group["rules"]:
        promql_parser.parse(rule["expr"])
        if "for" in rule:
            promql_parser.parse_duration(rule["for"])
        for text in (*rule["labels"].values(), *rule["annotations"].values()):
            assert "{{" not in text.replace('{{"{{"}}', "")
    return group["rules"], written


def test_alerts_become_rules() -> None:
    found, written = rules(HEAD + CREW + ALERTS)
    alert, down, bare, counted, rollback = found
    assert [rule["alert"] for rule in found] == ["错误率 {{ $value }} 偏高", "Down", "Down", "Counted", "错误率"]
    assert down["labels"] != bare["labels"] and "entry" in bare["labels"]
    assert (alert["labels"]["rung"], rollback["labels"]["rung"]) == ("alert", "rollback")
    assert alert["expr"] == "(100 * sum(rate(e[5m])) / sum(rate(r[5m]))) > 1"
    assert alert["for"] == "5m"
    assert alert["labels"] == {
        "severity": "critical",
        "rung": "alert",
        "metric": "err",
        "plan": "tea",
        "owner": "Ann",
    }
    assert alert["annotations"]["summary"] == 'Tea: 错误率 {{"{{"}} $value }} 偏高'
    assert alert["annotations"]["description"] == "错误率 > 1%"
    assert alert["annotations"]["action"] == '看 日志 {{"{{"}} end }}'
    assert down["expr"] == "up == 0 # dead"
    assert down["for"] == "1m30s"
    assert down["annotations"]["runbook"] == "https://wiki.example/x"
    assert "for" not in counted
    assert rollback["for"] == "10m"
    assert rollback["labels"]["severity"] == "critical"
    comments = [row for row in written.splitlines() if row.startswith("#")]
    assert comments == [
        "# not exported: Wordy: it is described in words",
        "# not exported: Odd - evil: x: the query is no PromQL: unexpected character: ';'",
    ]


def test_no_file_without_a_rule() -> None:
    assert rules(HEAD + CREW + "monitoring: {alerts: [{title: W, text: x}]}\n") == ([], "")
    assert rules(MEMO) == ([], "")


@pytest.mark.parametrize(
    ("operator", "compared"), [("<", "<"), ("≤", "<="), (">", ">"), ("≥", ">="), ("=", "=="), ("≠", "!=")]
)
def test_operators(operator: str, compared: str) -> None:
    text = f"metrics: {{m: {{name: M, query: up, alert: '{operator} -0.50'}}}}\n"
    assert rules(HEAD + CREW + text)[0][0]["expr"] == f"(up) {compared} -0.5"


def test_a_comment_in_a_query_hides_no_comparison() -> None:
    text = "metrics: {m: {name: M, query: 'up # all', alert: '> 1'}}\n"
    [rule] = rules(HEAD + CREW + text)[0]
    assert isinstance(promql_parser.parse(rule["expr"]), promql_parser.BinaryExpr)


def test_runbooks_lead_to_the_alert() -> None:
    """Every runbook_url is an anchor of a page of this very site."""
    site = build(HEAD + CREW + ALERTS)
    pages = {page.path: page.text for page in site.pages}
    [group] = yaml.safe_load(files(site)["plans/tea/alerts.rules.yml"])["groups"]
    for rule in group["rules"]:
        address, _, anchor = rule["annotations"]["runbook_url"].partition("#")
        text = pages[address.removeprefix(SITE).rstrip("/") + ".md"]
        assert not anchor or f'id="{anchor}"' in text
    assert rules(HEAD + CREW + ALERTS, Options())[0][0]["annotations"]["runbook_url"].startswith(
        "/plans/tea/monitoring/#i-"
    )


@given(WORDS, WORDS)
def test_any_text_survives_the_rules(name: str, action: str) -> None:
    assume(line(name) and plain(action).strip() and name.strip() and action.strip())
    text = f"monitoring: {{alerts: [{{title: {quoted(name)}, query: up == 0, action: {quoted(action)}}}]}}\n"
    [rule] = rules(HEAD + CREW + text)[0]
    assert rule["alert"] == line(name)
    assert rule["annotations"].get("action", "").replace('{{"{{"}}', "{{") == plain(action)


# revisions


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "plans" / "big").mkdir(parents=True)
    (tmp_path / "plans" / "small.yml").write_text(MEMO, "utf-8")
    (tmp_path / "plans" / "big" / "plan.yml").write_text(HEAD.replace("plan: tea", "plan: big"), "utf-8")
    (tmp_path / "plans" / "big" / "2.yml").write_text("notes: {A: x}\n", "utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, "2026-01-01T00:00:00Z")
    return tmp_path


def git(folder: Path, *arguments: str, at: str = "2026-01-01T00:00:00Z") -> None:
    names = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b.c",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b.c",
    }
    env = {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "HOME": str(folder),
        "GIT_AUTHOR_DATE": at,
        "GIT_COMMITTER_DATE": at,
        **names,
    }
    subprocess.run(["git", *arguments], cwd=folder, env=env, check=True, capture_output=True)


def commit(folder: Path, at: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", at, at=at)


def changes(folder: Path) -> dict[str, str]:
    sources, _ = find_plans([folder / "plans"], folder)
    return {path: f"{at:%m-%d}" for path, at in History(folder, sources).revisions(AS_OF).items()}


SMALL, BIG = "plans/small.yml", "plans/big/plan.yml"


def test_a_plan_was_changed_when_it_was_committed(repository: Path) -> None:
    assert changes(repository) == {BIG: "01-01", SMALL: "01-01"}
    (repository / "plans" / "big" / "2.yml").write_text("notes: {A: y}\n", "utf-8")
    assert changes(repository) == {BIG: "01-10", SMALL: "01-01"}
    commit(repository, "2026-01-03T00:00:00Z")
    assert changes(repository) == {BIG: "01-03", SMALL: "01-01"}
    (repository / "plans" / "big" / "2.yml").unlink()
    commit(repository, "2026-01-05T00:00:00Z")
    assert changes(repository) == {BIG: "01-05", SMALL: "01-01"}


def test_line_ends_of_windows_are_no_change(repository: Path) -> None:
    path = repository / "plans" / "small.yml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert changes(repository)[SMALL] == "01-01"


def test_an_edit_after_midnight_does_not_go_back(repository: Path) -> None:
    path = repository / "plans" / "small.yml"
    commit(repository, "2026-01-01T00:00:00Z")
    path.write_text(MEMO + "tags: [a]\n", "utf-8")
    commit(repository, "2026-01-10T15:00:00Z")
    path.write_text(MEMO + "tags: [b]\n", "utf-8")
    sources, _ = find_plans([repository / "plans"], repository)
    assert History(repository, sources).revisions(AS_OF)[SMALL] == datetime(2026, 1, 10, 15, tzinfo=UTC)


def test_a_merge_counts_when_it_arrives(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "side")
    (repository / "plans" / "small.yml").write_text(MEMO + "tags: [a]\n", "utf-8")
    commit(repository, "2026-01-02T00:00:00Z")
    git(repository, "checkout", "-q", "main")
    commit(repository, "2026-01-03T00:00:00Z")
    git(repository, "merge", "-q", "--no-ff", "-m", "m", "side", at="2026-01-06T00:00:00Z")
    assert changes(repository)[SMALL] == "01-06"


def test_a_folder_of_a_larger_repository(repository: Path) -> None:
    inner = repository / "team"
    inner.mkdir()
    shutil.move(repository / "plans", inner / "plans")
    commit(repository, "2026-01-04T00:00:00Z")
    assert changes(inner) == {BIG: "01-04", SMALL: "01-04"}


def test_a_new_plan_with_an_unusual_name(repository: Path) -> None:
    path = repository / "plans" / "新 计划.yml"
    path.write_text(MEMO, "utf-8")
    assert changes(repository)["plans/新 计划.yml"] == "01-10"
    commit(repository, "2026-01-04T00:00:00Z")
    assert changes(repository)["plans/新 计划.yml"] == "01-04"


def test_without_git_everything_is_new(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert set(changes(repository).values()) == {"01-10"}


def test_outside_a_repository_everything_is_new(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "small.yml").write_text(MEMO, "utf-8")
    assert changes(tmp_path) == {SMALL: "01-10"}


# hostile plans


@pytest.mark.filterwarnings("ignore::UserWarning:vcard")
@pytest.mark.parametrize("directory_urls", [True, False])
def test_hostile_plans_are_read_back(tmp_path: Path, directory_urls: bool) -> None:
    """Every section's example with hostile text in each value that takes text, in every format."""
    options = Options(site_url=SITE, directory_urls=directory_urls)
    for name, hostile in hostile_plans().items():
        for path, data in files(build(hostile.text, options=options)).items():
            form = path.rpartition(".")[2]
            if form == "ics":
                read(data)
            elif form == "vcf":
                assert strictly(data, tmp_path) == "", name
                assert read_cards(data)
            elif form == "csv":
                for row in rows(data):
                    assert not [cell for cell in row if re.match(r"\s*[=+@\t\r＝＋－＠|%]|-(?![\d.]+%?$)", cell)], path
            elif path.endswith("/plan.json"):
                validator().validate(json.loads(data))
            elif form == "yml":
                assert yaml.safe_load(data)["groups"][0]["rules"]


def test_what_is_written_to_csv_and_json_is_what_is_read_back() -> None:
    r"""A text whose escapes hold line breaks of any kind has line feeds from the first reading on, as YAML's own have."""
    text = r"a\rb\r\nc\nd, \"e\"; 'f'\tg"
    plan = plan_of(f'{HEAD}people: {{li: 李工}}\nchecklists: [{{title: T, items: [{{do: Do, command: "{text}"}}]}}]\n')
    meant = "a\nb\nc\nd, \"e\"; 'f'\tg"
    (command,) = [str(value) for path, value in plan.values if path[-1] == "command"]
    found = {Path(file.path).name: rows(file.asset.data) for file in sheets._of_plan(plan, context(plan)).files}
    assert command == meant
    assert meant in found["checklists-items.csv"][1]
