"""Builds a site from sources. Pure: no clock, no disk, no environment; the same input gives the same bytes."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from jinja2 import TemplateSyntaxError

from launchbook.core.acceptance import Accepted
from launchbook.core.groups import grouped
from launchbook.core.plan import Plan
from launchbook.core.portfolio import Portfolio
from launchbook.core.problem import Code, Location, Problem, say
from launchbook.discovery.catalogues import translator
from launchbook.discovery.codes import all_codes
from launchbook.discovery.kinds import find_rules
from launchbook.explain import rule_pages
from launchbook.exports import find_exports
from launchbook.exports.export import Context, Part
from launchbook.lint import bounded, check_plan, worst_first
from launchbook.lint.accept import Acceptances, Noted
from launchbook.lint.between import check_plans
from launchbook.load import Loaded, PlanFiles, load_plan
from launchbook.render import Asset, Page, Renderer
from launchbook.render.margins import margin_sheets
from launchbook.render.model import Download
from launchbook.render.pages import WORKER, assets
from launchbook.search.index import Entry, entries_of
from launchbook.search.records import names_in, page_records, plan_records
from launchbook.site.binding import FOLDER
from launchbook.site.frame import frame_of
from launchbook.site.offline import offline_list, pages_of
from launchbook.site.sharing import shared, uncollected
from launchbook.site.sheets import State, paper_files

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
    entries: tuple[Entry, ...] = ()
    """What the search finds of the plans."""

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.grade == "error"]

    @property
    def remarks(self) -> list[Problem]:
        return remarks_of(self.problems)


def remarks_of(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that pages show: a hint is for `launchbook check` alone."""
    return [problem for problem in problems if problem.grade != "hint"]


@dataclass
class Checked:
    """A loaded plan with all its problems."""

    loaded: Loaded
    own: list[Problem]
    """What is wrong with the plan by itself."""
    acceptances: Acceptances | None = None
    """What the plan accepts, after its own problems were seen; None where it could not be loaded."""
    between: list[Problem] = field(default_factory=list)
    """What is wrong between it and other plans; it changes as they do."""
    accepted: list[Accepted] = field(default_factory=list)
    """What is wrong and was accepted."""
    pages: list[Page] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    """What the search finds of it."""
    paper: list[Asset] = field(default_factory=list)
    """The files by which its printed sheets are known."""
    exported: dict[str, Part] = field(default_factory=dict)
    """The parts of the plan by the key of the export."""
    revised: datetime | None = None
    """The revision of the plan that was exported."""

    @property
    def plan(self) -> Plan | None:
        return self.loaded.plan

    @property
    def problems(self) -> list[Problem]:
        return worst_first([*self.own, *self.between])

    def stand_among(self, found: Iterable[Problem], unasked: Collection[str]) -> None:
        """Note what is wrong between it and the plans that there are now; its pages say so."""
        assert self.acceptances is not None
        acceptances = self.acceptances.copy()
        between = bounded([*acceptances.standing(found), *acceptances.useless(unasked)])
        if (self.between, self.accepted) != (between, acceptances.accepted):
            self.between, self.accepted = between, acceptances.accepted
            self.pages, self.entries, self.paper = [], [], []

    @property
    def downloads(self) -> list[Download]:
        return [file for part in self.exported.values() for file in part.files]


UNKEPT = ("build.json", WORKER)
"""Endings of files that are always asked of the network."""
_UNKNOWN: Mapping[str, datetime] = {}
_NONE: Mapping[str, Sequence[State]] = {}


