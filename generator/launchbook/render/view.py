"""The functions that templates call: links, people, times, thresholds, in the page's language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any
from urllib.parse import quote, unquote

from markupsafe import Markup

from launchbook.core.cases import Cases, Limit
from launchbook.core.cockpit import Cockpit, cockpit_of, unread, went_otherwise
from launchbook.core.effort import Effort
from launchbook.core.entry import Timing
from launchbook.core.flow import Destination, FlowSheet, SheetRow, flow_of
from launchbook.core.headings import Begins, Drawn, Run, list_path, runs, under
from launchbook.core.launch import key_of, planned_of, span_of
from launchbook.core.model import Model
from launchbook.core.order import neighbours
from launchbook.core.plan import Plan, Referent
from launchbook.core.portfolio import person_slug
from launchbook.core.problem import Message, say
from launchbook.core.quantity import Duration, Threshold
from launchbook.core.reference import MetricRef, PersonRef, Ref
from launchbook.core.rows import Event, Mention, Row
from launchbook.core.steps import Step
from launchbook.core.text import Text, escape, leaves_the_site, render_message
from launchbook.core.time import Extent, Instant, Moment, Span, Stretch
from launchbook.core.variables import blanks_of
from launchbook.discovery.catalogues import translator
from launchbook.render.formats import (
    duration_text,
    elsewhere_texts,
    every_text,
    full_text,
    instant_text,
    machine_time,
    named,
    plain,
    zone_place,
    zone_short,
    zone_text,
)
from launchbook.render.margins import Margins
from launchbook.render.model import Options, href
from launchbook.render.script import DAY

_ROLLBACK = re.compile(r"回[滚滾退]|退版|\broll(?:ed|ing)?[- ]?back\b", re.IGNORECASE)
_QUARTERS = (
    say("in the first quarter of {year}"),
    say("in the second quarter of {year}"),
    say("in the third quarter of {year}"),
    say("in the fourth quarter of {year}"),
)
_NIGHT = timedelta(hours=12)
_DAY_AND_NIGHT = timedelta(hours=36)
_INERT = re.compile(r"(<a\b.*?</a>|<code\b.*?</code>|<[^>]*>)", re.DOTALL)
"""The parts of a rendered text in which no word becomes a link: links, code, tags."""


def page_path(plan: Plan, section: str = "") -> str:
    """The path of a section's page, or of the front page."""
    return f"plans/{plan.id}/{section or 'index'}.md"


