"""Pages of plans, and the home page over all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from launchbook.core.discovery import find_sections, section_folder
from launchbook.core.i18n import translator
from launchbook.core.plan import Dated, Plan
from launchbook.core.problem import Problem
from launchbook.core.section import Section
from launchbook.core.text import escape
from launchbook.render.formats import heading_text
from launchbook.render.jinja import Compiled, Direct
from launchbook.render.model import Asset, Options, Page, href
from launchbook.render.view import View, page_path

HERE = Path(__file__).parent
_NEIGHBOURS = re.compile(r"(</(?:td|th|dt|dd|b)>)<")
THEME = HERE / "theme"
"""Templates of the theme that the generator replaces: the bounded navigation, and what would ask another host."""
_SYNTAX: dict[str, Any] = {
    "trim_blocks": True,
    "lstrip_blocks": True,
    "comment_start_string": "{%#",  # `{#` begins an anchor in Markdown headings
    "comment_end_string": "#%}",
    "extensions": ["jinja2.ext.loopcontrols"],
    "optimized": False,  # folding the few constants there are takes a sixth of compiling, and saves nothing
}
STYLE, SCRIPT = "assets/launchbook/launchbook.css", "assets/launchbook/launchbook.js"


@dataclass(frozen=True)
class Entry:
    """A section in a plan's table of contents."""

    key: str
    kind: Section
    title: str
    path: str


class Renderer:
    """Templates and options of one site; renders any number of plans.

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
        self.environment.context_class = Direct
        self.environment.filters |= {
            "heading": lambda text: Markup(heading_text(str(text))),
            "quoted": quoted,
            "plain": plain,
        }

    def plan_pages(self, plan: Plan, problems: Sequence[Problem], as_of: datetime) -> list[Page]:
        """The front page and one page per section, in file order."""
        top = next(kind for kind in plan.kinds.values() if kind.top)
        contents = self.contents(plan)
        pages = [self._page(plan, top, plan.head, "", contents, problems, as_of)]
        for key, model in plan.sections.items():
            pages.append(self._page(plan, plan.kinds[key], model, key, contents, problems, as_of))
        return pages

    def contents(self, plan: Plan) -> list[Entry]:
        translate = translator(str(plan.head.language))
        return [
            Entry(key, plan.kinds[key], translate(plan.kinds[key].title), page_path(plan, key)) for key in plan.sections
        ]

    def _page(
        self,
        plan: Plan,
        kind: Section,
        model: Any,
        key: str,
        contents: list[Entry],
        problems: Sequence[Problem],
        as_of: datetime,
    ) -> Page:
        view = View(plan, self.options, key)
        title = str(view.translate(kind.title)) if key else str(plan.head.title)
        template = self._template(f"sections/{kind.key}/page.md.j2")
        text = template.render(
            v=view, _=view.translate, plan=plan, head=plan.head, section=model, kind=kind, key=key, title=title,
            page_title=f"{title} · {plan.head.title}" if key else title,
            contents=contents, problems=problems, as_of=as_of, options=self.options,
            coming=coming(plan, 40) if kind.top else (),
        )  # fmt: skip
        return Page(view.path, title, apart(text), plan.id, key or None)

    def home(self, plans: Sequence[tuple[Plan, Sequence[Problem]]], as_of: datetime) -> Page:
        """All plans, the next launch first."""
        translate = translator(self.options.language)
        cards = [self._card(plan, problems, as_of) for plan, problems in plans]
        cards.sort(key=lambda card: (card["past"], card["overdue"], card["order"], str(card["plan"].id)))
        title = translate("Launches")
        text = self._template("home.md.j2").render(
            _=lambda msgid: Markup(translate(msgid)), cards=cards, title=title, options=self.options
        )
        return Page(self.options.home, title, text)

    def _card(self, plan: Plan, problems: Sequence[Problem], as_of: datetime) -> dict[str, Any]:
        view = View(plan, self.options, path=self.options.home, language=self.options.language)
        launch = plan.frame.launch.at
        past = plan.head.status in ("launched", "closed", "rolled back")
        return {
            "plan": plan,
            "head": plan.head,
            "v": view,
            "link": href(self.options.home, page_path(plan), self.options),
            "progress": plan.progress(),
            "next": next_events(plan, as_of, 12),
            "problems": problems,
            "past": past,
            "overdue": launch < as_of,
            "order": -launch.timestamp() if past else launch.timestamp(),
        }

    def _template(self, name: str) -> Template:
        return self.environment.get_template(name)


def apart(text: str) -> str:
    """A space between neighbouring cells and terms: the search index takes `</td><td>` for one word."""
    return _NEIGHBOURS.sub(lambda end: f"{end[1]} <", text)


def plain(text: object) -> Markup:
    """A text for an attribute. A `Text` renders as HTML, whose quotes would end the attribute; labels are safe already."""
    return text if isinstance(text, Markup) else Markup(escape(str(text)))


def quoted(text: object) -> Markup:
    """A YAML (and JSON) string for the front matter. Themes print titles unescaped, so it is escaped here."""
    return Markup(json.dumps(escape(str(text)), ensure_ascii=False))


def next_events(plan: Plan, as_of: datetime, count: int) -> list[Dated]:
    """The first events that are neither over nor done."""
    return [dated for dated in plan.dated() if dated.until >= as_of and not dated.event.done][:count]


def coming(plan: Plan, count: int) -> list[Dated]:
    """Events that are not done, for the reader's browser to choose from by its own clock."""
    return [dated for dated in plan.dated() if not dated.event.done][:count]


def assets() -> list[Asset]:
    """One style sheet and one script, gathered from the base and the sections."""
    styles = [(HERE / "assets" / name).read_text("utf-8") for name in ("tokens.css", "base.css")]
    for key in find_sections():
        style = section_folder(key) / "style.css"
        if style.is_file():
            styles.append(style.read_text("utf-8"))
    styles.append((HERE / "assets" / "print.css").read_text("utf-8"))
    script = (HERE / "assets" / "launchbook.js").read_bytes()
    return [Asset(STYLE, "\n".join(styles).encode()), Asset(SCRIPT, script)]
