"""What is wrong with the runs of a plan, each at its line. Nothing here keeps the plan from being built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from launchbook.core.folding import fold as folded
from launchbook.core.plan import Plan
from launchbook.core.problem import Finding, Names, Path, Problem, say
from launchbook.core.recurrence import shifted
from launchbook.core.runs.codes import (
    ENDED_FIRST,
    GONE,
    MAY_NOT_SIGN,
    ODD_TIME,
    OTHER_PLAN,
    SAME_RUN,
    TWICE_COUNTED,
    TWO_EVENTS,
    UNKNOWN_PERSON,
)
from launchbook.core.runs.fold import signers
from launchbook.core.runs.followed import followed, former_keys, rows_by_key
from launchbook.core.runs.merge import canonical
from launchbook.core.runs.model import OF_GATE, RunEvent, RunFile
from launchbook.core.runs.reworded import closest
from launchbook.core.yaml_codes import HELPED

Events = list[tuple[Path, RunEvent]]
"""Events with their paths in the file."""


def check_runs(plan: Plan, as_of: datetime) -> Iterator[Problem]:
    """The problems of all runs of a plan."""
    first: dict[str, RunFile] = {}
    for file in plan.runs:
        same = first.setdefault(file.record.run, file)
        if same is not file:
            yield file.bundle.place(_same_run(file, same))
        yield from check_run(file, plan, as_of)


def check_run(file: RunFile, plan: Plan, as_of: datetime) -> Iterator[Problem]:
    """The problems of one run; of another plan's nothing else is said."""
    if file.record.plan != plan.id:
        message = say("the run is of plan `{other}`, not of `{plan}`", other=file.record.plan, plan=plan.id)
        help = say("Move the file to `plans/{other}/runs/`.", other=file.record.plan)
        yield file.bundle.place(Finding(OTHER_PLAN, message, ("plan",), (help,)))
        return
    events: Events = [(("events", at), event) for at, event in enumerate(file.record.events)]
    for check in _CHECKS:
        yield from folded(file.bundle.place(finding) for finding in check(events, plan, as_of))


def problems_of_run(file: RunFile, plans: Iterable[Plan], as_of: datetime) -> Iterator[Problem]:
    """The problems of a run that lies anywhere: against the plan that it names."""
    plan = next((plan for plan in plans if plan.id == file.record.plan), None)
    if plan is not None:
        yield from check_run(file, plan, as_of)
        return
    message = say("there is no plan `{plan}` here, or it has errors", plan=file.record.plan)
    yield file.bundle.place(Finding(OTHER_PLAN, message, ("plan",), (say("Name its folder with `--plans`."),)))


def _same_run(file: RunFile, same: RunFile) -> Finding:
    help = say("Run `launchbook run merge {a} {b} --out {a}`, and remove the other file.", a=same.path, b=file.path)
    return Finding(SAME_RUN, say("{path} holds this run, too", path=same.path), ("run",), (help,))


def _two_events(events: Events, plan: Plan, as_of: datetime) -> Iterator[Finding]:
    first: dict[str, tuple[Path, RunEvent]] = {}
    for path, event in events:
        before, same = first.setdefault(event.id, (path, event))
        if canonical(same) != canonical(event):
            message = say("event `{id}` says something else than before", id=event.id)
            help = say("Keep one of the two lines. What happened later is an event of its own.")
            yield Finding(TWO_EVENTS, message, (*path, "id"), (help,), ((say("first recorded here"), before),))


def _counted_twice(events: Events, plan: Plan, as_of: datetime) -> Iterator[Finding]:
    first: dict[tuple[str, int], tuple[Path, str]] = {}
    for path, event in events:
        before, id = first.setdefault((event.device, event.seq), (path, event.id))
        if id != event.id:
            message = say("device `{device}` has two events number {seq}", device=event.device, seq=int(event.seq))
            help = say("Give one of them to a device of another name.")
            yield Finding(TWICE_COUNTED, message, (*path, "seq"), (help,), ((say("first counted here"), before),))


