"""Builds a site from sources. Pure: no clock, no disk, no environment; the same input gives the same bytes."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from jinja2 import TemplateSyntaxError

from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio
from launchbook.core.problem import Code, Location, Problem, say
from launchbook.discovery.catalogues import translator
from launchbook.exports import find_exports
from launchbook.exports.export import Context, Part
from launchbook.lint import bounded, check_plan, sort_problems
from launchbook.load import Loaded, PlanFiles, load_plan
from launchbook.render import Asset, Page, Renderer
from launchbook.render.margins import margin_sheets
from launchbook.render.model import Download
from launchbook.render.pages import WORKER, assets
from launchbook.site.frame import frame_of
from launchbook.site.offline import offline_list, pages_of

SAME_PLAN = Code(
    "PL005", "two plans with one id", "Two plans have the same id, so their pages would overwrite each other."
)
TEMPLATE_FAILS = Code(
    "TP001",
    "template fails",
    "A page template could not be read, or failed on a plan. Where it is one of the team's own, below `overrides/launchbook/`, "
    "compare it with the generator's template of the same name: it may rely on something that is no longer there.",
)


@dataclass(frozen=True)
class Nav:
    """An entry of the navigation: a page, or a title over further entries."""

    title: str
    path: str | None = None
    children: tuple[Nav, ...] = ()


@dataclass(frozen=True)
class Site:
    """All pages and files of the site, and all problems. Plans with errors have no pages."""

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    home: tuple[Nav, ...]
    """The home page, and the pages over all plans that the navigation lists."""
    plans: Nav
    problems: tuple[Problem, ...]
    frame: Mapping[str, Any]
    """The values for the theme's templates: `extra.launchbook`."""
    language: str
    """The language of pages over all plans."""

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def remarks(self) -> list[Problem]:
        return remarks_of(self.problems)