class Builder:
    """Builds a site repeatedly, and reads, checks and renders again only what changed."""

    def __init__(self) -> None:
        self._kept: dict[tuple[PlanFiles, datetime], Checked] = {}
        self._rendered_with: Renderer | None = None

    def check(
        self, sources: Sequence[PlanFiles], as_of: datetime, whole: bool = True
    ) -> tuple[list[Checked], list[Problem]]:
        """All plans with their problems, and the problems of all plans, the worst first. `whole` says that there are no other plans."""
        new = [files for files in dict.fromkeys(sources) if (files, as_of) not in self._kept]
        fresh = dict(zip(new, _check_all(new, as_of), strict=True))
        kept = {(files, as_of): self._kept.get((files, as_of)) or fresh[files] for files in sources}
        self._kept = kept
        checked = list(kept.values())
        readable = _readable(checked)
        plans = [entry.loaded.rest for entry in readable.values() if entry.loaded.rest is not None]
        found = grouped((plan.id.casefold(), problem) for plan, problem in check_plans(Portfolio(plans, as_of, whole)))
        unasked = frozenset(rule.code.id for rule in find_rules() if rule.over_plans and not whole)
        for id, entry in readable.items():
            if entry.plan is not None:
                entry.stand_among(found.get(id, ()), unasked)
            elif entry.loaded.rest is not None:
                entry.between = bounded(Acceptances(entry.loaded.rest, as_of).standing(found.get(id, ())))
        problems = [problem for entry in checked for problem in entry.problems] + _same_ids(checked)
        return checked, worst_first(problems)

    def build(
        self,
        sources: Sequence[PlanFiles],
        as_of: datetime,
        renderer: Renderer,
        unread: Sequence[Problem] = (),
        revisions: Mapping[str, datetime] = _UNKNOWN,
        beside: Sequence[Download] = (),
        earlier: Mapping[str, Sequence[State]] = _NONE,
    ) -> Site:
        """The site as of a time. `unread` are the problems of finding and reading the sources.

        `revisions` are the times of the last change of plans, by the path of their first file; without an entry, `as_of`.
        `beside` are further files that the home page offers. `earlier` are the former states of plans, also by first file.
        """
        checked, problems = self.check(sources, as_of)
        if renderer is not self._rendered_with:
            self._rendered_with = renderer
            for entry in checked:
                entry.pages, entry.entries, entry.paper, entry.exported = [], [], [], {}
        good = _good(checked)
        context = _context(good.values(), renderer, as_of, revisions)
        problems += _render_all(good.values(), context, renderer, earlier)
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
        explained = _explained(good.values(), renderer)
        pages = (home, *(page for entry in good.values() for page in entry.pages), *across, *explained)
        return Site(
            pages,
            (
                *assets(),
                *margin_sheets(pages),
                *(file for entry in good.values() for file in entry.paper),
                *(_offline_list(entry, pages, renderer) for entry in good.values()),
                *(file.asset for entry in good.values() for file in entry.downloads),
                *(file.asset for file in files),
            ),
            (Nav(home.title, home.path), *_across_nav(across)),
            Nav(translate("Plans"), None, children),
            tuple(worst_first([*unread, *problems])),
            frame_of(translate("Plans"), (home, *across)),
            renderer.options.language,
            tuple(_entries(good.values(), (home, *across))),
        )


def _entries(checked: Collection[Checked], across: Sequence[Page]) -> Iterator[Entry]:
    names = {name for entry in checked if entry.plan is not None for name in names_in(entry.plan)}
    yield from entries_of(page_records(across), names)
    for entry in checked:
        yield from entry.entries


def _explained(checked: Collection[Checked], renderer: Renderer) -> Iterator[Page]:
    """The pages of codes: of those to which a remark leads, or of all; in the languages of the site and its plans."""
    spoken = [str(entry.plan.head.language) for entry in checked if entry.plan is not None]
    shown = [[*remarks_of(entry.problems), *(each.problem for each in entry.accepted)] for entry in checked]
    codes = {problem.code.id: problem.code for problems in shown for problem in problems}
    chosen = all_codes() if renderer.options.explains_all else [codes[id] for id in sorted(codes)]
    yield from rule_pages([renderer.options.language, *spoken], chosen)


def _good(checked: Iterable[Checked]) -> dict[str, Checked]:
    """The plans without errors, the first of each id."""
    good: dict[str, Checked] = {}
    for entry in checked:
        if entry.plan is not None:
            good.setdefault(entry.plan.id.casefold(), entry)
    return good


def _readable(checked: Iterable[Checked]) -> dict[str, Checked]:
    """The plans that are compared with each other: those without errors, and of others what could be read, the first of each id."""
    found = _good(checked)
    for entry in checked:
        if entry.plan is None and entry.loaded.rest is not None:
            found.setdefault(entry.loaded.rest.id.casefold(), entry)
    return found


