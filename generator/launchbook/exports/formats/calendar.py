"""iCalendar (RFC 5545): a feed per plan, per person and for all plans together.

An event's UID follows what it stands at in the plan, and its SEQUENCE the plan's last change, so that a subscriber sees
an event that was moved move, and not come twice. The three feeds say the same of one event, but that a feed over several
plans names the plan in its summary, and a feed that is somebody's does not name them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from launchbook.core.i18n import translator
from launchbook.core.plan import Dated, Plan
from launchbook.core.portfolio import Portfolio, Somebody
from launchbook.core.problem import Message
from launchbook.core.time import Instant
from launchbook.exports.export import Context, Export, Part
from launchbook.exports.lines import block, fold, text_line
from launchbook.exports.words import line, name_of, title
from launchbook.exports.zones import timezone_block
from launchbook.render.model import Asset, Download

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
"""Sequence numbers count seconds from here; they fit until 2088."""
STANDING_BY = frozenset(("deputy", "backup", "members"))
"""What somebody is to an event that they need not be at."""
AROUND = 4
"""Years before and after the launch for which a feed brings its time zone; what lies beyond is written in UTC."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event, ready but for its summary, which names what the feed it stands in does not say already."""

    uid: str
    start: Instant
    before: str
    what: str
    owner: str
    plan: str
    after: str
    years: tuple[ZoneInfo, int, int] | None
    """The zone that its times need, and from which year to which; None for days and for UTC."""

    def text(self, owner: bool = True, plan: bool = True) -> str:
        named = (self.what, self.owner if owner else "", self.plan if plan and self.plan != self.what else "")
        return self.before + text_line("SUMMARY", " · ".join(part for part in named if part)) + "\r\n" + self.after


def entries_of(plan: Plan, context: Context) -> dict[int, Entry]:
    """Entries by the identity of the dated event they say."""
    writer = _Writer(plan, context)
    return {id(dated): writer.entry(dated) for dated in plan.dated()}


class _Writer:
    """What the events of one plan share."""

    def __init__(self, plan: Plan, context: Context) -> None:
        self.plan, self.context = plan, context
        self.translate = translator(str(plan.head.language))
        self.zone = plan.frame.zone
        self.title = line(str(plan.head.title))
        self.open = plan.head.status in ("draft", "in review")
        changed = _utc(context.revised(plan))
        self.stamp = block(
            f"DTSTAMP:{changed}", f"LAST-MODIFIED:{changed}", f"SEQUENCE:{sequence(context.revised(plan))}"
        )
        self.names: dict[str, str] = {}
        self.seen: Counter[str] = Counter()

    def entry(self, dated: Dated) -> Entry:
        event = dated.event
        said = event.title.render(self.translate) if isinstance(event.title, Message) else event.title
        what, kind = title(str(said)), self.translate(dated.event.kind) if event.kind else ""
        owner = self.owner(str(event.owner)) if event.owner else ""
        uid, url = self.uid(dated, what), self.context.link(self.plan, dated.section, dated.anchor)
        span, years = self.span(dated)
        tentative = self.open or dated.start.precision == "month"
        version = f" {line(str(self.plan.head.version))}" if self.plan.head.version else ""
        about = [f"{self.title}{version}", kind, owner and self.reach(dated), url]
        after = block(
            text_line("DESCRIPTION", "\n".join(part for part in about if part)),
            text_line("CATEGORIES", *(part for part in (kind, self.title) if part)),
            fold(f"URL:{url}") if url else "",
            f"STATUS:{'TENTATIVE' if tentative else 'CONFIRMED'}",
            "END:VEVENT",
        )
        before = "BEGIN:VEVENT\r\n" + block(f"UID:{uid}") + self.stamp + span
        return Entry(uid, dated.start, before, what, owner, self.title, after, years)

    def owner(self, id: str) -> str:
        if id not in self.names:
            target = self.plan.targets["person"][id].value
            self.names[id] = line(str(getattr(target, "name", id)))
        return self.names[id]

    def reach(self, dated: Dated) -> str:
        """The owner with their number: the calendar is looked at on a phone."""
        target = self.plan.target(dated.event.owner) if dated.event.owner else None
        phone = getattr(target.value, "phone", None) if target else None
        name = name_of(self.plan, dated.event.owner)
        return f"{name} {phone}" if phone else name

    def uid(self, dated: Dated, what: str) -> str:
        key = "\0".join((self.plan.id, dated.section, dated.anchor or what, dated.event.kind))
        self.seen[key] += 1
        again = f"\0{self.seen[key]}" if self.seen[key] > 1 else ""
        return hashlib.sha256((key + again).encode()).hexdigest()[:32] + "@launchbook"

    def span(self, dated: Dated) -> tuple[str, tuple[ZoneInfo, int, int] | None]:
        """Start and end. Days and months as dates, whose end is the first day after them."""
        start, end = dated.start, dated.end
        if start.precision != "minute":
            first, last = start.at.date(), (end or start).end.date()
            after = last + timedelta(days=1) if last < date.max else None
            ends = f"DTEND;VALUE=DATE:{_day(after)}" if after else ""
            return block(f"DTSTART;VALUE=DATE:{_day(first)}", ends, "TRANSP:TRANSPARENT"), None
        until = end.end if end else None
        if end and end.precision != "minute" and end.end.date() < date.max:
            until = datetime.combine(end.end.date() + timedelta(days=1), datetime.min.time(), self.zone)
        if until and until.timestamp() <= start.at.timestamp():
            until = None
        times = [start.at, *([until] if until else [])]
        local = self.zone.key not in ("UTC", "Etc/UTC") and all(map(self.near, times))
        write = self.local if local else lambda name, at: f"{name}:{_utc(at)}"
        lines = [write(name, at) for name, at in zip(("DTSTART", "DTEND"), times, strict=False)]
        return block(*lines), (self.zone, times[0].year, times[-1].year) if local else None

    def local(self, name: str, at: datetime) -> str:
        there = at.astimezone(self.zone)
        if there.fold and there.replace(fold=0).utcoffset() != there.utcoffset():
            return f"{name}:{_utc(at)}"  # the second of two equal clocks: a local time would mean the first
        return f"{name};TZID={self.zone.key}:{_clock(there)}"

    def near(self, at: datetime) -> bool:
        return abs(at.year - self.plan.frame.launch.at.year) <= AROUND


