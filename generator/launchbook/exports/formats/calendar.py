"""iCalendar (RFC 5545): a feed per plan, per person and for all plans together.

An event's UID follows its anchor in the plan, and its SEQUENCE the plan's last change, so that a changed event replaces
the former one in a subscriber's calendar. An event is the same in all three feeds except for its summary: it names the
plan in a feed over several plans, and no owner in the owner's own feed. So events are serialised once, and a feed is a
calendar with the bytes of its events: serialising the library's objects for every feed is slow.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCategory, vText, vUri

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio, Somebody
from launchbook.core.problem import Path, Translate
from launchbook.core.recurrence import RecurrenceRule
from launchbook.core.rows import Event as Dated
from launchbook.core.time import Extent, Instant
from launchbook.discovery.catalogues import translator
from launchbook.exports.export import Context, Export, Part
from launchbook.exports.words import line, name_of, title
from launchbook.exports.zones import timezone
from launchbook.render.model import Asset, Download
from launchbook.render.places import language_of

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
"""Sequence numbers count seconds from here; they fit until 2088."""
STANDING_BY = frozenset(("deputy", "backup", "members"))
"""Roles in which somebody need not attend an event."""
AROUND = 4
"""Years before and after the launch for which a feed contains the time zone; times beyond are written in UTC."""


class VerbatimText(vText):
    """A text that is kept verbatim: the library reads a backslash before a capital N as the end of a line."""

    def to_ical(self) -> bytes:
        return rb"\\N".join(vText(part).to_ical() for part in self.split(r"\N"))


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A serialised event without its summary, which depends on the feed."""

    uid: str
    start: Instant
    what: str
    owner: str
    plan: str
    event: bytes
    years: tuple[ZoneInfo, int, int] | None
    """The zone that its times need, with the first and last year; None for days and for UTC."""
    by_summary: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    """The event serialised with the summaries that were needed so far."""

    def data(self, owner: bool = True, plan: bool = True) -> bytes:
        named = (self.what, self.owner if owner else "", self.plan if plan and self.plan != self.what else "")
        summary = " · ".join(part for part in named if part)
        if summary not in self.by_summary:
            begin, rest = self.event.split(_EOL, 1)
            line = Event().content_line("SUMMARY", VerbatimText(summary)).to_ical()
            self.by_summary[summary] = _EOL.join((begin, line, rest))
        return self.by_summary[summary]


_EOL = b"\r\n"


def entries_of(plan: Plan, context: Context) -> dict[Dated, FeedEntry]:
    """Feed entries by the plan's events; the events of a series share an entry. What lies in some month has no day, and no
    entry."""
    writer = _Writer(plan, context)
    return {dated: writer.entry(dated) for dated in plan.rows.events if dated.start.dated}