Made = tuple[list[Page], list[Entry], list[Asset]]
"""The pages of a plan, what the search finds of it, and the files by which its printed sheets are known."""


def _render_all(
    checked: Collection[Checked], context: Context, renderer: Renderer, earlier: Mapping[str, Sequence[State]]
) -> list[Problem]:
    """Make the files and pages that are not there yet: files here, where those over all plans need them; pages on all processors."""
    for entry in checked:
        if entry.pages:
            _export(entry, context)
    new = [entry for entry in checked if not entry.pages]
    found = shared(
        (_export(entry, context) for entry in new), lambda entry: _made(entry, context, renderer, earlier), len(new)
    )
    for entry, made in found:
        if not isinstance(made, Problem):
            entry.pages, entry.entries, entry.paper = made
    return [made for _, made in found if isinstance(made, Problem)]


def _made(
    checked: Checked, context: Context, renderer: Renderer, earlier: Mapping[str, Sequence[State]]
) -> Made | Problem:
    try:
        return _rendered(checked, context, renderer, earlier)
    except Exception as error:
        return _failing_template(error)


def _rendered(checked: Checked, context: Context, renderer: Renderer, earlier: Mapping[str, Sequence[State]]) -> Made:
    plan, remarks = checked.plan, remarks_of(checked.problems)
    assert plan is not None
    pages = renderer.plan_pages(plan, remarks, context.as_of, checked.downloads, accepted=checked.accepted)
    states = earlier.get(checked.loaded.files.files[0][0], ())
    return (
        pages,
        entries_of(plan_records(plan, pages, context.as_of), names_in(plan)),
        list(paper_files(plan, states, renderer.options)),
    )


def _offline_list(checked: Checked, pages: Sequence[Page], renderer: Renderer) -> Asset:
    """What a browser keeps of a plan: its pages, its files and those of every page."""
    assert checked.plan is not None
    own = list(pages_of(checked.plan, pages))
    files = [*assets(), *margin_sheets(own), *checked.paper, *(file.asset for file in checked.downloads)]
    return offline_list(
        checked.plan,
        own,
        [file for file in files if _is_kept(file.path)],
        renderer.options,
    )


def _is_kept(path: str) -> bool:
    return not path.endswith(UNKEPT) and f"/{FOLDER}/" not in path


def _context(
    checked: Iterable[Checked], renderer: Renderer, as_of: datetime, revisions: Mapping[str, datetime]
) -> Context:
    revised = {
        entry.plan.id: revisions.get(entry.loaded.files.files[0][0], as_of)
        for entry in checked
        if entry.plan is not None
    }
    return Context(renderer.options, as_of, revised)


def _export(checked: Checked, context: Context) -> Checked:
    """Make the plan's own files, unless they were made for this revision before."""
    plan = checked.plan
    assert plan is not None
    if not checked.exported or checked.revised != context.revised(plan):
        checked.exported = {export.key: export.of_plan(plan, context) for export in find_exports()}
        checked.revised = context.revised(plan)
    return checked


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


def _check_all(sources: Sequence[PlanFiles], as_of: datetime) -> list[Checked]:
    """All are read here, where they are needed afterwards; the rules are asked on all processors."""
    with uncollected():
        found = shared(map(load_plan, sources), lambda loaded: _found(loaded, as_of), len(sources))
    return [_checked(loaded, *problems, as_of) for loaded, problems in found]


def _found(loaded: Loaded, as_of: datetime) -> tuple[list[Problem], Noted | None]:
    """The problems of a plan by itself, and what of its acceptances came to use."""
    if loaded.plan is None:
        return bounded(loaded.problems), None
    acceptances = Acceptances(loaded.plan, as_of)
    problems = acceptances.standing(loaded.problems) + check_plan(loaded.plan, as_of, acceptances)
    return bounded(problems), acceptances.noted


def _checked(loaded: Loaded, problems: list[Problem], noted: Noted | None, as_of: datetime) -> Checked:
    acceptances = Acceptances(loaded.plan, as_of, noted) if loaded.plan is not None and noted else None
    if any(problem.grade == "error" for problem in problems):
        loaded.plan = None
    return Checked(loaded, problems, acceptances)


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
