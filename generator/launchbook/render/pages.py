"""Pages of plans, and the home page over all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime, time
from functools import cache
from itertools import islice
from pathlib import Path
from posixpath import dirname, relpath, splitext
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from launchbook.core.acceptance import Accepted
from launchbook.core.groups import grouped
from launchbook.core.launch import span_of
from launchbook.core.plan import Plan
from launchbook.core.portfolio import OVER, Portfolio
from launchbook.core.problem import Message, Problem
from launchbook.core.prompts import prompted
from launchbook.core.rows import Event
from launchbook.core.section import Section
from launchbook.core.sheet import PageKind, Sheet
from launchbook.core.text import escape, with_chapter_links
from launchbook.discovery.catalogues import spoken
from launchbook.discovery.kinds import find_pages, find_sections, section_folder, view_folder
from launchbook.render.blanks import Blanks
from launchbook.render.formats import day_text, heading_text, month_text, plain, title_text, weekday_texts
from launchbook.render.jinja import Compiled
from launchbook.render.margins import sheet_of
from launchbook.render.model import Asset, Download, Options, Page, href
from launchbook.render.months import months_of
from launchbook.render.places import crumbs, filled, headings, language_of
from launchbook.render.remarks import graded
from launchbook.render.running import running
from launchbook.render.script import SCRIPTS, joined
from launchbook.render.sheets import pages_beside, spaced
from launchbook.render.view import View, Words, page_path

HERE = Path(__file__).parent
_NEIGHBOURS = re.compile(r"(</(?:td|th|dt|dd|b)>)<")
_MARKDOWN = re.compile(r"(\A\s*---\n.*?\n---\n|^#{1,6} [^\n]*$)", re.DOTALL | re.MULTILINE)
"""The parts of a page that are not HTML."""
_LIVE = re.compile(r"[\t`~*\[\]{}\\^$|]")
"""Characters with a meaning for Markdown preprocessors or template engines, and none for HTML."""
_PARTS = re.compile(r'class="(?:[^"]* )?lb-(?:emergency|later)[ "]')
"""What is printed apart from the rest of its page."""
THEME = HERE / "theme"
"""Templates of the theme that are replaced: to bound the navigation, and to load nothing from other hosts."""
_SYNTAX: dict[str, Any] = {
    "trim_blocks": True,
    "lstrip_blocks": True,
    "comment_start_string": "{%#",  # `{#` begins an anchor in Markdown headings
    "comment_end_string": "#%}",
    "extensions": ["jinja2.ext.loopcontrols"],
    "optimized": False,  # folding the few constants there are takes a sixth of compiling, and saves nothing
}
STYLE = "assets/launchbook/launchbook.css"
EARLY = "assets/launchbook/early.js"
"""The script that the theme's templates load before a page is drawn."""
WORKER = "sw.js"
"""The service worker; at the root, since it answers only for what lies below it."""
_NUMBERS = "\n".join(f'[data-number="{number}"] {{ --number: {number} }}' for number in range(101))
"""A whole number that a style computes with: a page may carry no style of its own."""