def sequence(revised: datetime) -> int:
    """A number that grows with every change of the plan."""
    return max(0, min(2**31 - 1, int((revised - EPOCH).total_seconds())))


def _utc(at: datetime) -> str:
    """Seconds are kept. Years below 1000 need their zeros, which `strftime` leaves out."""
    try:
        return _clock(at.astimezone(UTC)) + "Z"
    except OverflowError:
        return _clock(at) + "Z"


def _clock(at: datetime) -> str:
    return f"{_day(at)}T{at.hour:02}{at.minute:02}{at.second:02}"


def _day(day: date | datetime) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def feed(name: str, entries: Iterable[tuple[Entry, str]], url: str, home: tuple[ZoneInfo, int]) -> bytes:
    """A calendar of entries and their texts, in time order; one of each.

    Without an entry it is no calendar: then it has a time zone, that of `home`, lest a subscription break meanwhile.
    """
    once = {entry.uid: (entry, text) for entry, text in entries}
    chosen = sorted(once.values(), key=lambda pair: (pair[0].start.at.timestamp(), pair[0].uid))
    years: dict[ZoneInfo, list[int]] = {}
    for entry, _ in chosen:
        if entry.years:
            years.setdefault(entry.years[0], []).extend(entry.years[1:])
    if not chosen:
        years[home[0]] = [home[1]]
    head = block(
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//launchbook//launchbook//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        text_line("NAME", name),
        text_line("X-WR-CALNAME", name),
        fold(f"SOURCE;VALUE=URI:{url}") if url else "",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    )
    zones = [
        timezone_block(zone, max(1, min(found) - 1), min(9999, max(found) + 1))  # lest an end lie outside
        for zone, found in sorted(years.items(), key=lambda pair: pair[0].key)
    ]
    return (head + "".join(zones) + "".join(text for _, text in chosen) + "END:VCALENDAR\r\n").encode()


def _of_plan(plan: Plan, context: Context) -> Part:
    entries = entries_of(plan, context)
    path = f"plans/{plan.id}/{plan.id}.ics"
    texts = [(entry, entry.text(plan=False)) for entry in entries.values()]
    data = feed(line(str(plan.head.title)), texts, _own(path, context), _home(plan))
    translate = translator(str(plan.head.language))
    return Part((Download(Asset(path, data), translate("Calendar feed")),), entries)


def _of_all(portfolio: Portfolio, parts: Mapping[str, object], context: Context) -> Sequence[Download]:
    entries: dict[int, Entry] = {}
    for found in parts.values():
        assert isinstance(found, dict)
        entries |= found
    if not portfolio.plans:
        return ()
    translate = translator(context.options.language)
    feeds = [("calendar.ics", translate("All launches"), [(entry, entry.text()) for entry in entries.values()])]
    for somebody in portfolio.people.values():
        theirs = [(entry, entry.text(owner=False)) for entry in _entries_of(somebody, entries)]
        feeds.append((f"people/{somebody.slug}.ics", line(somebody.name), theirs))
    home, label = _home(portfolio.plans[0]), translate("Calendar feed")
    return [Download(Asset(path, feed(name, texts, _own(path, context), home)), label) for path, name, texts in feeds]


def _home(plan: Plan) -> tuple[ZoneInfo, int]:
    return plan.frame.zone, plan.frame.launch.at.year


def _entries_of(somebody: Somebody, entries: Mapping[int, Entry]) -> Iterable[Entry]:
    for duty in somebody.duties:
        if duty.dated is not None and duty.role not in STANDING_BY:
            yield entries[id(duty.dated)]


def _own(path: str, context: Context) -> str:
    return context.page(path) if context.options.site_url else ""


EXPORT = Export("calendar", _of_plan, _of_all)