class _Writer:
    """Writes the events of a plan."""

    def __init__(self, plan: Plan, context: Context) -> None:
        self.plan, self.context = plan, context
        self.language = str(plan.head.language)
        self.zone = plan.frame.zone
        self.title = title(plan.head.title)
        self.open = plan.head.status in ("draft", "open", "preparing", "in review")
        self.common = Event()
        self.common.add("DTSTAMP", context.revised(plan))
        self.common.add("LAST-MODIFIED", context.revised(plan))
        self.common.add("SEQUENCE", sequence(context.revised(plan)))
        self.names: dict[str, str] = {}
        self.uses: Counter[str] = Counter()
        self.series: dict[Path, FeedEntry] = {}

    def entry(self, dated: Dated) -> FeedEntry:
        series = dated.series
        if series is None or series.rule is None or not self.ruled(dated.start):
            return self.made(dated, dated.start, dated.end)
        if dated.row.path not in self.series:  # events of a series come in their order, so this is its first
            self.series[dated.row.path] = self.made(dated, dated.start, dated.end, series.rule)
        return self.series[dated.row.path]

    def made(self, dated: Dated, start: Instant, end: Instant | None, rule: RecurrenceRule | None = None) -> FeedEntry:
        what = title(dated.title, self.words(dated))
        owner = self.owner(str(dated.owner)) if dated.owner else ""
        uid = self.uid(dated, what)
        event = Event(self.common)
        event.add("UID", uid)
        years = self.times(event, start, end)
        if rule:
            years = self.rule(event, start, rule, years)
        self.about(event, dated)
        event.add("STATUS", self.status(dated))
        return FeedEntry(uid, start, what, owner, self.title, event.to_ical(), years)

    def words(self, dated: Dated) -> Translate:
        """The translation of an event's words into the plan's language."""
        return translator(self.language, dated.section)

    def status(self, dated: Dated) -> str:
        """The STATUS of RFC 5545, 3.8.1.11; tentative while the plan is open."""
        if dated.state in ("cancelled", "skipped"):
            return "CANCELLED"
        return "TENTATIVE" if self.open else "CONFIRMED"

    def about(self, event: Event, dated: Dated) -> None:
        kind = self.words(dated)(dated.kind) if dated.kind else ""
        url = self.context.link(self.plan, dated.section, dated.anchor)
        version = f" {line(str(self.plan.head.version))}" if self.plan.head.version else ""
        lines = (f"{self.title}{version}", kind, self.reach(dated) if dated.owner else "", url)
        event.add("DESCRIPTION", VerbatimText("\n".join(part for part in lines if part)))
        categories = vCategory([])
        categories.cats = [VerbatimText(part) for part in (kind, self.title) if part]
        event.add("CATEGORIES", categories)
        if url:
            event.add("URL", vUri(url))

    def owner(self, id: str) -> str:
        if id not in self.names:
            target = self.plan.targets["person"][id].value
            self.names[id] = line(str(getattr(target, "name", id)))
        return self.names[id]

    def reach(self, dated: Dated) -> str:
        """The owner's name and telephone numbers: calendars are read on telephones."""
        target = self.plan.target(dated.owner) if dated.owner else None
        phones = getattr(target.value, "phone", ()) if target else ()
        return " ".join((name_of(self.plan, dated.owner), " · ".join(phones))).strip()

    def uid(self, dated: Dated, what: str) -> str:
        key = "\0".join((self.plan.id, dated.section, dated.anchor or what, dated.kind))
        self.uses[key] += 1
        again = f"\0{self.uses[key]}" if self.uses[key] > 1 else ""
        return hashlib.sha256((key + again).encode()).hexdigest()[:32] + "@launchbook"

    def times(self, event: Event, start: Instant, end: Instant | None) -> tuple[ZoneInfo, int, int] | None:
        """Add start and end; of days as dates, the end being the first day after them."""
        if start.precision != "minute":
            event.add("DTSTART", start.at.date())
            last = Extent.of(start, end).last_day
            if start.at.date() < last < date.max:
                event.add("DTEND", last + timedelta(days=1))
            event.add("TRANSP", "TRANSPARENT")
            return None
        until = end.end if end else None
        if until and until.timestamp() <= start.at.timestamp():
            until = None
        times = [start.at, *([until] if until else [])]
        local = all(map(self.near, times))
        for name, at in zip(("DTSTART", "DTEND"), times, strict=False):
            event.add(name, self.local(at) if local else _utc(at))
        zoned = any("TZID" in event[name].params for name in ("DTSTART", "DTEND") if name in event)
        return (self.zone, times[0].year, times[-1].year) if zoned else None

    def rule(
        self, event: Event, start: Instant, rule: RecurrenceRule, years: tuple[ZoneInfo, int, int] | None
    ) -> tuple[ZoneInfo, int, int] | None:
        """Add the rule of a recurrence. Returns the zone with the years that it needs then."""
        days, parts, last = start.precision == "day", {**rule.parts}, self.plan.frame.launch.at.year + AROUND
        if rule.last:
            parts["UNTIL"] = rule.last.date() if days else _utc(rule.last)
            last = min(rule.last.year, last)
        event.add("RRULE", parts)
        for name, times in (("EXDATE", rule.without), ("RDATE", rule.added)):
            if times:
                event.add(name, [at.date() if days else self.local(at) for at in times])
        return (years[0], years[1], max(years[2], last)) if years else None

    def ruled(self, first: Instant) -> bool:
        """Whether a recurrence is in the plan's zone: a rule in UTC would be wrong after a change of the clock."""
        return first.precision == "day" or (self.near(first.at) and self.local(first.at).tzinfo is self.zone)

    def local(self, at: datetime) -> datetime:
        there = at.astimezone(self.zone)
        if there.fold and there.replace(fold=0).utcoffset() != there.utcoffset():
            return _utc(at)  # the second of two equal clocks: a local time would mean the first
        return there

    def near(self, at: datetime) -> bool:
        return abs(at.year - self.plan.frame.launch.at.year) <= AROUND