class Renderer:
    """Templates and options of a site; renders any number of plans.

    `overrides` are folders whose `launchbook/` holds templates that win over the generator's own, by the same names:
    `launchbook/sections/rollback/page.md.j2`, `launchbook/home.md.j2`, `launchbook/macros.j2`.
    """

    def __init__(self, options: Options, overrides: Sequence[Path] = ()) -> None:
        self.options = options
        own = [HERE / "templates", HERE.parent]
        folders: list[BaseLoader] = [FileSystemLoader([*(folder / "launchbook" for folder in overrides), *own])]
        self.environment = Environment(
            loader=ChoiceLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,  # a renderer is made anew where templates changed
            bytecode_cache=Compiled(HERE.parent, repr(_SYNTAX)),
            **_SYNTAX,
        )
        self.environment.filters |= {
            "heading": heading_text,
            "label": title_text,
            "quoted": quoted,
            "plain": attribute,
            "prompted": prompted,
            "headings": headings,
            "spaced": spaced,
            "filled": filled,
            "running": running,
        }

    def plan_pages(
        self,
        plan: Plan,
        problems: Sequence[Problem],
        as_of: datetime,
        downloads: Sequence[Download] = (),
        language: str = "",
        accepted: Sequence[Accepted] = (),
    ) -> list[Page]:
        """The front page and one page per section, in file order; in another language than the plan's where one is given."""
        top = next(kind for kind in plan.kinds.values() if kind.top)
        beside = pages_beside(plan)
        front = self._page(plan, top, plan.head, "", problems, as_of, beside, downloads, language, accepted)
        pages = [front, *self.chapters(plan, problems, as_of, downloads, language)]
        above = (page_path(plan), plan.head.title)
        apart = {page.path for page in pages if page.apart}
        return pages + [
            self._sheet(kind, sheet, plan, above, apart=apart) for kind, sheets in beside.items() for sheet in sheets
        ]

    def chapters(
        self,
        plan: Plan,
        problems: Sequence[Problem],
        as_of: datetime,
        downloads: Sequence[Download] = (),
        language: str = "",
    ) -> Iterator[Page]:
        """One page per section, in file order."""
        for key, model in plan.sections.items():
            yield self._page(plan, plan.kinds[key], model, key, problems, as_of, {}, downloads, language)

    def portfolio_pages(self, portfolio: Portfolio, downloads: Sequence[Download] = ()) -> list[Page]:
        """The generated pages over all plans."""
        files = grouped((splitext(file.path)[0] + ".md", file) for file in downloads)
        pages = []
        for kind in find_pages():
            sheets = list(kind.of_all(portfolio))
            front = next(((sheet.path, sheet.title) for sheet in sheets if sheet.path.endswith("/index.md")), None)
            for sheet in sheets:
                above = (front,) if front and front[0] != sheet.path else ()
                pages.append(self._sheet(kind, sheet, None, *above, downloads=files.get(sheet.path, ())))
        return pages

    def _sheet(
        self,
        kind: PageKind,
        sheet: Sheet,
        plan: Plan | None,
        *above: tuple[str, str | Message],
        downloads: Sequence[Download] = (),
        apart: Set[str] = frozenset(),
    ) -> Page:
        plans = (plan,) if plan else sheet.plans
        language = language_of(plans, self.options.language)
        v = (
            View(plan, self.options, path=sheet.path, context=kind.key)
            if plan
            else Words(language, kind.key, self.options.authoring)
        )
        lenses = cache(lambda plan: View(plan, self.options, "", language, sheet.path, kind.key))
        title = v.titled(sheet.title, kind.key)
        trail = crumbs(sheet.path, v, self.options, *((path, v.titled(name, kind.key)) for path, name in above))
        identity = plan.id if plan else None
        place = sheet_of(sheet.path, identity)
        text = self._text(
            f"views/{kind.key}/{sheet.template}", v, sheet.path, downloads, **sheet.values, plan=plan, plans=plans,
            title=title, lens=lenses, language=language, crumbs=trail, top=kind.key,
            page_title=f"{plain(title)} · {plain(plan.head.title)}" if plan else title, margins=place,
            file=splitext(sheet.path)[0] + ".pdf",
        )  # fmt: skip
        listed = sheet.path.endswith("/index.md")
        names = (
            {code: plain(Words(code, kind.key).titled(sheet.title, kind.key)) for code in self._spoken(plans)}
            if listed
            else {}
        )
        margins = "".join(self._margins(sheet, v, plain(title), *place, apart))
        about = () if plan else tuple(each.id for each in plans)
        return Page(
            sheet.path, plain(title), text, identity, about=about, in_nav=listed, margins=margins, names=names,
            said=tuple(sheet.said), weight=kind.weight,
        )  # fmt: skip

    def _margins(self, sheet: Sheet, v: Words, title: str, file: str, name: str, apart: Set[str]) -> Iterator[str]:
        """The rules for a sheet and for each page that is bound into it, of which some have parts that are printed `apart`."""
        around = replace(v.margins(title), paper=sheet.paper)
        yield around.rule(name)
        if sheet.pieces:
            yield around.blank(name)
        for number, piece in enumerate(sheet.pieces, 1):
            here = f'body:has(link[data-paper="{name}"])'
            where = f'{here} [data-piece="{number}"]'
            if number == 1:  # nothing stands before the first where there is no cover
                where = f"{here}:not(:has(.lb-cover)), {where}"
            alone = replace(around, piece=plain(piece.title), number=number)
            if isinstance(v, View) and (printed := v.piece(piece.name)):
                alone = v.asking(alone, printed)
            yield alone.rule(f"{name}-piece-{number}", where)
        for part in sheet.parts:
            view = View(part.plan, self.options, path=part.path, context=part.context)
            own = view.margins(
                view.titled(part.title, part.context), landscape=part.landscape, emergency=part.emergency
            )
            square = own.square and relpath(f"plans/{part.plan.id}/{own.square}", dirname(file))
            here = f'body:has(link[data-paper="{name}"]) .lb-part[data-part="{part.name}"]'
            yield replace(own, paper=sheet.paper, square=square, pack=title).rule(
                f"{name}-{part.name}", here, part.emergency or part.path in apart
            )

    def _page(
        self,
        plan: Plan,
        kind: Section,
        model: Any,
        key: str,
        problems: Sequence[Problem],
        as_of: datetime,
        beside: Mapping[PageKind, Sequence[Sheet]],
        downloads: Sequence[Download],
        language: str = "",
        accepted: Sequence[Accepted] = (),
    ) -> Page:
        view = View(plan, self.options, key, language, context=kind.key)
        title = view.translate(kind.title) if key else plan.head.title
        place = sheet_of(view.path, plan.id)
        text = self._text(
            f"sections/{kind.key}/page.md.j2", view, view.path, (file for file in downloads if (file.section or "") == key),
            plan=plan, head=plan.head, section=model, kind=kind, key=key, title=title,
            page_title=f"{plain(title)} · {plain(plan.head.title)}" if key else title,
            contents=[plan.kinds[key] for key in plan.sections], remarks=graded(problems), accepted=accepted, as_of=as_of,
            crumbs=crumbs(view.path, view, self.options, *([(page_path(plan), plan.head.title)] if key else ())),
            coming=coming(plan, 40) if kind.top else (), beside={kind.key: sheets for kind, sheets in beside.items()},
            margins=place,
        )  # fmt: skip
        margins = view.margins(title if key else "", landscape=kind.landscape, emergency=kind.emergency)
        apart = bool(_PARTS.search(text))
        rule = margins.rule(place[1], parts=apart)
        prompts = tuple(view.prompts)
        return Page(view.path, plain(title), text, plan.id, key or None, margins=rule, apart=apart, prompts=prompts)

    def home(
        self, plans: Sequence[tuple[Plan, Sequence[Problem]]], portfolio: Portfolio, downloads: Sequence[Download] = ()
    ) -> Page:
        """The home page: all plans, the next launch first; the months with launches; clashes on launch days."""
        as_of = portfolio.as_of
        v = Words(self.options.language, authoring=self.options.authoring)
        cards = [self._card(plan, problems, as_of) for plan, problems in plans]
        cards.sort(key=lambda card: (card["rank"], card["order"], str(card["plan"].id)))
        title = str(v.translate("Launches"))
        place = sheet_of(self.options.home, None)
        text = self._text(
            "home.md.j2", v, self.options.home, (file for file in downloads if "/" not in file.path),
            cards=cards, title=title, lens=cache(lambda plan: self._lens(plan)), portfolio=portfolio,
            months=list(months_of(portfolio)), month_text=lambda day: month_text(day, v.language),
            weekdays=weekday_texts(v.language), plans=[plan for plan, _ in plans], margins=place,
        )  # fmt: skip
        names = {language: str(Words(language).translate("Launches")) for language in self._spoken(portfolio.plans)}
        return Page(self.options.home, title, text, names=names, margins=v.margins(title).rule(place[1]))

    def _spoken(self, plans: Iterable[Plan]) -> tuple[str, ...]:
        """The languages in which a page that stands in the navigation of all others has a name."""
        return spoken(self.options.language, *(str(plan.head.language) for plan in plans))

    def _lens(self, plan: Plan) -> View:
        """A plan as the home page sees it."""
        return View(plan, self.options, path=self.options.home, language=self.options.language)

    def _card(self, plan: Plan, problems: Sequence[Problem], as_of: datetime) -> dict[str, Any]:
        view = self._lens(plan)
        past = plan.head.status in OVER
        return {
            "plan": plan,
            "head": plan.head,
            "v": view,
            "link": href(self.options.home, page_path(plan), self.options),
            "progress": plan.progress(),
            "next": next_events(plan, as_of, 12),
            "remarks": graded(problems),
            "past": past,
            "rank": _rank(plan, as_of),
            "order": _order(plan) if not past else -plan.frame.launch.at.timestamp(),
        }

    def _text(self, template: str, v: Words, path: str, downloads: Iterable[Download], **values: object) -> str:
        """A page from its template, which gets the common functions and these values."""
        rendered = self.environment.get_template(template).render(
            v=v, _=v.translate, _n=v.count, options=self.options, downloads=offered(path, downloads, self.options),
            to=lambda target: href(path, target, self.options),
            day_text=lambda day: day_text(datetime.combine(day, time()), v.language, True),
            **values,
        )  # fmt: skip
        view = v if isinstance(v, View) else None
        linked = with_chapter_links(rendered, view.chapter_link, view.link_told) if view else _unlinked(rendered)
        return finished(self._with_blanks(linked, v, [view.plan] if view else values.get("plans") or ()))

    def _with_blanks(self, rendered: str, v: Words, plans: Any) -> str:
        """The page with its blanks drawn, and with what asks for them before a command is copied."""
        blanks = Blanks(plans, v.blank_links() if isinstance(v, View) else {})
        drawn = blanks.drawn(rendered)
        if not blanks.shown or 'class="lb-command' not in drawn:
            return drawn
        return drawn + self.environment.get_template("blanks.j2").render(v=v, _=v.translate, shown=blanks.shown)


