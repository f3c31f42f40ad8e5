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

from launchbook.core.again import taken_again
from launchbook.core.branches import answers, onward
from launchbook.core.cases import Cases, Limit
from launchbook.core.cockpit import Cockpit, cockpit_of, unread, went_otherwise
from launchbook.core.deciding import (
    DutyStretch,
    NoReturn,
    by_the_hour,
    decider_of,
    deputy_of,
    hours_of,
    in_turn,
    instead_of_decider,
    no_return,
    shifts_of,
    stage_decider,
)
from launchbook.core.effort import Effort
from launchbook.core.entry import Timing
from launchbook.core.flow import Destination, FlowSheet, Lane, SheetRow, flow_of
from launchbook.core.headings import Begins, Drawn, Run, list_path, runs, under
from launchbook.core.launch import counted_in, key_of, planned_of, span_of, untitled
from launchbook.core.model import Model
from launchbook.core.named import named_below
from launchbook.core.order import neighbours
from launchbook.core.plan import Plan, Referent
from launchbook.core.portfolio import person_slug
from launchbook.core.problem import Location, Message, Path, say
from launchbook.core.quantity import Duration, Threshold
from launchbook.core.reference import MetricRef, PersonRef, Ref
from launchbook.core.routes import WayThrough, sum_of, ways_of, ways_through
from launchbook.core.rows import Event, Mention, Row
from launchbook.core.steps import Outcome, Step, SumOfSteps
from launchbook.core.text import Text, escape, leaves_the_site, render_message
from launchbook.core.time import Extent, Instant, Moment, Span, Stretch
from launchbook.core.twins import twins
from launchbook.core.variables import blanks_of, uses
from launchbook.core.waits import end_of_stage, waits_of
from launchbook.core.zones import elsewhere
from launchbook.discovery.catalogues import reference_language, translator
from launchbook.render.formats import (
    duration_text,
    elsewhere_texts,
    every_text,
    full_text,
    instant_text,
    machine_time,
    named,
    plain,
    zone_offset,
    zone_place,
    zone_short,
    zone_text,
)
from launchbook.render.margins import Margins
from launchbook.render.model import Options, href, published, rule_page
from launchbook.render.script import DAY, SHEET
from launchbook.render.sheets import Printed, check_path, name_of, sheets_of, spaced, square_of