def sequence(revised: datetime) -> int:
    """A number that grows with every change of the plan."""
    return max(0, min(2**31 - 1, int((revised - EPOCH).total_seconds())))


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return at.replace(tzinfo=UTC)


def feed(name: str, entries: Iterable[tuple[FeedEntry, bytes]], url: str, home: tuple[ZoneInfo, int]) -> bytes:
    """A calendar of serialised entries in time order, without duplicates.

    A calendar without components is not valid: one without entries has the time zone of `home`.
    """
    once = {entry.uid: (entry, data) for entry, data in entries}
    chosen = sorted(once.values(), key=lambda pair: (pair[0].start.at.timestamp(), pair[0].uid))
    years: dict[ZoneInfo, list[int]] = {}
    for entry, _ in chosen:
        if entry.years:
            years.setdefault(entry.years[0], []).extend(entry.years[1:])
    if not chosen:
        years[home[0]] = [home[1]]
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//launchbook//launchbook//EN")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("NAME", VerbatimText(name))
    calendar.add("X-WR-CALNAME", VerbatimText(name))
    if url:
        calendar.add("SOURCE", vUri(url), {"VALUE": "URI"})
    calendar.add("REFRESH-INTERVAL", timedelta(hours=1), {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    for zone, years_of in sorted(years.items(), key=lambda pair: pair[0].key):
        first, last = max(1, min(years_of) - 1), min(9999, max(years_of) + 1)  # an end may lie in the next year
        calendar.add_component(timezone(zone, first, last))
    empty = calendar.to_ical()
    end = empty.rindex(b"END:VCALENDAR")
    return b"".join((empty[:end], *(data for _, data in chosen), empty[end:]))


def _of_plan(plan: Plan, context: Context) -> Part:
    entries = entries_of(plan, context)
    path = f"plans/{plan.id}/{plan.id}.ics"
    own = [(entry, entry.data(plan=False)) for entry in entries.values()]
    data = feed(title(plan.head.title), own, _own(path, context), _home(plan))
    translate = translator(str(plan.head.language))
    return Part((Download(Asset(path, data), translate("Calendar feed")),), entries)


def _of_all(portfolio: Portfolio, parts: Mapping[str, object], context: Context) -> Sequence[Download]:
    entries: dict[Dated, FeedEntry] = {}
    for part in parts.values():
        assert isinstance(part, dict)
        entries |= part
    if not portfolio.plans:
        return ()
    translate = translator(context.options.language)
    everything = [(entry, entry.data()) for entry in entries.values()]
    feeds = [("calendar.ics", translate("All launches"), everything, translate)]
    for somebody in portfolio.people.values():
        theirs = [(entry, entry.data(owner=False)) for entry in _entries_of(somebody, entries)]
        language = language_of([plan for plan, _ in somebody.places], context.options.language)
        feeds.append((f"people/{somebody.slug}.ics", line(somebody.name), theirs, translator(language)))
    home = _home(portfolio.plans[0])
    return [
        Download(Asset(path, feed(name, own, _own(path, context), home)), translate("Calendar feed"))
        for path, name, own, translate in feeds
    ]


def _home(plan: Plan) -> tuple[ZoneInfo, int]:
    return plan.frame.zone, plan.frame.launch.at.year


def _entries_of(somebody: Somebody, entries: Mapping[Dated, FeedEntry]) -> Iterable[FeedEntry]:
    for duty in somebody.duties:
        if duty.event and duty.event in entries and not STANDING_BY.issuperset(duty.roles):
            yield entries[duty.event]


def _own(path: str, context: Context) -> str:
    return context.page(path) if context.options.site_url else ""


EXPORT = Export("calendar", _of_plan, _of_all)