def _unlinked(rendered: str) -> str:
    """A page of no plan, in which no text links to a chapter."""
    return with_chapter_links(rendered, lambda address: "")


def _rank(plan: Plan, as_of: datetime) -> int:
    """Plans on the home page: the launch that is on, those ahead, those without a day, those whose day is past, those that are over."""
    launch, span = plan.frame.launch, span_of(plan)
    if plan.head.status in OVER:
        return 4
    if span is not None and span.start <= as_of <= span.end:
        return 0
    return 2 if launch.precision == "none" else 3 if launch.extent.latest < as_of else 1


def _order(plan: Plan) -> float:
    """Plans by their launch; those without one last."""
    return float("inf") if plan.frame.launch.precision == "none" else plan.frame.launch.at.timestamp()


def offered(page: str, downloads: Iterable[Download], options: Options) -> list[tuple[Download, str]]:
    """Files with their addresses relative to a page; those without a title are read by the page itself."""
    return [(file, href(page, file.path, options)) for file in downloads if file.title]


def finished(text: str) -> str:
    """A page for the site's engine: in HTML, characters that could begin Markdown are character references.

    Spaces separate neighbouring cells and terms: the search index would join the words around `</td><td>`.
    """
    parts = _MARKDOWN.split(_NEIGHBOURS.sub(lambda end: f"{end[1]} <", text))
    return "".join(part if index % 2 else _inert(part) for index, part in enumerate(parts))