def _unknown_people(events: Events, plan: Plan, as_of: datetime) -> Iterator[Finding]:
    people = followed(plan).get("people", {})
    for path, event in events:
        for key in ("by", "heard"):
            name = getattr(event, key)
            if name is not None and name not in people:
                help = (
                    say("Defined: {names}.", names=Names(list(people), 12)) if people else say("`people:` has nobody.")
                )
                yield Finding(UNKNOWN_PERSON, say("`{name}` is not in the plan", name=name), (*path, key), (help,))


def _gone(events: Events, plan: Plan, as_of: datetime) -> Iterator[Finding]:
    rows, former = rows_by_key(plan), former_keys(plan)
    gone = ((path, event) for path, event in events if event.row and event.row not in rows and event.row not in former)
    for number, (path, event) in enumerate(gone):
        chapter = str(event.row).partition("#")[0]
        near = closest(event.text or "", _of_chapter(rows, chapter)) if number < HELPED and event.text else None
        help = (say("Most like it is now `{key}`: {title}", key=near["key"], title=near["title"]),) if near else ()
        yield Finding(GONE, say("the plan has no row `{key}`", key=event.row), (*path, "row"), help)


def _of_chapter(rows: Mapping[str, dict[str, object]], chapter: str) -> Iterator[dict[str, object]]:
    return (row for key, row in rows.items() if key.startswith(chapter + "#"))


def _odd_times(events: Events, plan: Plan, as_of: datetime) -> Iterator[Finding]:
    latest = shifted(as_of, timedelta(days=2))
    created = getattr(plan.head, "created", None)
    earliest = shifted(plan.instant(created).at, timedelta(days=-1)) if created else None
    help = say("The clock of `{device}` was wrong, or the time was typed by hand. It counts.")
    for path, event in events:
        late = event.time > latest
        if late or (earliest and event.time < earliest):
            message = say("recorded after today") if late else say("recorded before the plan existed")
            yield Finding(ODD_TIME, message, (*path, "at"), (help.of(event),))


def _ended_first(events: Events, plan: Plan, as_of: datetime) -> Iterator[Finding]:
    """Ends before the last start of the same row, or the run's end before its beginning, by the clock."""
    begun: dict[str, tuple[Path, RunEvent]] = {}
    for path, event in events:
        key = event.row or ""
        if event.do in ("start", "begin"):
            begun[key] = (path, event)
        elif event.do in _ENDS and key in begun and event.time < begun[key][1].time:
            before, start = begun[key]
            message = say("ended {end}, before it began {start}", end=event.at.text, start=start.at.text)
            yield Finding(ENDED_FIRST, message, (*path, "at"), (), ((say("begun here"), before),))


_ENDS = frozenset(("done", "failed", "end"))


def _signatures(events: Events, plan: Plan, as_of: datetime) -> Iterator[Finding]:
    rows, former = rows_by_key(plan), former_keys(plan)
    people = followed(plan).get("people", {})
    for path, event in events:
        gate = rows.get(former.get(event.row or "", event.row or ""))
        if event.do not in OF_GATE or gate is None or event.by is None:
            continue
        named = signers(followed(plan), gate)
        deputies = [people[name]["deputy"] for name in named if "deputy" in people.get(name, {})]
        if named and event.by not in (*named, *deputies):
            message = say("`{name}` does not sign “{gate}”", name=event.by, gate=gate["title"])
            yield Finding(MAY_NOT_SIGN, message, (*path, "by"), (say("Its signers: {names}.", names=Names(named)),))


_CHECKS: tuple[Callable[[Events, Plan, datetime], Iterator[Finding]], ...] = (
    _two_events,
    _counted_twice,
    _unknown_people,
    _gone,
    _odd_times,
    _ended_first,
    _signatures,
)