_ROLLBACK = re.compile(r"回[滚滾退]|退版|\broll(?:ed|ing)?[- ]?back\b", re.IGNORECASE)
_QUARTERS = (
    say("in the first quarter of {year}"),
    say("in the second quarter of {year}"),
    say("in the third quarter of {year}"),
    say("in the fourth quarter of {year}"),
)
LONG_PAGE = 150
_NIGHT = timedelta(hours=12)
_DAY_AND_NIGHT = timedelta(hours=36)
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}[:：]\d{2}(?!\d)")
_SLOT = re.compile(r"\{([^{}\n]+)\}")
"""What is filled in by hand in a text to send."""
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

    def titled(self, title: str | Message, context: str) -> Markup | str:
        """A title: a text of the plan, or a label that is translated in this context."""
        return self.message(title, context) if isinstance(title, Message) else title

    def prompt(self, text: str) -> Markup:
        """A prompt to the author, shown only under `mkdocs serve` and reported by `launchbook check`."""
        self.prompts.append(text)
        return Markup('<p class="lb-empty lb-screen">{}</p>').format(text) if self.authoring else Markup("")

    def margins(self, *parts: object, landscape: bool = False) -> Margins:
        """What stands around the page on paper: the parts of its title, and its number."""
        title = " · ".join(plain(part) for part in parts if part)
        return Margins(title, (), str(self.translate("Page # of #")), landscape)

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
        self.told: dict[str, Any] = {}
        """Those of them whose numbers stand on the sheet before its end."""
        self.at_head: dict[str, Any] = {}
        """Those whose numbers stand at the head of the sheet."""
        self._relieved: set[str] = set()
        self._listening: list[dict[str, Any]] = []
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

    # paper

    @cached_property
    def on_paper(self) -> Printed | None:
        """What is known of the page when it is printed."""
        return sheets_of(self.plan).get(name_of(self.path))

    def margins(self, *parts: object, landscape: bool = False, emergency: bool = False) -> Margins:
        """On paper the plan and its version stand before the title, and whose times they are; beneath, whether it is still true."""
        head, sheet = self.plan.head, self.on_paper
        around = super().margins(head.title, head.version, *parts, landscape=landscape)
        return self.asking(replace(around, times=str(self.times), emergency=emergency), sheet)

    def asking(self, around: Margins, sheet: Printed | None) -> Margins:
        """What stands around a page, with how it is asked whether it is still true."""
        return replace(around, check=self._checked(sheet), square=square_of(sheet.name) if sheet and self.asks else "")

    def pieces_of(self, page: str) -> list[Printed]:
        """What is handed out alone of another page."""
        return [sheet for sheet in self.sheets if sheet.page == page and sheet.anchor]

    def piece(self, name: str) -> Printed | None:
        """What is handed out alone of the page."""
        return sheets_of(self.plan).get(f"{name_of(self.path)}/{name}") if name else None

    @property
    def checked(self) -> tuple[str, ...]:
        """How it can be asked whether a printed sheet is still true: where, and by which code."""
        return self._checked(self.on_paper)

    def _checked(self, sheet: Printed | None) -> tuple[str, ...]:
        if sheet is None:
            return ()
        where = re.sub(r"^https?://", "", self.asks) or f"{self.plan.id} / {sheet.name}"
        return (
            f"{self.translate('Is this sheet still true?')} {where}",
            f"{self.translate('Code')} {spaced(sheet.code)}",
        )

    @property
    def square(self) -> str:
        """The address of the picture that leads there."""
        return self.square_at(self.on_paper.name if self.on_paper else "")

    @property
    def sheets(self) -> Iterable[Printed]:
        """All pages of the plan that can be printed."""
        return sheets_of(self.plan).values()

    def square_at(self, name: str) -> str:
        """The address of the picture that leads to the answer about another sheet of the plan."""
        return href(self.path, f"plans/{self.plan.id}/{square_of(name)}", self.options)

    def code_of(self, name: str) -> str:
        """The code of another sheet of the plan."""
        return sheets_of(self.plan)[name].code

    def sheet_title(self, sheet: Printed) -> Markup | str:
        return self.titled(sheet.title, sheet.context)

    def sheet_link(self, sheet: Printed) -> str:
        """The address of what is printed as a sheet."""
        return self.page(sheet.page) + (f"#{sheet.anchor}" if sheet.anchor else "")

    @property
    def sheet_files(self) -> tuple[str, str]:
        """The addresses of what is known of the plan's sheets, and of the script that reads it."""
        return href(self.path, f"plans/{self.plan.id}/sheets.js", self.options), href(self.path, SHEET, self.options)

    @property
    def asks(self) -> str:
        """The address at which it can be asked whether a sheet is still true; empty where that of the site is not known."""
        return published(check_path(self.plan), self.options) if self.options.site_url else ""

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
    def is_long(self) -> bool:
        """Whether so many rows stand on the page that a browser is better off leaving out what is far from its window."""
        return len(self.plan.rows.in_section(self.section)) > LONG_PAGE

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

    def names_rollback(self, text: Text) -> bool:
        """Whether a text names the rollback."""
        return _ROLLBACK.search(text) is not None

    def goes_back(self, text: Text) -> bool:
        """Whether a text names the rollback, or has a link there."""
        return self.names_rollback(text) or "](rollback" in text

    @staticmethod
    def leads_back(to: Destination) -> bool:
        """Whether a way leads into the rollback."""
        return "rollback" in (to.words if to.kind == "section" else "", to.row.section if to.row else "")

    def href(self, address: str) -> str:
        """The link for an address in the web or to a chapter of the plan; empty for a path in the repository."""
        return address if leaves_the_site(address) else self.chapter_link(address)

    def address(self, address: str, title: object = None) -> Markup:
        """An address as a link with a title; a path in the repository as code."""
        if not (target := self.href(address)):
            return Markup("{} <code>{}</code>" if title else "{}<code>{}</code>").format(title or "", address)
        if target == address:
            return Markup('<a href="{}" rel="noopener">{}</a>').format(target, title or address)
        told = self.link_told(address, str(title)) if title else ""
        return Markup('<a href="{}"{}>{}</a>').format(target, told, title or self._words_of(address))

    def link_told(self, address: str, words: str) -> Markup:
        """What paper says of a link to an entry whose words do not name it: its title; on what is handed out alone, where it
        stands as well."""
        section, anchor = self.plan.destination(unquote(address)) or ("", "")
        row = self.plan.rows.at(section, anchor) if anchor else None
        title = self.row_title(row).striptags() if row else ""
        named = Markup(' data-title="{}"').format(title) if title and title.casefold() not in words.casefold() else ""
        return Markup("{}{}").format(named, self.whereabouts(section, row) if section and self.apart else "")

    def whereabouts(self, section: str, row: Row | None = None) -> Markup:
        """Where somebody finds what a link leads to who has a sheet alone: the pack, the chapter with its code, the title."""
        chapter = f"{self.section_title(section)} {spaced(self.code_of(section)).replace(' ', chr(160))}"
        pack = self.translate("Launch pack") if self.in_launch_pack(section) else ""
        title = self.row_title(row).striptags() if row else ""
        return Markup(' data-beyond="{}"').format(" · ".join(filter(None, (pack, chapter, title))))

    def in_launch_pack(self, section: str) -> bool:
        return bool(self.plan.kinds[section].of(self.plan.sections[section]).pack)

    def beyond(self, to: Destination) -> Markup:
        """On what is handed out alone, where a branch leads that does not lead to a step beside it."""
        section = to.words if to.kind == "section" else to.row.section if to.row else ""
        away = to.kind in ("section", "sheet", "entry") or to.holder is not None
        return self.whereabouts(section) if self.apart and away and section in self.plan.sections else Markup()

    @cached_property
    def apart(self) -> bool:
        """Whether what stands on the page is handed out alone, without the chapters that it comes from."""
        return bool(self.pieces_of(name_of(self.path)))

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

    def field(self, name: Text, line: Model) -> Markup:
        """The attributes by which a line that is filled in on the day is found: its name, and the key of its row."""
        row = self.plan.rows.by_path.get(line.path[:-2])
        if row is None or not row.section or not row.anchor:
            return Markup("")
        return Markup(' data-field="{}" data-of="{}"').format(plain(name), key_of(row))

    def row(self, value: Model) -> Row:
        """The row of an entry."""
        return self.plan.row(value)

    def row_of(self, section: str) -> Row:
        """The row of a section as a whole."""
        return self.plan.rows.by_path[section,]

    def steps_in(self, row: Row) -> int:
        """How many steps in a row are counted."""
        return sum(each.kind == "step" for each in counted_in(self.plan, row))

    def sheet(self, value: Model) -> FlowSheet:
        """The steps of an entry as they are drawn."""
        return flow_of(self.plan).sheets[*value.path, "steps"]

    def stopped(self, condition: Model) -> Destination | None:
        """Where a condition that stops the work leads."""
        return flow_of(self.plan).stops.get(condition.path)

    def leads_from(self, row: Row) -> Destination | None:
        """Where one goes on behind a step, if not to the next: of a branch, behind its last step."""
        return onward(self.plan).get(row.path)

    def answers(self, row: Row) -> Sequence[Lane]:
        """The branches that a step has, each with where it leads."""
        return answers(self.plan).get(row.path, ())

    def ways_to(self, row: Row) -> list[Row]:
        """What a step stands in, the outermost first, and the step itself, as far as they are done only under a condition: in
        one branch of several as well."""
        above = [row]
        while above[-1].parent:
            above.append(above[-1].parent)
        return [
            each
            for each in reversed(above)
            if getattr(each.value, "condition", None) or isinstance(each.value, Outcome)
        ]

    def sum_of(self, steps: Sequence[Step]) -> SumOfSteps | None:
        """What a list of steps takes together."""
        return sum_of(self.plan, steps)

    def way_through(self, row: Row) -> WayThrough | None:
        """What is taken in all if an alternative is carried out, where that has a limit."""
        way = ways_through(self.plan).get(row.path)
        return way if way and way.limit else None

    def ways_of(self, steps: Sequence[Step]) -> list[tuple[Row, WayThrough]]:
        """The ways of which one is carried out, each with what all of it takes."""
        return ways_of(self.plan, steps)

    @staticmethod
    def any_clock(ways: Iterable[tuple[Row, WayThrough]]) -> bool:
        """Whether the condition of a way says a time of day, which moves with T."""
        return any(_CLOCK.search(str(getattr(row.value, "condition", None) or row.title)) for row, _ in ways)

    def taken_again(self, row: Row) -> Row | None:
        """The step of the way back by which a checklist, or an item of it, is gone through once more."""
        return taken_again(self.plan).get(row.path)

    def twin(self, row: Row) -> Row | None:
        """The step that is carried out, where another prepares the same."""
        return twins(self.plan).get(row.path)

    def values_of_the_night(self, section: str) -> list[tuple[Row, list[Row]]]:
        """The variables that are only known on the day, each with where it is needed: what takes a value from it in this section
        first."""
        used = uses(self.plan)
        blanks = [(self.row(target.value), used.get(name, ())) for name, target in blanks_of(self.plan).items()]
        needed = [(blank, [row for row in rows if row.section != blank.section]) for blank, rows in blanks]
        return [(blank, sorted(rows, key=lambda row: row.section != section)) for blank, rows in needed if rows]

    def is_written_elsewhere(self, row: Row) -> bool:
        """Whether a row needs a value of the night that was needed before: it is looked up where it was written."""
        return self.plan.has("runsheet") and any(row in rows[1:] for _, rows in self.values_of_the_night("runsheet"))

    def lines(self, steps: Sequence[Step]) -> tuple[SheetRow, ...]:
        """The rows of a list of steps: steps, smaller steps, and forks."""
        return flow_of(self.plan).sheets[list_path(steps[0].path)].rows if steps else ()

    @staticmethod
    def planned(rows: Iterable[Row]) -> bool:
        """Whether any of these rows says a time of its own, which may be planned anew on the day."""
        return any(getattr(row.value, "at", None) for row in rows)

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
        """Whether anything is read or seen in a list of items, and not only ticked: then it may also fail."""
        marks = ("metric", "when", "result", "expect")
        return any(getattr(row.value, mark, None) is not None for row in rows for mark in marks)

    def target(self, ref: Ref) -> Referent:
        target = self.plan.target(ref)
        assert target is not None, f"unresolved {ref!r} after linking"
        return target

    def source(self, path: tuple[str | int, ...]) -> str:
        """The address of a line of the plan in its repository; empty when there is none."""
        return self.source_at(self.plan.bundle.locate(path, on_key=True)) if self.options.source_url else ""

    def source_at(self, at: Location) -> str:
        """The address of a place in a file; empty when there is no repository."""
        return self.options.source_url.replace("{path}", quote(at.path)).replace("{line}", str(at.line))

    def stands(self, path: Path) -> tuple[str, Markup] | None:
        """The address and the title of the entry, or the chapter, that holds a place of the plan; None for the head."""
        section = str(path[0]) if path and path[0] in self.plan.sections else ""
        if not section:
            return None
        rows = (self.plan.rows.by_path.get(path[:end]) for end in range(len(path), 1, -1))
        row = next((row for row in rows if row and row.anchor), None)
        return (self.link_to(row), self.row_title(row)) if row else (self.link(section), self.section_title(section))

    def explained(self, code: str) -> str:
        """The address of the page that explains a code."""
        return href(self.path, rule_page(code, reference_language(self.language)), self.options)

    # people and metrics

    def person(self, ref: PersonRef) -> Any:
        """The person that a reference leads to; added to those that the page names."""
        person = self.target(ref).value
        for names in (self.named, *self._listening):
            names[str(ref)] = person
        return person

    def deputy(self, ref: PersonRef | None) -> PersonRef | None:
        """Who steps in for somebody."""
        return deputy_of(self.plan, ref) if ref else None

    def stood_in_for(self, refs: Sequence[PersonRef], id: str) -> Sequence[PersonRef]:
        """Of several people, those for whom somebody steps in who is none of them."""
        others = [] if id in map(str, refs) else refs
        return [ref for ref in others if str(self.deputy(ref)) == id]

    @property
    def playbooks(self) -> Sequence[str]:
        """The other chapters of the plan that one opens in an emergency."""
        kinds = self.plan.kinds
        return [key for key in self.plan.sections if key != "rollback" and self.plan.has(key) and kinds[key].emergency]

    @property
    def first_step_back(self) -> Row | None:
        """The first step of the rollback, where it is decided step by step before that; whoever comes from a no-go begins with it."""
        section: Any = self.plan.sections.get("rollback")
        return self.row(section.steps[0]) if section and section.decision and section.steps else None

    @property
    def forward(self) -> Sequence[PersonRef]:
        """Whom one asks where there is no way back."""
        if self.no_return:
            return self.in_turn(self.decider, self.no_return.row)
        return tuple(ref for ref in (self.decider, self.deputy(self.decider)) if ref)

    def in_turn(self, decider: PersonRef | None, at: Row) -> Sequence[PersonRef]:
        """Who decides at the time of a row, and whom one asks if they do not answer."""
        return in_turn(self.plan, decider, at)

    def stage_decider(self, stage: Row) -> PersonRef | None:
        """Who decides whether a stage of the rollout goes on."""
        return stage_decider(self.plan, stage)

    def by_the_hour(self, decider: PersonRef | None) -> Sequence[tuple[Timing, PersonRef]]:
        """Who decides from when on, where the roster swaps somebody and their deputy."""
        return by_the_hour(self.plan, decider)

    def hours_of(self, decider: PersonRef | None, id: str) -> Sequence[Timing]:
        """When one of two decides, where the roster swaps somebody and their deputy."""
        return hours_of(self.plan, decider, id)

    def shifts(self, row: Row, decider: PersonRef | None, launched: bool) -> Sequence[DutyStretch]:
        """Who is on duty when, of those who have something to do in an emergency, where that changes; once it is `launched`."""
        parts = (part for kind in ("step", "item") for part in row.below(kind))
        people = {
            ref for part in parts if not any(each.origin == "said" for each in part.timings) for ref in part.owners
        }
        shifts = shifts_of(self.plan, people, decider, self.plan.frame.launch if launched else None)
        self._relieved = {str(ref) for shift in shifts for _, ref in shift.on}
        return shifts

    @staticmethod
    def slots(template: str) -> Markup:
        """A text to send in which what stands in braces is filled in by hand."""
        parts = _SLOT.split(str(template))
        slot = Markup('<span class="lb-slot" data-slot="{}">{{{}}}</span>')
        return Markup("").join(
            slot.format(part, part) if place % 2 else Markup(escape(part)) for place, part in enumerate(parts)
        )

    def instead(self, row: Row) -> PersonRef | None:
        """Who is called where nobody decides."""
        return instead_of_decider(self.plan, row)

    def named_in(self, items: Sequence[Model]) -> Sequence[str]:
        """The ids of those whom the words of a list name, and whose numbers do not stand at the head of the sheet."""
        named = named_below(self.plan).get(items[0].path[:-1], ()) if items else ()
        return [id for id in named if id not in self.at_head]

    def relieved(self, id: str, deputy: PersonRef) -> bool:
        """Whether the head of the sheet says who is there in somebody's place."""
        return bool(self.at_head) and (id in self._relieved or bool({id, str(deputy)} & self.at_head.keys()))

    def bare(self, instant: Instant) -> Markup:
        """An instant in the plan's zone alone."""
        return self._bare(instant)

    def here(self, timing: Timing) -> Markup:
        """From when to when in the plan's zone alone."""
        return self._bare_span(timing.start, timing.end)

    def from_to(self, timing: Timing) -> Markup:
        """From when to when, with the days."""
        return self._from_to(timing.start, timing.end)

    @property
    def decider(self) -> PersonRef | None:
        """Who decides whether the release is taken back; else who decides on the plan."""
        return decider_of(self.plan)

    @property
    def no_return(self) -> NoReturn | None:
        """Where the way back ends, as far as the plan says."""
        return no_return(self.plan)

    def listening(self) -> dict[str, Any]:
        """What collects the people who are named from here on, until it has `heard` enough."""
        self._listening.append({})
        return self._listening[-1]

    def heard(self, names: dict[str, Any]) -> bool:
        """Whether somebody was named."""
        last = self._listening.pop()
        assert last is names, "who began to listen last is heard first"
        return bool(names)

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
            first, numbers = person.phone[0], " · ".join(map(str, person.phone))
            label = escape(str(self._translate("Call {name}")).format(name=person.name))
            said = f'aria-label="{label} {escape(first)}" data-phone="{escape(numbers)}"'
            call = f'<a class="lb-call" href="tel:{escape(first.dial)}" {said}></a>'
        elif self.numbered:
            call = self.missing(self.translate("no number"))
        return Markup(
            f'<span class="lb-person"><i aria-hidden="true" data-search-exclude>{escape(untitled(str(person.name))[:1])}</i>'
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

    def begins(self, row: Row, zone: bool = True) -> Markup:
        """When a step without a time of its own is planned to begin; empty where that is not known."""
        at = planned_of(self.plan).get(row.path, (None, None))[0]
        if not at or row.timings:
            return Markup("")
        return _clock(Instant(at)) + (self.zone_of(Instant(at)) if zone else "")

    def around(self, row: Row) -> tuple[Row | None, Row | None]:
        """The step or decision for which a step waits, and the one that waits for it: those beside it that the clock does not overlap."""
        before, behind = neighbours(self.plan).get(row.path, (None, None))
        return before if self._follows(before, row) else None, behind if self._follows(row, behind) else None

    def _follows(self, first: Row | None, second: Row | None) -> bool:
        """Whether one is planned to be over when the other begins, or the plan does not say it."""
        planned = planned_of(self.plan)
        starts, ends = planned.get(first.path, (None, None)) if first else (None, None)
        begins = planned.get(second.path, (None, None))[0] if second else None
        length = first.value.length if first and first.kind == "step" else None
        over = ends or (starts and starts + length.shortest.total if length else starts)
        return not (over and begins) or over <= begins

    def waits_at(self, row: Row) -> Sequence[Row]:
        """The stages of the rollout at whose end it is decided whether a step, or a time box, is begun."""
        return waits_of(self.plan).get(row.path, ())

    def waits_for(self, row: Row) -> Sequence[Row]:
        """The same for a step that stands by itself: with those of the time box that begins with it."""
        box = row.parent
        first = box is not None and box.kind == "time box" and row is next(box.below("step"), None)
        return [*(self.waits_at(box) if box and first else ()), *self.waits_at(row)]

    def over_at(self, stage: Row) -> Markup:
        """When a stage of the rollout is planned to be over."""
        at = end_of_stage(stage)
        return self._bare(Instant(at)) if at else Markup("")

    def day(self, day: date) -> Markup:
        """A day, with the year where it is not that of the launch."""
        return self._bare(Instant(datetime(day.year, day.month, day.day, tzinfo=self.plan.frame.zone), "day"))

    def duration(self, length: Duration | None) -> str:
        return duration_text(length, self.language) if length else ""

    def clock_of(self, instant: Instant, length: Duration) -> Markup:
        """The time of one of several that are this far apart: its clock alone where they are on one day or in one night."""
        return self._bare(instant) if length.days or instant.precision != "minute" else _clock(instant)

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
        """Whose times those of the plan are, and how far from UTC, with its further zones: for the head of a sheet."""
        launch, own = self.plan.frame.launch, self.plan.frame.zone.key
        if launch.precision != "minute":
            return self.translate("Times of {place}").format(place=zone_place(own, self.language))
        there = [(own, launch.at), *elsewhere(launch.at, map(str, self.plan.head.also_in))]
        texts = [self._zone_and_offset(at, name) for name, at in there]
        return self.translate("Times of {place}").format(place=" · ".join(texts))

    def _zone_and_offset(self, at: datetime, name: str) -> str:
        place, short, offset = zone_place(name, self.language), zone_short(at, self.language), zone_offset(at)
        return " ".join(dict.fromkeys((place, *short.split(" "), offset)))

    @property
    def zone(self) -> str:
        return zone_text(self.plan.frame.launch.at.astimezone(self.plan.frame.zone), self.language)

    def zone_at(self, instant: Instant) -> str:
        """What the plan's zone is called at a time."""
        return zone_text(instant.at.astimezone(self.plan.frame.zone), self.language)