def _inert(rendered: str) -> str:
    return _LIVE.sub(lambda mark: f"&#{ord(mark[0])};", rendered)


def attribute(text: object) -> Markup:
    """A title for an attribute."""
    return Markup(escape(plain(text)))


def quoted(text: object) -> Markup:
    """A YAML (and JSON) string for the front matter. Themes print titles unescaped, so it is escaped here."""
    return Markup(json.dumps(escape(plain(text)), ensure_ascii=False))


def next_events(plan: Plan, as_of: datetime, count: int) -> list[Event]:
    """The first events that are neither past nor done, without recurring ones."""
    return list(islice((event for event in _unfinished(plan) if event.until >= as_of), count))


def coming(plan: Plan, count: int) -> list[Event]:
    """The first events that are not done, without recurring ones. The reader's browser chooses from them by its clock."""
    return list(islice(_unfinished(plan), count))


def _unfinished(plan: Plan) -> Iterator[Event]:
    fixed = (event for event in plan.rows.events if event.start.drift is None)
    return (event for event in fixed if not event.over and event.series is None)


@cache
def assets() -> tuple[Asset, ...]:
    """The style sheet, gathered from the base, the sections and the views, and the scripts: the same for every plan."""
    styles = [
        (HERE / "assets" / name).read_text("utf-8")
        for name in (
            "tokens.css",
            "base.css",
            "headings.css",
            "branches.css",
            "gates.css",
            "launch.css",
            "run.css",
            "strip.css",
        )
    ]
    folders = [section_folder(key) for key in find_sections()] + [view_folder(kind.key) for kind in find_pages()]
    styles += [(folder / "style.css").read_text("utf-8") for folder in folders if (folder / "style.css").is_file()]
    styles += [_NUMBERS, (HERE / "assets" / "print.css").read_text("utf-8")]
    scripts = {EARLY: "early.js", WORKER: "sw.js"}
    files = [Asset(path, (HERE / "assets" / name).read_bytes()) for path, name in scripts.items()]
    files += [Asset(path, joined(first)) for path, first in SCRIPTS.items()]
    return (Asset(STYLE, "\n".join(styles).encode()), *files)
