"""Loads a plan from its files, stage by stage."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from itertools import islice

from launchbook.core import letters
from launchbook.core.bundle import Bundle, Resolved, names_lost
from launchbook.core.node import Source
from launchbook.core.plan import Plan
from launchbook.core.problem import Code, Problem, say, severity_of
from launchbook.core.source import read_source
from launchbook.core.text import WRONG_TYPE
from launchbook.load.echoes import broken
from launchbook.load.files import PlanFiles
from launchbook.load.link import link_plan
from launchbook.load.runs import read_runs
from launchbook.load.validate import validate_plan, what_is_left
from launchbook.load.variables import fill_in

TWICE = Code(
    "PL007", "section defined twice", "Two files of a plan's folder hold the same top-level key, so one would be lost."
)


@dataclass
class Loaded:
    """The result of loading: the plan, unless a problem is an error."""

    files: PlanFiles
    sources: tuple[Source, ...] = ()
    plan: Plan | None = None
    rest: Plan | None = None
    """What could be read of the plan, also where an error is elsewhere in it: what it says is compared with other plans. None where
    something of it refers to nothing, or its times are not known."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return any(problem.grade == "error" for problem in self.problems)


def load_plan(files: PlanFiles) -> Loaded:
    """Read, validate and link. Pure: the same bytes give the same plan. Never raises for bad input."""
    sources = tuple(read_source(path, data) for path, data in files.files)
    bundle, twice = _bundle(sources)
    loaded = Loaded(files, sources, problems=[problem for source in sources for problem in source.problems] + twice)
    digest = _digest(bundle)
    bundle, unfilled = fill_in(bundle)
    model, problems = validate_plan(bundle)
    loaded.problems += unfilled + problems
    if loaded.failed and bundle.complete:
        model, bundle = what_is_left(bundle)
    if model is None or not bundle.complete:
        return loaded
    runs = read_runs(files.runs)
    plan, findings = link_plan(model, bundle, digest, tuple(run.file for run in runs if run.file))
    loaded.problems += [bundle.place(finding) for finding in findings if not broken(finding, bundle)]
    loaded.problems += [problem for run in runs for problem in run.problems]
    if not any(severity_of(finding.grade or finding.code.grade) == "error" for finding in findings):
        loaded.rest = plan
    if not loaded.failed:
        loaded.plan = plan
    return loaded


def _digest(bundle: Bundle) -> str:
    """A hash of what the files say, key by key: comments, line ends, quotes and the division into files do not change it."""
    said = json.dumps(sorted(bundle.data().items()), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _bundle(sources: tuple[Source, ...]) -> tuple[Bundle, list[Problem]]:
    """The files as one tree, and problems: keys that two files define, and files that are no mapping."""
    bundle, twice = Bundle(sources), []
    for source in sources:
        root = source.root
        if root is None:
            continue
        if root.kind != "mapping":
            source.report(
                WRONG_TYPE,
                say(
                    "a plan is a mapping of keys, found {kind}",
                    kind=say("a list") if root.kind == "sequence" else say("a text"),
                ),
                source.locate(root),
                *(
                    suspect.help
                    for suspect in islice(letters.in_malformed(root.text.partition("\n")[0], False, False), 1)
                ),
                say("Begin with `plan:`, `title:` and `launch:`, or run `launchbook new NAME`."),
            )
            continue
        for name, key in root.keys.items():
            value = root.items[name]
            if first := bundle.entries.get(name):
                related = ((say("first defined here"), first.source.locate(first.key)),)
                help = (say("Keep one of the two, or merge them."),)
                twice.append(
                    Problem(TWICE, say("`{key}` is defined in two files", key=name), source.locate(key), help, related)
                )
                source.lost.append(value)
            else:
                bundle.entries[name] = Resolved(source, key, value)
    bundle.lost = names_lost(sources)
    return bundle, twice