@cache
def _labels(language: str, context: str) -> Callable[..., Markup]:
    """A cached function from msgid to label. Labels are markup: catalogues are ours, and `key:` in them is code."""
    translate = translator(language, context)
    return cache(lambda msgid, *more: Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", translate(msgid, *more))))


class Words:
    """The labels of a page in its language. Translations for `context`, the folder of its template, come first."""

    def __init__(self, language: str, context: str = "", authoring: bool = False) -> None:
        self.language = language
        self.context = context
        self.authoring = authoring
        self.prompts: list[str] = []
        self._translate = translator(language, context)

    def translate(self, msgid: str, plural: str = "", count: float = 1, *, context: str = "") -> Markup:
        """A label in the page's language, or with the meaning that it has in another section."""
        form = (msgid, plural, count) if plural else (msgid,)
        return _labels(self.language, context or self.context)(*form)

    def count(self, msgid: str, plural: str, count: float, **params: object) -> Markup:
        """A label with a `{count}`, in the form that the page's language has for it."""
        return self.message(Message(msgid, {"count": count, **params}, plural))

    def message(self, message: Message, context: str = "") -> Markup:
        """A problem's message in the page's language, its `code` as code."""
        return Markup(render_message(message, translator(self.language, context or self.context)))

    def prompt(self, text: str) -> Markup:
        """A prompt to the author, shown only under `mkdocs serve` and reported by `launchbook check`."""
        self.prompts.append(text)
        return Markup('<p class="lb-empty lb-screen">{}</p>').format(text) if self.authoring else Markup("")

    def margins(self, digest: str, *parts: object, landscape: bool = False, times: str = "") -> Margins:
        """What stands around the page on paper: the parts of its title, whose times those on it are, and which edition of the
        plan it is."""
        title = " · ".join(plain(part) for part in parts if part)
        content = f"{self.translate('Content')} {digest}" if digest else ""
        return Margins(title, content, str(self.translate("Page # of #")), landscape, str(times))

    def missing(self, text: str) -> Markup:
        """What a plan should say and does not, marked alike on every page: by a sign, a colour and a word."""
        return Markup('<span class="lb-missing">{}</span>').format(text)


def _clock(instant: Instant) -> Markup:
    return Markup(f'<time datetime="{machine_time(instant)}">{instant.written[1]}</time>')


def _on_one_day(start: Instant, end: Instant) -> bool:
    return start.written[0] == end.written[0]


def _distance(moment: Moment) -> Markup:
    """A time as it is written, where that is a distance from T or a week."""
    said = moment.kind in ("relative", "week")
    return Markup(' <small class="lb-t">{}</small>').format(moment.text) if said else Markup("")


def _also(parts: Iterable[str]) -> Markup:
    """What is said beside a time."""
    return Markup(' <small class="lb-also">({})</small>').format(Markup(", ").join(parts))


class View(Words):
    """A page's view of its plan. It collects the people that the page names, for the telephone strip on paper."""

    def __init__(
        self, plan: Plan, options: Options, section: str = "", language: str = "", path: str = "", context: str = ""
    ) -> None:
        super().__init__(language or str(plan.head.language), context, options.authoring)
        self.plan = plan
        self.options = options
        self.section = section
        self.path = path or page_path(plan, section)
        self.named: dict[str, Any] = {}
        self._links: dict[str, str] = {}
        self._chips: dict[tuple[str, bool], Markup] = {}

    # words

    def row_title(self, row: Row) -> Markup:
        """The title of a row, without links because it is used in links."""
        title = row.title
        shown = self.message(title, row.section) if isinstance(title, Message) else named(title)
        return shown or self.section_title(row.section)

    def section_title(self, section: str) -> Markup:
        """The title of a section's page; the head's page is the plan's front page."""
        kind = self.plan.kinds.get(section)
        return self.translate(kind.title, context=kind.key) if kind else self.translate("Overview")

    # links

    def page(self, path: str) -> str:
        """The address of another page of this plan, by its path below the plan's folder, without `.md`."""
        return href(self.path, f"plans/{self.plan.id}/{path}.md", self.options)

    def everything_of(self, id: str) -> str:
        """The address of a person's own page."""
        target = self.plan.targets["person"][id]
        return href(self.path, f"people/{person_slug(id, target.value)}.md", self.options)

    def link(self, section: str, anchor: str = "") -> str:
        """The address of a section's page of this plan, relative to this page."""
        page = self._links.get(section)
        if page is None:
            page = self._links[section] = href(self.path, page_path(self.plan, section), self.options)
        if not anchor:
            return page
        return f"#{anchor}" if page == "#" else f"{page}#{anchor}"

    def chapter_link(self, address: str) -> str:
        """The address for a link to a chapter or entry of the plan; empty if it leads nowhere."""
        destination = self.plan.destination(unquote(address))
        return self.link(*destination) if destination else ""

    @property
    def chapters(self) -> str:
        """The addresses of the plan's pages by chapter, for the script; the front page has the empty key."""
        return json.dumps({key: self.link(key) for key in ("", *self.plan.sections)})

    @property
    def launch_file(self) -> str:
        """The address of the plan as it is followed on launch day."""
        return href(self.path, f"plans/{self.plan.id}/launch.js", self.options)

    @property
    def day_script(self) -> str:
        """The address of the script of launch day."""
        return href(self.path, DAY, self.options)

    @property
    def launch_span(self) -> Extent | None:
        return span_of(self.plan)

    def blank_links(self) -> dict[str, str]:
        """The addresses of the plan's blanks on the page that lists them."""
        return {name: self.link(target.section, target.anchor) for name, target in blanks_of(self.plan).items()}

    def with_rollback_link(self, text: Text) -> Markup:
        """A text, the first word in it that names the rollback linked to the section that says how."""
        parts = _INERT.split(text.__html__())
        for index in range(0, len(parts) if self.plan.has("rollback") else 0, 2):
            parts[index], linked = _ROLLBACK.subn(rf'<a href="{self.link("rollback")}">\g<0></a>', parts[index], 1)
            if linked:
                break
        return Markup("".join(parts))

    def href(self, address: str) -> str:
        """The link for an address in the web or to a chapter of the plan; empty for a path in the repository."""
        return address if leaves_the_site(address) else self.chapter_link(address)

    def address(self, address: str, title: object = None) -> Markup:
        """An address as a link with a title; a path in the repository as code."""
        if not (target := self.href(address)):
            return Markup("{} <code>{}</code>" if title else "{}<code>{}</code>").format(title or "", address)
        if target == address:
            return Markup('<a href="{}" rel="noopener">{}</a>').format(target, title or address)
        return Markup('<a href="{}">{}</a>').format(target, title or self._words_of(address))

    def _words_of(self, address: str) -> object:
        """The title of the chapter or entry that an address leads to."""
        section, anchor = self.plan.destination(unquote(address)) or ("", "")
        row = self.plan.rows.at(section, anchor)
        return self.row_title(row) if row else address

    def anchor(self, value: Model) -> str:
        return self.plan.anchor(value)

    def link_to(self, row: Row | Event) -> str:
        """The address of a row on the page of its section."""
        return self.link(row.section, row.anchor)

    def mark(self, entry: Model | Row) -> Markup:
        """The attribute by which an entry is found: its anchor on the page of its section; elsewhere the key under which what
        happens to it is recorded, since an anchor stands once."""
        row = entry if isinstance(entry, Row) else self.plan.rows.by_path.get(entry.path)
        if row is None and isinstance(entry, Model):
            return Markup(' id="{}"').format(self.anchor(entry))
        assert row is not None
        if row.section == self.section:
            return Markup(' id="{}"').format(row.anchor)
        return Markup(' data-row="{}"').format(key_of(row))

    def key(self, row: Row) -> str:
        """The key under which what happens to a row is recorded."""
        return key_of(row)

    def row(self, value: Model) -> Row:
        """The row of an entry."""
        return self.plan.row(value)

    def row_of(self, section: str) -> Row:
        """The row of a section as a whole."""
        return self.plan.rows.by_path[section,]

    def sheet(self, value: Model) -> FlowSheet:
        """The steps of an entry as they are drawn."""
        return flow_of(self.plan).sheets[*value.path, "steps"]

    def stopped(self, condition: Model) -> Destination | None:
        """Where a condition that stops the work leads."""
        return flow_of(self.plan).stops.get(condition.path)

    def lines(self, steps: Sequence[Step]) -> tuple[SheetRow, ...]:
        """The rows of a list of steps: steps, smaller steps, and forks."""
        return flow_of(self.plan).sheets[list_path(steps[0].path)].rows if steps else ()

    def nested(self, values: Iterable[Model]) -> list[Row]:
        """The rows of entries, each followed by the rows below it."""
        return list(self.plan.nested(values))

    def under(self, entries: Iterable[Drawn]) -> list[tuple[Begins, Drawn]]:
        """Entries in the order in which they are drawn, each with the headings that begin before it."""
        return under(entries)

    def runs(self, items: tuple[Any, ...]) -> list[Run[Any]]:
        """A list in runs of items below the same headings."""
        return runs(items)

    def reads(self, rows: Iterable[Row]) -> bool:
        """Whether anything is read in a list of items, and not only ticked."""
        marks = ("metric", "when", "result")
        return any(getattr(row.value, mark, None) is not None for row in rows for mark in marks)

    def target(self, ref: Ref) -> Referent:
        target = self.plan.target(ref)
        assert target is not None, f"unresolved {ref!r} after linking"
        return target

    def source(self, path: tuple[str | int, ...]) -> str:
        """The address of a line of the plan in its repository; empty when there is none."""
        if not self.options.source_url:
            return ""
        at = self.plan.bundle.locate(path, on_key=True)
        return self.options.source_url.replace("{path}", quote(at.path)).replace("{line}", str(at.line))

    # people and metrics

    def person(self, ref: PersonRef) -> Any:
        """The person that a reference leads to; added to those that the page names."""
        person = self.target(ref).value
        self.named[str(ref)] = person
        return person

    @property
    def cockpit(self) -> Cockpit:
        return cockpit_of(self.plan)

    @property
    def otherwise(self) -> Mapping[str, Sequence[Row]]:
        return went_otherwise(self.plan)

    def unread(self, gate: Row) -> Sequence[Row]:
        return unread(gate)

    def target_of(self, id: str) -> Any:
        """The person of an id, who is not thereby named on the page."""
        return self.plan.targets["person"][id].value

    def names(self, ids: Iterable[str]) -> Markup:
        return Markup(" · ").join(Markup(escape(str(self.target_of(id).name))) for id in ids)

    def someone(self, id: str) -> Any:
        """The person of an id."""
        return self.person(PersonRef(id))

    def chip(self, ref: PersonRef | None, role: bool = False) -> Markup:
        """A person as a chip: initial, name, call link, and the role on request."""
        if ref is None:
            return Markup("")
        person = self.person(ref)
        if (str(ref), role) not in self._chips:
            self._chips[str(ref), role] = self._new_chip(ref, person, role)
        return self._chips[str(ref), role]

    def _new_chip(self, ref: PersonRef, person: Any, role: bool) -> Markup:
        target = self.target(ref)
        name = escape(str(person.name))
        title = (
            f"<small>{escape(str(person.role))}</small>" if role and person.role and person.role != person.name else ""
        )
        call = ""
        if person.phone:
            first = person.phone[0]
            label = escape(str(self._translate("Call {name}")).format(name=person.name))
            call = f'<a class="lb-call" href="tel:{escape(first.dial)}" aria-label="{label} {escape(first)}"></a>'
        elif self.numbered:
            call = self.missing(self.translate("no number"))
        return Markup(
            f'<span class="lb-person"><i aria-hidden="true" data-search-exclude>{escape(str(person.name)[:1])}</i>'
            f'<a href="{self.link(target.section, target.anchor)}">{name}</a>{title}{call}</span>'
        )

    @cached_property
    def numbered(self) -> bool:
        """Whether the plan has telephone numbers at all; where it has none, that is said once, and not at every name."""
        people: Iterable[Any] = (target.value for target in self.plan.targets.get("person", {}).values())
        return any(person.phone for person in people)

    def metric(self, ref: MetricRef) -> Markup:
        """A metric's name, linked to its ladder."""
        target = self.target(ref)
        name = escape(self.plan.name_of(ref))
        return Markup(f'<a class="lb-metric" href="{self.link(target.section, target.anchor)}">{name}</a>')

    def place(self, row: Row) -> Markup:
        """A link to a row, with the title of its section."""
        where = self.section_title(row.section)
        title = self.row_title(row) if row.anchor else ""
        words = f"{where} › {title}" if title not in ("", where) else where
        return Markup(f'<a class="lb-place" href="{self.link_to(row)}">{words}</a>')

    def places(self, mentions: Iterable[Mention]) -> list[Markup]:
        """Links to the rows of mentions, without repetition."""
        rows = {(mention.row.section, str(mention.row.title)): mention.row for mention in reversed(list(mentions))}
        return [self.place(row) for row in rows.values()][::-1]

    def threshold(self, threshold: Limit | None) -> Markup:
        """A threshold with its window in words: `> 1% for 5m`, `> 1% 持续 5m`; or one for each case."""
        if threshold is None:
            return Markup("")
        if isinstance(threshold, Cases):
            pairs = ((case, self.threshold(limit)) for case, limit in threshold.root.items())
            return Markup("").join(
                Markup('<span class="lb-case"><small>{}</small> {}</span>').format(*pair) for pair in pairs
            )
        manner = threshold.manner(self.duration(threshold.window))
        words = manner.render(self._translate) if manner else ""
        words = words if words.startswith("（") else f" {words}" if words else ""
        return Markup(f'<b class="lb-threshold">{escape(threshold.limit)}{escape(words)}</b>')

    def limit(self, item: Any, key: str = "when") -> Markup:
        """The threshold of an entry, its own or the one that it leaves to its metric."""
        return self.threshold(self.plan.said_limit(item, key))

    def cases(self, item: Any, key: str = "when") -> Mapping[Text, Threshold]:
        """The thresholds of an entry by case; empty where they do not differ."""
        limit = self.plan.said_limit(item, key)
        return limit.root if isinstance(limit, Cases) else {}

    # time

    def instant(self, moment: Moment) -> Instant:
        return self.plan.instant(moment)

    def when(self, moment: Moment | Instant | None, year: bool = False, zone: bool = False) -> Markup:
        """A moment as date and time. The distance from T is added where it is written, the year where it is not the
        launch's or is asked for, and the `zone` where it is."""
        if moment is None:
            return Markup("")
        instant = self.plan.instant(moment) if isinstance(moment, Moment) else moment
        shown = self._bare(instant, year) + (self.zone_of(instant) if zone else "")
        if instant.afloat or not isinstance(moment, Moment):
            return shown + self._elsewhere(instant)
        return shown + _distance(moment) + self._elsewhere(instant)

    def _bare(self, instant: Instant, year: bool = False) -> Markup:
        """An instant in the plan's zone alone."""
        if instant.afloat:
            return Markup('<span class="lb-t">{}</span>').format(instant.afloat)
        launch = self.plan.frame.launch
        year = year or launch.precision == "none" or instant.written[0].year != launch.at.year
        return Markup(
            f'<time datetime="{machine_time(instant)}" title="{escape(full_text(instant, self.language))}">'
            f"{instant_text(instant, self.language, year)}</time>"
        )

    def _elsewhere(self, start: Instant, end: Instant | None = None) -> Markup:
        """The same time in the zone in which it is written, and in those of the plan's `also_in:`."""
        said = [instant.zone for instant in (start, end) if instant and instant.zone]
        if start.afloat or not (said or self.plan.head.also_in):
            return Markup("")
        if start.precision != "minute":
            return self._whole_days(said, end or start)
        further = self.plan.head.also_in
        own = [name for name in said if name not in further]
        times = elsewhere_texts(start, end, (*own, *further), self.language)
        return _also(times) if times else Markup("")

    def _whole_days(self, said: list[str], last: Instant) -> Markup:
        """Until when whole days of another zone last in that of the plan."""
        if not said or last.precision != "day":
            return Markup("")
        until = Instant(last.end.astimezone(self.plan.frame.zone))
        words = self.translate("until {time}").format(time=self._bare(until))
        return _also([zone_place(said[-1], self.language), words])

    @property
    def launch(self) -> Markup:
        """When the launch is, as exactly as that is known; empty for a plan without one."""
        launch, said = self.plan.frame.launch, self.plan.head.launch
        if said is None:
            return Markup("")
        if launch.precision == "none":
            return self.translate("not fixed yet")
        when = self.when(launch, year=True, zone=True)
        if launch.precision == "week":
            year, week, _ = launch.at.isocalendar()
            return self.translate("in week {week} of {year} ({days})").format(week=week, year=year, days=when)
        if launch.precision == "quarter":
            return self.message(Message(_QUARTERS[launch.at.month // 3].msgid, {"year": launch.at.year}))
        if launch.precision == "month":
            return self.translate("in {month}").format(month=when)
        return when

    def span(self, span: Span | None, zone: bool = False) -> Markup:
        """A span; if it lies on a single day, with the day once."""
        if span is None:
            return Markup("")
        start, end = self.plan.span(span)
        if start.afloat:
            return Markup('<span class="lb-t">{}</span>').format(span.text)
        distance = _distance(replace(span.start, text=span.text))
        return self._bare_span(start, end) + self._span_zone(start, end, zone) + distance + self._elsewhere(start, end)

    def _span_zone(self, start: Instant, end: Instant | None, zone: bool) -> Markup:
        """The zone of a span's end where it is asked for, with that of its start where clocks are changed in between."""
        first, last = self.zone_of(start), self.zone_of(end or start)
        return Markup("") if not zone else last if first == last or not first else first + " –" + last

    def _from_to(self, start: Instant, end: Instant | None) -> Markup:
        return self._bare_span(start, end) + self._elsewhere(start, end)

    def _bare_span(self, start: Instant, end: Instant | None) -> Markup:
        if end is None or end == start or start.afloat == end.afloat != "":
            return self._bare(start)
        if end.precision == "minute" and start.precision == "minute" and _on_one_day(start, end):
            second = _clock(end)
        else:
            second = self._bare(end)
        return self._bare(start) + Markup(" – ") + second

    def stretch(self, stretch: Stretch) -> Markup:
        """A computed time, written as a span."""
        return self._from_to(stretch.start, stretch.end)

    def dated(self, dated: Event | Timing) -> Markup:
        """The time of an event, with its days."""
        return self._from_to(dated.start, dated.end)

    def until(self, row: Row) -> Markup:
        """By when it must be done."""
        when = row.around
        return self._bare(when.end or when.start) if when else Markup("")

    def hours(self, dated: Event | Timing, zone: bool = False) -> Markup:
        """The time of an event for the page of its day: the clocks alone, empty for a whole day."""
        start, end = dated.start, dated.end
        if start.afloat or (end and not _on_one_day(start, end)):
            return self._bare_span(start, end) + self._span_zone(start, end, zone) + self._elsewhere(start, end)
        if start.precision != "minute":
            return Markup("")
        return self._clocks(start, end, zone)

    def _clocks(self, start: Instant, end: Instant | None, zone: bool = False) -> Markup:
        clocks = _clock(start) + " – " + _clock(end) if end else _clock(start)
        return clocks + self._span_zone(start, end, zone) + self._elsewhere(start, end)

    def clock(self, span: Span, day: date | None = None, zone: bool = False) -> Markup:
        """A span for a run sheet: clocks alone on the day that is told beside it, which is that of the launch where none is,
        and in the night after it; otherwise as `span`."""
        start, end = self.plan.span(span)
        if start.afloat or start.precision != "minute" or start.written[0] != (day or self.plan.frame.day):
            return self.span(span, zone)
        if end and not _on_one_day(start, end) and (day is None or end.at - start.at > _NIGHT):
            return self.span(span, zone)
        return self._clocks(start, end, zone)

    def at(self, step: Any) -> Markup:
        """When a step is: the clock alone where what it stands in is on that day, or in the night before."""
        instant = self.plan.instant(step.at) if step.at else None
        parent = self.row(step).parent
        around = parent.when if parent else None
        if instant is None or around is None or instant.precision != "minute" or around.start.precision != "minute":
            return self.when(step.at)
        if instant.afloat or not timedelta() <= instant.at - around.start.at.replace(hour=0, minute=0) < _DAY_AND_NIGHT:
            return self.when(step.at)
        return _clock(instant) + _distance(step.at) + self._elsewhere(instant)

    def begins(self, row: Row) -> Markup:
        """When a step without a time of its own is planned to begin; empty where that is not known."""
        at = planned_of(self.plan).get(row.path, (None, None))[0]
        return _clock(Instant(at)) + self.zone_of(Instant(at)) if at and not row.timings else Markup("")

    def around(self, row: Row) -> tuple[Row | None, Row | None]:
        """The step or decision before a step, and the one after it."""
        return neighbours(self.plan).get(row.path, (None, None))

    def day(self, day: date) -> Markup:
        """A day, with the year where it is not that of the launch."""
        return self._bare(Instant(datetime(day.year, day.month, day.day, tzinfo=self.plan.frame.zone), "day"))

    def duration(self, length: Duration | None) -> str:
        return duration_text(length, self.language) if length else ""

    def every(self, length: Duration | None) -> str:
        return every_text(length, self.language) if length else ""

    def effort(self, effort: Effort | None) -> str:
        """An effort in days of one person, or in its words."""
        return str(self.message(effort.days)) if effort and effort.high else effort.text if effort else ""

    def between(self, start: datetime, end: datetime) -> str:
        return duration_text(timedelta(seconds=end.timestamp() - start.timestamp()), self.language)

    def window(self, window: Duration | Span) -> Markup | str:
        return self.clock(window) if isinstance(window, Span) else self.duration(window)

    def zone_of(self, instant: Instant) -> Markup:
        """The zone of a time of day, to stand behind it; nothing behind a day."""
        if instant.precision != "minute" or instant.afloat:
            return Markup("")
        text = zone_short(instant.at.astimezone(self.plan.frame.zone), self.language)
        return Markup(' <small class="lb-zone">{}</small>').format(text)

    @property
    def times(self) -> Markup:
        """Whose times those of the plan are: for the head of a sheet."""
        place = zone_place(self.plan.frame.zone.key, self.language)
        launch = self.plan.frame.launch
        if launch.precision != "minute" or (zone := zone_short(launch.at, self.language)) == place:
            return self.translate("Times of {place}").format(place=place)
        return self.translate("Times of {place} ({zone})").format(place=place, zone=zone)

    @property
    def zone(self) -> str:
        return zone_text(self.plan.frame.launch.at.astimezone(self.plan.frame.zone), self.language)

    def zone_at(self, instant: Instant) -> str:
        """What the plan's zone is called at a time."""
        return zone_text(instant.at.astimezone(self.plan.frame.zone), self.language)