def remarks_of(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that pages show: a hint is for `launchbook check` alone."""
    return [problem for problem in problems if problem.severity != "hint"]


@dataclass
class Checked:
    """A loaded plan with all its problems."""

    loaded: Loaded
    problems: list[Problem]
    pages: list[Page] = field(default_factory=list)
    exported: dict[str, Part] = field(default_factory=dict)
    """The parts of the plan by the key of the export."""
    revised: datetime | None = None
    """The revision of the plan that was exported."""

    @property
    def plan(self) -> Plan | None:
        return self.loaded.plan

    @property
    def downloads(self) -> list[Download]:
        return [file for part in self.exported.values() for file in part.files]


UNKEPT = ("build.json", WORKER)
"""Endings of files that are always asked of the network."""
_UNKNOWN: Mapping[str, datetime] = {}


class Builder:
    """Builds a site repeatedly, and reads, checks and renders again only what changed."""

    def __init__(self) -> None:
        self._kept: dict[tuple[PlanFiles, datetime], Checked] = {}
        self._rendered_with: Renderer | None = None

    def check(self, sources: Sequence[PlanFiles], as_of: datetime) -> tuple[list[Checked], list[Problem]]:
        """All plans with their problems, and the problems of all plans in file order."""
        kept = {(files, as_of): self._kept.get((files, as_of)) or _check(files, as_of) for files in sources}
        self._kept = kept
        checked = list(kept.values())
        problems = [problem for entry in checked for problem in entry.problems] + _same_ids(checked)
        return checked, sort_problems(problems)

    def build(
        self,
        sources: Sequence[PlanFiles],
        as_of: datetime,
        renderer: Renderer,
        unread: Sequence[Problem] = (),
        revisions: Mapping[str, datetime] = _UNKNOWN,
        beside: Sequence[Download] = (),
    ) -> Site:
        """The site as of a time. `unread` are the problems of finding and reading the sources.

        `revisions` are the times of the last change of plans, by the path of their first file; without an entry, `as_of`.
        `beside` are further files that the home page offers.
        """
        checked, problems = self.check(sources, as_of)
        if renderer is not self._rendered_with:
            self._rendered_with = renderer
            for entry in checked:
                entry.pages, entry.exported = [], {}
        good: dict[str, Checked] = {}
        for entry in checked:
            if entry.plan is not None and entry.plan.id.casefold() not in good:
                good[entry.plan.id.casefold()] = entry
        context = _context(good.values(), renderer, as_of, revisions)
        for entry in good.values():
            assert entry.plan is not None
            _export(entry, entry.plan, context)
            if not entry.pages:
                try:
                    entry.pages = renderer.plan_pages(entry.plan, remarks_of(entry.problems), as_of, entry.downloads)
                except Exception as error:
                    problems.append(_failing_template(error))
        good = {id: entry for id, entry in good.items() if entry.pages}
        plans = [(entry.plan, remarks_of(entry.problems)) for entry in good.values() if entry.plan is not None]
        portfolio = Portfolio([plan for plan, _ in plans], as_of)
        files = [*_export_all(good.values(), portfolio, context), *beside]
        try:
            home, across = renderer.home(plans, portfolio, files), renderer.portfolio_pages(portfolio, files)
        except Exception as error:
            problems.append(_failing_template(error))
            home, across = Page(renderer.options.home, "", ""), []
        translate = translator(renderer.options.language)
        children = tuple(_plan_nav(entry) for entry in good.values())
        pages = (home, *(page for entry in good.values() for page in entry.pages), *across)
        return Site(
            pages,
            (
                *assets(),
                *margin_sheets(pages),
                *(_offline_list(entry, pages, renderer) for entry in good.values()),
                *(file.asset for entry in good.values() for file in entry.downloads),
                *(file.asset for file in files),
            ),
            (Nav(home.title, home.path), *_across_nav(across)),
            Nav(translate("Plans"), None, children),
            tuple(sort_problems([*unread, *problems])),
            frame_of(translate("Plans"), (home, *across)),
            renderer.options.language,
        )


def _offline_list(checked: Checked, pages: Sequence[Page], renderer: Renderer) -> Asset:
    """What a browser keeps of a plan: its pages, its files and those of every page."""
    assert checked.plan is not None
    own = list(pages_of(checked.plan, pages))
    files = [*assets(), *margin_sheets(own), *(file.asset for file in checked.downloads)]
    return offline_list(checked.plan, own, [file for file in files if not file.path.endswith(UNKEPT)], renderer.options)


def _context(
    checked: Iterable[Checked], renderer: Renderer, as_of: datetime, revisions: Mapping[str, datetime]
) -> Context:
    revised = {
        entry.plan.id: revisions.get(entry.loaded.files.files[0][0], as_of)
        for entry in checked
        if entry.plan is not None
    }
    return Context(renderer.options, as_of, revised)


def _export(checked: Checked, plan: Plan, context: Context) -> None:
    """Make the plan's own files, unless they were made for this revision before."""
    if not checked.exported or checked.revised != context.revised(plan):
        checked.exported = {export.key: export.of_plan(plan, context) for export in find_exports()}
        checked.revised = context.revised(plan)


def _export_all(checked: Iterable[Checked], portfolio: Portfolio, context: Context) -> list[Download]:
    """The files over all plans."""
    parts = {entry.plan.id: entry.exported for entry in checked if entry.plan is not None}
    return [
        file
        for export in find_exports()
        for file in export.of_all(
            portfolio, {id: exported[export.key].entries for id, exported in parts.items()}, context
        )
    ]


def _failing_template(error: Exception) -> Problem:
    """A problem at the line of the template that an exception comes from; raises again what comes from no template."""
    places = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        places.append((error.filename or error.name or "", error.lineno))
    name, line = next(((name, line) for name, line in reversed(places) if name.endswith(".j2")), ("", 1))
    if not name:
        raise error
    parts = PurePath(name).parts
    start = max((index for index, part in enumerate(parts) if part == "launchbook"), default=1)
    return Problem(
        TEMPLATE_FAILS,
        say("the template fails: {reason}", reason=f"{type(error).__name__}: {error}"),
        Location("/".join(parts[max(0, start - 1) :]), line),
        (say("Mend it, or remove it: the generator's own template then takes its place."),),
    )


def _check(files: PlanFiles, as_of: datetime) -> Checked:
    loaded = load_plan(files)
    problems = list(loaded.problems)
    if loaded.plan is not None:
        problems += check_plan(loaded.plan, as_of)
        if any(problem.severity == "error" for problem in problems):
            loaded.plan = None
    return Checked(loaded, bounded(problems))


def _across_nav(pages: Sequence[Page]) -> Iterator[Nav]:
    """The navigation of generated pages over all plans: the list of people, not every person."""
    yield from (Nav(page.title, page.path) for page in pages if page.in_nav)


def _plan_nav(checked: Checked) -> Nav:
    assert checked.plan is not None
    front, *rest = checked.pages
    overview = translator(str(checked.plan.head.language))("Overview")
    children = (Nav(overview, front.path), *(Nav(page.title, page.path) for page in rest if page.in_nav))
    return Nav(front.title, None, children)


def _same_ids(checked: Sequence[Checked]) -> list[Problem]:
    """Plans with the same id, case ignored: to file systems and some hosts, `A` and `a` are the same."""
    first: dict[str, Plan] = {}
    problems = []
    for entry in checked:
        if entry.plan is None:
            continue
        same = first.setdefault(entry.plan.id.casefold(), entry.plan)
        if same is not entry.plan:
            where, other = entry.plan.bundle.locate(("plan",)), same.bundle.locate(("plan",))
            problems.append(
                Problem(
                    SAME_PLAN,
                    say("plan id `{id}` is taken", id=entry.plan.id),
                    where,
                    (say("Give this plan an id of its own; upper and lower case count as the same."),),
                    ((say("first used here"), other),),
                )
            )
    return problems
